import hashlib
import io
import os
import resource
import signal
import tracemalloc

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ceremonies.errors import Misuse, Stopped, Unusable, Unverified
from ceremonies.secret import Secret
from ceremonies.workspace.evidence import CHUNK, MAGIC, EvidenceStore

KEY = Secret(bytes(range(32)))


@pytest.fixture
def store(tmp_path, entropy):
    folder = tmp_path / "evidence"
    folder.mkdir()
    return EvidenceStore(folder, KEY, entropy)


def pattern(size):
    return hashlib.shake_256(b"pattern").digest(size)


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7], ids=lambda size: f"{size} bytes"
)
def test_what_is_kept_is_read_back_by_its_digest(store, size):
    data = pattern(size)
    kept = store.add(data)
    assert kept.digest == hashlib.sha256(data).hexdigest()
    assert kept.size == size
    assert store.read(kept.digest) == data
    assert store.check(kept.digest) == kept


def test_a_source_that_gives_little_at_a_time_is_read_to_its_end(store):
    class Trickle(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 1000))

    data = pattern(CHUNK + 500)
    assert store.read(store.add(Trickle(data)).digest) == data


def test_what_is_in_it_does_not_stand_on_the_disk(store):
    data = b"the bag had number 0042 " * 100
    store.add(data)
    (path,) = store.folder.iterdir()
    assert b"0042" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_file_opens_with_hkdf_and_aes_gcm_alone(store):
    data = pattern(CHUNK + 3)
    sealed = (store.folder / store.add(data).digest).read_bytes()
    assert sealed.startswith(MAGIC)
    salt, body = sealed[len(MAGIC) : len(MAGIC) + 16], sealed[len(MAGIC) + 16 :]
    cipher = AESGCM(HKDF(SHA256(), 32, salt, b"keyroom evidence").derive(KEY.reveal()))
    first = cipher.decrypt(bytes(11) + b"\x00", body[: CHUNK + 16], None)
    last = cipher.decrypt(bytes(10) + b"\x01\x01", body[CHUNK + 16 :], None)
    assert first + last == data


def test_the_same_thing_twice_is_one_file(store):
    assert store.add(b"minutes") == store.add(b"minutes")
    assert len(list(store.folder.iterdir())) == 1


def test_keeping_it_again_mends_a_damaged_file(store):
    digest = store.add(b"minutes").digest
    (store.folder / digest).write_bytes(b"gone")
    store.add(b"minutes")
    assert store.read(digest) == b"minutes"


