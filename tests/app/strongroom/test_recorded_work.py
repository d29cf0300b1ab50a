"""Ceremonies of keys by the record and by a real strong room: each request is carried out, each answer is recorded."""

from hashlib import sha256

import msgspec
import pytest

from app.strongroom import protocol as p
from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from tests.app.strongroom.ceremony import PIN, Table
from tests.key_table import ADMINISTRATOR, CUSTODIANS, SYMMETRIC, KeyTable

ENDS = {"close", "deactivate", "generate token key", "destroy token key", "destroy blob"}
"""Acts after which the strong room has nothing more to do."""
FILES = (b"a file that is signed", b"and another")
HALVES = (PIN[: len(PIN) // 2], PIN[len(PIN) // 2 :])
"""Of the PIN, for a key that takes two people."""


class RecordedTable(KeyTable):
    """Keys by the rules, with work carried out by strong rooms on a token of their own."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table
        self.strong = None
        address = table.address
        self.token_name = ask.TokenName(
            label=address.label, serial=address.serial, kind=address.kind, module=address.module
        )
        self.media = tuple(ask.Medium(name=path, place="safe", path=path) for path in table.media)
        self.tokens.tokens = {f"{address.serial} {address.label}": self.token()}

    def answer(self, work):
        """What the strong room answers, as the record takes it."""
        if self.strong is None:
            self.strong = self._started(work)
        reply = self._sign() if work.act == "sign" else self._ask(work)
        if work.act in ENDS:
            self.strong.close()
            self.strong = None
        return reply

    def _started(self, work):
        if not work.token:
            return self.table.room()
        return self.table.opened(*(HALVES if len(work.people) > 1 else (PIN,)), people=work.people)

    def _ask(self, work):
        request = p.to_request(msgspec.json.encode({"act": work.act, **work.request}))
        if work.act in {"hand out", "prove", "take share"}:
            self.table.say(f"w of {work.request['alias']}")
        return msgspec.to_builtins(self.strong.ask(request))

    def _sign(self):
        self.table.say(str(len(FILES)))
        agreed = self.strong.ask(p.Agree(about="REC-0001", kind="file", digests=digests()))
        signed = self.strong.ask(p.Sign(items=FILES))
        count = len(signed.signatures) // 64
        return {"is": "batch signed", "count": count, "manifest": agreed.manifest, "outputs": []}

    def file(self, key, person):
        return str(self.table.folder / "shares" / f"{key}-{len(self.state(key).sets)}-{person}")

    def hand(self, key, index, person, **more):
        path = self.file(key, person)
        handing = ask.HandOut(key=key, by=ADMINISTRATOR, index=index, person=person, carrier="file", path=path, **more)
        self.work(handing)
        self.work(ask.ProveShare(key=key, by=ADMINISTRATOR, index=index, person=person, path=path))

    def take_shares(self, key, people, of="key"):
        owner = self.state(key).activation.symmetric if of == "symmetric" else key
        for person in people:
            path = self.file(owner, person)
            self.work(ask.TakeShare(key=key, by=ADMINISTRATOR, person=person, path=path, of=of))


def digests():
    return b"".join(sha256(one).digest() for one in FILES)


@pytest.fixture
def recorded(table):
    return RecordedTable(table)


def test_a_key_is_made_woken_signs_and_is_gone(recorded):
    recorded.committed(m=2, n=3)
    recorded.active()
    recorded.work(recorded.signing("REC-0001", count=2, manifest=p.manifest_of(digests())))
    recorded.deactivate("REC-0001")
    view = recorded.view("REC-0001")
    assert (view.status, view.signed, view.activation.status) == ("made", 2, "closed")
    assert "usages: sign" in view.attributes


@pytest.mark.rule("RESHARE-NEW-WRAP")
def test_a_key_gets_new_shares_and_the_old_ones_no_longer_count(recorded):
    recorded.committed(m=2, n=3)
    recorded.open("REC-0001", purpose="reshare", signs=(), limit=0)
    recorded.take_shares("REC-0001", CUSTODIANS[:2])
    media = tuple(ask.Medium(name=f"{one.name}-2", place="safe", path=one.path) for one in recorded.media)
    given = {"reason": "loss", "decision": "PMA-9", "m": 2, "n": 2, "media": media}
    recorded.work(recorded.pair(ask.Reshare, "REC-0001", **given))
    recorded.hand_all("REC-0001", CUSTODIANS[3:])
    recorded.do(recorded.pair(ask.CommitKey, "REC-0001"))
    recorded.work(ask.CloseCeremony(key="REC-0001", by=ADMINISTRATOR))
    recorded.open("REC-0001")
    with pytest.raises(Refused, match="SHARE-REFUSED"):
        recorded.take_shares("REC-0001", CUSTODIANS[:1])
    recorded.take_shares("REC-0001", CUSTODIANS[3:5])
    recorded.work(ask.Activate(key="REC-0001", by=ADMINISTRATOR))
    recorded.deactivate("REC-0001")
    for copy in (1, 2):
        recorded.work(ask.DestroyCopy(key="REC-0001", by=ADMINISTRATOR, copy=copy, path=""))
    assert [one.status for one in recorded.view("REC-0001").copies] == ["destroyed", "destroyed", "here", "here"]


@pytest.mark.rule("CSK")
def test_the_contingency_key_wakes_with_all_parts_of_the_symmetric_key(recorded):
    recorded.committed("CON-0001", "contingency", m=2, n=2)
    key = recorded.generated("CSK-0001", "contingency symmetric", m=2, n=2, size=32)
    recorded.hand_all(key, SYMMETRIC)
    recorded.do(recorded.pair(ask.CommitKey, key))
    wrap = ask.WrapApex(key=key, by=ADMINISTRATOR, contingency="CON-0001", algorithm="2.16.840.1.101.3.4.1.48")
    recorded.work(wrap)
    recorded.work(ask.CloseCeremony(key=key, by=ADMINISTRATOR))
    assert recorded.state(key).apex["extension"]
    recorded.open("CON-0001", symmetric=key)
    recorded.take_shares("CON-0001", CUSTODIANS[:2])
    recorded.take_shares("CON-0001", SYMMETRIC[:2], of="symmetric")
    recorded.work(ask.Activate(key="CON-0001", by=ADMINISTRATOR))
    recorded.deactivate("CON-0001")
    recorded.open(key, purpose="wrap apex", signs=(), limit=0)
    recorded.take_shares(key, SYMMETRIC[:2])
    recorded.work(ask.Activate(key=key, by=ADMINISTRATOR))
    recorded.work(wrap)
    recorded.deactivate(key)


@pytest.mark.rule("KEY-CA-DUAL")
def test_a_token_key_is_made_woken_and_destroyed_by_two_people(recorded):
    key = recorded.committed("ROOT-0001", "root")
    recorded.open(key, signs=("certificate",), limit=1)
    recorded.work(ask.Activate(key=key, by=ADMINISTRATOR))
    recorded.deactivate(key)
    recorded.generated("ROOT-0002", "root")
    recorded.do(recorded.pair(ask.Abandon, "ROOT-0002", reason="a test"))
    recorded.work(recorded.pair(ask.DestroyTokenKey, "ROOT-0002", token=recorded.token_name))
    assert recorded.state("ROOT-0002").removed


def test_another_strong_room_shows_after_a_crash_that_nothing_is_left(recorded):
    recorded.generated(m=2, n=2)
    recorded.hand_all("REC-0001")
    recorded.do(recorded.pair(ask.CommitKey, "REC-0001"))
    recorded.strong.close()
    recorded.strong = None
    recorded.next_sitting(crashed=True)
    recorded.work(ask.CloseCeremony(key="REC-0001", by=ADMINISTRATOR))
    recorded.active()
    recorded.strong.close()
    recorded.strong = None
    recorded.next_sitting(crashed=True)
    recorded.deactivate("REC-0001")
    assert recorded.view("REC-0001").activation.status == "closed"
