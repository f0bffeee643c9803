"""What a reader calls a chapter, in the documents of a book.

Most books keep a chapter a document. Where the table of contents names several places in one, it is
split at those of the same rank, and below that only while a chapter would be too long; a document
that continues one, because a converter cut it in two, is joined to it. Where there is no table of
contents, the headings are one. Nothing here knows files or markup.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from tuireader.formats.links import Anchors, resolve
from tuireader.formats.sanitise import clean_line
from tuireader.formats.scenes import settle
from tuireader.formats.words import count_words
from tuireader.place import Place
from tuireader.work import Align, Block, Chapter, Entry, Kind, Role

# More words than people read at a sitting.
_LONG = 30_000
# On average fewer words than that are sections, not chapters.
_SHORT = 300
# What stands above a chapter's first paragraph and is no chapter by itself.
_SHORT_HEAD = 40
_LONGEST_TITLE_HEADINGS = 4
_LONGEST_HEAD = 80  # characters
# How many documents hold chapters with sections, at least, for all to be chapters.
_SEVERAL = 2
# How calibre calls what it cuts.
_CUT = re.compile(r"_split_\d{3,}(?=\.\w+\Z)")
_NUMBER = re.compile(r"(?:\w+ )?(?:\d{1,4}|[IVXLC]{1,8})\.?", re.IGNORECASE)


class Point(NamedTuple):
    """A line of the table of contents, as written: `target` names an anchor, "" none.

    What is not `linked` is only a title over the lines below it.
    """

    title: str
    level: int  # from 1
    target: str
    linked: bool = True


@dataclass
class Part:
    """A document of the book, in reading order. `stands_alone`: it is a title page or the like."""

    name: str
    blocks: list[Block]
    title: str = ""  # as the book's guide calls it
    stands_alone: bool = False


@dataclass
class _Draft:
    blocks: list[Block] = field(default_factory=list)
    title: str = ""


class _Mark(NamedTuple):
    """A place in a document that the contents name."""

    block: int
    level: int
    title: str


def make_chapters(
    parts: Sequence[Part], points: Sequence[Point]
) -> tuple[tuple[Chapter, ...], tuple[Entry, ...]]:
    """The chapters of a book and its table of contents, every line of it."""
    parts = _mended(parts, _marks(parts, points))
    marks = _marks(parts, points)
    drafts: list[_Draft] = []
    named = False  # whether the contents have begun to name documents
    # A contents of one line, "Start", says nothing of where the others belong.
    tells = sum(map(bool, marks)) > 1
    before = ""
    for part, found in zip(parts, marks, strict=True):
        head = "" if tells or found else _bold_head(part)
        cut = before != "" and _cut_from(part.name) == before
        if drafts and cut and found and _continues(part, cut):
            goes_on = found[0].block
            drafts[-1].blocks += part.blocks[:goes_on]
            part = replace(part, blocks=part.blocks[goes_on:])
            found = [mark._replace(block=mark.block - goes_on) for mark in found]
        if drafts and not found and not head and _continues(part, cut) and (named or cut):
            drafts[-1].blocks += part.blocks
        elif head:
            drafts.append(_Draft(part.blocks, head))
        else:
            drafts += _split(part, found)
        named = named or bool(found)
        before = _cut_from(part.name)
    drafts = [draft for draft in drafts if draft.blocks] or [_Draft()]
    settled = [settle(draft.blocks) for draft in drafts]
    anchors = Anchors(settled)
    chapters = tuple(
        _chapter(number, draft.title, blocks)
        for number, (draft, blocks) in enumerate(
            zip(drafts, resolve(settled, anchors), strict=True), 1
        )
    )
    return chapters, tuple(_entries(points, anchors, chapters))


def _mended(parts: Sequence[Part], marks: Sequence[list[_Mark]]) -> Sequence[Part]:
    """The documents, with those whole again that a converter cut within a chapter.

    It cuts what is too large for it wherever a section begins, so that some sections would be
    chapters and others not. That documents were chapters shows where several, cut or not, hold one
    line of the contents above others.
    """
    pairs = zip(parts, marks, strict=True)
    groups = [
        list(group)
        for _, group in groupby(pairs, key=lambda pair: _cut_from(pair[0].name) or pair[0].name)
    ]
    chapters = [_is_chapter([mark for _, found in group for mark in found]) for group in groups]
    if sum(chapters) < _SEVERAL:
        return parts
    mended: list[Part] = []
    for group, is_chapter in zip(groups, chapters, strict=True):
        pieces = [part for part, _ in group]
        if is_chapter and len(pieces) > 1:
            blocks = [block for piece in pieces for block in piece.blocks]
            pieces = [replace(pieces[0], blocks=blocks)]
        mended += pieces
    return mended


def _is_chapter(marks: Sequence[_Mark]) -> bool:
    """Whether a document holds one line of the contents and only lesser ones after it."""
    return len(marks) > 1 and all(mark.level > marks[0].level for mark in marks[1:])


def headings_as_points(part: Part) -> list[Point]:
    """A table of contents of the headings in a document, which gets anchors for them.

    The topmost headings that make chapters of it are the first level, whatever their rank.
    """
    headings = [
        (index, block)
        for index, block in enumerate(part.blocks)
        if block.kind is Kind.HEADING and not block.cell and block.text
    ]
    marks = [_Mark(index, block.level, block.text) for index, block in headings]
    top = _chapter_level(part, marks)
    points = []
    following = [*headings[1:], (len(part.blocks), part.blocks[-1])] if headings else []
    for (index, block), (next_index, next_block) in zip(headings, following, strict=True):
        between = part.blocks[index + 1 : next_index]
        if next_block.level < block.level and not any(inner.has_text for inner in between):
            continue  # "by" between title and author
        target = f"heading:{index}"  # not a fragment, so that it goes when links are resolved
        part.blocks[index] = replace(block, anchors=((target, 0), *block.anchors))
        title = clean_line(block.text)
        points.append(Point(title, max(1, block.level - top + 1), target))
    return points


def _chapter_level(part: Part, marks: list[_Mark]) -> int:
    """The rank of headings that chapters begin with."""
    levels = sorted({mark.level for mark in marks})
    for level in levels:
        cuts = _cuts(part, marks, level)
        if len(cuts) > 1 and sum(_lengths(part, cuts)) >= len(cuts) * _SHORT:
            return level
    return marks[0].level if marks else 1


def _marks(parts: Sequence[Part], points: Sequence[Point]) -> list[list[_Mark]]:
    """Of every document the places that the contents name, in reading order."""
    anchors = Anchors([part.blocks for part in parts])
    marks: list[list[_Mark]] = [[] for _ in parts]
    for point in points:
        place = anchors.find(point.target) if point.target else None
        if place is not None and place.offset == 0:
            marks[place.chapter].append(_Mark(place.block, point.level, point.title))
    return [sorted(found, key=lambda mark: mark.block) for found in marks]


def _continues(part: Part, cut: bool) -> bool:
    """Whether a document without a name goes on with the chapter before it; `cut`: both were one
    document until a converter cut it."""
    first = next((block for block in part.blocks if block.has_text), None)
    return (cut or not part.stands_alone) and (first is None or first.kind is not Kind.HEADING)


def _cut_from(name: str) -> str:
    """The name of the document that a converter cut this one from, "" where it did not."""
    match = _CUT.search(name)
    return name[: match.start()] if match else ""


def _bold_head(part: Part) -> str:
    """The short line in bold letters or in the middle that a document begins with, or ""."""
    texts = [block for block in part.blocks if block.has_text][:2]
    if len(texts) < 2 or texts[0].kind is not Kind.PARAGRAPH or len(texts[0].text) > _LONGEST_HEAD:
        return ""
    bold = any(
        span.role is Role.STRONG and span.end - span.start == len(texts[0].text)
        for span in texts[0].spans
    )
    return clean_line(texts[0].text) if bold or texts[0].align is Align.CENTER else ""


def _split(part: Part, marks: list[_Mark]) -> Iterator[_Draft]:
    """A document as chapters: the places of one rank, and of lower ones while they are long."""
    if not marks:
        yield _Draft(part.blocks, part.title)
        return
    level = marks[0].level
    cuts = _cuts(part, marks, level)
    for deeper in sorted({mark.level for mark in marks if mark.level > level}):
        if max(_lengths(part, cuts)) <= _LONG:
            break
        level = deeper
        cuts = _cuts(part, marks, level)
    places = [mark.block for mark in marks]
    for start, end in zip(cuts, [*cuts[1:], len(part.blocks)], strict=True):
        body = start + _head_length(part.blocks[start:end])
        near = marks[bisect_left(places, start) : bisect_right(places, body)]
        heads = [mark for mark in near if mark.level <= level]
        title = _joined(heads) if heads else part.title
        yield _Draft(part.blocks[start:end], title)


def _joined(heads: list[_Mark]) -> str:
    """The title of a chapter that several lines of the contents lead to: "Part One: The Call"."""
    titles: list[_Mark] = []
    for mark in heads:
        titles = [*(above for above in titles if above.level < mark.level), mark]
    return ": ".join(mark.title for mark in titles)


def _cuts(part: Part, marks: list[_Mark], level: int) -> list[int]:
    """Where chapters begin; the headings just before a place belong to it."""
    cuts = [0]
    for mark in marks:
        block = part.blocks[mark.block]
        if mark.level > level or (block.level and block.kind is not Kind.HEADING) or block.cell:
            continue
        if mark.block > cuts[-1] and not _is_head(part.blocks[cuts[-1] : mark.block]):
            cuts.append(mark.block)
    return cuts


def _is_head(blocks: Sequence[Block]) -> bool:
    """Whether these are headings and little else, as "Part One" above "Chapter 1"."""
    words = 0
    for block in blocks:
        words += len(block.text.split()) if block.kind is not Kind.IMAGE else 0
        if words > _SHORT_HEAD or (block.has_text and block.kind is not Kind.HEADING):
            return False
    return True


def _head_length(blocks: Sequence[Block]) -> int:
    """How many blocks come before the first that is text and no heading."""
    for index, block in enumerate(blocks):
        if block.has_text and block.kind is not Kind.HEADING:
            return index
    return len(blocks)


def _lengths(part: Part, cuts: Sequence[int]) -> Iterator[int]:
    for start, end in zip(cuts, [*cuts[1:], len(part.blocks)], strict=True):
        yield sum(len(block.text.split()) for block in part.blocks[start:end])


def _chapter(number: int, title: str, blocks: tuple[Block, ...]) -> Chapter:
    headings = [clean_line(block.text) for block in _headings(blocks)]
    if not title and headings:
        title = headings[0]
        if len(headings) > 1 and _NUMBER.fullmatch(title):
            title = f"{title}: {headings[1]}"
    return Chapter(
        number=number,
        title=title,
        blocks=blocks,
        words=sum(count_words(block.printed) for block in blocks if block.has_text),
        titled=bool(title) and _begins_with(blocks, title),
    )


def _headings(blocks: Sequence[Block]) -> list[Block]:
    """The headings that a chapter begins with."""
    headings: list[Block] = []
    for block in blocks:
        if block.kind is Kind.HEADING:
            headings.append(block)
        elif block.has_text:
            break
    return headings[:_LONGEST_TITLE_HEADINGS]


def _begins_with(blocks: Sequence[Block], title: str) -> bool:
    """Whether the chapter's first words are its title, in one heading or several."""
    wanted = _letters(title)
    texts = [block for block in blocks if block.has_text][:_LONGEST_TITLE_HEADINGS]
    so_far = ""
    for block in texts:
        if block.kind is Kind.HEADING:
            so_far += _letters(block.text)
            if wanted in (so_far, _letters(block.text)):
                return True
        else:
            return not so_far and _letters(block.text) == wanted
    return False


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _entries(
    points: Sequence[Point], anchors: Anchors, chapters: Sequence[Chapter]
) -> Iterator[Entry]:
    """The contents with places; a line that leads nowhere stays where the line before it led, a
    title that is no link goes where the line below it leads."""
    place = Place()
    waiting: list[Point] = []
    for point in points:
        if not point.linked:
            waiting.append(point)
            continue
        place = anchors.find(point.target) or place if point.target else place
        title = point.title or chapters[place.chapter].title or f"{place.chapter + 1}"
        yield from (Entry(above.title, above.level, *place, linked=False) for above in waiting)
        waiting.clear()
        yield Entry(title, point.level, *place)
    if not points:
        for index, chapter in enumerate(chapters):
            yield Entry(chapter.title or f"{chapter.number}", 1, index)
