import msgspec

from app.acts.persons import absent, everybody, other_field, others, present, second_field
from tests.app.screens.views import PEOPLE, WHERE

LONE = msgspec.structs.replace(WHERE, people=PEOPLE)
SECOND = msgspec.structs.replace(PEOPLE[0], id="P-02", name="M. Lindqvist", roles=("Scribe", "Auditor"))
PAIR = msgspec.structs.replace(WHERE, people=(*PEOPLE, SECOND))


def ids(choices):
    return [one.value for one in choices]


def test_people_are_told_apart_by_whether_they_are_here():
    assert ids(everybody(PAIR)) == ["P-01", "K-01", "P-02"]
    assert ids(present(PAIR)) == ["P-01", "P-02"]
    assert ids(absent(PAIR)) == ["K-01"]
    assert ids(others(PAIR)) == ["P-02"]


def test_a_choice_says_the_name_or_alias_and_the_roles():
    said = [one.label for one in everybody(PAIR)]
    assert said == ["J. Okafor, Incident Commander", "K-01, Key Custodian", "M. Lindqvist, Scribe, Auditor"]


def test_with_nobody_to_choose_the_second_person_is_left_to_the_rule():
    assert second_field(PAIR).required
    assert not second_field(LONE).required
    assert ids(other_field(PAIR, "to", "Who takes over").choices) == ["P-02"]
