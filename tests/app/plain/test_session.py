import pytest

from app.acts.catalogue import ACTS
from app.cli.exits import Exit
from app.plain.menu import UNLISTED, WAYS
from ceremonies.errors import Unusable
from ceremonies.people.actions import AddSlot
from ceremonies.room import Room
from ceremonies.secret import Secret
from tests.app.plain.conftest import FIRST_TWO, PASSPHRASE, OnePassphrase


def test_every_recorded_entry_is_acknowledged_by_one_line(play, room):
    played = play("tick u1")
    assert played.code is Exit.GOOD
    said = [line.split() for line in played.begins("recorded ")]
    entries = list(room.ledger.entries(start=1))
    assert said == [["recorded", str(one.seq), one.stream, one.kind] for one in entries]


def test_a_refusal_names_its_rule_and_the_session_goes_on(play):
    played = play("done ;", "tick u1")
    assert played.begins("refused STEP-CHECKLIST: Step 3.2.K1: not answered yet: u1")
    assert played.begins("recorded ")[-1].endswith("item.ticked")
    assert played.code is Exit.PROBLEM


def test_a_person_at_a_terminal_has_read_the_refusals_so_the_code_is_good(play):
    assert play("done ;", fed=False).code is Exit.GOOD


def test_a_refusal_that_was_expected_is_no_problem(play):
    played = play("expect STEP-CHECKLIST", "done ;")
    assert played.begins("refused STEP-CHECKLIST")
    assert played.code is Exit.GOOD


@pytest.mark.parametrize(
    ("rule", "line"), [("STEP-CHECKLIST", "tick u1"), ("GATE-RISKS", "done ;")], ids=["none came", "another came"]
)
def test_a_refusal_that_was_expected_and_did_not_come_is_a_problem(play, rule, line):
    assert play(f"expect {rule}", line).code is Exit.PROBLEM


BAD = [
    ("step 9.9.9", "unusable: Step '9.9.9' is not open in TEST-0042/1. Open now: 3.2.K1."),
    ("step 4.2.1.3", "unusable: Step '4.2.1.3' is not open"),
    ("run TEST-0042/7", "refused RUN: There is no run TEST-0042/7"),
    ("incident TEST-9", "refused INCIDENT: There is no incident TEST-9"),
    ("99", "unusable: The menu goes from 1 to"),
    ("0", "unusable: The menu goes from 1 to"),
    ("dance", "unusable: There is no act 'dance' here."),
    ("weigh ;", "unusable: There is no act 'weigh' here."),
    ("who Nobody", "unusable: Nobody enrolled is called 'Nobody'. There are: P-01 Morag Sinclair"),
    ("show 999999999999999999999", "unusable: There is no entry"),
    ("show -1", "unusable: There is no entry"),
    ("tick item=zz", "unusable: Item: 'zz' is none of: 1 "),
    ("tick item=u1 ; answer=perhaps", "unusable: Answer: 'perhaps' is none of: 1 done"),
    ("tick colour=red", "unusable: 'colour=red' answers no field."),
    ("record field=reporter ; value=bell\x07", "refused TEXT: Who reported it, and how they can be reached holds a"),
    (
        f"record field=reporter ; value={'x' * 100_000}",
        "refused TEXT: Who reported it, and how they can be reached has",
    ),
    (f"tick item={'x' * 100_000}", "unusable: Item: 'xxx"),
    (f"{'x' * 100_000}", "unusable: There is no act 'xxx"),
    ("evidence path=/nowhere/at/all", "unusable: The file /nowhere/at/all can't be attached"),
    ("evidence path=/", "unusable: / is not an ordinary file"),
    ("evidence path=~nobody-here/x", "unusable: ~nobody-here/x begins with ~"),
    ("evidence path=a\0b", "unusable: The file's name holds a control character."),
    (f"evidence path=/{'x' * 5000}", "stopped: The file"),
    ("decide reference=1 ; outcome=act ; timescales=now ; passes_over=9.9", "unusable: Steps not to be carried out"),
    ("evidence path=x ; happened_at=yesterday", "unusable: "),
    ("deviate expected=a ; happened=b ; decided=c ; second=P-01", "unusable: Second person, who signs too: 'P-01'"),
]


@pytest.mark.parametrize(("line", "answer"), BAD, ids=[f"{line[:30]!r}" for line, _ in BAD])
def test_bad_input_gets_a_sentence_and_nothing_is_recorded(play, room, line, answer):
    played = play("# here", line)
    after = played.lines[played.lines.index("> # here") :]
    said = [one for one in after if one.startswith(("refused ", "unusable: ", "stopped: ", "recorded "))]
    assert len(said) == 1
    assert said[0].startswith(answer)
    assert "Traceback" not in played.printed
    assert played.code in (Exit.PROBLEM, Exit.STOPPED)


