"""What changed in a work, as rows of chapters and as paragraphs before and now.

Pure functions from changes to lines of text at a width. What is different is bold, besides standing
under "Before" or "Now", so that it is seen without colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len

from tuireader.anchoring import Change, ChapterChange, ParagraphChange
from tuireader.layout.furniture import LABELS, ORNAMENT
from tuireader.library.naming import name_of
from tuireader.marks import Anchor, Mark, MarkKind
from tuireader.ui import phrases
from tuireader.ui.widgets.lines import Line, Piece, fit, line_width, plain, wrap
from tuireader.updating.gone import Gone
from tuireader.work import Kind, Part

SIDE_BY_SIDE = 64  # cells from which two columns stand side by side
_GAP = 4
_MEASURE = 66  # cells of a line of a text that is read
_WORDS = 40  # cells that a mark's words may take

_SAID = {Change.NEW: "new", Change.EDITED: "edited", Change.GONE: "gone"}
_ROLES = {Change.NEW: "accent", Change.EDITED: "", Change.GONE: "muted"}


def title(chapter: ChapterChange) -> str:
    """The chapter as it is called now; one that is gone, as it was."""
    index = chapter.new if chapter.new is not None else chapter.old[0]
    number = f"Chapter {index + 1}"
    name = chapter.title or chapter.old_title
    return f"{number}: {name}" if name and name != number else number


def summary(chapter: ChapterChange) -> str:
    """What happened to it, in a few words."""
    if chapter.change is not Change.EDITED:
        return ""
    counts = dict.fromkeys((Change.NEW, Change.EDITED, Change.GONE), 0)
    for paragraph in chapter.paragraphs:
        counts[paragraph.change] += 1
    first, *more = [(n, _SAID[change]) for change, n in counts.items() if n] or [(0, "edited")]
    said = f"{phrases.count(first[0], 'paragraph')} {first[1]}"
    return ", ".join([said, *(f"{n} {what}" for n, what in more)])


class ChangeRows:
    """A line, or in narrow windows two, for every chapter that is not the same."""

    def __init__(self, chapters: Sequence[ChapterChange]):
        self.chapters = chapters

    def __len__(self) -> int:
        return len(self.chapters)

    def height(self, width: int) -> int:
        return 1 if width >= SIDE_BY_SIDE else 2

    def lines(self, index: int, width: int) -> Sequence[Line]:
        chapter = self.chapters[index]
        what = Piece(fit(_SAID[chapter.change], 8), _ROLES[chapter.change])
        said = summary(chapter)
        if width < SIDE_BY_SIDE:
            return [[what, Piece(fit(title(chapter), width - 8))], [Piece(" " * 8 + said, "muted")]]
        room = width - 8 - cell_len(said) - 2
        return [[what, Piece(fit(title(chapter), room)), Piece(f"  {said}", "muted")]]


def gone_lines(gone: Gone, names: Sequence[str], width: int) -> list[Line]:
    """A chapter that is gone: that it is, where what was marked in it went, and its old text.

    `names` are those of the chapters that there are now.
    """
    width = min(width, _MEASURE)
    said = "This chapter is gone from the new edition. Its old text is kept and can be read here."
    lines: list[Line] = [[Piece(line, "accent")] for line in wrap(said, width)]
    went = [f"{_called(mark)}: {_went(mark, names)}" for mark in gone.marks]
    if gone.place:
        went.insert(0, f"Your place was here: you go on {_where(gone.place, names)}")
    for words in went:
        first, *rest = wrap(words, width - 2)
        lines += [[Piece("· "), Piece(first, "muted")]]
        lines += [[Piece("  "), Piece(line, "muted")] for line in rest]
    part = Part.STORY
    for block in gone.chapter.blocks:
        if block.part is not part:
            part = block.part
            lines += [[], [Piece(LABELS.get(part, ORNAMENT.center(width)), "muted")]]
        if block.has_text:
            indent = " " * min(2 * block.quote, width // 3)
            wrapped = wrap(block.text, width - len(indent))
            role = "strong" if block.kind is Kind.HEADING else ""
            lines += [[], *([Piece(indent), Piece(line, role)] for line in wrapped)]
        elif block.kind is Kind.BREAK:
            lines += [[], [Piece(ORNAMENT.center(width), "muted")]]
    return lines


def _called(mark: Mark) -> str:
    words = " ".join(plain(mark.anchor.made.quote.exact or mark.label).split())
    kind = "Bookmark" if mark.kind is MarkKind.BOOKMARK else "Highlight"
    return f"{kind} “{fit(words, _WORDS).strip()}”" if words else kind


def _went(mark: Mark, names: Sequence[str]) -> str:
    """Where a mark is that was in a chapter that is gone."""
    where = _where(mark.anchor, names)
    return f"has lost its place, and waits {where}" if mark.lost else f"is {where} now"


def _where(anchor: Anchor, names: Sequence[str]) -> str:
    index = anchor.place.chapter
    number, name = f"Chapter {index + 1}", name_of(names, index, anchor.chapter_title)
    return f"in {number}: {name}" if name and name != number else f"in {number}"


def paragraphs(chapter: ChapterChange, width: int) -> list[Line]:
    """Every paragraph that is not the same: before and now, side by side or one under the other."""
    lines: list[Line] = []
    for change in chapter.paragraphs:
        before, now = _marked(change)
        if lines:
            lines.append([])
        if width >= SIDE_BY_SIDE:
            lines += _beside(before, now, width, first=not lines)
        else:
            lines += _stacked(before, now, width)
    return lines


_Words = list[tuple[str, bool]]  # each with whether it differs


def _marked(change: ParagraphChange) -> tuple[_Words, _Words]:
    """The words before and now, each with whether it is only there."""
    from difflib import SequenceMatcher

    old, new = plain(change.before).split(), plain(change.after).split()
    if not old or not new:
        return [(word, False) for word in old], [(word, False) for word in new]
    before = [(word, True) for word in old]
    now = [(word, True) for word in new]
    for i, j, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        before[i : i + size] = [(word, False) for word in old[i : i + size]]
        now[j : j + size] = [(word, False) for word in new[j : j + size]]
    return before, now


def _beside(before: _Words, now: _Words, width: int, *, first: bool) -> Iterator[Line]:
    column = (width - _GAP) // 2
    left = _wrapped(before, column, "muted") or [[Piece("(not there)", "muted")]]
    right = _wrapped(now, column, "") or [[Piece("(gone)", "muted")]]
    if first:
        yield [Piece(fit("Before", column + _GAP), "accent"), Piece("Now", "accent")]
        yield []
    for one, other in zip_longest(left, right, fillvalue=()):
        yield [*one, Piece(" " * (column + _GAP - line_width(one))), *other]


def _stacked(before: _Words, now: _Words, width: int) -> Iterator[Line]:
    if before:
        yield [Piece("Before" if now else "Gone", "accent")]
        yield from _wrapped(before, width, "muted")
    if now:
        yield [Piece("Now" if before else "New", "accent")]
        yield from _wrapped(now, width, "")


def _wrapped(words: _Words, width: int, role: str) -> list[Line]:
    """Words in lines, those that differ bold."""
    lines: list[list[Piece]] = []
    used = 0
    for word, differs in words:
        size = cell_len(word)
        if not lines or used + 1 + size > width:
            lines.append([])
            used = -1
        elif lines[-1]:
            lines[-1].append(Piece(" ", role))
        while size > width:  # longer than a line: it is cut
            cut = fit(word, width).rstrip("…")
            word, size = cut, cell_len(cut)
        lines[-1].append(Piece(word, "strong" if differs else role))
        used += 1 + size
    return list(lines)
