"""Every act works wherever it is offered: it asks for what can be answered, and becomes an action the rules rule on."""

from contextlib import suppress

import msgspec
import pytest

from app.acts.act import Field, Where, split_many, whole
from app.acts.catalogue import ACTS, acts_at
from app.screens.moves import acts_on, moves_on
from app.standing import where as standing
from ceremonies.act import Action
from ceremonies.calendar import actions as calendar
from ceremonies.custodians import actions as custodians
from ceremonies.custody import actions as custody
from ceremonies.errors import Refused, Unusable
from ceremonies.incidents import actions as incidents
from ceremonies.keys import actions as keys
from ceremonies.parties import actions as parties
from ceremonies.people import actions as people
from ceremonies.runbook import actions as runs
from ceremonies.runbook import ceremony_actions as held
from ceremonies.sittings import actions as sittings
from ceremonies.tokens import actions as tokens
from tests.walker import (
    INCIDENT,
    LeastTaken,
    Policy,
    RoomTable,
    Walker,
    at_step,
    perform,
    public_key,
    room_of,
    sections_of,
)

SCOPES = ("home", "incident", "run", "ceremony", "keys", "key", "tokens", "people", "record")
LONGEST_TITLE = 45
LONGEST_SENTENCE = 1500
"""Characters of a refusal: a few lines, whatever was typed."""
SEALED = "keyroom custodians, where personal data may be seen"
OFFERED_ELSEWHERE = {
    custodians.AdmitManager: SEALED,
    custodians.PutRecord: SEALED,
    custodians.ReadRecord: SEALED,
    custodians.EraseRecord: SEALED,
    custodians.RecordBalance: SEALED,
    people.AddRecoverySlot: "keyroom recovery shows the three shares before it is asked",
    parties.ImportParties: "keyroom parties import reads a file before anything is asked",
    sittings.OpenSitting: "opening the workspace is what opens the sitting",
}
FAMILIES = {
    Action,
    people.PairAction,
    runs.RunAction,
    runs.StepAction,
    custody.CustodyAction,
    custody.ItemAction,
    custodians.CustodianAction,
    custodians.CustodianPair,
}
"""What actions have in common; nobody asks for these themselves."""
NASTY = ("", " ", "\x1b[2J", "é" * 100_000, "٣", "²", "-1", "9" * 30, "no such thing", "a | b", ",", "=", "\ud800")


def looks(table: RoomTable, run: str, by: str = "P-01") -> list[Where]:
    """Every place a person may stand: at each open step, or at the run when none is open."""
    view = table.room.run(run)
    return [standing(table.room, by=by, run=run, step=one.id) for one in view.open] or [
        standing(table.room, by=by, run=run)
    ]


def filler(field: Field) -> str:
    """An answer: the default, the first choice, or words."""
    if field.default or not field.required:
        return field.default
    if field.kind in {"choice", "many"}:
        return field.choices[0].value
    return "5" if field.kind == "count" else "words"


def become(act, where: Where, answers: dict[str, str]) -> Action:
    """The action that answers become, with what ``app/performing.py`` adds to them."""
    added = {key.answer: public_key(number) for number, key in enumerate(act.new_keys(where, answers), 1)}
    if "path" in answers:
        added |= {"name": "bag.jpg", "digest": "0" * 64, "size": "1"}
    return act.action(where, answers | added)


def try_out(table: RoomTable, act, where: Where, answers: dict[str, str]) -> Action:
    """Let the rules rule on the act; a refusal is an answer like any other."""
    action = become(act, where, answers)
    if isinstance(action, sittings.CounterSign):
        return action
    with suppress(Refused, Unusable):
        table.room.signers(action)
    return action


def visible(where: Where):
    return [act for scope in SCOPES for act in acts_at(where, scope)]


def check_offer(where: Where) -> None:
    """What is offered at once: names and keys are told apart, and what must be chosen can be."""
    names = [act.name for act in visible(where)]
    assert len(names) == len(set(names))
    for scope in SCOPES:
        keys = [act.key for act in acts_at(where, scope)]
        assert len(keys) == len(set(keys)), (scope, keys)
    for act in visible(where):
        for field in act.fields(where):
            if field.required and field.kind in {"choice", "many"}:
                assert field.choices, (act.name, field.name)
            assert len({one.value for one in field.choices}) == len(field.choices), (act.name, field.name)
            assert field.label.strip()


def walked(section: str, policy: Policy, most: int):
    """A walker in the section, before each of its steps, from its first to its last."""
    table = room_of()
    first = next(one for one in table.book.sections if one.part_of == section).steps[0].id
    walker = Walker(table, f"{INCIDENT}/1").until(first)
    walker.policy = policy
    for _ in range(most):
        yield table, walker
        if table.room.run(walker.run).status == "ended":
            return
        walker.step()


