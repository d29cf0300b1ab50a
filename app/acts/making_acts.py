"""The acts that make a key: announce, generate, hand out, prove, commit, close; and giving up before the commit."""

from app.acts.act import Act, Answers, Choice, Field, Where, no_fields, whole
from app.acts.at_key import (
    YES_OR_NO,
    act_at,
    ceremony_of,
    custodians,
    holder_of,
    index_of,
    key_of,
    of_key,
    only_at,
    pair,
    person_field,
    second,
    share_choices,
    shares_of,
    token_field,
    token_named,
    token_of,
)
from ceremonies.act import Action
from ceremonies.errors import Unusable
from ceremonies.keys import actions as ask
from ceremonies.keys.kinds import KINDS, OF_KIND, Kind, next_name

_CARRIERS = (
    Choice("words", "words, copied by hand from the screen"),
    Choice("token", "the custodian's own Cryptographic Module"),
    Choice("file", "a file sealed under a passphrase"),
    Choice("card", "a printed card"),
)
_SIZES = (Choice("thirty-two", "32 bytes, 33 words"), Choice("sixteen", "16 bytes, 20 words"))
_BYTES = {"thirty-two": 32, "sixteen": 16}
_WITH_FILE = ("file", "card")


# Announcing


def _kind_here(where: Where) -> str:
    """The kind of the key that a ceremony makes; "" where it can be any."""
    ceremony = ceremony_of(where)
    if ceremony is None:
        return ""
    symmetric = where.step is not None and where.step.act_name.startswith("symmetric ")
    return "contingency symmetric" if symmetric else ceremony.kind


def _plan_fields(where: Where) -> tuple[Field, ...]:
    kind, ceremony = _kind_here(where), ceremony_of(where)
    of_set = (ceremony.parts, ceremony.parts) if ceremony and kind == "contingency symmetric" else None
    m, n = of_set or ((ceremony.m, ceremony.n) if ceremony else (0, 0))
    kinds = tuple(Choice(one, one) for one in KINDS)
    known = where.keys.keys if where.keys else ()
    old = [one.key for one in known if one.kind == kind and one.status in {"in use", "being replaced"}]
    return (
        Field(name="kind", label="Kind of key", kind="choice", choices=kinds, default=kind),
        Field(name="m", label="M: how many shares give the key", kind="count", required=False, default=str(m or "")),
        Field(name="n", label="N: how many shares there are", kind="count", required=False, default=str(n or "")),
        *_size_fields(kind),
        Field(name="issuer", label="Certified by", required=False, default=ceremony.issuer if ceremony else ""),
        Field(name="replaces", label="Key that it replaces", required=False, default=old[-1] if old else ""),
        second(where),
    )


def _size_fields(kind: str) -> tuple[Field, ...]:
    if kind not in {"", "contingency symmetric"}:
        return ()
    return (
        Field(
            name="size",
            label="Size of a Contingency Symmetric Key",
            kind="choice",
            choices=_SIZES,
            required=False,
            default="thirty-two",
        ),
    )


def _plan(where: Where, answers: Answers) -> Action:
    kind: Kind = answers["kind"]
    if kind not in OF_KIND:
        raise Unusable(f"{str(kind)[:40]!r} is no kind of key. Choose one of: {', '.join(KINDS)}.")
    known = [one.key for one in where.keys.keys] if where.keys else []
    return ask.PlanKey(
        by=where.by,
        second=answers["second"],
        key=next_name(kind, known),
        kind=kind,
        m=whole(answers["m"]),
        n=whole(answers["n"]),
        size=_BYTES.get(answers.get("size", ""), 0) if kind == "contingency symmetric" else 0,
        issuer=answers["issuer"] if OF_KIND[kind].certified else "",
        replaces=answers["replaces"],
        ceremony=where.run.run if where.run else "",
    )


# Generating


def medium_fields(number: str) -> tuple[Field, ...]:
    """One of the two media that the wrapped key is written to."""
    return (
        Field(name=f"medium_{number}", label=f"Medium {number}, as it is labelled"),
        Field(name=f"place_{number}", label=f"Where medium {number} is kept"),
        Field(name=f"folder_{number}", label=f"Folder of medium {number} here", kind="path"),
    )


