"""Communications and anomalous activity, as far as they were analysed (SMKI RP 3.1 (f) (ii))."""

from collections.abc import Iterable

from ceremonies.runbook.state import StepState
from reports.account import Account, RunAccount
from reports.document import Block, Facts, Paragraph

REPORT_STEP = "3.1.K1"
COMMUNICATIONS = "f-ii"
ANOMALIES = "f-ii-2"
_OTHERWISE = "None was recorded at step 3.1.K1 when this report was made."


def analysis(account: Account) -> tuple[Block, ...]:
    """What was answered and written down at the step at which the report is prepared."""
    rows = [row for run in account.runs for at in _at(run) for row in _rows(run, at)]
    explains = Paragraph(
        "Section 3.1 (f) (ii) asks, where possible, for an analysis of the communications submitted to, or in relation"
        " to, affected Devices, and of anomalous activity to be investigated or remedied.",
        quiet=True,
    )
    return (explains, Facts(tuple(rows)) if rows else Paragraph(_OTHERWISE))


def _at(run: RunAccount) -> Iterable[StepState]:
    opened = [run.state.open[REPORT_STEP]] if REPORT_STEP in run.state.open else []
    return [at for at in (*run.done(), *opened) if at.step == REPORT_STEP]


def _rows(run: RunAccount, at: StepState) -> Iterable[tuple[str, str]]:
    step = run.book.step(REPORT_STEP)
    for item, label in ((COMMUNICATIONS, "Communications"), (ANOMALIES, "Anomalous activity")):
        answer = at.items.get(item)
        if answer:
            reason = f": {answer.reason}" if answer.reason else "; no more was written down"
            yield label, f"{answer.answer.capitalize()}{reason} (run {run.name})"
    for record in step.records:
        if record.id in at.facts and any(word in record.id for word in ("analysis", "anomal", "communication")):
            yield record.label, at.facts[record.id]
    for one in run.state.evidence:
        if one["step"] == REPORT_STEP and one["digest"] != at.facts.get("report"):
            yield "Evidence", f"{one['name']}: {one['what'] or 'not described'}; SHA-256 {one['digest']}"
