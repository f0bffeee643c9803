"""Works that may be one: what is asked, what the answers do, and how each is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from shelves import Home, notices, screen_text, shown, work
from textual.pilot import Pilot

from tuireader.library import Doubt, Library
from tuireader.ui.app import TuireaderApp
from tuireader.ui.screens.library import LibraryScreen
from tuireader.ui.widgets import doubt_lines
from tuireader.ui.widgets.question import Question
from tuireader.ui.widgets.work_picker import WorkPicker
from tuireader.work import Work

SIZES = [(120, 40), (80, 24), (40, 15)]
LAMP = [
    f"On day {day} Mara lit the lamp at four, and nobody came to the ferry." for day in range(9)
]
BELL = [f"At {hour} the bell rang twice, as it had not done since the war." for hour in range(9)]


def write(folder: Path, name: str, *paragraphs: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text("\n\n".join(["The Ferry", "", "", *paragraphs]), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two texts of one title, of which one has a fifth of the other's sentences."""
    one = write(tmp_path, "ferry", *LAMP)
    return [one, write(tmp_path, "other", *LAMP[:2], *BELL)]


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home(work("Already There"))
    yield made
    made.close()


async def settled(app: TuireaderApp, pilot: Pilot[int]) -> None:
    await pilot.pause()
    while isinstance(app.screen_stack[0], LibraryScreen) and app.screen_stack[0].busy:
        await app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()


async def add(app: TuireaderApp, pilot: Pilot[int], files: list[Path]) -> None:
    library = app.screen_stack[0]
    assert isinstance(library, LibraryScreen)
    await settled(app, pilot)
    library.add(lambda: files)
    await settled(app, pilot)


def ferries(home: Home) -> list[str]:
    return home.library.find("The Ferry")


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_asked_with_what_is_known_of_both(
    home: Home, files: list[Path], size: tuple[int, int]
) -> None:
    app = home.app()
    async with app.run_test(size=size) as pilot:
        await add(app, pilot, files)
        assert isinstance(app.screen, Question)
        seen = screen_text(app)
        await pilot.press("space")
        await pilot.pause()
        seen += screen_text(app)
        await pilot.press("space", "space")
        await pilot.pause()
        seen += screen_text(app)
        for words in ("Two works, or one?", "The one here", "The new one", "ferry.txt", "For"):
            assert words in seen
        assert shown(app, "Keep as two works", "They are one work", "Decide later") == [
            "Keep as two works", "They are one work", "Decide later",
        ]  # fmt: skip


async def test_two_works_stay_two_for_good(home: Home, files: list[Path]) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await add(app, pilot, files)
        await pilot.press("enter")
        await settled(app, pilot)
        assert len(ferries(home)) == 2
        assert home.library.doubts() == []
        assert "stays two works" in notices(app)[-1]
        one, other = ferries(home)
        assert home.record(one).apart_from == (other,)
        await pilot.press("u")
        await settled(app, pilot)
        assert len(home.library.doubts()) == 1
        assert home.record(one).apart_from == ()
        # The list says so, and D asks again.
        assert "same?" in screen_text(app)
        await pilot.press("D")
        await pilot.pause()
        assert isinstance(app.screen, Question)
        await pilot.press("enter")
        await settled(app, pilot)
    home.library.close()
    home.paths.library.unlink()
    home.library = Library(home.paths.library)
    home.library.remove(home.library.put(work("A short guide to reading here")).key)
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await add(app, pilot, files)
        assert isinstance(app.screen, LibraryScreen)
        assert set(ferries(home)) == {one, other}


async def test_two_works_become_one_and_two_again(home: Home, files: list[Path]) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await add(app, pilot, files)
        keys = set(ferries(home))
        await pilot.press("j", "enter")
        await settled(app, pilot)
        assert len(ferries(home)) == 1
        assert notices(app)[-1].startswith("“The Ferry” is one work now")
        assert "u takes it back" in notices(app)[-1]
        await pilot.press("u")
        await settled(app, pilot)
        assert set(ferries(home)) == keys
        assert "two works again" in notices(app)[-1]
        assert len(home.library.doubts()) == 1


