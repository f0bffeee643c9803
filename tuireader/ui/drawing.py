"""How a row of a chapter looks: a line of a layout made into a strip, with what lies over it.

Pure, but for styles that are kept once they are made: nothing here knows widgets or where the page
stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tuireader.layout import LineKind
from tuireader.work import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tuireader.layout import ChapterLayout, Line
    from tuireader.ui.hints import Hint
    from tuireader.ui.overlay import Over, Sign

_NO_ROLES: frozenset[Role] = frozenset()


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
        self._styles: dict[tuple[LineKind, frozenset[Role], Style | None], Style] = {}

    def style(self, kind: LineKind, roles: frozenset[Role], over: Style | None = None) -> Style:
        """The style of a piece of a line, under what lies `over` it. The same pieces have the very
        same style: what the terminal is sent for it is then worked out once."""
        key = (kind, roles, over)
        style = self._styles.get(key)
        if style is None:
            style = self.base + self._kinds.get(kind, Style.null())
            for role in Role:  # in a fixed order, so that the same text always looks the same
                if role in roles and role in self._roles:
                    style += self._roles[role]
            style = self._styles[key] = style + over
        return style


def draw_line(
    looks: Looks,
    layout: ChapterLayout,
    line: Line,
    left: int,
    width: int,
    over: Over | None = None,
    signs: Sequence[Sign] = (),
) -> Strip:
    """A line of a chapter whose column begins at cell `left` of `width`, with what lies over its
    text and stands beside it."""
    base, prefix = looks.base, line.prefix
    used = max(0, left + line.indent)
    room = used - cell_len(prefix)
    segments = _margin(signs, left, room, base) if signs else []
    if room and not segments:
        segments = [Segment(" " * room, base)]
    if prefix:
        segments.append(Segment(prefix, base))
    for text, roles, begin, _, block in layout.pieces(line, over.cuts() if over else ()):
        on_top = over.style(block, begin) if over is not None and block >= 0 else None
        segments.append(Segment(text, looks.style(line.kind, roles, on_top)))
        used += cell_len(text)
    if used < width:
        segments.append(Segment(" " * (width - used), base))
    strip = Strip(segments, max(used, width))
    return strip if used <= width else strip.crop(0, width)


def empty_line(looks: Looks, width: int) -> Strip:
    return Strip([Segment(" " * width, looks.base)], width)


def draw_ticks(looks: Looks, marks: Collection[int], at: int, measure: int, width: int) -> Strip:
    """A quiet line of `measure` cells through the work: a tick at every cell where marks are, and
    `at` which one the page is."""
    signs = ["┴" if cell in marks else "─" for cell in range(measure)]
    left = (width - measure) // 2
    faint, muted = looks.style(LineKind.RULE, _NO_ROLES), looks.style(LineKind.NOTE, _NO_ROLES)
    segments = [
        Segment(" " * left, looks.base),
        Segment("".join(signs[:at]), faint),
        Segment("╿" if signs[at] == "┴" else "╽", muted),
        Segment("".join(signs[at + 1 :]), faint),
        Segment(" " * (width - left - measure), looks.base),
    ]
    return Strip(segments, width)


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
