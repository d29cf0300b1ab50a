"""What is asked of the strong room, and what it answers. Public facts only: no word of a share, PIN or key byte.

A message is a JSON object behind its length in four bytes, big-endian. ``act`` names a request as it stands in the
record; ``is`` names a reply. Bytes travel as base64.
"""

from hashlib import sha256
from typing import ClassVar, Literal, cast

import msgspec

from ceremonies.sealing import Cost
from ceremonies.shares.commitment import PROOF_COST
from ceremonies.tokens.port import KeyAttributes, TokenInfo, TokenKind, Who
from ceremonies.tokens.probe import Check

Kind = Literal["rehearsal", "production"]
Carrier = Literal["words", "card", "file", "token"]
"""What a share is handed out on: copied from the screen, a printed card, a sealed file, a token of its own."""

Holding = Literal["key", "symmetric"]
"""Which of two sets a share belongs to: the key's own, or the Contingency Symmetric Key's."""

SignedKind = Literal["certificate", "crl", "file"]
"""What is signed. A CRL and an ARL are one kind of thing; what it is, is read from its bytes."""


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="act"):
    """A request.

    Attributes:
        private: whether the strong room may take the terminal for it.
    """

    private: ClassVar[bool] = False


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="is"):
    """A reply."""


class TokenAddress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a token is: its kind, its module (the software token: its file), its label and its serial."""

    kind: TokenKind
    module: str
    label: str = ""
    serial: str = ""


class Commitment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a share is proved against (rule SHARE-PROVED).

    Attributes:
        share: its number, from 1.
        salt: 16 bytes of its own.
        cost: of Argon2id.
        value: 32 bytes.
    """

    share: int
    salt: bytes
    cost: Cost
    value: bytes


