"""What tests of Key Custodians share: a stream that actions are performed on, and somebody's nomination form."""

from datetime import timedelta

import msgspec

from ceremonies.custodians import actions as ask
from ceremonies.custodians.decide import CustodianFacts, decide
from ceremonies.custodians.personal import Paper, Personal
from ceremonies.custodians.state import CustodiansState, apply
from ceremonies.keys.register import Register
from tests.ceremonies.custody.custody_table import KEYS, ROLES

DIGEST = "ab" * 32


def form(salt=b"s" * 16, **changes):
    given = {
        "salt": salt,
        "name": "Theodora Quillfeather",
        "organisation": "Acme Energy",
        "nominated_by": "R. Owen, Director",
        "telephone": "+44 1632 960999",
        "location": "Leeds",
        "travel": "2 hours",
        "employment": "letter of 3 March",
        "screening": "BS 7858 certificate",
        "papers": (Paper("letter.pdf", b"%PDF screening"),),
    }
    return Personal(**(given | changes))


class CustodianTable:
    """A stream that P-01 acts on, with P-02."""

    def __init__(self, written, noon):
        self.state, self.written = CustodiansState(), written
        self.facts = CustodianFacts(
            now=noon,
            present=frozenset(ROLES),
            roles=ROLES,
            digests={"K-01": DIGEST, "K-02": None, "K-03": None},
            keys=Register(keys=KEYS.keys),
            one_off={},
            subscribers={"TEST-1": ("ACME", "DCC")},
            keeping=frozenset(),
        )

    def later(self, days):
        self.facts = msgspec.structs.replace(self.facts, now=self.facts.now + timedelta(days=days))

    def knows(self, **facts):
        self.facts = msgspec.structs.replace(self.facts, **facts)

    def do(self, action, **fields):
        given = {"by": "P-01"} | ({"second": "P-02"} if issubclass(action, ask.CustodianPair) else {}) | fields
        rulings = decide(self.state, self.facts, action(**given), self.facts.now)
        for entry in self.written(*rulings):
            apply(self.state, entry)
        return rulings

    def put_forward(self, nominee="N-01", digest=DIGEST):
        if "R-1" not in self.state.requests:
            self.do(
                ask.RequestNominations,
                request="R-1",
                key_kind="Recovery Private Key",
                means="secured email",
                locations="London",
            )
        self.do(ask.PutRecord, nominee=nominee, request="R-1", digest=digest)

    def judge(self, step, outcome="yes", nominee="N-01"):
        return self.do(ask.JudgeNominee, nominee=nominee, step=step, outcome=outcome, reference="PMA 12")

    def appointed(self):
        self.put_forward()
        self.judge("3.4.3.4")
        self.later(30)
        for step in ("3.4.3.6", "3.4.3.8", "3.4.3.10"):
            self.judge(step)
        self.do(ask.Appoint, nominee="N-01", alias="K-01", pma_informed="letter 4")
