"""Procedure data is read strictly, and every problem is named at once with file, step and key."""

import pytest

from ceremonies.errors import BadProcedure
from ceremonies.runbook.load import load_book, load_texts, shipped_texts

GOOD = """
[[section]]
id = "4.2.1"
part_of = "4.2"
table = true
title = "Before"

[[section.steps]]
id = "4.2.1.1"
title = "Weigh the risks"
actors = ["Subscriber"]
does = "Weigh them."
items = [{ id = "a", letter = "a", does = "Weigh." }]
tells = [{ who = "SMKI PMA", what = "the outcome" }]
next = [{ to = "end", if = "all is weighed" }]
source_next = ["end"]
records = [{ id = "who", label = "Who weighed" }]
deadline = { name = "weighing", from = "the request", step = "4.2.1.1", hours = 24 }
"""


def problems_of(texts: dict[str, bytes]) -> tuple[str, ...]:
    with pytest.raises(BadProcedure) as refused:
        load_texts(texts)
    return refused.value.problems


def test_good_data_is_read_with_its_renamed_keys():
    step = load_texts({"4.2.toml": GOOD.encode()}).step("4.2.1.1")
    assert step.next[0].if_ == "all is weighed"
    assert step.deadline is not None
    assert step.deadline.from_ == "the request"


SHAPES = {
    "an unknown key of a section": ("part_of", "partof", "section 4.2.1, key partof: there is no such key"),
    "a missing key of a section": ("part_of", "partof", "section 4.2.1, key part_of: it is missing"),
    "an unknown key of a step": ('does = "Weigh them', 'doess = "Weigh them', "step 4.2.1.1, key doess: there is no"),
    "a missing key of a step": ('does = "Weigh them', 'doess = "Weigh them', "step 4.2.1.1, key does: it is missing"),
    "an unknown key of an item": ("letter =", "leter =", "step 4.2.1.1, key items[0].leter: there is no such key"),
    "an unknown key of a tell": ("what =", "wot =", "step 4.2.1.1, key tells[0].wot: there is no such key"),
    "a missing key of a tell": ("what =", "wot =", "step 4.2.1.1, key tells[0].what: it is missing"),
    "an unknown key of a next": ("if =", "when =", "step 4.2.1.1, key next[0].when: there is no such key"),
    "an unknown key of a record": ("label =", "lable =", "step 4.2.1.1, key records[0].label: it is missing"),
    "an unknown key of a deadline": ("hours =", "hour =", "step 4.2.1.1, key deadline.hour: there is no such key"),
    "text where a number belongs": ("24 }", '"24" }', "key deadline.hours: expected a whole number, got text"),
    "a number where text belongs": ('"Before"', "7", "section 4.2.1, key title: expected text, got a whole number"),
    "text where a list belongs": ('["end"]', '"end"', "step 4.2.1.1, key source_next: expected a list, got text"),
    "an actor the text doesn't have": (
        '["Subscriber"]',
        '["Ofgem"]',
        "key actors[0]: 'Ofgem' can't stand here. It may",
    ),
    "a kind of numbering that isn't": ("table = true", 'table = "yes"', "key table: expected true or false, got text"),
    "not TOML": ("table = true", "table =", "file 4.2.toml: this is not TOML"),
    "a key given twice": ('part_of = "4.2"', 'part_of = "4.2"\npart_of = "4.3"', "file 4.2.toml: this is not TOML"),
    "a step without an id": ('id = "4.2.1.1"', "", "step number 1, key id: it is missing"),
    "no section at all": (GOOD, "", "file 4.2.toml, key section: it is missing"),
}


@pytest.mark.parametrize(("old", "new", "sentence"), SHAPES.values(), ids=SHAPES.keys())
def test_a_wrong_shape_is_named_with_file_step_and_key(old, new, sentence):
    assert old in GOOD
    found = problems_of({"4.2.toml": GOOD.replace(old, new, 1).encode()})
    assert any(sentence in each for each in found), found
    assert all(each.startswith("file 4.2.toml") for each in found)


def test_an_allowed_word_is_offered_in_place_of_a_wrong_one():
    (found,) = problems_of({"4.2.toml": GOOD.replace('"Subscriber"', '"PMA"').encode()})
    assert "SMKI PMA" in found
    assert "Key Custodians" in found


