import os

import pytest

from app.plain.lines import LONGEST, DescriptorLines
from ceremonies.errors import Unusable


@pytest.fixture
def piped():
    reading, writing = os.pipe()

    def write(data):
        os.write(writing, data)
        return DescriptorLines(reading)

    write.close = lambda: os.close(writing)
    write.reading = reading
    return write


def test_lines_come_one_by_one_and_leave_the_rest_for_whoever_shares_the_descriptor(piped):
    lines = piped(b"first\r\nsecond\nthird")
    assert lines.next() == "first"
    assert os.read(piped.reading, 3) == b"sec"


def test_the_last_line_needs_no_end(piped):
    lines = piped(b"only")
    piped.close()
    assert lines.next() == "only"
    assert lines.next() is None


def test_what_is_no_text_gets_a_sentence_and_the_next_line_is_read(piped):
    lines = piped(b"\xff\xfe\nfine\n")
    with pytest.raises(Unusable, match="not UTF-8"):
        lines.next()
    assert lines.next() == "fine"


def test_a_line_without_end_is_not_kept_in_memory(tmp_path):
    path = tmp_path / "long"
    path.write_bytes(b"x" * (LONGEST + 10) + b"\nfine\n")
    with path.open("rb") as file:
        lines = DescriptorLines(file.fileno())
        with pytest.raises(Unusable, match="evidence"):
            lines.next()
        assert lines.next() == "fine"


def test_a_pipe_counts_as_fed(piped):
    assert piped(b"").fed
