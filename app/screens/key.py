"""One key: what stands, what comes next and whom it waits for, its shares, its copies, its activation."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.ceremony_words import signatures_line
from app.screens.frame import KeyroomScreen
from app.screens.phrases import until, when
from app.screens.place import Name, Standing
from app.widgets.line import BLANK, Line, Piece, ends, heading, line, paragraph
from ceremonies.keys.views import ActivationView, KeyView, SetView


class KeyScreen(KeyroomScreen):
    """A key of the register."""

    NAME: ClassVar[Name] = "key"
    SCOPE: ClassVar[Scope | None] = "key"

    def subject(self) -> str:
        """The key."""
        key = self.standing.where.key if self.standing else None
        return f"{key.mark} {key.key}  {key.title}".strip() if key else ""

    def body(self, width: int) -> Sequence[Line]:
        """Everything that is known of it."""
        key = self.standing.where.key if self.standing else None
        if self.standing is None or key is None:
            return ()
        held = f"{key.m} of {key.n} shares" if key.n else "on its token"
        first: list[Piece] = [" ", (key.status.upper(), "strong"), f"  {held}"]
        lines = [ends(first, [(f"since {when(key.since, self.standing.now)} ", "dim")], width), BLANK]
        lines += next_lines(key, width)
        if key.activation is not None:
            lines += [BLANK, *_activation(key.activation, self.standing, width)]
        for one in key.sets:
            lines += [BLANK, *_set(one, width)]
        return [*lines, *_copies(key, width), *_certificates(key, width), *_public(key, width), *_stands(key, width)]


def next_lines(key: KeyView, width: int) -> list[Line]:
    """What comes next for a key, and whom it waits for."""
    lines: list[Line] = []
    for at, one in enumerate(key.next or ("nothing is due",)):
        lines += paragraph(one, width, first=(" ", ("NEXT   " if not at else "then   ", "head"), "  "), rest=" " * 10)
    if key.who:
        lines += paragraph(", ".join(key.who), width, first=(" ", ("waits for", "warn"), "  "), rest=" " * 12)
    if key.work:
        lines += paragraph(key.work, width, first=(" ", ("UNDER WAY", "warn"), "  "))
    for one in key.remark:
        lines += paragraph(one, width, first=(" ", ("MIND", "warn"), "  "))
    for one in key.destroyed_but_for:
        lines += paragraph(one, width, first=(" ", ("NOT DESTROYED YET", "warn"), "  "))
    return lines


def _set(one: SetView, width: int) -> list[Line]:
    lines = [heading(f"SHARES, SET {one.identifier}, {one.m} OF {one.n}, {one.status.upper()}")]
    for each in one.shares:
        sign = ("● ", "good") if each.proved else ("○ ", "warn")
        lines += paragraph(each.says, width, first=("   ", (sign[0], sign[1]), f"{each.index:>2}  "), rest=" " * 9)  # type: ignore[arg-type]  # a sign and its tone
    return lines


def _activation(one: ActivationView, standing: Standing, width: int) -> list[Line]:
    awake = one.status in {"opening", "open", "active"}
    lines = [heading(f"ACTIVATION {one.id}: {one.status.upper()}")]
    lines += paragraph(f"{one.purpose}. {signatures_line(one)}", width, first=("   ",))
    if awake:
        end = f"agreed end {until(one.until, standing.now)}{', PASSED' if one.over else ''}"
        lines.append(line("   ", (end, "alert" if one.over else "")))
        quorum = f"{one.here} of {one.need} people here; {one.have} have entered their shares"
        lines.append(line("   ", (quorum, "" if one.here >= one.need else "alert")))
    return lines


def _copies(key: KeyView, width: int) -> list[Line]:
    if not key.copies:
        return []
    lines = [BLANK, heading("COPIES OF THE WRAPPED KEY" if key.n else "BACKUPS")]
    for one in key.copies:
        digest = f", SHA-256 {one.digest[:16]}" if one.digest else ""
        lines += paragraph(f"{one.number}  {one.medium}, {one.place}: {one.status}{digest}", width, first=("   ",))
    return lines


def _certificates(key: KeyView, width: int) -> list[Line]:
    if not key.certificates:
        return []
    lines = [BLANK, heading("CERTIFICATES")]
    for one in key.certificates:
        revoked = ", REVOKED" if one.revoked_at else ""
        lines += paragraph(f"{one.serial}{revoked}, {one.name}", width, first=("   ",))
    return lines


def _public(key: KeyView, width: int) -> list[Line]:
    if not key.fingerprint:
        return []
    lines = [BLANK, heading("PUBLIC KEY, SHA-256"), *paragraph(key.fingerprint, width, first=("   ",))]
    lines += [line("   ", one) for one in key.words]
    return [*lines, BLANK, heading("READ BACK"), *paragraph("; ".join(key.attributes), width, first=("   ",))]


def _stands(key: KeyView, width: int) -> list[Line]:
    if not key.stands:
        return []
    return [
        BLANK,
        heading("WHAT STANDS"),
        *(each for one in key.stands for each in paragraph(one, width, first=("   ",))),
    ]
