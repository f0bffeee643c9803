"""Places as they are counted outside."""

import pytest

from anchoring.texts import LIGHTHOUSE
from tuireader.anchoring import inner_place, outer_place
from tuireader.place import Place
from tuireader.work import Block, Chapter, Kind

LAMP = LIGHTHOUSE[0]


def test_the_storys_text_is_counted_first() -> None:
    assert outer_place(LAMP, Place(0, 1, 4)) == (1, 0, 4)
    assert outer_place(LAMP, Place(0, 5, 0)) == (1, 3, 0)
    assert outer_place(LAMP, Place(0, 0, 7)) == (1, 6, 7)


def test_every_place_on_text_comes_back() -> None:
    for number, chapter in enumerate(LIGHTHOUSE):
        for index, block in enumerate(chapter.blocks):
            for offset in range(len(block.text) + 1) if block.has_text else ():
                place = Place(number, index, offset)
                assert inner_place(chapter, outer_place(chapter, place)) == place


def test_a_break_is_the_text_after_it_or_the_end() -> None:
    assert outer_place(LAMP, Place(0, 4, 0)) == outer_place(LAMP, Place(0, 5, 0))
    assert outer_place(LAMP, Place(0, 8, 0)) == outer_place(LAMP, Place(0, 7, 6))
    assert outer_place(LAMP, Place(0, 99, 0)) == outer_place(LAMP, Place(0, 7, 6))
    assert outer_place(LAMP, Place(0, 7, 99)) == outer_place(LAMP, Place(0, 7, 6))


def test_a_chapter_without_text_has_one_place() -> None:
    bare = Chapter(3, "", (Block(Kind.BREAK), Block(Kind.IMAGE, "a cat")))
    assert outer_place(bare, Place(2, 1, 3)) == (3, 0, 0)
    assert inner_place(bare, (3, 0, 0)) == Place(2, 0, 0)


@pytest.mark.parametrize("outer", [(1, 7, 0), (1, -1, 0), (1, 0, 53), (0, 0, 0)])
def test_a_place_that_is_not_there_is_refused(outer: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="has no"):
        inner_place(LAMP, outer)
