"""Marks on their way out and in: as JSON for programs, as Markdown and CSV for people.

Pure functions over records. Places outside count chapters from 1 and only blocks that hold text
(`anchoring.outer_place`); since that takes the chapter, whoever has the works passes in a function.
This module knows neither works nor files. Coming in, an item may have a place, or words by which
to find it, or both; `mark_of` makes a mark of it once its place is known.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple

from tuireader.marks import Anchor, Mark, MarkKind, WorkRecord
from tuireader.place import Place
from tuireader.store.decoding import read_time
from tuireader.store.encoding import clean

# Chapter from 1, block, offset: as `anchoring.outer_place` gives it.
Outer = tuple[int, int, int]
# From a work's key and a place in it; None where it cannot be told, as in a work that is gone.
Outward = Callable[[str, Place], Outer | None]

_FIELDS = ("chapter", "block", "start", "end_chapter", "end_block", "end")


class Item(NamedTuple):
    """A mark as other programs see it. A bookmark's label is the first line of its note."""

    work: str
    kind: MarkKind
    start: Outer | None = None
    end: Outer | None = None
    text: str = ""
    note: str = ""
    colour: str = ""
    created: datetime | None = None
    lost: bool = False


def items_of(record: WorkRecord, outward: Outward) -> list[Item]:
    """The marks of a record in reading order."""
    return [
        Item(
            work=record.key,
            kind=mark.kind,
            start=outward(record.key, mark.anchor.passage.start),
            end=outward(record.key, mark.anchor.passage.end),
            text=_words(mark),
            note="\n\n".join(filter(None, (mark.label, mark.note))),
            colour=mark.colour,
            created=mark.created,
            lost=mark.lost,
        )
        for mark in record.marks
    ]


def mark_of(item: Item, anchor: Anchor, now: datetime) -> Mark:
    """The mark that an item stands for, at the place it turned out to have.

    The same item always gives the same id, so that two devices may read one file.
    """
    from hashlib import sha256

    label, _, note = item.note.partition("\n\n")
    if item.kind is not MarkKind.BOOKMARK or "\n" in label:
        label, note = "", item.note
    created = item.created or now
    return Mark(
        id=sha256(repr(item).encode()).hexdigest()[:12],
        kind=item.kind,
        anchor=anchor,
        created=created,
        modified=max(created, now),
        label=label,
        note=note,
        colour=item.colour,
        lost=item.lost,
    )


def missing(items: Iterable[Item], present: Iterable[Item]) -> list[Item]:
    """Those of `items` that are not among `present` yet, each once.

    A mark that has been edited or has moved since is still the same: it is not brought in again.
    """
    known = {name for other in present for name in _names(other)}
    new = []
    for item in items:
        if known.isdisjoint(_asked(item)):
            new.append(item)
            known.update(_names(item))
    return new


def _names(item: Item) -> Iterator[tuple[object, ...]]:
    """All that another may ask for when it means this mark."""
    for created in (item.created, None):
        for what in ((item.start, item.end), (item.start, None), item.text):
            yield item.work, item.kind, created, what


def _asked(item: Item) -> Iterator[tuple[object, ...]]:
    """What to ask for to find out whether a mark is there already."""
    if item.start:
        yield item.work, item.kind, item.created, (item.start, item.end)
    if item.text and (item.created or not item.start):
        yield item.work, item.kind, item.created, item.text


def _words(mark: Mark) -> str:
    """What a mark covers, or for a place what follows it."""
    return mark.anchor.quote.exact or mark.anchor.quote.suffix


# JSON


def to_json(items: Iterable[Item]) -> str:
    """A list of objects, as documented for `marks --format json`."""
    return json.dumps([_json_of(item) for item in items], ensure_ascii=False, indent=1)


