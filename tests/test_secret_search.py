"""The search for secrets finds what is planted: in every form, in every place."""

import base64
import gzip
import io
import subprocess
import sys
import zlib

import pytest
from reportlab.pdfgen.canvas import Canvas
from shamir_mnemonic.wordlist import WORDLIST
from sqlcipher3 import dbapi2

from tests.secret_places import (
    after_terminal,
    arguments_watched,
    in_database,
    in_files,
    in_memory,
    in_terminal,
)
from tests.secret_search import found_in, key, share, text

INDEXES = [(at * 379 + 17) % 1024 for at in range(33)]
WORDS = [WORDLIST[at] for at in INDEXES]
SECRET = WORDS[4:]
"""What is secret of a share: the words before say its set, number and threshold."""
KEY = bytes(range(3, 250, 8)) + b"\xff"
PIN = "otter-4829-Ŵyn"
WANTED = (share("share 3", " ".join(WORDS)), text("PIN", PIN), key("key", KEY))
BEFORE, AFTER = b"nothing to see here: ", b" and the rest"

SHARE_FORMS = {
    "words": " ".join(WORDS),
    "a few of them": " ".join(SECRET[5:8]),
    "capitals": " ".join(SECRET).upper(),
    "lines": "\n".join(SECRET[9:15]),
    "numbered": "  ".join(f"{at:2} {word}" for at, word in enumerate(SECRET[:8], 5)),
    "columns": "\n".join(f"{SECRET[at]:10}{SECRET[at + 9]:10}{SECRET[at + 18]:10}" for at in range(9)),
    "prefixes": " ".join(word[:4] for word in SECRET[3:7]),
    "prefixes without spaces": "".join(word[:4] for word in SECRET[3:7]),
    "as JSON": "[" + ", ".join(f'"{word}"' for word in SECRET) + "]",
    "numbers": "".join(f"{at:04}" for at in INDEXES),
    "numbers from 1": " ".join(f"{at + 1:04}" for at in INDEXES[6:12]),
}
BYTES_FORMS = {
    "raw": lambda value: value,
    "hex": lambda value: value.hex().encode(),
    "HEX": lambda value: value.hex().upper().encode(),
    "hex with colons": lambda value: value.hex(":").encode(),
    "base64": base64.b64encode,
    "base64, one in": lambda value: base64.b64encode(b"x" + value + b"yz"),
    "base64, two in": lambda value: base64.b64encode(b"xx" + value + b"y"),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(b"x" + value),
    "as Python prints it": lambda value: repr(value).encode(),
    "as a list": lambda value: str(list(value)).encode(),
}
TEXT_FORMS = {
    "UTF-8": PIN.encode(),
    "UTF-16": PIN.encode("utf-16"),
    "UTF-16, big end first": PIN.encode("utf-16-be"),
    "UTF-16, in base64": base64.b64encode(PIN.encode("utf-16-le")),
    "escaped": ascii(PIN).encode(),
}


def names(found):
    return {one.split(":")[-1].strip().split(" (")[0].split(",")[0] for one in found}


@pytest.mark.parametrize("form", SHARE_FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_share_is_found_in_every_form_and_encoding(form, encoding):
    data = BEFORE + SHARE_FORMS[form].encode(encoding) + AFTER
    assert names(found_in(data, WANTED)) == {"share 3"}


@pytest.mark.parametrize("form", BYTES_FORMS)
def test_a_key_is_found_in_every_form(form):
    assert names(found_in(BEFORE + BYTES_FORMS[form](KEY) + AFTER, WANTED)) == {"key"}


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_a_pin_is_found_in_every_form(form):
    assert names(found_in(BEFORE + TEXT_FORMS[form] + AFTER, WANTED)) == {"PIN"}


def test_what_a_share_says_openly_is_not_taken_for_it():
    assert found_in(" ".join(WORDS[:4]).encode(), WANTED) == []


def test_the_list_of_all_words_is_not_taken_for_a_share():
    assert found_in("\n".join(WORDLIST).encode(), WANTED) == []


@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress, lambda data: zlib.compress(zlib.compress(data))])
def test_what_is_compressed_is_looked_into(pack):
    data = BEFORE + " ".join(WORDS).encode() + KEY
    assert names(found_in(pack(data), WANTED)) == {"share 3", "key"}


def pdf(*lines):
    """A page as reportlab writes it: streams deflated and in ASCII 85."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1)
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 14 * number, line)
    canvas.save()
    return out.getvalue()


def test_a_share_is_found_on_the_page_of_a_pdf_though_its_streams_are_deflated():
    page = pdf("Share 3 of 5", " ".join(SECRET[:12]))
    assert SECRET[0].encode() not in page
    assert names(found_in(page, WANTED)) == {"share 3"}


def test_a_secret_planted_in_a_file_and_in_a_files_name_is_found(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.log").write_bytes(b"x" * 5000 + KEY)
    (tmp_path / "-".join(SECRET[:5])).touch()
    assert names(in_files(tmp_path, WANTED)) == {"key", "share 3"}
    assert in_files(tmp_path / "inner", WANTED, but=[tmp_path / "inner" / "a.log"]) == []


def test_a_secret_planted_in_a_databases_write_ahead_log_is_found_when_it_is_opened(tmp_path):
    path = tmp_path / "keyroom.db"
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE entry (leaf BLOB, note TEXT)")
    connection.execute("INSERT INTO entry VALUES (?, ?)", (" ".join(WORDS).encode(), f"the PIN is {PIN}"))
    assert path.with_name("keyroom.db-wal").stat().st_size > 0
    assert in_files(tmp_path, WANTED) == []  # it is encrypted
    assert names(in_database(path, KEY, WANTED)) == {"share 3", "PIN"}
    connection.close()


def test_a_secret_planted_in_an_argument_is_found():
    with arguments_watched() as watch:
        program = [sys.executable, "-c", "import sys; sys.stdin.read()", "--words", " ".join(SECRET[:6])]
        process = subprocess.Popen(program, stdin=subprocess.PIPE)
        watch.look()
        process.communicate()
    assert names(watch.found(WANTED)) == {"share 3"}


def test_a_secret_planted_in_a_terminal_is_found_also_when_it_went_off_the_screen():
    capture = ("\r\n".join(SECRET[:6]) + "\r\n" + "later\r\n" * 200).encode()
    assert names(in_terminal(capture, WANTED, lines=24)) == {"share 3"}
    assert names(found_in(after_terminal(capture, lines=24), WANTED)) == {"share 3"}


def test_a_secret_put_together_by_moving_the_cursor_is_found():
    capture = b"\x1b[2J" + b"".join(
        f"\x1b[5;{1 + 10 * at}H{word[:3]}\x1b[5;{4 + 10 * at}H{word[3:]}".encode() for at, word in enumerate(SECRET[:6])
    )
    assert found_in(capture, WANTED) == []
    assert names(in_terminal(capture, WANTED)) == {"share 3"}


HOLDING = """
import sys
held = sys.stdin.buffer.readline()
print("held", flush=True)
sys.stdin.buffer.readline()
del held
"""


@pytest.mark.parametrize(
    ("planted", "name"),
    [(" ".join(WORDS).encode(), "share 3"), (KEY.hex().encode(), "key"), (PIN.encode("utf-16-le"), "PIN")],
    ids=["words", "hex", "UTF-16"],
)
def test_a_secret_planted_in_the_memory_of_a_process_is_found(planted, name):
    with subprocess.Popen([sys.executable, "-c", HOLDING], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdin.write(b"x" + planted + b"\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"held\n"
        assert names(in_memory(process.pid, WANTED)) == {name}
        process.stdin.close()
