import io

import pytest

from app.acts.act import Act, Choice, Field
from app.plain.asking import Asking, Cancelled, Unanswered, chosen, resolve
from app.plain.output import Output
from ceremonies.errors import Unusable

WAYS = Field(
    name="branch",
    label="Then",
    kind="choice",
    choices=(
        Choice("0", "4.2.2.10 Revoke the Certificates, if none is left"),
        Choice("1", "4.2.2.1 Re-enable Devices"),
        Choice("2", "the end"),
    ),
)
ITEMS = Field(
    name="item",
    label="Item",
    kind="choice",
    choices=(
        Choice("a", "[ ] a Tell the DCC."),
        Choice("2a", "[x] a Sign it."),
        Choice("u1", "[ ] u1 Tell the SMKI PMA."),
    ),
)
ROLES = Field(
    name="roles", label="Roles", kind="many", choices=(Choice("Scribe", "Scribe"), Choice("Auditor", "Auditor"))
)
COUNT = Field(name="amount", label="How many", kind="count")


def test_a_choice_takes_its_number_its_value_or_the_first_words_of_its_label():
    assert chosen(ITEMS, "2") == "2a"
    assert chosen(ITEMS, "2A") == "2a"
    assert chosen(ITEMS, "u1 tell the smki") == "u1"
    assert chosen(WAYS, "4.2.2.1") == "1"
    assert chosen(WAYS, "the end") == "2"


def test_the_shown_number_counts_where_values_are_numbers():
    assert chosen(WAYS, "1") == "0"
    with pytest.raises(Unusable, match="none of"):
        chosen(WAYS, "0")


@pytest.mark.parametrize("text", ["4", "99999999999999999999", "nothing", "4.2.2"], ids=str)
def test_what_names_no_choice_is_answered_with_the_choices(text):
    with pytest.raises(Unusable, match=r"1 4\.2\.2\.10 Revoke"):
        chosen(WAYS, text)


def test_words_that_fit_several_choices_are_not_guessed_at():
    twice = Field(name="tell", label="Who", kind="choice", choices=(Choice("0", "DCC: this"), Choice("1", "DCC: that")))
    with pytest.raises(Unusable, match="fits 2 choices"):
        chosen(twice, "DCC")


def test_several_choices_are_separated_by_commas():
    assert resolve(ROLES, "2, scribe") == "Auditor,Scribe"


@pytest.mark.parametrize("text", ["98,214", "98 214", "98214"])
def test_a_count_may_have_separators(text):
    assert resolve(COUNT, text) == text


@pytest.mark.parametrize(
    "text", ["many", "1.5", "0x10", "\u00b2", "9" * 5000], ids=["word", "point", "hex", "sup", "long"]
)
def test_what_is_no_count_gets_a_sentence(text):
    with pytest.raises(Unusable, match="no whole number"):
        resolve(COUNT, text)


def asked(fields, lines, given=None, kept=None, *, fed=False):
    left = list(lines)
    printed = io.StringIO()
    asking = Asking(Output(printed, utf8=True), lambda _prompt: left.pop(0) if left else None, fed=fed)
    act = Act(name="try", title="Try", key="t", scope="run", fields=lambda _where: fields, action=lambda _w, _a: None)
    return asking.answers(act, None, given, kept or {}), printed.getvalue()


def test_a_field_is_asked_for_again_until_it_can_be_understood():
    answers, printed = asked((COUNT,), ["lots", "", "12"])
    assert answers == {"amount": "12"}
    assert "no whole number" in printed
    assert "this is needed" in printed


def test_long_text_ends_with_a_full_stop_on_its_own():
    field = Field(name="what", label="What", kind="long")
    assert asked((field,), ["one", "", "two", "."])[0] == {"what": "one\n\ntwo"}


def test_an_empty_first_line_of_long_text_leaves_it_out():
    field = Field(name="note", label="Note", kind="long", required=False)
    assert asked((field,), [""])[0] == {"note": ""}


@pytest.mark.parametrize("lines", [["!"], []], ids=["cancelled", "end of input"])
def test_a_question_can_be_left(lines):
    with pytest.raises(Cancelled):
        asked((COUNT,), lines)


def test_with_answers_on_the_line_only_what_is_missing_and_required_is_asked_for():
    optional = Field(name="reason", label="Reason", required=False)
    defaulted = Field(name="answer", label="Answer", default="done")
    assert asked((COUNT, optional, defaulted), ["7"], given={})[0] == {"amount": "7", "reason": "", "answer": "done"}


LACKING = [
    ({}, ["7"], "try lacks an answer that is needed: amount (How many)."),
    (None, ["lots"], "this does not answer amount. 'lots' is no whole number"),
    (None, [""], "this does not answer amount. How many: this is needed."),
    (None, [], "the lines end before amount (How many) is answered."),
]


@pytest.mark.parametrize(("given", "lines", "says"), LACKING, ids=["on the line", "wrong", "empty", "the end"])
def test_a_script_is_asked_nothing_twice_and_its_next_line_is_no_answer(given, lines, says):
    with pytest.raises(Unanswered) as lack:
        asked((COUNT,), lines, given, fed=True)
    assert says in str(lack.value)


def test_a_script_may_answer_line_by_line():
    optional = Field(name="reason", label="Reason", required=False)
    assert asked((COUNT, optional), ["7", ""], fed=True)[0] == {"amount": "7", "reason": ""}
    with pytest.raises(Cancelled):
        asked((COUNT,), ["!"], fed=True)


def test_where_a_time_comes_from_is_asked_only_when_a_time_was_given():
    fields = tuple(
        Field(name=name, label=name, required=False) for name in ("happened_at", "happened_source", "happened_by")
    )
    assert asked(fields, [""])[0] == {"happened_at": "", "happened_source": "", "happened_by": ""}
    assert asked(fields, ["14:05", "paper", "M. Sinclair"])[0]["happened_by"] == "M. Sinclair"


def test_the_answers_of_the_try_before_are_defaults():
    answers, _ = asked((COUNT,), [""], kept={"amount": "5"})
    assert answers == {"amount": "5"}


def test_a_choice_among_nobody_is_left_to_the_rules():
    nobody = Field(name="second", label="Second person", kind="choice")
    assert asked((nobody,), [])[0] == {"second": ""}
