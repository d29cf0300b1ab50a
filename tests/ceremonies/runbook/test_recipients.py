import pytest

from ceremonies.errors import Refused
from ceremonies.parties.party import Party
from ceremonies.parties.state import PartiesState
from ceremonies.runbook import actions as ask
from tests.walker import SUBSCRIBER, Table, at_step

STEP = "4.2.1.5"
NETWORKS, SUPPLIERS = 0, 1
"""The two notifications of 4.2.1.5: each Network Party, each Responsible Supplier."""
SECURED = "secured electronic means"


def party(key, name, role, **more):
    return Party(id=key, name=name, party_roles=(role,), **more)


REGISTER = (
    SUBSCRIBER,
    party("ALDER", "Alder Networks", "Electricity Distributor"),
    party("BIRCH", "Birch Gas", "Gas Transporter"),
    party("CEDAR", "Cedar Energy", "Supplier Party", responsible_supplier=True),
    party("DOGWOOD", "Dogwood Energy", "Supplier Party"),
)


def refused(rule, walker, action):
    with pytest.raises(Refused) as refusal:
        walker.table.do(action)
    assert refusal.value.rule == rule
    return refusal.value.sentence


@pytest.fixture
def walker():
    return at_step(STEP, Table(parties=PartiesState(parties={one.id: one for one in REGISTER})))


def name(walker, *recipients, tell=NETWORKS, **more):
    return ask.NameRecipients(run=walker.run, step=STEP, by="P-01", tell=tell, recipients=recipients, **more)


def tell(walker, recipient, tell=NETWORKS, **more):
    return ask.Tell(run=walker.run, step=STEP, by="P-01", tell=tell, recipient=recipient, means=SECURED, **more)


def excuse(walker, recipient="", tell=NETWORKS):
    return ask.Excuse(run=walker.run, step=STEP, by="P-01", tell=tell, recipient=recipient, reason="none is affected")


def view_of(walker, tell=NETWORKS):
    (at,) = [one for one in walker.table.view(walker.run).open if one.id == STEP]
    return at.tells[tell]


@pytest.mark.rule("TELL")
def test_each_of_several_is_told_only_when_they_are_named_and_every_one_was_told_or_excused(walker):
    walker.table.do(tell(walker, "Alder Networks"))
    assert (view_of(walker).done, view_of(walker).progress) == (False, "not named yet")
    for item in ("a", "b", "k1"):
        walker.table.do(ask.Tick(run=walker.run, step=STEP, by="P-01", item=item))
    complete = ask.Complete(run=walker.run, step=STEP, by="P-01")
    said = refused("TELL", walker, complete)
    assert "nobody has said who is owed: 1 each Network Party; 2 each Responsible Supplier" in said
    assert "Name the recipients" in said
    walker.table.do(name(walker, "ALDER", "Birch Gas", "Elm Networks"))
    walker.table.do(excuse(walker, tell=SUPPLIERS))
    said = refused("TELL", walker, complete)
    assert said.endswith(
        "neither told nor excused yet: each Network Party (told 1 of 3; not yet: Birch Gas, Elm Networks)."
    )
    walker.table.do(tell(walker, "BIRCH"))
    walker.table.do(excuse(walker, "elm  networks"))
    assert (view_of(walker).done, view_of(walker).progress) == (True, "told 3 of 3")
    assert walker.table.do(complete)


@pytest.mark.rule("TELL")
def test_the_room_is_shown_who_is_still_to_be_told(walker):
    walker.table.do(name(walker, "ALDER", "BIRCH", "C", "D", "E", "F"))
    walker.table.do(tell(walker, "C"))
    says = "told 1 of 6; not yet: Alder Networks, Birch Gas, D, E, 1 more"
    assert walker.table.view(walker.run).not_told[0] == f"{STEP}: each Network Party ({says})"
    (at,) = [one for one in walker.table.view(walker.run).open if one.id == STEP]
    assert f"tell each Network Party ({says})" in at.missing
    assert "name each Responsible Supplier" in at.missing


@pytest.mark.rule("TELL")
def test_who_is_not_on_the_list_is_not_told_by_mistake(walker):
    walker.table.do(name(walker, "ALDER", "BIRCH"))
    assert "Alder Networks; Birch Gas" in refused("TELL", walker, tell(walker, "Elm Networks"))
    refused("TELL", walker, excuse(walker, "Elm Networks"))
    refused("TELL", walker, tell(walker, "each Network Party"))
    refused("TELL", walker, name(walker, "each Network Party"))
    refused("ALREADY-RECORDED", walker, name(walker, "Alder Networks", "alder networks", "BIRCH"))
    walker.table.do(tell(walker, "alder networks"))
    assert "Alder Networks" in refused("TELL", walker, name(walker, "BIRCH", "Elm Networks"))
    walker.table.do(name(walker, "ALDER", "BIRCH", "Elm Networks"))
    assert walker.table.do(tell(walker, "Elm Networks"))


@pytest.mark.rule("TELL")
def test_the_register_says_who_the_network_parties_and_other_responsible_suppliers_are(walker):
    walker.table.do(name(walker, from_register=True))
    walker.table.do(name(walker, "Elder Energy", tell=SUPPLIERS, from_register=True))
    assert view_of(walker).owed == ("Alder Networks", "Birch Gas")
    assert view_of(walker, SUPPLIERS).owed == ("Elder Energy", "Cedar Energy")
    bare = at_step("3.1.K2")
    ask_all = ask.NameRecipients(run=bare.run, step="3.1.K2", by="P-01", tell=0, from_register=True)
    assert "doesn't say who each party concerned is" in refused("TELL", bare, ask_all)


@pytest.mark.rule("TELL")
def test_several_may_be_counted_where_not_all_are_named(walker):
    refused("TELL", walker, name(walker))
    walker.table.do(name(walker, "ALDER", count=3))
    walker.table.do(tell(walker, "Elm Networks"))
    assert view_of(walker).progress == "told 1 of 3; not yet: Alder Networks, 1 not named"
    walker.table.do(tell(walker, "ALDER"))
    walker.table.do(tell(walker, "Fir Gas"))
    assert view_of(walker).done


def test_the_list_may_come_with_the_first_of_several_who_is_told(walker):
    entries = walker.table.do(tell(walker, "BIRCH", recipients=("ALDER", "BIRCH")))
    assert [one.kind for one in entries] == ["recipients.named", "party.told"]
    assert entries[1].body["recipient"] == "Birch Gas"
    assert view_of(walker).progress == "told 1 of 2; not yet: Alder Networks"


@pytest.mark.rule("TELL")
def test_what_one_is_owed_needs_no_list():
    walker = at_step("3.2.K2")
    named = ask.NameRecipients(run=walker.run, step="3.2.K2", by="P-01", tell=0, recipients=("SMKI PMA",))
    assert "Only one is owed this (SMKI PMA)" in refused("TELL", walker, named)
    nowhere = ask.NameRecipients(run=walker.run, step="3.2.K2", by="P-01", tell=7, recipients=("x",))
    refused("TELL", walker, nowhere)


def test_nobody_to_tell_is_said_by_excusing_the_notification(walker):
    walker.table.do(excuse(walker))
    assert (view_of(walker).done, view_of(walker).progress) == (True, "")
