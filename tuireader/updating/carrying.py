"""Carries what a reader made into the text that is read now, and says how sure each place is.

Pure: a record and texts come in, a record goes out. Nothing is ever dropped: an anchor that was
moved keeps the one that the reader made, and one whose words are gone waits at the nearest guess
for an edition that brings them back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from tuireader.anchoring import (
    Alignment,
    Changes,
    Finder,
    Folded,
    How,
    Moved,
    align,
    anchor_passage,
    find_changes,
    fold,
    move,
    move_place,
    settle,
)
from tuireader.marks import Anchor, Mark, Progress, WorkRecord, in_reading_order
from tuireader.place import Passage, Place, Quote
from tuireader.work import Chapter

# In `Progress.extra`: that the edition of its origin had been finished.
FINISHED = "finished_before"
ABOVE = "above"  # what `reading` keeps there of the page, which looks different now

Texts = Callable[[str], tuple[Chapter, ...]]  # the text of an edition; empty where it is not kept


class Carried(NamedTuple):
    """An anchor in the present text, and whether its words are not there."""

    anchor: Anchor
    lost: bool


def is_behind(record: WorkRecord, edition: str) -> bool:
    """Whether anything in a record was made in another edition than this."""
    anchors = [mark.anchor for mark in record.marks]
    if record.progress:
        anchors.append(record.progress.anchor)
    return any(anchor.edition != edition for anchor in anchors)


class Carrier:
    """Carries into the text of `edition`; `texts` gives that and others, when they are needed."""

    def __init__(self, edition: str, texts: Texts) -> None:
        self.edition = edition
        self._texts = texts
        self._alignments: dict[str, Alignment] = {}
        self._changes: dict[str, Changes] = {}
        self._done: dict[tuple[Anchor, bool], Carried] = {}

    def record(self, record: WorkRecord) -> WorkRecord:
        """The record as it stands in the present text. Carrying it again changes nothing."""
        marks = in_reading_order(map(self.mark, record.marks))
        progress = record.progress and self.progress(record.progress)
        return replace(record, marks=marks, progress=progress)

    def mark(self, mark: Mark) -> Mark:
        carried = self.anchor(mark.anchor, mark.lost)
        if carried == (mark.anchor, mark.lost):
            return mark
        return replace(mark, anchor=carried.anchor, lost=carried.lost)

    def progress(self, progress: Progress) -> Progress:
        """Where reading goes on. Who had finished goes on at the first chapter that is new."""
        anchor, finished = progress.anchor, progress.finished
        if anchor.edition == self.edition:
            return progress
        carried = self.anchor(anchor, lost=anchor.certainty == 0.0).anchor
        extra = {name: progress.extra[name] for name in progress.extra if name != ABOVE}
        if carried.origin is None:
            finished = bool(extra.pop(FINISHED, finished))
        elif finished and (new := self._first_new(anchor, carried)) is not None:
            carried = self._at(Passage.at(Place(new)), anchor, carried.certainty)
            finished, extra[FINISHED] = False, True
        fraction = 1.0 if finished else self.fraction(carried.place)
        return replace(progress, anchor=carried, fraction=fraction, finished=finished, extra=extra)

    def anchor(self, anchor: Anchor, lost: bool = False) -> Carried:
        """An anchor in the present text."""
        if anchor.edition == self.edition:
            return Carried(anchor, lost)
        found = self._done.get((anchor, lost))
        if found is None:
            found = self._done[anchor, lost] = self._carry(anchor, lost)
        return found

    def changes(self, edition: str) -> Changes | None:
        """What changed since an edition, None where its text is not kept."""
        if edition not in self._changes and self.is_kept(edition):
            self._changes[edition] = find_changes(self._alignment(edition))
        return self._changes.get(edition)

    def is_kept(self, edition: str) -> bool:
        return bool(self._alignment(edition).old.text)

    def fraction(self, place: Place) -> float:
        """How much of the work's characters come before `place`, 0..1."""
        lengths = [sum(len(block.text) for block in chapter.blocks) for chapter in self._chapters]
        if place.chapter >= len(lengths):
            return 0.0
        blocks = self._chapters[place.chapter].blocks[: place.block]
        before = sum(lengths[: place.chapter]) + sum(len(block.text) for block in blocks)
        return min(1.0, (before + place.offset) / max(1, sum(lengths)))

    # One anchor

    def _carry(self, anchor: Anchor, lost: bool) -> Carried:
        origin = anchor.made
        if origin.edition == self.edition:  # back where it was made
            return Carried(origin, False)
        if not (origin.edition or any(origin.quote)) and self._chapters:
            # Somebody wrote it by hand, and can only have meant this text.
            return Carried(self._plain(origin.passage), False)
        moved, known = None if lost else self._move(anchor), anchor.certainty
        sure = moved and moved.certainty * known == 1.0
        if not sure and (again := self._by_origin(origin, moved)):
            moved, known = again, 1.0
        if moved is None or moved.lost:
            return Carried(self._guess(anchor, moved, lost), True)
        certainty = round(moved.certainty * known, 2)
        return Carried(self._at(moved.passage, anchor, certainty), False)

    def _move(self, anchor: Anchor) -> Moved:
        alignment = self._alignment(anchor.edition)
        if alignment.old.text:
            anchor = replace(anchor, edition=alignment.old.edition)
        return move(anchor, alignment)

    def _by_origin(self, origin: Anchor, moved: Moved | None) -> Moved | None:
        """Where the very words are that an anchor was made on, if this text has them again; if
        they were `moved` nowhere, where they are likely to be."""
        near = moved.passage if moved else origin.passage
        found = self._has(origin.quote) and self._finder.find(origin.quote, near.start)
        if found and self._says(found.passage, origin.quote.exact):
            beside = moved and not moved.lost and _overlap(found.passage, moved.passage)
            if found.certainty == 1.0 or beside:
                return Moved(found.passage, 1.0, How.QUOTE)
        if moved and not moved.lost:
            return None
        again = self._move(origin)
        return None if again.lost and moved else again

    def _guess(self, anchor: Anchor, moved: Moved | None, lost: bool) -> Anchor:
        """A lost anchor, near where its words would be; it keeps them."""
        if lost and self.is_kept(anchor.edition):  # it was a guess already
            moved = move_place(anchor.place, self._alignment(anchor.edition))
        place = moved.passage.start if moved else Place()
        new = self._at(Passage.at(place), anchor)
        return replace(new, quote=anchor.made.quote, certainty=0.0)

    def _plain(self, passage: Passage) -> Anchor:
        """An anchor at a passage that is in this text, or at the end of it."""
        last = len(self._chapters) - 1
        start, end = (
            settle(self._chapters[place.chapter], place)
            if place.chapter <= last
            else settle(self._chapters[last], Place(last, len(self._chapters[last].blocks)))
            for place in passage
        )
        return anchor_passage(self._chapters, Passage(start, end), self.edition)

    def _at(self, passage: Passage, before: Anchor, certainty: float = 1.0) -> Anchor:
        """The anchor at a passage of the present text, which was at another place `before`."""
        origin = before.made
        if not self._chapters:
            return replace(before, edition=self.edition, origin=origin, certainty=certainty)
        if origin.certainty != 1.0:
            origin = replace(origin, certainty=1.0)
        new = anchor_passage(self._chapters, passage, self.edition)
        return replace(new, origin=origin, certainty=certainty)

    def _has(self, quote: Quote) -> bool:
        """Whether the very words of a quote, or of a point all that is around it, are here."""
        return fold(quote.exact or quote.prefix + quote.suffix) in self._finder_text.text

    def _says(self, passage: Passage, words: str) -> bool:
        start, end = self._finder_text.span(passage)
        return self._finder_text.text[start:end] == fold(words)

    def _first_new(self, anchor: Anchor, carried: Anchor) -> int | None:
        """The chapter at which somebody goes on who had finished the edition of `anchor`."""
        changes = self.changes(anchor.edition)
        if changes:
            return changes.first_new
        # That text is not kept, but it ended in this chapter.
        last = carried.place.chapter
        known = carried.certainty > 0.0 and last + 1 < len(self._chapters)
        return last + 1 if known else None

    # Texts

    @cached_property
    def _chapters(self) -> tuple[Chapter, ...]:
        return self._texts(self.edition)

    def _alignment(self, edition: str) -> Alignment:
        found = self._alignments.get(edition)
        if found is None:
            text = self._texts(edition) if edition else ()
            editions = edition, self.edition
            found = align(text, self._chapters, editions) if text else self._unaligned
            self._alignments[edition] = found
        return found

    @cached_property
    def _unaligned(self) -> Alignment:
        """The present text beside none: there words are only looked for."""
        return Alignment(Folded(()), self._finder_text, ())

    @cached_property
    def _finder_text(self) -> Folded:
        known = next(iter(self._alignments.values()), None)
        return known.new if known else Folded(self._chapters, edition=self.edition)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self._finder_text)


def _overlap(one: Passage, other: Passage) -> bool:
    return one.start < other.end and other.start < one.end
