"""Emphasis as people type it: "_so_", and in Markdown's way "*so*" and "**so**"."""

from __future__ import annotations

import re

from tuireader.work import Role, Span

# Marks stand outside of words, and hug what they emphasise.
_BEFORE = r"(?<![^\s“”‘’\"'(\[—–.…-])"
_UNDERSCORES = re.compile(rf"{_BEFORE}_(?=[^\s_])([^_]{{1,600}}?)(?<=[^\s(\[])_(?![\w/_])")
_STARS = re.compile(rf"{_BEFORE}(\*\*|\*)(?=[^\s*])([^*]{{1,600}}?)(?<=[^\s(\[\\])\1(?![\w*])")


def underscored(text: str) -> tuple[str, tuple[Span, ...]]:
    """`text` without the underscores around emphasised words, and spans over these."""
    if "_" not in text:
        return text, ()
    return _strip(text, _UNDERSCORES, 1)


def starred(text: str) -> tuple[str, tuple[Span, ...]]:
    """The same for stars, one for emphasis and two for strong emphasis."""
    if "*" not in text:
        return text, ()
    return _strip(text, _STARS, 2)


def _strip(text: str, marks: re.Pattern[str], group: int) -> tuple[str, tuple[Span, ...]]:
    pieces: list[str] = []
    spans: list[Span] = []
    length = done = 0
    for match in marks.finditer(text):
        before = text[done : match.start()]
        inner = match[group]
        start = length + len(before)
        role = Role.STRONG if match[0].startswith("**") else Role.EMPHASIS
        spans.append(Span(start, start + len(inner), role))
        pieces += (before, inner)
        length = start + len(inner)
        done = match.end()
    pieces.append(text[done:])
    return "".join(pieces), tuple(spans)
