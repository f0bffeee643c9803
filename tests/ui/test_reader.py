"""The reader screen: keys do what help says, places stay, notices and panes open and close."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from patience import until
from rich.color import Color
from stories import TRUTH, book, shelf, story
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from tuireader import keymap
from tuireader.paths import find_paths
from tuireader.place import Place
from tuireader.store import Store
from tuireader.ui.app import TuireaderApp, one_line
from tuireader.ui.pager import Pager
from tuireader.ui.saving import DELAY
from tuireader.ui.screens.help import active_commands
from tuireader.ui.screens.reader import ReaderScreen
from tuireader.ui.widgets.contents_pane import ContentsPane
from tuireader.ui.widgets.status_line import StatusLine


class Home:
    """A reader's home with two works on the shelf."""

    def __init__(self, home: Path):
        self.paths = find_paths({"TUIREADER_HOME": str(home)})
        self.library, self.store, (self.story, self.book) = shelf(home, story(), book())

    @asynccontextmanager
    async def read(
        self, key: str = "", size: tuple[int, int] = (80, 24)
    ) -> AsyncIterator[Pilot[int]]:
        app = TuireaderApp(self.paths, self.library, self.store, key or self.story)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield pilot
            app.saver.close()

    def config(self, text: str) -> None:
        self.paths.config.mkdir(parents=True, exist_ok=True)
        self.paths.settings.write_text(text, encoding="utf-8")


@pytest.fixture
def home(own_home: Path) -> Iterator[Home]:
    made = Home(own_home)
    yield made
    made.library.close()


def app_of(pilot: Pilot[int]) -> TuireaderApp:
    assert isinstance(pilot.app, TuireaderApp)
    return pilot.app


def reader(pilot: Pilot[int]) -> ReaderScreen:
    screen = next(screen for screen in pilot.app.screen_stack if isinstance(screen, ReaderScreen))
    assert isinstance(screen, ReaderScreen)
    return screen


def lines(pilot: Pilot[int]) -> list[str]:
    """The screen as it is painted."""
    return [strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips()]


def notices(pilot: Pilot[int]) -> list[str]:
    return [notification.message for notification in pilot.app._notifications]


async def told(pilot: Pilot[int]) -> list[str]:
    """The notices once what was done is on disk."""
    await until(pilot, lambda: notices(pilot))
    return notices(pilot)


async def test_the_first_page_of_a_work(home: Home) -> None:
    async with home.read() as pilot:
        shown = lines(pilot)
        assert any(line.strip() == "A Truth Acknowledged" for line in shown)
        assert any(line.strip() == "by A Lady" for line in shown)
        assert "page 1 of" in shown[-1] or " 1 of " in shown[-1]
        assert "0 %" in shown[-1]


async def test_the_text_stands_in_the_middle_at_the_measure(home: Home) -> None:
    async with home.read(size=(100, 40)) as pilot:
        await pilot.press("]", "space")
        text = [line for line in lines(pilot)[1:-2] if line]
        indents = {len(line) - len(line.lstrip()) for line in text}
        assert min(indents) == 17
        assert max(map(len, text)) <= 17 + 66


async def test_keys_move_the_place(home: Home) -> None:
    cases = {
        "]": Place(1),
        "L L": Place(2),
        "] ] [": Place(1),
        "ctrl+end ctrl+home": Place(),
        "] space g": Place(1),
        "] space space b pageup": Place(1),
        "] d u": Place(1),
        "] j down k up": Place(1),
        "] ctrl+o": Place(),
        "] alt+left alt+right": Place(1),
        "] ] apostrophe": Place(1),
        ": 4 enter": Place(3),
        "t 3 enter": Place(2),
    }
    async with home.read() as pilot:
        for keys, place in cases.items():
            reader(pilot).go(Place())
            await pilot.press(*keys.split())
            await pilot.pause()
            assert reader(pilot).reading.place == place, keys


