"""The band of a key ceremony: which key, OLD or NEW, who is here of whom it needs, its shares, its token."""

from app.acts.act import Where
from app.ceremony_words import key_line, people_line, shares_line, signatures_line, token_line
from app.widgets.line import Line, Piece, line, paragraph


def ceremony_band(where: Where, width: int) -> list[Line]:
    """Up to three lines under the track; none where the run is no ceremony's."""
    held = where.run.ceremony if where.run else None
    if held is None:
        return []
    lines = paragraph(key_line(held), width, first=(" ", ("KEY", "head"), "  "), rest=" " * 6)
    said = [one for one in (people_line(held), shares_line(where.key) if where.key else "") if one]
    if said:
        lines += paragraph("; ".join(said), width, first=(" ", ("HERE", "head"), " "), rest=" " * 6)
    token: list[Piece] = []
    if where.key is not None and where.key.activation is not None and where.key.activation.status == "active":
        token = [(f"AWAKE: {signatures_line(where.key.activation)}  ", "alert")]
    words = token_line(held, where.tokens)
    if words or token:
        lines.append(line(" ", ("     ", "head"), *token, (words, "warn" if "SOFTWARE" in words else "")))
    return lines
