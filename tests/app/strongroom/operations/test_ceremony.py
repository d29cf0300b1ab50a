"""From a key's birth to its use: handed out, proved, closed, woken, signing, gone."""

import base64
import itertools
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from shamir_mnemonic.wordlist import WORDLIST

from app.strongroom import protocol as p
from app.strongroom.client import LeftPrivately
from ceremonies.errors import Refused, Stopped, Unusable
from ceremonies.secret import Secret
from ceremonies.shares.sealed_file import open_sealed_file
from ceremonies.shares.words import numbers

FILES = tuple(f"command {number}".encode() * 20 for number in range(5))
DIGESTS = b"".join(sha256(one).digest() for one in FILES)


def verify(public: str, signature: bytes, data: bytes) -> None:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    load_pem_public_key(public.encode()).verify(encode_dss_signature(r, s), data, ECDSA(SHA256()))


@pytest.mark.rule("KEY-SPLIT")
def test_after_the_ceremony_the_token_holds_nothing_of_the_key(table):
    room, made = table.made()
    with room:
        table.hand_out_all(room, 3)
        closed = room.ask(p.Close())
    assert closed.objects == ()
    assert any("refused" in one for one in closed.tests)
    assert made.key == closed.key


def test_m_shares_wake_the_key_and_it_signs_what_was_agreed(table):
    made = table.committed()
    with table.awake(made) as room:
        table.say("5")
        agreed = room.ask(p.Agree(about="REC-0001 NEW", kind="file", digests=DIGESTS))
        assert agreed.manifest == p.manifest_of(DIGESTS)
        first = room.ask(p.Sign(items=FILES[:3]))
        rest = room.ask(p.Sign(items=FILES[3:]))
        closed = room.ask(p.Deactivate())
    assert (first.left, rest.left, closed.signed) == (2, 0, 5)
    signatures = first.signatures + rest.signatures
    for number, file in enumerate(FILES):
        verify(made.public, signatures[number * 64 : number * 64 + 64], file)
    with pytest.raises(InvalidSignature):
        verify(made.public, signatures[:64], FILES[1])
    assert closed.objects == ()


@pytest.mark.rule("SHARE-REFUSED")
def test_what_does_not_count_is_named_and_what_came_before_is_kept(table):
    made = table.committed()
    with table.opening(made) as room:
        assert room.take(1).need == 1
        again = room.take(1)
        assert (again.reason, again.attempt) == ("repeated", "a1")
        taken = room.take(3)
        assert (taken.need, taken.have) == (0, 2)
        assert room.ask(p.Activate()).fingerprint == made.fingerprint


@pytest.mark.rule("SHARE-REFUSED")
def test_a_share_of_an_older_set_of_the_same_key_is_superseded_and_one_of_another_key_foreign(software):
    made = software.committed()
    other = software.made("REC-0002")
    with other[0]:
        software.hand_out_all(other[0], 3, prefix="-other")
        other[0].ask(p.Close())
    with software.opening(made, superseded=(other[1].set.identifier,)) as room:
        assert room.take(1, software.file(1) + "-other").reason == "superseded"
    with software.opening(made) as room:
        assert room.take(1, software.file(1) + "-other").reason == "foreign"


def test_fewer_shares_than_needed_wake_nothing(software):
    made = software.committed()
    with software.opening(made) as room:
        room.take(2)
        with pytest.raises(Refused, match="1 of 2"):
            room.ask(p.Activate())


@pytest.mark.rule("BLOB-CUSTODY")
def test_another_blob_than_the_records_is_refused(software):
    made = software.committed()
    path = Path(made.blob.copies[0].path)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with software.opening(made) as room:
        room.take(1)
        room.take(2)
        with pytest.raises(Refused, match="digest differs"):
            room.ask(p.Activate())


def test_a_key_that_is_not_the_records_does_not_wake(table):
    made, other = table.committed(), None
    with table.opened() as room:
        other = room.ask(p.GenerateTokenKey(key="ROOT-0001"))
    with table.opening(made, public=other.public) as room:
        room.take(1)
        room.take(2)
        with pytest.raises(Stopped):
            room.ask(p.Activate())


