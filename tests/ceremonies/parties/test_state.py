import copy

import msgspec

from ceremonies.parties.state import PartiesState, apply, party_of, to_fields


def test_what_is_written_is_read_again(supplier):
    assert party_of(to_fields(supplier())) == supplier()


def test_what_is_written_holds_only_what_an_entry_may_hold(supplier):
    assert all(isinstance(value, str | bool | list) for value in to_fields(supplier()).values())


def test_fields_and_roles_of_a_later_version_do_not_stop_a_replay(supplier, entry):
    fields = to_fields(supplier()) | {"fax": "1", "party_roles": ["Supplier Party", "Aggregator"]}
    state = PartiesState()
    apply(state, entry(0, "party.registered", {"party": fields, "source": "RA list"}))
    apply(state, entry(1, "party.praised", {"party": "BOREALIS"}))
    assert state.parties["BOREALIS"].party_roles == ("Supplier Party", "Other")
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=PartiesState) == state


def test_the_register_survives_being_copied(state):
    assert copy.deepcopy(state) == state
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=PartiesState) == state


def test_when_and_whence_a_party_was_changed_is_kept(state, supplier, entry):
    then = "2026-11-21T08:00:00.000000Z"
    body = {"party": to_fields(supplier(sros=())), "source": "telephone"}
    apply(state, entry(9, "party.changed", body, happened_at=then))
    assert (state.changed_at["BOREALIS"], state.sources["BOREALIS"]) == (then, "telephone")
    assert state.parties["BOREALIS"].sros == ()
