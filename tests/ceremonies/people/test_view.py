from ceremonies.people.state import PeopleState, apply
from ceremonies.people.view import view


def enrolled(entry, seq, person, name, roles):
    body = {"person": person, "name": name, "organisation": name and "DCC", "roles": roles, "public": f"key {seq}"}
    return entry(seq, "person.enrolled", body | {"enrolled_by": ["P-01", "P-02"]})


def test_an_empty_register_says_how_to_start():
    assert "first two" in view(PeopleState()).advice


def test_two_people_are_told_to_enrol_a_third_and_three_are_not(entry):
    state = PeopleState()
    for seq, name in enumerate(("Ada", "Ben")):
        apply(state, enrolled(entry, seq, f"P-0{seq + 1}", name, ["Scribe"]))
    assert "third" in view(state).advice
    apply(state, enrolled(entry, 2, "P-03", "Cai", ["Auditor"]))
    assert view(state).advice is None


def test_a_person_is_shown_with_name_and_an_alias_without(entry):
    state = PeopleState()
    apply(state, enrolled(entry, 0, "P-01", "Ada", ["Scribe"]))
    apply(state, enrolled(entry, 1, "K-01", None, ["Key Custodian"]))
    assert [person.shown for person in view(state).people] == ["Ada (P-01)", "K-01"]


def test_keys_slots_and_leaving_are_shown(entry):
    state = PeopleState()
    apply(state, enrolled(entry, 0, "P-01", "Ada", ["Scribe"]))
    apply(state, entry(1, "person.rekeyed", {"person": "P-01", "public": "new"}))
    apply(state, entry(2, "slot.added", {"person": "P-01"}))
    apply(state, entry(3, "person.left", {"person": "P-01"}))
    (ada,) = view(state).people
    assert (ada.public, ada.keys_before, ada.has_slot) == ("new", 1, True)
    assert ada.left_at is not None
    assert view(state).active == 0
