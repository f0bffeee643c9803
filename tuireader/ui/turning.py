"""How a chapter of rows is turned in pages: which row comes to the top.

Pure arithmetic over anything that knows its height and which rows are blank. A page begins
wherever the reader is, not at fixed rows, so that no resize and no step by lines ever makes one
repeat or leave out a line.
"""

from __future__ import annotations

from typing import Protocol


class Rows(Protocol):
    """The rows of a chapter, set at some width."""

    @property
    def height(self) -> int: ...

    def is_blank(self, row: int, /) -> bool: ...


def next_page(rows: Rows, top: int, height: int) -> int | None:
    """The top of the page after the one at `top`, or None where the chapter ends on that one.

    Blank rows at the head of a page are passed over: the page's edge is air enough.
    """
    row = top + max(1, height)
    while row < rows.height and rows.is_blank(row):
        row += 1
    return row if row < rows.height else None


def previous_page(top: int, height: int) -> int | None:
    """The top of the page that ends right above `top`, or None at the chapter's start.

    Where less than a page is left above, it is the first of the chapter.
    """
    return max(0, top - max(1, height)) if top > 0 else None


def last_page(rows: Rows, height: int) -> int:
    """The top of the chapter's last page, counted in whole pages from its start."""
    row = max(0, rows.height - 1) // max(1, height) * max(1, height)
    while row < rows.height - 1 and rows.is_blank(row):
        row += 1
    return row


def scrolled(rows: Rows, top: int, lines: int, height: int) -> int | None:
    """The top after a step of `lines`, or None where the step leaves the chapter.

    Going down leaves it once its last row is in view; going up, once its first is.
    """
    if lines > 0:
        if top + height >= rows.height:
            return None
        return min(top + lines, max(top, rows.height - height))
    return None if top <= 0 else max(0, top + lines)


def page_of(rows: Rows, top: int, height: int) -> tuple[int, int]:
    """(page, pages) from 1: which page of the chapter this is. The chapter's end is its last."""
    height = max(1, height)
    pages = max(1, -(-rows.height // height))
    if top + height >= rows.height:
        return pages, pages
    return min(top // height + 1, pages), pages


def top_of_page(page: int, height: int) -> int:
    """The top of a page counted from 1, as `page_of` counts."""
    return (max(1, page) - 1) * max(1, height)
