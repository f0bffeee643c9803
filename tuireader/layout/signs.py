"""Signs that take no cell or two, or several code points: how `cells` measures all other text.

Widths are those of the table that draws the screen (`rich.cells`); any other would tear lines.
Imported when the first such text is met.
"""

from __future__ import annotations

import re
from itertools import accumulate

from rich.cells import cell_len as _table_len
from rich.cells import get_character_cell_size

from tuireader.layout.cells import Columns

# What is never drawn: control characters (intake has removed them; none may slip through),
# invisible operators, and joiners that do not make one picture of two.
_PICTURE = "\u2190-\u2bff\U0001f000-\U0001faff"
_UNDRAWN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    rf"|(?<![{_PICTURE}\ufe0f])\u200d|\u200d(?![{_PICTURE}])"
)
_FIXED_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f]")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
_JOINER = "\u200d"
# What is written as if from beyond has some twenty accents over a letter. A million of them are one
# letter too, and go to the terminal whenever its line does.
_MOST_MARKS = 40
_PILED = 500  # code points of a line that can have so many


class _Sizes(dict[str, int]):
    """The cells of single code points, looked up once each."""

    def __missing__(self, char: str) -> int:
        size = self[char] = 0 if _UNDRAWN.match(char) else get_character_cell_size(char)
        return size


_sizes = _Sizes()


def drawn(text: str) -> str:
    """`text` as it is given to a terminal: without what takes no part in drawing it."""
    text = _FIXED_SPACE.sub(" ", _UNDRAWN.sub("", text))
    return text if len(text) <= _PILED else _thinned(text)


def _thinned(text: str) -> str:
    """`text` with so many signs of no width in a row as a terminal can take."""
    kept = list[str]()
    marks = 0
    for char in text:
        marks = 0 if _sizes[char] else marks + 1
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def cell_len(text: str) -> int:
    """How many cells `text` takes once it is drawn."""
    return _table_len(drawn(text))


def columns(text: str) -> Columns:
    """`Columns` of a text in which signs may take no cell, or several code points one."""
    sizes = list(map(_sizes.__getitem__, text))
    if 0 not in sizes and not _FLAG_LETTER.search(text):
        return Columns(list(accumulate(sizes, initial=0)))
    at = [0]
    inner = set[int]()
    start = 0
    while start < len(text):
        end = _sign_end(text, sizes, start)
        if end == start + 1:
            at.append(at[-1] + sizes[start])
        else:
            at.extend([at[-1] + cell_len(text[start:end])] * (end - start))
            inner.update(range(start + 1, end))
        start = end
    return Columns(at, frozenset(inner))


def _sign_end(text: str, sizes: list[int], start: int) -> int:
    """The end of the sign that begins at `start`, with its accents and what is joined to it."""
    end = start + 1
    if _FLAG_LETTER.match(text, start) and _FLAG_LETTER.match(text, end):
        end += 1
    while end < len(text) and (sizes[end] == 0 or _joins(text, end - 1)):
        end += 1
    return end


def _joins(text: str, index: int) -> bool:
    return text[index] == _JOINER and not _UNDRAWN.match(text, index)
