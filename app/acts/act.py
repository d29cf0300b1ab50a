"""What an act is: a name, a key, the fields it asks for, and the action it becomes. Both front ends use it."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ceremonies.act import Action
from ceremonies.errors import Unusable
from ceremonies.room_view import HomeView, Person

if TYPE_CHECKING:  # the first screen is painted before anything of the runs is imported
    from ceremonies.incidents.view import IncidentView
    from ceremonies.keys.views import KeysView, KeyView
    from ceremonies.runbook.views import RunView, StepView
    from ceremonies.tokens.view import TokensView

MOST_DIGITS = 15
"""What the record's numbers can hold: they stay within 2^53."""
_COUNT = re.compile(r"-?[0-9]+")

Answers = Mapping[str, Any]
"""What was typed or chosen, by field name: text. Choices of several are joined by commas. The rules check it."""

Scope = Literal["home", "incident", "run", "ceremony", "keys", "key", "tokens", "people", "record"]
"""The page that offers an act. Those of a ceremony, of keys and of tokens stand on the page of a ceremony's run too."""


class Choice(msgspec.Struct, frozen=True):
    """One of several answers."""

    value: str
    label: str


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One thing an act asks for."""

    name: str
    label: str
    kind: Literal["text", "long", "count", "choice", "many", "path"] = "text"
    required: bool = True
    default: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Where the person stands: what is shown, and who is at the keyboard."""

    by: str
    """The person id at the keyboard; empty when nobody is signed in."""
    home: HomeView
    people: tuple[Person, ...] = ()
    incident: "IncidentView | None" = None
    run: "RunView | None" = None
    step: "StepView | None" = None
    """The step at hand, when a run is shown."""
    keys: "KeysView | None" = None
    """Every key, where keys are shown or made."""
    key: "KeyView | None" = None
    """The key at hand: the one that is shown, or that the step of a ceremony is about."""
    tokens: "TokensView | None" = None
    software_tokens: str = ""
    """The folder of the workspace's software tokens."""
    procedures: Mapping[str, str] = {}
    """What a run of the incident can follow: title by part, for example "4.2"."""
    chosen: Mapping[str, str] = {}
    """Answers that already follow from what the person pointed at, by field."""


class NewKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that a person makes as part of an act, under a passphrase of their own.

    Attributes:
        answer: the answer that takes the public key.
        whose: the person, in words.
        roles: the roles they are enrolled with, from which their id follows.
        after: how many others are enrolled by the same act before them.
        person: the id of a person whose key is replaced; empty for a new one.
    """

    answer: str
    whose: str
    roles: tuple[str, ...] = ()
    after: int = 0
    person: str = ""


def no_keys(_where: Where, _answers: Answers) -> tuple[NewKey, ...]:
    """An act that makes no key."""
    return ()


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person can do."""

    name: str
    """One word, typed in the plain-line mode and searched in the palette."""
    title: str
    key: str
    scope: Scope
    fields: Callable[[Where], tuple[Field, ...]]
    action: Callable[[Where, Answers], Action]
    new_keys: Callable[[Where, Answers], tuple[NewKey, ...]] = no_keys
    hidden: Callable[[Where], bool] = lambda _where: False
    """Whether it makes no sense here. What a rule forbids is not hidden: the refusal says why."""
    help: str = ""
    aside: bool = False
    """Whether it is left out of the line of keys at the bottom; its key works all the same, and ^P and ? list it."""


def no_fields(_where: Where) -> tuple[Field, ...]:
    """An act that asks for nothing."""
    return ()


def split_many(value: str) -> tuple[Any, ...]:
    """The values of a field that takes several, separated by commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def whole(value: str) -> int:
    """A count as typed; empty is 0. Thin spaces and commas between thousands are let through.

    Raises:
        Unusable: it is no whole number.
    """
    cleaned = value.replace(",", "").replace(" ", "").replace("\u202f", "")
    if cleaned and (len(cleaned) > MOST_DIGITS or _COUNT.fullmatch(cleaned) is None):
        raise Unusable(f"{value[:40]!r} is no whole number of at most {MOST_DIGITS} digits. Write digits only.")
    return int(cleaned) if cleaned else 0


HAPPENED = (
    Field(
        name="happened_at",
        label="When it happened, if not now",
        required=False,
        hint="14:05, or 2026-11-22 14:05",
    ),
    Field(name="happened_source", label="Where the time comes from", required=False, hint="paper, telephone, outside"),
    Field(name="happened_by", label="Who says so", required=False),
)
"""The fields of TIME-HAPPENED, offered where an act may be told of afterwards."""


def asks(*fields: Field | Callable[[Where], Field]) -> Callable[[Where], tuple[Field, ...]]:
    """What an act asks for: these fields, of which some follow from where the person stands, and when it happened."""
    return lambda where: (*(one if isinstance(one, Field) else one(where) for one in fields), *HAPPENED)


def happened(answers: Answers) -> dict[str, str | None]:
    """The TIME-HAPPENED part of an action."""
    return {field.name: answers.get(field.name) or None for field in HAPPENED}
