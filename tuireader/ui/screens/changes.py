"""What changed in a work since it was last read: chapters, and their paragraphs before and now.

The two texts are compared in a thread; it knows not how.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import get_current_worker

from tuireader.anchoring import Change, Changes, ChapterChange
from tuireader.library import Library, LibraryError
from tuireader.library.naming import chapter_names, name_of
from tuireader.place import Place
from tuireader.ui.screens.list_screen import LOW
from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.change_rows import ChangeRows, paragraphs, title
from tuireader.ui.widgets.dialog import MOVES, ListActions, Sheet
from tuireader.ui.widgets.lines import Piece
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
        return cast("TuireaderApp", self.app)

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
        try:
            with Library(app.paths.library) as library:
                found = updating.compare(library, self.key)
                changes = _named(library, self.key, found.changes) if found else None
        except (KeyError, LibraryError) as error:
            problem = f"The texts could not be compared: {error}"
        if not worker.is_cancelled:
            app.call_from_thread(self._compared, changes, problem)

    def _compared(self, changes: Changes | None, problem: str) -> None:
        if changes is None:
            self.listing.empty = [[Piece(problem, "muted")]]
        else:
            self.changed = [one for one in changes.chapters if one.change is not Change.SAME]
            self.listing.empty = [[Piece("Every chapter is the same.", "muted")]]
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
        """What changed in it; a chapter that is all new is read."""
        chapter = self.chapter
        if chapter is None:
            return
        if chapter.paragraphs:
            sheet = Changed(title(chapter), chapter)
            self.app.push_screen(sheet)
        else:
            self.action_read()

    def action_read(self) -> None:
        chapter = self.chapter
        if chapter is None:
            return
        if chapter.new is None:
            self._app.say("This chapter is not in the text any more")
            return
        places = (one.new for one in chapter.paragraphs if one.new is not None)
        self._app.open_work(self.key, next(places, Place(chapter.new)))


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
    """The paragraphs of a chapter that are not the same, before and now."""

    DEFAULT_CSS = """
    Changed > .box { width: 100%; max-width: 130; height: 94%; max-height: 100%; }
    """

    def __init__(self, heading: str, chapter: ChapterChange):
        super().__init__(heading, partial(paragraphs, chapter))
