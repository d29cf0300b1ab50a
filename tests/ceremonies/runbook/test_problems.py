"""Data that can be read but not carried out is refused, each fault with its step and key."""

import pytest

from ceremonies.errors import BadProcedure
from ceremonies.runbook.load import load_texts

GOOD = """
[[section]]
id = "4.2.1"
part_of = "4.2"
table = true
title = "Before"

[[section.steps]]
id = "4.2.1.1"
title = "Weigh the risks"
actors = ["Subscriber", "DCC"]
does = "Weigh them."
items = [{ id = "a", does = "Weigh the first." }, { id = "b", does = "Weigh the second." }]
tells = [{ who = "SMKI PMA", what = "the outcome" }]
next = [{ to = "4.2.1.2" }]
source_next = ["4.2.1.2"]
records = [{ id = "who", label = "Who" }, { id = "sort", label = "Sort", kind = "choice", choices = ["x", "y"] }]

[[section.steps]]
id = "4.2.1.2"
title = "Set the status"
actors = ["DCC"]
does = "Set it."
next = [{ to = "4.2.2", if = "it is approved" }, { to = "4.2.1.K1", if = "it is refused" }]
source_next = ["4.2.2", "end"]
gate = "set recovery"
holds = ["recovery status"]
deadline = { name = "setting", from = "the request", step = "4.2.1.1", hours = 24 }

[[section.steps.corrections]]
kind = "missing branch"
source_says = "end of procedure"
carried_out = "Put back first."
why = "Devices would be left in recovery."

[[section.steps]]
id = "4.2.1.K1"
numbered_by = "keyroom"
title = "Leave without acting"
actors = ["DCC"]
does = "Put back what was set."
next = [{ to = "end" }]

[[section]]
id = "4.2.2"
part_of = "4.2"
table = true
title = "Carry out"

[[section.steps]]
id = "4.2.2.1"
title = "Replace"
actors = ["DCC"]
does = "Replace them."
next = [{ to = "end" }]
source_next = ["end"]
"""

