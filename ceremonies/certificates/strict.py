"""What every reader here does alike: no input ends in anything but a sentence, and only DER is read."""

from collections.abc import Iterator
from contextlib import contextmanager

from ceremonies.errors import KeyroomError, Unusable

LONGEST_SHOWN = 200
"""Characters of a text from outside that are shown."""

_LONG_LENGTH = 0x80
"""Added to the number of octets that a longer length has."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn whatever a library raises at damaged bytes into a sentence about ``what``.

    Raises:
        Unusable: ``what`` can't be read.
    """
    try:
        yield
    except KeyroomError:
        raise
    except Exception as error:  # noqa: BLE001 - a library's readers raise nearly anything at damaged bytes
        raise Unusable(f"{what} can't be read ({type(error).__name__}). Ask for it again.") from None


def check_der(same: bool, what: str) -> None:
    """Nothing, if the bytes are ``same`` as those that DER has for their value.

    Raises:
        Unusable: they are another encoding, or something follows them.
    """
    if not same:
        raise Unusable(f"{what} isn't in DER: the same value has other bytes there. Ask for it again.")


def plain(text: str) -> str:
    """A text from outside as it may be shown: one line, no control characters, not for ever."""
    if len(text) > LONGEST_SHOWN:
        text = f"{text[:LONGEST_SHOWN]} ..."
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def check_size(der: bytes, most: int, what: str) -> None:
    """Nothing, if there is something and not more than it can be.

    Raises:
        Unusable: empty or too large.
    """
    if not der:
        raise Unusable(f"{what} is empty. Ask for it again.")
    if len(der) > most:
        raise Unusable(f"{what} has {len(der):,} bytes; none has more than {most:,}. It must be something else.")


def contents_of(der: bytes) -> bytes:
    """What follows the tag and length of a SEQUENCE, to tell kinds apart by; nothing where there is none."""
    if len(der) < 2 or der[0] != 0x30:  # noqa: PLR2004 - a SEQUENCE and its length
        return b""
    more = der[1] - _LONG_LENGTH if der[1] > _LONG_LENGTH else 0
    return der[2 + more :]
