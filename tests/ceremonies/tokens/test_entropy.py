import pytest

from ceremonies.errors import Refused
from ceremonies.secret import Secret
from ceremonies.tokens.entropy import check_sources, mixed
from tests.ceremonies.tokens.register import HSM, SOFTWARE
from tests.fakes import FixedEntropy


class System:
    source = "operating system"

    def take(self, count):
        return b"\x0f" * count


class Session:
    def __init__(self, info=HSM, byte=b"\xf0"):
        self.info, self.byte = info, byte

    def random(self, count):
        return Secret(self.byte * count)


@pytest.mark.rule("TOKEN-ENTROPY")
def test_neither_source_alone_decides_a_key():
    assert mixed(Session(), System(), 32, kind="production") == Secret(b"\xff" * 32)
    assert mixed(Session(byte=b"\x0f"), System(), 32, kind="production") == Secret(bytes(32))


@pytest.mark.rule("TOKEN-ENTROPY")
def test_production_takes_no_other_source():
    with pytest.raises(Refused, match=r"TOKEN-ENTROPY.*unknown source"):
        mixed(Session(), FixedEntropy(), 32, kind="production")
    with pytest.raises(Refused, match=r"TOKEN-ENTROPY.*hardware token"):
        check_sources(System(), None, kind="production")
    with pytest.raises(Refused, match=r"TOKEN-ENTROPY.*hardware token"):
        mixed(Session(SOFTWARE), System(), 32, kind="production")


def test_a_rehearsal_may_take_what_it_has():
    assert len(mixed(Session(SOFTWARE), FixedEntropy(), 32, kind="rehearsal").reveal()) == 32
    check_sources(FixedEntropy(), None, kind="rehearsal")
