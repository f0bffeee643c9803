"""Notices: on one line where they fit, out of the way of the text, gone when they are done with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from patience import until
from rich.cells import cell_len
from shelves import Home, notices, screen_text, work

from tuireader.ui.app import one_line
from tuireader.ui.screens.list_screen import ListScreen


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home(work("Winter Ferry", 5), work("The Orchard and " + "a very long title " * 20))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (76, "Bookmark: it was raining on the weir · U takes that back"),
        (40, "Bookmark: it was rai… · U takes that back"),
        (30, "Bookmark: it was raining on the weir\nU takes that back"),
    ],
)
def test_what_can_be_done_is_never_cut(width: int, line: str) -> None:
    message = "Bookmark: it was raining on the weir\nU takes that back"
    assert one_line(message, width + (width == 40)) == line


def test_what_is_not_in_two_lines_stays() -> None:
    assert one_line("There is nothing to say", 4) == "There is nothing to say"
    assert one_line("a\x1b[31mb", 80) == "a[31mb"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15)])
async def test_no_line_of_the_text_is_covered(home: Home, size: tuple[int, int]) -> None:
    app = home.app()
    async with app.run_test(size=size, notifications=True) as pilot:
        app.open_work(home.keys[0])
        await pilot.pause()
        before = screen_text(app).splitlines()
        await pilot.press("m")
        await until(pilot, lambda: "U takes" in screen_text(app))  # once it is on disk
        now = screen_text(app).splitlines()
        assert "U takes that back" in now[-1]
        assert cell_len(now[-1]) <= size[0]
        differing = [y for y, line in enumerate(before[:-2]) if line.strip() not in now[y]]
        assert not differing
        await pilot.press("escape")
        assert not notices(app)
        await until(pilot, lambda: screen_text(app).splitlines()[-1] == before[-1])


async def test_the_next_page_closes_what_was_said_and_leaves_warnings(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_work(home.keys[0])
        app.say("Said")
        await pilot.press("space")
        assert not notices(app)
        app.warn(["Do not overlook this"])
        await pilot.press("space")
        assert notices(app) == ["Do not overlook this"]
        await pilot.press("escape")
        assert not notices(app)


async def test_escape_closes_a_notice_before_the_filter(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"ferry", "tab")
        app.say("Said")
        await pilot.press("escape")
        assert not notices(app)
        screen = app.screen
        assert isinstance(screen, ListScreen)
        assert screen.sought == "ferry"
        await pilot.press("escape")
        assert screen.sought == ""


async def test_of_a_long_title_there_is_as_much_as_fits(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        (said,) = notices(app)
        assert said.startswith("Removed “The Orchard")
        assert said.endswith(" brings it back, marks are kept")
        assert cell_len(said) <= 76
