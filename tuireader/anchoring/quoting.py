"""What a mark remembers of its place: the words, what is around them, and where they were."""

from __future__ import annotations

from typing import Protocol

from tuireader.anchoring.folding import digest
from tuireader.anchoring.outer import settle
from tuireader.marks import Anchor
from tuireader.place import CONTEXT, Passage, Place, Quote
from tuireader.work import Chapter


class Chapters(Protocol):
    """The chapters of a work by index from 0: a tuple, or something that loads each on demand."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Chapter: ...


def quote_of(chapters: Chapters, passage: Passage) -> Quote:
    """The words of `passage` and up to `CONTEXT` characters of its chapters on either side.

    Only the chapters it touches are loaded. Blocks are joined by "\\n", in the words and around.
    """
    (first, *_), (last, *_) = passage
    start = settle(chapters[first], passage.start)
    end = max(settle(chapters[last], passage.end), start)
    if last == first:
        text, at = chapter_text(chapters[first])
        begin, stop = at[start.block] + start.offset, at[end.block] + end.offset
        return _around(text, begin, text, stop, text[begin:stop])
    opening, at = chapter_text(chapters[first])
    begin = at[start.block] + start.offset
    closing, at = chapter_text(chapters[last])
    stop = at[end.block] + end.offset
    between = [chapter_text(chapters[index])[0] for index in range(first + 1, last)]
    parts = [opening[begin:], *between, closing[:stop]]
    return _around(opening, begin, closing, stop, "\n".join(part for part in parts if part))


def _around(opening: str, begin: int, closing: str, stop: int, exact: str) -> Quote:
    return Quote(exact, opening[max(0, begin - CONTEXT) : begin], closing[stop : stop + CONTEXT])


def chapter_text(chapter: Chapter) -> tuple[str, list[int]]:
    """The text of a chapter, a line a block, and for every block where its text begins in it.

    Blocks without text take none and begin where the next text does.
    """
    at = []
    length = 0
    for block in chapter.blocks:
        at.append(length)
        if block.has_text:
            length += len(block.text) + 1
    text = "\n".join(block.text for block in chapter.blocks if block.has_text)
    return text, at or [0]


def anchor_passage(chapters: Chapters, passage: Passage, edition: str) -> Anchor:
    """`passage` with all that finds it again in another edition. `edition` is the present one."""
    chapter = chapters[passage.start.chapter]
    return Anchor(
        passage=passage,
        quote=quote_of(chapters, passage),
        chapter_title=chapter.title,
        chapter_id=chapter.source_id,
        digest=_digest_at(chapter, passage.start),
        edition=edition,
    )


def _digest_at(chapter: Chapter, place: Place) -> str:
    place = settle(chapter, place)
    return digest(chapter.blocks[place.block].text) if chapter.blocks else ""
