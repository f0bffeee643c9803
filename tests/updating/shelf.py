"""A shelf with one work whose editions are made of short lines, and marks on its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tuireader.anchoring import anchor_passage, quote_of
from tuireader.library import Added, Library
from tuireader.marks import Mark, MarkKind, Progress, WorkRecord, new_id
from tuireader.place import Passage, Place
from tuireader.store import Store
from tuireader.updating import Text, Updated, update
from tuireader.work import Block, Chapter, Kind, Metadata, Work

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://archiveofourown.org/works/4711"

HOUSE = "The house stood at the very end of the lane, where the lamps gave out one by one."
CAT = "A grey cat slept on its doorstep and did not so much as open an eye for the postman."
DOOR = "Nobody had painted the door in thirty years, and it showed the weather of every one."
RAIN = "When the rain came down from the hills that evening, it came with thunder and hail."
LETTER = "Martha put the letter under the clock, and there it stayed until the second spring."
YES = "“Yes,” she said."
CLOCK = "The clock had stopped at ten past four on a day that nobody in the house remembered."
ROAD = "They took the upper road, because the lower one had gone into the river with the bridge."
BELLS = "Bells rang in the valley, first one and then all of them, and the dogs answered them."
SNOW = "It had snowed on the pass for three days when the carrier brought the news at last."

ONE, TWO, THREE = (HOUSE, CAT, YES, DOOR), (RAIN, LETTER, YES, CLOCK), (ROAD, YES, BELLS, SNOW)
FOUR = (
    "Four men came over the bridge at dawn with a ladder, a rope and a sack of quicklime.",
    "None of them was seen again on this side of the water, though the ladder was found.",
)


def edition(*chapters: tuple[str, ...], url: str = URL) -> Work:
    made = tuple(
        Chapter(
            number,
            f"Part {number}",
            tuple(Block(Kind.PARAGRAPH, line) for line in lines),
            sum(len(line.split()) for line in lines),
        )
        for number, lines in enumerate(chapters, 1)
    )
    return Work(Metadata(title="The Lane", authors=("Ann Onymous",), url=url), made, format="html")


FIRST = edition(ONE, TWO, THREE)


class Shelf:
    """A library and a store under `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.library = Library(home / "library.db")
        self.store = Store(home / "works")

    def put(self, work: Work, replace: bool = True) -> Added:
        return self.library.put(work, replace=replace)

    def update(self, key: str) -> Updated:
        """As another process would."""
        return update(self.library, Store(self.home / "works"), key)

    def record(self, key: str) -> WorkRecord:
        return Store(self.home / "works").load(key)

    def chapters(self, key: str) -> tuple[Chapter, ...]:
        return tuple(self.library.chapters(key))

    def passage(self, key: str, words: str, chapter: int = -1) -> Passage:
        """Where `words` are, in `chapter` if it is said."""
        for number, found in enumerate(self.chapters(key)):
            for index, block in enumerate(found.blocks):
                at = block.text.find(words)
                if at >= 0 and chapter in (-1, number):
                    start = Place(number, index, at)
                    return Passage(start, start._replace(offset=at + len(words)))
        raise LookupError(words)

    def highlight(self, key: str, words: str, chapter: int = -1) -> Mark:
        return self.mark(key, MarkKind.HIGHLIGHT, self.passage(key, words, chapter))

    def bookmark(self, key: str, words: str, chapter: int = -1) -> Mark:
        place = self.passage(key, words, chapter).start
        return self.mark(key, MarkKind.BOOKMARK, Passage.at(place))

    def mark(self, key: str, kind: MarkKind, passage: Passage) -> Mark:
        at = T0 + timedelta(minutes=len(self.record(key).marks))
        anchor = anchor_passage(self.chapters(key), passage, self.library.edition(key))
        mark = Mark(new_id(), kind, anchor, at, at, colour="green")
        self.store.update(key, lambda record: self._named(record).with_mark(mark))
        return mark

    def read(self, key: str, words: str, chapter: int = -1, finished: bool = False) -> Progress:
        """Have read up to `words`."""
        place = self.passage(key, words, chapter).start
        text = Text(self.library, key)
        anchor = anchor_passage(self.chapters(key), Passage.at(place), text.edition)
        at = datetime.now(UTC)
        progress = Progress(anchor, at, text.carrier.fraction(place), finished)
        self.store.update(key, lambda record: replace(self._named(record), progress=progress))
        self.library.note_reading(key, progress.fraction, at, finished)
        return progress

    def words(self, key: str, mark: Mark) -> str:
        """The words a mark covers in the present text; for a place, those that follow it."""
        quote = quote_of(self.chapters(key), mark.anchor.passage)
        return quote.exact or quote.suffix

    def _named(self, record: WorkRecord) -> WorkRecord:
        metadata = self.library.metadata(record.key)
        names = self.library.names(record.key)
        return replace(record, title=metadata.title, authors=metadata.authors, known_as=names)
