"""Makes the whole of what was prepared and signed, and reads it again with code that didn't make it.

The checks, in order: 1 the signature is one, by the key of the issuer, over what was prepared; 2 the whole is read by
asn1crypto and by cryptography; 3 what both find to be signed is, byte for byte, what was prepared; 4 the algorithm is
the same inside and outside; 5 the signature found in it verifies; 6 and does so by the standard's arithmetic, without
the library that may have made it.
"""

from ceremonies.certificates.facts import ECDSA_SHA256
from ceremonies.certificates.public_key import is_signed, signature_to_der
from ceremonies.certificates.read_certificate import parse_certificate
from ceremonies.certificates.read_list import parse_list
from ceremonies.certificates.second_verify import verifies
from ceremonies.certificates.signed import with_signature
from ceremonies.certificates.to_be_signed import ToBeSigned
from ceremonies.errors import Stopped, Unusable


def finish(prepared: ToBeSigned, signature: bytes, issuer_public: bytes) -> bytes:
    """The certificate or list in DER.

    Args:
        prepared: from ``prepare`` or ``prepare_list``.
        signature: ``r || s`` over SHA-256 of ``prepared.der``, 64 bytes.
        issuer_public: public key of the key that signed, SubjectPublicKeyInfo in DER.

    Raises:
        Unusable: the signature isn't by that key over these bytes.
        Stopped: what was made isn't what was prepared.
    """
    signature_der = signature_to_der(signature)
    if not is_signed(issuer_public, signature_der, prepared.der):
        raise Unusable(
            "The signature isn't by the key of the issuer over what was shown. Nothing was made; sign again."
        )
    whole = with_signature(prepared.der, signature_der)
    facts, signed = parse_certificate(whole) if prepared.kind == "certificate" else parse_list(whole)
    if facts.tbs != prepared.der or facts.algorithm != ECDSA_SHA256 or signed.algorithm != ECDSA_SHA256:
        raise Stopped(f"The {prepared.kind} that was made isn't the one that was prepared. Don't use it; report this.")
    good = is_signed(issuer_public, signed.signature, facts.tbs) and verifies(issuer_public, signature, facts.tbs)
    if not good:
        raise Stopped(f"The signature in the {prepared.kind} that was made doesn't verify. Don't use it; report this.")
    return whole
