"""The roles that a person may hold, in one place."""

from typing import Literal, get_args

Role = Literal[
    "SMKI Registration Authority Manager",
    "Registration Authority Personnel",
    "SMKI SRO",
    "SMKI ARO",
    "DCC Service Desk",
    "Incident Commander",
    "Scribe",
    "Ceremony Administrator",
    "Internal Witness",
    "External Witness",
    "Key Custodian",
    "Symmetric Key Custodian",
    "SMKI PMA representative",
    "Auditor",
]

ROLES: tuple[Role, ...] = get_args(Role)

CUSTODIAN_ROLES: frozenset[str] = frozenset({"Key Custodian", "Symmetric Key Custodian"})
"""Roles that are held under an alias only (rule CUSTODIAN-ALIAS)."""


def is_custodian(roles: tuple[str, ...]) -> bool:
    """Whether any of ``roles`` is held under an alias only."""
    return not CUSTODIAN_ROLES.isdisjoint(roles)
