"""Marks as W3C Web Annotations: JSON that other annotation programs read and write.

A mark is an Annotation on a work, found by a TextQuoteSelector; where it stands as we count it is
a FragmentSelector beside that. What the standard has no word for has our own, so that what comes
back is what went out. Other programs' annotations need a quote, and an address that is the work's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any
from urllib.parse import quote, unquote

from tuireader.marks import NO_QUOTE, MarkKind
from tuireader.place import Quote
from tuireader.store.encoding import clean
from tuireader.store.exchange import values
from tuireader.store.exchange.items import About, Item, place_text, read_places
from tuireader.store.exchange.ours import certainty_of, quote_json, quote_of

_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"tuireader": "urn:tuireader:"}]
_MARK, _WORK, _PLACE = "urn:tuireader:mark:", "urn:tuireader:work:", "urn:tuireader:place"
_COLLECTIONS = ("AnnotationCollection", "AnnotationPage")
_LABEL = "tuireader:label"
_DEEPEST = 6


def to_w3c(items: Iterable[Item]) -> str:
    """All marks as one AnnotationCollection."""
    annotations = [_annotation(item) for item in items]
    return values.dump(
        {
            "@context": _CONTEXT,
            "type": "AnnotationCollection",
            "total": len(annotations),
            "first": {"type": "AnnotationPage", "startIndex": 0, "items": annotations},
        }
    )


def _annotation(item: Item) -> dict[str, Any]:
    bookmark = item.kind is MarkKind.BOOKMARK
    known: dict[str, Any] = {
        "id": _MARK + quote(item.id, safe="") if item.id else "",
        "type": "Annotation",
        "motivation": "bookmarking" if bookmark else "highlighting",
        "created": values.iso(item.created) if item.created else "",
        "body": _body(item.note),
        "target": {
            "type": "SpecificResource",
            "source": item.about.url or _WORK + quote(item.work, safe=""),
            **({"styleClass": item.colour} if item.colour else {}),
            "selector": list(_selectors(item)),
        },
        "tuireader:work": item.work,
        "tuireader:title": item.about.title,
        "tuireader:authors": list(item.about.authors),
        "tuireader:chapter": item.chapter_title,
        "tuireader:lost": item.lost,
        "tuireader:original": quote_json(item.original) if item.original != NO_QUOTE else None,
    }
    annotation = {name: value for name, value in known.items() if value}
    if item.label is not None:
        annotation[_LABEL] = item.label
    if item.certainty < 1.0:
        annotation["tuireader:certainty"] = item.certainty
    return annotation


def _body(note: str) -> list[dict[str, str]]:
    if not note:
        return []
    body = {"type": "TextualBody", "format": "text/plain", "purpose": "commenting"}
    return [body | {"value": note}]


def _selectors(item: Item) -> Iterator[dict[str, str]]:
    if item.text or item.before or item.after:
        quote = {"exact": item.text, "prefix": item.before, "suffix": item.after}
        yield {"type": "TextQuoteSelector", **quote}
    if item.start:
        value = place_text(item)
        yield {"type": "FragmentSelector", "conformsTo": _PLACE, "value": value}


def is_w3c(document: Any) -> bool:
    found = next(_annotations(document), document)
    return isinstance(found, dict) and ("target" in found or found.get("type") in _COLLECTIONS)


def read(document: Any) -> tuple[list[Item], list[str]]:
    """The items in a collection, a page, a list or a single annotation."""
    return values.collect(_annotations(document), _item)


def _annotations(value: Any, depth: int = 0) -> Iterator[Any]:
    """What is in collections, pages and lists, which are in each other a few levels deep."""
    inside = [value] if isinstance(value, list) else []
    if isinstance(value, dict):
        inside = [value[name] for name in ("first", "items", "rows") if name in value]
    if not inside or depth > _DEEPEST:
        yield value
        return
    for one in chain.from_iterable(map(values.listed, inside)):
        yield from _annotations(one, depth + 1)


def _item(value: Any) -> Item:
    annotation = values.table(value)
    target = values.table(next(iter(values.listed(annotation.get("target"))), None))
    selectors = [values.table(one) for one in values.listed(target.get("selector"))]
    words = _first(selectors, "TextQuoteSelector")
    place = _first(selectors, "FragmentSelector")
    ours = place.get("conformsTo") == _PLACE
    start, end = read_places(values.string(place, "value") if ours else "")
    text = values.string(words, "exact")
    if not text and not start:
        raise ValueError("it does not quote any words")
    motivation = [*values.listed(annotation.get("motivation"))]
    kind = MarkKind.BOOKMARK if "bookmarking" in motivation else MarkKind.HIGHLIGHT
    source = target.get("source", annotation.get("target"))
    address = source if isinstance(source, str) else values.string(values.table(source), "id")
    work = values.string(annotation, "tuireader:work")
    if address.startswith(_WORK):
        work, address = work or unquote(address.removeprefix(_WORK)), ""
    id = values.string(annotation, "id")
    return Item(
        work=work,
        kind=kind,
        start=start,
        end=start if kind is MarkKind.BOOKMARK else end,
        text=text,
        note=_note(annotation),
        colour=_colour(target, bool(work)),
        created=values.moment(values.string(annotation, "created")),
        lost=annotation.get("tuireader:lost") is True,
        id=unquote(id.removeprefix(_MARK)) if id.startswith(_MARK) else "",
        before=values.string(words, "prefix"),
        after=values.string(words, "suffix"),
        original=_original(annotation),
        certainty=certainty_of(annotation.get("tuireader:certainty")),
        chapter_title=values.string(annotation, "tuireader:chapter"),
        about=_about(annotation, clean(address)),
        label=values.string(annotation, _LABEL) if _LABEL in annotation else None,
    )


def _first(selectors: Iterable[Mapping[str, Any]], kind: str) -> Mapping[str, Any]:
    return next((selector for selector in selectors if selector.get("type") == kind), {})


def _note(annotation: Mapping[str, Any]) -> str:
    """What somebody wrote in it, wherever that is."""
    notes = [values.string(annotation, "bodyValue", "text")]
    for body in values.listed(annotation.get("body")):
        if isinstance(body, str):
            continue  # the address of something
        if values.table(body).get("purpose") != "tagging":
            notes.append(values.string(values.table(body), "value"))
    return "\n\n".join(filter(None, notes))


def _colour(target: Mapping[str, Any], ours: bool) -> str:
    name = next(iter(values.listed(target.get("styleClass"))), "")
    if not isinstance(name, str):
        return ""
    return clean(name) if ours else values.our_colour(name)


def _original(annotation: Mapping[str, Any]) -> Quote:
    return quote_of(values.table(annotation.get("tuireader:original")))


def _about(annotation: Mapping[str, Any], address: str) -> About:
    authors = values.listed(annotation.get("tuireader:authors"))
    document = values.table(annotation.get("document"))
    titles = [annotation.get("tuireader:title"), *values.listed(document.get("title"))]
    return About(
        clean(next((title for title in titles if isinstance(title, str) and title), "")),
        tuple(clean(author) for author in authors if isinstance(author, str)),
        address,
    )
