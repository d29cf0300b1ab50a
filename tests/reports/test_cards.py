import io
import itertools
import subprocess

import msgspec
import pypdf
import pytest
import zxingcpp

from ceremonies.secret import Secret
from ceremonies.shares.parse import parse_share
from ceremonies.shares.split import split
from ceremonies.shares.words import in_columns, numbers
from reports.cards import FIELDS, Card, blank_card_pdf, card_pdf
from tests.fakes import FixedEntropy
from tests.reports.reading import pages_of, text_of

CARD = Card(
    key="REC-0001", identifier=716, m=3, n=5, made_at="2026-06-02T09:30:00.000000Z", index=2, banner="REHEARSAL"
)


def made_of(size):
    return split(Secret(bytes(range(size))), 3, 5, taken_identifiers=(), entropy=FixedEntropy("cards"))


def drawn(made, place=2, card=CARD):
    words = made.words[place]
    return card_pdf(msgspec.structs.replace(card, identifier=made.identifier), words, numbers(words)).reveal()


def painted(pdf, tmp_path):
    """The first page as a picture, as a printer would paint it: 150 dots an inch, grey."""
    path = tmp_path / "card.pdf"
    path.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-singlefile", path, tmp_path / "card"], check=True)
    return (tmp_path / "card.pgm").read_bytes()


def read_code(picture):
    """What a scanner reads off a PGM picture."""
    _, size, _, pixels = picture.split(b"\n", 3)
    width, height = map(int, size.split())
    (found,) = zxingcpp.read_barcodes(memoryview(pixels).cast("B", (height, width)))
    return found.text


@pytest.mark.parametrize("size", [16, 32])
def test_a_scanner_reads_the_share_back_off_the_printed_page(size, tmp_path):
    made = made_of(size)
    scanned = read_code(painted(drawn(made), tmp_path))
    assert len(scanned) == {16: 80, 32: 132}[size]
    assert parse_share(Secret(scanned)) == parse_share(made.words[2])


def test_the_words_stand_numbered_in_their_order():
    made = made_of(32)
    (page,) = pages_of(drawn(made))
    lines = [line.strip() for line in page.split("\n")]
    numbered = [(line, after) for line, after in itertools.pairwise(lines) if line.isdigit()]
    assert numbered == [(str(number), word) for number, word in enumerate(in_columns(made.words[2]), 1)]


def test_the_card_says_which_share_of_which_key_it_is():
    made = made_of(32)
    text = text_of(drawn(made))
    assert "Share 3 of 5" in text
    assert f"Key REC-0001 Set {made.identifier:05d}" in text
    assert "3 of 5 shares give the key. The set was made on Tue 2 Jun 2026 10:30 BST." in text
    assert all(field in text for field in FIELDS)


def test_practice_is_marked_across_the_page_and_production_is_not():
    made = made_of(32)
    assert text_of(drawn(made)).count("REHEARSAL") == 2
    assert "REHEARSAL" not in text_of(drawn(made, card=msgspec.structs.replace(CARD, banner="")))


def test_nothing_of_the_share_stands_in_what_the_file_says_of_itself():
    made = made_of(32)
    information = str(pypdf.PdfReader(io.BytesIO(drawn(made))).metadata)
    assert not any(word in information for word in in_columns(made.words[2]) if len(word) > 5)
    assert "Share 3 of 5" in information


def test_a_card_is_as_secret_as_its_share():
    made = made_of(32)
    assert repr(card_pdf(CARD, made.words[2], numbers(made.words[2]))) == "Secret(...)"


def test_a_blank_card_has_a_line_for_each_word_and_no_code(tmp_path):
    pdf = blank_card_pdf(msgspec.structs.replace(CARD, index=None), words=20)
    text = text_of(pdf)
    assert "Share ____ of 5" in text
    assert "Write each word out in block letters" in text
    content = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].get_contents().get_data()
    assert content.count(b" l S") == 1 + len(FIELDS) + 20
    with pytest.raises(ValueError, match="not enough values"):
        read_code(painted(pdf, tmp_path))


def test_the_same_card_gives_the_same_bytes():
    made = made_of(16)
    assert drawn(made) == drawn(made)
    assert blank_card_pdf(CARD) == blank_card_pdf(CARD)
