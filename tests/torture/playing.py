"""The main program of a ceremony, set to die: ``python playing.py FOLDER KIND SCENE POINT WHEN LOG``.

It opens the record and its sitting, then plays the scene. The POINT-th commit, flush, rename or removal of a file from
then on kills it. What it recorded is told on its standard output as soon as it is acknowledged: a line an entry.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.strongroom.client import StrongRoom
from ceremonies.room import Room
from tests.torture.ceremony import SCENES, Player
from tests.torture.killed_database import watch_commits
from tests.torture.killer import Killer
from tests.torture.stage import Stage


class Telling(Room):
    """A room that says what it acknowledges."""

    def perform(self, action, passphrases):
        done = super().perform(action, passphrases)
        for entry in done.entries:
            sys.stdout.write(f"recorded {entry.seq} {entry.stream} {entry.kind}\n")
        sys.stdout.flush()
        return done


def start(begin, **named) -> StrongRoom:
    """A strong room; says which process it is."""
    room = StrongRoom.start(begin, **named)
    sys.stdout.write(f"strong room {room.pid}\n")
    sys.stdout.flush()
    return room


def main(stage: Stage, scene: str, killer: Killer) -> None:
    """Play the scene."""
    killer.watch_files()
    watch_commits(killer)
    with stage.open() as workspace:
        room = stage.enter(workspace, Telling)
        player = Player(stage, room, start)
        killer.armed = True
        SCENES[scene](player)
        killer.armed = False
        player.close()


if __name__ == "__main__":
    folder, kind, scene, point, when, log = sys.argv[1:]
    main(Stage(Path(folder), kind), scene, Killer(int(point), when, log))
