"""Making an M#N key: in order, with nothing left behind when it fails."""

import stat
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.strongroom import protocol as p
from ceremonies.errors import Refused, Unusable


@pytest.mark.rule("KEY-COMMIT")
def test_a_key_is_made_wrapped_written_twice_split_and_checked(table):
    room, made = table.made(m=2, n=3)
    with room:
        assert made.attributes.sensitive
        assert not made.attributes.token
        assert made.attributes.usages == ("sign",)
        assert made.set.checked == made.set.checked_of == 3
        assert made.blob.wrap_format == "RFC 5649"
        load_pem_public_key(made.public.encode())
        copies = [Path(one.path) for one in made.blob.copies]
        assert [one.parent for one in copies] == [Path(one) for one in table.media]
        for one in copies:
            assert sha256(one.read_bytes()).hexdigest() == made.blob.sha256
            assert stat.S_IMODE(one.stat().st_mode) == 0o600


@pytest.mark.rule("WRAP-ORIGIN")
def test_the_wrapping_key_only_wraps_and_unwraps_and_the_record_says_how_it_came_in(table):
    room, made = table.made()
    with room:
        assert made.wrapping_attributes.usages == ("wrap", "unwrap")
        assert made.wrap_origin in {"RSA-OAEP", "C_CreateObject"}


def test_how_far_it_is_is_told_while_it_is_made(software):
    told = []
    with software.opened() as room:
        room.ask(
            p.Generate(key="REC-0001", m=2, n=3, taken=(), media=software.media), lambda one: told.append(one.what)
        )
    assert told[0] == "making the key"
    assert told[-1] == "committing to the shares"


@pytest.mark.rule("SHARE-SET")
def test_a_set_gets_an_identifier_that_is_not_taken(software):
    taken = tuple(one for one in range(1 << 15) if one != 4711)
    room, made = software.made(taken=taken)
    with room:
        assert made.set.identifier == 4711


@pytest.mark.parametrize(("m", "n"), [(1, 3), (4, 3), (2, 17)])
def test_m_and_n_out_of_bounds_make_no_key(software, m, n):
    with software.opened() as room, pytest.raises(Refused, match="SHARE-SET"):
        room.ask(p.Generate(key="REC-0001", m=m, n=n, taken=(), media=software.media))


@pytest.mark.rule("KEY-COMMIT")
def test_two_copies_on_one_medium_are_refused_and_nothing_is_left(table):
    with table.opened() as room:
        with pytest.raises(Refused, match="KEY-COMMIT"):
            room.ask(p.Generate(key="REC-0001", m=2, n=3, taken=(), media=(table.media[0], table.media[0])))
        assert list(Path(table.media[0]).iterdir()) == []
        made = room.ask(p.Generate(key="REC-0001", m=2, n=3, taken=(), media=table.media))
        assert made.key == "REC-0001"


def test_a_copy_that_can_not_be_written_leaves_no_other_copy_and_no_key(table):
    with table.opened() as room:
        missing = str(table.folder / "gone" / "key.blob")
        with pytest.raises(Unusable, match="can't be used"):
            room.ask(p.Generate(key="REC-0001", m=2, n=3, taken=(), media=(table.media[0], missing)))
        assert list(Path(table.media[0]).iterdir()) == []


def test_an_existing_copy_is_never_written_over(software):
    path = Path(software.media[1]) / "key.blob"
    path.write_text("something else")
    with software.opened() as room, pytest.raises(Unusable, match="exists already"):
        room.ask(p.Generate(key="REC-0001", m=2, n=3, taken=(), media=(software.media[0], str(path))))
    assert path.read_text() == "something else"
    assert list(Path(software.media[0]).iterdir()) == []


@pytest.mark.rule("ROOM-ALONE")
def test_a_key_is_not_made_while_another_is(software):
    room, _ = software.made()
    with room, pytest.raises(Refused, match="still holds REC-0001"):
        room.ask(p.Generate(key="REC-0002", m=2, n=3, taken=(), media=software.media))


@pytest.mark.rule("ROOM-ALONE")
def test_no_key_is_made_without_a_token(software):
    with software.room() as room, pytest.raises(Refused, match="No token is open"):
        room.ask(p.Generate(key="REC-0001", m=2, n=3, taken=(), media=software.media))


@pytest.mark.rule("CSK")
def test_the_contingency_symmetric_key_is_split_into_parts_that_are_all_needed(table):
    with table.opened() as room:
        made = room.ask(p.GenerateSymmetric(key="CSK-0001", n=3, length=16, taken=()))
        assert (made.set.m, made.set.n, made.length) == (3, 3, 16)
        table.hand_out_all(room, 3)
        closed = room.ask(p.Close())
        assert closed.objects == ()
