"""Places as people and other programs count them: chapters from 1, only blocks that hold text.

The numbers of `marks --format json`. Inside, a place counts all blocks of a chapter in reading
order; outside, breaks, rules and pictures do not count, and the story's blocks come before those
of the chapter's summary and notes, so that notes do not shift the numbers of the story.
"""

from __future__ import annotations

from tuireader.place import Place
from tuireader.work import Chapter, Part


def outer_place(chapter: Chapter, place: Place) -> tuple[int, int, int]:
    """(chapter from 1, block, offset) of `place`, which is in `chapter`.

    A place in a block without text is that of the next text, or of the end of the last one.
    """
    place = settle(chapter, place)
    order = _order(chapter)
    block = order.index(place.block) if place.block in order else 0
    return place.chapter + 1, block, place.offset


def inner_place(chapter: Chapter, outer: tuple[int, int, int]) -> Place:
    """The place that `outer` names in `chapter`: the inverse of `outer_place`.

    Raises ValueError where the chapter has no such place.
    """
    number, block, offset = outer
    order = _order(chapter)
    if not order and (block, offset) == (0, 0) and number >= 1:
        return Place(number - 1, 0, 0)
    if number < 1 or not 0 <= block < len(order):
        raise ValueError(f"chapter {number} has no paragraph {block}")
    inner = order[block]
    if not 0 <= offset <= len(chapter.blocks[inner].text):
        raise ValueError(f"paragraph {block} of chapter {number} has no character {offset}")
    return Place(number - 1, inner, offset)


def settle(chapter: Chapter, place: Place) -> Place:
    """`place` on text: itself, or the next text in the chapter, or the end of the last one.

    In a chapter without text it is the chapter's beginning.
    """
    blocks = chapter.blocks
    if place.block < len(blocks) and blocks[place.block].has_text:
        return place._replace(offset=min(place.offset, len(blocks[place.block].text)))
    for index in range(place.block, len(blocks)):
        if blocks[index].has_text:
            return place._replace(block=index, offset=0)
    for index in range(min(place.block, len(blocks)) - 1, -1, -1):
        if blocks[index].has_text:
            return place._replace(block=index, offset=len(blocks[index].text))
    return place._replace(block=0, offset=0)


def _order(chapter: Chapter) -> list[int]:
    """Indexes of the blocks that hold text, the story's first."""
    texts = [index for index, block in enumerate(chapter.blocks) if block.has_text]
    return sorted(texts, key=lambda index: chapter.blocks[index].part is not Part.STORY)
