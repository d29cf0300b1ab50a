import os

import pytest

from app.performing import Ask
from app.plain.people_passphrases import PersonPassphrases, RehearsedPassphrases, people_passphrases
from ceremonies.errors import Unusable
from ceremonies.secret import Secret
from tests.app.plain.conftest import FIRST_TWO


@pytest.fixture
def given(room):
    def give(text):
        reading, writing = os.pipe()
        os.write(writing, text.encode())
        os.close(writing)
        return people_passphrases(room, reading)

    return give


def asked(person, *, new=False):
    return Ask(person=person, says=f"{person}: ", new=new)


def test_lines_that_name_a_person_may_come_in_any_order(given):
    source = given("P-02=quiet wren\nMorag Sinclair=lantern=oak\n")
    assert source.answer(asked("morag sinclair", new=True)) == Secret("lantern=oak")
    assert source.answer(asked("P-02")) == Secret("quiet wren")
    assert source.answer(asked("P-02")) == Secret("quiet wren")


def test_a_line_without_a_name_answers_the_next_question(given):
    source = given("heather\nP-02=wren\n")
    assert source.answer(asked("P-01")) == Secret("heather")
    assert source.answer(asked("P-02")) == Secret("wren")


def test_who_is_named_at_enrolment_is_found_by_id_afterwards(given, play):
    play(FIRST_TWO, begun=False)
    assert given("Morag Sinclair=lantern\n").answer(asked("P-01")) == Secret("lantern")


def test_when_none_comes_a_sentence_says_so(given):
    with pytest.raises(Unusable, match="No passphrase came"):
        given("P-02=wren\n").answer(asked("P-01"))


def test_in_production_everyone_types_their_own(room):
    class Production:
        workspace = type("W", (), {"kind": "production"})

    assert isinstance(people_passphrases(Production(), 5), PersonPassphrases)
    assert isinstance(people_passphrases(room, 5), RehearsedPassphrases)


class Typed:
    can_ask_again = True

    def __init__(self, *lines):
        self.lines = list(lines)

    def ask(self, _prompt):
        return Secret(self.lines.pop(0))

    def tell(self, sentence):
        pass


def test_a_new_passphrase_is_typed_twice():
    assert PersonPassphrases(Typed("a", "a")).answer(asked("Morag", new=True)) == Secret("a")
    with pytest.raises(Unusable, match="The two differ"):
        PersonPassphrases(Typed("a", "b")).answer(asked("Morag", new=True))
