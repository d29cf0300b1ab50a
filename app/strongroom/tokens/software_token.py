"""The software token of rehearsals: keys in a file, sealed under a PIN (rule TOKEN-ENROLLED refuses it in production).

It behaves as the port says a token does, so that a rehearsal meets what a ceremony meets: wrong PINs are counted and
lock it, it can be full, and taking its file away is pulling it out. It protects nothing from whoever can read this
process's memory, and says everywhere what it is.
"""

from contextlib import suppress
from pathlib import Path

from app.strongroom.tokens.software_file import MANUFACTURER, MODEL, Contents, TokenFile
from app.strongroom.tokens.software_session import SoftwareSession
from ceremonies.errors import TokenGone, TokenRefused, Unusable
from ceremonies.ports import Entropy
from ceremonies.sealing import Cost
from ceremonies.secret import Secret
from ceremonies.tokens.port import TokenInfo, Who
from ceremonies.workspace.layout import make_folder

SUFFIX = ".token"
LABEL_BYTES = 32
SHORTEST_PIN = 4
ROOM = 64 * 1024
"""Bytes of objects that one token holds."""
_SERIAL_BYTES = 8


class SoftwareTokens:
    """The software tokens of one folder, one file each; implements the port's ``TokenStore``.

    There is always one more, without label or serial: initialising it makes a new file.
    """

    def __init__(self, folder: Path, entropy: Entropy, cost: Cost | None = None, *, room: int = ROOM) -> None:
        """Look into a folder.

        Args:
            folder: made when the first token is.
            entropy: gives keys, salts and serials.
            cost: of one try of a PIN; None: the usual one.
            room: bytes of objects that one token holds.
        """
        self._folder = folder
        self._entropy = entropy
        self._cost = cost or Cost()
        self._room = room
        self._open: set[str] = set()

    def tokens(self) -> tuple[TokenInfo, ...]:
        """See the port."""
        found = []
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            file = TokenFile(path, self._entropy, self._cost)
            with suppress(TokenGone):  # taken away in this moment
                found.append(file.info(file.read()))
        return (*found, self._unmade())

    def open(self, label: str, serial: str, pin: Secret | None, *, write: bool = True) -> SoftwareSession:
        """See the port."""
        file, contents = self._one(label, serial)
        info = file.info(contents)
        if serial in self._open:
            raise TokenRefused(f"A session with {info.name} is open already. End it first.")
        key = None if pin is None else file.data_key(contents, pin)
        self._open.add(serial)
        return SoftwareSession(
            file,
            info,
            key,
            entropy=self._entropy,
            room=self._room,
            write=write,
            closed=lambda: self._open.discard(serial),
        )

    def initialise(self, label: str, serial: str, *, new_label: str, so_pin: Secret, pin: Secret) -> TokenInfo:
        """See the port."""
        _check_length(so_pin)
        _check_length(pin)
        self._check_label(new_label, but=label)
        if label or serial:
            return self._renew(label, serial, new_label, so_pin=so_pin, pin=pin)
        if not self._folder.is_dir():
            make_folder(self._folder)
        serial = self._entropy.take(_SERIAL_BYTES).hex()
        file = self._file(serial)
        return file.info(file.make(new_label, serial, so_pin=so_pin, pin=pin))

    def change_pin(self, label: str, serial: str, *, old: Secret, new: Secret, who: Who = "user") -> None:
        """See the port."""
        _check_length(new)
        file, contents = self._one(label, serial)
        file.relock(contents, who, old, new)

    def zeroise(self, label: str, serial: str, *, so_pin: Secret) -> TokenInfo:
        """See the port."""
        return self._renew(label, serial, label, so_pin=so_pin, pin=None)

    def _renew(self, label: str, serial: str, new_label: str, *, so_pin: Secret, pin: Secret | None) -> TokenInfo:
        file, contents = self._one(label, serial)
        if serial in self._open:
            raise TokenRefused(f"A session with {file.info(contents).name} is open. End it first.")
        file.check_officer(contents, so_pin)
        return file.info(file.make(new_label, serial, so_pin=so_pin, pin=pin))

    def _one(self, label: str, serial: str) -> tuple[TokenFile, Contents]:
        """The token of that label and serial.

        Raises:
            TokenGone: there is none.
        """
        file = self._file(serial)
        if serial.isalnum() and file.path.exists():
            contents = file.read()
            if (contents.label, contents.serial) == (label, serial):
                return file, contents
        raise TokenGone(
            f"There is no software token {label or 'without a label'} (serial {serial or 'none'}). Put its file back."
        )

    def _file(self, serial: str) -> TokenFile:
        return TokenFile(self._folder / f"{serial}{SUFFIX}", self._entropy, self._cost)

    def _unmade(self) -> TokenInfo:
        """The token that is made by initialising it."""
        return TokenInfo(
            kind="software",
            module=str(self._folder),
            label="",
            serial="",
            manufacturer=MANUFACTURER,
            model=MODEL,
            hardware=False,
            flags=("not initialised",),
        )

    def _check_label(self, label: str, but: str) -> None:
        if not label.strip() or len(label.encode()) > LABEL_BYTES:
            raise Unusable(f"A token's label has 1 to {LABEL_BYTES} bytes. Choose another.")
        if label != but and any(one.label == label for one in self.tokens()):
            raise TokenRefused(f"A token called {label} is there already. Choose another label.")


def _check_length(pin: Secret) -> None:
    if len(pin.reveal()) < SHORTEST_PIN:
        raise Unusable(f"A PIN of the software token has at least {SHORTEST_PIN} characters. Choose another.")
