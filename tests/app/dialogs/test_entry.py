from textual.app import App

from app.dialogs.entry import EntryDialog
from ceremonies.ledger.entry import Entry
from tests.app.screens.showing import text_of

BODY = {"name": "Recovery report", "due": "2026-11-26T00:00:00.000000Z", "from": "2026-07-01T12:00:00.000000Z"}
ENTRY = Entry(
    seq=7,
    salt="0" * 32,
    recorded_at="2026-11-22T14:05:00.000000Z",
    stream="run/TEST-0042/2",
    n=3,
    kind="deadline.started",
    body=BODY | {"note": "2026-11-26 or so", "who": ["P-01"]},
    by=("P-01",),
    head="",
)


async def test_recorded_times_are_shown_as_london_has_them_with_what_stands_in_the_record() -> None:
    app = App()
    async with app.run_test(size=(100, 30)) as pilot:
        await app.push_screen(EntryDialog(ENTRY, {"P-01": "J. Okafor"}))
        await pilot.pause()
        shown = text_of(app)
    assert "due  Wed 25 Nov 2026 24:00 GMT  (2026-11-26T00:00:00.000000Z)" in shown
    assert "from  Wed 1 Jul 2026 13:00 BST  (2026-07-01T12:00:00.000000Z)" in shown
    assert "note  2026-11-26 or so" in shown
