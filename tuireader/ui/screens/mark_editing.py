"""What a reader does to marks in their list: one or several at once, each of it to be undone.

Changes show in the list at once and are written away from the keys. How marks are read, listed and
chosen is for the subclass, `bookmarks`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from tuireader.library import LibraryError
from tuireader.marks import Mark, MarkKind, WorkRecord
from tuireader.place import Passage
from tuireader.reading import Reading
from tuireader.store import Store
from tuireader.ui import phrases
from tuireader.ui.mark_query import Kept
from tuireader.ui.screens.list_screen import ListScreen
from tuireader.ui.widgets.mark_rows import name


class MarkEditing(ListScreen):
    """The part of the marks screen that changes marks; its subclass lists them."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Kept] = []
        self._shown: list[Kept] = []
        self._chosen: set[str] = set()
        # What was changed together: as they were before, the last change last.
        self._undo: list[list[Kept]] = []

    @property
    def kept(self) -> Kept | None:
        """The mark under the cursor."""
        return self._shown[self.listing.cursor] if self._shown else None

    @property
    def meant(self) -> list[Kept]:
        """The marks that a change is for: those that were chosen and are listed; or, where
        none is chosen, that under the cursor. Nothing that cannot be seen is changed."""
        if self._chosen:
            return [kept for kept in self._shown if kept.mark.id in self._chosen]
        return [self.kept] if self.kept else []

    def _nothing_meant(self) -> None:
        """Say why nothing is done."""
        if self._chosen:
            esc = "esc shows them" if self.sought else "other kinds show them"
            self.reader_app.say(f"The marks you chose are not listed here\n{esc}")

    def open_mark(self, kept: Kept, placing: Mark | None = None) -> None:
        """Read where a mark is. `placing`: to show there where that mark belongs."""
        if kept.key not in self.reader_app.library:
            self.reader_app.say(f"“{kept.title}” is not in the library. Add its file again.")
        else:
            self.reader_app.open_work(kept.key, kept.mark.anchor.place, placing)
            if kept.mark.lost and placing is None:
                self.reader_app.say("Its words are not in this text: the nearest guess is here")

    async def action_rename(self) -> None:
        kept = self.kept
        if kept is None:
            return
        from tuireader.ui.widgets.prompt import Prompt

        def named(label: str | None) -> None:
            label = " ".join(label.split()) if label else ""
            if label and label != kept.mark.label:
                self._put([kept], label=label)

        prompt = Prompt("Rename the mark", kept.mark.label)
        await self.app.push_screen(prompt, named)
        prompt.set_focus(prompt.input)

    async def action_note(self) -> None:
        kept = self.kept
        if kept is None:
            return
        from tuireader.ui.widgets.note_editor import NoteEditor

        def written(note: str) -> None:
            self._put([kept], note=note)

        editor = NoteEditor("A note", written, kept.mark.note, name(kept.mark))
        await self.app.push_screen(editor)

    def action_colour(self, colour: str) -> None:
        meant = self.meant
        highlights = [kept for kept in meant if kept.mark.kind is MarkKind.HIGHLIGHT]
        if not meant:
            self._nothing_meant()
        elif highlights:
            self._put(highlights, colour=colour)
        else:
            self.reader_app.say("Only highlights have colours")

    def action_delete(self) -> None:
        meant = self.meant
        if not meant:
            self._nothing_meant()
            return
        self._undo.append(meant)
        gone = {kept.mark.id for kept in meant}
        self._all = [other for other in self._all if other.mark.id not in gone]
        self._chosen -= gone
        at = _now()

        def without(record: WorkRecord) -> WorkRecord:
            for id in gone:
                record = record.without_mark(id, at)
            return record

        for key in {kept.key for kept in meant}:
            self._change(key, without)
        self.reload()
        said = f"“{name(meant[0].mark)}”" if len(meant) == 1 else f"{len(meant):,} marks"
        undo = self.reader_app.key_for("list.undo")
        back = "it" if len(meant) == 1 else "them"
        self.reader_app.say(f"Deleted {said}\n{undo} brings {back} back")

    def action_undo(self) -> None:
        if not self._undo:
            self.reader_app.say("Nothing to undo here.")
            return
        before = self._undo.pop()
        self._keep(before)
        several = f"{len(before):,} marks are as they were"
        said = f"As it was: “{name(before[0].mark)}”" if len(before) == 1 else several
        self.reader_app.say(said)

    def action_accept(self) -> None:
        """Have those that lost their place stand on the nearest guess."""
        meant = self.meant
        if not meant:
            self._nothing_meant()
            return
        lost = [kept for kept in meant if kept.mark.lost]
        moved = [found for kept in lost if (found := self._accepted(kept))]
        if not moved:
            self.reader_app.say("It has not lost its place" if not lost else "There is no guess")
            return
        self._undo.append(lost)
        self._keep(moved)
        undo = self.reader_app.key_for("list.undo")
        self.reader_app.say(f"{phrases.count(len(moved), 'mark')} placed\n{undo} takes that back")

    def _accepted(self, kept: Kept) -> Kept | None:
        from tuireader.reading import motion

        mark = kept.mark
        try:
            reading = Reading(
                self.reader_app.library, Store(self.reader_app.paths.records), kept.key
            )
            passage = mark.anchor.passage
            if mark.kind is MarkKind.HIGHLIGHT and passage.start == passage.end:
                passage = motion.around(reading.chapters, passage.start, motion.Unit.PARAGRAPH)
            if mark.kind is MarkKind.BOOKMARK:
                passage = Passage.at(passage.start)
            return kept.with_mark(reading.marks.placed(mark, passage))
        except (KeyError, IndexError, LibraryError):
            return None

    def action_place(self) -> None:
        """Open the page where it may belong, to say there where it does."""
        kept = self.kept
        if kept is not None:
            self.open_mark(kept, kept.mark)

    async def action_export(self) -> None:
        from tuireader.ui.exporting import ask

        await ask(self.reader_app, self._shown)

    def _put(self, kept: list[Kept], **fields: str) -> None:
        """Change fields of these marks, in the list and in the record."""
        self._undo.append(kept)
        self._keep([one.with_mark(replace(one.mark, **fields)) for one in kept])  # type: ignore[arg-type]

    def _keep(self, kept: list[Kept]) -> None:
        """Keep this form of some marks, in the list and in the record, and look at the last."""
        now = _now()
        new = [one.with_mark(replace(one.mark, modified=now)) for one in kept]
        ids = {one.mark.id for one in new}
        self._all = [other for other in self._all if other.mark.id not in ids] + new
        for key in {one.key for one in new}:
            marks = [one.mark for one in new if one.key == key]
            self._change(key, partial(_with_marks, marks=marks))
        self.reload(new[-1].mark.id)

    def _change(self, key: str, change: Callable[[WorkRecord], WorkRecord]) -> None:
        self.reader_app.saver.keep(key, change)


def _with_marks(record: WorkRecord, marks: Sequence[Mark]) -> WorkRecord:
    for mark in marks:
        record = record.with_mark(mark)
    return record


def _now() -> datetime:
    return datetime.now(UTC)
