import pytest

from ceremonies.secret import Secret
from ceremonies.shares.split import split
from tests.fakes import FixedEntropy


@pytest.fixture
def entropy():
    return FixedEntropy("shares")


@pytest.fixture
def secret(entropy):
    """A wrapping key of 32 bytes."""
    return Secret(entropy.take(32))


@pytest.fixture
def made(secret, entropy):
    """Three of five shares of it."""
    return split(secret, 3, 5, taken_identifiers=(), entropy=entropy)


class SameNumber(FixedEntropy):
    """Gives a set the number of another."""

    def __init__(self, identifier):
        super().__init__("forger")
        self.identifier = identifier

    def take(self, count):
        return self.identifier.to_bytes(2, "big") if count == 2 else super().take(count)


@pytest.fixture
def forge(secret):
    """Makes a set that bears the number of another one."""

    def make(like, m=3, n=5, **more):
        return split(secret, m, n, taken_identifiers=(), entropy=SameNumber(like.identifier), **more)

    return make
