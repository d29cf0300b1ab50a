"""Remote Party Roles as they stand in the organisational unit of a certificate: two upper-case hex digits.

Source: GBCS, RemotePartyRole; seen in the DCC's test certificates.
"""

from collections.abc import Mapping
from types import MappingProxyType

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "00": "Root OCA",
        "01": "Recovery",
        "02": "Supplier",
        "03": "Network Operator",
        "04": "Access Control Broker",
        "05": "Transitional CoS",
        "06": "WAN Provider",
        "07": "Issuing OCA",
        "08": "Load Controller",
        "7F": "other",
        "87": "XML signing",
        "89": "DSP XML signing",
    }
)
"""By organisational unit, what the role is called."""


def role_named(unit: str) -> str:
    """What is called so in a certificate, for the eye; "no role" where the unit is none."""
    return ROLES.get(unit, "no role")
