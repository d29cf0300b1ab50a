"""The proof that one entry stands in the record, for somebody who has nothing else of it (C2SP tlog-proof).

The leaf travels as the proof's ``extra``. A reader may not trust it as such; here it is hashed, and the hash is what
the proof is about.
"""

import base64
import binascii
import re

import msgspec
from sqlcipher3 import dbapi2

from ceremonies.errors import Unusable, Unverified
from ceremonies.ledger.checkpoint import Checkpoint, parse_checkpoint
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.note import Verifier, open_note
from ceremonies.ledger.rows import ENTRIES, Unreadable, read_rows, to_text
from ceremonies.ledger.tree import inclusion_proof, leaf_hash, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63
"""The longest path in a tree whose size fits 63 bits."""

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})")


class Proven(msgspec.Struct, frozen=True):
    """What a proof that holds says.

    Attributes:
        entry: the entry.
        leaf: its bytes.
        checkpoint: the signed head of the tree that it stands in.
    """

    entry: Entry
    leaf: bytes
    checkpoint: Checkpoint


def prove_entry(connection: dbapi2.Connection, seq: int) -> str:
    """The proof of entry ``seq`` under the newest checkpoint.

    Raises:
        Unusable: no such entry.
        Unverified: the database can't be read.
    """
    hashes: list[bytes] = []
    leaf, newest = b"", None
    try:
        for number, data, note in read_rows(connection, ENTRIES):
            if number != len(hashes) or not isinstance(data, bytes):
                raise Unverified(f"Entry {len(hashes)} is missing or damaged. Run keyroom ledger verify.")
            leaf = data if number == seq else leaf
            newest = to_text(note)
            hashes.append(leaf_hash(data))
    except Unreadable as error:
        raise Unverified(f"The database can't be read: {error}. Run keyroom ledger verify.") from error
    if not 0 <= seq < len(hashes) or newest is None:
        raise Unusable(f"The record has no entry {seq}: it has {len(hashes)}, counted from 0.")
    path = [base64.b64encode(each).decode("ascii") for each in inclusion_proof(hashes, seq)]
    extra = base64.b64encode(leaf).decode("ascii")
    return "\n".join([HEADER, f"extra {extra}", f"index {seq}", *path, "", newest])


def check_proof(text: str, log: Verifier) -> Proven:
    """Check a proof against the log's key.

    Raises:
        Unverified: it doesn't hold, or is no proof.
    """
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 3 or lines[0] != HEADER or not lines[1].startswith("extra "):  # noqa: PLR2004
        raise Unverified("This is not a proof of an entry: it should begin with its kind, the entry and its number.")
    index = _INDEX.fullmatch(lines[2])
    if not index or len(lines) > 3 + MAX_HASHES:
        raise Unverified("This is not a proof of an entry: its number or its path is malformed.")
    try:
        leaf = _from_base64(lines[1].removeprefix("extra "))
        path = [_from_base64(line) for line in lines[3:]]
        checkpoint = parse_checkpoint(open_note(note, [log]))
    except Unusable as error:
        raise Unverified(f"This proof doesn't hold: {error}") from error
    if checkpoint.origin != log.name:
        raise Unverified(f"This proof is about another log, {checkpoint.origin!a}.")
    seq = int(index[1])
    verify_inclusion(seq, checkpoint.size, leaf_hash(leaf), path, checkpoint.root)
    entry = Entry.from_leaf(leaf)
    if entry.seq != seq:
        raise Unverified(f"The proof is for entry {seq}, and the entry says that it is {entry.seq}.")
    return Proven(entry, leaf, checkpoint)


def _from_base64(text: str) -> bytes:
    """Decode standard base64, in its one spelling."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Unusable("it holds something that should be base64 and isn't.") from error
    if base64.b64encode(raw).decode("ascii") != text:
        raise Unusable("it holds base64 with stray bits at its end.")
    return raw
