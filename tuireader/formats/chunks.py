"""Plain text as chunks: the lines between empty lines, and how far apart they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tuireader.formats.sanitise import collapse


class Chunk(NamedTuple):
    """Lines between empty lines, as they stand; `gap` is the number of line ends before them.

    `quote` is how many quotes they stand in, where a format says so.
    """

    text: str
    gap: int = 2
    quote: int = 0

    @property
    def label(self) -> str:
        """The chunk as a label or heading would be compared; long ones are none."""
        return collapse(self.text) if len(self.text) < 400 else ""


# Lines of spaces and of zero-width characters are empty lines.
_EMPTY_LINE = re.compile(
    r"^[ \t\xa0\u1680\u2000-\u200f\u202f\u205f\u2060\u2800\u3000]+$", re.MULTILINE
)
_CHUNK = re.compile(r"(\n*)([^\n]+(?:\n[^\n]+)*)")


def split(text: str) -> list[Chunk]:
    """The chunks of a text whose line ends are newlines."""
    # What ends the last line is no gap, and a million of them would be tried from each in turn.
    text = _EMPTY_LINE.sub("", text).rstrip("\n")
    return [Chunk(match[2], len(match[1])) for match in _CHUNK.finditer(text)]


def base_gap(chapters: Iterable[Sequence[Chunk]]) -> int:
    """How far paragraphs stand apart: the commonest gap inside chapters, the smaller of two."""
    gaps = Counter(chunk.gap for chunks in chapters for chunk in chunks[1:])
    return min(gaps, key=lambda gap: (-gaps[gap], gap), default=0)
