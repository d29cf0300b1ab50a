"""The room's log: witnesses, recording, safes, seals, comings and goings (rule ROOM-LOG)."""

from collections.abc import Iterable

from ceremonies.room_log.notes import load_notes
from ceremonies.room_log.state import Noted
from reports.ceremony import CeremonyAccount
from reports.document import Block, Column, Paragraph, Table
from reports.wording import when

_NOTES = (Column("When", 38), Column("What was noted", 84), Column("Signed by", 40), Column("Entry", 14))


def room(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """Every note, and what still stood at the end."""
    rows = tuple(_row(ceremony, one) for one in ceremony.room.notes)
    owed = tuple(filter(None, ceremony.room.standing.values()))
    return (
        Table(_NOTES, rows)
        if rows
        else Paragraph("Nothing was noted of the room beside what the steps of the script ask for."),
        *((Paragraph(f"Still owed: {'; '.join(owed)}."),) if owed else ()),
    )


def _row(ceremony: CeremonyAccount, one: Noted) -> tuple[str, ...]:
    more = "\n".join(_answers(one))
    says = one.says[:1].upper() + one.says[1:]
    return when(one.at), f"{says}\n{more}" if more else says, ceremony.account.names(one.by), str(one.seq)


def _answers(one: Noted) -> Iterable[str]:
    """The answers that the note's sentence leaves out."""
    note = load_notes().get(one.note)
    for asked in note.asks if note else ():
        answer = one.answers.get(asked.id, "")
        if answer and answer not in one.says:
            yield f"{asked.label.partition(';')[0]}: {answer}"
