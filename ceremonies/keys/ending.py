"""How work ends: what the strong room answered becomes entries, once it is found to be right.

An answer that breaks a rule is refused and nothing is recorded of it; the work is then ended as failed. Of acts in
which a share is on the screen or typed, no sentence of the strong room's is recorded: it might quote one.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec

from ceremonies.act import Ruling
from ceremonies.errors import Refused
from ceremonies.keys import found
from ceremonies.keys import results as told
from ceremonies.keys.actions import EndWork
from ceremonies.keys.activating import ended
from ceremonies.keys.facts import KeyFacts, check_known, ruling
from ceremonies.keys.kinds import OF_KIND
from ceremonies.keys.parts import RESHARED, WorkState
from ceremonies.keys.state import KeyState
from ceremonies.work import ENDED

PRIVATE = frozenset({"hand out", "prove", "take share"})
"""Acts in which a share is seen or typed."""
LONGEST_WHY = 1000


def end_work(state: KeyState, facts: KeyFacts, action: EndWork, _now: datetime) -> list[Ruling]:
    """Record how a piece of work ended, and what it gave."""
    check_known(state)
    work = state.work
    if work is None or work.id != action.work:
        raise Refused("WORK", f"{action.work} is not under way: it was never begun, or has its end in the record.")
    if action.outcome != "done":
        failure = told.read_failure(work.act, action.results)
        why = "" if work.act in PRIVATE else failure.sentence[:LONGEST_WHY]
        return [_ended(state, work, action.outcome, how=failure.how, rule=failure.rule, why=why, over=failure.over)]
    if work.sitting != facts.sitting:
        raise Refused("WORK", f"{work.id} was begun in an earlier sitting, whose strong room is gone. It failed.")
    answer = told.read_results(work.act, action.results)
    return [_ended(state, work, "done"), *_ENDS[work.act](state, facts, work, answer)]


def _ended(
    state: KeyState, work: WorkState, outcome: str, *, how: str = "", rule: str = "", why: str = "", over: bool = False
) -> Ruling:
    body = {"work": work.id, "act": work.act, "outcome": outcome, "how": how, "rule": rule, "why": why, "over": over}
    return ruling(state.key, ENDED, body)


def _facts_of(value: Any) -> Any:  # noqa: ANN401 - any struct of an answer
    return msgspec.to_builtins(value)


# Making


def _generated(state: KeyState, facts: KeyFacts, work: WorkState, answer: told.KeyMade) -> list[Ruling]:
    found.check_own(state, answer.key, answer.public, answer.fingerprint)
    found.check_session_key(state.key, answer.attributes)
    return _wrapped(state, facts, work, answer, m=state.m, n=state.n)


def _wrapped(
    state: KeyState, facts: KeyFacts, work: WorkState, answer: told.KeyMade, *, m: int, n: int
) -> list[Ruling]:
    """What a generation and a re-sharing have in common: the wrapping, its copies, the set."""
    if not answer.tests:
        raise Refused("KEY-COMMIT", f"Nothing says that {state.key} was tested and signs. Abandon it.")
    found.check_wrapping(answer.wrapping_attributes, answer.wrap_origin, answer.blob)
    found.check_written(answer.blob, len(work.about["media"]), production=facts.production)
    found.check_set(state, facts, answer.set, m=m, n=n)
    made = {
        "public_key": answer.public,
        "fingerprint": answer.fingerprint,
        "attributes": _facts_of(answer.attributes),
        "wrapping": {
            "attributes": _facts_of(answer.wrapping_attributes),
            "origin": answer.wrap_origin,
            "format": answer.blob.wrap_format,
            "size": answer.blob.size,
            "trailing_zeros": answer.blob.trailing_zeros,
            "separate": answer.blob.separate,
        },
        "tests": list(answer.tests),
    }
    written = [
        {
            "copy": number,
            "set": answer.set.identifier,
            "digest": answer.blob.sha256,
            "medium": medium["name"],
            "place": medium["place"],
            "path": copy.path,
            "device": copy.device,
        }
        for number, medium, copy in zip(work.about["copies"], work.about["media"], answer.blob.copies, strict=True)
    ]
    copies = [ruling(state.key, "blob.written", one) for one in written]
    return [ruling(state.key, "key.made", made), _split(state, answer.set), *copies]


def _split(state: KeyState, made: told.SetMade) -> Ruling:
    body = _facts_of(made)
    return ruling(state.key, "share.split", {"set": body.pop("identifier"), **body})


def _symmetric(state: KeyState, facts: KeyFacts, _work: WorkState, answer: told.SymmetricMade) -> list[Ruling]:
    if answer.key != state.key or answer.length != state.size:
        raise Refused("CSK", f"{answer.length} bytes were made for {answer.key}, not {state.size} for {state.key}.")
    found.check_set(state, facts, answer.set, m=state.m, n=state.n)
    made = {"public_key": "", "fingerprint": "", "attributes": {}, "wrapping": {}, "tests": []}
    return [ruling(state.key, "key.made", made), _split(state, answer.set)]


def _token_key(state: KeyState, _facts: KeyFacts, _work: WorkState, answer: told.TokenKeyMade) -> list[Ruling]:
    found.check_own(state, answer.key, answer.public, answer.fingerprint)
    found.check_token_key(state.key, answer.attributes)
    if not answer.tests:
        raise Refused("KEY-COMMIT", f"Nothing says that {state.key} was tested and signs. Destroy it.")
    made = {
        "public_key": answer.public,
        "fingerprint": answer.fingerprint,
        "attributes": _facts_of(answer.attributes),
        "wrapping": {},
        "tests": list(answer.tests),
    }
    return [ruling(state.key, "key.made", made)]


def _reshared(state: KeyState, facts: KeyFacts, work: WorkState, answer: told.KeyMade) -> list[Ruling]:
    found.check_own(state, answer.key, answer.public, answer.fingerprint)
    if answer.fingerprint != state.fingerprint:
        raise Refused("RESHARE-NEW-WRAP", f"Another key than {state.key} was wrapped. Abandon the re-sharing.")
    if any(one.digest == answer.blob.sha256 for one in state.copies):
        raise Refused(
            "RESHARE-NEW-WRAP", f"{state.key} was wrapped under the key it had before. Abandon the re-sharing."
        )
    wrapped = _wrapped(state, facts, work, answer, m=work.about["m"], n=work.about["n"])
    activation = state.activation
    return [*([ended(state.key, activation, RESHARED)] if activation and activation.running else []), *wrapped]


# Shares


def _same_share(work: WorkState, share: int, alias: str) -> None:
    if (share, alias) != (work.about["index"], work.about["person"]):
        raise Refused(
            "WORK", f"The answer is about share {share} of {alias}, which was not asked for. Record a failure."
        )


def _handed_out(state: KeyState, _facts: KeyFacts, work: WorkState, answer: told.HandedOut) -> list[Ruling]:
    _same_share(work, answer.share, answer.alias)
    about = work.about
    body = {name: about[name] for name in ("set", "index", "person", "carrier", "place", "deputy", "decision")}
    module = _facts_of(answer.token) if answer.token else {}
    return [ruling(state.key, "share.handed", body | {"shown": answer.shown, "sha256": answer.sha256, "token": module})]


def _proved(state: KeyState, _facts: KeyFacts, work: WorkState, answer: told.Proved) -> list[Ruling]:
    _same_share(work, answer.share, answer.alias)
    body = {name: work.about[name] for name in ("set", "index", "person")}
    return [ruling(state.key, "share.proved", body | {"tries": answer.tries})]


def _taken(
    state: KeyState, _facts: KeyFacts, work: WorkState, answer: told.ShareTaken | told.ShareDeclined
) -> list[Ruling]:
    about = work.about
    if answer.alias != about["person"] or answer.attempt != about["attempt"]:
        raise Refused("WORK", "The answer is about another attempt or another custodian. Record a failure.")
    body = {name: about[name] for name in ("attempt", "person", "of")}
    if isinstance(answer, told.ShareDeclined):
        return [ruling(state.key, "share.refused", body | {"reason": answer.reason, "tries": answer.tries})]
    if answer.share != about["index"]:  # it is somebody else's by the record, so it counts for nobody
        return [ruling(state.key, "share.refused", body | {"reason": "foreign", "tries": answer.tries})]
    return [
        ruling(state.key, "share.taken", body | {"index": answer.share, "tries": answer.tries, "again": answer.again})
    ]


# Closing


def _closed(state: KeyState, _facts: KeyFacts, _work: WorkState, answer: told.Closed) -> list[Ruling]:
    found.check_nothing_left(state, answer, may_stay=False)
    body = {"objects": _facts_of(answer.objects), "tests": list(answer.tests)}
    return [ruling(state.key, "key.closed", body)]


def _deactivated(state: KeyState, _facts: KeyFacts, _work: WorkState, answer: told.Closed) -> list[Ruling]:
    found.check_nothing_left(state, answer, may_stay=not state.is_split)
    id_ = state.activation.id if state.activation else ""
    body = {"activation": id_, "objects": _facts_of(answer.objects), "tests": list(answer.tests)}
    return [ruling(state.key, "activation.closed", body)]


def _removed(state: KeyState, _facts: KeyFacts, _work: WorkState, answer: told.Closed) -> list[Ruling]:
    found.check_nothing_left(state, answer, may_stay=False)
    body = {"objects": _facts_of(answer.objects), "tests": list(answer.tests)}
    return [ruling(state.key, "key.removed", body)]


def _copy_destroyed(state: KeyState, _facts: KeyFacts, work: WorkState, answer: told.BlobDestroyed) -> list[Ruling]:
    known = state.copy(work.about["copy"])
    if known is None or known.digest != answer.sha256:
        raise Refused("BLOB-CUSTODY", "What was destroyed is not the copy that was named. Record a failure, and look.")
    body = {"copy": known.number, "medium": known.medium, "digest": known.digest, "note": ""}
    return [ruling(state.key, "blob.destroyed", body)]


# Using


def _opened(state: KeyState, _facts: KeyFacts, _work: WorkState, answer: told.Opened) -> list[Ruling]:
    if state.activation is None or state.activation.status != "opening":
        return []  # it ended while it was being opened
    return [ruling(state.key, "activation.waits", {"activation": state.activation.id, "need": answer.need})]


def _activated(state: KeyState, _facts: KeyFacts, _work: WorkState, answer: told.Activated) -> list[Ruling]:
    activation = state.activation
    if OF_KIND[state.kind].signs:
        if answer.fingerprint != state.fingerprint or answer.attributes is None:
            raise Refused("KEY-STATE", f"Another key than {state.key} woke. Deactivate it.")
        check = found.check_awake_key if state.is_split else found.check_token_key
        check(state.key, answer.attributes)
    if activation is None or not activation.running:
        return []  # it ended while it was being woken: it counts as ended
    if answer.limit != activation.limit:
        raise Refused(
            "SIGN-LIMIT", f"The strong room counts to {answer.limit}, not {activation.limit}. Deactivate the key."
        )
    body = {
        "activation": activation.id,
        "fingerprint": answer.fingerprint,
        "attributes": _facts_of(answer.attributes) if answer.attributes else {},
    }
    return [ruling(state.key, "activation.woken", body)]


def _apex(state: KeyState, _facts: KeyFacts, work: WorkState, answer: told.ApexWrapped) -> list[Ruling]:
    return [ruling(state.key, "apex.wrapped", {**work.about, "extension": answer.extension})]


def _signed(state: KeyState, facts: KeyFacts, work: WorkState, answer: told.BatchSigned) -> list[Ruling]:
    about = work.about
    if answer.count > about["count"]:
        raise Refused(
            "SIGN-LIMIT", f"{answer.count} signatures were made; {about['count']} were agreed. Deactivate the key."
        )
    if answer.manifest != about["manifest"]:
        raise Refused("SIGN-LIMIT", "Another list was signed than the one that was agreed. Deactivate the key.")
    outputs = _facts_of(answer.outputs)
    body = {**about, "work": work.id, "reserved": about["count"], "count": answer.count, "outputs": outputs}
    signed = [ruling(state.key, "activation.signed", body)]
    if not answer.count:
        return signed
    if about["signs"] in {"certificate", "crl", "arl"} and len(outputs) != 1:
        raise Refused("WORK", "One certificate or list was signed, so one output is named. Name it.")
    if about["signs"] == "certificate":
        return signed + _issued(state, facts, about, outputs[0])
    if about["signs"] in {"crl", "arl"}:
        return signed + _listed(state, facts, about, outputs[0])
    return signed


def _issued(state: KeyState, facts: KeyFacts, about: dict[str, Any], output: dict[str, str]) -> list[Ruling]:
    body = {
        "serial": about["serial"],
        "subject": about["subject"],
        "issuer": state.key,
        "name": output["name"],
        "digest": output["sha256"],
    }
    issued = [ruling(state.key, "certificate.issued", body)]
    if facts.register.named(about["subject"]) is not None:
        issued.append(ruling(about["subject"], "key.certified", body))
    return issued


def _listed(state: KeyState, facts: KeyFacts, about: dict[str, Any], output: dict[str, str]) -> list[Ruling]:
    body = {
        "list": about["signs"],
        "number": about["number"],
        "revoked": list(about["revoked"]),
        "name": output["name"],
        "digest": output["sha256"],
    }
    revoked = [
        ruling(
            key, "key.revoked", {"serial": serial, "list": about["signs"], "number": about["number"], "by": state.key}
        )
        for serial in about["revoked"]
        if (key := facts.register.of_serial(serial)) and _newly(state, about, serial)
    ]
    return [ruling(state.key, "list.issued", body), *revoked]


def _newly(state: KeyState, about: dict[str, Any], serial: str) -> bool:
    last = state.lists.get(about["signs"])
    return last is None or serial not in last.revoked


_ENDS: Mapping[str, Callable[[KeyState, KeyFacts, WorkState, Any], list[Ruling]]] = MappingProxyType(
    {
        "generate": _generated,
        "generate symmetric": _symmetric,
        "generate token key": _token_key,
        "reshare": _reshared,
        "hand out": _handed_out,
        "prove": _proved,
        "take share": _taken,
        "close": _closed,
        "deactivate": _deactivated,
        "destroy token key": _removed,
        "destroy blob": _copy_destroyed,
        "open": _opened,
        "activate": _activated,
        "wrap apex": _apex,
        "sign": _signed,
    }
)
"""By act, what done work gives."""
