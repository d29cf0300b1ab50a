"""``ApexContingencyKey`` in ASN.1 (RFC 5934, 9).

::

    ApexContingencyKey ::= SEQUENCE {
        wrapAlgorithm       AlgorithmIdentifier,
        wrappedContinPubKey OCTET STRING }
"""

from asn1crypto import core

from ceremonies.certificates.facts import Apex
from ceremonies.certificates.strict import check_der, reading


class _Algorithm(core.Sequence):  # type: ignore[misc]  # asn1crypto carries no types
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]  # noqa: RUF012


class _ApexContingencyKey(core.Sequence):  # type: ignore[misc]  # as above
    _fields = [("wrap_algorithm", _Algorithm), ("wrapped_contin_pub_key", core.OctetString)]  # noqa: RUF012


def apex_to_der(wrap_algorithm: str, wrapped: bytes) -> bytes:
    """The value of the extension; the algorithm has no parameters (RFC 5649, 5)."""
    value = _ApexContingencyKey({"wrap_algorithm": {"algorithm": wrap_algorithm}, "wrapped_contin_pub_key": wrapped})
    return bytes(value.dump())


def parse_apex(der: bytes) -> Apex:
    """What stands in the extension's value.

    Raises:
        Unusable: it is no ApexContingencyKey in DER.
    """
    with reading("The wrapped Contingency Public Key"):
        value = _ApexContingencyKey.load(der, strict=True)
        algorithm = str(value["wrap_algorithm"]["algorithm"].dotted)
        wrapped = bytes(value["wrapped_contin_pub_key"].native)
        same = apex_to_der(algorithm, wrapped) == der
    check_der(same, "The wrapped Contingency Public Key")
    return Apex(der=der, wrap_algorithm=algorithm, wrapped=wrapped)
