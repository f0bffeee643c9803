"""The page: one widget that draws the rows of a chapter, and only those in view.

It draws what a `Pager` shows and moves nothing itself. A row is drawn once and kept with all that
Textual makes of it, so that turning back, or to a page that was prepared, costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.strip import Strip

from tuireader.ui.bindings import bindings
from tuireader.ui.drawing import Looks, draw_line, draw_ticks, empty_line, labelled
from tuireader.ui.widgets.pointing import Pointing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.geometry import Region

    from tuireader.layout import ChapterLayout
    from tuireader.ui.hints import Hints
    from tuireader.ui.hints import View as InView
    from tuireader.ui.overlay import Overlay, Sign
    from tuireader.ui.pager import View

KEPT_STRIPS = 1024
MARGIN = 2  # the least cells on either side of the column: a sign in it does not touch the text


def measure_in(width: int, wanted: int) -> int:
    """How long a line can be in a window of `width` cells where `wanted` would be liked."""
    margin = MARGIN if width >= 40 else 1
    return max(10, min(wanted, width - 2 * margin))


def air_in(height: int) -> tuple[int, int]:
    """Empty rows above and below the text in a window of `height` rows, the status line aside."""
    if height < 17:
        return 0, 0
    return (1, 1) if height < 45 else (2, 1)


class Page(Pointing, can_focus=True):
    """Shows the rows of a `Pager`, in the middle of the window."""

    ALLOW_SELECT = False
    # In force only while something is selected: the screen checks these actions.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "screen.stop_selecting", "Stop selecting", id="back", show=False),
        *bindings("selection"),
    ]
    DEFAULT_CSS = "Page { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.overlay: Overlay | None = None
        self.ticks: tuple[frozenset[int], float] | None = None
        """At which cells of a line through the work marks are, and how far (0..1) the page is, to
        be drawn on the last row."""
        self._hints: Hints = {}
        self._looks: Looks | None = None
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(KEPT_STRIPS)

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Without Textual's own cache, which is of rows of the window and empty after every turn of
        the page. There is no border and no padding here that it would be needed for."""
        strips = self._draw(crop.line_range)
        _, background = self.background_colors
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        return self._draw(range(y, y + 1))[0]

    def prepare(self, chapter: int, top: int) -> None:
        """Have the page drawn that begins at a row of a chapter: it may be turned to next."""
        pager, width = self.pager, self.size.width
        assert pager is not None
        layout = pager.rows(chapter).layout
        for row in range(top, min(top + pager.height, layout.height)):
            self._row(pager.view(chapter), layout, row, width)

    def _draw(self, window: range) -> list[Strip]:
        """Rows of the window."""
        pager = self.pager
        width, height = self.size
        if pager is None:
            return [Strip.blank(width, self.rich_style)] * len(window)
        layout, view = pager.layout, pager.view(pager.chapter)
        rows = range(pager.top, min(pager.top + pager.height, layout.height))
        below = self.air + pager.height
        strips = []
        for y in window:
            row = pager.top + y - self.air
            if row in rows:
                strip = self._row(view, layout, row, width)
                if row in self._hints:
                    left = (width - pager.setting.measure) // 2
                    strip = labelled(strip, self._hints[row], left, self._look())
            elif self.ticks is not None and y == height - 1 >= below:
                strip = self._tick_line(self.ticks, pager.setting.measure, width)
            else:
                strip = self._kept((width,), lambda: empty_line(self._look(), width))
            strips.append(strip)
        return strips

    def _row(self, view: View, layout: ChapterLayout, row: int, width: int) -> Strip:
        """A row of a chapter, with what lies over it."""
        overlay, line = self.overlay, layout.line(row)
        state = overlay.state(view.chapter, line) if overlay is not None else None

        def draw() -> Strip:
            looks = self._look()  # first: with them what lies over the text is dressed anew
            left = (width - view.setting.measure) // 2
            if overlay is None or state is None:
                return draw_line(looks, layout, line, left, width)
            over = overlay.over(view.chapter, line)
            signs = overlay.signs(view.chapter, layout, line)
            return draw_line(looks, layout, line, left, width, over, signs)

        return self._kept((view, row, width, state), draw)

    def _tick_line(self, ticks: tuple[frozenset[int], float], measure: int, width: int) -> Strip:
        marks, here = ticks
        at = min(measure - 1, int(here * measure))
        key = (marks, at, measure, width)
        return self._kept(key, lambda: draw_ticks(self._look(), marks, at, measure, width))

    def _kept(self, key: tuple[object, ...], draw: Callable[[], Strip]) -> Strip:
        """The strip under `key`, drawn if it is not there any more."""
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = draw()
        return strip

    def _look(self) -> Looks:
        if self._looks is None:
            self._looks = Looks(self.rich_style, self.app.theme_variables, plain=self.app.no_color)
            if self.overlay is not None:
                self.overlay.dress(self.app.theme_variables)
        return self._looks

    def notify_style_update(self) -> None:
        """The colours may have changed: nothing that was drawn holds any more."""
        super().notify_style_update()
        self._looks = None
        self._strips.clear()
        self.refresh()

    # What is seen

    def in_view(self) -> InView:
        """What of the chapter is seen."""
        from tuireader.ui.hints import View

        pager = self.pager
        assert pager is not None
        rows = range(pager.top, pager.top + pager.height)
        return View(pager.layout, pager.chapter, rows, pager.setting.measure)

    def show_hints(self, hints: Hints) -> None:
        """Draw labels over links, or none any more."""
        self._hints = hints
        self.refresh()

    def signs_at(self, y: int) -> Sequence[Sign]:
        pager, row = self.pager, y - self.air
        if pager is None or self.overlay is None or not 0 <= row < pager.height:
            return ()
        layout = pager.layout
        return self.overlay.signs(pager.chapter, layout, layout.line(pager.top + row))
