"""Marks as KOReader's JSON: what its exporter writes, one document or several.

It has no place that would mean anything here: its marks are found by their words. Ours say where
they stand under a name of our own besides, so that what comes back is what went out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from tuireader.marks import MarkKind
from tuireader.store.exchange import values
from tuireader.store.exchange.items import About, Item
from tuireader.store.exchange.ours import own, with_own

_VERSION = "json/1.0.0"  # of its exporter
_COLOURS = {"pink": "red"}  # the others have the same names
_OURS = "tuireader"


def to_koreader(items: Iterable[Item], now: datetime) -> str:
    """All marks by work, in its order; those of one work as it writes a single document."""
    documents = [_document(list(of_work)) for _, of_work in groupby(items, _work)]
    written = {"created_on": int(now.timestamp()), "version": _VERSION}
    if len(documents) == 1:
        return values.dump(documents[0] | written)
    return values.dump(written | {"documents": documents})


def _work(item: Item) -> str:
    return item.work


def _document(items: list[Item]) -> dict[str, Any]:
    about = items[0].about
    return {
        "title": about.title or items[0].work,
        "author": "\n".join(about.authors),
        "entries": [_entry(item, number) for number, item in enumerate(items, 1)],
    }


def _entry(item: Item, page: int) -> dict[str, Any]:
    bookmark = item.kind is MarkKind.BOOKMARK
    known: dict[str, Any] = {
        "sort": "bookmark" if bookmark else "highlight",
        "page": item.start[0] if item.start else page,
        "time": int(item.created.timestamp()) if item.created else None,
        "text": item.text,
        "note": item.note or None,
        "chapter": item.chapter_title or None,
        "drawer": None if bookmark else "lighten",
        "color": _COLOURS.get(item.colour, item.colour) or None,
        _OURS: own(item),
    }
    return {name: value for name, value in known.items() if value is not None}


def is_koreader(document: Any) -> bool:
    if not isinstance(document, dict):
        return False
    known = "entries" in document or "documents" in document
    return known or ("title" in document and isinstance(document.get("1"), list))


def read(document: dict[str, Any]) -> tuple[list[Item], list[str]]:
    """The items of all documents. Entries without words, pictures of a page, are left out."""
    documents = values.listed(document.get("documents", document))
    return values.collect(
        ((_about(one), entry) for one in map(values.table, documents) for entry in _entries(one)),
        _item,
    )


def _entries(document: dict[str, Any]) -> Iterator[Any]:
    if "entries" in document:
        yield from values.listed(document["entries"])
        return
    # Until 2022 it wrote every entry as a list of its own, under its number.
    for name in sorted(filter(str.isdecimal, document), key=int):
        yield from values.listed(document[name])


def _about(document: dict[str, Any]) -> About:
    authors = (author.strip() for author in values.string(document, "author").split("\n"))
    return About(values.string(document, "title"), tuple(filter(None, authors)))


def _item(value: tuple[About, Any]) -> Item:
    about, entry = value[0], values.table(value[1])
    ours = values.table(entry.get(_OURS))
    text, note = values.string(entry, "text"), values.string(entry, "note")
    if not text.strip() and "place" not in ours:
        raise ValueError("it has no words")
    bookmark = entry.get("sort") == "bookmark"
    item = Item(
        work="",
        kind=MarkKind.BOOKMARK if bookmark else MarkKind.HIGHLIGHT,
        text=text if ours else text.strip(),
        note=note if ours else note.strip(),
        colour=values.our_colour(values.string(entry, "color")),
        created=values.moment(entry.get("time")),
        chapter_title=values.string(entry, "chapter"),
        about=about,
    )
    return with_own(item, ours) if ours else item
