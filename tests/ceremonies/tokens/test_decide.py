import msgspec
import pytest

from ceremonies.errors import Misuse, Refused
from ceremonies.tokens import actions as ask
from ceremonies.tokens.decide import decide
from ceremonies.tokens.enrolled import check_may_be_used
from ceremonies.tokens.state import TokensState, address_of
from ceremonies.work import work_of
from tests.ceremonies.tokens.register import BAD, GOOD, HSM, ORIGIN, SOFTHSM, SOFTWARE, facts, told


class Announced(msgspec.Struct):
    """As much of an entry as work is read from."""

    stream: str
    kind: str
    body: dict


def initialise(token=HSM, **changes):
    given = {
        "second": "P-02",
        "new_label": "hsm 2",
        "so_people": ("P-01", "P-02"),
        "people": ("P-03",),
        "so_custody": "safe 1, envelope 8",
        "custody": "safe 2, envelope 9",
    }
    return ask.InitialiseToken(by="P-01", label=token.label, serial=token.serial, **(given | changes))


def change_pin(**changes):
    given = {"second": "P-02", "who": "SO", "people": ("P-01",), "new_people": ("P-03",), "custody": "safe 3"}
    return ask.ChangeTokenPin(by="P-01", label="hsm", serial="17", **(given | changes))


def test_a_token_is_recorded_once_and_again_when_it_says_something_else(register):
    with pytest.raises(Refused, match="ALREADY-RECORDED"):
        register.see()
    (again,) = register.see(msgspec.structs.replace(HSM, flags=("user PIN count low",)))
    assert (again.kind, again.body["flags"]) == ("token.seen", ["user PIN count low"])
    assert register.state.tokens[address_of("hsm", "17")].probe_passed


@pytest.mark.rule("TOKEN-ENROLLED")
def test_two_people_let_a_token_in_by_serial_and_certificate_number(register):
    with pytest.raises(Refused, match=r"TOKEN-ENROLLED.*isn't enrolled"):
        check_may_be_used(register.state, "hsm", "17", kind="production")
    (about,) = register.perform(register.asked_to_enrol())
    assert (about.kind, about.signed_by) == ("work.about", ("P-01", "P-02"))
    assert about.body["request"]["origin"] == ORIGIN
    _, enrolled = register.end(told(HSM, mark=f"production {ORIGIN}"))
    assert enrolled.kind == "token.enrolled"
    assert enrolled.body["certificate"] == "FIPS 140-3 #4242"
    assert enrolled.body["people"] == ["P-01", "P-02"]
    assert check_may_be_used(register.state, "hsm", "17", kind="production").enrolled_by == ["P-01", "P-02"]


@pytest.mark.rule("TOKEN-ENROLLED")
@pytest.mark.parametrize(
    ("changes", "rule", "says"),
    [
        ({"second": ""}, "TWO-PEOPLE", "two people"),
        ({"second": "P-01"}, "TWO-PEOPLE", "two different people"),
        ({"second": "P-09"}, "SIGNED-IN", "isn't signed in"),
        ({"serial_read": "18"}, "TOKEN-ENROLLED", "reads the serial 18"),
        ({"serial_read": " "}, "TOKEN-ENROLLED", "not at all"),
        ({"certificate": " "}, "TEXT", "certificate's number"),
    ],
)
def test_a_token_is_not_let_in_by_one_person_or_unread(register, changes, rule, says):
    with pytest.raises(Refused, match=says) as refused:
        register.perform(register.asked_to_enrol(**changes))
    assert refused.value.rule == rule


@pytest.mark.rule("TOKEN-ENROLLED")
@pytest.mark.parametrize(
    ("token", "says"),
    [
        (SOFTWARE, "is software"),
        (SOFTHSM, "is software"),
        (msgspec.structs.replace(SOFTHSM, hardware=True), "is software"),
        (msgspec.structs.replace(HSM, manufacturer="Mozilla Foundation", model="NSS 3", serial="0"), "is software"),
        (msgspec.structs.replace(HSM, hardware=False, serial="18"), "CKF_HW_SLOT"),
    ],
)
def test_production_lets_in_no_software_and_nothing_that_is_not_hardware(register, token, says):
    register.see(token)
    register.probe(token)
    with pytest.raises(Refused, match=says) as refused:
        register.perform(register.asked_to_enrol(token))
    assert refused.value.rule == "TOKEN-ENROLLED"


