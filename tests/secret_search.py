"""Looks for secrets in bytes, in every form in which they could have been written down.

A secret that is bytes or text is looked for raw, in hex, in base64 at each of its three alignments, as Python and JSON
print it, in UTF-8 and UTF-16. A share is looked for as words, as the four letters that tell a word apart, as the words'
numbers, and in any order within a short stretch (a table drawn in columns). What is compressed inside is inflated.
"""

import base64
import gzip
import io
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from functools import cached_property

import msgspec
import pypdf
from shamir_mnemonic.wordlist import WORDLIST

PREFIX = 4
"""Letters that tell a SLIP-39 word apart."""
PUBLIC_WORDS = 4
"""A share begins with words that say its set, its number and its threshold: none of these is secret."""
RUN = 3
"""So many words in a row, or numbers, are a share's."""
FEWEST_SCATTERED, STRETCH = 6, 400
"""So many different words of one share within so many bytes are a share's, in whatever order."""
MOST_SCATTERED = 8_000_000
"""Bytes up to which words in any order are looked for."""
BETWEEN_NUMBERS = ("", " ", "\n", ",", ", ", "  ")
DEEPEST = 2
"""How often what was inflated is looked into again."""
_WORD = re.compile(rb"[a-z]{4,8}")
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_ASCII85 = re.compile(rb"stream\r?\n(.{4,}?~>)", re.DOTALL)


class Wanted(msgspec.Struct, frozen=True, dict=True):
    """One secret: bytes, or a share's words.

    Attributes:
        name: what to call it in a failure. Never what it is.
        value: the bytes; of a text its UTF-8; of a share its words with single spaces.
        is_share: whether it is a share.
    """

    name: str
    value: bytes
    is_share: bool = False

    @cached_property
    def needles(self) -> tuple[bytes, ...]:
        """What stands somewhere exactly as it is. In lower case where capitals don't matter (``lowered``)."""
        return tuple(dict.fromkeys(_needles(self.value)))

    @cached_property
    def lowered(self) -> tuple[bytes, ...]:
        """What stands somewhere in capitals or small letters."""
        return tuple(dict.fromkeys(_lowered(self.value)))

    @cached_property
    def in_memory(self) -> tuple[bytes, ...]:
        """The forms of it that are looked for in memory: raw, base64 and UTF-16; hex is looked for by itself."""
        wide = (self.value.decode().encode("utf-16-le"),) if _as_text(self.value) is not None else ()
        return (self.value, *wide, *list(_in_base64(self.value))[::2])

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Of a share, the words that are secret."""
        return tuple(self.value.decode().split()[PUBLIC_WORDS:]) if self.is_share else ()

    @cached_property
    def runs(self) -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
        """Where a run may begin, and the run: words or their prefixes, whatever stands between them."""
        starts = range(len(self.words) - RUN + 1)
        return tuple((self.words[at][:PREFIX].encode(), _run_of(self.words[at : at + RUN])) for at in starts)

    @cached_property
    def number_runs(self) -> tuple[bytes, ...]:
        """Runs of numbers, four digits each, counted from 0 and from 1, with and without a space."""
        return tuple(run for first in (0, 1) for run in _number_runs(self.words, first))


def share(name: str, words: str) -> Wanted:
    """A share, by its words."""
    return Wanted(name, " ".join(words.split()).encode(), is_share=True)


def text(name: str, value: str) -> Wanted:
    """A PIN or passphrase."""
    return Wanted(name, value.encode())


def key(name: str, value: bytes) -> Wanted:
    """A key's bytes."""
    return Wanted(name, value)


def found_in(data: bytes, wanted: Sequence[Wanted], *, scattered: bool = True) -> list[str]:
    """The names of the secrets that stand in ``data``, each with the form in which it was found.

    Args:
        data: whatever was written, shown or kept.
        wanted: the secrets.
        scattered: look for a share's words in any order too; slow on more than a few megabytes.
    """
    found: dict[str, None] = {}
    for how, view in views(data):
        for name in found_as_it_is(view, wanted, scattered=scattered):
            found[f"{name} ({how})"] = None
    return list(found)


def found_in_memory(data: bytes, wanted: Sequence[Wanted]) -> list[str]:
    """The names of the secrets in a block of memory, which is large: nothing is inflated, and of a share's runs every
    third is looked for, so that more than ``RUN + 2`` words in a row are always found.
    """
    lower, flat = data.lower(), data.replace(b"\0", b"").lower()
    return [one.name for one in wanted if _in_block(data, lower, one) or _share_in_block(lower, flat, one)]


def _in_block(data: bytes, lower: bytes, one: Wanted) -> bool:
    return any(needle in data for needle in one.in_memory) or one.value.hex().encode() in lower


def _share_in_block(lower: bytes, flat: bytes, one: Wanted) -> bool:
    runs, numbers = one.runs[::RUN], one.number_runs[:: RUN * len(BETWEEN_NUMBERS)]
    return any(
        any(_run_in(view, start, run) for start, run in runs) or any(run in view for run in numbers)
        for view in (lower, flat)
    )


