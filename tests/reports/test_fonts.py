import pytest

from reports.fonts import drawable, loses, register


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Siân Łukasz \u2013 “ok” €", "Siân Łukasz \u2013 “ok” €"),
        ("Ŵyn ŷ", "Wyn y"),
        ("e\u0301te", "ete"),
        ("a\u00a0b\tc", "a\u00a0b c"),
        ("Ж", "[U+0416]"),
        ("→ ✓", "-> yes"),
        ("😀", "[U+1F600]"),
        ("\u202eabc", "[U+202E]abc"),
        ("one\ntwo", "one\ntwo"),
    ],
)
def test_a_letter_the_typeface_lacks_is_written_by_design(typed, drawn):
    assert drawable(typed) == drawn


def test_everything_drawable_is_covered():
    covered = register()
    text = drawable("".join(chr(code) for code in range(0x20, 0x3000)))
    assert all(ord(each) in covered for each in text)


def test_a_lost_letter_is_owned_up_to():
    assert loses("Ŵyn")
    assert not loses("Siân → Łukasz")