@pytest.mark.rule("SIGN-LIMIT")
def test_no_more_is_signed_than_was_agreed_and_what_was_agreed_counts_as_used(software):
    made = software.committed()
    with software.awake(made, limit=5) as room:
        with pytest.raises(Refused, match="SIGN-LIMIT"):
            room.ask(p.Agree(about="REC-0001", kind="file", digests=DIGESTS + bytes(32)))
        software.say("3")
        room.ask(p.Agree(about="REC-0001", kind="file", digests=DIGESTS[:96]))
        room.ask(p.Sign(items=FILES[:3]))
        with pytest.raises(Refused, match="2 that are left"):
            room.ask(p.Agree(about="REC-0001", kind="file", digests=DIGESTS[:96]))
        with pytest.raises(Refused, match="Nothing was seen"):
            room.ask(p.Sign(items=FILES[3:]))


@pytest.mark.rule("SIGN-SEEN")
def test_only_what_was_seen_is_signed_in_its_order_and_never_a_bare_digest(software):
    made = software.committed()
    with software.awake(made) as room:
        software.say("5")
        room.ask(p.Agree(about="REC-0001", kind="file", digests=DIGESTS))
        with pytest.raises(Refused, match="Number 1 is not what was agreed"):
            room.ask(p.Sign(items=(FILES[1],)))
        with pytest.raises(Refused, match="bare digest"):
            room.ask(p.Sign(items=(sha256(FILES[0]).digest(),)))
        assert room.ask(p.Sign(items=FILES)).left == 0


@pytest.mark.rule("SIGN-SEEN")
def test_what_nobody_agreed_to_is_not_signed(software):
    made = software.committed()
    with software.awake(made) as room:
        software.say("4")
        with pytest.raises(LeftPrivately, match="not agreed"):
            room.ask(p.Agree(about="REC-0001", kind="file", digests=DIGESTS))
        with pytest.raises(Refused, match="SIGN-SEEN"):
            room.ask(p.Sign(items=FILES))


@pytest.mark.rule("SIGN-SEEN")
def test_what_is_no_certificate_is_not_signed_as_one(software):
    made = software.committed()
    with software.awake(made) as room, pytest.raises(Refused, match="neither a certificate"):
        room.ask(p.Agree(about="REC-0001", kind="certificate", digests=DIGESTS, items=FILES))


@pytest.mark.rule("ACTIVATION-END")
def test_after_its_end_the_key_signs_nothing(software):
    made = software.committed()
    with software.awake(made) as room:
        room.ask(p.Deactivate())
        with pytest.raises(Refused, match="ACTIVATION-END"):
            room.ask(p.Sign(items=FILES))


@pytest.mark.rule("SHARE-PROVED")
def test_a_share_is_proved_long_after_against_what_the_record_keeps(software):
    made = software.committed()
    known = made.set.known()
    with software.room("w2") as room:
        path = software.file(2)
        proof = {"carrier": "file", "path": path, "known": known, "key": made.key, "alias": "K-02"}
        assert room.ask(p.Prove(share=2, **proof)).share == 2
        software.say("w2")
        with pytest.raises(Refused, match="SHARE-REFUSED"):
            room.ask(p.Prove(share=1, **proof))


@pytest.mark.rule("SHARE-PROVED")
def test_a_typed_share_is_proved_by_its_words_and_what_is_mistyped_is_asked_for_again(table):
    room, _ = table.made()
    with room:
        table.say("seen")
        handed = room.ask(p.HandOut(share=1, alias="K-01", carrier="words"))
        assert handed.shown == 1
        table.say(" ".join(WORDLIST[:33]), "=")
        assert room.ask(p.Prove(share=1, alias="K-01", carrier="words")).tries == 1
        table.say("quit")
        with pytest.raises(LeftPrivately, match="without giving"):
            room.ask(p.Prove(share=1, alias="K-01", carrier="words"))


