"""Adding files from inside the library: how far it is, and what came of it, in words.

Works are put away through a library connection of the thread's own.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from textual import events

from tuireader.library import Added, Doubt, Library, LibraryError
from tuireader.paths import Paths
from tuireader.store import Store
from tuireader.ui import phrases
from tuireader.ui.screens.deciding import Asked, Chapters, Deciding
from tuireader.ui.screens.working import Finish, Job, Stopped, Tell
from tuireader.ui.widgets.dialog import Sheet
from tuireader.ui.widgets.folders import file_name, full_path, is_there
from tuireader.ui.widgets.lines import Line, Piece, wrap

TELL_EVERY = 0.1  # seconds


class _StoppedError(Exception):
    """Nobody waits for the rest."""


class Outcome(NamedTuple):
    """What came of adding. `problem` is why it could not go on to the end, if it could not."""

    added: Sequence[Added]
    problem: str = ""
    chapters: Sequence[Chapters] = ()  # of works that their files say they are one
    undo: str = ""  # how to take it back, where that can be done

    @property
    def told(self) -> list[Added]:
        """The files about which there is something to say, beside that they are there."""
        return [added for added in self.added if added.status == "failed" or added.note]

    @property
    def asked(self) -> list[Asked]:
        """What the reader is to decide."""
        asked: list[Asked] = [*self.chapters]
        for added in self.added:
            if added.question:
                same = added.question == "same-as"
                asked.append(Doubt(added.key, added.other) if same else added)
        return asked

    def summary(self) -> str:
        """All of it in a sentence or two."""
        counts = Counter(added.status for added in self.added)
        new = sum(added.new_chapters for added in self.added)
        chapters = f" ({phrases.count(new, 'new chapter')})" if new else ""
        said = [
            f"{words.format(phrases.count(counts[status], noun))}{tail}"
            for status, noun, words, tail in (
                ("added", "work", "added {}", ""),
                ("updated", "work", "updated {}", chapters),
                ("failed", "file", "could not add {}", ""),
            )
            if counts[status]
        ]
        if counts["unchanged"]:
            was = "was" if counts["unchanged"] == 1 else "were"
            said.append(f"{counts['unchanged']:,} {was} here already")
        words = ", ".join(said) or "nothing was added"
        text = f"{words[0].upper()}{words[1:]}."
        return f"{text} It stopped early: {self.problem}." if self.problem else text

    def lines(self, width: int) -> list[Line]:
        """Every file there is something to say about, and what."""
        lines: list[Line] = [[Piece(line)] for line in wrap(self.summary(), width)]
        for added in self.told:
            lines.append([])
            lines += [[Piece(line, "strong")] for line in wrap(file_name(added.path), width)]
            reason, role = (added.error, "warning") if added.error else (added.note, "muted")
            lines += [[Piece("  "), Piece(line, role)] for line in wrap(reason, width - 2)]
        if self.undo:
            lines += [[], *([Piece(line)] for line in wrap(self.undo, width))]
        return lines


def add(
    paths: Paths,
    find: Callable[[], Sequence[Path]],
    tell: Tell,
    stopped: Stopped,
    *,
    replace: bool = False,
) -> Outcome:
    """Add the files and folders that `find` gives to the library. For a thread.

    `tell` is given words on how far it is, a few times a second; it ends early when `stopped`.
    `replace` takes a text also where it is much shorter than the one that is here, or another one.
    """
    from tuireader.library import intake
    from tuireader.updating import adding

    told = 0.0

    def progress(done: int, number: int, path: str) -> None:
        nonlocal told
        if stopped():
            raise _StoppedError
        if time.monotonic() - told > TELL_EVERY:
            told = time.monotonic()
            tell(f"Adding {done + 1:,} of {number:,} · {file_name(path)}")

    outcomes: list[Added] = []
    chapters: list[Chapters] = []
    try:
        with Library(paths.library) as own:
            store = Store(paths.records)
            files = adding.add(own, store, find(), replace=replace, progress=progress)
            while added := next(files, None):
                outcomes.append(added)
            chapters = [Chapters(found) for found in intake.chapters_apart(own, outcomes)]
    except LibraryError as error:
        return Outcome(outcomes, str(error))
    except _StoppedError:
        pass
    return Outcome(outcomes, chapters=chapters)


def sources(library: Path) -> list[Path]:
    """The files that works on the shelf came from and that are still there. For a thread."""
    with Library(library) as own:
        return [Path(path) for path in own.paths() if os.path.exists(path)]  # noqa: PTH110


def _here() -> Path:
    """The folder one is in, or the home folder where that one is gone."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