CASES = {
    "a next that isn't there": ('to = "4.2.2"', 'to = "4.2.9"', "step 4.2.1.2, key next[0].to: there is no step or"),
    "a part as a next": (
        'to = "4.2.2"',
        'to = "4.2"',
        "key next[0].to: there is no step or section 4.2. Name its first",
    ),
    "a deadline that runs from no step": (
        'step = "4.2.1.1", hours',
        'step = "4.2.9", hours',
        "key deadline.step: there is",
    ),
    "a deadline with two lengths": ("hours = 24", "hours = 24, months = 1", "key deadline: it has 2 lengths"),
    "a deadline without a length": (", hours = 24", "", "key deadline: it has 0 lengths"),
    "a deadline of nothing": ("hours = 24", "hours = 0", "key deadline: its length must be one or more"),
    "a step id that stands twice": ('id = "4.2.2.1"', 'id = "4.2.1.1"', "step 4.2.1.1, key id: it stands 2 times"),
    "a section id that stands twice": ('id = "4.2.2"', 'id = "4.2.1"', "section 4.2.1, key id: it stands 2 times"),
    "an item id that stands twice": ('id = "b"', 'id = "a"', "step 4.2.1.1, key items: the id a stands 2 times"),
    "a record id that stands twice": ('id = "sort"', 'id = "who"', "step 4.2.1.1, key records: the id who stands 2"),
    "a step that nothing leads to": (
        'next = [{ to = "4.2.2", if = "it is approved" }, { to = "4.2.1.K1", if = "it is refused" }]',
        'next = [{ to = "4.2.2", if = "it is approved" }, { to = "end", if = "it is refused" }]',
        "step 4.2.1.K1, key next: no path leads to this step",
    ),
    "a dead end": ('next = [{ to = "end" }]\n\n', "next = []\n\n", "step 4.2.1.K1, key next: no path leads from here"),
    "a ring without a way out": (
        'does = "Replace them."\nnext = [{ to = "end" }]',
        'does = "Replace them."\nnext = [{ to = "4.2.2.1" }]',
        "step 4.2.2.1, key next: no path leads from here",
    ),
    "a call in place of a way out": (
        'does = "Replace them."\nnext = [{ to = "end" }]',
        'does = "Replace them."\nnext = [{ to = "4.2.1", how = "call" }]',
        "step 4.2.2.1, key next: no path leads from here",
    ),
    "two ways without a condition": (', if = "it is refused"', "", None),
    "two ways, neither with a condition": (
        'to = "4.2.2", if = "it is approved" }, { to = "4.2.1.K1", if = "it is refused"',
        'to = "4.2.2" }, { to = "4.2.1.K1"',
        "step 4.2.1.2, key next: more than one way on has no condition",
    ),
    "the same way twice": (
        '{ to = "4.2.2", if = "it is approved" }',
        '{ to = "4.2.2", if = "it is approved" }, { to = "4.2.2", if = "it is approved" }',
        "key next[0]: the way to 4.2.2 stands twice",
    ),
    "another next than the text's without a reason": (
        'kind = "missing branch"',
        'kind = "name"',
        "step 4.2.1.2, key next: it differs from what the text says (4.2.1.K1, end) and no correction says why",
    ),
    "other actors than the text's without a reason": (
        'actors = ["Subscriber", "DCC"]',
        'actors = ["Subscriber", "DCC"]\nsource_actors = ["DCC"]',
        "step 4.2.1.1, key source_actors: who acts differs",
    ),
    "the same actors in another order": (
        'actors = ["Subscriber", "DCC"]',
        'actors = ["Subscriber", "DCC"]\nsource_actors = ["DCC", "Subscriber"]',
        None,
    ),
    "a numbered step without what the text says": ('source_next = ["4.2.1.2"]\n', "", "key source_next: it is empty"),
    "a step of ours with a text": (
        'numbered_by = "keyroom"',
        'numbered_by = "keyroom"\nsource_next = ["end"]',
        "step 4.2.1.K1, key source_next: the text doesn't have this step",
    ),
    "a step of ours with actors of the text": (
        'numbered_by = "keyroom"',
        'numbered_by = "keyroom"\nsource_actors = ["DCC"]',
        "step 4.2.1.K1, key source_actors: the text doesn't have this step",
    ),
    "a numbered step of another table": (
        'id = "4.2.2.1"',
        'id = "4.2.3.1"',
        "step 4.2.3.1 is numbered by the text, but",
    ),
    "a numbered step outside a table": (
        'table = true\ntitle = "Carry out"',
        'title = "Carry out"',
        "section 4.2.2, key steps: step 4.2.2.1 is numbered by the text, but is not of table 4.2.2",
    ),
    "a step of ours with a stranger's id": (
        'id = "4.2.1.K1"',
        'id = "4.3.1.K1"',
        "step 4.3.1.K1 is ours and needs an id that begins",
    ),
    "an item without words": (
        'does = "Weigh the first."',
        'does = " "',
        "step 4.2.1.1, key items[0].does: it has no text",
    ),
    "a title without words": ('title = "Replace"', 'title = ""', "step 4.2.2.1, key title: it has no text"),
    "a correction without a reason": (
        'why = "Devices would be left in recovery."',
        'why = ""',
        "step 4.2.1.2, key corrections[0].why: it has no text",
    ),
    "a line break in a sentence": (
        'does = "Set it."',
        'does = "Set\\nit."',
        "step 4.2.1.2, key does: it has stray spaces",
    ),
    "a title that is too long": (
        'title = "Replace"',
        f'title = "{"x" * 61}"',
        "key title: it has 61 characters; at most 60",
    ),
    "a title that just fits": ('title = "Replace"', f'title = "{"x" * 60}"', None),
    "nobody to act": ('actors = ["DCC"]\ndoes = "Replace', 'actors = []\ndoes = "Replace', "key actors: nobody acts"),
    "a gate before a decision that isn't one": (
        'gate = "set recovery"',
        'gate = "decide"',
        'a gate "decide" stands only',
    ),
    "recovery set without its gate": ('gate = "set recovery"\n', "", 'needs the gate "set recovery"'),
    "custodians called and not held": (
        'holds = ["recovery status"]',
        'holds = ["recovery status"]\ncustodian_call = true',
        'key holds: Key Custodians are called here, so "custodians called" belongs',
    ),
    "devices of no file": (
        'what = "the outcome"',
        'what = "it", devices = "affected"',
        "key tells[0].devices: it says which",
    ),
    "a choice of one": (
        'choices = ["x", "y"]',
        'choices = ["x"]',
        "key records[1].choices: a choice needs two words or more",
    ),
    "words to choose from without a choice": (', kind = "choice"', "", "key records[1].choices: a choice needs two"),
}


