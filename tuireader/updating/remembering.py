"""What the records know works by, for files of works that the library has forgotten.

The library can be deleted and made again; then a file must find the record of its work, though
that was begun with another file: by what identifies the work, or by title and words.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from tuireader.anchoring import Finder, Folded, fold
from tuireader.library import Library, identity
from tuireader.library.parcel import Parcel, unpack
from tuireader.library.query import fold as fold_name
from tuireader.library.query import sort_key
from tuireader.marks import WorkRecord
from tuireader.place import Quote
from tuireader.store import Store

ENOUGH = 24  # characters of a quote that is found in no other work by chance
_MOST_QUOTES = 20  # that are looked for


class Memory:
    """The memory of `store`, for adding files to `library`; see `library.entering.Memory`.

    Records are looked through once, when a work comes that the library does not know.
    """

    def __init__(self, library: Library, store: Store) -> None:
        self._library = library
        self._store = store

    def key_of(self, parcel: Parcel, names: tuple[str, ...]) -> str | None:
        """The key of the record of a work, by what identifies it or by its title and words."""
        named = [record for name in names for record in self._by_name.get(name, ())]
        for record in named:
            if any(name in record.known_as and identity.is_sure(name) for name in names):
                return record.key
        metadata = parcel.unpack_metadata()
        title = sort_key(metadata.title)
        named = [record for record in named if sort_key(record.title) == title]
        authors = set(map(fold_name, metadata.authors))
        titled = [
            record
            for record in self._by_title.get(title, ())
            if _may_share(authors, set(map(fold_name, record.authors)))
            and not any(
                identity.excludes(one, other)
                for one in (*record.known_as, *identity.told_by(record.key))
                for other in names
            )
        ]
        for record in (*named, *titled):
            if self._has_words_of(record, parcel):
                return record.key
        # The key of a second work of a name is made of how it begins.
        key = identity.key_of(metadata, parcel.opening)
        second = next(identity.other_keys(key, parcel.opening))
        if any(record.key == second for record in self._forgotten):
            return second
        return named[0].key if named else None

    def names_of(self, key: str) -> tuple[str, ...]:
        """All that identifies the work of a record."""
        return self._store.load_head(key).known_as if key in self._keys else ()

    def are_apart(self, key: str, other: str) -> bool:
        """Whether the reader said of two works that they are two."""
        heads = {one: self._store.load_head(one) for one in (key, other) if one in self._keys}
        return other in _apart(heads, key) or key in _apart(heads, other)

    @cached_property
    def _keys(self) -> set[str]:
        return set(self._store.keys())

    @cached_property
    def _forgotten(self) -> list[WorkRecord]:
        """The heads of the records of works that the library does not know."""
        return [self._store.load_head(key) for key in sorted(self._keys - self._library.all_keys())]

    @cached_property
    def _by_name(self) -> dict[str, list[WorkRecord]]:
        found = defaultdict(list)
        for record in self._forgotten:
            for name in (*record.known_as, identity.alias(record.key)):
                found[name].append(record)
        return found

    @cached_property
    def _by_title(self) -> dict[str, list[WorkRecord]]:
        found = defaultdict(list)
        for record in self._forgotten:
            found[sort_key(record.title)].append(record)
        return found

    def _has_words_of(self, head: WorkRecord, parcel: Parcel) -> bool:
        """Whether words that a record remembers are in a text."""
        record = self._store.load(head.key)
        anchors = [mark.anchor.made for mark in record.marks[:_MOST_QUOTES]]
        if record.progress:
            anchors.insert(0, record.progress.anchor.made)
        quotes = [_words(anchor.quote) for anchor in anchors]
        quotes = [quote for quote in quotes if len(fold(quote.exact)) >= ENOUGH]
        if not quotes:
            return False
        finder = Finder(Folded(unpack(parcel).chapters))
        found = sum(finder.find(quote) is not None for quote in quotes)
        return found >= len(quotes) / 2


def _apart(heads: dict[str, WorkRecord], key: str) -> tuple[str, ...]:
    return heads[key].apart_from if key in heads else ()


def _may_share(authors: set[str], others: set[str]) -> bool:
    """Whether works may be one by who wrote them, where that is known."""
    return not authors or not others or not authors.isdisjoint(others)


def _words(quote: Quote) -> Quote:
    """The words of a quote, with those around them where they are few."""
    enough = len(quote.exact) >= ENOUGH
    return Quote(quote.exact if enough else quote.prefix + quote.exact + quote.suffix)
