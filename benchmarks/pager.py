"""The plainest pager that Textual allows: one Line-API view over lines that are already wrapped.

    python benchmarks/pager.py FILE     space and b turn pages, g and G go to the ends, q quits

It knows nothing of works, places or typography, so it is the floor that the page of a reader made
with Textual is measured against.
"""

import sys
from pathlib import Path

from rich.segment import Segment
from textual.app import App
from textual.cache import LRUCache
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Pager(ScrollView, can_focus=True):
    BINDINGS = [
        ("space", "turn(1)", "Next page"),
        ("b", "turn(-1)", "Previous page"),
        ("g", "go(0)", "Start"),
        ("G", "go(1)", "End"),
    ]

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines
        self.strips: LRUCache[tuple[int, int], Strip] = LRUCache(1000)
        self.virtual_size = Size(66, len(lines))

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        width = self.size.width
        strip = self.strips.get((row, width))
        if strip is None:
            text = self.lines[row] if row < len(self.lines) else ""
            left = (width - 66) // 2
            strip = Strip([Segment(" " * left + text, self.rich_style)]).adjust_cell_length(
                width, self.rich_style
            )
            self.strips[(row, width)] = strip
        return strip

    def action_turn(self, pages: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + pages * self.size.height, animate=False)

    def action_go(self, end: int) -> None:
        self.scroll_to(y=self.max_scroll_y if end else 0, animate=False)


class PagerApp(App[None]):
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self):
        lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
        yield Pager(lines)


if __name__ == "__main__":
    PagerApp().run()
