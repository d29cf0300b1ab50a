"""Canonical JSON: the one byte form of a value, so that a digest of it means something (RFC 8785).

Only a subset is spoken: ASCII keys, strings, integers within 2^53, booleans, null, lists and objects. In that subset
a compact encoding with sorted keys *is* RFC 8785: keys in ASCII sort alike by byte and by UTF-16 unit, and without
floating point there is no number to round.
"""

import msgspec

from ceremonies.errors import Misuse, Unusable

MAX_INTEGER = 2**53 - 1
"""Beyond it a reader with IEEE 754 numbers would see another integer (RFC 8785, 3.2.2.3; RFC 7493, 2.2)."""

MAX_DEPTH = 64
"""Levels of lists and objects within each other. Nothing here needs six; a reader's stack is not a place to attack."""

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder()


def to_canonical(value: object) -> bytes:
    """The canonical UTF-8 bytes of ``value``.

    Raises:
        Misuse: a value outside the subset.
    """
    check_subset(value)
    return encode(value)


def encode(value: object) -> bytes:
    """The canonical bytes of a value, or of a struct of such values, that is known to be in the subset.

    Raises:
        Misuse: a string holds half a surrogate pair, which UTF-8 can't carry.
    """
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError as error:
        raise Misuse(f"A text with half a surrogate pair can't be recorded: {error}.") from error


def from_canonical(data: bytes) -> dict[str, object]:
    """The object whose canonical bytes are ``data``.

    Raises:
        Unusable: not JSON, not an object, or not the canonical form of what it says (a key twice, a space, another
            order of keys, another spelling of a character, a floating point number).
    """
    try:
        value = _DECODER.decode(data)
        check_subset(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, Misuse) as error:
        raise Unusable(f"This is not canonical JSON: {error}.") from error
    if not isinstance(value, dict):
        raise Unusable("This is not canonical JSON of an object.")
    if _ENCODER.encode(value) != data:
        raise Unusable("This is JSON, but not in its canonical form (keys twice or unsorted, spaces, or escapes).")
    return value


def check_subset(value: object, depth: int = 0) -> None:
    """Refuse a value that has no place in a record.

    Raises:
        Misuse: a float, bytes, another type, an integer beyond 2^53, a key that isn't ASCII text, or too deep.
    """
    if value is None or isinstance(value, (str, bool)):
        return
    if isinstance(value, int):
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise Misuse(f"An integer beyond 2^53 can't be recorded: {value:.3e}.")
        return
    if depth >= MAX_DEPTH:
        raise Misuse(f"More than {MAX_DEPTH} levels of lists and objects can't be recorded.")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise Misuse(f"A key must be ASCII text: {key!r}.")
            check_subset(inner, depth + 1)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            check_subset(inner, depth + 1)
    else:
        raise Misuse(f"A {type(value).__name__} can't be recorded.")
