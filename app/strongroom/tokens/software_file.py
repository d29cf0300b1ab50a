"""The file of a software token: what it says openly, and what its PIN opens.

The private objects are sealed under a data key, the data key under the user's PIN; the Security Officer's PIN opens
nothing and only shows who may make the token new. What lies open is bound to what is sealed, so that a changed open
part is noticed at login. The file is replaced whole, by rename.
"""

import hashlib
from pathlib import Path
from typing import Annotated

import msgspec

from app.strongroom.tokens.pins import locked_sentence, wrong_pin_sentence
from ceremonies.errors import PinLocked, Stopped, TokenGone, Unusable, WrongPassphrase, WrongPin
from ceremonies.ports import Entropy
from ceremonies.sealing import KEY_BYTES, Cost, Lock, lock, seal, unlock, unseal
from ceremonies.secret import Secret
from ceremonies.tokens.port import KeyClass, TokenInfo, Who
from ceremonies.workspace.layout import write_atomically

FORMAT = 1
MANUFACTURER = "Keyroom"
MODEL = "software token"
MOST_WRONG = 10
"""Wrong PINs in a row after which no more are taken."""
_USE = b"keyroom software token"
_OFFICER = Secret(b"Security Officer")
Count = Annotated[int, msgspec.Meta(ge=0)]


