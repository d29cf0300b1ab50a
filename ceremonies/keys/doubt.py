"""Whether the record may be an older copy, where keys are concerned (rule ROLLBACK)."""

from ceremonies.sittings.state import SittingState


def doubt_of(sitting: SittingState, left: int, *, production: bool, decided: bool = False) -> str:
    """Why nothing may be signed, activated or destroyed now; empty when all is well, and in a rehearsal.

    Args:
        sitting: the one that is open.
        left: the size of the newest head that is known to have left the room; 0 when none has.
        production: whether the workspace is one.
        decided: whether two people recorded in this sitting that they go on without that head.
    """
    if not production or decided or sitting.number <= 1:  # before the first sitting's end no head could leave
        return ""
    brought = sitting.brought or 0
    if brought and brought >= left:
        return ""
    what = f"a newer head left than the one at {brought} that was brought" if brought else "no head was brought"
    return (
        f"Nothing shows that this record is the newest: {what}. Open the workspace again with the head that was taken "
        "away last, or have two people record the decision to go on without it."
    )
