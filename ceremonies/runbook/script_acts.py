"""The acts that a ceremony script's steps wait for, and how the record shows that one was done in a ceremony.

One table. An act is done when its entries stand in the stream that it belongs to, recorded since the ceremony began.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

from ceremonies.recorded import Recorded

On = Literal["key", "symmetric", "issuer", "token", "room"]
"""What an act is done on: the ceremony's key, the Contingency Symmetric Key that goes with it, the key of the authority
above it, the token, or the room itself."""


class ScriptAct(msgspec.Struct, frozen=True, kw_only=True):
    """One act.

    Attributes:
        says: what is done, in words.
        on: whose stream shows it.
        kinds: the kinds of entry that show it; one of them is enough.
        field: the field of such an entry that tells it from others of its kind.
        is_: what that field says; empty where the kind is enough.
        each_share: it is done once for every share; its entries name the share by ``index``.
    """

    says: str
    on: On = "key"
    kinds: tuple[str, ...]
    field: str = "to"
    is_: str = ""
    each_share: bool = False


_MAKING = {
    "plan": ScriptAct(says="announce the key", kinds=("key.planned",)),
    "generate": ScriptAct(says="generate it in the strong room", kinds=("key.made",)),
    "hand out": ScriptAct(says="hand out every share", kinds=("share.handed",), each_share=True),
    "prove": ScriptAct(says="prove every share", kinds=("share.proved",), each_share=True),
    "commit": ScriptAct(says="commit it", kinds=("key.committed",)),
    "close": ScriptAct(says="show that the token holds nothing of it", kinds=("key.closed",)),
    "back up": ScriptAct(says="record the token's backup and its tested restore", kinds=("key.backed_up",)),
    "certify": ScriptAct(says="have its certificate signed", kinds=("key.certified",)),
    "abandon": ScriptAct(says="abandon it", kinds=("key.abandoned",)),
}
_WAKING = {
    "open": ScriptAct(says="open the activation", kinds=("activation.opened",)),
    "activate": ScriptAct(says="wake the key", kinds=("activation.woken",)),
    "sign": ScriptAct(says="sign what was agreed", kinds=("activation.signed",)),
    "issue list": ScriptAct(says="sign the CRL or ARL", kinds=("list.issued",)),
    "deactivate": ScriptAct(
        says="show that nothing of the woken key is left", kinds=("activation.closed", "key.closed")
    ),
}

ACTS: Mapping[str, ScriptAct] = MappingProxyType(
    {
        **_MAKING,
        **_WAKING,
        **{
            f"symmetric {name}": msgspec.structs.replace(act, says=f"{act.says} (the symmetric key)", on="symmetric")
            for name, act in _MAKING.items()
            if name in {"plan", "generate", "hand out", "prove", "commit", "close", "abandon"}
        },
        **{
            f"issuer {name}": msgspec.structs.replace(
                act, says=f"{act.says} (the issuing authority's key)", on="issuer"
            )
            for name, act in _WAKING.items()
        },
        "wrap apex": ScriptAct(
            says="wrap the Contingency Public Key under the symmetric key", on="symmetric", kinds=("apex.wrapped",)
        ),
        "take shares": ScriptAct(says="take the shares that wake the key", kinds=("share.taken",)),
        "reshare": ScriptAct(says="wrap the key anew and split it anew", kinds=("key.made",)),
        "transfer": ScriptAct(says="record the transfer of the share", kinds=("share.transferred",)),
        "decide destruction": ScriptAct(says="record the decision to destroy it", kinds=("destruction.decided",)),
        "account for shares": ScriptAct(
            says="record what became of every share", kinds=("share.collected",), each_share=True
        ),
        "account for copies": ScriptAct(
            says="destroy every copy, or record it missing", kinds=("blob.destroyed", "blob.missing")
        ),
        "destroy token key": ScriptAct(says="destroy it on its token", kinds=("key.removed",)),
        "declare destroyed": ScriptAct(says="call it destroyed", kinds=("key.state",), is_="destroyed"),
        "probe": ScriptAct(says="probe the token", on="token", kinds=("token.probed",)),
        "enrol": ScriptAct(says="enrol the token", on="token", kinds=("token.enrolled",)),
        "initialise": ScriptAct(says="initialise the token", on="token", kinds=("token.initialised",)),
        "change pin": ScriptAct(says="change the token's PIN", on="token", kinds=("token.pin_changed",)),
        "zeroise": ScriptAct(says="zeroise the token", on="token", kinds=("token.zeroised",)),
        **{
            note: ScriptAct(
                says=f"note in the room's log: {note}", on="room", kinds=("room.noted",), field="note", is_=note
            )
            for note in ("recording on", "documents seen", "recording off")
        },
    }
)
"""By name, as a script's step says it."""


def done_in(entries: Iterable[Recorded], on: On, *, shares: int = 0) -> frozenset[str]:
    """The acts on ``on`` that ``entries`` of its stream, those since the ceremony began, show as done.

    Args:
        entries: of the one stream.
        on: what the stream belongs to.
        shares: how many shares the key has; an act that is done once for every share is done when all are.
    """
    recorded = list(entries)
    return frozenset(name for name, act in ACTS.items() if act.on == on and _is_done(act, recorded, shares))


def _is_done(act: ScriptAct, recorded: list[Recorded], shares: int) -> bool:
    shown = [one.body for one in recorded if one.kind in act.kinds and act.is_ in ("", one.body.get(act.field))]
    if act.each_share:
        return 0 < shares <= len({body.get("index") for body in shown})
    return bool(shown)
