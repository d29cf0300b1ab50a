from app.plain.home_text import home_lines
from app.plain.run_text import run_lines
from app.standing import where as standing
from ceremonies.runbook import actions as ask
from tests.walker import at_step, room_of


def test_a_date_that_a_decision_set_names_no_step_and_what_was_passed_over_is_not_called_done():
    table = room_of()
    walker = at_step("4.2.1.7", table)
    walker.weigh("4.2.1.7")
    walker.decide("4.2.1.7", passes_over=("4.2.2.7",), orders=(ask.Order("the key is destroyed", "2027-01-29"),))
    there = standing(table.room, by="P-01", run=walker.run)
    assert there.run is not None
    said = " ".join(" ".join(run_lines(there.run, there.step)).split())
    assert "4.2.2, 0 of 11 done and 1 passed over" in said
    assert "Deadline: the key is destroyed (D-1), due Fri 29 Jan 2027 24:00 GMT" in said
    assert f"run {walker.run}: the key is destroyed (D-1), due" in " ".join(" ".join(home_lines(there.home)).split())
