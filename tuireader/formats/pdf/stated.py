"""What a PDF says that its signs stand for, where pdfium has no characters for them or too few.

Writers of PDF note the text beside the drawing (ActualText) where the two are not letter for
letter: emoji of several characters, scripts whose letters join. pdfium takes some of it. Here is
what to put into the text of a page, and where; what lines are is for `pdf.text` to say.
"""

from __future__ import annotations

import codecs
import ctypes
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tuireader.formats.scenes import is_blank

# Of one page. More is no page for people, and is left as pdfium reads it.
_MOST_OBJECTS = 20_000
_LONGEST = 1000  # bytes of what one sign stands for
_SAME_BASE = 1.0  # points
_WIDE = 1.6  # of the font's size: a sign that is followed later than that ends a word
_TEXT = 1  # the type of an object
_SPACE = re.compile(r"\s")


class Edit(NamedTuple):
    """Characters of the page's text, by where they begin and end, and what belongs there."""

    start: int
    end: int
    text: str


class Stray(NamedTuple):
    """A line of which pdfium sees nothing, and after how much of the text it was drawn; where it
    stands is in points of the page."""

    text: str
    after: int
    left: float
    base: float
    size: float


class _Sign(NamedTuple):
    """A text object: what it stands for, and which characters of the page's text are its own."""

    text: str
    start: int
    end: int
    left: float
    base: float
    size: float

    @property
    def is_seen(self) -> bool:
        return self.end > self.start


def stated_text(raw: Any, page: Any, text_page: Any) -> tuple[list[Edit], list[Stray]]:
    """What is to be done to the text of a page, in its order."""
    objects = _text_objects(raw, page)
    if not any(_says_more(text) for _, text in objects):
        return [], []
    edits: list[Edit] = []
    strays: list[Stray] = []
    after = 0
    for row in _rows(list(_signs(raw, text_page, objects))):
        if any(sign.is_seen for sign in row):
            edits += _edits(row)
            after = max(sign.end for sign in row)
        elif not is_blank(text := _joined(row)):
            strays.append(Stray(text.strip(), after, row[0].left, row[0].base, row[0].size))
    return sorted(edits), strays


def _says_more(text: str | None) -> bool:
    return text is not None and not is_blank(text)


def _text_objects(raw: Any, page: Any) -> list[tuple[Any, str | None]]:
    """The objects of a page that are text, and what is said of each.

    What is said of several together is said of the first of them, and of the others nothing.
    """
    count = raw.FPDFPage_CountObjects(page)
    if not 0 < count <= _MOST_OBJECTS:
        return []
    objects: list[tuple[Any, str | None]] = []
    before = None
    for index in range(count):
        found = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(found) != _TEXT:
            continue
        mark, text = _stated(raw, found)
        if mark is not None and mark == before:
            text = None
        before = mark
        objects.append((found, text))
    return objects


def _stated(raw: Any, found: Any) -> tuple[int | None, str | None]:
    for index in range(raw.FPDFPageObj_CountMarks(found)):
        mark = raw.FPDFPageObj_GetMark(found, index)
        length = ctypes.c_ulong()
        if not raw.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", None, 0, length):
            continue
        if 0 < length.value <= _LONGEST:
            data = (ctypes.c_ubyte * length.value)()
            raw.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", data, length.value, length)
            return _address(mark), _decoded(bytes(data))
    return None, None


def _decoded(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF16_BE):
        return data[2:].decode("utf-16-be", "replace")
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")


def _address(pointer: Any) -> int | None:
    return ctypes.cast(pointer, ctypes.c_void_p).value


def _signs(raw: Any, text_page: Any, objects: list[tuple[Any, str | None]]) -> Iterator[_Sign]:
    own: dict[int | None, tuple[int, int]] = {}
    for index in range(raw.FPDFText_CountChars(text_page)):
        at = raw.FPDFText_GetTextIndexFromCharIndex(text_page, index)
        if at >= 0:
            key = _address(raw.FPDFText_GetTextObject(text_page, index))
            first, _ = own.get(key, (at, at))
            own[key] = (min(first, at), at + 1)
    matrix = raw.FS_MATRIX()
    size = ctypes.c_float()
    for found, text in objects:
        if not raw.FPDFPageObj_GetMatrix(found, matrix):
            continue
        raw.FPDFTextObj_GetFontSize(found, size)
        height = size.value * (matrix.c**2 + matrix.d**2) ** 0.5
        start, end = own.get(_address(found), (0, 0))
        # A sign without any text is a space.
        kept = " " if text is None and start == end else (text or "")
        yield _Sign(kept, start, end, matrix.e, matrix.f, height)


def _rows(signs: list[_Sign]) -> Iterator[list[_Sign]]:
    """The signs that follow each other on one line."""
    row: list[_Sign] = []
    for sign in signs:
        if row and abs(sign.base - row[-1].base) > _SAME_BASE:
            yield row
            row = []
        row.append(sign)
    if row:
        yield row


def _edits(row: list[_Sign]) -> Iterator[Edit]:
    before: _Sign | None = None
    unseen: list[_Sign] = []
    for sign in row:
        if not sign.is_seen:
            unseen.append(sign)
            continue
        text = _joined(unseen)
        if not is_blank(text):
            if sign.left - unseen[-1].left > _WIDE * sign.size and not text[-1].isspace():
                text += " "
            if before is None:
                yield Edit(sign.start, sign.start, text.lstrip())
            else:
                yield Edit(before.end, max(before.end, sign.start), text)
        elif before and text and before.end == sign.start:  # too narrow for pdfium
            yield Edit(before.end, before.end, " " if text.isspace() else text)
        if _is_longer(sign):
            yield Edit(sign.start, sign.end, sign.text)
        before, unseen = sign, []
    if before and not is_blank(text := _joined(unseen)):
        yield Edit(before.end, before.end, text.rstrip())


def _is_longer(sign: _Sign) -> bool:
    """Whether a sign stands for more than pdfium has of it: it takes two places beyond 65,536."""
    return len(sign.text.encode("utf-16-le")) // 2 > sign.end - sign.start


def _joined(signs: list[_Sign]) -> str:
    return _SPACE.sub(" ", "".join(sign.text for sign in signs))
