"""One sentence on the private screen, read before it goes on."""

from collections.abc import Sequence

from app.strongroom.private.app import Look, PrivateApp
from app.widgets.line import Line, Piece, paragraph


class NoticeApp(PrivateApp[bool]):
    """Says something; any key goes on."""

    TITLE_WORDS = "NOTE"

    def __init__(self, look: Look, sentence: str, *, rehearsal: bool) -> None:
        super().__init__(look, whose="", rehearsal=rehearsal)
        self._sentence = sentence

    def body(self, width: int) -> Sequence[Line]:
        """The sentence."""
        return paragraph(self._sentence, width)

    def keys(self) -> list[list[Piece]]:
        """Any key."""
        return [[("any key", "key"), " go on"]]

    def press(self, key: str, character: str | None) -> None:
        """Go on."""
        del key, character
        self.leave(answer=True)
