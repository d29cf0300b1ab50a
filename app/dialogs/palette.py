"""Every act and every way, searched by words."""

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from app.acts.act import Scope
from app.acts.catalogue import acts_at
from app.screens.moves import moves_on, shown_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.main import KeyroomApp

_SCOPES: tuple[Scope, ...] = ("run", "incident", "home", "people", "record")


class ActsProvider(Provider):
    """Made from the list of acts, like the keys' line and help."""

    async def discover(self) -> Hits:
        """Everything, while nothing has been typed."""
        for title, says, chosen in self._all():
            yield DiscoveryHit(title, chosen, help=says)

    async def search(self, query: str) -> Hits:
        """What fits the words."""
        matcher = self.matcher(query)
        for title, says, chosen in self._all():
            score = max(matcher.match(title), matcher.match(says) / 2)
            if score > 0:
                yield Hit(score, matcher.highlight(title), chosen, help=says)

    def _all(self) -> "Iterator[tuple[str, str, Callable[[], None]]]":
        app = cast("KeyroomApp", self.app)
        where, screen = app.where(), app.shown
        for scope in _SCOPES:
            if (scope == "run" and where.run is None) or (scope == "incident" and where.incident is None):
                continue
            for act in acts_at(where, scope):
                key = f"  ({shown_key(act.key)})" if scope == screen.SCOPE else ""
                yield f"{act.title}{key}", act.help, partial(app.start, act, screen.chosen(act.name))
        for move in moves_on(where, screen.NAME):
            if move.name not in ("palette", "open", "show"):
                yield f"{move.title}  ({shown_key(move.key)})", "", partial(app.move, move.name)
