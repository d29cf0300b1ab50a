"""The key ceremonies of the incident: which key, how they ended, and where their minutes are."""

from collections.abc import Iterable
from typing import Any

from reports.account import Account, RunAccount
from reports.document import Block, Column, Paragraph, Table
from reports.wording import when

_HELD = (
    Column("Ceremony", 27, strong=True),
    Column("What it was", 38),
    Column("Key", 30),
    Column("Called for by", 24),
    Column("Began and ended", 32),
    Column("Outcome", 25),
)
_MINUTES = (Column("Ceremony", 27, strong=True), Column("File", 60), Column("SHA-256 of the minutes", 89, fixed=True))
_OTHERS = (
    Column("Step", 27, strong=True),
    Column("Key", 30),
    Column("How", 82),
    Column("Recorded", 37),
)


def ceremonies(account: Account) -> tuple[Block, ...]:
    """Ceremonies held here, their minutes, and those held without Keyroom or not called for."""
    held = [run for run in account.runs if run.state.ceremony]
    blocks: list[Block] = [
        Paragraph(
            "Each ceremony has minutes of its own: keyroom report minutes with the ceremony's name makes them again"
            " from the same record.",
            quiet=True,
        )
    ]
    if held:
        blocks.append(Table(_HELD, tuple(_held(run) for run in held)))
    blocks += _minutes(account, held)
    others = tuple(_other(said) for run in account.runs for said in run.of_kind("ceremony.outside", "ceremony.waived"))
    if others:
        blocks.append(Table(_OTHERS, others))
    if not held and not others:
        return (Paragraph("No key ceremony was called for."),)
    return tuple(blocks)


def _held(run: RunAccount) -> tuple[str, ...]:
    state, settled = run.state, run.state.ceremony
    began = when(state.started.at) if state.started else ""
    ended = when(state.ended.at) if state.ended else "not ended"
    called = f"{state.called_by['step']}\nrun {state.called_by['run']}" if state.called_by else ""
    return run.name, run.title, _key(settled), called, f"{began}\n{ended}", state.outcome or state.status


def _key(settled: dict[str, Any]) -> str:
    """The key, and which generation it was then: OLD, NEW or in use."""
    serial = f"serial {settled['serial']}" if settled["serial"] else ""
    return "\n".join(
        filter(None, (f"{settled['key']} {settled['mark'] or settled['which']}", serial, settled["symmetric"]))
    )


def minutes_name(run: str) -> str:
    """What a file with the minutes of ``run`` is called, so that it is known again as evidence."""
    return f"minutes-{run.replace('/', '-')}.pdf"


def _minutes(account: Account, held: list[RunAccount]) -> Iterable[Block]:
    """The digests of the minutes that were added as evidence."""
    names = {minutes_name(run.name): run.name for run in held}
    rows = tuple(
        (names[one["name"]], one["name"], one["digest"])
        for run in account.runs
        for one in run.state.evidence
        if one["name"] in names
    )
    if rows:
        yield Table(_MINUTES, rows)
    without = [run.name for run in held if run.name not in {row[0] for row in rows}]
    if without:
        yield Paragraph(f"No minutes were added as evidence yet of: {', '.join(without)}.")


def _other(entry: Any) -> tuple[str, ...]:  # noqa: ANN401 - its body has what its kind has
    body = entry.body
    at = f"{when(entry.recorded_at)}\nentry {entry.seq}"
    if entry.kind == "ceremony.waived":
        return body["step"], "", f"not called for: {body['reason']}", at
    return body["step"], body["key"], f"held without Keyroom: {body['who']}, minutes {body['minutes']}", at
