"""Reads Parties from a TOML or CSV file: every problem is named with its line and field, and nothing is half-read.

TOML has one ``[[party]]`` table a Party. CSV has a header row with the same field names and one row a Party; a field
that holds several values has them apart by semicolons, and ``responsible_supplier`` says yes or no.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, cast

import msgspec

from ceremonies.errors import Unusable
from ceremonies.parties.party import FIELDS, LIST_FIELDS, Party, PartyRole, clashes, problems_of, shown, tidied

LARGEST_FILE = 5_000_000
"""Bytes. A register of every Party to the Code is a hundredth of it."""

REQUIRED = ("id", "name", "party_roles")
YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False, "": False}
TABLE_LINE = re.compile(r"\s*\[\[\s*party\s*\]\]")
KEY_LINE = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?\s*=""")


class Row(msgspec.Struct):
    """One Party as the file has it: the line it starts on, its fields, and the lines of those that have their own."""

    line: int
    fields: dict[str, Any]
    lines: dict[str, int] = msgspec.field(default_factory=dict)

    def line_of(self, field: str) -> int:
        """The line on which ``field`` stands, or else the Party starts."""
        return self.lines.get(field, self.line)


def load_parties(data: bytes, name: str) -> tuple[Party, ...]:
    """The Parties in the file's bytes; ``name`` tells TOML from CSV by its ending and stands in every problem.

    Raises:
        Unusable: with all problems, one a line, each with line and field.
    """
    if len(data) > LARGEST_FILE:
        raise Unusable(f"{name} has {len(data):,} bytes; a file of Parties has at most {LARGEST_FILE:,}.")
    text = _text(data, name)
    rows = _csv_rows(text, name) if name.lower().endswith(".csv") else _toml_rows(text, name)
    if not rows:
        raise Unusable(f"{name} holds no Party. Write one [[party]] table, or one CSV row under the header, for each.")
    parties = [_party(row) for row in rows]
    problems = sorted(_problems(rows, parties))
    if problems:
        listed = (f"{name}, line {line}, {shown(field)}: {sentence}." for line, field, sentence in problems)
        count = f"{len(problems)} problems" if len(problems) > 1 else "1 problem"
        raise Unusable("\n".join((f"{name} has {count}; nothing was taken in.", *listed)))
    return tuple(tidied(party) for party in parties)


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unusable(f"{name}, line {line}: not UTF-8 text. Save it as UTF-8 and try again.") from None


def _toml_rows(text: str, name: str) -> list[Row]:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unusable(f"{name} isn't TOML: {error}. Mend that and try again.") from None
    for key in document:
        if key != "party":
            raise Unusable(f"{name} holds the key {key!r}; only [[party]] tables belong in it.")
    tables = document.get("party", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise Unusable(f"{name}: 'party' isn't a list of tables. Begin each Party with [[party]].")
    found = _table_lines(text)
    if len(found) != len(tables):
        found = [(1, {}) for _ in tables]
    return [Row(line, table, lines) for (line, lines), table in zip(found, tables, strict=True)]


def _table_lines(text: str) -> list[tuple[int, dict[str, int]]]:
    """For each ``[[party]]`` table the line it starts on and those of its keys."""
    found: list[tuple[int, dict[str, int]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if TABLE_LINE.match(line):
            found.append((number, {}))
        elif found and (key := KEY_LINE.match(line)):
            found[-1][1].setdefault(key[1], number)
    return found


def _csv_rows(text: str, name: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        numbered = list(_numbered(reader))
    except csv.Error as error:
        raise Unusable(f"{name}, line {reader.line_num}: not CSV ({error}). Mend that and try again.") from None
    if not numbered:
        return []
    _, header = numbered[0]
    _check_header(header, name)
    uneven = [
        f"{name}, line {line}: {len(cells)} fields where the header has {len(header)}."
        for line, cells in numbered[1:]
        if len(cells) != len(header)
    ]
    if uneven:
        raise Unusable("\n".join(uneven))
    return [
        Row(line, {field: _cell(field, cell) for field, cell in zip(header, cells, strict=True)})
        for line, cells in numbered[1:]
    ]


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - csv's reader has no public type
    """Each row that isn't blank, with the line it starts on."""
    start = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield start, [cell.strip() for cell in cells]
        start = reader.line_num + 1


def _check_header(header: Sequence[str], name: str) -> None:
    problems = [f"{field!r} is no field" for field in header if field not in FIELDS]
    problems += [f"{field!r} stands there twice" for field in FIELDS if header.count(field) > 1]
    problems += [f"{field!r} is missing" for field in REQUIRED if field not in header]
    if problems:
        raise Unusable(f"{name}, header: {'; '.join(problems)}. The fields are {', '.join(FIELDS)}.")


def _cell(field: str, cell: str) -> object:
    if field in LIST_FIELDS:
        return [part.strip() for part in cell.split(";") if part.strip()]
    if field == "responsible_supplier":
        return YES_OR_NO.get(cell.lower(), cell)
    return cell


def _party(row: Row) -> Party:
    """The Party of a row, with what is of the wrong kind left empty: ``_kinds`` names that."""
    fields = row.fields
    return Party(
        id=_string(fields, "id"),
        name=_string(fields, "name"),
        party_roles=cast("tuple[PartyRole, ...]", _strings(fields, "party_roles")),
        user_ids=_strings(fields, "user_ids"),
        sros=_strings(fields, "sros"),
        aros=_strings(fields, "aros"),
        ra_managers=_strings(fields, "ra_managers"),
        ra_personnel=_strings(fields, "ra_personnel"),
        telephone=_string(fields, "telephone"),
        email=_string(fields, "email"),
        responsible_supplier=fields.get("responsible_supplier") is True,
    )


def _string(fields: dict[str, Any], field: str) -> str:
    value = fields.get(field, "")
    return value if isinstance(value, str) else ""


def _strings(fields: dict[str, Any], field: str) -> tuple[str, ...]:
    value = fields.get(field, [])
    return tuple(value) if _is_strings(value) else ()


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _problems(rows: Sequence[Row], parties: Sequence[Party]) -> Iterator[tuple[int, str, str]]:
    """Line, field and sentence of everything that is wrong."""
    clean = [tidied(party) for party in parties]
    for row, party in zip(rows, clean, strict=True):
        named = dict(_kinds(row.fields))
        for field, sentence in named.items():
            yield row.line_of(field), field, sentence
        for field, sentence in problems_of(party):
            if field not in named:
                yield row.line_of(field), field, sentence
    for place, field, sentence in clashes(clean, {}):
        yield rows[place].line_of(field), field, sentence


def _kinds(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Fields that are missing, unknown or of the wrong kind."""
    for field in REQUIRED:
        if field not in fields:
            yield field, "is missing"
    for field, value in fields.items():
        if field not in FIELDS:
            yield field, f"is no field; the fields are {', '.join(FIELDS)}"
        elif field in LIST_FIELDS and not _is_strings(value):
            yield field, "must be a list of texts"
        elif field == "responsible_supplier" and not isinstance(value, bool):
            yield field, f"{value!r} is neither yes nor no"
        elif field not in LIST_FIELDS and field != "responsible_supplier" and not isinstance(value, str):
            yield field, "must be a text"
