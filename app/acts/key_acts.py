"""The acts on keys, in the order of the menu."""

from app.acts.act import Act
from app.acts.keeping_acts import KEEPING_ACTS
from app.acts.making_acts import MAKING_ACTS
from app.acts.waking_acts import WAKING_ACTS

KEY_ACTS: tuple[Act, ...] = (*MAKING_ACTS, *WAKING_ACTS, *KEEPING_ACTS)
