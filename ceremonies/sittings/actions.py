"""What may be asked of a sitting."""

from ceremonies.act import Action


class OpenSitting(Action, frozen=True, kw_only=True):
    """The workspace was opened.

    Attributes:
        cosigned: the counter-signed note that the sitting before left behind, whole, or None.
        cosigned_size: how many entries that note vouches for, or None.
        brought: the signed head that somebody brought back from outside, as a note; empty when nobody did.
        recovered: whether the workspace was opened with its recovery slot (rule KEY-SLOTS).
    """

    cosigned: str | None = None
    cosigned_size: int | None = None
    brought: str = ""
    recovered: bool = False


class SignIn(Action, frozen=True, kw_only=True):
    """``person`` comes in and signs for it with their own key."""

    person: str


class SignOut(Action, frozen=True, kw_only=True):
    """``person`` goes out and signs for it with their own key."""

    person: str


class CorrectClock(Action, frozen=True, kw_only=True):
    """How far the clock is out.

    Attributes:
        reference: the right time at this moment: ISO 8601 with an offset.
        said_by: who or what says so, for example "speaking clock, heard by J. Okafor".
    """

    reference: str
    said_by: str


class GoOnWithout(Action, frozen=True, kw_only=True):
    """Two people decide that keys may be used although nothing shows that this record is the newest (rule ROLLBACK).

    Attributes:
        reason: what was compared instead, or why it can't wait.
        reference: of the decision.
    """

    second: str = ""
    reason: str
    reference: str


class CloseSitting(Action, frozen=True, kw_only=True):
    """The sitting ends; those present then counter-sign the checkpoint."""


class CounterSign(Action, frozen=True, kw_only=True):
    """Counter-sign the head of the sitting that has just ended. It stands beside the entries, not among them.

    Attributes:
        carried: the signed head that ``person`` took away last, whole; empty the first time.
    """

    person: str
    carried: str = ""


SittingAction = OpenSitting | SignIn | SignOut | CorrectClock | GoOnWithout | CloseSitting
