"""Reads a PDF as other people's software does."""

import io

import pypdf


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """All text with single spaces, so that a line end in a cell doesn't matter."""
    return " ".join(" ".join(pages_of(pdf)).split())


def outline_of(pdf: bytes) -> list[str]:
    """The titles of the outline, chapters first level only."""
    return [one.title for one in pypdf.PdfReader(io.BytesIO(pdf)).outline if not isinstance(one, list)]
