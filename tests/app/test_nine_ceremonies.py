"""All nine key ceremonies start to end by their scripts: Room, real strong rooms, and a token of each kind."""

import subprocess

import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from ceremonies.secret import Secret
from ceremonies.shares.parse import parse_share
from ceremonies.shares.recombine import recombine
from ceremonies.shares.sealed_file import open_sealed_file
from tests.ceremony_day import CUSTODIANS, Day
from tests.ceremony_player import ENTITY, PIN, M, N, Player

CARRIED_OUT = "carried out to its end"
LABEL, SPARE = "CEREMONY", "SPARE"
FILES = 2
REVOKED = "0a" * 16
APEX = "1.3.6.1.5.5.7.1.20"


class Year:
    """Ceremonies on one day's workspace, each held when a test or another ceremony first needs it."""

    def __init__(self, day):
        self.day = day
        self.held = {}
        self.opened = 0

    def ceremony(self, name, script, *, ways=None, more=None, **settled):
        """Open a routine ceremony and carry it out; once only."""
        if name not in self.held:
            self.opened += 1
            reference = f"TEST-KC-{self.opened}"
            because = f"to try {name}"
            self.day.act("routine", reference=reference, script=script, because=because, **settled)
            player = Player(self.day, f"{reference}/1", ways=ways, more=more)
            player.go()
            self.held[name] = player
        return self.held[name]

    def enrolled(self):
        """C9: a new token is initialised, tried out and enrolled."""
        more = {"initialise": {"new_label": LABEL}}
        return self.ceremony("token", "C9", ways={"C9.1": 1}, more=more, token_label=LABEL)

    def contingency(self, number=1):
        """C2: a Contingency Key Pair and its symmetric key."""
        self.enrolled()
        pair = {"key": f"CON-{number:04}", "symmetric": f"CSK-{number:04}"}
        return self.ceremony(pair["key"], "C2", about="contingency", m=str(M), n=str(N), parts="2", **pair)

    def root(self):
        """C3: a Root OCA key and its certificate."""
        self.contingency()
        more = {"certify": {"subject": "ROOT-0001", "apex": "CSK-0001"}}
        return self.ceremony("root", "C3", about="root", key="ROOT-0001", more=more)

    def issuing(self):
        """C4: an Issuing OCA key, certified by the root."""
        self.root()
        return self.ceremony("issuing", "C4", about="issuing", key="ICA-0001", issuer="ROOT-0001")

    def recovery(self, number=1):
        """C1: a Recovery key, certified by the Issuing OCA."""
        self.issuing()
        key = f"REC-{number:04}"
        settled = {"about": "recovery", "key": key, "m": str(M), "n": str(N), "issuer": "ICA-0001"}
        return self.ceremony(key, "C1", more={"certify": {"entity": ENTITY}}, **settled)

    def in_use(self, key):
        """The key, taken into use."""
        self.day.becomes(key, "in use")
        return key

    def token(self, what, way, **more):
        """C9 on a spare token; its other acts by the number of the way."""
        return self.ceremony(what, "C9", ways={"C9.1": way, "C9.4": 1}, more=more, token_label=SPARE)

    def listed(self, authority, kind, revoke):
        """C8: a list by that authority."""
        self.issuing()
        key = self.in_use({"issuing": "ICA-0001", "root": "ROOT-0001"}[authority])
        more = {"open": {"signs": kind}, "issue list": {"signs": kind, "revoke": revoke, "reason": "key compromise"}}
        return self.ceremony(kind, "C8", about=authority, which="in use", key=key, more=more)

    def awake(self, kind, key, **settled):
        """C5: files are signed with that key."""
        folder = self.day.folder / "files"
        folder.mkdir(exist_ok=True)
        for number in range(FILES):
            (folder / f"{number}.bin").write_text(f"to be signed {number}")
        agreed = {"signs": "files", "folder": str(folder), "limit": str(FILES)}
        more = {"open": agreed, "sign": {"folder": str(folder)}, "count": FILES}
        self.in_use(key)
        return self.ceremony(f"{key} awake", "C5", about=kind, which="in use", key=key, more=more, **settled)


