"""AO3's work pages as plain text: whole pages with all their landmarks, and story-only dumps.

Three shapes: a page with an empty line between items, a page copied from a browser (one item a
line), and a dump that kept little more than title and story. In all of them "Chapter Text" or "Work
Text:" stands before the words of a chapter, and what surrounds them is found from there. A label
counts only where AO3 prints it, since any of them may be a line of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tuireader.formats.ao3.copied_lines import join_lines
from tuireader.formats.ao3.labels import (
    chapter_heading,
    is_label,
    metadata,
    split_authors,
    work_url,
)
from tuireader.formats.ao3.text import Draft, assemble, join_drawings, plain
from tuireader.formats.chunks import Chunk, base_gap, split
from tuireader.work import Work

_MARKERS = frozenset({"Chapter Text", "Work Text:", "Work Text"})
_SUMMARY, _NOTES = "Summary:", "Notes:"
_SERIES, _INSPIRED = "Series this work belongs to:", "Works inspired by this one:"
# AO3 prints this above a chapter or work if and only if there are notes at its end.
_HINT = re.compile(r"\(?See the end of the (?:work|chapter) for\b.{0,80}\Z")
# On the page of any chapter but the last.
_NEXT = "Next Chapter →"
_LOCK = re.compile(r"^(?:\((?:Restricted|Hidden by Admin)\)|\[Restricted\])\s*")
# What AO3 itself puts at the head of a work's notes: gifts, translations, parent works.
_ASSOCIATION = re.compile(
    r"For [^.!?]+\.|Inspired by .+ by .+|Translation into .+ available:.*|A translation of .+ by .+"
    r"|In response to a prompt by .+",
    re.DOTALL,
)
# With room to spare: AO3 allows 5,000 characters of notes and 1,250 of summary.
_LONGEST_NOTE = 6_000
# A story-only dump begins within this many lines.
_SEED_HEAD = 5
# Labels with one value; the others may list theirs line by line.
_ONE_VALUE = re.compile(
    r"(?:Language|Stats|Published|Updated|Completed|Words|Chapters|Comments|Kudos|Bookmarks|Hits):"
)


class _Page(NamedTuple):
    chunks: list[Chunk]
    labels: list[str]
    markers: list[int]  # before the words of each chapter
    end: int  # where the last chapter and its notes end
    copied: bool  # one item a line


class _Head(NamedTuple):
    """What stands above the words of a chapter or work."""

    summary: Sequence[Chunk] = ()
    notes: Sequence[Chunk] = ()
    announces_end_notes: bool = False


def is_page(text: str) -> bool:
    """Whether this is a work page with its header, or a story-only dump."""
    lines = [line for part in text.split("\n", 3_000)[:3_000] if (line := part.strip())]
    first = next((index for index, line in enumerate(lines) if line in _MARKERS), None)
    if first is not None and first < _SEED_HEAD:
        return True
    head = lines[: first if first is not None else 200]
    if "Rating:" in head and any(line.startswith("Archive Warning") for line in head):
        return True
    return first is not None and any(
        line in (_SUMMARY, _NOTES) or chapter_heading(line) for line in head
    )


def read_page(text: str, name: str) -> Work:
    """The work on a page that `is_page` knows; `name` is its title where the page has none."""
    page = _open(text)
    starts = [
        _heading(page, marker, after)
        for after, marker in zip([0, *page.markers], page.markers, strict=False)
    ]
    front = starts[0] if starts else page.end
    pairs, index = _header(page, front)
    title, byline, index = _title(page, index, front)
    head = _head(page, index, front)
    if not starts:  # the landmarks are lost: every word that is there is story
        page, starts, head = page._replace(markers=[index - 1]), [index - 1], _Head()
    drafts: list[Draft] = []
    end_notes: Sequence[Chunk] = ()
    inspired: Sequence[Chunk] = ()
    stops = [*starts[1:], page.end]
    for position, (start, marker, stop) in enumerate(zip(starts, page.markers, stops, strict=True)):
        number, chapter_title = chapter_heading(page.labels[start]) or (position + 1, "")
        chapter_head = _head(page, start + 1, marker)
        story: Sequence[Chunk] = page.chunks[marker + 1 : stop]
        if pairs and stop == page.end and _NEXT not in page.labels[:front]:
            later_page = position == 0 and number > 1
            story, inspired = _before_afterword(story)
            story, end_notes = _work_end_notes(story, head, chapter_head, later_page)
        notes: Sequence[Chunk] = ()
        if chapter_head.announces_end_notes:
            story, notes = _cut_notes(story)
        if page.copied:
            story = join_lines(story)
        elif pairs:
            story = join_drawings(story)
        drafts.append(
            Draft(number, chapter_title, chapter_head.summary, chapter_head.notes, story, notes)
        )
    known = metadata(
        pairs,
        title=title or name,
        authors=split_authors(byline),
        url=work_url("\n".join(page.labels[:front])),
        summary=plain(head.summary),
        notes=plain(list(_own_words(head.notes))),
        end_notes=plain(end_notes),
    )
    # Only dumps that were made by leaving out lines have gaps that say something.
    base = None if pairs or page.copied else base_gap(draft.story for draft in drafts)
    return assemble(
        known,
        drafts,
        summary=head.summary,
        notes=head.notes,
        end_notes=(*end_notes, *inspired),
        base=base,
    )


def _open(text: str) -> _Page:
    chunks = split(text)
    labels = [chunk.label for chunk in chunks]
    copied = _MARKERS.isdisjoint(labels) and "Rating:" not in labels
    if copied:
        chunks = [Chunk(line, 1) for line in text.split("\n") if line.strip()]
    else:
        first = next((i for i, label in enumerate(labels) if label in _MARKERS), len(labels))
        chunks = [*_header_lines(chunks[:first]), *chunks[first:]]
    labels = [chunk.label for chunk in chunks]
    markers = [index for index, label in enumerate(labels) if label in _MARKERS]
    end = _foot(labels, markers[-1] if markers else 0)
    return _Page(chunks, labels, markers, end, copied)


def _header_lines(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """The header a line an item, which some browsers copy without empty lines between."""
    for chunk in chunks:
        lines = chunk.text.split("\n")
        if len(lines) > 1 and any(_is_header_label(line.strip()) for line in lines):
            yield from (Chunk(line, 1) for line in lines)
        else:
            yield chunk


def _foot(labels: list[str], start: int) -> int:
    """The last "Actions" that begins a page's foot."""
    below = False  # whether the foot's other landmarks follow
    for index in range(len(labels) - 1, start, -1):
        below = below or labels[index] in ("Kudos", "Comments")
        if below and labels[index] == "Actions":
            return index
    return len(labels)


