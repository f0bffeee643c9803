"""The app: what the screens share, how one leads to another, and how it all ends well.

Screens are imported when they are first wanted, so that the first page pays for nothing else.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, NoColor
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

from tuireader import keymap, settings
from tuireader.library import Library, LibraryError
from tuireader.marks import Mark
from tuireader.paths import Paths
from tuireader.place import Place
from tuireader.settings import Settings
from tuireader.store import Store
from tuireader.ui import endings, themes
from tuireader.ui.bindings import bindings
from tuireader.ui.saving import Saver
from tuireader.ui.widgets.lines import fit, plain

NOTICE = 4  # seconds a notice stays
GARBAGE = 20_000  # things made and not let go of, after which garbage is looked for: a few MB
LEAST_SAID = 12  # cells in which the beginning of a notice still says something
PROBLEMS_SAID = 3  # of the settings, at the start: more would hide the page


class TuireaderApp(App[int], inherit_bindings=False):
    """Opens on the work `key`, or on the library where that is None."""

    CSS_PATH = "app.tcss"
    TITLE = "tuireader"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("everywhere"),
        Binding("escape", "close_notices", show=False),
    ]

    def __init__(self, paths: Paths, library: Library, store: Store, key: str | None = None):
        self.paths = paths
        self.library = library
        self.store = store
        self._first = key
        self._library: Screen[Any] | None = None
        self._said = False  # whether the last notice is a quiet one
        chosen, self._problems = settings.load(paths.settings)
        self.settings: Settings = self._known_theme(chosen)
        # Set before Textual makes its style sheet, so that it makes only the right one.
        self.set_reactive(App.theme, self.settings.theme)
        super().__init__()
        self.animation_level = "none"
        remap, problems = keymap.checked(self.settings.keys)
        self._problems += [f"{paths.settings.name}: {problem}" for problem in problems]
        if remap:
            self.set_keymap(remap)
        self.remap = remap
        self.saver = Saver(self)
        self.failure = ""

    # Screens

    def get_default_screen(self) -> Screen[Any]:
        first = self._library_screen() if self._first is None else self._reader(self._first, None)
        # Textual gives the first screen no place for its result, and then cannot switch from it.
        first._push_result_callback(self, None)
        return first

    def open_work(self, key: str, place: Place | None = None, placing: Mark | None = None) -> None:
        """Read the work `key`, at `place` or where reading stopped. `placing` is a mark for which
        the reader is to show where it belongs.

        The page comes to lie on the library, whatever was open on top of that.
        """
        self.saver.now()
        try:
            reader = self._reader(key, place, placing)
        except KeyError:
            self.say("That work is not in the library any more")
            return
        except LibraryError as error:
            self.say(str(error))
            return
        self._close_above_library()
        if self._is_library(self.screen):
            self.push_screen(reader)
        else:
            self.switch_screen(reader)

    def open_bookmarks(self, key: str | None = None) -> None:
        """Show the bookmarks of one work, or of all, on top of this screen."""
        from tuireader.ui.screens.bookmarks import BookmarksScreen

        self.saver.now()
        self.going_on()
        self.push_screen(BookmarksScreen(key))

    def open_changes(self, key: str, title: str) -> None:
        """Show what changed in a work since it was last read, on top of this screen."""
        from tuireader.ui.screens.changes import ChangesScreen

        self.saver.now()
        self.going_on()
        self.push_screen(ChangesScreen(key, title))

    def open_library(self) -> None:
        """Close everything above the library and show that."""
        self._close_above_library()
        if not self._is_library(self.screen):
            self.switch_screen(self._library_screen())

    async def action_back(self) -> None:
        """Leave this screen for the one it lies on; a page for the library; the library: quit."""
        self.clear_notifications()  # what they say may hold only here
        if len(self.screen_stack) > 1:
            self.pop_screen()
        elif self._is_library(self.screen):
            self.exit(0)
        else:
            self.open_library()

    def _close_above_library(self) -> None:
        while len(self.screen_stack) > 1 and not self._is_library(self.screen):
            self.pop_screen()

    def _is_library(self, screen: Screen[Any]) -> bool:
        return screen is self._library

    def _library_screen(self) -> Screen[Any]:
        from tuireader.ui.screens.library import LibraryScreen

        self._library = LibraryScreen()
        return self._library

    def _reader(self, key: str, place: Place | None, placing: Mark | None = None) -> Screen[Any]:
        from tuireader.ui.screens.reader import ReaderScreen

        return ReaderScreen(self.saver.reading(key, place), placing)

    # Notices and help

    def say(self, message: str) -> None:
        """A quiet notice in place of the last, until the reader goes on. `message` is text, never
        markup; a second line of it says what can be done."""
        self.clear_notifications()
        self.notify(one_line(message, self.size.width - 4), markup=False, timeout=NOTICE)
        self._said = True

    def warn(self, messages: Iterable[str]) -> None:
        """Notices that stay longer, beside each other; empty ones are none."""
        for message in filter(None, messages):
            self._said = False
            self.notify(_plain(message), markup=False, severity="warning", timeout=3 * NOTICE)

    def going_on(self) -> None:
        """The reader goes on: what was only said has been seen. Warnings stay."""
        if self._said:
            self._said = False
            self.clear_notifications()

    def close_notices(self) -> bool:
        """Whether there were any."""
        there = bool(self._notifications)
        self.clear_notifications()
        return there

    def action_close_notices(self) -> None:
        self.close_notices()

    async def action_help(self) -> None:
        from tuireader.ui.screens.help import open_help

        await open_help(self)

    def action_how_to_quit(self) -> None:
        """Fingers that know other programs try ctrl+c."""
        self.say(f"{self.key_for('back')} goes back, {self.key_for('quit')} quits")

    async def action_command_palette(self) -> None:  # type: ignore[override]
        from tuireader.ui.widgets.palette import Palette

        if not isinstance(self.screen, Palette):
            # Before the next key is looked at, which may close what this lies on.
            await self.push_screen(Palette(id="--command-palette"))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """For the palette: what is bound on `screen`, and every theme."""
        from tuireader.ui.screens.help import active_commands, shown

        for command in active_commands(self, screen):
            keys = ", ".join(map(shown, command.keys))
            run = partial(self.run_action, command.action, command.node)
            yield SystemCommand(command.title, " · ".join(filter(None, (keys, command.help))), run)
        for name in self.available_themes:
            yield SystemCommand(f"Theme: {name}", "", partial(self.choose, theme=name))

    def key_for(self, id: str) -> str:
        """The first key of a command, as it is spoken of."""
        command = next(command for command in keymap.COMMANDS if command.id == id)
        return keymap.spoken(keymap.keys_of(command, self.remap)[0])

    # Settings

    def choose(self, **changes: str | int | bool) -> None:
        """Change settings, at once and for the next time."""
        self.settings = self.settings._replace(**changes)  # type: ignore[arg-type]
        if "theme" in changes:
            self.theme = self.settings.theme
        self.saver.do(partial(settings.save, self.paths.settings, **changes))

    def action_next_theme(self) -> None:
        self.choose(theme=themes.next_theme(self.theme))
        self.say(f"Theme: {self.theme}")

    def get_line_filters(self) -> Sequence[LineFilter]:
        """With NO_COLOR no colour at all, where Textual would leave greys: see `app.tcss`."""
        return [NoColor()] if self.no_color else super().get_line_filters()

    @property
    def has_few_colours(self) -> bool:
        """Whether the terminal, if there is one, has no more than sixteen."""
        return not self.is_headless and self.console.color_system in ("standard", "windows")

    def get_theme(self, theme_name: str) -> Theme | None:
        return themes.OURS.get(theme_name) or super().get_theme(theme_name)

    @property
    def available_themes(self) -> dict[str, Theme]:
        return {**themes.OURS, **super().available_themes}

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.page_variables(self.current_theme)

    def _known_theme(self, chosen: Settings) -> Settings:
        wrong = themes.unknown(chosen.theme)
        self._problems += wrong
        return chosen._replace(theme=Settings().theme) if wrong else chosen

    # Beginning and ending

    def on_mount(self) -> None:
        endings.watch(self)
        self.call_after_refresh(self._started)

    def _started(self) -> None:
        """Once the page can be seen: say what should be known from the start."""
        if not gc.isenabled():  # see `start`
            gc.freeze()
            # A thousand marks are read at once and are no garbage: it is looked for less often.
            gc.set_threshold(GARBAGE, 10, 10)
            gc.enable()
        problems = self._problems
        if len(problems) > PROBLEMS_SAID:
            rest = len(problems) - PROBLEMS_SAID + 1
            more = f"config.toml: {rest} more things are not understood: tuireader doctor says them"
            problems = [*problems[: PROBLEMS_SAID - 1], more]
        self.warn([*problems, self.library.notice, *self.store.take_notices()])

    def _fatal_error(self) -> None:
        """After an error that nobody foresaw: one line for the reader, the rest in the log."""
        import sys
        import traceback

        error = sys.exception()
        if isinstance(error, LibraryError):  # that went bad while it was read
            self.failure = str(error)
            self._close_messages_no_wait()
            return
        self.failure = "something went wrong that was not foreseen"
        report = self.paths.log / "crash.txt"
        try:
            report.parent.mkdir(parents=True, exist_ok=True)
            report.write_text(traceback.format_exc(), encoding="utf-8")
            self.failure += f"; what is known of it is in {report}"
        except OSError:
            pass
        self._close_messages_no_wait()

    async def action_quit(self) -> None:
        self.saver.finish()
        self.exit(0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # Where a note is written, this key undoes, as it does wherever one writes.
        return action != "suspend" or self.saver.unfinished is None

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Does what a key is bound to, before the next one is looked at.

        Textual would pass a key to the widget that has the focus and on from there, and meanwhile
        do what comes behind it, so that of keys typed at once a later one may come first. That way
        go only keys that a widget takes for itself, such as a line one types on.
        """
        if self.return_code is not None:
            return True  # it is ending
        if await super()._check_bindings(key, priority):
            return True
        return priority and not self._takes_keys() and await super()._check_bindings(key)

    def _takes_keys(self) -> bool:
        """Whether what has the focus, or is around it, does something of its own with keys."""
        inmost = self.focused or self.screen
        return any(
            hasattr(node, "on_key") or getattr(type(node), "_on_key", None) is not Widget._on_key
            for node in inmost.ancestors_with_self
            if node is not self
        )

    def action_suspend(self) -> None:
        """Give the terminal back to the shell until `fg`."""
        self.saver.now()
        self.action_suspend_process()


def _plain(message: str) -> str:
    """Names and labels in a notice may have been written by hand, with anything in them."""
    return "\n".join(map(plain, message.split("\n")))


def one_line(message: str, width: int) -> str:
    """A notice on one line of `width` cells, if it has a second line by cutting the first; as it
    is where that leaves too little."""
    said, _, can_be_done = _plain(message).partition("\n")
    tail = f" · {can_be_done}"
    room = width - cell_len(tail)
    if not can_be_done or room < min(LEAST_SAID, cell_len(said)):
        return _plain(message)
    return fit(said, room).rstrip() + tail
