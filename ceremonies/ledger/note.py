"""Signed notes: text with signature lines under it (C2SP signed-note, tlog-cosignature; Ed25519, RFC 8032).

Two kinds of signature are spoken, and nothing else: 0x01, Ed25519 over the text; 0x04, a timestamped cosignature/v1,
by which a person says to have checked that a checkpoint extends what that person saw before.
"""

import base64
import binascii
import re
import struct
from collections.abc import Iterable, Sequence
from enum import IntEnum
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ceremonies.errors import Misuse, Unusable, Unverified

DASH = "\N{EM DASH} "
MAX_SIGNATURES = 64
"""A room holds fewer people; a note with more is refused unread (signed-note: at least 16 must be accepted)."""

COSIGNED_HEADER = "cosignature/v1\n"
MAX_TIME = 2**63 - 1
KEY_SIZE = 32
_ID_SIZE = 4
_SIGNATURE_SIZE = 64
_COSIGNATURE = struct.Struct(">Q64s")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_VKEY = re.compile(r"(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/=]+)")


class Kind(IntEnum):
    """Signature types (signed-note, Signature types)."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


class Verifier(msgspec.Struct, frozen=True):
    """A public key under its name.

    Attributes:
        name: the key's name: a log's origin, or a person.
        key_id: the first 4 bytes of SHA-256 over name, newline, kind and key.
        kind: what its signatures are.
        public: the raw public key, 32 bytes.
    """

    name: str
    key_id: bytes
    kind: Kind
    public: bytes

    def accepts(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over ``message``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def to_text(self) -> str:
        """The verifier key as text (signed-note, Verifier keys)."""
        key = base64.b64encode(bytes([self.kind]) + self.public).decode("ascii")
        return f"{self.name}+{self.key_id.hex()}+{key}"

    def as_cosigner(self) -> "Verifier":
        """The same key under the same name, as it counter-signs."""
        return verifier(self.name, self.public, Kind.COSIGNATURE)


class Signature(msgspec.Struct, frozen=True):
    """One signature line, not yet verified.

    Attributes:
        name: the key's name.
        key_id: 4 bytes.
        value: what follows the key id: 64 bytes, or 72 with a time.
    """

    name: str
    key_id: bytes
    value: bytes


class Note(msgspec.Struct, frozen=True):
    """A signed note taken apart, not yet verified.

    Attributes:
        text: what was signed, with its last newline.
        signatures: the signature lines, in their order.
    """

    text: str
    signatures: tuple[Signature, ...]


class Signed(msgspec.Struct, frozen=True):
    """One signature that holds.

    Attributes:
        by: whose.
        time: seconds since 1970 of a cosignature; None for a plain signature.
    """

    by: Verifier
    time: int | None


class Signer:
    """A private key under its name, ready to sign the same kind of note many times.

    Attributes:
        name: the key's name.
    """

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        self.name = check_name(name)
        self._key = key
        self._key_id = verifier(name, key.public_key().public_bytes_raw()).key_id

    def sign(self, text: str) -> str:
        """The note of a text that is known to be fit for one."""
        signature = base64.b64encode(self._key_id + self._key.sign(text.encode())).decode("ascii")
        return f"{text}\n{DASH}{self.name} {signature}\n"


def check_name(name: str) -> str:
    """A key name fit for a note (signed-note, Format).

    Raises:
        Misuse: empty, with a space, a plus or a control character.
    """
    if not name or "+" in name or any(char.isspace() or not char.isprintable() for char in name):
        raise Misuse(f"A key's name may hold no space, plus or control character: {name!r}.")
    return name


def key_id_of(name: str, kind: int, public: bytes) -> bytes:
    """The 4 bytes that stand for a key in a signature line (signed-note, Signatures)."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:_ID_SIZE]


def verifier(name: str, public: bytes, kind: Kind = Kind.ED25519) -> Verifier:
    """The verifier of a raw public key of 32 bytes.

    Raises:
        Misuse: an unfit name.
    """
    return Verifier(check_name(name), key_id_of(name, kind, public), kind, public)


def verifier_key(name: str, public: Ed25519PublicKey) -> str:
    """The verifier key, as text, of a log or a person: ``name+id+key``.

    Raises:
        Misuse: an unfit name.
    """
    return verifier(name, public.public_bytes_raw()).to_text()


def parse_verifier_key(text: str) -> Verifier:
    """The verifier that a verifier key's text names; one newline after it is allowed, as in a file.

    Raises:
        Unusable: malformed, of a kind not spoken here, or its id isn't that of its key.
    """
    match = _VKEY.fullmatch(text.removesuffix("\n"))
    if not match:
        raise Unusable("This is not a verifier key: it should read name+8 hexadecimal digits+base64, on one line.")
    raw = _from_base64(match["key"])
    if len(raw) != 1 + KEY_SIZE or raw[0] not in tuple(Kind):
        raise Unusable("This verifier key is not an Ed25519 key (kind 01 or 04 and 32 bytes).")
    try:
        found = verifier(match["name"], raw[1:], Kind(raw[0]))
    except Misuse as error:
        raise Unusable(str(error)) from error
    if found.key_id.hex() != match["id"]:
        raise Unusable("This verifier key is mistyped: its eight digits don't fit its name and key.")
    return found


