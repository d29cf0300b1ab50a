"""What the probe tries, one function a check; the reason it passed is returned.

The checks, in order: 1 randomness; 2 a new key's attributes; 3 it signs; 4 it isn't wrapped; 5 it isn't read; 6 it
isn't made weaker; 7 nor by copying; 8 a wrapping key only wraps; 9 the wrap format is RFC 5649; 10 an unwrapped key
signs and stays inside; 11 a changed blob is refused; 12 a key for trusted wrapping keys waits for one; 13 a destroyed
key is gone. Those that need more than one session follow in ``probe.py``.
"""

from collections.abc import Callable

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from ceremonies.errors import TokenGone, TokenRefused, TokenTrouble
from ceremonies.secret import Secret
from ceremonies.tokens.checks import WRAPS
from ceremonies.tokens.der import der_length
from ceremonies.tokens.port import (
    BLOCK_BYTES,
    DIGEST_BYTES,
    SIGNATURE_BYTES,
    WRAP_FORMAT,
    Flag,
    Handle,
    KeyAttributes,
    Session,
)

WRAPPING_KEY_BYTES = 32
LABEL = "keyroom probe"


class Failed(Exception):
    """The check came out wrong."""


class NotSupported(Exception):
    """The token can't do what would have been checked."""


class Bench(msgspec.Struct):
    """What the checks of one session work with."""

    session: Session
    value: Secret
    wrapping: Handle = Handle(0)
    how: str = ""
    made: int = 0

    def key(self, *, extractable: bool = False, trusted: bool = False) -> Handle:
        """A throwaway session key."""
        self.made += 1
        return self.session.generate_ec(self.label, session=True, extractable=extractable, wrap_with_trusted=trusted)

    @property
    def label(self) -> str:
        """What the last throwaway key is called."""
        return f"{LABEL} {self.made}"


def refuses(act: Callable[[], object], otherwise: str) -> str:
    """That the token refuses ``act``, in its own words.

    Raises:
        Failed: it did it.
    """
    try:
        act()
    except TokenGone:
        raise
    except TokenTrouble as refusal:
        return str(refusal)
    raise Failed(otherwise)


# 1 to 3: what it must do


def _random(bench: Bench) -> str:
    one, other = bench.session.random(WRAPPING_KEY_BYTES), bench.session.random(WRAPPING_KEY_BYTES)
    if one == other or one == Secret(bytes(WRAPPING_KEY_BYTES)):
        raise Failed("The token's random bytes repeat.")
    return f"{WRAPPING_KEY_BYTES} bytes, and {WRAPPING_KEY_BYTES} others"


def _attributes(bench: Bench) -> str:
    key = bench.key()
    try:
        found = bench.session.attributes(key)
    finally:
        bench.session.destroy(key)
    wrong = [name for name, is_right in _wanted(found) if not is_right]
    if wrong:
        raise Failed(f"The new key is not as it was asked for: {', '.join(wrong)}.")
    return "sensitive, private, never extractable, made on the token, signs only"


def _wanted(found: KeyAttributes) -> tuple[tuple[str, bool], ...]:
    """What a new key that stays must be. What a token doesn't know (None) it can't have said wrongly."""
    return (
        ("not sensitive", found.sensitive is True),
        ("extractable", found.extractable is False),
        ("not private", found.private),
        ("not always sensitive", found.always_sensitive is not False),
        ("not never extractable", found.never_extractable is not False),
        ("not local", found.local is not False),
        (f"for {', '.join(found.usages) or 'nothing'}", found.usages == ("sign",)),
    )


def _signs(bench: Bench) -> str:
    key = bench.key()
    try:
        _check_signature(bench.session, key, bench.session.public_key(key))
    finally:
        bench.session.destroy(key)
    return "The signature on a digest verifies outside the token"


