"""What the entries up to a size say of one key ceremony: its run, keys, tokens and room, and who had which role."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ceremonies.attendance import state as attendance
from ceremonies.attendance.state import AttendanceState
from ceremonies.errors import Refused
from ceremonies.keys import state as keys
from ceremonies.keys.kinds import OF_KIND, stream_of
from ceremonies.keys.state import KeyState
from ceremonies.ledger.entry import Entry
from ceremonies.room_log import state as room_log
from ceremonies.room_log.state import RoomLogState
from ceremonies.streams import Books
from ceremonies.tokens import state as tokens
from ceremonies.tokens.enrolled import SOFTWARE
from ceremonies.tokens.state import STREAM as TOKENS
from ceremonies.tokens.state import KnownToken, TokensState, address_of
from reports.account import Account, RunAccount, run_account_of

SOFTWARE_ONLY = "SOFTWARE TOKEN, for rehearsals only"
"""Said wherever the token of the program itself was used."""
SOFTWARE_MODULE = "a token in software, no hardware"
"""Said of SoftHSM and its like."""


class KeyAccount(msgspec.Struct, frozen=True):
    """One key that the ceremony was about.

    Attributes:
        state: where it stood at the size.
        entries: its stream, from the beginning of the ceremony on.
        made_here: whether it was planned in this ceremony.
    """

    state: KeyState
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """For example ``REC-0001``."""
        return self.state.key

    @property
    def title(self) -> str:
        """The governing text's words for what it is, with its name."""
        return f"{OF_KIND[self.state.kind].title} {self.state.key}"

    def of_kind(self, *kinds: str) -> list[Entry]:
        """The ceremony's entries of these kinds, in order."""
        return [entry for entry in self.entries if entry.kind in kinds]


class TokenAccount(msgspec.Struct, frozen=True):
    """One token that the ceremony used.

    Attributes:
        token: as the register had it at the size.
        probes: the entries of its probes, oldest first, those of before the ceremony too.
    """

    token: KnownToken
    probes: tuple[Entry, ...]

    @property
    def software(self) -> str:
        """What must be said of it where it is no hardware; empty for hardware."""
        return said_of_token(self.token.kind, f"{self.token.manufacturer} {self.token.model}")


class CeremonyAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One ceremony, as the record has it at a size.

    Attributes:
        account: its run and what every report shows of it; ``own`` has all the ceremony's entries outside the run.
    """

    account: Account
    keys: tuple[KeyAccount, ...]
    tokens: tuple[TokenAccount, ...]
    room: RoomLogState
    attendance: AttendanceState

    @property
    def run(self) -> RunAccount:
        """The ceremony's run."""
        return self.account.main

    @property
    def settled(self) -> dict[str, Any]:
        """What was settled before it began."""
        return self.run.state.ceremony

    def token(self, address: dict[str, str]) -> TokenAccount | None:
        """The token of that address; None where it stands in no register."""
        wanted = address_of(address.get("label", ""), address.get("serial", ""))
        found = (one for one in self.tokens if address_of(one.token.label, one.token.serial) == wanted)
        return next(found, None)

    def token_words(self, address: dict[str, str]) -> str:
        """A token by label and serial, and that it is software where it is."""
        if not address.get("label"):
            return "none"
        known = self.token(address)
        software = known.software if known else said_of_token(address.get("kind", ""), "")
        return f"{address['label']}, serial {address['serial']}" + (f" ({software})" if software else "")


def said_of_token(kind: str, makers: str) -> str:
    """What must be said of a token of this kind, whose maker and model say ``makers``."""
    if kind == "software":
        return SOFTWARE_ONLY
    return SOFTWARE_MODULE if any(one in makers.casefold() for one in SOFTWARE) else ""


def ceremony_of(run: str, entries: Sequence[Entry], note: str, books: Books) -> CeremonyAccount:
    """What the record says of the ceremony ``run``.

    Args:
        run: for example ``KC-2026-01/1``.
        entries: all entries of the tree, from the first.
        note: the signed checkpoint of that tree.
        books: gives a run's own copy of its script.

    Raises:
        Refused: RUN: the tree holds no such run, or it is no key ceremony's.
    """
    account = run_account_of(run, entries, note, books)
    if not account.main.state.ceremony:
        raise Refused("RUN", f"{run} is no key ceremony. Its report is made by: keyroom report recovery {run}.")
    began = account.main.entries[0].seq
    streams = (room_log.stream_of(run), attendance.stream_of(run))
    room = [entry for entry in entries if entry.stream == streams[0]]
    attending = [entry for entry in entries if entry.stream == streams[1]]
    found = tuple(_keys(account.main, entries, began))
    register, used = _tokens(account.main, found, entries)
    own = [*room, *attending, *(entry for key in found for entry in key.entries), *_within(used, began)]
    own.sort(key=lambda entry: entry.seq)
    more = {"own": tuple(own), "entries": account.entries | {entry.seq: entry for entry in own}}
    return CeremonyAccount(
        account=msgspec.structs.replace(account, **more),
        keys=found,
        tokens=register,
        room=_fold(room_log.apply, RoomLogState(), room),
        attendance=_fold(attendance.apply, AttendanceState(), attending),
    )


def _fold(apply: Any, state: Any, entries: Iterable[Entry]) -> Any:  # noqa: ANN401 - each stream has its own state
    for entry in entries:
        apply(state, entry)
    return state


def _within(entries: Iterable[Entry], began: int) -> Iterator[Entry]:
    return (entry for entry in entries if entry.seq >= began)


def _keys(run: RunAccount, entries: Sequence[Entry], began: int) -> Iterator[KeyAccount]:
    """The keys that the ceremony was settled for, those that the record knows."""
    settled = run.state.ceremony
    for name in dict.fromkeys(filter(None, (settled["key"], settled["symmetric"], settled["issuer"]))):
        own = [entry for entry in entries if entry.stream == stream_of(name)]
        if own:
            yield KeyAccount(_fold(keys.apply, KeyState(), own), tuple(_within(own, began)))


def _tokens(
    run: RunAccount, found: tuple[KeyAccount, ...], entries: Sequence[Entry]
) -> tuple[tuple[TokenAccount, ...], list[Entry]]:
    """The tokens that were settled for the ceremony or used in it, and the entries about them."""
    of_stream = [entry for entry in entries if entry.stream == TOKENS]
    state: TokensState = _fold(tokens.apply, TokensState(), of_stream)
    used = dict.fromkeys(_addresses(run, found))
    known = [state.tokens[one] for one in used if one in state.tokens]
    about = [entry for entry in of_stream if _about(entry) in used]
    accounts = [
        TokenAccount(
            token,
            tuple(
                entry
                for entry in about
                if entry.kind == "token.probed" and _about(entry) == address_of(token.label, token.serial)
            ),
        )
        for token in known
    ]
    return tuple(accounts), about


def _about(entry: Entry) -> str:
    body: dict[str, Any] = entry.body
    return address_of(body.get("label", ""), body.get("serial", ""))


def _addresses(run: RunAccount, found: tuple[KeyAccount, ...]) -> Iterator[str]:
    settled = run.state.ceremony
    if settled["token_serial"]:
        yield address_of(settled["token_label"], settled["token_serial"])
    for key in found:
        for entry in key.entries:
            token: Any = entry.body.get("token") or {}
            if token.get("label"):
                yield address_of(token["label"], token["serial"])
