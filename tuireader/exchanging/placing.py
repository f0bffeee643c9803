"""Puts marks from elsewhere into the texts of the library: which work, which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from tuireader.anchoring import (
    Finder,
    Folded,
    Found,
    anchor_passage,
    fold,
    inner_place,
    outer_place,
    quote_of,
)
from tuireader.library import Library, identity
from tuireader.library.query import fold as fold_name
from tuireader.marks import Anchor, Mark, MarkKind
from tuireader.place import Passage, Place, Quote
from tuireader.store import Store
from tuireader.store.exchange import About, Item, Outer, mark_of
from tuireader.work import Chapter, Metadata


class Pages:
    """The chapters of a work, each loaded when it is asked for, and then kept."""

    def __init__(self, load: Callable[[int], Chapter], length: int) -> None:
        self._load = load
        self._length = length
        self._loaded: dict[int, Chapter] = {}

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> Chapter:
        if not 0 <= index < self._length:
            raise IndexError(index)
        if index not in self._loaded:
            self._loaded[index] = self._load(index)
        return self._loaded[index]


class Placing:
    """The text of the work `key` that is read now, and places in it as they are counted outside.

    Raises KeyError where the work is not on the shelf.
    """

    def __init__(self, library: Library, key: str) -> None:
        self.key = key
        self.edition = library.edition(key)
        self._outline = library.outline(key, self.edition)
        self._chapters = Pages(
            lambda index: library.chapter(key, index, self.edition), len(self._outline)
        )

    def outer(self, place: Place) -> Outer | None:
        """A place as it is counted outside; None where the text has no such chapter."""
        try:
            return outer_place(self._chapters[place.chapter], place)
        except IndexError:
            return None

    def mark(self, item: Item, now: datetime) -> Mark:
        """The mark that an item stands for, lost where its words are not here."""
        stated = self._stated(item)
        if stated and self._says(stated, item):
            passage = stated if self._is_between(stated, item) else self._found(item, stated)
            passage = passage or stated
        else:
            passage = self._found(item, stated)
        if passage is None:
            anchor = self._lost(item, stated)
        else:
            anchor = anchor_passage(self._chapters, passage, self.edition)
            if any(item.original):
                origin = Anchor(passage, item.original)
                anchor = replace(anchor, certainty=item.certainty, origin=origin)
        return replace(mark_of(item, anchor, now), lost=passage is None)

    def finds(self, item: Item) -> bool:
        """Whether the words of an item are here."""
        return self._found(item, None) is not None

    def _lost(self, item: Item, stated: Passage | None) -> Anchor:
        place = stated.start if stated else self._hint(item) or Place()
        quote = Quote(item.text, item.before, item.after)
        origin = Anchor(Passage.at(place), quote, chapter_title=item.chapter_title)
        return replace(origin, edition=self.edition, certainty=0.0, origin=origin)

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
        if not item.text:
            return True
        quote = quote_of(self._chapters, passage)
        words = fold(item.text)
        if item.kind is MarkKind.BOOKMARK:
            after = fold(quote.exact or quote.suffix)
            return bool(after) and (after.startswith(words) or words.startswith(after))
        return fold(quote.exact) == words

    def _is_between(self, passage: Passage, item: Item) -> bool:
        """Whether what is around a passage is what was around an item: a text may say the same in
        several places."""
        quote = quote_of(self._chapters, passage)
        before, after = fold(quote.prefix), fold(quote.suffix)
        if item.kind is MarkKind.BOOKMARK:
            after = ""
        return before.endswith(fold(item.before)) and after.startswith(fold(item.after))

    def _found(self, item: Item, stated: Passage | None) -> Passage | None:
        """Where the words of an item are, or else those that it was made on."""
        hint = stated.start if stated else None
        for quote in (Quote(item.text, item.before, item.after), item.original):
            if not quote.exact:
                continue
            found = self._in_chapter(item, quote) if not stated else None
            if found := found or self._finder.find(quote, hint):
                start = Passage.at(found.passage.start)
                return start if item.kind is MarkKind.BOOKMARK else found.passage
        return None

    def _in_chapter(self, item: Item, quote: Quote) -> Found | None:
        """The very words of a quote in the chapter that an item names by its title."""
        place = self._hint(item)
        if place is None:
            return None
        chapter = Folded([self._chapters[place.chapter]], place.chapter)
        return Finder(chapter).find(quote) if fold(quote.exact) in chapter.text else None

    def _hint(self, item: Item) -> Place | None:
        titles = [line.title for line in self._outline]
        title = item.chapter_title
        return Place(titles.index(title)) if title and title in titles else None

    @cached_property
    def _finder(self) -> Finder:
        """Reads the whole work, once, and only when some words have to be looked for."""
        return Finder(Folded(self._chapters))


def work_named(library: Library, store: Store, name: str) -> str | None:
    """The key of the one work that is called so, which may only have a record; None for none or
    several."""
    if name in library or name in set(store.keys()):
        return name
    known = library.recognise_names([identity.alias(name)])
    keys = [known] if known else library.find(name)
    return keys[0] if len(keys) == 1 else None


def work_about(library: Library, about: About, items: list[Item]) -> str | None:
    """The key of the work on the shelf that marks from elsewhere are in, by its address or by its
    title and authors; where several have them, the one that has the words."""
    names = identity.identities(Metadata(url=about.url, identifiers=(about.url,)))
    if names and (key := library.recognise_names(names)):
        return key
    if not about.title:
        return None
    keys = library.find(about.title)
    title, authors = fold_name(about.title), set(map(fold_name, about.authors))
    rows = library.shelved(keys)
    same = [row for row in rows if fold_name(row.title) == title] or rows
    likely = [row.key for row in same if authors & set(map(fold_name, row.authors))]
    if len(likely) == 1:
        return likely[0]
    found = {
        key: sum(Placing(library, key).finds(item) for item in items[:_TRIED])
        for key in (likely or [row.key for row in same])[:_TRIED]
    }
    best = max(found, key=lambda key: found[key], default=None)
    return best if best and found[best] else None


_TRIED = 12  # marks, and works, that are looked into to tell which work is meant
