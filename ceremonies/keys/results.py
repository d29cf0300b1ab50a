"""What the strong room answers to finished work, as the record takes it: public facts only.

Each form has the fields, and the name under ``is``, of the strong room's own answer. A field that isn't asked for is
refused, so that nothing else reaches the record by way of an answer. Whether the facts are right is judged in
``ending.py``.
"""

import hashlib
import re
from base64 import b64decode
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

import msgspec

from ceremonies.errors import Refused
from ceremonies.sealing import Cost
from ceremonies.tokens.port import KeyAttributes, TokenInfo

Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
MaybeSha256 = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")]
Base64 = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]*={0,2}\Z", max_length=4000)]
Identifier = Annotated[int, msgspec.Meta(ge=0, le=32767)]
"""Of a SLIP-39 set: 15 bits."""
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Line = Annotated[str, msgspec.Meta(max_length=400)]
Pem = Annotated[str, msgspec.Meta(max_length=1000)]
_PLACE = re.compile(r"\$[a-z_.\[\]0-9]*(?=`$)")
"""Where an answer differs from its form, at the end of what the decoder says."""
CheckValue = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Fa-f]{4,64}\Z")]


class Result(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="is"):
    """What one act gives."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of what one act gives."""


class CommitmentMade(Part, frozen=True, kw_only=True):
    """What a share is proved against: Argon2id over set identity, index and value (rule SHARE-PROVED).

    Attributes:
        share: its number, from 1.
        salt: its own, 16 bytes in base64.
        cost: of Argon2id.
        value: 32 bytes in base64.
    """

    share: int
    salt: Base64
    cost: Cost
    value: Base64


class SetMade(Part, frozen=True, kw_only=True):
    """A set of shares, checked by a second implementation.

    Attributes:
        identifier: SLIP-39's.
        check_value: tells secrets apart; nothing leads back from it.
        checked: how many M-subsets were recombined.
        checked_of: how many there are.
        checked_how: "every" one, or the seed of those that were drawn.
    """

    identifier: Identifier
    m: int
    n: int
    check_value: CheckValue
    commitments: tuple[CommitmentMade, ...]
    checked: Count
    checked_of: Count
    checked_how: Line


class CopyWritten(Part, frozen=True, kw_only=True):
    """One copy of the wrapped key: where it lies, and its medium's device."""

    path: str
    device: Line


class Blob(Part, frozen=True, kw_only=True):
    """The wrapped key as it was written, read back and unwrapped to a key that signs.

    Attributes:
        wrap_format: "RFC 5649" (rule WRAP-PORTABLE).
        separate: whether the copies lie on different devices.
        trailing_zeros: bytes of zero behind the DER, inside the wrapping; None: not known.
    """

    sha256: Sha256
    size: Count
    wrap_format: Line
    copies: tuple[CopyWritten, ...]
    separate: bool
    trailing_zeros: int | None = None


class KeyMade(Result, frozen=True, kw_only=True, tag="key made"):
    """An M#N key up to its split, or an M#N key under a new wrapping key.

    Attributes:
        public: PEM.
        fingerprint: SHA-256 of the SubjectPublicKeyInfo.
        attributes: the private key's, read back.
        wrapping_attributes: the wrapping key's, read back.
        wrap_origin: how the wrapping key came into the token: "RSA-OAEP" or "C_CreateObject" (rule WRAP-ORIGIN).
        tests: what was tried, in sentences.
    """

    key: str
    public: Pem
    fingerprint: Sha256
    attributes: KeyAttributes
    wrapping_attributes: KeyAttributes
    wrap_origin: Line
    blob: Blob
    set: SetMade
    tests: tuple[Line, ...]


class SymmetricMade(Result, frozen=True, kw_only=True, tag="symmetric made"):
    """The Contingency Symmetric Key, split. ``length`` counts its bytes."""

    key: str
    length: Count
    set: SetMade


class TokenKeyMade(Result, frozen=True, kw_only=True, tag="token key made"):
    """A key that stays on its token."""

    key: str
    public: Pem
    fingerprint: Sha256
    attributes: KeyAttributes
    tests: tuple[Line, ...]


class HandedOut(Result, frozen=True, kw_only=True, tag="handed out"):
    """A share went out. ``shown`` counts how often its words were on the screen."""

    share: int
    alias: str
    carrier: Line
    shown: Count = 0
    sha256: MaybeSha256 = ""
    token: TokenInfo | None = None


class Proved(Result, frozen=True, kw_only=True, tag="proved"):
    """A share is what was committed to. ``tries`` counts those before that were not."""

    share: int
    alias: str
    carrier: Line
    tries: Count = 0


class ObjectSeen(Part, frozen=True, kw_only=True):
    """One object that a listing of the token shows."""

    label: Line
    key_class: Line
    stays: bool


