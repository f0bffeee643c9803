"""Our themes can be read by everybody; others lend a page what it needs."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tuireader.settings import Settings
from tuireader.ui.contrast import contrast as contrast_of
from tuireader.ui.themes import OURS, next_theme, page_variables


def contrast(one: str, other: str) -> float:
    return contrast_of(Color.parse(one), Color.parse(other))


@pytest.mark.parametrize("theme", OURS.values(), ids=OURS)
def test_everything_on_a_page_can_be_read(theme: Theme) -> None:
    assert theme.background
    assert theme.foreground
    assert contrast(theme.foreground, theme.background) >= 7
    read = [theme.variables[f"page-{name}"] for name in ("muted", "heading", "link", "ornament")]
    read += [theme.primary, theme.accent, theme.warning, theme.error]
    assert all(colour and contrast(colour, theme.background) >= 4.5 for colour in read)


@pytest.mark.parametrize("theme", OURS.values(), ids=OURS)
def test_text_can_be_read_in_boxes_too(theme: Theme) -> None:
    for box in (theme.surface, theme.panel):
        assert box
        assert theme.foreground
        assert contrast(theme.foreground, box) >= 7
        assert contrast(theme.variables["page-muted"], box) >= 4.5


@pytest.mark.parametrize("theme", [*OURS.values(), *BUILTIN_THEMES.values()], ids=lambda t: t.name)
def test_every_theme_has_the_colours_of_a_page(theme: Theme) -> None:
    variables = page_variables(theme)
    shades = ("muted", "faint", "heading", "link", "ornament", "accent", "warning")
    assert set(variables) == {f"page-{name}" for name in shades}
    for colour in variables.values():
        Color.parse(colour)


def test_with_high_contrast_everything_that_is_read_is_clear() -> None:
    theme = OURS["high-contrast"]
    assert theme.background
    read = [theme.variables[f"page-{name}"] for name in ("muted", "heading", "link", "ornament")]
    read += [theme.primary, theme.accent or "", theme.warning or "", theme.error or ""]
    assert all(contrast(colour, theme.background) >= 7 for colour in read)


@pytest.mark.parametrize(
    "theme", [one for one in BUILTIN_THEMES.values() if not one.ansi], ids=lambda t: t.name
)
def test_what_is_read_can_be_in_themes_that_are_not_ours_too(theme: Theme) -> None:
    variables = page_variables(theme)
    ground = theme.background or ("#121212" if theme.dark else "#efefef")
    for name in ("muted", "link", "ornament", "accent", "warning"):
        assert contrast(variables[f"page-{name}"], ground) >= 4.5


def test_the_usual_theme_is_ours() -> None:
    assert Settings().theme in OURS


def test_the_next_theme_goes_round_ours() -> None:
    name = Settings().theme
    seen = {name := next_theme(name) for _ in OURS}
    assert seen == set(OURS)
    assert name == Settings().theme
    assert next_theme("nord") in OURS
