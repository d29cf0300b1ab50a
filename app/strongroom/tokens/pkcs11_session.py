"""A session with a PKCS #11 token, with what only the probe asks for: the things that a token must refuse."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pkcs11 import Attribute, Mechanism, _pkcs11, exceptions

from app.strongroom.tokens.answers import as_sentences, sentence
from app.strongroom.tokens.formats import ANY, parameter_of
from app.strongroom.tokens.pkcs11_keys import Pkcs11Keys
from ceremonies.errors import Misuse
from ceremonies.secret import Secret
from ceremonies.tokens.port import BLOCK_BYTES, Flag, Handle

_FLAGS: Mapping[Flag, Attribute] = MappingProxyType(
    {"sensitive": Attribute.SENSITIVE, "extractable": Attribute.EXTRACTABLE}
)


class _Decipherer(_pkcs11.SecretKey, _pkcs11.DecryptMixin, _pkcs11.Object):  # type: ignore[name-defined,misc]
    """A key that is asked to decipher although it says it doesn't: python-pkcs11 wouldn't even ask the token."""


class Pkcs11Session(Pkcs11Keys):
    """One session; implements the port's ``Session``."""

    def read_value(self, key: Handle) -> Secret:
        """See the port."""
        with as_sentences(self._info, "show a key's value"):
            return Secret(self._object(key)[Attribute.VALUE])

    def set_flag(self, key: Handle, flag: Flag, *, value: bool) -> None:
        """See the port."""
        with as_sentences(self._info, f"set {flag} to {str(value).lower()}"):
            self._object(key)[_FLAGS[flag]] = value

    def copy(self, key: Handle, label: str, *, sensitive: bool, extractable: bool) -> Handle:
        """See the port."""
        asked: dict[Attribute, Any] = {Attribute.LABEL: label, Attribute.TOKEN: False}
        if not sensitive:
            asked[Attribute.SENSITIVE] = False
        if extractable:
            asked[Attribute.EXTRACTABLE] = True
        weaker = "without sensitive" if not sensitive else "with extractable"
        with as_sentences(self._info, f"copy a key {weaker}"):
            return self._keep(self._object(key).copy(asked))

    def decrypt_block(self, key: Handle, block: bytes) -> bytes:
        """See the port."""
        if len(block) != BLOCK_BYTES:
            raise Misuse(f"A block has {BLOCK_BYTES} bytes.")
        with as_sentences(self._info, "decipher a block with this key"):
            return bytes(_Decipherer(self._object(key).wrapper).decrypt(block, mechanism=Mechanism.AES_ECB))

    def wrap_by_any(self, wrapping: Handle, key: Handle) -> str:
        """See the port."""
        refusals: list[exceptions.PKCS11Error] = []
        for mechanism in ANY:
            try:
                self._object(wrapping).wrap_key(
                    self._object(key), mechanism=mechanism, mechanism_param=parameter_of(mechanism)
                )
            except exceptions.PKCS11Error as error:
                refusals.append(error)
            else:
                return mechanism.name
        telling = (one for one in refusals if not isinstance(one, exceptions.MechanismInvalid))
        raise sentence(next(telling, refusals[0]), self._info, "wrap this key")