class Closed(Result, frozen=True, kw_only=True, tag="closed"):
    """A key is gone from the token, or never was there: what a listing shows, and what was tried."""

    key: str
    objects: tuple[ObjectSeen, ...]
    tests: tuple[Line, ...]
    signed: Count = 0


class Opened(Result, frozen=True, kw_only=True, tag="opened"):
    """An activation began. ``need`` and ``symmetric_need`` are the shares it waits for."""

    key: str
    need: Count
    symmetric_need: Count = 0


class ShareTaken(Result, frozen=True, kw_only=True, tag="share taken"):
    """A share counts. ``again``: an identical copy of a part that was there already (rule CSK)."""

    attempt: str
    alias: str
    share: int
    have: Count
    need: Count
    tries: Count = 0
    again: bool = False


class ShareDeclined(Result, frozen=True, kw_only=True, tag="share declined"):
    """A share does not count (rule SHARE-REFUSED). The sentence is for the screen and is not recorded: it may quote."""

    attempt: str
    alias: str
    reason: Literal["repeated", "foreign", "superseded", "mistyped", "too many"]
    sentence: str
    tries: Count = 0


class Activated(Result, frozen=True, kw_only=True, tag="activated"):
    """The key is awake."""

    key: str
    fingerprint: MaybeSha256
    attributes: KeyAttributes | None
    limit: Count


class ApexWrapped(Result, frozen=True, kw_only=True, tag="apex wrapped"):
    """The wrappedApexContingencyKey, DER in base64: it opened again to the same public key."""

    extension: Base64


class Output(Part, frozen=True, kw_only=True):
    """One thing that was signed: its file's name and digest."""

    name: Line
    sha256: Sha256


class BatchSigned(Result, frozen=True, kw_only=True, tag="batch signed"):
    """How many signatures were made, under which manifest, and what they made.

    Attributes:
        manifest: as it was agreed on the strong room's screen.
    """

    count: Count
    manifest: Sha256
    outputs: tuple[Output, ...] = ()


class BlobDestroyed(Result, frozen=True, kw_only=True, tag="blob destroyed"):
    """A copy is gone."""

    path: str
    sha256: Sha256


class Failed(Result, frozen=True, kw_only=True, tag="failed"):
    """Work came to nothing.

    Attributes:
        how: by whom or what: "refused" by ``rule``, "unusable" or "wrong" input, "stopped", "left" by the person.
        sentence: for the person at the keyboard.
        over: whether the strong room, with all it held, is gone.
    """

    how: Literal["refused", "unusable", "wrong", "stopped", "left"] = "stopped"
    sentence: str = ""
    rule: Line = ""
    over: bool = False


OF_ACT: Mapping[str, Any] = MappingProxyType(
    {
        "generate": KeyMade,
        "generate symmetric": SymmetricMade,
        "generate token key": TokenKeyMade,
        "hand out": HandedOut,
        "prove": Proved,
        "close": Closed,
        "open": Opened,
        "take share": ShareTaken | ShareDeclined,
        "activate": Activated,
        "wrap apex": ApexWrapped,
        "reshare": KeyMade,
        "sign": BatchSigned,
        "deactivate": Closed,
        "destroy token key": Closed,
        "destroy blob": BlobDestroyed,
    }
)
"""By act, what done work gives."""


def read_results(act: str, results: dict[str, Any]) -> Any:  # noqa: ANN401 - each act gives another form
    """What done work of ``act`` gave.

    Raises:
        Refused: WORK: a fact is missing, of another form, or not asked for.
    """
    return _read(act, results, OF_ACT[act])


def read_failure(act: str, results: dict[str, Any]) -> Failed:
    """Why work of ``act`` came to nothing.

    Raises:
        Refused: WORK: as above.
    """
    failed: Failed = _read(act, results, Failed)
    return failed


def _read(act: str, results: dict[str, Any], form: Any) -> Any:  # noqa: ANN401 - as above
    try:
        return msgspec.convert(results, form)
    except msgspec.ValidationError as error:
        where = _PLACE.search(str(error))  # the rest of its sentence may quote what stood there
        place = f", at {where[0]}" if where else ""
        raise Refused(
            "WORK", f"What came of {act!r} is not of the form that can be recorded{place}. Record that it failed."
        ) from None


def fingerprint_of(public: str) -> str:
    """SHA-256, hexadecimal, of the SubjectPublicKeyInfo in a PEM text; empty when it is none."""
    lines = [line for line in public.strip().splitlines() if not line.startswith("-----")]
    try:
        return hashlib.sha256(b64decode("".join(lines), validate=True)).hexdigest()
    except ValueError:
        return ""