async def test_a_step_past_the_end_says_so(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("b")
        assert notices(pilot) == ["This is the beginning"]
        await pilot.press("ctrl+end", "space")
        assert notices(pilot) == ["This is the end"]


async def test_resizing_there_and_back_shows_the_same_words(home: Home) -> None:
    async with home.read(size=(120, 40)) as pilot:
        await pilot.press("]", "space")
        before = lines(pilot)
        place = reader(pilot).reading.place
        for size in [(80, 24), (20, 10), (43, 50), (200, 60), (120, 40)] * 2:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert reader(pilot).reading.place == place
            first = next(line.strip() for line in lines(pilot) if line.strip())
            block = reader(pilot).reading.chapters[place.chapter].blocks[place.block]
            words = block.text[place.offset :].split()[0]
            assert words in first
        assert lines(pilot) == before


async def test_tiny_windows_show_text_and_nothing_breaks(home: Home) -> None:
    async with home.read(size=(20, 5)) as pilot:
        await pilot.press("]", "space")
        assert any(lines(pilot))
        assert not reader(pilot).query_one(StatusLine).display
        await pilot.resize_terminal(20, 6)
        await pilot.pause()
        assert lines(pilot)[-1].strip()


async def test_the_wheel_and_clicks_beside_the_text_move_the_page(home: Home) -> None:
    async with home.read(size=(100, 30)) as pilot:
        page = reader(pilot).page
        await pilot.press("]")
        await pilot._post_mouse_events([_wheel()], page, offset=(50, 10))
        await pilot.pause()
        assert reader(pilot).pager.top == 3
        await pilot.press("g")
        await pilot.click(page, offset=(95, 10))
        assert reader(pilot).pager.page()[0] == 2
        await pilot.click(page, offset=(3, 10))
        assert reader(pilot).pager.page()[0] == 1
        await pilot.click(page, offset=(50, 10))
        assert reader(pilot).pager.page()[0] == 1


def _wheel() -> type:
    from textual.events import MouseScrollDown

    return MouseScrollDown


async def test_the_place_is_on_disk_soon_after_moving(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "]")
        await pilot.pause(DELAY + 0.1)
        progress = Store(home.paths.records).load_progress(home.story)
        assert progress
        assert progress.anchor.place == Place(2)


async def test_quitting_saves_and_a_work_opens_where_one_left(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "space", "ctrl+q")
        place = reader(pilot).reading.place
    async with home.read() as pilot:
        assert reader(pilot).reading.place == place
        assert place.chapter == 1


# Bookmarks


async def test_a_bookmark_is_made_taken_away_and_brought_back(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "m")
        (made,) = reader(pilot).reading.marks.all()
        assert made.label.startswith("Chapter 2, paragraph 0.")
        assert await told(pilot) == [
            one_line(f"Bookmark: {made.label}\nU takes that back", app_of(pilot).size.width - 4)
        ]
        await pilot.press("j", "k", "m")
        assert reader(pilot).reading.marks.all() == []
        await pilot.press("U")
        assert [mark.label for mark in reader(pilot).reading.marks.all()] == [made.label]
        await pilot.press("U")
        assert reader(pilot).reading.marks.all() == []
        await pilot.pause(0.1)
        await pilot.press("U")
        assert await told(pilot) == ["Nothing to undo"]


# Contents


async def test_the_contents_show_words_and_where_one_is(home: Home) -> None:
    async with home.read(size=(100, 30)) as pilot:
        await pilot.press("]", "t")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ContentsPane)
        shown = lines(pilot)
        assert any("Chapter 2" in line and "you are here" in line for line in shown)
        words = f"{reader(pilot).reading.outline[2].words:,}"
        assert any("The Visit, part 3" in line and words in line for line in shown)


async def test_typing_filters_the_contents_and_escape_changes_nothing(home: Home) -> None:
    async with home.read(size=(100, 30)) as pilot:
        await pilot.press("tab", *"part 4")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ContentsPane)
        assert len(pilot.app.screen.listing.rows) == 1
        await pilot.press(*"xyz", "enter")
        assert isinstance(pilot.app.screen, ContentsPane), "nothing to go to"
        await pilot.press("escape")
        assert reader(pilot).reading.place == Place()


