"""Marked text can be read and told apart on every theme."""

from __future__ import annotations

from itertools import combinations

import pytest
from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tuireader.marks import Colour
from tuireader.ui.contrast import contrast
from tuireader.ui.themes import OURS
from tuireader.ui.tints import LETTERS, Tints

THEMES = [*OURS.values(), *BUILTIN_THEMES.values()]


def tints(theme: Theme) -> tuple[Tints, str]:
    background = theme.background or ("#121212" if theme.dark else "#efefef")
    foreground = theme.foreground or Color.parse(background).inverse.hex
    selected = theme.variables.get("screen-selection-background", "")
    return Tints(foreground, background, selected), background


def rgb(colour: RichColor | None) -> Color:
    assert colour is not None
    return Color(*colour.get_truecolor())


def lines(style: Style) -> tuple[bool | None, ...]:
    return style.underline, style.underline2, style.overline, style.bold


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_marked_text_can_be_read(theme: Theme) -> None:
    made, _ = tints(theme)
    kinds = [(colour,) for colour in Colour] + list(combinations(Colour, 2))
    styles = [made.style(kind, selected) for kind in kinds for selected in (False, True)]
    for style in [*styles, made.style((), True)]:
        if not style.reverse:  # then it is as the terminal's own colours are
            least = 7 if theme.name == "high-contrast" else 4.5
            assert contrast(rgb(style.color), rgb(style.bgcolor)) >= least


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_colours_differ_in_tint_and_in_lines(theme: Theme) -> None:
    made, _ = tints(theme)
    styles = [made.style((colour,)) for colour in Colour]
    assert len({lines(style) for style in styles}) == len(Colour)
    assert len({style.bgcolor for style in styles}) == len(Colour)
    assert len(set(LETTERS.values())) == len(Colour)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_letters_in_the_margin_can_be_read(theme: Theme) -> None:
    made, background = tints(theme)
    if Color.parse(background).ansi is None:
        for colour in Colour:
            least = 7 if theme.name == "high-contrast" else 4.5
            assert contrast(rgb(made.ink(colour).color), Color.parse(background)) >= least


def test_an_overlap_is_bold_and_has_the_lines_of_both() -> None:
    made, _ = tints(OURS["dark"])
    both = made.style(("green", "pink"))
    assert (both.underline, both.overline, both.bold) == (True, True, True)
    assert both.bgcolor not in {made.style((colour,)).bgcolor for colour in ("green", "pink")}


def test_without_colours_all_are_told_by_their_lines() -> None:
    tints = Tints("#ffffff", "#000000", plain=True)
    styles = [tints.style([colour], selected) for colour in Colour for selected in (False, True)]
    assert len({str(style) for style in styles}) == 2 * len(Colour)
    assert all(style and style.color is None and style.bgcolor is None for style in styles)
    assert all(style.reverse for style in styles[1::2])
    assert tints.style([], True).reverse


def test_a_colour_that_nobody_knows_is_shown_all_the_same() -> None:
    made, _ = tints(OURS["dark"])
    assert made.style(("mauve",)) == made.style(("yellow",))
