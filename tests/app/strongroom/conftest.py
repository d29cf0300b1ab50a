"""The two kinds of token that every act is tried on."""

import pytest

from tests.app.strongroom.ceremony import Table


@pytest.fixture(params=["pkcs11", "software"])
def table(request, tmp_path):
    """A table with a token of each kind."""
    made = Table(tmp_path, request.param)
    yield made
    made.close()


@pytest.fixture
def softhsm(tmp_path):
    """A table with a SoftHSM token."""
    made = Table(tmp_path, "pkcs11")
    yield made
    made.close()


@pytest.fixture
def software(tmp_path):
    """A table with a software token."""
    made = Table(tmp_path, "software")
    yield made
    made.close()
