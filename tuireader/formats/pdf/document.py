"""A PDF that is opened: what it says of itself, its outline, and its pages one at a time.

With `text` and `stated`, which read a page, it is all that knows pypdfium2.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from tuireader.formats.errors import FormatError
from tuireader.formats.pdf.text import Line, PageText
from tuireader.formats.sanitise import clean_line

MAX_PAGES = 20_000
# How long the pages of one file may take to read, in seconds.
MAX_SECONDS = 60.0
_MOST_POINTS = 20_000
_MOST_LINKS = 1_000
_LONGEST_ADDRESS = 2_000
_DEEPEST_POINT = 12


class Mark(NamedTuple):
    """A line of the outline; `top` is how high on the page it points to, if it says."""

    title: str
    level: int  # from 1
    page: int | None  # from 0
    top: float | None


class Document:
    """An opened file. Close it, or use it in a `with`."""

    def __init__(self, data: bytes) -> None:
        """Raises FormatError when it cannot be opened."""
        try:
            import pypdfium2
        except ImportError as error:
            raise FormatError(
                "PDF files need one more part, which is not installed; get it with: "
                "python3 -m pip install 'tuireader[pdf]'"
            ) from error
        self._library: Any = pypdfium2
        self._raw: Any = pypdfium2.raw
        try:
            self._pdf: Any = pypdfium2.PdfDocument(data)
            self._count = len(self._pdf)
        except pypdfium2.PdfiumError as error:
            raise FormatError(_refusal(getattr(error, "err_code", None), data)) from error
        if self._count > MAX_PAGES:
            self.close()
            raise FormatError(f"it says it has {self._count} pages, more than any book")

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._pdf.close()

    def metadata(self) -> dict[str, str]:
        """What the file says of itself: "Title", "Author", "Subject", "Keywords"."""
        stated = {}
        for name in ("Title", "Author", "Subject", "Keywords"):
            try:
                stated[name] = str(self._pdf.get_metadata_value(name))
            except (self._library.PdfiumError, UnicodeError):
                continue
        return stated

    def outline(self) -> list[Mark]:
        marks: list[Mark] = []
        try:
            for bookmark in self._pdf.get_toc(max_depth=_DEEPEST_POINT):
                if len(marks) >= _MOST_POINTS:
                    break
                level = min(bookmark.level + 1, _DEEPEST_POINT)
                page, top = _destination(bookmark.get_dest())
                marks.append(Mark(_title(bookmark), level, page, top))
        except self._library.PdfiumError:
            pass
        return marks

    def pages(self) -> Iterator[list[Line]]:
        """The lines of every page, in the order they are drawn in. FormatError when too slow."""
        end = time.monotonic() + MAX_SECONDS
        for index in range(self._count):
            if time.monotonic() > end:
                raise FormatError("its pages take too long to read")
            yield self._lines(index)

    def links(self, index: int) -> list[tuple[str, str]]:
        """The addresses that a page leads to, each with the words that do."""
        raw = self._raw
        page = raw.FPDF_LoadPage(self._pdf.raw, index)
        text_page = raw.FPDFText_LoadPage(page) if page else None
        found: list[tuple[str, str]] = []
        if text_page:
            at, link, area = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
            while len(found) < _MOST_LINKS and raw.FPDFLink_Enumerate(page, at, link):
                if raw.FPDFLink_GetAnnotRect(link, area):
                    found.append((self._address(link), self._words(text_page, area)))
            raw.FPDFText_ClosePage(text_page)
        if page:
            raw.FPDF_ClosePage(page)
        return found

    def _address(self, link: Any) -> str:
        said = ctypes.create_string_buffer(_LONGEST_ADDRESS)
        action = self._raw.FPDFLink_GetAction(link)
        length = self._raw.FPDFAction_GetURIPath(self._pdf.raw, action, said, len(said))
        return said.value.decode("ascii", "replace") if length <= len(said) else ""

    def _words(self, text_page: Any, area: Any) -> str:
        units = (ctypes.c_ushort * _LONGEST_ADDRESS)()
        edges = area.left, area.top, area.right, area.bottom
        count = self._raw.FPDFText_GetBoundedText(text_page, *edges, units, len(units))
        said = bytes(units)[: 2 * max(0, min(count, len(units)))]
        return clean_line(said.decode("utf-16-le", "replace").rstrip("\0"))

    def _lines(self, index: int) -> list[Line]:
        raw = self._raw
        page = raw.FPDF_LoadPage(self._pdf.raw, index)
        if not page:
            return []
        try:
            text_page = raw.FPDFText_LoadPage(page)
            if not text_page:
                return []
            try:
                return list(PageText(raw, page, text_page).lines())
            finally:
                raw.FPDFText_ClosePage(text_page)
        finally:
            raw.FPDF_ClosePage(page)


def _refusal(code: int | None, data: bytes) -> str:
    if b"EBX_HANDLER" in data:
        return "protected by DRM (Adobe ADEPT)"
    if code == 4:
        return "protected with a password"
    if code == 5:
        return "protected in a way that only its seller's program opens"
    return "the file is cut short or damaged"


def _title(bookmark: Any) -> str:
    try:
        return clean_line(bookmark.get_title())
    except UnicodeError:
        return ""


def _destination(destination: Any) -> tuple[int | None, float | None]:
    if destination is None:
        return None, None
    page = destination.get_index()
    if page is None or page < 0:
        return None, None
    mode, numbers = destination.get_view()
    # XYZ gives left, top and zoom; FitH and FitBH the top; FitR left, bottom, right and top.
    at = {1: 1, 3: 0, 5: 3, 7: 0}.get(mode)
    top = numbers[at] if at is not None and at < len(numbers) else None
    return page, top
