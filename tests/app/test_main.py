"""The App on a real room: keys to records, refusals to sentences, and an end to everything."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from app.dialogs.chooser import ChooserDialog
from app.dialogs.form import FormDialog
from app.dialogs.passphrase import PassphraseDialog
from app.dialogs.too_small import TooSmallDialog
from app.machine import Machine
from app.main import KeyroomApp
from app.wiring import SystemClock, SystemEntropy
from ceremonies.errors import NotRecorded
from ceremonies.incidents.actions import Raise
from ceremonies.ledger.store import Ledger
from ceremonies.parties.actions import PutParty
from ceremonies.parties.party import Party
from ceremonies.people.actions import EnrolFirstTwo, Enrolment
from ceremonies.room import Room
from ceremonies.sealing import Cost
from ceremonies.secret import Secret
from ceremonies.sittings.actions import SignIn
from ceremonies.workspace import Workspace, create_workspace, open_workspace
from tests.app.screens.showing import text_of

CHEAP = Cost(8, 1, 1)
WORD = Secret("correct horse")
WORDS = {"P-01": WORD, "P-02": WORD}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace with two people, a supplier and an incident at its first step."""
    path = tmp_path / "workspace"
    create_workspace(path, "rehearsal", WORD, clock=SystemClock(), entropy=SystemEntropy(), cost=CHEAP).close()
    with open_workspace(path, WORD, entropy=SystemEntropy()) as opened:
        room = Room(opened, SystemClock(), SystemEntropy(), cost=CHEAP)
        room.open_sitting()
        people = tuple(
            Enrolment(
                name=name, organisation="DCC", roles=(role,), public_key=room.make_key(WORD, (role,), after=after)
            )
            for after, (name, role) in enumerate((("J. Okafor", "Incident Commander"), ("M. Lindqvist", "Scribe")))
        )
        room.perform(EnrolFirstTwo(first=people[0], second=people[1]), WORDS)
        room.perform(SignIn(by="P-01", person="P-01"), WORDS)
        supplier = Party(id="ACME", name="Acme Energy", party_roles=("Supplier Party",), aros=("A. Ro",))
        room.perform(PutParty(by="P-01", party=supplier, source="test"), WORDS)
        told = Raise(by="P-01", incident="TEST-0042", what="a key", subscriber="ACME", notified_by="the ARO")
        room.perform(told, WORDS)
    return path


@pytest.fixture
def workspace(path: Path) -> Iterator[Workspace]:
    with open_workspace(path, WORD, entropy=SystemEntropy()) as opened:
        yield opened


@asynccontextmanager
async def running(workspace: Workspace, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[KeyroomApp, Pilot]]:
    def begin() -> Room:
        room = Room(workspace, SystemClock(), SystemEntropy(), cost=CHEAP)
        if not workspace.readonly:
            room.open_sitting()
        return room

    app = KeyroomApp(workspace, begin, lambda: Machine(links=(), known=True, free=41 * 10**9))
    async with app.run_test(size=size) as pilot:
        await until(lambda: app._room is not None)
        await pilot.pause()
        yield app, pilot


async def until(true: object) -> None:
    """Let the program go on until ``true`` is; the one way to wait for a worker."""
    assert callable(true)
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0)
            await asyncio.to_thread(lambda: None)


async def signed_in(app: KeyroomApp, pilot: Pilot) -> None:
    await pilot.press("i", "down", "enter")
    await until(lambda: isinstance(app.screen, PassphraseDialog) and app.screen.query(Input))
    await pilot.press(*"correct", "space", *"horse", "enter")
    await until(lambda: app.by == "P-01")
    await pilot.pause()


async def test_home_is_painted_before_the_room_is_there(workspace: Workspace) -> None:
    painted = []

    def begin() -> Room:
        painted.append(text_of(app))
        return Room(workspace, SystemClock(), SystemEntropy(), cost=CHEAP)

    app = KeyroomApp(workspace, begin, lambda: Machine(links=(), known=True, free=0))
    async with app.run_test(size=(80, 24)):
        await until(lambda: painted)
    assert "TEST-0042" in painted[0]
    assert "Opening" in painted[0]


async def test_a_person_signs_in_and_stands_in_the_first_line(workspace: Workspace) -> None:
    async with running(workspace) as (app, pilot):
        assert "nobody signed in" in text_of(app)
        await signed_in(app, pilot)
        assert "J. Okafor" in text_of(app).splitlines()[0]
        assert "REHEARSAL" in text_of(app).splitlines()[0]


async def test_space_ticks_the_item_at_once_and_takes_it_back(workspace: Workspace) -> None:
    async with running(workspace) as (app, pilot):
        await signed_in(app, pilot)
        await pilot.press("enter")
        await pilot.pause()
        before = app.room.ledger.size
        await pilot.press("space")
        await until(lambda: app.room.ledger.size == before + 1)
        await until(lambda: "ticked by J. Okafor" in text_of(app))
        await pilot.press("space")
        await until(lambda: app.room.ledger.size == before + 2)
        await until(lambda: "not yet by J. Okafor" in text_of(app))


