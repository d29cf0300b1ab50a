"""Signed heads that come into the room and leave it: a file from somebody's own medium, a file to be taken away."""

import argparse
from pathlib import Path

import msgspec

from ceremonies.errors import KeyroomError, Unusable
from ceremonies.room import Done, Room
from ceremonies.workspace.leaving_head import write_head

LARGEST = 1 << 20
"""Bytes of a head with as many counter-signatures as a note may carry, many times over."""


def read_head(path: Path) -> str:
    """The text of a signed head from somebody's own medium.

    Raises:
        Unusable: it can't be read, is empty, too large, or no text.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        text = data.decode()
    except OSError as error:
        raise Unusable(
            f"The head in {path} can't be read: {error.strerror}. Give the file that was taken away."
        ) from None
    except UnicodeDecodeError:
        raise Unusable(f"{path} is no text in UTF-8, so it is no signed head.") from None
    if len(data) > LARGEST or not text.strip():
        what = "empty" if not text.strip() else "too large to be a signed head"
        raise Unusable(f"{path} is {what}. Give the file that was taken away, or type the paper's text into one.")
    return text


def head_brought(args: argparse.Namespace) -> str:
    """The text of the head that ``--head`` names, for ``Room.open_sitting``; empty when none is named.

    Raises:
        Unusable: the file can't be used.
    """
    path: Path | None = args.head
    return read_head(path) if path is not None else ""


def leave_head(room: Room, done: Done) -> Done:
    """Write the head that leaves the room after a sitting's end or a counter-signature, and say where it lies.

    What was recorded stands even where the file can't be written; then the sentence says so.
    """
    try:
        path = write_head(room.workspace)
    except KeyroomError as error:
        says = f"What was recorded stands, but its head was not written. {error} `keyroom ledger export` writes it too."
    else:
        says = f"The signed head is in {path}. Take it away: it is asked for when the next sitting opens."
        if done.entries:
            says += " When all have counter-signed, write the encrypted copy to a second medium: `keyroom copy DEST`."
    return msgspec.structs.replace(done, said=f"{done.said} {says}".strip())
