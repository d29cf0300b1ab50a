"""The acts on what stands of a key: its state, its shares and copies, new shares for it, and its destruction."""

from app.acts.act import Act, Answers, Choice, Field, Where, whole
from app.acts.at_key import (
    ceremony_of,
    custodians,
    holder_of,
    key_of,
    of_key,
    only_at,
    pair,
    person_field,
    second,
    token_field,
    token_of,
)
from app.acts.making_acts import medium_fields, medium_of
from ceremonies.act import Action
from ceremonies.errors import Unusable
from ceremonies.keys import actions as ask
from ceremonies.keys.views import CopyView

_GONE = frozenset({"destroyed"})
_STATES = (Choice("in use", "it is taken into use"), Choice("being replaced", "it is being replaced"))
_REASONS = tuple(Choice(one, one) for one in ("loss", "doubt", "other M or N", "exposed"))
_BACK = (Choice("returned and destroyed", "returned and destroyed"), Choice("missing", "missing"))
_COPY = tuple(Choice(one, one) for one in ("moved", "destroyed", "missing"))
_ONLY_IT = tuple(Choice(one, one) for one in ("command", "certificate", "crl", "arl"))
_SETTLED = (Choice("signed", "it was signed"), Choice("given up", "it will never be signed"))


def _committed(where: Where) -> bool:
    return where.key is not None and where.key.status in {"made", "in use", "being replaced"}


def _status(where: Where) -> ask.Status:
    status: ask.Status = key_of(where).status  # type: ignore[assignment]  # what is shown; another one is refused
    return status


# State


def _state_fields(where: Where) -> tuple[Field, ...]:
    default = {"made": "in use", "in use": "being replaced"}.get(key_of(where).status, "")
    return (
        Field(name="to", label="From now on", kind="choice", choices=_STATES, default=default),
        Field(name="reason", label="Reason"),
        second(where),
    )


def _state(where: Where, answers: Answers) -> Action:
    said = {"to": answers["to"], "reason": answers["reason"]}
    return ask.SetState(**pair(where, answers), expects=_status(where), **said)


def _owed_fields(_where: Where) -> tuple[Field, ...]:
    return (
        Field(name="what", label="What only this key can sign", kind="choice", choices=_ONLY_IT),
        Field(name="says", label="Which, in words"),
    )


def _owed(where: Where, answers: Answers) -> Action:
    return ask.AddOutstanding(**of_key(where), what=answers["what"], says=answers["says"])


def _settle_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="number", label="Number of what was outstanding", kind="count", default="1"),
        Field(name="how", label="What became of it", kind="choice", choices=_SETTLED),
        Field(name="decision", label="Decision, where it is given up", required=False),
        second(where),
    )


def _settle(where: Where, answers: Answers) -> Action:
    return ask.SettleOutstanding(
        **pair(where, answers), number=whole(answers["number"]), how=answers["how"], decision=answers["decision"]
    )


# Shares


def _out(where: Where) -> tuple[Choice, ...]:
    """Shares that somebody has, or may have; those that count no more first."""
    sets = sorted(key_of(where).sets, key=lambda one: one.status == "live")
    return tuple(
        Choice(f"{one.identifier}/{share.index}/{held.person}", f"{held.person}: share {share.index}, {one.status} set")
        for one in sets
        for share in one.shares
        for held in share.holders
        if held.status != "returned"
    )


def _share_field(where: Where) -> Field:
    out = _out(where)
    return Field(
        name="share", label="Share", kind="choice", choices=out, default=out[0].value if out else "", required=bool(out)
    )


def _chosen(answers: Answers) -> tuple[int, int, str]:
    """Set, number and custodian of the share that was chosen.

    Raises:
        Unusable: none was.
    """
    identifier, _, rest = str(answers["share"]).partition("/")
    index, _, person = rest.partition("/")
    if not (identifier.isdecimal() and index.isdecimal() and person):
        raise Unusable("No share of this key is with anybody.")
    return whole(identifier), whole(index), person


def _collect_fields(where: Where) -> tuple[Field, ...]:
    return (
        _share_field(where),
        Field(name="how", label="What became of it", kind="choice", choices=_BACK, default="returned and destroyed"),
        Field(name="note", label="How it was destroyed, or who looks for it", required=False),
        second(where),
    )


