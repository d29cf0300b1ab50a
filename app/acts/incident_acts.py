"""The acts of an incident: raising it, starting runs, handing command over, closing it."""

from app.acts.act import HAPPENED, Act, Answers, Choice, Field, Where, no_fields
from app.acts.becoming import action_of, becomes
from app.acts.persons import other_field, others
from ceremonies.act import Action
from ceremonies.errors import Misuse
from ceremonies.incidents import actions as ask
from ceremonies.incidents.view import IncidentView


def incident_of(where: Where) -> IncidentView:
    """The incident that is shown.

    Raises:
        Misuse: none is.
    """
    if where.incident is None:
        raise Misuse("An incident's act was asked for where no incident is shown.")
    return where.incident


def _parties(where: Where) -> tuple[Choice, ...]:
    return tuple(Choice(key, name) for key, name in where.home.parties.items())


def _subscriber(where: Where) -> Field:
    """Whose key it is. While no Party is entered, the rules say so."""
    parties = _parties(where)
    return Field(name="subscriber", label="Affected Subscriber", kind="choice", choices=parties, required=bool(parties))


def _raise_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="incident", label="Incident reference", hint="TEST-0042 in a rehearsal"),
        Field(name="what", label="What is, or may be, Compromised", kind="long"),
        _subscriber(where),
        Field(name="notified_by", label="Who notified it"),
        Field(name="information", label="What was said", kind="long", required=False),
        *HAPPENED,
    )


def _add_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="what", label="What else is, or may be, Compromised", kind="long"),
        _subscriber(where),
        Field(name="notified_by", label="Who notified it"),
        *HAPPENED,
    )


def _start_fields(where: Where) -> tuple[Field, ...]:
    sections = tuple(Choice(key, f"{key} {name}") for key, name in where.procedures.items())
    return (
        Field(name="section", label="Section", kind="choice", choices=sections),
        Field(name="because", label="Why it is started"),
        *_only_for(where),
        Field(
            name="second",
            label="Second person, if nobody has confirmed",
            kind="choice",
            choices=others(where),
            required=False,
        ),
    )


def _only_for(where: Where) -> tuple[Field, ...]:
    """The one Subscriber that a run is for, where the incident has several."""
    known = dict.fromkeys(one.subscriber for one in incident_of(where).compromises)
    choices = tuple(Choice(one, where.home.parties.get(one, one)) for one in known)
    if len(choices) <= 1:
        return ()
    return (Field(name="party", label="Only for this Subscriber", kind="choice", choices=choices, required=False),)


def _offer_fields(where: Where) -> tuple[Field, ...]:
    return (
        other_field(where, "to", "Who takes over"),
        Field(name="note", label="What they should know first", kind="long", required=False),
    )


def _take(where: Where, answers: Answers) -> Action:
    return action_of(ask.TakeCommand, where, answers, by=incident_of(where).offered_to)


def _reason_field(_where: Where) -> tuple[Field, ...]:
    return (Field(name="reason", label="Reason"),)


def _decline(where: Where, answers: Answers) -> Action:
    return action_of(ask.DeclineCommand, where, answers, by=incident_of(where).offered_to)


def _not_open(where: Where) -> bool:
    return where.incident is None or bool(where.incident.closed_at)


def _not_offered(where: Where) -> bool:
    return where.incident is None or not where.incident.offered_to


INCIDENT_ACTS = (
    Act(
        name="raise",
        title="Raise an incident",
        key="n",
        scope="home",
        fields=_raise_fields,
        action=becomes(ask.Raise),
        help="Records the notification of a Compromise and starts the run of section 3.2.",
    ),
    Act(
        name="also",
        title="Add another Compromise to the incident",
        key="a",
        scope="incident",
        fields=_add_fields,
        action=becomes(ask.AddCompromise),
        hidden=_not_open,
        help="Several notified Compromises may share one set of steps. Another Subscriber is asked too.",
    ),
    Act(
        name="start",
        title="Start another run",
        key="n",
        scope="incident",
        fields=_start_fields,
        action=becomes(ask.StartRun),
        hidden=_not_open,
        help="An incident has one or more runs, at once or in turn.",
    ),
    Act(
        name="handover",
        title="Hand command over",
        key="h",
        scope="incident",
        fields=_offer_fields,
        action=becomes(ask.OfferCommand),
        hidden=_not_open,
        help="The person coming in is shown open steps, decisions, deadlines and who has not been told, and signs."
        " If whoever has command is gone, someone else offers it and says why.",
    ),
    Act(
        name="take",
        title="Take the command that is offered",
        key="y",
        scope="incident",
        fields=no_fields,
        action=_take,
        hidden=_not_offered,
        help="Whoever takes command signs what is shown.",
    ),
    Act(
        name="decline",
        title="Decline the command that is offered",
        key="d",
        scope="incident",
        fields=_reason_field,
        action=_decline,
        hidden=_not_offered,
        help="Command stays where it is, and the reason is kept.",
    ),
    Act(
        name="close",
        title="Close the incident",
        key="c",
        scope="incident",
        fields=_reason_field,
        action=becomes(ask.CloseIncident),
        hidden=_not_open,
        help="Possible when no run of it is going.",
    ),
)
"""Every act of an incident, in the order of the menu."""
