"""What comes next for a key, whom it waits for, and what of its ceremony stands; for the eye."""

from ceremonies.keys.committing import not_proved
from ceremonies.keys.facts import KeyFacts
from ceremonies.keys.kinds import OF_KIND
from ceremonies.keys.parts import HERE, Making, ShareSet
from ceremonies.keys.standing import still_to_sign, why_not_destroyed
from ceremonies.keys.state import KeyState

ROOM_GONE = "abandon it: the strong room that held it is gone"


def next_of(state: KeyState, facts: KeyFacts) -> tuple[list[str], list[str]]:
    """What comes next, the first first, and whom that waits for."""
    if state.work is not None and state.work.sitting == facts.sitting:
        return [f"wait for the end of this: {state.work.says}"], []
    if state.making is not None:
        return _of_making(state, facts, state.making)
    if state.status == "planned":
        return ["generate it"], ["Ceremony Administrator", "Internal Witness"]
    if state.closing:
        gone = [] if state.is_split or state.removed else ["destroy it on its token"]
        return [*gone, "close the ceremony: list the token and show that nothing is left", *_to_collect(state)], []
    if state.activation is not None and state.activation.status != "closed":
        return _of_activation(state, facts)
    return [*_of_standing(state, facts), *_to_collect(state)], _to_collect_from(state)


def _of_making(state: KeyState, facts: KeyFacts, making: Making) -> tuple[list[str], list[str]]:
    if making.lost or making.sitting != facts.sitting:
        return [ROOM_GONE], []
    made = state.being_made
    if not making.ready:
        return ["end the work that makes it"], []
    if made is None:
        return (["commit it"] if state.backup else ["record how its token is backed up", "commit it"]), []
    waits = not_proved(made)
    if not waits:
        return ["commit it", "close the ceremony"], []
    return [_of_share(made, index) for index in waits] + ["commit it"], _who_proves(made, waits)


def _of_share(made: ShareSet, index: int) -> str:
    out = made.shares[index - 1].out
    waiting = next((one for one in out if one.status in {"handing", "handed"}), None)
    if waiting is None:
        return f"hand out share {index}"
    return f"prove share {index}: {waiting.person}" if waiting.status == "handed" else f"hand out share {index} again"


def _who_proves(made: ShareSet, waits: list[int]) -> list[str]:
    return [one.person for index in waits for one in made.shares[index - 1].out if one.status != "proved"]


def _of_activation(state: KeyState, facts: KeyFacts) -> tuple[list[str], list[str]]:
    activation = state.activation
    if activation is None:
        return [], []
    if activation.sitting != facts.sitting or activation.status == "ended":
        return [f"deactivate: show that {state.key} is gone"], []
    if activation.status == "active":
        left = activation.limit - activation.reserved
        return ([f"sign, {left} at most"] if left else []) + ["deactivate"], []
    live, owed = state.live, max(0, activation.need - activation.have("key"))
    if live is None or not owed:
        parts = activation.symmetric_need - activation.have("symmetric")
        if parts > 0:
            return [f"take {parts} more parts of {activation.symmetric}"], ["Symmetric Key Custodian"]
        return ["re-share it" if activation.purpose == "reshare" else "activate it"], []
    given = {one.person for one in activation.taken if one.of == "key" and not one.reason}
    who = sorted({person for _, person in live.usable_by(facts.present)} - given)
    return [f"take {owed} more shares"], who


def _of_standing(state: KeyState, facts: KeyFacts) -> list[str]:
    """What a key that is committed waits for."""
    if state.destroying and state.status != "destroyed":
        return _of_destruction(state)
    steps = []
    if state.status == "made":
        wanted = OF_KIND[state.kind].certified and not state.certificates
        steps = ["issue its certificate", "take it into use"] if wanted else ["take it into use"]
    if state.status == "being replaced":
        steps = [f"sign what only it can sign: {one}" for one in still_to_sign(state, facts)]
        steps.append("decide on its destruction, when nothing needs it any more")
    return steps


def _of_destruction(state: KeyState) -> list[str]:
    if not state.is_split and not state.removed:
        return ["destroy it on its token"]
    copies = [f"destroy copy {one.number} on {one.medium}" for one in state.copies if one.status in HERE]
    return [*copies, *([] if why_not_destroyed(state) else ["call it destroyed"])]


def _to_collect(state: KeyState) -> list[str]:
    """Shares that are void, superseded or of a key that is destroyed, and copies that no live share opens."""
    shares = [
        f"collect share {share.index} of the set {one.identifier} from {held.person}"
        for one in state.sets
        if one.status in {"void", "superseded"} or (state.destroying and one.status == "live")
        for share in one.shares
        for held in share.out
        if held.status != "missing"
    ]
    live = state.live.identifier if state.live else None
    unneeded = state.committed or state.status == "abandoned"
    copies = [
        f"destroy copy {one.number} on {one.medium}"
        for one in state.copies
        if unneeded
        and not state.destroying
        and one.status in {"planned", "here"}
        and one.set != live
        and state.is_split
    ]
    return [*shares, *copies]


def _to_collect_from(state: KeyState) -> list[str]:
    return sorted(
        {
            held.person
            for one in state.sets
            if one.status in {"void", "superseded"}
            for share in one.shares
            for held in share.out
            if held.status != "missing"
        }
    )


def stands_of(state: KeyState) -> list[str]:
    """What was done of the key's ceremony, and what became of the key."""
    lines = [f"planned: {f'{state.m} of {state.n} shares' if state.is_split else 'a token key'}"]
    if state.public or state.sets:
        lines.append("made and tested")
    written = [one for one in state.copies if one.digest]
    if written:
        lines.append(f"the wrapped key was written to {len(written)} media and read back")
    for one in state.sets:
        proved = sum(share.proved for share in one.shares)
        lines.append(f"set {one.identifier}, {one.status}: {proved} of {one.n} shares proved")
    if state.backup:
        lines.append(f"token backed up: {state.backup['how']}")
    if state.committed:
        lines.append("committed")
    lines += [f"certificate {one.serial}, {'revoked' if one.revoked_at else 'stands'}" for one in state.certificates]
    if state.signed:
        lines.append(f"{state.signed} signatures made, {state.reserved} counted as used")
    return lines


def remarks_of(state: KeyState) -> list[str]:
    """What must not be forgotten of the key."""
    remarks = []
    live = state.live
    if live is not None:
        usable = sum(share.proved and not any(one.doubted for one in share.out) for share in live.shares)
        if usable < live.n:
            remarks.append(f"{usable} of {live.n} shares are proved and not in doubt; {live.m} give the key")
    for one in state.sets:
        copies = sum(known.set == one.identifier and known.status in HERE for known in state.copies)
        if one.status in {"superseded", "void"} and one.unaccounted >= one.m and copies:
            remarks.append(f"{one.m} shares of the {one.status} set {one.identifier} and a copy still give the key")
    remarks += [f"copy {one.number} on {one.medium} is missing" for one in state.copies if one.status == "missing"]
    return remarks
