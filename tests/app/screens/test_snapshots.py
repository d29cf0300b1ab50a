"""Each screen at 80x24 and 120x40, as it was looked at. ``KEYROOM_LOOK=1`` writes them anew, to be looked at again."""

import os
from pathlib import Path

import msgspec
import pytest

from app.acts.catalogue import acts_at
from app.screens.moves import acts_on, moves_on
from app.screens.place import Place
from app.widgets.band import Band, nothing
from ceremonies.ledger.entry import Entry
from tests.app.screens.showing import Showing, text_of
from tests.app.screens.views import RUN, STANDING

LOOKED_AT = Path(__file__).with_name("looked_at")
NAMES = ("home", "incident", "run", "track", "decisions", "kept", "handover", "ledger", "people", "corrections")


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
    app = Showing(Place(name=name, incident="TEST-0042", run=RUN), STANDING)
    async with app.run_test(size=size) as pilot:
        app.screen.read = entries
        await pilot.pause()
        app.screen.query_one("#keys", Band).show(nothing)  # which acts there are is the list of acts' own affair
        await pilot.pause()
        shown = text_of(app)
    golden = LOOKED_AT / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("KEYROOM_LOOK"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
    assert max(len(line) for line in shown.splitlines()) <= size[0]


async def test_help_names_every_act_and_way_of_the_screen_it_explains() -> None:
    app = Showing(Place(name="help", incident="TEST-0042", run=RUN, about="run"), STANDING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        said = "\n".join("".join(span.text for span in one.spans) for one in app.screen.body(80))
    for act in acts_at(STANDING.where, "run"):
        assert act.title in said
    for move in moves_on(STANDING.where, "run"):
        assert move.title in said


@pytest.mark.parametrize("name", ["home", "run", "incident", "people"])
async def test_every_key_stands_at_the_bottom_or_beside_its_row(name: str) -> None:
    app = Showing(Place(name=name, incident="TEST-0042", run=RUN), STANDING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = text_of(app).splitlines()
        for act in acts_on(STANDING.where, name, app.screen.SCOPE):
            assert act.aside or app.screen.in_body(act.name) or act.name in " ".join(shown[-3:])
        for move in moves_on(STANDING.where, name):
            assert move.label in " ".join(shown[-3:])


async def test_space_on_a_row_posts_what_answers_it() -> None:
    app = Showing(Place(name="run", incident="TEST-0042", run=RUN), STANDING)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("down", "down", "down", "space", "down", "space")
        await pilot.pause()
    tick, record = app.posted
    assert (tick.act, tick.chosen, tick.at_once) == ("tick", {"item": "c", "answer": "done"}, True)
    assert (record.act, record.chosen, record.at_once) == ("record", {"field": "ref"}, False)


async def test_capital_a_goes_to_the_other_open_step() -> None:
    app = Showing(Place(name="run", incident="TEST-0042", run=RUN), STANDING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("A")
        await pilot.pause()
    assert app.posted[0].place == Place(name="run", incident="TEST-0042", run=RUN, step="4.2.1.6")


async def test_a_hundred_thousand_entries_are_read_a_few_at_a_time() -> None:
    asked: list[tuple[int, int]] = []

    def some(start: int, stop: int) -> tuple[Entry, ...]:
        asked.append((start, stop))
        return entries(start % 1000, start % 1000 + stop - start)

    home = msgspec.structs.replace(STANDING.where.home, entries=100_000)
    standing = msgspec.structs.replace(STANDING, where=msgspec.structs.replace(STANDING.where, home=home))
    app = Showing(Place(name="ledger"), standing)
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.read = some
        await pilot.press("pageup", "home", "end")
        await pilot.pause()
    assert sum(stop - start for start, stop in asked) < 2000