class SetKnown(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A share set as the record knows it.

    Attributes:
        identifier: SLIP-39's, 15 bits.
        m: how many shares recover the secret.
        n: how many there are.
        check_value: of the secret.
        commitments: one a share.
        length: of the secret, in bytes: 16 or 32; 0 where the first share tells.
    """

    identifier: int
    m: int
    n: int
    check_value: str
    commitments: tuple[Commitment, ...]
    length: int = 0


class Sight(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that was read from what is signed, as it is shown."""

    label: str
    value: str


# Requests


class Begin(Asked, frozen=True, kw_only=True, tag="begin"):
    """The first request: how this strong room works.

    Attributes:
        kind: of the workspace.
        lines: whether private turns are lines, not screens.
        iteration_exponent: SLIP-39's, for new sets.
        cost: of commitments.
        file_cost: of sealed files; None: the usual one.
    """

    kind: Kind
    lines: bool = False
    iteration_exponent: int = 0
    cost: Cost = PROOF_COST
    file_cost: Cost | None = None


class ListTokens(Asked, frozen=True, kw_only=True, tag="tokens"):
    """Which tokens there are."""

    kind: TokenKind
    module: str


class OpenToken(Asked, frozen=True, kw_only=True, tag="open token"):
    """Log in to a token, for the acts that follow.

    Attributes:
        people: who enters the PIN: one person all of it, two people a half each (rule KEY-CA-DUAL).
    """

    private: ClassVar[bool] = True
    token: TokenAddress
    people: tuple[str, ...]
    write: bool = True


class Generate(Asked, frozen=True, kw_only=True, tag="generate"):
    """Make an M#N key, up to the split (rule KEY-COMMIT).

    Attributes:
        key: its name, also its label.
        taken: set identifiers that stand in the register (rule SHARE-SET).
        media: where the two copies of the blob go: two folders, or two files that must not exist.
    """

    key: str
    m: int
    n: int
    taken: tuple[int, ...]
    media: tuple[str, str]


class GenerateSymmetric(Asked, frozen=True, kw_only=True, tag="generate symmetric"):
    """Make the Contingency Symmetric Key and split it N of N (rule CSK).

    Attributes:
        length: bytes, by the wrap algorithm: 16 or 32.
    """

    key: str
    n: int
    length: int
    taken: tuple[int, ...]


class HandOut(Asked, frozen=True, kw_only=True, tag="hand out"):
    """Give one share to one custodian, alone at the screen.

    Attributes:
        share: its number, from 1.
        alias: whose it is.
        carrier: what it goes out on.
        seconds: how long its words stay when they are shown.
        path: the file of a card or a sealed file; must not exist.
        token: the custodian's own.
    """

    private: ClassVar[bool] = True
    share: int
    alias: str
    carrier: Carrier
    seconds: int = 60
    path: str = ""
    token: TokenAddress | None = None


class Prove(Asked, frozen=True, kw_only=True, tag="prove"):
    """Have a custodian show that they hold their share.

    Attributes:
        key: its name, where the set isn't the one that was just made.
        known: that set.
    """

    private: ClassVar[bool] = True
    key: str = ""
    share: int
    alias: str
    carrier: Carrier
    path: str = ""
    token: TokenAddress | None = None
    known: SetKnown | None = None


class Close(Asked, frozen=True, kw_only=True, tag="close"):
    """Destroy the session key and the wrapping key, and show that the token holds neither.

    Attributes:
        key: its name, where another strong room made it and this one only looks.
    """

    key: str = ""


class GenerateTokenKey(Asked, frozen=True, kw_only=True, tag="generate token key"):
    """Make a key that stays on the token and never leaves it (rule KEY-CA-DUAL)."""

    key: str


class Open(Asked, frozen=True, kw_only=True, tag="open"):
    """Begin an activation.

    Attributes:
        key: its name.
        public: its public key, PEM: what wakes must fit it; empty for the Contingency Symmetric Key.
        limit: how many signatures were agreed (rule SIGN-LIMIT).
        blob: where the wrapped key lies; empty for a token key.
        blob_sha256: its digest in the record, hex.
        known: its set; None for a token key.
        superseded: identifiers of older sets of the same key.
        symmetric: the Contingency Symmetric Key's set, where it is needed too.
        symmetric_superseded: the same for that.
    """

    key: str
    public: str
    limit: int
    blob: str = ""
    blob_sha256: str = ""
    known: SetKnown | None = None
    superseded: tuple[int, ...] = ()
    symmetric: SetKnown | None = None
    symmetric_superseded: tuple[int, ...] = ()


class TakeShare(Asked, frozen=True, kw_only=True, tag="take share"):
    """Take one custodian's share.

    Attributes:
        attempt: the id under which it is recorded, also when it is refused.
    """

    private: ClassVar[bool] = True
    alias: str
    carrier: Carrier
    attempt: str
    of: Holding = "key"
    path: str = ""
    token: TokenAddress | None = None


class Activate(Asked, frozen=True, kw_only=True, tag="activate"):
    """Wake the key: recombine, unwrap, compare with its public key."""


class Agree(Asked, frozen=True, kw_only=True, tag="agree"):
    """Show on the private screen what the key will sign, and have it agreed (rule SIGN-SEEN).

    Attributes:
        about: the key, as people know it: name, generation, OLD or NEW, certificate serial.
        kind: what is signed.
        digests: SHA-256 of everything to be signed, 32 bytes each, in order: the manifest.
        items: what is to be signed itself; needed for certificates and lists.
    """

    private: ClassVar[bool] = True
    about: str
    kind: SignedKind
    digests: bytes
    items: tuple[bytes, ...] = ()


class Sign(Asked, frozen=True, kw_only=True, tag="sign"):
    """Sign the next things of what was agreed: themselves, never their digests."""

    items: tuple[bytes, ...]


class WrapApex(Asked, frozen=True, kw_only=True, tag="wrap apex"):
    """Wrap the Contingency Public Key under the Contingency Symmetric Key that is held.

    Attributes:
        public: PEM.
        algorithm: the wrap algorithm's OID.
    """

    public: str
    algorithm: str


class Deactivate(Asked, frozen=True, kw_only=True, tag="deactivate"):
    """End the activation, and show that the key is gone.

    Attributes:
        key: its name, where another strong room woke it and this one only looks.
        stays: whether it is a token key, which stays on its token.
    """

    key: str = ""
    stays: bool = False


class Reshare(Asked, frozen=True, kw_only=True, tag="reshare"):
    """Wrap the key whose shares were taken under a new wrapping key and split that (rule RESHARE-NEW-WRAP)."""

    m: int
    n: int
    taken: tuple[int, ...]
    media: tuple[str, str]


class DestroyTokenKey(Asked, frozen=True, kw_only=True, tag="destroy token key"):
    """Destroy a token key. ``public`` (PEM) says which one is meant; another one under the label is refused."""

    key: str
    public: str


class DestroyBlob(Asked, frozen=True, kw_only=True, tag="destroy blob"):
    """Destroy one copy of a blob, after comparing it with its digest (hex)."""

    path: str
    sha256: str


class Probe(Asked, frozen=True, kw_only=True, tag="probe"):
    """Try what a token does and refuses (rule TOKEN-PROBE). ``people`` enter its PIN."""

    private: ClassVar[bool] = True
    token: TokenAddress
    people: tuple[str, ...]


class Enrol(Asked, frozen=True, kw_only=True, tag="enrol"):
    """Mark a token as one of this kind of workspace, so that the other kind refuses it (rule TOKEN-ENROLLED).

    Attributes:
        people: who enter its PIN.
        kind: of the workspace.
        origin: of its record.
    """

    private: ClassVar[bool] = True
    token: TokenAddress
    people: tuple[str, ...]
    kind: Kind
    origin: str


class Initialise(Asked, frozen=True, kw_only=True, tag="initialise"):
    """Make a token new. ``so_people`` and ``people`` enter the two PINs."""

    private: ClassVar[bool] = True
    token: TokenAddress
    new_label: str
    so_people: tuple[str, ...]
    people: tuple[str, ...]


class ChangePin(Asked, frozen=True, kw_only=True, tag="change pin"):
    """Change a PIN: ``people`` enter the old one, ``new_people`` the new one."""

    private: ClassVar[bool] = True
    token: TokenAddress
    people: tuple[str, ...]
    new_people: tuple[str, ...]
    who: Who = "user"


class Zeroise(Asked, frozen=True, kw_only=True, tag="zeroise"):
    """Destroy everything on a token."""

    private: ClassVar[bool] = True
    token: TokenAddress
    so_people: tuple[str, ...]


class End(Asked, frozen=True, kw_only=True, tag="end"):
    """The last request: close everything and end the process."""


Request = (
    Begin
    | ListTokens
    | OpenToken
    | Generate
    | GenerateSymmetric
    | HandOut
    | Prove
    | Close
    | GenerateTokenKey
    | Open
    | TakeShare
    | Activate
    | Agree
    | Sign
    | WrapApex
    | Deactivate
    | Reshare
    | DestroyTokenKey
    | DestroyBlob
    | Probe
    | Enrol
    | Initialise
    | ChangePin
    | Zeroise
    | End
)

# Replies


class Ready(Answer, frozen=True, kw_only=True, tag="ready"):
    """The strong room is there. ``guards`` says in sentences what protects it and what could not be had."""

    guards: tuple[str, ...]


class Progress(Answer, frozen=True, kw_only=True, tag="progress"):
    """Comes before the reply to a long act.

    Attributes:
        waits: whether a person is being asked, who may take their time.
    """

    what: str
    done: int
    of: int
    waits: bool = False


class Failed(Answer, frozen=True, kw_only=True, tag="failed"):
    """The act was not carried out.

    Attributes:
        how: "refused" by ``rule``; "unusable" or "wrong" input; "stopped"; or "left" by the person at the screen.
        sentence: for the person at the keyboard.
        over: whether the strong room ends with it.
    """

    how: Literal["refused", "unusable", "wrong", "stopped", "left"]
    sentence: str
    rule: str = ""
    over: bool = False


class TokensSeen(Answer, frozen=True, kw_only=True, tag="tokens seen"):
    """The tokens that are plugged in."""

    tokens: tuple[TokenInfo, ...]


class TokenOpen(Answer, frozen=True, kw_only=True, tag="token open"):
    """A token is logged in. ``wrong`` counts the PINs before that did not fit."""

    token: TokenInfo
    wrong: int = 0


class BlobCopy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One copy of a blob: where it lies and the name of its medium's device."""

    path: str
    device: str


class Blob(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrapped key as it was written and read back.

    Attributes:
        wrap_format: "RFC 5649" (rule WRAP-PORTABLE).
        trailing_zeros: bytes of zero that the token put behind the DER, inside the wrapping; None: not known.
        separate: whether the two copies lie on different devices.
    """

    sha256: str
    size: int
    wrap_format: str
    copies: tuple[BlobCopy, ...]
    separate: bool
    trailing_zeros: int | None = None


class SetMade(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A split that was checked by a second implementation.

    Attributes:
        checked: how many subsets of M were recombined.
        checked_of: how many there are.
        checked_how: "every" one, or the seed of those that were drawn.
    """

    identifier: int
    m: int
    n: int
    check_value: str
    commitments: tuple[Commitment, ...]
    checked: int
    checked_of: int
    checked_how: str

    def known(self) -> SetKnown:
        """The set as the record keeps it."""
        return SetKnown(
            identifier=self.identifier, m=self.m, n=self.n, check_value=self.check_value, commitments=self.commitments
        )


class KeyMade(Answer, frozen=True, kw_only=True, tag="key made"):
    """An M#N key up to its split; shares can be handed out.

    Attributes:
        public: PEM.
        fingerprint: SHA-256 of the SubjectPublicKeyInfo, hex.
        attributes: the private key's, as the token gave them back.
        wrapping_attributes: the wrapping key's.
        wrap_origin: "RSA-OAEP" or "C_CreateObject" (rule WRAP-ORIGIN).
        tests: what was tried, in sentences.
    """

    key: str
    public: str
    fingerprint: str
    attributes: KeyAttributes
    wrapping_attributes: KeyAttributes
    wrap_origin: str
    blob: Blob
    set: SetMade
    tests: tuple[str, ...]


class SymmetricMade(Answer, frozen=True, kw_only=True, tag="symmetric made"):
    """The Contingency Symmetric Key, split."""

    key: str
    length: int
    set: SetMade


class HandedOut(Answer, frozen=True, kw_only=True, tag="handed out"):
    """A share went out.

    Attributes:
        shown: how often its words were on the screen.
        sha256: of the card's or the sealed file's bytes, hex; empty for others.
        token: the custodian's own.
    """

    share: int
    alias: str
    carrier: Carrier
    shown: int = 0
    sha256: str = ""
    token: TokenInfo | None = None


class Proved(Answer, frozen=True, kw_only=True, tag="proved"):
    """A share is what was committed to. ``tries`` counts those before that were not."""

    share: int
    alias: str
    carrier: Carrier
    tries: int = 0


class ObjectSeen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One object that a listing of the token shows."""

    label: str
    key_class: str
    stays: bool


class Closed(Answer, frozen=True, kw_only=True, tag="closed"):
    """The key is gone from the token, or never was there.

    Attributes:
        objects: what a listing shows afterwards.
        tests: what was tried to show it, in sentences.
        signed: how many signatures the key made.
    """

    key: str
    objects: tuple[ObjectSeen, ...]
    tests: tuple[str, ...]
    signed: int = 0


class TokenKeyMade(Answer, frozen=True, kw_only=True, tag="token key made"):
    """A key that stays on its token."""

    key: str
    public: str
    fingerprint: str
    attributes: KeyAttributes
    tests: tuple[str, ...]


class Opened(Answer, frozen=True, kw_only=True, tag="opened"):
    """An activation began. ``need`` and ``symmetric_need`` are the shares it waits for."""

    key: str
    need: int
    symmetric_need: int = 0


class ShareTaken(Answer, frozen=True, kw_only=True, tag="share taken"):
    """A share counts. ``again``: an identical copy of a part that was there already (rule CSK)."""

    attempt: str
    alias: str
    share: int
    have: int
    need: int
    tries: int = 0
    again: bool = False


class ShareDeclined(Answer, frozen=True, kw_only=True, tag="share declined"):
    """A share does not count (rule SHARE-REFUSED); those before it are kept."""

    attempt: str
    alias: str
    reason: str
    sentence: str
    tries: int = 0


class Activated(Answer, frozen=True, kw_only=True, tag="activated"):
    """The key is awake.

    Attributes:
        attributes: as they were read back; None for the Contingency Symmetric Key, which is held here and in no token.
    """

    key: str
    fingerprint: str
    attributes: KeyAttributes | None
    limit: int


class Agreed(Answer, frozen=True, kw_only=True, tag="agreed"):
    """What is signed was seen. ``manifest`` is the SHA-256 over all digests, hex."""

    count: int
    manifest: str
    left: int


class Signed(Answer, frozen=True, kw_only=True, tag="signed"):
    """Signatures of 64 bytes each, one after the other. ``left`` may still be signed of what was agreed."""

    signatures: bytes
    left: int


class ApexWrapped(Answer, frozen=True, kw_only=True, tag="apex wrapped"):
    """The wrappedApexContingencyKey, DER: it opened again to the same public key."""

    extension: bytes


class BlobDestroyed(Answer, frozen=True, kw_only=True, tag="blob destroyed"):
    """A copy is gone."""

    path: str
    sha256: str


class Probed(Answer, frozen=True, kw_only=True, tag="probed"):
    """What the probe found."""

    token: TokenInfo
    checks: tuple[Check, ...]


class Marked(Answer, frozen=True, kw_only=True, tag="marked"):
    """A token carries the mark of enrolling."""

    token: TokenInfo
    mark: str


class TokenChanged(Answer, frozen=True, kw_only=True, tag="token changed"):
    """A token was initialised or zeroised, or its PIN changed."""

    token: TokenInfo


class Over(Answer, frozen=True, kw_only=True, tag="over"):
    """The strong room ends."""


Reply = (
    Ready
    | Progress
    | Failed
    | TokensSeen
    | TokenOpen
    | KeyMade
    | SymmetricMade
    | HandedOut
    | Proved
    | Closed
    | TokenKeyMade
    | Opened
    | ShareTaken
    | ShareDeclined
    | Activated
    | Agreed
    | Signed
    | ApexWrapped
    | BlobDestroyed
    | Probed
    | Marked
    | TokenChanged
    | Over
)

DIGEST_BYTES = 32


def manifest_of(digests: bytes) -> str:
    """The manifest's SHA-256, hex: over the digests of all that is signed, 32 bytes each, in order."""
    return sha256(digests).hexdigest()


_REQUESTS = msgspec.json.Decoder(Request)
_REPLIES = msgspec.json.Decoder(Reply)


def to_request(data: bytes) -> Request:
    """The request in ``data``.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return cast("Request", _REQUESTS.decode(data))


def to_reply(data: bytes) -> Reply:
    """The reply in ``data``.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return cast("Reply", _REPLIES.decode(data))
