"""Each screen at 80x24 and 120x40, as it was looked at. ``KEYROOM_LOOK=1`` writes them anew, to be looked at again."""

import os
from pathlib import Path

import pytest

from app.screens.place import Place
from ceremonies.ledger.entry import Entry
from tests.app.screens.showing import Showing, text_of
from tests.app.screens.views import RUN, STANDING

LOOKED_AT = Path(__file__).with_name("looked_at")
NAMES = ("home", "incident", "run", "track", "decisions", "kept", "handover", "ledger", "people", "help", "corrections")


def entries(start: int, stop: int) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            seq=seq,
            salt="0" * 32,
            recorded_at="2026-11-22T14:05:00.000000Z",
            stream="run/TEST-0042/2",
            n=seq,
            kind="item.ticked",
            body={"step": "4.2.1.7", "item": "a", "answer": "done"},
            by=("P-01",),
            head="",
        )
        for seq in range(start, min(stop, 1204))
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", NAMES)
async def test_a_screen_looks_as_it_was_looked_at(name: str, size: tuple[int, int]) -> None:
    place = Place(name=name, incident="TEST-0042", run=RUN, about="run" if name == "help" else "")
    app = Showing(place, STANDING)
    async with app.run_test(size=size) as pilot:
        app.screen.read = entries
        await pilot.pause()
        shown = text_of(app)
    golden = LOOKED_AT / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("KEYROOM_LOOK"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
    assert max(len(line) for line in shown.splitlines()) <= size[0]
