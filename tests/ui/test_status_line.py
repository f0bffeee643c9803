"""The status line: everything in words, at any width from 20 columns up."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tuireader.ui.phrases import duration, percent
from tuireader.ui.widgets.status_line import Standing, length, needed, shortened, sides

STANDING = Standing("The Long Way Home, and What Came After", 12, 34, 0.37, 12, 380)


@given(
    st.text(max_size=60),
    st.integers(1, 5000),
    st.floats(0, 1),
    st.floats(0, 20000),
    st.integers(20, 200),
)
def test_it_fits_and_always_says_how_far(
    title: str, pages: int, fraction: float, minutes: float, width: int
) -> None:
    standing = Standing(title, pages, pages, fraction, minutes, minutes * 3)
    left, right = sides(standing, width)
    assert cell_len(left) + cell_len(right) + (2 if left else 0) <= width
    assert percent(fraction) in right
    assert all(unicodedata.category(char) != "Cc" for char in left + right)


@pytest.mark.parametrize(
    ("width", "left", "right"),
    [
        (20, "The Long Way…", "37 %"),
        (40, "The Long Way Home, and…", "12 of 34 · 37 %"),
        (66, "The Long Way Ho…", "12 of 34 · 37 % · 12 min left, 6 h 20 min in all"),
        (
            120,
            STANDING.chapter,
            "page 12 of 34 · 37 % · 12 min left in chapter, 6 h 20 min in all",
        ),
    ],
)
def test_it_says_as_much_as_there_is_room_for(width: int, left: str, right: str) -> None:
    assert sides(STANDING, width) == (left, right)


@pytest.mark.parametrize("room", [98, 118, 198])
def test_it_is_as_long_as_the_text_unless_something_would_be_cut(room: int) -> None:
    short = STANDING._replace(chapter="The Way Home")
    assert length(needed(short), 66, room) == 66
    assert sides(short, 66) == (
        "The Way Home",
        "12 of 34 · 37 % · 12 min left, 6 h 20 min in all",
    )
    long = length(needed(STANDING), 66, room)
    assert 66 < long <= room
    assert sides(STANDING, long) == (
        STANDING.chapter,
        "12 of 34 · 37 % · 12 min left, 6 h 20 min in all",
    )


@given(st.integers(0, 300), st.integers(10, 120), st.integers(1, 200))
def test_it_is_never_longer_than_the_window(needed: int, column: int, room: int) -> None:
    assert min(column, room) <= length(needed, column, room) <= room


@pytest.mark.parametrize(
    ("width", "name"),
    [
        (30, "Part Five: 1811–12 · XVII"),
        (25, "Part Five: 1811–12 · XVII"),
        (20, "Part Five: 1… · XVII"),
        (15, "Part Fi… · XVII"),
        (14, "XVII"),
        (3, "XV…"),
    ],
)
def test_of_a_name_the_part_is_shortened_first(width: int, name: str) -> None:
    assert shortened("Part Five: 1811–12 · XVII", width) == name


def test_in_the_last_chapter_the_time_is_said_once() -> None:
    assert sides(STANDING._replace(left_in_work=12), 120)[1].endswith("12 min left in chapter")


def test_at_the_end_it_says_so() -> None:
    at_end = STANDING._replace(page=34, fraction=1.0)
    assert sides(at_end, 66)[1] == "page 34 of 34 · 100 % · the end"


@pytest.mark.parametrize(
    ("fraction", "words"),
    [(0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.999, "99 %"), (1, "100 %")],
)
def test_only_the_start_is_nothing_and_only_the_end_is_all(fraction: float, words: str) -> None:
    assert percent(fraction) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "1 min"),
        (59.4, "59 min"),
        (59.6, "1 h"),
        (61, "1 h 1 min"),
        (120, "2 h"),
        (599, "9 h 59 min"),
        (615, "10 h"),
        (2260, "38 h"),
    ],
)
def test_times_are_said_as_people_say_them(minutes: float, words: str) -> None:
    assert duration(minutes) == words
