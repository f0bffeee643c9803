"""Putting a parsed work into the library: which work it is, whether its text is taken, the rows.

One transaction a work. It must not know how files are read or found; `identity` says what
identifies a work, `editions` whether a text replaces another.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tuireader import codec
from tuireader.library import editions, identity, sources
from tuireader.library.catalogue import Added
from tuireader.library.database import Database, now
from tuireader.library.editions import Text, Verdict
from tuireader.library.parcel import Parcel
from tuireader.library.query import searched, sort_key
from tuireader.library.sameness import sentence_set, share
from tuireader.library.sources import File
from tuireader.work import Metadata

KEPT_EDITIONS = 3  # beside the present one
KEPT_REMOVED = timedelta(days=30)


def enter(db: Database, parcel: Parcel, path: str, file: File | None, replace: bool) -> Added:
    """Take the parcel as a new work, as a new edition, or leave it, and say which."""
    with db.transaction():
        _empty_removed(db)
        metadata = parcel.unpack_metadata()
        found = recognise(db, parcel, metadata, path)
        if found is None:
            added = _new_work(db, parcel, metadata, path)
        else:
            added = _known_work(db, found, parcel, metadata, path, replace)
        if added.status != "failed":
            work, edition, digest = db.row(
                "SELECT works.id, editions.id, digest FROM works"
                " JOIN editions ON editions.id = edition WHERE key = ?",
                (added.key,),
            )
            _note_identities(db, work, metadata)
            if file:
                its_own = edition if digest == parcel.edition else sources.NOT_TAKEN
                sources.note(db, file, parcel.format, work, its_own)
    return added


def recognise(db: Database, parcel: Parcel, metadata: Metadata, path: str = "") -> int | None:
    """The id of the work that this is a text of, on the shelf or removed."""
    new = _text_of(parcel, metadata)
    known = identity.identities(metadata)
    for name in known:
        row = db.row("SELECT work FROM identities WHERE identity = ?", (name,))
        if row and (not identity.is_weak(name) or _confirmed(db, row[0], new)):
            return int(row[0])
    rows = db.rows("SELECT id FROM works WHERE title_sort = ?", (sort_key(metadata.title),))
    for (work,) in rows:
        if _excluded(db, work, known):
            continue
        if editions.are_one_work(_last_text(db, work), new, _was_its_file(db, path, work)):
            return int(work)
    return None


def _confirmed(db: Database, work: int, new: Text) -> bool:
    """Whether a work with the same publisher's identifier has the same title or text."""
    old = _last_text(db, work)
    same_title = sort_key(old.metadata.title) == sort_key(new.metadata.title)
    return same_title or share(new.sentences, old.sentences) >= editions.ANOTHER_WORK


def _was_its_file(db: Database, path: str, work: int) -> bool:
    return bool(path) and sources.is_of(db, path, work)


def _excluded(db: Database, work: int, known: tuple[str, ...]) -> bool:
    rows = db.rows("SELECT identity FROM identities WHERE work = ?", (work,))
    return any(identity.excludes(theirs, ours) for (theirs,) in rows for ours in known)


def _new_work(db: Database, parcel: Parcel, metadata: Metadata, path: str) -> Added:
    key = identity.key_of(metadata, parcel.opening)
    others = identity.other_keys(key, parcel.opening)
    while db.row("SELECT 1 FROM works WHERE key = ?", (key,)):
        key = next(others)
    time = now()
    work = db.run(
        "INSERT INTO works (key, title, authors, fandoms, series, rating, words, chapters_posted,"
        " updated, title_sort, author_sort, added, changed)"
        " VALUES (?, '', '', '', '', '', 0, 0, '', '', '', ?, ?)",
        (key, time, time),
    )
    _set_edition(db, work, parcel, metadata)
    return Added(path, key, metadata.title, "added")


