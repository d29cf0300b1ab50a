"""The words of a share and their numbers.

A word's number is its place in the list of SLIP-0039, from 0000 to 1023, in four digits. A card's QR code holds the
numbers, because digits take the least room; a scanner types them.

A function that raises holds no word in a variable: a traceback may show variables.
"""

from collections.abc import Sequence

from shamir_mnemonic.wordlist import WORD_INDEX_MAP, WORDLIST

from ceremonies.errors import ShareRefused
from ceremonies.secret import Secret

DIGITS = 4
"""Digits of a word's number."""
TELLING = 4
"""Letters that tell any word of the list from every other."""


def is_word(text: str) -> bool:
    """Whether ``text`` is a word of the list, in letters of either size."""
    return text.lower() in WORD_INDEX_MAP


def completions(beginning: str) -> tuple[str, ...]:
    """The words of the list that begin so, in the list's order; none for an empty beginning."""
    small = beginning.lower()
    return tuple(word for word in WORDLIST if small and word.startswith(small))


def in_columns(words: Secret) -> tuple[str, ...]:
    """The words one by one, for a card or a private screen."""
    return tuple(words.reveal_text().split())


def numbers(words: Secret) -> Secret:
    """The words' numbers without spaces, four digits each: what the QR code holds."""
    return Secret("".join(f"{WORD_INDEX_MAP[word]:0{DIGITS}d}" for word in in_columns(words)))


def words_from_numbers(digits: Secret) -> Secret:
    """The words that numbers stand for; spaces between them don't matter.

    Raises:
        ShareRefused: mistyped: digits are missing, or a number is none of a word.
    """
    if not _are_digits(digits):
        raise ShareRefused("mistyped", "The numbers of a share's words are digits and nothing else. Enter them again.")
    count = len(_joined(digits))
    if count % DIGITS:
        raise ShareRefused(
            "mistyped",
            f"{count} digits were entered, but every word has {DIGITS}: some are missing or too many. Enter all again.",
        )
    bad = [number for number, place in enumerate(_places(digits), 1) if place >= len(WORDLIST)]
    if bad:
        raise ShareRefused(
            "mistyped",
            f"{counted(bad, 'Number')} can't be right: a word's number goes from 0000 to {len(WORDLIST) - 1}. Compare"
            " with the card.",
            places=bad,
        )
    return Secret(" ".join(WORDLIST[place] for place in _places(digits)))


def _joined(digits: Secret) -> str:
    return "".join(digits.reveal_text().split())


def _are_digits(digits: Secret) -> bool:
    joined = _joined(digits)
    return joined.isascii() and joined.isdigit()


def _places(digits: Secret) -> list[int]:
    """The numbers, each as the place of a word."""
    joined = _joined(digits)
    return [int(joined[start : start + DIGITS]) for start in range(0, len(joined), DIGITS)]


def counted(places: Sequence[int], what: str) -> str:
    """``Word 7``, or ``Words 7, 12 and 20``."""
    if len(places) == 1:
        return f"{what} {places[0]}"
    return f"{what}s {', '.join(map(str, places[:-1]))} and {places[-1]}"