def test_problems_of_all_files_are_named_together():
    first = GOOD.replace("hours", "hour").replace("letter", "leter").replace('"Weigh."', "1")
    found = problems_of({"4.2.toml": first.encode(), "5.toml": b"\xff", "6.1.toml": b"section = 3"})
    assert len([each for each in found if each.startswith("file 4.2.toml, step 4.2.1.1")]) == 3
    assert "file 5.toml: byte 0 is not UTF-8. Save the file as UTF-8." in found
    assert "file 6.1.toml, key section: expected a list, got a whole number." in found


def test_an_unknown_key_does_not_hide_a_broken_reference():
    found = problems_of({"4.2.toml": GOOD.replace('to = "end"', 'to = "9.9"').replace("letter", "leter").encode()})
    assert any("leter" in each for each in found)
    assert any("there is no step or section 9.9" in each for each in found)


def test_a_part_that_could_not_be_read_raises_no_false_alarm_about_references():
    broken = GOOD.replace('title = "Weigh', 'titel = "Weigh')
    other = '[[section]]\nid="2"\npart_of="2"\ntitle="What"\n[[section.steps]]\nid="2.K1"\nnumbered_by="keyroom"\n'
    other += 'title="Choose"\nactors=["DCC"]\ndoes="Choose."\nnext=[{to="4.2.1.1"}]\n'
    found = problems_of({"4.2.toml": broken.encode(), "2.toml": other.encode()})
    assert [each for each in found if "2.toml, step 2.K1" in each] == []


def test_sections_stand_in_the_order_of_the_text_whichever_file_they_came_from():
    def prose(id_: str) -> bytes:
        return f'[[section]]\nid="{id_}"\npart_of="{id_}"\ntitle="Prose"\n'.encode()

    ids = ("A", "6.1", "4.2", "4.10", "4.1A.2", "4.1A.1", "4.1", "3.4.3", "3.4.2", "4", "2", "E")
    book = load_texts({f"{number}.toml": prose(id_) for number, id_ in enumerate(ids)})
    order = ["2", "3.4.2", "3.4.3", "4", "4.1", "4.1A.1", "4.1A.2", "4.2", "4.10", "6.1", "A", "E"]
    assert [section.id for section in book.sections] == order


def test_the_shipped_procedures_load():
    assert load_book() == load_texts(shipped_texts())


AROUND = b"""
[[opening]]
id = "A1"
numbered_by = "keyroom"
title = "Open"
actors = ["Ceremony Administrator"]
does = "Open."
next = [{ to = "own" }]

[[closing]]
id = "Z1"
numbered_by = "keyroom"
title = "Close"
actors = ["Ceremony Administrator"]
does = "Close."
next = [{ to = "end" }]
"""
SCRIPT = b"""
[[section]]
id = "C9"
part_of = "C9"
script = true
title = "The life of a token"

[[section.steps]]
id = "C9.1"
numbered_by = "keyroom"
title = "Probe"
actors = ["Ceremony Administrator"]
does = "Probe it."
act = "probe"
next = [{ to = "C9.Z1" }]
"""


def test_what_every_ceremony_opens_and_closes_with_stands_around_each_script():
    book = load_texts({"C0.toml": AROUND, "C9.toml": SCRIPT})
    assert [step.id for step in book.section("C9").steps] == ["C9.A1", "C9.1", "C9.Z1"]
    assert [[way.to for way in step.next] for step in book.section("C9").steps] == [["C9.1"], ["C9.Z1"], ["end"]]


def test_a_fault_in_what_stands_around_is_named_with_its_file_and_step():
    found = problems_of({"C0.toml": AROUND.replace(b"does =", b"dose ="), "C9.toml": SCRIPT})
    assert any(each.startswith("file C0.toml, step A1, key dose") for each in found)


@pytest.mark.parametrize(
    ("said", "instead", "says"),
    [
        (b'act = "probe"', b'act = "prob"', "there is no act prob"),
        (b"script = true", b"table = false", "only a script's step"),
        (
            b'act = "probe"',
            b'ceremonies = [{ script = "C5", key = "root", which = "new", says = "it" }]',
            "there is no ceremony script C5",
        ),
    ],
)
def test_a_script_that_waits_for_what_is_never_recorded_is_refused(said, instead, says):
    around = AROUND
    script = SCRIPT.replace(said, instead).replace(b'to = "C9.Z1"', b'to = "end"')
    assert any(says in each for each in problems_of({"C0.toml": around, "C9.toml": script}))
