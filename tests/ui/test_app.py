"""How one screen leads to another, and what the app says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from patience import until
from shelves import Home, work
from textual.app import SystemCommand
from textual.command import CommandList
from textual.pilot import Pilot

from tuireader.library import Library
from tuireader.paths import find_paths
from tuireader.place import Place
from tuireader.store import Store
from tuireader.ui.app import TuireaderApp
from tuireader.ui.screens.bookmarks import BookmarksScreen
from tuireader.ui.screens.reader import ReaderScreen
from tuireader.ui.widgets.palette import Palette
from tuireader.ui.widgets.row_list import RowList, Rows


@asynccontextmanager
async def running(home: Home, key: str | None = None) -> AsyncIterator[Pilot[int]]:
    app = TuireaderApp(home.paths, home.library, Store(home.paths.records), key)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.pause()
        yield pilot
    assert app.saver.close() == ""


@pytest.fixture
def home() -> Home:
    return Home(work("Rain"), work("Snow"))


def screens(pilot: Pilot[int]) -> list[str]:
    return [type(screen).__name__ for screen in pilot.app.screen_stack]


def place(pilot: Pilot[int]) -> Place:
    assert isinstance(pilot.app.screen, ReaderScreen)
    return pilot.app.screen.reading.place


async def press(pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def test_from_the_library_to_a_page_and_back_and_out(home: Home) -> None:
    async with running(home) as pilot:
        assert screens(pilot) == ["LibraryScreen"]
        await press(pilot, "enter")
        assert screens(pilot) == ["LibraryScreen", "ReaderScreen"]
        await press(pilot, "]", "q")
        assert screens(pilot) == ["LibraryScreen"]
        await press(pilot, "enter")
        assert place(pilot) == Place(1)
        await press(pilot, "q", "q")
        assert pilot.app.return_code == 0


async def test_opened_on_a_work_back_leads_to_the_library(home: Home) -> None:
    async with running(home, home.keys[0]) as pilot:
        assert screens(pilot) == ["ReaderScreen"]
        await press(pilot, "]", "q")
        assert screens(pilot) == ["LibraryScreen"]
        progress = Store(home.paths.records).load_progress(home.keys[0])
        assert progress
        assert progress.anchor.place == Place(1)
        (row,) = home.library.shelved(home.keys[:1])
        assert row.fraction == pytest.approx(1 / 3, abs=0.01)
        await press(pilot, "enter")
        assert screens(pilot) == ["LibraryScreen", "ReaderScreen"]


@pytest.mark.parametrize("started_on_work", [True, False])
async def test_a_bookmark_opens_the_page_and_the_way_back_is_known(
    home: Home, started_on_work: bool
) -> None:
    async with running(home, home.keys[0] if started_on_work else None) as pilot:
        if not started_on_work:
            app = pilot.app
            assert isinstance(app, TuireaderApp)
            app.open_work(home.keys[0])
            await pilot.pause()
        await press(pilot, "]", "]", "m", "[", "B")
        assert isinstance(pilot.app.screen, BookmarksScreen)
        await pilot.pause(0.2)
        await press(pilot, "enter")
        assert place(pilot) == Place(2)
        assert screens(pilot) == [*(["LibraryScreen"] * (not started_on_work)), "ReaderScreen"]
        await press(pilot, "ctrl+o")
        assert place(pilot) == Place(1)


async def test_the_bookmarks_are_left_as_they_were_come_to(home: Home) -> None:
    async with running(home, home.keys[0]) as pilot:
        await press(pilot, "B", "q")
        assert screens(pilot) == ["ReaderScreen"]
    async with running(home) as pilot:
        await press(pilot, "B", "q")
        assert screens(pilot) == ["LibraryScreen"]


async def test_a_work_that_somebody_removed_is_not_opened(home: Home) -> None:
    async with running(home) as pilot:
        with Library(home.paths.library) as other:
            other.remove(home.keys[0])
        app = pilot.app
        assert isinstance(app, TuireaderApp)
        app.open_work(home.keys[0])
        await pilot.pause()
        assert screens(pilot) == ["LibraryScreen"]
        assert [notice.message for notice in app._notifications] == [
            "That work is not in the library any more"
        ]


async def test_a_record_that_cannot_be_saved_is_said_and_reading_goes_on(home: Home) -> None:
    home.paths.records.parent.mkdir(parents=True, exist_ok=True)
    home.paths.records.write_text("a file is in the way", encoding="utf-8")
    app = TuireaderApp(home.paths, home.library, Store(home.paths.records), home.keys[0])
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await press(pilot, "]", "m")
        assert any(str(home.paths.records) in notice.message for notice in app._notifications)
        await press(pilot, "]")
        assert place(pilot) == Place(2)
    assert str(home.paths.records) in app.saver.close()


async def test_ctrl_c_says_how_to_quit(home: Home) -> None:
    async with running(home) as pilot:
        await press(pilot, "ctrl+c")
        assert [notice.message for notice in pilot.app._notifications] == [
            "q goes back, ctrl+q quits"
        ]


async def test_nothing_in_a_notice_reaches_the_terminal_as_a_command(home: Home) -> None:
    async with running(home) as pilot:
        app = pilot.app
        assert isinstance(app, TuireaderApp)
        app.say("[red]a\x1b]52;c;aGk=\x07b\u202e\nc")
        await pilot.pause()
        (notice,) = app._notifications
        assert notice.message == "[red]a]52;c;aGk=b · c"
        assert not notice.markup


@pytest.mark.parametrize("keys", [["?"], ["s"], ["/", "x"], ["a"], ["enter", "t"], ["ctrl+p"]])
async def test_one_can_quit_from_anywhere(home: Home, keys: list[str]) -> None:
    async with running(home) as pilot:
        await press(pilot, *keys, "ctrl+q")
        assert pilot.app.return_code == 0


async def test_turning_pages_in_the_palette_before_it_is_drawn_does_nothing(home: Home) -> None:
    async with running(home) as pilot:
        await press(pilot, "ctrl+p")
        found = pilot.app.screen.query_one(CommandList)
        found.display = False
        found.clear_options()
        await pilot.pause()
        found.add_option("Rain")
        found.highlighted = 0
        await pilot.press("pagedown")
        assert pilot.app.is_running
        assert pilot.app.return_code is None


async def test_a_palette_whose_list_is_gone_as_the_app_ends_is_no_failure(home: Home) -> None:
    async with running(home) as pilot:
        await press(pilot, "ctrl+p")
        palette = pilot.app.screen
        assert isinstance(palette, Palette)
        await palette.query_one(CommandList).remove()
        palette._gather_commands("rain")
        await pilot.pause()
        assert pilot.app.is_running
        pilot.app.exit(0)
    assert pilot.app.return_code == 0


async def test_the_palette_speaks_of_keys_as_they_are_typed(home: Home) -> None:
    async with running(home) as pilot:
        await press(pilot, "enter")
        said = {command.title: command.help for command in commands(pilot)}
        assert said["Usual width"] == "="
        assert said["Wider lines"] == "+"


def commands(pilot: Pilot[int]) -> list[SystemCommand]:
    return list(pilot.app.get_system_commands(pilot.app.screen))


async def test_a_new_shelf_never_says_that_it_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[bool] = []
    show = RowList.show

    def watch(listing: RowList, rows: Rows, cursor: int = 0) -> None:
        shown.append(bool(listing.empty) and not len(rows))
        show(listing, rows, cursor)

    monkeypatch.setattr(RowList, "show", watch)
    paths = find_paths()
    with Library(paths.library) as library:
        app = TuireaderApp(paths, library, Store(paths.records))
        async with app.run_test() as pilot:
            await until(pilot, library.count)
            assert shown
            assert not any(shown)
            library.remove(library.keys()[0])
            await pilot.press("r")
            await pilot.pause()
            assert shown[-1]