@pytest.mark.rule("CUSTODY")
def test_a_share_goes_onto_the_custodians_own_token_and_comes_back_from_it(table):
    mine = table.token("K-01", "998877")
    room, made = table.made()
    with room:
        table.say("998877", "998877", *("w2", "w2"))
        handed = room.ask(p.HandOut(share=1, alias="K-01", carrier="token", token=mine))
        assert handed.token.label == "K-01"
        room.ask(p.Prove(share=1, alias="K-01", carrier="token", token=mine))
        room.ask(p.HandOut(share=2, alias="K-02", carrier="file", path=table.file(2)))
        room.ask(p.Prove(share=2, alias="K-02", carrier="file", path=table.file(2)))
        with pytest.raises(Refused, match="CUSTODY"):
            room.ask(p.HandOut(share=3, alias="K-03", carrier="token", token=table.address))
        room.ask(p.Close())
    with table.opening(made) as room:
        table.say("998877")
        taken = room.ask(p.TakeShare(alias="K-01", carrier="token", token=mine, attempt="a1"))
        assert taken.share == 1
        room.take(2)
        assert room.ask(p.Activate()).key == "REC-0001"


def test_a_card_is_a_pdf_that_must_not_exist_yet(software):
    room, _ = software.made()
    with room:
        path = software.folder / "card.pdf"
        handed = room.ask(p.HandOut(share=1, alias="K-01", carrier="card", path=str(path)))
        assert sha256(path.read_bytes()).hexdigest() == handed.sha256
        assert path.read_bytes().startswith(b"%PDF")
        with pytest.raises(Unusable, match="exists already"):
            room.ask(p.HandOut(share=2, alias="K-02", carrier="card", path=str(path)))


@pytest.mark.rule("RESHARE-NEW-WRAP")
def test_re_sharing_gives_another_blob_and_old_shares_do_not_open_it(table):
    made = table.committed()
    with table.opening(made, limit=0) as room:
        room.take(1)
        room.take(2)
        new = room.ask(p.Reshare(m=3, n=4, taken=(made.set.identifier,), media=table.media))
        table.hand_out_all(room, 4, prefix="-new")
        room.ask(p.Close())
        gone = room.ask(p.DestroyBlob(path=made.blob.copies[0].path, sha256=made.blob.sha256))
    assert new.public == made.public
    assert new.blob.sha256 != made.blob.sha256
    assert new.set.identifier != made.set.identifier
    assert not Path(gone.path).exists()
    with table.opening(new, superseded=(made.set.identifier,)) as room:
        assert room.take(1).reason == "superseded"
        for share in (1, 2, 4):
            room.take(share, table.file(share) + "-new")
        assert room.ask(p.Activate()).fingerprint == made.fingerprint


def test_a_file_that_is_not_the_blob_is_not_destroyed(software):
    made = software.committed()
    with software.room() as room, pytest.raises(Unusable, match="Nothing was removed"):
        room.ask(p.DestroyBlob(path=made.blob.copies[0].path, sha256="00" * 32))
    assert Path(made.blob.copies[0].path).exists()


@pytest.mark.rule("KEY-CA-DUAL")
def test_a_token_key_stays_on_its_token_and_each_act_takes_both_halves_of_its_pin(table):
    halves = {"people": ("P-01", "P-02")}
    with table.opened("482", "916", **halves) as room:
        made = room.ask(p.GenerateTokenKey(key="ROOT-0001"))
        assert made.attributes.extractable is False
        with pytest.raises(Refused, match="No token is open"):
            room.ask(p.Open(key="ROOT-0001", public=made.public, limit=1))
    with table.opened("482", "916", **halves) as room:
        room.ask(p.Open(key="ROOT-0001", public=made.public, limit=5))
        room.ask(p.Activate())
        table.say("5")
        room.ask(p.Agree(about="ROOT-0001", kind="file", digests=DIGESTS))
        signed = room.ask(p.Sign(items=FILES))
        verify(made.public, signed.signatures[:64], FILES[0])
        assert "stays on its token" in room.ask(p.Deactivate()).tests[0]
        with pytest.raises(Refused):
            room.ask(p.Sign(items=FILES))
    with table.opened() as room:
        closed = room.ask(p.DestroyTokenKey(key="ROOT-0001", public=made.public))
        assert closed.objects == ()