@pytest.mark.rule("TOKEN-ENROLLED")
def test_a_token_that_serves_the_other_kind_is_refused_and_stays_refused(register, practice):
    served = msgspec.structs.replace(HSM, serial="18")
    register.see(served, mark="rehearsal elsewhere")
    register.probe(served)
    with pytest.raises(Refused, match="enrolled for rehearsal"):
        register.perform(register.asked_to_enrol(served))
    practice.see(HSM, mark="production elsewhere")
    practice.probe()
    with pytest.raises(Refused, match="enrolled for production"):
        check_may_be_used(practice.state, "hsm", "17", kind="rehearsal")


@pytest.mark.rule("TOKEN-ENROLLED")
@pytest.mark.parametrize("mark", ["rehearsal elsewhere", "", "something"])
def test_a_token_whose_mark_is_not_this_kinds_is_not_enrolled(register, mark):
    register.perform(register.asked_to_enrol())
    with pytest.raises(Refused, match="TOKEN-ENROLLED"):
        register.end(told(HSM, mark=mark))
    register.end({"how": "stopped", "sentence": "no mark"}, "failed")
    assert not register.state.tokens[address_of("hsm", "17")].enrolled_at


@pytest.mark.rule("TOKEN-PROBE")
def test_nothing_is_trusted_to_a_token_that_was_not_tried_or_failed(practice):
    practice.see(SOFTHSM)
    with pytest.raises(Refused, match=r"TOKEN-PROBE.*never tried"):
        check_may_be_used(practice.state, "soft", "42", kind="rehearsal")
    ended, probed = practice.probe(SOFTHSM, BAD)
    assert (ended.kind, probed.kind, probed.body["passed"]) == ("work.ended", "token.probed", False)
    with pytest.raises(Refused, match=r"TOKEN-PROBE.*wrapped all the same"):
        check_may_be_used(practice.state, "soft", "42", kind="rehearsal")
    practice.probe(SOFTHSM, GOOD)
    assert check_may_be_used(practice.state, "soft", "42", kind="rehearsal").wraps


@pytest.mark.rule("TOKEN-PROBE")
def test_a_token_that_makes_no_key_has_not_passed(practice):
    practice.see(SOFTHSM)
    practice.probe(SOFTHSM, GOOD[1:])
    with pytest.raises(Refused, match="makes no keys"):
        check_may_be_used(practice.state, "soft", "42", kind="rehearsal")


def test_a_token_that_was_never_seen_is_not_used(practice):
    with pytest.raises(Refused, match="Look at the tokens first"):
        check_may_be_used(practice.state, "soft", "42", kind="rehearsal")
    with pytest.raises(Refused, match="Look at the tokens first"):
        practice.perform(ask.ProbeToken(by="P-01", label="soft", serial="42"))


def test_a_token_that_was_made_new_is_tried_and_let_in_again(register):
    register.enrol()
    register.perform(initialise())
    new = msgspec.structs.replace(HSM, label="hsm 2")
    _, made = register.end(told(new))
    assert (made.kind, made.body["before"]) == ("token.initialised", {"label": "hsm", "serial": "17"})
    assert made.body["custody"] == {"SO": "safe 1, envelope 8", "user": "safe 2, envelope 9"}
    assert set(register.state.tokens) == {address_of("hsm 2", "17")}
    with pytest.raises(Refused, match="TOKEN-PROBE"):
        check_may_be_used(register.state, "hsm 2", "17", kind="production")


def test_zeroising_takes_trust_and_enrolment_away(register):
    register.enrol()
    zeroise = ask.ZeroiseToken(
        by="P-01", second="P-02", label="hsm", serial="17", so_people=("P-01",), reason="end of its life"
    )
    (about,) = register.perform(zeroise)
    assert "destroying everything on hsm" in about.body["says"]
    _, gone = register.end(told(HSM))
    assert (gone.kind, gone.body["reason"]) == ("token.zeroised", "end of its life")
    known = register.state.tokens[address_of("hsm", "17")]
    assert (known.enrolled_at, known.probed_at, known.changed) == ("", "", "zeroised")


