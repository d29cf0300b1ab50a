"""What tests of the custody register share: keys, custodians and things in a safe."""

from ceremonies.custody import actions as ask
from ceremonies.custody.decide import CustodyFacts, decide
from ceremonies.custody.state import CustodyState, apply
from ceremonies.keys.register import KeyRow, Register

MANAGER = "SMKI Registration Authority Manager"


def row(key, kind, identifiers, n=3):
    return KeyRow(
        key=key, kind=kind, generation=1, status="in use", m=2, n=n, issuer="", replaces="", replaced_by="",
        fingerprint="", committed=True, serials=(), issued=(), identifiers=identifiers, check_values=(), holders=(),
        waits=(), activation="", since="",
    )  # fmt: skip


KEYS = Register(
    keys={
        "REC-0001": row("REC-0001", "recovery", (17,)),
        "CON-0001": row("CON-0001", "contingency", (18,)),
        "CSK-0001": row("CSK-0001", "contingency symmetric", (19,)),
    }
)
ROLES = {
    "P-01": (MANAGER,),
    "P-02": ("Internal Witness",),
    "K-01": ("Key Custodian",),
    "K-02": ("Key Custodian",),
    "K-03": ("Key Custodian", "Symmetric Key Custodian"),
}


class CustodyTable:
    """A register that actions are performed on, by P-01 and P-02."""

    def __init__(self, written, noon, *, production=True):
        self.state = CustodyState()
        self.written, self.noon, self.production = written, noon, production

    @property
    def facts(self):
        return CustodyFacts(present=frozenset(ROLES), roles=ROLES, keys=KEYS, production=self.production)

    def do(self, action, **fields):
        rulings = decide(self.state, self.facts, action(**({"by": "P-01", "second": "P-02"} | fields)), self.noon)
        for entry in self.written(*rulings):
            apply(self.state, entry)
        return rulings

    def enter(self, kind, number="", **fields):
        return self.do(ask.RegisterItem, kind=kind, number=number, **fields)

    def stocked(self):
        """A component of K-01 on a module in a bag in a box, of which K-01 has the key."""
        self.enter("box", "12", place="bank")
        self.enter("bag", "B-1", inside="box 12")
        self.enter("module", "M-77", inside="bag B-1")
        self.enter("component", key="REC-0001", set=17, share=1, inside="module M-77", holder="K-01")
        self.enter("physical key", "12a", opens="box 12", holder="K-01")
        return self


COMPONENT = "component REC-0001 set 00017 share 1"