def views(data: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The ways to read ``data``: as it is, as UTF-16, and whatever is inflated out of it."""
    yield "as it is", data
    if b"\0" in data:
        yield "UTF-16", data.replace(b"\0", b"")
    if depth < DEEPEST:
        for how, inner in _inner(data):
            for deeper, view in views(inner, depth + 1):
                yield f"{how}, {deeper}", view


def found_as_it_is(data: bytes, wanted: Sequence[Wanted], *, scattered: bool) -> Iterator[str]:
    """The same, not looking into what is compressed and reading ``data`` in one way only."""
    lower = data.lower()
    for one in wanted:
        if any(needle in data for needle in one.needles) or any(needle in lower for needle in one.lowered):
            yield one.name
        if one.is_share and _share_in(lower, one, scattered=scattered and len(data) <= MOST_SCATTERED):
            yield f"{one.name}, words"


def _share_in(lower: bytes, one: Wanted, *, scattered: bool) -> bool:
    return (
        any(_run_in(lower, start, run) for start, run in one.runs)
        or any(run in lower for run in one.number_runs)
        or (scattered and _is_scattered(lower, one))
    )


def _run_in(lower: bytes, start: bytes, run: re.Pattern[bytes]) -> bool:
    at = lower.find(start)
    while at >= 0:
        if run.match(lower, at):
            return True
        at = lower.find(start, at + 1)
    return False


def _run_of(words: Sequence[str]) -> re.Pattern[bytes]:
    """Words or their prefixes, in a row; between them anything but letters, and not much."""
    each = [rf"{word[:PREFIX]}(?:{word[PREFIX:]})?" for word in words]
    return re.compile(r"[^a-z]{0,24}".join(each).encode())


def _number_runs(words: Sequence[str], first: int) -> Iterator[bytes]:
    numbers = [f"{WORDLIST.index(word) + first:04}" for word in words]
    for at in range(len(numbers) - RUN):
        run = numbers[at : at + RUN + 1]
        for between in BETWEEN_NUMBERS:
            yield between.join(run).encode()


def _is_scattered(lower: bytes, one: Wanted) -> bool:
    mine = {word[:PREFIX].encode() for word in one.words}
    recent: list[tuple[int, bytes]] = []
    for found in _WORD.finditer(lower):
        prefix = found[0][:PREFIX]
        if prefix in mine:
            recent = [each for each in recent if each[0] > found.start() - STRETCH]
            recent.append((found.start(), prefix))
            if len({each for _, each in recent}) >= FEWEST_SCATTERED:
                return True
    return False


def _needles(value: bytes) -> Iterator[bytes]:
    yield value
    yield from _in_base64(value)
    yield repr(value)[2:-1].encode()
    yield json.dumps(list(value)).strip("[]").encode()
    yield ",".join(map(str, value)).encode()
    yield str(int.from_bytes(value, "big")).encode()
    if (said := _as_text(value)) is None:
        yield value[::-1]
        return
    for form in ("NFC", "NFD"):
        normal = unicodedata.normalize(form, said)
        yield from (normal.encode(), normal.encode("utf-16-le"), normal.encode("utf-16-be"))
        yield from _in_base64(normal.encode("utf-16-le"))
        yield from (ascii(normal)[1:-1].encode(), json.dumps(normal)[1:-1].encode())


def _lowered(value: bytes) -> Iterator[bytes]:
    for between in ("", " ", ":", "\\x"):
        yield value.hex(between).encode() if len(between) == 1 else between.join(f"{one:02x}" for one in value).encode()


def _in_base64(value: bytes) -> Iterator[bytes]:
    """The middle of the base64 that stands for it wherever it begins in something longer."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + value + bytes(2))
        skipped = (before * 8 + 5) // 6
        kept = (before + len(value)) * 8 // 6
        yield whole[skipped:kept]
        yield whole[skipped:kept].translate(bytes.maketrans(b"+/", b"-_"))


def _as_text(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _inner(data: bytes) -> Iterator[tuple[str, bytes]]:
    for start in _ZLIB.finditer(data):
        yield from (("inflated", inner) for inner in _inflated(data[start.start() :]))
    for stream in _ASCII85.finditer(data):
        yield from (("inflated", inner) for coded in _unarmoured(stream[1]) for inner in _inflated(coded))
    if data[:2] == b"\x1f\x8b":
        yield "unzipped", gzip.decompress(data)
    if b"%PDF-" in data[:1024]:
        yield "text of the pages", _pdf_text(data)


def _inflated(data: bytes) -> Iterator[bytes]:
    try:
        inner = zlib.decompressobj().decompress(data, 64_000_000)
    except zlib.error:
        return
    if len(inner) > PREFIX:
        yield inner


def _unarmoured(data: bytes) -> Iterator[bytes]:
    try:
        yield base64.a85decode(data.rstrip().removesuffix(b"~>").removeprefix(b"<~"))
    except ValueError:
        return


def _pdf_text(data: bytes) -> bytes:
    try:
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        return "\n".join(page.extract_text() for page in pages).encode()
    except pypdf.errors.PyPdfError:
        return b""
