"""Activations: what the quorum came for, whose shares woke the key, what was signed, and that it is gone again."""

from collections.abc import Iterable
from typing import Any

from ceremonies.ledger.entry import Entry
from ceremonies.people.pgp_words import to_lines
from reports.account import signers_of
from reports.ceremony import CeremonyAccount, KeyAccount
from reports.document import Block, Column, Facts, Fixed, Heading, Paragraph, Table
from reports.minutes_chapters.keys import WORDS_A_LINE, attributes_table, gone
from reports.wording import counted, when

_TAKEN = (Column("When", 40), Column("Custodian", 30, strong=True), Column("What was entered", 82), Column("Entry", 24))
_OUTPUTS = (Column("File", 90, strong=True), Column("SHA-256", 86, fixed=True))
MOST_OUTPUTS = 40
"""Files of one batch that are named here; the manifest covers the others."""


def activations(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """Every activation of every key, in the order they were opened."""
    opened = [(entry, key) for key in ceremony.keys for entry in key.of_kind("activation.opened")]
    opened.sort(key=lambda pair: pair[0].seq)
    blocks = [block for entry, key in opened for block in _activation(ceremony, key, entry)]
    return tuple(blocks) or (Paragraph("No key was activated."),)


def _activation(ceremony: CeremonyAccount, key: KeyAccount, opened: Entry) -> Iterable[Block]:
    body: dict[str, Any] = opened.body
    own = list(_own(key, body["activation"], opened))
    yield Heading(f"Activation {body['activation']} of {key.title}")
    yield Facts(tuple(_facts(ceremony, opened, own)))
    for manifest in body["manifests"]:
        yield Heading("Manifest read aloud when it was opened", level=3)
        yield Fixed((manifest, *to_lines(bytes.fromhex(manifest), WORDS_A_LINE)))
    taken = [entry for entry in own if entry.kind in {"share.taken", "share.refused"}]
    if taken:
        yield Heading("Shares entered", level=3)
        yield Table(_TAKEN, tuple(_taken(entry) for entry in taken))
    for entry in own:
        if entry.kind == "activation.woken" and entry.body["attributes"]:
            yield Heading(f"Attributes read back when it woke (entry {entry.seq})", level=3)
            yield attributes_table(entry.body["attributes"], {})  # type: ignore[arg-type]  # an object of the body
        if entry.kind == "activation.signed":
            yield from _batch(entry, body["manifests"])
        if entry.kind == "activation.closed":
            yield Heading("Shown to be gone", level=3)
            yield from gone(entry)


def _own(key: KeyAccount, activation: str, opened: Entry) -> Iterable[Entry]:
    """The entries of one activation; a share names its attempt, which begins with the activation's id."""
    for entry in key.entries:
        if entry.seq <= opened.seq:
            continue
        attempt = str(entry.body.get("attempt", "")).rpartition(".")[0]
        if activation in (entry.body.get("activation"), attempt):
            yield entry


def _facts(ceremony: CeremonyAccount, opened: Entry, own: list[Entry]) -> Iterable[tuple[str, str]]:
    body: dict[str, Any] = opened.body
    signed = [entry.body for entry in own if entry.kind == "activation.signed"]
    ends = [entry for entry in own if entry.kind == "activation.ended"]
    yield "What for", body["purpose"]
    yield "May sign", ", ".join(body["signs"]) or "nothing"
    yield "Agreed", f"{counted(body['limit'], 'signature')} at most, until {when(body['until'])}"
    yield "Used", _used(signed, ends)
    yield "Quorum", _quorum(body, ceremony)
    yield "Opened", f"{when(opened.recorded_at)} by {ceremony.account.names(signers_of(opened))} (entry {opened.seq})"
    yield "Token", ceremony.token_words(body["token"])
    for end in ends:
        yield "Ended", f"{when(end.recorded_at)}: {end.body['because']} (entry {end.seq})"
    if not ends:
        yield "Ended", "Not ended when these minutes were made."


def _used(signed: list[Any], ends: list[Entry]) -> str:
    """How many signatures were promised, which count as used, and how many were made (rule SIGN-LIMIT)."""
    made = sum(one["count"] for one in signed)
    reserved = ends[-1].body["reserved"] if ends else sum(one["reserved"] for one in signed)
    return f"{reserved:,} promised, {made:,} made, in {counted(len(signed), 'batch', 'batches')}"


def _quorum(body: dict[str, Any], ceremony: CeremonyAccount) -> str:
    if body["people"]:
        return f"the PIN in two halves: {ceremony.account.names(body['people'])}"
    more = f" and {body['symmetric_need']} parts of {body['symmetric']}" if body["symmetric"] else ""
    return f"{counted(body['need'], 'share')} of as many people{more}; signed in: {', '.join(body['present'])}"


def _taken(entry: Entry) -> tuple[str, ...]:
    body: dict[str, Any] = entry.body
    of = "part of the symmetric key" if body["of"] == "symmetric" else "share"
    wrong = f", after {counted(body['tries'], 'wrong try', 'wrong tries')}" if body["tries"] else ""
    says = f"{of} {body['index']} taken" if entry.kind == "share.taken" else f"{of} REFUSED: {body['reason']}"
    return when(entry.recorded_at), body["person"], says + wrong, str(entry.seq)


def _batch(entry: Entry, read_aloud: list[str]) -> Iterable[Block]:
    body: dict[str, Any] = entry.body
    yield Heading(f"Batch of {when(entry.recorded_at)} (entry {entry.seq})", level=3)
    yield Facts(
        (
            ("Signed", f"{body['signs']}: {body['count']:,} of {body['reserved']:,} promised"),
            ("Manifest", "as it was read aloud" if body["manifest"] in read_aloud else body["manifest"]),
        )
    )
    if body["manifest"] not in read_aloud:
        yield Fixed(tuple(to_lines(bytes.fromhex(body["manifest"]), WORDS_A_LINE)))
    outputs = body["outputs"]
    if outputs:
        yield Table(_OUTPUTS, tuple((one["name"], one["sha256"]) for one in outputs[:MOST_OUTPUTS]))
    if len(outputs) > MOST_OUTPUTS:
        yield Paragraph(f"And {counted(len(outputs) - MOST_OUTPUTS, 'file')} more, which the manifest covers.")
