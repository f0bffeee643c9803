"""Choosing files and folders: by typing a path, which is completed, or by going through folders.

It only chooses; the screen that opened it adds what it answers with.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from tuireader.ui.widgets import folders
from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.dialog import MOVES, Dialog, ListActions
from tuireader.ui.widgets.folders import Item
from tuireader.ui.widgets.lines import Line, Piece, fit
from tuireader.ui.widgets.prompt import LineInput
from tuireader.ui.widgets.row_list import RowList

_WHOLE = Item(".", True)
_UP = Item("..", True)


class _Folder:
    """The rows of a folder, with the marked ones ticked."""

    def __init__(self, folder: Path, items: Sequence[Item], marked: set[Path]):
        self.folder = folder
        self.items = items
        self.marked = marked

    def __len__(self) -> int:
        return len(self.items)

    def height(self, width: int) -> int:
        return 1

    def lines(self, index: int, width: int) -> Sequence[Line]:
        item = self.items[index]
        if item is _WHOLE:
            return [[Piece("Add everything in this folder", "accent")]]
        if item is _UP:
            return [[Piece("../", "muted"), Piece("  the folder above", "muted")]]
        tick = "✓ " if self.folder / item.name in self.marked else "  "
        size = "" if item.is_folder else folders.size_words(item.size)
        name = fit(item.name + ("/" if item.is_folder else ""), max(4, width - 11))
        return [[Piece(tick, "accent"), Piece(name), Piece(fit(size, 9, right=True), "muted")]]


class _PathInput(LineInput):
    """Tab completes, and arrow down goes into the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "screen.complete", "Complete", show=False),
        Binding("down", "screen.into_list", "Into the list", show=False),
        Binding("ctrl+u", "delete_left_all", "Clear", show=False),
    ]


class _FolderList(RowList):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "screen.mark", "Mark", show=False),
        Binding("l,right", "screen.open", "Open", show=False),
        Binding("h,left,backspace", "screen.parent", "The folder above", show=False),
        Binding("tab,shift+tab,/", "screen.into_path", "Type a path", show=False),
        Binding("q", "screen.close", "Close", show=False),
    ]


