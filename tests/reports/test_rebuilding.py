"""What the page says is typed, word for word, and a key comes out; nothing of this program takes part."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ceremonies.secret import Secret
from ceremonies.shares.split import split
from ceremonies.shares.words import numbers
from reports.rebuilding import PROGRAM, STEPS, instructions_pdf
from tests.fakes import FixedEntropy
from tests.reports.reading import pages_of

ROOT = Path(__file__).parents[2]
MADE_AT = "2026-03-02T09:30:00.000000Z"
NO_SUCH_PACKAGE = """
import sys
class Refuse:
    def find_spec(self, name, *rest):
        if name.split(".")[0] in ("app", "ceremonies", "reports"):
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
"""

ON_A_TOKEN = """
import sys
from pathlib import Path
from app.strongroom.tokens.pkcs11_token import Pkcs11Tokens
from ceremonies.secret import Secret

module, folder, value = sys.argv[1], Path(sys.argv[2]), Secret(bytes.fromhex(sys.argv[3]))
store = Pkcs11Tokens(module)
(token,) = [one for one in store.tokens() if one.label == "ceremony"]
with store.open(token.label, token.serial, Secret("1234")) as session:
    key = session.generate_ec("REC-0001", session=True, extractable=True)
    wrapping, _ = session.import_wrapping_key("wrapping", value)
    (folder / "key.blob").write_bytes(session.wrap(wrapping, key))
    (folder / "made.der").write_bytes(session.public_key(key))
"""
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"


def typed():
    """The lines that the page gives to type, read off the page, and split into the program and what follows it."""
    (page,) = pages_of(instructions_pdf(MADE_AT))
    wanted = {line for step in STEPS for line in step.typed}
    lines = [line.strip() for line in page.split("\n") if line.strip() in wanted]
    assert len(lines) == len(wanted)
    begins, ends = lines.index(PROGRAM[0]), lines.index(PROGRAM[-1])
    return lines[begins : ends + 1], lines[ends + 1 :]


def sitting(tmp_path, secret_bytes, *, padding, with_public):
    """A key that was split two of three: its blob, its shares and its public key."""
    key = ec.generate_private_key(ec.SECP256R1())
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    if not with_public:  # as some tokens write it
        der = without_public(key)
    wrapping = Secret(secrets.token_bytes(secret_bytes))
    (tmp_path / "key.blob").write_bytes(keywrap.aes_key_wrap_with_padding(wrapping.reveal(), der + bytes(padding)))
    (tmp_path / "decided.txt").write_text("what was decided\n")
    made = split(wrapping, 2, 3, taken_identifiers=(), entropy=FixedEntropy("rebuilding"))
    return key, made


def without_public(key):
    """The PKCS#8 form without the public key, whose length stands in a single byte."""
    number = key.private_numbers().private_value.to_bytes(32, "big")
    inner = bytes.fromhex("3025020101 0420") + number
    body = bytes.fromhex("020100 301306072a8648ce3d020106082a8648ce3d030107 0427") + inner
    return bytes([0x30, len(body)]) + body


def shell(line, folder, entered=""):
    """One line at a shell that knows nothing of this program, without a terminal."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(folder / "refusing"),
        "HOME": str(folder),
    }
    done = subprocess.run(
        ["sh", "-c", line],
        input=entered,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def carry_out(folder, cards):
    """Type the whole page; what the lines print."""
    (folder / "refusing").mkdir()
    (folder / "refusing" / "sitecustomize.py").write_text(NO_SUCH_PACKAGE)
    program, commands = typed()
    (folder / "rebuild.py").write_text("\n".join(program) + "\n")
    said = ""
    for line in commands:
        filled = line.replace("BLOB M", f"key.blob {len(cards)}").replace("FILE", "decided.txt")
        said += shell(filled, folder, "".join(f"{card.reveal_text()}\n" for card in cards))
    return said


@pytest.mark.rule("WRAP-PORTABLE")
@pytest.mark.parametrize(
    ("secret_bytes", "padding", "with_public"),
    [(32, 0, True), (32, 7, True), (16, 8, False)],
    ids=["as it is", "with zeros after it, as a token pads it", "AES-128, without its public key"],
)
def test_cards_blob_and_page_rebuild_a_key_that_signs(tmp_path, secret_bytes, padding, with_public):
    key, made = sitting(tmp_path, secret_bytes, padding=padding, with_public=with_public)
    said = carry_out(tmp_path, (made.words[2], made.words[0]))
    assert "Verified OK" in said
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert (tmp_path / "public.der").read_bytes() == public
    assert not (tmp_path / "key.pem").exists()


@pytest.mark.rule("WRAP-PORTABLE")
def test_a_key_that_a_token_wrapped_is_rebuilt_too(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path / 'store'}\nlog.level = ERROR\n")
    (tmp_path / "decided.txt").write_text("what was decided\n")
    wrapping = Secret(secrets.token_bytes(32))
    make = ["softhsm2-util", "--init-token", "--free", "--label", "ceremony", "--pin", "1234", "--so-pin", "5678"]
    use = [sys.executable, "-c", ON_A_TOKEN, SOFTHSM, str(tmp_path), wrapping.reveal().hex()]
    for command in (make, use):
        environment = os.environ | {"SOFTHSM2_CONF": str(tmp_path / "softhsm.conf")}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    made = split(wrapping, 2, 3, taken_identifiers=(), entropy=FixedEntropy("token"))
    assert "Verified OK" in carry_out(tmp_path, made.words[1:])
    assert (tmp_path / "public.der").read_bytes() == (tmp_path / "made.der").read_bytes()


def test_scanned_codes_do_as_well_as_words(tmp_path):
    _, made = sitting(tmp_path, 32, padding=0, with_public=True)
    assert "Verified OK" in carry_out(tmp_path, (numbers(made.words[1]), made.words[2]))


def test_the_program_can_be_typed_from_paper():
    assert all(line == line.strip() and line.isascii() for line in PROGRAM)


def test_it_is_one_page_marked_where_it_is_practice():
    assert len(pages_of(instructions_pdf(MADE_AT, "REHEARSAL"))) == 1
    assert "REHEARSAL" in pages_of(instructions_pdf(MADE_AT, "REHEARSAL"))[0]
    assert instructions_pdf(MADE_AT) == instructions_pdf(MADE_AT)
