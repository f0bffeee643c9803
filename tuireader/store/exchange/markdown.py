"""Marks as Markdown, for reading and keeping: by work, by chapter, the lost ones at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from tuireader.marks import Mark, MarkKind, WorkRecord
from tuireader.store.exchange.items import made_on, shelf_order, words


def to_markdown(records: Iterable[WorkRecord]) -> str:
    """All marks for reading and keeping: by work, by chapter, the lost ones at the end."""
    parts = []
    for record in sorted(records, key=shelf_order):
        if not record.marks:
            continue
        parts.append(f"# {_escaped(record.title or record.key)}")
        if record.authors:
            parts.append(f"by {_escaped(', '.join(record.authors))}")
        placed = [mark for mark in record.marks if not mark.lost]
        for _, marks in groupby(placed, key=lambda mark: mark.anchor.place.chapter):
            in_chapter = list(marks)
            parts.append(f"## {_chapter_name(in_chapter[0])}")
            parts.extend(map(_paragraphs, in_chapter))
        lost = [mark for mark in record.marks if mark.lost]
        if lost:
            parts.append("## No longer in the text")
            parts.extend(map(_paragraphs, lost))
    return "".join(f"{part}\n\n" for part in parts).rstrip("\n") + "\n" * bool(parts)


def _chapter_name(mark: Mark) -> str:
    number = f"Chapter {mark.anchor.place.chapter + 1}"
    title = mark.anchor.chapter_title
    return f"{number}: {_escaped(title)}" if title else number


def _paragraphs(mark: Mark) -> str:
    said = _escaped(words(mark.anchor.quote))
    if mark.kind is MarkKind.HIGHLIGHT:
        parts = ["\n>\n".join(f"> {line}" for line in said.split("\n"))] if said else []
    else:
        name = f"**{_escaped(mark.label or 'Bookmark')}**"
        parts = [f"{name}: {' '.join(said.split())} …" if said else name]
    if other := made_on(mark):
        parts.append(f"It was: {' '.join(_escaped(other.exact).split())}")
    # The reader's own words may well be Markdown.
    parts += [mark.note.strip()] if mark.note.strip() else []
    return "\n\n".join([*parts, f"*{_about(mark)}*"])


def _about(mark: Mark) -> str:
    day = mark.created.astimezone().date().isoformat()
    return f"{_escaped(mark.colour)}, {day}" if mark.colour else day


def _escaped(text: str) -> str:
    """Book text as Markdown that shows just that text."""
    text = re.sub(r"([\\`*_\[\]<>#|~&])", r"\\\1", text)
    return re.sub(r"(?m)^( *)(?:([-+=])|(\d+)([.)]))", r"\1\3\\\2\4", text)
