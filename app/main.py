"""The App: messages to actions, views to screens. What may be done is the Room's to say."""

import asyncio
import signal
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import msgspec
from rich.segment import Segment, Segments
from textual.app import App
from textual.events import Resize
from textual.geometry import Size

from app.acts.act import Act, Where
from app.cli.exits import Exit
from app.first_look import first_home
from app.last_words import last_words
from app.machine import Look
from app.screens.catalogue import screen_for
from app.screens.frame import KeyroomScreen
from app.screens.place import Place, Standing
from app.terminal import PlainDriver, Terminal, WithoutColour
from app.theme import KEYROOM
from app.warming import warm_up
from ceremonies.errors import KeyroomError, Misuse
from ceremonies.secret import Secret
from ceremonies.workspace import Workspace

if TYPE_CHECKING:
    from textual.command import Provider

    from app.dialogs.form import FormDialog
    from app.performing import Ask
    from app.working import Working
    from ceremonies.room import Done, Room

SMALLEST = Size(80, 24)
"""Cells and lines below which the screens would have to leave things out."""
_SECONDS_BETWEEN_LOOKS = 10
_LEAVING = "leaving"
"""The worker that asks how to leave; there is one at a time."""
_SECONDS_TO_PAINT = 0.02
"""What the terminal gets to take the first screen in before the program is busy again."""


def _palette() -> "type[Provider]":
    from app.dialogs.palette import ActsProvider  # noqa: PLC0415 - not needed for the first paint

    return ActsProvider


def act_named(name: str) -> Act:
    """The act of that name."""
    from app.acts.catalogue import ACTS  # noqa: PLC0415 - not needed for the first paint

    return next(one for one in ACTS if one.name == name)


