"""Notes and where they are called, linked both ways whatever the source has left of that.

Works on blocks whose links lead to places already. Converters lose links: the same name in every
chapter ("fn1") leads to the first chapter from all of them; many notes have no way back. Nothing
here reads markup.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import NamedTuple

from tuireader.place import Place
from tuireader.work import Block, Role, Span

# What stands for a note in the text: "[3]", "(a)", "*", or a number set above the line.
_BRACKETED = re.compile(r"[\[(](?:\d{1,4}|[a-z]|[ivx]{1,6}|[*†‡§¶]{1,3})[\])]|[*†‡§¶]{1,3}")
_NUMBERED = re.compile(r"\d{1,4}|[a-z]|[ivx]{1,6}")
_PLACE = re.compile(r"#(\d+)/(\d+)/(\d+)")
# How many blocks a note has at most, as far as its way back is looked for.
_LONGEST_NOTE = 20


def raised_spans(block: Block) -> list[Span]:
    """What is set above the line in a block, in order; no two overlap."""
    return [span for span in block.spans if span.role is Role.SUP]


def looks_like_call(block: Block, link: Span, raised: Sequence[Span]) -> bool:
    """Whether the text of a link is what a note is called by; `raised` are the block's own."""
    text = block.text[link.start : link.end].strip()
    if _BRACKETED.fullmatch(text):
        return True
    before = bisect_left(raised, link.end, key=attrgetter("start"))
    is_raised = before > 0 and raised[before - 1].end > link.start
    return is_raised and bool(_NUMBERED.fullmatch(text))


class _Link(NamedTuple):
    place: Place
    span: int  # its index in the block
    label: str
    target: Place


_At = tuple[int, int]  # a chapter and a block in it
_Changes = dict[_At, dict[int, Span]]  # new spans by their index in the block, or beyond it


def link_notes(chapters: Sequence[tuple[Block, ...]]) -> list[tuple[Block, ...]]:
    """The same blocks with links to notes, and back from them, where they belong."""
    links = list(_links(chapters))
    changes: _Changes = defaultdict(dict)
    links = _part(chapters, links, changes)
    _lead_back(chapters, links, changes)
    if not changes:
        return list(chapters)
    return [
        tuple(
            _changed(block, changes[chapter, index]) if (chapter, index) in changes else block
            for index, block in enumerate(blocks)
        )
        for chapter, blocks in enumerate(chapters)
    ]


def _changed(block: Block, changes: dict[int, Span]) -> Block:
    spans = [changes.get(index, span) for index, span in enumerate(block.spans)]
    spans += [span for index, span in changes.items() if index >= len(block.spans)]
    return replace(block, spans=tuple(sorted(spans, key=lambda span: (span.start, -span.end))))


def _links(chapters: Sequence[tuple[Block, ...]]) -> Iterator[_Link]:
    """Every link to a place, in order."""
    for chapter, blocks in enumerate(chapters):
        for index, block in enumerate(blocks):
            for number, span in enumerate(block.spans):
                if span.role is Role.LINK or span.role is Role.NOTE_REF:
                    found = _PLACE.fullmatch(span.target)
                    if found:
                        label = block.text[span.start : span.end].strip()
                        here = Place(chapter, index, span.start)
                        yield _Link(here, number, label, Place(*map(int, found.groups())))


