"""The first page: which incident, who commanded, from when to when, and what became of it."""

from collections.abc import Iterable

from reports.account import Account, RunAccount
from reports.chapters import deadlines
from reports.chapters.analysis import REPORT_STEP
from reports.document import Block, Column, Facts, Heading, Paragraph, Table
from reports.wording import as_told, counted, when

KINDS = {"rehearsal": "Rehearsal: practice, not a real Incident", "production": "Production: a real Incident"}
CLOSING = "3.1.K3"
MOST_NAMED = 10
"""Recipients that the first page names."""
_RUNS = (
    Column("Run", 27, strong=True),
    Column("Procedure", 42),
    Column("Why it began", 34),
    Column("Began", 29),
    Column("Ended", 29),
    Column("How it ended", 26),
)


def opening(account: Account) -> tuple[Block, ...]:
    """What stands on the first page before the contents."""
    return (Facts(tuple(_title_block(account))), Heading("Summary"), *_summary(account))


def _title_block(account: Account) -> Iterable[tuple[str, str]]:
    incident = account.incident
    runs = ", ".join(_run_line(run) for run in account.runs)
    yield "Incident", f"{incident.incident}; {'run' if len(account.runs) == 1 else 'runs'} {runs}"
    for one in incident.compromises:
        yield "Compromised", one.what
        yield "Subscriber", subscriber(account, one.subscriber)
        told = as_told(account.entries.get(one.mark.seq), one.mark)
        yield "Notified", f"{when(one.mark.at)} by {one.notified_by}{told}"
    yield "Command", command(account)
    yield "Period", f"{when(_began(account))} to {when(account.at)}"
    if account.workspace.continues:
        yield "Continues", f"the damaged record {account.workspace.continues}; what came before stands there"
    yield "Kind", KINDS.get(account.workspace.kind, account.workspace.kind)
    yield "Told", _recipients(account)


def subscriber(account: Account, party_id: str) -> str:
    """A Subscriber with what the register of Parties holds."""
    party = account.parties.parties.get(party_id)
    if party is None:
        return party_id
    ids = f"; User ID {', '.join(party.user_ids)}" if party.user_ids else ""
    return f"{party.name} ({party_id}), {', '.join(party.party_roles)}{ids}"


def command(account: Account) -> str:
    """Who commanded, one after the other."""
    first = account.own[0].by if account.own else ()
    names = [account.names(first)]
    names += [f"{account.shown(one['to'])} from {when(one['at'])}" for one in account.incident.handovers]
    return "; then ".join(names)


def _recipients(account: Account) -> str:
    """Who was told anything, each once, in the order they were first told."""
    told = dict.fromkeys(str(entry.body["recipient"]) for run in account.runs for entry in run.of_kind("party.told"))
    if not told:
        return "Nobody has been told yet."
    names = list(told)
    more = f"; and {len(names) - MOST_NAMED} more, named at the steps" if len(names) > MOST_NAMED else ""
    return "; ".join(names[:MOST_NAMED]) + more


def _began(account: Account) -> str:
    raised = account.incident.raised
    return raised.at if raised else account.at


def _run_line(run: RunAccount) -> str:
    return f"{run.name} (section {run.state.section})"


def _summary(account: Account) -> Iterable[Block]:
    yield Paragraph(_standing(account))
    runs = account.runs
    yield Facts(
        (
            ("Outcome", " ".join(_outcomes(account)) or "Recovery has not been declared complete."),
            ("Not recovered", _not_recovered(account)),
            ("Deadlines", deadlines.summary(account)),
            ("Steps", f"{counted(sum(len(run.done()) for run in runs), 'step')} carried out. {_open_steps(account)}"),
            ("SMKI PMA", counted(sum(len(run.state.decisions) for run in runs), "decision") + " recorded."),
            ("Risks", counted(sum(len(run.state.weighings) for run in runs), "weighing") + " recorded (section 3.5)."),
            ("Deviations", _or_none(sum(len(run.state.deviations) for run in runs), "deviation")),
            (
                "Disagreement",
                _or_none(len(account.objections()), "signature with a disagreement", "signatures with a disagreement"),
            ),
            ("Still in force", _still(account)),
            ("Evidence", _or_none(sum(len(run.state.evidence) for run in runs), "file")),
        )
    )


