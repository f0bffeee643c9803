"""Selecting on pages, without a screen: keys, rows and what the page does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stories import shelf, story

from tuireader.layout import Setting
from tuireader.place import Passage, Place
from tuireader.reading import Reading, motion
from tuireader.reading.motion import Unit
from tuireader.ui.pager import Pager
from tuireader.ui.selecting import Selector, sign_at


@pytest.fixture
def pager(own_home: Path) -> Iterator[Pager]:
    library, store, (key,) = shelf(own_home, story())
    yield Pager(Reading(library, store, key, Place(1)), Setting(), 20)
    library.close()


def text(selector: Selector) -> str:
    return motion.text_of(selector.pager.reading.chapters, selector.passage)


def test_it_begins_with_the_first_word_of_the_page(pager: Pager) -> None:
    assert text(Selector.at_page(pager)) == "Chapter"
    pager.scroll(6)
    first = text(Selector.at_page(pager))
    row = pager.layout.line(pager.top)
    assert pager.layout.chapter.blocks[row.block].text[row.start :].split()[0].startswith(first)


def test_it_goes_on_after_what_was_selected_last_on_this_page(pager: Pager) -> None:
    last = Passage(Place(1), Place(1, 0, 7))
    assert text(Selector.at_page(pager, last)) == "2"
    assert text(Selector.at_page(pager, Passage(Place(0), Place(0, 4)))) == "Chapter"


def test_keys_extend_and_take_back(pager: Pager) -> None:
    selector = Selector.at_page(pager)
    selector.by(Unit.WORD, 1)
    assert text(selector) == "Chapter 2"
    selector.by(Unit.SIGN, 1)
    assert text(selector) == "Chapter 2,"
    selector.by(Unit.SENTENCE, 1)
    assert text(selector) == "Chapter 2, paragraph 0."
    selector.by(Unit.WORD, -1)
    assert text(selector) == "Chapter 2, paragraph "
    assert selector.words() == 3


def test_back_over_where_it_began_keeps_the_first_word(pager: Pager) -> None:
    selector = Selector(pager, Passage(Place(1, 1, 11), Place(1, 1, 20)))
    selector.by(Unit.WORD, -1)
    selector.by(Unit.WORD, -1)
    assert text(selector) == "2, paragraph"


def test_the_other_end_moves_after_a_swap(pager: Pager) -> None:
    selector = Selector.at_page(pager)
    selector.by(Unit.SENTENCE, 1)
    selector.swap()
    selector.by(Unit.WORD, 1)
    selector.by(Unit.WORD, 1)
    assert text(selector) == ", paragraph 0."
    selector.swap()
    selector.by(Unit.SENTENCE, 1)
    assert text(selector).startswith(", paragraph 0. It is a truth")


def test_lines_keep_to_their_cell_and_cut_no_word(pager: Pager) -> None:
    selector = Selector.at_page(pager)
    chapters = pager.reading.chapters
    cell = pager.layout.cell_of(0, 6)[1]
    rows = [pager.layout.row_of(0, 0)]
    for _ in range(5):
        selector.lines(1)
        row, last = pager.layout.cell_of(selector.head.block, selector.head.offset - 1)
        rows.append(row)
        there = sign_at(pager, 1, row, cell)
        word = motion.around(chapters, there.start, Unit.WORD)
        assert selector.head == (word.end if word.start <= there.start else there.end)
        assert last >= cell
    assert rows == sorted(set(rows))
    for _ in range(5):
        selector.lines(-1)
    assert text(selector) == "Chapter"


def test_the_page_follows_and_the_next_chapter_is_reached(pager: Pager) -> None:
    selector = Selector.at_page(pager)
    start = selector.passage.start
    selector.pages(1)
    selector.pages(1)
    assert pager.top > 0
    row = pager.layout.row_of(selector.head.block, selector.head.offset - 1)
    assert pager.top <= row < pager.top + pager.height
    selector.to_chapter(end=True)
    assert selector.head == motion.chapter_end(pager.reading.chapters, 1)
    selector.pages(1)
    assert pager.chapter == 2
    assert selector.passage.start == start
    assert selector.words() > pager.reading.outline[1].words - 10
    selector.by(Unit.PARAGRAPH, -1)
    selector.by(Unit.PARAGRAPH, -1)
    assert pager.chapter == 1


def test_the_whole_work(pager: Pager) -> None:
    selector = Selector.at_page(pager)
    selector.to_work(end=True)
    assert selector.head == motion.text_end(pager.reading.chapters)
    assert pager.at_end
    selector.to_work(end=False)
    assert selector.passage.start == motion.text_start(pager.reading.chapters)


def test_another_size_keeps_what_is_selected(pager: Pager) -> None:
    selector = Selector.at_page(pager)
    selector.pages(1)
    passage = selector.passage
    pager.set(Setting(measure=30), 10)
    assert selector.passage == passage
    selector.lines(1)
    row = pager.layout.row_of(selector.head.block, selector.head.offset - 1)
    assert pager.top <= row < pager.top + pager.height


def test_what_stands_in_a_cell(pager: Pager) -> None:
    row, cell = pager.layout.cell_of(0, 3)
    assert sign_at(pager, 1, row, cell) == Passage(Place(1, 0, 3), Place(1, 0, 4))
    beyond = sign_at(pager, 1, row, 65)
    assert beyond.start == beyond.end == Place(1, 0, pager.layout.line(row).end)
    below = sign_at(pager, 1, pager.layout.height + 5, 3)
    assert below.end == motion.chapter_end(pager.reading.chapters, 1)
