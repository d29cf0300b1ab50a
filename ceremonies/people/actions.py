"""What may be asked of the register of people. Each but the first enrolment takes two people who are signed in."""

import msgspec

from ceremonies.act import Action
from ceremonies.people.roles import Role


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """One person as they are enrolled.

    Attributes:
        name: None for a Key Custodian, who is enrolled under an alias (rule CUSTODIAN-ALIAS).
        organisation: None for a Key Custodian.
        public_key: their Ed25519 public key, 32 bytes in base64.
        register_digest: for a Key Custodian, the salted SHA-256 (hexadecimal) of what the sealed register holds.
    """

    roles: tuple[Role, ...]
    public_key: str
    name: str | None = None
    organisation: str | None = None
    register_digest: str | None = None


class PairAction(Action, frozen=True, kw_only=True):
    """An act of two people: ``by`` and ``second``; both sign."""

    second: str = ""


class EnrolFirstTwo(Action, frozen=True, kw_only=True):
    """The first two people enrol each other; both sign both entries with the keys they have just made."""

    first: Enrolment
    second: Enrolment


class Enrol(PairAction, frozen=True, kw_only=True):
    """Enrol one more person."""

    person: Enrolment


class ChangeRoles(PairAction, frozen=True, kw_only=True):
    """Replace the roles that ``person`` holds."""

    person: str
    roles: tuple[Role, ...]


class Rekey(PairAction, frozen=True, kw_only=True):
    """Give ``person`` a new key, after two others have checked who they are.

    Attributes:
        reason: for example "forgotten passphrase".
        checked: how their identity was checked.
    """

    person: str
    public_key: str
    reason: str
    checked: str


class Leave(PairAction, frozen=True, kw_only=True):
    """``person`` leaves: they sign nothing from now on. Their earlier signatures stand."""

    person: str
    reason: str


class AddSlot(PairAction, frozen=True, kw_only=True):
    """Let ``person`` open the workspace with a passphrase, or with a new one if they could before (rule KEY-SLOTS)."""

    person: str


class RemoveSlot(PairAction, frozen=True, kw_only=True):
    """Let ``person``, or whoever else the slot is named for, no longer open the workspace."""

    person: str
    reason: str


class AddRecoverySlot(PairAction, frozen=True, kw_only=True):
    """Make, or make anew, the slot that two of three people open together when nobody's own does (rule KEY-SLOTS).

    Attributes:
        identifier: of the set of three shares, of which two are needed.
        holders: who has a share: three different people.
    """

    identifier: int
    holders: tuple[str, ...]


PeopleAction = EnrolFirstTwo | Enrol | ChangeRoles | Rekey | Leave | AddSlot | RemoveSlot | AddRecoverySlot