async def test_keys_move_in_the_contents_while_one_types(home: Home) -> None:
    async with home.read(size=(100, 30)) as pilot:
        await pilot.press("t", *"chapter", "down", "ctrl+n", "up", "enter")
        assert reader(pilot).reading.place == Place(1)
        await pilot.press("t", "pagedown", "enter")
        assert reader(pilot).reading.place.chapter == len(reader(pilot).reading.outline) - 1
        await pilot.press("t", "pageup", "enter")
        assert reader(pilot).reading.place == Place()


async def test_a_click_goes_to_a_chapter_and_on_the_status_line_opens_the_contents(
    home: Home,
) -> None:
    async with home.read(size=(100, 30)) as pilot:
        await pilot.click(StatusLine)
        await pilot.pause()
        assert isinstance(pilot.app.screen, ContentsPane)
        await pilot.click(pilot.app.screen.listing, offset=(5, 2))
        await pilot.pause()
        assert reader(pilot).reading.place == Place(2)


async def test_the_books_own_contents_lead_into_chapters(home: Home) -> None:
    async with home.read(home.book) as pilot:
        await pilot.press("t", *"neighb", "enter")
        await pilot.pause()
        assert reader(pilot).reading.place == Place(0, 4)
        assert next(line.strip() for line in lines(pilot) if line.strip()) == "Of neighbours"


# Looks


async def test_the_measure_is_changed_and_remembered_and_the_place_stays(home: Home) -> None:
    async with home.read(size=(120, 30)) as pilot:
        await pilot.press("]", "space", "j")
        place = reader(pilot).reading.place
        await pilot.press("+", "+", "+")
        assert reader(pilot).pager.setting.measure == 72
        assert reader(pilot).reading.place == place
        assert notices(pilot) == ["Lines of 72"]
        await pilot.press("minus")
        assert reader(pilot).pager.setting.measure == 70
    assert tomllib.loads(home.paths.settings.read_text(encoding="utf-8"))["measure"] == 70
    async with home.read(size=(120, 30)) as pilot:
        assert reader(pilot).pager.setting.measure == 70
        await pilot.press("=")
        assert reader(pilot).pager.setting.measure == 66


async def test_the_measure_never_grows_beyond_the_window(home: Home) -> None:
    async with home.read(size=(60, 30)) as pilot:
        await pilot.press("+")
        assert notices(pilot) == ["Lines of 56, and no longer"]
        assert app_of(pilot).settings.measure == 66, "it will have room in a wider window"
        await pilot.press("minus")
        assert reader(pilot).pager.setting.measure == app_of(pilot).settings.measure == 54
        await pilot.press(*["minus"] * 13)
        assert notices(pilot) == ["Lines of 30, and no shorter"]
        assert app_of(pilot).settings.measure == 30


