"""What there is to say about a work beside the list: where one is, its summary, tags and dates.

Pure functions from what the library knows to lines of text at a width.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tuireader.library import Shelved
from tuireader.ui import phrases
from tuireader.ui.widgets.folders import home_words
from tuireader.ui.widgets.lines import Line, Piece, wrap

if TYPE_CHECKING:
    from tuireader.work import Metadata

_LABEL = 11  # cells of the column of labels


class Details(NamedTuple):
    """All that is said of a work. `chapter` is where reading stopped, counted from 0, and
    `chapters` what they are called."""

    work: Shelved
    metadata: Metadata
    chapters: Sequence[str]
    chapter: int | None
    path: str
    format: str
    now: datetime
    doubts: Sequence[str] = ()  # the works that it may be the same as, in words
    united: str = ""  # the works that became part of it

    def lines(self, width: int) -> list[Line]:
        work, metadata = self.work, self.metadata
        lines: list[Line] = []
        lines += _text(work.title or "Untitled", width, "strong")
        lines += _text("by " + (", ".join(work.authors) or "unknown author"), width, "muted")
        lines += [[], *self._standing(width)]
        if metadata.summary:
            lines += [[], *_text(metadata.summary, width)]
        if self.doubts:
            others = " and ".join(self.doubts)
            lines += [[], *_text(f"Perhaps the same work as {others}", width, "warning")]
        groups = (
            (
                ("Fandom", ", ".join(metadata.fandoms)),
                ("Ships", ", ".join(metadata.relationships)),
                ("Characters", ", ".join(metadata.characters)),
                ("Tags", ", ".join(metadata.tags)),
                ("Rating", metadata.rating),
                ("Warnings", ", ".join(metadata.warnings)),
                ("Category", ", ".join(metadata.categories)),
                ("Series", ", ".join(map(_series, metadata.series))),
                ("Collection", ", ".join(metadata.collections)),
            ),
            (
                ("Chapters", self._chapters()),
                ("Words", f"{work.words:,}" if work.words else ""),
                ("Language", metadata.language),
                ("Published", self._day(metadata.published)),
                ("Updated", self._day(metadata.updated)),
                ("Publisher", metadata.publisher),
            ),
            (
                ("Added", self._day(work.added)),
                ("Format", format_name(self.format)),
                ("File", shown_path(self.path)),
                ("Joined", self.united),
                ("Web", metadata.url),
            ),
        )
        for group in groups:
            said = [line for label, text in group for line in _labelled(label, text, width)]
            if said:
                lines += [[], *said]
        return lines

    def _standing(self, width: int) -> list[Line]:
        """Where one is, as a bar and in words."""
        work = self.work
        new = work.news
        if work.fraction is None:
            return [[Piece("Not begun", "muted"), Piece(f" · {new}" if new else "", "accent")]]
        far = "Finished" if work.finished else phrases.percent(work.fraction)
        lines: list[Line] = [
            [*phrases.bar(work.fraction, max(1, width - len(far) - 2)), Piece(f"  {far}")]
        ]
        if new:
            lines.append([Piece(new, "accent")])
        if self.chapter is not None and not work.finished and len(self.chapters) > 1:
            lines += _text(chapter_words(self.chapter, self.chapters), width, "muted")
        if work.last_read:
            read = phrases.ago(datetime.fromisoformat(work.last_read), self.now)
            lines += _text(f"Last read {read}", width, "muted")
        return lines

    def _chapters(self) -> str:
        work = self.work
        words = phrases.chapters(work.chapters_posted, work.chapters_planned, work.complete)
        state = {True: "complete", False: "not complete", None: ""}[work.complete]
        return f"{words}, {state}" if words and state else words or state

    def _day(self, text: str) -> str:
        return phrases.iso_day(text, self.now.date()) if text else ""


def chapter_words(chapter: int, titles: Sequence[str]) -> str:
    """ "Chapter 12 of 40: The Harbour"."""
    place = f"Chapter {chapter + 1} of {len(titles)}"
    title = titles[chapter] if chapter < len(titles) else ""
    return f"{place}: {title}" if title and title != f"Chapter {chapter + 1}" else place


_FORMATS = {
    "text": "Plain text",
    "markdown": "Markdown",
    "fb2.zip": "FB2, zipped",
    "mobi": "Mobipocket",
}


def format_name(format: str) -> str:
    """A format as its readers call it."""
    return _FORMATS.get(format, format.upper())


def _series(series: tuple[str, float | int | None]) -> str:
    name, part = series
    return name if part is None else f"{name}, part {part:g}"


def shown_path(path: str) -> str:
    """A file's path as it is said: from the home folder on, "" for none."""
    from pathlib import Path

    return home_words(Path(path)) if path else ""


def _text(text: str, width: int, role: str = "") -> list[Line]:
    return [[Piece(line, role)] for line in wrap(text, width)]


def _labelled(label: str, text: str, width: int) -> list[Line]:
    """`text` beside its label, or under it where the column is narrow; nothing for no text."""
    if not text:
        return []
    if width < 3 * _LABEL:
        return [[Piece(label, "muted")], *([Piece("  "), *line] for line in _text(text, width - 2))]
    first, *rest = _text(text, width - _LABEL)
    return [
        [Piece(label.ljust(_LABEL), "muted"), *first],
        *([Piece(" " * _LABEL), *line] for line in rest),
    ]