def test_an_attachment_that_vanishes_while_it_is_read_is_not_recorded(play, room, tmp_path, monkeypatch):
    path = tmp_path / "note.txt"
    path.write_text("as received")

    def vanish(_self, path):
        raise Unusable(f"The file {path} vanished while it was read, so nothing was attached.")

    monkeypatch.setattr(type(room.workspace.evidence), "add_file", vanish)
    played = play(f"evidence path={path}")
    assert played.begins("unusable: The file")
    assert not [one for one in room.ledger.entries() if one.kind == "evidence.added"]


def test_an_attachment_is_recorded_with_its_name(play, room, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("as received")
    played = play(f"evidence path={path} ; what=A note")
    assert played.begins("recorded ")[-1].endswith("evidence.added")
    assert "Evidence: note.txt." in play("run TEST-0042/1", begun=False).printed


def test_what_is_typed_at_a_question_may_be_wrong_first(play):
    played = play("tick", "nonsense", "2", "", "", "", fed=False)
    assert "Item: 'nonsense' is none of:" in played.printed
    assert "item.ticked" in played.printed


def test_an_act_can_be_left(play):
    played = play("tick", "!", "look")
    assert played.begins("cancelled")
    assert played.code is Exit.GOOD


def test_lines_that_end_in_the_middle_of_an_act_end_cleanly_and_record_nothing(play):
    played = play("tick", "1", fed=False)
    assert played.begins("unusable: The lines ended before")
    assert played.lines[-1].endswith("The end. What was recorded stands.")
    assert "item.ticked" not in played.printed


LACKING = [
    (("tick ;",), "unusable: Line 6: tick lacks an answer that is needed: item (Item)."),
    (("tick reason=none",), "unusable: Line 6: tick lacks an answer that is needed: item (Item)."),
    (("tick", "done ;"), "unusable: Line 7: this does not answer item. Item: 'done ;' is none of: 1 "),
    (("tick", "1"), "unusable: Line 8: the lines end before answer (Answer) is answered."),
    (("who",), "unusable: Line 6: who needs PERSON beside it."),
    (("expect TEXT", "tick ;"), "unusable: Line 7: tick lacks"),
]


@pytest.mark.parametrize(("lines", "says"), LACKING, ids=[" | ".join(lines) for lines, _ in LACKING])
def test_a_script_that_lacks_an_answer_ends_there_and_no_line_is_taken_for_it(play, lines, says):
    played = play(*lines, *(("tick u1",) if len(lines) < 2 else ()))
    assert played.begins(says)
    assert not any(line.endswith("item.ticked") for line in played.lines)
    assert played.lines[-1].endswith("The end. What was recorded stands.")
    assert played.code is Exit.MISUSE


def test_the_end_of_the_lines_ends_cleanly(play):
    assert play().code is Exit.GOOD


def test_a_number_of_the_menu_stands_for_its_act(play):
    played = play("look")
    assert "  1 tick         Tick a checklist item" in played.lines
    assert play("run TEST-0042/1", "1 u1", begun=False, fed=True).begins("refused SIGNED-IN")


def test_again_offers_the_answers_of_the_try_before(play):
    played = play("tick item=u1 ; answer=does not apply", "again reason=Nobody reported it.")
    assert played.begins("refused TEXT")
    assert played.begins("recorded ")[-1].endswith("item.ticked")


def test_again_needs_something_to_repeat(play):
    assert play("again", begun=False).begins("unusable: Nothing was tried yet.")


def test_the_person_coming_in_is_shown_what_they_sign_and_is_at_the_keyboard_then(play):
    played = play("handover to=P-02 ; note=Mind the meters.", "take")
    offered = next(place for place, line in enumerate(played.lines) if line.startswith("Command is offered to"))
    taken = next(place for place, line in enumerate(played.lines) if line.endswith("command.taken"))
    shown = played.lines[offered:taken]
    assert "  Mind the meters." in shown
    assert "    TEST-0042/1 3.2.K1 Raise the Incident" in shown
    assert played.session.by == "P-02"
    assert played.session.place.page == "run"


def test_whoever_signs_in_first_is_at_the_keyboard_until_they_sign_out(play):
    assert play(FIRST_TWO, "signin P-02", "signin P-01", begun=False).session.by == "P-02"
    assert play("signin P-01", "signout P-01", begun=False).session.by == ""


def test_nothing_is_recorded_by_nobody(play):
    played = play(FIRST_TWO, "day date=2027-01-04 ; name=Holiday ; source=gov.uk", begun=False)
    assert played.begins("refused SIGNED-IN")


@pytest.mark.parametrize(
    ("line", "shows"),
    [
        ("home", "Needs somebody now:"),
        ("people", "People:"),
        ("ledger", "Record keyroom.invalid/rehearsal/"),
        ("incident", "Incident TEST-0042, raised"),
        ("run 1", "Run TEST-0042/1: section 3.2"),
        ("show 0", '  "kind": "'),
        ("show 1", "Entry 1, recorded Mon 2 Mar 2026 09:30 GMT."),
        ("help", "Type a number of the menu, or a word of it."),
        ("help tick", "tick: Tick a checklist item."),
        ("help who", "who PERSON: Say who is at the keyboard."),
        ("look", "Step 3.2.K1 Raise the Incident"),
    ],
)
def test_each_word_shows_its_page(play, line, shows):
    played = play("# here", line)
    assert any(shows in one for one in played.lines[played.lines.index("> # here") :])
    assert played.code is Exit.GOOD


@pytest.mark.rule("KEY-SLOTS")
def test_a_key_slot_that_a_crash_kept_from_being_made_is_told_of_and_added_again(play, room):
    play()
    both = {"P-01": PASSPHRASE, "P-02": PASSPHRASE}
    room.perform(AddSlot(by="P-01", second="P-02", person="P-02"), both)
    told = play("home", begun=False).printed
    assert "Key slots: Owen Pritchard (P-02) was given a key slot that is missing" in told
    mended = play("who P-01", "slot person=P-02 ; second=P-02", "# mended", "home", begun=False)
    assert "P-02" in room.workspace.slots
    assert "Key slots:" not in mended.printed[mended.printed.index("# mended") :]


def test_quit_ends_and_the_lines_after_it_are_not_read(play):
    played = play("quit", "tick u1")
    assert not any(line.endswith("item.ticked") for line in played.lines)


def test_a_wrong_passphrase_records_nothing(play, room):
    wrong = OnePassphrase()
    wrong.secrets = [PASSPHRASE, PASSPHRASE, Secret("nettle")]
    played = play(FIRST_TWO, "signin P-01", begun=False, passphrases=wrong)
    assert played.begins("unusable: That is not P-01's passphrase.")
    assert not room.sitting.present


def test_a_person_at_a_terminal_may_try_their_passphrase_again(play, room):
    mistyped = OnePassphrase(tries=3)
    mistyped.secrets = [PASSPHRASE, PASSPHRASE, Secret("nettle"), PASSPHRASE]
    played = play(FIRST_TWO, "signin P-01", begun=False, passphrases=mistyped)
    assert "Tries left: 2." in played.printed
    assert "P-01" in room.sitting.present


def test_a_fault_of_the_program_is_a_sentence_without_what_stood_in_its_variables(play, monkeypatch):
    def fail(*_arguments):
        raise TypeError("harbour lantern")

    monkeypatch.setattr(Room, "signers", fail)
    played = play("tick u1", begun=False)
    played = play(FIRST_TWO, begun=False)
    assert played.begins("stopped: The program failed (TypeError in test_session.py, line")
    assert "harbour lantern" not in played.printed
    assert played.code is Exit.STOPPED


def test_ctrl_c_at_a_question_leaves_the_act(play):
    played = play("tick", KeyboardInterrupt(), "quit", fed=False)
    assert played.begins("cancelled")


def test_without_utf8_everything_is_ascii(play):
    played = play("record field=reporter ; value=Zoë", utf8=False)
    assert played.printed.isascii()


def test_nothing_that_is_printed_moves_the_cursor(play):
    played = play("\x1b[2J", "record field=reporter ; value=\x1b]0;x", "tick \x9b2J")
    assert all(line.isprintable() for line in played.lines)


def test_no_act_has_the_name_of_a_word_that_records_nothing():
    names = [act.name for act in ACTS]
    assert len(names) == len(set(names))
    assert not set(names) & {way.name for way in (*WAYS, *UNLISTED)}


@pytest.mark.parametrize("begun", [True, False], ids=["at a step", "in an empty workspace"])
def test_every_act_and_word_is_explained_everywhere(play, begun):
    names = [one.name for one in (*ACTS, *WAYS, *UNLISTED)]
    played = play(*(f"help {name}" for name in names), begun=begun)
    assert all(played.begins(f"{name}") for name in names)
    assert played.code is Exit.GOOD


def test_what_does_not_exist_cannot_be_explained(play):
    assert play("help dancing", begun=False).begins("unusable: There is no act or word 'dancing'.")
