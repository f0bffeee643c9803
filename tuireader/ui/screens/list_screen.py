"""What the library and the bookmarks have in common: a head, a list, a filter, a foot with keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tuireader import keymap
from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.dialog import ListActions
from tuireader.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.widgets import Input

    from tuireader.ui.app import TuireaderApp
    from tuireader.ui.widgets.filter_line import FilterLine


LOW = 18
_COMMANDS = {command.id: command for command in keymap.COMMANDS}


class ListScreen(ListActions, Screen[None]):
    """Subclasses show their rows in `reload`, taking those that match `sought`."""

    AUTO_FOCUS = "RowList"
    FILTER_HINT = ""
    FOOT: ClassVar[tuple[tuple[str, str], ...]] = ()
    """The commands that the foot names, by id, and the word it has for each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear_filter", "Clear the filter", show=False)
    ]
    DEFAULT_CSS = """
    ListScreen {
        overflow: hidden;
        #head { margin: 0 0 1 0; }
        #foot { margin: 1 0 0 0; }
        FilterLine { margin: 1 0 0 0; }
        &.-low { #head, #foot, FilterLine { margin: 0; } }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.sought = ""
        self.head = Bar(id="head")
        self.listing = RowList()
        self.foot = Hints(id="foot")
        self.filter_line: FilterLine | None = None

    @property
    def reader_app(self) -> TuireaderApp:
        return cast("TuireaderApp", self.app)

    def reload(self, key: str | None = None) -> None:
        """Ask for the rows again; the cursor goes to `key`, or stays where it is."""
        raise NotImplementedError

    def on_resize(self, event: events.Resize) -> None:
        # A low window has no lines to spare for air.
        self.set_class(event.size.height < LOW, "-low")

    # The filter

    async def action_filter(self) -> None:
        # The next key is already for the filter: wait until it can take it.
        if self.filter_line is None:
            from tuireader.ui.widgets.filter_line import FilterLine

            self.filter_line = FilterLine(self.FILTER_HINT)
            await self.mount(self.filter_line, after=self.foot)
        self.filter_line.display = True
        self.foot.display = False
        self.set_focus(self.filter_line.input)

    def action_clear_filter(self) -> None:
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

    # Keys

    def key_of(self, command_id: str) -> str:
        """The first key of a command, as the reader has chosen it."""
        return keymap.spoken(keymap.keys_of(_COMMANDS[command_id], self.reader_app.remap)[0])

    def show_foot(self) -> None:
        hints = []
        for command_id, meaning in self.FOOT:
            action = _COMMANDS[command_id].action
            action = action if "." in action else f"screen.{action}"
            hints.append(Hint(self.key_of(command_id), meaning, action))
        self.foot.show(hints)
