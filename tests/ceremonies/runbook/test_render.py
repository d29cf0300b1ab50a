"""Procedures as text: complete, in order, within 80 columns, and fit to be filled in by hand."""

import pytest

from ceremonies.runbook.book import Book
from ceremonies.runbook.check import Recorded, Slip
from ceremonies.runbook.load import load_book
from ceremonies.runbook.render import correction_list, listing, reading, script, slip_list, step_reading
from ceremonies.runbook.schema import Ceremony, Correction, Deadline, Item, Next, Record, Section, Step, Tell

MENDED = Correction(kind="next", source_says="4.1A.2.3", carried_out="4.2.2.3 follows", why="It is another method's.")

STEP = Step(
    id="4.2.1.3",
    title="Set the Devices to recovery",
    actors=("DCC",),
    when="As soon as possible",
    does="Tell the SMKI PMA, then set the SMI Status of each affected Device to recovery and ask for a decision.",
    items=(
        Item(id="a", letter="a", does="Set each status.", where="the Device is SMETS2+"),
        Item(id="u1", does="Ask for a decision.", actors=("DCC (DSP TAD)",), optional=True),
    ),
    tells=(
        Tell(who="SMKI PMA", what="that Method 2 is asked for", by="secured electronic means", where="it is awake"),
        Tell(who="DCC", what="the file", form="ADT"),
        Tell(who="each Responsible Supplier", what="its Devices", form="C or E", devices="not recovered"),
    ),
    next=(
        Next(to="4.2.1.4"),
        Next(to="3.4.3", how="call", if_="too few can come"),
        Next(to="end", if_="it is refused"),
    ),
    source_next=("4.2.1.4",),
    corrections=(MENDED,),
    gate="set recovery",
    deadline=Deadline(name="Decision", from_="the request", step="4.2.1.3", hours=1),
    flow="overlaps",
    decision=True,
    outside=("SMI Status set to recovery",),
    ceremonies=(Ceremony(script="C5", key="recovery", which="in use", says="activation of the Recovery Private Key"),),
    records=(Record(id="n", label="Devices", kind="count"), Record(id="w", label="Why", required=False)),
)

READ = """\
4.2.1.3 *  Set the Devices to recovery
  Who       DCC
  When      As soon as possible
  GATE      Weigh the Recovery Action Risks (3.5) before any SMI Status is set
            to recovery.
  Decision  The SMKI PMA decides; its decision is recorded.
  Deadline  Decision: within 1 hour from the request.
  Do        Tell the SMKI PMA, then set the SMI Status of each affected Device
            to recovery and ask for a decision.
            [ ] a) If the Device is SMETS2+: Set each status.
            [ ] Ask for a decision. (may be left out) [DCC (DSP TAD)]
  Tell      SMKI PMA, if it is awake: that Method 2 is asked for. By: secured
            electronic means.
  Tell      DCC: the file. File: Anomaly Detection Thresholds File.
  Tell      each Responsible Supplier: its Devices. File: Appendix C or E, not
            recovered Devices.
  Ceremony  C5: activation of the Recovery Private Key.
  Outside   SMI Status set to recovery.
  Record    Devices
  Record    Why (if there is one)
  Next      4.2.1.4
  Next      3.4.3 and back here, if too few can come
  Next      end of procedure, if it is refused
            The next step opens together with this one; both are worked device
            by device.
          * next. The text: 4.1A.2.3. Carried out: 4.2.2.3 follows. Why: It is
            another method's.
"""


def section_of(*steps: Step) -> Section:
    return Section(id="4.2.1", part_of="4.2", table=True, title="Before", does="For a Supplier.", steps=steps)


def test_a_step_is_printed_to_read():
    assert step_reading(STEP) == READ


def test_a_section_is_printed_under_its_heading():
    lines = reading([section_of(STEP)]).splitlines()
    assert lines[:5] == ["=" * 80, "4.2.1  Before", "=" * 80, "For a Supplier.", ""]
    assert lines[5:] == READ.splitlines()


def test_a_section_s_own_corrections_stand_under_its_heading():
    section = Section(id="A", part_of="A", title="Appendix A", corrections=(MENDED,))
    assert "* next. The text: 4.1A.2.3." in reading([section])


