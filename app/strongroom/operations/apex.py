"""The wrappedApexContingencyKey: the Contingency Public Key under the Contingency Symmetric Key (RFC 5934, 9)."""

from collections.abc import Mapping
from types import MappingProxyType

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding, aes_key_wrap_with_padding

from app.strongroom.held import Held
from app.strongroom.operations.keys_shown import from_pem
from app.strongroom.protocol import ApexWrapped, WrapApex
from ceremonies.certificates.apex import apex_to_der, parse_apex
from ceremonies.errors import Refused, Stopped

_LENGTHS: Mapping[str, int] = MappingProxyType({"2.16.840.1.101.3.4.1.8": 16, "2.16.840.1.101.3.4.1.48": 32})
"""By wrap algorithm (id-aes128-wrap-pad, id-aes256-wrap-pad; RFC 5649, 5), the symmetric key's bytes."""


def wrap_apex(held: Held, asked: WrapApex) -> ApexWrapped:
    """Wrap it, and open it again.

    Raises:
        Refused: CSK: the symmetric key isn't here, or its length is another than the algorithm's.
    """
    key = held.symmetric
    if key is None:
        raise Refused("CSK", "The Contingency Symmetric Key isn't here. Take all of its parts first.")
    if len(key.reveal()) != _LENGTHS.get(asked.algorithm):
        raise Refused("CSK", f"The Contingency Symmetric Key doesn't fit the wrap algorithm {asked.algorithm}.")
    public = from_pem(asked.public)
    extension = apex_to_der(asked.algorithm, aes_key_wrap_with_padding(key.reveal(), public))
    if aes_key_unwrap_with_padding(key.reveal(), parse_apex(extension).wrapped) != public:
        raise Stopped("The wrapped Contingency Public Key doesn't open again. Stop the ceremony.")
    return ApexWrapped(extension=extension)
