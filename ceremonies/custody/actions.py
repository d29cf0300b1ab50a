"""What may be asked of the custody register. Every act takes two people who are signed in; both sign."""

from typing import Literal

from ceremonies.act import Action

Kind = Literal["component", "module", "card", "file", "bag", "box", "physical key"]


class CustodyAction(Action, frozen=True, kw_only=True):
    """An act of two people on the custody register."""

    second: str = ""


class ItemAction(CustodyAction, frozen=True, kw_only=True):
    """An act on one thing that stands in the register.

    Attributes:
        item: its id, for example ``bag B-4711``.
    """

    item: str


class RegisterItem(CustodyAction, frozen=True, kw_only=True):
    """Enter a thing.

    Attributes:
        number: what is printed on it: a serial, a bag's or a box's number; left out for a Key Component.
        key: of a Key Component, the key's name.
        set: the identifier of its set of shares.
        share: its number in the set, from 1.
        copy: 1, or more for identical copies of a part of the Contingency Symmetric Key (rule CSK).
        inside: the id of the thing that it lies in; a Key Component lies on a module, a card or a file.
        place: where it is kept.
        holder: who has it; of a Key Component, its present custodian.
        opens: of a physical key, the id of the deposit box.
        decision: what allows another carrier than a Cryptographic Module in production.
    """

    kind: Kind
    number: str = ""
    key: str = ""
    set: int = 0
    share: int = 0
    copy: int = 1
    inside: str = ""
    place: str = ""
    holder: str = ""
    opens: str = ""
    decision: str = ""


class MoveItem(ItemAction, frozen=True, kw_only=True):
    """It now lies in something else, at another place, or with somebody else; what lies in it goes with it.

    A Key Component's custodian is not changed by a move: its key is passed on.
    """

    inside: str = ""
    place: str = ""
    holder: str = ""
    reason: str


class ExamineItem(ItemAction, frozen=True, kw_only=True):
    """It was looked at, or opened.

    Attributes:
        found: the number that was read on it.
        intact: whether it, and its seal, are whole.
        opened: whether it was opened then.
    """

    found: str
    intact: Literal["yes", "no"]
    opened: Literal["yes", "no"] = "no"
    remark: str = ""


class DecideDifference(ItemAction, frozen=True, kw_only=True):
    """What is done about a difference that was found.

    Attributes:
        number: what stands on it from now on; left out, what was last recorded stays.
    """

    decision: str
    reference: str
    number: str = ""


class ReportLoss(ItemAction, frozen=True, kw_only=True):
    """A physical key or a deposit box is lost or can't be accessed: it raises an Incident (SMKI RP 3.4.1 (d)).

    Attributes:
        incident: the Incident's reference; one that there is not yet is raised by this act.
        subscriber: the Party whose Incident it is, in the register of Parties.
    """

    how: Literal["lost", "can't be accessed"]
    reason: str
    incident: str
    subscriber: str
    notified_by: str


class ReturnKey(ItemAction, frozen=True, kw_only=True):
    """A custodian who ceases sent the physical key, which a Registration Authority Manager has now (SMKI RP 3.4.2 (b)).

    Attributes:
        manager: who took it.
        courier: by which secure courier it came.
        reference: the courier's.
    """

    manager: str
    courier: str
    reference: str


class PassKeyOn(ItemAction, frozen=True, kw_only=True):
    """The physical key goes on to another Key Custodian. It is a transfer: the share stays good."""

    to: str
    reason: str


class EndItem(ItemAction, frozen=True, kw_only=True):
    """It was destroyed, or taken out of use."""

    how: Literal["destroyed", "taken out of use"]
    reason: str