class _Task(NamedTuple):
    """Something to add; see `Adding.add`. `before` is the edition that it replaces, if any."""

    find: Callable[[], Sequence[Path]]
    again: bool
    quiet: bool
    before: str = ""


class Adding(Deciding):
    """What the library does to add files: asks for them, has them added, says what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = _here()  # where the picker starts
        self._untold: list[Outcome] = []  # that there is something to say about

    def on_screen_resume(self) -> None:
        self.tell_next()

    def tell_next(self) -> None:
        """Say what came of files. Where something lies over the list, as a page that is being
        read, once that is closed."""
        if self._untold and self.app.screen is self:
            self.app.push_screen(Sheet("Added", self._untold.pop(0).lines))

    async def action_add(self) -> None:
        from tuireader.ui.widgets.file_picker import FilePicker

        def chosen(paths: list[Path] | None) -> None:
            if paths:
                self._folder = paths[-1].parent
                self.add(lambda: paths)

        picker = FilePicker(self._folder)
        await self.app.push_screen(picker, chosen)
        picker.set_focus(picker.path)

    def action_refresh_list(self) -> None:
        """Look whether the files that works came from have changed."""
        self.reload()
        self.add(partial(sources, self.reader_app.paths.library), again=True)

    def on_paste(self, event: events.Paste) -> None:
        """A file dropped on a terminal comes as its path, pasted."""
        event.stop()
        pasted = [full_path(line, self._folder) for line in event.text.splitlines() if line.strip()]
        paths = [path for path in pasted if is_there(path)]
        if paths:
            self.add(lambda: paths)
        elif pasted:
            self.reader_app.say("What was pasted is no file that is there.")

    def add_guide(self) -> None:
        """Put the guide on a shelf that has never held it."""
        from tuireader import guide

        try:
            welcome = not self.reader_app.library.remembers(guide.KEY)
        except LibraryError:
            return  # what is wrong with it has been said
        if welcome:
            self.add(lambda: [guide.PATH], quiet=True)

    def add(
        self, find: Callable[[], Sequence[Path]], *, again: bool = False, quiet: bool = False
    ) -> None:
        """Add what `find` gives, in a thread, after what is being added now.

        `again`: these files have been added before. `quiet`: nothing is said if all goes well.
        """
        self._do(_Task(find, again, quiet))

    def take(self, path: Path, before: str) -> None:
        """Take the text of a file in place of the edition `before`, whatever it is."""
        self._do(_Task(lambda: [path], again=False, quiet=False, before=before))

    def _do(self, task: _Task) -> None:
        words = "Looking at the files of the shelf" if task.again else "Adding"
        self.do(Job(words, partial(self._add, task)))

    def _add(self, task: _Task, tell: Tell, stopped: Stopped) -> Finish:
        paths = self.reader_app.paths
        outcome = add(paths, task.find, tell, stopped, replace=bool(task.before))
        return partial(self._added, outcome, task)

    def _added(self, outcome: Outcome, task: _Task) -> None:
        if task.again:
            changed = [added for added in outcome.added if added.status != "unchanged"]
            outcome = outcome._replace(added=changed)
        keys = {added.key for added in outcome.added if added.key}
        # What somebody asked for gets the cursor; what came by itself leaves it on what was read.
        self.reload(keys.pop() if len(keys) == 1 and not task.quiet else None)
        asked = outcome.asked
        kept_out = [added for added in outcome.added if added.question == "replace"]
        said = [
            added._replace(note="") if added.question else added
            for added in outcome.added
            if added not in kept_out
        ]
        outcome = outcome._replace(added=said, undo=self._undo_of(outcome, task.before))
        if outcome.told:
            self._untold.append(outcome)
            self.tell_next()
            if self._untold:
                self.reader_app.say(outcome.summary())
        elif task.again and not (outcome.added or asked or outcome.problem):
            self.reader_app.say("No file has changed.")
        elif (outcome.added or not asked) and not task.quiet:
            self.reader_app.say("\n".join(filter(None, (outcome.summary(), outcome.undo))))
        self.ask(asked)

    def _undo_of(self, outcome: Outcome, before: str) -> str:
        """What to say of how to take back that texts replaced the edition `before`."""
        taken = [added.key for added in outcome.added if before and added.status == "updated"]
        if not taken:
            return ""
        return f"{self.can_undo(partial(self.take_back, taken[0], before))} takes it back"
