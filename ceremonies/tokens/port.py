"""The token port: what the strong room asks of a token, whatever kind it is.

Two implementations stand in ``app/strongroom/tokens``: PKCS#11, and the software token of rehearsals. Tokens are
addressed by label and serial number, never by slot. A session object is gone when its session closes. Whatever a token
can't or won't do is raised as one of the sentences in ``ceremonies/errors.py``: ``TokenGone``, ``TokenRefused``,
``TokenCannot``, ``TokenFull``, ``PinLocked``, ``WrongPin`` and ``BadModule``.

Sources: PKCS #11 v2.40 (attributes, session and token objects), RFC 5649 (the wrap format), FIPS 186-4 (P-256).
"""

from collections.abc import Sequence
from typing import Literal, NewType, Protocol, Self

import msgspec

from ceremonies.secret import Secret

Handle = NewType("Handle", int)
"""Names one object within one session; means nothing outside it."""

TokenKind = Literal["pkcs11", "software"]
KeyClass = Literal["private", "public", "secret", "data", "other"]
Usage = Literal["sign", "verify", "encrypt", "decrypt", "wrap", "unwrap", "derive"]
Flag = Literal["sensitive", "extractable"]
Who = Literal["user", "SO"]
"""Whose PIN: the token's user, or its Security Officer."""

DIGEST_BYTES = 32
SIGNATURE_BYTES = 64
BLOCK_BYTES = 16
"""Bytes of one AES block."""
WRAP_FORMAT = "RFC 5649"
"""The one format a wrapped key leaves a token in, whatever number its mechanism has there (rule WRAP-PORTABLE)."""


class TokenInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a token says of itself.

    Attributes:
        kind: "pkcs11" or "software".
        module: the file the token was reached through; for the software token its own file.
        label: the name it was initialised with; empty before that.
        serial: the maker's, with the label what addresses it.
        hardware: whether its slot claims to be hardware (CKF_HW_SLOT).
        flags: what it says of its state: "not initialised", "no login" (it wants no PIN), "no user PIN",
            "user PIN count low", "user PIN final try", "user PIN locked", the same for "SO PIN", and "write protected".
    """

    kind: TokenKind
    module: str
    label: str
    serial: str
    manufacturer: str
    model: str
    hardware: bool
    flags: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Label and serial, as a sentence names the token."""
        return f"{self.label or 'a token without a label'} (serial {self.serial or 'none'})"


class KeyAttributes(msgspec.Struct, frozen=True, kw_only=True):
    """A key's attributes as the token gives them back, never as they were asked for.

    None: the token doesn't know the attribute for this object.

    Attributes:
        key_type: "EC", "AES", "RSA" or the token's own number.
        token: True for an object that outlives its session.
        private: seen only after login.
        local: made on this token.
        usages: those that are on, in the order of ``Usage``.
    """

    label: str
    key_class: KeyClass
    key_type: str
    token: bool
    private: bool
    sensitive: bool | None = None
    always_sensitive: bool | None = None
    extractable: bool | None = None
    never_extractable: bool | None = None
    local: bool | None = None
    trusted: bool | None = None
    wrap_with_trusted: bool | None = None
    modifiable: bool | None = None
    usages: tuple[Usage, ...] = ()


class ObjectInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One object that a session can see."""

    handle: Handle
    key_class: KeyClass
    label: str
    token: bool
    private: bool


class Session(Protocol):
    """One session with one token, logged in unless it was opened without a PIN.

    A context manager; closing it takes its session objects with it.
    """

    @property
    def info(self) -> TokenInfo:
        """The token as it described itself when the session was opened."""
        ...

    def random(self, count: int) -> Secret:
        """``count`` bytes from the token's own generator."""
        ...

    # Keys

    def generate_ec(self, label: str, *, session: bool, extractable: bool, wrap_with_trusted: bool = False) -> Handle:
        """A new P-256 key pair that only signs: sensitive, private; the private key's handle.

        Args:
            label: not yet used on the token.
            session: True: gone with the session; False: stays on the token.
            extractable: whether it may be wrapped.
            wrap_with_trusted: ask that only a trusted key may wrap it (CKA_WRAP_WITH_TRUSTED).

        Raises:
            TokenRefused: the label is in use, or the token says no.
        """
        ...

    def import_wrapping_key(self, label: str, value: Secret) -> tuple[Handle, str]:
        """An AES session key that only wraps and unwraps, and how it came in (rule WRAP-ORIGIN).

        "RSA-OAEP": sealed for a key of the token's own; "C_CreateObject": as it is, where the token can't unseal.

        Args:
            label: not yet used on the token.
            value: 16 or 32 bytes.
        """
        ...

    def import_trusted_wrapping_key(self, label: str, value: Secret, *, pin: Secret, so_pin: Secret) -> Handle:
        """A wrapping key that the Security Officer marks as trusted (CKA_TRUSTED), so that it wraps guarded keys.

        The session logs out, in as the Security Officer, and in again: ask for it before anything else is made in it.

        Args:
            label: not yet used on the token.
            value: 16 or 32 bytes.
            pin: the user's, with which the session was opened.
            so_pin: the Security Officer's.

        Raises:
            TokenCannot: the token knows no trusted keys.
        """
        ...

    def wrap(self, wrapping: Handle, key: Handle) -> bytes:
        """``key``'s PKCS #8 under ``wrapping``, in the format of RFC 5649.

        Some tokens wrap trailing zeros along with the PKCS #8: what is inside ends where its DER ends.

        Raises:
            TokenRefused: the key may not be wrapped.
            TokenCannot: the token has no mechanism that gives this format.
        """
        ...

    def unwrap(
        self, wrapping: Handle, blob: bytes, label: str, *, extractable: bool = False, public: bytes = b""
    ) -> Handle:
        """The wrapped EC key as a sensitive session object that signs.

        Args:
            wrapping: what ``import_wrapping_key`` gave.
            blob: what ``wrap`` gave, here or on another token.
            label: not yet used on the token.
            extractable: only for re-sharing (rule RESHARE-NEW-WRAP).
            public: its public key (SubjectPublicKeyInfo, DER), where it is known. Some tokens want it; a signature
                must then agree with it.

        Raises:
            TokenRefused: a changed blob, another wrapping key, or another key than ``public``.
        """
        ...

    def sign(self, key: Handle, digest: bytes) -> bytes:
        """The ECDSA signature on a SHA-256 digest of 32 bytes: r and s, 32 bytes each."""
        ...

    def sign_many(self, key: Handle, digests: Sequence[bytes]) -> list[bytes]:
        """One signature a digest, in order."""
        ...

    def public_key(self, key: Handle) -> bytes:
        """The public key of an EC private key (SubjectPublicKeyInfo, DER).

        Raises:
            TokenCannot: neither the token nor the session knows it (an unwrapped key without ``public``).
        """
        ...

    def attributes(self, key: Handle) -> KeyAttributes:
        """What the token says of the key now."""
        ...

    def destroy(self, key: Handle) -> None:
        """Destroy the object, and with a private key the public one of its pair."""
        ...

    # Objects

    def objects(self) -> tuple[ObjectInfo, ...]:
        """Every object this session can see."""
        ...

    def find(self, label: str, key_class: KeyClass = "private") -> Handle:
        """The one object of that class and label.

        Raises:
            TokenRefused: there is none, or there are several.
        """
        ...

    def put_private(self, label: str, value: Secret) -> None:
        """Keep ``value`` on the token as data that is seen only after login: the carrier of a share.

        Raises:
            TokenRefused: the label is in use.
            TokenFull: there is no room left.
        """
        ...

    def take_private(self, label: str) -> Secret:
        """What ``put_private`` kept; it stays there.

        Raises:
            TokenRefused: there is none.
        """
        ...

    def remove_private(self, label: str) -> None:
        """Destroy what ``put_private`` kept.

        Raises:
            TokenRefused: there is none.
        """
        ...

    def put_marker(self, label: str, value: bytes) -> None:
        """Keep ``value`` on the token as data that anybody may read, even without login."""
        ...

    def read_marker(self, label: str) -> bytes | None:
        """What ``put_marker`` kept; None if there is none."""
        ...

    # What must not work: asked for by the probe alone

    def read_value(self, key: Handle) -> Secret:
        """The key's value in clear. Every token worth its name refuses.

        Raises:
            TokenRefused: as it should be.
        """
        ...

    def set_flag(self, key: Handle, flag: Flag, *, value: bool) -> None:
        """Change one attribute of a key; making a key weaker must be refused.

        Raises:
            TokenRefused: as it should be.
        """
        ...

    def copy(self, key: Handle, label: str, *, sensitive: bool, extractable: bool) -> Handle:
        """A copy of a key as a session object with these attributes; a weaker copy must be refused.

        Raises:
            TokenRefused: as it should be.
        """
        ...

    def decrypt_block(self, key: Handle, block: bytes) -> bytes:
        """One AES block of 16 bytes, deciphered with ``key``; with a wrapping key this must be refused.

        Raises:
            TokenRefused: as it should be.
        """
        ...

    def wrap_by_any(self, wrapping: Handle, key: Handle) -> str:
        """Wrap ``key`` by whatever mechanism does it; that mechanism's name. A key that isn't extractable never is.

        Raises:
            TokenRefused: as it should be: every mechanism refused.
        """
        ...

    def close(self) -> None:
        """End the session; its session objects are gone. May be called twice."""
        ...

    def __enter__(self) -> Self:
        """The session itself."""
        ...

    def __exit__(self, *exc: object) -> None:
        """Close."""
        ...


