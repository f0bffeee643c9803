"""The window on a work: it moves as keys say, loses no line, and no resize moves the place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import shelf, story

from tuireader.layout import LineKind, Setting
from tuireader.place import Place
from tuireader.reading import Reading
from tuireader.ui.going import NotUnderstoodError, go_to
from tuireader.ui.pager import Pager

Open = Callable[..., Pager]
CHAPTERS = 3
quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def pager_of(tmp_path: Path) -> Iterator[Open]:
    library, store, (key,) = shelf(tmp_path, story(CHAPTERS, 12))

    def open_pager(place: Place | None = None, measure: int = 60, height: int = 20) -> Pager:
        return Pager(Reading(library, store, key, place), Setting(measure), height)

    yield open_pager
    library.close()


def first_words(pager: Pager) -> str:
    """What stands on the first line of the page that is not empty."""
    for row in range(pager.top, pager.layout.height):
        line = pager.layout.line(row)
        text = "".join(piece.text for piece in pager.layout.pieces(line))
        if text.strip():
            return text.strip()
    return ""


def lines_in_view(pager: Pager) -> list[tuple[int, int]]:
    """(chapter, row) of the rows in view that hold anything."""
    rows = range(pager.top, min(pager.top + pager.height, pager.layout.height))
    return [
        (pager.chapter, row) for row in rows if pager.layout.line(row).kind is not LineKind.BLANK
    ]


def all_lines(pager: Pager) -> list[tuple[int, int]]:
    return [
        (chapter, row)
        for chapter in range(CHAPTERS)
        for row in range(pager.rows(chapter).height)
        if not pager.rows(chapter).is_blank(row)
    ]


@quick
@given(measure=st.integers(18, 90), height=st.integers(1, 50))
def test_turning_pages_shows_every_line_of_the_work_once(
    pager_of: Open, measure: int, height: int
) -> None:
    pager = pager_of(measure=measure, height=height)
    seen = lines_in_view(pager)
    ahead = pager.ahead()
    while pager.turn_page(1):
        assert ahead == (pager.chapter, pager.top)
        ahead = pager.ahead()
        seen += lines_in_view(pager)
    assert seen == all_lines(pager)
    assert pager.at_end
    assert pager.reading.finished


@quick
@given(height=st.integers(1, 50), pages=st.integers(1, 40))
def test_pages_back_retrace_pages_forward(pager_of: Open, height: int, pages: int) -> None:
    pager = pager_of(height=height)
    tops = [(pager.chapter, pager.top)]
    tops += [(pager.chapter, pager.top) for _ in range(pages) if pager.turn_page(1)]
    while len(tops) > 1:
        tops.pop()
        assert pager.turn_page(-1)
        assert (pager.chapter, pager.top) == tops[-1]
    assert not pager.turn_page(-1)


@quick
@given(
    start=st.integers(0, 60),
    sizes=st.lists(st.tuples(st.integers(18, 120), st.integers(1, 60)), min_size=1, max_size=12),
)
def test_resizing_keeps_the_place_and_its_words_on_the_first_line(
    pager_of: Open, start: int, sizes: list[tuple[int, int]]
) -> None:
    pager = pager_of()
    for _ in range(start):
        pager.scroll(3)
    place = pager.reading.place
    words = first_words(pager)
    for measure, height in sizes:
        pager.set(Setting(measure), height)
        assert pager.reading.place == place
        row = pager.layout.row_of(place.block, place.offset)
        between = [pager.layout.line(row) for row in range(pager.top, row)]
        assert all(line.kind is not LineKind.TEXT for line in between)
    pager.set(Setting(60), 20)
    assert first_words(pager) == words


@quick
@given(steps=st.lists(st.sampled_from([1, -1, 5, -5, 20, -20]), max_size=30))
def test_a_reopened_work_shows_the_same_first_words(pager_of: Open, steps: list[int]) -> None:
    pager = pager_of()
    for step in steps:
        if abs(step) == 20:
            pager.turn_page(step // 20)
        else:
            pager.scroll(step)
    pager.reading.save()
    assert first_words(pager_of()) == first_words(pager)


def test_the_title_comes_back_with_the_start_of_a_chapter(pager_of: Open) -> None:
    pager = pager_of(Place(2))
    assert pager.top == 0
    assert first_words(pager) == "Chapter 3"


def test_a_label_comes_back_with_the_text_below_it(pager_of: Open) -> None:
    pager = pager_of()
    while first_words(pager) != "Notes":
        assert pager.scroll(1)
    pager.reading.save()
    assert first_words(pager_of()) == "Notes"
    while first_words(pager) == "Notes":
        assert pager.scroll(1)
    assert first_words(pager) == "Thank you for reading."
    pager.reading.save()
    assert first_words(pager_of()) == "Thank you for reading."


def test_steps_go_on_into_the_next_chapter_and_back(pager_of: Open) -> None:
    pager = pager_of()
    while pager.chapter == 0:
        assert pager.scroll(7)
    assert (pager.chapter, pager.top) == (1, 0)
    assert pager.scroll(-1)
    assert pager.chapter == 0
    assert pager.top + pager.height >= pager.layout.height


def test_chapters(pager_of: Open) -> None:
    pager = pager_of(Place(0, 9))
    assert pager.turn_chapter(1)
    assert pager.reading.place == Place(1)
    assert pager.turn_chapter(1)
    assert not pager.turn_chapter(1)
    assert pager.turn_chapter(-1)
    assert pager.reading.place == Place(1)
    assert pager.retrace(pager.reading.back)
    assert pager.reading.place == Place(2)


def test_the_ends_of_a_chapter_and_of_the_work(pager_of: Open) -> None:
    pager = pager_of(Place(1, 5))
    assert pager.chapter_end()
    assert pager.chapter == 1
    assert pager.page()[0] == pager.page()[1]
    assert pager.chapter_start()
    assert (pager.chapter, pager.top) == (1, 0)
    assert pager.work_end()
    assert pager.at_end
    assert not pager.reading.finished, "looking at the end is not reading to it"
    assert pager.work_start()
    assert (pager.chapter, pager.top) == (0, 0)
    for _ in range(4):
        pager.retrace(pager.reading.back)
    assert pager.reading.place == Place(1, 5)


def test_a_work_that_fits_on_a_page_is_finished_by_turning_on(pager_of: Open) -> None:
    pager = pager_of(Place(2), height=200)
    assert not pager.turn_page(1)
    assert pager.reading.finished


def test_the_passage_in_view_is_what_bookmarks_are_looked_for_in(pager_of: Open) -> None:
    pager = pager_of(Place(1, 5))
    before = pager.passage()
    assert Place(1, 5) in before
    pager.turn_page(1)
    assert pager.passage().start == before.end
    pager.chapter_end()
    assert Place(1, 11, 99) in pager.passage()
    assert Place(2) not in pager.passage()


@pytest.mark.parametrize(
    ("answer", "chapter", "page"),
    [
        ("3", 2, 1),
        (" chapter 2 ", 1, 1),
        ("ch3", 2, 1),
        ("p2", 1, 2),
        ("page 3", 1, 3),
        ("p99", 1, 4),
        ("p0", 1, 1),
        ("0%", 0, 1),
    ],
)
def test_going_to_a_chapter_or_page(pager_of: Open, answer: str, chapter: int, page: int) -> None:
    pager = pager_of(Place(1, 7))
    go_to(pager, answer)
    assert (pager.chapter, pager.page()[0]) == (chapter, page)
    pager.retrace(pager.reading.back)
    assert pager.reading.place == Place(1, 7)


@pytest.mark.parametrize("answer", ["50%", "12,5 %", "99.9%", "100%", "250%"])
def test_going_to_a_share_of_the_work(pager_of: Open, answer: str) -> None:
    pager = pager_of()
    go_to(pager, answer)
    wanted = min(1.0, float(answer.rstrip("% ").replace(",", ".")) / 100)
    assert pager.reading.fraction == pytest.approx(wanted, abs=0.06)


@pytest.mark.parametrize("answer", ["9", "chapter", "page two", "-3", "p", "%", "3 4"])
def test_what_is_not_understood_is_said(pager_of: Open, answer: str) -> None:
    pager = pager_of(Place(1, 7))
    with pytest.raises(NotUnderstoodError):
        go_to(pager, answer)
    assert pager.reading.place == Place(1, 7)


@quick
@given(percent=st.integers(1, 99), measure=st.integers(40, 90))
def test_going_to_a_share_takes_the_first_word_in_view_for_the_place(
    pager_of: Open, percent: int, measure: int
) -> None:
    pager = pager_of(measure=measure)
    go_to(pager, f"{percent}%")
    words = first_words(pager).split()[:2]
    pager.set(Setting(20), 20)
    assert words[0] in first_words(pager).split()
    pager.set(Setting(measure), 20)
    assert first_words(pager).split()[:2] == words
