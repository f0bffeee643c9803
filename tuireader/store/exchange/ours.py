"""Marks as our own JSON: a list of objects, as documented for `marks --format json`.

Programs that write it need to say no more than a work and words, or a work and a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tuireader.marks import NO_QUOTE, MarkKind
from tuireader.place import Quote
from tuireader.store.exchange import values
from tuireader.store.exchange.items import Item, place_text, read_places

_FIELDS = ("chapter", "block", "start", "end_chapter", "end_block", "end")


def to_json(items: Iterable[Item]) -> str:
    return values.dump([_json_of(item) for item in items])


def _json_of(item: Item) -> dict[str, Any]:
    numbers = (item.start or (None,) * 3) + (item.end or (None,) * 3)
    document: dict[str, Any] = {
        "work": item.work,
        "kind": item.kind.value,
        **dict(zip(_FIELDS, numbers, strict=True)),
        "text": item.text,
        "note": item.note,
        "colour": item.colour,
        "created": values.iso(item.created) if item.created else None,
        "lost": item.lost,
        "id": item.id,
        "before": item.before,
        "after": item.after,
    }
    if item.label is not None:
        document["label"] = item.label
    if item.certainty < 1.0:
        document["certainty"] = item.certainty
    if item.original != NO_QUOTE:
        document["original"] = quote_json(item.original)
    return document


def quote_json(quote: Quote) -> dict[str, str]:
    return {"text": quote.exact, "before": quote.prefix, "after": quote.suffix}


def own(item: Item) -> dict[str, Any]:
    """What the formats of other programs have no word for; `with_own` takes it in again."""
    known: dict[str, Any] = {
        "work": item.work,
        "id": item.id,
        "place": place_text(item),
        "before": item.before,
        "after": item.after,
        "label": item.label,
    }
    if item.certainty < 1.0:
        known["certainty"] = item.certainty
    if item.original != NO_QUOTE:
        known["original"] = quote_json(item.original)
    return {name: value for name, value in known.items() if value not in ("", None)}


def with_own(item: Item, table: Mapping[str, Any]) -> Item:
    """`item` with what `own` wrote of it."""
    start, end = read_places(values.string(table, "place"))
    return item._replace(
        work=values.string(table, "work"),
        start=start,
        end=start if item.kind is MarkKind.BOOKMARK else end,
        id=values.string(table, "id"),
        before=values.string(table, "before"),
        after=values.string(table, "after"),
        original=quote_of(values.table(table.get("original"))),
        certainty=certainty_of(table.get("certainty")),
        label=values.string(table, "label"),
    )


def from_json(text: str | bytes) -> tuple[list[Item], list[str]]:
    """The items in a JSON document, and what is wrong with those left out, in words.

    Raises ValueError, with a reason for the reader, where it is no list of marks.
    """
    document = values.load(text)
    if not isinstance(document, list):
        raise ValueError("it is JSON, but no list of marks")
    return read(document)


def read(document: list[Any]) -> tuple[list[Item], list[str]]:
    return values.collect(document, _item_of)


def _item_of(value: Any) -> Item:
    if not isinstance(value, dict):
        raise ValueError("it is no mark")
    work, text = values.string(value, "work"), values.string(value, "text")
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
    colour = values.string(value, "colour").strip().lower()
    covers = stop != begin if stop else bool(text)
    likely = MarkKind.HIGHLIGHT if colour or covers else MarkKind.BOOKMARK
    try:
        kind = MarkKind(values.string(value, "kind") or likely)
    except ValueError:
        raise ValueError("it is neither a bookmark nor a highlight") from None
    if kind is MarkKind.HIGHLIGHT and not stop and not text:
        raise ValueError("it does not say where it ends")
    return Item(
        work=work,
        kind=kind,
        start=begin,
        end=begin if kind is MarkKind.BOOKMARK else stop,
        text=text,
        note=values.string(value, "note"),
        colour=colour,
        created=values.moment(values.string(value, "created")),
        lost=value.get("lost") is True,
        id=values.string(value, "id"),
        before=values.string(value, "before"),
        after=values.string(value, "after"),
        original=quote_of(values.table(value.get("original"))),
        certainty=certainty_of(value.get("certainty")),
        label=values.string(value, "label") if "label" in value else None,
    )


def quote_of(table: Mapping[str, Any]) -> Quote:
    """The inverse of `quote_json`."""
    return Quote(*(values.string(table, name) for name in ("text", "before", "after")))


def certainty_of(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and 0 <= value <= 1 else 1.0


def _number(value: Mapping[str, Any], name: str) -> int | None:
    found = value.get(name)
    if found is None:
        return None
    least = 1 if "chapter" in name else 0
    if not isinstance(found, int) or isinstance(found, bool) or found < least:
        raise ValueError(f"{name} is no number from {least}")
    return found
