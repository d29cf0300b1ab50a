from reports.qr import QUIET_ZONE, modules


def test_the_numbers_of_33_words_make_version_4_and_fit_a_terminal_of_80_by_24():
    rows = modules("0123" * 33)
    size = len(rows) - 2 * QUIET_ZONE
    assert size == 33
    assert (size + 4 + 1) // 2 <= 24


def test_the_quiet_zone_is_white():
    rows = modules("0123")
    edges = [*rows[:QUIET_ZONE], *rows[-QUIET_ZONE:], *(row[:QUIET_ZONE] for row in rows)]
    assert not any(cell for row in edges for cell in row)
