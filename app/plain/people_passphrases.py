"""Where persons' passphrases come from in the plain-line mode: the terminal, its echo off, or a rehearsal's descriptor.

On the descriptor a line ``PERSON=passphrase`` is kept for that person, named by id or as at enrolment, so the order
does not matter; a line without ``=`` answers the next question, whoever is asked.
"""

from app.passphrases import DescriptorPassphrases, Passphrases, TerminalPassphrases
from app.performing import Ask
from ceremonies.errors import Unusable
from ceremonies.room import Room
from ceremonies.secret import Secret

TRIES = 3
"""How often a person at a terminal may type their passphrase for one act."""


class PersonPassphrases:
    """Asks a person at the terminal."""

    tries = TRIES

    def __init__(self, source: Passphrases | None = None) -> None:
        self._source = source or TerminalPassphrases()

    def answer(self, ask: Ask) -> Secret:
        """The passphrase that is asked for; a new one is typed twice.

        Raises:
            Unusable: there is no terminal, or the two differ.
        """
        first = self._source.ask(ask.says)
        if ask.new and self._source.ask("The same again: ") != first:
            raise Unusable("The two differ. Nothing was recorded; try again.")
        return first


class RehearsedPassphrases:
    """Reads them from a descriptor, in a rehearsal."""

    tries = 1

    def __init__(self, room: Room, descriptor: int) -> None:
        self._room = room
        self._source = DescriptorPassphrases(descriptor)
        self._known: dict[str, Secret] = {}

    def answer(self, ask: Ask) -> Secret:
        """The passphrase of whoever is asked.

        Raises:
            Unusable: none came.
        """
        names = self._names(ask.person)
        while True:
            for name in names:
                if name in self._known:
                    return self._known[name]
            line = self._source.ask(ask.says)
            named, passphrase = _parted(line)
            if not named:
                return line
            self._known[named] = passphrase

    def _names(self, person: str) -> tuple[str, ...]:
        """What a person may be called on the descriptor."""
        known = self._room.people.people.get(person)
        return tuple(one.casefold() for one in (person, known.name if known else None) if one)


def _parted(line: Secret) -> tuple[str, Secret]:
    """Who a line is for, in lower case, and their passphrase; nobody if it names no one."""
    named, separator, _ = line.reveal_text().partition("=")
    if not separator:
        return "", line
    return named.strip().casefold(), Secret(line.reveal_text().partition("=")[2])


def people_passphrases(room: Room, descriptor: int | None) -> PersonPassphrases | RehearsedPassphrases:
    """Where the passphrases of persons come from. In production everyone types their own, descriptor or not."""
    if descriptor is None or room.workspace.kind != "rehearsal":
        return PersonPassphrases()
    return RehearsedPassphrases(room, descriptor)
