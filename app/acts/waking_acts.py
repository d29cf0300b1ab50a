"""The acts that use a key: open an activation, take shares, wake it, sign, end it, show that it is gone."""

from app.acts.act import Act, Answers, Choice, Field, Where, no_fields, split_many, whole
from app.acts.at_key import (
    YES_OR_NO,
    act_at,
    ceremony_of,
    key_of,
    of_key,
    only_at,
    pair,
    person_field,
    second,
    token_field,
    token_named,
    token_of,
)
from app.acts.making_acts import own_fields
from ceremonies.act import Action
from ceremonies.certificates.facts import REASONS
from ceremonies.certificates.profile import shipped_profiles
from ceremonies.keys import actions as ask
from ceremonies.keys.kinds import OF_KIND
from ceremonies.keys.views import ActivationView

_ENDS = (
    Choice("finished", "it is finished"),
    Choice("evacuate", "EVACUATE: the room is left now"),
    Choice("the agreed end", "the agreed end has come"),
    Choice("cancelled", "the attempt is called off"),
)
_PROFILES = (
    "transitional-cos",
    "access-control-broker-ds",
    "access-control-broker-ka",
    "wan-provider",
    "supplier-ds",
    "supplier-ka",
    "network-operator-ds",
    "network-operator-ka",
)
_LISTS = ("crl", "arl")


def _activation(where: Where) -> ActivationView | None:
    return where.key.activation if where.key else None


def _running(where: Where) -> bool:
    one = _activation(where)
    return one is not None and one.status in {"opening", "open", "active"}


def _is(where: Where, status: str) -> bool:
    one = _activation(where)
    return one is not None and one.status == status


# Opening


def _signs_here(where: Where) -> str:
    """What this ceremony's key is woken to sign, as far as the script says."""
    script = where.run.ceremony.script if where.run and where.run.ceremony else ""
    may = OF_KIND[key_of(where).kind].may_sign
    if "certificate" not in may:
        return "files" if may else ""
    return {"C8": ""}.get(script, "certificate")


def _open_fields(where: Where) -> tuple[Field, ...]:
    key, ceremony = key_of(where), ceremony_of(where)
    may = OF_KIND[key.kind].may_sign
    reshare = ceremony is not None and ceremony.script == "C7"
    signs = _signs_here(where) if not reshare else ""
    one = "1" if "certificate" in may else ""
    return (
        Field(name="purpose", label="What it is for", default="reshare" if reshare else ""),
        Field(
            name="signs",
            label="What may be signed",
            kind="many",
            choices=tuple(Choice(each, each) for each in may),
            default=signs,
            required=False,
        ),
        Field(name="folder", label="Folder with the files to be signed", kind="path", required=False),
        Field(
            name="limit",
            label="Signatures agreed, at most",
            kind="count",
            default="" if reshare else one,
            required=False,
        ),
        Field(name="until", label="Agreed end", hint="17:30, or 2026-11-22 17:30"),
        token_field(where),
        *(_blob_fields(where) if key.n else ()),
        second(where),
    )


def _blob_fields(where: Where) -> tuple[Field, ...]:
    ceremony = ceremony_of(where)
    blob = Field(name="blob", label="Copy of the wrapped key, if elsewhere now", kind="path", required=False)
    if key_of(where).kind != "contingency":
        return (blob,)
    goes_with = ceremony.symmetric if ceremony else ""
    symmetric = Field(name="symmetric", label="Contingency Symmetric Key with it", required=False, default=goes_with)
    return (blob, symmetric)


def _open(where: Where, answers: Answers) -> Action:
    status: ask.Status = key_of(where).status  # type: ignore[assignment]  # what is shown; another one is refused
    return ask.OpenActivation(
        **pair(where, answers),
        expects=status,
        purpose=answers["purpose"],
        signs=split_many(answers["signs"]),
        limit=whole(answers["limit"]),
        until=answers["until"],
        manifests=split_many(answers.get("manifests", "")),
        token=token_of(where, answers),
        blob=answers.get("blob", ""),
        symmetric=answers.get("symmetric", ""),
    )


# Shares


