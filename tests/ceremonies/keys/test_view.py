import pytest

from ceremonies.keys import actions as ask
from ceremonies.keys.view import list_view
from tests.key_table import CUSTODIANS, MEDIA, SYMMETRIC, TOKEN


def test_it_says_what_comes_next_and_who_is_missing_all_through_a_ceremony(table):
    table.plan("REC-0001", "recovery", m=2, n=2)
    seen = [table.view("REC-0001").next]
    work = table.begin(table.pair(ask.Generate, "REC-0001", token=TOKEN, media=MEDIA))
    seen.append(table.view("REC-0001").next)
    table.end(work)
    seen.append(table.view("REC-0001").next)
    table.work(ask.HandOut(key="REC-0001", by="P-01", index=1, person="K-01"))
    view = table.view("REC-0001")
    seen.append(view.next)
    assert view.who == ("K-01",)
    table.fails(ask.HandOut(key="REC-0001", by="P-01", index=2, person="K-02"), how="left")
    seen.append(table.view("REC-0001").next)
    table.hand("REC-0001", 2, "K-02")
    table.work(ask.ProveShare(key="REC-0001", by="P-01", index=1, person="K-01"))
    seen.append(table.view("REC-0001").next)
    table.do(table.pair(ask.CommitKey, "REC-0001"))
    seen.append(table.view("REC-0001").next)
    table.work(ask.CloseCeremony(key="REC-0001", by="P-01"))
    seen.append(table.view("REC-0001").next)
    assert seen == [
        ("generate it",),
        ("wait for the end of this: make REC-0001",),
        ("hand out share 1", "hand out share 2", "commit it"),
        ("prove share 1: K-01", "hand out share 2", "commit it"),
        ("prove share 1: K-01", "hand out share 2 again", "commit it"),
        ("commit it", "close the ceremony"),
        ("close the ceremony: list the token and show that nothing is left",),
        ("issue its certificate", "take it into use"),
    ]


def test_it_says_the_same_all_through_an_activation(table):
    table.committed("CON-0001", "contingency")
    table.committed("CSK-0001", "contingency symmetric", m=3, n=3, size=32)
    table.open("CON-0001", symmetric="CSK-0001", limit=1)
    view = table.view("CON-0001")
    assert view.next == ("take 3 more shares",)
    assert view.who == CUSTODIANS[:5]
    table.take_shares("CON-0001", CUSTODIANS[:3])
    assert table.view("CON-0001").next == ("take 3 more parts of CSK-0001",)
    table.take_shares("CON-0001", SYMMETRIC[:3], of="symmetric")
    assert table.view("CON-0001").next == ("activate it",)
    table.work(ask.Activate(key="CON-0001", by="P-01"))
    assert table.view("CON-0001").next == ("sign, 1 at most", "deactivate")


def test_a_token_key_waits_for_its_backup(table):
    table.generated("ROOT-0001", "root")
    assert table.view("ROOT-0001").next == ("record how its token is backed up", "commit it")
    table.do(table.pair(ask.RecordBackup, "ROOT-0001", how="a second token", restore_tested="on 1 March"))
    view = table.view("ROOT-0001")
    assert view.next == ("commit it",)
    assert "token backed up: a second token" in view.stands


def test_the_fingerprint_is_there_as_words_to_read_aloud(table):
    view = table.view(table.committed())
    assert len(" ".join(view.words).split()) == 32
    assert "usages: sign" in view.attributes
    assert view.token == "ceremony 0001"


@pytest.mark.rule("KEY-STATE")
def test_the_list_tells_old_from_new(table):
    table.authority()
    old = table.committed("CON-0001", "contingency")
    new = table.committed("CON-0002", "contingency", replaces=old)
    table.set_state(old, "in use")
    table.set_state(old, "being replaced")
    lines = {one.key: one for one in list_view(table.register, 1).keys}
    assert list(lines) == ["CON-0001", "CON-0002", "ROOT-0001", "ICA-0001"]
    assert (lines[old].mark, lines[new].mark) == ("OLD", "NEW")
    assert (lines[old].held, lines["ROOT-0001"].held) == ("3 of 5 shares", "on its token")


def test_nothing_in_a_view_is_secret_or_too_wide_for_a_line(table):
    table.committed()
    table.active()
    view = table.view("REC-0001")
    assert all(len(line) < 100 for line in (*view.next, *view.stands, *view.remark))
