from datetime import timedelta

import pytest

from ceremonies import streams
from ceremonies.errors import Misuse
from ceremonies.incidents.actions import OfferCommand
from ceremonies.ledger.canonical import to_canonical
from ceremonies.recorded import copy_of
from ceremonies.runbook import actions as ask
from ceremonies.sittings.actions import CloseSitting
from tests.walker import INCIDENT, Table, Walker, at_step, perform, room_of

RUN = f"{INCIDENT}/1"


def row(walker):
    return streams.summary(walker.table.runs[walker.run], walker.table.book_of)


def test_a_stream_that_no_fold_reads_is_the_author_s_fault():
    with pytest.raises(Misuse):
        streams.new_state("weather/today")


def test_a_state_of_no_stream_is_the_author_s_fault():
    with pytest.raises(Misuse):
        streams.summary(object(), {}.__getitem__)


@pytest.mark.parametrize("stream", streams._STREAMS)
def test_each_kind_of_stream_has_a_state_of_its_own_type(stream):
    state = streams.new_state(f"{stream}/1")
    assert [name for name, fold in streams._STREAMS.items() if type(state) is fold.state] == [stream]


def test_a_copy_is_the_same_and_apart():
    walker = at_step("4.2.2.5")
    state = walker.table.runs[walker.run]
    copied = copy_of(state)
    assert copied == state
    walker.complete("4.2.2.4")
    assert copied != state


def test_every_stream_s_row_is_the_summary_of_its_fold_and_can_be_written():
    room = room_of().room
    for name, row_said in room.rows().items():
        if name == "workspace":
            continue
        assert streams.summary(room.state(name), room.book) == row_said
        assert to_canonical(row_said)


def test_a_run_s_row_says_where_it_stands_and_what_is_in_force():
    walker = at_step("4.2.1.4")
    said = row(walker)
    assert (said["status"], said["step"], said["open"]) == ("going", "4.2.1.4", ["4.2.1.4"])
    assert said["standing"] == {"recovery status": 10}
    assert said["before"] == {"recovery status": "commissioned"}


def test_a_run_s_row_counts_who_was_not_told():
    walker = at_step("3.4.3.2")
    assert row(walker)["not_told"] == 4
    walker.fill("3.4.3.2")
    assert row(walker)["not_told"] == 0


def test_a_run_s_row_keeps_the_deadlines_that_still_run_also_after_its_end():
    table = Table()
    walker = Walker(table, table.start("8.1"))
    walker.go()
    assert [one["step"] for one in row(walker)["deadlines"]] == ["8.1.K5"]


def test_a_run_that_another_took_over_has_no_deadlines_of_its_own_any_more():
    walker = at_step("4.2.3.2")
    first = walker.run
    walker.table.do(
        ask.DeclareRecovered(run=first, step="4.2.2.10", by="P-01", outcome="not successful", not_recovered=10)
    )
    assert [one["step"] for one in row(walker)["deadlines"]] == ["3.1.K1"]
    walker.complete("4.2.2.10")
    walker.fill("4.2.3.2")
    walker.table.do(ask.Complete(run=first, step="4.2.3.2", by="P-01", branch=0))
    assert row(Walker(walker.table, first))["deadlines"] == []


def test_an_incident_s_row_says_who_commands_and_whom_it_was_offered_to():
    room = room_of().room
    perform(room, OfferCommand(by="P-01", incident=INCIDENT, to="P-02"))
    said = room.rows()[f"incident/{INCIDENT}"]
    assert (said["commander"], said["offered_to"], said["status"]) == ("P-01", "P-02", "open")


def test_a_sitting_s_row_says_who_is_here_until_it_ends():
    table = room_of()
    assert table.room.rows()["sitting/0001"]["present"] == ["P-01", "P-02"]
    table.clock.moment -= timedelta(hours=1)
    perform(table.room, CloseSitting(by="P-01"))
    said = table.room.rows()["sitting/0001"]
    assert (said["open"], said["present"]) == (False, [])
    assert said["clock"] != "ok"
