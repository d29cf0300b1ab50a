"""``kill -9`` of the main program and of the strong room in a generation, an activation and a re-sharing.

Each is killed before and after every durable write, every rename and every call of the token. Then the record says what
was about to happen; before the commit the way on is to abandon, after it to finish; no share that went out is void
without the record saying so; and the ceremony is carried out again, to its end. A kill of chance each from a printed
seed; all of them, counted, with KEYROOM_TORTURE=full.
"""

import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.strongroom.client import StrongRoom
from ceremonies.work import ENDED
from tests.app.strongroom.watched import is_gone
from tests.torture.ceremony import SCENES, Player, Stuck
from tests.torture.outside import Outside
from tests.torture.stage import Stage
from tests.torture.starting import start_by

FULL = os.environ.get("KEYROOM_TORTURE") == "full"
SEED = int(os.environ.get("KEYROOM_SEED") or random.SystemRandom().randrange(10**6))
HERE = Path(__file__).parent
BEFORE = {"generation": "fresh", "activation": "made", "resharing": "made"}
"""The scenes, each with what it begins from."""
BY_CHANCE = "chance"
WHEN = ("before", "after")
ROOM_STARTED = re.compile(r"^strong room (\d+)$", re.MULTILINE)
RECORDED = re.compile(r"^recorded (\d+) (\S+) (\S+)$", re.MULTILINE)


class Doomed:
    """Starts strong rooms, the ``nth`` of which dies at a point."""

    def __init__(self, nth: int = 0, point: int = 0, when: str = "before", logs: Path | None = None) -> None:
        self.nth, self.point, self.when, self.logs = nth, point, when, logs
        self.processes = []

    def start(self, begin, **named) -> StrongRoom:
        number = len(self.processes) + 1
        point = self.point if number == self.nth else 0
        log = str(self.logs / f"room-{number}") if self.logs else ""
        room, process = start_by([str(HERE / "killed_room.py"), str(point), self.when, log], begin, **named)
        self.processes.append(process)
        return room

    @property
    def died(self) -> bool:
        """Whether it died at its point."""
        return len(self.processes) >= self.nth and self.processes[self.nth - 1].wait() == -signal.SIGKILL


def came_to(player: Player, scene: str) -> str:
    """Why the scene came to nothing; empty when it came to its end."""
    try:
        SCENES[scene](player)
    except Stuck as stuck:
        return str(stuck)
    return ""


class Torture:
    """One kind of token: the stage, as it was saved before each scene."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.stage = Stage(folder / "stage", kind)
        self.stage.build()
        self.stage.save("fresh")
        with self.stage.open() as workspace:
            player = Player(self.stage, self.stage.enter(workspace))
            player.generation()
            player.close()
        self.stage.save("made")

    # The strong room is killed; the main program goes on in the same sitting

    def kill_room(self, scene: str, doomed: Doomed) -> bool:
        """Whether it died; everything is well afterwards."""
        self.stage.restore(BEFORE[scene])
        with self.stage.open() as workspace:
            player = Player(self.stage, self.stage.enter(workspace), doomed.start)
            said = came_to(player, scene)
            if said:
                ends = [one.body for one in workspace.ledger.entries() if one.kind == ENDED]
                assert ends[-1]["over"], said
                self._go_on(player, scene)
            player.close()
        assert doomed.died or not said, said
        Outside(self.stage).check_it_ended_well()
        return doomed.died

    # The main program is killed, and the strong room dies with it

    def kill_main(self, scene: str, point: int, when: str, log: str = "") -> bool:
        """Whether it died; everything is well afterwards."""
        self.stage.restore(BEFORE[scene])
        words = [sys.executable, str(HERE / "playing.py"), str(self.stage.folder), self.stage.kind, scene]
        played = subprocess.run([*words, str(point), when, log], capture_output=True, text=True, check=False)
        if played.returncode == 0:
            return False
        assert played.returncode == -signal.SIGKILL, played.stderr
        assert all(is_gone(int(pid)) for pid in ROOM_STARTED.findall(played.stdout))
        self._check_acknowledged(played.stdout)
        at_once = Outside(self.stage)
        at_once.check_announced()
        with self.stage.open() as workspace:
            player = Player(self.stage, self.stage.enter(workspace))
            assert {(one.key, one.way) for one in player.room.unfinished_work()} == at_once.ways_on()
            self._go_on(player, scene)
            player.close()
        Outside(self.stage).check_it_ended_well()
        return True

    def _check_acknowledged(self, told: str) -> None:
        """Nothing that was acknowledged is lost."""
        with self.stage.open() as workspace:
            entries = list(workspace.ledger.entries())
        for seq, stream, kind in RECORDED.findall(told):
            assert (entries[int(seq)].stream, entries[int(seq)].kind) == (stream, kind)

    def _go_on(self, player: Player, scene: str) -> None:
        """Abandon or finish, collect what is void, and carry the ceremony out again."""
        player.settle()
        to_collect = [line for key in player.keys for line in player.room.key(key).next]
        Outside(self.stage).check_none_is_void_in_silence(to_collect)
        player.collect_all()
        SCENES[scene](player)


@pytest.fixture(scope="module", params=["software", "pkcs11"])
def torture(request, tmp_path_factory):
    return Torture(tmp_path_factory.mktemp(request.param), request.param)


@pytest.fixture
def chance(request):
    print(f"seed {SEED}")
    return random.Random(f"{SEED} {request.node.name}")


def points_of(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8").splitlines() if log.is_file() else []


def counted(who: str, scene: str, points: list[str], kills: int) -> None:
    kinds = ", ".join(f"{name} {number}" for name, number in Counter(points).most_common())
    print(f"{who}, {scene}: {kills} kills before and after {len(points)} points: {kinds}")


def check_all_of_main(torture: Torture, scene: str, logs: Path) -> None:
    assert not torture.kill_main(scene, 0, "before", str(logs / "main"))
    points = points_of(logs / "main")
    kills = 0
    for point in range(1, len(points) + 1):
        for when in WHEN:
            assert torture.kill_main(scene, point, when), points[point - 1]
            kills += 1
    counted("main program", scene, points, kills)


def check_all_of_room(torture: Torture, scene: str, logs: Path) -> None:
    assert not torture.kill_room(scene, Doomed(logs=logs, nth=1))
    kills = 0
    points = []
    for nth in range(1, len(list(logs.iterdir())) + 1):
        own = points_of(logs / f"room-{nth}")
        for point in range(1, len(own) + 1):
            for when in WHEN:
                assert torture.kill_room(scene, Doomed(nth, point, when)), f"room {nth}, {own[point - 1]}"
                kills += 1
        points += own
    counted("strong room", scene, points, kills)


@pytest.mark.parametrize("scene", SCENES if FULL else [BY_CHANCE])
def test_the_main_program_may_be_killed_at_every_write_of_a_ceremony(torture, scene, chance, tmp_path):
    if FULL:
        check_all_of_main(torture, scene, tmp_path)
    else:
        torture.kill_main(chance.choice(list(SCENES)), chance.randrange(1, 25), chance.choice(WHEN))


@pytest.mark.parametrize("scene", SCENES if FULL else [BY_CHANCE])
def test_the_strong_room_may_be_killed_at_every_write_and_call_of_the_token(torture, scene, chance, tmp_path):
    if FULL:
        check_all_of_room(torture, scene, tmp_path)
    else:
        doomed = Doomed(1, chance.randrange(1, 25), chance.choice(WHEN))
        torture.kill_room(chance.choice(list(SCENES)), doomed)
