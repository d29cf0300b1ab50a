"""A small App that shows one screen with a hand-written view, and keeps what the screen posts."""

from pathlib import Path

from textual.app import App
from textual.message import Message

import app.main
from app.screens.catalogue import screen_for
from app.screens.frame import KeyroomScreen
from app.screens.place import Place, Standing
from app.theme import KEYROOM


class Showing(App[None]):
    CSS_PATH = Path(app.main.__file__).with_name("main.tcss")

    def __init__(self, place: Place, standing: Standing) -> None:
        super().__init__()
        self.register_theme(KEYROOM)
        self.theme = KEYROOM.name
        self.place, self.standing = place, standing
        self.posted: list[Message] = []

    def get_default_screen(self) -> KeyroomScreen:
        return screen_for(self.place)

    def on_mount(self) -> None:
        self.screen.standing = self.standing

    def on_keyroom_screen_act_pressed(self, event: KeyroomScreen.ActPressed) -> None:
        self.posted.append(event)

    def on_keyroom_screen_move_pressed(self, event: KeyroomScreen.MovePressed) -> None:
        self.posted.append(event)

    def on_keyroom_screen_place_chosen(self, event: KeyroomScreen.PlaceChosen) -> None:
        self.posted.append(event)


def text_of(app: App[None]) -> str:
    """What stands on the screen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"
