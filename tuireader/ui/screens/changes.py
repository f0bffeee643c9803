"""What changed in a work since it was last read: chapters, and their paragraphs before and now.

The two texts are compared in a thread; it knows not how. A chapter that is gone is read here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import get_current_worker

from tuireader.anchoring import Change, Changes, ChapterChange
from tuireader.library import Library, LibraryError
from tuireader.library.naming import chapter_names, name_of
from tuireader.place import Place
from tuireader.store import Store
from tuireader.ui.host import app_of
from tuireader.ui.screens.list_screen import LOW
from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.change_rows import ChangeRows, gone_lines, paragraphs, title
from tuireader.ui.widgets.dialog import MOVES, ListActions, Sheet
from tuireader.ui.widgets.lines import Piece, wrap
from tuireader.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from tuireader.ui.app import TuireaderApp


class ChangesScreen(ListActions, Screen[None], inherit_bindings=False):
    """The chapters of the work `key` that are new, edited or gone."""

    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVES,
        ("o", "read", "Read it there"),
    ]
    DEFAULT_CSS = """
    ChangesScreen {
        overflow: hidden;
        #head { margin: 0 0 1 0; }
        #foot { margin: 1 0 0 0; dock: bottom; }
        &.-low { #head, #foot { margin: 0; } }
    }
    """

    def __init__(self, key: str, name: str):
        super().__init__()
        self.key = key
        self.work_name = name
        self.changed: list[ChapterChange] = []
        self._since = ""  # the edition that the present one is compared with
        self.head = Bar(id="head")
        self.listing = RowList()
        self.foot = Hints(
            [
                Hint("enter", "see what", "screen.open"),
                Hint("o", "read it", "screen.read"),
                Hint("q", "back", "app.back"),
            ],
            id="foot",
        )

    @property
    def _app(self) -> TuireaderApp:
        return app_of(self)

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.listing
        yield self.foot

    def on_mount(self) -> None:
        self.head.show([Piece(f"What is new · {self.work_name}", "strong")])
        self.listing.empty = [[Piece("Comparing the texts …", "muted")]]
        self.run_worker(self._compare, thread=True)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < LOW, "-low")

    def _compare(self) -> None:
        from tuireader import updating

        app, worker = self._app, get_current_worker()
        problem = "Only one text of this work is kept: there is nothing to compare it with."
        changes: Changes | None = None
        since = ""
        try:
            with Library(app.paths.library) as library:
                if found := updating.compare(library, self.key):
                    changes, since = _named(library, self.key, found.changes), found.since
        except (KeyError, LibraryError) as error:
            problem = f"The texts could not be compared: {error}"
        if not worker.is_cancelled:
            app.call_from_thread(self._compared, changes, since, problem)

    def _compared(self, changes: Changes | None, since: str, problem: str) -> None:
        self._since = since
        said = problem if changes is None else "Nothing in it is new since you last read it."
        width = max(10, self.size.width - 2 * RowList.MARGIN)
        self.listing.empty = [[Piece(line, "muted")] for line in wrap(said, width)]
        if changes is not None:
            self.changed = [one for one in changes.chapters if one.change is not Change.SAME]
            self.head.show(
                [Piece(f"What is new · {self.work_name}", "strong")], [Piece(str(changes), "muted")]
            )
        self.listing.show(ChangeRows(self.changed))

    @property
    def chapter(self) -> ChapterChange | None:
        """The one under the cursor."""
        return self.changed[self.listing.cursor] if self.changed else None

    def on_row_list_opened(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """What changed in it; a chapter that is all new is read, and one that is gone here."""
        chapter = self.chapter
        if chapter is None:
            return
        if chapter.paragraphs:
            self.app.push_screen(Changed(title(chapter), partial(paragraphs, chapter)))
        elif chapter.change is Change.GONE:
            self.run_worker(partial(self._find_gone, chapter), thread=True, exclusive=True)
        else:
            self.action_read()

    def action_read(self) -> None:
        chapter = self.chapter
        if chapter is None:
            return
        if chapter.new is None:
            self.action_open()
            return
        places = (one.new for one in chapter.paragraphs if one.new is not None)
        self._app.open_work(self.key, next(places, Place(chapter.new)))

    def _find_gone(self, chapter: ChapterChange) -> None:
        """Load a chapter that is gone, in a thread, and show it."""
        from tuireader.updating.gone import gone_chapter

        app, worker = self._app, get_current_worker()
        store = Store(app.paths.records)
        try:
            with Library(app.paths.library) as library:
                gone = gone_chapter(library, store, self.key, self._since, chapter.old[0])
                names = chapter_names(library, self.key)
        except (LookupError, LibraryError):
            app.call_from_thread(app.say, "Its text is no longer kept")
            return
        if not worker.is_cancelled:
            sheet = Changed(f"{title(chapter)} (gone)", partial(gone_lines, gone, names))
            sheet.add_class("-gone")
            app.call_from_thread(app.push_screen, sheet)


def _named(library: Library, key: str, changes: Changes) -> Changes:
    """The changes with the chapters named as everywhere else."""
    names = chapter_names(library, key)
    return changes._replace(
        chapters=tuple(
            one if one.new is None else one._replace(title=name_of(names, one.new, one.title))
            for one in changes.chapters
        )
    )


class Changed(Sheet):
    """What is not the same in a chapter, before and now; of one that is gone all of it."""

    DEFAULT_CSS = """
    Changed > .box { width: 100%; max-width: 130; height: 94%; max-height: 100%; }
    Changed.-gone > .box { max-width: 80; }
    """
