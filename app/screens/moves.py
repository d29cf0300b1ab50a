"""Where the keys lead that record nothing. Capital letters look; small letters, from the list of acts, write."""

from collections.abc import Callable

import msgspec

from app.acts.act import Act, Scope, Where


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A way to another screen or dialog."""

    name: str
    title: str
    key: str
    label: str
    on: tuple[str, ...]
    """The screens that offer it; empty for all of them."""
    hidden: Callable[[Where], bool] = lambda _where: False


def _no_keys(where: Where) -> bool:
    """On a run the keys are a ceremony's."""
    return where.run is not None and where.run.ceremony is None


MOVES = (
    Move(
        name="open",
        title="Open what the cursor is on",
        key="enter",
        label="open",
        on=("home", "incident", "track", "keys"),
    ),
    Move(name="show", title="Show the entry whole", key="enter", label="show", on=("ledger",)),
    Move(
        name="also",
        title="Go to another open step",
        key="A",
        label="also",
        on=("run",),
        hidden=lambda where: where.run is None or len(where.run.open) < 2,  # noqa: PLR2004 - one open step is the one shown
    ),
    Move(name="track", title="All steps of the run", key="T", label="track", on=("run",)),
    Move(
        name="corrections",
        title="Why it differs from the text",
        key="C",
        label="why *",
        on=("run",),
        hidden=lambda where: where.step is None or not where.step.corrections,
    ),
    Move(name="decisions", title="Decisions and deviations", key="D", label="decisions", on=("run",)),
    Move(name="kept", title="The evidence", key="E", label="evidence", on=("run",)),
    Move(
        name="incident",
        title="The incident",
        key="I",
        label="incident",
        on=("run",),
        hidden=lambda where: where.incident is None,
    ),
    Move(
        name="handover",
        title="Handover of command",
        key="H",
        label="brief",
        on=("run", "incident"),
        hidden=lambda where: where.incident is None,
    ),
    Move(name="keys", title="The keys", key="Y", label="keys", on=("home", "run", "key", "tokens"), hidden=_no_keys),
    Move(name="tokens", title="The tokens", key="O", label="tokens", on=("home", "run", "keys"), hidden=_no_keys),
    Move(
        name="people",
        title="People, and who is signed in",
        key="P",
        label="people",
        on=("home", "incident", "run", "keys", "key", "tokens"),
    ),
    Move(
        name="keyboard",
        title="Someone else takes the keyboard",
        key="K",
        label="keyboard",
        on=(),
        hidden=lambda where: len(where.home.present) < 2,  # noqa: PLR2004 - one person has nobody to change with
    ),
    Move(
        name="ledger",
        title="The record",
        key="L",
        label="record",
        on=("home", "incident", "run", "people", "keys", "key", "tokens"),
    ),
    Move(
        name="back",
        title="Back",
        key="escape",
        label="back",
        on=(
            *("incident", "run", "track", "decisions", "kept", "handover", "ledger", "people", "help", "corrections"),
            *("keys", "key", "tokens"),
        ),
    ),
    Move(name="help", title="What can be done here", key="?", label="help", on=()),
    Move(name="palette", title="Search all acts", key="ctrl+p", label="all", on=()),
    Move(name="quit", title="Leave Keyroom", key="ctrl+q", label="leave", on=("home",)),
)
"""In the order of the keys' line."""

_DOOR = ("firsttwo", "signin")
"""The acts of people that are offered at once while nobody is signed in."""
_HANDING_OVER = ("handover", "take", "decline")


def moves_on(where: Where, screen: str) -> tuple[Move, ...]:
    """The moves that the screen offers."""
    return tuple(one for one in MOVES if (not one.on or screen in one.on) and not one.hidden(where))


def acts_on(where: Where, screen: str, scope: Scope | None) -> tuple[Act, ...]:
    """The acts whose keys the screen takes."""
    from app.acts.catalogue import acts_at  # noqa: PLC0415 - the first screen is painted before the acts are there

    acts = acts_at(where, scope) if scope else ()
    if screen == "handover":
        return tuple(one for one in acts if one.name in _HANDING_OVER)
    if screen == "home" and not where.home.present:
        return (*(one for one in acts_at(where, "people") if one.name in _DOOR), *acts)
    return acts


def due_here(act: Act, where: Where) -> bool:
    """Whether the step waits for this note in the room's log, or for roles; there are too many to list them all."""
    step = where.step
    if step is None:
        return False
    return act.name == f"note{step.act_name.replace(' ', '')}" or (act.name == "takerole" and bool(step.roles))


def shown_key(key: str) -> str:
    """A key as it is written for people."""
    named = {"space": "Space", "enter": "Enter", "escape": "Esc"}
    return named.get(key) or (f"^{key[-1].upper()}" if key.startswith("ctrl+") else key)
