"""A question that is answered with one line of text."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input

from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.dialog import Dialog

_EDITS = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding)
    for key in binding.key.split(",")
}


class LineInput(Input):
    """A plain line to write on, in the colours of where it stands."""

    DEFAULT_CSS = """
    LineInput, LineInput:focus {
        height: 1;
        border: none;
        padding: 0 1;
        background: $foreground 7%;
        & > .input--placeholder { color: $page-muted; }
    }
    """

    # What is written grows within the line: nothing has to be laid out again at every key.
    virtual_size = Reactive(Size(0, 0))

    async def on_key(self, event: events.Key) -> None:
        """Keys that edit do so before the next one is looked at.

        As bindings they would come after all that was typed with them, and erase that.
        """
        if event.key in _EDITS:
            event.stop()
            event.prevent_default()
            await self.run_action(_EDITS[event.key])


class Prompt(Dialog[str]):
    """Answers with what was written, which starts as `value`, all of it selected."""

    def __init__(self, heading: str, value: str = "", placeholder: str = ""):
        super().__init__()
        self.HEADING = heading
        self.input = LineInput(value, placeholder=placeholder)

    def contents(self) -> Sequence[Widget]:
        return [self.input, Bar(), Hints([Hint("enter", "done"), Hint("esc", "leave as it was")])]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)
