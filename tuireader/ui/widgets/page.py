"""The page: one widget that draws the rows of a chapter, and only those in view.

It draws what a `Pager` shows and moves nothing itself. Every segment says where in the text it
comes from, as `offset` in its style's meta: (offset in the block, block), on margins and blank
rows too, so that a place can be told from any point on the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.color import Color
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tuireader.layout import LineKind
from tuireader.ui.bindings import bindings
from tuireader.work import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.timer import Timer

    from tuireader.layout import ChapterLayout, Line
    from tuireader.ui.hints import Hint, Hints, View
    from tuireader.ui.overlay import Over, Overlay, Sign
    from tuireader.ui.pager import Pager

KEPT_STRIPS = 1024
SCROLL_EVERY = 0.06  # seconds between two lines, while the mouse drags beyond the page
CHAIN = 0.4  # seconds between two clicks that count as one double click
_NO_ROLES: frozenset[Role] = frozenset()
MARGIN = 2  # the least cells on either side of the column, in windows that have them


def measure_in(width: int, wanted: int) -> int:
    """How long a line can be in a window of `width` cells where `wanted` would be liked."""
    margin = MARGIN if width > 40 else 1
    return max(10, min(wanted, width - 2 * margin))


def air_in(height: int) -> tuple[int, int]:
    """Empty rows above and below the text in a window of `height` rows, the status line aside."""
    if height < 17:
        return 0, 0
    return (1, 1) if height < 45 else (2, 1)


class Looks:
    """How kinds of lines and roles of text look in a theme; `plain`: no colour will be seen. States
    are never in colour alone."""

    def __init__(self, base: Style, colours: dict[str, str], *, plain: bool = False):
        def colour(name: str, **more: Any) -> Style:
            found = colours.get(name)
            return Style(color=Color.parse(found).rich_color if found else None, **more)

        muted = colour("page-muted")
        heading = colour("page-heading", bold=True)
        self.base = base
        self._kinds: dict[LineKind, Style] = {
            LineKind.NOTE: muted,
            LineKind.HEADING: heading,
            LineKind.TERM: Style(bold=True),
            LineKind.CAPTION: colour("page-muted", italic=True),
            LineKind.SUMMARY: Style(bold=True),
            LineKind.WORK_TITLE: heading,
            LineKind.BYLINE: muted,
            LineKind.FACTS: muted,
            LineKind.NUMBER: muted,
            LineKind.TITLE: heading,
            LineKind.LABEL: colour("page-ornament", bold=True),
            LineKind.ORNAMENT: colour("page-ornament"),
            LineKind.GAP: colour("page-ornament"),
            LineKind.RULE: colour("page-faint"),
            LineKind.PICTURE: colour("page-muted", italic=True),
        }
        # Of the label of a link, what is to be typed: as plain as the text, whatever the theme.
        self.label = Style(bold=True, reverse=True)
        self.typed = muted
        link = colour("page-link", underline=True)
        # The others are in the text as it is drawn: raised figures, capitals, quote marks.
        self._roles: dict[Role, Style] = {
            Role.EMPHASIS: Style(italic=True),
            Role.STRONG: Style(bold=True),
            Role.UNDERLINE: Style(underline=True),
            Role.INSERTED: Style(underline=True),
            Role.STRIKE: Style(strike=True),
            # Where no colour will be seen, its ground is none.
            Role.CODE: Style(bgcolor=Color.parse(colours["panel"]).rich_color, dim=plain or None),
            Role.SMALL: muted,
            Role.BIG: Style(bold=True),
            # In the author's own letters: capitals would shout, and say other words to a search.
            Role.SMALL_CAPS: Style(bold=True),
            Role.LINK: link,
            Role.NOTE_REF: link,
            Role.RUBY: muted,
            Role.IMAGE: colour("page-muted", italic=True),
        }
        self._styles: dict[tuple[LineKind, frozenset[Role]], Style] = {}

    @property
    def rule(self) -> Style:
        return self.style(LineKind.RULE, _NO_ROLES)

    def style(self, kind: LineKind, roles: frozenset[Role]) -> Style:
        key = (kind, roles)
        style = self._styles.get(key)
        if style is None:
            style = self.base + self._kinds.get(kind, Style.null())
            for role in Role:  # in a fixed order, so that the same text always looks the same
                if role in roles and role in self._roles:
                    style += self._roles[role]
            self._styles[key] = style
        return style


class Page(Widget, can_focus=True):
    """Shows the rows of a `Pager`, in the middle of the window."""

    ALLOW_SELECT = False
    # In force only while something is selected: the screen checks these actions.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "screen.stop_selecting", "Stop selecting", id="back", show=False),
        *bindings("selection"),
    ]
    DEFAULT_CSS = "Page { height: 1fr; }"

    class Pointed(Message):
        """The mouse did something at a row and a cell of the column: `what` is "click", "press",
        "drag" or "release". `chain` counts the presses of a double or triple click."""

        def __init__(self, what: str, row: int, cell: int, chain: int, shift: bool):
            super().__init__()
            self.what = what
            self.row = row
            self.cell = cell
            self.chain = chain
            self.shift = shift

    class Wheel(Message):
        """The wheel was turned by `lines`, positive downwards."""

        def __init__(self, lines: int):
            super().__init__()
            self.lines = lines

    class Margin(Message):
        """The margin left (-1) or right (1) of the text was clicked."""

        def __init__(self, side: int):
            super().__init__()
            self.side = side

    WHEEL_LINES = 3

    def __init__(self) -> None:
        super().__init__()
        self.pager: Pager | None = None
        self.air = 0  # empty rows above the text
        self.overlay: Overlay | None = None
        self.ticks: tuple[frozenset[int], float] | None = None
        """At which cells of a line through the work marks are, and how far (0..1) the page is, to
        be drawn on the last row."""
        self._hints: Hints = {}
        self._looks: Looks | None = None
        self._chain = (0.0, 0, 0, 0)  # of presses: when, where, and how many
        self._pressed = False
        self._dragged = False
        self._pointer = (0, 0)
        self._scrolling: Timer | None = None
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(KEPT_STRIPS)

    def render_line(self, y: int) -> Strip:
        pager = self.pager
        width, height = self.size
        if pager is None:
            return Strip.blank(width, self.rich_style)
        if self.ticks is not None and y == height - 1 >= self.air + pager.height:
            marks, here = self.ticks
            return self._draw_ticks(marks, here, pager.setting.measure, width)
        y -= self.air
        row = pager.top + y if 0 <= y < pager.height else -1
        chapter, layout = pager.chapter, pager.layout
        state: object = None
        if self.overlay is not None and 0 <= row < layout.height:
            state = self.overlay.state(chapter, layout.line(row))
        key = (chapter, pager.setting, pager.opened, row, width, state)
        strip = self._strips.get(key)
        if strip is None:
            overlay = self.overlay if state is not None else None
            strip = self._strips[key] = self._draw(pager, layout, row, width, overlay)
        if row in self._hints:
            left = (width - pager.setting.measure) // 2
            return labelled(strip, self._hints[row], left, self._look())
        return strip

    def in_view(self) -> View:
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

    def _look(self) -> Looks:
        if self._looks is None:
            self._looks = Looks(self.rich_style, self.app.theme_variables, plain=self.app.no_color)
            if self.overlay is not None:
                self.overlay.dress(self.app.theme_variables)
        return self._looks

    def _draw(
        self, pager: Pager, layout: ChapterLayout, row: int, width: int, overlay: Overlay | None
    ) -> Strip:
        looks = self._look()
        if not 0 <= row < layout.height:
            return Strip([Segment(" " * width, looks.base)], width)
        left = (width - pager.setting.measure) // 2
        if overlay is None:
            return draw_line(looks, layout, row, left, width)
        line, chapter = layout.line(row), pager.chapter
        over = overlay.over(chapter, line)
        signs = overlay.signs(chapter, layout, line)
        return draw_line(looks, layout, row, left, width, over, signs)

    def _draw_ticks(self, marks: frozenset[int], here: float, measure: int, width: int) -> Strip:
        """A quiet line through the work: a tick for every mark, and where the page is."""
        at = min(measure - 1, int(here * measure))
        key = (marks, at, measure, width)
        strip = self._strips.get(key)
        if strip is not None:
            return strip
        looks = self._look()
        signs = ["┴" if cell in marks else "─" for cell in range(measure)]
        left = (width - measure) // 2
        faint, muted = looks.rule, looks.style(LineKind.NOTE, _NO_ROLES)
        segments = [
            Segment(" " * left, looks.base),
            Segment("".join(signs[:at]), faint),
            Segment("╿" if signs[at] == "┴" else "╽", muted),
            Segment("".join(signs[at + 1 :]), faint),
            Segment(" " * (width - left - measure), looks.base),
        ]
        strip = self._strips[key] = Strip(segments, width)
        return strip

    def forget(self) -> None:
        """What was drawn no longer holds: the colours or the text have changed."""
        self._looks = None
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.forget()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Wheel(self.WHEEL_LINES))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Wheel(-self.WHEEL_LINES))

    # The mouse. Where it is pressed on the text and moved, the text is selected.

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button != 1 or self.pager is None:
            return
        when, x, y, count = self._chain
        again = event.time - when < CHAIN and (event.x, event.y) == (x, y)
        self._chain = (event.time, event.x, event.y, count % 3 + 1 if again else 1)
        self._pressed, self._dragged = True, False
        self._pointer = (event.x, event.y)
        if self._is_on_text(event.x):
            self._point("press", event.shift)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Also for a move elsewhere on the screen, before the page holds the mouse."""
        event.stop()
        x, y = event.screen_offset - self.region.offset
        if not self._pressed or (x, y) == self._pointer:
            return
        if not self._dragged:
            if not self._is_on_text(self._pointer[0]):
                return
            self._dragged = True
            self.capture_mouse()
        row = self._dragged_to(y, event.screen_y)
        self._pointer = (x, row)
        self._point("drag")
        beyond = not 0 <= row - self.air < (self.pager.height if self.pager else 0)
        if beyond and self._scrolling is None:
            self._scrolling = self.set_interval(SCROLL_EVERY, self._drag_on)
        elif not beyond:
            self._stop_scrolling()

    def _dragged_to(self, y: int, screen_y: int) -> int:
        """The row the mouse is dragged to. The edge of a window that has nothing beyond the text
        is beyond it, for whoever comes there: no mouse goes further."""
        if y != self._chain[2]:
            if screen_y <= 0 and self.air == 0:
                return -1
            if screen_y >= self.app.size.height - 1:
                return self.size.height
        return y

    def on_mouse_up(self, event: events.MouseUp) -> None:
        event.stop()
        if not self._pressed:
            return
        self._pressed = False
        self._stop_scrolling()
        self.release_mouse()
        if self._dragged:
            self._point("release")

    def on_click(self, event: events.Click) -> None:
        if self.pager is None or self._dragged or event.shift:
            return
        self._pointer = (event.x, event.y)
        measure = self.pager.setting.measure
        left = (self.size.width - measure) // 2
        if self._is_on_text(event.x):
            if self._chain[3] <= 1:
                self._point("click")
        elif self._signs_at(event.y) and left - len(self._signs_at(event.y)) - 1 <= event.x < left:
            self._point("click")
        elif event.x < left - 1:
            self.post_message(self.Margin(-1))
        elif event.x > left + measure:
            self.post_message(self.Margin(1))

    def _drag_on(self) -> None:
        """The mouse stays beyond the edge of the page: go on as if it moved."""
        self._point("drag")

    def _stop_scrolling(self) -> None:
        if self._scrolling is not None:
            self._scrolling.stop()
            self._scrolling = None

    def _point(self, what: str, shift: bool = False) -> None:
        if self.pager is not None:
            x, y = self._pointer
            left = (self.size.width - self.pager.setting.measure) // 2
            row = self.pager.top + y - self.air
            self.post_message(self.Pointed(what, row, x - left, self._chain[3], shift))

    def _is_on_text(self, x: int) -> bool:
        measure = self.pager.setting.measure if self.pager else 0
        left = (self.size.width - measure) // 2
        return left - 1 <= x <= left + measure

    def _signs_at(self, y: int) -> list[Sign]:
        pager, row = self.pager, y - self.air
        if pager is None or self.overlay is None or not 0 <= row < pager.height:
            return []
        layout: ChapterLayout = pager.layout
        line: Line = layout.line(pager.top + row)
        return self.overlay.signs(pager.chapter, layout, line)


