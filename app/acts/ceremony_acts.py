"""The acts that open key ceremonies: at the step that calls for one, and by themselves from the first screen."""

from app.acts.act import Act, Answers, Choice, Field, Where, whole
from app.acts.becoming import action_of, becomes
from app.ceremony_words import ceremony_line
from ceremonies.act import Action
from ceremonies.keys.kinds import KINDS
from ceremonies.runbook import ceremony_actions as ask
from ceremonies.runbook.views import CalledView

SCRIPTS = {
    "C1": "generation of a Recovery Key Pair, with its certificate",
    "C2": "generation of a Contingency Key Pair and symmetric key",
    "C3": "generation of a Root OCA key, or its certificate",
    "C4": "generation of an Issuing OCA key, or its certificate",
    "C5": "activation of a Private Key",
    "C6": "destruction of a replaced key",
    "C7": "re-sharing, transfer, or a lost component",
    "C8": "revocation, with its CRL or ARL",
    "C9": "the life of a token",
}
"""The ceremony scripts, in a few words; the first screen is painted before the procedures are read."""
_MAKE_SHARES = {"C1", "C2", "C7"}
_CERTIFIED_BY_ANOTHER = {"C1", "C4"}
_WHICH = (
    Choice("new", "the new one"),
    Choice("in use", "the one in use"),
    Choice("being replaced", "the old one, being replaced"),
)


def _waiting(where: Where) -> tuple[CalledView, ...]:
    """The ceremonies of the step that it still waits for; only the one that is pointed at, where one is."""
    waiting = tuple(one for one in where.step.ceremonies if not one.done) if where.step else ()
    return tuple(one for one in waiting if str(one.number) == where.chosen.get("number")) or waiting


def _number_field(among: tuple[CalledView, ...]) -> Field:
    choices = tuple(Choice(str(one.number), ceremony_line(one)) for one in among)
    default = choices[0].value if len(choices) == 1 else ""
    return Field(name="number", label="Which ceremony", kind="choice", choices=choices, default=default)


def _shares_fields() -> tuple[Field, ...]:
    return (
        Field(name="m", label="M: how many shares give the key", kind="count", required=False),
        Field(name="n", label="N: how many shares there are", kind="count", required=False),
    )


def _symmetric_fields() -> tuple[Field, ...]:
    return (
        Field(name="symmetric", label="Contingency Symmetric Key with it", required=False, hint="CSK-0002"),
        Field(name="parts", label="How many parts it has, if it is made", kind="count", required=False),
    )


def _room_fields() -> tuple[Field, ...]:
    return (
        Field(name="token_label", label="Label of the token", required=False),
        Field(name="token_serial", label="Serial of the token", required=False),
        Field(name="words_seconds", label="Seconds that words stay on the screen", kind="count", default="60"),
    )


def _issuer_field() -> Field:
    return Field(name="issuer", label="Key of the authority that certifies it", required=False, hint="ICA-0001")


def _open_fields(where: Where) -> tuple[Field, ...]:
    waiting = _waiting(where)
    scripts = {one.script for one in waiting}
    meant = [key for one in waiting for key in one.keys]
    only = meant[0] if len(waiting) == len(meant) == 1 else ""
    return (
        _number_field(waiting),
        Field(name="key", label="Key", hint=", ".join(meant), default=only),
        *(_shares_fields() if scripts & _MAKE_SHARES else ()),
        *(_symmetric_fields() if any(one.kind == "contingency" for one in waiting) else ()),
        *((_issuer_field(),) if scripts & _CERTIFIED_BY_ANOTHER else ()),
        *_room_fields(),
    )


def _details(answers: Answers) -> ask.Details:
    """What was settled, from the answers."""

    def said(name: str) -> str:
        return str(answers.get(name, "")).strip()

    return ask.Details(
        key=said("key"),
        m=whole(said("m")),
        n=whole(said("n")),
        symmetric=said("symmetric"),
        parts=whole(said("parts")),
        issuer=said("issuer"),
        token_label=said("token_label"),
        token_serial=said("token_serial"),
        words_seconds=whole(said("words_seconds") or "60"),
    )


def _open(where: Where, answers: Answers) -> Action:
    return action_of(ask.OpenCeremony, where, answers, details=_details(answers))


def _held_fields(where: Where) -> tuple[Field, ...]:
    return (
        _number_field(_waiting(where)),
        Field(name="key", label="Key, by its name there"),
        Field(name="who", label="Who led it, or who reports it"),
        Field(name="minutes", label="Reference of its minutes"),
    )


def _conditional(where: Where) -> tuple[CalledView, ...]:
    return tuple(one for one in _waiting(where) if one.where)


def _uncalled_fields(where: Where) -> tuple[Field, ...]:
    return (_number_field(_conditional(where)), Field(name="reason", label="Why it is not called for"))


def _routine_fields(where: Where) -> tuple[Field, ...]:
    reference = "TEST-KC-2026-01" if where.home.kind == "rehearsal" else "KC-2026-01"
    scripts = tuple(Choice(key, f"{key} {title}") for key, title in SCRIPTS.items())
    kinds = tuple(Choice(one, one) for one in KINDS)
    return (
        Field(name="reference", label="Reference of the ceremony", hint=reference),
        Field(name="script", label="Script", kind="choice", choices=scripts),
        Field(name="because", label="Why it is held"),
        Field(name="about", label="Kind of key", kind="choice", choices=kinds, required=False),
        Field(name="which", label="Which generation", kind="choice", choices=_WHICH, default="new"),
        Field(name="key", label="Key, by name", required=False, hint="REC-0001"),
        *_shares_fields(),
        *_symmetric_fields(),
        _issuer_field(),
        *_room_fields(),
    )


def _routine(where: Where, answers: Answers) -> Action:
    return action_of(ask.OpenRoutine, where, answers, about=answers.get("about") or None, details=_details(answers))


CEREMONY_ACTS = (
    Act(
        name="ceremony",
        title="Open the key ceremony that is called for",
        key="f",
        scope="run",
        fields=_open_fields,
        action=_open,
        hidden=lambda where: not _waiting(where),
        help="Its script becomes a run of this incident. The step waits until that run has ended.",
    ),
    Act(
        name="held",
        title="Record a ceremony held without Keyroom",
        key="h",
        scope="run",
        fields=_held_fields,
        action=becomes(ask.HeldOutside),
        hidden=lambda where: not _waiting(where),
        help="Its minutes are the evidence; who led it, or who reports it, stands in the record.",
    ),
    Act(
        name="uncalled",
        title="Say why a ceremony is not called for",
        key="i",
        scope="run",
        fields=_uncalled_fields,
        action=becomes(ask.NotCalledFor),
        hidden=lambda where: not _conditional(where),
        help="Only for a ceremony that takes place under a condition.",
    ),
    Act(
        name="routine",
        title="Open a key ceremony outside any incident",
        key="y",
        scope="home",
        fields=_routine_fields,
        action=_routine,
        hidden=lambda where: not where.home.present,
        help="A first generation, a re-sharing, a transfer, the life of a token: with a reference of its own.",
    ),
)
"""In the order of the menu."""
