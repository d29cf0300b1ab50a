"""The screens' figures: first paint as a ratio to a bare Textual app's, key to paint, and opening a screen."""

import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from app.wiring import SystemClock, SystemEntropy
from ceremonies.ledger.entry import Draft
from ceremonies.workspace import create_workspace, open_workspace
from tests.bench.terminal import Terminal
from tests.records import CHEAP, INCIDENT, PASSPHRASE, enrol_two, raise_incident, room_in

ENTRIES = 100_000
FIRST_PAINTS = 7
FIRST_PAINT_LIMIT = 2.0
KEYS = 200
KEY_LIMIT_MS = 40.0
OPENINGS = 20
OPENING_LIMIT_MS = 200.0
SIZES = ((80, 24), (120, 40))
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("BARE-MARK")
Bare().run()
"""
HOME_MARK = INCIDENT
PASSPHRASE_FILE = "passphrase"


def make_record(path: Path) -> None:
    """A rehearsal with 100,000 entries, one incident under way, and its passphrase beside it."""
    create_workspace(path, "rehearsal", PASSPHRASE, clock=SystemClock(), entropy=SystemEntropy(), cost=CHEAP).close()
    kept = path / PASSPHRASE_FILE
    kept.write_bytes(PASSPHRASE.reveal() + b"\n")
    kept.chmod(0o600)
    with open_workspace(path, PASSPHRASE, entropy=SystemEntropy()) as workspace:
        room = room_in(workspace)
        enrol_two(room)
        raise_incident(room)
        ledger, filler = workspace.ledger, Draft("calendar", "day.noted", {"says": "x" * 200}, ("P-01",))
        while ledger.size < ENTRIES:
            batch = ledger.prepare([filler] * min(1000, ENTRIES - ledger.size), SystemClock().now(), SystemEntropy())
            ledger.commit(batch, {"calendar": "{}"})


def first_paint(command: list[str], mark: str) -> float:
    """Seconds from process start until ``mark`` is on the screen: the median of a few."""
    seconds = []
    for _ in range(FIRST_PAINTS):
        with Terminal(command) as terminal:
            seconds.append(terminal.until(lambda text: mark in text) - terminal.started)
    return statistics.median(seconds)


def keyroom(path: Path) -> list[str]:
    """The command that opens the record."""
    return [str(Path(sys.executable).with_name("keyroom")), "--workspace", str(path)]


def bench_first_paint(path: Path) -> tuple[str, float, float]:
    """The home screen with its facts against a bare app."""
    bare = first_paint([sys.executable, "-c", BARE], "BARE-MARK")
    home = first_paint(keyroom(path), HOME_MARK)
    print(f"first paint: home {home * 1e3:.0f} ms, bare Textual {bare * 1e3:.0f} ms, {ENTRIES:,} entries")
    return "first paint / bare app", home / bare, FIRST_PAINT_LIMIT


def bench_keys(path: Path, columns: int, lines: int) -> list[tuple[str, float, float]]:
    """Keys that stay on the runbook screen, and opening the runbook from home."""
    with Terminal(keyroom(path), columns, lines) as terminal:
        terminal.until(lambda text: HOME_MARK in text)
        terminal.settle()
        openings = []
        for _ in range(OPENINGS):
            begun = perf_counter()
            terminal.press(b"\r")
            openings.append(terminal.until(lambda text: "3.2.K1" in text and "NEEDS YOU" not in text) - begun)
            terminal.settle()
            terminal.press(b"\x1b")
            terminal.until(lambda text: "NEEDS YOU" in text)
            terminal.settle()
        terminal.press(b"\r")
        terminal.until(lambda text: "3.2.K1" in text)
        terminal.settle()
        painted = []
        for number in range(KEYS):
            painted.append(terminal.press(b"\x1b[B" if number % 2 else b"\x1b[A"))
            terminal.settle(0.03)
    size = f"{columns}x{lines}"
    p95 = sorted(painted)[int(len(painted) * 0.95)]
    return [
        (f"key to paint, p95, {size} (ms)", p95 * 1e3, KEY_LIMIT_MS),
        (f"opening the runbook, median, {size} (ms)", statistics.median(openings) * 1e3, OPENING_LIMIT_MS),
    ]


def main() -> int:
    """Print each figure beside its limit; 1 when one is missed."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "workspace"
        make_record(path)
        figures = [bench_first_paint(path)]
        for columns, lines in SIZES:
            figures += bench_keys(path, columns, lines)
    for what, figure, limit in figures:
        print(f"{what}: {figure:.2f} (at most {limit:.1f}): {'good' if figure <= limit else 'MISSED'}")
    return int(any(figure > limit for _, figure, limit in figures))


if __name__ == "__main__":
    sys.exit(main())
