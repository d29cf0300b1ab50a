"""The DCC's own test certificates fit the profile, where they are at hand; others' like them always are."""

from pathlib import Path

import pytest

from ceremonies.certificates.describe import describe_file
from ceremonies.certificates.public_key import key_identifier
from ceremonies.certificates.read_certificate import parse_certificate
from ceremonies.certificates.signed import with_signature
from tests.issuing import ENTITY, PROFILES, Authorities, Key

PUBLISHED = Path(__file__).parents[4] / "shared" / "vectors" / "gbcs" / "certificates"
ROOM = Authorities()
OWN = [
    pytest.param(ROOM.issue(each.name, Key(each.name), each.rehearsal_name, entity=ENTITY), id=each.name)
    for each in PROFILES.certificate
    if not each.authority
]


def published():
    paths = sorted(PUBLISHED.glob("*.pem")) if PUBLISHED.is_dir() else []
    return [pytest.param(path.read_bytes(), id=path.stem) for path in paths]


@pytest.mark.parametrize("data", [*published(), *OWN])
def test_a_certificate_fits_its_profile(data):
    (part,) = describe_file(data, "a certificate", PROFILES)
    assert part.problems == ()
    assert part.profile


@pytest.mark.parametrize("data", OWN)
def test_a_certificate_is_put_together_from_its_parts_byte_for_byte(data):
    facts, signed = parse_certificate(data)
    assert with_signature(facts.tbs, signed.signature) == data
    assert facts.key_id == key_identifier(facts.public_key)
