"""Imports what the next keys will need, while the first screen is being looked at."""

import importlib

SOON = (
    "app.carrying",
    "app.dialogs.asking",
    "app.dialogs.passphrase",
    "app.dialogs.palette",
    "app.screens.runbook",
    "app.screens.incident",
    "app.screens.ledger",
    "app.screens.people",
    "app.screens.help",
    "ceremonies.workspace.engine",
    "holidays",
)
"""In the order in which they are wanted: forms first, then screens, then what the record needs."""


def warm_up() -> None:
    """Import them; what can't be imported says so when it is wanted."""
    for name in SOON:
        try:
            importlib.import_module(name)
        except ImportError:
            return
