"""The acts of a run, in the order of the menu."""

from app.acts.act import Act
from app.acts.checklist_acts import CHECKLIST_ACTS
from app.acts.course_acts import COURSE_ACTS
from app.acts.decision_acts import DECISION_ACTS
from app.acts.hold_acts import HOLD_ACTS

RUN_ACTS: tuple[Act, ...] = (*CHECKLIST_ACTS, *DECISION_ACTS, *HOLD_ACTS, *COURSE_ACTS)
