"""Who is owed a notification that several are owed: they are named before it counts as made (rule TELL).

The text says "each Network Party" and means every one of them. The step holds the list: Parties of the register,
names as typed, or a number where not all are named. Each one on it is told or excused.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.parties.party import Party, same_name
from ceremonies.runbook import actions as ask
from ceremonies.runbook.facts import RunFacts, ruling, subscribers_of
from ceremonies.runbook.lacking import Lack
from ceremonies.runbook.schema import Step, Tell
from ceremonies.runbook.state import Owed, RunState, StepState, Told

SUBSCRIBER = ("Subscriber", "affected Subscriber")
"""Recipients that are several where several Subscribers share a run's steps (SMKI RP 3.2, last paragraph)."""
MOST_NAMED = 4
"""How many of those not told yet a line names."""


def is_several(state: RunState, owed: Tell) -> bool:
    """Whether a notification is owed to several, who have to be named."""
    return owed.who.startswith("each ") or (owed.who in SUBSCRIBER and len(state.subscribers) > 1)


def tell_of(step: Step, number: int) -> Tell:
    """The notification ``number`` (from 0) of ``step``.

    Raises:
        Refused: TELL: the step has no such notification.
    """
    if 0 <= number < len(step.tells):
        return step.tells[number]
    raise Refused("TELL", f"Step {step.id} has {len(step.tells)} notifications; there is no number {number + 1}.")


def means_of(owed: Tell) -> tuple[str, ...]:
    """The means a notification must go by, each of them: telephone *and* email in 3.2."""
    return tuple((owed.by or "").split(" and ")) if owed.by else ()


def name_recipients(state: RunState, facts: RunFacts, action: ask.NameRecipients, now: datetime) -> list[Ruling]:
    """Record who is owed a notification; a later list takes the place of an earlier one."""
    moment_of(action, now)
    listed = list_of(state, facts, action)
    owed = tell_of(facts.book.step(action.step), action.tell)
    if state.open[action.step].owed.get(action.tell) == listed:
        raise Refused("ALREADY-RECORDED", f"The list of {owed.who} already stands like that at {action.step}.")
    return [as_ruling(action, owed, listed)]


def as_ruling(action: ask.NameRecipients, owed: Tell, listed: Owed) -> Ruling:
    """The list as it stands in an entry."""
    body = {
        "step": action.step,
        "tell": action.tell,
        "who": owed.who,
        "recipients": list(listed.names),
        "count": listed.count,
    }
    return ruling(action.run, "recipients.named", body)


def naming_of(action: ask.Tell) -> ask.NameRecipients | None:
    """The naming that comes along with the first of several who are told."""
    if not any(one.strip() for one in action.recipients):
        return None
    return ask.NameRecipients(run=action.run, step=action.step, tell=action.tell, recipients=action.recipients)


def list_of(state: RunState, facts: RunFacts, action: ask.NameRecipients) -> Owed:
    """Who is owed a notification, by a list that is being recorded.

    Raises:
        Refused: TELL: the notification is owed to one, nobody is named, or somebody who was told is left out.
    """
    at, owed = state.open[action.step], tell_of(facts.book.step(action.step), action.tell)
    if not is_several(state, owed):
        raise Refused("TELL", f"Only one is owed this ({owed.who}), so there is no list. Record that they were told.")
    names = [_known_as(facts, checked_text("A recipient", one)) for one in action.recipients if one.strip()]
    if action.from_register:
        names += _fitting(state, facts, owed)
    names = _each_once(names)
    if _is_on(names, owed.who):
        raise Refused("TELL", f"{owed.who!r} names nobody. Write down who they are.")
    _check_list(state, at, owed, action, names)
    return Owed(tuple(names), max(action.count, len(names)))


def _check_list(state: RunState, at: StepState, owed: Tell, action: ask.NameRecipients, names: list[str]) -> None:
    if not names and action.count < 1:
        raise Refused("TELL", f"Name {owed.who}, or say how many there are. If there is none, excuse the notification.")
    if owed.who in SUBSCRIBER and max(action.count, len(names)) < len(state.subscribers):
        raise Refused(
            "TELL", f"The steps serve {len(state.subscribers)} Subscribers ({', '.join(state.subscribers)}). Name each."
        )
    left_out = [one for one in _spoken_to(at, action.tell) if not _is_on(names, one)]
    if left_out and action.count <= len(names) and not _is_on(left_out, owed.who):
        raise Refused("TELL", f"Already told or excused, so on the list too: {'; '.join(left_out)}.")


def _known_as(facts: RunFacts, text: str) -> str:
    """A recipient's name: a Party's where its id on the register was typed."""
    party = facts.parties.parties.get(text)
    return party.name if party else text


def _each_once(names: list[str]) -> list[str]:
    kept: list[str] = []
    for one in names:
        if not _is_on(kept, one):
            kept.append(one)
    return kept


def _is_on(names: list[str] | tuple[str, ...], name: str) -> bool:
    return any(same_name(one, name) for one in names)


def _fitting(state: RunState, facts: RunFacts, owed: Tell) -> list[str]:
    """The Parties of the register that a notification is owed to, by name.

    Raises:
        Refused: TELL: the register doesn't say who they are.
    """
    parties = sorted(facts.parties.parties.values(), key=lambda party: party.id)
    found = [party.name for party in parties if _fits(owed.who, party, subscribers_of(state, facts))]
    if not found:
        raise Refused("TELL", f"The register of Parties doesn't say who {owed.who} is. Name them, or count them.")
    return found


