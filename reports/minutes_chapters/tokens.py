"""The tokens that were used, and what each could do when it was tried (rules TOKEN-PROBE, TOKEN-ENROLLED)."""

from collections.abc import Iterable
from typing import Any

from ceremonies.ledger.entry import Entry
from reports.ceremony import CeremonyAccount, TokenAccount
from reports.document import Block, Column, Facts, Heading, Paragraph, Table
from reports.wording import when

_CHECKS = (
    Column("Check", 34, strong=True),
    Column("What was tried", 62),
    Column("Outcome", 22),
    Column("What the token answered", 58),
)


def tokens(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """Each token in turn."""
    if not ceremony.tokens:
        return (Paragraph("No token of the register was used."),)
    return tuple(block for one in ceremony.tokens for block in _token(ceremony, one))


def _token(ceremony: CeremonyAccount, one: TokenAccount) -> Iterable[Block]:
    yield Heading(f"{one.token.label}, serial {one.token.serial}")
    yield Facts(tuple(_facts(ceremony, one)))
    if not one.probes:
        yield Paragraph("By this record the token was never probed.")
        return
    yield from _probe(one.probes[-1], len(one.probes))


def _facts(ceremony: CeremonyAccount, one: TokenAccount) -> Iterable[tuple[str, str]]:
    token = one.token
    yield "What it is", one.software or ("hardware, by its own word" if token.hardware else "not said to be hardware")
    yield "Maker, model", f"{token.manufacturer}, {token.model}".strip(", ") or "not read"
    if token.module:
        yield "Reached through", token.module
    if token.flags:
        yield "It says", ", ".join(token.flags)
    if token.enrolled_at:
        certificate = f"; certificate {token.certificate}" if token.certificate else ""
        yield "Enrolled", f"{when(token.enrolled_at)} by {ceremony.account.names(token.enrolled_by)}{certificate}"
    else:
        yield "Enrolled", "No."
    yield "Mark on it", token.mark or "none"
    yield "Seal", token.seal or "none recorded"
    for whose, kept in token.custody.items():
        yield f"{whose} PIN kept", kept
    if token.changed:
        yield "Last changed", f"{token.changed}, {when(token.changed_at)}"


def _probe(entry: Entry, times: int) -> Iterable[Block]:
    body: dict[str, Any] = entry.body
    verdict = "passed" if body["passed"] else "FAILED"
    wraps = "an M#N key can be made on it" if body["wraps"] else "no M#N key can be made on it"
    before = f" It was tried {times} times; this is the last." if times > 1 else ""
    yield Paragraph(f"Probed on {when(entry.recorded_at)} (entry {entry.seq}): {verdict}; {wraps}.{before}")
    yield Table(
        _CHECKS, tuple((each["name"], each["tried"], each["outcome"], each["reason"]) for each in body["checks"])
    )
