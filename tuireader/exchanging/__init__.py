"""Marks out of the records and into them, in the formats of other programs, by their words.

What commands and screens call. Marks go out as they stand in the text that is read now, also where
the record has not been moved there yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from tuireader.exchanging.placing import Placing, work_about, work_named
from tuireader.library import Library
from tuireader.library.naming import chapter_names, name_of
from tuireader.marks import Mark, WorkRecord
from tuireader.store import Store, StoreError, exchange
from tuireader.store.exchange import About, Item
from tuireader.updating import Text, update


class Form(StrEnum):
    """What marks can be written as."""

    MARKDOWN = "markdown"
    JSON = "json"
    CSV = "csv"
    W3C = "w3c"
    KOREADER = "koreader"


class Taken(NamedTuple):
    """What came of taking marks in: how many are new, were here already, and of the new ones have
    words that are not in the text. `problems` are for the reader, in words."""

    imported: int
    present: int
    lost: int
    problems: tuple[str, ...]


def give_out(
    library: Library,
    store: Store,
    keys: Iterable[str],
    form: Form,
    ids: Collection[str] | None = None,
) -> str:
    """The marks of these works, only those with these `ids` if they are given; of a work that is
    not on the shelf, by their words only."""
    keys = list(keys)
    records = [brought(library, store, key) for key in keys]
    if ids is not None:
        records = [
            replace(record, marks=tuple(mark for mark in record.marks if mark.id in ids))
            for record in records
        ]
    if form is Form.MARKDOWN:
        return exchange.to_markdown(_with_chapter_names(library, record) for record in records)
    urls = {key: library.metadata(key).url for key in keys if key in library}
    items = [item for record in records for item in _items(library, record, urls)]
    if form is Form.CSV:
        return exchange.to_csv(items)
    if form is Form.W3C:
        return exchange.to_w3c(items)
    if form is Form.KOREADER:
        return exchange.to_koreader(items, datetime.now(UTC))
    return exchange.to_json(items)


def _with_chapter_names(library: Library, record: WorkRecord) -> WorkRecord:
    """The record for people to read: chapters whose title only counts are named with their part."""
    if record.key not in library:
        return record
    names = chapter_names(library, record.key)

    def named(mark: Mark) -> Mark:
        anchor = mark.anchor
        name = name_of(names, anchor.place.chapter, anchor.chapter_title)
        return replace(mark, anchor=replace(anchor, chapter_title=name))

    return replace(record, marks=tuple(map(named, record.marks)))


def brought(library: Library, store: Store, key: str) -> WorkRecord:
    """The record of a work as it stands in the text that is read now, without writing anything."""
    record = store.load(key)
    return Text(library, key).bring(record) if key in library else record


def take_in(library: Library, store: Store, data: bytes) -> Taken:
    """Take in the marks in a file of any kind; those that are here already are left as they are.

    Raises ValueError, with a reason for the reader, where it is nothing of the kind.
    """
    items, problems = exchange.read(data)
    imported = present = lost = 0
    for key, of_work in _by_work(library, store, items, problems).items():
        try:
            update(library, store, key)
            placing = Placing(library, key)
            record = store.load(key)
            new = exchange.missing(of_work, _items(library, record, {}))
            now = datetime.now(UTC).replace(microsecond=0)
            marks = [placing.mark(item, now) for item in new]
            if marks:
                store.update(key, partial(_with, library, marks=marks))
        except StoreError as error:
            problems.append(str(error))
            continue
        imported += len(marks)
        present += len(of_work) - len(marks)
        lost += sum(mark.lost for mark in marks)
    return Taken(imported, present, lost, tuple(problems))


def _with(library: Library, record: WorkRecord, marks: Iterable[Mark]) -> WorkRecord:
    """The record with these marks, and with what its work is."""
    metadata = library.metadata(record.key)
    record = replace(
        record,
        title=record.title or metadata.title,
        authors=record.authors or metadata.authors,
        known_as=record.known_as or library.names(record.key),
    )
    for mark in marks:
        record = record.with_mark(mark)
    return record


def _items(library: Library, record: WorkRecord, urls: dict[str, str]) -> list[Item]:
    """The marks of a record as they are counted outside."""
    url = urls.get(record.key, "")
    if record.key not in library:
        return exchange.items_of(record, lambda key, place: None, url)
    placing = Placing(library, record.key)
    return exchange.items_of(record, lambda key, place: placing.outer(place), url)


def _by_work(
    library: Library, store: Store, items: list[Item], problems: list[str]
) -> dict[str, list[Item]]:
    """The items by the key of their work; those of works that are not here are problems."""
    groups: dict[tuple[str, About], list[Item]] = {}
    for item in items:
        groups.setdefault((item.work, item.about), []).append(item)
    found: dict[str, list[Item]] = {}
    for (name, about), group in groups.items():
        key = work_named(library, store, name) if name else None
        if key is None or key not in library:
            key = work_about(library, about, group)
        if key is None:
            said = name or about.title or about.url or "a work that is not named"
            marks = "1 mark" if len(group) == 1 else f"{len(group)} marks"
            problems.append(f"{said}: this work is not in the library ({marks})")
        else:
            found.setdefault(key, []).extend(item._replace(work=key) for item in group)
    return found
