"""A field for a file's name, which completes it."""

import asyncio
from pathlib import Path

from textual.suggester import Suggester
from textual.widgets import Input


class PathInput(Input):
    """The right arrow takes the completion that is shown."""

    def __init__(self, value: str = "", placeholder: str = "") -> None:
        super().__init__(value, placeholder=placeholder, suggester=PathSuggester(), compact=True, select_on_focus=False)


class PathSuggester(Suggester):
    """Completes what was typed to the first name in its folder that begins so."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The completion, or None."""
        return await asyncio.to_thread(completed, value)


def completed(typed: str) -> str | None:
    """``typed`` completed by the first name that fits; a folder ends in a slash. Hidden names must be begun."""
    folder, slash, begun = typed.rpartition("/")
    place = Path(folder + slash if slash else ".").expanduser()
    try:
        names = sorted(one.name for one in place.iterdir() if one.name.startswith(begun))
        found = next((one for one in names if begun or not one.startswith(".")), None)
        if found is None or (not typed):
            return None
        return folder + slash + found + ("/" if (place / found).is_dir() else "")
    except OSError:
        return None