def _givers(where: Where) -> tuple[Choice, ...]:
    """Custodians who are here and have not given their share yet."""
    one = _activation(where)
    given = {(each.person, each.of) for each in one.taken if not each.reason} if one else set()
    roles = {"Key Custodian": "key"} if key_of(where).kind != "contingency symmetric" else {}
    roles["Symmetric Key Custodian"] = "symmetric" if one and one.symmetric else "key"
    return tuple(
        Choice(person.id, f"{person.alias or person.name}, {role}")
        for role, of in roles.items()
        for person in where.people
        if person.present and role in person.roles and (person.id, of) not in given and _holds(where, person.id, of)
    )


def _holds(where: Where, person: str, of: str) -> bool:
    """Whether the record has a proved share of theirs; a part of another key isn't shown here, so it is let through."""
    if of == "symmetric":
        return True
    live = next((one for one in key_of(where).sets if one.status == "live"), None)
    return live is not None and any(
        held.person == person and held.status == "proved" for share in live.shares for held in share.holders
    )


def _take_fields(where: Where) -> tuple[Field, ...]:
    givers = _givers(where)
    return (person_field(givers, "Custodian", givers[0].value if givers else ""), *own_fields(where))


def _take(where: Where, answers: Answers) -> Action:
    one = _activation(where)
    person = next((each for each in where.people if each.id == answers["person"]), None)
    symmetric = one is not None and bool(one.symmetric) and person is not None
    of = "symmetric" if symmetric and person and "Symmetric Key Custodian" in person.roles else "key"
    return ask.TakeShare(
        **of_key(where),
        person=answers["person"],
        of="symmetric" if of == "symmetric" else "key",
        path=answers["file"],
        token=token_named(where, answers["own"]),
    )


# Signing


def _signing(where: Where) -> tuple[Choice, ...]:
    one = _activation(where)
    at = act_at(where)
    may = one.signs if one else ()
    wanted = {"certify": ("certificate",), "issue list": _LISTS}.get(at, may)
    return tuple(Choice(each, each) for each in may if each in wanted)


def _sign_fields(where: Where) -> tuple[Field, ...]:
    choices = _signing(where)
    signs = Field(
        name="signs",
        label="What is signed",
        kind="choice",
        choices=choices,
        default=choices[0].value if choices else "",
        required=bool(choices),
    )
    kinds = {one.value for one in choices}
    return (
        signs,
        *(_certificate_fields(where) if "certificate" in kinds else ()),
        *(_list_fields() if kinds & set(_LISTS) else ()),
        *(_file_fields() if kinds & {"files", "commands"} else ()),
    )


def _file_fields() -> tuple[Field, ...]:
    return (Field(name="folder", label="Folder with the files to be signed", kind="path"),)


def _certificate_fields(where: Where) -> tuple[Field, ...]:
    ceremony = ceremony_of(where)
    subject = ceremony.key if ceremony else ""
    fields = [
        Field(name="subject", label="Whose: a key of this record, or in words", default=subject),
        Field(name="common_name", label="Common name, if not the usual one", required=False),
        Field(name="entity", label="EUI-64, where the profile has one", required=False, hint="90-B3-D5-1F-30-01-00-00"),
        Field(
            name="profile",
            label="Profile, where it is no key of this record",
            kind="choice",
            choices=tuple(Choice(one, one) for one in _PROFILES),
            required=False,
        ),
        Field(name="request", label="File with its request, in that case", kind="path", required=False),
    ]
    if key_of(where).kind == "root":
        apex = ceremony.symmetric if ceremony else ""
        fields.append(
            Field(name="apex", label="Symmetric key that wraps the Contingency key", required=False, default=apex)
        )
        fields.append(
            Field(
                name="replacement", label="Replaces its own certificate", kind="choice", choices=YES_OR_NO, default="no"
            )
        )
    return tuple(fields)


def _list_fields() -> tuple[Field, ...]:
    reasons = tuple(Choice(one, one) for one in REASONS)
    return (
        Field(name="revoke", label="Serial numbers to revoke, by commas", required=False),
        Field(name="reason", label="Reason", kind="choice", choices=reasons, required=False),
    )


