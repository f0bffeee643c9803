"""The library as everything else sees it: what is on the shelf and what is in each work.

Opening it and listing works costs a few milliseconds, however much is in it; chapters come one at
a time. It must not know files, formats or the reader's record, only mirrors what lists need of
that. One thread, one `Library`: others open their own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuireader.library import cells, doubts, news, shelf, sources
from tuireader.library.database import DAMAGED, Database, LibraryError, now
from tuireader.library.doubts import Doubt, Evidence
from tuireader.library.news import News
from tuireader.library.query import Sort
from tuireader.library.sources import File, Known
from tuireader.library.values import Added, Outline, Provenance, Shelved

if TYPE_CHECKING:  # what reads a work is imported when one is read
    from tuireader.library.entering import Memory
    from tuireader.library.parcel import Parcel
    from tuireader.work import Block, Chapter, Entry, Metadata, Picture, Work

# What stands in the columns that `outline` asks for.
_OUTLINE = (int, str, int, int, str, int)


class Library:
    """The works in `library.db`, made on first use. Raises LibraryError when it cannot be used;
    `notice` says what was done about a damaged one. Methods that take a key raise KeyError for a
    work that is not on the shelf."""

    def __init__(self, path: Path) -> None:
        self._db = Database(path)
        self.notice = self._db.notice

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # The shelf

    def count(self) -> int:
        """How many works there are."""
        return shelf.count(self._db)

    def keys(self, query: str = "", sort: Sort = Sort.RECENT, reverse: bool = False) -> list[str]:
        """The keys of all works that match, in order. See `query` for what may be asked."""
        return shelf.keys(self._db, query, sort, reverse)

    def all_keys(self) -> set[str]:
        """The keys of all works that are or ever were on the shelf."""
        return shelf.all_keys(self._db)

    def shelved(self, keys: Sequence[str]) -> list[Shelved]:
        """The rows of these works, in the order asked for; keys that are gone are left out."""
        return shelf.rows(self._db, keys)

    def find(self, text: str) -> list[str]:
        """The works whose key is `text`, or would be had another of their files come first; else
        whose title is; else whose title or key holds it."""
        if text not in self:
            from tuireader.library import identity

            names = (identity.alias(text), *identity.told_by(text))
            if key := self.recognise_names(names):
                return [key]
        return shelf.find(self._db, text)

    # A work

    def __contains__(self, key: object) -> bool:
        return bool(self._db.row("SELECT 1 FROM works WHERE key = ? AND removed IS NULL", (key,)))

    def remembers(self, beginning: str) -> bool:
        """Whether a work whose key begins so is on the shelf or was ever taken off it."""
        return bool(self._db.row("SELECT 1 FROM works WHERE key GLOB ? || '*'", (beginning,)))

    def metadata(self, key: str) -> Metadata:
        return cells.metadata(self._of_edition(key, "metadata"))

    def contents(self, key: str) -> tuple[Entry, ...]:
        return cells.contents(self._of_edition(key, "contents"))

    def warnings(self, key: str) -> tuple[str, ...]:
        """What a careful reader should be told about the text, as the parser found it."""
        return cells.strings(self._of_edition(key, "warnings"))

    def edition(self, key: str) -> str:
        """The digest of the text that is read now."""
        return str(self._of_edition(key, "digest"))

    def editions(self, key: str) -> list[str]:
        """The digests of all texts of the work that are kept, the present one first."""
        rows = self._db.rows(
            "SELECT editions.digest FROM editions JOIN works ON works.id = work"
            " WHERE key = ? AND removed IS NULL"
            " ORDER BY editions.id = edition DESC, editions.id DESC",
            (key,),
        )
        if not rows:
            raise KeyError(key)
        return [digest for (digest,) in rows]

    def outline(self, key: str, edition: str | None = None) -> tuple[Outline, ...]:
        """A line for every chapter; of another edition that is kept, where one is named."""
        rows = self._db.rows(
            "SELECT number, title, words, chars, source_id, titled FROM chapters"
            " WHERE edition = ? ORDER BY position",
            (self._edition_id(key, edition),),
        )
        sound = (cells.row_of(_OUTLINE, row) for row in rows)
        return tuple(Outline._make((*row[:-1], bool(row[-1]))) for row in sound)

    def chapter(self, key: str, index: int, edition: str | None = None) -> Chapter:
        """A chapter, counted from 0. Raises IndexError where there is none."""
        from tuireader.work import Chapter

        number, title, words, source_id, titled, blocks = self._chapter_row(
            key, index, edition, "number, title, words, source_id, titled, blocks"
        )
        return Chapter(number, title, cells.blocks(blocks), words, source_id, bool(titled))

    def blocks(self, key: str, index: int) -> tuple[Block, ...]:
        return cells.blocks(self._chapter_row(key, index, None, "blocks")[0])

    def chapters(self, key: str, edition: str | None = None) -> Iterator[Chapter]:
        """All chapters, loaded one at a time."""
        for index in range(len(self.outline(key, edition))):
            yield self.chapter(key, index, edition)

    def picture(self, key: str, name: str) -> Picture | None:
        from tuireader.work import Picture

        row = self._db.row(
            "SELECT name, media_type, data FROM pictures WHERE edition = ? AND name = ?",
            (self._edition_id(key, None), name),
        )
        return Picture(*row) if row else None

    def source(self, key: str) -> Provenance:
        """Where the text that is read now came from."""
        row = self._db.row(
            "SELECT editions.id, works.id, format, editions.added, editions.digest"
            " FROM works JOIN editions ON editions.id = works.edition"
            " WHERE key = ? AND removed IS NULL",
            (key,),
        )
        if row is None:
            raise self._nothing(key)
        row = cells.row_of((int, int, str, str, str), row)
        path = self._db.row(
            "SELECT path FROM sources WHERE work = ? AND edition = ?"
            " ORDER BY format = ? DESC, rowid DESC LIMIT 1",
            (row[1], row[0], row[2]),
        )
        return Provenance(os.fsdecode(path[0]) if path else "", *row[2:])

    def paths(self) -> list[str]:
        """The file of every work on the shelf in which its next text may come: that of the text
        that is read now, or where no file holds just that, the one that came last."""
        rows = self._db.rows(
            "SELECT works.id, path FROM sources JOIN works ON works.id = sources.work"
            " JOIN editions ON editions.id = works.edition WHERE removed IS NULL"
            " ORDER BY sources.edition = works.edition, sources.format = editions.format,"
            " sources.rowid"
        )
        return [os.fsdecode(path) for path in dict(map(tuple, rows)).values()]

    # What the reader did

    def note_reading(
        self,
        key: str,
        fraction: float | None,
        at: datetime | None,
        finished: bool = False,
        stamp: object = None,
    ) -> None:
        """Mirror the record's progress for lists. `stamp` is the record's, any JSON value.

        A work that is not here is no error.
        """
        time = at.astimezone(UTC).isoformat(timespec="seconds") if at else None
        self._db.run(
            "UPDATE works SET fraction = ?, last_read = ?, finished = ?, stamp = ? WHERE key = ?",
            (fraction, time, finished, json.dumps(stamp), key),
        )

    def note_seen(self, key: str, edition: str, chapters: Collection[int]) -> None:
        """The reader has been in these chapters (from 0) of `edition`: they are no longer new."""
        news.seen(self._db, key, edition, chapters)

    def note_news(self, key: str, found: News) -> None:
        """Keep what changed in a work since it was last read. One that is not here is no error."""
        news.note(self._db, key, found)

    def news(self, key: str) -> News | None:
        """What changed in a work since it was last read, None where nobody has looked."""
        return news.of(self._db, key)

    def reading_stamps(self) -> dict[str, Any]:
        """The stamps of the records that are mirrored, lists as tuples."""
        rows = self._db.rows("SELECT key, stamp FROM works WHERE stamp IS NOT NULL")
        stamps = ((key, cells.decoded(json.loads, stamp)) for key, stamp in rows)
        return {key: tuple(s) if isinstance(s, list) else s for key, s in stamps}

    # Putting works in and taking them out

    def put(
        self,
        work: Work,
        path: Path | None = None,
        replace: bool = False,
        memory: Memory | None = None,
    ) -> Added:
        """Take a parsed work, new or a new edition; see `entering` for what is recognised.

        `replace` takes the text also where it is much shorter or older than the one here;
        `memory` knows works that the library does not.
        """
        from tuireader.library.parcel import pack

        path_ = os.fspath(path) if path else ""
        return self.put_parcel(pack(work), path_, replace=replace, memory=memory)

    def put_parcel(
        self,
        parcel: Parcel,
        path: str = "",
        files: Sequence[File] = (),
        replace: bool = False,
        memory: Memory | None = None,
    ) -> Added:
        """`put` for a work that was packed elsewhere; `files` are remembered as its sources."""
        from tuireader.library.entering import enter

        return enter(self._db, parcel, path, files, replace, memory)

    def recall(self, path: str, size: int, modified: int) -> Known | None:
        """The work of a file known by its absolute path, size and time (nanoseconds)."""
        return sources.recall(self._db, path, size, modified)

    def recall_bytes(self, file: File) -> Known | None:
        """The work of a file whose bytes are known, from whatever place."""
        return sources.recall_bytes(self._db, file)

    def recall_place(self, path: str) -> str | None:
        """The key of the work that was added from this absolute path, whatever is there now."""
        return sources.recall_place(self._db, path)

    def recognise(self, parcel: Parcel) -> str | None:
        """The key of the work that this is a text of, if it is on the shelf."""
        from tuireader.library.entering import recognise

        found = recognise(self._db, parcel, parcel.unpack_metadata())
        sql = "SELECT key FROM works WHERE id = ? AND removed IS NULL"
        row = self._db.row(sql, (found.work,))
        return row[0] if row else None

    def recognise_names(self, names: Sequence[str]) -> str | None:
        """The key of the work on the shelf that one of these identities is of."""
        for name in names:
            row = self._db.row(
                "SELECT key FROM identities JOIN works ON works.id = work"
                " WHERE identity = ? AND removed IS NULL",
                (name,),
            )
            if row:
                return str(row[0])
        return None

    def names(self, key: str) -> tuple[str, ...]:
        """All that identifies a work, sorted: addresses, identifiers, other keys."""
        rows = self._db.rows(
            "SELECT identity FROM identities JOIN works ON works.id = work WHERE key = ?"
            " ORDER BY identity",
            (key,),
        )
        return tuple(name for (name,) in rows)

    def prune(self, key: str, keep: Collection[str]) -> None:
        """Drop older texts of a work but the last few and the editions in `keep`: those that the
        reader's record still needs. Until then all are kept."""
        from tuireader.library.texts import prune

        prune(self._db, key, keep)

    def doubts(self, *keys: str) -> list[Doubt]:
        """The works that may be one and about which nobody has decided; those about one of `keys`
        where any are named."""
        return doubts.unsettled(self._db, keys)

    def examine(self, doubt: Doubt) -> Evidence:
        """What is known of two works that may be one."""
        return doubts.examine(self._db, doubt)

    def settle(self, doubt: Doubt) -> None:
        """It is decided what two works are: they are not doubted any more."""
        doubts.settle(self._db, doubt)

    def reopen(self, doubt: Doubt) -> None:
        """Undo `settle`."""
        doubts.reopen(self._db, doubt)

    def read_edition(self, key: str, edition: str) -> None:
        """Read another text of a work that is kept: one of `editions`."""
        from tuireader.library import texts

        texts.read_again(self._db, key, self._edition_id(key, edition))

    def unite(self, key: str, other: str, edition: str = "") -> None:
        """Make the work `other` part of the work `key`; see `uniting`."""
        from tuireader.library import uniting

        uniting.unite(self._db, key, other, edition)

    def united(self, key: str) -> list[str]:
        """The titles of the works that became part of a work, the last one last."""
        rows = self._db.rows(
            "SELECT part.title FROM united JOIN works AS part ON part.id = work"
            " JOIN works AS whole ON whole.id = whole WHERE whole.key = ? ORDER BY united.rowid",
            (key,),
        )
        return [title for (title,) in rows]

    def part(self, key: str, other: str, names: Collection[str]) -> bool:
        """Take `other`, which `names` identify, out of `key` again. False where its text is no
        longer kept."""
        from tuireader.library import uniting

        return uniting.part(self._db, key, other, names)

    def separate(self, key: str) -> str:
        """Make the present text of a work a work of its own, whose key is returned. Raises
        LibraryError where it has no other text."""
        from tuireader.library import uniting

        return uniting.separate(self._db, key)

    def remove(self, key: str) -> None:
        """Take a work off the shelf; `restore` brings it back as it was."""
        self._edition_id(key, None)
        with self._db.transaction():
            self._db.run("UPDATE works SET removed = ? WHERE key = ?", (now(), key))

    def restore(self, key: str) -> None:
        """Undo `remove`. Raises KeyError where the text is no longer kept: add its file again."""
        if not self._db.row("SELECT 1 FROM works WHERE key = ? AND edition IS NOT NULL", (key,)):
            raise KeyError(key)
        self._db.run("UPDATE works SET removed = NULL WHERE key = ?", (key,))

    def check(self) -> str:
        """What is wrong with the library's file, "" when nothing is. Reads all of it."""
        from tuireader.library import soundness

        return soundness.wrong(self._db)

    def _edition_id(self, key: str, digest: str | None) -> int:
        if digest is None:
            sql = "SELECT edition FROM works WHERE key = ? AND removed IS NULL"
            row = self._db.row(sql, (key,))
        else:
            row = self._db.row(
                "SELECT editions.id FROM editions JOIN works ON works.id = work"
                " WHERE key = ? AND digest = ? AND removed IS NULL"
                " ORDER BY editions.id = edition DESC, editions.id DESC",
                (key, digest),
            )
        if row is None:
            raise KeyError(key)
        return int(row[0])

    def _of_edition(self, key: str, column: str) -> Any:
        row = self._db.row(
            f"SELECT editions.{column} FROM works JOIN editions ON editions.id = edition"
            " WHERE key = ? AND removed IS NULL",
            (key,),
        )
        if row is None:
            raise self._nothing(key)
        return row[0]

    def _nothing(self, key: str) -> Exception:
        """Why there is no text of a work: it is not on the shelf, or is and the text is lost."""
        return LibraryError(DAMAGED) if key in self else KeyError(key)

    def _chapter_row(self, key: str, index: int, edition: str | None, columns: str) -> Any:
        row = self._db.row(
            f"SELECT {columns} FROM chapters WHERE edition = ? AND position = ?",
            (self._edition_id(key, edition), index),
        )
        if row is None:
            raise IndexError(f"{key} has no chapter {index + 1}")
        return row
