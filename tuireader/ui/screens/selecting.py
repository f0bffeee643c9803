"""Selecting on the page, with keys and with the mouse.

What is selected is a `Selector`, imported when something is first selected; here its keys are
turned into calls, and what comes of them is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.geometry import Offset
from textual.screen import Screen

from tuireader.marks import Mark
from tuireader.place import Passage
from tuireader.reading import Reading
from tuireader.ui.host import app_of
from tuireader.ui.widgets.page import Page
from tuireader.ui.widgets.pointing import CHAIN
from tuireader.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.timer import Timer

    from tuireader.ui.app import TuireaderApp
    from tuireader.ui.overlay import Overlay
    from tuireader.ui.pager import Pager
    from tuireader.ui.selecting import Selector
    from tuireader.ui.widgets.bar import Hint


class Selecting(Screen[None], inherit_bindings=False):
    """The part of the reader that selects; its subclasses mark, move and draw."""

    reading: Reading
    pager: Pager
    page: Page
    status: StatusLine

    SELECTING: ClassVar[frozenset[str]] = frozenset(
        {
            *("stop_selecting", "highlight", "highlight_note", "copy_selection", "colour"),
            *("swap_ends", "restart_selection", "extend", "extend_lines", "extend_pages"),
            *("extend_chapter", "extend_work"),
        }
    )
    """Actions that there are only while something is selected."""

    def __init__(self, placing: Mark | None = None) -> None:
        super().__init__()
        self.placing = placing  # a mark for which the reader is to show where it belongs
        self.selector: Selector | None = None
        self._last: Passage | None = None  # what was selected last
        self._unit = ""  # what the mouse takes as it is dragged
        self._began: Passage | None = None  # where the mouse was pressed on text
        self._opening: Timer | None = None  # of what was clicked on, until it is no double click

    @property
    def _app(self) -> TuireaderApp:
        return app_of(self)

    def overlay(self) -> Overlay:
        """What lies over the text, made when there is something to show."""
        raise NotImplementedError

    async def clicked(self, event: Page.Pointed) -> None:
        """The mouse was clicked on the text while nothing was selected."""
        raise NotImplementedError

    def show_page(self) -> None:
        """Draw where the pager is now, and say it."""
        raise NotImplementedError

    def gone(self) -> None:
        """The reader has gone somewhere."""
        raise NotImplementedError

    def fit_page(self) -> None:
        """The window, or what stands under the page, may have another size."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in self.SELECTING or self.selector is not None

    def place_caret(self) -> None:
        """Have the terminal's own cursor, which is not drawn, where a selection is extended, or
        else where the page begins: programs that read the screen aloud or magnify it look there."""
        pager = self.pager
        chapter, row, cell = self.selector.caret if self.selector else (pager.chapter, pager.top, 0)
        row -= pager.top
        if chapter != pager.chapter or not 0 <= row < pager.height:
            row = cell = 0
        left = (self.size.width - pager.setting.measure) // 2
        self.app.cursor_position = Offset(left + cell, self.page.air + row)

    # Selecting

    def action_select(self) -> None:
        from tuireader.ui.selecting import Selector

        self._select(Selector.at_page(self.pager, self._last))

    def _select(self, selector: Selector) -> None:
        """Select from now on with `selector`."""
        first = self.selector is None
        self.selector = selector
        if first:
            self.fit_page()
        self._selected()

    def _selected(self) -> None:
        """What is selected has changed."""
        if self.selector is not None:
            self.overlay().selection = self.selector.passage
            self.gone()

    def action_stop_selecting(self) -> None:
        if self.selector is None:
            return
        self._last = self.selector.passage
        self.selector = None
        self.overlay().selection = None
        self.fit_page()

    def mode(self) -> tuple[str, str, list[Hint]]:
        """What the line under the page says while something is selected: how much, in which colour,
        and what to press."""
        assert self.selector is not None
        from tuireader.ui.phrases import count
        from tuireader.ui.widgets.bar import Hint

        key = self._app.key_for
        said = f"Selected: {count(self.selector.words(), 'word')}"
        colour = self._app.settings.highlight_colour
        hints = [
            Hint(key("selection.highlight"), "highlight", "screen.highlight"),
            Hint(key("selection.note"), "note", "screen.highlight_note"),
            Hint(key("selection.copy"), "copy", "screen.copy_selection"),
            Hint("esc", "stop", "screen.stop_selecting"),
        ]
        return said, colour, hints

    def action_extend(self, unit: str, direction: int) -> None:
        from tuireader.reading.motion import Unit

        if self.selector is not None:
            self.selector.by(Unit(unit), direction)
            self._selected()

    def action_extend_lines(self, lines: int) -> None:
        if self.selector is not None:
            self.selector.lines(lines)
            self._selected()

    def action_extend_pages(self, pages: int) -> None:
        if self.selector is not None:
            self.selector.pages(pages)
            self._selected()

    def action_extend_chapter(self, end: int) -> None:
        if self.selector is not None:
            self.selector.to_chapter(bool(end))
            self._selected()

    def action_extend_work(self, end: int) -> None:
        if self.selector is not None:
            self.selector.to_work(bool(end))
            self._selected()

    def action_swap_ends(self) -> None:
        if self.selector is not None:
            self.selector.swap()
            self._selected()

    def action_restart_selection(self) -> None:
        if self.selector is not None:
            self.selector.restart()
            self._selected()

    # The mouse

    def open_soon(self, open: Callable[[], Awaitable[None]]) -> None:
        """Open what was clicked on, unless a second click follows: that selects."""
        shown = self.pager.chapter, self.pager.top

        async def once() -> None:
            if self.is_current and (self.pager.chapter, self.pager.top) == shown:
                await open()

        self._opening = self.set_timer(CHAIN, once)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """What is dragged fast has left the page before the page holds the mouse."""
        self.page.on_mouse_move(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self.page.on_mouse_up(event)

    async def on_page_pointed(self, event: Page.Pointed) -> None:
        if self._opening is not None:
            self._opening.stop()
            self._opening = None
        if event.what == "press":
            self._press(event)
        elif event.what == "drag":
            self._drag(event)
        elif event.what == "click":
            await self._click(event)

    def _press(self, event: Page.Pointed) -> None:
        from tuireader.reading import motion
        from tuireader.reading.motion import Unit
        from tuireader.ui.selecting import Selector, sign_at

        sign = sign_at(self.pager, self.pager.chapter, event.row, event.cell)
        if event.shift:
            if self.selector is None:
                self._select(Selector(self.pager, self._began or sign))
            assert self.selector is not None
            self._began = self.selector.origin
            self.selector.reach(sign)
            self._selected()
            return
        self._began = sign
        self._unit = {2: Unit.WORD, 3: Unit.PARAGRAPH}.get(event.chain, Unit.SIGN)
        if event.chain > 1:
            whole = motion.around(self.reading.chapters, sign.start, Unit(self._unit))
            if whole.start < whole.end:
                self._began = whole
                self._select(Selector(self.pager, whole))

    def _drag(self, event: Page.Pointed) -> None:
        from tuireader.reading import motion
        from tuireader.reading.motion import Unit
        from tuireader.ui.selecting import Selector, sign_at

        if self._began is None:
            return
        row, (top, height) = event.row, (self.pager.top, self.pager.height)
        if self.selector is None or self.selector.origin != self._began:
            self._select(Selector(self.pager, self._began))
        beyond = -1 if row < top else 1 if row >= top + height else 0
        if beyond:
            self.pager.scroll(beyond)
            row = self.pager.top if beyond < 0 else self.pager.top + height - 1
        found = sign_at(self.pager, self.pager.chapter, row, event.cell)
        if self._unit != Unit.SIGN:
            found = motion.around(self.reading.chapters, found.start, Unit(self._unit))
        assert self.selector is not None
        self.selector.reach(found, follow=False)
        self._selected()

    async def _click(self, event: Page.Pointed) -> None:
        if self.selector is not None:
            self.action_stop_selecting()
        else:
            await self.clicked(event)
