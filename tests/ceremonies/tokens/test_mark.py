import pytest

from ceremonies.errors import Refused, TokenGone
from ceremonies.tokens.mark import LABEL, check_mark, mark_of, put_mark
from tests.ceremonies.tokens.register import HSM, ORIGIN


class Marked:
    """A session, and the store that gives it."""

    def __init__(self, mark=None):
        self.info, self.kept = HSM, {LABEL: mark} if mark else {}

    def open(self, label, serial, pin, *, write=True):  # noqa: ARG002 - as the port has it
        assert pin is None
        assert not write
        return self

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        pass

    def read_marker(self, label):
        return self.kept.get(label)

    def put_marker(self, label, value):
        self.kept[label] = value


def test_a_token_is_marked_once_and_shows_it_without_login():
    token = Marked()
    assert mark_of(token, HSM) == ""
    assert put_mark(token, "production", ORIGIN) == f"production {ORIGIN}"
    assert put_mark(token, "production", "another/log") == f"production {ORIGIN}"
    assert mark_of(token, HSM) == f"production {ORIGIN}"


@pytest.mark.rule("TOKEN-ENROLLED")
@pytest.mark.parametrize(("mark", "kind"), [("rehearsal a/log", "production"), ("production a/log", "rehearsal")])
def test_the_other_kind_of_workspace_refuses_it(mark, kind):
    with pytest.raises(Refused, match="TOKEN-ENROLLED"):
        put_mark(Marked(mark.encode()), kind, ORIGIN)
    with pytest.raises(Refused, match="never serves"):
        check_mark(mark, kind, HSM)


def test_a_token_that_shows_nothing_has_no_mark():
    class Gone(Marked):
        def read_marker(self, label):  # noqa: ARG002 - as the port has it
            raise TokenGone("It is gone.")

    assert mark_of(Gone(), HSM) == ""


def test_a_mark_of_neither_kind_is_none():
    check_mark("something else", "production", HSM)
    check_mark("", "rehearsal", HSM)