def medium_of(answers: Answers, number: str) -> ask.Medium:
    """The medium that was named."""
    return ask.Medium(
        name=answers[f"medium_{number}"], place=answers[f"place_{number}"], path=answers[f"folder_{number}"]
    )


def _has_blob(where: Where) -> bool:
    key = key_of(where)
    return bool(key.n) and OF_KIND[key.kind].signs


def _generate_fields(where: Where) -> tuple[Field, ...]:
    media = (*medium_fields("one"), *medium_fields("two")) if _has_blob(where) else ()
    return (token_field(where), *media, second(where))


def _generate(where: Where, answers: Answers) -> Action:
    media = (medium_of(answers, "one"), medium_of(answers, "two")) if _has_blob(where) else ()
    return ask.Generate(**pair(where, answers), token=token_of(where, answers), media=media)


def _backup_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="how", label="How the token is backed up, or why it is not"),
        Field(name="restore_tested", label="When and how a restore was tested, or why not"),
        Field(name="copies", label="Backups", kind="long", required=False, hint="a line each: medium, place"),
        second(where),
    )


def _backup(where: Where, answers: Answers) -> Action:
    lines = [one.partition(",") for one in answers["copies"].splitlines() if one.strip()]
    copies = tuple(ask.Medium(name=name.strip(), place=place.strip()) for name, _, place in lines)
    said = {name: answers[name] for name in ("how", "restore_tested")}
    return ask.RecordBackup(**pair(where, answers), **said, copies=copies)


# Shares


def _next_share(where: Where) -> str:
    """The first share that is with nobody."""
    free = [one for one in shares_of(key_of(where)) if holder_of(one) is None or _being_handed(one.says)]
    return f"share-{free[0].index}" if free else ""


def _being_handed(says: str) -> bool:
    return says.startswith("being handed")


def _next_custodian(where: Where) -> str:
    holding = {held.person for one in shares_of(key_of(where)) if (held := holder_of(one)) is not None}
    free = [one.value for one in custodians(where) if one.value not in holding]
    return free[0] if free else ""


def own_fields(where: Where) -> tuple[Field, ...]:
    """The file or token of the custodian, where their share is on one."""
    return (
        Field(name="file", label="File of a card or sealed share", kind="path", required=False),
        token_field(where, name="own", label="Custodian's own token, where that is the carrier", required=False),
    )


def _hand_out_fields(where: Where) -> tuple[Field, ...]:
    ceremony = ceremony_of(where)
    carrier = "words" if where.home.kind == "rehearsal" else "token"
    seconds = str(ceremony.words_seconds if ceremony else 60)
    csk = key_of(where).kind == "contingency symmetric"
    deputy = Field(name="deputy", label="A deputy's copy of a part", kind="choice", choices=YES_OR_NO, default="no")
    return (
        Field(
            name="index",
            label="Share",
            kind="choice",
            choices=share_choices(shares_of(key_of(where))),
            default=_next_share(where),
        ),
        person_field(custodians(where), "Custodian", _next_custodian(where)),
        Field(name="carrier", label="What it goes out on", kind="choice", choices=_CARRIERS, default=carrier),
        *own_fields(where),
        Field(name="seconds", label="Seconds that words stay on the screen", kind="count", default=seconds),
        Field(name="place", label="Where it will be kept", required=False),
        Field(name="decision", label="Decision that allows words, card or file", required=False),
        *((deputy,) if csk else ()),
    )


def _hand_out(where: Where, answers: Answers) -> Action:
    return ask.HandOut(
        **of_key(where),
        index=index_of(answers["index"]),
        person=answers["person"],
        carrier=answers["carrier"],
        decision=answers["decision"],
        deputy=answers.get("deputy") == "yes",
        place=answers["place"],
        seconds=whole(answers["seconds"]),
        path=answers["file"] if answers["carrier"] in _WITH_FILE else "",
        token=token_named(where, answers["own"]) if answers["carrier"] == "token" else None,
    )


def _prove_fields(where: Where) -> tuple[Field, ...]:
    shares = shares_of(key_of(where))
    first = next((one.index for one in shares if holder_of(one) and not one.proved), 0)
    return (
        Field(
            name="index",
            label="Share",
            kind="choice",
            choices=share_choices(shares),
            default=f"share-{first}" if first else "",
            required=bool(shares),
        ),
        Field(
            name="person",
            label="Custodian, if not the one it is with",
            kind="choice",
            choices=custodians(where),
            required=False,
        ),
        *own_fields(where),
    )


