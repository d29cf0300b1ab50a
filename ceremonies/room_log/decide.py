"""The rules of a room's log: what is asked for is there, what is opened is closed, and who left attests again."""

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Refused
from ceremonies.people.present import check_signed_in, check_two_people
from ceremonies.room_log.actions import NoteRoom
from ceremonies.room_log.notes import Asked, Note, load_notes
from ceremonies.room_log.state import RoomLogState, stream_of

LONGEST = 500
ATTESTED = "attested"
PRIVATE = frozenset({"dark", "light"})


class RoomLogFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a room's log may know of the rest.

    Attributes:
        present: who is signed in.
        aliases: the aliases of all Key Custodians.
        ceremony: whether the run is a key ceremony's that has not ended.
    """

    present: frozenset[str]
    aliases: frozenset[str]
    ceremony: bool


def decide(state: RoomLogState, facts: RoomLogFacts, action: NoteRoom, now: datetime) -> list[Ruling]:  # noqa: ARG001 - every decide has the same four arguments
    """Rule on ``action``.

    Raises:
        Refused: by the rule it names.
    """
    check_signed_in(facts.present, action.by)
    if not facts.ceremony:
        raise Refused("ROOM-LOG", f"{action.run} is no key ceremony that is going on, so has no room to note of.")
    note = load_notes().get(action.note)
    if note is None:
        raise Refused("ROOM-LOG", f"There is no note {action.note!r}. Choose one of the list.")
    if note.two:
        check_two_people(facts.present, action.by, action.second)
    answers = _answers(note, facts, action)
    _check_there(state, facts, note)
    opens, closes = note.opens.format(**answers), note.closes.format(**answers)
    _check_standing(state, note, opens, closes)
    _check_seal(answers)
    attests = answers["person"] if note.id == ATTESTED else ""
    if attests and (not state.attest or attests in state.attested):
        raise Refused("ALREADY-RECORDED", f"{attests} has nothing to attest again.")
    body = {
        "note": note.id,
        "says": note.says.format(**answers),
        "answers": answers,
        "opens": opens,
        "closes": closes,
        "owed": note.at_end.format(**answers),
        "attests": attests,
    }
    signed_by = tuple(dict.fromkeys(filter(None, (action.by, action.second, answers.get(note.signs, "")))))
    return [Ruling(stream=stream_of(action.run), kind="room.noted", body=body, signed_by=signed_by)]


def _answers(note: Note, facts: RoomLogFacts, action: NoteRoom) -> dict[str, str]:
    extra = sorted(set(action.answers) - {one.id for one in note.asks})
    if extra:
        raise Refused("ROOM-LOG", f"{note.title} asks for nothing called {extra[0]!r}.")
    answers = {one.id: _answer(one, action.answers.get(one.id, one.default), facts) for one in note.asks}
    if answers.get("person") in facts.aliases:
        for field in note.alias:
            if answers[field]:
                raise Refused(
                    "CUSTODIAN-ALIAS",
                    "The number of a Key Custodian's document is personal data, which stands in the sealed register"
                    " only. Leave it out.",
                )
    return answers


def _answer(asked: Asked, given: str, facts: RoomLogFacts) -> str:
    answer = checked_text(asked.label, given, required=not asked.optional, longest=LONGEST)
    if asked.choices and answer not in asked.choices:
        raise Refused("ROOM-LOG", f"{asked.label}: choose {' or '.join(asked.choices)}.")
    if asked.person:
        check_signed_in(facts.present, answer)
    return answer


def _check_there(state: RoomLogState, facts: RoomLogFacts, note: Note) -> None:
    """Nothing, if the room is entered and everybody has attested again, or the note is one of those meant for that."""
    if note.id == ATTESTED and state.evacuated:
        raise Refused("ROOM-LOG", "The room is evacuated. It is entered again first, then everybody attests.")
    if not note.away:
        check_room(state, facts.present)


def check_room(state: RoomLogState, present: Collection[str]) -> None:
    """Nothing, if the ceremony can go on in this room.

    Raises:
        Refused: ROOM-LOG: it is evacuated, or somebody has not attested again since.
    """
    if state.evacuated:
        raise Refused("ROOM-LOG", "The room is evacuated. Note that it is entered again before anything goes on.")
    lacking = sorted(set(present) - set(state.attested)) if state.attest else []
    if lacking:
        raise Refused(
            "ROOM-LOG", f"The room was evacuated, and {', '.join(lacking)} did not attest again yet. Everybody does."
        )


def check_dark(state: RoomLogState) -> None:
    """Nothing, if somebody confirmed that projector and cameras are dark.

    Raises:
        Refused: ROOM-PRIVATE.
    """
    if not state.dark:
        raise Refused(
            "ROOM-PRIVATE",
            "Nobody confirmed that projector and cameras are dark. Make them dark and note who confirms it, before"
            " anything private is shown.",
        )


def check_at_end(state: RoomLogState) -> None:
    """Nothing, if the room is left as it should be.

    Raises:
        Refused: ROOM-LOG, with everything that is owed.
    """
    owed = list(filter(None, state.standing.values()))
    if owed:
        raise Refused("ROOM-LOG", f"Before the ceremony ends: {'; '.join(owed)}. Note each when it is done.")


def _check_standing(state: RoomLogState, note: Note, opens: str, closes: str) -> None:
    said = ""
    if opens and opens in state.standing:
        said = f"By this log it is so already: {opens}."
    elif closes and closes not in state.standing:
        said = f"By this log it is not so: {closes}. Note that first, or look at the name again."
    if said and note.id in PRIVATE:
        raise Refused("ROOM-PRIVATE", said)
    if said:
        raise Refused("ROOM-LOG", said)


def _check_seal(answers: Mapping[str, str]) -> None:
    """A seal that differs is noted together with what was decided."""
    if "found" not in answers:
        return
    differs = answers["found"] != answers["recorded"] or answers["intact"] != "intact"
    if differs and not answers["decision"]:
        raise Refused(
            "ROOM-LOG",
            f"The seal last recorded is {answers['recorded']} and the one found is {answers['found']},"
            f" {answers['intact']}. Two people decide whether the token is used; write the decision down.",
        )
