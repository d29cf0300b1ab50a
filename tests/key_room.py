"""A whole Room in which keys are made and woken, with a strong room that answers as a good one does."""

from ceremonies.keys import actions as ask
from ceremonies.keys.kinds import stream_of
from ceremonies.people.actions import Enrol, Enrolment
from ceremonies.people.decide import next_person
from ceremonies.room import Room
from ceremonies.sealing import SMALLEST_COST
from ceremonies.sittings.actions import SignIn
from ceremonies.tokens.state import STREAM, address_of
from tests.fakes import FakeClock, FixedEntropy
from tests.key_table import TOKEN, GoodRoom, KeyTable
from tests.walker import PASSPHRASE, MemoryWorkspace, enrol_two, perform

CUSTODIANS = ("K-01", "K-02", "K-03")


class KeyRoom(KeyTable):
    """The ceremonies of ``KeyTable`` in a Room: its entries are signed, chained and kept."""

    def __init__(self, workspace: MemoryWorkspace | None = None) -> None:
        super().__init__()
        self.workspace = workspace or MemoryWorkspace()
        self.clock = FakeClock()
        self.enter()
        if not self.people:
            enrol_two(self.room_of_record)
            for _ in CUSTODIANS:
                self._enrol_custodian()
        self.trust_token()

    def enter(self) -> None:
        """Start the program and open its sitting."""
        self.room_of_record = Room(self.workspace, self.clock, FixedEntropy(f"{self.clock.moment}"), cost=SMALLEST_COST)
        self.room_of_record.open_sitting()
        for person in self.people:
            perform(self.room_of_record, SignIn(by=person, person=person))
        self.trust_token()

    @property
    def people(self):
        return list(self.room_of_record.people.people)

    def trust_token(self) -> None:
        """The ceremony's token, as if it had been tried in this sitting."""
        self.room_of_record.state(STREAM).tokens[address_of(TOKEN.label, TOKEN.serial)] = self.token()

    def _enrol_custodian(self) -> None:
        room, roles = self.room_of_record, ("Key Custodian",)
        person = next_person(room.people, roles)
        one = Enrolment(roles=roles, public_key=room.make_key(PASSPHRASE, roles), register_digest="ab" * 32)
        perform(room, Enrol(by="P-01", second="P-02", person=one))
        perform(room, SignIn(by=person, person=person))

    def state(self, key: str):
        return self.room_of_record.state(stream_of(key))

    def do(self, action: ask.KeyAction):
        return perform(self.room_of_record, action).entries

    def answer(self, work):
        return self.room.answer_to(work, self.room_of_record.state(work.stream))


__all__ = ["CUSTODIANS", "GoodRoom", "KeyRoom"]
