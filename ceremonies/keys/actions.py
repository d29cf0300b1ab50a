"""What may be asked of a key. Every action names its key; an act that uses one says the state it expects (KEY-STATE).

Actions that reach outside the record give ``Work`` for the strong room; ``EndWork`` records how it ended.
"""

from typing import Any, Literal

import msgspec

from ceremonies.act import Action
from ceremonies.keys.kinds import Kind
from ceremonies.work import Outcome

Status = Literal["made", "in use", "being replaced", "destroyed"]
"""The states of a key that exists (rule KEY-STATE)."""
Carrier = Literal["token", "words", "card", "file"]
"""What a share goes out on: the custodian's Cryptographic Module, words copied by hand from the screen, a printed card,
or a file sealed under a passphrase."""
Signs = Literal["certificate", "crl", "arl", "files", "commands"]
"""What an activated key signs."""
ListKind = Literal["crl", "arl"]


class Medium(msgspec.Struct, frozen=True, kw_only=True):
    """Where a copy of the wrapped key goes.

    Attributes:
        name: the medium, as it is labelled; two copies need two.
        place: where the medium is kept afterwards.
        path: the file on it.
    """

    name: str
    place: str
    path: str = ""


class TokenName(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it is addressed: by label and serial, never by slot.

    Attributes:
        kind: "pkcs11" or "software".
        module: the file it is reached through; the software token's own file.
    """

    label: str
    serial: str
    kind: Literal["pkcs11", "software"] = "pkcs11"
    module: str = ""


class DeviceSet(msgspec.Struct, frozen=True, kw_only=True):
    """Devices that only the key about to be destroyed could repair (rule KEY-LAST-USE).

    Attributes:
        what: which; "not recovered" and "in the supply chain" are always asked for.
        count: how many.
        decision: the reference of the decision on them; needed where there are any.
    """

    what: str
    count: int
    decision: str = ""


class KeyAction(Action, frozen=True, kw_only=True):
    """An action on one key."""

    key: str


class KeyPairAction(KeyAction, frozen=True, kw_only=True):
    """An act of two people on one key; both sign."""

    second: str = ""


# Making


class PlanKey(KeyPairAction, frozen=True, kw_only=True):
    """Announce a key that will be made. Its name is the next of its kind.

    Attributes:
        m: how many shares give the key; 0 for a token key.
        n: how many shares there are; 0 for a token key.
        size: bytes of the Contingency Symmetric Key: 16 or 32; 0 for other kinds.
        issuer: the key whose certificate authority will certify this one; empty where none does.
        replaces: the key that this one will replace; empty for the first.
        ceremony: the run or ceremony it is made in, as it is called in the record.
    """

    kind: Kind
    m: int = 0
    n: int = 0
    size: int = 0
    issuer: str = ""
    replaces: str = ""
    ceremony: str = ""


class Generate(KeyPairAction, frozen=True, kw_only=True):
    """Make the planned key in the strong room. For a token key the two people each enter one half of its PIN.

    Attributes:
        token: the token it is made on.
        media: for an M#N key, the two media that the copies of the wrapped key go to.
    """

    token: TokenName
    media: tuple[Medium, ...] = ()


class RecordBackup(KeyPairAction, frozen=True, kw_only=True):
    """How a token key's token is backed up, and that a restore was tested (rule KEY-CA-DUAL).

    Attributes:
        how: in words; also why there is none.
        restore_tested: when and how a restore was tried; also why it was not.
        copies: the media on which the key now stands outside its token.
    """

    how: str
    restore_tested: str
    copies: tuple[Medium, ...] = ()


class HandOut(KeyAction, frozen=True, kw_only=True):
    """Hand one share of the set that is being made to one custodian.

    Attributes:
        index: the share's number, from 1.
        person: the custodian's alias; signed in.
        carrier: what the share goes out on.
        decision: for anything but a token in production, the reference of the decision that allows it (rule CUSTODY).
        deputy: a sealed identical copy of a part of the Contingency Symmetric Key, for a deputy (rule CSK).
        place: where the carrier is kept.
        seconds: how long the words stay on the screen when they are shown.
        path: the file of a card or a sealed file; must not exist.
        token: the custodian's own.
    """

    index: int
    person: str
    carrier: Carrier = "token"
    decision: str = ""
    deputy: bool = False
    place: str = ""
    seconds: int = 60
    path: str = ""
    token: TokenName | None = None


class ProveShare(KeyAction, frozen=True, kw_only=True):
    """One custodian proves a share against its commitment: after hand-out, or at an inspection (rule SHARE-PROVED).

    Attributes:
        path: the sealed file, where that is the carrier.
        token: the custodian's own, where that is the carrier.
    """

    index: int
    person: str
    path: str = ""
    token: TokenName | None = None


class CommitKey(KeyPairAction, frozen=True, kw_only=True):
    """Every share is proved: from now on the key, or its new set of shares, counts (rule KEY-COMMIT)."""


class WrapApex(KeyAction, frozen=True, kw_only=True):
    """Wrap the Contingency Public Key under the Contingency Symmetric Key ``key``, while the strong room holds that.

    Attributes:
        contingency: the Contingency key.
        algorithm: the wrap algorithm's object identifier.
    """

    contingency: str
    algorithm: str


class CloseCeremony(KeyAction, frozen=True, kw_only=True):
    """Destroy session keys, and show by listing that the token holds no private object of the key."""


class Abandon(KeyPairAction, frozen=True, kw_only=True):
    """Give up a generation or a re-sharing that was not committed. Every share handed out becomes void."""

    reason: str


# Shares and copies


class CollectShare(KeyPairAction, frozen=True, kw_only=True):
    """What became of a share: taken back and destroyed, or missing.

    Attributes:
        set: the identifier of its set, 0 to 32767.
    """

    set: int
    index: int
    person: str
    how: Literal["returned and destroyed", "missing"]
    note: str = ""


class TransferShare(KeyPairAction, frozen=True, kw_only=True):
    """A custodian ceases and the share passes to another; it stays good (rule CUSTODY; SMKI RP 3.4.2)."""

    index: int
    person: str
    to: str
    reason: str


class AccountForCopy(KeyPairAction, frozen=True, kw_only=True):
    """What became of a copy of the wrapped key, or of a token's backup: moved, destroyed, or missing (BLOB-CUSTODY).

    Attributes:
        copy: its number in the key's register of copies, from 1.
        place: where it was moved to.
        note: how it was destroyed, or where it was looked for.
    """

    copy: int
    what: Literal["moved", "destroyed", "missing"]
    place: str = ""
    note: str = ""


class DestroyCopy(KeyAction, frozen=True, kw_only=True):
    """Have the strong room destroy one copy of the wrapped key, after comparing it with its digest.

    Attributes:
        copy: its number in the key's register of copies, from 1.
        path: where its file lies now.
    """

    copy: int
    path: str


class Reshare(KeyPairAction, frozen=True, kw_only=True):
    """Give the key a new wrapping key and a new set of shares, in an activation that was opened for it.

    Attributes:
        reason: why; an exposed share is no reason to re-share.
        decision: the reference of the decision.
        m: how many shares of the new set give the key.
        n: how many shares the new set has.
        media: where the copies of the newly wrapped key go.
    """

    reason: Literal["loss", "doubt", "other M or N", "exposed"]
    decision: str
    m: int
    n: int
    media: tuple[Medium, ...]


# States


class SetState(KeyPairAction, frozen=True, kw_only=True):
    """Take a key into use, or say that it is being replaced (rule KEY-STATE)."""

    expects: Status
    to: Literal["in use", "being replaced"]
    reason: str


class AddOutstanding(KeyAction, frozen=True, kw_only=True):
    """Something that only this key can sign is still to come (rule KEY-LAST-USE)."""

    what: Literal["command", "certificate", "crl", "arl"]
    says: str


class SettleOutstanding(KeyPairAction, frozen=True, kw_only=True):
    """It was signed, or it was decided that it never will be.

    Attributes:
        number: of what is outstanding, from 1.
        how: in words.
        decision: the reference of a decision, where it will never be signed.
    """

    number: int
    how: Literal["signed", "given up"]
    decision: str = ""


# Using


class OpenActivation(KeyPairAction, frozen=True, kw_only=True):
    """Open one activation: what for, how many signatures at most, until when (rules SIGN-LIMIT, ACTIVATION-END).

    For a token key the two people are those who each enter one half of its PIN.

    Attributes:
        purpose: in words, or ``reshare``.
        signs: what may be signed.
        limit: how many signatures were agreed.
        until: the agreed end, as typed: "17:30", or "2026-11-22 17:30".
        manifests: SHA-256, hexadecimal, of the lists that were read aloud; empty where they are named batch by batch.
        token: the token in which the key wakes up.
        blob: the file with the wrapped key, for an M#N key.
        symmetric: the Contingency Symmetric Key whose parts are taken too; for a Contingency key, where it is needed.
    """

    expects: Status
    purpose: str
    signs: tuple[Signs, ...] = ()
    limit: int = 0
    until: str
    manifests: tuple[str, ...] = ()
    token: TokenName
    blob: str = ""
    symmetric: str = ""


class TakeShare(KeyAction, frozen=True, kw_only=True):
    """One custodian enters their share into the open activation.

    Attributes:
        of: of the key itself, or a part of the Contingency Symmetric Key that goes with it.
        path: the sealed file, where that is the carrier.
        token: the custodian's own, where that is the carrier.
    """

    person: str
    of: Literal["key", "symmetric"] = "key"
    path: str = ""
    token: TokenName | None = None


class Activate(KeyAction, frozen=True, kw_only=True):
    """Wake the key with the shares that were taken."""


class Sign(KeyAction, frozen=True, kw_only=True):
    """Sign one batch; it counts as used from now on, whatever comes of it (rule SIGN-LIMIT).

    Attributes:
        signs: what.
        count: how many signatures.
        manifest: SHA-256, hexadecimal, of the list of what is signed.
        subject: for a certificate of a key in this record, that key.
        serial: a certificate's serial number, hexadecimal.
        number: the number of a CRL or ARL.
        revoked: the serial numbers on a CRL or ARL, all of them, those of earlier lists too.
    """

    expects: Status
    signs: Signs
    count: int
    manifest: str
    subject: str = ""
    serial: str = ""
    number: int = 0
    revoked: tuple[str, ...] = ()


class EndActivation(KeyAction, frozen=True, kw_only=True):
    """End the activation, or cancel an attempt at one. The key signs no more; ``Deactivate`` shows that it is gone."""

    because: Literal["finished", "the agreed end", "evacuate", "cancelled"]


class Deactivate(KeyAction, frozen=True, kw_only=True):
    """Show by listing that nothing of the activated key is left in the token."""


# Destroying


class DecideDestruction(KeyPairAction, frozen=True, kw_only=True):
    """Decide that a key is destroyed: from now on it is never activated again (rules KEY-LAST-USE, DESTROY-ACCOUNTED).

    Attributes:
        decision: the reference of the decision.
        devices: the sets of devices that only this key could repair.
    """

    expects: Status
    decision: str
    devices: tuple[DeviceSet, ...]


class DestroyTokenKey(KeyPairAction, frozen=True, kw_only=True):
    """Destroy a token key on its token; the two people each enter one half of the PIN."""

    token: TokenName


class DeclareDestroyed(KeyPairAction, frozen=True, kw_only=True):
    """Call the key destroyed: too little of it is unaccounted for to give it back (rule DESTROY-ACCOUNTED)."""


# Ends


class EndWork(KeyAction, frozen=True, kw_only=True):
    """How a piece of work ended.

    Attributes:
        work: its id.
        outcome: what came of it.
        results: the strong room's answer, as ``results.py`` reads it.
    """

    work: str
    outcome: Outcome
    results: dict[str, Any] = msgspec.field(default_factory=dict)