async def test_the_theme_is_changed_and_remembered(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("c", "c")
        assert pilot.app.theme == "sepia"
        await pilot.pause()
        assert str(reader(pilot).page.rich_style.bgcolor) != "default"
    async with home.read() as pilot:
        assert pilot.app.theme == "sepia"
        background = pilot.app.current_theme.background
        assert reader(pilot).page.rich_style.bgcolor is not None
        assert reader(pilot).page.rich_style.bgcolor.name == background


async def test_a_new_theme_repaints_the_page(home: Home) -> None:
    async with home.read() as pilot:
        before = pilot.app.export_screenshot()
        await pilot.press("c")
        await pilot.pause(0.1)
        app_of(pilot).clear_notifications()
        await pilot.pause()
        after = pilot.app.export_screenshot()
        assert "#fbf9f5" in after
        assert "#1b1a18" not in after
        assert "#1b1a18" in before


async def test_the_status_line_hides_and_the_page_takes_its_row(home: Home) -> None:
    async with home.read() as pilot:
        height = reader(pilot).pager.height
        await pilot.press("S")
        await pilot.pause()
        assert not reader(pilot).status.display
        assert reader(pilot).pager.height == height + 1
        await pilot.press("S")
        await pilot.pause()
        assert " of " in lines(pilot)[-1]


# Settings and help


async def test_an_error_nobody_foresaw_is_one_line_and_a_report(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bool:
        raise ZeroDivisionError("of all things")

    app = TuireaderApp(home.paths, home.library, home.store, home.story)

    async def read_on() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("]")
            monkeypatch.setattr(Pager, "turn_page", broken)
            await pilot.press("space")

    with pytest.raises(ZeroDivisionError):
        await read_on()
    assert app.saver.close() == ""
    assert app.return_code == 1
    assert str(home.paths.log) in app.failure
    assert "of all things" in (home.paths.log / "crash.txt").read_text(encoding="utf-8")
    progress = home.store.load_progress(home.story)
    assert progress
    assert progress.anchor.place == Place(1)


async def test_what_is_wrong_with_the_settings_is_said(home: Home) -> None:
    home.config('measure = 5\ntheme = "mauve"\n[keys]\n"page.next" = "ctrl+i"\n')
    async with home.read() as pilot:
        await pilot.pause()
        said = "\n".join(notices(pilot))
        assert "measure must be a whole number" in said
        assert "no theme 'mauve'" in said
        assert "terminals cannot tell ctrl+i from tab" in said
        assert pilot.app.theme == "dark"


async def test_keys_of_ones_own(home: Home) -> None:
    home.config('[keys]\n"page.next_chapter" = ["n", "f2"]\n"page.undo" = "Z"\n')
    async with home.read() as pilot:
        await pilot.press("n", "f2")
        assert reader(pilot).reading.place == Place(2)
        await pilot.press("]")
        assert reader(pilot).reading.place == Place(2)
        await pilot.press("m")
        assert notices(pilot)[-1].endswith("Z takes that back")


async def test_help_lists_exactly_what_is_bound(home: Home) -> None:
    home.config('[keys]\n"page.next_chapter" = "n"\n')
    async with home.read(size=(100, 80)) as pilot:
        app = app_of(pilot)
        commands = {command.id: command for command in active_commands(app, app.screen)}
        bound = {
            key for key, active in app.screen.active_bindings.items() if active.binding.description
        }
        assert {key for command in commands.values() for key in command.keys} == bound
        assert {*commands} == {command.id for command in keymap.commands("page")}
        assert commands["page.next_chapter"].keys == ("n",)
        await pilot.press("?")
        await pilot.pause()
        shown = "\n".join(lines(pilot))
        for command in list(commands.values())[:20]:
            assert command.id in shown
            assert command.title.split()[0] in shown
        await pilot.press("G")
        await pilot.pause()
        shown += "\n".join(lines(pilot))
        assert "click right of the text" in shown
        assert "Add files" not in shown
        await pilot.press("escape")
        assert isinstance(app.screen, ReaderScreen)


async def test_the_palette_runs_what_is_bound(home: Home) -> None:
    async with home.read(size=(100, 40)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause(0.3)
        await pilot.press(*"next chapter")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert reader(pilot).reading.place == Place(1)


async def test_the_palette_offers_every_theme(home: Home) -> None:
    async with home.read() as pilot:
        app = app_of(pilot)
        titles = [command.title for command in app.get_system_commands(app.screen)]
        for theme in ("dark", "light", "sepia", "high-contrast", "nord", "textual-dark"):
            assert f"Theme: {theme}" in titles


async def test_no_answer_to_go_to_goes_nowhere(home: Home) -> None:
    async with home.read() as pilot:
        for keys in (["escape"], ["enter"], [*"nowhere", "enter"]):
            await pilot.press(":")
            assert isinstance(pilot.app.focused, Input)
            await pilot.press(*keys)
            await pilot.pause()
            assert isinstance(pilot.app.screen, ReaderScreen)
            assert reader(pilot).reading.place == Place()
        assert "Not understood: nowhere" in notices(pilot)[-1]


async def test_about_this_work(home: Home) -> None:
    async with home.read(size=(100, 40)) as pilot:
        await pilot.press("i")
        await pilot.pause()
        shown = "\n".join(lines(pilot))
        assert "A Truth Acknowledged" in shown
        assert "by A Lady" in shown


async def test_about_this_work_knows_how_far_one_is_now(home: Home) -> None:
    async with home.read(size=(100, 40)) as pilot:
        await pilot.press("G", "i")
        await pilot.pause()
        shown = "\n".join(lines(pilot))
        assert "Not begun" not in shown
        assert "Chapter 1 of" in shown


async def test_many_things_wrong_with_the_settings_do_not_hide_the_page(home: Home) -> None:
    home.config(
        'measure = 5\ntheme = "mauve"\njustify = 1\nleading = 9\n[keys]\n"page.turn" = "x"\n'
    )
    async with home.read() as pilot:
        await pilot.pause()
        said = notices(pilot)
        assert len(said) == 3
        assert "3 more things are not understood" in said[-1]


@pytest.mark.parametrize("theme", ["dark", "sepia", "dracula", "ansi-dark"])
async def test_rows_are_drawn_as_textual_draws_them(home: Home, theme: str) -> None:
    """The page goes past Textual's own cache: what comes of that must be the same."""
    async with home.read(size=(80, 24)) as pilot:
        page = reader(pilot).page
        pilot.app.theme = theme
        await pilot.press("]", "m")
        for region in (page.size.region, Region(5, 3, 40, 9)):
            ours = [strip.simplify() for strip in page.render_lines(region)]
            theirs = [strip.simplify() for strip in Widget.render_lines(page, region)]
            assert ours == theirs
            assert any("Chapter 2, paragraph 0" in strip.text for strip in ours)


async def test_the_next_page_is_drawn_while_the_reader_rests(home: Home) -> None:
    async with home.read(size=(80, 24)) as pilot:
        page, pager = reader(pilot).page, reader(pilot).pager
        for keys in ((), ("space", "]"), ("G",)):  # also at the end of a chapter
            await pilot.press(*keys)
            ahead, here = pager.ahead(), (pager.chapter, pager.top)
            assert ahead
            page.prepare(*ahead)
            assert (pager.chapter, pager.top) == here
            drawn = set(page._strips.keys())
            await pilot.press("space")
            assert (pager.chapter, pager.top) == ahead
            rows = [page._strips[key] for key in drawn]
            shown = [page.render_line(page.air + row) for row in range(5)]
            assert all(any(strip is row for row in rows) for strip in shown)


async def test_another_theme_colours_a_mark_on_the_very_first_row_anew(home: Home) -> None:
    async with home.read(size=(40, 12)) as pilot:
        page = reader(pilot).page
        await pilot.press("]", "v", "s", "enter")
        for _ in range(10):
            if "paragraph 0" not in page.render_line(0).text:
                await pilot.press("j")

        def ground() -> Color | None:
            (style,) = (one.style for one in page.render_line(0) if "paragraph 0" in one.text)
            assert style
            return style.bgcolor

        before = ground()
        pilot.app.theme = "sepia"
        await pilot.pause()
        assert ground() != before


async def test_emphasis_is_italic(home: Home) -> None:
    async with home.read(size=(80, 60)) as pilot:
        page = reader(pilot).page
        segments = [segment for y in range(60) for segment in page.render_line(y)]
        (word,) = [segment for segment in segments if segment.text == "truth"]
        assert word.style
        assert word.style.italic
        assert TRUTH.startswith("It is a truth")


async def test_without_colours_nothing_is_lost(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with home.read(size=(100, 30)) as pilot:
        await pilot.press("t")
        await pilot.pause()
        assert any("you are here" in line for line in lines(pilot))