def test_a_step_of_ours_is_marked_as_ours():
    ours = Step(id="4.2.1.K1", numbered_by="keyroom", title="Leave", actors=("DCC",), does="Leave.", next=())
    assert step_reading(ours).startswith("4.2.1.K1  Leave  (a step of ours)\n")


def test_where_a_section_is_chosen_the_choice_stands_beside_it():
    ways = (Next(to="6.2.1", how="run", if_="the Recovery Private Key"),)
    choice = Step(id="2.K1", numbered_by="keyroom", title="Say", actors=("DCC",), does="Say.", next=ways, method=True)
    assert "  Next      6.2.1 as another run: the Recovery Private Key\n" in step_reading(choice)


def test_a_blank_script_has_boxes_for_each_step_item_and_notification():
    lines = script([section_of(STEP)], "abc").splitlines()
    boxes = [line for line in lines if line.endswith("__:__   ______    [ ]")]
    assert len(boxes) == 1 + len(STEP.items) + len(STEP.tells) + len(STEP.outside)
    assert [line[:9] for line in lines if "Set each status" in line] == ["  [ ] a) "]


@pytest.mark.parametrize(
    "words",
    [
        "Procedures abc",
        "Incident reference",
        "Incident Commander",
        "[ ] rehearsal  [ ] production",
        "Time    Initials  Dev",
        "Weighed by  ____",
        "Decision    ____",
        "Write down  Devices:",
        "Next  [ ] 4.2.1.4",
        "Deviation: expected",
        "happened",
        "decided",
        "Step done, signed",
        "SIGN-OFF",
        "Reviewed by an auditor",
    ],
)
def test_a_blank_script_has_room_for_what_is_written_by_hand(words):
    assert words in script([section_of(STEP)], "abc")


def test_a_blank_script_leaves_out_the_reasons_of_corrections():
    assert "Why:" not in script([section_of(STEP)], "abc").replace("Why (if", "")


def test_everything_fits_80_columns_whatever_the_procedure():
    book = load_book()
    texts = [listing(book)]
    for part in book.part_ids:
        texts += [reading(book.part(part)), script(book.part(part), book.digest)]
    assert [line for text in texts for line in text.splitlines() if len(line) > 80] == []


def test_no_line_ends_in_a_space():
    book = load_book()
    lines = [line for part in book.part_ids for line in script(book.part(part), book.digest).splitlines()]
    assert [line for line in lines if line != line.rstrip()] == []


def test_every_item_notification_and_correction_is_in_the_text_to_read():
    book = load_book()
    for part in book.part_ids:
        printed = " ".join(reading(book.part(part)).split())
        for step in (step for section in book.part(part) for step in section.steps):
            wanted = [each.does for each in step.items] + [each.what for each in step.tells]
            wanted += [each.why for each in step.corrections] + [each.label for each in step.records]
            assert [words for words in wanted if words not in printed] == [], step.id


def test_sections_are_listed_with_steps_and_corrections():
    lines = listing(Book(sections=(section_of(STEP),))).splitlines()
    assert lines[0].split() == ["Section", "Title", "Steps", "Corrections"]
    assert lines[2].split() == ["4.2.1", "Before", "1", "1"]
    assert lines[-1] == "1 numbered steps in 1 tables, 0 steps of ours, 1 sections, 1 corrections."


def test_a_correction_is_listed_with_step_kind_words_at_fault_correction_and_reason():
    assert correction_list([Recorded("4.2.2.2", MENDED)]) == (
        "4.2.2.2  next\n  Text      4.1A.2.3\n  Done      4.2.2.3 follows\n  Why       It is another method's.\n"
    )


def test_a_slip_is_listed_with_what_covers_it():
    covered = Slip("next step does not exist", "6.3.2.10", "1.1.1", (MENDED, MENDED))
    bare = Slip("step names itself", "6.1.2.4", "6.1.2.4", ())
    words = " ".join(slip_list([covered, bare]).split())
    assert "6.3.2.10 goes on to 1.1.1, which the text doesn't have. Covered by a correction (next)." in words
    assert "6.1.2.4 names itself. NO CORRECTION COVERS IT." in words
