"""Which roles one person may not hold together within one ceremony (rule PEOPLE-CONFLICT): a table in data."""

from collections.abc import Collection
from importlib.resources import files

import msgspec

from ceremonies.errors import Refused
from ceremonies.people.roles import Role


class ConflictGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Roles of which one person holds at most one within a ceremony, and why."""

    roles: tuple[Role, ...]
    why: str


class ConflictTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table."""

    group: tuple[ConflictGroup, ...]


def load_conflicts() -> ConflictTable:
    """The table as it is shipped, ``conflicts.toml`` beside this module."""
    data = files("ceremonies.people").joinpath("conflicts.toml").read_bytes()
    return msgspec.toml.decode(data, type=ConflictTable)


def check_conflict(roles_held_in_this_ceremony: Collection[str], role: str) -> None:
    """Nothing, if who holds these roles in a ceremony may take ``role`` in it as well.

    Raises:
        Refused: PEOPLE-CONFLICT, naming the two roles.
    """
    for group in load_conflicts().group:
        if role not in group.roles:
            continue
        for held in roles_held_in_this_ceremony:
            if held in group.roles and held != role:
                raise Refused(
                    "PEOPLE-CONFLICT",
                    f"One person can't be {held} and {role} in one ceremony. {group.why} Ask somebody else.",
                )
