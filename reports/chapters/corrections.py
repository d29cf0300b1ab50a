"""Proposed modifications to the procedure (SMKI RP 3.1 (f) (iii)): where its text could not be carried out as it is."""

from collections.abc import Iterable

from ceremonies.runbook.book import Book, in_order
from ceremonies.runbook.schema import Correction, Section
from reports.account import Account, RunAccount
from reports.document import Block, Column, Heading, Paragraph, Table

_INTRODUCES = (
    "The text of the SMKI Recovery Procedure was not followed to the letter in the places below, because as it stands"
    " it contradicts itself, leads nowhere or would do harm. Each is put to the SMKI PMA as a proposed modification. "
    "Only the sections carried out in these runs are listed."
)
_ROWS = (
    Column("Step", 20, strong=True),
    Column("Kind", 20),
    Column("The text says", 37),
    Column("Carried out, and proposed", 45),
    Column("Why", 52),
)
_FORMS = {"B or D": ("B", "D"), "C or E": ("C", "E")}


def corrections(account: Account) -> tuple[Block, ...]:
    """The corrections of every section that was carried out, in the text's order."""
    found = {section.id: section for run in account.runs for section in sections_carried_out(run)}
    blocks = [block for id_ in sorted(found, key=in_order) for block in _of_section(found[id_])]
    if not blocks:
        return (Paragraph("The sections carried out needed no correction."),)
    return (Paragraph(_INTRODUCES), *blocks)


def sections_carried_out(run: RunAccount) -> Iterable[Section]:
    """The sections in which a step was carried out, and the appendices of the forms that were sent."""
    steps = [run.book.step(at.step) for at in run.done()]
    wanted = {run.book.section_of(step.id).id for step in steps}
    forms = {
        form for at in run.done() for one in at.told if one.file_set for form in _forms(run.book, at.step, one.tell)
    }
    return [section for section in run.book.sections if section.id in wanted | forms]


def _forms(book: Book, step: str, tell: int) -> tuple[str, ...]:
    form = book.step(step).tells[tell].form
    return _FORMS.get(form, (form,)) if form else ()


def _of_section(section: Section) -> Iterable[Block]:
    appendix = section.title.startswith("Appendix")
    whole = f"{'Appendix' if appendix else 'Section'} {section.id}"
    found = [(whole, one) for one in section.corrections]
    found += [(step.id, one) for step in section.steps for one in step.corrections]
    if found:
        yield Heading(section.title if appendix else f"{section.id}  {section.title}")
        yield Table(_ROWS, tuple(_row(where, one) for where, one in found))


def _row(where: str, one: Correction) -> tuple[str, ...]:
    return (where, one.kind, f"\u201c{one.source_says}\u201d", one.carried_out, one.why)