def check_text(text: str) -> None:
    """Refuse a text that can't stand in a note (signed-note, Format).

    Raises:
        Misuse: no newline at the end, a control character, half a surrogate pair, or the beginning of what a
            counter-signature signs.
    """
    if not text.endswith("\n") or _CONTROL.search(text):
        raise Misuse("A text to sign must end in a newline and hold no control character.")
    if text.startswith(COSIGNED_HEADER):
        raise Misuse("A text to sign may not begin like a counter-signature.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Misuse(f"A text with half a surrogate pair can't be signed: {error}.") from error


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The note of ``text`` with one signature.

    Raises:
        Misuse: an unfit text or name.
    """
    check_text(text)
    return Signer(name, key).sign(text)


def sign_again(note: str, name: str, key: Ed25519PrivateKey) -> str:
    """The note with one more plain signature under those it has.

    Raises:
        Unusable: not a note.
    """
    text = read_note(note).text
    return note + sign_note(text, name, key).removeprefix(text + "\n")


def cosigned_message(text: str, time: int) -> bytes:
    """What a cosignature signs (tlog-cosignature, Ed25519 signed message)."""
    return f"{COSIGNED_HEADER}time {time}\n{text}".encode()


def cosign(text: str, name: str, key: Ed25519PrivateKey, time: int) -> str:
    """The signature line, with its newline, of a cosignature/v1 over a checkpoint's text.

    Args:
        text: the checkpoint's text (the note without its signatures), with its last newline.
        name: who counter-signs.
        key: that person's key.
        time: seconds since 1970.

    Raises:
        Misuse: an unfit text, name or time.
    """
    check_text(text)
    if not 0 <= time <= MAX_TIME:
        raise Misuse(f"A counter-signature can't carry the time {time}.")
    own = verifier(name, key.public_key().public_bytes_raw(), Kind.COSIGNATURE)
    value = _COSIGNATURE.pack(time, key.sign(cosigned_message(text, time)))
    return f"{DASH}{name} {base64.b64encode(own.key_id + value).decode('ascii')}\n"


def read_note(note: str) -> Note:
    """Take a note apart without verifying it.

    Raises:
        Unusable: not a signed note.
    """
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not text or not lines.endswith("\n") or _CONTROL.search(note):
        raise Unusable("This is not a signed note: text, a blank line, then signature lines.")
    signatures = lines[:-1].split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise Unusable(f"This note carries more than {MAX_SIGNATURES} signatures.")
    return Note(text + "\n", tuple(_read_signature(line) for line in signatures))


def _read_signature(line: str) -> Signature:
    """Take one signature line apart."""
    if not line.startswith(DASH):
        raise Unusable("This note has a line under its blank line that is no signature.")
    name, _, encoded = line[len(DASH) :].partition(" ")
    raw = _from_base64(encoded)
    if len(raw) <= _ID_SIZE:
        raise Unusable("This note has a signature that is too short.")
    try:
        return Signature(check_name(name), raw[:_ID_SIZE], raw[_ID_SIZE:])
    except Misuse as error:
        raise Unusable(str(error)) from error


def _from_base64(text: str) -> bytes:
    """Decode standard base64, refusing any other spelling of the same bytes."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError) as error:
        raise Unusable("This holds something that should be base64 and isn't.") from error
    if base64.b64encode(raw).decode("ascii") != text:
        raise Unusable("This holds base64 with stray bits at its end.")
    return raw


def verified_signatures(note: Note, verifiers: Iterable[Verifier]) -> list[Signed]:
    """The signatures by known keys, each verified; others are passed over (signed-note, Signatures).

    Raises:
        Unverified: a known key's signature doesn't hold.
    """
    known = {(each.name, each.key_id): each for each in verifiers}
    found = []
    for signature in note.signatures:
        by = known.get((signature.name, signature.key_id))
        if by is not None:
            found.append(_verified(note.text, signature, by))
    return found


def _verified(text: str, signature: Signature, by: Verifier) -> Signed:
    """One signature of a known key, verified."""
    time, message, value = None, text.encode(), signature.value
    if by.kind is Kind.COSIGNATURE and len(value) == _COSIGNATURE.size:
        time, value = _COSIGNATURE.unpack(value)
        message = cosigned_message(text, time)
    if len(value) != _SIGNATURE_SIZE or not by.accepts(message, value) or (time or 0) > MAX_TIME:
        raise Unverified(f"The signature of {by.name} doesn't hold.")
    return Signed(by, time)


def open_note(note: str, verifiers: Sequence[Verifier]) -> str:
    """The text of a note that at least one of ``verifiers`` signed.

    Raises:
        Unusable: not a signed note.
        Unverified: no signature by a known key, or one that doesn't hold.
    """
    read = read_note(note)
    if not verified_signatures(read, verifiers):
        names = ", ".join(sorted({each.name for each in verifiers})) or "nobody"
        raise Unverified(f"The note is not signed by {names}.")
    return read.text