class KeyroomApp(App[None]):
    """Keyroom on a terminal.

    Attributes:
        workspace: the open folder.
        by: who is at the keyboard; "" when nobody is signed in.
    """

    CSS_PATH = Path(__file__).with_name("main.tcss")
    TITLE = "Keyroom"
    COMMANDS: ClassVar = {_palette}
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        workspace: Workspace,
        begin: "Callable[[], Room]",
        look: Look,
        terminal: Terminal | None = None,
        *,
        answers: int | None = None,
    ) -> None:
        """Show ``workspace``.

        Args:
            workspace: the open folder.
            begin: makes its room and opens the sitting, once the first screen is painted.
            look: looks at the workstation.
            terminal: what the terminal can do.
            answers: a descriptor with prepared answers to private questions; rehearsals only.
        """
        terminal = terminal or Terminal()
        self._plain = terminal.plain
        self._answers = answers
        self._working: Working | None = None
        super().__init__(driver_class=PlainDriver if terminal.plain else None)
        if not terminal.colour:
            self.no_color = True
            self._filters = [WithoutColour()]
        self.workspace = workspace
        self.by = ""
        self._begin_room = begin
        self._room: Room | None = None
        self._look = look
        self._notice = self._said = ""
        self.register_theme(KEYROOM)
        self.theme = KEYROOM.name

    def get_default_screen(self) -> KeyroomScreen:
        """Home."""
        return self._made(Place(name="home"))

    def _made(self, place: Place) -> KeyroomScreen:
        screen = screen_for(place)
        screen.read = lambda start, stop: tuple(self.room.ledger.entries(start, stop))
        return screen

    def on_mount(self) -> None:
        """Show home from the table of streams; the room comes right after the first paint."""
        now = datetime.now(UTC)
        where = Where(by="", home=first_home(self.workspace, now))
        self.shown.standing = Standing(where=where, now=now, machine=self._look(), ready=False)
        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(one, self.exit)  # Textual leaves the terminal as it is on these
        self.call_after_refresh(self.set_timer, _SECONDS_TO_PAINT, self._begin)

    def _begin(self) -> None:
        """Make the room and begin the sitting."""
        try:
            self._room = self._begin_room()
        except KeyroomError as error:
            self.exit(return_code=Exit.STOPPED, message=str(error))
            return
        self._working = self._strong_rooms()
        self.by = next(iter(self.room.home().present), "")
        self.show_now()
        self.set_interval(_SECONDS_BETWEEN_LOOKS, self.show_now)
        self.run_worker(warm_up, thread=True, exit_on_error=False)

    def _strong_rooms(self) -> "Working":
        """What has work done in the strong room."""
        from app.strong_rooms import strong_rooms  # noqa: PLC0415 - not needed for the first paint
        from app.wiring import SystemEntropy  # noqa: PLC0415 - as above
        from app.work import Worker  # noqa: PLC0415 - as above
        from app.working import Working  # noqa: PLC0415 - as above

        rooms = strong_rooms(self.workspace.kind, answers=self._answers)
        return Working(self, Worker(self.room, rooms, SystemEntropy()), self.show_now, plain=self._plain)

    @property
    def working(self) -> "Working":
        """Has work done.

        Raises:
            Misuse: the room isn't there yet.
        """
        if self._working is None:
            raise Misuse("Something was to be done before the room was open.")
        return self._working

    def on_unmount(self) -> None:
        """No strong room outlives the program."""
        if self._working is not None:
            self._working.worker.rooms.dismiss_all()

    @property
    def room(self) -> "Room":
        """What is known, and the one way to change it.

        Raises:
            Misuse: it isn't there yet.
        """
        if self._room is None:
            raise Misuse("Something was asked for before the room was open.")
        return self._room

    # What is shown

    @property
    def shown(self) -> KeyroomScreen:
        """The screen in front, behind whatever dialog."""
        return next(one for one in reversed(self.screen_stack) if isinstance(one, KeyroomScreen))

    def show_now(self) -> None:
        """Hand the present state down to the screen in front."""
        screen = self.shown
        if self._room is None:
            return
        try:
            screen.standing = self.standing_at(screen.place)
        except KeyroomError as error:
            if screen.standing is not None:
                screen.standing = msgspec.structs.replace(screen.standing, notice=str(error))

    def standing_at(self, place: Place) -> Standing:
        """Everything a screen on ``place`` draws."""
        from app.entry_words import last_line  # noqa: PLC0415 - not needed for the first paint
        from app.standing import where as where_at  # noqa: PLC0415 - as above

        newest = next(iter(self.room.ledger.entries(start=self.room.ledger.size - 1)), None)
        where = where_at(
            self.room,
            by=self.by,
            incident=place.incident,
            run=place.run,
            step=place.step,
            key=place.key,
            keys=place.name in {"keys", "key", "tokens"},
        )
        return Standing(
            where=where,
            now=self.room.now(),
            machine=self._look(),
            last=last_line(newest, where.home.names) if newest else "",
            notice=self._notice,
            said=(self._working.says if self._working else "") or self._said,
        )

    def where(self) -> Where:
        """Where the person at the keyboard stands."""
        return self.standing_at(self.shown.place).where

    def go_to(self, place: Place) -> None:
        """Show ``place``: another step or the next run on the same screen, anything else on a new one."""
        self._notice = self._said = ""
        if self.shown.place.name == place.name:
            self.shown.place = place
        else:
            self.push_screen(self._made(place))
        self.show_now()

    def go_back(self) -> None:
        """Show the screen before."""
        self._notice = self._said = ""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        self.show_now()

    def on_resize(self, event: Resize) -> None:
        """Say so when the terminal is too small, and go on when it isn't any more."""
        from app.dialogs.too_small import TooSmallDialog  # noqa: PLC0415 - hardly ever shown

        small = event.size.width < SMALLEST.width or event.size.height < SMALLEST.height
        if small and not isinstance(self.screen, TooSmallDialog):
            self.push_screen(TooSmallDialog(SMALLEST))
        elif not small and isinstance(self.screen, TooSmallDialog):
            self.pop_screen()

    # What is pressed

    def on_keyroom_screen_place_chosen(self, event: KeyroomScreen.PlaceChosen) -> None:
        """Go where something was opened."""
        self.go_to(event.place)

    def on_keyroom_screen_move_pressed(self, event: KeyroomScreen.MovePressed) -> None:
        """Go where a key leads."""
        self.move(event.move)

    def move(self, name: str) -> None:
        """Carry a move out."""
        place = self.shown.place
        match name:
            case "back" if self.working.cancel():
                self._said = "Nothing further is begun; what was begun comes to its end."
            case "back":
                self.go_back()
            case "palette":
                self.action_command_palette()
            case "quit":
                self.leave()
            case "keyboard":
                self.run_worker(self._change_keyboard())
            case "also":
                self.shown.go(name)
            case (
                "incident"
                | "handover"
                | "people"
                | "ledger"
                | "track"
                | "decisions"
                | "kept"
                | "corrections"
                | "keys"
                | "tokens"
                | "help"
            ):
                self.go_to(msgspec.structs.replace(place, name=name, about=place.name))

    def on_keyroom_screen_act_pressed(self, event: KeyroomScreen.ActPressed) -> None:
        """Ask what the act needs, or do it."""
        self.start(act_named(event.act), event.chosen, at_once=event.at_once)

    def start(self, act: Act, chosen: Mapping[str, str], *, at_once: bool = False) -> None:
        """Open the act's form; without one where it asks for nothing more."""
        self._notice = self._said = ""
        where = msgspec.structs.replace(self.where(), chosen=dict(chosen))
        fields = act.fields(where)
        if at_once or not fields:
            answers = {field.name: field.default for field in fields} | dict(chosen)
            self.run_worker(self._do(act, where, answers, None))
            return
        from app.dialogs.asking import form_for  # noqa: PLC0415 - not needed for the first paint

        self.push_screen(form_for(act, where, fields))

    def on_form_dialog_filled(self, event: "FormDialog.Filled") -> None:
        """Record what was filled in; the worker is the App's, so that its end is never lost with a screen."""
        act = act_named(event.act)
        event.form.busy = True
        self.run_worker(self._do(act, self.where(), event.answers, event.form))

    async def action_quit(self) -> None:
        """Textual's own Ctrl+Q, which goes before the screens' keys."""
        self.leave()

    def leave(self) -> None:
        """Leave, from wherever it is asked; how is asked once."""
        if self._room is None:
            self.exit()
        elif all(one.is_finished for one in self.workers if one.group == _LEAVING):
            self.run_worker(self._leave(), group=_LEAVING)

    # What is done

    async def _do(self, act: Act, where: Where, answers: Mapping[str, str], form: "FormDialog | None") -> None:
        """Have it recorded, and show how that ended."""
        from app.carrying import Stopped, carry_out  # noqa: PLC0415 - not needed for the first paint
        from ceremonies.room import Done  # noqa: PLC0415 - as above

        outcome = await carry_out(self.room, act, where, answers, self._ask, self.working.worker)
        if form is not None:
            form.busy = False
            if isinstance(outcome, Stopped):
                form.refusal = outcome.sentence
            elif isinstance(outcome, Done) and form.is_attached:
                await form.dismiss()
        elif isinstance(outcome, Stopped):
            self._notice = outcome.sentence
        if isinstance(outcome, Done):
            self._follow(outcome)
            self._said = outcome.said
            await self._after(outcome)
        self.show_now()

    async def _after(self, done: "Done") -> None:
        """Have done what the act promised outside the record, and end what it ended there."""
        from app.carrying import Stopped  # noqa: PLC0415 - not needed for the first paint

        await asyncio.to_thread(self.working.worker.heard, done)
        if done.work is None:
            return
        outcome = await self.working.carry_out(done.work, self.by)
        if isinstance(outcome, Stopped):
            self._notice = outcome.sentence
        else:
            self._said = getattr(outcome, "said", "")

    async def _ask(self, ask: "Ask") -> Secret | None:
        """Ask one person for a passphrase."""
        from app.dialogs.passphrase import PassphraseDialog  # noqa: PLC0415 - not needed for the first paint

        return await self.push_screen_wait(PassphraseDialog(ask.says, new=ask.new))

    def _follow(self, done: "Done") -> None:
        """Go where the record went: to a run that began, to a person who came in, went out or took command."""
        for entry in done.entries:
            match entry.kind:
                case "run.started":
                    run = str(entry.body["run"])
                    self.go_to(Place(name="run", incident=str(entry.body["incident"]), run=run))
                case "key.planned" if self.shown.place.name in {"keys", "key"}:
                    self.go_to(Place(name="key", key=str(entry.body["key"])))
                case "person.signed_in" if not self.by:
                    self.by = str(entry.body["person"])
                case "command.taken":
                    self.by = entry.by[0]
                case "person.signed_out" if entry.body["person"] == self.by:
                    self.by = next(iter(self.room.home().present), "")

    async def _change_keyboard(self) -> None:
        """Someone else takes the keyboard."""
        from app.dialogs.questions import who_takes_the_keyboard  # noqa: PLC0415 - not needed for the first paint

        self.by = await who_takes_the_keyboard(self, self.room.home(), self.by)
        self.show_now()

    async def _leave(self) -> None:
        """Leave; with people signed in, ask first whether the sitting ends."""
        if self.room.home().present and not self.workspace.readonly_because:
            from app.dialogs.questions import END, LEAVE, how_to_leave  # noqa: PLC0415 - as above

            way = await how_to_leave(self)
            if way == END:
                await self._do(act_named("endsitting"), self.where(), {}, None)
            if way not in (END, LEAVE) or self._notice:
                return
        self.exit(message=self._said or None)

    # When it goes wrong

    def _fatal_error(self) -> None:
        """End with a sentence. Textual would print a traceback with local variables, and those may hold secrets."""
        self.bell()
        self._exit_renderables = [Segments([Segment(last_words(self._exception))])]
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """End with the same sentence, whatever was to be printed."""
        del renderables
        self._fatal_error()
