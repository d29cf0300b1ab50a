"""A session with a PKCS #11 token: its life, and the objects it sees. What each method does is said in the port."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

from pkcs11 import Attribute, ObjectClass, exceptions
from pkcs11.types import Session as Opened

from app.strongroom.tokens import templates
from app.strongroom.tokens.answers import as_sentences
from app.strongroom.tokens.cryptoki import Cryptoki
from app.strongroom.tokens.reading import attribute, key_attributes, object_info, objects_of
from ceremonies.errors import TokenRefused
from ceremonies.secret import Secret
from ceremonies.tokens.port import Handle, KeyAttributes, KeyClass, ObjectInfo, TokenInfo

_BITS = 8


class Pkcs11Objects:
    """One session, logged in or not."""

    def __init__(self, module: Cryptoki, opened: Opened, info: TokenInfo, closed: Callable[[], None]) -> None:
        """Take over a session.

        Args:
            module: for login and logout.
            opened: the session, as python-pkcs11 has it.
            info: the token as it described itself.
            closed: is told when the session has ended.
        """
        self._module = module
        self._session = opened
        self._info = info
        self._closed: Callable[[], None] | None = closed
        self._objects: dict[Handle, Any] = {}
        self._publics: dict[Handle, bytes] = {}

    @property
    def info(self) -> TokenInfo:
        """See the port."""
        return self._info

    @property
    def number(self) -> int:
        """The session's handle, for the functions that python-pkcs11 doesn't offer."""
        return int(self._session.handle)  # type: ignore[attr-defined]

    def random(self, count: int) -> Secret:
        """See the port."""
        with as_sentences(self._info, "give random bytes"):
            return Secret(self._session.generate_random(count * _BITS))

    def attributes(self, key: Handle) -> KeyAttributes:
        """See the port."""
        with as_sentences(self._info, "show a key's attributes"):
            return key_attributes(self._object(key))

    def destroy(self, key: Handle) -> None:
        """See the port."""
        with as_sentences(self._info, "destroy the object"):
            found = self._object(key)
            half = self._public_half(found)
            found.destroy()
            if half is not None:
                half.destroy()
        # the handle stays known, so that the token itself answers whoever uses it again
        self._publics.pop(key, None)

    def objects(self) -> tuple[ObjectInfo, ...]:
        """See the port."""
        with as_sentences(self._info, "list what is on it"):
            found = objects_of(self._session)
            for one in found:
                self._keep(one)
            return tuple(object_info(one) for one in found)

    def find(self, label: str, key_class: KeyClass = "private") -> Handle:
        """See the port."""
        found = [one for one in self.objects() if (one.label, one.key_class) == (label, key_class)]
        if len(found) > 1:
            raise TokenRefused(
                f"{self._info.name} holds {len(found)} objects called {label}, so it isn't certain which one is meant. "
                "Take the others away with the token's own tools."
            )
        if not found:
            raise TokenRefused(f"{self._info.name} holds nothing called {label}. Check which token is plugged in.")
        return found[0].handle

    def put_private(self, label: str, value: Secret) -> None:
        """See the port."""
        self._check_free(label)
        with as_sentences(self._info, f"keep {label}"):
            self._session.create_object(templates.data(label, value.reveal(), private=True))

    def take_private(self, label: str) -> Secret:
        """See the port."""
        found = self._object(self.find(label, "data"))
        with as_sentences(self._info, f"give {label}"):
            return Secret(found[Attribute.VALUE])

    def remove_private(self, label: str) -> None:
        """See the port."""
        self.destroy(self.find(label, "data"))

    def put_marker(self, label: str, value: bytes) -> None:
        """See the port."""
        self._check_free(label)
        with as_sentences(self._info, "keep a mark"):
            self._session.create_object(templates.data(label, value, private=False))

    def read_marker(self, label: str) -> bytes | None:
        """See the port."""
        with as_sentences(self._info, "show its mark"):
            wanted = {Attribute.CLASS: ObjectClass.DATA, Attribute.LABEL: label, Attribute.PRIVATE: False}
            found = objects_of(self._session, wanted)
            return bytes(found[0][Attribute.VALUE]) if found else None

    def close(self) -> None:
        """See the port."""
        if self._closed is None:
            return
        closed, self._closed = self._closed, None
        self._objects.clear()
        self._publics.clear()
        # a token that was pulled out has ended the session by itself
        with suppress(exceptions.PKCS11Error):
            self._session.close()
        closed()

    def __enter__(self) -> Self:
        """See the port."""
        return self

    def __exit__(self, *exc: object) -> None:
        """See the port."""
        self.close()

    def _keep(self, found: Any) -> Handle:  # noqa: ANN401 - an object as python-pkcs11 has it
        handle = Handle(found.handle)
        self._objects[handle] = found
        return handle

    def _object(self, handle: Handle) -> Any:  # noqa: ANN401 - see above
        """The object of a handle.

        Raises:
            TokenRefused: the session has none, or has ended.
        """
        if self._closed is None:
            raise TokenRefused(f"The session with {self._info.name} has ended.")
        try:
            return self._objects[handle]
        except KeyError:
            raise TokenRefused(f"{self._info.name} has no such object any more.") from None

    def _check_free(self, label: str) -> None:
        """No object is called that: some tokens allow two of one name, and nobody knows later which is which.

        Raises:
            TokenRefused: one is.
        """
        with as_sentences(self._info, "list what is on it"):
            taken = objects_of(self._session, {Attribute.LABEL: label})
        if taken:
            raise TokenRefused(f"{self._info.name} holds something called {label} already. Choose another name.")

    def _public_half(self, private: Any) -> Any:  # noqa: ANN401 - see above
        """The public key of a private one's pair, found by their common CKA_ID; None where there is none."""
        if attribute(private, Attribute.CLASS) != ObjectClass.PRIVATE_KEY:
            return None
        mark = attribute(private, Attribute.ID)
        wanted = {Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.ID: mark}
        found = objects_of(self._session, wanted) if mark else []
        return found[0] if len(found) == 1 else None
