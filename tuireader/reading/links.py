"""Where links lead, and the text of notes.

Of blocks and places only: it must not know what a page is, nor open anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from tuireader.place import Place
from tuireader.reading.chapters import Chapters
from tuireader.work import Block, Kind, Part, Role, Span

_INSIDE = re.compile(r"#(\d{1,9})/(\d{1,9})/(\d{1,9})")
_OUTSIDE = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f-\x9f]+", re.IGNORECASE)
_LINKS = (Role.LINK, Role.NOTE_REF)
_ENDS = (Kind.HEADING, Kind.BREAK, Kind.RULE)
# What a note's way back is written as, at its end.
_WAY_BACK = re.compile(r"[↩↵⏎⮐⤴↑⇑⬆←⇐^\^]\S{0,3}")

LONGEST = 20
"""Blocks of a note of which nothing says where it ends."""


class Link(NamedTuple):
    """A link over `text[start:end]` of the block at `place`, whose offset is `start`."""

    place: Place
    end: int
    target: str
    is_note: bool = False  # it calls a note
    text: str = ""  # what it is on

    @property
    def leads_to(self) -> Place | None:
        """The place inside the work; None where it leads outside."""
        found = _INSIDE.fullmatch(self.target)
        return Place(*map(int, found.groups())) if found else None

    @property
    def address(self) -> str:
        """The address outside the work, "" where it leads inside."""
        return self.target if is_address(self.target) else ""


def is_address(target: str) -> bool:
    """Whether it is an address that may be opened, on being asked for: http, https or mailto."""
    return bool(_OUTSIDE.fullmatch(target))


def links_of(block: Block, chapter: int, index: int) -> list[Link]:
    """The links of a block, which is number `index` in `chapter`, in order.

    What the source has in pieces (for the sake of italics in it) is one link.
    """
    found: list[Link] = []
    for start, end, role, target in sorted(span for span in block.spans if span.role in _LINKS):
        if start >= end or not target:
            continue
        last = found[-1] if found else None
        is_note = role is Role.NOTE_REF
        if last and last.target == target and start <= last.end:
            found[-1] = last._replace(end=max(end, last.end), is_note=is_note or last.is_note)
        else:
            found.append(Link(Place(chapter, index, start), end, target, is_note))
    return [link._replace(text=block.text[link.place.offset : link.end]) for link in found]


class Note(NamedTuple):
    """A note: where it stands, by what it is called, and its blocks without the way back."""

    place: Place
    label: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(block.text for block in self.blocks if block.has_text)


def note_of(chapters: Chapters, call: Link) -> Note | None:
    """The note that a link calls; None where no text is.

    Where it ends is told by the elements of the source, else by the next note.
    """
    place = call.leads_to
    if place is None or place.chapter >= len(chapters):
        return None
    calling = chapters[call.place.chapter].blocks
    blocks = chapters[place.chapter].blocks
    if place.block >= len(blocks):
        return None
    starts = _starts(place, ((call.place.chapter, calling), (place.chapter, blocks)))
    end = _end(blocks, place.block, sorted({start.block for start in starts}))
    stop = next((s.offset for s in sorted(starts) if s[:2] == place[:2] and s > place), None)
    if stop is not None:
        end = place.block + 1
    note = list(blocks[place.block : end])
    note[0] = _cut(note[0], place.offset, len(note[0].text) if stop is None else stop)
    shown = tuple(_alone(note))
    if not any(block.has_text for block in shown):
        return None
    return Note(place, call.text.strip("[]() \n"), shown)


def _starts(note: Place, chapters: Iterable[tuple[int, Sequence[Block]]]) -> set[Place]:
    """Where notes begin in the chapter of `note`, as far as these chapters call them."""
    found = {note}
    for chapter, blocks in chapters:
        for index, block in enumerate(blocks):
            for link in links_of(block, chapter, index) if block.spans else ():
                place = link.leads_to
                if link.is_note and place is not None and place.chapter == note.chapter:
                    found.add(place)
    return found


def _end(blocks: Sequence[Block], start: int, starts: Sequence[int]) -> int:
    """The block after the note that begins with the block `start`, of notes at `starts`."""
    at = starts.index(start)
    after = starts[at + 1] if at + 1 < len(starts) else len(blocks)
    near = starts[at + 1] if at + 1 < len(starts) else starts[at - 1] if at else None
    around = _element_of(blocks[start].source, blocks[near].source) if near is not None else ""
    if around and around != blocks[start].source:
        # The source has the note in an element of its own, beside that of the next.
        end = start + 1
        while end < after and (blocks[end].source + "/").startswith(around + "/"):
            end += 1
        return end
    if after == len(blocks) and at and all(b - a == 1 for a, b in pairwise(starts)):
        return start + 1  # the last of many that are a paragraph each
    end = start + 1
    while end < after and not _begins_other(blocks, start, end):
        end += 1
    return end if end - start <= LONGEST else start + 1


def _element_of(source: str, other: str) -> str:
    """The path of the element in which one block stands beside, and not with, another."""
    ours, theirs = source.split("/"), other.split("/")
    same = 0
    while same < min(len(ours), len(theirs)) and ours[same] == theirs[same]:
        same += 1
    return "/".join(ours[: same + 1]) if source and other else ""


def _begins_other(blocks: Sequence[Block], start: int, index: int) -> bool:
    """Whether the block at `index` is no more of the note that begins at `start`."""
    first, before, block = blocks[start], blocks[index - 1], blocks[index]
    if block.kind in _ENDS or block.part is not first.part or block.quote < first.quote:
        return True
    if first.marker and (
        block.level < first.level or (block.marker and block.level == first.level)
    ):
        return True
    if block.kind is Kind.TERM or (block.cell is None) != (first.cell is None):
        return True
    if _ends_with_way_back(before):
        return True
    links = [span for span in block.spans if span.role in _LINKS]
    # Another note begins with the way back from it; a text that calls notes is none.
    return any(
        span.role is Role.NOTE_REF or span.start == 0 for span in links if span.target[0] == "#"
    )


def _ends_with_way_back(block: Block) -> bool:
    return _way_back(block, len(block.text.rstrip())) is not None


def _way_back(block: Block, end: int) -> Span | None:
    """The link that ends a text and leads back to where the note is called."""
    for span in block.spans:
        inside = span.role in _LINKS and span.end == end and span.target.startswith("#")
        if inside and _WAY_BACK.fullmatch(block.text[span.start : span.end].strip()):
            return span
    return None


def _alone(note: Sequence[Block]) -> Iterator[Block]:
    """The blocks of a note as they are shown by themselves: without the way back, of no part of a
    chapter, and not folded away."""
    for block in note:
        end = whole = len(block.text.rstrip())
        while (way := _way_back(block, end)) is not None:
            end = len(block.text[: way.start].rstrip())
        if end < whole:
            block = _cut(block, 0, end)
        if whole and not end:
            continue  # there was only the way back
        cell = block.cell if len(note) > 1 else None
        yield replace(block, part=Part.STORY, folded=False, cell=cell)


def _cut(block: Block, start: int, end: int) -> Block:
    """`block` with `text[start:end]` only, without the white space around it."""
    text = block.text[start:end]
    if block.kind is not Kind.PREFORMATTED:
        start += len(text) - len(text.lstrip())
        end = start + len(text.strip())
    if (start, end) == (0, len(block.text)):
        return block
    spans = tuple(
        span._replace(start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in block.spans
        if span.start < end and span.end > start
    )
    return replace(block, text=block.text[start:end], spans=spans, anchors=())
