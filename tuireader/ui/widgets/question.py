"""A question with what is to be known before it is answered, and a few answers."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.widget import Widget

from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.detail_pane import DetailPane, Write
from tuireader.ui.widgets.dialog import Choice
from tuireader.ui.widgets.lines import Line, Piece, wrap

WIDTH = 74
_AROUND = 10  # cells of a line of the box that are not the text's: frame, padding, scroll bar
_BESIDE = 6  # rows of the box that are neither text nor answers


class Question(Choice):
    """Answers with the index of the answer; the first one is the careful one.

    `about` is a text, or writes lines; `position` says which question of several it is, and `leave`
    what closing it does.
    """

    DEFAULT_CSS = f"""
    Question {{
        & > .box {{ width: {WIDTH}; max-height: 100%; }}
        DetailPane {{ height: auto; padding: 0 1 0 2; }}
    }}
    """

    def __init__(
        self,
        heading: str,
        about: str | Write,
        options: Sequence[str],
        position: str = "",
        leave: str = "decide later",
    ):
        super().__init__(heading, options, -1)
        self.pane = DetailPane(self._wrapped if isinstance(about, str) else about)
        self._about = about
        self._position = position
        self._leave = leave
        self._hints = Hints()

    def contents(self) -> Sequence[Widget]:
        self._fit()
        return [self.pane, Bar(), self.listing, Bar(), self._hints]

    def on_mount(self) -> None:
        self.query_one(".box").border_subtitle = self._position

    def on_resize(self, event: events.Resize) -> None:
        self._fit()

    def _fit(self) -> None:
        """Give the text the rows that it needs, as far as the answers leave any."""
        width, height = self.app.size
        write = self._wrapped if isinstance(self._about, str) else self._about
        wanted = len(write(max(10, min(WIDTH, width) - _AROUND)))
        room = max(2, height - _BESIDE - len(self.listing.rows))
        self.pane.styles.height = min(wanted, room)
        more = [Hint("space", "more")] if wanted > room else []
        self._hints.show([*more, Hint("enter", "choose"), Hint("esc", self._leave)])

    def _wrapped(self, width: int) -> list[Line]:
        return [[Piece(line)] for line in wrap(str(self._about), width)]

    # Answers are few: what turns pages turns those of the text.

    def action_page_down(self) -> None:
        self.pane.move_pages(1)

    def action_page_up(self) -> None:
        self.pane.move_pages(-1)
