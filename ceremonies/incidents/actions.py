"""What may be asked of an incident: raising it, adding to it, starting runs, handing command over, closing it."""

from ceremonies.act import Action


class Raise(Action, frozen=True, kw_only=True):
    """Raise an Incident on a notified Compromise (SMKI RP 3.2; Incident Management Policy 2.1 and 2.2)."""

    incident: str
    what: str
    subscriber: str
    notified_by: str
    information: str = ""


class AddCompromise(Action, frozen=True, kw_only=True):
    """Add another notified Compromise that shares the Incident's steps (SMKI RP 3.2, last paragraph)."""

    incident: str
    what: str
    subscriber: str
    notified_by: str


class StartRun(Action, frozen=True, kw_only=True):
    """Start another run of the Incident (rule RUN-MANY).

    Attributes:
        party: the Party id of the Subscriber that it is for; left out, it is for all of the Incident's.
        second: who signs as well, where a recovery is started that the Subscriber has not confirmed (RUN-CONFIRM).
    """

    incident: str
    section: str
    because: str
    party: str = ""
    second: str = ""


class OfferCommand(Action, frozen=True, kw_only=True):
    """Offer command of the Incident to another person."""

    incident: str
    to: str
    note: str = ""


class TakeCommand(Action, frozen=True, kw_only=True):
    """Take the command that was offered, by signing what was shown."""

    incident: str


class DeclineCommand(Action, frozen=True, kw_only=True):
    """Decline the command that was offered."""

    incident: str
    reason: str


class CloseIncident(Action, frozen=True, kw_only=True):
    """Close an Incident that has no run going."""

    incident: str
    reason: str
