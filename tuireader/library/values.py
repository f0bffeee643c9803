"""What the library tells of works: rows of the shelf, lines of contents, what became of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tuireader.library import news

if TYPE_CHECKING:
    from tuireader.work import Series


class Shelved(NamedTuple):
    """A row of the shelf. `fraction` and `last_read` are None before the work was opened."""

    key: str
    title: str
    authors: tuple[str, ...]
    words: int
    chapters_posted: int
    chapters_planned: int | None  # None: unknown, as in 3/?
    complete: bool | None
    fandoms: tuple[str, ...]
    rating: str
    series: tuple[Series, ...]
    added: str  # ISO 8601, UTC
    updated: str  # the work's own date, YYYY-MM-DD or ""
    fraction: float | None
    last_read: str | None  # ISO 8601, UTC
    finished: bool
    new_chapters: int  # that came since it was last read
    edited_chapters: int = 0
    gone_chapters: int = 0
    doubted: bool = False  # whether it may be the same work as another one on the shelf

    @property
    def news(self) -> str:
        """What changed since it was last read: "2 new chapters, 3 edited, 1 gone", or ""."""
        return news.words(self.new_chapters, self.edited_chapters, self.gone_chapters)


class Outline(NamedTuple):
    """What is known of a chapter without loading it. `chars` counts all of its text."""

    number: int
    title: str
    words: int
    chars: int
    source_id: str
    titled: bool


class Added(NamedTuple):
    """What became of one file. `status` is "added", "updated", "unchanged" or "failed"; `error`
    says why it failed, `note` why something was left as it is.

    A `question` is for the reader to decide: "replace" where the text was kept out and adding it
    with `replace` takes it, "same-as" where the work may be the one whose key is `other`. `before`
    is the digest of the text that was read until now, where another one took its place.
    """

    path: str
    key: str
    title: str
    status: str
    error: str = ""
    new_chapters: int = 0
    note: str = ""
    question: str = ""
    other: str = ""
    before: str = ""


class Provenance(NamedTuple):
    """The file a work came from, "" where it has none, and when. It may be gone since."""

    path: str
    format: str
    added: str
    edition: str
