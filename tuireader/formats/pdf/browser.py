"""What a browser prints around a page: its title and address, the time, the number of the sheet.

Two lines on every sheet, above and below what was printed. Nothing is known here of any site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tuireader.formats.pdf.text import Line

_TIME = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? (?:at )?\d{1,2}[:.]\d{2}")
_ADDRESS = re.compile(r"(?:https?|file)://\S+")
_COUNT = re.compile(r"\b(?P<sheet>\d{1,5}) ?(?:/|of|von|sur|de|di|из) ?(?P<sheets>\d{1,5})\Z")
# How far apart the pieces of such a line stand, in points, and how far from one sheet to the next.
_LEVEL = 3.0

_Edges = tuple[list[Line], list[Line]]  # of a page: the lines that stand highest, and lowest


class Printed(NamedTuple):
    """Pages without a browser's lines; `said` is what those of the first page say."""

    pages: list[list[Line]]
    said: str = ""


def without_browser(pages: Sequence[list[Line]]) -> Printed:
    """The pages as they were before a browser printed them, if one did.

    It did where every sheet has its time or its number below or above, beside an address.
    """
    found = [_edges(page) for page in pages]
    kept = [edges for edges in found if edges[0] or edges[1]]
    full = [edges for edges, page in zip(found, pages, strict=True) if page]
    if not full or len(kept) < len(full) or not all(map(_is_browsers, full)):
        return Printed(list(pages))
    dropped = [{id(line) for edge in edges for line in edge} for edges in found]
    return Printed(
        [
            [line for line in page if id(line) not in gone]
            for page, gone in zip(pages, dropped, strict=True)
        ],
        _said(full[0]),
    )


def _edges(page: Sequence[Line]) -> _Edges:
    """The lines of a page that stand highest and lowest."""
    if not page:
        return [], []
    top = max(line.base for line in page)
    bottom = min(line.base for line in page)
    if top - bottom < _LEVEL:
        return [], []
    return (
        [line for line in page if top - line.base < _LEVEL],
        [line for line in page if line.base - bottom < _LEVEL],
    )


def _is_browsers(edges: _Edges) -> bool:
    said = _said(edges)
    counted = any(_COUNT.search(line.text.strip()) for edge in edges for line in edge)
    return bool(_ADDRESS.search(said)) and bool(_TIME.search(said)) and counted


def _said(edges: _Edges) -> str:
    return " ".join(" ".join(line.text.split()) for edge in edges for line in edge)
