import json
from pathlib import Path

import pytest

from ceremonies.errors import Refused
from ceremonies.secret import Secret
from ceremonies.shares.inspecting import check_not_registered, check_reveal, inspect
from ceremonies.shares.split import split

VECTORS = Path(__file__).parents[2] / "vectors" / "slip39"
PUBLISHED = json.loads((VECTORS / "vectors.json").read_text())
OTHERS = json.loads((VECTORS / "others.json").read_text())


def look(*lines):
    return inspect([(number, Secret(line)) for number, line in enumerate(lines, 1)])


def says(inspection):
    return [one.says for one in inspection.lines]


def test_there_are_45_published_vectors_15_to_recover_and_30_to_refuse():
    assert len(PUBLISHED) == 45
    assert sum(bool(secret) for _, _, secret, _ in PUBLISHED) == 15


@pytest.mark.parametrize(("name", "lines", "secret", "_key"), PUBLISHED, ids=[row[0] for row in PUBLISHED])
def test_a_published_vector_comes_out_as_it_should(name, lines, secret, _key):
    inspection = look(*lines)
    if secret:
        assert inspection.recombine(Secret("TREZOR")).secret.reveal().hex() == secret
    else:
        with pytest.raises(Refused, match="SHARE-SET"):
            inspection.recombine(Secret("TREZOR"))


@pytest.mark.parametrize("made", OTHERS, ids=[one["made_by"] for one in OTHERS])
def test_shares_that_others_made_are_recovered_and_the_further_ones_proved(made):
    found = look(*made["shares"]).recombine()
    assert found.secret.reveal().hex() == made["secret"]
    assert (len(found.used), len(found.proved)) == (made["needed"], len(made["shares"]) - made["needed"])
    assert look(*made["shares"][-made["needed"] :]).recombine().secret == found.secret


def test_each_line_says_what_it_is_or_why_not(made, secret, entropy):
    other = split(secret, 2, 2, taken_identifiers={made.identifier}, entropy=entropy)
    lines = [made.words[0], made.words[1], made.words[0], other.words[0], Secret("acid")]
    inspection = look(*(line.reveal_text() for line in lines))
    name = f"{made.identifier:05d}"
    assert says(inspection) == [
        f"is share 1 of set {name}; 3 needed",
        f"is share 2 of set {name}; 3 needed",
        f"is share 1 of set {name} again, as in line 1",
        f"is share 1 of set {other.identifier:05d}, but not of the set that most lines are of",
        "is no share: 1 of 20 words were entered: 19 are missing. Enter the share whole.",
    ]
    assert inspection.lacks == "2 of 3 shares are here. Bring the others."


def test_the_set_that_most_lines_are_of_is_recovered(made, secret, entropy):
    other = split(Secret(bytes(32)), 2, 2, taken_identifiers={made.identifier}, entropy=entropy)
    inspection = look(*(words.reveal_text() for words in (other.words[0], *made.words[:3])))
    assert inspection.recombine().secret == secret


def test_no_line_is_no_share():
    assert look().lacks == "No share was taken."


def test_a_line_that_contradicts_another_is_named_and_nothing_is_recovered():
    (_, lines, _, _) = next(row for row in PUBLISHED if row[0].startswith("12. "))
    inspection = look(*lines)
    assert "where line 1 says" in says(inspection)[1]
    assert inspection.lacks.startswith("Line 2 can't be of one set")


@pytest.mark.rule("SHARE-REVEAL")
def test_a_set_that_production_registered_is_not_inspected(made):
    shares = [one.share for one in look(made.words[0].reveal_text()).lines]
    check_not_registered(shares, lambda identifier: identifier != made.identifier)
    with pytest.raises(Refused, match="SHARE-REVEAL"):
        check_not_registered(shares, lambda identifier: identifier == made.identifier)


@pytest.mark.rule("SHARE-REVEAL")
@pytest.mark.parametrize("kind", [None, "production"])
def test_a_secret_is_shown_beside_a_rehearsal_only(kind):
    check_reveal("rehearsal")
    with pytest.raises(Refused, match="SHARE-REVEAL"):
        check_reveal(kind)
