"""The colours of a page: four themes made for reading, and what other themes lend them.

Every theme answers for some shades of text beside its own colours. On ours the text keeps a
contrast of at least 7 to 1 and everything else that is read at least 4.5 to 1, with high contrast
7 to 1 too (a test holds that). What other themes lend is made darker or lighter until it is read.
"""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

from tuireader.settings import Settings
from tuireader.ui.contrast import read_on

OURS: dict[str, Theme] = {
    theme.name: theme
    for theme in (
        Theme(
            "dark",
            primary="#c9a26d",
            secondary="#8fa7b8",
            accent="#d9b27c",
            warning="#e0a458",
            error="#e07a6c",
            success="#9db77d",
            foreground="#d8d2c6",
            background="#1b1a18",
            surface="#232120",
            panel="#2b2927",
            dark=True,
            text_alpha=1.0,
            variables={
                "page-muted": "#9a9285",
                "page-faint": "#5f594f",
                "page-heading": "#ece3d0",
                "page-link": "#9dbdd3",
                "page-ornament": "#a98e66",
                "block-cursor-background": "#c9a26d",
                "block-cursor-foreground": "#1b1a18",
                "input-selection-background": "#c9a26d 30%",
                "screen-selection-background": "#c9a26d 35%",
            },
        ),
        Theme(
            "light",
            primary="#7a5424",
            secondary="#3f6179",
            accent="#8a5a1f",
            warning="#8f5600",
            error="#a83226",
            success="#4c6b2c",
            foreground="#2c2925",
            background="#fbf9f5",
            surface="#f3efe8",
            panel="#ece7dd",
            dark=False,
            text_alpha=1.0,
            variables={
                "page-muted": "#6d665b",
                "page-faint": "#bdb5a6",
                "page-heading": "#1a1714",
                "page-link": "#22587c",
                "page-ornament": "#836c46",
                "block-cursor-background": "#7a5424",
                "block-cursor-foreground": "#fbf9f5",
                "input-selection-background": "#7a5424 25%",
                "screen-selection-background": "#c9a26d 45%",
            },
        ),
        Theme(
            "sepia",
            primary="#8a4b1c",
            secondary="#5d6242",
            accent="#944d17",
            warning="#8a4a00",
            error="#9c2f20",
            success="#4f6127",
            foreground="#48351f",
            background="#f2e6cd",
            surface="#eadcbe",
            panel="#e3d3b1",
            dark=False,
            text_alpha=1.0,
            variables={
                "page-muted": "#6c5437",
                "page-faint": "#c0a981",
                "page-heading": "#332211",
                "page-link": "#2f5566",
                "page-ornament": "#855f31",
                "block-cursor-background": "#8a4b1c",
                "block-cursor-foreground": "#f2e6cd",
                "input-selection-background": "#8a4b1c 25%",
                "screen-selection-background": "#b9823f 40%",
            },
        ),
        Theme(
            "high-contrast",
            primary="#ffd75f",
            secondary="#87d7ff",
            accent="#ffd75f",
            warning="#ffaf00",
            error="#ff8787",
            success="#87ff87",
            foreground="#ffffff",
            background="#000000",
            surface="#121212",
            panel="#262626",
            dark=True,
            text_alpha=1.0,
            variables={
                "page-muted": "#d7d7d7",
                "page-faint": "#9e9e9e",
                "page-heading": "#ffffff",
                "page-link": "#87d7ff",
                "page-ornament": "#ffd75f",
                "block-cursor-background": "#ffd75f",
                "block-cursor-foreground": "#000000",
                "input-selection-background": "#0087ff",
                "screen-selection-background": "#005fd7",
            },
        ),
    )
}


def page_variables(theme: Theme) -> dict[str, str]:
    """The shades of a page for a theme that names none: made of its text and its background."""
    background = Color.parse(theme.background or ("#121212" if theme.dark else "#efefef"))
    foreground = Color.parse(theme.foreground) if theme.foreground else background.inverse
    if theme.ansi or background.ansi is not None or foreground.ansi is not None:
        text = theme.foreground or "ansi_default"
        return dict.fromkeys(("page-muted", "page-faint", "page-heading"), text) | {
            "page-link": theme.secondary or theme.primary,
            "page-ornament": theme.accent or theme.primary,
            "page-accent": theme.accent or theme.primary,
            "page-warning": theme.warning or theme.primary,
        }
    surface = Color.parse(theme.surface) if theme.surface else background

    def read(colour: str | None) -> str:
        return read_on(Color.parse(colour or theme.primary), background, surface).hex

    return {
        "page-muted": read(background.blend(foreground, 0.68).hex),
        "page-faint": background.blend(foreground, 0.32).hex,
        "page-heading": foreground.hex,
        "page-link": read(theme.secondary),
        "page-ornament": read(theme.accent),
        "page-accent": read(theme.accent),
        "page-warning": read(theme.warning),
    }


def next_theme(name: str) -> str:
    """The one after `name` among ours; the first of them after any other."""
    names = list(OURS)
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]


def unknown(name: str) -> list[str]:
    """What to say where there is no theme of that name; nothing where there is."""
    from textual.theme import BUILTIN_THEMES

    if name in OURS or name in BUILTIN_THEMES:
        return []
    return [f"config.toml: there is no theme {name!r}; it is {Settings().theme!r} for now"]