def _json_of(item: Item) -> dict[str, Any]:
    numbers = (item.start or (None,) * 3) + (item.end or (None,) * 3)
    return {
        "work": item.work,
        "kind": item.kind.value,
        **dict(zip(_FIELDS, numbers, strict=True)),
        "text": item.text,
        "note": item.note,
        "colour": item.colour,
        "created": _iso(item.created) if item.created else None,
        "lost": item.lost,
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def from_json(text: str | bytes) -> tuple[list[Item], list[str]]:
    """The items in a JSON document, and what is wrong with those left out, in words.

    Raises ValueError, with a reason for the reader, where it is no list of marks.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(document, list):
        raise ValueError("it is JSON, but no list of marks")
    items: list[Item] = []
    problems: list[str] = []
    for number, value in enumerate(document, 1):
        try:
            items.append(_item_of(value))
        except (ValueError, OverflowError, OSError) as error:
            problems.append(f"mark {number}: {error}")
    return items, problems


def _item_of(value: Any) -> Item:
    if not isinstance(value, dict):
        raise ValueError("it is no mark")
    work, text = _string(value, "work"), _string(value, "text")
    if not work:
        raise ValueError("it does not say of which work")
    chapter, block, start, end_chapter, end_block, end = (_number(value, name) for name in _FIELDS)
    begin = stop = None
    if chapter is not None:
        begin = (chapter, block or 0, start or 0)
        if end is not None:
            stop = (end_chapter or chapter, begin[1] if end_block is None else end_block, end)
            if stop < begin:
                raise ValueError("it ends before it begins")
    elif not text:
        raise ValueError("it has neither a place nor a text")
    colour = _string(value, "colour").strip().lower()
    covers = stop != begin if stop else bool(text)
    likely = MarkKind.HIGHLIGHT if colour or covers else MarkKind.BOOKMARK
    try:
        kind = MarkKind(_string(value, "kind") or likely)
    except ValueError:
        raise ValueError("it is neither a bookmark nor a highlight") from None
    if kind is MarkKind.HIGHLIGHT and not stop and not text:
        raise ValueError("it does not say where it ends")
    created = _string(value, "created")
    return Item(
        work=work,
        kind=kind,
        start=begin,
        end=begin if kind is MarkKind.BOOKMARK else stop,
        text=text,
        note=_string(value, "note"),
        colour=colour,
        created=_moment(created) if created else None,
        lost=value.get("lost") is True,
    )


def _string(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise ValueError(f"{name} is no text")
    return clean(found)


def _number(value: Mapping[str, Any], name: str) -> int | None:
    found = value.get(name)
    if found is None:
        return None
    least = 1 if "chapter" in name else 0
    if not isinstance(found, int) or isinstance(found, bool) or found < least:
        raise ValueError(f"{name} is no number from {least}")
    return found


def _moment(text: str) -> datetime:
    try:
        return read_time(text)
    except (ValueError, OverflowError, OSError):
        raise ValueError("created is no date") from None


# Markdown


def to_markdown(records: Iterable[WorkRecord]) -> str:
    """All marks for reading and keeping: by work, by chapter, the lost ones at the end."""
    parts = []
    for record in sorted(records, key=_shelf_order):
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


def _shelf_order(record: WorkRecord) -> tuple[str, str]:
    return (record.title or record.key).casefold(), record.key


def _chapter_name(mark: Mark) -> str:
    number = f"Chapter {mark.anchor.place.chapter + 1}"
    title = mark.anchor.chapter_title
    return f"{number}: {_escaped(title)}" if title else number


def _paragraphs(mark: Mark) -> str:
    words = _escaped(_words(mark))
    if mark.kind is MarkKind.HIGHLIGHT:
        parts = ["\n>\n".join(f"> {line}" for line in words.split("\n"))] if words else []
    else:
        name = f"**{_escaped(mark.label or 'Bookmark')}**"
        parts = [f"{name}: {' '.join(words.split())} …" if words else name]
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


# CSV


# What Readwise takes, in its order, and what people with a spreadsheet may want besides.
_COLUMNS = ("Highlight", "Title", "Author", "URL", "Note", "Location", "Date")
_MORE_COLUMNS = ("Kind", "Chapter", "Colour", "Lost")


def to_csv(records: Iterable[WorkRecord], urls: Mapping[str, str] | None = None) -> str:
    """All marks as a table; `urls` has the addresses of works by key, where they are known."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(_COLUMNS + _MORE_COLUMNS)
    for record in sorted(records, key=_shelf_order):
        for location, mark in enumerate(record.marks, 1):
            row: tuple[str | int, ...] = (
                _words(mark),
                record.title or record.key,
                ", ".join(record.authors),
                (urls or {}).get(record.key, ""),
                "\n\n".join(filter(None, (mark.label, mark.note))),
                location,
                mark.created.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
                mark.kind.value,
                mark.anchor.place.chapter + 1,
                mark.colour,
                "yes" if mark.lost else "",
            )
            writer.writerow(map(_harmless, row))
    return table.getvalue()


def _harmless(value: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula: one could fetch, or run, what it names."""
    return f"'{value}" if isinstance(value, str) and re.match(r"[=+@\t\r]|-(?! )", value) else value
