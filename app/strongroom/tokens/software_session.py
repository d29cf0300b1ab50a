"""A session with a software token: its keys, and what a token must refuse. What each method does is said in the port.

Every refusal that the probe looks for is made here in code; the memory of this process is all that protects the keys.
"""

from collections.abc import Sequence

from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.asymmetric import ec, utils

from app.strongroom.tokens import p256
from app.strongroom.tokens.software_holding import SoftwareHolding
from app.strongroom.tokens.software_objects import Held
from ceremonies.errors import Misuse, TokenCannot, TokenRefused
from ceremonies.secret import Secret
from ceremonies.tokens.port import BLOCK_BYTES, DIGEST_BYTES, Flag, Handle, Usage

CAME_IN = "C_CreateObject"
"""How a wrapping key comes onto a software token: as it is, without a seal."""
_MARK_BYTES = 8
_KEY_BYTES = (16, 32)
_ONLY_WRAPS: tuple[Usage, ...] = ("wrap", "unwrap")


class SoftwareSession(SoftwareHolding):
    """One session; implements the port's ``Session``."""

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

    def _wrapping_key(self, handle: Handle) -> Held:
        held = self._object(handle)
        if held.usages != _ONLY_WRAPS:
            raise self._refusal("wrap or unwrap with this key", "the key isn't for that")
        return held
