"""Who was there: roles, identity, arrivals. A Key Custodian is an alias and nothing else (rule CUSTODIAN-ALIAS)."""

from collections.abc import Iterable

from ceremonies.people.state import Person
from reports.ceremony import CeremonyAccount
from reports.document import Block, Column, Heading, Paragraph, Table
from reports.wording import when

_ROLES = (Column("Who", 50, strong=True), Column("Role in this ceremony", 46), Column("From", 40), Column("Until", 40))
_STAYS = (Column("Sitting", 20, strong=True), Column("Who", 60), Column("From", 48), Column("Until", 48))
_PEOPLE = (Column("Id", 18, strong=True), Column("Name", 46), Column("Organisation", 46), Column("Roles", 66))
BY_ALIAS = "Key Custodian, by alias"


def people(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """Roles in the ceremony, who was in the room when, and what the ids stand for."""
    return (
        Paragraph(
            "Key Custodians are named by alias only. Who they are stands in the sealed register, which only the"
            " Registration Authority Managers open.",
            quiet=True,
        ),
        *_roles(ceremony),
        Heading("In the room"),
        Table(_STAYS, tuple(_stays(ceremony))),
        Heading("Who the ids stand for"),
        Table(_PEOPLE, tuple(_person(one) for one in _named(ceremony))),
    )


def _roles(ceremony: CeremonyAccount) -> Iterable[Block]:
    account = ceremony.account
    if not ceremony.attendance.parts:
        yield Paragraph("No roles were taken in this ceremony. The roles people are enrolled with stand below.")
        return
    yield Table(
        _ROLES,
        tuple(
            (
                account.shown(one.person),
                one.role,
                when(one.since),
                when(one.until) if one.until else "the end",
            )
            for one in ceremony.attendance.parts
        ),
    )


def _stays(ceremony: CeremonyAccount) -> Iterable[tuple[str, ...]]:
    """Those who were in the room while the ceremony was held."""
    run = ceremony.run.state
    began = run.started.at if run.started else ""
    ended = run.ended.at if run.ended else ceremony.account.at
    for sitting in ceremony.account.sittings:
        for stay in sitting.attendance:
            if stay.arrived <= ended and (not stay.left or stay.left >= began):
                left = when(stay.left) if stay.left and stay.left <= ended else "the end"
                yield str(sitting.number), ceremony.account.shown(stay.person), when(stay.arrived), left


def _named(ceremony: CeremonyAccount) -> list[Person]:
    """Everybody who was there or is named in an entry of the ceremony."""
    there = {stay.person for sitting in ceremony.account.sittings for stay in sitting.attendance}
    there |= {person for entry in (*ceremony.account.own, *ceremony.run.entries) for person in entry.by}
    return [one for one in ceremony.account.people.people.values() if one.id in there]


def _person(one: Person) -> tuple[str, ...]:
    if one.alias:
        return one.id, BY_ALIAS, "", ", ".join(one.roles)
    return one.id, one.name or "", one.organisation or "", ", ".join(one.roles)
