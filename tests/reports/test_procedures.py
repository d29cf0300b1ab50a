"""A report on whatever procedure is carried out, walked through at random in a record kept in memory."""

import pytest

from ceremonies.ledger.note import verifier_key
from reports.document import Heading, to_text
from reports.recovery import recovery_report
from tests.fakes import fixed_key
from tests.walker import AtRandom, Walker, room_of, sections_of, the_book


@pytest.mark.parametrize("section", sections_of(the_book()))
def test_every_step_of_any_procedure_stands_in_its_report(section):
    table = room_of()
    run = table.start(section)
    walker = Walker(table, run, AtRandom(section))
    walker.step()
    while table.view(walker.run).status == "going" and "3.1.K1" not in {at.id for at in table.view(walker.run).open}:
        walker.step()
    ledger = table.room.ledger
    vkey = verifier_key(ledger.origin, fixed_key().public_key())
    document = recovery_report(
        run, list(ledger.entries()), note=ledger.note, vkey=vkey, books=lambda _digest: table.book
    )
    done = [one for one in table.room.ledger.entries() if one.stream == f"run/{run}" and one.kind == "step.completed"]
    (details,) = [chapter for chapter in document.chapters if "Each step in full" in chapter.title]
    headings = [block.text.split()[0] for block in details.blocks if isinstance(block, Heading)]
    assert done
    assert {one.body["step"] for one in done} <= set(headings)
    assert f"section {section}" in to_text(document)
