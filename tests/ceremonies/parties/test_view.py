from ceremonies.parties.view import view


def test_parties_are_listed_by_id_with_their_methods_and_source(state):
    seen = view(state).parties
    assert [line.party.id for line in seen] == ["BOREALIS", "DCC", "GRIDCO", "NEWSUP", "PIPECO", "S1"]
    assert seen[1].methods == ("4.1", "4.3")
    assert {line.source for line in seen} == {"RA list"}
