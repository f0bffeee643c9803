"""What a reader makes: progress, bookmarks, highlights, and the record of a work that holds them.

Values only; `store` writes them, `anchoring` moves them to new editions. Times are UTC, aware,
whole seconds or finer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

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
    offsets were taken from.
    """

    passage: Passage
    quote: Quote = NO_QUOTE
    chapter_title: str = ""
    chapter_id: str = ""
    digest: str = ""
    edition: str = ""

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
    lost: bool = False  # its words are not in the present edition; `anchor` is where they were
    extra: Mapping[str, Any] = field(default_factory=dict)  # keys that a newer version wrote


@dataclass(frozen=True, slots=True)
class Progress:
    """Where reading stopped. `fraction` (0..1) of the work is for lists, never for resuming."""

    anchor: Anchor
    at: datetime
    fraction: float = 0.0
    finished: bool = False


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """All that a reader made of one work.

    `removed` remembers deleted marks (id to time), so that merging with another copy of the
    record does not bring them back. `extra` keeps what this version does not know.
    """

    key: str
    title: str = ""
    authors: tuple[str, ...] = ()
    progress: Progress | None = None
    marks: tuple[Mark, ...] = ()
    removed: Mapping[str, datetime] = field(default_factory=dict)
    status: str = ""
    rating: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
