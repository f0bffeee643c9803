"""Marks as other programs see them, and which of them are here already.

Places outside count chapters from 1 and only blocks that hold text (`anchoring.outer_place`);
since that takes the chapter, whoever has the works passes in a function. Coming in, an item may
have a place, or words by which to find it, or both; `mark_of` makes a mark of it once its place is
known. This module knows neither works nor files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from tuireader.anchoring import fold
from tuireader.marks import NO_QUOTE, Anchor, Mark, MarkKind, WorkRecord
from tuireader.place import Place, Quote

# Chapter from 1, block, offset: as `anchoring.outer_place` gives it.
Outer = tuple[int, int, int]
# From a work's key and a place in it; None where it cannot be told, as in a work that is gone.
Outward = Callable[[str, Place], Outer | None]


class About(NamedTuple):
    """The work that a mark is in, by what any program knows of it."""

    title: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""  # an address or identifier


class Item(NamedTuple):
    """A mark as other programs see it. What a bookmark is called is the first line of its note,
    unless `label` says what it is called.

    `text` is what it covers, or what follows a bookmark, and `before` and `after` are around that;
    where it was made on other words, `original` has them. `work` is a key, "" where only `about`
    tells which work is meant.
    """

    work: str
    kind: MarkKind
    start: Outer | None = None
    end: Outer | None = None
    text: str = ""
    note: str = ""
    colour: str = ""
    created: datetime | None = None
    lost: bool = False
    id: str = ""
    before: str = ""
    after: str = ""
    original: Quote = NO_QUOTE
    certainty: float = 1.0
    chapter_title: str = ""
    about: About = About()
    label: str | None = None


def items_of(record: WorkRecord, outward: Outward, url: str = "") -> list[Item]:
    """The marks of a record in reading order; `url` is the address of its work, if it has one."""
    about = About(record.title, record.authors, url)
    return [_item(record.key, mark, outward, about) for mark in record.marks]


def _item(key: str, mark: Mark, outward: Outward, about: About) -> Item:
    anchor = mark.anchor
    return Item(
        work=key,
        kind=mark.kind,
        start=outward(key, anchor.passage.start),
        end=outward(key, anchor.passage.end),
        text=words(anchor.quote),
        note="\n\n".join(filter(None, (mark.label, mark.note))),
        colour=mark.colour,
        created=mark.created,
        lost=mark.lost,
        id=mark.id,
        before=anchor.quote.prefix,
        after=anchor.quote.suffix if anchor.quote.exact else "",
        original=made_on(mark) or NO_QUOTE,
        certainty=round(anchor.certainty, 2),
        chapter_title=anchor.chapter_title,
        about=about,
        label=mark.label,
    )


def place_text(item: Item) -> str:
    """Where an item stands, in figures, like "1.5.20-1.5.44"; "" for nowhere."""
    places = dict.fromkeys(filter(None, (item.start, item.end)))
    return "-".join(".".join(map(str, place)) for place in places)


def read_places(text: str) -> tuple[Outer | None, Outer | None]:
    """Start and end in figures as `place_text` writes them; nowhere where they make no sense."""
    numbers = r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})"
    match = re.fullmatch(f"{numbers}(?:-{numbers})?", text)
    if not match or int(match[1]) < 1:
        return None, None
    found = [int(number or 0) for number in match.groups()]
    start, end = (found[0], found[1], found[2]), (found[3], found[4], found[5])
    return start, end if match[4] else start


def made_on(mark: Mark) -> Quote | None:
    """The words that a highlight was made on, where it covers others now."""
    now, then = mark.anchor.quote, mark.anchor.made.quote
    return then if now.exact and fold(now.exact) != fold(then.exact) else None


def words(quote: Quote) -> str:
    """What a mark covers, or for a place what follows it."""
    return quote.exact or quote.suffix


def shelf_order(record: WorkRecord) -> tuple[str, str]:
    return (record.title or record.key).casefold(), record.key


def mark_of(item: Item, anchor: Anchor, now: datetime) -> Mark:
    """The mark that an item stands for, at the place it turned out to have.

    The same item always gives the same id, so that two devices may read one file.
    """
    label, _, note = item.note.partition("\n\n")
    if item.label is not None:
        label, note = item.label, item.note.removeprefix(item.label).removeprefix("\n\n")
    elif item.kind is not MarkKind.BOOKMARK or "\n" in label:
        label, note = "", item.note
    created = item.created or now
    return Mark(
        id=item.id or _made_id(item),
        kind=item.kind,
        anchor=anchor,
        created=created,
        modified=max(created, now),
        label=label,
        note=note,
        colour=item.colour,
        lost=item.lost,
    )


def _made_id(item: Item) -> str:
    from hashlib import sha256

    said = (*item[: Item._fields.index("lost")], item.about)
    return sha256(repr(said).encode("utf-8", "replace")).hexdigest()[:12]


# What is here already


def missing(items: Iterable[Item], present: Iterable[Item]) -> list[Item]:
    """Those of `items` that are not among `present` yet, each once.

    A mark that has been edited or has moved since is still the same: it is not brought in again.
    Each that is present stands for one item only, the one that is most like it.
    """
    left = list(dict.fromkeys(items))
    here = dict(enumerate(present))
    for ask, names in ((_by_id, _ids), (_by_place, _places), (_by_words, _all_words)):
        known: dict[object, list[int]] = defaultdict(list)
        for number, other in here.items():
            for name in names(other):
                known[name].append(number)
        new = []
        for item in left:
            taken = next((n for name in ask(item) for n in known[name] if n in here), None)
            if taken is None:
                new.append(item)
            else:
                del here[taken]
        left = new
    return left


def _by_id(item: Item) -> Iterator[object]:
    # Without an id it has the one that it got when it was taken in before.
    yield item.work, item.id or _made_id(item)


def _ids(item: Item) -> Iterator[object]:
    yield item.work, item.id


def _by_place(item: Item) -> Iterator[object]:
    if item.start:
        yield item.work, item.kind, item.created, item.start, item.end


def _places(item: Item) -> Iterator[object]:
    """All that another may ask for when it means the mark at this place."""
    for created in (item.created, None):
        for end in dict.fromkeys((item.end, None)):
            yield item.work, item.kind, created, item.start, end


def _by_words(item: Item) -> Iterator[object]:
    if item.created or not item.start:
        for text in (item.text, item.original.exact):
            if text:
                yield item.work, item.kind, item.created, fold(text)


def _all_words(item: Item) -> Iterator[object]:
    for created in (item.created, None):
        for text in (item.text, item.original.exact):
            yield item.work, item.kind, created, fold(text)
