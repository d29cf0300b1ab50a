"""The acts of the sitting and its registers: the clock, one-off days, Parties, ending the sitting."""

from app.acts.act import Act, Answers, Choice, Field, Where, no_fields, split_many
from app.acts.becoming import becomes
from app.acts.persons import second_field
from ceremonies.act import Action
from ceremonies.calendar import actions as calendar
from ceremonies.parties import actions as parties
from ceremonies.parties.party import PARTY_ROLES, Party
from ceremonies.sittings import actions as sitting


def _clock_fields(_where: Where) -> tuple[Field, ...]:
    return (
        Field(name="reference", label="The right time now", hint="2026-11-22 14:05:00+00:00"),
        Field(name="said_by", label="Who or what says so"),
    )


def _clock(where: Where, answers: Answers) -> Action:
    return sitting.CorrectClock(by=where.by, reference=answers["reference"], said_by=answers["said_by"])


def _day_fields(_where: Where) -> tuple[Field, ...]:
    kinds = (Choice("no", "no Working Day"), Choice("yes", "a Working Day"))
    return (
        Field(name="date", label="Date", hint="2026-12-28"),
        Field(name="name", label="What the day is"),
        Field(name="working", label="It is", kind="choice", choices=kinds, default="no"),
        Field(name="source", label="Where that is announced"),
    )


def _day(where: Where, answers: Answers) -> Action:
    return calendar.AddDay(
        by=where.by,
        date=answers["date"],
        name=answers["name"],
        working=answers["working"] == "yes",
        source=answers["source"],
    )


def _undo_day_fields(_where: Where) -> tuple[Field, ...]:
    return (Field(name="date", label="Date", hint="2026-12-28"), Field(name="reason", label="Reason"))


def _undo_day(where: Where, answers: Answers) -> Action:
    return calendar.RemoveDay(by=where.by, date=answers["date"], reason=answers["reason"])


def _party_fields(_where: Where) -> tuple[Field, ...]:
    return (
        Field(name="id", label="Short name", hint="one word, for example ACME"),
        Field(name="name", label="Name"),
        Field(name="roles", label="Roles", kind="many", choices=tuple(Choice(role, role) for role in PARTY_ROLES)),
        Field(name="user_ids", label="EUI-64 User IDs, separated by commas", required=False),
        Field(name="sros", label="SMKI SROs, separated by commas", required=False),
        Field(name="aros", label="SMKI AROs, separated by commas", required=False),
        Field(name="ra_managers", label="The DCC's Registration Authority Managers, by commas", required=False),
        Field(name="ra_personnel", label="The DCC's authorised Registration Authority Personnel", required=False),
        Field(name="telephone", label="Telephone held by the SMKI Registration Authority", required=False),
        Field(name="email", label="Email held by the SMKI Registration Authority", required=False),
        Field(
            name="responsible",
            label="Responsible Supplier",
            kind="choice",
            choices=(Choice("no", "no"), Choice("yes", "yes")),
            default="no",
        ),
        Field(name="source", label="Source of these facts"),
    )


def _party(where: Where, answers: Answers) -> Action:
    party = Party(
        id=answers["id"],
        name=answers["name"],
        party_roles=split_many(answers["roles"]),  # decide names what is no role
        user_ids=split_many(answers["user_ids"]),
        sros=split_many(answers["sros"]),
        aros=split_many(answers["aros"]),
        ra_managers=split_many(answers["ra_managers"]),
        ra_personnel=split_many(answers["ra_personnel"]),
        telephone=answers["telephone"],
        email=answers["email"],
        responsible_supplier=answers["responsible"] == "yes",
    )
    return parties.PutParty(by=where.by, party=party, source=answers["source"])


def _unparty_fields(where: Where) -> tuple[Field, ...]:
    known = tuple(Choice(key, name) for key, name in where.home.parties.items())
    return (
        Field(name="party", label="Party", kind="choice", choices=known),
        Field(name="reason", label="Reason"),
    )


def _unparty(where: Where, answers: Answers) -> Action:
    return parties.RemoveParty(by=where.by, party=answers["party"], reason=answers["reason"])


def _go_on_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="reason", label="What was compared instead, or why", kind="long"),
        Field(name="reference", label="The decision's reference"),
        second_field(where),
    )


def _close(where: Where, _answers: Answers) -> Action:
    return sitting.CloseSitting(by=where.by)


def _counter_fields(where: Where) -> tuple[Field, ...]:
    people = tuple(Choice(one.id, one.name or one.alias) for one in where.people)
    return (
        Field(name="person", label="Who counter-signs", kind="choice", choices=people, required=bool(people)),
        Field(name="head", label="The head they carry, from last time", kind="path", required=False, hint="file"),
    )


def _counter(where: Where, answers: Answers) -> Action:
    """``app/performing.py`` reads the head that is carried and puts its text among the answers."""
    return sitting.CounterSign(by=where.by, person=answers["person"], carried=answers.get("carried", ""))


RECORD_ACTS = (
    Act(
        name="goon",
        title="Decide to go on without the newest head",
        key="g",
        scope="record",
        fields=_go_on_fields,
        action=becomes(sitting.GoOnWithout),
        help="After a restore, a copy or a missing head no key is used before two people decide on it.",
    ),
    Act(
        name="clock",
        title="Record the clock against a reference",
        key="c",
        scope="record",
        fields=_clock_fields,
        action=_clock,
        help="The reference is read aloud. The order of the record never depends on the clock.",
    ),
    Act(
        name="day",
        title="Enter a one-off day",
        key="d",
        scope="record",
        fields=_day_fields,
        action=_day,
        help="A day that the calendar of bank holidays can't know. Deadlines that already run are not changed.",
    ),
    Act(
        name="undoday",
        title="Take a one-off day off the list",
        key="u",
        scope="record",
        fields=_undo_day_fields,
        action=_undo_day,
        help="For a day that was entered wrongly. Deadlines that already run are not changed.",
    ),
    Act(
        name="party",
        title="Enter or change a Party",
        key="p",
        scope="record",
        fields=_party_fields,
        action=_party,
        help="Who may confirm, submit and use which method follows from the register of Parties.",
    ),
    Act(
        name="unparty",
        title="Take a Party off the register",
        key="x",
        scope="record",
        fields=_unparty_fields,
        action=_unparty,
        hidden=lambda where: not where.home.parties,
        help="For a Party that was entered wrongly or is one no longer. The record keeps what was said before.",
    ),
    Act(
        name="endsitting",
        title="End the sitting",
        key="e",
        scope="record",
        fields=no_fields,
        action=_close,
        help="Closes this sitting. Those present then counter-sign its head, and the head leaves the room.",
    ),
    Act(
        name="countersign",
        title="Counter-sign the head",
        key="s",
        scope="record",
        fields=_counter_fields,
        action=_counter,
        help="After the sitting's end, each person present signs that this record extends the head they carry.",
    ),
)
"""Every act about the record, in the order of the menu."""
