"""Passphrases: unseen, handed on once, kept nowhere."""

from textual.app import App
from textual.widgets import Input

from app.dialogs.passphrase import PassphraseDialog
from ceremonies.secret import Secret
from tests.app.screens.showing import text_of


class Asking(App[None]):
    def __init__(self, dialog: PassphraseDialog) -> None:
        super().__init__()
        self.dialog = dialog
        self.answers: list[Secret | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.answers.append)


async def test_what_is_typed_is_not_shown_and_comes_back_as_a_secret() -> None:
    app = Asking(PassphraseDialog("Passphrase of J. Okafor: "))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"acid")
        await pilot.pause()
        assert "acid" not in text_of(app)
        field = app.dialog.query_one("#first", Input)
        await pilot.press("enter")
        assert app.answers == [Secret("acid")]
        assert field.value == ""


async def test_a_new_one_must_be_the_same_twice() -> None:
    app = Asking(PassphraseDialog("New passphrase: ", new=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"one", "enter", *"two", "enter")
        await pilot.pause()
        assert "The two differ" in text_of(app)
        await pilot.press(*"one", "enter", *"one", "enter")
        assert app.answers == [Secret("one")]


async def test_leaving_gives_nothing() -> None:
    app = Asking(PassphraseDialog("Passphrase: "))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "escape")
        assert app.answers == [None]


async def test_an_empty_one_is_not_taken() -> None:
    app = Asking(PassphraseDialog("Passphrase: "))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert "It is empty." in text_of(app)
        assert app.answers == []
