"""Where a person stands: the views that acts are offered on, made the same way for both front ends."""

from app.acts.act import Where
from ceremonies.room import Room
from ceremonies.runbook.view import title_of


def where(room: Room, *, by: str, incident: str = "", run: str = "", step: str = "") -> Where:
    """What is shown now.

    Args:
        room: the open room.
        by: the person at the keyboard.
        incident: the incident shown, or "".
        run: the run shown, or ""; its incident is shown with it.
        step: the open step at hand; the first open one when it is "" or no longer open.
    """
    run_view = room.run(run) if run else None
    at_hand = None
    if run_view and run_view.open:
        at_hand = next((one for one in run_view.open if one.id == step), run_view.open[0])
    reference = run_view.incident if run_view else incident
    return Where(
        by=by,
        home=room.home(),
        people=room.persons(),
        incident=room.incident(reference) if reference else None,
        run=run_view,
        step=at_hand,
        procedures=_procedures(room) if reference else {},
    )


def _procedures(room: Room) -> dict[str, str]:
    """The parts of the procedure that can be carried out, by id."""
    book = room.current_book()
    return {one.part_of: title_of(book, one.part_of) for one in book.text if one.steps}
