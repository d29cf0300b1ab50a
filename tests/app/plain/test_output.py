import io

import pytest

from app.plain.output import WIDTH, Output, printable, speaks_utf8, to_ascii, wrapped


def test_no_character_that_is_printed_can_move_the_cursor():
    assert printable("a\x1b[2Jb\rc\x07") == "a\\x1b[2Jb\\x0dc\\x07"


def test_ascii_drops_accents_and_spells_signs():
    assert to_ascii("Zoë\u2019s “Ångström” · 1 → 2 … ✓") == 'Zoe\'s "Angstrom" - 1 -> 2 ... ?'


def test_output_is_ascii_where_the_terminal_is_not_utf8():
    stream = io.StringIO()
    Output(stream, utf8=False).line("Zoë …")
    assert stream.getvalue() == "Zoe ...\n"


def test_text_is_wrapped_to_a_serial_console_and_keeps_its_own_lines():
    lines = wrapped("word " * 40 + "\nsecond", "  ", "    ")
    assert max(map(len, lines)) <= WIDTH
    assert lines[0].startswith("  word")
    assert lines[-1] == "    second"


def test_an_empty_text_is_one_empty_line():
    assert wrapped("") == [""]


@pytest.mark.parametrize(("encoding", "expected"), [("utf-8", True), ("latin-1", False), ("none such", False)])
def test_the_stream_says_whether_it_is_utf8(encoding, expected, monkeypatch):
    monkeypatch.setattr("locale.getencoding", lambda: "UTF-8")
    assert speaks_utf8(_Stream(encoding)) is expected


def test_a_locale_without_utf8_counts_whatever_the_stream_says(monkeypatch):
    monkeypatch.setattr("locale.getencoding", lambda: "ANSI_X3.4-1968")
    assert not speaks_utf8(_Stream("utf-8"))


class _Stream(io.StringIO):
    def __init__(self, encoding):
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self):
        return self._encoding
