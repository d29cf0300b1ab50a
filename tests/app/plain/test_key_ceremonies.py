"""Whole key ceremonies in plain lines, on a SoftHSM token and on the software token."""

import subprocess

import pytest

from tests.app.plain.key_day import CUSTODIANS, PIN, SECOND, KeyDay


@pytest.fixture(params=["pkcs11", "software"])
def day(request, tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    made = KeyDay(tmp_path, request.param)
    made.people()
    made.token()
    yield made
    made.close()


def pem(day, start):
    """A certificate of the outbox as openssl likes it."""
    path = day.folder / f"{start}.pem"
    source = day.certificate(start)
    subprocess.run(["openssl", "x509", "-inform", "DER", "-in", source, "-out", path], check=True)
    return path


def test_a_recovery_key_is_made_certified_woken_and_destroyed(day):
    day.hierarchy()
    chain = [pem(day, one) for one in ("ROOT-0001", "ICA-0001", "REC-0001")]
    words = ["openssl", "verify", "-CAfile", chain[0], "-untrusted", chain[1], chain[2]]
    verified = subprocess.run(words, check=False, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stderr

    for at in range(3):
        (day.folder / "files" / f"{at}.bin").write_text(f"to be signed {at}")
    day.awake("REC-0001", ((1, "K-01"), (3, "K-03")))
    day.good((f"sign signs=files ; folder={day.folder / 'files'}", "3"), "deactivate")
    assert (day.workspace.path / "outbox" / "signatures").is_dir()

    day.good(
        f"keystate to=being replaced ; reason=the exercise ends ; {SECOND}",
        f"decidedestruction decision=PMA-1 ; {SECOND}",
        *[f"collect note=shredded ; {SECOND}"] * len(CUSTODIANS),
        "destroycopy ;",
        "destroycopy ;",
        f"declaredestroyed {SECOND}",
    )
    assert day.room.key("REC-0001").status == "destroyed"
    assert not day.rooms.held


def test_no_word_and_no_pin_is_printed(day):
    day.split_key("recovery", "REC-0001", m=2, custodians=CUSTODIANS)
    assert PIN not in day.printed
    assert "REC-0001-1\n" not in day.printed


def test_a_key_that_was_being_made_when_the_program_ended_is_asked_about_first_and_abandoned(day):
    media = day.media()
    day.good(f"plan kind=recovery ; m=2 ; n=3 ; {SECOND}", "key", (f"generate token=1 ; {media} ; {SECOND}", PIN))
    day.good((f"handout index=1 ; person=K-01 ; carrier=file ; file={day.share('REC-0001', 1)}", "w"))
    day.leave()
    day.enter()
    said = day.good("signin P-01", "signin P-02")
    assert "FIRST, begun and not ended: REC-0001" in said
    assert "refused KEY-COMMIT" in day.play("key REC-0001", f"commit {SECOND}", "handout ;")
    day.good(f"abandon reason=the program ended ; {SECOND}")
    assert day.room.key("REC-0001").status == "abandoned"
    assert "void" in day.room.key("REC-0001").sets[0].shares[0].says
