"""The tokens: what each is, whether it was tried and may be used, and where its PINs are kept."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.screens.frame import KeyroomScreen
from app.screens.place import Name
from app.widgets.line import BLANK, Line, line, paragraph
from ceremonies.tokens.view import TokenView


class TokensScreen(KeyroomScreen):
    """The register of tokens."""

    NAME: ClassVar[Name] = "tokens"
    SCOPE: ClassVar[Scope | None] = "tokens"

    def subject(self) -> str:
        """What it shows."""
        return "tokens"

    def body(self, width: int) -> Sequence[Line]:
        """A token a row."""
        if self.standing is None or self.standing.where.tokens is None:
            return ()
        known = self.standing.where.tokens
        if not known.tokens:
            says = "No token stands in this record yet. l looks which are plugged in; i makes a software token."
            return paragraph(says, width)
        lines = paragraph(known.doing, width, first=(" ", ("UNDER WAY", "warn"), "  ")) if known.doing else []
        return [*lines, *(drawn for one in known.tokens for drawn in _token(one, width))]

    def chosen(self, act: str) -> dict[str, str]:
        """The token the cursor is on."""
        del act
        return {"token": self.sheet.row} if self.sheet.row else {}


def _token(one: TokenView, width: int) -> list[Line]:
    row = f"{one.serial} {one.label}"
    probe = (f"  probe {one.probe}", "good" if one.probe == "passed" else "alert")
    lines = [line(" ", (one.label or "no label", "strong"), f"  serial {one.serial}", row=row)]
    lines += paragraph(one.what, width, first=("     ",), tone="warn" if one.kind == "software" else "", row=row)
    lines.append(line("     ", one.stands, (probe[0], "good" if one.probe == "passed" else "alert"), row=row))
    for each in (*one.failures, *((one.refusal,) if one.refusal else ())):
        lines += paragraph(each, width, first=("     ", ("! ", "alert")), row=row)
    for each in one.custody:
        lines += paragraph(each, width, first=("     ",), tone="dim", row=row)
    if one.flags:
        lines += paragraph(", ".join(one.flags), width, first=("     ",), tone="dim", row=row)
    return [*lines, BLANK]
