"""A session with a PKCS #11 token: making, wrapping, unwrapping and signing. The port says what each method does.

Digests are signed by CKM_ECDSA, because not every token hashes (SoftHSM has no CKM_ECDSA_SHA256).
"""

from collections.abc import Sequence
from typing import Any

from pkcs11 import Attribute, KeyType, Mechanism, exceptions

from app.strongroom.tokens import formats, importing, p256, templates
from app.strongroom.tokens.answers import as_sentences
from app.strongroom.tokens.cryptoki import SECURITY_OFFICER, USER
from app.strongroom.tokens.pins import wrong_pin_sentence
from app.strongroom.tokens.pkcs11_objects import Pkcs11Objects
from ceremonies.errors import Misuse, TokenCannot, TokenRefused, WrongPin
from ceremonies.secret import Secret
from ceremonies.tokens.port import DIGEST_BYTES, WRAP_FORMAT, Handle

_ID_BITS = 64
_TRIAL = "keyroom trial"
_TRIAL_BYTES = 32
_ONLY_WRAPS = ("wrap", "unwrap")


class Pkcs11Keys(Pkcs11Objects):
    """One session and its keys."""

    _wraps_by: Mechanism | None = None
    _unwraps_by: Mechanism | None = None
    _tried: bool = False

    def generate_ec(self, label: str, *, session: bool, extractable: bool, wrap_with_trusted: bool = False) -> Handle:
        """See the port."""
        self._check_free(label)
        with as_sentences(self._info, f"make the key {label}"):
            public, private = self._generate(
                label,
                private=templates.private_half(extractable=extractable, trusted=wrap_with_trusted, token=not session),
                public=templates.public_half(token=not session),
            )
            spki = _spki(public)
        handle = self._keep(private)
        self._publics[handle] = spki
        return handle

    def import_wrapping_key(self, label: str, value: Secret) -> tuple[Handle, str]:
        """See the port."""
        self._check_free(label)
        with as_sentences(self._info, "take in a wrapping key"):
            found, how = importing.import_wrapping_key(self._session, label, value)
        return self._keep_if_it_only_wraps(found), how

    def import_trusted_wrapping_key(self, label: str, value: Secret, *, pin: Secret, so_pin: Secret) -> Handle:
        """See the port."""
        self._check_free(label)
        self._objects.clear()
        with as_sentences(self._info, "take in a trusted wrapping key"):
            self._module.log_out(self.number)
            try:
                found = self._created_by_officer(label, value, so_pin)
            finally:
                self._module.log_in(self.number, USER, pin)
        return self._keep_if_it_only_wraps(found)

    def wrap(self, wrapping: Handle, key: Handle) -> bytes:
        """See the port."""
        self._try_formats()
        if self._wraps_by is None:
            raise TokenCannot(f"{self._info.name} can't wrap a key in the format of {WRAP_FORMAT}.")
        with as_sentences(self._info, "wrap the key"):
            return bytes(self._object(wrapping).wrap_key(self._object(key), mechanism=self._wraps_by))

    def unwrap(
        self, wrapping: Handle, blob: bytes, label: str, *, extractable: bool = False, public: bytes = b""
    ) -> Handle:
        """See the port."""
        self._check_free(label)
        self._try_formats()
        if self._unwraps_by is None:
            raise TokenCannot(f"{self._info.name} can't unwrap a key from the format of {WRAP_FORMAT}.")
        with as_sentences(self._info, "unwrap the key: it was changed, or belongs to another wrapping key"):
            found = formats.unwrap(
                self._object(wrapping), blob, self._unwraps_by, public, label=label, extractable=extractable
            )
        handle = self._keep(found)
        if public:
            self._check_pair(handle, public)
        return handle

    def sign(self, key: Handle, digest: bytes) -> bytes:
        """See the port."""
        return self.sign_many(key, (digest,))[0]

    def sign_many(self, key: Handle, digests: Sequence[bytes]) -> list[bytes]:
        """See the port."""
        if any(len(one) != DIGEST_BYTES for one in digests):
            raise Misuse(f"A digest has {DIGEST_BYTES} bytes.")
        sign = getattr(self._object(key), "sign", None)
        if sign is None:
            raise TokenRefused(f"{self._info.name} refused to sign: the key isn't for signing.")
        with as_sentences(self._info, "sign"):
            return [sign(digest, mechanism=Mechanism.ECDSA) for digest in digests]

    def public_key(self, key: Handle) -> bytes:
        """See the port."""
        if key not in self._publics:
            with as_sentences(self._info, "show the public key"):
                half = self._public_half(self._object(key))
                if half is None:
                    raise TokenCannot(f"{self._info.name} doesn't know the public key.")
                self._publics[key] = _spki(half)
        return self._publics[key]

    def _created_by_officer(self, label: str, value: Secret, so_pin: Secret) -> Any:  # noqa: ANN401 - see below
        try:
            self._module.log_in(self.number, SECURITY_OFFICER, so_pin)
        except exceptions.PinIncorrect:
            raise WrongPin(wrong_pin_sentence(self._info, "SO")) from None
        try:
            return importing.create_trusted(self._session, label, value)
        finally:
            self._module.log_out(self.number)

    def _generate(self, label: str, *, private: templates.Template, public: templates.Template) -> tuple[Any, Any]:
        """A pair; its halves share a mark (CKA_ID) by which the one is found from the other."""
        return self._session.generate_keypair(
            KeyType.EC,
            mechanism=Mechanism.EC_KEY_PAIR_GEN,
            label=label,
            id=self._session.generate_random(_ID_BITS),
            store=private[Attribute.TOKEN],
            capabilities=0,
            public_template=public,
            private_template=private,
        )

    def _keep_if_it_only_wraps(self, found: Any) -> Handle:  # noqa: ANN401 - an object as python-pkcs11 has it
        """Keep a wrapping key whose attributes, read back, are those it must have (rule WRAP-ORIGIN).

        Raises:
            TokenRefused: they aren't; the key is destroyed.
        """
        handle = self._keep(found)
        is_now = self.attributes(handle)
        if is_now.usages != _ONLY_WRAPS or not is_now.sensitive or is_now.extractable or is_now.token:
            self.destroy(handle)
            raise TokenRefused(
                f"{self._info.name} gives a wrapping key other attributes than it was asked for: it is for "
                f"{', '.join(is_now.usages) or 'nothing'}. Use another token."
            )
        return handle

    def _check_pair(self, handle: Handle, public: bytes) -> None:
        """The unwrapped key must sign under the public key it was said to have."""
        digest = self.random(DIGEST_BYTES).reveal()
        if not p256.is_signature(public, digest, self.sign(handle, digest)):
            self.destroy(handle)
            raise TokenRefused("What was unwrapped is another key than the one that is meant. Check blob and record.")
        self._publics[handle] = public

    def _try_formats(self) -> None:
        """Find, once a session, which mechanisms wrap and unwrap in the one format."""
        if self._tried:
            return
        value = Secret(self.random(_TRIAL_BYTES).reveal())
        with as_sentences(self._info, "try which mechanism wraps"):
            try:
                key = importing.create(self._session, _TRIAL, value)
            except exceptions.PKCS11Error:
                key, _ = importing.import_wrapping_key(self._session, _TRIAL, value)
            try:
                self._wraps_by = formats.wrapping_mechanism(key, value.reveal(), self._throwaway)
                self._unwraps_by = formats.unwrapping_mechanism(key, value.reveal())
            finally:
                key.destroy()
        self._tried = True

    def _throwaway(self) -> Any:  # noqa: ANN401 - see above
        public, private = self._generate(
            _TRIAL,
            private=templates.private_half(extractable=True, trusted=False, token=False),
            public=templates.public_half(token=False),
        )
        public.destroy()
        return private


def _spki(public: Any) -> bytes:  # noqa: ANN401 - see above
    return p256.to_spki(p256.to_point(public[Attribute.EC_POINT]))
