"""The acts about Key Custodians, by alias and number. Personal data is for `keyroom custodians` alone."""

from typing import get_args

from app.acts.act import Act, Choice, Field, Where, asks
from app.acts.becoming import becomes
from app.acts.persons import nobody_enrolled, second_field
from ceremonies.custodians import actions as ask
from ceremonies.people.roles import is_custodian

_NOMINEE = Field(name="nominee", label="Who was put forward", hint="N-01")
_KINDS = tuple(Choice(one, one) for one in ("Recovery Private Key", "Contingency Private Key"))
_STEPS = (
    Choice("3.4.3.4", "3.4.3.4 the form is complete and right"),
    Choice("3.4.3.6", "3.4.3.6 the SMKI PMA chose them"),
    Choice("3.4.3.8", "3.4.3.8 their identity was verified in person"),
    Choice("3.4.3.9", "3.4.3.9 the nominator was told that they can't be appointed"),
    Choice("3.4.3.10", "3.4.3.10 they and the nominator were told that they are eligible"),
)
_YES = (Choice("yes", "yes"), Choice("no", "no"))
_ANSWERS = tuple(Choice(one, one) for one in ("can come", "can't come", "came", "did not come"))
_WHOM = tuple(Choice(one, one) for one in get_args(ask.Whom))


def _aliases(where: Where) -> tuple[Choice, ...]:
    return tuple(Choice(one.id, f"{one.id}, {', '.join(one.roles)}") for one in where.people if is_custodian(one.roles))


def _alias(where: Where) -> Field:
    choices = _aliases(where)
    return Field(
        name="alias", label="Key Custodian", kind="choice" if choices else "text", choices=choices, hint="K-01"
    )


def _called(where: Where) -> Field:
    choices = _aliases(where)
    return Field(name="aliases", label="Who is called", kind="many" if choices else "text", choices=choices)


CUSTODIAN_ACTS = (
    Act(
        name="nominations",
        title="Record a request for nominations",
        key="a",
        scope="people",
        aside=True,
        fields=asks(
            Field(name="request", label="The request's reference"),
            Field(name="key_kind", label="For which key", kind="choice", choices=_KINDS),
            Field(name="means", label="By which secured electronic means"),
            Field(name="locations", label="Where the ceremonies take place"),
        ),
        action=becomes(ask.RequestNominations),
        hidden=nobody_enrolled,
        help="Nominations come within 10 Working Days (3.4.3.3). `keyroom custodians put` seals each form.",
    ),
    Act(
        name="nominee",
        title="Record the outcome of a step for a person",
        key="b",
        scope="people",
        aside=True,
        fields=asks(
            _NOMINEE,
            Field(name="step", label="Step", kind="choice", choices=_STEPS),
            Field(name="outcome", label="It went well", kind="choice", choices=_YES, default="yes"),
            Field(name="reference", label="Where that is written", hint="no personal data"),
        ),
        action=becomes(ask.JudgeNominee),
        hidden=nobody_enrolled,
        help="Each person put forward goes through 3.4.3 alone.",
    ),
    Act(
        name="appoint",
        title="Appoint a Key Custodian",
        key="c",
        scope="people",
        aside=True,
        fields=asks(
            _NOMINEE,
            _alias,
            Field(name="pma_informed", label="How the SMKI PMA Chair was informed"),
            second_field,
        ),
        action=becomes(ask.Appoint),
        hidden=nobody_enrolled,
        help="The alias was enrolled with the digest of their sealed record.",
    ),
    Act(
        name="summon",
        title="Call Key Custodians to a ceremony",
        key="d",
        scope="people",
        aside=True,
        fields=asks(
            Field(name="call", label="The call's reference"),
            Field(name="incident", label="For which Incident", required=False),
            Field(name="key", label="Whose shares are needed", hint="REC-0001"),
            _called,
        ),
        action=becomes(ask.CallCustodians),
        hidden=nobody_enrolled,
        help="Called, able to come, come and the quorum are counted apart.",
    ),
    Act(
        name="answercall",
        title="Record an answer to a call, or who came",
        key="e",
        scope="people",
        aside=True,
        fields=asks(
            Field(name="call", label="The call's reference"),
            _alias,
            Field(name="answer", label="Answer", kind="choice", choices=_ANSWERS),
            Field(name="note", label="Note", required=False),
        ),
        action=becomes(ask.AnswerCall),
        hidden=nobody_enrolled,
        help="An answer may be followed by another; the newest counts.",
    ),
    Act(
        name="exclude",
        title="Exclude a Key Custodian from an Incident",
        key="g",
        scope="people",
        aside=True,
        fields=asks(
            _alias,
            Field(name="incident", label="Which Incident"),
            Field(name="subscriber", label="Subscriber they act for", hint="the Party's short name"),
            Field(name="reason", label="Why", kind="long"),
            second_field,
        ),
        action=becomes(ask.Exclude),
        hidden=nobody_enrolled,
        help="They, and a SMKI SRO of the Subscriber, are notified of it (3.4.1).",
    ),
    Act(
        name="excludedtold",
        title="Record who was notified of an exclusion",
        key="h",
        scope="people",
        aside=True,
        fields=asks(
            _alias,
            Field(name="incident", label="Which Incident"),
            Field(name="whom", label="Who was notified", kind="choice", choices=_WHOM),
            Field(name="means", label="By which secured electronic means"),
            Field(name="receipt", label="Receipt", required=False),
        ),
        action=becomes(ask.TellExcluded),
        hidden=nobody_enrolled,
        help="Both are owed it: the Key Custodian and a SMKI SRO of the Subscriber.",
    ),
    Act(
        name="notice",
        title="Record notice that somebody is to cease",
        key="j",
        scope="people",
        aside=True,
        fields=asks(
            _alias,
            Field(name="received", label="The day it came in writing", hint="2026-11-22"),
            Field(name="ceases", label="The day on which they cease", hint="2026-12-22"),
            Field(name="reference", label="The notice's reference"),
            Field(name="decision", label="Decision, for less than a month", required=False),
        ),
        action=becomes(ask.GiveNotice),
        hidden=nobody_enrolled,
        help="Notice is given at least a month ahead (3.4.2 (a)).",
    ),
    Act(
        name="ceased",
        title="Record that a Key Custodian has ceased",
        key="m",
        scope="people",
        aside=True,
        fields=asks(_alias, Field(name="replacement", label="What is done to replace them"), second_field),
        action=becomes(ask.Cease),
        hidden=nobody_enrolled,
        help="The physical key came back and was passed on before (3.4.2 (b)).",
    ),
)
"""Every act about Key Custodians, in the order of the menu."""
