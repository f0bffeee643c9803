"""A work came in a new edition: what its reader made moves there, and what changed is told.

It knows the library's texts and the reader's record, and is the only one to bring them together.
The text that something was made in is kept until the record that has moved is on the disk; doing
it again changes nothing, so that it may be stopped at any moment and taken up later.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from tuireader.anchoring import Change, Changes
from tuireader.library import Library, News
from tuireader.marks import WorkRecord
from tuireader.store import Store
from tuireader.updating.carrying import Carrier, is_behind
from tuireader.work import Chapter

__all__ = [
    "Carrier",
    "Comparison",
    "Text",
    "Updated",
    "compare",
    "is_behind",
    "update",
]


class Updated(NamedTuple):
    """What became of a record: how many marks were moved, lost their words, or have them again.

    `news` are those since the work was last read, None where nothing tells.
    """

    moved: int = 0
    lost: int = 0
    found: int = 0
    news: News | None = None


class Text:
    """A text of a work in the library, the present one unless it is said, and the way into it from
    others.

    Raises KeyError where the work is not on the shelf. Texts are loaded when they are needed.
    """

    def __init__(self, library: Library, key: str, edition: str = "") -> None:
        self.key = key
        self.edition = edition or library.edition(key)
        self._library = library

    @cached_property
    def carrier(self) -> Carrier:
        return Carrier(self.edition, self.chapters)

    def chapters(self, edition: str) -> tuple[Chapter, ...]:
        """The chapters of an edition; none where it is not kept."""
        try:
            return tuple(self._library.chapters(self.key, edition))
        except KeyError:
            return ()

    def bring(self, record: WorkRecord) -> WorkRecord:
        """The record as it stands in this text, which may not be how it is on the disk."""
        return self.carrier.record(record) if is_behind(record, self.edition) else record


def update(library: Library, store: Store, key: str, text: Text | None = None) -> Updated:
    """Move all that a reader made of a work to the text that is read now, and note what is new.

    `text` is that text, where somebody has it already. It takes a second for War and Peace, and a
    few milliseconds where there is nothing to do. Raises KeyError where the work is not on the
    shelf; StoreError or LibraryError where something cannot be written, and then nothing is lost.
    """
    text = text or Text(library, key)
    record = moved = store.load(key)
    news = None
    if record != WorkRecord(key):
        names = library.names(key)
        text.bring(record)  # what takes long is done before the record is locked
        moved = store.update(key, lambda record: _known(text.bring(record), names))
        news = _note_news(library, text, _last_read(moved))
        if moved.progress and moved.progress != record.progress:
            progress = moved.progress
            library.note_reading(key, progress.fraction, progress.at, progress.finished)
    library.prune(key, _needed(moved, news))
    return _compare(record, moved)._replace(news=news)


def _known(record: WorkRecord, names: tuple[str, ...]) -> WorkRecord:
    """The record with what identifies its work, so that its files find it again."""
    if record == WorkRecord(record.key) or set(names) <= set(record.known_as):
        return record
    return replace(record, known_as=tuple(sorted({*record.known_as, *names})))


def _last_read(record: WorkRecord) -> str:
    """The edition in which reading stopped."""
    return record.progress.anchor.made.edition if record.progress else ""


def _note_news(library: Library, text: Text, since: str) -> News | None:
    """Compare the text with the edition `since`, unless it has been done."""
    known = library.news(text.key)
    if known and known.edition == text.edition:
        return known
    changes = text.carrier.changes(since) if since else None
    if changes is None:
        return None
    new = [one.new for one in changes.chapters if one.change is Change.NEW and one.new is not None]
    edited, gone = changes.count(Change.EDITED), changes.count(Change.GONE)
    news = News(text.edition, since, tuple(new), edited, gone)
    library.note_news(text.key, news)
    return news


def _needed(record: WorkRecord, news: News | None) -> set[str]:
    """The editions that finding something again, or telling what is new, may need."""
    anchors = [mark.anchor for mark in record.marks]
    if record.progress:
        anchors.append(record.progress.anchor)
    needed = {anchor.made.edition for anchor in anchors if anchor.certainty < 1.0}
    return needed | {news.since} if news else needed


def _compare(before: WorkRecord, after: WorkRecord) -> Updated:
    pairs = [(old, new) for new in after.marks if (old := before.mark(new.id))]
    return Updated(
        moved=sum(old.anchor != new.anchor and not new.lost for old, new in pairs),
        lost=sum(new.lost and not old.lost for old, new in pairs),
        found=sum(old.lost and not new.lost for old, new in pairs),
    )


class Comparison(NamedTuple):
    """What changed in a work since the edition `since`, which came to the shelf `at` that time."""

    since: str
    changes: Changes


def compare(library: Library, key: str) -> Comparison | None:
    """What changed in a work since it was last read, or, where it was not, in its last update.

    None where no older text is kept. Raises KeyError where the work is not on the shelf. For War
    and Peace it takes a second: not for a thread that answers keys.
    """
    text = Text(library, key)
    news = library.news(key)
    kept = library.editions(key)
    asked = [news.since] if news and news.edition == text.edition else []
    for edition in (*asked, *kept[1:]):
        if changes := text.carrier.changes(edition):
            return Comparison(edition, changes)
    return None