def test_a_name_is_one_word_and_one_act():
    names = [act.name for act in ACTS]
    assert len(names) == len(set(names))
    assert all(name.isalpha() and name.islower() for name in names)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_an_act_says_in_plain_words_what_it_is_for(act):
    assert 0 < len(act.title) <= LONGEST_TITLE
    assert act.help.endswith(".")
    assert act.scope in SCOPES
    assert act.key


@pytest.mark.parametrize(
    ("section", "policy", "most"),
    [("4.2", Policy, 60), ("4.2", LeastTaken, 60), ("4.3", Policy, 60), ("5", Policy, 60), ("6.1", LeastTaken, 40)],
    ids=["4.2", "4.2 by other ways", "4.3", "5", "6.1"],
)
def test_every_act_works_at_every_step_of_a_walk(section, policy, most):
    steps = 0
    for table, walker in walked(section, policy(), most):
        for where in looks(table, walker.run):
            check_offer(where)
            for act in visible(where):
                try_out(table, act, where, {field.name: filler(field) for field in act.fields(where)})
        steps += 1
    assert steps > 20


def test_no_key_of_a_screen_stands_for_two_things_on_a_walk():
    for table, walker in walked("4.2", Policy(), 60):
        for where in looks(table, walker.run):
            for screen in ("home", "incident", "run", "people", "ledger"):
                scope = "record" if screen == "ledger" else screen
                keys = [one.key for one in (*acts_on(where, screen, scope), *moves_on(where, screen))]
                assert len(keys) == len(set(keys)), (screen, keys)


def actions_of(module) -> set[type[Action]]:
    found = {one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Action)}
    return found - FAMILIES


def test_everything_that_may_be_asked_of_the_rules_is_offered_by_an_act():
    asked = {
        kind
        for one in (runs, held, incidents, people, sittings, parties, calendar, custody, custodians)
        for kind in actions_of(one)
    }
    places = [where for table, walker in walked("4.2", LeastTaken(), 45) for where in looks(table, walker.run)]
    places += special_places(room_of())
    offered = {type(become(act, where, blank(act, where))) for where in places for act in visible(where)}
    assert asked - offered == set(OFFERED_ELSEWHERE)
    of_keys = actions_of(keys) | actions_of(tokens)  # offered where keys are: whole ceremonies are played elsewhere
    assert not offered - asked - of_keys


def blank(act, where: Where) -> dict[str, str]:
    return {field.name: filler(field) for field in act.fields(where)}


def special_places(table: RoomTable) -> list[Where]:
    """Where some acts are offered only: nobody enrolled, command offered, a confirmation owed, somebody gone, ..."""
    run = f"{INCIDENT}/1"
    at = standing(table.room, by="P-01", run=run)
    nobody = msgspec.structs.replace(at, people=(), incident=None, run=None, step=None)
    step = at.step.id
    order = runs.Order("the old key", "2026-04-30")
    said = {"reference": "PMA 7", "outcome": "amend", "timescales": "as proposed"}
    perform(table.room, runs.Decide(run=run, step=step, by="P-01", second="P-02", orders=(order,), **said))
    perform(table.room, incidents.OfferCommand(by="P-01", incident=INCIDENT, to="P-02"))
    offered = standing(table.room, by="P-01", run=run)
    perform(table.room, runs.Pause(run=run, by="P-01", reason="a fire alarm"))
    paused = standing(table.room, by="P-01", run=run)
    perform(table.room, runs.Resume(run=run, by="P-01"))
    confirming = looks(table, Walker(table, run).until("3.2.K5").run)
    perform(table.room, sittings.SignOut(by="P-02", person="P-02"))
    alone = standing(table.room, by="P-01", run=run)
    newer = msgspec.structs.replace(paused.run, newer_procedure=True, newer_book="0" * 64, difference="a step")
    return [nobody, offered, paused, *confirming, alone, msgspec.structs.replace(paused, run=newer)]


def test_every_procedure_can_be_started():
    table = room_of()
    where = standing(table.room, by="P-01", incident=INCIDENT)
    start = next(act for act in ACTS if act.name == "start")
    assert [one.value for one in start.fields(where)[0].choices] == sections_of(table.book)


def test_what_few_places_offer_is_told_apart_too():
    for where in special_places(room_of()):
        check_offer(where)


