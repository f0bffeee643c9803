"""How many cells text takes, and where it may not be cut: what the terminal draws as one sign.

Widths are those of the table that draws the screen (`rich.cells`); anything else would tear lines.
Knows nothing of lines or blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from rich.cells import cell_len as _table_len
from rich.cells import get_character_cell_size

# Signs that are one cell each and never join their neighbours: nearly all text in Latin, Greek and
# Cyrillic letters is made of nothing else, and is then measured by counting.
_NARROW = (
    r" -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff"
    r"\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2319\u2500-\u25fc"
)
_find_other = re.compile(f"[^{_NARROW}]").search

# What is never drawn: control characters (intake has removed them; none may slip through),
# invisible operators, and joiners that do not make one picture of two.
_PICTURE = "\u2190-\u2bff\U0001f000-\U0001faff"
_UNDRAWN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    rf"|(?<![{_PICTURE}\ufe0f])\u200d|\u200d(?![{_PICTURE}])"
)
_FIXED_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f]")

_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_find_flag = re.compile("[\U0001f1e6-\U0001f1ff]").search
_JOINER = "\u200d"


class _Sizes(dict[str, int]):
    def __missing__(self, char: str) -> int:
        size = self[char] = (
            0 if _UNDRAWN.match(char) or char == _JOINER else get_character_cell_size(char)
        )
        return size


_sizes = _Sizes()


def is_narrow(text: str) -> bool:
    """Whether every code point is one cell, so that cells and offsets are the same."""
    return _find_other(text) is None


def drawn(text: str) -> str:
    """`text` as it goes to the screen: without what is invisible, fixed spaces as plain ones."""
    if is_narrow(text):
        return text.replace("\xa0", " ")
    return _FIXED_SPACE.sub(" ", _UNDRAWN.sub("", text))


def cell_len(text: str) -> int:
    """The cells of `text` as it is drawn."""
    return len(text) if is_narrow(text) else _table_len(drawn(text))


class Columns:
    """The cells before each code point of a text.

    `at[i]` for i from 0 to the length; `inner` holds the offsets where it may not be cut, because
    what follows belongs to the sign before it (accents, joined pictures, flags).
    """

    __slots__ = ("at", "inner")

    def __init__(self, at: Sequence[int], inner: frozenset[int] = frozenset()) -> None:
        self.at = at
        self.inner = inner


def columns(text: str) -> Columns:
    """Measure a text."""
    if is_narrow(text):
        return Columns(range(len(text) + 1))
    sizes = list(map(_sizes.__getitem__, text))
    if 0 not in sizes and not _find_flag(text):
        return Columns(list(accumulate(sizes, initial=0)))
    return _clusters(text, sizes)


def _clusters(text: str, sizes: list[int]) -> Columns:
    """Measure a text with signs of several code points, each as the drawing table does."""
    at = [0]
    inner = set[int]()
    length = len(text)
    start = 0
    while start < length:
        end = start + 1
        if ord(text[start]) in _FLAG_LETTERS and end < length and ord(text[end]) in _FLAG_LETTERS:
            end += 1
        while end < length and (
            sizes[end] == 0 or (text[end - 1] == _JOINER and not _UNDRAWN.match(text, end - 1))
        ):
            end += 1
        if end == start + 1:
            at.append(at[-1] + sizes[start])
        else:
            after = at[-1] + _table_len(drawn(text[start:end]))
            at.extend([after] * (end - start))
            inner.update(range(start + 1, end))
        start = end
    return Columns(at, frozenset(inner))
