"""A page of a PDF as lines of text and where they stand, asked of pypdfium2.

Of every line the library is asked for the boxes of its first and last character only, and for the
font at the beginning of every word. What lines amount to is for others to say.
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import isfinite
from typing import Any, NamedTuple
from unicodedata import normalize

from tuireader.formats.pdf.stated import Stray, stated_text

# Of a font, in points, whatever a damaged file says.
_SMALLEST = 1.0

# Bits of `Run.style`; a READING stands above the word before it.
ITALIC, BOLD, READING, RAISED, LOWERED = 1, 2, 4, 8, 16
# Of the size of the letter before it: how small is what is raised or lowered, and how far at least.
_SMALL, _SHIFT = 0.85, 0.1
# What may be raised or lowered within a word: "10th", "H2O", "a note.12".
_SHIFTED = re.compile(r"(?<=[^\W\d_])\d+|(?<=\d)[^\W\d_]+|(?<=[.,;:!?)\]\"'’”»])\d+")
# What pdfium puts for a hyphen at a line's end.
_HYPHENS = re.compile("[\x02\ufffe]")
_LINE_ENDS = re.compile("\r\n|(?<=[\x02\ufffe])|\r|\n")
_NO_SPACE = re.compile(r"\S+")
# Of its size: how much lower a letter stands that is in another line.
_LOWER = 0.6
# A dash may part words in different styles.
_WORD = re.compile(r"[^\s—–]+|[—–]+")
_LETTER = re.compile(r"\w")
# Letters and what is set on them; not punctuation and numbers.
_RTL_RUN = re.compile(
    r"[\u0590-\u05ff\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u08ff\ufb1d-\ufdff"
    r"\ufe70-\ufefc]+"
)
_ITALIC_FONT = re.compile(r"ital|obli|slant|CMTI|CMSL|(?:^|[-+,])it\b", re.IGNORECASE)
_BOLD_FONT = re.compile(r"bold|black|heavy|CMBX|semib", re.IGNORECASE)
_ITALIC_FLAG = 1 << 6
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ſt", "ﬆ": "st"}
)


class Run(NamedTuple):
    """Text in one style: the sum of what it is of ITALIC, BOLD, READING, RAISED and LOWERED."""

    text: str
    style: int = 0


class Line(NamedTuple):
    """A line of a page; lengths are points, from the page's left and lower edge."""

    runs: tuple[Run, ...]
    left: float
    right: float
    base: float  # where its letters stand
    size: float  # of its font, as it is shown

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


_Piece = tuple[int, int, int]  # of a line: from where to where, and its style