def _fits(who: str, party: Party, subscribers: tuple[str, ...]) -> bool:
    if "Network Party" in who:
        return party.is_network_party
    if "Responsible Supplier" in who:
        return party.responsible_supplier and party.id not in subscribers
    return who in (*SUBSCRIBER, "each affected Subscriber") and party.id in subscribers


def as_listed(facts: RunFacts, owed: Tell, listed: Owed | None, text: str) -> str:
    """Whoever is told or excused, as the list has them, so that nobody stands there in two spellings.

    The words of the text stand for all of them, and are no name.

    Raises:
        Refused: TELL: there is a list that names everyone, and they are not on it.
    """
    name = _known_as(facts, text)
    if listed is None or same_name(name, owed.who):
        return name
    found = next((one for one in listed.names if same_name(one, name)), None)
    if found is None and listed.count <= len(listed.names):
        raise Refused(
            "TELL",
            f"{name} is not on the list of {owed.who}: {'; '.join(listed.names)}."
            " Choose one of them, or name the recipients again.",
        )
    return found or name


def _spoken_to(at: StepState, number: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.recipient for one in at.told if one.tell == number))


def told_by_name(state: RunState, owed: Tell, text: str) -> str:
    """A recipient that was told: where several are, the words of the text name nobody.

    Raises:
        Refused: TELL.
    """
    if is_several(state, owed) and same_name(text, owed.who):
        raise Refused("TELL", f"{text!r} names nobody. Say which of them was told, one after the other.")
    return text


def is_settled(owed: Tell, about: list[Told]) -> bool:
    """Whether one recipient was told by every means, or excused."""
    return any(one.excused for one in about) or (bool(about) and set(means_of(owed)) <= {one.means for one in about})


def _settled(owed: Tell, number: int, at: StepState, name: str) -> bool:
    return is_settled(owed, [one for one in at.told if one.tell == number and same_name(one.recipient, name)])


def is_told(state: RunState, owed: Tell, number: int, at: StepState) -> bool:
    """Whether everyone a notification is owed to was told by every means it asks for, or excused."""
    spoken_to = _spoken_to(at, number)
    if is_several(state, owed):
        return _is_excused_whole(owed, number, at) or (number in at.owed and not _count(owed, number, at).left)
    return bool(spoken_to) and all(_settled(owed, number, at, name) for name in spoken_to)


def _is_excused_whole(owed: Tell, number: int, at: StepState) -> bool:
    """Whether the notification itself was excused, for example because there is nobody to tell."""
    return any(one.tell == number and one.excused and one.recipient == owed.who for one in at.told)


class _Count(msgspec.Struct, frozen=True):
    """How many are owed a notification, how many of them are neither told nor excused, and who of these is named."""

    total: int
    left: int
    not_yet: tuple[str, ...]


def _count(owed: Tell, number: int, at: StepState) -> _Count:
    listed = at.owed.get(number, Owed())
    everyone = _each_once([*listed.names, *(one for one in _spoken_to(at, number) if one != owed.who)])
    not_yet = tuple(one for one in everyone if not _settled(owed, number, at, one))
    total = max(listed.count, len(everyone))
    return _Count(total, total - (len(everyone) - len(not_yet)), not_yet)


def progress(state: RunState, owed: Tell, number: int, at: StepState) -> str:
    """How far a notification to several has come: "told 3 of 5; not yet: X, Y"; "" for one that is owed to one."""
    if not is_several(state, owed) or _is_excused_whole(owed, number, at):
        return ""
    if number not in at.owed:
        return "not named yet"
    count = _count(owed, number, at)
    said = f"told {count.total - count.left} of {count.total}"
    if not count.left:
        return said
    named, unnamed = len(count.not_yet), count.left - len(count.not_yet)
    names = [*count.not_yet[:MOST_NAMED], *([f"{named - MOST_NAMED} more"] if named > MOST_NAMED else [])]
    names += [f"{unnamed} not named"] if unnamed else []
    return f"{said}; not yet: {', '.join(names)}"


def untold(state: RunState, step: Step, at: StepState) -> Iterator[Lack]:
    """The notifications of a step that are still owed: first those of which nobody has said who is owed them."""
    owed = [(number, one) for number, one in enumerate(step.tells) if not is_told(state, one, number, at)]
    unnamed = [(number, one) for number, one in owed if is_several(state, one) and number not in at.owed]
    if unnamed:
        which = "; ".join(f"{number + 1} {one.who}" for number, one in unnamed)
        sentence = (
            f"Step {step.id}: nobody has said who is owed: {which}. Name the recipients of each, then record that each"
            " of them was told, or why not."
        )
        yield Lack("TELL", sentence, tuple(f"name {one.who}" for _, one in unnamed))
    rest = [
        one.who + (f" ({how_far})" if (how_far := progress(state, one, number, at)) else "")
        for number, one in owed
        if (number, one) not in unnamed
    ]
    if rest:
        sentence = f"Step {step.id}: neither told nor excused yet: {'; '.join(rest)}."
        yield Lack("TELL", sentence, tuple(f"tell {who}" for who in rest))
