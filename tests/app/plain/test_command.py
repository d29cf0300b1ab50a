import pytest

from app.plain.command import parse_answers, parse_command, unescape
from ceremonies.errors import Unusable

FIELDS = ("item", "answer", "reason")


def test_a_line_is_a_name_and_the_rest():
    command = parse_command("  tick item=a ; answer=done ")
    assert (command.name, command.rest) == ("tick", "item=a ; answer=done")


def test_a_bare_name_asks_for_every_field():
    assert parse_answers("", FIELDS) is None


def test_a_lone_semicolon_takes_every_default():
    assert parse_answers(";", FIELDS) == {}


def test_the_first_answer_may_leave_its_name_out():
    assert parse_answers("a ; reason=none", FIELDS) == {"item": "a", "reason": "none"}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("reason=One; two, and three.", "One; two, and three."),
        ("reason=a = b", "a = b"),
        (r"reason=one\ntwo", "one\ntwo"),
        (r"reason=one \; two", "one ; two"),
        (r"reason=C:\\keys", "C:\\keys"),
        ('reason="quoted"', '"quoted"'),
        ("reason=", ""),
    ],
    ids=["semicolon in a word", "equals sign", "new line", "escaped semicolon", "backslash", "quotes stay", "empty"],
)
def test_a_value_is_what_stands_there(rest, expected):
    assert parse_answers(rest, FIELDS) == {"reason": expected}


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("colour=red", "the names are: item, answer, reason"),
        ("item=a ; item=b", "answered twice"),
        ("item=a ; whatever", "answers no field"),
        (r"reason=a\qb", "stands for nothing"),
        ("reason=ends\\", "stands for nothing"),
    ],
    ids=["unknown name", "twice", "second part without a name", "unknown escape", "backslash at the end"],
)
def test_what_cannot_be_understood_gets_a_sentence(rest, says):
    with pytest.raises(Unusable, match=says):
        parse_answers(rest, FIELDS)


def test_an_act_without_fields_takes_no_answers():
    with pytest.raises(Unusable, match="the names are: none"):
        parse_answers("please", ())


def test_every_escape_has_one_meaning():
    assert unescape(r"\n\t\;\\") == "\n\t;\\"
