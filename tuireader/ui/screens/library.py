"""The library: everything on the shelf, what was read last on top, and details beside it.

It asks `Library` for keys and rows and hands works to the app to open. It knows no SQL, no files'
formats, and of the reader's record only where reading stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import get_current_worker

from tuireader.library import LibraryError, Shelved, Sort
from tuireader.library.naming import chapter_names
from tuireader.library.query import misread
from tuireader.ui import mirroring, phrases
from tuireader.ui.bindings import bindings
from tuireader.ui.screens.adding import Adding
from tuireader.ui.widgets.bar import Bar
from tuireader.ui.widgets.detail_pane import Write, nothing
from tuireader.ui.widgets.dialog import Choice
from tuireader.ui.widgets.lines import Line, Piece, wrap
from tuireader.ui.widgets.resume import Resume
from tuireader.ui.widgets.row_list import RowList
from tuireader.ui.widgets.work_details import Details, chapter_words
from tuireader.ui.widgets.work_rows import WorkRows, headings, title

SORTS: dict[Sort, tuple[str, str]] = {
    Sort.RECENT: ("Last read", "last read first"),
    Sort.TITLE: ("Title", "by title"),
    Sort.AUTHOR: ("Author", "by author"),
    Sort.UNREAD: ("New chapters, then unread", "new and unread first"),
    Sort.ADDED: ("Date added", "last added first"),
    Sort.UPDATED: ("Date updated", "last updated first"),
    Sort.WORDS: ("Length", "longest first"),
    Sort.PROGRESS: ("Progress", "furthest read first"),
}


class LibraryScreen(Adding):
    """The shelf."""

    FILTER_HINT = "title, author, fandom, tag … or is:unread, fandom:…, -without"
    FOOT = (
        ("list.open", "read"),
        ("list.filter", "filter"),
        ("list.sort", "sort"),
        ("library.add", "add"),
        ("library.remove", "remove"),
        ("library.details", "details"),
        ("help", "help"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("library", "list")]
    DEFAULT_CSS = """
    LibraryScreen {
        #resume { margin: 0 0 1 0; }
        #headings { padding: 0 2; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.sort, self.reverse = Sort.RECENT, False  # until it is mounted
        self.works = WorkRows([], lambda keys: [], datetime.now().astimezone())
        self.resume = Resume(id="resume")
        self.headings = Bar(id="headings")
        self._sought_before = ""
        self._misread: list[str] = []
        self._everything = 0  # works on the shelf
        self._resumed = ""

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.resume
        yield self.headings
        yield self.listing
        yield self.foot
        yield from self.compose_pane()

    def on_mount(self) -> None:
        order = self.reader_app.settings.library_sort
        self.sort, self.reverse = Sort(order.removeprefix("-")), order.startswith("-")
        self.call_after_refresh(
            self.run_worker, self._refresh_mirror, thread=True, group="mirroring"
        )
        self.call_after_refresh(self.add_guide)

    def _refresh_mirror(self) -> None:
        """Take what records say that were changed elsewhere. In a thread, after the first paint."""
        app, worker = self.reader_app, get_current_worker()
        try:
            changed, notices = mirroring.refresh(app.paths)
        except LibraryError:
            return  # the next start tries again; what is shown is only older
        if worker.is_cancelled:
            return
        app.call_from_thread(app.warn, notices)
        if changed:
            app.call_from_thread(self.reload)

    def on_screen_resume(self) -> None:
        """Also when this screen is first shown: what was read since shows in the list."""
        self.reader_app.saver.publish()
        self.reload()
        self.ask_next()

    # The list

    @property
    def work(self) -> Shelved | None:
        """The work under the cursor."""
        return self.works[self.listing.cursor] if len(self.works) else None

    def reload(self, key: str | None = None) -> None:
        """Ask for the works again, with the cursor on `key`, or else where it was."""
        library = self.reader_app.library
        sought = self.sought != self._sought_before
        self._sought_before = self.sought
        try:
            keys = library.keys(self.sought, self.sort, self.reverse)
            everything = library.count() if self.sought else len(keys)
            begun = [] if self.sought or not keys else library.keys("is:reading")
            resumed = library.shelved(begun[:1])
        except LibraryError as error:
            self.reader_app.say(f"{error}.")
            return
        if key is None and self.work is not None:
            key = self.work.key
        if sought and self.sought:
            cursor = 0
        else:
            cursor = keys.index(key) if key in keys else self.listing.cursor
        self.works = WorkRows(keys, self._fetch, datetime.now().astimezone())
        self._show_misread()
        self.listing.empty = self._nothing(everything)
        self.listing.show(self.works, cursor)
        self._everything = everything
        self.show_head()
        self._show_resume(resumed[0] if resumed else None)

    def _show_misread(self) -> None:
        """Say in the filter's line, and where nothing matches, what of it is not understood."""
        said = misread(self.sought, self.reader_app.library.keys) if self.sought else []
        self._misread = [words.replace("there", "There", 1) for words in said]
        if self.filter_line is not None:
            self.filter_line.say(said[0] if said else "")

    def _fetch(self, keys: Sequence[str]) -> list[Shelved]:
        """Rows for the list, which asks while it is drawn: a library that fails must not end it."""
        try:
            return self.reader_app.library.shelved(keys)
        except LibraryError as error:
            self.reader_app.say(f"{error}.")
            return []

    def show_head(self) -> None:
        width = self.list_width()
        line = headings(width - RowList.MARGIN)
        self.headings.display = bool(line) and bool(len(self.works))
        self.headings.show(line)
        if self.busy:
            self.head.show([Piece(self.busy, "muted")])
            return
        number = phrases.count(self._everything, "work")
        if self.sought:
            number = f"{len(self.works):,} of {number}"
        words = SORTS[self.sort][1] + (", reversed" if self.reverse else "")
        right = [Piece(number, "muted"), Piece(f" · {words}", "muted", "screen.sort")]
        self.head.show([Piece("tuireader", "strong")], right if width >= 56 else right[:1])

    def _nothing(self, everything: int) -> Sequence[Line]:
        if everything:
            width = max(20, self.list_width() - 2 * RowList.MARGIN)
            return [
                [Piece("Nothing on the shelf matches.")],
                *([Piece(line, "warning")] for said in self._misread for line in wrap(said, width)),
                [],
                [Piece("esc", "accent"), Piece(" shows everything again", "muted")],
            ]
        if self._guide_is_due():
            return []
        return [
            [Piece("The shelf is empty.", "strong")],
            [],
            [Piece("a", "accent", "screen.add"), Piece(" adds files and folders", "muted")],
        ]

    def _guide_is_due(self) -> bool:
        """Whether the shelf has never held the guide, which will be there in a moment."""
        from tuireader import guide

        try:
            return not self.reader_app.library.remembers(guide.KEY)
        except LibraryError:
            return False

    def _show_resume(self, work: Shelved | None) -> None:
        self.resume.display = work is not None
        self._resumed = work.key if work else ""
        if work is not None:
            self.resume.show(work, "", self.reader_app.key_for("library.resume"))
            self.call_after_refresh(self._say_where, work)

    def _say_where(self, work: Shelved) -> None:
        """Add the chapter to the card: the record is read once the list is on screen."""
        chapter, chapters = self._standing(work.key)
        if chapter is not None and len(chapters) > 1 and self._resumed == work.key:
            where = chapter_words(chapter, chapters)
            self.resume.show(work, where, self.reader_app.key_for("library.resume"))

    def _standing(self, key: str) -> tuple[int | None, Sequence[str]]:
        """The chapter in which reading stopped, from 0, and the names of all."""
        progress = self.reader_app.store.load_progress(key)
        try:
            titles = chapter_names(self.reader_app.library, key)
        except (KeyError, LibraryError):
            return None, []
        if progress is None or progress.anchor.place.chapter >= len(titles):
            return None, titles
        return progress.anchor.place.chapter, titles

    def action_open(self) -> None:
        if self.work is not None:
            self.reader_app.open_work(self.work.key)

    def action_resume(self) -> None:
        if self._resumed:
            self.reader_app.open_work(self._resumed)

    def on_resume_pressed(self) -> None:
        self.action_resume()

    # Details

    def details(self) -> Write:
        work = self.work
        if work is None:
            return nothing
        library = self.reader_app.library
        try:
            metadata, source = library.metadata(work.key), library.source(work.key)
            doubts, united = self._doubts(work), self._united(work)
        except (KeyError, LibraryError):
            return lambda width: [[Piece("no longer in the library", "muted")]]
        chapter, chapters = self._standing(work.key)
        return Details(
            work,
            metadata,
            chapters,
            chapter,
            source.path,
            source.format,
            self.works.now,
            doubts,
            united,
        ).lines

    def _doubts(self, work: Shelved) -> list[str]:
        """The works that a work may be the same as, and the key to decide it, in words."""
        if not work.doubted:
            return []
        library, key = self.reader_app.library, self.reader_app.key_for("library.doubts")
        others = {key for doubt in library.doubts(work.key) for key in doubt} - {work.key}
        names = [f"“{title(row)}”" for row in library.shelved(sorted(others))]
        return [*names[:-1], f"{names[-1]}: {key} asks"] if names else []

    def _united(self, work: Shelved) -> str:
        """The works that became part of a work, and the key to split them off, in words."""
        names = [f"“{name or 'Untitled'}”" for name in self.reader_app.library.united(work.key)]
        key = self.reader_app.key_for("library.split")
        return f"{', '.join(names)}: {key} splits off" if names else ""

    # Order

    async def action_sort(self) -> None:
        def chosen(index: int | None) -> None:
            if index is not None:
                self._sort_by(list(SORTS)[index])

        names = [name for name, _ in SORTS.values()]
        present = list(SORTS).index(self.sort)
        choice = Choice("Sort", names, present, self.reader_app.key_for("list.sort"))
        await self.app.push_screen(choice, chosen)
        choice.set_focus(choice.listing)

    def action_sort_by(self, sort: str) -> None:
        self._sort_by(Sort(sort))

    def _sort_by(self, sort: Sort) -> None:
        """Choosing the present order again turns it round."""
        self.reverse = sort is self.sort and not self.reverse
        self.sort = sort
        self.reload()
        name = f"-{sort}" if self.reverse else str(sort)
        self.reader_app.choose(library_sort=name)

    # Taking away and bringing back

    def action_remove(self) -> None:
        work = self.work
        if work is None:
            return
        try:
            self.reader_app.library.remove(work.key)
        except LibraryError as error:
            self.reader_app.say(f"{error}.")
            return
        undo = self.can_undo(partial(self._restore, work))
        self.reload()
        self.reader_app.say(f"Removed “{title(work)}”\n{undo} brings it back, marks are kept")

    def _restore(self, work: Shelved) -> None:
        try:
            self.reader_app.library.restore(work.key)
        except KeyError:
            self.reader_app.say("Its text is no longer kept: add its file again.")
        except LibraryError as error:
            self.reader_app.say(f"{error}.")
        else:
            self.reload(work.key)
            self.reader_app.say(f"“{title(work)}” is back")

    def action_changes(self) -> None:
        if self.work is not None:
            self.reader_app.open_changes(self.work.key, title(self.work))

    def action_bookmarks(self) -> None:
        self.reader_app.open_bookmarks()