class Stored(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One object that stays on the token.

    Attributes:
        value: a private key's PKCS #8, a public key's SubjectPublicKeyInfo, or the data.
        mark: common to the halves of a key pair.
    """

    key_class: KeyClass
    label: str
    value: bytes
    private: bool
    mark: bytes = b""

    def __repr__(self) -> str:
        return f"Stored({self.label!r})"


class Contents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file."""

    format: int
    label: str
    serial: str
    officer: Lock
    user: Lock | None = None
    sealed: bytes = b""
    open: tuple[Stored, ...] = ()
    wrong: dict[str, Count] = {}


class TokenFile:
    """One software token's file.

    Attributes:
        path: where it lies.
    """

    def __init__(self, path: Path, entropy: Entropy, cost: Cost) -> None:
        self.path = path
        self._entropy = entropy
        self._cost = cost

    def read(self) -> Contents:
        """What stands in it.

        Raises:
            TokenGone: there is no such file now.
            Unusable: it is damaged, or a later version's.
        """
        try:
            found = msgspec.json.decode(self.path.read_bytes(), type=Contents)
        except OSError:
            raise TokenGone(
                f"The software token {self.path.name} is gone: its file isn't there any more. Put it back."
            ) from None
        except msgspec.MsgspecError:
            raise Unusable(
                f"The software token {self.path} is damaged. Restore it from a copy, or make a new one."
            ) from None
        if found.format != FORMAT:
            raise Unusable(f"The software token {self.path} is of another version. Use the program that made it.")
        return found

    def info(self, contents: Contents) -> TokenInfo:
        """What the token says of itself."""
        return TokenInfo(
            kind="software",
            module=str(self.path.parent),
            label=contents.label,
            serial=contents.serial,
            manufacturer=MANUFACTURER,
            model=MODEL,
            hardware=False,
            flags=_flags(contents),
        )

    def make(self, label: str, serial: str, *, so_pin: Secret, pin: Secret | None) -> Contents:
        """A new, empty token in place of whatever was there."""
        officer = lock(so_pin, _OFFICER, _USE, self._cost, self._entropy)
        contents = Contents(format=FORMAT, label=label, serial=serial, officer=officer)
        if pin is None:
            self.write(contents)
            return contents
        key = Secret(self._entropy.take(KEY_BYTES))
        user = lock(pin, key, _USE, self._cost, self._entropy)
        return self.keep(msgspec.structs.replace(contents, user=user), key, ())

    def keep(self, contents: Contents, key: Secret, objects: tuple[Stored, ...]) -> Contents:
        """The token with these objects, on the medium."""
        seen = tuple(one for one in objects if not one.private)
        hidden = msgspec.json.encode([one for one in objects if one.private])
        bare = msgspec.structs.replace(contents, open=seen)
        full = msgspec.structs.replace(bare, sealed=seal(key, Secret(hidden), _bound(bare), self._entropy))
        self.write(full)
        return full

    def objects(self, contents: Contents, key: Secret) -> tuple[Stored, ...]:
        """Every object, the sealed ones too.

        Raises:
            Unusable: the open part was changed.
        """
        hidden = unseal(key, contents.sealed, _bound(contents))
        return contents.open + tuple(msgspec.json.decode(hidden.reveal(), type=list[Stored]))

    def check_officer(self, contents: Contents, pin: Secret) -> None:
        """The Security Officer's PIN fits.

        Raises:
            WrongPin: it doesn't.
            PinLocked: no more are taken.
        """
        self._opened(contents, "SO", contents.officer, pin)

    def data_key(self, contents: Contents, pin: Secret) -> Secret:
        """What the user's PIN opens.

        Raises:
            WrongPin: it opens nothing.
            PinLocked: no more are taken.
            Unusable: the user has no PIN yet.
        """
        if contents.user is None:
            raise Unusable(f"The software token {contents.label} has no user PIN yet. Initialise it first.")
        return self._opened(contents, "user", contents.user, pin)

    def relock(self, contents: Contents, who: Who, old: Secret, new: Secret) -> None:
        """Change a PIN."""
        if who == "SO":
            self.check_officer(contents, old)
            changed = msgspec.structs.replace(contents, officer=lock(new, _OFFICER, _USE, self._cost, self._entropy))
        else:
            key = self.data_key(contents, old)
            changed = msgspec.structs.replace(contents, user=lock(new, key, _USE, self._cost, self._entropy))
        self.write(msgspec.structs.replace(changed, wrong={**contents.wrong, who: 0}))

    def write(self, contents: Contents) -> None:
        """Replace the file.

        Raises:
            Stopped: the medium doesn't take it.
        """
        try:
            write_atomically(self.path, msgspec.json.encode(contents))
        except OSError as error:
            raise Stopped(
                f"The software token {self.path} can't be written: {error.strerror}. Check the disk."
            ) from None

    def _opened(self, contents: Contents, who: Who, locked: Lock, pin: Secret) -> Secret:
        if contents.wrong.get(who, 0) >= MOST_WRONG:
            raise PinLocked(locked_sentence(self.info(contents), who))
        try:
            opened = unlock(locked, pin, _USE)
        except WrongPassphrase:
            # counted on the medium before it is said, so that pulling the plug gives no further try
            after = self._counted(contents, who, contents.wrong.get(who, 0) + 1)
            if after.wrong[who] >= MOST_WRONG:
                raise PinLocked(locked_sentence(self.info(after), who)) from None
            raise WrongPin(wrong_pin_sentence(self.info(after), who)) from None
        if contents.wrong.get(who, 0):
            self._counted(contents, who, 0)
        return opened

    def _counted(self, contents: Contents, who: Who, wrong: int) -> Contents:
        after = msgspec.structs.replace(contents, wrong={**contents.wrong, who: wrong})
        self.write(after)
        return after


def _flags(contents: Contents) -> tuple[str, ...]:
    has = [] if contents.user else ["no user PIN"]
    for who, whose in (("user", "user PIN"), ("SO", "SO PIN")):
        wrong = contents.wrong.get(who, 0)
        if wrong >= MOST_WRONG:
            has.append(f"{whose} locked")
        elif wrong == MOST_WRONG - 1:
            has.append(f"{whose} final try")
        elif wrong:
            has.append(f"{whose} count low")
    return tuple(has)


def _bound(contents: Contents) -> bytes:
    """What binds the sealed objects to the open part of their token."""
    shown = msgspec.json.encode([contents.label, contents.serial, contents.open])
    return _USE + hashlib.sha256(shown).digest()