def test_a_changed_pin_is_recorded_with_who_entered_it_and_where_it_is_kept(register):
    (about,) = register.perform(change_pin())
    assert about.body["request"]["new_people"] == ["P-03"]
    register.end(told(HSM))
    assert register.state.tokens[address_of("hsm", "17")].custody == {"SO": "safe 3"}


@pytest.mark.rule("KEY-CA-DUAL")
@pytest.mark.parametrize("people", [(), ("P-01", "P-01"), ("P-01", "P-02", "P-03")])
def test_a_pin_is_entered_by_one_person_or_by_two_in_halves(register, people):
    with pytest.raises(Refused, match="in two halves by two different people"):
        register.perform(change_pin(people=people))


@pytest.mark.parametrize(
    ("action", "rule"),
    [
        (change_pin(people=("P-09",)), "SIGNED-IN"),
        (change_pin(custody=" "), "TEXT"),
        (change_pin(second=""), "TWO-PEOPLE"),
        (initialise(new_label="x" * 33), "TEXT"),
        (initialise(so_custody=""), "TEXT"),
        (ask.WithdrawToken(by="P-01", second="P-02", label="hsm", serial="17", reason="x"), "TOKEN-ENROLLED"),
        (ask.EndTokenWork(by="P-01", work="tokens/1", outcome="done"), "WORK"),
    ],
)
def test_what_can_not_be_right_is_refused(register, action, rule):
    with pytest.raises(Refused) as refused:
        register.perform(action)
    assert refused.value.rule == rule


def test_a_withdrawn_token_is_used_no_more_until_it_is_let_in_again(register):
    register.enrol()
    with pytest.raises(Refused, match="ALREADY-RECORDED"):
        register.perform(register.asked_to_enrol())
    register.perform(ask.WithdrawToken(by="P-01", second="P-02", label="hsm", serial="17", reason="seal broken"))
    with pytest.raises(Refused, match="isn't enrolled"):
        check_may_be_used(register.state, "hsm", "17", kind="production")
    register.enrol()
    assert check_may_be_used(register.state, "hsm", "17", kind="production")


@pytest.mark.rule("WORK")
def test_one_thing_at_a_time_is_done_with_tokens_and_each_has_its_end(register):
    register.perform(change_pin())
    with pytest.raises(Refused, match="Record its end first"):
        register.perform(initialise())
    ended = register.end({"how": "left", "sentence": "The person left."}, "cancelled")
    assert ended[0].body["why"] == "The person left."
    register.perform(initialise())


@pytest.mark.rule("WORK")
def test_work_that_an_earlier_sitting_left_is_recorded_as_such(register):
    register.perform(change_pin())
    register.sitting = 2
    with pytest.raises(Refused, match="earlier sitting"):
        register.end(told(HSM))
    left, about = register.perform(initialise())
    assert (left.kind, left.body["outcome"], about.kind) == ("work.ended", "unrecorded", "work.about")
    assert register.state.work.act == "initialise"


@pytest.mark.rule("WORK")
@pytest.mark.parametrize("results", [{}, {"token": "hsm"}, told(SOFTHSM)])
def test_an_answer_that_can_not_be_read_or_is_about_another_token_is_refused(register, results):
    register.perform(change_pin())
    with pytest.raises(Refused, match="WORK"):
        register.end(results)


def test_the_entry_gives_work_for_the_strong_room(register):
    (about,) = register.perform(initialise())
    work = work_of(Announced(about.stream, about.kind, about.body))
    assert (work.stream, work.act) == ("tokens", "initialise")
    assert work.request["token"] == {"kind": "pkcs11", "module": "/m.so", "label": "hsm", "serial": "17"}
    assert work.request["new_label"] == "hsm 2"


def test_another_folders_action_is_the_callers_fault(noon):
    class Other(ask.TokenAction, frozen=True):
        """Of no kind that there is."""

    with pytest.raises(Misuse):
        decide(TokensState(), facts(), Other(by="P-01"), noon)


def test_who_is_not_signed_in_asks_nothing(noon):
    with pytest.raises(Refused, match="SIGNED-IN"):
        decide(TokensState(), facts(present=()), ask.SeeTokens(by="P-01", seen=()), noon)
