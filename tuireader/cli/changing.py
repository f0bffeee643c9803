"""`changes`: what is new in a work since it was last read, chapter by chapter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tuireader.anchoring import Change, ChapterChange, ParagraphChange
from tuireader.cli import FINE
from tuireader.cli.finding import open_library, work_of
from tuireader.cli.writing import write_json, write_lines
from tuireader.library import Library
from tuireader.library.naming import chapter_names, name_of
from tuireader.paths import Paths
from tuireader.updating import Comparison, compare

_SIGNS = {Change.NEW: "+", Change.EDITED: "~", Change.GONE: "-"}


def print_changes(paths: Paths, name: str, as_json: bool) -> int:
    """Chapters and paragraphs that are new, edited or gone."""
    with open_library(paths) as library:
        key = work_of(library, name)
        found = compare(library, key)
        if as_json:
            write_json(_document(library, key, found))
        else:
            write_lines(_lines(library, key, found))
    return FINE


def _lines(library: Library, key: str, found: Comparison | None) -> Iterator[str]:
    yield library.metadata(key).title
    if found is None:
        yield "There is no other text of it to compare with."
        return
    yield str(found.changes) or "No chapter has changed."
    names = chapter_names(library, key)
    for chapter in found.changes.chapters:
        if chapter.change is not Change.SAME:
            yield ""
            yield f"{_SIGNS[chapter.change]} {_name(names, chapter)}: {chapter.change}"
            yield from (line for one in chapter.paragraphs for line in _paragraph(one))


def _paragraph(paragraph: ParagraphChange) -> Iterator[str]:
    if paragraph.before:
        yield f"  - {_one_line(paragraph.before)}"
    if paragraph.after:
        yield f"  + {_one_line(paragraph.after)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(names: Sequence[str], chapter: ChapterChange) -> str:
    index = chapter.old[0] if chapter.new is None else chapter.new
    number = f"Chapter {index + 1}" + (" of before" if chapter.new is None else "")
    name = chapter.title if chapter.new is None else name_of(names, index, chapter.title)
    return f"{number}, {name}" if name else number


def _document(library: Library, key: str, found: Comparison | None) -> dict[str, Any]:
    news = library.news(key)
    changes = found.changes if found else None
    return {
        "key": key,
        "title": library.metadata(key).title,
        "summary": str(changes) if changes else None,
        "new": changes.count(Change.NEW) if changes else None,
        "edited": changes.count(Change.EDITED) if changes else None,
        "gone": changes.count(Change.GONE) if changes else None,
        "unread": [index + 1 for index in news.new] if news else [],
        "chapters": [_chapter(chapter) for chapter in changes.chapters] if changes else [],
    }


def _chapter(chapter: ChapterChange) -> dict[str, Any]:
    return {
        "change": chapter.change.value,
        "chapter": None if chapter.new is None else chapter.new + 1,
        "old_chapters": [index + 1 for index in chapter.old],
        "title": chapter.title,
        "old_title": chapter.old_title,
        "paragraphs": [
            {"change": one.change.value, "old": one.before, "new": one.after}
            for one in chapter.paragraphs
        ],
    }
