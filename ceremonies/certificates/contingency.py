"""The Contingency Public Key, wrapped under the Contingency Symmetric Key.

Runs in the strong room only: whoever calls it holds the symmetric key in clear.

Sources: RFC 5934, 9; RFC 5649; SMKI RP 5.2.4 and 6.1.2.2.
"""

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from ceremonies.certificates.apex import apex_to_der, parse_apex
from ceremonies.certificates.profile import Contingency
from ceremonies.certificates.public_key import load_public_key
from ceremonies.errors import Refused, Stopped, Unusable
from ceremonies.secret import Secret


def wrap_contingency(symmetric: Secret, contingency_public: bytes, how: Contingency) -> bytes:
    """The value of wrappedApexContinKey in DER, tried by unwrapping it again.

    Args:
        symmetric: the Contingency Symmetric Key, whole.
        contingency_public: the Contingency Public Key, SubjectPublicKeyInfo in DER.
        how: the configured algorithm and length.

    Raises:
        Unusable: the public key isn't one on P-256.
        Refused: CSK, where the symmetric key hasn't the configured length.
        Stopped: what was wrapped doesn't unwrap.
    """
    load_public_key(contingency_public)
    _check_length(symmetric, how)
    value = apex_to_der(how.wrap_algorithm, aes_key_wrap_with_padding(symmetric.reveal(), contingency_public))
    if unwrap_contingency(value, symmetric, how) != contingency_public:
        raise Stopped("The wrapped Contingency key doesn't unwrap to itself. Stop the ceremony and report this.")
    return value


def unwrap_contingency(value: bytes, symmetric: Secret, how: Contingency) -> bytes:
    """The Contingency Public Key, SubjectPublicKeyInfo in DER.

    Raises:
        Unusable: another symmetric key, another algorithm, or damaged bytes.
        Refused: CSK, where the symmetric key hasn't the configured length.
    """
    _check_length(symmetric, how)
    apex = parse_apex(value)
    if apex.wrap_algorithm != how.wrap_algorithm:
        raise Unusable(f"It is wrapped with {apex.wrap_algorithm}; configured is {how.wrap_algorithm}.")
    try:
        contingency_public = aes_key_unwrap_with_padding(symmetric.reveal(), apex.wrapped)
    except (InvalidUnwrap, ValueError):
        raise Unusable(
            "The wrapped Contingency key doesn't open with this Contingency Symmetric Key. It belongs to another one."
        ) from None
    load_public_key(contingency_public)
    return contingency_public


def _check_length(symmetric: Secret, how: Contingency) -> None:
    if len(symmetric.reveal()) != how.key_bytes:
        raise Refused(
            "CSK",
            f"The wrap algorithm takes a Contingency Symmetric Key of {how.key_bytes} bytes, and this one has"
            " another length. Bring together all parts of the right one.",
        )
