"""What the library and the bookmarks have in common: a head, a list, a filter, a foot with keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tuireader import keymap
from tuireader.ui.host import app_of
from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.detail_pane import DetailPane, Write
from tuireader.ui.widgets.dialog import ListActions, Sheet
from tuireader.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.widgets import Input

    from tuireader.ui.app import TuireaderApp
    from tuireader.ui.widgets.filter_line import FilterLine


LOW = 18
"""Below this height no lines are given to air."""

PANE_FROM = 110
"""The width of the window from which on details stand beside the list."""


def _pane_width(width: int) -> int:
    """How much of a window the details take."""
    return min(66, width * 36 // 100)


_COMMANDS = {command.id: command for command in keymap.COMMANDS}


class ListScreen(ListActions, Screen[None], inherit_bindings=False):
    """Subclasses show their rows in `reload`, taking those that match `sought`."""

    AUTO_FOCUS = "RowList"
    FILTER_HINT = ""
    FOOT: ClassVar[tuple[tuple[str, str], ...]] = ()
    """The commands that the foot names, by id, and the word it has for each."""
    PANE: ClassVar[type[DetailPane]] = DetailPane
    """What details are shown on, beside the list or over it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear_filter", "Clear the filter", show=False)
    ]
    DEFAULT_CSS = """
    ListScreen {
        overflow: hidden;
        #head { margin: 0 0 1 0; }
        #foot { margin: 1 0 0 0; }
        FilterLine { margin: 1 0 0 0; }
        #pane {
            dock: right;
            padding: 1 1 0 3;
            background: $surface;
            scrollbar-background: $surface;
        }
        &.-low { #head, #foot, FilterLine { margin: 0; } }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.sought = ""
        self.head = Bar(id="head")
        self.listing = self.make_list()
        self.foot = Hints(id="foot")
        self.filter_line: FilterLine | None = None
        self.pane: DetailPane | None = None
        self._pane_wanted = True

    @property
    def reader_app(self) -> TuireaderApp:
        return app_of(self)

    def make_list(self) -> RowList:
        return RowList()

    def reload(self, key: str | None = None) -> None:
        """Ask for the rows again; the cursor goes to `key`, or stays where it is."""
        raise NotImplementedError

    def show_head(self) -> None:
        """Say in the head what is shown; called whenever that or the width changes."""
        raise NotImplementedError

    def details(self) -> Write:
        """What there is to say about the row under the cursor."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.show_foot()
        self._fit_pane()

    def on_resize(self, event: events.Resize) -> None:
        # A low window has no lines to spare for air.
        self.set_class(event.size.height < LOW, "-low")
        self._fit_pane()
        self.show_head()

    # The filter

    async def action_filter(self) -> None:
        if self.filter_line is None:
            from tuireader.ui.widgets.filter_line import FilterLine

            self.filter_line = FilterLine(self.FILTER_HINT)
            await self.mount(self.filter_line, after=self.foot)
        self.filter_line.display = True
        self.foot.display = False
        self.set_focus(self.filter_line.input)

    def action_clear_filter(self) -> None:
        if not self.reader_app.close_notices():
            self.clear_filter()

    def clear_filter(self) -> None:
        """Show everything again."""
        if self.filter_line is None or not self.filter_line.display:
            return
        self.filter_line.display = False
        self.foot.display = True
        self.listing.focus()
        if self.sought:
            with self.prevent(self._changed()):
                self.filter_line.input.value = ""
            self.sought = ""
            self.reload()

    def action_into_list(self) -> None:
        self.listing.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.sought = event.value
        self.reload()

    def on_input_submitted(self) -> None:
        # Whoever comes back from what was opened does not go on writing.
        if self.listing.rows:
            self.action_into_list()
        self.action_open()

    @staticmethod
    def _changed() -> type[Input.Changed]:
        from textual.widgets import Input

        return Input.Changed

    # The list

    def action_open(self) -> None:
        raise NotImplementedError

    def on_row_list_opened(self) -> None:
        self.action_open()

    # Details, beside the list where there is room

    def compose_pane(self) -> ComposeResult:
        if self.app.size.width >= PANE_FROM:
            self.pane = self.PANE(id="pane")
            yield self.pane

    def list_width(self) -> int:
        """The width of what stands beside the details, before it has been laid out too."""
        width = self.app.size.width
        beside = self.pane is not None and self.pane.display
        return width - _pane_width(width) if beside else width

    async def action_details(self) -> None:
        """Show the details, or hide them where they stand beside the list."""
        if self.app.size.width >= PANE_FROM:
            self._pane_wanted = not self._pane_wanted
            self._fit_pane()
        elif len(self.listing.rows):
            await self.app.push_screen(Sheet("Details", self.details(), self.PANE))

    def on_row_list_moved(self) -> None:
        self.show_details()

    def show_details(self) -> None:
        if self.pane is not None and self.pane.display:
            self.pane.show(self.details())

    def _fit_pane(self) -> None:
        """Give the details their place beside the list, where there is one."""
        width = self.app.size.width
        wanted = self._pane_wanted and width >= PANE_FROM
        if wanted and self.pane is None:
            self.pane = self.PANE(id="pane")
            self.mount(self.pane)
        if self.pane is not None:
            self.pane.display = wanted
            self.pane.styles.width = _pane_width(width)
            self.show_details()

    # Keys

    def show_foot(self) -> None:
        hints = []
        for command_id, meaning in self.FOOT:
            action = _COMMANDS[command_id].action
            action = action if "." in action else f"screen.{action}"
            hints.append(Hint(self.reader_app.key_for(command_id), meaning, action))
        self.foot.show(hints)
