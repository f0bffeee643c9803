"""Marks as a table: the CSV that Readwise takes, and the one that it gives.

Its first columns are Readwise's; people with a spreadsheet may want the others besides. The last
one is for us: with it comes back what went out.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby

from tuireader.marks import MarkKind
from tuireader.store.exchange import values
from tuireader.store.exchange.items import About, Item
from tuireader.store.exchange.ours import own, with_own
from tuireader.store.fields import time as read_time

_COLUMNS = ("Highlight", "Title", "Author", "URL", "Note", "Location", "Date")
_MORE_COLUMNS = ("Kind", "Chapter", "Colour", "Lost", "tuireader")


def to_csv(items: Iterable[Item]) -> str:
    """All marks as a table, by title; those of one work in its order."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_COLUMNS + _MORE_COLUMNS)
    for _, of_work in groupby(sorted(items, key=_shelf_order), _shelf_order):
        for location, item in enumerate(of_work, 1):
            writer.writerow(map(_harmless, _row(item, location)))
    return written.getvalue()


def _shelf_order(item: Item) -> tuple[str, str]:
    return (item.about.title or item.work).casefold(), item.work


def _row(item: Item, location: int) -> tuple[str | int, ...]:
    created = item.created.astimezone(UTC) if item.created else None
    return (
        item.text,
        item.about.title or item.work,
        ", ".join(item.about.authors),
        item.about.url,
        item.note,
        location,
        f"{created:%Y-%m-%d %H:%M:%S}" if created else "",
        item.kind.value,
        item.start[0] if item.start else "",
        item.colour,
        "yes" if item.lost else "",
        json.dumps(own(item), ensure_ascii=False),
    )


_FORMULA = r"'*(?:[=+@\t\r]|-(?! ))"  # and what would be read as one that was made harmless


def _harmless(value: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula: one could fetch, or run, what it names."""
    return f"'{value}" if isinstance(value, str) and re.match(_FORMULA, value) else value


def is_table(text: str) -> bool:
    """Whether it begins like a table of highlights."""
    return "highlight" in _names(text)


def _names(text: str) -> list[str]:
    try:
        return [name.strip().lower() for name in next(csv.reader(io.StringIO(text)), [])]
    except csv.Error:
        return []


def read(text: str) -> tuple[list[Item], list[str]]:
    """The items in a table with a column for the highlight, whatever others there are."""
    names = _names(text)
    limit = csv.field_size_limit(max(len(text), csv.field_size_limit()))  # a chapter is a highlight
    try:
        rows = csv.reader(io.StringIO(text))
        next(rows)
        cells = [dict(zip(names, map(_plain, row), strict=False)) for row in rows if any(row)]
    except csv.Error:
        raise ValueError("it is no table that makes sense") from None
    finally:
        csv.field_size_limit(limit)
    return values.collect(cells, _item)


def _plain(cell: str) -> str:
    """A cell as it was before it was made harmless."""
    return cell[1:] if cell.startswith("'") and re.match(_FORMULA, cell[1:]) else cell


def _item(row: dict[str, str]) -> Item:
    ours = values.table(values.load(row["tuireader"])) if row.get("tuireader") else {}
    text, note = values.string(row, "highlight"), values.string(row, "note")
    if not text.strip() and "place" not in ours:
        raise ValueError("it has no words")
    authors = re.split(r"[,;]|\band\b", values.string(row, "author", "book author"))
    bookmark = row.get("kind") == "bookmark"
    item = Item(
        work="",
        kind=MarkKind.BOOKMARK if bookmark else MarkKind.HIGHLIGHT,
        text=text if ours else text.strip(),
        note=note if ours else note.strip(),
        colour=values.our_colour(values.string(row, "colour", "color")),
        created=_date(values.string(row, "date", "highlighted at")),
        about=About(
            values.string(row, "title", "book title"),
            tuple(filter(None, map(str.strip, authors))),
            values.string(row, "url", "source url"),
        ),
    )
    return with_own(item, ours) if ours else item


def _date(text: str) -> datetime | None:
    """A date, in UTC where it does not say of where; None where it makes no sense."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return read_time(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