def _prove(where: Where, answers: Answers) -> Action:
    index = index_of(answers["index"] or "share-0")
    share = next((one for one in shares_of(key_of(where)) if one.index == index), None)
    held = holder_of(share) if share else None
    return ask.ProveShare(
        **of_key(where),
        index=index,
        person=answers["person"] or (held.person if held else ""),
        path=answers["file"],
        token=token_named(where, answers["own"]),
    )


# The end


def _abandon_fields(where: Where) -> tuple[Field, ...]:
    return (Field(name="reason", label="Why it is given up"), second(where))


def _commit(where: Where, answers: Answers) -> Action:
    return ask.CommitKey(**pair(where, answers))


def _abandon(where: Where, answers: Answers) -> Action:
    return ask.Abandon(**pair(where, answers), reason=answers["reason"])


def _making(where: Where) -> bool:
    return where.key is not None and any(one.status == "making" for one in where.key.sets)


def _not_committed(where: Where) -> bool:
    return where.key is not None and (where.key.status == "planned" or _making(where) or _waits_for(where, "commit"))


def _waits_for(where: Where, first_words: str) -> bool:
    return where.key is not None and any(one.startswith(first_words) for one in where.key.next)


def _no_plan_here(where: Where) -> bool:
    return ceremony_of(where) is not None and act_at(where) != "plan"


_close = only_at("close", "deactivate", when=lambda where: _waits_for(where, "close"))


MAKING_ACTS: tuple[Act, ...] = (
    Act(
        name="plan",
        title="Announce a key",
        key="n",
        scope="keys",
        fields=_plan_fields,
        action=_plan,
        hidden=_no_plan_here,
        help="The key gets the next name of its kind. Two people sign M, N, who certifies it and what it replaces.",
    ),
    Act(
        name="generate",
        title="Generate the key in the strong room",
        key="n",
        scope="key",
        fields=_generate_fields,
        action=_generate,
        hidden=only_at("generate", when=lambda where: _waits_for(where, "generate")),
        help="Makes, tests, wraps and splits it; the wrapped key goes to two media and is read back from both.",
    ),
    Act(
        name="handout",
        title="Hand a share out",
        key="h",
        scope="key",
        fields=_hand_out_fields,
        action=_hand_out,
        hidden=only_at("hand out", when=_making),
        help="One custodian at a time, alone at the screen. Words show on request and vanish on a key.",
    ),
    Act(
        name="prove",
        title="Have a share proved",
        key="v",
        scope="key",
        fields=_prove_fields,
        action=_prove,
        hidden=only_at("prove", "hand out", when=lambda where: bool(where.key and where.key.sets)),
        help="Its custodian enters it from what they keep. Also later, at an inspection.",
    ),
    Act(
        name="backup",
        title="Record how the token is backed up",
        key="k",
        scope="key",
        fields=_backup_fields,
        action=_backup,
        hidden=only_at("back up", when=lambda where: _waits_for(where, "record how")),
        help="How the token itself is backed up, and that a restore was tested.",
    ),
    Act(
        name="commit",
        title="Commit the key",
        key="c",
        scope="key",
        fields=lambda where: (second(where),),
        action=_commit,
        hidden=only_at("commit", when=lambda where: _waits_for(where, "commit")),
        help="From then on the key, or its new set of shares, counts. Nothing goes back.",
    ),
    Act(
        name="closekey",
        title="Show that the token holds nothing of it",
        key="n",
        scope="key",
        fields=no_fields,
        action=lambda where, _answers: ask.CloseCeremony(**of_key(where)),
        hidden=lambda where: _close(where) or (act_at(where) == "deactivate" and not _waits_for(where, "close")),
        help="Session keys are destroyed, and the token is listed.",
    ),
    Act(
        name="abandon",
        title="Abandon what is not committed",
        key="b",
        scope="key",
        fields=_abandon_fields,
        action=_abandon,
        hidden=only_at("abandon", "generate", "hand out", "prove", "back up", "commit", "reshare", when=_not_committed),
        help="Every share that was handed out becomes void and is collected. A new ceremony makes a new key.",
    ),
)
"""In the order of a ceremony."""
