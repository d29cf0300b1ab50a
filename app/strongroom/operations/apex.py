"""The wrappedApexContingencyKey: the Contingency Public Key under the Contingency Symmetric Key (RFC 5934, 9)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from app.strongroom.held import Held
from app.strongroom.operations.keys_shown import from_pem
from app.strongroom.protocol import ApexWrapped, WrapApex
from ceremonies.certificates.contingency import wrap_contingency
from ceremonies.certificates.profile import Contingency
from ceremonies.errors import Refused

_LENGTHS: Mapping[str, Literal[16, 32]] = MappingProxyType(
    {"2.16.840.1.101.3.4.1.8": 16, "2.16.840.1.101.3.4.1.48": 32}
)
"""By wrap algorithm (id-aes128-wrap-pad, id-aes256-wrap-pad; RFC 5649, 5), the symmetric key's bytes."""


def wrap_apex(held: Held, asked: WrapApex) -> ApexWrapped:
    """Wrap it, and open it again.

    Raises:
        Refused: CSK: the symmetric key isn't here, or its length is another than the algorithm's.
    """
    if held.symmetric is None:
        raise Refused("CSK", "The Contingency Symmetric Key isn't here. Take all of its parts first.")
    length = _LENGTHS.get(asked.algorithm)
    if length is None:
        raise Refused("CSK", f"Nothing is wrapped by the algorithm {asked.algorithm} here. Mend the configuration.")
    how = Contingency(wrap_algorithm=asked.algorithm, key_bytes=length)
    return ApexWrapped(extension=wrap_contingency(held.symmetric, from_pem(asked.public), how))
