"""What the library does in threads, one thing after the other, and what can be taken back.

A job works through a library connection of the thread's own; how far it is stands in the head.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from textual.worker import get_current_worker

from tuireader.ui.screens.list_screen import ListScreen

Tell = Callable[[str], None]
Stopped = Callable[[], bool]
Finish = Callable[[], None]


class Job(NamedTuple):
    """`words` say what is being done. `run` does it in a thread, where it is given what tells how
    far it is and whether nobody waits any more; what it returns is called on the screen."""

    words: str
    run: Callable[[Tell, Stopped], Finish]


class Working(ListScreen):
    """A list that has things done without keeping keys waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = ""  # what is being done, while something is
        self._waiting: deque[Job] = deque()
        self._undos: list[Callable[[], None]] = []

    def do(self, job: Job) -> None:
        """Have it done after what is being done now."""
        self._waiting.append(job)
        if not self.busy:
            self._begin()

    def _begin(self) -> None:
        job = self._waiting.popleft()
        self._say_busy(job.words)
        self.run_worker(partial(self._run, job), thread=True, group="jobs")

    def _run(self, job: Job) -> None:
        app, worker = self.reader_app, get_current_worker()

        def tell(words: str) -> None:
            if not worker.is_cancelled:
                app.call_from_thread(self._say_busy, words)

        finish = job.run(tell, lambda: worker.is_cancelled)
        if not worker.is_cancelled:
            app.call_from_thread(self._finish, finish)

    def _finish(self, finish: Finish) -> None:
        self.busy = ""
        finish()
        if self._waiting and not self.busy:
            self._begin()

    def _say_busy(self, words: str) -> None:
        self.busy = words
        self.show_head()

    # Undo

    def can_undo(self, undo: Callable[[], None]) -> str:
        """The reader can take back what was done, with `undo`; the key for that."""
        self._undos.append(undo)
        return self.reader_app.key_for("list.undo")

    def action_undo(self) -> None:
        if self._undos:
            self._undos.pop()()
        else:
            self.reader_app.say("Nothing to undo here.")
