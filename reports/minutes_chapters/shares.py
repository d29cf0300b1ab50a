"""Shares: to which alias each went, on what, and that it was proved. No word of any stands in the record."""

from collections.abc import Iterable
from typing import Any

from ceremonies.keys.parts import Holder, Share, ShareSet
from ceremonies.ledger.entry import Entry
from reports.ceremony import CeremonyAccount, KeyAccount
from reports.document import Block, Column, Heading, Paragraph, Table
from reports.wording import when

_SHARES = (
    Column("Share", 15, strong=True),
    Column("Custodian", 24),
    Column("Carrier", 52),
    Column("Handed out", 32),
    Column("Proved", 32),
    Column("Stands as", 21),
)
_EVENTS = (Column("When", 38), Column("Share", 18, strong=True), Column("What became of it", 106), Column("Entry", 14))
CARRIERS = {
    "token": "Cryptographic Module",
    "words": "words copied from the screen",
    "card": "printed card",
    "file": "sealed file",
}
STATUS = {
    "handing": "about to be handed out",
    "handed": "handed out, not proved",
    "proved": "proved",
    "void": "VOID, to be collected",
    "returned": "returned and destroyed",
    "missing": "MISSING",
}


def shares(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """By key: its sets, then what became of shares besides."""
    blocks = [block for key in ceremony.keys for block in _of_key(ceremony, key)]
    return tuple(blocks) or (Paragraph("No share was handed out, proved or collected."),)


def _of_key(ceremony: CeremonyAccount, key: KeyAccount) -> Iterable[Block]:
    told = key.of_kind("share.handed", "share.proved", "share.voided", "share.collected", "share.transferred")
    touched = {entry.body["set"] for entry in told}
    if not touched:
        return
    yield Heading(key.title)
    for one in key.state.sets:
        if one.identifier in touched:
            yield Paragraph(f"Set {one.identifier}, {one.m} of {one.n}, {_stands(one)}.")
            yield Table(_SHARES, tuple(_row(ceremony, key, one, share) for share in _held(one)))
    others = [entry for entry in told if entry.kind in {"share.voided", "share.collected", "share.transferred"}]
    if others:
        yield Table(_EVENTS, tuple(_event(entry) for entry in others))


def _stands(one: ShareSet) -> str:
    return {"making": "not committed", "live": "the one that counts", "superseded": "superseded", "void": "VOID"}.get(
        one.status, one.status
    )


def _held(one: ShareSet) -> Iterable[tuple[Share, Holder | None]]:
    for share in one.shares:
        if not share.holders:
            yield share, None
        for held in share.holders:
            yield share, held


def _row(
    ceremony: CeremonyAccount, key: KeyAccount, one: ShareSet, share_held: tuple[Share, Holder | None]
) -> tuple[str, ...]:
    share, held = share_held
    number = f"{share.index} of {one.n}"
    if held is None:
        return number, "", "", "not handed out", "", ""
    handed = _last(key, "share.handed", one, share, held)
    proved = _last(key, "share.proved", one, share, held)
    return (
        number + ("\ndeputy's copy" if held.deputy else ""),
        held.person,
        _carrier(ceremony, held, handed),
        _stamp(handed),
        _stamp(proved),
        STATUS.get(held.status, held.status) + (", DOUBTED" if held.doubted else ""),
    )


def _last(key: KeyAccount, kind: str, one: ShareSet, share: Share, held: Holder) -> Entry | None:
    """The ceremony's last entry of a kind about one holder of a share."""
    wanted = (one.identifier, share.index, held.person)
    found = [
        entry for entry in key.of_kind(kind) if (entry.body["set"], entry.body["index"], entry.body["person"]) == wanted
    ]
    return found[-1] if found else None


def _carrier(ceremony: CeremonyAccount, held: Holder, handed: Entry | None) -> str:
    body: dict[str, Any] = handed.body if handed else {}
    lines = [CARRIERS.get(held.carrier, held.carrier)]
    if held.token:
        lines.append(ceremony.token_words(held.token))
    if held.place:
        lines.append(f"at {held.place}")
    if body.get("sha256"):
        lines.append(f"SHA-256 {body['sha256']}")
    if body.get("decision"):
        lines.append(f"allowed by {body['decision']}")
    return "\n".join(lines)


def _stamp(entry: Entry | None) -> str:
    if entry is None:
        return "not in this ceremony"
    tries = entry.body.get("tries", 0)
    return f"{when(entry.recorded_at)}\nentry {entry.seq}" + (f", after {tries} wrong" if tries else "")


def _event(entry: Entry) -> tuple[str, ...]:
    body: dict[str, Any] = entry.body
    match entry.kind:
        case "share.voided":
            says = f"{body['person']}: void, to be collected"
        case "share.transferred":
            says = f"passed from {body['person']} to {body['to']}: {body['reason']}"
        case _:
            says = f"{body['person']}: {body['how']}" + (f". {body['note']}" if body["note"] else "")
    return when(entry.recorded_at), f"{body['index']} of set {body['set']}", says, str(entry.seq)