async def test_a_refusal_stands_in_the_form_and_what_was_typed_stays(workspace: Workspace) -> None:
    async with running(workspace) as (app, pilot):
        await signed_in(app, pilot)
        await pilot.press("n", *"LIVE", "enter", *"a_key", "enter", *"the_ARO", "ctrl+s")
        await until(lambda: isinstance(app.screen, FormDialog) and app.screen.refusal)
        await pilot.pause()
        shown = text_of(app)
        assert "REFUSED  INCIDENT-REFERENCE" in shown
        assert "LIVE" in shown
        assert "the_ARO" in shown


async def test_what_must_be_answered_is_named_before_anything_is_asked_of_the_room(workspace: Workspace) -> None:
    async with running(workspace) as (app, pilot):
        await signed_in(app, pilot)
        await pilot.press("n", "ctrl+s")
        await pilot.pause()
        assert "Incident reference: this is still to be answered." in text_of(app)


async def test_a_wrong_passphrase_is_a_sentence_and_records_nothing(workspace: Workspace) -> None:
    async with running(workspace) as (app, pilot):
        before = app.room.ledger.size
        await pilot.press("i", "down", "enter")
        await until(lambda: isinstance(app.screen, PassphraseDialog))
        await pilot.press(*"wrong", "enter")
        await until(lambda: isinstance(app.screen, FormDialog) and app.screen.refusal)
        assert app.room.ledger.size == before
        assert app.by == ""


async def test_leaving_the_passphrase_records_nothing_and_keeps_the_form(workspace: Workspace) -> None:
    async with running(workspace) as (app, pilot):
        before = app.room.ledger.size
        await pilot.press("i", "down", "enter")
        await until(lambda: isinstance(app.screen, PassphraseDialog))
        await pilot.press("escape")
        await until(lambda: isinstance(app.screen, FormDialog) and not app.screen.busy)
        assert app.room.ledger.size == before


async def test_a_full_disk_is_a_sentence_and_the_item_stays_open(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(workspace) as (app, pilot):
        await signed_in(app, pilot)
        await pilot.press("enter")
        await pilot.pause()

        def full(*_args: object) -> None:
            raise NotRecorded("Nothing was recorded, so it did not happen. The disk is full.")

        monkeypatch.setattr(Ledger, "commit", full)
        await pilot.press("space")
        await until(lambda: "The disk is full." in text_of(app))
        assert "[x]" not in text_of(app)


async def test_a_terminal_that_is_too_small_gets_a_sentence_until_it_is_larger(workspace: Workspace) -> None:
    async with running(workspace) as (app, pilot):
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert isinstance(app.screen, TooSmallDialog)
        assert "80 by" in text_of(app).replace("\n ", " ")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "NEEDS YOU NOW" in text_of(app)


async def test_a_workspace_that_is_only_read_says_so_at_the_top_and_refuses(path: Path) -> None:
    with open_workspace(path, WORD, entropy=SystemEntropy(), readonly=True) as opened:
        async with running(opened) as (app, pilot):
            assert "READ ONLY" in text_of(app)
            await pilot.press("n", "ctrl+s")
            await pilot.pause()
            assert isinstance(app.screen, FormDialog)


async def test_the_palette_finds_an_act_by_its_words(workspace: Workspace) -> None:
    async with running(workspace) as (app, pilot):
        await signed_in(app, pilot)
        await pilot.press("ctrl+p", *"raise")
        await until(lambda: "Raise an incident" in text_of(app))
        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, FormDialog))


async def test_leaving_is_asked_about_once_wherever_it_is_asked_for_while_people_are_signed_in(
    workspace: Workspace,
) -> None:
    async with running(workspace) as (app, pilot):
        await signed_in(app, pilot)
        await pilot.press("n", "ctrl+q", "ctrl+q")
        await pilot.pause()
        assert isinstance(app.screen, ChooserDialog)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, FormDialog)
        assert app.is_running


async def test_the_ledger_shows_an_entry_whole(workspace: Workspace) -> None:
    async with running(workspace) as (app, pilot):
        await pilot.press("L", "up", "enter")
        await pilot.pause()
        assert "incident.raised" in text_of(app) or "run.started" in text_of(app)


async def test_a_crash_is_a_sentence_without_the_values_of_variables(workspace: Workspace) -> None:
    app = Dying(workspace, lambda: pytest.fail("not reached"), lambda: Machine(links=(), known=True, free=0))
    secret = "share word acid"
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the pilot raises it again when it ends
        async with app.run_test(size=(80, 24)) as pilot:
            app._begin_room = lambda: _crash(secret)
            await pilot.pause()
            await until(lambda: app._exception is not None)
    printed = app.last_words
    assert "Keyroom stopped by a fault of its own (ZeroDivisionError in test_main.py" in printed
    assert secret not in printed


class Dying(KeyroomApp):
    """Keeps what it prints when it ends."""

    last_words = ""

    def _close_messages_no_wait(self) -> None:
        self.last_words = "".join(segment.text for one in self._exit_renderables for segment in one.segments)
        super()._close_messages_no_wait()


def _crash(secret: str) -> Room:
    words = secret.split()
    raise ZeroDivisionError(words)


def test_nothing_slow_is_imported_before_the_first_screen() -> None:
    code = (
        "import app.cli.main, app.cli.open, app.main, app.screens.home, app.machine, app.terminal, sys; "
        "print(*[m for m in ('sqlmodel', 'sqlalchemy', 'holidays', 'pkcs11', 'reportlab', 'pyhanko', "
        "'ceremonies.room', 'ceremonies.runbook', 'app.acts.catalogue') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
