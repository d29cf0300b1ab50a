"""What a report says, before it is drawn: chapters of headings, paragraphs, facts and tables. Plain text all through.

A report is first composed as a ``Document``, which tests compare as text, and then drawn. Drawing decides nothing.
"""

from collections.abc import Iterator

import msgspec


class Paragraph(msgspec.Struct, frozen=True):
    """Running text. ``quiet`` text explains rather than tells."""

    text: str
    quiet: bool = False


class Facts(msgspec.Struct, frozen=True):
    """Labels with their values, a line each."""

    rows: tuple[tuple[str, str], ...]


class Column(msgspec.Struct, frozen=True):
    """A table's column.

    Attributes:
        title: its heading.
        share: its width, as a share of the sum of all.
        strong: drawn bold.
        fixed: holds a digest or key, drawn small and broken anywhere.
    """

    title: str
    share: float
    strong: bool = False
    fixed: bool = False


class Table(msgspec.Struct, frozen=True):
    """Rows under headings. A table without headings is a list with aligned parts."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    headed: bool = True


class Heading(msgspec.Struct, frozen=True):
    """A heading inside a chapter; level 2 stands in the contents, level 3 in the outline only."""

    text: str
    level: int = 2


class Fixed(msgspec.Struct, frozen=True):
    """Lines to be read or typed exactly as they stand."""

    lines: tuple[str, ...]


Block = Paragraph | Facts | Table | Heading | Fixed


class Chapter(msgspec.Struct, frozen=True):
    """One chapter; its number stands in its title."""

    title: str
    blocks: tuple[Block, ...]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A report, ready to be drawn.

    Attributes:
        title: what it is.
        subtitle: for whom, and under which provision.
        opening: what stands on the first page before the contents.
        chapters: the rest.
        running: what stands at the head of each page.
        made_from: the checkpoint: origin, size and root, a line each; at the foot of each page.
        banner: "REHEARSAL" across each page; empty for the real thing.
        warning: a sentence that each page must carry; mostly empty.
        made_at: when the last entry was recorded, ISO 8601, UTC: the document's own date.
    """

    title: str
    subtitle: str
    opening: tuple[Block, ...]
    chapters: tuple[Chapter, ...]
    running: str
    made_from: tuple[str, str, str]
    banner: str
    warning: str
    made_at: str


def to_text(document: Document) -> str:
    """The document as plain text, for comparing."""
    return "\n".join(_document_lines(document)) + "\n"


def _document_lines(document: Document) -> Iterator[str]:
    yield f"# {document.title}"
    yield document.subtitle
    yield f"[{document.running}] [{' | '.join(document.made_from)}] [{document.banner}] [{document.warning}]"
    for block in document.opening:
        yield from _block_lines(block)
    for chapter in document.chapters:
        yield ""
        yield f"## {chapter.title}"
        for block in chapter.blocks:
            yield from _block_lines(block)


def _block_lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text=text):
            yield text
        case Heading(text=text, level=level):
            yield f"{'#' * (level + 1)} {text}"
        case Facts(rows=rows):
            yield from (f"{label}: {value}" for label, value in rows)
        case Fixed(lines=lines):
            yield from (f"    {line}" for line in lines)
        case Table(columns=columns, rows=table_rows, headed=headed):
            if headed:
                yield " | ".join(column.title for column in columns)
            yield from (" | ".join(row).replace("\n", " / ") for row in table_rows)
