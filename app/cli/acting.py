"""An act on the command line: a sitting of its own, in which people sign in, act, and sign out again."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from app.heads import head_brought
from app.passphrases import Passphrases, passphrases_for
from app.wiring import SystemClock, SystemEntropy, open_for
from ceremonies.act import Action
from ceremonies.errors import Refused
from ceremonies.room import Done, Room
from ceremonies.secret import Secret
from ceremonies.sittings.actions import CloseSitting, SignIn, SignOut


class Acting(msgspec.Struct, frozen=True):
    """People at the command line, signed in.

    Attributes:
        room: the open room.
        passphrases: where passphrases come from.
        people: by person, their passphrase.
    """

    room: Room
    passphrases: Passphrases
    people: dict[str, Secret]

    def do(self, action: Action) -> Done:
        """Have it recorded; who else must sign is asked for their passphrase.

        Raises:
            Refused: by the rule it names.
        """
        for person in self.room.signers(action):
            if person not in self.people:
                self.people[person] = self.passphrases.ask(f"Passphrase of {self.room.shown(person)}: ")
        return self.room.perform(action, self.people)


@contextmanager
def acting(args: argparse.Namespace, people: Sequence[str]) -> Iterator[Acting]:
    """A sitting in which ``people`` are signed in, closed again when the act is done.

    Raises:
        Refused: READ-ONLY, or somebody isn't enrolled.
        WrongPassphrase: somebody's doesn't fit.
    """
    with open_for(args) as workspace:
        if workspace.readonly_because:
            raise Refused("READ-ONLY", workspace.readonly_because)
        room = Room(workspace, SystemClock(), SystemEntropy())
        room.open_sitting(head_brought(args))
        here = Acting(room, passphrases_for(Path(args.workspace), args.passphrase_fd), {})
        present = list(dict.fromkeys(filter(None, people)))
        for person in present:
            here.do(SignIn(by=person, person=person))
        yield here
        for person in present[1:]:
            here.do(SignOut(by=person, person=person))
        here.do(CloseSitting(by=present[0]))
