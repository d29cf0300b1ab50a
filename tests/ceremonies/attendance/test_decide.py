import itertools

import pytest

from ceremonies.attendance.actions import AttendanceAction, LayDownRole, TakeRole
from ceremonies.attendance.decide import AttendanceFacts, decide
from ceremonies.attendance.state import AttendanceState, apply
from ceremonies.attendance.view import view
from ceremonies.errors import Misuse, Refused

APART = ("Ceremony Administrator", "Internal Witness", "Key Custodian", "Symmetric Key Custodian", "Auditor")
ROLES = {"P-01": (*APART, "Scribe"), "P-02": APART, "K-01": ("Key Custodian",)}
RUN = "TEST-1/1"


class Sheet:
    """An attendance on which actions are performed."""

    def __init__(self, written, noon, excluded=()):
        self.state, self.written, self.noon = AttendanceState(), written, noon
        self.facts = AttendanceFacts(present=frozenset(ROLES), roles=ROLES, excluded=frozenset(excluded), ceremony=True)

    def do(self, action):
        rulings = decide(self.state, self.facts, action, self.noon)
        for entry in self.written(*rulings):
            apply(self.state, entry)
        return rulings

    def take(self, person, role):
        return self.do(TakeRole(run=RUN, by="P-01", person=person, role=role, seen="known by sight"))


@pytest.fixture
def sheet(written, noon):
    return Sheet(written, noon)


@pytest.mark.rule("PEOPLE-CONFLICT")
@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(APART, 2)))
def test_the_five_roles_of_a_ceremony_are_five_people(sheet, first, second):
    sheet.take("P-01", first)
    with pytest.raises(Refused, match="PEOPLE-CONFLICT"):
        sheet.take("P-01", second)
    sheet.take("P-02", second)
    assert (sheet.state.now(first), sheet.state.now(second)) == (("P-01",), ("P-02",))


@pytest.mark.rule("PEOPLE-CONFLICT")
def test_a_role_that_was_laid_down_conflicts_all_the_same(sheet):
    sheet.take("P-01", "Auditor")
    sheet.do(LayDownRole(run=RUN, by="P-01", person="P-01", role="Auditor", reason="called away"))
    assert view(sheet.state)[0].until
    with pytest.raises(Refused, match="PEOPLE-CONFLICT"):
        sheet.take("P-01", "Internal Witness")
    sheet.take("P-01", "Auditor")
    with pytest.raises(Refused, match="PEOPLE-ROLES"):
        sheet.do(LayDownRole(run=RUN, by="P-01", person="P-02", role="Auditor", reason="r"))


def test_who_takes_a_role_signs_for_it_and_must_be_enrolled_for_it(sheet):
    (ruling,) = sheet.take("K-01", "Key Custodian")
    assert ruling.signed_by == ("P-01", "K-01")
    with pytest.raises(Refused, match="ALREADY-RECORDED"):
        sheet.take("K-01", "Key Custodian")
    with pytest.raises(Refused, match=r"PEOPLE-ROLES.*not enrolled as Scribe"):
        sheet.take("K-01", "Scribe")
    with pytest.raises(Refused, match="SIGNED-IN"):
        sheet.take("K-09", "Key Custodian")


@pytest.mark.rule("CUSTODIAN-CALL")
def test_an_excluded_custodian_takes_no_role(written, noon):
    with pytest.raises(Refused, match=r"CUSTODIAN-CALL.*excluded"):
        Sheet(written, noon, excluded=("K-01",)).take("K-01", "Key Custodian")


def test_only_a_ceremony_that_is_going_on_has_an_attendance(sheet, noon):
    facts = AttendanceFacts(present=frozenset(ROLES), roles=ROLES, excluded=frozenset(), ceremony=False)
    with pytest.raises(Refused, match="no key ceremony"):
        decide(sheet.state, facts, TakeRole(run=RUN, by="P-01", person="P-02", role="Auditor", seen="s"), noon)
    with pytest.raises(Misuse):
        decide(sheet.state, sheet.facts, AttendanceAction(run=RUN, by="P-01"), noon)
