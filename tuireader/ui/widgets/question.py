"""A question with what is to be known before it is answered, and a few answers."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget

from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.detail_pane import DetailPane
from tuireader.ui.widgets.dialog import Choice
from tuireader.ui.widgets.lines import Line, Piece, wrap


class Question(Choice):
    """Answers with the index of the answer; the first one is the careful one."""

    DEFAULT_CSS = """
    Question {
        & > .box { width: 66; }
        DetailPane { height: auto; padding: 0 1 0 2; }
    }
    """

    def __init__(self, heading: str, about: str, options: Sequence[str]):
        super().__init__(heading, options, -1)
        self.about = about

    def contents(self) -> Sequence[Widget]:
        width = min(66, self.app.size.width) - 6
        pane = DetailPane(self._lines)
        pane.styles.height = len(self._lines(max(10, width - 4))) + 1
        hints = Hints([Hint("enter", "choose"), Hint("esc", "decide later")])
        return [pane, self.listing, Bar(), hints]

    def _lines(self, width: int) -> list[Line]:
        return [[Piece(line)] for line in wrap(self.about, width)]
