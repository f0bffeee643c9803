"""The app: what the screens share, how one leads to another, and how it all ends well.

Screens are imported when they are first wanted, so that the first page pays for nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from tuireader.library import Library
from tuireader.paths import Paths
from tuireader.place import Place
from tuireader.settings import Settings
from tuireader.store import Store
from tuireader.ui.bindings import bindings


class TuireaderApp(App[int]):
    """Opens on the work `key`, or on the library where that is None."""

    CSS_PATH = "app.tcss"
    TITLE = "tuireader"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere")]

    def __init__(self, paths: Paths, library: Library, store: Store, key: str | None = None):
        super().__init__()
        self.paths = paths
        self.library = library
        self.store = store
        self.settings = Settings()
        self._first = key

    def get_default_screen(self) -> Screen[object]:
        return self._library_screen() if self._first is None else self._reader(self._first, None)

    def open_work(self, key: str, place: Place | None = None) -> None:
        """Read the work `key`, at `place` or where reading stopped.

        The reader comes to lie on the library, whatever was open on top of that.
        """
        self._close_above_library()
        self._show(self._reader(key, place))

    def open_bookmarks(self, key: str | None = None) -> None:
        """Show the bookmarks of one work, or of all, on top of this screen."""
        from tuireader.ui.screens.bookmarks import BookmarksScreen

        self.push_screen(BookmarksScreen(key))

    def open_library(self) -> None:
        self._close_above_library()
        if not self._is_library(self.screen):
            self.switch_screen(self._library_screen())

    def say(self, message: str) -> None:
        """A quiet notice. `message` is text, never markup."""
        self.notify(message, markup=False, timeout=4)

    def action_back(self) -> None:
        """Leave this screen for the one it lies on; a page for the library; the library: quit."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        elif self._is_library(self.screen):
            self.exit(0)
        else:
            self.open_library()

    def _show(self, screen: Screen[object]) -> None:
        if self._is_library(self.screen):
            self.push_screen(screen)
        else:
            self.switch_screen(screen)

    def _close_above_library(self) -> None:
        while len(self.screen_stack) > 1 and not self._is_library(self.screen):
            self.pop_screen()

    @staticmethod
    def _is_library(screen: Screen[object]) -> bool:
        return type(screen).__name__ == "LibraryScreen"

    def _library_screen(self) -> Screen[object]:
        from tuireader.ui.screens.library import LibraryScreen

        return LibraryScreen()

    def _reader(self, key: str, place: Place | None) -> Screen[object]:
        from tuireader.ui.screens.reader import ReaderScreen

        return ReaderScreen(key, place)


def run(paths: Paths, key: str | None = None) -> int:
    """Run until the reader quits; the exit status. The terminal must be one."""
    app = TuireaderApp(paths, Library(paths.library), Store(paths.records), key)
    return app.run() or 0
