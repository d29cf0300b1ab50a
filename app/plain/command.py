r"""A command line: a name or a number, then answers written as ``name=value`` and separated by `` ; ``.

::

    tick a
    tick item=b ; answer=does not apply ; reason=No other supplier is affected.
    done ;

The first answer may leave its name out; it then answers the act's first field. A lone semicolon takes every default.
No quotes are needed. In a value ``\n`` is a new line, ``\t`` a tab, ``\;`` a semicolon that separates nothing, ``\\`` a
backslash.
"""

import re

import msgspec

from ceremonies.errors import Unusable

_SEPARATOR = re.compile(r"(?:^|\s+);(?:\s+|$)")
_PAIR = re.compile(r"([a-z_]+)\s*=\s*(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_MEANS = {"n": "\n", "t": "\t", "\\": "\\", ";": ";"}
_SHOWN = 60
"""Characters of somebody's own words that a sentence repeats."""


class Command(msgspec.Struct, frozen=True):
    """One command.

    Attributes:
        name: its first word.
        rest: everything after it, as typed.
    """

    name: str
    rest: str


def parse_command(line: str) -> Command:
    """The name and the rest of a line that isn't empty."""
    name, _, rest = line.strip().partition(" ")
    return Command(name, rest.strip())


def parse_answers(rest: str, fields: tuple[str, ...]) -> dict[str, str] | None:
    """The answers in ``rest`` by field name, as text; None when there are none and every field is to be asked for.

    Args:
        rest: what follows the name.
        fields: the names of the fields, in their order.

    Raises:
        Unusable: a part without a name, an unknown name, one that comes twice, or an unknown escape.
    """
    if not rest:
        return None
    answers: dict[str, str] = {}
    for place, part in enumerate(one for one in _SEPARATOR.split(rest) if one):
        name, value = _named(part, place, fields)
        if name in answers:
            raise Unusable(f"{name} is answered twice. Give it once.")
        answers[name] = unescape(value.strip())
    return answers


def _named(part: str, place: int, fields: tuple[str, ...]) -> tuple[str, str]:
    """The field a part answers, and its value."""
    pair = _PAIR.fullmatch(part)
    if pair and pair[1] in fields:
        return pair[1], pair[2]
    if place == 0 and fields and not pair:
        return fields[0], part
    known = ", ".join(fields) or "none"
    raise Unusable(f"{short(part)!r} answers no field. Write name=value, with ` ; ` between; the names are: {known}.")


def unescape(text: str) -> str:
    r"""``text`` with ``\n``, ``\t``, ``\;`` and ``\\`` replaced by what they stand for.

    Raises:
        Unusable: another character follows a backslash.
    """
    return _ESCAPE.sub(_meant, text)


def _meant(escape: re.Match[str]) -> str:
    if escape[1] not in _MEANS:
        raise Unusable(rf"\{short(escape[1])} stands for nothing. Write \n, \t, \; or \\.")
    return _MEANS[escape[1]]


def short(text: str) -> str:
    """The beginning of somebody's own words, for a sentence."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