class FilePicker(ListActions, Dialog[list[Path]]):
    """Answers with the paths to add. Starts in the folder `here`."""

    HEADING = "Add to the library"
    AUTO_FOCUS = "_PathInput"
    BINDINGS: ClassVar[list[BindingType]] = [*MOVES]
    DEFAULT_CSS = """
    FilePicker {
        & > .box { width: 84; height: 90%; max-height: 36; }
        RowList { margin: 1 0; }
    }
    """

    def __init__(self, here: Path):
        super().__init__()
        self.here = here  # what a typed path is relative to
        self.marked: set[Path] = set()
        self._offered = self._shown(here)
        self._problem = ""  # why there is nothing in the list
        self.path = _PathInput(self._offered, placeholder="A file or folder")
        self._rows = _Folder(here, [], self.marked)
        self.listing = _FolderList(self._rows)
        self.says = Bar()
        self.keys = Hints()

    def contents(self) -> Sequence[Widget]:
        return [self.path, self.listing, self.says, self.keys]

    def on_mount(self) -> None:
        self._look(self.here)

    # The typed path

    def on_input_changed(self, event: Input.Changed) -> None:
        folder, start = folders.typed(event.value, self.here)
        self._look(folder, start)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip() in ("", self._offered):
            self.action_into_list()
            return
        path = folders.full_path(event.value, self.here)
        if folders.is_there(path):
            self.dismiss([*sorted(self.marked - {path}), path])
        else:
            self.says.show([Piece("There is no such file or folder.", "warning")])

    def action_complete(self) -> None:
        # A name with control characters can be chosen from the list, but not be written here.
        items = [item for item in self._rows.items if item.name.isprintable()]
        before = self.path.value
        real = [item for item in items if item is not _WHOLE and item is not _UP]
        self.path.value = folders.completed(before, real)
        self.path.cursor_position = len(self.path.value)
        if self.path.value == before:
            self.action_into_list()

    def action_into_list(self) -> None:
        self.listing.focus()

    def action_into_path(self) -> None:
        self.path.focus()

    # The list

    def action_up(self) -> None:
        if self.listing.cursor == 0:
            self.action_into_path()
        else:
            super().action_up()

    def action_open(self) -> None:
        item = self._item()
        if item is None:
            return
        if item is _UP:
            self.action_parent()
        elif item is _WHOLE:
            self.dismiss([*sorted(self.marked), self._rows.folder])
        elif item.is_folder:
            self._go(self._rows.folder / item.name)
        else:
            path = self._rows.folder / item.name
            self.dismiss([*sorted(self.marked - {path}), path])

    def action_parent(self) -> None:
        came_from = self._rows.folder.name
        self._go(self._rows.folder.parent)
        names = [item.name for item in self._rows.items]
        if came_from in names:
            self.listing.move_to(names.index(came_from))

    def action_mark(self) -> None:
        item = self._item()
        if item is not None and item is not _WHOLE and item is not _UP:
            self.marked ^= {self._rows.folder / item.name}
            self.listing.redraw_row(self.listing.cursor)
        self.listing.move(1)
        self._tell()

    def on_row_list_opened(self) -> None:
        self.action_open()

    def on_row_list_moved(self) -> None:
        self._tell()

    def on_descendant_focus(self) -> None:
        self._tell()

    def _go(self, folder: Path) -> None:
        """Show `folder`, and its path above it."""
        self.here = folder
        self._offered = self._shown(folder)
        with self.prevent(Input.Changed):
            self.path.value = self._offered
            self.path.cursor_position = len(self._offered)
        self._look(folder)

    def _look(self, folder: Path, start: str = "") -> None:
        """List what is in `folder` and begins with `start`."""
        self._problem = ""
        found: list[Item] = []
        try:
            found = folders.items(folder, start)
        except OSError as error:
            self._problem = f"This folder cannot be read: {error.strerror}."
        if not start:
            whole = [_WHOLE] if found else []
            up = [_UP] if folder.parent != folder else []
            found = [*whole, *up, *found]
        self._rows = _Folder(folder, found, self.marked)
        self.listing.show(self._rows)
        self._tell()

    def _item(self) -> Item | None:
        items = self._rows.items
        return items[self.listing.cursor] if items else None

    def _tell(self) -> None:
        """Say what enter will do, and the keys that there are besides."""
        typing = self.path.has_focus
        if self._problem:
            self.says.show([Piece(self._problem, "warning")])
        else:
            self.says.show([Piece(self._typed_words() if typing else self._item_words(), "muted")])
        if typing:
            keys = [Hint("tab", "complete"), Hint("↓", "to the list")]
        else:
            keys = [Hint("space", "mark"), Hint("h", "folder above"), Hint("/", "type a path")]
        self.keys.show([*keys, Hint("esc", "close")])

    def _typed_words(self) -> str:
        text = self.path.value
        if text.strip() in ("", self._offered):
            return "Type or paste a path, or go through the folders below."
        path = folders.full_path(text, self.here)
        if os.path.isdir(path):  # noqa: PTH112
            return f"enter adds everything in {path.name or path}, its folders too."
        if folders.is_there(path):
            return f"enter adds {path.name}."
        return "" if self._rows.items else "Nothing here has such a name."

    def _item_words(self) -> str:
        item = self._item()
        if item is None:
            return "Nothing here has such a name."
        if item is _UP or (item.is_folder and item is not _WHOLE):
            return "enter opens the folder." + self._marked_words(" {} marked.")
        name = "everything here, its folders too" if item is _WHOLE else item.name
        return f"enter adds {name}" + self._marked_words(", and the {} that are marked") + "."

    def _marked_words(self, words: str) -> str:
        return words.format(f"{len(self.marked):,}") if self.marked else ""

    @staticmethod
    def _shown(folder: Path) -> str:
        text = folders.home_words(folder)
        return text if text.endswith("/") else f"{text}/"
