"""A certificate request (PKCS#10) for one of the DCC's Organisation Certificates (SMKI RP 5.2.8 (b) to (f)), checked.

The checks, in order: 1 it is signed by the key that it asks for, with ECDSA and SHA-256; 2 the key is on P-256; 3 it
asks for no other use; 4 its subject is one that the profile gives.
"""

from ceremonies.certificates.facts import ECDSA_SHA256, RequestFacts
from ceremonies.certificates.parts_to_build import Subject
from ceremonies.certificates.profile import Profile
from ceremonies.certificates.public_key import is_signed, load_public_key
from ceremonies.certificates.read_request import parse_request
from ceremonies.certificates.words import Fields, request_words
from ceremonies.errors import Unusable


def check_request(der: bytes, profile: Profile) -> tuple[RequestFacts, Subject]:
    """What stands in a request that fits ``profile``, and the subject that it asks for.

    Extensions that are asked for beyond the use of the key are shown and not given.

    Raises:
        Unusable: with every problem, one a line.
    """
    facts = parse_request(der)
    problems = [*_possession(facts), *_subject(facts, profile)]
    if facts.usages and set(facts.usages) != set(profile.usage):
        problems.append(
            f"It asks for {', '.join(facts.usages)}; the key of a {profile.title} is for {', '.join(profile.usage)}."
        )
    if profile.authority or profile.self_signed:
        problems.append(f"A {profile.title} is made for a key of this room, never from a request.")
    if problems:
        raise Unusable("\n".join((f"The request can't become a {profile.title}:", *problems)))
    subject = facts.subject
    return facts, Subject("".join(subject.common_names), "".join(subject.entities))


def shown_request(der: bytes) -> Fields:
    """Every field of a request in words.

    Raises:
        Unusable: it can't be read.
    """
    return request_words(parse_request(der))


def _possession(facts: RequestFacts) -> list[str]:
    if facts.algorithm != ECDSA_SHA256:
        return ["It isn't signed with ECDSA and SHA-256."]
    try:
        load_public_key(facts.public_key)
    except Unusable as error:
        return [str(error)]
    if not is_signed(facts.public_key, facts.signature, facts.tbs):
        return [
            "Its signature isn't by the key that it asks to be certified: nobody has shown that they hold that key."
        ]
    return []


def _subject(facts: RequestFacts, profile: Profile) -> list[str]:
    subject = facts.subject
    problems = []
    if subject.units != (profile.role,):
        problems.append(f"Its subject is {subject.shown or 'empty'}; it must have OU={profile.role} and no other unit.")
    if subject.others or len(subject.common_names) > 1:
        problems.append(f"Its subject {subject.shown} has parts that no name of SMKI has, or has one twice.")
    if profile.entity == "required" and [len(each) for each in subject.entities] != [16]:
        problems.append("Its subject must have one unique identifier of 64 bits, the EUI-64.")
    return problems