def _sign(where: Where, answers: Answers) -> Action:
    status: ask.Status = key_of(where).status  # type: ignore[assignment]  # what is shown; another one is refused
    return ask.Sign(
        **of_key(where),
        expects=status,
        signs=answers["signs"],
        count=whole(answers.get("count", "")),
        manifest=answers.get("manifest", ""),
        subject=answers.get("subject", ""),
        serial=answers.get("serial", ""),
        number=whole(answers.get("number", "")),
        revoked=split_many(answers.get("revoked", "")),
    )


# Its end


def _end_fields(_where: Where) -> tuple[Field, ...]:
    return (Field(name="because", label="Why", kind="choice", choices=_ENDS, default="finished"),)


def _end(where: Where, answers: Answers) -> Action:
    return ask.EndActivation(**of_key(where), because=answers["because"])


def _wrap_fields(where: Where) -> tuple[Field, ...]:
    ceremony = ceremony_of(where)
    contingency = ceremony.key if ceremony else ""
    return (
        Field(name="contingency", label="Contingency key", default=contingency),
        Field(
            name="algorithm",
            label="Wrap algorithm, object identifier",
            default=shipped_profiles().contingency.wrap_algorithm,
        ),
    )


def _wrap(where: Where, answers: Answers) -> Action:
    said = {name: answers[name] for name in ("contingency", "algorithm")}
    return ask.WrapApex(**of_key(where), **said)


WAKING_ACTS: tuple[Act, ...] = (
    Act(
        name="openact",
        title="Open an activation of the key",
        key="n",
        scope="key",
        fields=_open_fields,
        action=_open,
        hidden=only_at(
            "open", when=lambda where: bool(where.key and where.key.status in {"made", "in use", "being replaced"})
        ),
        help="What for, how many signatures at most, until when. Two people sign; the quorum is here.",
    ),
    Act(
        name="takeshare",
        title="Take a custodian's share",
        key="t",
        scope="key",
        fields=_take_fields,
        action=_take,
        hidden=only_at("activate", "take shares", when=lambda where: _is(where, "open")),
        help="One custodian at a time, alone at the screen. A share that is refused is named; the others stay.",
    ),
    Act(
        name="wake",
        title="Wake the key with the shares that were taken",
        key="v",
        scope="key",
        fields=no_fields,
        action=lambda where, _answers: ask.Activate(**of_key(where)),
        hidden=lambda where: where.key is None or not _is(where, "open") or act_at(where) == "sign",
        help="What wakes must sign for the public key in the record. It signs nothing beyond what was agreed.",
    ),
    Act(
        name="sign",
        title="Sign what was agreed",
        key="s",
        scope="key",
        fields=_sign_fields,
        action=_sign,
        hidden=only_at("sign", "certify", "issue list", when=lambda where: _is(where, "active")),
        help="The strong room shows key, kind, count and digest; whoever agrees types the count. Then it is signed.",
    ),
    Act(
        name="endact",
        title="End the activation, or evacuate",
        key="l",
        scope="key",
        fields=_end_fields,
        action=_end,
        hidden=lambda where: not _running(where),
        help="The key signs no more. Whatever is under way in the strong room ends with it.",
    ),
    Act(
        name="deactivate",
        title="Deactivate, and show that the key is gone",
        key="b",
        scope="key",
        fields=no_fields,
        action=lambda where, _answers: ask.Deactivate(**of_key(where)),
        hidden=only_at(
            "deactivate",
            "open",
            "activate",
            "sign",
            "certify",
            "issue list",
            when=lambda where: _activation(where) is not None and not _is(where, "closed"),
        ),
        help="Ends the activation if it still runs, and lists the token.",
    ),
    Act(
        name="wrapapex",
        title="Wrap the Contingency Public Key",
        key="w",
        scope="key",
        fields=_wrap_fields,
        action=_wrap,
        hidden=only_at("wrap apex", when=lambda where: bool(where.key and where.key.kind == "contingency symmetric")),
        help="What the Root OCA Certificate carries. It opens again to the same public key, or it is refused.",
    ),
)
"""In the order of a ceremony."""
