"""A checkpoint: which log, how many entries, which root (C2SP tlog-checkpoint)."""

import base64
import binascii
import re

import msgspec

from ceremonies.errors import Unusable
from ceremonies.ledger.tree import HASH_SIZE

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


class Checkpoint(msgspec.Struct, frozen=True):
    """The head of a log.

    Attributes:
        origin: the log's name.
        size: number of entries.
        root: the tree's root hash, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The note text that is signed, three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text says.

    Extension lines are refused: this log writes none, and nobody could audit them.

    Raises:
        Unusable: not a checkpoint's three lines.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004 - three lines and the end
        raise Unusable("This is not a checkpoint: it should be the log's name, a size and a root, a line each.")
    try:
        root = base64.b64decode(lines[2].encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Unusable("This checkpoint's root is not base64.") from error
    found = Checkpoint(lines[0], int(lines[1]), root)
    if len(root) != HASH_SIZE or found.text() != text:
        raise Unusable("This checkpoint's root is not 32 bytes in base64.")
    return found