def _part(
    chapters: Sequence[tuple[Block, ...]], links: list[_Link], changes: _Changes
) -> list[_Link]:
    """The links, where a chapter's calls have its own notes and not another's of the same name.

    Such a call has a note with its label after it, which leads to where the other is called.
    """
    ways = {(link.place[:2], link.target[:2], link.label) for link in links}
    # Of calls and notes that lead to each other, the one from the other.
    mates = {(to, label): at for at, to, label in ways if (to, at, label) in ways}
    astray: dict[tuple[int, str, _At], list[_Link]] = defaultdict(list)
    for link in links:
        mate = mates.get((link.target[:2], link.label))
        if mate and link.place.chapter != link.target.chapter:
            first = min(mate, link.target[:2])
            astray[link.place.chapter, link.label, first].append(link)
    changed: dict[_Link, _Link] = {}
    raised = cache(lambda chapter, index: raised_spans(chapters[chapter][index]))
    for (_, _, first), found in astray.items():
        if len(found) != 2:
            continue
        call, note = found
        block = chapters[call.place.chapter][call.place.block]
        if not looks_like_call(block, block.spans[call.span], raised(*call.place[:2])):
            continue
        if note.target[:2] == first and call.target[:2] != first and not note.place.offset:
            changed[call] = _linked(chapters, changes, call, note.place, Role.NOTE_REF)
            changed[note] = _linked(chapters, changes, note, call.place, Role.LINK)
    return [changed.get(link, link) for link in links]


def _linked(
    chapters: Sequence[tuple[Block, ...]],
    changes: _Changes,
    link: _Link,
    target: Place,
    role: Role,
) -> _Link:
    """The link with another target, noted in `changes`."""
    span = chapters[link.place.chapter][link.place.block].spans[link.span]
    new = span._replace(role=role, target=_address(target))
    changes[link.place[:2]][link.span] = new
    return link._replace(target=target)


def _address(place: Place) -> str:
    return f"#{place.chapter}/{place.block}/{place.offset}"


def _lead_back(
    chapters: Sequence[tuple[Block, ...]], links: list[_Link], changes: _Changes
) -> None:
    """Make the label that a note begins with a link to where it is called, if none leads there."""
    leads = {(link.place[:2], link.target[:2]) for link in links}
    notes: dict[Place, _Link] = {}
    for link in links:
        if link.target > link.place and _is_note_ref(chapters, changes, link):
            notes.setdefault(link.target, link)
    starts = sorted({place[:2] for place in notes})
    ends = dict(pairwise([*starts, (len(chapters), 0)]))
    ways = cache(lambda chapter, index: _Ways(chapters[chapter][index]))
    for place, call in notes.items():
        chapter, index, offset = place
        next_chapter, next_index = ends[chapter, index]
        end = next_index if next_chapter == chapter else len(chapters[chapter])
        note = range(index, min(end, index + _LONGEST_NOTE))
        if any(((chapter, at), call.place[:2]) in leads for at in note):
            continue
        block = chapters[chapter][index]
        stop = _label_end(block.text, offset, call.label)
        if stop > offset and not ways(chapter, index).meet(offset, stop):
            known = changes[chapter, index]
            number = len(block.spans) + len(known)
            known[number] = Span(offset, stop, Role.LINK, _address(call.place))


def _is_note_ref(chapters: Sequence[tuple[Block, ...]], changes: _Changes, link: _Link) -> bool:
    at = link.place[:2]
    span = changes[at].get(link.span) if at in changes else None
    span = span or chapters[at[0]][at[1]].spans[link.span]
    return span.role is Role.NOTE_REF


class _Ways:
    """The links in a block, to tell quickly whether there is one in a stretch of its text."""

    def __init__(self, block: Block) -> None:
        links = [span for span in block.spans if span.role in (Role.LINK, Role.NOTE_REF)]
        self._starts = [span.start for span in links]
        self._farthest = list(accumulate((span.end for span in links), max))

    def meet(self, start: int, end: int) -> bool:
        before = bisect_left(self._starts, end)
        return before > 0 and self._farthest[before - 1] > start


def _label_end(text: str, start: int, label: str) -> int:
    """Where the label that a note begins with ends: "1", "[1]" or "1." of one called "1".

    `start`, where the note does not begin with it.
    """
    bare = label.strip("[]()")
    end = start + (text[start : start + 1] in ("[", "("))
    if not bare or not text.startswith(bare, end):
        return start
    end += len(bare)
    end += text[end : end + 1] in ("]", ")")
    end += text[end : end + 1] in (".", ":")
    return end if end == len(text) or text[end].isspace() else start
