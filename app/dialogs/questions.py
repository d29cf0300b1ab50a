"""The short questions that the program itself asks."""

from textual.app import App

from app.dialogs.chooser import ChooserDialog
from ceremonies.room_view import HomeView

END, LEAVE = "end", "leave"
_WAYS = (("stay", "Stay"), (END, "End the sitting, then leave"), (LEAVE, "Leave the sitting open"))
_SIGNED_IN = "People are signed in. A sitting that isn't ended is closed as such when the next one begins."


async def how_to_leave(app: App[None]) -> str:
    """END, LEAVE, or "stay"."""
    return await app.push_screen_wait(ChooserDialog("Leave Keyroom?", _SIGNED_IN, _WAYS)) or "stay"


async def who_takes_the_keyboard(app: App[None], home: HomeView, by: str) -> str:
    """The other person who is signed in, or one of several; ``by`` where nobody takes it."""
    others = [one for one in home.present if one != by]
    if len(others) < 2:  # noqa: PLR2004 - with one other person there is nothing to choose
        return next(iter(others), by)
    choices = [(one, home.names.get(one, one)) for one in others]
    return await app.push_screen_wait(ChooserDialog("Who takes the keyboard?", "", choices)) or by
