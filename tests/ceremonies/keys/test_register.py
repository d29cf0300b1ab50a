import msgspec

from ceremonies.keys.register import is_registered, register_of, summary
from ceremonies.ledger.canonical import to_canonical


def rows(table):
    return {name: msgspec.json.decode(to_canonical(summary(state))) for name, state in table.states.items()}


def test_a_key_s_row_says_what_others_may_know_of_it(table):
    table.committed()
    row = register_of(rows(table)).named("REC-0001")
    assert (row.kind, row.generation, row.status, row.committed) == ("recovery", 1, "made", True)
    assert row.holders == ("K-01", "K-02", "K-03", "K-04", "K-05")
    assert len(row.identifiers) == 1


def test_the_register_knows_every_identifier_that_was_ever_used(table):
    table.committed()
    (identifier,) = table.register.identifiers
    assert is_registered(rows(table), identifier)
    assert not is_registered(rows(table), identifier + 1)
    assert not is_registered({}, identifier)


def test_other_streams_are_no_keys(table):
    assert register_of({"people": {"names": {}}}).keys == {}
    assert register_of({}).in_use("root") == ""
    assert register_of({}).of_serial("01") == ""


def test_what_is_under_way_in_this_sitting_is_not_unfinished(table):
    table.generated()
    assert table.register.unfinished(table.sitting) == ()
    (waits,) = table.register.unfinished(table.sitting + 1)
    assert waits.says == "REC-0001: making REC-0001, not committed; abandon it"
