"""How well one colour is read on another, and what to make of one that is not."""

from __future__ import annotations

from textual.color import Color

READABLE = 4.5  # the least contrast of text that is read, as WCAG defines it
CLEAR = 7.0  # what those want to whom that is not enough
_BLACK, _WHITE = Color(0, 0, 0), Color(255, 255, 255)


def luminance(color: Color) -> float:
    """How bright a colour is as WCAG defines it, 0 to 1."""
    parts = (value / 255 for value in (color.r, color.g, color.b))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours as WCAG defines it, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def read_on(hue: Color, *grounds: Color, least: float = READABLE) -> Color:
    """`hue`, lighter or darker until it can be read on all these grounds, which are much alike."""
    towards = _WHITE if luminance(grounds[0]) < 0.18 else _BLACK
    ink, share = hue, 0.0
    while min(contrast(ink, ground) for ground in grounds) < least and share < 1:
        share += 0.05
        ink = hue.blend(towards, min(1.0, share))
    return ink
