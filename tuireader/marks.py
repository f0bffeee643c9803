"""What a reader makes: progress, bookmarks, highlights, and the record of a work that holds them.

Values only; `store` writes them, `anchoring` moves them to new editions. Times are UTC, aware,
whole seconds or finer.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from tuireader.place import Passage, Place, Quote


class MarkKind(StrEnum):
    BOOKMARK = "bookmark"
    HIGHLIGHT = "highlight"


NO_QUOTE = Quote()


class Colour(StrEnum):
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PINK = "pink"
    ORANGE = "orange"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage and all that is needed to find it again in another edition.

    `digest` is that of the whole first block (`anchoring.digest`); `edition` that of the text the
    offsets were taken from. An anchor that was moved to another edition says in `certainty` (0..1)
    how sure its place is, and keeps in `origin` the one that the reader made.
    """

    passage: Passage
    quote: Quote = NO_QUOTE
    chapter_title: str = ""
    chapter_id: str = ""
    digest: str = ""
    edition: str = ""
    certainty: float = 1.0
    origin: Anchor | None = None

    @property
    def made(self) -> Anchor:
        """The anchor that the reader made: what it was made on, wherever it is now."""
        return self.origin or self

    @property
    def place(self) -> Place:
        return self.passage.start


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark (a place with a label) or a highlight (a passage with a colour and a note)."""

    id: str
    kind: MarkKind
    anchor: Anchor
    created: datetime
    modified: datetime
    label: str = ""
    note: str = ""
    colour: str = ""
    # Its words are not in the edition of `anchor`, which is the nearest guess and keeps them.
    lost: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)  # keys that a newer version wrote


@dataclass(frozen=True, slots=True)
class Progress:
    """Where reading stopped. `fraction` (0..1) of the work is for lists, never for resuming."""

    anchor: Anchor
    at: datetime
    fraction: float = 0.0
    finished: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)  # keys that a newer version wrote


class Absorbed(NamedTuple):
    """A record that became part of another one: all that it takes to part them again.

    `marks` are the ids of its marks; `progress` is its own, `before` what the other one's was.
    """

    key: str
    at: datetime
    title: str = ""
    authors: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    progress: Progress | None = None
    before: Progress | None = None


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """All that a reader made of one work. Marks stand in reading order, each id once.

    `known_as` is what identifies the work, by which its files find the record again; `apart_from`
    the keys of works that look like this one and, as the reader said, are others. `removed`
    remembers deleted marks (id to time) and `changed` when fields like title and rating were last
    set, so that merging with another copy of the record neither brings back what was deleted nor
    undoes what was set; the store keeps `changed` itself. `extra` keeps what this version does not
    know.
    """

    key: str
    title: str = ""
    authors: tuple[str, ...] = ()
    progress: Progress | None = None
    marks: tuple[Mark, ...] = ()
    removed: Mapping[str, datetime] = field(default_factory=dict)
    status: str = ""
    rating: int | None = None
    known_as: tuple[str, ...] = ()
    absorbed: tuple[Absorbed, ...] = ()  # records that became part of this one, the last one last
    apart_from: tuple[str, ...] = ()
    changed: Mapping[str, datetime] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def mark(self, id: str) -> Mark | None:
        return next((mark for mark in self.marks if mark.id == id), None)

    def with_mark(self, mark: Mark) -> WorkRecord:
        """This record with `mark` added, or in place of the mark of the same id."""
        others = (other for other in self.marks if other.id != mark.id)
        removed = {id: at for id, at in self.removed.items() if id != mark.id}
        return replace(self, marks=in_reading_order(others, mark), removed=removed)

    def without_mark(self, id: str, at: datetime) -> WorkRecord:
        """This record without the mark `id`, remembering that it was deleted `at` that time."""
        kept = tuple(mark for mark in self.marks if mark.id != id)
        if len(kept) == len(self.marks):
            return self
        return replace(self, marks=kept, removed={**self.removed, id: at})


def in_reading_order(marks: Iterable[Mark], *more: Mark) -> tuple[Mark, ...]:
    """`marks` by passage; those on one passage by age."""
    return tuple(sorted((*marks, *more), key=key_of))


Key = tuple[Passage, datetime, str]


def key_of(mark: Mark) -> Key:
    """What marks are ordered by: where they are, and those on one passage by age."""
    return mark.anchor.passage, mark.created, mark.id


def new_id() -> str:
    """An id for a new mark, unlike any other."""
    return os.urandom(6).hex()
