"""The rows of a text: its edition, its chapters and pictures, and what the shelf shows of it.

Every function is part of somebody's transaction. Which text is taken for which work is decided by
`entering` and `uniting`.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from tuireader import codec
from tuireader.library import cells, sources
from tuireader.library.database import Database, now
from tuireader.library.editions import Text
from tuireader.library.parcel import Parcel
from tuireader.library.query import searched, sort_key
from tuireader.library.sameness import sentence_set
from tuireader.work import Chapter, Metadata, Picture, Work

KEPT_EDITIONS = 3  # beside the present one
MOST_EDITIONS = 12  # also where nobody has moved the reader's marks out of the older ones
KEPT_REMOVED = timedelta(days=30)


def add_work(db: Database, key: str) -> int:
    """The id of a new work, which has no text yet."""
    time = now()
    return db.run(
        "INSERT INTO works (key, title, authors, fandoms, series, rating, words, chapters_posted,"
        " updated, title_sort, author_sort, added, changed)"
        " VALUES (?, '', '', '', '', '', 0, 0, '', '', '', ?, ?)",
        (key, time, time),
    )


def last_text(db: Database, work: int) -> Text | None:
    """The text that is read, or, of a work that was emptied, was; None where none is known."""
    (edition,) = db.row("SELECT coalesce(edition, last_edition) FROM works WHERE id = ?", (work,))
    return text(db, edition)


def all_texts(db: Database, work: int) -> list[Text]:
    """All texts that a work has or had, as far as they are known."""
    rows = db.rows("SELECT id FROM editions WHERE work = ?", (work,))
    return [found for (edition,) in rows if (found := text(db, edition))]


def text(db: Database, edition: int | None) -> Text | None:
    """What is known of a text, None where there is none of this id."""
    row = db.row(
        "SELECT format, digest, chapters, chars, words, metadata, sentences FROM editions"
        " WHERE id = ?",
        (edition,),
    )
    if row is None:
        return None
    form, digest, chapters, chars, words, metadata, hashes = row
    known = cells.metadata(metadata)
    return Text(known, form, digest, chapters, chars, words, sentence_set(hashes))


def load(db: Database, edition: int) -> Work:
    """All of a text."""
    form, metadata, contents, warnings = db.row(
        "SELECT format, metadata, contents, warnings FROM editions WHERE id = ?", (edition,)
    )
    chapters = db.rows(
        "SELECT number, title, blocks, words, source_id, titled FROM chapters"
        " WHERE edition = ? ORDER BY position",
        (edition,),
    )
    pictures = db.rows("SELECT name, media_type, data FROM pictures WHERE edition = ?", (edition,))
    return Work(
        cells.metadata(metadata),
        tuple(
            Chapter(number, title, cells.blocks(blocks), words, source_id, bool(titled))
            for number, title, blocks, words, source_id, titled in chapters
        ),
        cells.contents(contents),
        form,
        tuple(Picture(*row) for row in pictures),
        cells.strings(warnings),
    )


def text_of(parcel: Parcel, metadata: Metadata) -> Text:
    """What is known of the text of a parcel."""
    return Text(
        metadata,
        parcel.format,
        parcel.edition,
        len(parcel.chapters),
        parcel.chars,
        parcel.words,
        sentence_set(parcel.sentences),
    )


def add(db: Database, work: int, parcel: Parcel, metadata: Metadata) -> None:
    """Make the parcel's text the one that is read; the ones before it stay."""
    edition = db.run(
        "INSERT INTO editions (work, digest, format, parser, added, chapters, chars, words,"
        " metadata, contents, warnings, sentences) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            work,
            parcel.edition,
            parcel.format,
            sources.PARSER,
            now(),
            len(parcel.chapters),
            parcel.chars,
            parcel.words,
            b"",
            parcel.contents,
            json.dumps(parcel.warnings),
            parcel.sentences,
        ),
    )
    db.run_many(
        "INSERT INTO chapters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((edition, position, *chapter) for position, chapter in enumerate(parcel.chapters)),
    )
    db.run_many(
        "INSERT OR IGNORE INTO pictures VALUES (?, ?, ?, ?)",
        ((edition, p.name, p.media_type, p.data) for p in parcel.pictures),
    )
    read(db, work, edition, metadata)
    db.run("UPDATE works SET changed = ? WHERE id = ?", (now(), work))
    _drop_doubles(db, work, edition, parcel.edition)


def is_parsed_by_older(db: Database, edition: int) -> bool:
    """Whether today's parsers may find more in the file of a text, such as pictures."""
    (parser,) = db.row("SELECT parser FROM editions WHERE id = ?", (edition,))
    return bool(parser < sources.PARSER)


def read(db: Database, work: int, edition: int, metadata: Metadata) -> None:
    """Make a text that is here the one that is read."""
    db.run("UPDATE works SET edition = ? WHERE id = ?", (edition, work))
    describe(db, work, edition, metadata)