class PageText:
    """The text of one page and the library's answers about its characters."""

    def __init__(self, raw: Any, page: Any, text_page: Any) -> None:
        self._raw = raw
        self._page = text_page
        self._edits, self._strays = stated_text(raw, page, text_page)
        self._quarters = raw.FPDFPage_GetRotation(page)  # turns by 90 degrees, clockwise
        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, bounds)
        corners = self._turned(bounds.left, bounds.bottom), self._turned(bounds.right, bounds.top)
        (self._left, self._right), (self._bottom, self._top) = map(
            sorted, zip(*corners, strict=True)
        )
        self._box = [ctypes.c_double() for _ in range(4)]
        self._origin = [ctypes.c_double() for _ in range(2)]
        self._matrix = raw.FS_MATRIX()
        self._flags = ctypes.c_int()
        self._name = ctypes.create_string_buffer(128)
        self._styles: dict[bytes, int] = {}

    def lines(self) -> Iterator[Line]:
        text = self._text()
        strays = self._strays[::-1]
        start = 0
        for end, after in self._ends(text):
            while strays and strays[-1].after <= start:
                yield from self._stray(strays.pop())
            for first, last in self._rows(text, start, end):
                line = self._line(text[first:last], first)
                if line:
                    yield line
            start = after
        while strays:
            yield from self._stray(strays.pop())

    def _stray(self, stray: Stray) -> Iterator[Line]:
        left, base = self._turned(stray.left, stray.base)
        right = left + stray.size * len(stray.text) / 2
        if (
            all(map(isfinite, (left, right, base, stray.size)))
            and self._bottom <= base <= self._top
        ):
            yield Line((Run(_plain(stray.text)),), left, right, base, max(stray.size, _SMALLEST))

    def _text(self) -> str:
        """The text, in which a character beyond the first 65,536 takes two places, as in pdfium."""
        count = self._raw.FPDFText_CountChars(self._page)
        if count <= 0:
            return ""
        units = (ctypes.c_ushort * (count + 1))()
        length = self._raw.FPDFText_GetText(self._page, 0, count, units)
        return "".join(map(chr, units[: max(0, length - 1)]))

    def _ends(self, text: str) -> Iterator[tuple[int, int]]:
        for match in _LINE_ENDS.finditer(text):
            yield match.span()
        yield len(text), len(text)

    def _rows(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where a line begins and ends: the library takes short ones below each other for one."""
        words = [match.span() for match in _NO_SPACE.finditer(text, start, end)]
        if len(words) < 2 or not self._falls(words[0][0], words[-1][1] - 1):
            yield start, end
            return
        begun = start
        for (_, last), (first, _) in pairwise(words):
            if self._falls(last - 1, first, turns=True):
                yield begun, last
                begun = first
        yield begun, end

    def _falls(self, one: int, other: int, turns: bool = False) -> bool:
        """Whether a character stands a line lower than one before it; `turns`: and not behind."""
        at = self._raw.FPDFText_GetCharIndexFromTextIndex
        one, other = at(self._page, one), at(self._page, other)
        if one < 0 or other < 0:
            return False
        if self._base(one) - self._base(other) < _LOWER * self._size(other):
            return False
        return not turns or self._edges(other)[0] < self._edges(one)[1]

    def _line(self, units: str, start: int) -> Line | None:
        stripped = units.strip()
        if not stripped:
            return None
        first = start + units.index(stripped[0])
        last = start + len(units.rstrip()) - 1
        at = self._raw.FPDFText_GetCharIndexFromTextIndex
        begin, end = at(self._page, first), at(self._page, last)
        if begin < 0 or end < 0:
            return None
        left, right = self._edges(begin)
        if end != begin:
            other_left, other_right = self._edges(end)
            left, right = min(left, other_left), max(right, other_right)
        if _RTL_RUN.search(units):
            units = self._in_reading_order(units, start)
        base, size = self._standing(begin, end)
        if not all(map(isfinite, (left, right, base, size))):
            left, right, base, size = self._left, self._right, self._bottom, _SMALLEST
        if right < self._left or left > self._right or not self._bottom <= base <= self._top:
            return None  # beside the page, where nobody sees it
        return Line(self._runs(units, start), left, right, base, max(size, _SMALLEST))

    def _standing(self, begin: int, end: int) -> tuple[float, float]:
        """Where a line stands and how big it is: as most of its ends and its middle say."""
        size = self._size(begin)
        if abs(size - self._size(end)) > 0.01:
            places = ((self._size(index), index) for index in (begin, (begin + end) // 2, end))
            size, begin = sorted(places)[1]
        return self._base(begin), size

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        """A point as it is seen when the page is turned as it says."""
        match self._quarters:
            case 1:
                return y, -x
            case 2:
                return -x, -y
            case 3:
                return -y, x
        return x, y

    def _edges(self, index: int) -> tuple[float, float]:
        left, right, bottom, top = self._box
        self._raw.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        one, _ = self._turned(left.value, bottom.value)
        other, _ = self._turned(right.value, top.value)
        return min(one, other), max(one, other)

    def _base(self, index: int) -> float:
        x, y = self._origin
        self._raw.FPDFText_GetCharOrigin(self._page, index, x, y)
        return self._turned(x.value, y.value)[1]

    def _size(self, index: int) -> float:
        size = self._raw.FPDFText_GetFontSize(self._page, index)
        matrix = self._matrix
        if self._raw.FPDFText_GetMatrix(self._page, index, matrix):
            size *= (matrix.c**2 + matrix.d**2) ** 0.5
        return float(size)

    def _in_reading_order(self, units: str, start: int) -> str:
        """Letters of scripts that run from the right, which some files hold as they look."""

        def turned(match: re.Match[str]) -> str:
            letters = match[0]
            at = self._raw.FPDFText_GetCharIndexFromTextIndex
            edges = [
                self._edges(at(self._page, start + index))[0]
                for index in (match.start(), match.end() - 1)
            ]
            return letters[::-1] if edges[0] < edges[1] else letters

        return _RTL_RUN.sub(turned, units)

    def _runs(self, units: str, start: int) -> tuple[Run, ...]:
        """The line in pieces of one style."""
        pieces = self._pieces(units, start)
        for shifted in _SHIFTED.finditer(units):
            if style := self._shift(start + shifted.start()):
                pieces = _restyled(pieces, *shifted.span(), style)
        last = len(pieces) - 1
        runs = (
            self._run(units, start, *piece, is_last=number == last)
            for number, piece in enumerate(pieces)
        )
        return tuple(run for run in runs if run.text)

    def _pieces(self, units: str, start: int) -> list[_Piece]:
        """Where the style of the fonts changes; it is asked for once a word, and where it does."""
        pieces: list[_Piece] = []
        style = begun = done = 0  # where the piece began, where its last letters end
        for word in _WORD.finditer(units):
            letter = _LETTER.search(word[0])
            if not letter:
                continue  # signs are as what stands around them
            begin = word.start() + letter.start()
            own = self._style(start + begin)
            if own != style:
                end = self._end_of_style(units, start, done, begin, style)
                first = begin
                while first > end and self._is_sign_in(units, start, first - 1, own):
                    first -= 1
                if style:  # what is between goes with plain text
                    pieces += (begun, end, style), (end, first, 0)
                else:
                    pieces.append((begun, first, style))
                style, begun = own, first
            done = word.end()
            while not units[done - 1].isalnum() and done > begin + 1:
                done -= 1
        end = self._end_of_style(units, start, done, len(units), style) if style else len(units)
        return [*pieces, (begun, end, style), (end, len(units), 0)]

    def _shift(self, index: int) -> int:
        """Whether a letter is smaller than the one before it, and stands higher or lower."""
        at = self._raw.FPDFText_GetCharIndexFromTextIndex
        here, before = at(self._page, index), at(self._page, index - 1)
        size = self._size(before)
        if here < 0 or before < 0 or self._size(here) > _SMALL * size:
            return 0
        shift = self._base(here) - self._base(before)
        return 0 if abs(shift) < _SHIFT * size else RAISED if shift > 0 else LOWERED

    def _run(
        self, units: str, start: int, begin: int, end: int, style: int, is_last: bool = False
    ) -> Run:
        """A piece of the line with what belongs into it."""
        edits = self._edits
        text = units[begin:end]
        since = bisect_left(edits, (start + begin,))
        for edit in reversed(edits[since : bisect_left(edits, (start + end + is_last,), since)]):
            head, tail = edit.start - start - begin, edit.end - start - begin
            text = _plain(text[:head]) + edit.text + text[tail:]
        return Run(_plain(text), style)

    def _end_of_style(self, units: str, start: int, at: int, stop: int, style: int) -> int:
        """Where the signs behind a word end that are in its style."""
        while at < stop and self._is_sign_in(units, start, at, style):
            at += 1
        return at

    def _is_sign_in(self, units: str, start: int, at: int, style: int) -> bool:
        return not units[at].isspace() and self._style(start + at) == style

    def _style(self, index: int) -> int:
        at = self._raw.FPDFText_GetCharIndexFromTextIndex(self._page, index)
        if not self._raw.FPDFText_GetFontInfo(self._page, at, self._name, 128, self._flags):
            return 0
        name = self._name.value
        if name not in self._styles:
            text = name.decode("latin-1")
            italic = bool(_ITALIC_FONT.search(text)) or bool(self._flags.value & _ITALIC_FLAG)
            self._styles[name] = ITALIC * italic | BOLD * bool(_BOLD_FONT.search(text))
        return self._styles[name]


def _restyled(pieces: Iterable[_Piece], begin: int, end: int, style: int) -> list[_Piece]:
    """The pieces with a stretch of them in one more style."""
    found: list[_Piece] = []
    for low, high, own in pieces:
        start, stop = max(low, begin), min(high, end)
        if start < stop:
            found += (low, start, own), (start, stop, own | style), (stop, high, own)
        else:
            found.append((low, high, own))
    return found


def _plain(units: str) -> str:
    """Whole characters, without ligatures, composed."""
    text = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _HYPHENS.sub("-", text)
    if text.isascii():
        return text
    return normalize("NFC", text.translate(_LIGATURES))
