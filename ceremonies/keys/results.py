"""What the strong room tells of finished work: public facts only. A field that isn't asked for is refused.

``read_results`` reads what ``EndWork`` carries; what is right or wrong about it is judged in ``ending.py``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from ceremonies.errors import Refused
from ceremonies.sealing import Cost
from ceremonies.tokens.port import KeyAttributes

R = TypeVar("R", bound=msgspec.Struct)

Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Hex = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{2})+\Z", max_length=2000)]
Base64 = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]+={0,2}\Z", max_length=200)]
Identifier = Annotated[int, msgspec.Meta(ge=0, le=32767)]
"""Of a SLIP-39 set: 15 bits."""
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Line = Annotated[str, msgspec.Meta(max_length=400)]
CheckValue = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Fa-f]{4,64}\Z")]
Reason = Literal["repeated", "foreign", "superseded", "mistyped", "too many"]
"""Why a share was refused. No other words: a reason must not carry a share's."""


class Result(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one act gives."""


class CopyWritten(Result, frozen=True, kw_only=True):
    """One copy of the wrapped key on its medium.

    Attributes:
        medium: as it was named in the request.
        digest: of the wrapped key, SHA-256.
        read_back: it was read again from the medium, and is the same bytes.
        signs: unwrapped again, it gave a key that signs for the public key.
    """

    medium: str
    digest: Sha256
    read_back: bool
    signs: bool


class Wrapping(Result, frozen=True, kw_only=True):
    """The wrapping key and what was wrapped (rules WRAP-ORIGIN, WRAP-PORTABLE).

    Attributes:
        attributes: read back from the token.
        how: how the token took it in: "RSA-OAEP" or "C_CreateObject".
        origin: "token and system": both sources, joined by XOR.
        check_value: tells wrapping keys apart; nothing leads back from it.
        format: of the wrapped key: "RFC 5649".
        trailing_zeros: bytes of zero that follow the DER inside the wrapped key.
    """

    attributes: KeyAttributes
    how: Line
    origin: Line
    check_value: CheckValue
    format: Line
    trailing_zeros: Count = 0


class Split(Result, frozen=True, kw_only=True):
    """The set of shares that was made, and how it was checked by a second implementation.

    Attributes:
        identifier: the set's.
        checked: how many M-subsets were recombined.
        of: how many there are.
        by: the implementation that did it.
    """

    identifier: Identifier
    m: int
    n: int
    checked: Count
    of: Count
    by: Line


class Generated(Result, frozen=True, kw_only=True):
    """An M#N key pair was made."""

    spki: Hex
    """The public key: SubjectPublicKeyInfo, DER."""
    attributes: KeyAttributes
    self_test: bool
    possession: bool
    wrapping: Wrapping
    copies: tuple[CopyWritten, ...]
    split: Split


class SymmetricGenerated(Result, frozen=True, kw_only=True):
    """The Contingency Symmetric Key was made."""

    size: Count
    origin: Line
    check_value: CheckValue
    split: Split


class TokenKeyGenerated(Result, frozen=True, kw_only=True):
    """A token key was made; it stays on its token."""

    spki: Hex
    attributes: KeyAttributes
    self_test: bool
    possession: bool


class HandedOut(Result, frozen=True, kw_only=True):
    """A share was handed out.

    Attributes:
        commitment: Argon2id over set identity, index and value.
        salt: its own, 16 bytes.
        cost: of Argon2id.
        shown: whether the words were shown on the screen.
    """

    commitment: Base64
    salt: Base64
    cost: Cost
    shown: bool = False


class Proved(Result, frozen=True, kw_only=True):
    """A share was compared with its commitment."""

    proved: bool
    reason: Reason | None = None


class Listed(Result, frozen=True, kw_only=True):
    """What a listing of the token's objects found of the key: the number of private objects."""

    private_objects: Count


class Opened(Result, frozen=True, kw_only=True):
    """An activation was opened. For a token key: its public key, and its attributes read back."""

    spki: Hex | None = None
    attributes: KeyAttributes | None = None


class ShareTaken(Result, frozen=True, kw_only=True):
    """A share was entered: taken, or refused with a reason.

    Attributes:
        index: the share's number, where it could be read.
    """

    taken: bool
    index: int = 0
    reason: Reason | None = None


class Activated(Result, frozen=True, kw_only=True):
    """The key woke up.

    Attributes:
        spki: the public key that its signature was verified with; None for the Contingency Symmetric Key.
        check_value: of the recombined secret.
        attributes: of the woken key, read back; None for the Contingency Symmetric Key.
    """

    check_value: CheckValue
    spki: Hex | None = None
    attributes: KeyAttributes | None = None


class Reshared(Result, frozen=True, kw_only=True):
    """The key was wrapped anew and a new set made."""

    wrapping: Wrapping
    copies: tuple[CopyWritten, ...]
    split: Split


class Output(Result, frozen=True, kw_only=True):
    """One thing that was signed: its file's name and digest."""

    name: Line
    digest: Sha256


class Signed(Result, frozen=True, kw_only=True):
    """How many signatures were made, and what they made."""

    count: Count
    outputs: tuple[Output, ...] = ()


class Failed(Result, frozen=True, kw_only=True):
    """Why work came to nothing, and whether the strong room, with all it held, is gone."""

    why: Line = ""
    gone: bool = False


OF_ACT: Mapping[str, type[Result]] = MappingProxyType(
    {
        "generate": Generated,
        "generate symmetric key": SymmetricGenerated,
        "generate token key": TokenKeyGenerated,
        "hand out": HandedOut,
        "prove": Proved,
        "close": Listed,
        "open": Opened,
        "take share": ShareTaken,
        "activate": Activated,
        "reshare": Reshared,
        "sign": Signed,
        "deactivate": Listed,
        "destroy token key": Listed,
    }
)
"""By act, what done work gives."""


def read_results(act: str, results: dict[str, Any]) -> Result:
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
    return _read(act, results, Failed)


def _read(act: str, results: dict[str, Any], form: type[R]) -> R:
    try:
        return msgspec.convert(results, form)
    except msgspec.ValidationError as error:  # it names fields and types, never what stood there
        raise Refused("WORK", f"What came of {act!r} can't be recorded: {error}. Record that it failed.") from None
