import pytest

from ceremonies.keys.doubt import doubt_of
from ceremonies.sittings.state import SittingState


@pytest.mark.rule("ROLLBACK")
@pytest.mark.parametrize(
    ("number", "brought", "left", "more", "doubted"),
    [
        (1, None, 0, {}, False),
        (2, None, 0, {}, True),
        (2, None, 40, {}, True),
        (2, 40, 40, {}, False),
        (2, 30, 40, {}, True),
        (2, 40, 30, {}, False),
        (2, None, 40, {"decided": True}, False),
        (2, None, 40, {"production": False}, False),
    ],
    ids=["the first", "no head yet", "none brought", "the newest", "an older", "a newer", "decided", "a rehearsal"],
)
def test_a_record_is_trusted_when_the_head_that_left_last_is_brought_back(number, brought, left, more, doubted):
    said = doubt_of(SittingState(number=number, brought=brought), left, **{"production": True, **more})
    assert bool(said) is doubted
    assert not doubted or said.endswith(".")
