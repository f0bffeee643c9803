"""Our themes can be read by everybody; others lend a page what it needs."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tuireader.settings import Settings
from tuireader.ui.themes import OURS, next_theme, page_variables


def luminance(color: Color) -> float:
    parts = [value / 255 for value in (color.r, color.g, color.b)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG defines it, 1 to 21."""
    low, high = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))))
    return (high + 0.05) / (low + 0.05)


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
    for name in ("muted", "faint", "heading", "link", "ornament"):
        Color.parse(variables[f"page-{name}"])


def test_the_usual_theme_is_ours() -> None:
    assert Settings().theme in OURS


def test_the_next_theme_goes_round_ours() -> None:
    name = Settings().theme
    seen = {name := next_theme(name) for _ in OURS}
    assert seen == set(OURS)
    assert name == Settings().theme
    assert next_theme("nord") in OURS
