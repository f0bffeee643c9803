"""What is new in a work since it was last read, for the shelf to say without looking at any text.

Somebody who has compared the texts tells `note`; who reads tells `seen`. Counts stand with the
work, where lists find them. Nothing here compares anything.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from tuireader.library import cells
from tuireader.library.database import Database


class News(NamedTuple):
    """What changed from the edition `since` to `edition`, the present one.

    `new` are the chapters, counted from 0, that came and have not been read yet; `edited` and
    `gone` are numbers of chapters.
    """

    edition: str
    since: str
    new: tuple[int, ...] = ()
    edited: int = 0
    gone: int = 0


def of(db: Database, key: str) -> News | None:
    """The news of a work, None where nobody has looked for any."""
    row = db.row(
        "SELECT news.edition, since, unseen, edited_chapters, gone_chapters"
        " FROM news JOIN works ON works.id = work WHERE key = ?",
        (key,),
    )
    return News(row[0], row[1], cells.numbers(row[2]), row[3], row[4]) if row else None


def note(db: Database, key: str, news: News) -> None:
    """Keep the news of a work in place of older ones."""
    with db.transaction():
        row = db.row("SELECT id FROM works WHERE key = ?", (key,))
        if row:
            db.run(
                "INSERT OR REPLACE INTO news VALUES (?, ?, ?, ?)",
                (row[0], news.edition, news.since, json.dumps(news.new)),
            )
            _count(db, row[0], len(news.new), news.edited, news.gone)


def seen(db: Database, key: str, edition: str, chapters: Collection[int]) -> None:
    """The reader has been in these chapters of `edition`: they are not new any more.

    Nor are edits and losses, of which the reader knows by then.
    """
    row = db.row(
        "SELECT works.id, news.edition, unseen, new_chapters, edited_chapters, gone_chapters"
        " FROM works JOIN editions ON editions.id = works.edition"
        " LEFT JOIN news ON news.work = works.id"
        " WHERE key = ? AND digest = ? AND (new_chapters OR edited_chapters OR gone_chapters)",
        (key, edition),
    )
    if row is None:
        return
    work, compared, unseen, *counts = row
    # Where nobody has compared the texts, nothing tells which chapters are the new ones.
    left = [] if compared != edition else [c for c in cells.numbers(unseen) if c not in chapters]
    if counts != [len(left), 0, 0]:
        with db.transaction():
            db.run("UPDATE news SET unseen = ? WHERE work = ?", (json.dumps(left), work))
            _count(db, work, len(left), 0, 0)


def _count(db: Database, work: int, new: int, edited: int, gone: int) -> None:
    db.run(
        "UPDATE works SET new_chapters = ?, edited_chapters = ?, gone_chapters = ? WHERE id = ?",
        (new, edited, gone, work),
    )


def words(new: int, edited: int, gone: int) -> str:
    """As a shelf says it: "2 new chapters, 3 edited, 1 gone"; "" where there is nothing."""
    said: list[str] = []
    for count, what in ((new, "new"), (edited, "edited"), (gone, "gone")):
        if count:
            noun = "" if said else " chapter" if count == 1 else " chapters"
            said.append(f"{count} {what}{noun}")
    return ", ".join(said)
