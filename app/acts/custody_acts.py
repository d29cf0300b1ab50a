"""The acts of custody: components, modules, bags, boxes and keys, where they are and what was found."""

from collections.abc import Callable
from typing import get_args

from app.acts.act import Act, Choice, Field, Where, asks
from app.acts.becoming import becomes
from app.acts.persons import nobody_enrolled, second_field
from ceremonies.custody import actions as ask

_ITEM = Field(name="item", label="Which thing", hint="bag B-4711, as the register names it")
_KINDS = tuple(Choice(one, one) for one in get_args(ask.Kind))
_YES = (Choice("yes", "yes"), Choice("no", "no"))


def _fields(*fields: Field) -> Callable[[Where], tuple[Field, ...]]:
    """The fields of an act of two people, with who signs as second and when it happened."""
    return asks(*fields, second_field)


_WHERE = (
    Field(name="inside", label="What it lies in", required=False, hint="box 12, as the register names it"),
    Field(name="place", label="Where that is", required=False),
    Field(name="holder", label="Who has it", required=False, hint="K-01"),
)


CUSTODY_ACTS = (
    Act(
        name="keep",
        title="Enter a thing into the custody register",
        key="1",
        scope="people",
        aside=True,
        fields=_fields(
            Field(name="kind", label="What it is", kind="choice", choices=_KINDS),
            Field(name="number", label="The number on it", required=False, hint="not of a Key Component"),
            Field(name="key", label="Key Component: of which key", required=False, hint="REC-0001"),
            Field(name="set", label="Key Component: number of its set", kind="count", required=False),
            Field(name="share", label="Key Component: its number", kind="count", required=False),
            Field(name="copy", label="Which copy of it", kind="count", default="1"),
            *_WHERE,
            Field(name="opens", label="Physical key: which box it opens", required=False, hint="box 12"),
            Field(name="decision", label="Decision, for a card or file", required=False),
        ),
        action=becomes(ask.RegisterItem),
        hidden=nobody_enrolled,
        help="Component, module, bag, box, physical key and custodian are separate things, each with its history.",
    ),
    Act(
        name="movething",
        title="Record where a thing is now",
        key="2",
        scope="people",
        aside=True,
        fields=_fields(_ITEM, *_WHERE, Field(name="reason", label="Why it was moved")),
        action=becomes(ask.MoveItem),
        hidden=nobody_enrolled,
        help="What lies in it goes with it.",
    ),
    Act(
        name="examine",
        title="Record what was found on a thing",
        key="3",
        scope="people",
        aside=True,
        fields=_fields(
            _ITEM,
            Field(name="found", label="The number found on it"),
            Field(name="intact", label="It and its seal are whole", kind="choice", choices=_YES, default="yes"),
            Field(name="opened", label="It was opened", kind="choice", choices=_YES, default="no"),
            Field(name="remark", label="Remark", required=False),
        ),
        action=becomes(ask.ExamineItem),
        hidden=nobody_enrolled,
        help="The number found is recorded beside the one last recorded. Two people decide about a difference.",
    ),
    Act(
        name="settle",
        title="Decide about a difference that was found",
        key="4",
        scope="people",
        aside=True,
        fields=_fields(
            _ITEM,
            Field(name="decision", label="What is done", kind="long"),
            Field(name="reference", label="The decision's reference"),
            Field(name="number", label="The number that stands from now on", required=False),
        ),
        action=becomes(ask.DecideDifference),
        hidden=nobody_enrolled,
        help="Nothing else happens to the thing before that.",
    ),
    Act(
        name="lost",
        title="Report a lost key or closed box",
        key="5",
        scope="people",
        aside=True,
        fields=_fields(
            _ITEM,
            Field(
                name="how",
                label="It is",
                kind="choice",
                choices=(Choice("lost", "lost"), Choice("can't be accessed", "can't be accessed")),
            ),
            Field(name="reason", label="What happened", kind="long"),
            Field(name="incident", label="The Incident's reference"),
            Field(name="subscriber", label="Party whose Incident it is", hint="DCC, as the register has it"),
            Field(name="notified_by", label="Who reported it"),
        ),
        action=becomes(ask.ReportLoss),
        hidden=nobody_enrolled,
        help="It raises an Incident (3.4.1 (d)), unless that was raised before.",
    ),
    Act(
        name="keyback",
        title="Record that a physical key came back",
        key="6",
        scope="people",
        aside=True,
        fields=_fields(
            _ITEM,
            Field(name="manager", label="Registration Authority Manager who took it", hint="P-03"),
            Field(name="courier", label="Secure courier"),
            Field(name="reference", label="The courier's reference"),
        ),
        action=becomes(ask.ReturnKey),
        hidden=nobody_enrolled,
        help="When a Key Custodian ceases, the key comes to a Registration Authority Manager (3.4.2 (b)).",
    ),
    Act(
        name="keyon",
        title="Pass a physical key on",
        key="7",
        scope="people",
        aside=True,
        fields=_fields(
            _ITEM, Field(name="to", label="The next Key Custodian", hint="K-07"), Field(name="reason", label="Why")
        ),
        action=becomes(ask.PassKeyOn),
        hidden=nobody_enrolled,
        help="It is a transfer: the share stays good, and its key's register follows.",
    ),
    Act(
        name="discard",
        title="Record that a thing is destroyed or unused",
        key="8",
        scope="people",
        aside=True,
        fields=_fields(
            _ITEM,
            Field(
                name="how",
                label="It was",
                kind="choice",
                choices=(Choice("destroyed", "destroyed"), Choice("taken out of use", "taken out of use")),
            ),
            Field(name="reason", label="Why, and how"),
        ),
        action=becomes(ask.EndItem),
        hidden=nobody_enrolled,
        help="What lay in it was recorded elsewhere before.",
    ),
)
"""Every act of custody, in the order of the menu."""
