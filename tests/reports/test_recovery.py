import io
import os
import re
from pathlib import Path

import pypdf
import pytest

from ceremonies.errors import Refused
from ceremonies.runbook.written import shown
from ceremonies.times import london, parse_utc
from reports.account import account_of
from reports.document import Heading, to_text
from reports.recovery import recovery_pdf, recovery_report
from tests.reports.reading import outline_of, pages_of, text_of

GOLDEN = Path(__file__).with_name("golden_recovery.txt")
WRITE_GOLDEN = "KEYROOM_WRITE_GOLDEN"
"""Set in the environment, the golden text is written anew, for a reviewer to read."""
GOLDEN_CHAPTERS = (
    "Runs and command",
    "Decisions",
    "Deviations",
    "Put in force",
    "Deadlines",
    "Communications",
    "Evidence",
    "Sittings",
    "People",
)
"""What does not follow the wording of the procedures."""


@pytest.fixture
def account(made):
    return account_of(made.run, made.source.entries, made.source.note, made.books)


def section(text, title):
    """What stands under the chapter or heading that begins with ``title``, up to the next of its rank."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if re.match(rf"#+ (\d+  )?{re.escape(title)}", line))
    rank = len(lines[start].split()[0])
    end = next((n for n, line in enumerate(lines[start + 1 :], start + 1) if re.match(rf"#{{1,{rank}}} ", line)), None)
    return "\n".join(lines[start:end])


def test_every_step_that_was_carried_out_stands_in_the_text_with_its_times(made, account):
    text = text_of(made.pdf)
    count = 0
    for run in account.runs:
        for at in run.done():
            opened, completed = (london(parse_utc(mark.at)) for mark in (at.opened, at.completed))
            title = run.book.step(at.step).title
            pattern = rf"{re.escape(at.step)} {re.escape(title)} {re.escape(opened)}( \*)? {re.escape(completed)}"
            assert re.search(pattern, text), pattern
            count += 1
    assert count == sum(entry.kind == "step.completed" for entry in made.source.entries)


def test_times_are_those_of_london_on_both_sides_of_a_change_of_the_clocks(made):
    text = text_of(made.pdf)
    assert re.search(r"Fri 27 Mar 2026 09:\d\d GMT", text)
    assert re.search(r"Sun 29 Mar 2026 \d\d:\d\d BST", text)


def test_a_step_told_later_stands_at_its_time_with_who_says_so(made):
    text = text_of(made.pdf)
    said = re.search(
        r"(\d\d:\d\d) GMT \(time from telephone, says A\. Fforde, DSP; recorded Fri 27 Mar 2026 (\d\d:\d\d) GMT\)", text
    )
    assert said
    assert said[1] < said[2]
    assert f"{said[1]} GMT *" in text


def test_every_answer_fact_and_notification_stands_in_the_text(made, account):
    text = text_of(made.pdf)
    for run in account.runs:
        for at in run.done():
            for item in run.book.step(at.step).items:
                assert " ".join(item.does.split()) in text
            for record in run.book.step(at.step).records:
                if record.id in at.facts:
                    value = shown(record, at.facts[record.id])
                    assert f"{record.label}: {'1,250' if record.kind == 'count' else value}" in text
            for one in at.told:
                assert one.recipient in text
                assert (one.excused or one.receipt) in text


def test_every_page_names_the_checkpoint_its_number_and_the_rehearsal(made):
    pages = pages_of(made.pdf)
    origin, size, root = made.document.made_from
    for number, page in enumerate(pages, 1):
        assert f"Made from {origin} at size {size}" in page
        assert f"root {root}" in page
        assert f"page {number} of {len(pages)}" in page
        assert "REHEARSAL" in page
        assert f"run {made.run}" in page


def test_the_same_record_gives_the_same_bytes(made, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert recovery_pdf(made.document) == made.pdf


def test_the_document_is_dated_by_the_last_entry(made):
    info = pypdf.PdfReader(io.BytesIO(made.pdf)).metadata
    last = parse_utc(made.source.entries[-1].recorded_at)
    assert info.creation_date == last.replace(microsecond=0)
    assert info.title == "Recovery report: Incident TEST-0042"


def test_the_outline_has_every_chapter(made):
    outline = outline_of(made.pdf)
    assert [chapter.title for chapter in made.document.chapters] == [one for one in outline if one[0].isdigit()]


def test_every_font_is_embedded(made):
    for page in pypdf.PdfReader(io.BytesIO(made.pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_no_heading_is_left_at_the_end_of_a_page(made):
    blocks = [block for chapter in made.document.chapters for block in chapter.blocks]
    headings = {" ".join(block.text.split()) for block in blocks if isinstance(block, Heading)}
    headings |= {" ".join(chapter.title.split()) for chapter in made.document.chapters}
    for page in pages_of(made.pdf)[1:]:  # the first ends with the contents
        lines = [" ".join(line.split()) for line in page.splitlines() if line.strip()]
        foot = next(n for n, line in enumerate(lines) if line.startswith("Made from"))
        content = lines[:foot] + lines[foot + 3 :]
        assert content[-1] not in headings


def test_disagreements_are_given_in_the_words_of_those_who_signed(made):
    said = section(to_text(made.document), "Disagreements")
    assert "Owen Łukasz (P-02)" in said
    assert "the courier can't reach Skye before Monday" in said
    assert "the node's maintenance should have been known" in said


def test_a_key_custodian_appears_by_alias_only(made):
    said = section(to_text(made.document), "People")
    assert "K-01 | Key Custodian, by alias" in said


def test_corrections_are_those_of_the_sections_carried_out(made):
    said = section(to_text(made.document), "Proposed modifications")
    assert re.search(r"^4\.2\.2\.8 \| .*\u201c.*\u201d", said, re.MULTILINE)
    assert "4.2.2.8 | harmful reading" in said
    assert not re.search(r"^### (4\.3|5|6)\.", said, re.MULTILINE)


def test_what_was_recorded_later_changes_nothing(workspace, made):
    from ceremonies.verification import books_of  # noqa: PLC0415
    from reports.source import source_for  # noqa: PLC0415

    assert workspace.ledger.size > len(made.source.entries)
    source = source_for(workspace, run=made.run, at=len(made.source.entries))
    document = recovery_report(
        made.run, source.entries, note=source.note, vkey=workspace.vkey, books=books_of(workspace)
    )
    assert recovery_pdf(document) == made.pdf


def test_a_report_at_an_earlier_size_says_what_was_open_then(made):
    entries = made.source.entries
    size = next(entry.seq for entry in entries if entry.kind == "run.paused") + 1
    document = recovery_report(made.run, entries[:size], note=made.source.note, vkey=made.vkey, books=made.books)
    text = to_text(document)
    assert "had not ended when it was made. It is paused." in text
    assert "Still open | Step | Opened" in text


def test_a_report_made_when_it_is_due_says_that_it_is_handed_over_there(made):
    entries = made.source.entries
    size = next(entry.seq for entry in entries if entry.kind == "step.completed" and entry.body["step"] == "3.1.K1")
    document = recovery_report(made.run, entries[:size], note=made.source.note, vkey=made.vkey, books=made.books)
    assert "stands at step 3.1.K1, at which this report is handed over" in to_text(document)


def test_a_report_on_an_incident_just_raised_can_be_made(made):
    entries = made.source.entries
    size = next(entry.seq for entry in entries if entry.kind == "run.started") + 1
    document = recovery_report("TEST-0042/1", entries[:size], note=made.source.note, vkey=made.vkey, books=made.books)
    assert "No step of this run was completed." in to_text(document)
    assert recovery_pdf(document).startswith(b"%PDF-")


def test_the_run_before_is_reported_on_with_the_run_it_led_to(made):
    text = to_text(made.document)
    assert "Run TEST-0042/1: section 3.2" in text
    assert "Run TEST-0042/2: section 4.2" in text


def test_an_unknown_run_is_refused(made):
    with pytest.raises(Refused, match="There is no run TEST-0042/9"):
        recovery_report("TEST-0042/9", made.source.entries, note=made.source.note, vkey=made.vkey, books=made.books)


def test_the_words_of_the_report_are_the_golden_ones(made):
    text = to_text(made.document)
    said = "\n\n".join([text[: text.index("\n## ")], *(section(text, title) for title in GOLDEN_CHAPTERS)]) + "\n"
    said = re.sub(r"[A-Za-z0-9+/]{43}=", "ROOT", re.sub(r"\b[0-9a-f]{64}\b", "DIGEST", said))
    if os.environ.get(WRITE_GOLDEN):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")