def _check_signature(session: Session, key: Handle, public: bytes) -> None:
    digest = session.random(DIGEST_BYTES).reveal()
    signature = session.sign(key, digest)
    half = SIGNATURE_BYTES // 2
    der = utils.encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
    known = serialization.load_der_public_key(public)
    try:
        if not isinstance(known, ec.EllipticCurvePublicKey):
            raise Failed("The public key is no EC key.")
        known.verify(der, digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    except InvalidSignature:
        raise Failed("The key's signature doesn't verify under its public key.") from None


# 4 to 7: a key that stays


def _not_wrapped(bench: Bench) -> str:
    _import(bench)
    key = bench.key()
    try:
        name = bench.session.wrap_by_any(bench.wrapping, key)
    except TokenRefused as refusal:
        return str(refusal)
    finally:
        bench.session.destroy(key)
    raise Failed(f"A key that isn't extractable was wrapped all the same (by {name}): it can leave the token.")


def _import(bench: Bench) -> None:
    """The wrapping key of the bench, whose value the probe knows."""
    if not bench.how:
        bench.value = bench.session.random(WRAPPING_KEY_BYTES)
        bench.wrapping, bench.how = bench.session.import_wrapping_key(f"{LABEL} wrapping", bench.value)


def _not_read(bench: Bench) -> str:
    key = bench.key()
    try:
        return refuses(lambda: bench.session.read_value(key), "The private key's value was read in clear.")
    finally:
        bench.session.destroy(key)


def _not_weakened(bench: Bench) -> str:
    return "; ".join((_kept(bench, "sensitive", value=False), _kept(bench, "extractable", value=True)))


def _kept(bench: Bench, flag: Flag, *, value: bool) -> str:
    key = bench.key()
    try:
        bench.session.set_flag(key, flag, value=value)
        if getattr(bench.session.attributes(key), flag) == value:
            raise Failed(f"The key's attribute {flag} was set to {str(value).lower()}.")
    except TokenGone:
        raise
    except TokenTrouble as refusal:
        return str(refusal)
    finally:
        bench.session.destroy(key)
    return f"{flag} stayed as it was, though the token said it was set"


def _not_weakened_by_copying(bench: Bench) -> str:
    return "; ".join(
        (
            _copied_as_strong(bench, sensitive=False, extractable=False),
            _copied_as_strong(bench, sensitive=True, extractable=True),
        )
    )


def _copied_as_strong(bench: Bench, *, sensitive: bool, extractable: bool) -> str:
    key = bench.key()
    try:
        copy = bench.session.copy(key, f"{LABEL} copy", sensitive=sensitive, extractable=extractable)
        found = bench.session.attributes(copy)
        bench.session.destroy(copy)
    except TokenGone:
        raise
    except TokenTrouble as refusal:
        return str(refusal)
    finally:
        bench.session.destroy(key)
    if found.sensitive is False or found.extractable:
        raise Failed("A copy of the key was made that is weaker than the key.")
    return "The copy was as strong as the key, whatever was asked"


# 8 to 12: wrapping


def _only_wraps(bench: Bench) -> str:
    _import(bench)
    usages = bench.session.attributes(bench.wrapping).usages
    if usages != ("wrap", "unwrap"):
        raise Failed(f"The wrapping key is for {', '.join(usages) or 'nothing'}, not for wrapping and unwrapping only.")
    refusal = refuses(
        lambda: bench.session.decrypt_block(bench.wrapping, bytes(BLOCK_BYTES)),
        "The wrapping key deciphered a block: what it wraps can be read.",
    )
    return f"brought in: {bench.how}; {refusal}"


def _wrap_format(bench: Bench) -> str:
    _import(bench)
    key = bench.key(extractable=True)
    try:
        public, blob = bench.session.public_key(key), bench.session.wrap(bench.wrapping, key)
    finally:
        bench.session.destroy(key)
    try:
        inside = keywrap.aes_key_unwrap_with_padding(bench.value.reveal(), blob)
    except keywrap.InvalidUnwrap:
        raise Failed(f"What the token wraps is not in the format of {WRAP_FORMAT}.") from None
    length = der_length(inside)
    try:
        made = serialization.load_der_private_key(inside[:length], None)
    except (ValueError, TypeError):
        raise Failed("What the token wraps is no PKCS #8.") from None
    if _public_der(made.public_key()) != public:
        raise Failed("What the token wraps is another key.")
    return f"{len(blob)} bytes, opened outside the token; {len(inside) - length} trailing zeros after the DER"


def _public_der(public: object) -> bytes:
    if not isinstance(public, ec.EllipticCurvePublicKey):
        return b""
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _wrapped(bench: Bench) -> tuple[bytes, bytes]:
    """A throwaway key's blob and its public key."""
    _import(bench)
    key = bench.key(extractable=True)
    try:
        return bench.session.wrap(bench.wrapping, key), bench.session.public_key(key)
    finally:
        bench.session.destroy(key)


def _unwrapped_stays(bench: Bench) -> str:
    blob, public = _wrapped(bench)
    key = bench.session.unwrap(bench.wrapping, blob, f"{LABEL} unwrapped", public=public)
    try:
        _check_signature(bench.session, key, public)
        unread = refuses(lambda: bench.session.read_value(key), "The unwrapped key's value was read in clear.")
        rewrapped = "The unwrapped key was wrapped again: it can leave the token."
        unwrapped = refuses(lambda: bench.session.wrap_by_any(bench.wrapping, key), rewrapped)
    finally:
        bench.session.destroy(key)
    return f"It signs; {unread}; {unwrapped}"


def _changed_is_refused(bench: Bench) -> str:
    blob, public = _wrapped(bench)
    last = blob[:-1] + bytes([blob[-1] ^ 1])
    first = bytes([blob[0] ^ 1]) + blob[1:]
    refusals = [
        refuses(
            lambda changed=changed: bench.session.unwrap(bench.wrapping, changed, f"{LABEL} changed", public=public),  # type: ignore[misc]
            "A blob with one changed bit, or cut short, was unwrapped.",
        )
        for changed in (last, first, blob[:-8])
    ]
    return refusals[0]


def _waits_for_trusted(bench: Bench) -> str:
    _import(bench)
    try:
        key = bench.key(extractable=True, trusted=True)
    except TokenTrouble as refusal:
        raise NotSupported(str(refusal)) from None
    try:
        if not bench.session.attributes(key).wrap_with_trusted:
            raise NotSupported("The token doesn't keep the attribute.")
        otherwise = "A key that only a trusted key may wrap was wrapped by one that isn't trusted."
        return refuses(lambda: bench.session.wrap_by_any(bench.wrapping, key), otherwise)
    finally:
        bench.session.destroy(key)


# 13 to 16: gone, and unseen


def _destroyed_is_gone(bench: Bench) -> str:
    key = bench.key()
    bench.session.destroy(key)
    if any(one.label == bench.label for one in bench.session.objects()):
        raise Failed("A destroyed key is still listed.")
    return refuses(lambda: bench.session.sign(key, bytes(DIGEST_BYTES)), "A destroyed key still signs.")


TRIALS: tuple[tuple[str, str, Callable[[Bench], str]], ...] = (
    ("randomness", "drew random bytes twice", _random),
    ("attributes", "made a key that stays, and read its attributes back", _attributes),
    ("signature", "signed a digest, and verified it outside", _signs),
    ("not wrapped", "tried every mechanism to wrap a key that isn't extractable", _not_wrapped),
    ("not read", "tried to read a private key's value", _not_read),
    ("not weakened", "tried to set sensitive to false, and extractable to true", _not_weakened),
    ("no weaker copy", "tried to copy a key as not sensitive, and as extractable", _not_weakened_by_copying),
    ("wrapping key", "tried to decipher a block with a wrapping key", _only_wraps),
    (WRAPS, f"wrapped a key, and opened it outside by {WRAP_FORMAT}", _wrap_format),
    ("unwrapped key", "unwrapped a key, signed, and tried to read it and to wrap it again", _unwrapped_stays),
    ("changed blob", "tried to unwrap a blob with a changed bit, and one cut short", _changed_is_refused),
    ("trusted only", "tried to wrap a WRAP_WITH_TRUSTED key with a key that isn't trusted", _waits_for_trusted),
    ("destroyed key", "destroyed a key, and tried to sign with it", _destroyed_is_gone),
)
"""Each check's name, what is tried, and how."""
