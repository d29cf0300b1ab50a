"""Real tokens to try: SoftHSM and the software token, each with one initialised token of its own."""

import pytest

from app.strongroom.tokens.pkcs11_token import Pkcs11Tokens
from app.strongroom.tokens.software_token import SoftwareTokens
from app.strongroom.tokens.stores import OperatingSystem
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from tests.token_stores import PIN, SO_PIN, softhsm_folder


class Desk:
    """A store with one token, and its PINs."""

    def __init__(self, store):
        self.store = store
        self.pin, self.so_pin = Secret(PIN), Secret(SO_PIN)
        self.token = store.initialise("", "", new_label="desk", so_pin=self.so_pin, pin=self.pin)

    @property
    def address(self):
        return self.token.label, self.token.serial

    def open(self, pin=None, **more):
        return self.store.open(*self.address, pin or self.pin, **more)


def softhsm_desk(tmp_path, monkeypatch):
    return Desk(Pkcs11Tokens(softhsm_folder(tmp_path, monkeypatch)))


@pytest.fixture
def softhsm(tmp_path, monkeypatch):
    desk = softhsm_desk(tmp_path, monkeypatch)
    yield desk
    desk.store.finish()


@pytest.fixture
def software(tmp_path):
    return Desk(SoftwareTokens(tmp_path / "tokens", OperatingSystem(), SMALLEST_COST))


@pytest.fixture(params=["softhsm", "software"])
def desk(request):
    """Each kind of token in turn."""
    return request.getfixturevalue(request.param)