def damage_bit(data):
    data[len(data) // 2] ^= 1
    return data


@pytest.mark.parametrize(
    "damage",
    [
        damage_bit,
        lambda data: data[:-1],
        lambda data: data + b"\x00",
        lambda data: data[: len(MAGIC) + 16 + CHUNK + 16],
        lambda data: data[: len(MAGIC) + 16 + 2 * (CHUNK + 16)],
        lambda data: data[:10],
        lambda data: data[:0],
        lambda data: b"keyroom evidence 9\n" + data[len(MAGIC) :],
        lambda data: (
            data[: len(MAGIC) + 16]
            + data[len(MAGIC) + 16 + CHUNK + 16 : len(MAGIC) + 16 + 2 * (CHUNK + 16)]
            + data[len(MAGIC) + 16 : len(MAGIC) + 16 + CHUNK + 16]
            + data[len(MAGIC) + 16 + 2 * (CHUNK + 16) :]
        ),
    ],
    ids=[
        "a bit",
        "a byte cut",
        "a byte added",
        "cut after a chunk",
        "cut after two chunks",
        "only a beginning",
        "empty",
        "another magic",
        "chunks swapped",
    ],
)
def test_damaged_evidence_is_named(store, damage):
    digest = store.add(pattern(2 * CHUNK + 5)).digest
    path = store.folder / digest
    path.write_bytes(damage(bytearray(path.read_bytes())))
    with pytest.raises(Unverified, match=f"{digest} is damaged"):
        store.read(digest)


def test_evidence_under_another_name_is_named(store):
    one, other = store.add(b"one").digest, store.add(b"other").digest
    (store.folder / one).replace(store.folder / other)
    with pytest.raises(Unverified, match=other):
        store.read(other)


def test_evidence_that_is_missing_is_named(store):
    digest = "0" * 64
    assert digest not in store
    with pytest.raises(Unusable, match=f"{digest} is not in"):
        store.read(digest)


@pytest.mark.parametrize("name", ["", "../workspace.toml", "A" * 64, "0" * 63])
def test_a_name_that_is_no_digest_is_never_opened(store, name):
    assert name not in store
    with pytest.raises(Misuse):
        store.read(name)


def test_a_file_is_kept_by_its_path(store, tmp_path):
    (tmp_path / "letter.txt").write_bytes(b"dear")
    kept = store.add_file(tmp_path / "letter.txt")
    assert store.read(kept.digest) == b"dear"
    assert store.digests() == [kept.digest]
    assert kept.digest in store


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda path: path.unlink(), "vanished while it was read"),
        (lambda path: path.write_bytes(b"something else"), "changed while it was read"),
        (lambda path: path.with_name("new").replace(path), "changed while it was read"),
    ],
    ids=["removed", "rewritten", "replaced"],
)
def test_a_file_that_does_not_stay_while_it_is_read_is_not_kept(tmp_path, change, sentence):
    path = tmp_path / "letter.txt"
    path.write_bytes(b"dear")
    path.with_name("new").write_bytes(b"dear")

    class ChangingEntropy:
        """Asked for the salt when the file is open already."""

        def __init__(self):
            self.calls = 0

        def take(self, count):
            self.calls += 1
            if self.calls == 2:
                change(path)
            return bytes(count)

    folder = tmp_path / "evidence"
    folder.mkdir()
    store = EvidenceStore(folder, KEY, ChangingEntropy())
    with pytest.raises(Unusable, match=sentence):
        store.add_file(path)
    assert not list(folder.iterdir())


def test_a_file_that_is_not_there_says_so(store, tmp_path):
    with pytest.raises(Unusable, match=r"letter\.txt can't be attached: it isn't there"):
        store.add_file(tmp_path / "letter.txt")


def test_what_is_no_ordinary_file_is_not_waited_for(store, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(Unusable, match="not an ordinary file"):
            store.add_file(path)


def test_a_large_file_takes_constant_memory(store, tmp_path):
    size = 40 * CHUNK
    with (tmp_path / "large").open("wb") as file:
        file.truncate(size)
    tracemalloc.start()
    digest = store.add_file(tmp_path / "large").digest
    assert store.check(digest).size == size
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * CHUNK


def test_a_copy_goes_out_whole(store, tmp_path):
    data = pattern(CHUNK + 1)
    kept = store.add(data)
    assert store.copy_out(kept.digest, tmp_path / "out.bin") == kept
    assert (tmp_path / "out.bin").read_bytes() == data


def test_a_copy_never_goes_over_a_file(store, tmp_path):
    (tmp_path / "out.bin").write_bytes(b"here before")
    with pytest.raises(Unusable, match="exists already"):
        store.copy_out(store.add(b"x").digest, tmp_path / "out.bin")
    assert (tmp_path / "out.bin").read_bytes() == b"here before"


def test_damaged_evidence_leaves_no_copy(store, tmp_path):
    digest = store.add(pattern(2 * CHUNK)).digest
    path = store.folder / digest
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Unverified):
        store.copy_out(digest, tmp_path / "out.bin")
    assert [left.name for left in tmp_path.iterdir()] == ["evidence"]


def test_who_only_reads_keeps_nothing(tmp_path, entropy):
    store = EvidenceStore(tmp_path, KEY, entropy, "It was opened to read only, as asked.")
    with pytest.raises(Unusable, match="The evidence can't be kept: It was opened to read only"):
        store.add(b"x")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_keeps_what_was_there_and_says_so(store):
    store.add(b"before")
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
        try:
            store.add(pattern(9000))
        except Stopped as said:
            os._exit(3 if "the disk is full" in str(said) else 4)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert store.digests() == [hashlib.sha256(b"before").hexdigest()]
    assert len(list(store.folder.iterdir())) == 1
