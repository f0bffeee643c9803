"""Where a note is written: as many lines as one likes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import TextArea

from tuireader.ui.host import app_of
from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.dialog import Dialog
from tuireader.ui.widgets.lines import Piece

if TYPE_CHECKING:
    from tuireader.ui.saving import Saver

KEEP = "ctrl+s"


class _Lines(TextArea):
    BINDINGS: ClassVar[list[BindingType]] = [Binding(KEEP, "screen.keep", "Keep", show=False)]
    DEFAULT_CSS = """
    _Lines, _Lines:focus {
        height: 8;
        border: none;
        padding: 0 1;
        margin: 0 1;
        background: $foreground 7%;
        scrollbar-size-vertical: 1;
        & > .text-area--cursor-line { background: transparent; }
    }
    """


class NoteEditor(Dialog[None]):
    """Calls `written` with the note, which starts as `note`, where it has become another. `about`
    says in a line what it is on.

    Nothing that was written is thrown away by one key, nor by one click. Where the program ends
    while this is open, it is kept.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(KEEP, "keep", "Keep", show=False),
        Binding("escape", "close", "Close", show=False),
    ]
    DEFAULT_CSS = """
    NoteEditor > .box { width: 66; }
    """

    def __init__(
        self, heading: str, written: Callable[[str], None], note: str = "", about: str = ""
    ):
        super().__init__()
        self.HEADING = heading
        self._written = written
        self._before = note
        self._about = about
        self._leaving = False
        self.input = _Lines(note, soft_wrap=True, tab_behavior="focus")
        self.hints = Hints(self._hints())

    def contents(self) -> Sequence[Widget]:
        above = [Bar([Piece(self._about, "muted")]), Bar()] if self._about else []
        return [*above, self.input, Bar(), self.hints]

    def on_mount(self) -> None:
        self.input.move_cursor(self.input.document.end)
        low = self.app.size.height < 18
        self.input.styles.height = max(2, self.app.size.height - 9) if low else 8
        self._saver.unfinished = self.finish

    def on_unmount(self) -> None:
        self._saver.unfinished = None

    @property
    def _saver(self) -> Saver:
        return app_of(self).saver

    def _ask(self, leaving: bool) -> None:
        """Ask whether what was written is to be kept, or do so no more."""
        self._leaving = leaving
        self.query_one(".box").border_title = "Keep this note?" if leaving else self.HEADING
        self.hints.show(self._hints())

    def _hints(self) -> list[Hint]:
        keep = Hint(KEEP, "keep", "screen.keep")
        if self._leaving:
            return [keep, Hint("esc", "throw it away", "screen.close")]
        return [keep, Hint("esc", "as it was", "screen.close")]

    def on_text_area_changed(self) -> None:
        if self._leaving:
            self._ask(False)

    def finish(self) -> None:
        """Have what was written kept."""
        note = self.input.text.strip()
        if note != self._before.strip():
            self._before = note
            self._written(note)

    def action_keep(self) -> None:
        self.finish()
        self.dismiss(None)

    def action_close(self) -> None:
        if self._leaving or self.input.text == self._before:
            self.dismiss(None)
        else:
            self._ask(True)
