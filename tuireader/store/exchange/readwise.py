"""Marks as a table: the CSV that Readwise takes, and the one that it gives.

Its first columns are Readwise's; people with a spreadsheet may want the others besides.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tuireader.marks import MarkKind, WorkRecord
from tuireader.store.exchange import values
from tuireader.store.exchange.items import About, Item, shelf_order, words
from tuireader.store.fields import time as read_time

_COLUMNS = ("Highlight", "Title", "Author", "URL", "Note", "Location", "Date")
_MORE_COLUMNS = ("Kind", "Chapter", "Colour", "Lost")


def to_csv(records: Iterable[WorkRecord], urls: Mapping[str, str] | None = None) -> str:
    """All marks as a table; `urls` has the addresses of works by key, where they are known."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_COLUMNS + _MORE_COLUMNS)
    for record in sorted(records, key=shelf_order):
        for location, mark in enumerate(record.marks, 1):
            row: tuple[str | int, ...] = (
                words(mark.anchor.quote),
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
    return written.getvalue()


_FORMULA = r"[=+@\t\r]|-(?! )"


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
    rows = csv.reader(io.StringIO(text))
    next(rows)
    try:
        cells = [dict(zip(names, map(_plain, row), strict=False)) for row in rows if any(row)]
    except csv.Error:
        raise ValueError("it is no table that makes sense") from None
    return values.collect(cells, _item)


def _plain(cell: str) -> str:
    """A cell as it was before it was made harmless."""
    return cell[1:] if cell.startswith("'") and re.match(_FORMULA, cell[1:]) else cell


def _item(row: dict[str, str]) -> Item:
    text = values.string(row, "highlight").strip()
    if not text:
        raise ValueError("it has no words")
    authors = re.split(r"\s*(?:,|;|\band\b)\s*", values.string(row, "author", "book author"))
    bookmark = row.get("kind") == "bookmark"
    return Item(
        work="",
        kind=MarkKind.BOOKMARK if bookmark else MarkKind.HIGHLIGHT,
        text=text,
        note=values.string(row, "note").strip(),
        colour=values.our_colour(values.string(row, "colour", "color")),
        created=_date(values.string(row, "date", "highlighted at")),
        about=About(
            values.string(row, "title", "book title"),
            tuple(filter(None, authors)),
            values.string(row, "url", "source url"),
        ),
    )


def _date(text: str) -> datetime | None:
    """A date, in UTC where it does not say of where; None where it makes no sense."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return read_time(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
