"""`marks` and `import-marks`: what a reader made, out of the records and into them.

Marks go out as they stand in the text that is read now; those made in an older text are looked up
by their words first, without touching the record.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path

from tuireader.anchoring import (
    Finder,
    Folded,
    anchor_passage,
    fold,
    inner_place,
    outer_place,
    quote_of,
)
from tuireader.cli import FAILED, FINE, ProblemError
from tuireader.cli.failing import say
from tuireader.cli.finding import open_library, work_of
from tuireader.cli.writing import write_json, write_lines
from tuireader.library import Library
from tuireader.marks import Anchor, Mark, MarkKind, WorkRecord
from tuireader.paths import Paths
from tuireader.place import Passage, Place, Quote
from tuireader.reading import Chapters
from tuireader.store import Store, StoreError
from tuireader.store.exchange import (
    Item,
    Outer,
    from_json,
    items_of,
    mark_of,
    missing,
    to_csv,
    to_json,
    to_markdown,
)


def print_marks(paths: Paths, name: str | None, form: str) -> int:
    """The marks of a work, or of all, as "json", "markdown" or "csv"."""
    store = Store(paths.records)
    with open_library(paths) as library:
        keys = store.keys() if name is None else [_key(library, store, name)]
        texts = {key: _Text(library, key) for key in keys if key in library}
        records = [
            texts[key].bring(store.load(key)) if key in texts else store.load(key) for key in keys
        ]
        if form == "json":
            written = to_json(
                item for record in records for item in _items(record, texts.get(record.key))
            )
        elif form == "csv":
            urls = {key: library.metadata(key).url for key in texts}
            written = to_csv(records, urls)
        else:
            written = to_markdown(records)
    for notice in store.take_notices():
        say("", notice)
    if written:
        write_lines([written.rstrip("\n")])
    return FINE


def import_marks(paths: Paths, name: str, as_json: bool) -> int:
    """Take in the marks in a file; those that are here already are left as they are."""
    items, problems = _read(name)
    counts = {"imported": 0, "present": 0, "lost": 0}
    store = Store(paths.records)
    with open_library(paths) as library:
        works: dict[str, list[Item]] = {}
        for item in items:
            works.setdefault(item.work, []).append(item)
        for work, of_work in works.items():
            try:
                key = _key(library, store, work)
                text = _Text(library, key)
            except (ProblemError, KeyError):
                problems.append(f"{work}: this work is not in the library ({len(of_work)} marks)")
                continue
            present = _items(text.bring(store.load(key)), text)
            new = missing((item._replace(work=key) for item in of_work), present)
            marks = [text.mark(item) for item in new]
            try:
                store.update(key, partial(text.add, marks=marks))
            except StoreError as error:
                problems.append(str(error))
                continue
            counts["imported"] += len(marks)
            counts["present"] += len(of_work) - len(marks)
            counts["lost"] += sum(mark.lost for mark in marks)
    for problem in (*problems, *store.take_notices()):
        say(name, problem)
    if as_json:
        write_json(counts)
    else:
        write_lines([_summary(counts)])
    return FAILED if problems else FINE


def _summary(counts: dict[str, int]) -> str:
    said = [f"{counts['imported']} taken in"]
    if counts["lost"]:
        said.append(f"{counts['lost']} of them not found in the text")
    if counts["present"]:
        said.append(f"{counts['present']} here already")
    return ", ".join(said)


def _read(name: str) -> tuple[list[Item], list[str]]:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return from_json(data)
    except OSError as error:
        raise ProblemError(name, error.strerror or "it cannot be read") from error
    except ValueError as error:
        raise ProblemError(name, str(error)) from error


def _key(library: Library, store: Store, name: str) -> str:
    """The work that is meant. One that was removed still has its record, under its key."""
    only_recorded = name not in library and name in set(store.keys())
    return name if only_recorded else work_of(library, name)


def _items(record: WorkRecord, text: _Text | None) -> list[Item]:
    """The marks of a record as they are counted outside; without its text, by their words only."""
    if text is None:
        return items_of(record, lambda _, place: None)
    items = items_of(record, lambda _, place: text.outer(place))
    return [
        text.as_it_was(mark, item) if mark.lost else item
        for mark, item in zip(record.marks, items, strict=True)
    ]


class _Text:
    """The text of a work that is read now, and marks in it. Raises KeyError where there is none."""

    def __init__(self, library: Library, key: str) -> None:
        self._metadata = library.metadata(key)
        self._edition = library.edition(key)
        self._load = partial(library.chapter, key)
        self._chapters = Chapters(self._load, len(library.outline(key)))
        self._now = datetime.now(UTC).replace(microsecond=0)

    def outer(self, place: Place) -> Outer | None:
        """A place as it is counted outside; None where the text has no such chapter."""
        try:
            return outer_place(self._chapters[place.chapter], place)
        except IndexError:
            return None

    def as_it_was(self, mark: Mark, item: Item) -> Item:
        """An item for a mark that has lost its place, with its numbers in the text it was in."""
        edition = mark.anchor.edition
        start, end = mark.anchor.passage
        try:
            return item._replace(
                start=outer_place(self._load(start.chapter, edition), start),
                end=outer_place(self._load(end.chapter, edition), end),
            )
        except (KeyError, IndexError):  # that text is not kept any more, or is of elsewhere
            return item._replace(start=None, end=None)

    def add(self, record: WorkRecord, marks: list[Mark]) -> WorkRecord:
        """The record with these marks."""
        if not marks:
            return record
        record = replace(
            record,
            title=record.title or self._metadata.title,
            authors=record.authors or self._metadata.authors,
        )
        for mark in marks:
            record = record.with_mark(mark)
        return record

    def bring(self, record: WorkRecord) -> WorkRecord:
        """The record as it stands in this text: marks of older texts where their words are now."""
        return replace(record, marks=tuple(map(self._brought, record.marks)))

    def _brought(self, mark: Mark) -> Mark:
        if mark.anchor.edition == self._edition and not mark.lost:
            return mark
        found = self._find(mark.anchor.quote, mark.anchor.place)
        if found is None:
            return replace(mark, lost=True)
        anchor = anchor_passage(self._chapters, found, self._edition)
        return replace(mark, anchor=anchor, lost=False)

    def mark(self, item: Item) -> Mark:
        """The mark that an item from elsewhere stands for, lost where its words are not here."""
        passage = self._passage(item)
        if passage is None:
            place = (
                Place(item.start[0] - 1, item.start[1], item.start[2]) if item.start else Place()
            )
            anchor = Anchor(Passage.at(place), Quote(item.text))
        else:
            anchor = anchor_passage(self._chapters, passage, self._edition)
        return replace(mark_of(item, anchor, self._now), lost=passage is None)

    def _passage(self, item: Item) -> Passage | None:
        """Where an item is: where it says, if its words are there, else where its words are."""
        stated = self._stated(item)
        if stated and (not item.text or self._says(stated, item)):
            return stated
        if not item.text:
            return None
        hint = stated.start if stated else None
        found = self._find(Quote(item.text), hint)
        if found and item.kind is MarkKind.BOOKMARK:
            return Passage.at(found.start)
        return found

    def _stated(self, item: Item) -> Passage | None:
        """The passage that an item's numbers name, None where the text has no such place."""
        if item.start is None:
            return None
        end = item.end or item.start
        try:
            return Passage(
                inner_place(self._chapters[item.start[0] - 1], item.start),
                inner_place(self._chapters[end[0] - 1], end),
            )
        except (IndexError, ValueError):
            return None

    def _says(self, passage: Passage, item: Item) -> bool:
        """Whether the words of an item are at a passage; after it, where that is a point."""
        quote = quote_of(self._chapters, passage)
        words = fold(item.text)
        if item.kind is MarkKind.BOOKMARK:
            after = fold(quote.exact or quote.suffix)
            return bool(after) and (after.startswith(words) or words.startswith(after))
        return fold(quote.exact) == words

    def _find(self, quote: Quote, hint: Place | None) -> Passage | None:
        found = self._finder.find(quote, hint)
        return found.passage if found else None

    @cached_property
    def _finder(self) -> Finder:
        """Reads the whole work, once, and only when some words have to be looked for."""
        return Finder(Folded(self._chapters))
