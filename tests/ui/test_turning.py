"""Turning pages: no line is lost, none is repeated, and the end of a chapter is its last page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tuireader.ui import turning


class Rows:
    """Rows of which some are blank; never the last, as a chapter never ends in air."""

    def __init__(self, blanks: list[bool]):
        self.blanks = [*blanks, False]

    @property
    def height(self) -> int:
        return len(self.blanks)

    def is_blank(self, row: int) -> bool:
        return self.blanks[row]

    def text(self, start: int, end: int) -> list[int]:
        """The rows with text from `start` up to `end`."""
        return [row for row in range(start, min(end, self.height)) if not self.blanks[row]]


rows_of_text = st.lists(st.booleans(), max_size=120).map(Rows)
heights = st.integers(1, 40)


@given(rows_of_text, heights, st.integers(0, 119))
def test_pages_forward_show_every_line_once(rows: Rows, height: int, start: int) -> None:
    start = min(start, rows.height - 1)
    seen: list[int] = []
    top: int | None = start
    while top is not None:
        seen += rows.text(top, top + height)
        top = turning.next_page(rows, top, height)
    assert seen == rows.text(start, rows.height)


@given(rows_of_text, heights, st.integers(0, 119))
def test_pages_back_show_every_line_above_once(rows: Rows, height: int, start: int) -> None:
    top = start = min(start, rows.height - 1)
    seen: list[int] = []
    while (previous := turning.previous_page(top, height)) is not None:
        seen = rows.text(previous, min(previous + height, top)) + seen
        top = previous
    assert top == 0
    assert seen == rows.text(0, start)


@given(rows_of_text, heights, st.integers(1, 10), st.integers(0, 119))
def test_steps_down_stop_with_the_last_line_in_view(
    rows: Rows, height: int, lines: int, start: int
) -> None:
    top = min(start, rows.height - 1)
    following = turning.scrolled(rows, top, lines, height)
    if following is None:
        assert top + height >= rows.height
    else:
        assert top < following <= top + lines
        assert following + height <= rows.height


def test_steps_up_stop_at_the_first_line() -> None:
    rows = Rows([False] * 30)
    assert turning.scrolled(rows, 2, -3, 10) == 0
    assert turning.scrolled(rows, 0, -3, 10) is None


@given(rows_of_text, heights, st.integers(0, 119))
def test_page_numbers_are_in_range_and_end_at_the_last(rows: Rows, height: int, start: int) -> None:
    top = min(start, rows.height - 1)
    page, pages = turning.page_of(rows, top, height)
    assert 1 <= page <= pages
    assert (page == pages) or top + height < rows.height
    assert turning.page_of(rows, turning.top_of_page(page, height), height)[0] == page


@given(rows_of_text, heights)
def test_the_last_page_shows_the_last_line(rows: Rows, height: int) -> None:
    top = turning.last_page(rows, height)
    assert top < rows.height <= top + height
    assert not rows.is_blank(top)