def draw_line(
    looks: Looks,
    layout: ChapterLayout,
    row: int,
    left: int,
    width: int,
    over: Over | None = None,
    signs: Sequence[Sign] = (),
) -> Strip:
    """A row of a chapter whose column begins at cell `left` of `width`, with what lies over its
    text and stands beside it."""
    line = layout.line(row)
    block, start, end = line.block, line.start, line.end
    if block < 0:
        block, start = layout.place_at(row)
        end = start
    before = looks.base + _at(start, block)
    prefix = line.prefix
    used = max(0, left + line.indent)
    room = used - cell_len(prefix)
    segments = _margin(signs, left, room, before) if signs else []
    if room and not segments:
        segments = [Segment(" " * room, before)]
    if prefix:
        segments.append(Segment(prefix, looks.style(LineKind.ORNAMENT, _NO_ROLES) + before))
    for text, roles, begin, _, of_block in layout.pieces(line, over.cuts() if over else ()):
        style = looks.style(line.kind, roles)
        if over is not None and of_block >= 0:
            style += over.style(of_block, begin)
        style += _at(begin, of_block) if of_block >= 0 else _at(start, block)
        segments.append(Segment(text, style))
        used += cell_len(text)
    if used < width:
        segments.append(Segment(" " * (width - used), looks.base + _at(end, block)))
    strip = Strip(segments, max(used, width))
    return strip if used <= width else strip.crop(0, width)


