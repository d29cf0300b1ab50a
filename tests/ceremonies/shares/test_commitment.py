import msgspec
import pytest

from ceremonies.errors import Unusable
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.shares.commitment import Commitment, commitment, proves
from ceremonies.shares.parse import parse_share
from ceremonies.shares.words import numbers


def test_a_share_is_proved_however_it_is_entered(made, entropy):
    kept = commitment(parse_share(made.words[0]), entropy=entropy, cost=SMALLEST_COST)
    assert proves(kept, parse_share(made.words[0]))
    assert proves(kept, parse_share(Secret(made.words[0].reveal_text().upper())))
    assert proves(kept, parse_share(numbers(made.words[0])))


def test_no_other_share_of_the_set_is_proved_by_it(made, entropy):
    kept = commitment(parse_share(made.words[0]), entropy=entropy, cost=SMALLEST_COST)
    assert not any(proves(kept, parse_share(words)) for words in made.words[1:])


@pytest.mark.parametrize(
    "changed",
    [{"index": 1}, {"threshold": 2}, {"group": 1}, {"value": Secret(bytes(32))}],
)
def test_place_threshold_and_value_all_count(made, entropy, changed):
    share = parse_share(made.words[0])
    kept = commitment(share, entropy=entropy, cost=SMALLEST_COST)
    assert not proves(kept, msgspec.structs.replace(share, **changed))


@pytest.mark.parametrize("field", ["identifier", "iteration_exponent", "group_threshold", "group_count"])
def test_the_set_counts_too(made, entropy, field):
    share = parse_share(made.words[0])
    kept = commitment(share, entropy=entropy, cost=SMALLEST_COST)
    other = msgspec.structs.replace(share.parameters, **{field: getattr(share.parameters, field) + 1})
    assert not proves(kept, msgspec.structs.replace(share, parameters=other))


def test_every_commitment_has_a_salt_of_its_own(made, entropy):
    share = parse_share(made.words[0])
    one, other = (commitment(share, entropy=entropy, cost=SMALLEST_COST) for _ in range(2))
    assert len(one.salt) == 16
    assert one.salt != other.salt
    assert one.digest != other.digest


def test_it_is_kept_as_json_with_its_cost(made, entropy):
    kept = commitment(parse_share(made.words[0]), entropy=entropy, cost=SMALLEST_COST)
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Commitment) == kept


def test_a_commitment_that_can_not_be_used_is_said_so(made):
    with pytest.raises(Unusable, match="Verify the record"):
        proves(Commitment(b"", SMALLEST_COST, bytes(32)), parse_share(made.words[0]))
