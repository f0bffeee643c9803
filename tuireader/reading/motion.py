"""Moving through the words of a work: by sign, word, sentence and paragraph, across chapters.

Pure functions of chapters and places. They see only blocks that hold text; lines and pages are no
business of theirs, since those depend on the window. A place is between two signs, so that what
lies between two places can be selected; every motion comes to rest on text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import pairwise

from tuireader.anchoring import Chapters
from tuireader.place import Passage, Place
from tuireader.work import Block, Chapter


class Unit(StrEnum):
    """What a motion goes by, and what a click takes."""

    SIGN = "sign"
    WORD = "word"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


# A sign is a character with what is joined to it: accents, selectors, a picture made of several.
_JOINED = r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0903" + (
    r"\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    r"\u200d\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff]"
)
_SIGN = re.compile(rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|.)(?:\u200d.|{_JOINED})*", re.DOTALL)

# Scripts without spaces between words are gone through sign by sign.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff"
_UNSPACED += r"\uff66-\uff9f\U00020000-\U0003ffff"
_WORD = re.compile(
    rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])\w)+(?:[’'\-‐‑·.,](?:(?![{_UNSPACED}])\w)+|{_JOINED})*"
)

# A sentence ends after its stop and whatever closes with it, where a space or the text ends, and
# what follows does not go on in small letters; in scripts that set no spaces, at once. A line that
# the author ended ends one too.
_CLOSERS = r"[\"'”’»›)\]}」』）】]*"
_STOP = re.compile(
    rf"(?<![.!?…])(?:[.!?…]+{_CLOSERS}(?:\s+(?=[^a-zß-öø-ÿа-я\s])|$)|[。！？]+{_CLOSERS}|\n+)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|Rev|Capt|Col|Gen|Lt|Sgt|Messrs|Mme|Mlle|Jr|Sr|vs|cf|No"
    r"|Hon|Esq)|\b[A-Z])\.\s+$"
)


def signs(text: str) -> list[int]:
    """Where the signs of `text` begin, and its end."""
    return [*(match.start() for match in _SIGN.finditer(text)), len(text)]


def words(text: str) -> list[tuple[int, int]]:
    """The words of `text`; of one that has none, such as a row of dots, all that is visible."""
    found = [match.span() for match in _WORD.finditer(text)]
    return found or [match.span() for match in re.finditer(r"\S+", text)]


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of `text`, without the space between them."""
    found = []
    start = 0
    for match in _STOP.finditer(text):
        if _ABBREVIATION.search(text, max(start, match.start() - 10), match.end()):
            continue
        if text[start : match.end()].strip():
            found.append((start, match.end()))
            start = match.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return [_trimmed(text, *span) for span in found]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    return start + left, start + len(inner.rstrip())


def _paragraph(text: str) -> list[tuple[int, int]]:
    return [(0, len(text))]


def _signs(text: str) -> list[tuple[int, int]]:
    edges = signs(text)
    return list(pairwise(edges))


_PARTS: dict[Unit, Callable[[str], list[tuple[int, int]]]] = {
    Unit.SIGN: _signs,
    Unit.WORD: words,
    Unit.SENTENCE: sentences,
    Unit.PARAGRAPH: _paragraph,
}


def around(chapters: Chapters, place: Place, unit: Unit) -> Passage:
    """The sign, word ... at `place`, or the next one in its block, or the last one there.

    At the end of a block, or where it holds no text, an empty passage.
    """
    block = _block(chapters, place)
    if block is None or not block.has_text:
        return Passage.at(place)
    parts = _PARTS[unit](block.text)
    for start, end in parts:
        if place.offset < end:
            return _passage(place, start, end)
    return _passage(place, *parts[-1]) if parts and unit is not Unit.SIGN else Passage.at(place)


def _passage(place: Place, start: int, end: int) -> Passage:
    return Passage(place._replace(offset=start), place._replace(offset=end))


def forward(chapters: Chapters, place: Place, unit: Unit) -> Place:
    """The next end of a sign, word ... after `place`; the end of the text where there is none."""
    for here, block in _texts_from(chapters, place):
        after = place.offset if here == place._replace(offset=0) else -1
        ends = (end for _, end in _PARTS[unit](block.text))
        if (end := next((end for end in ends if end > max(after, 0)), None)) is not None:
            return here._replace(offset=end)
    return text_end(chapters)