@pytest.mark.rule("KEY-STATE")
def test_another_token_key_than_the_records_is_neither_woken_nor_destroyed(software):
    made = software.committed()
    with software.opened() as room:
        room.ask(p.GenerateTokenKey(key="ROOT-0001"))
    with software.opened() as room:
        room.ask(p.Open(key="ROOT-0001", public=made.public, limit=1))
        with pytest.raises(Refused, match="KEY-STATE"):
            room.ask(p.Activate())
    with software.opened() as room, pytest.raises(Refused, match="Nothing was destroyed"):
        room.ask(p.DestroyTokenKey(key="ROOT-0001", public=made.public))


@pytest.mark.rule("CSK")
def test_all_parts_of_the_symmetric_key_wrap_the_contingency_public_key(table):
    contingency = table.committed("CON-0001")
    with table.opened() as room:
        made = room.ask(p.GenerateSymmetric(key="CSK-0001", n=2, length=16, taken=()))
        table.hand_out_all(room, 2, prefix="-csk")
        algorithm = "2.16.840.1.101.3.4.1.8"
        with pytest.raises(Refused, match="another length"):
            room.ask(p.WrapApex(public=contingency.public, algorithm="2.16.840.1.101.3.4.1.48"))
        wrapped = room.ask(p.WrapApex(public=contingency.public, algorithm=algorithm))
        room.ask(p.Close())
    known = {"known": None, "public": "", "blob": "", "blob_sha256": "", "symmetric": made.set.known()}
    with table.opening(contingency, limit=0, **{**known, "key": "CSK-0001"}) as room:
        room.take(1, table.file(1) + "-csk", of="symmetric")
        assert room.take(1, table.file(1) + "-csk", of="symmetric").again
        with pytest.raises(Refused, match="1 of 2"):
            room.ask(p.Activate())
        room.take(2, table.file(2) + "-csk", of="symmetric")
        assert room.ask(p.Activate()).attributes is None
        assert room.ask(p.WrapApex(public=contingency.public, algorithm=algorithm)).extension == wrapped.extension
        room.ask(p.Deactivate())
        with pytest.raises(Refused, match="isn't here"):
            room.ask(p.WrapApex(public=contingency.public, algorithm=algorithm))


def test_another_strong_room_shows_that_nothing_was_left(softhsm):
    with softhsm.opened() as room:
        room.ask(p.GenerateTokenKey(key="ROOT-0001"))
    with softhsm.opened() as room:
        assert room.ask(p.Close(key="REC-0001")).key == "REC-0001"
    with softhsm.opened() as room:
        assert room.ask(p.Deactivate(key="ROOT-0001", stays=True)).key == "ROOT-0001"
    with softhsm.opened() as room, pytest.raises(Stopped, match="still holds ROOT-0001"):
        room.ask(p.Deactivate(key="ROOT-0001"))


def test_a_sealed_file_under_another_passphrase_is_asked_for_again(software):
    made = software.committed()
    with software.opening(made) as room:
        software.say("not it", "w1")
        taken = room.ask(p.TakeShare(alias="K-01", carrier="file", path=software.file(1), attempt="a1"))
        assert (taken.share, taken.tries) == (1, 1)
        software.say("not it", "quit")
        with pytest.raises(LeftPrivately):
            room.ask(p.TakeShare(alias="K-02", carrier="file", path=software.file(2), attempt="a2"))


def test_no_reply_holds_a_word_of_a_share_a_pin_or_a_passphrase(table):
    made = table.committed()
    with table.awake(made) as room:
        room.ask(p.Deactivate())
    told = msgspec.json.encode(table.replies).decode()
    values = list(_strings(msgspec.json.decode(told)))
    assert len(values) > 100
    assert all(_longest_run(value) < 3 for value in values)
    for share in (1, 2, 3):
        words = open_sealed_file(Path(table.file(share)).read_bytes(), Secret(f"w{share}"))
        assert not [pair for pair in itertools.pairwise(words.reveal_text().split()) if " ".join(pair) in told.lower()]
        assert numbers(words).reveal_text() not in told
    for secret in ("482916", "73510264", "w1"):
        assert secret not in values
        assert base64.b64encode(secret.encode()).decode() not in told


def _longest_run(value: str) -> int:
    """How many words of the SLIP-39 list stand one after the other; our sentences use some of them too."""
    runs = itertools.groupby(value.lower().split(), lambda word: word.strip(".,;:") in WORDLIST)
    return max((len(list(run)) for known, run in runs if known), default=0)


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
