"""One share as it was typed, scanned or read, to a checked value.

No message repeats what was typed, and no function that raises holds it in a variable: a traceback may show variables.

Source: SLIP-0039, Format of the share mnemonic; Checksum (RS1024).
"""

from collections.abc import Mapping
from types import MappingProxyType

from shamir_mnemonic.share import Share as Decoded
from shamir_mnemonic.utils import MnemonicError

from ceremonies.errors import ShareRefused
from ceremonies.secret import Secret
from ceremonies.shares.limits import WORDS_OF
from ceremonies.shares.share import SetParameters, Share
from ceremonies.shares.words import counted, is_word, words_from_numbers

MOST_WORDS = 59
"""Words of a share of the longest secret that any software makes: 512 bits."""

_CHECKSUM = (
    "Every word is in the list, but the checksum doesn't fit: at least one is another word, or two changed places."
    " Compare them with the card, one by one."
)
_FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "checksum": _CHECKSUM,
        "padding": "The checksum fits, but bits that must be empty aren't: no software should have made this share.",
        "Group threshold": (
            "The checksum fits, but the share asks for more groups than there are: no software should have made it."
        ),
    }
)
"""By what the library says, what is said to a person; the library repeats words."""


def parse_share(typed: Secret, *, expected_words: int | None = None) -> Share:
    """The share that ``typed`` is: words, or the numbers of words, with any spaces between.

    Args:
        typed: what was entered.
        expected_words: how many words a share of the set has, where that is known.

    Raises:
        ShareRefused: mistyped: words are missing or too many, some aren't in the list, or the checksum doesn't fit.
    """
    words = _words(typed)
    _check_length(len(_split(words)), expected_words)
    decoded = _decode(words)
    if isinstance(decoded, str):
        raise ShareRefused("mistyped", decoded)
    return Share(
        parameters=SetParameters(
            identifier=decoded.identifier,
            extendable=decoded.extendable,
            iteration_exponent=decoded.iteration_exponent,
            group_threshold=decoded.group_threshold,
            group_count=decoded.group_count,
        ),
        group=decoded.group_index,
        threshold=decoded.member_threshold,
        index=decoded.index,
        value=Secret(decoded.value),
        words=words,
    )


def _words(typed: Secret) -> Secret:
    """The words in small letters with single spaces, each of them in the list.

    Raises:
        ShareRefused: mistyped.
    """
    if _are_numbers(typed):
        return words_from_numbers(typed)
    bad = _not_words(typed)
    if bad:
        are = "is" if len(bad) == 1 else "are"
        raise ShareRefused(
            "mistyped", f"{counted(bad, 'Word')} {are} not in the list of words. Compare with the card.", places=bad
        )
    return Secret(" ".join(_split(typed)))


def _split(typed: Secret) -> list[str]:
    """What was typed, word by word; bytes that are no text make words that are in no list."""
    return typed.reveal().decode(errors="replace").lower().split()


def _are_numbers(typed: Secret) -> bool:
    split = _split(typed)
    return bool(split) and not "".join(split).strip("0123456789")


def _not_words(typed: Secret) -> list[int]:
    """The places of what is no word, from 1; nothing where there are too many words to be a share."""
    split = _split(typed)
    return [place for place, word in enumerate(split, 1) if not is_word(word)] if len(split) <= MOST_WORDS else []


def _check_length(count: int, expected: int | None) -> None:
    """Check the number of words.

    Raises:
        ShareRefused: mistyped.
    """
    if not count:
        raise ShareRefused("mistyped", "Nothing was entered. Enter the words of the share, or their numbers.")
    shortest = min(WORDS_OF.values())
    if expected and count != expected:
        raise ShareRefused("mistyped", _wrong_length(count, expected))
    if count < shortest:
        raise ShareRefused("mistyped", _wrong_length(count, shortest))
    if count > MOST_WORDS:
        raise ShareRefused("mistyped", _wrong_length(count, max(WORDS_OF.values())))


def _wrong_length(count: int, whole: int) -> str:
    if count > whole:
        return f"{count} words were entered, but a share has {whole}. Enter one share at a time, each word once."
    lacking = whole - count
    missing = "one is missing" if lacking == 1 else f"{lacking} are missing"
    return f"{count} of {whole} words were entered: {missing}. Enter the share whole."


def _decode(words: Secret) -> Decoded | str:
    """The share by the library, or the sentence that says why it is none."""
    try:
        return Decoded.from_mnemonic(words.reveal_text())
    except MnemonicError as error:
        said = str(error)
    fault = next((sentence for key, sentence in _FAULTS.items() if key in said), _CHECKSUM)
    count = len(_split(words))
    usual = count in WORDS_OF.values() or fault != _CHECKSUM
    return fault if usual else _wrong_length(count, max(WORDS_OF.values()))
