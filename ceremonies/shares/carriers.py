"""What a share lies on, and what it is called there.

A token holds the words as a private object behind its PIN; a card shows them; a sealed file has them under a
passphrase. Production's carrier is the token (rule CUSTODY).
"""

from typing import Literal

from ceremonies.shares.share import set_name

Carrier = Literal["token", "card", "file"]


def share_label(key: str, identifier: int, index: int) -> str:
    """What a share's object on a token is called: the key, the set and the share's number, in printable ASCII."""
    return f"{key} set {set_name(identifier)} share {index + 1}"


def file_name(key: str, identifier: int, index: int) -> str:
    """What a share's sealed file is called."""
    return f"{key}-{set_name(identifier)}-share-{index + 1:02d}.sealed"