def _collect(where: Where, answers: Answers) -> Action:
    identifier, index, person = _chosen(answers)
    said = {"how": answers["how"], "note": answers["note"]}
    return ask.CollectShare(**pair(where, answers), set=identifier, index=index, person=person, **said)


def _transfer_fields(where: Where) -> tuple[Field, ...]:
    holding = {held.person for one in key_of(where).sets for share in one.shares if (held := holder_of(share))}
    free = tuple(one for one in custodians(where) if one.value not in holding)
    return (
        _share_field(where),
        person_field(free, "Who has it from now on"),
        Field(name="reason", label="Reason"),
        second(where),
    )


def _transfer(where: Where, answers: Answers) -> Action:
    _, index, person = _chosen(answers)
    said = {"to": answers["person"], "reason": answers["reason"]}
    return ask.TransferShare(**pair(where, answers), index=index, person=person, **said)


# Copies


def _copies(where: Where) -> tuple[CopyView, ...]:
    return tuple(one for one in key_of(where).copies if one.status not in _GONE)


def _copy_field(where: Where) -> Field:
    choices = tuple(Choice(f"copy-{one.number}", f"{one.medium}, {one.place}: {one.status}") for one in _copies(where))
    return Field(
        name="copy",
        label="Copy",
        kind="choice",
        choices=choices,
        default=choices[0].value if choices else "",
        required=bool(choices),
    )


def _number(answers: Answers) -> int:
    return whole(str(answers["copy"]).rpartition("-")[2])


def _account_fields(where: Where) -> tuple[Field, ...]:
    return (
        _copy_field(where),
        Field(name="what", label="What became of it", kind="choice", choices=_COPY),
        Field(name="place", label="Where it was moved to", required=False),
        Field(name="note", label="How it was destroyed, or where it was looked for", required=False),
        second(where),
    )


def _account(where: Where, answers: Answers) -> Action:
    said = {name: answers[name] for name in ("what", "place", "note")}
    return ask.AccountForCopy(**pair(where, answers), copy=_number(answers), **said)


def _destroy_copy_fields(where: Where) -> tuple[Field, ...]:
    return (
        _copy_field(where),
        Field(name="file", label="Its file, if it lies elsewhere now", kind="path", required=False),
    )


def _destroy_copy(where: Where, answers: Answers) -> Action:
    return ask.DestroyCopy(**of_key(where), copy=_number(answers), path=answers["file"])


# New shares


def _reshare_fields(where: Where) -> tuple[Field, ...]:
    ceremony, key = ceremony_of(where), key_of(where)
    m = str((ceremony.m if ceremony else 0) or key.m)
    n = str((ceremony.n if ceremony else 0) or key.n)
    return (
        Field(name="reason", label="Why", kind="choice", choices=_REASONS),
        Field(name="decision", label="Reference of the decision"),
        Field(name="m", label="M: how many shares give the key", kind="count", default=m),
        Field(name="n", label="N: how many shares there are", kind="count", default=n),
        *medium_fields("one"),
        *medium_fields("two"),
        second(where),
    )


def _reshare(where: Where, answers: Answers) -> Action:
    return ask.Reshare(
        **pair(where, answers),
        reason=answers["reason"],
        decision=answers["decision"],
        m=whole(answers["m"]),
        n=whole(answers["n"]),
        media=(medium_of(answers, "one"), medium_of(answers, "two")),
    )


# Destruction


def _decide_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="decision", label="Reference of the decision to destroy"),
        Field(name="not_recovered", label="Devices not recovered that only it could repair", kind="count", default="0"),
        Field(name="not_recovered_decision", label="Decision on those", required=False),
        Field(name="supply_chain", label="Devices in the supply chain, the same", kind="count", default="0"),
        Field(name="supply_chain_decision", label="Decision on those too", required=False),
        second(where),
    )


def _decide(where: Where, answers: Answers) -> Action:
    devices = tuple(
        ask.DeviceSet(what=what, count=whole(answers[name]), decision=answers[f"{name}_decision"])
        for what, name in (("not recovered", "not_recovered"), ("in the supply chain", "supply_chain"))
    )
    said = {"decision": answers["decision"]}
    return ask.DecideDestruction(**pair(where, answers), expects=_status(where), devices=devices, **said)


