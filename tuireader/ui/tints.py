"""How marked text looks in a theme: five colours that can be told apart, and text read on them.

Computed from the theme's text and background, so that it holds for themes nobody has seen yet.
Colours are never told by colour alone: each has lines of its own under or over the words, and a
letter. What the terminal itself has chosen the colours of cannot be computed with, and where it
has sixteen a tint would be any of them; there, plain signal colours with black text are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.style import Style
from textual.color import Color

from tuireader.marks import Colour
from tuireader.ui.contrast import CLEAR, READABLE, contrast, read_on

_STARK = 18.0  # the contrast of a theme's text from which its reader wants all of it clear
_STRENGTH = 0.46  # of a tint at its strongest, where the text's contrast allows it
_STEP = 0.02

_HUES: dict[Colour, str] = {
    Colour.YELLOW: "#e3c23c",
    Colour.GREEN: "#58ab4a",
    Colour.BLUE: "#3f8ee0",
    Colour.PINK: "#e0559c",
    Colour.ORANGE: "#e8742c",
}
_LINES: dict[Colour, Style] = {
    Colour.YELLOW: Style(),
    Colour.GREEN: Style(underline=True),
    Colour.BLUE: Style(underline2=True),
    Colour.PINK: Style(overline=True),
    Colour.ORANGE: Style(underline=True, overline=True),
}
_PLAIN_YELLOW = Style(underline=True, bold=True)  # where no ground can tell it
_SIGNALS: dict[Colour, str] = {
    Colour.YELLOW: "bright_yellow",
    Colour.GREEN: "bright_green",
    Colour.BLUE: "bright_cyan",
    Colour.PINK: "bright_magenta",
    Colour.ORANGE: "bright_red",
}
# The same as those of sixteen that they come out as: Textual paints named ones in its own shades.
_SIXTEEN: dict[Colour, str] = {
    Colour.YELLOW: "#ffff55",
    Colour.GREEN: "#55ff55",
    Colour.BLUE: "#55ffff",
    Colour.PINK: "#ff55ff",
    Colour.ORANGE: "#ff5555",
}

LETTERS: dict[str, str] = {str(colour): colour[0] for colour in Colour}


def known(colour: str) -> Colour:
    """A colour as written in a record; the usual one for any that is not known here."""
    return Colour(colour) if colour in LETTERS else Colour.YELLOW


class _Paint(NamedTuple):
    ink: str  # of a letter on the page's own background
    text: str
    tint: str


class Tints:
    """The styles of marked text for a theme's `foreground` and `background`, as Textual writes
    colours; either may be the terminal's own. `plain`: no colour will be seen, so that every
    highlight needs lines. `few`: the terminal has no more than sixteen colours."""

    def __init__(
        self,
        foreground: str,
        background: str,
        selected: str = "",
        *,
        plain: bool = False,
        few: bool = False,
    ):
        self._plain = plain
        text, ground = _parsed(foreground), _parsed(background)
        self._styles: dict[tuple[Sequence[str], bool], Style] = {}
        self._inks: dict[str, Style] = {}
        if few or text is None or ground is None:
            self._paints = {
                colour: _Paint(name, "black", name)
                for colour, name in (_SIXTEEN if few else _SIGNALS).items()
            }
            self._ground = self._text = self._selected = None
            return
        self._text, self._ground = text, ground
        self._selected = _parsed(selected) if selected else None
        self._least = CLEAR if contrast(text, ground) >= _STARK else READABLE
        self._paints = {}
        for colour, hue in _HUES.items():
            ink = read_on(Color.parse(hue), ground, least=self._least)
            reads, tint = self._tint([colour])
            self._paints[colour] = _Paint(ink.hex, reads.hex, tint.hex)

    def ink(self, colour: str) -> Style:
        """For a letter in the margin, or a colour's name."""
        style = self._inks.get(colour)
        if style is None:
            style = self._inks[colour] = Style(color=self._paints[known(colour)].ink)
        return style

    def style(self, colours: Sequence[str], selected: bool = False) -> Style:
        """For text under highlights of these colours, the uppermost last, and perhaps selected.

        It goes on top of the text's own style.
        """
        key = (tuple(colours), selected)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._make([*map(known, colours)], selected)
        return style

    def _make(self, colours: Sequence[Colour], selected: bool) -> Style:
        lines = Style.combine([Style(), *(_LINES[colour] for colour in colours)])
        if self._plain:
            if Colour.YELLOW in colours:
                lines += _PLAIN_YELLOW
            return lines + Style(bold=len(colours) > 1 or None, reverse=selected or None)
        if len(colours) > 1:
            lines += Style(bold=True)
        if self._text is None or self._ground is None:
            if selected:
                return lines + Style(reverse=True)
            paint = self._paints[colours[-1]]
            return lines + Style(color=paint.text, bgcolor=paint.tint)
        if selected:
            reads, tint = self._selection()
        else:
            reads, tint = self._tint(colours)
        return lines + Style(color=reads.hex, bgcolor=tint.hex)

    def _tint(self, colours: Sequence[Colour]) -> tuple[Color, Color]:
        """The colour of text that can be read, and what it stands on."""
        assert self._ground is not None
        assert self._text is not None
        hue = Color.parse(_HUES[colours[0]])
        for other in colours[1:]:
            hue = hue.blend(Color.parse(_HUES[other]), 0.5)
        strength = _STRENGTH + 0.14 * (len(colours) > 1)
        return self._readable(hue, strength)

    def _selection(self) -> tuple[Color, Color]:
        assert self._ground is not None
        assert self._text is not None
        hue = self._selected or self._text
        solid = Color(hue.r, hue.g, hue.b)
        return self._readable(solid, max(hue.a if hue.a < 1 else 0.75, 0.45))

    def _readable(self, hue: Color, strength: float) -> tuple[Color, Color]:
        """The ground tinted with `hue` as far as text on it allows, and that text."""
        text, ground = self._text, self._ground
        assert ground is not None
        assert text is not None
        least = strength / 2
        while True:
            tint = ground.blend(hue, strength)
            if contrast(text, tint) >= self._least:
                return text, tint
            if strength - _STEP < least:
                break
            strength -= _STEP
        # Text that is hardly readable on its own ground: black or white reads better on any tint.
        return max((Color(0, 0, 0), Color(255, 255, 255)), key=lambda c: contrast(c, tint)), tint


def _parsed(colour: str) -> Color | None:
    """A colour that can be computed with, perhaps with a share ("#c9a26d 35%"); None for one that
    is the terminal's own."""
    name, _, share = colour.partition(" ")
    parsed = Color.parse(name)
    if parsed.ansi is not None:
        return None
    return parsed.with_alpha(float(share.rstrip("%")) / 100) if share else parsed
