"""The text of a whole work, folded into one string, and the way from places to it and back.

Aligning and finding work on positions in this string and need not know about chapters, blocks or
what a format did to the characters.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, repeat
from operator import add

from tuireader.anchoring.folding import (
    INVISIBLE,
    digest_folded,
    fold_all,
    fold_offsets,
    folded_offset,
    keeps_offsets,
)
from tuireader.anchoring.folding import edition as edition_of
from tuireader.anchoring.quoting import Chapters
from tuireader.place import Passage, Place
from tuireader.work import Chapter, Part

_STORY = Part.STORY  # looked up once, as it is slow


class Folded:
    """The folded text of chapters: `text` is their paragraphs joined by spaces.

    A paragraph here is a block with visible text, whatever its kind. `paragraphs` are folded, `raw`
    as they are, `starts` where each begins in `text`, `where` its (chapter, block), `story` whether
    it is part of the story. `openings` are the indexes of every chapter's first paragraph, and one
    more for the end; `titles` and `ids` those of the chapters; `edition` that of the work.
    """

    def __init__(
        self, chapters: Chapters, first: int = 0, edition: str = "", like: Folded | None = None
    ) -> None:
        """`first` is the index of the first of `chapters` in its work. Loads each of them once.

        `edition` is worked out where it is not given. What is in a text `like` this one need not
        be folded again.
        """
        loaded = [chapters[number] for number in range(len(chapters))]
        self.titles = [chapter.title for chapter in loaded]
        self.ids = [chapter.source_id for chapter in loaded]
        self.paragraphs: list[str] = []
        self.raw: list[str] = []
        self.where: list[tuple[int, int]] = []
        self.story: list[bool] = []
        self.openings: list[int] = [0]
        self._offsets: dict[int, Sequence[int]] = {}
        known = dict(zip(like.raw, like.paragraphs, strict=True)) if like else {}
        for number, chapter in enumerate(loaded, first):
            self._take(number, chapter, known)
            self.openings.append(len(self.paragraphs))
        lengths = accumulate(map(len, self.paragraphs), initial=0)
        self.starts: list[int] = list(map(add, lengths, range(len(self.paragraphs))))
        self.text = " ".join(self.paragraphs)
        self.edition = edition or edition_of(loaded)

    def _take(self, number: int, chapter: Chapter, known: dict[str, str]) -> None:
        """Adds a chapter. `known` are texts as they are and folded."""
        indexes = [index for index, block in enumerate(chapter.blocks) if block.has_text]
        raw = [chapter.blocks[index].text for index in indexes]
        fresh = [text for text in raw if text not in known]
        known.update(zip(fresh, fold_all(fresh), strict=True))
        if not all(folded := [known[text] for text in raw]):  # nothing of some can be seen
            indexes = [index for index, text in zip(indexes, folded, strict=True) if text]
            raw = [chapter.blocks[index].text for index in indexes]
            folded = [text for text in folded if text]
        self.paragraphs += folded
        self.raw += raw
        self.where += zip(repeat(number), indexes)
        self.story += [chapter.blocks[index].part is _STORY for index in indexes]

    @cached_property
    def digests(self) -> dict[str, int]:
        """The paragraph of every digest, -1 where several have it."""
        found: dict[str, int] = {}
        for index, paragraph in enumerate(self.paragraphs):
            name = digest_folded(paragraph)
            found[name] = -1 if name in found else index
        return found

    def paragraph_at(self, position: int) -> int:
        """The index of the paragraph that holds `position`, or the space after it."""
        return max(0, bisect_right(self.starts, position) - 1)

    def end_of(self, paragraph: int) -> int:
        """The position after the last character of a paragraph."""
        return self.starts[paragraph] + len(self.paragraphs[paragraph])

    def raw_at(self, place: Place) -> str | None:
        """The text, as it is, of the paragraph that `place` is in."""
        index = bisect_left(self.where, place[:2])
        found = index < len(self.where) and self.where[index] == place[:2]
        return self.raw[index] if found else None

    def position(self, place: Place) -> int:
        """The position of `place`; of the next text where it is in none, or the end of the last."""
        index = bisect_left(self.where, (place.chapter, place.block))
        if index == len(self.where):
            return len(self.text)
        if self.where[index] != (place.chapter, place.block):
            return self.starts[index]
        return self.starts[index] + folded_offset(self._map(index), place.offset)

    def span(self, passage: Passage) -> tuple[int, int]:
        """The positions of a passage, from its first visible character to after its last."""
        start, end = self.position(passage.start), self.position(passage.end)
        while end > start and self.text[end - 1] == " ":
            end -= 1  # an end before a paragraph is the end of the one before it
        while start < end and self.text[start] == " ":
            start += 1
        return start, end

    def place(self, position: int, *, closing: bool = False) -> Place:
        """The place of `position`; `closing`: where the character before it ends."""
        if not self.where:
            return Place()
        index = self.paragraph_at(position - closing)
        chapter, block = self.where[index]
        offsets = self._map(index)
        offset = offsets[min(position - self.starts[index], len(offsets) - 1)]
        if closing:
            # What is invisible between that character and the next belongs to neither.
            offset = len(self.raw[index][:offset].rstrip(INVISIBLE + " \n\u00a0"))
        return Place(chapter, block, offset)

    def passage(self, start: int, end: int) -> Passage:
        """The passage over `text[start:end]`."""
        first = self.place(start)
        return Passage(first, self.place(end, closing=True)) if end > start else Passage.at(first)

    def _map(self, index: int) -> Sequence[int]:
        offsets = self._offsets.get(index)
        if offsets is None:
            raw = self.raw[index]
            same = keeps_offsets(raw, self.paragraphs[index])
            offsets = range(len(raw) + 1) if same else fold_offsets(raw)
            self._offsets[index] = offsets
        return offsets
