"""Marks as rows and in detail: label, work, chapter, day, note, and the words around.

Pure functions from marks to lines of text at a width.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from rich.cells import cell_len

from tuireader.marks import Mark, MarkKind
from tuireader.place import CONTEXT
from tuireader.reading.marking import shortened
from tuireader.ui import phrases
from tuireader.ui.mark_query import Kept
from tuireader.ui.widgets.lines import Line, Piece, fit, plain, wrap
from tuireader.ui.widgets.mark_history import was_lines

CHOSEN = "✓"
NOTE = "✎"


def chapter(kept: Kept) -> str:
    title = kept.chapter
    number = f"Chapter {kept.mark.anchor.place.chapter + 1}"
    return f"{number}: {title}" if title and title != number else number


def name(mark: Mark) -> str:
    """What a mark is called: its label, else the beginning of its note, else its words."""
    words = mark.label or mark.note or mark.anchor.quote.exact
    return shortened(words) or kind(mark).capitalize()


def kind(mark: Mark) -> str:
    if mark.kind is MarkKind.HIGHLIGHT:
        return f"{mark.colour or 'yellow'} highlight"
    return "bookmark"


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


def _gap(mark: Mark) -> str:
    """What stands between the words before a mark and those from it on: nothing, where it begins
    inside a word, or in a script that leaves no gaps."""
    quote = mark.anchor.quote
    beside = quote.prefix[-1:] + (quote.exact + quote.suffix)[:1]
    return " " if len(beside) < 2 or any(map(str.isspace, beside)) else ""


class MarkRows:
    """Three lines a mark. `single`: all are of one work, which goes without saying. `airy`: there
    is a line of air between them. `chosen`: ids of those that are to be changed together."""

    def __init__(
        self,
        kept: Sequence[Kept],
        now: datetime,
        *,
        single: bool,
        airy: bool,
        chosen: Collection[str] = (),
    ):
        self.kept = kept
        self.now = now
        self.single = single
        self.airy = airy
        self.chosen = chosen

    def __len__(self) -> int:
        return len(self.kept)

    def height(self, width: int) -> int:
        return 3 + self.airy

    def lines(self, index: int, width: int) -> Sequence[Line]:
        kept = self.kept[index]
        mark = kept.mark
        made = phrases.ago(mark.created, self.now) if width >= 36 else ""
        sign = [Piece(f"{CHOSEN} ", "accent")] if mark.id in self.chosen else []
        room = width - 2 * len(sign) - len(made) - (2 if made else 0)
        what = kind(mark)
        lost = "lost its place · " if mark.lost else ""
        where = chapter(kept) if self.single else f"{kept.title or 'Untitled'} · {chapter(kept)}"
        left = width - len(lost) - (len(what) + 3 if mark.colour else 0)
        colour = [Piece(what, mark.colour), Piece(" · ", "muted")] if mark.colour else []
        return [
            [
                *sign,
                Piece(fit(name(mark), room), "strong"),
                Piece(f"  {made}" if made else "", "muted"),
            ],
            [Piece(lost, "warning"), *colour, Piece(fit(where, left), "muted")],
            _third(mark, width),
        ]


def _third(mark: Mark, width: int) -> Line:
    """The note, where the label is something else; or else the words around."""
    if mark.note and mark.label:
        note = " ".join(plain(mark.note).split())
        return [Piece(f"{NOTE} ", "accent"), Piece(fit(note, max(0, width - 2)))]
    return _excerpt(mark, width)


def _excerpt(mark: Mark, width: int) -> Line:
    """One line of the words around, the ones from the mark on in full colour."""
    before, after = around(mark)
    room = max(0, min(cell_len(before), width // 3))
    shown = before
    while shown and cell_len(shown) > room:
        _, _, shown = shown.partition(" ")
    lead = f"{'…' if shown != before else ''}{shown}{_gap(mark)}" if shown else ""
    return [Piece(lead, "muted"), Piece(fit(after, max(0, width - cell_len(lead))))]


def details(kept: Kept, now: datetime, guess: str, width: int) -> list[Line]:
    """All that is kept with a mark. `guess`: of one that lost its place, what stands nearest."""
    mark = kept.mark
    lines: list[Line] = [[Piece(line, "strong")] for line in wrap(name(mark), width)]
    if mark.colour:
        lines += [[Piece(kind(mark).capitalize(), mark.colour)]]
    lines += [[], *([Piece(line)] for line in wrap(kept.title or "Untitled", width))]
    if kept.authors:
        lines += [[Piece(line, "muted")] for line in wrap("by " + ", ".join(kept.authors), width)]
    lines += [[Piece(line, "muted")] for line in wrap(chapter(kept), width)]
    made = mark.created.astimezone(now.tzinfo)
    day = f"{phrases.day(made.date(), now.date())}, {made:%H:%M}"
    lines += [[Piece(f"Made {day}", "muted")]]
    if mark.lost:
        lost = "Its words are not in the present text."
        lines += [[], *([Piece(line, "warning")] for line in wrap(lost, width))]
    if any(around(mark)):
        lines += [[], *_quoted(mark, width)]
    if guess:
        lines += [[], [Piece("Nearest guess", "strong")]]
        lines += [[Piece(line, "muted")] for line in wrap(guess, width)]
    if mark.note:
        lines += [[], *([Piece(line)] for line in wrap(f"{NOTE} {mark.note}", width))]
    if was := was_lines(mark, width):
        lines += [[], *was]
    return lines


def _quoted(mark: Mark, width: int) -> list[Line]:
    """The words around a mark, a small sign where it stands."""
    before, after = around(mark)
    sign = "▸ "
    text = f"{before}{_gap(mark)}{sign}{after}" if before else f"{sign}{after}"
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
