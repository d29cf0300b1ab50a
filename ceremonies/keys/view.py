"""A key as a screen draws it: what stands, what comes next, who is missing, what became of each share."""

from datetime import datetime

from ceremonies.keys.activating import falls_short
from ceremonies.keys.facts import KeyFacts
from ceremonies.keys.kinds import KINDS, OF_KIND
from ceremonies.keys.next_steps import next_of, remarks_of, stands_of
from ceremonies.keys.parts import Activation, Certificate, Share, ShareSet
from ceremonies.keys.register import KeyRow, Register
from ceremonies.keys.standing import still_to_sign, why_not_destroyed
from ceremonies.keys.state import KeyState
from ceremonies.keys.views import (
    ActivationView,
    CertificateView,
    CopyView,
    HolderView,
    KeyLine,
    KeysView,
    KeyView,
    ListView,
    SetView,
    ShareView,
    TakenView,
)
from ceremonies.people.pgp_words import to_lines
from ceremonies.times import to_iso

_SAYS = {
    "handing": "being handed to {}",
    "handed": "with {}, not proved",
    "proved": "proved by {}",
    "void": "void: collect it from {}",
    "missing": "missing: last with {}",
    "returned": "returned by {} and destroyed",
}
"""By the status of who holds it, what became of a share."""


def view(state: KeyState, facts: KeyFacts, now: datetime) -> KeyView:
    """The key as it stands."""
    row = facts.register.named(state.key)
    steps, who = next_of(state, facts)
    return KeyView(
        key=state.key,
        kind=state.kind,
        title=OF_KIND[state.kind].title,
        generation=state.generation,
        status=state.status,
        mark=row.mark if row else "",
        m=state.m,
        n=state.n,
        issuer=state.issuer,
        replaces=state.replaces,
        replaced_by=state.replaced_by,
        ceremony=state.ceremony,
        since=state.since,
        fingerprint=state.fingerprint,
        words=tuple(to_lines(bytes.fromhex(state.fingerprint), 8)),
        token=" ".join(filter(None, (state.token.get("label", ""), state.token.get("serial", "")))),
        attributes=tuple(_attributes(state)),
        stands=tuple(stands_of(state)),
        next=tuple(steps),
        who=tuple(who),
        remark=tuple(remarks_of(state)),
        work=state.work.says if state.work else "",
        sets=tuple(_set(one) for one in state.sets),
        copies=tuple(
            CopyView(
                number=one.number,
                set=one.set,
                digest=one.digest,
                medium=one.medium,
                place=one.place,
                status=one.status,
                at=one.at,
            )
            for one in state.copies
        ),
        activation=_activation(state, facts, state.activation, now) if state.activation else None,
        certificates=tuple(_certificate(one) for one in state.certificates),
        issued=tuple(_certificate(one) for one in state.issued),
        lists=tuple(
            ListView(
                list=name,
                number=one.number,
                next_number=one.promised + 1,
                revoked=tuple(one.revoked),
                digest=one.digest,
            )
            for name, one in state.lists.items()
        ),
        signed=state.signed,
        outstanding=tuple(still_to_sign(state, facts)) if state.committed else (),
        destroying=state.destroying,
        destroyed_but_for=tuple(why_not_destroyed(state)) if state.destroying and state.status != "destroyed" else (),
    )


def _attributes(state: KeyState) -> list[str]:
    """The attributes that were read back, a line each; those that the token doesn't know are left out."""
    shown = []
    for name, value in state.attributes.items():
        words = ", ".join(value) if isinstance(value, list) else {True: "yes", False: "no"}.get(value, value)
        if value is not None and value != "":
            shown.append(f"{name.replace('_', ' ')}: {words or 'none'}")
    return shown


def _set(one: ShareSet) -> SetView:
    return SetView(
        identifier=one.identifier,
        status=one.status,
        m=one.m,
        n=one.n,
        check_value=one.check_value,
        unaccounted=one.unaccounted,
        shares=tuple(_share(share) for share in one.shares),
    )


def _share(share: Share) -> ShareView:
    says = "; ".join(_SAYS[one.status].format(one.person) for one in share.holders) or "not handed out"
    doubted = any(one.doubted for one in share.out)
    return ShareView(
        index=share.index,
        says=f"{says}; in doubt, it was not proved when it was inspected" if doubted else says,
        proved=share.proved,
        holders=tuple(
            HolderView(
                person=one.person,
                carrier=one.carrier,
                place=one.place,
                deputy=one.deputy,
                status=one.status,
                proofs=one.proofs,
                doubted=one.doubted,
                at=one.at,
            )
            for one in share.holders
        ),
    )


def _activation(state: KeyState, facts: KeyFacts, one: Activation, now: datetime) -> ActivationView:
    live = state.live
    here = live.reach(facts.present) if live else len(set(one.people) & facts.present)
    over = to_iso(now) > one.until or one.sitting != facts.sitting or falls_short(state, facts.other, facts.present)
    return ActivationView(
        id=one.id,
        purpose=one.purpose,
        status=one.status,
        because=one.because,
        signs=tuple(one.signs),
        limit=one.limit,
        reserved=one.reserved,
        signed=one.signed,
        left=one.limit - one.reserved,
        until=one.until,
        over=over,
        symmetric=one.symmetric,
        need=one.need,
        have=one.have("key"),
        here=here,
        symmetric_need=one.symmetric_need,
        symmetric_have=one.have("symmetric"),
        taken=tuple(
            TakenView(person=each.person, of=each.of, index=each.index, reason=each.reason, at=each.at)
            for each in one.taken
        ),
    )


def _certificate(one: Certificate) -> CertificateView:
    return CertificateView(
        serial=one.serial,
        subject=one.subject,
        issuer=one.issuer,
        name=one.name,
        digest=one.digest,
        at=one.at,
        revoked_at=one.revoked_at,
    )


def list_view(register: Register, sitting: int) -> KeysView:
    """Every key of the record, by kind and generation, and what an earlier sitting than ``sitting`` left unended."""
    rows = sorted(register.keys.values(), key=lambda one: (KINDS.index(one.kind), one.generation))
    return KeysView(keys=tuple(_line(one, sitting) for one in rows))


def _line(row: KeyRow, sitting: int) -> KeyLine:
    return KeyLine(
        key=row.key,
        kind=row.kind,
        title=OF_KIND[row.kind].title,
        generation=row.generation,
        status=row.status,
        mark=row.mark,
        held=f"{row.m} of {row.n} shares" if row.n else "on its token",
        serial=row.serials[-1] if row.serials else "",
        fingerprint=row.fingerprint,
        activation=row.activation,
        waits=tuple(one["says"] for one in row.waits if one["sitting"] != sitting),
        since=row.since,
    )
