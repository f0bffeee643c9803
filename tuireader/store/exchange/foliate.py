"""Marks out of Foliate's JSON, which holds the annotations of one book.

Its places are CFIs into its own file: marks are found by their words, and its bookmarks, which
have none, cannot be.
"""

from __future__ import annotations

from typing import Any

from tuireader.marks import MarkKind
from tuireader.store.encoding import clean
from tuireader.store.exchange import values
from tuireader.store.exchange.items import About, Item


def is_foliate(document: Any) -> bool:
    return isinstance(document, dict) and "annotations" in document


def read(document: dict[str, Any]) -> tuple[list[Item], list[str]]:
    about = _about(values.table(document.get("metadata")))
    annotations = ((about, one) for one in values.listed(document["annotations"]))
    items, problems = values.collect(annotations, _item)
    bookmarks = values.listed(document.get("bookmarks"))
    if bookmarks:
        problems.append(f"{len(bookmarks)} bookmarks have no words by which to find them")
    return items, problems


def _item(value: tuple[About, Any]) -> Item:
    about, annotation = value[0], values.table(value[1])
    text = values.string(annotation, "text").strip()
    if not text:
        raise ValueError("it has no words")
    return Item(
        work="",
        kind=MarkKind.HIGHLIGHT,
        text=text,
        note=values.string(annotation, "note").strip(),
        colour=values.our_colour(values.string(annotation, "color")),
        created=values.moment(annotation.get("created")),
        about=about,
    )


def _about(metadata: dict[str, Any]) -> About:
    authors = metadata.get("author", metadata.get("creator"))
    return About(
        _name(metadata.get("title")),
        tuple(filter(None, map(_name, values.listed(authors)))),
        _name(metadata.get("identifier")),
    )


def _name(value: Any) -> str:
    """A name that may be plain text, a contributor, or text by language."""
    if isinstance(value, dict):
        value = value["name"] if "name" in value else next(iter(value.values()), "")
        return _name(value)
    return clean(value).strip() if isinstance(value, str) else ""
