"""Keys that arrive together, over a slow line or from quick fingers, are done in their order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from shelves import Home, work
from textual import events

from tuireader.ui.app import TuireaderApp
from tuireader.ui.screens.library import LibraryScreen
from tuireader.ui.screens.reader import ReaderScreen
from tuireader.ui.widgets.dialog import Choice


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home(*(work(title, 6) for title in ("The Ferry", "The Lamp", "The Orchard")))
    yield made
    made.close()


def together(app: TuireaderApp, *keys: str) -> None:
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_what_opens_comes_after_what_was_typed_before(home: Home) -> None:
    app = home.app()
    async with app.run_test() as pilot:
        assert isinstance(app.screen, LibraryScreen)
        library = app.screen
        together(app, "j", "s")
        await pilot.pause()
        assert isinstance(app.screen, Choice)
        assert library.listing.cursor == 1


async def test_quitting_comes_before_what_is_typed_after_it(home: Home) -> None:
    app = home.app()
    async with app.run_test() as pilot:
        together(app, "q", "s")
        await pilot.pause()
    assert app.return_code == 0


async def test_a_work_is_taken_away_where_the_cursor_then_is(home: Home) -> None:
    app = home.app()
    async with app.run_test() as pilot:
        assert isinstance(app.screen, LibraryScreen)
        there = [app.screen.works[index].title for index in range(3)]
        together(app, "j", "d")
        await pilot.pause()
        left = [app.screen.works[index].title for index in range(2)]
        assert left == [there[0], there[2]]


async def test_a_note_is_on_the_page_that_was_turned_to(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.press("enter")
        reader = app.screen
        assert isinstance(reader, ReaderScreen)
        together(app, "space", "space", "M", *"hello", "ctrl+s")
        await pilot.pause()
        assert app.screen is reader
        (mark,) = reader.reading.marks.all()
        assert mark.note == "hello"
        assert reader.reading.place.chapter + reader.reading.place.block > 0
        assert mark.anchor.place == reader.reading.place