def _destroy(where: Where, answers: Answers) -> Action:
    return ask.DestroyTokenKey(**pair(where, answers), token=token_of(where, answers))


def _declare(where: Where, answers: Answers) -> Action:
    return ask.DeclareDestroyed(**pair(where, answers))


def _takes_apart(where: Where) -> bool:
    """Whether shares or copies of it are to be collected."""
    return where.key is not None and bool(where.key.sets or where.key.copies)


KEEPING_ACTS: tuple[Act, ...] = (
    Act(
        name="keystate",
        title="Take the key into use, or replace it",
        key="u",
        scope="key",
        fields=_state_fields,
        action=_state,
        hidden=lambda where: where.run is not None or not _committed(where),
        help="Two people sign. Every act on the key says which state it expects.",
    ),
    Act(
        name="onlyit",
        title="Record what only this key can still sign",
        key="o",
        scope="key",
        fields=_owed_fields,
        action=_owed,
        hidden=lambda where: where.run is not None or not _committed(where),
        help="No key is destroyed while something that only it can sign is outstanding.",
    ),
    Act(
        name="settleonly",
        title="Settle what only this key can sign",
        key="e",
        scope="key",
        fields=_settle_fields,
        action=_settle,
        hidden=lambda where: where.run is not None or where.key is None or not where.key.outstanding,
        help="It was signed, or it was decided that it never will be.",
    ),
    Act(
        name="collect",
        title="Record what became of a share",
        key="i",
        scope="key",
        fields=_collect_fields,
        action=_collect,
        hidden=only_at("account for shares", "account for copies", "abandon", when=_takes_apart),
        help="Taken back and destroyed before two people, or missing.",
    ),
    Act(
        name="transfershare",
        title="Pass a share on to another custodian",
        key="y",
        scope="key",
        fields=_transfer_fields,
        action=_transfer,
        hidden=only_at("transfer", when=lambda where: _committed(where) and bool(where.key and where.key.n)),
        help="A custodian ceases; the share stays good.",
    ),
    Act(
        name="account",
        title="Record what became of a copy",
        key="a",
        scope="key",
        fields=_account_fields,
        action=_account,
        hidden=only_at("account for copies", "destroy token key", "abandon", when=_takes_apart),
        help="Of the wrapped key, or of a token's backup: moved, destroyed, or missing.",
    ),
    Act(
        name="destroycopy",
        title="Destroy a copy of the wrapped key",
        key="d",
        scope="key",
        fields=_destroy_copy_fields,
        action=_destroy_copy,
        hidden=only_at("account for copies", "abandon", when=_takes_apart),
        help="The strong room compares it with its digest, and then destroys the file.",
    ),
    Act(
        name="reshare",
        title="Wrap the key anew and split it anew",
        key="w",
        scope="key",
        fields=_reshare_fields,
        action=_reshare,
        hidden=only_at(
            "reshare",
            when=lambda where: bool(where.key and where.key.activation and where.key.activation.purpose == "reshare"),
        ),
        help="Under a new wrapping key, in an activation that was opened for it. The old copies must be accounted for.",
    ),
    Act(
        name="decidedestruction",
        title="Decide that the key is destroyed",
        key="x",
        scope="key",
        fields=_decide_fields,
        action=_decide,
        hidden=only_at("decide destruction", when=lambda where: _committed(where) and not key_of(where).destroying),
        help="From then on it is never activated again. Say which devices only it could repair.",
    ),
    Act(
        name="destroytokenkey",
        title="Destroy a token key on its token",
        key="j",
        scope="key",
        fields=lambda where: (token_field(where), second(where)),
        action=_destroy,
        hidden=only_at("destroy token key", "abandon", when=lambda where: bool(where.key and not where.key.n)),
        help="Two people each enter one half of the PIN; the token is listed afterwards.",
    ),
    Act(
        name="declaredestroyed",
        title="Call the key destroyed",
        key="g",
        scope="key",
        fields=lambda where: (second(where),),
        action=_declare,
        hidden=only_at("declare destroyed", when=lambda where: bool(where.key and where.key.destroying)),
        help="Only when fewer than M shares, or no copy, are unaccounted for.",
    ),
)
"""In the order of the menu."""