def test_nobody_signed_in_still_finds_every_act_asking_what_can_be_answered():
    table = room_of()
    for person in ("P-01", "P-02"):
        perform(table.room, sittings.SignOut(by=person, person=person))
    for where in (standing(table.room, by=""), *looks(table, f"{INCIDENT}/1", by="")):
        check_offer(where)
        for act in visible(where):
            try_out(table, act, where, blank(act, where))


def test_a_lone_person_is_told_by_the_rule_that_a_second_is_missing():
    table = room_of()
    perform(table.room, sittings.SignOut(by="P-02", person="P-02"))
    where = standing(table.room, by="P-01", run=f"{INCIDENT}/1")
    deviate = next(act for act in ACTS if act.name == "deviate")
    with pytest.raises(Refused, match="TWO-PEOPLE"):
        table.room.signers(become(deviate, where, blank(deviate, where)))


def test_an_act_of_another_place_is_hidden_and_asks_nothing():
    where = standing(room_of().room, by="P-01")
    assert not [act.name for act in ACTS if act.scope in {"run", "incident"} and not act.hidden(where)]


def rich_place(table: RoomTable) -> Where:
    """A gated step with items, facts, notifications and a decision to be taken, as many of them as one has."""
    walker = Walker(table, f"{INCIDENT}/1").until("4.2.1.1")
    walker.policy = Policy()
    best = looks(table, walker.run)[0]
    for _ in range(12):
        walker.step()
        best = max([best, *looks(table, walker.run)], key=lambda where: len(acts_at(where, "run")))
        if best.step.id not in {one.id for one in table.room.run(walker.run).open}:
            continue
        if best.step.gate:
            break
    return best


@pytest.mark.parametrize("nasty", NASTY, ids=lambda text: ascii(text[:9]))
def test_bad_input_in_any_field_of_any_act_is_a_sentence(nasty):
    table = room_of()
    where = rich_place(table)
    for act in visible(where):
        answers = blank(act, where)
        for name in answers:
            try:
                action = become(act, where, answers | {name: nasty})
                if not isinstance(action, sittings.CounterSign):
                    table.room.signers(action)
            except (Refused, Unusable) as refusal:
                said = str(refusal)
                assert said.encode()
                assert len(said) < LONGEST_SENTENCE, (act.name, name, said[:200])
                assert "\x1b" not in said, (act.name, name)


@pytest.mark.parametrize("typed", ["5", "1,000", "1 000", "1\u202f000", "", "-3"])
def test_a_count_is_read_as_people_write_it(typed):
    digits = "".join(one for one in typed if one not in ", \u202f")
    assert whole(typed) == int(digits or "0")


@pytest.mark.parametrize("typed", ["five", "5.5", "٣", "²", "1e3", "9" * 16, "--5", "5-"])
def test_what_is_no_count_is_named(typed):
    with pytest.raises(Unusable, match="no whole number"):
        whole(typed)


def test_several_answers_are_parted_by_commas():
    assert split_many(" Scribe ,, Auditor, ") == ("Scribe", "Auditor")


def test_what_is_done_on_paper_is_a_line_each():
    table = room_of()
    where = standing(table.room, by="P-01", run=f"{INCIDENT}/1")
    paper = next(act for act in ACTS if act.name == "paper")
    lines = "3.2.1 | 14:05 | J. Okafor | 2 | by torch\n\n3.2.2|14:20\n"
    lines += "4.2 | 15:00 | J. Okafor | | | mode 8 threshold +1 (0) | a -1,200"
    first, second, third = paper.action(where, {"second": "P-02", "steps": lines}).steps
    assert first == runs.PaperStep(step="3.2.1", happened_at="14:05", who="J. Okafor", branch=1, note="by torch")
    assert second == runs.PaperStep(step="3.2.2", happened_at="14:20", who="")
    assert third.branch is None
    assert third.counts == (
        runs.PaperCount(what="mode 8 threshold", amount=1, before="0"),
        runs.PaperCount(what="a", amount=-1200),
    )
    with pytest.raises(Unusable, match="is no count"):
        paper.action(where, {"second": "P-02", "steps": "3.2.1 | 14:05 | J. Okafor | | a note | with a bar in it"})


def test_a_decision_can_take_up_again_what_was_passed_over_and_amend_what_is_open():
    table = room_of()
    walker = at_step("4.2.1.1", table)
    walker.decide("4.2.1.1", "amend", passes_over=("4.2.1.5",))
    decide = next(act for act in ACTS if act.name == "decide")
    fields = {one.name: one for one in decide.fields(standing(table.room, by="P-01", run=walker.run))}
    assert {"4.2.1.1", "4.2.1.2", "4.2.1.5"} <= {one.value for one in fields["amended_step"].choices}
    assert "4.2.1.5" not in {one.value for one in fields["passes_over"].choices}
