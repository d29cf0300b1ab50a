"""The first screen before the room: read from the table of streams alone, while nothing slow is imported yet."""

from datetime import datetime
from typing import Any

import msgspec

from ceremonies.room_view import HomeView, home_view
from ceremonies.workspace import Workspace


def first_home(workspace: Workspace, now: datetime) -> HomeView:
    """Home as the record stands, with no sitting begun."""
    rows: dict[str, dict[str, Any]] = {
        name: msgspec.json.decode(row.summary) for name, row in workspace.ledger.stream_summaries().items()
    }
    return home_view(
        rows,
        now,
        kind=workspace.kind,
        origin=workspace.origin,
        entries=workspace.ledger.size,
        readonly=workspace.readonly_because or "",
        head_left=max(workspace.ledger.cosigned(), default=0),
        sitting=0,
    )
