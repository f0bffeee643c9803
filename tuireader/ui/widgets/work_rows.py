"""The shelf as rows: what a list says of a work, in the columns there is room for.

Rows are fetched from the library a page at a time, when they come into view.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len

from tuireader.library import Shelved
from tuireader.ui import phrases
from tuireader.ui.widgets.lines import Line, Piece, fit

PAGE = 32
TABLE_WIDTH = 100
"""From this width on a work takes one line with a column for everything; below it takes two."""

_BAR = 8
_PROGRESS = 5 + 1 + _BAR
_WORDS, _CHAPTERS, _READ = 5, 8, 11
_GAP = "  "
DOUBTED = "  same?"  # after the title of a work that may be another one's


class Columns(NamedTuple):
    """The widths of the columns that give way."""

    title: int
    authors: int

    @classmethod
    def of(cls, width: int) -> Columns:
        rest = width - _PROGRESS - _WORDS - _CHAPTERS - _READ - 5 * len(_GAP)
        authors = max(14, min(32, rest * 2 // 5))
        return cls(rest - authors, authors)


def headings(width: int) -> Line:
    """The names of the columns in a list `width` cells wide; nothing where it has no columns."""
    if width < TABLE_WIDTH:
        return []
    columns = Columns.of(width)
    cells = (
        (fit("Title", columns.title), "title"),
        (fit("Author", columns.authors), "author"),
        (fit("Progress", _PROGRESS), "progress"),
        (fit("Words", _WORDS, right=True), "words"),
        (fit("Chapters", _CHAPTERS, right=True), "updated"),
        (fit("Last read", _READ), "recent"),
    )
    line: list[Piece] = []
    for text, sort in cells:
        line += [Piece(text, "muted", f"screen.sort_by('{sort}')"), Piece(_GAP)]
    return line[:-1]


class WorkRows:
    """The works `keys`. `fetch` gives the rows of some keys, leaving out those that are gone."""

    def __init__(
        self, keys: Sequence[str], fetch: Callable[[Sequence[str]], list[Shelved]], now: datetime
    ):
        self.keys = keys
        self._fetch = fetch
        self.now = now
        self._pages: dict[int, dict[str, Shelved]] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, index: int) -> Shelved | None:
        """The row at `index`, None where the work is gone since."""
        number = index // PAGE
        page = self._pages.get(number)
        if page is None:
            rows = self._fetch(self.keys[number * PAGE : (number + 1) * PAGE])
            page = self._pages[number] = {row.key: row for row in rows}
        return page.get(self.keys[index])

    def height(self, width: int) -> int:
        return 1 if width >= TABLE_WIDTH else 2

    def lines(self, index: int, width: int) -> Sequence[Line]:
        work = self[index]
        if work is None:
            return [[Piece("no longer in the library", "muted")]]
        if width >= TABLE_WIDTH:
            return [self._table(work, width)]
        return self._card(work, width)

    def _table(self, work: Shelved, width: int) -> Line:
        columns = Columns.of(width)
        return [
            *_titled(work, columns.title),
            Piece(_GAP),
            Piece(fit(", ".join(work.authors), columns.authors) + _GAP, "muted"),
            *_progress(work),
            Piece(
                _GAP
                + fit(_words(work), _WORDS, right=True)
                + _GAP
                + fit(_chapters(work), _CHAPTERS, right=True)
                + _GAP
                + fit(self._last_read(work), _READ),
                "muted",
            ),
        ]

    def _card(self, work: Shelved, width: int) -> Sequence[Line]:
        read = self._last_read(work) if width >= 40 else ""
        first = [
            *_titled(work, width - len(read) - (2 if read else 0)),
            Piece(f"  {read}" if read else "", "muted"),
        ]
        facts = _progress(work) if width >= 60 else [_far(work)]
        if width >= 34:
            words = f"{_words(work)} words" if width >= 64 and work.words else _words(work)
            room = _WORDS + (6 if width >= 64 else 0)
            facts += [Piece(f"{_GAP}{fit(words, room, right=True)}", "muted")]
        if width >= 50:
            chapters = _chapters(work)
            chapters += " ch" if chapters.isdecimal() else ""  # there is no heading to say it
            facts += [Piece(f"{_GAP}{fit(chapters, _CHAPTERS, right=True)}", "muted")]
        room = width - sum(len(piece.text) for piece in facts) - len(_GAP)
        by = fit(byline(work, room), room) + _GAP if room > 3 else " " * max(0, room + 2)
        return [first, [Piece(by, "muted"), *facts]]

    def _last_read(self, work: Shelved) -> str:
        if not work.last_read:
            return ""
        return phrases.ago(datetime.fromisoformat(work.last_read), self.now)


def title(work: Shelved) -> str:
    return work.title or "Untitled"


def _titled(work: Shelved, width: int) -> list[Piece]:
    """The title in `width` cells; after it, where there is room, what is new in the work, and in
    any case that it may be the same as another one."""
    badge = DOUBTED if work.doubted else ""
    if work.news and cell_len(title(work)) + len(f"  {work.news}{badge}") <= width:
        badge = f"  {work.news}{badge}"
    if not badge:
        return [Piece(fit(title(work), width))]
    name = fit(title(work), width - len(badge)).rstrip()
    rest = width - cell_len(name) - len(badge)
    return [Piece(name), Piece(badge, "accent"), Piece(" " * rest)]


def byline(work: Shelved, width: int) -> str:
    """The authors, and the fandoms where there is plenty of room."""
    authors = ", ".join(work.authors) or "unknown author"
    fandoms = ", ".join(work.fandoms)
    wide = fandoms and len(authors) + 3 + min(len(fandoms), 12) <= width
    return f"{authors} · {fandoms}" if wide else authors


def _words(work: Shelved) -> str:
    return phrases.short_count(work.words) if work.words else ""


def _chapters(work: Shelved) -> str:
    return phrases.chapters(work.chapters_posted, work.chapters_planned, work.complete)


def _progress(work: Shelved) -> list[Piece]:
    """How far one is: in words, and as a bar where that says something."""
    far = _far(work)
    if work.new_chapters or work.finished or work.fraction is None:
        return [Piece(fit(far.text, _PROGRESS), far.role)]
    return [
        Piece(fit(far.text.strip(), 5, right=True) + " ", far.role),
        *phrases.bar(work.fraction, _BAR),
    ]


def _far(work: Shelved) -> Piece:
    if work.new_chapters:
        return Piece(f"{work.new_chapters} new", "accent")
    if work.finished:
        return Piece("finished", "muted")
    if work.fraction is None:
        return Piece("unread", "muted")
    return Piece(phrases.percent(work.fraction))
