"""Where passphrases come from: the terminal device with its echo off, a descriptor, or the file of a rehearsal.

Never from the command line's arguments or the environment, which other programs can read, and never from standard
input, which may be recorded.
"""

import os
import termios
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from ceremonies.errors import KeyroomError, Unusable
from ceremonies.secret import Secret
from ceremonies.workspace.description import load_description
from ceremonies.workspace.layout import PASSPHRASE, as_sentence

LONGEST = 4096
"""Bytes of a passphrase; a line that goes on is not one."""

TERMINAL = Path("/dev/tty")
_ECHO = 3
"""Where the local modes stand in what ``termios.tcgetattr`` gives."""


class Passphrases(Protocol):
    """Gives passphrases."""

    @property
    def can_ask_again(self) -> bool:
        """Whether a wrong one may be followed by another try."""
        ...

    def ask(self, prompt: str) -> Secret:
        """The next passphrase."""
        ...

    def tell(self, sentence: str) -> None:
        """Say something to whoever gives them."""
        ...


class TerminalPassphrases:
    """A person at the terminal device."""

    can_ask_again = True

    def __init__(self, device: Path = TERMINAL) -> None:
        self._device = device

    def ask(self, prompt: str) -> Secret:
        """What is typed, unseen, up to Enter.

        Raises:
            Unusable: there is no terminal, or it was hung up.
            KeyboardInterrupt: Ctrl-C.
        """
        descriptor = self._open()
        try:
            before = termios.tcgetattr(descriptor)
            hidden = before.copy()
            hidden[_ECHO] &= ~termios.ECHO
            termios.tcsetattr(descriptor, termios.TCSAFLUSH, hidden)
            try:
                os.write(descriptor, prompt.encode())
                return _read_line(descriptor, "the terminal")
            finally:
                with suppress(termios.error, OSError):
                    termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
                    os.write(descriptor, b"\n")
        except termios.error:
            raise Unusable(f"{self._device} is no terminal. {_OTHERWISE}") from None
        finally:
            os.close(descriptor)

    def tell(self, sentence: str) -> None:
        """Print a line on the terminal device."""
        descriptor = self._open()
        try:
            os.write(descriptor, f"{sentence}\n".encode())
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        """The device."""
        try:
            return os.open(self._device, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:
            raise Unusable(f"There is no terminal to ask for a passphrase. {_OTHERWISE}") from None


class DescriptorPassphrases:
    """Another program's pipe, a line each. Read byte by byte, so that whoever shares it gets the lines that follow."""

    can_ask_again = False

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def ask(self, prompt: str) -> Secret:
        """The next line.

        Raises:
            Unusable: the descriptor isn't open, or there is no further line.
        """
        del prompt
        try:
            return _read_line(self._descriptor, f"descriptor {self._descriptor}")
        except OSError:
            raise Unusable(f"Descriptor {self._descriptor} (--passphrase-fd) can't be read. Is it open?") from None

    def tell(self, sentence: str) -> None:
        """Nobody is there."""


class RehearsalPassphrases:
    """The file beside a rehearsal."""

    can_ask_again = False

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, prompt: str) -> Secret:
        """The file's first line.

        Raises:
            Unusable: it can't be read.
        """
        del prompt
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise as_sentence(error, f"{self._path} can't be read") from None
        try:
            return _read_line(descriptor, str(self._path))
        finally:
            os.close(descriptor)

    def tell(self, sentence: str) -> None:
        """Nobody is there."""


def passphrases_for(workspace: Path, descriptor: int | None) -> Passphrases:
    """Where the passphrase of ``workspace`` comes from: the descriptor, a rehearsal's own file, or the terminal."""
    if descriptor is not None:
        return DescriptorPassphrases(descriptor)
    if _keeps_its_passphrase(workspace):
        return RehearsalPassphrases(workspace / PASSPHRASE)
    return TerminalPassphrases()


def new_passphrase(passphrases: Passphrases, whose: str) -> Secret:
    """A new passphrase, asked for twice where a person types it.

    Raises:
        Unusable: the two differ, or it is empty.
    """
    first = passphrases.ask(f"New passphrase of {whose}: ")
    if not first:
        raise Unusable(f"The passphrase of {whose} is empty. Choose one of several words.")
    if passphrases.can_ask_again and passphrases.ask("The same again: ") != first:
        raise Unusable("The two differ, so neither is used. Try again.")
    return first


def _keeps_its_passphrase(workspace: Path) -> bool:
    """Whether ``workspace`` is a rehearsal with its passphrase beside it; whatever else is wrong is said on opening."""
    try:
        return (workspace / PASSPHRASE).exists() and load_description(workspace).kind == "rehearsal"
    except (KeyroomError, OSError):
        return False


def _read_line(descriptor: int, where: str) -> Secret:
    """The bytes before the next line end.

    Raises:
        Unusable: nothing comes, it has no end, or it is no text.
    """
    line = bytearray()
    while (byte := os.read(descriptor, 1)) not in {b"", b"\n"}:
        line += byte
        if len(line) > LONGEST:
            raise Unusable(f"The passphrase from {where} has more than {LONGEST} bytes.")
    if not byte and not line:
        raise Unusable(f"No passphrase came from {where}. {_OTHERWISE}")
    try:
        return Secret(line.decode().removesuffix("\r"))
    except UnicodeDecodeError:
        raise Unusable(f"The passphrase from {where} is not UTF-8 text.") from None


_OTHERWISE = "Run it in a terminal, or give passphrases with --passphrase-fd."
