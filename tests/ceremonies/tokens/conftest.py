import pytest

from tests.ceremonies.tokens.register import Register


@pytest.fixture
def register(written, noon):
    """A production register in which one token was seen and has passed its probe."""
    made = Register(written, noon)
    made.see()
    made.probe()
    return made


@pytest.fixture
def practice(written, noon):
    """An empty rehearsal register."""
    return Register(written, noon, kind="rehearsal")
