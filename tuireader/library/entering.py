"""Putting a parsed work into the library: which work it is, whether its text is taken.

One transaction a work. It must not know how files are read or found; `identity` says what
identifies a work, `editions` whether a text replaces another, `texts` writes the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from tuireader.library import doubts, editions, identity, sources, texts
from tuireader.library.database import Database, now
from tuireader.library.editions import Text, Verdict
from tuireader.library.parcel import Parcel, pack, unpack
from tuireader.library.query import sort_key
from tuireader.library.sameness import share
from tuireader.library.sources import File
from tuireader.library.values import Added
from tuireader.work import Metadata


class Memory(Protocol):
    """What is known of works that the library has forgotten, or never held."""

    def key_of(self, parcel: Parcel, names: tuple[str, ...]) -> str | None:
        """The key that a work has, by what identifies it (`names`) or by its words."""
        ...

    def names_of(self, key: str) -> Iterable[str]:
        """All that identifies the work of a key."""
        ...

    def are_apart(self, key: str, other: str) -> bool:
        """Whether it is known of two works that look alike that they are two."""
        ...


class Recognised(NamedTuple):
    """The id of the work that a text is of, on the shelf or removed; or else that of one that it
    may be of."""

    work: int | None
    similar: int | None = None


def enter(
    db: Database,
    parcel: Parcel,
    path: str,
    files: Iterable[File],
    replace: bool,
    memory: Memory | None = None,
) -> Added:
    """Take the parcel, which came from `files`, as a new work, as a new edition or as more chapters
    of a work, or leave it, and say which."""
    with db.transaction():
        texts.empty_removed(db)
        metadata = parcel.unpack_metadata()
        files = list(files)
        known = {sources.work_of(db, file) for file in files}
        work = known.pop() if len(known) == 1 else None
        found = Recognised(work) if work else recognise(db, parcel, metadata, path)
        key = None
        if found.work is None and memory:
            key = memory.key_of(parcel, _names(metadata, parcel))
            row = db.row("SELECT id FROM works WHERE key = ?", (key,))
            found = found._replace(work=row[0] if row else None)
        if found.work is None:
            added = _new_work(db, parcel, metadata, path, key)
            added = _with_question(db, added, None if key else found.similar, memory)
            if memory:
                _note_names(db, added.key, memory.names_of(added.key))
        else:
            added, parcel = _known_work(
                db, found.work, parcel, metadata, path, known_file=work is not None, replace=replace
            )
        if added.status != "failed":
            work, edition, digest = db.row(
                "SELECT works.id, editions.id, digest FROM works"
                " JOIN editions ON editions.id = edition WHERE key = ?",
                (added.key,),
            )
            _note_names(db, added.key, identity.identities(metadata))
            its_own = edition if digest == parcel.edition else sources.NOT_TAKEN
            for file in files:
                sources.note(db, file, parcel.format, work, its_own)
    return added


def recognise(db: Database, parcel: Parcel, metadata: Metadata, path: str = "") -> Recognised:
    """Which work this is a text of."""
    new = texts.text_of(parcel, metadata)
    similar = None
    for name in _names(metadata, parcel):
        row = db.row("SELECT work FROM identities WHERE identity = ?", (name,))
        if row and (identity.is_sure(name) or _confirmed(db, row[0], name, new)):
            return Recognised(int(row[0]))
        similar = similar or (row and row[0])
    best: tuple[float, int] | None = None
    known = identity.identities(metadata)
    title = sort_key(metadata.title)
    rows = db.rows(
        "SELECT work, title_sort FROM titles JOIN works ON id = work"
        " WHERE titles.title = ? AND id NOT IN (SELECT work FROM united)",
        (title,),
    )
    for work, present_title in rows:
        old = texts.last_text(db, work)
        if old is None or _excluded(db, work, known):
            continue
        if editions.are_of_one_serial(old, new):
            return Recognised(int(work))
        same_file = _was_its_file(db, path, work)
        alike = max(_likeness(kept, new, same_file) for kept in (old, *texts.all_texts(db, work)))
        if alike >= 0:
            best = max(best or (-1.0, 0), (alike, work))
        elif present_title == title and editions.may_be_one_work(old, new):
            similar = similar or work
    return Recognised(best[1]) if best else Recognised(None, similar)


def _likeness(old: Text, new: Text, same_file: bool) -> float:
    """How much of a text is in another one of its work, 2 where they are the same; -1 where they
    are no texts of one work."""
    if not editions.are_one_work(old, new, same_file):
        return -1.0
    return 2.0 if old.edition == new.edition else share(new.sentences, old.sentences)


def _names(metadata: Metadata, parcel: Parcel) -> tuple[str, ...]:
    """All by which the work may be known: also by the key it would get."""
    alias = identity.alias(identity.key_of(metadata, parcel.opening))
    return (*identity.identities(metadata), alias)


def _confirmed(db: Database, work: int, name: str, new: Text) -> bool:
    """Whether a work that a text has only some name in common with has its title or words too."""
    kept = texts.all_texts(db, work)
    if identity.is_weak(name):
        title = sort_key(new.metadata.title)
        if any(sort_key(old.metadata.title) == title for old in kept):
            return True
    return any(share(new.sentences, old.sentences) >= editions.ANOTHER_WORK for old in kept)


def _was_its_file(db: Database, path: str, work: int) -> bool:
    return bool(path) and sources.is_of(db, path, work)


def _excluded(db: Database, work: int, known: tuple[str, ...]) -> bool:
    rows = db.rows("SELECT identity FROM identities WHERE work = ?", (work,))
    return any(identity.excludes(theirs, ours) for (theirs,) in rows for ours in known)


def _new_work(
    db: Database, parcel: Parcel, metadata: Metadata, path: str, key: str | None
) -> Added:
    key = key or new_key(db, metadata, parcel.opening)
    texts.add(db, texts.add_work(db, key), parcel, metadata)
    return Added(path, key, metadata.title, "added")


def new_key(db: Database, metadata: Metadata, opening: str) -> str:
    """A key for a work that no other work has."""
    key = identity.key_of(metadata, opening)
    others = identity.other_keys(key, opening)
    while db.row("SELECT 1 FROM works WHERE key = ?", (key,)):
        key = next(others)
    return key


def _with_question(db: Database, added: Added, similar: int | None, memory: Memory | None) -> Added:
    """`added`, and that it may be the same work as another one on the shelf."""
    if similar is None:
        return added
    row = db.row("SELECT key, title FROM works WHERE id = ? AND removed IS NULL", (similar,))
    if row is None or (memory and memory.are_apart(added.key, row[0])):
        return added
    (work,) = db.row("SELECT id FROM works WHERE key = ?", (added.key,))
    doubts.note(db, work, similar)
    note = f"it may be the same work as {row[0]}"
    return added._replace(question="same-as", other=row[0], note=note)


def _known_work(
    db: Database,
    work: int,
    parcel: Parcel,
    metadata: Metadata,
    path: str,
    *,
    known_file: bool,
    replace: bool,
) -> tuple[Added, Parcel]:
    """What became of the parcel, and the text that was taken: its own, or one with it in it."""
    key, title, removed, edition = db.row(
        "SELECT key, title, removed, edition FROM works WHERE id = ?", (work,)
    )
    new = texts.text_of(parcel, metadata)
    old = texts.text(db, edition)
    if old is None:
        texts.add(db, work, parcel, metadata)
        db.run("UPDATE works SET removed = NULL, added = ? WHERE id = ?", (now(), work))
        return Added(path, key, metadata.title, "added"), parcel
    same = (new.edition, new.format) == (old.edition, old.format)
    parsed_anew = same and texts.is_parsed_by_older(db, edition)
    is_news = not parsed_anew
    gathered = _gathered(db, edition, parcel) if editions.is_part(new) else None
    if gathered:
        parcel, reason = gathered
        new = texts.text_of(parcel, editions.newer(old.metadata, metadata))
        verdict = Verdict.TAKE
    else:
        same_file = not known_file and _was_its_file(db, path, work)
        verdict, reason, says_more = editions.judge(
            old, new, same_file, lambda: _is_rearranged(db, edition, parcel)
        )
        is_news = is_news and says_more
        if parsed_anew:
            verdict = Verdict.TAKE
        elif (replace and new.edition != old.edition) or (removed and verdict is Verdict.REFUSE):
            verdict, reason, is_news = Verdict.TAKE, "", True
        elif known_file and verdict is Verdict.REFUSE:  # it has been decided about
            verdict = Verdict.KEEP
    if verdict is Verdict.REFUSE:
        return Added(path, key, title, "failed", reason, question="replace"), parcel
    take = verdict is Verdict.TAKE
    merged = editions.merge(old, new, take)
    new_chapters = 0
    if take:
        new_chapters = max(0, new.chapters - old.chapters)
        texts.add(db, work, parcel, merged)
        db.run(
            "UPDATE works SET new_chapters = new_chapters + ?"
            " WHERE id = ? AND last_read IS NOT NULL",
            (new_chapters, work),
        )
    elif merged != old.metadata:
        texts.describe(db, work, edition, merged)
    if removed:
        db.run("UPDATE works SET removed = NULL, added = ? WHERE id = ?", (now(), work))
        added = Added(path, key, merged.title, "added", new_chapters=new_chapters)
    else:
        status = "updated" if take and is_news else "unchanged"
        before = old.edition if take and new.edition != old.edition else ""
        added = Added(path, key, merged.title, status, "", new_chapters, reason, before=before)
    return added, parcel


def _is_rearranged(db: Database, edition: int, parcel: Parcel) -> bool:
    from tuireader.library.arrangement import is_rearranged

    return is_rearranged(texts.load(db, edition).chapters, unpack(parcel).chapters)


def _gathered(db: Database, edition: int, piece: Parcel) -> tuple[Parcel, str] | None:
    """The text of an edition with the chapters of a file that holds only some, and what was done;
    None where they do not go together."""
    from tuireader.library.gathering import add_piece

    whole = add_piece(texts.load(db, edition), unpack(piece))
    if whole is None:
        return None
    numbers = " and ".join(str(chapter.number) for chapter in piece.chapters)
    chapters = "chapter" if len(piece.chapters) == 1 else "chapters"
    return pack(whole), f"{chapters} {numbers} put with the other chapters"


def _note_names(db: Database, key: str, names: Iterable[str]) -> None:
    (work,) = db.row("SELECT id FROM works WHERE key = ?", (key,))
    db.run_many("INSERT OR IGNORE INTO identities VALUES (?, ?)", ((name, work) for name in names))