@pytest.mark.parametrize(("old", "new", "sentence"), CASES.values(), ids=CASES.keys())
def test_data_that_cannot_be_carried_out_is_refused_with_step_and_key(old, new, sentence):
    assert old in GOOD
    changed = GOOD.replace(old, new, 1)
    if sentence is None:
        load_texts({"4.2.toml": changed.encode()})
        return
    with pytest.raises(BadProcedure) as refused:
        load_texts({"4.2.toml": changed.encode()})
    assert any(sentence in each for each in refused.value.problems), refused.value.problems
    assert all(each.startswith("file 4.2.toml") for each in refused.value.problems)


def test_sound_data_is_taken():
    assert load_texts({"4.2.toml": GOOD.encode()}).has_step("4.2.1.K1")


def test_a_step_that_stands_beside_needs_no_path_to_it():
    beside = GOOD.replace('{ to = "4.2.1.K1", if = "it is refused" }', '{ to = "end", if = "it is refused" }')
    beside = beside.replace('numbered_by = "keyroom"', 'numbered_by = "keyroom"\nflow = "beside"')
    assert load_texts({"4.2.toml": beside.encode()}).step("4.2.1.K1").flow == "beside"


def test_a_step_that_stands_in_two_files_names_both():
    prose = '[[section]]\nid="4.2.1"\npart_of="4.2"\ntable=true\ntitle="Again"\n'
    with pytest.raises(BadProcedure, match=r"file 4\.2\.toml and other\.toml, section 4\.2\.1, key id: it stands 2"):
        load_texts({"4.2.toml": GOOD.encode(), "other.toml": prose.encode()})


def test_the_number_of_a_missing_step_may_be_ours():
    gap = GOOD.replace('id = "4.2.1.K1"\nnumbered', 'id = "4.2.1.3"\nnumbered').replace(
        'to = "4.2.1.K1"', 'to = "4.2.1.3"'
    )
    assert load_texts({"4.2.toml": gap.encode()}).step("4.2.1.3").numbered_by == "keyroom"


def test_numbered_steps_stand_in_their_order():
    swapped = GOOD.replace('"4.2.1.1"', '"4.2.1.0"').replace('"4.2.1.2"', '"4.2.1.1"').replace('"4.2.1.0"', '"4.2.1.2"')
    with pytest.raises(BadProcedure, match="its steps don't stand in the order of their numbers"):
        load_texts({"4.2.toml": swapped.encode()})


def test_a_section_without_steps_is_nowhere_to_go():
    empty = '[[section]]\nid="A"\npart_of="A"\ntitle="Appendix"\n'
    texts = {"4.2.toml": GOOD.replace('to = "4.2.2"', 'to = "A"').encode(), "A.toml": empty.encode()}
    with pytest.raises(BadProcedure, match=r"step 4\.2\.1\.2, key next\[0\]\.to: section A has no steps to go to"):
        load_texts(texts)