def _known_work(
    db: Database, work: int, parcel: Parcel, metadata: Metadata, path: str, replace: bool
) -> Added:
    key, title, removed, edition = db.row(
        "SELECT key, title, removed, edition FROM works WHERE id = ?", (work,)
    )
    new = _text_of(parcel, metadata)
    if edition is None:
        _set_edition(db, work, parcel, metadata)
        db.run("UPDATE works SET removed = NULL, added = ? WHERE id = ?", (now(), work))
        return Added(path, key, metadata.title, "added")
    old = _text(db, edition)
    verdict, reason = editions.judge(old, new, _was_its_file(db, path, work))
    if (replace and new.edition != old.edition) or (removed and verdict is Verdict.REFUSE):
        verdict, reason = Verdict.TAKE, ""
    if verdict is Verdict.REFUSE:
        return Added(path, key, title, "failed", reason)
    take = verdict is Verdict.TAKE
    merged = editions.merge(old, new, take)
    new_chapters = 0
    if take:
        new_chapters = max(0, new.chapters - old.chapters)
        _set_edition(db, work, parcel, merged)
        db.run(
            "UPDATE works SET new_chapters = new_chapters + ?"
            " WHERE id = ? AND last_read IS NOT NULL",
            (new_chapters, work),
        )
    elif merged != old.metadata:
        _set_metadata(db, work, edition, merged)
    if removed:
        db.run("UPDATE works SET removed = NULL, added = ? WHERE id = ?", (now(), work))
        return Added(path, key, merged.title, "added", new_chapters=new_chapters)
    status = "updated" if take else "unchanged"
    return Added(path, key, merged.title, status, new_chapters=new_chapters, note=reason)


def _last_text(db: Database, work: int) -> Text:
    """The text that is read, or, of a work that was emptied, was."""
    (edition,) = db.row("SELECT coalesce(edition, last_edition) FROM works WHERE id = ?", (work,))
    return _text(db, edition)


def _text(db: Database, edition: int) -> Text:
    form, digest, chapters, chars, words, metadata, hashes = db.row(
        "SELECT format, digest, chapters, chars, words, metadata, sentences FROM editions"
        " WHERE id = ?",
        (edition,),
    )
    known = codec.decode_metadata(metadata)
    return Text(known, form, digest, chapters, chars, words, sentence_set(hashes))


def _text_of(parcel: Parcel, metadata: Metadata) -> Text:
    return Text(
        metadata,
        parcel.format,
        parcel.edition,
        len(parcel.chapters),
        parcel.chars,
        parcel.words,
        sentence_set(parcel.sentences),
    )


def _set_edition(db: Database, work: int, parcel: Parcel, metadata: Metadata) -> None:
    """Make the parcel's text the one that is read; the last few before it stay."""
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
    db.run("UPDATE works SET edition = ?, changed = ? WHERE id = ?", (edition, now(), work))
    _set_metadata(db, work, edition, metadata)
    _forget_old(db, work, edition, parcel.edition)


def _set_metadata(db: Database, work: int, edition: int, metadata: Metadata) -> None:
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


def _forget_old(db: Database, work: int, present: int, digest: str) -> None:
    """Keep the last few other texts of a work, each once, without their pictures."""
    rows = db.rows(
        "SELECT id, digest FROM editions WHERE work = ? AND id != ? ORDER BY id DESC",
        (work, present),
    )
    kept = {digest}
    for edition, other in rows:
        db.run("DELETE FROM pictures WHERE edition = ?", (edition,))
        if other in kept or len(kept) > KEPT_EDITIONS:
            _delete_text(db, edition)
            db.run("DELETE FROM editions WHERE id = ?", (edition,))
        kept.add(other)


def _empty_removed(db: Database) -> None:
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
        _delete_text(db, edition)
    if rows:
        db.run(
            "UPDATE works SET last_edition = edition, edition = NULL"
            " WHERE removed < ? AND edition IS NOT NULL",
            (before,),
        )


def _delete_text(db: Database, edition: int) -> None:
    db.run("DELETE FROM chapters WHERE edition = ?", (edition,))
    db.run("DELETE FROM pictures WHERE edition = ?", (edition,))


def _note_identities(db: Database, work: int, metadata: Metadata) -> None:
    db.run_many(
        "INSERT OR IGNORE INTO identities VALUES (?, ?)",
        ((name, work) for name in identity.identities(metadata)),
    )


def _list(values: tuple[object, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)