def read_again(db: Database, key: str, edition: int) -> None:
    """Make an older text of a work that is kept the one that is read."""
    with db.transaction():
        (work,) = db.row("SELECT id FROM works WHERE key = ?", (key,))
        (metadata,) = db.row("SELECT metadata FROM editions WHERE id = ?", (edition,))
        read(db, work, edition, cells.metadata(metadata))


def describe(db: Database, work: int, edition: int, metadata: Metadata) -> None:
    """Set what is known of a work, with its present text and for the shelf."""
    db.run(
        "UPDATE editions SET metadata = ? WHERE id = ?", (codec.encode_metadata(metadata), edition)
    )
    words, chapters = db.row("SELECT words, chapters FROM editions WHERE id = ?", (edition,))
    columns: dict[str, Any] = {
        "title": metadata.title,
        "authors": _list(metadata.authors),
        "fandoms": _list(metadata.fandoms),
        "series": _list(metadata.series),
        "rating": metadata.rating,
        "words": metadata.words or words,
        "chapters_posted": metadata.chapters_posted or chapters,
        "chapters_planned": metadata.chapters_planned,
        "complete": metadata.complete,
        "updated": metadata.updated or metadata.published,
        "title_sort": sort_key(metadata.title),
        "author_sort": sort_key(metadata.authors[0]) if metadata.authors else "\U0010ffff",
    }
    assignments = ", ".join(f"{column} = ?" for column in columns)
    db.run(f"UPDATE works SET {assignments} WHERE id = ?", (*columns.values(), work))
    db.run("INSERT OR REPLACE INTO search VALUES (?, ?)", (work, _searched(metadata)))
    db.run("INSERT OR IGNORE INTO titles VALUES (?, ?)", (columns["title_sort"], work))


def _searched(metadata: Metadata) -> str:
    return searched(
        {
            "title": (metadata.title,),
            "author": metadata.authors,
            "fandom": metadata.fandoms,
            "ship": metadata.relationships,
            "character": metadata.characters,
            "tag": (*metadata.tags, *metadata.warnings, *metadata.categories),
            "series": (*(series.name for series in metadata.series), *metadata.collections),
            "rating": (metadata.rating,),
            "language": (metadata.language,),
            "publisher": (metadata.publisher,),
        }
    )


def _drop_doubles(db: Database, work: int, present: int, digest: str) -> None:
    """Keep every other text of a work once, without pictures, and not too many of them."""
    kept = {digest}
    for edition, other in _others(db, work, present):
        db.run("DELETE FROM pictures WHERE edition = ?", (edition,))
        if other in kept or len(kept) > MOST_EDITIONS:
            _delete(db, edition)
        kept.add(other)


def prune(db: Database, key: str, keep: Collection[str]) -> None:
    """Drop older texts of a work: all but the last few and those whose digests are in `keep`."""
    row = db.row("SELECT id, edition FROM works WHERE key = ?", (key,))
    if row is None or row[1] is None or len(_others(db, *row)) <= KEPT_EDITIONS:
        return
    with db.transaction():
        # The last text of a work that became part of this one is needed to part them again.
        needed = {edition for (edition,) in db.rows("SELECT edition FROM united")}
        for edition, digest in _others(db, *row)[KEPT_EDITIONS:]:
            if digest not in keep and edition not in needed:
                _delete(db, edition)


def _others(db: Database, work: int, present: int) -> list[Any]:
    """(id, digest) of all texts of a work but the present one, the latest first."""
    return db.rows(
        "SELECT id, digest FROM editions WHERE work = ? AND id != ? ORDER BY id DESC",
        (work, present),
    )


def empty_removed(db: Database) -> None:
    """Drop the text of works that were taken off the shelf long ago.

    Their keys and what identifies them stay, so that one that comes back finds its record.
    """
    before = (datetime.now(UTC) - KEPT_REMOVED).isoformat(timespec="seconds")
    rows = db.rows(
        "SELECT editions.id FROM editions JOIN works ON works.id = work"
        " WHERE removed < ? AND edition IS NOT NULL",
        (before,),
    )
    for (edition,) in rows:
        _clear(db, edition)
    if rows:
        db.run(
            "UPDATE works SET last_edition = edition, edition = NULL"
            " WHERE removed < ? AND edition IS NOT NULL",
            (before,),
        )


def _delete(db: Database, edition: int) -> None:
    _clear(db, edition)
    db.run("DELETE FROM editions WHERE id = ?", (edition,))


def _clear(db: Database, edition: int) -> None:
    db.run("DELETE FROM chapters WHERE edition = ?", (edition,))
    db.run("DELETE FROM pictures WHERE edition = ?", (edition,))


def _list(values: tuple[object, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)
