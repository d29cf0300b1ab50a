import json

import pytest

from app.strongroom.tokens.software_token import SoftwareTokens
from app.strongroom.tokens.stores import OperatingSystem
from ceremonies.errors import PinLocked, Stopped, TokenFull, TokenGone, TokenRefused, Unusable, WrongPin
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from tests.token_stores import PIN, SO_PIN


def file_of(desk):
    return next((desk.store._folder).glob("*.token"))


def test_it_says_what_it_is(software):
    token = software.token
    assert (token.kind, token.manufacturer, token.model) == ("software", "Keyroom", "software token")
    assert token.hardware is False


def test_there_is_always_one_more_to_initialise(software):
    *_, unmade = software.store.tokens()
    assert (unmade.label, unmade.serial, unmade.flags) == ("", "", ("not initialised",))
    software.store.initialise("", "", new_label="second", so_pin=software.so_pin, pin=software.pin)
    assert [one.label for one in software.store.tokens()].count("second") == 1


def test_ten_wrong_pins_lock_it_and_the_last_try_is_announced(software):
    for _ in range(8):
        with pytest.raises(WrongPin, match="counts wrong tries"):
            software.open(Secret("000000"))
    with pytest.raises(WrongPin, match="One try is left"):
        software.open(Secret("000000"))
    with pytest.raises(PinLocked, match="locked"):
        software.open(Secret("000000"))
    with pytest.raises(PinLocked):
        software.open()
    assert "user PIN locked" in software.store.tokens()[0].flags


def test_the_right_pin_forgives_the_wrong_ones_before_it(software):
    for _ in range(2):
        for _ in range(9):
            with pytest.raises(WrongPin):
                software.open(Secret("000000"))
        software.open().close()
    assert software.store.tokens()[0].flags == ()


def test_taking_its_file_away_is_pulling_it_out(software):
    session = software.open()
    key = session.generate_ec("REC-0001", session=True, extractable=True)
    file_of(software).rename(software.store._folder / "elsewhere")
    for act in (
        lambda: session.sign(key, bytes(32)),
        session.objects,
        lambda: session.put_private("share", Secret("x")),
    ):
        with pytest.raises(TokenGone, match="Plug it in again"):
            act()
    with pytest.raises(TokenGone):
        session.generate_ec("ICA-0001", session=False, extractable=False)
    session.close()


def test_a_full_token_keeps_what_it_has(tmp_path):
    store = SoftwareTokens(tmp_path, OperatingSystem(), SMALLEST_COST, room=300)
    token = store.initialise("", "", new_label="small", so_pin=Secret(SO_PIN), pin=Secret(PIN))
    with store.open(token.label, token.serial, Secret(PIN)) as session:
        session.put_private("share 1", Secret("a" * 200))
        with pytest.raises(TokenFull, match="is full"):
            session.put_private("share 2", Secret("b" * 200))
        assert [one.label for one in session.objects()] == ["share 1"]


@pytest.mark.parametrize("part", ["open", "sealed", "label"])
def test_a_file_that_somebody_changed_is_not_opened(software, part):
    with software.open() as session:
        session.put_marker("mark", b"rehearsal")
    path = file_of(software)
    fields = json.loads(path.read_bytes())
    if part == "open":
        fields["open"] = []
    elif part == "label":
        fields["label"] = "other"
    else:
        fields["sealed"] = "A" * len(fields["sealed"])
    path.write_text(json.dumps(fields))
    label = "other" if part == "label" else "desk"
    with pytest.raises(Unusable, match="changed"):
        software.store.open(label, software.token.serial, software.pin)


@pytest.mark.parametrize(
    "damage", [b"", b"{}", b"not json", b'{"format": 2, "label": "desk", "serial": "x", "officer": 1}']
)
def test_a_damaged_file_is_a_sentence(software, damage):
    file_of(software).write_bytes(damage)
    with pytest.raises(Unusable, match="damaged"):
        software.open()


def test_a_file_of_a_later_version_is_a_sentence(software):
    path = file_of(software)
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "format": 2}))
    with pytest.raises(Unusable, match="another version"):
        software.open()


def test_a_medium_that_takes_nothing_leaves_the_token_as_it_was(software, monkeypatch):
    def full(path, data):
        raise OSError(28, "No space left on device")

    with software.open() as session:
        monkeypatch.setattr("app.strongroom.tokens.software_file.write_atomically", full)
        with pytest.raises(Stopped, match="No space left"):
            session.put_private("share 3", Secret("academic acid"))
        assert session.objects() == ()
    monkeypatch.undo()
    with software.open() as session:
        assert session.objects() == ()


def test_no_key_share_or_pin_stands_in_its_file(software):
    with software.open() as session:
        session.generate_ec("ICA-0001", session=False, extractable=False)
        session.put_private("share 3", Secret("academic acid"))
        (private,) = [one for one in session._held.values() if one.key_class == "private"]
        secrets = [private.value.reveal(), b"academic acid", PIN.encode(), SO_PIN.encode()]
        assert "academic" not in repr(list(session._held.values()))
    written = file_of(software).read_bytes()
    assert b"ICA-0001" in written  # the public key lies open: the search finds what is there
    for secret in secrets:
        assert secret not in written
        assert secret.hex().encode() not in written


def test_a_short_pin_is_not_taken(software):
    with pytest.raises(Unusable, match="at least 4"):
        software.store.change_pin(*software.address, old=software.pin, new=Secret("123"))


def test_a_zeroised_token_wants_initialising(software):
    after = software.store.zeroise(*software.address, so_pin=software.so_pin)
    with pytest.raises(Unusable, match="no user PIN yet"):
        software.open()
    assert after.flags == ("no user PIN",)


def test_a_serial_never_leads_out_of_the_folder(software):
    with pytest.raises(TokenGone):
        software.store.open("desk", "../tokens/x", software.pin)


def test_without_login_keys_are_neither_made_nor_used(software):
    with software.store.open(*software.address, None) as session:
        for act in (
            lambda: session.generate_ec("REC-0001", session=True, extractable=True),
            lambda: session.import_wrapping_key("w", Secret(bytes(32))),
            lambda: session.put_private("share", Secret("x")),
            lambda: session.put_marker("mark", b"x"),
        ):
            with pytest.raises(TokenRefused, match="wants a PIN"):
                act()
