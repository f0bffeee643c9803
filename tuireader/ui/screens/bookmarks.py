"""The marks of a work, or of all: listed by kind, filtered, sorted, chosen, opened where they are.

Records are read in a thread and fill the list as they come. What a mark that lost its place may
stand on is looked up when it is shown. What is done to marks is in `mark_editing`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from functools import partial
from operator import is_
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import get_current_worker

from tuireader.library import Library, LibraryError
from tuireader.library.naming import chapter_names, is_number, name_of
from tuireader.library.query import fold
from tuireader.marks import Mark, MarkKind, WorkRecord, key_of
from tuireader.store import Store
from tuireader.ui import phrases
from tuireader.ui.bindings import bindings
from tuireader.ui.mark_query import Kept, query
from tuireader.ui.screens.list_screen import LOW
from tuireader.ui.screens.mark_editing import MarkEditing
from tuireader.ui.widgets.detail_pane import Write, nothing
from tuireader.ui.widgets.lines import Line, Piece
from tuireader.ui.widgets.mark_list import MarkList, MarkPane
from tuireader.ui.widgets.mark_rows import MarkRows, details
from tuireader.ui.widgets.row_list import RowList

TELL_EVERY = 0.1  # seconds between two fillings of the list


class Order(Enum):
    PLACE = "in reading order"
    DATE = "newest first"


class Kind(Enum):
    """What is listed, and what it is called."""

    ALL = "mark"
    BOOKMARKS = "bookmark"
    HIGHLIGHTS = "highlight"
    NOTES = "note"
    LOST = "lost mark"

    def holds(self, mark: Mark) -> bool:
        match self:
            case Kind.BOOKMARKS:
                return mark.kind is MarkKind.BOOKMARK
            case Kind.HIGHLIGHTS:
                return mark.kind is MarkKind.HIGHLIGHT
            case Kind.NOTES:
                return bool(mark.note)
            case Kind.LOST:
                return mark.lost
        return True


class BookmarksScreen(MarkEditing):
    """The marks of the work `key`, or of all works."""

    AUTO_FOCUS = "MarkList"
    FILTER_HINT = "words, or kind:highlight colour:blue note:… work:… made:2026-11 is:lost"
    FOOT = (
        ("list.open", "go there"),
        ("list.filter", "filter"),
        ("list.sort", "sort"),
        ("bookmarks.kind", "kinds"),
        ("bookmarks.note", "note"),
        ("bookmarks.delete", "delete"),
        ("bookmarks.choose", "choose"),
        ("bookmarks.export", "export"),
        ("back", "back"),
        ("help", "help"),
    )
    PANE = MarkPane
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("bookmarks", "list")]

    def __init__(self, key: str | None = None):
        super().__init__()
        self.key = key
        self.order = Order.PLACE if key else Order.DATE
        self._sought_before = ""
        self._reading = True  # the records are still being read
        self.kind = Kind.ALL
        # What is listed where nothing is sought, and what it was made from.
        self._listed: list[Kept] = []
        self._listed_from: tuple[list[Kept], Kind, Order] | None = None
        self._lost = 0  # how many marks have lost their place
        self._guesses: dict[str, str] = {}

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
        # The work that is read need not be read again; many works would push it out of there.
        store = app.store if self.key else Store(app.paths.records)
        found: list[Kept] = []
        told = time.monotonic()
        for key in [self.key] if self.key else store.keys():
            if worker.is_cancelled:
                return
            record = app.saver.as_meant(store.load(key))
            found += self._kept(record)
            if time.monotonic() - told > TELL_EVERY and len(found) > len(self._all):
                app.call_from_thread(self._take, list(found), True)
                told = time.monotonic()
        if worker.is_cancelled:
            return
        app.call_from_thread(self._take, found, False)
        app.call_from_thread(app.warn, store.take_notices())
        for kept in found:  # so that the first key of a filter finds them ready
            if worker.is_cancelled:
                return
            _ = kept.whole

    def _kept(self, record: WorkRecord) -> list[Kept]:
        """The marks of a record, and what their chapters are called. In a thread."""
        names: Sequence[str] = ()
        titles = {mark.anchor.chapter_title for mark in record.marks}
        if any(map(is_number, titles)):
            try:
                with Library(self.reader_app.paths.library) as library:
                    names = chapter_names(library, record.key)
            except (KeyError, LibraryError):
                pass  # the titles will do
        return [
            Kept.of(
                record.key,
                record.title,
                record.authors,
                mark,
                name_of(names, mark.anchor.place.chapter, mark.anchor.chapter_title),
            )
            for mark in record.marks
        ]

    def _take(self, found: list[Kept], reading: bool) -> None:
        untouched = self.listing.cursor == 0
        self._all, self._reading = found, reading
        self.reload()
        if untouched:
            self.listing.move_to(0)  # of what has come since, the first

    # The list

    def make_list(self) -> RowList:
        return MarkList()

    def reload(self, key: str | None = None) -> None:
        """Show what matches, with the cursor on the mark of id `key`, or where it was."""
        sought = self.sought and self.sought != self._sought_before
        self._sought_before = self.sought
        if key is None and self.kept is not None:
            key = self.kept.mark.id
        today = _today()
        self._list()
        self._shown = list(filter(query(self.sought, today.tzinfo), self._listed))
        ids = [] if sought else [kept.mark.id for kept in self._shown]
        cursor = 0 if sought else ids.index(key) if key in ids else self.listing.cursor
        self.listing.empty = self._nothing()
        airy = self.app.size.height >= LOW
        rows = MarkRows(self._shown, today, single=bool(self.key), airy=airy, chosen=self._chosen)
        self.listing.show(rows, cursor)
        self.show_head()

    def _list(self) -> None:
        """Sort the marks of the kind that is listed, unless that has been done: not at every key
        of a filter."""
        made_from = self._all, self.kind, self.order
        if self._listed_from is not None and all(map(is_, made_from, self._listed_from)):
            return
        self._listed_from = made_from
        there = (kept for kept in self._all if self.kind.holds(kept.mark))
        self._listed = sorted(there, key=_KEYS[self.order])
        self._lost = sum(kept.mark.lost for kept in self._all)
        self._chosen &= {kept.mark.id for kept in self._all}

    def show_head(self) -> None:
        number = phrases.count(len(self._listed), self.kind.value)
        if self.sought:
            number = f"{len(self._shown):,} of {number}"
        lost = self._lost
        title = "Marks"
        if self.key and self._all:
            title = f"Marks · {self._all[0].title}"
        left = [Piece(title, "strong")]
        if self._chosen:
            hidden = len(self._chosen) - sum(kept.mark.id in self._chosen for kept in self._shown)
            more = f", {hidden:,} not listed" if hidden else ""
            left.append(Piece(f"  {len(self._chosen):,} chosen{more}", "accent"))
        elif lost and self.kind is not Kind.LOST:
            left.append(
                Piece(
                    f"  {lost:,} lost {'its' if lost == 1 else 'their'} place",
                    "warning",
                    "screen.show_lost",
                )
            )
        right = [Piece(number, "muted", "screen.next_kind")]
        order = Piece(f" · {self.order.value}", "muted", "screen.sort")
        self.head.show(left, [*right, order] if self.list_width() >= 56 else right)

    def _nothing(self) -> Sequence[Line]:
        if self._reading:
            return [[Piece("Looking through the records …", "muted")]]
        if self.sought:
            again = [Piece("esc", "accent"), Piece(" shows all of them again", "muted")]
            return [[Piece("No mark matches.")], [], again]
        if self._all:
            again = [
                Piece(self.reader_app.key_for("bookmarks.kind"), "accent"),
                Piece(" shows other kinds", "muted"),
            ]
            return [[Piece(f"There is no {self.kind.value}.")], [], again]
        key, select = map(self.reader_app.key_for, ("page.bookmark", "page.select"))
        return [
            [Piece("No marks yet.", "strong")],
            [],
            [Piece(key, "accent"), Piece(" on a page makes a bookmark,", "muted")],
            [Piece(select, "accent"), Piece(" selects words to highlight", "muted")],
        ]

    def details(self) -> Write:
        kept = self.kept
        if kept is None:
            return nothing
        return partial(details, kept, _today(), self._guess(kept))

    def _guess(self, kept: Kept) -> str:
        """What stands where a mark that lost its place may belong."""
        mark = kept.mark
        if not mark.lost:
            return ""
        if mark.id not in self._guesses:
            place = mark.anchor.place
            try:
                blocks = self.reader_app.library.chapter(kept.key, place.chapter).blocks
                self._guesses[mark.id] = blocks[place.block].text if blocks else ""
            except (KeyError, IndexError, LibraryError):
                self._guesses[mark.id] = ""
        return self._guesses[mark.id]

    def action_open(self) -> None:
        if self.kept is not None:
            self.open_mark(self.kept)

    def action_next_kind(self) -> None:
        kinds = list(Kind)
        self._show_kind(kinds[(kinds.index(self.kind) + 1) % len(kinds)])

    def action_show_lost(self) -> None:
        self._show_kind(Kind.LOST)

    def _show_kind(self, kind: Kind) -> None:
        self.kind = kind
        self.reload()

    def action_choose_row(self) -> None:
        if self.kept is None:
            return
        self._chosen ^= {self.kept.mark.id}
        self.listing.redraw_row(self.listing.cursor)
        self.listing.move(1)
        self.show_head()

    def clear_filter(self) -> None:
        if self._chosen and not self.sought:
            self._chosen.clear()
            self.reload()
        super().clear_filter()

    def action_sort(self) -> None:
        self.order = Order.DATE if self.order is Order.PLACE else Order.PLACE
        self.reload()


def _today() -> datetime:
    """Now, by the reader's own calendar."""
    return datetime.now().astimezone()


_KEYS: dict[Order, Callable[[Kept], tuple[object, ...]]] = {
    Order.PLACE: lambda kept: (fold(kept.title), kept.key, key_of(kept.mark)),
    Order.DATE: lambda kept: (-kept.mark.created.timestamp(), kept.key, key_of(kept.mark)),
}
