"""The places in which a secret could stand: files, a database, processes' arguments, a terminal, memory."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pyte
from sqlcipher3 import dbapi2

from tests.secret_search import Wanted, found_in, found_in_memory

_MAP = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")
_OVERLAP = 4096
"""Bytes of the block before that are read again with the next, so that nothing is cut in two."""
BLOCK = 16 * 1024 * 1024
HISTORY = 5000
BETWEEN = 0.05
"""Seconds between two looks at the processes."""


def in_files(folder: Path, wanted: Sequence[Wanted], *, but: Sequence[Path] = ()) -> list[str]:
    """What stands in the files under ``folder``, in their names, or in a link."""
    found = [f"name: {one}" for one in found_in("\n".join(map(str, folder.rglob("*"))).encode(), wanted)]
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in but:
            found += [f"{path.name}: {one}" for one in found_in(path.read_bytes(), wanted)]
    return found


def in_database(path: Path, key: bytes, wanted: Sequence[Wanted]) -> list[str]:
    """What stands in the database opened with its key, its write-ahead log taken in: in every row of every table."""
    connection = dbapi2.connect(f"file:{path}?mode=ro", uri=True)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = b"\n".join(_row(row) for name in tables for row in connection.execute(f'SELECT * FROM "{name}"'))  # noqa: S608 - names that the database itself gave
    finally:
        connection.close()
    assert rows, "the database is empty, so nothing was looked at"
    return [f"database: {one}" for one in found_in(rows, wanted, scattered=False)]


def _row(row: tuple[object, ...]) -> bytes:
    return b"\t".join(one if isinstance(one, bytes) else str(one).encode() for one in row)


def in_memory(pid: int, wanted: Sequence[Wanted]) -> list[str]:
    """What stands in the memory of a process that it can write to: every such mapping, block by block."""
    found = {name: None for block in _memory(pid) for name in found_in_memory(block, wanted)}
    return [f"memory: {name}" for name in found]


def _memory(pid: int) -> Iterator[bytes]:
    maps = Path(f"/proc/{pid}/maps").read_text()
    read = 0
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps.splitlines():
            match = _MAP.match(line)
            if match is None or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            for block in _mapping(memory, int(match[1], 16), int(match[2], 16)):
                read += len(block)
                if block.strip(b"\0"):
                    yield block
    assert read > 1_000_000, f"only {read} bytes of process {pid} could be read"


def _mapping(memory, start: int, end: int) -> Iterator[bytes]:
    at = start
    while at < end:
        with suppress(OSError, ValueError, OverflowError):
            memory.seek(at)
            yield memory.read(min(BLOCK, end - at))
        at += BLOCK - _OVERLAP if end - at > BLOCK else end - at


def in_terminal(capture: bytes, wanted: Sequence[Wanted], *, columns: int = 120, lines: int = 40) -> list[str]:
    """What a terminal was sent, and what it shows of it, its scrollback too."""
    shown = after_terminal(capture, columns=columns, lines=lines)
    found = found_in(capture, wanted) + found_in(shown, wanted)
    return [f"terminal: {one}" for one in dict.fromkeys(found)]


def after_terminal(capture: bytes, *, columns: int = 120, lines: int = 40) -> bytes:
    """The screen and the scrollback of a terminal that was sent ``capture``."""
    screen = pyte.HistoryScreen(columns, lines, history=HISTORY)
    pyte.ByteStream(screen).feed(capture)
    above = ["".join(row[at].data for at in range(columns)).rstrip() for row in screen.history.top]
    return "\n".join([*above, *(line.rstrip() for line in screen.display)]).encode()


class Watch:
    """Looks at the arguments of every process, again and again.

    Attributes:
        seen: every command line that was seen.
    """

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self._over = threading.Event()

    def look(self) -> None:
        """Look once."""
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                self.seen.add(path.read_bytes())

    def watch(self) -> None:
        """Look until it is over."""
        while not self._over.wait(BETWEEN):
            self.look()

    def end(self) -> None:
        """Look no more."""
        self._over.set()

    def found(self, wanted: Sequence[Wanted]) -> list[str]:
        """What stood in an argument."""
        spaced = b"\n".join(one.replace(b"\0", b" ") for one in self.seen)
        return [f"arguments: {one}" for one in found_in(spaced, wanted)]


@contextmanager
def arguments_watched() -> Iterator[Watch]:
    """Watch the arguments of processes for as long as the block lasts."""
    watch = Watch()
    thread = threading.Thread(target=watch.watch, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.look()
        watch.end()
        thread.join()
