"""What tests of the register of tokens share: tokens that were seen, tried and let in."""

import msgspec

from ceremonies.tokens.actions import EndTokenWork, EnrolToken, ProbeToken, SeeTokens, Sight
from ceremonies.tokens.checks import Check
from ceremonies.tokens.decide import TokenFacts, decide
from ceremonies.tokens.port import TokenInfo
from ceremonies.tokens.state import TokensState, apply

ORIGIN = "keyroom.test/log"
HSM = TokenInfo(
    kind="pkcs11", module="/m.so", label="hsm", serial="17", manufacturer="Maker", model="Box 5", hardware=True
)
SOFTHSM = TokenInfo(
    kind="pkcs11",
    module="/s.so",
    label="soft",
    serial="42",
    manufacturer="SoftHSM project",
    model="SoftHSM v2",
    hardware=False,
)
SOFTWARE = TokenInfo(
    kind="software",
    module="/t",
    label="practice",
    serial="7",
    manufacturer="Keyroom",
    model="software token",
    hardware=False,
)
GOOD = (
    Check(name="attributes", tried="t", outcome="passed", reason="r"),
    Check(name="signature", tried="t", outcome="passed", reason="r"),
    Check(name="wrap format", tried="t", outcome="passed", reason="r"),
)
BAD = (*GOOD, Check(name="not wrapped", tried="t", outcome="failed", reason="It was wrapped all the same."))


def facts(kind="production", *, present=("P-01", "P-02", "P-03"), sitting=1):
    return TokenFacts(present=frozenset(present), kind=kind, origin=ORIGIN, sitting=sitting)


def told(token, **more):
    """The strong room's answer, as it comes over the pipe."""
    return msgspec.to_builtins({"token": token, **more})


class Register:
    """A register that actions are performed on."""

    def __init__(self, written, noon, kind="production"):
        self.state = TokensState()
        self.written, self.noon, self.kind, self.sitting = written, noon, kind, 1

    def perform(self, action):
        rulings = decide(self.state, facts(self.kind, sitting=self.sitting), action, self.noon)
        for entry in self.written(*rulings):
            apply(self.state, entry)
        return rulings

    def end(self, results, outcome="done"):
        work = self.state.work.id
        return self.perform(EndTokenWork(by="P-01", work=work, outcome=outcome, results=results))

    def see(self, token=HSM, mark=""):
        return self.perform(SeeTokens(by="P-01", seen=(Sight(token=token, mark=mark),)))

    def probe(self, token=HSM, checks=GOOD):
        self.perform(ProbeToken(by="P-01", label=token.label, serial=token.serial))
        return self.end(told(token, checks=checks))

    def asked_to_enrol(self, token=HSM, **changes):
        given = {"serial_read": token.serial, "certificate": "FIPS 140-3 #4242", "second": "P-02"}
        return EnrolToken(by="P-01", label=token.label, serial=token.serial, **(given | changes))

    def enrol(self, token=HSM, mark=None):
        self.perform(self.asked_to_enrol(token))
        return self.end(told(token, mark=mark or f"{self.kind} {ORIGIN}"))