@pytest.fixture(scope="module", params=["pkcs11", "software"])
def year(request, tmp_path_factory):
    day = Day(tmp_path_factory.mktemp("day"), request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", day.environment["SOFTHSM2_CONF"])
        yield Year(day)
    day.close()


def test_c9_a_token_is_initialised_tried_and_enrolled(year):
    assert year.enrolled().view.outcome == CARRIED_OUT


def test_c2_a_contingency_key_and_its_symmetric_key_are_made(year):
    assert year.contingency().view.outcome == CARRIED_OUT


def test_c3_a_root_is_made_with_the_wrapped_contingency_key_in_its_certificate(year):
    assert year.root().view.outcome == CARRIED_OUT


def test_c4_an_issuing_key_is_made_and_certified(year):
    assert year.issuing().view.outcome == CARRIED_OUT


def test_c1_a_recovery_key_is_made_and_certified(year):
    assert year.recovery().view.outcome == CARRIED_OUT


def test_c3_the_same_root_key_gets_a_replacement_certificate(year):
    year.root()
    for key in ("ROOT-0001", "CON-0001", "CSK-0001"):
        year.in_use(key)
    year.contingency(2)
    more = {"certify": {"subject": "ROOT-0001", "apex": "CSK-0002", "replacement": "yes"}}
    settled = {"about": "root", "which": "in use", "key": "ROOT-0001"}
    replaced = year.ceremony("replacement", "C3", ways={"C3.1": 1}, more=more, **settled)
    assert replaced.view.outcome == CARRIED_OUT
    assert len(year.day.room.key("ROOT-0001").certificates) == 2


def test_c5_a_recovery_key_is_woken_signs_and_is_gone(year):
    year.recovery()
    assert year.awake("recovery", "REC-0001").view.outcome == CARRIED_OUT
    assert year.day.room.key("REC-0001").signed == FILES


def test_c5_the_contingency_key_is_woken_with_all_parts_of_the_symmetric_key(year):
    year.contingency()
    year.in_use("CSK-0001")
    assert year.awake("contingency", "CON-0001", symmetric="CSK-0001").view.outcome == CARRIED_OUT


def test_c5_an_issuing_key_is_woken_by_two_halves_for_one_certificate(year):
    year.recovery()
    key = year.in_use("ICA-0001")
    ways = {"C5.1": 1, "C5.3": 1}
    more = {"sign": {"subject": "REC-0001", "entity": ENTITY}, "count": 1}
    held = year.ceremony("ICA awake", "C5", about="issuing", which="in use", key=key, ways=ways, more=more)
    assert held.view.outcome == CARRIED_OUT


def test_c7_a_key_gets_new_shares(year):
    year.recovery()
    settled = {"about": "recovery", "which": "in use", "key": year.in_use("REC-0001"), "m": str(M), "n": str(N)}
    assert year.ceremony("new shares", "C7", **settled).view.outcome == CARRIED_OUT
    assert [one.status for one in year.day.room.key("REC-0001").sets] == ["superseded", "live"]


def test_c7_a_share_passes_to_another_custodian(year):
    year.contingency()
    key = year.in_use("CON-0001")
    share = next(one for one in year.day.room.key(key).sets if one.status == "live")
    more = {"transfer": {"share": f"{share.identifier}/3/{CUSTODIANS[2]}", "person": CUSTODIANS[3]}}
    settled = {"about": "contingency", "which": "in use", "key": key}
    held = year.ceremony("transfer", "C7", ways={"C7.1": 1}, more=more, **settled)
    assert held.view.outcome == CARRIED_OUT


def test_c7_a_lost_box_key_is_reported(year):
    year.contingency()
    settled = {"about": "contingency", "which": "in use", "key": year.in_use("CON-0001")}
    held = year.ceremony("lost", "C7", ways={"C7.1": 2, "C7.13": 1}, **settled)
    assert held.view.outcome == CARRIED_OUT


@pytest.mark.parametrize(("authority", "kind"), [("issuing", "crl"), ("root", "arl")])
def test_c8_an_authority_signs_its_list(year, authority, kind):
    assert year.listed(authority, kind, REVOKED).view.outcome == CARRIED_OUT


def test_c9_a_spare_token_gets_another_pin_and_is_zeroised(year):
    year.enrolled()
    year.token("spare", 1, initialise={"new_label": SPARE})
    assert year.token("pin", 2).view.outcome == CARRIED_OUT
    assert year.token("zeroised", 3).view.outcome == CARRIED_OUT


# What came out of them, by other people's software


def said(day, *words):
    """What a program says, on both outputs."""
    return subprocess.run(words, check=True, stdout=-1, stderr=-2, text=True, env=day.environment).stdout


def certificate(day, key):
    """The first certificate of a key as PEM, which openssl likes."""
    path = day.folder / f"{key}.pem"
    source = day.output(day.room.key(key).certificates[0].name)
    said(day, "openssl", "x509", "-inform", "DER", "-in", source, "-out", path)
    return path


def test_openssl_accepts_the_chain(year):
    year.recovery()
    root, issuing, recovery = (certificate(year.day, one) for one in ("ROOT-0001", "ICA-0001", "REC-0001"))
    words = ("openssl", "verify", "-CAfile", root, "-untrusted", issuing, recovery)
    assert said(year.day, *words).strip().endswith("OK")


def test_the_parts_of_the_symmetric_key_open_the_contingency_key_in_the_root(year):
    year.root()
    root = certificate(year.day, "ROOT-0001")
    assert APEX in said(year.day, "openssl", "asn1parse", "-in", root)
    extension = x509.load_pem_x509_certificate(root.read_bytes()).extensions
    value = extension.get_extension_for_oid(x509.ObjectIdentifier(APEX)).value.value
    algorithm, wrapped = (core.Sequence.load(value)[number] for number in range(2))
    assert algorithm[0].native == "2.16.840.1.101.3.4.1.48"
    opened = aes_key_unwrap_with_padding(symmetric_key(year.day), wrapped.native)
    assert opened == public_key(year.day, "CON-0001")


def symmetric_key(day):
    """The Contingency Symmetric Key, out of the sealed files that its custodians carry."""
    live = next(one for one in day.room.key("CSK-0001").sets if one.status == "live")
    files = [day.folder / "shares" / f"CSK-0001-{live.identifier}-{index}.sealed" for index in (1, 2)]
    words = [open_sealed_file(one.read_bytes(), Secret(f"w{index}")) for index, one in enumerate(files, 1)]
    return recombine([parse_share(one) for one in words]).secret.reveal()


def public_key(day, key):
    """A key's public half as the record has it, DER."""
    pem = day.room.state(f"key/{key}").public.encode()
    return load_pem_public_key(pem).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(("authority", "kind", "key"), [("issuing", "crl", "ICA-0001"), ("root", "arl", "ROOT-0001")])
def test_openssl_accepts_the_list(year, authority, kind, key):
    year.listed(authority, kind, REVOKED)
    path = year.day.output(f"certificates/{key}-{kind}-1.der")
    issuer = certificate(year.day, key)
    shown = said(year.day, "openssl", "crl", "-inform", "DER", "-in", path, "-CAfile", issuer, "-noout", "-text")
    assert "verify OK" in shown
    assert REVOKED.upper() in shown


def test_the_token_was_listed_after_a_split_key_and_held_none(year):
    year.recovery()
    closed = [one for one in year.day.room.ledger.entries(stream="key/REC-0001") if one.kind == "key.closed"]
    private = {"private", "secret"}
    kept = [{one["label"] for one in each.body["objects"] if one["key_class"] in private} for each in closed]
    assert kept[0] == {"ROOT-0001", "ICA-0001"}
    assert not any("REC-0001" in each for each in kept)


@pytest.mark.parametrize("year", ["pkcs11"], indirect=True)
def test_pkcs11_tool_lists_the_keys_of_the_record_and_none_that_is_split(year):
    year.recovery()
    words = ("pkcs11-tool", "--module", year.day.module, "--token-label", LABEL, "--login", "--pin", PIN, "-O")
    listed = said(year.day, *words)
    private = {block.partition("label:")[2].split()[0] for block in listed.split("Private Key Object")[1:]}
    known = {
        one.key for one in year.day.room.keys().keys if one.kind in {"root", "issuing"} and one.status != "destroyed"
    }
    assert private == known
    assert "Secret Key Object" not in listed


def test_c6_a_replaced_recovery_key_is_destroyed(year):
    year.recovery()
    year.in_use("REC-0001")
    year.recovery(2)
    year.day.becomes("REC-0001", "being replaced")
    settled = {"about": "recovery", "which": "being replaced", "key": "REC-0001"}
    assert year.ceremony("REC destroyed", "C6", **settled).view.outcome == CARRIED_OUT
    assert year.day.room.key("REC-0001").status == "destroyed"


def test_c6_a_replaced_token_key_is_destroyed(year):
    year.issuing()
    key = year.in_use("ICA-0001")
    year.ceremony("ICA-0002", "C4", about="issuing", key="ICA-0002", issuer="ROOT-0001")
    year.day.becomes(key, "being replaced")
    settled = {"about": "issuing", "which": "being replaced", "key": key}
    assert year.ceremony("ICA destroyed", "C6", ways={"C6.1": 1}, **settled).view.outcome == CARRIED_OUT
    assert year.day.room.key(key).status == "destroyed"
