"""Libraries and records for the tests of the library and the bookmarks, and how to look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.geometry import Size

from tuireader.library import Library
from tuireader.marks import Anchor, Mark, MarkKind, Progress, WorkRecord, new_id
from tuireader.paths import Paths, find_paths
from tuireader.place import Passage, Place, Quote
from tuireader.store import Store
from tuireader.ui.app import TuireaderApp
from tuireader.work import Block, Chapter, Kind, Metadata, Work

NOW = datetime.now(UTC).replace(microsecond=0)
START = Place()


def work(title: str, chapters: int = 3, **metadata: Any) -> Work:
    """A work unlike any of another title."""
    made = tuple(
        Chapter(
            number,
            f"Part {number}",
            tuple(
                Block(Kind.PARAGRAPH, f"{title}, chapter {number}, paragraph {line}: it rained.")
                for line in range(5)
            ),
            words=1000,
        )
        for number in range(1, chapters + 1)
    )
    about = {"authors": ("Ann Onymous",), "chapters_posted": chapters, "words": chapters * 1000}
    return Work(Metadata(title=title, **{**about, **metadata}), made, format="text")


class Home:
    """A reader's home with a shelf. `app` makes an app that reads it; close it when done."""

    def __init__(self, *works: Work):
        self.paths: Paths = find_paths()
        self.paths.data.mkdir(parents=True)
        self.library = Library(self.paths.library)
        # The reader has had the guide, and has taken it off the shelf.
        self.library.remove(self.library.put(work("A short guide to reading here")).key)
        self.keys = [self.library.put(one).key for one in works]

    def app(self) -> TuireaderApp:
        return TuireaderApp(self.paths, self.library, Store(self.paths.records))

    def close(self) -> None:
        self.library.close()

    def read(self, key: str, fraction: float, days_ago: int = 0, chapter: int = 0) -> None:
        """Have read `fraction` of a work, some days ago, in the record and in its mirror."""
        at = NOW - timedelta(days=days_ago)
        progress = Progress(
            Anchor(Passage.at(Place(chapter))), at, fraction, finished=fraction == 1
        )
        store = Store(self.paths.records)
        store.update(key, lambda record: replace(record, progress=progress))
        stamp = store.stamps()[key]
        self.library.note_reading(key, fraction, at, fraction == 1, stamp)

    def bookmark(self, key: str, label: str, place: Place, days_ago: int = 0) -> Mark:
        at = NOW - timedelta(days=days_ago)
        quote = Quote("", "Nobody had come and ", "then it rained.")
        anchor = Anchor(Passage.at(place), quote, "The Harbour")
        mark = Mark(new_id(), MarkKind.BOOKMARK, anchor, at, at, label=label)
        (shelved,) = self.library.shelved([key])
        Store(self.paths.records).update(
            key,
            lambda record: replace(
                record.with_mark(mark), title=shelved.title, authors=shelved.authors
            ),
        )
        return mark

    def highlight(
        self, key: str, words: str, colour: str, note: str = "", place: Place = START
    ) -> Mark:
        """A highlight of `words`, which begin at `place`, as it stands in a record."""
        end = place._replace(offset=place.offset + len(words))
        anchor = Anchor(
            Passage(place, end), Quote(words, "Before it, ", " and after it."), "The Harbour"
        )
        mark = Mark(new_id(), MarkKind.HIGHLIGHT, anchor, NOW, NOW, note=note, colour=colour)
        (shelved,) = self.library.shelved([key])
        Store(self.paths.records).update(
            key, lambda record: replace(record.with_mark(mark), title=shelved.title)
        )
        return mark

    def record(self, key: str) -> WorkRecord:
        """What is on the disk."""
        return Store(self.paths.records).load(key)

    def marks(self, key: str) -> dict[str, Mark]:
        """What is on the disk, by label."""
        return {mark.label: mark for mark in Store(self.paths.records).load(key).marks}


def screen_text(app: TuireaderApp) -> str:
    """What is on the screen, line by line, without colours."""
    width, height = app.size
    lines = app.screen._compositor.render_strips(Size(width, height))
    return "\n".join(strip.text.rstrip() for strip in lines)


def notices(app: TuireaderApp) -> list[str]:
    """What has been said, the last one last."""
    return [str(notice.message) for notice in app._notifications]


def shown(app: TuireaderApp, *expected: str) -> list[str]:
    """Which of `expected` are on the screen, in that order."""
    text = screen_text(app)
    return [words for words in expected if words in text]


def write_text(folder: Path, name: str, paragraphs: Sequence[str]) -> Path:
    path = folder / name
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    return path
