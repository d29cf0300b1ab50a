from ceremonies.tokens.actions import ProbeToken
from ceremonies.tokens.view import view
from tests.ceremonies.tokens.register import BAD, HSM, SOFTWARE


def test_the_view_says_of_each_token_what_it_is_and_why_it_may_not_be_used(register):
    register.see(SOFTWARE)
    hardware, software = view(register.state, kind="production").tokens
    assert (hardware.name, hardware.probe, hardware.stands) == ("hsm (serial 17)", "passed", "not enrolled")
    assert hardware.what == "Maker Box 5, hardware"
    assert hardware.refusal.startswith("TOKEN-ENROLLED")
    assert "the software token of rehearsals" in software.what
    assert software.refusal.startswith("TOKEN-PROBE")


def test_an_enrolled_token_has_no_refusal(register):
    register.enrol()
    (shown,) = view(register.state, kind="production").tokens
    assert (shown.stands, shown.refusal) == ("enrolled", "")


def test_what_failed_and_what_is_being_done_is_shown(register):
    register.probe(HSM, BAD)
    register.perform(ProbeToken(by="P-01", label="hsm", serial="17"))
    shown = view(register.state, kind="production")
    assert shown.tokens[0].failures == ("not wrapped: It was wrapped all the same.",)
    assert shown.doing == "trying what hsm (serial 17) does and refuses"
