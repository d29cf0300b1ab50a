"""The acts of the room in which a ceremony takes place: a note of each kind, and who has which role in it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.acts.act import Act, Answers, Choice, Field, Where, happened
from app.acts.at_run import run_of
from app.acts.becoming import becomes
from app.acts.persons import present, second_field
from ceremonies.act import Action
from ceremonies.attendance.actions import LayDownRole, TakeRole
from ceremonies.people.roles import ROLES
from ceremonies.room_log.actions import NoteRoom
from ceremonies.room_log.notes import Asked, Note, load_notes

_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "witness": "`",
        "recording on": "1",
        "recording off": "2",
        "safe opened": "3",
        "safe closed": "4",
        "seal examined": "5",
        "documents seen": "6",
        "acceptance signed": "7",
        "comes in": "8",
        "goes out": "9",
        "dark": "0",
        "light": "-",
        "evacuated": "!",
        "reentered": "=",
        "attested": "\\",
        "token initialised": "[",
        "token zeroised": "]",
        "so pin kept": ";",
        "user pin kept": "'",
        "pin changed": ",",
        "paper destroyed": "{",
        "media destroyed": "}",
    }
)
"""By note. Letters are taken by the acts of the run."""
_ROLE_CHOICES = tuple(Choice(role, role) for role in ROLES)


def _field(asked: Asked) -> Callable[[Where], Field]:
    def field(where: Where) -> Field:
        choices = present(where) if asked.person else tuple(Choice(one, one) for one in asked.choices)
        return Field(
            name=f"note_{asked.id}",
            label=asked.label,
            kind="choice" if choices else "text",
            choices=choices,
            required=not asked.optional,
            default=asked.default or (asked.choices[0] if asked.choices else ""),
        )

    return field


def _fields(note: Note) -> Callable[[Where], tuple[Field, ...]]:
    asks = tuple(_field(one) for one in note.asks)
    return lambda where: (*(one(where) for one in asks), *((second_field(where),) if note.two else ()))


def _action(note: Note) -> Callable[[Where, Answers], Action]:
    def action(where: Where, answers: Answers) -> Action:
        return NoteRoom(
            by=where.by,
            run=run_of(where).run,
            note=note.id,
            answers={one.id: answers.get(f"note_{one.id}", "") for one in note.asks},
            second=answers.get("second", "") if note.two else "",
            **happened(answers),
        )

    return action


def _no_ceremony(where: Where) -> bool:
    return where.run is None or where.run.ceremony is None


def _within(title: str) -> str:
    """A title as it reads within a line: its first letter small, unless it begins an abbreviation."""
    return title if title[1:2].isupper() else f"{title[0].lower()}{title[1:]}"


def _note_act(note: Note) -> Act:
    how = "Two people sign it." if note.two else "Whoever it names signs it too." if note.signs else "It is noted."
    return Act(
        name="note" + "".join(filter(str.isalpha, note.id)),
        title=f"Note: {_within(note.title)}",
        key=_KEYS[note.id],
        scope="ceremony",
        fields=_fields(note),
        action=_action(note),
        hidden=_no_ceremony,
        help=how,
    )


def _take_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="person", label="Who", kind="choice", choices=present(where), required=bool(present(where))),
        Field(name="role", label="Role in this ceremony", kind="choice", choices=_ROLE_CHOICES),
        Field(name="seen", label="How their identity was checked"),
    )


def _lay_down_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="person", label="Who", kind="choice", choices=present(where), required=bool(present(where))),
        Field(name="role", label="Role", kind="choice", choices=_ROLE_CHOICES),
        Field(name="reason", label="Reason"),
    )


ROOM_LOG_ACTS = (
    Act(
        name="takerole",
        title="Take a role in this ceremony",
        key="+",
        scope="ceremony",
        fields=_take_fields,
        action=becomes(TakeRole),
        hidden=_no_ceremony,
        help="Who leads, who watches, who holds shares and who audits are different people within one ceremony.",
    ),
    Act(
        name="laydownrole",
        title="Lay a role in this ceremony down",
        key="_",
        scope="ceremony",
        fields=_lay_down_fields,
        action=becomes(LayDownRole),
        hidden=_no_ceremony,
        help="They take no role that conflicts with it in this ceremony all the same.",
    ),
    *(_note_act(one) for one in load_notes().values()),
)
"""Every act of the room, in the order of the menu."""
