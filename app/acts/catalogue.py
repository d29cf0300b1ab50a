"""The one list of acts. Palette, footer, help and the plain-line menu are all made from it."""

from app.acts.act import Act, Where
from app.acts.ceremony_acts import CEREMONY_ACTS
from app.acts.custodian_acts import CUSTODIAN_ACTS
from app.acts.custody_acts import CUSTODY_ACTS
from app.acts.incident_acts import INCIDENT_ACTS
from app.acts.key_acts import KEY_ACTS
from app.acts.people_acts import PEOPLE_ACTS
from app.acts.record_acts import RECORD_ACTS
from app.acts.room_log_acts import ROOM_LOG_ACTS
from app.acts.run_acts import RUN_ACTS
from app.acts.token_acts import TOKEN_ACTS

ACTS: tuple[Act, ...] = (
    *RUN_ACTS,
    *INCIDENT_ACTS,
    *CEREMONY_ACTS,
    *KEY_ACTS,
    *TOKEN_ACTS,
    *ROOM_LOG_ACTS,
    *PEOPLE_ACTS,
    *CUSTODY_ACTS,
    *CUSTODIAN_ACTS,
    *RECORD_ACTS,
)

_OF_CEREMONIES = ("ceremony", "keys", "key", "tokens")


def acts_at(where: Where, scope: str) -> tuple[Act, ...]:
    """The acts that make sense where the person stands, in the order of the menu."""
    scopes = {scope}
    if scope == "run" and where.run is not None and where.run.ceremony is not None:
        scopes.update(_OF_CEREMONIES)
    return tuple(act for act in ACTS if act.scope in scopes and not act.hidden(where))
