"""What is typed to choose one of the links that have labels on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tuireader.reading.links import Link
from tuireader.ui.widgets.dialog import Once


class HintKeys(Once[Link], inherit_bindings=False):
    """Lies over the page and shows nothing itself: `show` is called with what has been typed.

    Answers with the link whose label was typed, or None.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False)]
    DEFAULT_CSS = """
    HintKeys { background: $background 0%; }
    """

    def __init__(self, links: Mapping[str, Link], show: Callable[[str], None]):
        super().__init__()
        self._links = links
        self._show = show
        self._typed = ""

    def on_mount(self) -> None:
        self._size = self.app.size
        self._show("")

    def on_resize(self, event: events.Resize) -> None:
        if event.size != self._size:  # the page has other lines now
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        if event.key == "backspace":
            event.stop()
            self._type(self._typed[:-1])
        elif event.is_printable and event.character:
            event.stop()
            self._type(self._typed + event.character.lower())

    def _type(self, typed: str) -> None:
        """Nothing is typed that no label begins with."""
        if typed in self._links:
            self.dismiss(self._links[typed])
        elif any(label.startswith(typed) for label in self._links):
            self._typed = typed
            self._show(typed)

    def on_click(self) -> None:
        self.dismiss(None)

    def action_leave(self) -> None:
        self.dismiss(None)