def backward(chapters: Chapters, place: Place, unit: Unit) -> Place:
    """The last start of a sign, word ... before `place`; the text's start where there is none."""
    for here, block in _texts_before(chapters, place):
        before = place.offset if here == place._replace(offset=0) else len(block.text) + 1
        starts = (start for start, _ in reversed(_PARTS[unit](block.text)))
        if (start := next((start for start in starts if start < before), None)) is not None:
            return here._replace(offset=start)
    return text_start(chapters)


def text_start(chapters: Chapters) -> Place:
    """The first place of the work's text."""
    return next((here for here, _ in _texts_from(chapters, Place())), Place())


def text_end(chapters: Chapters) -> Place:
    """The last place of the work's text."""
    last = Place(len(chapters) - 1, max(0, len(chapters[len(chapters) - 1].blocks) - 1))
    found = next(_texts_before(chapters, last), None)
    return found[0]._replace(offset=len(found[1].text)) if found else Place()


def chapter_start(chapters: Chapters, chapter: int) -> Place:
    """The first place of a chapter's text; its very start where it has none."""
    found = next(_texts(chapters[chapter], chapter, 0), None)
    return found[0] if found else Place(chapter)


def chapter_end(chapters: Chapters, chapter: int) -> Place:
    """The last place of a chapter's text; its very start where it has none."""
    last = Place(chapter, max(0, len(chapters[chapter].blocks) - 1))
    found = next(_texts_before(chapters, last), None)
    if found is None or found[0].chapter != chapter:
        return Place(chapter)
    return found[0]._replace(offset=len(found[1].text))


def text_of(chapters: Chapters, passage: Passage) -> str:
    """The words of a passage, an empty line between its blocks."""
    parts = []
    for here, block in _texts_from(chapters, passage.start):
        if here >= passage.end:
            break
        start = passage.start.offset if here == passage.start._replace(offset=0) else 0
        end = passage.end.offset if here == passage.end._replace(offset=0) else None
        parts.append(block.text[start:end])
    return "\n\n".join(part for part in parts if part)


def count_words(text: str) -> int:
    """How many words moving by words would stop at."""
    return sum(1 for _ in _WORD.finditer(text))


def _block(chapters: Chapters, place: Place) -> Block | None:
    blocks = chapters[place.chapter].blocks
    return blocks[place.block] if place.block < len(blocks) else None


def _texts(chapter: Chapter, number: int, first: int) -> Iterator[tuple[Place, Block]]:
    for index in range(first, len(chapter.blocks)):
        if chapter.blocks[index].has_text:
            yield Place(number, index), chapter.blocks[index]


def _texts_from(chapters: Chapters, place: Place) -> Iterator[tuple[Place, Block]]:
    """The blocks that hold text from that of `place` on, and where each begins."""
    for number in range(place.chapter, len(chapters)):
        first = place.block if number == place.chapter else 0
        yield from _texts(chapters[number], number, first)


def _texts_before(chapters: Chapters, place: Place) -> Iterator[tuple[Place, Block]]:
    """The blocks that hold text from that of `place` backwards, and where each begins."""
    for number in range(place.chapter, -1, -1):
        blocks = chapters[number].blocks
        last = min(place.block, len(blocks) - 1) if number == place.chapter else len(blocks) - 1
        for index in range(last, -1, -1):
            if blocks[index].has_text:
                yield Place(number, index), blocks[index]


def trimmed(chapters: Chapters, passage: Passage) -> Passage:
    """`passage` without white space at its edges, each edge on text that belongs to it."""
    start, end = passage
    for here, block in _texts_from(chapters, start):
        first = start.offset if here == start._replace(offset=0) else 0
        rest = block.text[first:]
        if rest.strip():
            start = here._replace(offset=first + len(rest) - len(rest.lstrip()))
            break
    for here, block in _texts_before(chapters, end):
        if here < start._replace(offset=0):
            break
        last = end.offset if here == end._replace(offset=0) else len(block.text)
        if text := block.text[:last].rstrip():
            end = here._replace(offset=len(text))
            break
    return Passage(start, max(start, end))
