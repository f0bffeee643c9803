"""Emphasis as people type it: "_so_", and the little Markdown that converters write."""

from __future__ import annotations

import re

from tuireader.work import Role, Span

# Marks stand outside of words, and hug what they emphasise.
_BEFORE = r"(?<![^\s“”‘’\"'(\[—–.…-])"
_UNDERSCORES = re.compile(rf"{_BEFORE}_(?=[^\s_])([^_]{{1,600}}?)(?<=[^\s(\[])_(?![\w/_])")
_MARKDOWN = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!>~|-])"
    r"|\*\*(?=\S)(?P<strong>(?:[^*\\]|\\.|\*(?!\*)){1,600}?)(?<=\S)\*\*"
    r"|(?<![\w_])_(?=\S)(?P<em>(?:[^_\\]|\\.){1,600}?)(?<=\S)_(?![\w_])"
    r"|\[(?P<label>[^\[\]]{1,500})\]\((?P<target>https?://[^\s()]{1,2000})\)"
)


def underscored(text: str) -> tuple[str, tuple[Span, ...]]:
    """`text` without the underscores around emphasised words, and spans over these."""
    if "_" not in text:
        return text, ()
    return _strip(text, _UNDERSCORES)


def _strip(text: str, marks: re.Pattern[str]) -> tuple[str, tuple[Span, ...]]:
    pieces: list[str] = []
    spans: list[Span] = []
    length = done = 0
    for match in marks.finditer(text):
        before = text[done : match.start()]
        start = length + len(before)
        length = start + len(match[1])
        spans.append(Span(start, length, Role.EMPHASIS))
        pieces += (before, match[1])
        done = match.end()
    pieces.append(text[done:])
    return "".join(pieces), tuple(spans)


def markdown(text: str) -> tuple[str, tuple[Span, ...]]:
    """`text` without Markdown's emphasis, links to the web and escapes, and spans for them."""
    spans: list[Span] = []
    return _render(text, 0, spans), tuple(sorted(spans))


def _render(text: str, offset: int, spans: list[Span]) -> str:
    pieces: list[str] = []
    start, done = offset, 0
    for match in _MARKDOWN.finditer(text):
        pieces.append(text[done : match.start()])
        start += match.start() - done
        done = match.end()
        inner = match["escaped"]
        if not inner:
            inner = _render(match["strong"] or match["em"] or match["label"], start, spans)
            role = Role.STRONG if match["strong"] else Role.EMPHASIS if match["em"] else Role.LINK
            spans.append(Span(start, start + len(inner), role, match["target"] or ""))
        pieces.append(inner)
        start += len(inner)
    pieces.append(text[done:])
    return "".join(pieces)
