"""A session with a software token. What each method does is said in the port.

Every refusal that the probe looks for is made here in code; the memory of this process is all that protects the keys.
"""

from collections.abc import Callable, Sequence
from typing import Self

from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.asymmetric import ec, utils

from app.strongroom.tokens import p256
from app.strongroom.tokens.software_file import Stored, TokenFile
from app.strongroom.tokens.software_objects import Held, from_stored
from ceremonies.errors import Misuse, TokenCannot, TokenFull, TokenGone, TokenRefused
from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.tokens.port import (
    BLOCK_BYTES,
    DIGEST_BYTES,
    Flag,
    Handle,
    KeyAttributes,
    KeyClass,
    ObjectInfo,
    TokenInfo,
    Usage,
)

CAME_IN = "C_CreateObject"
"""How a wrapping key comes onto a software token: as it is, without a seal."""
_MARK_BYTES = 8
_KEY_BYTES = (16, 32)
_ONLY_WRAPS: tuple[Usage, ...] = ("wrap", "unwrap")


class SoftwareSession:
    """One session, logged in or not; implements the port's ``Session``."""

    def __init__(
        self,
        file: TokenFile,
        info: TokenInfo,
        key: Secret | None,
        *,
        entropy: Entropy,
        room: int,
        write: bool,
        closed: Callable[[], None],
    ) -> None:
        """Begin a session.

        Args:
            file: the token's.
            info: the token as it described itself.
            key: what the user's PIN opened; None without login.
            entropy: gives keys and marks.
            room: bytes of objects that the token holds.
            write: whether objects may be made on the token or destroyed there.
            closed: is told when the session has ended.
        """
        self._file = file
        self._info = info
        self._key = key
        self._entropy = entropy
        self._room = room
        self._write = write
        self._closed: Callable[[], None] | None = closed
        contents = file.read()
        stored = contents.open if key is None else file.objects(contents, key)
        self._held: dict[Handle, Held] = {Handle(at): from_stored(one) for at, one in enumerate(stored, 1)}
        self._last = len(self._held)

    @property
    def info(self) -> TokenInfo:
        """See the port."""
        return self._info

    def random(self, count: int) -> Secret:
        """See the port."""
        self._check_there("give random bytes")
        return Secret(self._entropy.take(count))

    # Keys

    def generate_ec(self, label: str, *, session: bool, extractable: bool, wrap_with_trusted: bool = False) -> Handle:
        """See the port."""
        self._check_login(f"make the key {label}")
        self._check_free(label)
        private = ec.generate_private_key(ec.SECP256R1())
        mark = self._entropy.take(_MARK_BYTES)
        made = Held(
            key_class="private",
            label=label,
            value=Secret(p256.to_pkcs8(private)),
            token=not session,
            private=True,
            mark=mark,
            extractable=extractable,
            local=True,
            wrap_with_trusted=wrap_with_trusted,
            usages=("sign",),
        )
        half = Held(
            key_class="public",
            label=label,
            value=Secret(p256.spki_of(private.public_key())),
            token=not session,
            private=False,
            mark=mark,
            local=True,
            usages=("verify",),
        )
        return self._keep(made, half)

    def import_wrapping_key(self, label: str, value: Secret) -> tuple[Handle, str]:
        """See the port."""
        return self._import(label, value, trusted=False), CAME_IN

    def import_trusted_wrapping_key(self, label: str, value: Secret, *, pin: Secret, so_pin: Secret) -> Handle:
        """See the port."""
        self._file.check_officer(self._file.read(), so_pin)
        self._file.data_key(self._file.read(), pin)
        return self._import(label, value, trusted=True)

    def wrap(self, wrapping: Handle, key: Handle) -> bytes:
        """See the port."""
        self._check_login("wrap a key")
        by, inside = self._wrapping_key(wrapping), self._object(key)
        if inside.key_class != "private" or not inside.extractable:
            raise self._refusal("wrap this key", "the key isn't extractable")
        if inside.wrap_with_trusted and not by.trusted:
            raise self._refusal("wrap this key", "the key may not be wrapped by this one")
        return keywrap.aes_key_wrap_with_padding(by.value.reveal(), inside.value.reveal())

    def unwrap(
        self, wrapping: Handle, blob: bytes, label: str, *, extractable: bool = False, public: bytes = b""
    ) -> Handle:
        """See the port."""
        self._check_login("unwrap a key")
        self._check_free(label)
        by = self._wrapping_key(wrapping)
        try:
            private = p256.load_pkcs8(keywrap.aes_key_unwrap_with_padding(by.value.reveal(), blob))
        except (keywrap.InvalidUnwrap, ValueError):
            raise self._refusal("unwrap the key", "it was changed, or belongs to another wrapping key") from None
        if public and p256.spki_of(private.public_key()) != public:
            raise TokenRefused("What was unwrapped is another key than the one that is meant. Check blob and record.")
        return self._keep(
            Held(
                key_class="private",
                label=label,
                value=Secret(p256.to_pkcs8(private)),
                token=False,
                private=True,
                extractable=extractable,
                usages=("sign",),
            )
        )

    def sign(self, key: Handle, digest: bytes) -> bytes:
        """See the port."""
        return self.sign_many(key, (digest,))[0]

    def sign_many(self, key: Handle, digests: Sequence[bytes]) -> list[bytes]:
        """See the port."""
        if any(len(one) != DIGEST_BYTES for one in digests):
            raise Misuse(f"A digest has {DIGEST_BYTES} bytes.")
        self._check_login("sign")
        held = self._object(key)
        if "sign" not in held.usages:
            raise self._refusal("sign", "the key isn't for signing")
        private = p256.load_pkcs8(held.value.reveal())
        how = ec.ECDSA(utils.Prehashed(hashes.SHA256()))
        return [p256.to_raw_signature(private.sign(digest, how)) for digest in digests]

    def public_key(self, key: Handle) -> bytes:
        """See the port."""
        self._check_there("show the public key")
        held = self._object(key)
        if held.key_class != "private":
            raise TokenCannot(f"{self._info.name} can't show a public key of what is no private key.")
        return p256.spki_of(p256.load_pkcs8(held.value.reveal()).public_key())

    def attributes(self, key: Handle) -> KeyAttributes:
        """See the port."""
        self._check_there("show a key's attributes")
        return self._object(key).attributes()

    def destroy(self, key: Handle) -> None:
        """See the port."""
        held = self._object(key)
        half = {at for at, one in self._held.items() if held.mark and one.mark == held.mark and not one.private}
        left = {at: one for at, one in self._held.items() if at != key and at not in half}
        self._replace(left, "destroy the object", changed=held.token)

    # Objects

    def objects(self) -> tuple[ObjectInfo, ...]:
        """See the port."""
        self._check_there("list what is on it")
        return tuple(
            ObjectInfo(handle=at, key_class=one.key_class, label=one.label, token=one.token, private=one.private)
            for at, one in self._held.items()
        )

    def find(self, label: str, key_class: KeyClass = "private") -> Handle:
        """See the port."""
        for one in self.objects():
            if (one.label, one.key_class) == (label, key_class):
                return one.handle
        raise TokenRefused(f"{self._info.name} holds nothing called {label}. Check which token is plugged in.")

    def put_private(self, label: str, value: Secret) -> None:
        """See the port."""
        self._check_login(f"keep {label}")
        self._put_data(label, value, private=True)

    def take_private(self, label: str) -> Secret:
        """See the port."""
        return self._object(self.find(label, "data")).value

    def remove_private(self, label: str) -> None:
        """See the port."""
        self.destroy(self.find(label, "data"))

    def put_marker(self, label: str, value: bytes) -> None:
        """See the port."""
        self._check_login("keep a mark")
        self._put_data(label, Secret(value), private=False)

    def read_marker(self, label: str) -> bytes | None:
        """See the port."""
        found = [one for one in self.objects() if (one.label, one.key_class, one.private) == (label, "data", False)]
        return self._held[found[0].handle].value.reveal() if found else None

    # What must not work

    def read_value(self, key: Handle) -> Secret:
        """See the port."""
        held = self._object(key)
        if held.key_class in ("private", "secret"):
            raise self._refusal("show a key's value", "the value is sensitive")
        return held.value

    def set_flag(self, key: Handle, flag: Flag, *, value: bool) -> None:
        """See the port."""
        self._object(key)
        raise self._refusal(f"set {flag} to {str(value).lower()}", "the attribute can't be set")

    def copy(self, key: Handle, label: str, *, sensitive: bool, extractable: bool) -> Handle:
        """See the port."""
        held = self._object(key)
        raise self._refusal(
            f"copy {held.label} to {label}",
            "no key is copied, weaker or not" if sensitive and not extractable else "the copy would be weaker",
        )

    def decrypt_block(self, key: Handle, block: bytes) -> bytes:
        """See the port."""
        if len(block) != BLOCK_BYTES:
            raise Misuse(f"A block has {BLOCK_BYTES} bytes.")
        self._object(key)
        raise self._refusal("decipher a block with this key", "the key isn't for that")

    def wrap_by_any(self, wrapping: Handle, key: Handle) -> str:
        """See the port."""
        self.wrap(wrapping, key)
        return "RFC 5649"

    # The session

    def close(self) -> None:
        """See the port."""
        if self._closed is None:
            return
        closed, self._closed = self._closed, None
        self._held.clear()
        self._key = None
        closed()

    def __enter__(self) -> Self:
        """See the port."""
        return self

    def __exit__(self, *exc: object) -> None:
        """See the port."""
        self.close()

    def _import(self, label: str, value: Secret, *, trusted: bool) -> Handle:
        self._check_login("take in a wrapping key")
        self._check_free(label)
        if len(value.reveal()) not in _KEY_BYTES:
            raise Misuse("A wrapping key has 16 or 32 bytes.")
        return self._keep(
            Held(
                key_class="secret",
                label=label,
                value=value,
                token=False,
                private=not trusted,
                trusted=trusted,
                usages=_ONLY_WRAPS,
            )
        )

    def _put_data(self, label: str, value: Secret, *, private: bool) -> None:
        self._check_free(label)
        self._keep(Held(key_class="data", label=label, value=value, token=True, private=private))

    def _keep(self, *made: Held) -> Handle:
        first = Handle(self._last + 1)
        wanted = {**self._held, **{Handle(self._last + at): one for at, one in enumerate(made, 1)}}
        self._replace(wanted, "keep an object", changed=made[0].token)
        self._last += len(made)
        return first

    def _replace(self, wanted: dict[Handle, Held], doing: str, *, changed: bool) -> None:
        """Take over these objects; those that stay on the token are on the medium first.

        Raises:
            TokenFull: they don't fit.
            TokenRefused: the session only reads.
        """
        self._check_login(doing)
        if changed:
            self._store(tuple(one.to_stored() for one in wanted.values() if one.token), doing)
        self._held = wanted

    def _store(self, stored: tuple[Stored, ...], doing: str) -> None:
        if not self._write or self._key is None:
            raise self._refusal(doing, "the session only reads")
        if sum(len(one.value) for one in stored) > self._room:
            raise TokenFull(
                f"{self._info.name} is full and can't {doing}. Destroy what is no longer needed on it, or use another."
            )
        self._file.keep(self._file.read(), self._key, stored)

    def _object(self, handle: Handle) -> Held:
        self._check_there("use an object")
        try:
            return self._held[handle]
        except KeyError:
            raise TokenRefused(f"{self._info.name} has no such object any more.") from None

    def _wrapping_key(self, handle: Handle) -> Held:
        held = self._object(handle)
        if held.usages != _ONLY_WRAPS:
            raise self._refusal("wrap or unwrap with this key", "the key isn't for that")
        return held

    def _check_free(self, label: str) -> None:
        if any(one.label == label for one in self._held.values()):
            raise TokenRefused(f"{self._info.name} holds something called {label} already. Choose another name.")

    def _check_login(self, doing: str) -> None:
        self._check_there(doing)
        if self._key is None:
            raise TokenRefused(f"{self._info.name} wants a PIN before it does this: {doing}.")

    def _check_there(self, doing: str) -> None:
        """The session lasts, and the token's file is still there: taking it away is pulling the token out."""
        if self._closed is None:
            raise TokenRefused(f"The session with {self._info.name} has ended.")
        if not self._file.path.exists():
            raise TokenGone(
                f"{self._info.name} is gone: it couldn't {doing}. Plug it in again; what was not acknowledged didn't "
                "happen."
            )

    def _refusal(self, doing: str, reason: str) -> TokenRefused:
        return TokenRefused(f"{self._info.name} refused to {doing} ({reason}).")