def _standing(account: Account) -> str:
    """How far the run had come, in one sentence."""
    state = account.main.state
    name = f"Run {state.run} of section {state.section} ({account.main.title})"
    if state.ended is not None:
        closed = any(one.step == CLOSING for one in state.done)
        closing = " The Incident was closed with it." if closed else ""
        return f"{name} ended on {when(state.ended.at)}: {state.outcome}.{closing}"
    if REPORT_STEP in state.open and not state.outcome:
        return f"{name} stands at step {REPORT_STEP}, at which this report is handed over. What follows is not in it."
    if state.outcome:
        return f"{name} was {state.outcome}. What is left is to report and to close."
    paused = " It is paused." if state.status == "paused" else ""
    return f"This is an interim report: {name} had not ended when it was made.{paused}"


def _outcomes(account: Account) -> Iterable[str]:
    for run in account.runs:
        for entry in run.of_kind("recovery.declared"):
            at = when(entry.happened_at or entry.recorded_at)
            yield f"Recovery declared {entry.body['outcome']} in run {run.name} on {at}."


def _not_recovered(account: Account) -> str:
    said = [run.state.declared for run in account.runs if run.state.declared]
    if not said:
        return "Not declared."
    return f"{counted(said[-1]['not_recovered'], 'Device')}, by the last declaration."


def _open_steps(account: Account) -> str:
    still = [at.step for run in account.runs for at in run.state.open.values()]
    broken = [at.step for run in account.runs for at in run.state.broken_off]
    said = f"Still open: {', '.join(still)}." if still else "None is open."
    return said + (f" Broken off: {', '.join(broken)}." if broken else "")


def _still(account: Account) -> str:
    """What stands in any run, and what was left standing."""
    standing = [
        f"{hold.standing:,} {what} ({run.name})"
        for run in account.runs
        for what, hold in run.state.holds.items()
        if hold.standing > 0
    ]
    left = [
        f"{one['amount']:,} {one['what']}, by decision, until {one['by_when']}"
        for run in account.runs
        for one in run.state.left_standing
    ]
    return f"{'; '.join([*standing, *left])}." if standing or left else "Nothing that these runs put in force."


def _or_none(count: int, one: str, many: str = "") -> str:
    return f"{counted(count, one, many)} recorded." if count else "None recorded."


def runs_and_command(account: Account) -> tuple[Block, ...]:
    """The runs of the incident, and who commanded it when."""
    rows = tuple(_run_row(run) for run in account.runs)
    return (
        Table(_RUNS, rows),
        *_procedures(account),
        Heading("Command"),
        *_handovers(account),
        Heading("What was notified"),
        *_notified(account),
    )


def _procedures(account: Account) -> Iterable[Block]:
    """Which copy of the procedure each run followed (rule RUN-OWN-COPY)."""
    digests: dict[str, list[str]] = {}
    for run in account.runs:
        digests.setdefault(run.state.book, []).append(run.name)
    for digest, names in digests.items():
        yield Paragraph(f"Copy of the procedure followed in {', '.join(names)}: SHA-256 {digest}", quiet=True)


def _run_row(run: RunAccount) -> tuple[str, ...]:
    state = run.state
    began = when(state.started.at) if state.started else ""
    ended = when(state.ended.at) if state.ended else "not ended"
    why = run.entries[0].body["because"]
    outcome = state.outcome or state.status
    return (state.run, f"{state.section} {run.title}", str(why), began, ended, outcome)


def _handovers(account: Account) -> Iterable[Block]:
    first = account.own[0] if account.own else None
    if first is None:
        return
    yield Paragraph(f"{account.names(first.by)} raised the Incident on {when(first.recorded_at)} and took command.")
    if not account.incident.handovers:
        yield Paragraph("Command was not handed over.")
        return
    columns = (Column("When", 30), Column("From", 30), Column("To", 30), Column("What was shown and signed", 80))
    rows = tuple(
        (when(one["at"]), account.shown(one["from"]), account.shown(one["to"]), _brief(one["shown"], one["note"]))
        for one in account.incident.handovers
    )
    yield Table(columns, rows)


def _brief(shown: dict[str, object], note: str) -> str:
    """What the person coming in was shown."""
    parts = []
    for key, label in (
        ("open_steps", "Open"),
        ("decisions", "Decisions"),
        ("deadlines", "Deadlines"),
        ("not_told", "Not told yet"),
        ("standing", "In force"),
    ):
        held = shown.get(key)
        if isinstance(held, list) and held:
            parts.append(f"{label}: {'; '.join(str(each) for each in held)}.")
    if note:
        parts.append(f"Note: {note}")
    return "\n".join(parts) or "Nothing was open."


def _notified(account: Account) -> Iterable[Block]:
    for one in account.incident.compromises:
        yield Facts(
            (
                ("Compromised", one.what),
                ("Subscriber", subscriber(account, one.subscriber)),
                ("Notified by", one.notified_by),
                ("When", when(one.mark.at)),
                ("Information", one.information or "None was given beyond this."),
            )
        )
