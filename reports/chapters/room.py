"""The room: sittings, who attended, what the clock did, and who the people in this report are."""

from collections.abc import Iterable

from ceremonies.sittings.state import SittingState
from reports.account import Account
from reports.document import Block, Column, Heading, Paragraph, Table
from reports.wording import counted, when

_STAYS = (Column("Sitting", 24, strong=True), Column("Who", 56), Column("From", 46), Column("Until", 50))
_CLOCK = (Column("Entry", 18, strong=True), Column("When", 40), Column("What the clock did", 118))
_PEOPLE = (Column("Id", 18, strong=True), Column("Name", 46), Column("Organisation", 46), Column("Roles", 66))


def sittings(account: Account) -> tuple[Block, ...]:
    """Sittings, attendance and the clock."""
    return (
        Paragraph(
            "A sitting is the time from opening the record to closing it. Key Custodians are named by alias only.",
            quiet=True,
        ),
        Table(_STAYS, tuple(row for one in account.sittings for row in _attendance(account, one))),
        *_unclosed(account),
        Heading("The clock"),
        *_clock(account),
    )


def _attendance(account: Account, one: SittingState) -> Iterable[tuple[str, ...]]:
    closed = when(one.closed_at) if one.closed_at else "not closed by then"
    opened = when(one.opened_at) if one.opened_at else ""
    head = f", the head at {one.brought:,} brought back and proved" if one.brought else ""
    yield (str(one.number), f"the sitting{head}", opened, closed)
    for stay in one.attendance:
        yield (
            "",
            account.shown(stay.person),
            when(stay.arrived),
            when(stay.left) if stay.left else "still in the room",
        )


def _unclosed(account: Account) -> Iterable[Block]:
    broken = [str(one.number) for one in account.sittings if not one.previous_closed]
    if broken:
        yield Paragraph(f"The sitting before sitting {', '.join(broken)} was not closed: the program had ended first.")


def _clock(account: Account) -> Iterable[Block]:
    rows = tuple(_event(one) for each in account.sittings for one in _events(each))
    if rows:
        yield Table(_CLOCK, rows)
    else:
        yield Paragraph("The clock never stood before the last entry, and nobody corrected it.")


def _events(one: SittingState) -> list[tuple[int, str, str, int, str]]:
    return [(each.seq, each.kind, each.at, each.seconds, each.words) for each in one.clock]


def _event(event: tuple[int, str, str, int, str]) -> tuple[str, ...]:
    seq, kind, at, seconds, words = event
    if kind == "stepped":
        said = f"It stood {counted(seconds, 'second')} before the last entry: {words}."
    else:
        act = "added to" if seconds >= 0 else "taken from"
        said = f"By {words}, {counted(abs(seconds), 'second')} must be {act} what it showed."
    return (str(seq), when(at), said)


def people(account: Account) -> tuple[Block, ...]:
    """Who the ids in this report stand for."""
    rows = tuple(
        (
            one.id,
            one.name or "Key Custodian, by alias",
            one.organisation or "",
            ", ".join(one.roles) + (f" (left {when(one.left_at)})" if one.left_at else ""),
        )
        for one in account.people.people.values()
    )
    return (Table(_PEOPLE, rows),) if rows else (Paragraph("Nobody was enrolled."),)
