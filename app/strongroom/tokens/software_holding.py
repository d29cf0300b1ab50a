"""What a session with a software token sees and keeps: its life, its objects, its file. The port says the rest."""

from collections.abc import Callable
from typing import Self

from app.strongroom.tokens.software_file import Stored, TokenFile
from app.strongroom.tokens.software_objects import Held, from_stored
from ceremonies.errors import TokenFull, TokenGone, TokenRefused
from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.tokens.port import Handle, KeyAttributes, KeyClass, ObjectInfo, TokenInfo


class SoftwareHolding:
    """One session, logged in or not."""

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