def _heading(page: _Page, marker: int, after: int) -> int:
    """The "Chapter 2: Title" that belongs to a marker, or the marker itself.

    Above a marker stand at most a summary and notes, which follow their heading at once.
    """
    passed = 0
    for index in range(marker - 1, after - 1, -1):
        below = page.labels[index + 1]
        if chapter_heading(page.labels[index]) and (
            index + 1 == marker or below in (_SUMMARY, _NOTES) or below.startswith("Chapter by ")
        ):
            return index
        passed += len(page.chunks[index].text)
        if passed > 2 * _LONGEST_NOTE:
            break
    return marker


def _header(page: _Page, stop: int) -> tuple[list[tuple[str, str | list[str]]], int]:
    """The work header's labels with their values, and where the title stands."""
    labels = page.labels
    index = next((i + 1 for i in range(stop - 1, -1, -1) if labels[i] == "Work Header"), 0)
    if not index and "Rating:" in labels[:stop]:
        index = labels.index("Rating:")
    pairs: list[tuple[str, str | list[str]]] = []
    while index < stop and _is_header_label(labels[index]):
        label = labels[index]
        index += 1
        values: list[str] = []
        while index < stop and not _is_header_label(labels[index]):
            values.append(labels[index])
            index += 1
            if _ONE_VALUE.fullmatch(label):
                break
        pairs.append((label, values[0] if len(values) == 1 else values))
    return pairs, index


def _is_header_label(label: str) -> bool:
    return label.endswith(":") and is_label(label)


def _title(page: _Page, index: int, stop: int) -> tuple[str, str, int]:
    """Title and byline, and where the work's summary and notes begin."""
    lines: list[str] = []
    while index < stop and len(lines) < 2 and page.labels[index] not in (_SUMMARY, _NOTES):
        if line := _LOCK.sub("", page.labels[index]):
            lines.append(line)
        index += 1
    title, byline = (*lines, "", "")[:2]
    return title, byline, index


def _head(page: _Page, start: int, stop: int) -> _Head:
    """Summary and notes between a title or heading and what follows it."""
    summary: list[Chunk] = []
    notes: list[Chunk] = []
    current: list[Chunk] = []  # "Chapter by", which has no label
    seen = ""
    announced = False
    for index in range(start, stop):
        label = page.labels[index]
        if (label == _SUMMARY and not seen) or (label == _NOTES and seen != _NOTES):
            seen = label
            current = summary if label == _SUMMARY else notes
        elif _HINT.match(label):
            announced = True
        else:
            current.append(page.chunks[index])
    return _Head(summary, notes, announced)


def _before_afterword(story: Sequence[Chunk]) -> tuple[Sequence[Chunk], Sequence[Chunk]]:
    """The last chapter without the lists below it, and the works inspired by this one."""
    labels = [chunk.label for chunk in story]
    inspired = labels.index(_INSPIRED) if _INSPIRED in labels else len(labels)
    end = labels.index(_SERIES) if _SERIES in labels else inspired
    return story[: min(end, inspired)], story[inspired:]


def _work_end_notes(
    story: Sequence[Chunk], head: _Head, last_head: _Head, later_page: bool
) -> tuple[Sequence[Chunk], Sequence[Chunk]]:
    """The last chapter and the work's notes below it.

    The page of a later chapter does not show the work's head; there, notes that the chapter did not
    announce are the work's.
    """
    notes = sum(chunk.label == _NOTES for chunk in story)
    if head.announces_end_notes or (later_page and notes > last_head.announces_end_notes):
        return _cut_notes(story)
    return story, ()


def _cut_notes(story: Sequence[Chunk]) -> tuple[Sequence[Chunk], Sequence[Chunk]]:
    """The story without the notes at its end, and the notes."""
    length = 0
    for index in range(len(story) - 1, -1, -1):
        if story[index].label == _NOTES:
            return story[:index], story[index + 1 :]
        length += len(story[index].text)
        if length > _LONGEST_NOTE:
            break
    return story, ()


def _own_words(notes: Sequence[Chunk]) -> Iterator[Chunk]:
    """The author's notes without the lines that AO3 puts above them."""
    above = True
    for chunk in notes:
        above = above and is_association(chunk.label)
        if not above:
            yield chunk


def is_association(line: str) -> bool:
    """Whether a line above a work's notes is AO3's: a gift, a translation, a parent work."""
    return bool(_ASSOCIATION.fullmatch(line))
