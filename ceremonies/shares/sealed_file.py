"""A share in a file, sealed under its custodian's passphrase: Argon2id and AES-256-GCM.

The file is JSON. What is not secret stands in clear, so that a person sees which file it is, and is bound to the seal.
The words' numbers are sealed, not the words: files of all shares are of one length, which tells nothing.
"""

import msgspec

from ceremonies.errors import Unusable, WrongPassphrase
from ceremonies.ports import Entropy
from ceremonies.sealing import Cost, Lock, lock, unlock
from ceremonies.secret import Secret
from ceremonies.shares.parse import parse_share
from ceremonies.shares.share import set_name
from ceremonies.shares.words import numbers, words_from_numbers

FORMAT = "keyroom sealed share 1"
FILE_COST = Cost(memory_kib=128 * 1024, passes=3)
"""What a try costs: half a second. The file may be copied, and tried at leisure."""
LARGEST = 4096
"""Bytes of such a file, at most."""


class SealedShare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the file.

    Attributes:
        format: ``FORMAT``.
        key: the label of the key, such as REC-0001.
        set: the set's number.
        number: the share's number, from 1.
        sealed: the words' numbers, sealed.
    """

    format: str
    key: str
    set: int
    number: int
    sealed: Lock

    @property
    def label(self) -> bytes:
        """What the seal is bound to."""
        return msgspec.json.encode([self.format, self.key, self.set, self.number])


def sealed_file(words: Secret, passphrase: Secret, *, key: str, entropy: Entropy, cost: Cost = FILE_COST) -> bytes:
    """The file that holds the share ``words`` of the key labelled ``key``.

    Raises:
        ShareRefused: the words are no share.
        Unusable: the passphrase is empty.
    """
    share = parse_share(words)
    if not passphrase:
        raise Unusable("A share isn't sealed under an empty passphrase. Choose one of several words.")
    label = msgspec.json.encode([FORMAT, key, share.identifier, share.number])
    sealed = lock(passphrase, numbers(share.words), label, cost, entropy)
    held = SealedShare(FORMAT, key, share.identifier, share.number, sealed)
    return msgspec.json.format(msgspec.json.encode(held), indent=2) + b"\n"


def read_sealed_file(data: bytes) -> SealedShare:
    """What a file says of itself before it is opened.

    Raises:
        Unusable: it holds no sealed share, or was cut short.
    """
    if len(data) > LARGEST:
        raise Unusable("The file is too large to be a sealed share. Choose the file that the custodian was given.")
    try:
        held = msgspec.json.decode(data, type=SealedShare)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unusable("The file holds no sealed share, or was damaged. Choose another, or its copy.") from None
    if held.format != FORMAT:
        raise Unusable("The file holds a sealed share of another version of this program. Open it with that one.")
    return held


def open_sealed_file(data: bytes, passphrase: Secret) -> Secret:
    """The words in such a file.

    Raises:
        Unusable: it holds no sealed share.
        WrongPassphrase: it was sealed under another passphrase, or something in it was changed.
    """
    held = read_sealed_file(data)
    try:
        return words_from_numbers(unlock(held.sealed, passphrase, held.label))
    except WrongPassphrase:
        raise WrongPassphrase(
            f"Share {held.number} of set {set_name(held.set)} was sealed under another passphrase, or its file was"
            " changed. Try again, or bring the copy."
        ) from None
