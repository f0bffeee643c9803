"""A work's tags where nothing says which are which: as AO3's style for paper prints them.

They stand in AO3's order, one a line, a gap between two kinds of them; ratings, warnings and
categories are known by name, relationships by their signs. Last, further left, is the language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tuireader.formats.ao3.labels import known_tags, series
from tuireader.formats.pdf.style import GAP, Row, Style

_KNOWN = (("Rating:", "rating"), ("Archive Warnings:", "warnings"), ("Categories:", "categories"))
_SIGNS = ("/", " & ")
# Of the size of the text: how far left of the tags the language stands.
_OUTSIDE = 0.5
# What most works are written in, where something else may stand behind it.
_LANGUAGES = (
    "English", "Español", "Français", "Deutsch", "Italiano", "Русский", "Português brasileiro",
    "Português europeu", "Polski", "Bahasa Indonesia", "中文-普通话 國語", "한국어", "日本語",
)  # fmt: skip


def unlabelled(rows: Sequence[Row], style: Style) -> Iterator[tuple[str, str | list[str]]]:
    """The tags of a work with the labels that were left out."""
    groups = list(_groups(rows, style))
    last = groups.pop() if len(groups) > 1 else []
    for label, kind in _KNOWN:
        tags = known_tags(kind, " ".join(groups[0])) if groups else []
        if tags:
            yield label, tags
            groups.pop(0)
    if groups:
        yield "Fandoms:", groups.pop(0)
    if groups and all(any(sign in tag for sign in _SIGNS) for tag in groups[0]):
        yield "Relationships:", groups.pop(0)
    if len(groups) > 1:
        yield "Characters:", groups.pop(0)
    yield "Additional Tags:", [tag for group in groups for tag in group]
    line = " ".join(last)
    language = next((name for name in _LANGUAGES if line.startswith(name)), line)
    yield "Language:", language
    if found := series(line.removeprefix(language)):
        yield "Series:", ", ".join(f"Part {part} of {name}" for name, part in found)


def _groups(rows: Sequence[Row], style: Style) -> Iterator[list[str]]:
    group: list[str] = []
    before: Row | None = None
    for row in rows:
        text = row.line.text.strip()
        if before and (
            before.line.base - row.line.base > GAP * style.lead(row.line)
            or row.line.left < before.line.left - _OUTSIDE * style.size
        ):
            yield group
            group = []
        group.append(text)
        before = row
    if group:
        yield group
