"""Where a person stands: the views that acts are offered on, made the same way for both front ends."""

from app.acts.act import Where
from ceremonies.errors import Refused
from ceremonies.keys.views import KeyView
from ceremonies.room import Room
from ceremonies.runbook.script_acts import ACTS
from ceremonies.runbook.view import title_of
from ceremonies.runbook.views import CeremonyView, StepView
from ceremonies.workspace.layout import SOFTWARE_TOKENS


def where(
    room: Room, *, by: str, incident: str = "", run: str = "", step: str = "", key: str = "", keys: bool = False
) -> Where:
    """What is shown now.

    Args:
        room: the open room.
        by: the person at the keyboard.
        incident: the incident shown, or "".
        run: the run shown, or ""; its incident is shown with it.
        step: the open step at hand; the first open one when it is "" or no longer open.
        key: the key shown, or "" for the one that the step of a ceremony is about.
        keys: whether keys and tokens are shown.
    """
    run_view = room.run(run) if run else None
    at_hand = None
    if run_view and run_view.open:
        at_hand = next((one for one in run_view.open if one.id == step), run_view.open[0])
    reference = run_view.incident if run_view else incident
    held = run_view.ceremony if run_view else None
    shows_keys = keys or bool(key) or held is not None
    return Where(
        by=by,
        home=room.home(),
        people=room.persons(),
        incident=room.incident(reference) if reference else None,
        run=run_view,
        step=at_hand,
        keys=room.keys() if shows_keys else None,
        key=_key(room, key or (_key_at(held, at_hand) if held else "")),
        tokens=room.tokens() if shows_keys else None,
        software_tokens=str(room.workspace.path / SOFTWARE_TOKENS) if shows_keys else "",
        procedures=_procedures(room) if reference else {},
    )


def _key(room: Room, name: str) -> KeyView | None:
    """The key of that name; None while it has no entry."""
    try:
        return room.key(name) if name else None
    except Refused:
        return None


def _key_at(held: CeremonyView, step: StepView | None) -> str:
    """The key that a ceremony's step is about: whose own act it is, or that signs the certificate."""
    act = step.act_name if step else ""
    if act == "certify":
        return held.issuer or held.key
    on = ACTS[act].on if act else "key"
    return {"symmetric": held.symmetric, "issuer": held.issuer}.get(on, held.key)


def _procedures(room: Room) -> dict[str, str]:
    """The parts of the procedure that can be carried out, by id."""
    book = room.current_book()
    return {one.part_of: title_of(book, one.part_of) for one in book.text if one.steps}
