"""What every folder that owns a stream shares: an action asked for, and the ruling that is given on it.

Such a folder has the same four files: ``actions.py`` (what may be asked), ``state.py`` (the fold, with ``apply``),
``decide.py`` (the rules) and ``view.py`` (the frozen value a screen draws).
"""

from datetime import datetime
from typing import Any

import msgspec

from ceremonies.errors import Refused, Unusable
from ceremonies.times import parse_typed


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person asks to be recorded.

    Attributes:
        by: the id of the person at the keyboard, signed in to this sitting.
        happened_at: when it happened, if not now, as typed: "14:05", "2026-11-22 14:05" (London) or with an offset
            (rule TIME-HAPPENED).
        happened_source: where that time comes from: "paper", "telephone", "outside".
        happened_by: who says so, in words.
    """

    by: str = ""
    happened_at: str | None = None
    happened_source: str | None = None
    happened_by: str | None = None


def check_shape(action: Action) -> None:
    """An action's fields hold what their types allow, whoever made it.

    Raises:
        Refused: CHOICE, naming the field.
    """
    try:
        msgspec.convert(msgspec.to_builtins(action), type(action))
    except UnicodeError:
        raise Refused("TEXT", "What was typed holds half a character. Type it again.") from None
    except msgspec.ValidationError as error:
        raise Refused("CHOICE", f"That is none of the answers there are ({error}). Choose one of them.") from None


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """One entry that an action earns, before the ledger numbers and signs it.

    Attributes:
        stream: the stream it goes to, for example ``run/TEST-0042/1``.
        kind: what happened, past tense, for example ``step.completed``.
        body: the facts: strings, integers, booleans, None, lists, objects.
        signed_by: the persons whose own signature the entry must carry.
        objections: by person, what follows "I do not agree, because".
    """

    stream: str
    kind: str
    body: dict[str, Any]
    signed_by: tuple[str, ...] = ()
    objections: dict[str, str] = msgspec.field(default_factory=dict)


LONGEST_TEXT = 20_000
"""Characters that one text field may hold; longer things are evidence."""


def checked_text(label: str, text: str, *, required: bool = True, longest: int = LONGEST_TEXT) -> str:
    """``text`` without surrounding space.

    Raises:
        Refused: TEXT: it is empty though required, too long, or has control characters.
    """
    cleaned = text.strip()
    if required and not cleaned:
        raise Refused("TEXT", f"{label} is empty. Write it down and try again.")
    if len(cleaned) > longest:
        raise Refused(
            "TEXT",
            f"{label} has {len(cleaned):,} characters; at most {longest:,} fit. Shorten it, or add it as evidence.",
        )
    for place, character in enumerate(cleaned, 1):
        if character not in "\n\t" and not character.isprintable():
            raise Refused(
                "TEXT", f"{label} holds a control character (U+{ord(character):04X}) at place {place}. Take it out."
            )
    return cleaned


def moment_of(action: Action, now: datetime) -> datetime:
    """When what the action tells of happened, aware, in UTC (rule TIME-HAPPENED).

    Raises:
        Refused: TIME-HAPPENED: the time can't be read, lies ahead, or names no source.
    """
    if action.happened_at is None:
        return now
    try:
        then = parse_typed(action.happened_at, now)
    except Unusable as error:
        raise Refused("TIME-HAPPENED", str(error)) from None
    if then > now:
        raise Refused("TIME-HAPPENED", "The time lies ahead. What has not happened yet can't be recorded as done.")
    if not (action.happened_source or "").strip() or not (action.happened_by or "").strip():
        raise Refused("TIME-HAPPENED", "Say where the time comes from (paper, telephone, outside) and who says so.")
    return then