class TokenStore(Protocol):
    """The tokens that can be reached through one module, or the one software token."""

    def tokens(self) -> tuple[TokenInfo, ...]:
        """Every token that is plugged in now.

        Raises:
            BadModule: the module can't be loaded.
        """
        ...

    def open(self, label: str, serial: str, pin: Secret | None, *, write: bool = True) -> Session:
        """A session with the one token of that label and serial; a token has one at a time.

        Args:
            label: as it was initialised.
            serial: as the token says it.
            pin: the user's; None opens it without login, which sees public objects only.
            write: whether objects may be made on the token or destroyed there.

        Raises:
            TokenGone: no such token is plugged in.
            WrongPin: the PIN doesn't fit; the sentence says what the token admits about tries left.
            PinLocked: the token takes no more PINs.
        """
        ...

    def initialise(self, label: str, serial: str, *, new_label: str, so_pin: Secret, pin: Secret) -> TokenInfo:
        """Make the token new: everything on it is destroyed, and it gets a label, an SO PIN and a user PIN.

        Args:
            label: what it is called now; empty for one that was never initialised.
            serial: its serial; some software tokens get another one here, so read the answer.
            new_label: 1 to 32 characters, not yet that of another token here.
            so_pin: the Security Officer's: the one it has, or, for a new token, the one it gets.
            pin: the one the user gets.

        Raises:
            WrongPin: the token is initialised and the SO PIN is another.
        """
        ...

    def change_pin(self, label: str, serial: str, *, old: Secret, new: Secret, who: Who = "user") -> None:
        """Change a PIN.

        Raises:
            WrongPin: ``old`` doesn't fit.
        """
        ...

    def zeroise(self, label: str, serial: str, *, so_pin: Secret) -> TokenInfo:
        """Destroy every object and the user's PIN; the token keeps its label. What it then says of itself.

        Raises:
            WrongPin: the SO PIN doesn't fit.
        """
        ...
