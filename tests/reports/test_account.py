import re
from datetime import timedelta

import pytest

from ceremonies.runbook import actions as ask
from ceremonies.times import to_iso
from ceremonies.verification import books_of
from reports.document import to_text
from reports.recovery import recovery_pdf, recovery_report
from reports.source import source_for
from tests.reports.incident import Player
from tests.reports.reading import text_of


@pytest.fixture
def player(tmp_path):
    player = Player(tmp_path / "workspace")
    player.gather()
    player.raise_incident()
    yield player
    player.workspace.close()


def report(player, run=""):
    run = run or player.run
    source = source_for(player.workspace, run=run)
    workspace = player.workspace
    return recovery_report(
        run, source.entries, note=source.note, vkey=workspace.vkey, books=books_of(workspace), warning=source.warning
    )


def test_what_was_done_on_paper_stands_at_its_time_with_who_did_it(player):
    player.until("4.2.2.1")
    player.fill(player.room.run(player.run).open[0])
    then = to_iso(player.clock.moment)
    player.clock.advance(timedelta(hours=3))
    none = (ask.PaperCount(what="recovery status", amount=0),)
    done = ask.PaperStep(step="4.2.2.1", happened_at=then, who="J. Okafor", note="by torchlight", counts=none)
    player.do(ask.EnterPaper(run=player.run, by="P-01", second="P-02", steps=(done,)))
    text = text_of(recovery_pdf(report(player)))
    assert "J. Okafor; entered by Rhiannon Price (P-01), Owen Łukasz (P-02)" in text
    assert "time from paper, says J. Okafor; recorded" in text
    assert "Carried out on paper. by torchlight" in text


def test_what_was_weighed_and_decided_on_paper_names_the_paper_and_both_names(player):
    player.until("4.2.1.7")
    (at,) = [each for each in player.room.run(player.run).open if each.id == "4.2.1.7"]
    pair = ("Rhiannon Price", "Owen Łukasz")
    weighed = ask.PaperWeighing(reference="RA sheet 7", decided_by=pair)
    decided = ask.PaperDecision(reference="PMA-2026-99", received_by=pair)
    then = to_iso(player.clock.moment)
    done = ask.PaperStep(step=at.id, happened_at=then, who="J. Okafor", weighing=weighed, decision=decided)
    player.do(ask.EnterPaper(run=player.run, by="P-01", second="P-02", steps=(done,)))
    text = to_text(report(player))
    assert "Weighed on paper: RA sheet 7" in text
    assert "Decided by: Rhiannon Price and Owen Łukasz on Fri 27 Mar 2026" in text
    assert "Received on paper by: Rhiannon Price and Owen Łukasz" in text


def test_who_was_owed_what_several_were_owed_stands_there_with_how_far_it_came(player):
    player.until("4.2.1.5")
    same = {"run": player.run, "step": "4.2.1.5", "by": "P-01", "tell": 0}
    player.do(ask.NameRecipients(**same, recipients=("Llanmoor Networks plc", "Severn Gas Transport Ltd")))
    player.do(ask.Tell(**same, recipient="Llanmoor Networks plc", means="secured electronic means"))
    text = to_text(report(player))
    assert "Owed to | each Network Party: Llanmoor Networks plc; Severn Gas Transport Ltd." in text
    assert "told 1 of 2; not yet: Severn Gas Transport Ltd" in text


def test_what_lies_before_the_notification_is_marked_so(player):
    open_now = player.room.run(player.run).open[0]
    then = to_iso(player.clock.moment - timedelta(hours=5))
    told = {"happened_at": then, "happened_source": "telephone", "happened_by": "the service desk"}
    player.do(ask.Tick(run=player.run, step=open_now.id, by="P-01", item="u1", **told))
    assert "(before the Incident was notified)" in to_text(report(player))


def test_a_step_carried_out_again_says_which_time_it_is_and_why(player):
    player.until("4.2.1.4")
    player.do(ask.Repeat(run=player.run, step="4.2.1.2", by="P-01", reason="two Devices were left out"))
    player.step()
    while "4.2.1.2" in {at.id for at in player.room.run(player.run).open}:
        player.step()
    text = to_text(report(player))
    assert "4.2.1.2 (2nd time)" in text
    assert "Step to be carried out again: 4.2.1.2 | two Devices were left out" in text


def test_a_fact_that_was_corrected_shows_what_stood_before(player):
    open_now = player.room.run(player.run).open[0]
    field = next(record.id for record in open_now.records if record.kind == "text")
    for value in ("wrong", "right"):
        player.do(ask.WriteDown(run=player.run, step=open_now.id, by="P-01", field=field, value=value))
    player.step()
    assert "right (written earlier: wrong)" in to_text(report(player))


def test_a_run_stopped_by_decision_says_so(player):
    player.until("4.2.1.1")
    stop = ask.StopRun(run=player.run, by="P-01", second="P-02", reference="PMA-9", reason="Northwind withdrew")
    player.do(stop)
    text = to_text(report(player))
    assert "was stopped by decision. What is left is to report and to close." in text
    assert "Broken off: 4.2.1.1" in text
    assert "Stopped by decision | PMA-9: Northwind withdrew" in text


def test_a_passed_over_step_names_the_decision(player):
    player.until("4.2.1.7")
    (at,) = [each for each in player.room.run(player.run).open if each.id == "4.2.1.7"]
    same = {"run": player.run, "step": "4.2.1.7", "by": "P-01"}
    player.fill(at)
    player.do(
        ask.Decide(
            **same,
            second="P-02",
            reference="PMA-2026-015",
            outcome="act",
            timescales="as before",
            passes_over=("4.2.2.2",),
            recovery_by="2026-03-27 17:00",
            orders=(ask.Order(what="revoke the Certificates", when="2026-04-30"),),
            amendments={"4.2.2.5": "Only after the Network Parties were told."},
        )
    )
    player.until("4.2.2.3")
    text = to_text(report(player))
    assert "4.2.2.2 | Amend the thresholds for the recovery | Not to be carried out (D-2, PMA-2026-015)" in text
    assert "Passed over: 4.2.2.2" in text
    assert "Recovery by: 2026-03-27 17:00" in text
    dated = r"revoke the Certificates \(D-2\) / run TEST-0042/2 \| decision .* Thu 30 Apr 2026 24:00 BST"
    assert re.search(dated, text)
    assert "Amends 4.2.2.5: Only after the Network Parties were told." in text


def test_a_deadline_that_passed_is_missed_or_overdue(player):
    player.until("3.2.K5")
    player.clock.advance(timedelta(hours=30))
    player.do(ask.Pause(run=player.run, by="P-01", reason="waiting"))
    assert "Subscriber's confirmation (3.2.K5): overdue" in to_text(report(player))
    player.do(ask.Resume(run=player.run, by="P-01"))
    player.step()
    assert "Subscriber's confirmation (3.2.K5): missed" in to_text(report(player))


def test_what_still_stands_in_force_is_on_the_first_page(player):
    player.until("4.2.1.4")
    assert "Still in force: 1,250 recovery status (TEST-0042/2)." in to_text(report(player))


def test_text_of_the_longest_kind_is_printed_whole(player):
    words = " ".join(f"word{number}" for number in range(2_000))
    same = {"run": player.run, "step": "3.2.K1", "by": "P-01", "second": "P-02"}
    player.do(ask.Deviate(**same, expected=words, happened=words, decided=words))
    text = text_of(recovery_pdf(report(player)))
    assert text.count("word1999") == 3
