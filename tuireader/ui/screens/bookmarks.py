"""The bookmarks of a work, or of all: filter, open there, rename, delete with undo.

Records are read in a thread and fill the list as they come. It asks the store for marks and tells
it of changes; places are never worked out here, the page does that when it opens.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import get_current_worker

from tuireader.library.query import fold
from tuireader.marks import MarkKind, WorkRecord
from tuireader.store import Store
from tuireader.ui import phrases
from tuireader.ui.bindings import bindings
from tuireader.ui.screens.list_screen import LOW, ListScreen
from tuireader.ui.widgets.detail_pane import Write, nothing
from tuireader.ui.widgets.lines import Line, Piece
from tuireader.ui.widgets.mark_rows import Kept, MarkRows, details

TELL_EVERY = 0.1  # seconds between two fillings of the list


class Order(Enum):
    PLACE = "in reading order"
    DATE = "newest first"


class BookmarksScreen(ListScreen):
    """The bookmarks of the work `key`, or of all works."""

    FILTER_HINT = "label, work, chapter, or the words there"
    FOOT = (
        ("list.open", "go there"),
        ("list.filter", "filter"),
        ("list.sort", "sort"),
        ("bookmarks.rename", "rename"),
        ("bookmarks.delete", "delete"),
        ("back", "back"),
        ("help", "help"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("bookmarks", "list")]

    def __init__(self, key: str | None = None):
        super().__init__()
        self.key = key
        self.order = Order.PLACE if key else Order.DATE
        self._all: list[Kept] = []
        self._shown: list[Kept] = []
        self._sought_before = ""
        self._reading = True  # the records are still being read
        self._undo: list[Kept] = []  # as they were before a change, the last one last

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.listing
        yield self.foot
        yield from self.compose_pane()

    def on_mount(self) -> None:
        self.run_worker(self._read, thread=True, exclusive=True, group="reading")

    # Reading the records

    def _read(self) -> None:
        """Read the records, handing over what there is a few times a second. In a thread."""
        app, worker = self.reader_app, get_current_worker()
        store = Store(app.paths.records)
        found: list[Kept] = []
        told = time.monotonic()
        for key in [self.key] if self.key else store.keys():
            if worker.is_cancelled:
                return
            record = store.load(key)
            found += (
                Kept.of(key, record.title, record.authors, mark)
                for mark in record.marks
                if mark.kind is MarkKind.BOOKMARK
            )
            if time.monotonic() - told > TELL_EVERY and len(found) > len(self._all):
                app.call_from_thread(self._take, list(found), True)
                told = time.monotonic()
        if worker.is_cancelled:
            return
        app.call_from_thread(self._take, found, False)
        app.call_from_thread(app.warn, store.take_notices())

    def _take(self, found: list[Kept], reading: bool) -> None:
        self._all, self._reading = found, reading
        self.reload()

    # The list

    @property
    def kept(self) -> Kept | None:
        """The bookmark under the cursor."""
        return self._shown[self.listing.cursor] if self._shown else None

    def reload(self, key: str | None = None) -> None:
        """Show what matches, with the cursor on the bookmark of id `key`, or where it was."""
        sought = self.sought and self.sought != self._sought_before
        self._sought_before = self.sought
        if key is None and self.kept is not None:
            key = self.kept.mark.id
        words = fold(self.sought).split()
        self._shown = sorted(
            (kept for kept in self._all if kept.matches(words)), key=_KEYS[self.order]
        )
        ids = [kept.mark.id for kept in self._shown]
        cursor = 0 if sought else ids.index(key) if key in ids else self.listing.cursor
        self.listing.empty = self._nothing()
        airy = self.app.size.height >= LOW
        rows = MarkRows(self._shown, _today(), single=bool(self.key), airy=airy)
        self.listing.show(rows, cursor)
        self.show_head()

    def show_head(self) -> None:
        number = phrases.count(len(self._all), "bookmark")
        if self.sought:
            number = f"{len(self._shown):,} of {number}"
        title = "Bookmarks"
        if self.key and self._all:
            title = f"Bookmarks · {self._all[0].title}"
        right = [Piece(number, "muted"), Piece(f" · {self.order.value}", "muted", "screen.sort")]
        self.head.show([Piece(title, "strong")], right if self.list_width() >= 56 else right[:1])

    def _nothing(self) -> Sequence[Line]:
        if self._reading:
            return [[Piece("Looking through the records …", "muted")]]
        if self._all:
            again = [Piece("esc", "accent"), Piece(" shows all of them again", "muted")]
            return [[Piece("No bookmark matches.")], [], again]
        key = self.reader_app.key_for("page.bookmark")
        how = [Piece(key, "accent"), Piece(" on a page makes one", "muted")]
        return [[Piece("No bookmarks yet.", "strong")], [], how]

    def details(self) -> Write:
        return partial(details, self.kept, _today()) if self.kept else nothing

    def action_open(self) -> None:
        kept = self.kept
        if kept is None:
            return
        if kept.key not in self.reader_app.library:
            self.reader_app.say(f"“{kept.title}” is not in the library. Add its file again.")
        else:
            self.reader_app.open_work(kept.key, kept.mark.anchor.place)

    def action_sort(self) -> None:
        self.order = Order.DATE if self.order is Order.PLACE else Order.PLACE
        self.reload()

    # Changing bookmarks

    async def action_rename(self) -> None:
        kept = self.kept
        if kept is None:
            return
        from tuireader.ui.widgets.prompt import Prompt

        def named(label: str | None) -> None:
            label = " ".join(label.split()) if label else ""
            if label and label != kept.mark.label:
                self._undo.append(kept)
                self._put(kept._replace(mark=replace(kept.mark, label=label)))

        prompt = Prompt("Rename the bookmark", kept.mark.label)
        await self.app.push_screen(prompt, named)
        prompt.set_focus(prompt.input)

    def action_delete(self) -> None:
        kept = self.kept
        if kept is None:
            return
        self._undo.append(kept)
        self._all = [other for other in self._all if other.mark.id != kept.mark.id]
        at = _now()
        self._change(kept.key, lambda record: record.without_mark(kept.mark.id, at))
        self.reload()
        undo = self.reader_app.key_for("list.undo")
        self.reader_app.say(f"Deleted “{kept.mark.label}”. {undo} brings it back.")

    def action_undo(self) -> None:
        if not self._undo:
            self.reader_app.say("Nothing to undo here.")
            return
        kept = self._undo.pop()
        self._put(kept)
        self.reader_app.say(f"As it was: “{kept.mark.label}”")

    def _put(self, kept: Kept) -> None:
        """Keep this form of a bookmark, in the list and in the record, and look at it."""
        mark = replace(kept.mark, modified=_now())
        kept = Kept.of(kept.key, kept.title, kept.authors, mark)
        self._all = [other for other in self._all if other.mark.id != mark.id] + [kept]
        self._change(kept.key, lambda record: record.with_mark(mark))
        self.reload(mark.id)

    def _change(self, key: str, change: Callable[[WorkRecord], WorkRecord]) -> None:
        def write() -> None:
            self.reader_app.store.update(key, change)

        self.reader_app.saver.do(write)


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> datetime:
    """Now, by the reader's own calendar."""
    return datetime.now().astimezone()


_KEYS: dict[Order, Callable[[Kept], tuple[object, ...]]] = {
    Order.PLACE: lambda kept: (fold(kept.title), kept.key, kept.mark.anchor.place),
    Order.DATE: lambda kept: (-kept.mark.created.timestamp(), kept.key, kept.mark.anchor.place),
}