async def test_many_questions_come_one_after_the_other_with_a_way_out(
    home: Home, files: list[Path], tmp_path: Path
) -> None:
    more = [
        write(
            tmp_path,
            f"more{n}",
            *LAMP[2 * n :][:2],
            *(line.replace("the", f"the {n}th") for line in BELL),
        )
        for n in range(3)
    ]
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await add(app, pilot, [files[0], *more])
        number = len(home.library.doubts())
        assert number > 1
        assert f"1 of {number}" in screen_text(app)
        assert "esc decide all later" in screen_text(app)
        await pilot.press("enter")
        await settled(app, pilot)
        assert f"2 of {number}" in screen_text(app)
        await pilot.press("G", "enter")
        await settled(app, pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert "left open" in notices(app)[-1]
        assert len(home.library.doubts()) == number - 1


async def test_it_is_not_asked_over_a_page(home: Home, files: list[Path]) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        library = app.screen
        assert isinstance(library, LibraryScreen)
        library.add(lambda: files)
        app.open_work(home.keys[0])
        await settled(app, pilot)
        assert "Already There" in screen_text(app)
        await pilot.press("q")
        await settled(app, pilot)
        assert isinstance(app.screen, Question)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
        assert len(home.library.doubts()) == 1


async def test_works_are_put_together_and_split_by_keys(home: Home) -> None:
    home.keys.append(home.library.put(work("The Ferry", url="https://example.org/1")).key)
    home.keys.append(home.library.put(work("Ferry (copied)")).key)
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await pilot.press("slash", *"copied", "tab", "equals_sign")
        assert isinstance(app.screen, WorkPicker)
        cursors = []
        for key in ("down", "up", "ctrl+n", "ctrl+p"):
            await pilot.press(key)
            cursors.append(app.screen.listing.cursor)
        assert cursors == [1, 0, 1, 0]
        await pilot.press(*"the fer")
        await pilot.pause()
        assert shown(app, "work as “Ferry (copied)”", "The Ferry", "Already There") == [
            "work as “Ferry (copied)”", "The Ferry",
        ]  # fmt: skip
        await pilot.press("enter")
        await settled(app, pilot)
        assert home.library.count() == 2
        await pilot.press("escape", "escape", "i")
        await pilot.pause()
        await pilot.press("G")
        await pilot.pause()
        assert "Joined" in screen_text(app)
        assert "“The Ferry”: | splits off" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        library = app.screen
        assert isinstance(library, LibraryScreen)
        library.reload(home.keys[2])
        await pilot.press("vertical_line")
        await settled(app, pilot)
        assert set(home.library.keys()) == set(home.keys)
        assert "a work of its own" in notices(app)[-1]
        await pilot.press("u")
        await settled(app, pilot)
        assert home.library.count() == 2
        library.reload(home.keys[0])
        await pilot.press("vertical_line")
        await settled(app, pilot)
        assert "there is nothing to split" in notices(app)[-1]


async def test_a_text_that_was_taken_is_taken_back(home: Home, tmp_path: Path) -> None:
    path = write(tmp_path, "ferry", *LAMP, *BELL)
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await add(app, pilot, [path])
        (key,) = ferries(home)
        before = home.library.edition(key)
        write(tmp_path, "ferry", *LAMP[:3])
        await add(app, pilot, [path])
        assert isinstance(app.screen, Question)
        await pilot.press("j", "enter")
        await settled(app, pilot)
        assert home.library.edition(key) != before
        await pilot.press("u")
        await settled(app, pilot)
        assert home.library.edition(key) == before
        # What was left as it is can be asked again.
        write(tmp_path, "ferry", *LAMP[:2])
        await add(app, pilot, [path])
        await pilot.press("enter")
        await pilot.pause()
        assert "stays" in notices(app)[-1]
        await pilot.press("u")
        await pilot.pause()
        assert isinstance(app.screen, Question)


def two(library: Library, one: Work, other: Work) -> str:
    """What speaks for and against, of two works that were put there."""
    doubt = Doubt(library.put(other).key, library.put(one).key)
    found = library.examine(doubt)
    return "; ".join([*doubt_lines.reasons_for(found), "-", *doubt_lines.reasons_against(found)])


def test_what_speaks_for_and_against_is_said(home: Home) -> None:
    ferry = work("The Ferry", url="https://example.org/1")
    lamp = work("The Lamp", authors=("Bea",), url="https://example.org/2")
    assert two(home.library, ferry, lamp) == (
        "-; another title; other authors; no sentence is in both"
    )
    blocks = ferry.chapters[0].blocks
    changed = (replace(ferry.chapters[0], blocks=blocks), *lamp.chapters[1:])
    mixed = replace(
        lamp, chapters=changed, metadata=replace(ferry.metadata, url="https://example.org/3")
    )
    said = two(home.library, ferry, mixed)
    assert said.startswith("the same title; an author of the same name; 33 % of the shorter")


async def test_titles_are_no_markup(home: Home) -> None:
    title = "[/][@click=app.quit]Ferry[/] [b]"
    key = home.library.put(work(title)).key
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        library = app.screen
        assert isinstance(library, LibraryScreen)
        library.reload(key)
        await pilot.press("equals_sign")
        await pilot.pause()
        assert isinstance(app.screen, WorkPicker)
        assert title in screen_text(app)