def labelled(strip: Strip, hints: Sequence[Hint], left: int, looks: Looks) -> Strip:
    """A row of a column that begins at cell `left`, with labels over its cells: what they do not
    cover stays where it is."""
    width = strip.cell_length
    for cell, label, typed in hints:
        start = max(0, min(left + cell, width - len(label)))
        segments = [Segment(label[typed:], looks.base + looks.label)]
        if typed:
            segments.insert(0, Segment(label[:typed], looks.base + looks.typed))
        after = strip.crop(start + len(label))
        strip = Strip.join([strip.crop(0, start), Strip(segments, len(label)), after])
    return strip


def _margin(signs: Sequence[Sign], left: int, room: int, before: Style) -> list[Segment]:
    """`room` cells before the text of a column that begins at `left`, with signs right before the
    column. Where there is no room for all, those on the left go."""
    end = left - 1 if left > 1 else left
    signs = signs[max(0, len(signs) - end) :]
    segments = [Segment(" " * (end - len(signs)), before)] if end > len(signs) else []
    segments += [Segment(sign.text, before + sign.style) for sign in signs]
    if room > end:
        segments.append(Segment(" " * (room - end), before))
    return segments


def _at(offset: int, block: int) -> Style:
    """The mark of where in the text a segment comes from."""
    return Style.from_meta({"offset": (offset, block)})
