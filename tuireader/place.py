"""Where something is in a work: places, passages and quotes.

A place is (chapter, block, offset) and nothing else: never a line, a page or a percentage, which
depend on the window. All three count from 0; offsets are code points of the block's text.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A point before a character; places compare in reading order."""

    chapter: int = 0
    block: int = 0
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.chapter + 1}.{self.block}.{self.offset}"

    @classmethod
    def parse(cls, text: str) -> Place:
        """The inverse of `str`: "3.17.42" is chapter index 2, block 17, offset 42.

        Raises ValueError when `text` is not three numbers in range.
        """
        parts = text.split(".")
        if len(parts) != 3:
            raise ValueError(f"not a place: {text!r}")
        chapter, block, offset = (int(part) for part in parts)
        if chapter < 1 or block < 0 or offset < 0:
            raise ValueError(f"not a place: {text!r}")
        return cls(chapter - 1, block, offset)


class Passage(NamedTuple):
    """The text from `start` up to, not including, `end`. Empty when both are the same."""

    start: Place
    end: Place

    @classmethod
    def at(cls, place: Place) -> Passage:
        return cls(place, place)

    def __contains__(self, place: object) -> bool:
        return isinstance(place, Place) and self.start <= place < self.end


CONTEXT = 64


class Quote(NamedTuple):
    """The words of a passage and up to `CONTEXT` characters on either side of it.

    Where a passage spans blocks, they are joined by one "\\n".
    """

    exact: str = ""
    prefix: str = ""
    suffix: str = ""
