"""Keeps the place and the marks on disk: soon after they change, or at once when asked.

What the disk has no room for is kept, shown like all else, and written as soon as it can be.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tuireader.library import LibraryError
from tuireader.marks import WorkRecord
from tuireader.place import Place
from tuireader.reading import Reading

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from textual.timer import Timer

    from tuireader.ui.app import TuireaderApp

FRAME = 0.01  # seconds that the terminal is given to show what was marked before it is written
DELAY = 1.0  # seconds from the first move that is not on disk to writing it

Change = Callable[[WorkRecord], WorkRecord]


class Saver:
    """Saves one `Reading` at a time, and does other small writes in the order they were asked for.

    Called from the app's thread, but for `rescue`. The store is for one thread at a time: whoever
    wants it in the app's thread while something is read calls `now` first.
    """

    def __init__(self, app: TuireaderApp):
        self._app = app
        self._reading: Reading | None = None
        self._timer: Timer | None = None
        self._writer: ThreadPoolExecutor | None = None
        self._complained = ""
        self._marked: list[Callable[[], None]] = []  # to be called once marks are on disk
        self._unsaved = ""  # why not all is on disk
        # What could not be written when it was meant to: works that were read, changes to records.
        self._held: dict[str, Reading] = {}
        self._left: list[tuple[str, Change]] = []
        # Has what the reader is writing kept, should it all end now.
        self.unfinished: Callable[[], None] | None = None

    def finish(self) -> None:
        """It ends: what is being written is kept like all that was."""
        if self.unfinished is not None:
            self.unfinished()

    def reading(self, key: str, place: Place | None = None) -> Reading:
        """The work `key`, to be read from `place` or where reading stopped, with all that is not on
        disk yet. Raises KeyError, LibraryError."""
        app = self._app
        reading = self._held.get(key)
        if reading is None or reading.edition != app.library.edition(key):
            reading = Reading(app.library, app.store, key, place)
        elif place is not None:
            reading.jump(place)
        changes = [change for of, change in self._left if of == key]
        for change in changes:
            reading.marks.also(change)
        self._left = [one for one in self._left if one[0] != key]
        return reading

    def as_meant(self, record: WorkRecord) -> WorkRecord:
        """A record with the changes that are not on disk yet. From any thread."""
        reading = self._waiting(record.key)
        if reading is not None:
            record = replace(record, marks=tuple(reading.marks.all()))
        for key, change in [*self._left]:
            record = change(record) if key == record.key else record
        return record

    def _waiting(self, key: str) -> Reading | None:
        """The work that was read or is, if marks of it are not on disk."""
        for reading in filter(None, (self._reading, self._held.get(key))):
            if reading.key == key and reading.marks.waiting:
                return reading
        return None

    def open(self, reading: Reading) -> None:
        """`reading` is what is read from now on; what was read before is saved."""
        self.now()
        self._mirror()
        self._held.pop(reading.key, None)
        self._reading = reading
        self.moved()

    def leave(self, reading: Reading) -> None:
        """`reading` is no longer read: it is saved."""
        if reading is self._reading:
            self.now()
            self._mirror()
            self._reading = None
            if self._unsaved:  # it may not have been: it is tried again, until the end
                self._held[reading.key] = reading

    def moved(self) -> None:
        """The place may have changed: it will be on disk soon."""
        if self._timer is None:
            self._timer = self._app.set_timer(DELAY, self._save_later)

    def do(self, write: Callable[[], None], then: Callable[[], None] | None = None) -> None:
        """Run `write` away from the keys, and `then` once that is done; what goes wrong is said."""
        self._complained = ""  # what a reader does is answered, also the second time
        self._submit(write, then)

    def keep(self, key: str, change: Change) -> None:
        """Have a record changed. Where it cannot be written now, it is tried again."""
        if reading := self._waiting(key):  # after what was done before
            reading.marks.also(change)
            if write := reading.unsaved():
                self.do(write)
            return

        def kept() -> None:
            try:
                self._app.store.update(key, change)
            except BaseException:
                self._left.append((key, change))
                raise

        self.do(kept)

    def _submit(self, write: Callable[[], None], then: Callable[[], None] | None = None) -> None:
        if self._writer is None:
            from concurrent.futures import ThreadPoolExecutor

            self._writer = ThreadPoolExecutor(1, "tuireader-save")
        self._writer.submit(write).add_done_callback(lambda done: self._written(done, then))

    def marked(self, then: Callable[[], None]) -> None:
        """Marks were changed: once that is seen, put them on disk, away from the keys, then call
        `then`. Whatever saves before has them too."""
        self._marked.append(then)
        if len(self._marked) == 1:
            self._app.call_after_refresh(self._save_marks)

    def _save_marks(self) -> None:
        marked, self._marked = self._marked, []

        def then() -> None:
            for call in marked:
                call()

        write = self._reading.marks.unsaved() if self._reading else None
        if write is None:
            then()
        else:
            self.do(partial(_soon, write), then)

    def now(self) -> None:
        """Put everything on disk before this returns. What goes wrong is said."""
        self._stop()
        self._unsaved = ""
        for write, forget in self._late():
            try:
                write()
            except Exception as error:  # it was said at the first time
                self._unsaved = _reason(error)
            else:
                forget()
        if self._reading is None:
            return
        try:
            self._reading.save()
        except Exception as error:
            self._unsaved = _reason(error)
            self._complain(error)

    def _late(self) -> list[tuple[Callable[[], object], Callable[[], object]]]:
        """What writes each thing that could not be written in time, and what then forgets it."""
        update = self._app.store.update
        late: list[tuple[Callable[[], object], Callable[[], object]]] = [
            (held.save, partial(self._held.pop, key)) for key, held in self._held.items()
        ]
        return late + [
            (partial(update, *one), partial(self._left.remove, one)) for one in self._left
        ]

    def publish(self) -> None:
        """Put everything on disk, and have the lists of the library know of it."""
        self.now()
        self._mirror()

    def close(self) -> str:
        """The last call: the place is on disk when it returns; if not, why."""
        self.now()
        self._mirror()
        self._reading = None
        return self._unsaved

    def rescue(self) -> None:
        """Save from another thread, when the app's own is stuck: the record, not the library."""
        write = self._reading.unsaved() if self._reading else None
        for one in filter(None, (write, *(late for late, _ in self._late()))):
            one()

    def _mirror(self) -> None:
        """The lists of the library know too; if not, they find out from the record."""
        try:
            if self._reading:
                self._reading.mirror()
        except LibraryError as error:
            self._complain(error)

    def _save_later(self) -> None:
        self._timer = None
        write = self._reading.unsaved() if self._reading else None
        if write is not None:
            self._submit(write)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._writer is not None:
            self._writer.shutdown(wait=True)
            self._writer = None

    def _written(self, future: Future[None], then: Callable[[], None] | None) -> None:
        if self._app.is_running:
            self._app.call_later(self._report, future.exception(), then)

    def _report(self, error: BaseException | None, then: Callable[[], None] | None) -> None:
        if error is not None:
            self._complain(error)
        else:
            self._complained = ""
            if then is not None:
                then()
        self._app.warn(self._app.store.take_notices())

    def _complain(self, error: BaseException) -> None:
        """Say what went wrong, once for each reason."""
        reason = _reason(error)
        if reason != self._complained:
            self._complained = reason
            if self._app.is_running:
                self._app.say(f"Not saved: {reason}")


def _soon(write: Callable[[], None]) -> None:
    """`write` once the frame that is on its way to the terminal is there: both want the
    interpreter."""
    time.sleep(FRAME)
    write()


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__
