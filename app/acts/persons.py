"""Choices among people: who is here, who isn't, who signs as second."""

from app.acts.act import Choice, Field, Where
from ceremonies.room_view import Person


def everybody(where: Where) -> tuple[Choice, ...]:
    """Everybody enrolled."""
    return tuple(_choice(one) for one in where.people)


def present(where: Where) -> tuple[Choice, ...]:
    """Who is signed in."""
    return tuple(_choice(one) for one in where.people if one.present)


def absent(where: Where) -> tuple[Choice, ...]:
    """Who is not signed in."""
    return tuple(_choice(one) for one in where.people if not one.present)


def others(where: Where) -> tuple[Choice, ...]:
    """Who is signed in beside the person at the keyboard."""
    return tuple(one for one in present(where) if one.value != where.by)


def other_field(where: Where, name: str, label: str) -> Field:
    """Somebody else who is signed in. With nobody to choose, the rule says so."""
    choices = others(where)
    return Field(name=name, label=label, kind="choice", choices=choices, required=bool(choices))


def second_field(where: Where) -> Field:
    """The second person, who signs as well."""
    return other_field(where, "second", "Second person, who signs too")


def _choice(one: Person) -> Choice:
    return Choice(one.id, f"{one.name or one.alias}, {', '.join(one.roles)}")


def nobody_enrolled(where: Where) -> bool:
    """Whether there is nobody yet whom an act could be about."""
    return not where.people
