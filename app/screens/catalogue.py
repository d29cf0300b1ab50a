"""Which class draws which place. A screen's module is imported when it is first shown."""

import importlib
from typing import cast

from app.screens.frame import KeyroomScreen
from app.screens.place import Name, Place

_SCREENS: dict[Name, tuple[str, str]] = {
    "home": ("home", "HomeScreen"),
    "incident": ("incident", "IncidentScreen"),
    "run": ("runbook", "RunbookScreen"),
    "track": ("track", "TrackScreen"),
    "decisions": ("decisions", "DecisionsScreen"),
    "kept": ("kept", "KeptScreen"),
    "handover": ("handover", "HandoverScreen"),
    "ledger": ("ledger", "LedgerScreen"),
    "people": ("people", "PeopleScreen"),
    "help": ("help", "HelpScreen"),
    "corrections": ("corrections", "CorrectionsScreen"),
    "keys": ("keys", "KeysScreen"),
    "key": ("key", "KeyScreen"),
    "tokens": ("tokens", "TokensScreen"),
}


def screen_for(place: Place) -> KeyroomScreen:
    """A new screen on ``place``."""
    module, name = _SCREENS[place.name]
    screen = getattr(importlib.import_module(f"app.screens.{module}"), name)
    return cast("KeyroomScreen", screen(place))
