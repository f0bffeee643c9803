"""What the reader is asked about works in the library, and has done with them by keys.

Whether two works are one, whether another text is taken: one question after the other, the careful
answer first, each answer with a way back. What the answers do is for `updating.deciding`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tuireader.library import Added, Doubt, Library, LibraryError, Shelved
from tuireader.store import Store, StoreError
from tuireader.ui import phrases
from tuireader.ui.screens.working import Finish, Job, Stopped, Tell, Working
from tuireader.ui.widgets.detail_pane import Write
from tuireader.ui.widgets.folders import file_name

if TYPE_CHECKING:
    from tuireader.ui.widgets.question import Question
    from tuireader.updating.deciding import Decided, Decision

TWO, ONE, LATER = "Keep as two works", "They are one work", "Decide later"
KEEP, TAKE = "Keep the text that is here", "Take the new one"
ALL_LATER = "Decide all later"
_MOST_NAMED = 5  # files in a question
APART, TOGETHER = "Keep them as works of their own", "They are one work"


class Chapters(NamedTuple):
    """Files that call themselves chapters of one work, and were added as works of their own."""

    files: Sequence[Added]


Asked = Added | Doubt | Chapters
"""What the reader is to decide about: a text that was kept out, two works, several."""


class Deciding(Working):
    """What the library does to have the reader decide. Files are taken by its subclass."""

    def __init__(self) -> None:
        super().__init__()
        self._questions: deque[Asked] = deque()
        self._number = 0  # of the question, of those that are asked in a row
        self._asking = False
        self._left_open = 0  # doubts that were put off in this row

    @property
    def work(self) -> Shelved | None:
        """The work under the cursor."""
        raise NotImplementedError

    def take(self, path: Path, before: str) -> None:
        """Take the text of a file in place of the edition `before`, whatever it is."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        self.ask_next()

    # Questions

    def ask(self, questions: Sequence[Asked]) -> None:
        """Ask, one after the other: whether works are one, and of files that were kept out whether
        they are taken. Where something lies over the list, once that is closed."""
        self._questions += [one for one in questions if one not in self._questions]
        self.ask_next()

    def ask_next(self) -> None:
        """Ask the next question, if there is any and it is time."""
        while self._questions and not self._asking and self.app.screen is self:
            asked = self._questions.popleft()
            self._number += 1
            try:
                question, answered = self._about(asked)
            except (KeyError, LibraryError):
                continue  # it is not to be decided any more
            self._asking = True
            self.app.push_screen(question, answered)
        if not self._questions and not self._asking:
            self._number = self._left_open = 0

    def _about(self, asked: Asked) -> tuple[Question, Callable[[int | None], None]]:
        match asked:
            case Doubt():
                return self._about_doubt(asked)
            case Chapters():
                return self._about_chapters(asked)
        return self._about_text(asked)

    def _about_chapters(self, chapters: Chapters) -> tuple[Question, Callable[[int | None], None]]:
        """Whether works that came from numbered files are one."""
        from tuireader.updating import deciding

        options = (APART, TOGETHER)

        def answered(index: int | None) -> None:
            answer = self._answer(index, options)
            if answer == TOGETHER:
                self.decide(partial(deciding.gather, chapters=chapters.files))
            else:
                self._put_off(chapters, answer == ALL_LATER)

        names = [file_name(added.path) for added in chapters.files]
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        about = f"{', '.join(names[:_MOST_NAMED])}{more} call themselves chapters of one work."
        return self._question(f"{len(names)} works, or one?", about, options), answered

    def _about_doubt(self, doubt: Doubt) -> tuple[Question, Callable[[int | None], None]]:
        """Whether two works are one."""
        from tuireader.ui.widgets import doubt_lines
        from tuireader.updating import deciding

        decisions: dict[str, Decision] = {
            TWO: partial(deciding.keep_two, doubt=doubt),
            ONE: partial(deciding.make_one, doubt=doubt),
        }
        evidence = self.reader_app.library.examine(doubt)
        options = (TWO, ONE, LATER)

        def answered(index: int | None) -> None:
            answer = self._answer(index, options)
            if answer in decisions:
                self.decide(decisions[answer])
            else:
                self._put_off(doubt, answer == ALL_LATER)

        write = partial(doubt_lines.lines, evidence)
        return self._question("Two works, or one?", write, options), answered

    def _about_text(self, added: Added) -> tuple[Question, Callable[[int | None], None]]:
        """Whether to keep the text that is here or to take the new one, which was kept out."""
        before = self.reader_app.library.edition(added.key)
        options = (KEEP, TAKE)

        def answered(index: int | None) -> None:
            answer = self._answer(index, options)
            if answer == TAKE:
                self.take(Path(added.path), before)
            elif answer == KEEP:
                key = self.can_undo(partial(self.ask, [added]))
                self.reader_app.say(f"The text that is here stays\n{key} asks again")
            self._put_off(added, answer == ALL_LATER)

        name = file_name(added.path)
        about = f"{name}: {added.error}. Your marks stay in either case."
        return self._question(added.title or name, about, options), answered

    def _question(self, heading: str, about: str | Write, options: tuple[str, ...]) -> Question:
        from tuireader.ui.widgets.question import Question

        last = self._number + len(self._questions)
        position = f"{self._number} of {last}" if last > 1 else ""
        if not self._questions:
            return Question(heading, about, options, position)
        leave = ALL_LATER[0].lower() + ALL_LATER[1:]
        return Question(heading, about, (*options, ALL_LATER), position, leave)

    def _answer(self, index: int | None, options: tuple[str, ...]) -> str:
        """The answer in words; that nothing is decided where the question was closed."""
        if index is None:
            return ALL_LATER
        return (*options, ALL_LATER)[index]

    def _put_off(self, asked: Asked, all_of_them: bool) -> None:
        """Nothing is to be done about what was asked; with `all_of_them`, nor about what was still
        to be. Doubts stay open."""
        self._asking = False
        left = [asked]
        if all_of_them:
            left += self._questions
            self._questions.clear()
        self._left_open += sum(isinstance(one, Doubt) for one in left)
        if self._left_open and not self._questions:
            number = phrases.count(self._left_open, "question")
            key = self.reader_app.key_for("library.doubts")
            self.reader_app.say(f"{number} left open: the works say “same?”\n{key} asks again")
        self.ask_next()

    def action_doubts(self) -> None:
        """Ask what was put off, about the work under the cursor first."""
        library = self.reader_app.library
        try:
            here = library.doubts(self.work.key) if self.work else []
            everywhere = library.doubts()
        except LibraryError as error:
            self.reader_app.say(f"{error}.")
            return
        if not everywhere:
            self.reader_app.say("No two works here look like one.")
        self.ask([*here, *(doubt for doubt in everywhere if doubt not in here)])

    # By keys

    async def action_same_as(self) -> None:
        """Choose the work that the one under the cursor is the same as."""
        from tuireader.updating import deciding

        work = self.work
        if work is None:
            return

        def chosen(other: str | None) -> None:
            if other:
                self.decide(partial(deciding.put_together, key=work.key, other=other))

        from tuireader.ui.widgets.work_picker import WorkPicker

        picker = WorkPicker(work, self.reader_app.library)
        await self.app.push_screen(picker, chosen)
        picker.set_focus(picker.input)

    def action_split_off(self) -> None:
        """Take out of the work under the cursor what was last put into it."""
        from tuireader.updating import deciding

        if self.work is not None:
            self.decide(partial(deciding.split_off, key=self.work.key))

    def take_back(self, key: str, edition: str) -> None:
        """Read the text of a work again that another one replaced."""
        from tuireader.updating import deciding

        self.decide(partial(deciding.read_text, key=key, edition=edition), last=True)

    def decide(self, decision: Decision, *, last: bool = False) -> None:
        """Have it done, and say what was. `last`: it is undoing, and is not undone again."""
        self.do(Job("Putting works in order", partial(self._decide, decision, last)))

    def _decide(self, decision: Decision, last: bool, tell: Tell, stopped: Stopped) -> Finish:
        """In a thread."""
        paths = self.reader_app.paths
        store = Store(paths.records)
        decided: Decided | None = None
        problem = ""
        try:
            with Library(paths.library) as library:
                decided = decision(library, store)
        except KeyError:
            problem = "That work is not in the library any more."
        except (LibraryError, StoreError) as error:
            problem = f"{error}."
        return partial(self._decided, decided, problem, last, store.take_notices())

    def _decided(
        self, decided: Decided | None, problem: str, last: bool, notices: Sequence[str]
    ) -> None:
        self._asking = False
        if decided is None:
            self.reader_app.say(problem)
        else:
            self.reload(decided.key)
            undo = ""
            if decided.undo and not last:
                key = self.can_undo(partial(self.decide, decided.undo, last=True))
                undo = f"\n{key} takes it back"
            self.reader_app.say(decided.said + undo)
        self.reader_app.warn(notices)
        self.ask_next()
