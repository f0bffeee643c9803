"""AO3's downloads turned into plain text, by a copy from a browser or by calibre.

Preface, chapters, afterword. Here nothing marks where the words of a chapter begin: its summary and
notes end at AO3's own "See the end of the chapter for notes", or after one paragraph. What cannot
be told apart stays in the story, so that no word is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
from tuireader.formats.chunks import Chunk, split
from tuireader.work import Metadata, Work

_POSTED = re.compile(r"\bPosted originally on the Archive of Our Own at\b", re.IGNORECASE)
# A line of its own, so short that it is a `Chunk.label`.
_POSTED_LINE = re.compile(rf"^.{{0,270}}{_POSTED.pattern}.{{0,75}}$", re.IGNORECASE | re.MULTILINE)
_PAIR = re.compile(r"([A-Z][A-Za-z ]{3,20}):\s*(.*)\Z", re.DOTALL)
_HINT = re.compile(r"See the end of the (?:work|chapter) for (?:more )?notes\b.{0,80}\Z")
_CHAPTER_LABELS = frozenset({"Chapter Summary", "Chapter Notes"})
_INSPIRED = "Works inspired by this one"
_GOODBYE = re.compile(r"Please drop by the Archive and comment to let the \w+ know", re.IGNORECASE)
_ASSOCIATION = re.compile(
    r"(?:Inspired by|A translation of) .+ by .+|Translation into .+ available"
)
# A converter's page break; paragraphs stand closer.
_PAGE_BREAK = 5
# With room to spare: AO3 allows 5,000 characters of notes.
_LONGEST_NOTE = 6_000


def is_download(text: str) -> bool:
    """Whether the text begins as the preface of a download does."""
    return bool(_POSTED_LINE.search(text, 0, 4_000))


def read_download(text: str, name: str) -> Work:
    """The work in a download; `name` is its title where none is found."""
    chunks = split(text)
    copied = not any(_POSTED.search(chunk.label) for chunk in chunks)
    if copied:  # one item a line
        chunks = [Chunk(line, 1) for line in text.split("\n") if line.strip()]
    labels = [chunk.label for chunk in chunks]
    posted = next(index for index, label in enumerate(labels) if _POSTED.search(label))
    title = _POSTED.split(labels[posted])[0].strip() or (labels[posted - 1] if posted else "")
    pairs, index = _tags(labels, posted + 1, title)
    title, byline, index = _title(labels, index, title)
    stated = metadata(pairs)
    after = _afterword(labels, index)
    headings = _headings(labels, index, after, stated)
    front, starts = _start(chunks, labels, index, after, headings, title)
    head = _head(chunks[index:front], "Summary", "Notes", bounded=True)
    drafts = [
        _chapter(chunks[start:stop], position, bool(headings), copied)
        for position, (start, stop) in enumerate(
            zip(starts, [*starts[1:], after], strict=True), start=1
        )
    ]
    end_notes, inspired = _end_notes(chunks[after:])
    known = metadata(
        pairs,
        title=title or name,
        authors=split_authors(byline),
        url=work_url(labels[posted]),
        summary=plain(head.summary),
        notes=plain([chunk for chunk in head.notes if not _ASSOCIATION.match(chunk.label)]),
        end_notes=plain(end_notes),
    )
    return assemble(
        known,
        drafts,
        summary=head.summary,
        notes=(*head.notes, *head.rest),
        end_notes=(*end_notes, *inspired),
    )


def _tags(labels: list[str], index: int, title: str) -> tuple[list[tuple[str, str]], int]:
    """The labels with their values, on the same line or below, and where they end."""
    pairs: list[tuple[str, str]] = []
    while index < len(labels) and not (pairs and labels[index] == title):
        pair = _PAIR.match(labels[index])
        if not pair or not is_label(pair[1]):
            break
        index += 1
        value = pair[2]
        if not value and index < len(labels):
            value = labels[index]
            index += 1
        pairs.append((pair[1], value))
    return pairs, index


def _title(labels: list[str], index: int, title: str) -> tuple[str, str, int]:
    """The title that stands above the byline, the byline, and what follows them."""
    for ahead in range(index, min(index + 3, len(labels))):
        if labels[ahead].startswith("by ") and ahead > index:
            return " ".join(labels[index:ahead]), labels[ahead], ahead + 1
    return title, "", index + (labels[index : index + 1] == [title])


def _afterword(labels: list[str], index: int) -> int:
    """Where the afterword begins: the end of the last chapter."""
    end = len(labels)
    if end > index and _GOODBYE.match(labels[end - 1]):
        end -= 1
    for candidate in range(end, max(index, end - 400), -1):
        last = labels[candidate - 1]
        follows = labels[candidate] if candidate < len(labels) else ""
        if last == "Afterword" and (
            candidate == end or follows in ("End Notes", _INSPIRED) or _GOODBYE.match(follows)
        ):
            return candidate - 1
    if any(_HINT.match(label) and "of the work" in label for label in labels[index : index + 60]):
        for candidate in range(end - 1, index, -1):
            if labels[candidate] == "End Notes":
                return candidate
    return end


def _headings(labels: list[str], start: int, stop: int, stated: Metadata) -> list[int]:
    """The chapters' headings: numbers in turn, since "Chapter 2" may also be a line of the story.

    From 2023 to 2025 AO3 printed a titled chapter's title alone; it is known by what follows it.
    """
    if stated.chapters_posted == 1 and stated.chapters_planned == 1:
        return []
    candidates: dict[int, list[int]] = {}
    for index in range(start, stop):
        if heading := chapter_heading(labels[index]):
            candidates.setdefault(heading[0], []).append(index)
    found: list[int] = []
    number = 1
    while places := [
        index for index in candidates.get(number, ()) if not found or index > found[-1]
    ]:
        latest = max(candidates.get(number + 1, [stop]))
        places = [index for index in places if index < latest] or places
        found.append(max(places, key=lambda index: (_weight(labels, index), -index)))
        number += 1
    if len(found) < (stated.chapters_posted or 1):
        known = set(found)
        for index in range(start, stop - 1):
            if labels[index + 1] in _CHAPTER_LABELS and labels[index] not in _CHAPTER_LABELS:
                known.add(index)
        found = sorted(known)
    return found


def _weight(labels: list[str], index: int) -> int:
    """How much speaks for a heading: what stands below it, and a title."""
    below = labels[index + 1] if index + 1 < len(labels) else ""
    return 2 * (below in _CHAPTER_LABELS) + (":" in labels[index])


def _start(
    chunks: list[Chunk],
    labels: list[str],
    index: int,
    stop: int,
    headings: list[int],
    title: str,
) -> tuple[int, list[int]]:
    """Where the preface ends, and where each chapter begins."""
    if headings:
        return headings[0], headings
    if title in labels[index:stop]:  # a one-shot's title stands above its text once more
        front = index + labels[index:stop].index(title)
        return front, [front + 1]
    front = index
    for ahead in range(index, min(stop, index + 60)):
        if labels[ahead] in ("Summary", "Notes"):
            front = min(ahead + 2, stop)
        elif _HINT.match(labels[ahead]):
            return ahead + 1, [ahead + 1]
        elif ahead > index and chunks[ahead].gap >= _PAGE_BREAK and front > index:
            return ahead, [ahead]
    return front, [front]


class _Head(NamedTuple):
    summary: Sequence[Chunk]
    notes: Sequence[Chunk]
    rest: Sequence[Chunk]  # what follows them


def _head(chunks: Sequence[Chunk], summary: str, notes: str, bounded: bool) -> _Head:
    """Summary and notes at the beginning of `chunks`.

    `bounded` says that nothing else is in `chunks` but what AO3 prints below the notes.
    """
    labels = [chunk.label for chunk in chunks]
    found: dict[str, Sequence[Chunk]] = {summary: (), notes: ()}
    index = 0
    if labels and labels[0].startswith("Chapter by "):
        index = 1
    for label, following in ((summary, notes), (notes, None)):
        if labels[index : index + 1] != [label]:
            continue
        index += 1
        end = _end_of_note(chunks, labels, index, following, bounded)
        found[label] = chunks[index:end]
        index = end
    while index < len(labels) and _HINT.match(labels[index]):
        index += 1
    return _Head(found[summary], found[notes], chunks[index:])


def _end_of_note(
    chunks: Sequence[Chunk], labels: list[str], start: int, following: str | None, bounded: bool
) -> int:
    length = 0
    for index in range(start, len(labels)):
        if labels[index] == following or _HINT.match(labels[index]):
            return index
        length += len(chunks[index].text)
        if length > _LONGEST_NOTE and not bounded:
            break
    else:
        if bounded:
            return len(labels)
    return min(start + 1, len(labels))


def _chapter(chunks: Sequence[Chunk], position: int, headed: bool, copied: bool) -> Draft:
    number, title = position, ""
    if headed:
        label = chunks[0].label
        number, title = chapter_heading(label) or (position, label)
        chunks = chunks[1:]
    head = _head(chunks, "Chapter Summary", "Chapter Notes", bounded=False)
    story = list(head.rest)
    end_notes: Sequence[Chunk] = ()
    for index in range(len(story) - 1, -1, -1):
        if story[index].label == "Chapter End Notes":
            story, end_notes = story[:index], story[index + 1 :]
            break
    story = join_lines(story) if copied else join_drawings(story)
    return Draft(number, title, head.summary, head.notes, story, end_notes)


def _end_notes(chunks: Sequence[Chunk]) -> tuple[Sequence[Chunk], Sequence[Chunk]]:
    """The work's notes in the afterword, and the works inspired by it."""
    labels = [chunk.label for chunk in chunks]
    end = next((i for i, label in enumerate(labels) if _GOODBYE.match(label)), len(labels))
    inspired = labels.index(_INSPIRED) if _INSPIRED in labels else end
    notes = labels.index("End Notes") + 1 if "End Notes" in labels else inspired
    return chunks[notes:inspired], chunks[inspired:end]
