"""`show`, `text` and `list`: works as JSON, as text, as rows of the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from tuireader.cli import FINE, USAGE, ProblemError
from tuireader.cli.finding import Found, found, in_library, open_library
from tuireader.cli.writing import in_columns, write_json, write_lines
from tuireader.formats.sanitise import clean_line
from tuireader.library import Library, LibraryError, Shelved, Sort
from tuireader.library.query import misread as query_misread
from tuireader.paths import Paths
from tuireader.work import Block, Chapter, Kind, Part

EDGE = 60  # characters of a chapter's beginning and end

_LONGEST_PATH = 5_000  # characters
_SCENE_BREAK = "* * *"
_INVISIBLE = " \n\xa0\u200b\u200c\u200d\u2060\u3000"


def show(paths: Paths, name: str, as_json: bool) -> int:
    """All that is known of a work."""
    with open_library(paths, name) as library:
        document = describe(found(library, name))
    if as_json:
        write_json(document)
    else:
        write_lines(_card(document))
    return FINE


def text(paths: Paths, name: str, number: int | None) -> int:
    """The words of a work: a block a line, an empty line between blocks."""
    with open_library(paths, name) as library:
        chapters = found(library, name).chapters
        if number:
            chapters = [_numbered(name, list(chapters), number)]
        lines = _lines(chapters)
        spaced = chain.from_iterable(("", line) for line in lines)
        write_lines(islice(spaced, 1, None))
    return FINE


def list_works(paths: Paths, query: str, sort: str, reverse: bool, as_json: bool) -> int:
    """The works that match, in order."""
    from tuireader.ui.mirroring import refresh

    with open_library(paths) as library:
        try:
            refresh(paths)
        except LibraryError:  # it cannot be written to: what it knows is listed
            pass
        if misread := query_misread(query, library.keys):
            raise ProblemError(query, misread[0], USAGE)
        keys = library.keys(query, Sort(sort), reverse)
        rows = library.shelved(keys)
        if as_json:
            write_json([_listed(library, row) for row in rows])
        else:
            write_lines(in_columns([_columns(row) for row in rows]))
    return FINE


def describe(work: Found) -> dict[str, Any]:
    """The document of `show --json`."""
    chapters = [_chapter(chapter) for chapter in work.chapters]
    known = _known(work)
    if not known["words"]:
        known["words"] = sum(chapter["words"] for chapter in chapters)
    if not known["chapters_posted"]:
        known["chapters_posted"] = len(chapters)
    return known | {"chapters": chapters}


def _known(work: Found) -> dict[str, Any]:
    known = work.metadata
    return {
        "key": work.key,
        "title": known.title,
        "authors": known.authors,
        "language": known.language,
        "summary": known.summary,
        "notes": known.notes,
        "end_notes": known.end_notes,
        "rating": known.rating,
        "warnings": known.warnings,
        "categories": known.categories,
        "fandoms": known.fandoms,
        "relationships": known.relationships,
        "characters": known.characters,
        "tags": known.tags,
        "series": [{"name": series.name, "part": series.part} for series in known.series],
        "collections": known.collections,
        "published": known.published or None,
        "updated": known.updated or None,
        "complete": known.complete,
        "words": known.words,
        "chapters_posted": known.chapters_posted,
        "chapters_planned": known.chapters_planned,
        "url": known.url or None,
        "source": {"format": work.format, "path": work.path or None},
        "contents": [
            {"title": entry.title, "level": entry.level, "chapter": entry.chapter + 1}
            for entry in work.contents
            if entry.linked
        ],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    story = list(chapter.part(Part.STORY))
    texts = [block for block in story if block.has_text]
    return {
        "number": chapter.number,
        "title": chapter.title,
        "summary": chapter.plain(Part.SUMMARY),
        "notes": chapter.plain(Part.NOTES),
        "end_notes": chapter.plain(Part.END_NOTES),
        "words": chapter.words,
        "paragraphs": sum(_is_paragraph(block) for block in story),
        "scene_breaks": sum(_is_break(block) for block in _trimmed(story)),
        "first": _collapsed(texts[0])[:EDGE] if texts else "",
        "last": _collapsed(texts[-1])[-EDGE:] if texts else "",
    }


def _is_paragraph(block: Block) -> bool:
    return block.kind in (Kind.PARAGRAPH, Kind.VERSE) and bool(block.text.strip(_INVISIBLE))


def _is_break(block: Block) -> bool:
    return block.kind is Kind.BREAK


def _trimmed(story: list[Block]) -> Iterator[Block]:
    """Text and breaks: a break only between texts, and once."""
    waiting: Block | None = None
    begun = False
    for block in story:
        if _is_break(block):
            waiting = waiting or block
        elif block.has_text:
            if begun and waiting:
                yield waiting
            yield block
            begun, waiting = True, None


def _collapsed(block: Block) -> str:
    return " ".join(block.printed.split())


def _numbered(name: str, chapters: list[Chapter], number: int) -> Chapter:
    """The chapter that its source calls `number`, else the one in that place."""
    for chapter in chapters:
        if chapter.number == number:
            return chapter
    if 1 <= number <= len(chapters):
        return chapters[number - 1]
    raise ProblemError(name, f"it has no chapter {number}, only {len(chapters)} in all")


def _lines(chapters: Iterable[Chapter]) -> Iterator[str]:
    """A line a block, and nothing but blocks."""
    for chapter in chapters:
        for block in _trimmed(list(chapter.part(Part.STORY))):
            yield _SCENE_BREAK if _is_break(block) else block.printed.replace("\n", " ")


def _listed(library: Library, row: Shelved) -> dict[str, Any]:
    work = in_library(library, row.key)
    return _known(work) | {
        "words": row.words,
        "chapters_posted": row.chapters_posted,
        "added": row.added,
        "progress": {
            "fraction": row.fraction,
            "last_read": row.last_read,
            "finished": row.finished,
            "new_chapters": row.new_chapters,
            "edited_chapters": row.edited_chapters,
            "gone_chapters": row.gone_chapters,
        },
    }


def _columns(row: Shelved) -> tuple[str, ...]:
    by = f", by {', '.join(row.authors)}" if row.authors else ""
    return (row.key, _progress(row), f"{row.words:,} words", _chapters(row), row.title + by)


def _progress(row: Shelved) -> str:
    if row.finished:
        return "finished"
    return "unread" if row.fraction is None else f"{row.fraction:.0%}"


def _chapters(row: Shelved) -> str:
    news = f" ({row.news})" if row.news else ""
    return _out_of(row.chapters_posted, row.chapters_planned, row.complete) + news


def _out_of(posted: int, planned: int | None, complete: bool | None) -> str:
    """3/7 or 3/? of what is being written; only 393 of a book."""
    return f"{posted}/{planned or '?'}" if planned or complete is False else str(posted)


_LABELS = {
    "key": "Key",
    "url": "From",
    "rating": "Rating",
    "warnings": "Warnings",
    "categories": "Categories",
    "fandoms": "Fandoms",
    "relationships": "Relationships",
    "characters": "Characters",
    "tags": "Tags",
    "language": "Language",
    "collections": "Collections",
    "published": "Published",
    "updated": "Updated",
}


def _card(document: dict[str, Any]) -> Iterator[str]:
    """The document as a person reads it."""
    yield document["title"]
    if document["authors"]:
        yield f"by {', '.join(document['authors'])}"
    yield ""
    for field, label in _LABELS.items():
        value = document[field]
        if value:
            yield f"{label}: {value if isinstance(value, str) else ', '.join(value)}"
    for series in document["series"]:
        part = f", part {series['part']}" if series["part"] is not None else ""
        yield f"Series: {series['name']}{part}"
    state = {True: ", complete", False: ", not complete", None: ""}[document["complete"]]
    chapters = _out_of(
        document["chapters_posted"], document["chapters_planned"], document["complete"]
    )
    yield f"Length: {document['words']:,} words, chapters {chapters}{state}"
    source = document["source"]
    # The one thing here that does not come from the text: a name may hold anything.
    path = clean_line(source["path"] or "none", _LONGEST_PATH)
    yield f"File: {path} ({source['format']})"
    for field, label in (("summary", "Summary"), ("notes", "Notes"), ("end_notes", "End notes")):
        if document[field]:
            yield from ("", label, *document[field].split("\n"))
    yield from ("", "Chapters")
    yield from in_columns(
        [(f"{c['number']}.", f"{c['words']:,} words", c["title"]) for c in document["chapters"]]
    )
