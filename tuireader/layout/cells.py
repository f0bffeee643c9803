"""How many cells text takes, and where it may not be cut: what the terminal draws as one sign.

Nearly all text in Latin, Greek and Cyrillic letters is made of signs that take one cell each and
never join their neighbours: it is measured by counting. All other text goes to `signs`. Knows
nothing of lines or blocks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_PLAIN = (
    r" -,.0-~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff"
    r"\u2011\u2012\u2016-\u2025\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2319\u2500-\u25fc"
)
MARKS = "-–—―‐/…"  # are narrow too, but lines may end after them
find_unplain = re.compile(f"[^{_PLAIN}]").search
_find_other = re.compile(f"[^{MARKS}{_PLAIN}]").search


def is_narrow(text: str, start: int = 0) -> bool:
    """Whether every code point from `start` on is one cell, so that cells are offsets."""
    return _find_other(text, start) is None


class Columns:
    """The cells before each code point of a text.

    `at[i]` for i from 0 to the length; `inner` holds the offsets where it may not be cut, because
    what follows belongs to the sign before it (accents, joined pictures, flags).
    """

    __slots__ = ("at", "inner")

    def __init__(self, at: Sequence[int], inner: frozenset[int] = frozenset()) -> None:
        self.at = at
        self.inner = inner

    def fit(self, start: int, cells: int) -> int:
        """The end of what fits into `cells` from `start` on; one sign at least."""
        end = bisect_right(self.at, self.at[start] + cells, start) - 1
        while end in self.inner:
            end -= 1
        if end > start:
            return end
        end = start + 1
        while end in self.inner:
            end += 1
        return end


def columns(text: str) -> Columns:
    """Measure a text that holds no line break."""
    if is_narrow(text):
        return Columns(range(len(text) + 1))
    from tuireader.layout import signs

    return signs.columns(text)


def drawn(text: str) -> str:
    """`text` as it goes to the screen: without what is invisible, fixed spaces as plain ones."""
    if is_narrow(text):
        return text.replace("\xa0", " ")
    from tuireader.layout import signs

    return signs.drawn(text)


def cell_len(text: str) -> int:
    """The cells of `text` as it is drawn."""
    if is_narrow(text):
        return len(text)
    from tuireader.layout import signs

    return signs.cell_len(text)
