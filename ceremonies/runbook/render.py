"""Procedures as plain text at 80 columns: to read, as a blank script to fill in by hand, and as lists of corrections.

ASCII rules and boxes only, so that a serial console and any printer show the same. The data's own words may hold more.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from ceremonies.runbook.book import Book
from ceremonies.runbook.check import Recorded, Slip
from ceremonies.runbook.schema import Correction, Deadline, Item, Next, Record, Section, Step, Tell
from ceremonies.runbook.script_acts import ACTS as ACTS_OF_SCRIPTS

WIDTH = 80
"""Columns."""

LABEL = 12
"""Columns that the labels at the left take."""

TITLE = 52
"""Columns that a title takes in the listing."""

ACTS = {
    "request": "before the method is requested",
    "set recovery": "before any SMI Status is set to recovery",
    "revoke": "before any Certificate is revoked",
    "destroy": "before any Private Key is destroyed",
    "revoke and destroy": "before anything is revoked or destroyed",
    "access control broker": "before Access Control Broker Certificates are placed",
    "decide": "before the decision",
}
"""What the Recovery Action Risks are weighed before."""

WAYS = {"go": "", "run": " as another run", "call": " and back here"}
"""How the next step is entered."""

FLOWS = {
    "waits": "",
    "overlaps": "The next step opens together with this one; both are worked device by device.",
    "beside": "May be opened at any time and stays open beside the step at hand.",
}
"""How a step stands to its successor, where that needs saying."""


def listing(book: Book) -> str:
    """Every section with its title, steps and corrections, a line each."""
    head = f"{'Section':<9}{'Title':<{TITLE + 1}}{'Steps':>5}{'Corrections':>13}"
    rows = (row for section in book.text for row in _row(section))
    scripts = (row for script in book.scripts for row in _row(script))
    return _joined([head, "-" * WIDTH, *rows, "-" * WIDTH, *scripts, "-" * WIDTH, tally(book)])


def _row(section: Section) -> Iterator[str]:
    first, *rest = textwrap.wrap(section.title, TITLE)
    yield f"{section.id:<9}{first:<{TITLE + 1}}{len(section.steps):>5}{_corrections_of(section):>13}"
    yield from (f"{'':<9}{line}" for line in rest)


def tally(book: Book) -> str:
    """How much there is, in one sentence."""
    steps = [step for section in book.text for step in section.steps]
    numbered = sum(step.numbered_by == "source" for step in steps)
    tables = sum(section.table for section in book.text)
    mended = sum(_corrections_of(section) for section in book.text)
    said = (
        f"{numbered} numbered steps in {tables} tables, {len(steps) - numbered} steps of ours, "
        f"{len(book.text)} sections, {mended} corrections."
    )
    played = sum(len(script.steps) for script in book.scripts)
    return f"{said}\n{len(book.scripts)} ceremony scripts with {played} steps." if book.scripts else said


def reading(sections: Sequence[Section]) -> str:
    """Sections to read."""
    return _joined(line for section in sections for line in (*_heading(section), *_steps_to_read(section)))


def step_reading(step: Step) -> str:
    """One step to read."""
    return _joined(_step(step))


def script(sections: Sequence[Section], digest: str) -> str:
    """A blank script: each step and item with boxes for time, initials and deviation, for a room without the program.

    ``digest`` names the procedures that it was printed from.
    """
    body = (line for section in sections for line in (*_heading(section, mended=False), *_steps_to_fill(section)))
    return _joined([*_script_head(sections, digest), *body, *_script_foot()])


def correction_list(recorded: Sequence[Recorded]) -> str:
    """Every correction: the step, the kind, the words at fault, the correction, why."""
    return _joined(line for each in recorded for line in (*_recorded(each), ""))


def slip_list(found: Sequence[Slip]) -> str:
    """Every slip that was found by machine and how it is covered."""
    return _joined(line for slip in found for line in _wrapped(f"{slip.sentence} {_cover(slip)}", "  - ", " " * 4))


def _cover(slip: Slip) -> str:
    kinds = ", ".join(dict.fromkeys(each.kind for each in slip.covered_by))
    return f"Covered by a correction ({kinds})." if kinds else "NO CORRECTION COVERS IT."


def _recorded(each: Recorded) -> Iterator[str]:
    yield f"{each.at}  {each.correction.kind}"
    yield from _labelled("Text", each.correction.source_says)
    yield from _labelled("Done", each.correction.carried_out)
    yield from _labelled("Why", each.correction.why)


def _heading(section: Section, *, mended: bool = True) -> Iterator[str]:
    yield "=" * WIDTH
    yield from _wrapped(section.title, f"{section.id}  ", " " * (len(section.id) + 2))
    yield "=" * WIDTH
    if section.does:
        yield from _wrapped(section.does)
    if mended:
        for each in section.corrections:
            yield from _correction(each)
    yield ""


def _steps_to_read(section: Section) -> Iterator[str]:
    for step in section.steps:
        yield from _step(step)
        yield ""


def _step(step: Step) -> Iterator[str]:
    yield from _title(step)
    yield from _labelled("Who", ", ".join(step.actors))
    if step.when:
        yield from _labelled("When", step.when)
    yield from _warnings(step)
    yield from _labelled("Do", step.does)
    for item in step.items:
        yield from _wrapped(_item(item), " " * LABEL + _box(item), " " * (LABEL + len(_box(item))))
    yield from _owed(step)
    yield from _ways_on(step)
    for each in step.corrections:
        yield from _correction(each)


def _title(step: Step) -> Iterator[str]:
    mark = " *" if step.corrections else ""
    ours = "" if step.numbered_by == "source" else "  (a step of ours)"
    head = f"{step.id}{mark}  "
    yield from _wrapped(f"{step.title}{ours}", head, " " * len(head))


def _warnings(step: Step) -> Iterator[str]:
    """What has to be settled before the step, and how much time there is."""
    if step.gate:
        yield from _labelled("GATE", f"Weigh the Recovery Action Risks (3.5) {ACTS[step.gate]}.")
    if step.decision:
        yield from _labelled("Decision", "The SMKI PMA decides; its decision is recorded.")
    if step.deadline:
        yield from _labelled("Deadline", _deadline(step.deadline))


def _owed(step: Step) -> Iterator[str]:
    """What the step tells, opens, has done elsewhere and writes down."""
    for tell in step.tells:
        yield from _labelled("Tell", _tell(tell))
    yield from _ceremonies(step)
    for act in step.outside:
        yield from _labelled("Outside", f"{act}.")
    for record in step.records:
        yield from _labelled("Record", _record(record))


def _ceremonies(step: Step) -> Iterator[str]:
    """The ceremonies that a step calls for; in a script, what has to be in the record and who has to be there."""
    for each in step.ceremonies:
        where = f", if {each.where}" if each.where else ""
        yield from _labelled("Ceremony", f"{each.script}{where}: {each.says}.")
    if step.roles:
        yield from _labelled("Present", f"{', '.join(step.roles)}.")
    if step.quorum:
        yield from _labelled("Quorum", "M Key Custodians are signed in, as different people.")
    if step.act:
        yield from _labelled("Act", f"{ACTS_OF_SCRIPTS[step.act].says}.")


def _ways_on(step: Step) -> Iterator[str]:
    for each in step.next:
        yield from _labelled("Next", _next(step, each))
    if FLOWS[step.flow]:
        yield from _labelled("", FLOWS[step.flow])


def _item(item: Item) -> str:
    actors = f" [{', '.join(item.actors)}]" if item.actors else ""
    where = f"If {item.where}: " if item.where else ""
    optional = " (may be left out)" if item.optional else ""
    return f"{where}{item.does}{optional}{actors}"


def _box(item: Item) -> str:
    return f"[ ] {item.letter}) " if item.letter else "[ ] "


def _tell(tell: Tell) -> str:
    where = f", if {tell.where}" if tell.where else ""
    by = f" By: {tell.by}." if tell.by else ""
    return f"{tell.who}{where}: {_sentence(tell.what)}{_form(tell)}{by}"


def _form(tell: Tell) -> str:
    if tell.form is None:
        return ""
    name = "Anomaly Detection Thresholds File" if tell.form == "ADT" else f"Appendix {tell.form}"
    devices = f", {tell.devices} Devices" if tell.devices else ""
    return f" File: {name}{devices}."


def _record(record: Record) -> str:
    choices = f" ({' / '.join(record.choices)})" if record.choices else ""
    return f"{record.label}{choices}{'' if record.required else ' (if there is one)'}"


def _next(step: Step, each: Next) -> str:
    """A way on. Where a method or section is chosen, the condition is what is chosen."""
    to = "end of procedure" if each.to == "end" else each.to
    joint = ": " if step.method else ", if "
    return f"{to}{WAYS[each.how]}{f'{joint}{each.if_}' if each.if_ else ''}"


def _deadline(limit: Deadline) -> str:
    lengths = {
        "hour": limit.hours,
        "Working Day": limit.working_days,
        "month": limit.months,
        "year": limit.years,
    }
    spans = [f"{count} {unit}{'' if count == 1 else 's'}" for unit, count in lengths.items() if count is not None]
    sense = "not before" if limit.not_before else "within"
    return f"{limit.name}: {sense} {' '.join(spans)} from {limit.from_}."


def _correction(each: Correction) -> Iterator[str]:
    said, done, why = _sentence(each.source_says), _sentence(each.carried_out), _sentence(each.why)
    yield from _wrapped(
        f"{each.kind}. The text: {said} Carried out: {done} Why: {why}", f"{'':<{LABEL - 2}}* ", " " * LABEL
    )


def _script_head(sections: Sequence[Section], digest: str) -> Iterator[str]:
    names = sections[0].part_of if len(sections) > 1 else sections[0].id
    yield f"KEYROOM SCRIPT   Procedure {names}".ljust(WIDTH - 24) + "Page of this run: ______"
    yield f"Procedures {digest}"
    yield ""
    yield "Incident reference  ______________________   Run  ______________________________"
    yield "Date  ____________   Place  ____________________   [ ] rehearsal  [ ] production"
    yield "Incident Commander  ___________________________   Initials  ______   Time ______"
    yield "Scribe              ___________________________   Initials  ______   Time ______"
    yield ""
    yield from _wrapped(
        "Write times as 24-hour Europe/London. Initial each line when it is done. Tick Dev and describe under "
        "the step what was expected, what happened and who decided. Enter all of it in Keyroom afterwards: two "
        "people sign."
    )
    yield ""


def _steps_to_fill(section: Section) -> Iterator[str]:
    for step in section.steps:
        yield "-" * WIDTH
        yield from _title(step)
        yield from _labelled("Who", ", ".join(step.actors))
        if step.when:
            yield from _labelled("When", step.when)
        yield from _warnings(step)
        if step.gate:
            yield "  Weighed by  _______________  and  _______________   [ ] act  [ ] wait   __:__"
        if step.decision:
            yield "  Decision    _______________________________________  reference  ______________"
        yield from _ceremonies(step)
        yield from _boxes(step)
        yield from _room_to_write(step)
        yield ""


def _boxes(step: Step) -> Iterator[str]:
    yield f"{'':{FILL_AT}}Time    Initials  Dev"
    yield from _to_fill(step.does, "")
    for item in step.items:
        yield from _to_fill(_item(item), _box(item))
    for tell in step.tells:
        yield from _to_fill(f"Tell {_tell(tell)}", "[ ] ")
    if step.act:
        yield from _to_fill(f"Recorded in Keyroom: {ACTS_OF_SCRIPTS[step.act].says}.", "[ ] ")
    for act in step.outside:
        yield from _to_fill(f"Confirmed from outside: {act}.", "[ ] ")


def _room_to_write(step: Step) -> Iterator[str]:
    for record in step.records:
        yield from _wrapped(f"{_record(record)}:", "  Write down  ", " " * 14)
        yield f"{'':14}{'':_<{WIDTH - 14}}"
    for each in step.next:
        yield from _wrapped(_next(step, each), "  Next  [ ] ", " " * 12)
    for label in ("Deviation: expected", "           happened", "           decided "):
        yield f"  {label} {'':_<{WIDTH - len(label) - 3}}"
    yield "  Step done, signed  ______________________   second person  ___________________"


FILL_AT = 56
"""The column at which the boxes of a script begin."""


def _to_fill(words: str, box: str) -> Iterator[str]:
    """Words at the left, and their time, initials and deviation boxes on their last line."""
    room = textwrap.wrap(words, FILL_AT - 4 - len(box), break_long_words=True)
    for index, line in enumerate(room):
        lead = box if index == 0 else " " * len(box)
        boxes = "__:__   ______    [ ]" if index == len(room) - 1 else ""
        yield f"  {lead}{line}".ljust(FILL_AT) + boxes


def _script_foot() -> Iterator[str]:
    yield "=" * WIDTH
    yield "SIGN-OFF"
    yield "=" * WIDTH
    yield "Finished at  __:__  on  ____________   Open steps left:  _______________________"
    yield ""
    for _ in range(3):
        yield "Name  _______________________  Role  ___________________  Signed  ______________"
        yield ""
    yield "Reviewed by an auditor  ____________________  Date  __________  Signed  ________"


def _labelled(label: str, words: str) -> Iterator[str]:
    yield from _wrapped(words, f"  {label:<{LABEL - 2}}", " " * LABEL)


def _wrapped(words: str, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False) or [first]


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _corrections_of(section: Section) -> int:
    return len(section.corrections) + sum(len(step.corrections) for step in section.steps)


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"
