"""Bookmarks as rows and in detail: label, work, chapter, day, and the words around.

Pure functions from marks to lines of text at a width.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len

from tuireader.library.query import fold
from tuireader.marks import Mark
from tuireader.place import CONTEXT
from tuireader.ui import phrases
from tuireader.ui.widgets.lines import Line, Piece, fit, plain, wrap


class Kept(NamedTuple):
    """A bookmark and the work it is in. `folded` is what a filter looks through."""

    key: str
    title: str
    authors: tuple[str, ...]
    mark: Mark
    folded: str

    @classmethod
    def of(cls, key: str, title: str, authors: tuple[str, ...], mark: Mark) -> Kept:
        quote = mark.anchor.quote
        said = (mark.label, title, *authors, mark.anchor.chapter_title, mark.note)
        around = f"{quote.prefix}{quote.exact}{quote.suffix}"
        return cls(key, title, authors, mark, fold(" ".join((*said, around))))

    def matches(self, words: Sequence[str]) -> bool:
        """Whether all of `words`, folded, are in it somewhere."""
        return all(word in self.folded for word in words)


def chapter(mark: Mark) -> str:
    title = mark.anchor.chapter_title
    number = f"Chapter {mark.anchor.place.chapter + 1}"
    return f"{number}: {title}" if title and title != number else number


def around(mark: Mark) -> tuple[str, str]:
    """The words before a mark and those from it on, each on one line; none is cut in two."""
    quote = mark.anchor.quote
    before = " ".join(plain(quote.prefix).split())
    after = " ".join(plain(quote.exact + quote.suffix).split())
    if len(quote.prefix) >= CONTEXT and " " in before:
        before = "…" + before.partition(" ")[2]
    if len(quote.suffix) >= CONTEXT and " " in after:
        after = after.rpartition(" ")[0] + "…"
    return before, after


class MarkRows:
    """Three lines a bookmark. `single`: all are of one work, which goes without saying. `airy`:
    there is a line of air between them."""

    def __init__(self, kept: Sequence[Kept], now: datetime, *, single: bool, airy: bool):
        self.kept = kept
        self.now = now
        self.single = single
        self.airy = airy

    def __len__(self) -> int:
        return len(self.kept)

    def height(self, width: int) -> int:
        return 3 + self.airy

    def lines(self, index: int, width: int) -> Sequence[Line]:
        kept = self.kept[index]
        mark = kept.mark
        made = phrases.ago(mark.created, self.now) if width >= 36 else ""
        label = fit(mark.label or "Bookmark", width - len(made) - (2 if made else 0))
        lost = "lost its place · " if mark.lost else ""
        where = chapter(mark) if self.single else f"{kept.title or 'Untitled'} · {chapter(mark)}"
        return [
            [Piece(label, "strong"), Piece(f"  {made}" if made else "", "muted")],
            [Piece(lost, "warning"), Piece(fit(where, width - len(lost)), "muted")],
            _excerpt(mark, width),
        ]


def _excerpt(mark: Mark, width: int) -> Line:
    """One line of the words around, the ones from the mark on in full colour."""
    before, after = around(mark)
    room = max(0, min(cell_len(before), width // 3))
    shown = before
    while shown and cell_len(shown) > room:
        _, _, shown = shown.partition(" ")
    lead = f"{'…' if shown != before else ''}{shown} " if shown else ""
    return [Piece(lead, "muted"), Piece(fit(after, max(0, width - cell_len(lead))))]


def details(kept: Kept, now: datetime, width: int) -> list[Line]:
    """All that is kept with a bookmark."""
    mark = kept.mark
    before, after = around(mark)
    lines: list[Line] = [[Piece(line, "strong")] for line in wrap(mark.label or "Bookmark", width)]
    lines += [[], *([Piece(line)] for line in wrap(kept.title or "Untitled", width))]
    if kept.authors:
        lines += [[Piece(line, "muted")] for line in wrap("by " + ", ".join(kept.authors), width)]
    lines += [[Piece(line, "muted")] for line in wrap(chapter(mark), width)]
    made = mark.created.astimezone(now.tzinfo)
    day = f"{phrases.day(made.date(), now.date())}, {made:%H:%M}"
    lines += [[Piece(f"Made {day}", "muted")]]
    if mark.lost:
        lost = "Its words are not in the present text: this is where they were."
        lines += [[], *([Piece(line, "warning")] for line in wrap(lost, width))]
    if before or after:
        lines += [[], *_quoted(before, after, width)]
    if mark.note:
        lines += [[], *([Piece(line)] for line in wrap(mark.note, width))]
    return lines


def _quoted(before: str, after: str, width: int) -> list[Line]:
    """The words around a mark, a small sign where it stands."""
    sign = "▸ "
    text = f"{before} {sign}{after}" if before else f"{sign}{after}"
    lines: list[Line] = []
    passed = False
    for line in wrap(text, width):
        head, found, tail = line.partition(sign.strip())
        if passed:
            lines.append([Piece(line)])
        elif found:
            passed = True
            lines.append([Piece(head, "muted"), Piece(found, "accent"), Piece(tail)])
        else:
            lines.append([Piece(line, "muted")])
    return lines
