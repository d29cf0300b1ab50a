import msgspec
import pytest

from ceremonies.parties.party import Party
from ceremonies.parties.state import PartiesState, apply, to_fields

SUPPLIER = Party(
    id="BOREALIS",
    name="Borealis Energy Ltd",
    party_roles=("Supplier Party",),
    user_ids=("00-DB-12-34-56-78-90-A0", "00-DB-12-34-56-78-90-A1"),
    sros=("Mair Evans",),
    aros=("Tom Hale", "Una Byrne"),
    telephone="+44 20 7946 0000",
    email="smki@borealis.example",
    responsible_supplier=True,
)
PARTIES = (
    SUPPLIER,
    Party(id="NEWSUP", name="New Supply Ltd", party_roles=("Supplier Party",), user_ids=("00-DB-12-34-56-78-90-B0",)),
    Party(
        id="GRIDCO", name="Grid Co plc", party_roles=("Electricity Distributor",), user_ids=("00-DB-12-34-56-78-90-C0",)
    ),
    Party(id="PIPECO", name="Pipe Co plc", party_roles=("Gas Transporter",)),
    Party(
        id="DCC",
        name="Smart DCC Ltd",
        party_roles=("DCC", "DCC Access Control Broker"),
        user_ids=("00-DB-00-00-00-00-00-01",),
        sros=("Sara Lund",),
        ra_managers=("Rhys Morgan",),
        ra_personnel=("Ravi Patel",),
    ),
    Party(id="S1", name="S1SP Ltd", party_roles=("S1SP",)),
)


@pytest.fixture
def supplier():
    """A supplier, with fields changed."""

    def make(**changes):
        return msgspec.structs.replace(SUPPLIER, **changes)

    return make


@pytest.fixture
def state(entry):
    """The register with a Party of each sort."""
    register = PartiesState()
    for seq, party in enumerate(PARTIES):
        apply(register, entry(seq, "party.registered", {"party": to_fields(party), "source": "RA list"}))
    return register
