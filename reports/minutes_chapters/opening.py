"""The first page: which ceremony, of which key, who was there, and what became of it."""

from collections.abc import Iterable

from ceremonies.keys.kinds import OF_KIND
from reports.ceremony import CeremonyAccount, KeyAccount
from reports.document import Block, Facts, Heading, Paragraph
from reports.wording import counted, when

KINDS = {"rehearsal": "Rehearsal: practice, no key of the live service", "production": "Production"}
MARKS = {"OLD": "OLD: the one that is being replaced", "NEW": "NEW"}


def opening(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """What stands on the first page before the contents."""
    return (
        *_software(ceremony),
        Facts(tuple(_title_block(ceremony))),
        Heading("Summary"),
        Paragraph(_standing(ceremony)),
        Facts(tuple(_summary(ceremony))),
    )


def _software(ceremony: CeremonyAccount) -> Iterable[Block]:
    """Software is said before anything else is."""
    for one in ceremony.tokens:
        if one.software:
            yield Paragraph(f"Token {one.token.label}, serial {one.token.serial}: {one.software}.")


def _title_block(ceremony: CeremonyAccount) -> Iterable[tuple[str, str]]:
    state, settled = ceremony.run.state, ceremony.settled
    account = ceremony.account
    yield "Ceremony", f"{state.run}: {ceremony.run.title}"
    yield "Why it was held", state.because
    if state.called_by:
        yield "Called for by", f"run {state.called_by['run']}, step {state.called_by['step']}"
    yield "Incident", state.incident or "None: this is a routine ceremony."
    if settled["key"]:
        yield "Key", _key_line(ceremony)
    if settled["symmetric"]:
        parts = f", in {settled['parts']} parts, all of which are needed" if settled["parts"] else ""
        yield "Goes with it", f"Contingency Symmetric Key {settled['symmetric']}{parts}"
    if settled["issuer"]:
        yield "Certified by", settled["issuer"]
    if settled["token_label"]:
        address = {"label": settled["token_label"], "serial": settled["token_serial"]}
        yield "Token settled on", ceremony.token_words(address)
    ended = f" to {when(state.ended.at)}" if state.ended else ", not ended when these minutes were made"
    yield "Held", f"{when(state.started.at) if state.started else ''}{ended}"
    yield "Kind", KINDS.get(account.workspace.kind, account.workspace.kind)
    if account.workspace.continues:
        yield "Continues", f"the damaged record {account.workspace.continues}; what came before stands there"


def _key_line(ceremony: CeremonyAccount) -> str:
    settled = ceremony.settled
    mark = MARKS.get(settled["mark"], settled["which"])
    parts = [
        f"{OF_KIND[settled['kind']].title} {settled['key']}",
        f"{settled['m']} of {settled['n']} shares" if settled["n"] else "held by its token",
        mark,
        f"certificate serial {settled['serial']}" if settled["serial"] else "",
    ]
    return "; ".join(filter(None, parts))


def _standing(ceremony: CeremonyAccount) -> str:
    """How far the ceremony had come, in one sentence."""
    state = ceremony.run.state
    if state.ended is not None:
        return f"The ceremony ended on {when(state.ended.at)}: {state.outcome}."
    still = ", ".join(state.open)
    paused = " It is paused." if state.status == "paused" else ""
    return f"These are interim minutes: the ceremony had not ended when they were made. Open: {still}.{paused}"


def _summary(ceremony: CeremonyAccount) -> Iterable[tuple[str, str]]:
    for key in ceremony.keys:
        yield key.name, " ".join(_of_key(key)) or "Nothing was done with this key."
    run = ceremony.run
    yield "Steps", counted(len(run.done()), "step") + " carried out."
    deviations, objections = len(run.state.deviations), len(ceremony.account.objections())
    yield "Deviations", counted(deviations, "deviation") + " recorded." if deviations else "None recorded."
    yield "Disagreement", counted(objections, "signature") + " with a disagreement." if objections else "None recorded."


def _of_key(key: KeyAccount) -> Iterable[str]:
    """What was done with a key, a sentence each."""
    if key.of_kind("key.made"):
        yield "Made here."
    handed = {entry.body["index"] for entry in key.of_kind("share.handed")}
    proved = {entry.body["index"] for entry in key.of_kind("share.proved")}
    if handed:
        yield f"{counted(len(handed), 'share')} handed out, {len(proved)} proved."
    for entry in key.of_kind("key.committed"):
        yield f"Committed on {when(entry.recorded_at)}."
    if key.of_kind("key.abandoned"):
        yield "ABANDONED: every share handed out is void."
    woken = len(key.of_kind("activation.woken"))
    if woken:
        signed = sum(int(str(entry.body["count"])) for entry in key.of_kind("activation.signed"))
        yield f"Activated {counted(woken, 'time')}; {counted(signed, 'signature')} made."
    for entry in key.of_kind("key.state"):
        yield f"From {when(entry.recorded_at)}: {entry.body['to']}."
