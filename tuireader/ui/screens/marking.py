"""What the reader does to mark a page: highlights, bookmarks, writes notes, opens marks.

Changes show at once and are said once they are on disk. What only marking needs is imported when
something is first marked, or when the page has been seen.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from tuireader.place import Passage, Place
from tuireader.ui.screens.selecting import Selecting
from tuireader.ui.widgets.page import Page
from tuireader.work import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuireader.marks import Mark
    from tuireader.reading.links import Link
    from tuireader.ui.overlay import Overlay
    from tuireader.work import Block


def _heading(blocks: Sequence[Block]) -> int:
    """The block that is the title of a chapter whose story begins with it."""
    return next((index for index, one in enumerate(blocks) if one.part is Part.STORY), 0)


class Marking(Selecting, inherit_bindings=False):
    """The part of the reader that marks; its subclass moves and draws."""

    # Showing marks

    def load_marks(self) -> None:
        """Have the marks read in a thread, and shown. After the page has been seen."""
        self.run_worker(self._load_marks, thread=True, exclusive=True, group="marks")

    def _load_marks(self) -> None:
        """In a thread. What was made in another edition is moved to this one."""
        app, worker = self._app, get_current_worker()
        self.reading.marks.load()
        if self.reading.behind:
            self._catch_up()
            self.reading.marks.forget()
            self.reading.marks.load()
        if not worker.is_cancelled:
            app.call_from_thread(self._marks_loaded)
            if app.settings.mark_changes:
                self.load_changes(unseen=True)

    def load_changes(self, unseen: bool = False) -> None:
        """Find what is new or edited, to be marked in the margin. In a thread. `unseen`: only where
        the reader has not been since it came."""
        from tuireader.library import Library, LibraryError

        key, worker = self.reading.key, get_current_worker()
        try:
            with Library(self._app.paths.library) as library:
                news = library.news(key)
                if len(library.editions(key)) < 2 or (unseen and news is None):
                    return
                from tuireader import updating
                from tuireader.ui.overlay import NEW, TITLE, signs_of

                if unseen and news and not news.edited:  # no need to compare the texts
                    signs = {(chapter, TITLE): NEW for chapter in news.new}
                else:
                    found = updating.compare(library, key)
                    signs = signs_of(found.changes) if found else {}
                for chapter, line in enumerate(library.outline(key)):
                    if line.titled and signs.pop((chapter, TITLE), ""):
                        signs[chapter, _heading(library.blocks(key, chapter))] = NEW
        except (KeyError, LibraryError):
            return  # the margin stays empty
        if signs and not worker.is_cancelled:
            self._app.call_from_thread(self._changes_found, signs)

    def _changes_found(self, changes: dict[tuple[int, int], str]) -> None:
        self.overlay().changes = changes
        self.show_page()

    def _catch_up(self) -> None:
        from tuireader import updating
        from tuireader.library import Library, LibraryError
        from tuireader.store import Store, StoreError

        paths = self._app.paths
        try:
            with Library(paths.library) as library:
                updating.update(library, Store(paths.records), self.reading.key)
        except (KeyError, LibraryError, StoreError) as error:
            self._app.call_from_thread(self._app.say, f"Your marks could not be moved: {error}")

    def _marks_loaded(self) -> None:
        if self.placing is not None:
            self._say_placing(self.placing)
        if self.reading.behind:
            place = self.reading.caught_up()
            if place is not None:
                self.reading.move(place)
                self.pager.show_place()
            self.show_page()
        if self.reading.marks.places() or self.page.overlay is not None:
            self.overlay()
            self.show_page()

    def overlay(self) -> Overlay:
        """What lies over the text, made when there is something to show."""
        if self.page.overlay is None:
            from tuireader.ui.overlay import Overlay

            app = self._app
            self.page.overlay = Overlay(
                self.reading.marks,
                app.theme_variables,
                plain=app.no_color,
                few=app.has_few_colours,
            )
        return self.page.overlay

    async def clicked(self, event: Page.Pointed) -> None:
        from tuireader.ui.hints import link_at
        from tuireader.ui.selecting import sign_at

        chapter, layout = self.pager.chapter, self.pager.layout
        found: list[Mark] = []
        link = link_at(layout, chapter, event.row, event.cell) if event.cell >= 0 else None
        if link is not None or self.page.overlay is None:
            pass
        elif event.cell >= 0:
            found = self.reading.marks.at(sign_at(self.pager, chapter, event.row, event.cell).start)
        elif 0 <= event.row < layout.height:
            line = layout.line(event.row)
            found = list(self.page.overlay.beginning(chapter, layout, line))
        if link is not None:
            self.open_soon(partial(self.follow, link))
        elif found and event.cell >= 0:
            self.open_soon(partial(self._open, found[0]))
        elif found:
            await self._open(found[0])
        elif event.cell >= 0 and self.pager.toggle_fold(event.row):
            self.gone()

    async def follow(self, link: Link) -> None:
        """Go where a link leads, or ask."""
        raise NotImplementedError

    # A mark that is placed by hand

    def _say_placing(self, mark: Mark) -> None:
        from tuireader.marks import MarkKind

        key = self._app.key_for
        if mark.kind is MarkKind.BOOKMARK:
            self._app.warn([f"Go where it belongs and press {key('page.bookmark')}"])
        else:
            how = f"{key('page.select')} and {key('selection.highlight')}"
            self._app.warn([f"Select the words it belongs to, with {how}"])

    def _place(self, passage: Passage) -> Mark:
        """Have the mark that is to be placed stand on `passage`."""
        assert self.placing is not None
        mark = self.reading.marks.place(self.placing, passage)
        self.placing = None
        self._app.clear_notifications()
        undo = self._app.key_for("page.undo")
        self.marked(f"It stands here now\n{undo} takes that back")
        return mark

    # Marks

    def action_bookmark(self) -> None:
        """Mark this page, or take the bookmarks on it away, unless there is a note on one."""
        marks = self.reading.marks
        if self.placing is not None and self.placing.kind == "bookmark":
            self._place(Passage.at(self.reading.place))
            return
        there = marks.bookmarks_within(self.pager.passage())
        undo = f"{self._app.key_for('page.undo')} takes that back"
        if not there:
            mark = marks.bookmark(self.reading.place)
            self.marked(f"Bookmark: {mark.label}\n{undo}")
            return
        noted = next((mark for mark in there if mark.note), None)
        if noted is not None:  # no single key throws away what somebody wrote
            self.overlay().current = noted.id
            self.show_page()
            self._app.say(f"It carries a note\n{self._app.key_for('page.open_mark')} opens it")
            return
        marks.remove(*there)
        label = there[0].label if len(there) == 1 else f"{len(there)} bookmarks"
        self.marked(f"Bookmark removed: {label}\n{undo}")

    def action_undo(self) -> None:
        self.marked(self.reading.marks.undo() or "Nothing to undo")

    def action_colour(self, colour: str) -> None:
        self._app.choose(highlight_colour=colour)
        self.show_page()

    def action_highlight(self) -> None:
        mark = self._highlight()
        if mark is not None:
            undo = self._app.key_for("page.undo")
            note = self._app.key_for("page.open_mark")
            self.marked(f"Highlighted in {mark.colour}\n{note} opens it, {undo} takes it back")

    async def action_highlight_note(self) -> None:
        mark = self._highlight()
        if mark is not None:
            self.marked(f"Highlighted in {mark.colour}")
            await self.write_note(mark)

    def _highlight(self) -> Mark | None:
        from tuireader.reading.motion import trimmed

        assert self.selector is not None
        passage = trimmed(self.reading.chapters, self.selector.passage)
        if passage.start == passage.end:
            self._app.say("Nothing is selected")
            return None
        self.action_stop_selecting()
        if self.placing is not None and self.placing.kind == "highlight":
            self.overlay().current = self._place(passage).id
            return None
        mark = self.reading.marks.highlight(passage, self._app.settings.highlight_colour)
        self.overlay().current = mark.id
        return mark

    def action_copy_selection(self) -> None:
        if self.selector is not None:
            self.copy(self.selector.passage)
            self.action_stop_selecting()

    def copy(self, passage: Passage) -> None:
        """Put the words of a passage where they can be pasted from."""
        from tuireader.reading.motion import count_words, text_of
        from tuireader.ui.phrases import count

        text = text_of(self.reading.chapters, passage)
        self.give(text, f"Copied {count(count_words(text), 'word')}")

    def give(self, text: str, said: str) -> None:
        """Put `text` where it can be pasted from, and say `said`."""
        from tuireader.ui import clipboard

        self._app.copy_to_clipboard(text)
        self._app.saver.do(partial(clipboard.give, text))
        self._app.say(said)

    def marked(self, said: str) -> None:
        """Marks have changed: show it now, and say `said` once it is on disk."""
        self.overlay()
        self.show_page()
        self._app.saver.marked(partial(self._app.say, said))

    # Opening marks

    def action_to_mark(self, direction: int) -> None:
        """To the next mark (1) or the one before (-1), from the one that was gone to last."""
        marks, overlay = self.reading.marks, self.overlay()
        here = self.pager.passage()
        current = marks.get(overlay.current)
        on_page = current is not None and self._is_in_view(current.anchor.place)
        mark = None
        if on_page:
            mark = marks.beyond(here, direction, overlay.current)
        elif direction > 0 and (there := marks.within(here)):
            mark = there[0]
        else:
            mark = marks.beyond(here, direction)
        if mark is None:
            way = "after" if direction > 0 else "before"
            self._app.say(f"No mark {way} this" if marks.places() else "No marks in this work yet")
            return
        self.go_to_mark(mark)
        self._tell(mark)

    def go_to_mark(self, mark: Mark) -> None:
        """Have a mark in view, as the one that is meant."""
        overlay = self.overlay()
        overlay.current = mark.id
        self.pager.unfold(mark.anchor.place)
        if not self._is_in_view(mark.anchor.place):
            self.pager.jump(mark.anchor.place)
        self.gone()

    def _tell(self, mark: Mark) -> None:
        index, number = self.reading.marks.position(mark)
        key = self._app.key_for("page.open_mark")
        note = f": {' '.join(mark.note.split())}" if mark.note else ""
        self._app.say(f"Mark {index} of {number}{note}\n{key} opens it")

    def is_low(self, place: Place) -> bool:
        """Whether a place on this page is in its lower half."""
        if place.chapter != self.pager.chapter:
            return False
        row = self.pager.layout.row_of(place.block, place.offset)
        return row - self.pager.top > self.pager.height // 2

    def app_key(self, id: str) -> str:
        return self._app.key_for(id)

    def _is_in_view(self, place: Place) -> bool:
        passage = self.pager.passage()
        return passage.start <= place < passage.end

    async def action_open_mark(self) -> None:
        """Open the mark that was gone to last, if it is on the page, or else the first on it."""
        marks = self.reading.marks
        there = marks.within(self.pager.passage())
        there += [mark for mark in marks.at(self.reading.place) if mark not in there]
        if not there:
            self._app.say("There is no mark on this page")
            return
        current = [mark for mark in there if mark.id == self.overlay().current]
        await self._open((current or there)[0])

    async def _open(self, mark: Mark) -> None:
        from tuireader.ui.widgets.mark_sheet import MarkSheet

        self.overlay().current = mark.id
        self.show_page()
        await self._app.push_screen(MarkSheet(self.reading, mark, self), self._sheet_closed)

    def _sheet_closed(self, answer: object) -> None:
        self.show_page()

    async def action_note(self) -> None:
        """A note on this page: on its bookmark, or on a new one."""
        there = self.reading.marks.bookmarks_within(self.pager.passage())
        if there:
            await self.write_note(there[0])
            return
        from tuireader.ui.widgets.note_editor import NoteEditor

        place = self.reading.place

        def written(note: str) -> None:
            mark = self.reading.marks.bookmark(place, note=note)
            self.overlay().current = mark.id
            self.marked("The note is kept")

        await self._app.push_screen(NoteEditor("A note on this page", written))

    async def write_note(self, mark: Mark) -> None:
        from tuireader.reading.marking import title_of
        from tuireader.ui.widgets.note_editor import NoteEditor

        def written(note: str) -> None:
            self.reading.marks.change(mark, note=note)
            self.marked("The note is kept" if note else "The note is gone")

        await self._app.push_screen(NoteEditor("A note", written, mark.note, title_of(mark)))
