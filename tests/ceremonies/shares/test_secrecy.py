"""No word, number or byte of a share in what an error shows, even where variables are shown with it."""

import subprocess
import sys
import traceback
from pathlib import Path

import msgspec
import pytest

from ceremonies.errors import KeyroomError
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.shares.collecting import Collecting, Expected
from ceremonies.shares.commitment import commitment
from ceremonies.shares.parse import parse_share
from ceremonies.shares.recombine import recombine
from ceremonies.shares.sealed_file import open_sealed_file, sealed_file
from ceremonies.shares.second_opinion import check_split
from ceremonies.shares.split import split
from ceremonies.shares.words import in_columns, numbers
from tests.fakes import FixedEntropy


def standing_in(shown, made):
    """Which parts of the set's shares stand in ``shown``."""
    words = {word for share in made.words for word in in_columns(share) if len(word) > 6}
    digits = {numbers(share).reveal_text()[at : at + 12] for share in made.words for at in (0, 20, 40)}
    values = {parse_share(share).value.reveal() for share in made.words}
    forms = {form for value in values for form in (value.hex(), repr(value), str(int.from_bytes(value, "big")))}
    small = shown.lower()
    return sorted(part for part in words | digits | forms if part.lower() in small)


def spoilt(words, place=5):
    split_ = words.reveal_text().split()
    split_[place] = "xylophonist"
    return Secret(" ".join(split_))


FAULTS = {
    "a bad word": lambda made, **_: parse_share(spoilt(made.words[0])),
    "two words swapped": lambda made, **_: parse_share(Secret(" ".join(reversed(in_columns(made.words[0]))))),
    "a word missing": lambda made, **_: parse_share(Secret(" ".join(in_columns(made.words[0])[:-1]))),
    "a digit missing": lambda made, **_: parse_share(Secret(numbers(made.words[0]).reveal()[:-1])),
    "a number too large": lambda made, **_: parse_share(Secret(numbers(made.words[0]).reveal()[:-4] + b"1999")),
    "repeated": lambda made, collecting, **_: (collecting.add(made.words[0]), collecting.add(made.words[0])),
    "forged": lambda made, collecting, forge, **_: (
        [collecting.add(one) for one in (*made.words[:3], forge(made).words[3])],
        collecting.recombine(),
    ),
    "not what was handed out": lambda made, forge, **_: Collecting(
        Expected(
            identifier=made.identifier,
            m=3,
            n=5,
            commitments={0: commitment(parse_share(forge(made).words[0]), entropy=FixedEntropy(), cost=SMALLEST_COST)},
        )
    ).add(made.words[0]),
    "another key": lambda made, collecting, **_: (
        [collecting.add(one) for one in made.words],
        collecting.recombine("0" * 10),
    ),
    "too few": lambda made, **_: recombine([parse_share(one) for one in made.words[:2]]),
    "a split that fails its check": lambda made, secret, forge, **_: check_split(
        msgspec.structs.replace(made, words=(*made.words[:4], forge(made).words[4])), secret, rng=FixedEntropy()
    ),
    "a file under another passphrase": lambda made, **_: open_sealed_file(
        sealed_file(made.words[0], Secret("one"), key="K", entropy=FixedEntropy(), cost=SMALLEST_COST), Secret("other")
    ),
    "shared out in a way that can't be": lambda secret, **_: split(
        secret, 3, 20, taken_identifiers=(), entropy=FixedEntropy()
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_neither_the_message_nor_the_variables_of_a_fault_show_a_share(fault, made, secret, forge):
    collecting = Collecting(Expected(identifier=made.identifier, m=3, n=5))
    with pytest.raises(KeyroomError) as error:
        FAULTS[fault](made=made, secret=secret, forge=forge, collecting=collecting)
    ours = error.value.__traceback__.tb_next.tb_next  # without this test's own variables
    told = traceback.TracebackException(type(error.value), error.value, ours, capture_locals=True)
    shown = "".join(told.format())
    assert standing_in(shown, made) == []
    assert secret.reveal().hex() not in shown
    assert "xylophonist" not in shown


def test_the_search_finds_a_share_that_is_there(made):
    held = made.words[0].reveal_text()
    digits, value = numbers(made.words[0]).reveal_text(), parse_share(made.words[0]).value.reveal()
    assert all(standing_in(f"... {shown} ...", made) for shown in (held, digits, value.hex(), repr(value)))


def test_a_fault_on_purpose_in_a_process_that_holds_a_share_prints_none(made):
    script = (
        "import sys; from ceremonies.secret import Secret; from ceremonies.shares.parse import parse_share;"
        "parse_share(Secret(sys.stdin.read())).value.reveal().nothing()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=made.words[0].reveal_text(),
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert "AttributeError" in done.stderr
    assert standing_in(done.stderr + done.stdout, made) == []
