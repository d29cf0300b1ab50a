"""What a software token holds in memory: session objects, and those of its file while a session lasts."""

import msgspec

from app.strongroom.tokens.software_file import Stored
from ceremonies.secret import Secret
from ceremonies.tokens.port import KeyAttributes, KeyClass, Usage


class Held(msgspec.Struct, kw_only=True):
    """One object.

    Attributes:
        value: a private key's PKCS #8, an AES key's bytes, a public key's SubjectPublicKeyInfo, or the data.
        mark: common to the halves of a key pair.
        local: made here, not brought in.
    """

    key_class: KeyClass
    label: str
    value: Secret
    token: bool
    private: bool
    mark: bytes = b""
    extractable: bool = False
    local: bool = False
    trusted: bool = False
    wrap_with_trusted: bool = False
    usages: tuple[Usage, ...] = ()

    def attributes(self) -> KeyAttributes:
        """As the port has them."""
        secret = self.key_class in ("private", "secret")
        return KeyAttributes(
            label=self.label,
            key_class=self.key_class,
            key_type={"secret": "AES", "data": "data"}.get(self.key_class, "EC"),
            token=self.token,
            private=self.private,
            sensitive=True if secret else None,
            always_sensitive=self.local if secret else None,
            extractable=self.extractable if secret else None,
            never_extractable=(self.local and not self.extractable) if secret else None,
            local=self.local,
            trusted=self.trusted if self.key_class == "secret" else None,
            wrap_with_trusted=self.wrap_with_trusted if secret else None,
            modifiable=False,
            usages=self.usages,
        )

    def to_stored(self) -> Stored:
        """As the token's file keeps it."""
        return Stored(
            key_class=self.key_class,
            label=self.label,
            value=self.value.reveal(),
            private=self.private,
            mark=self.mark,
        )


def from_stored(stored: Stored) -> Held:
    """An object of the token's file. Only keys that were made here, and may not leave, are kept there."""
    usages: dict[str, tuple[Usage, ...]] = {"private": ("sign",), "public": ("verify",)}
    return Held(
        key_class=stored.key_class,
        label=stored.label,
        value=Secret(stored.value),
        token=True,
        private=stored.private,
        mark=stored.mark,
        local=stored.key_class in usages,
        usages=usages.get(stored.key_class, ()),
    )
