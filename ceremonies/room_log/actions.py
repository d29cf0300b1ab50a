"""What may be asked of a room's log."""

from ceremonies.act import Action


class NoteRoom(Action, frozen=True, kw_only=True):
    """Note something of the room (rule ROOM-LOG).

    Attributes:
        run: the ceremony's run.
        note: which kind of note, an id of the table.
        answers: what it asks for, as ``id: answer`` by field.
        second: who signs as well, where two people do it.
    """

    run: str
    note: str
    answers: dict[str, str]
    second: str = ""
