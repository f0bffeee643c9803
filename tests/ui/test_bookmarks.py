"""The bookmarks screen, over real records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from shelves import NOW, Home, notices, screen_text, shown, work

from tuireader.marks import Anchor, Mark, MarkKind
from tuireader.place import Passage, Place, Quote
from tuireader.ui.app import TuireaderApp
from tuireader.ui.mark_query import Kept
from tuireader.ui.screens.bookmarks import BookmarksScreen
from tuireader.ui.screens.reader import ReaderScreen
from tuireader.ui.widgets.mark_rows import MarkRows, around


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home(work("Winter Ferry", 5), work("The Orchard"))
    ferry, orchard = made.keys
    made.bookmark(ferry, "the lamp", Place(3, 2), days_ago=9)
    made.bookmark(ferry, "the letter", Place(1, 0), days_ago=2)
    made.bookmark(orchard, "apples [/] [b]red", Place(0, 1), days_ago=400)
    yield made
    made.close()


async def ready(app: TuireaderApp) -> BookmarksScreen:
    await app.workers.wait_for_complete()
    assert isinstance(app.screen, BookmarksScreen)
    return app.screen


def labels(screen: BookmarksScreen) -> list[str]:
    rows = screen.listing.rows
    return [rows.lines(index, 60)[0][0].text.strip() for index in range(len(rows))]


@pytest.mark.parametrize("size", [(140, 40), (80, 24), (40, 20)])
async def test_a_bookmark_says_where_and_when_and_with_which_words(
    home: Home, size: tuple[int, int]
) -> None:
    app = home.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("B")
        await ready(app)
        await pilot.pause()
        expected = ["the letter", "Winter Ferry · Chapter 2", "2 days ago", "then it rained."]
        assert shown(app, *expected) == expected
        assert "apples [/] [b]red" in labels(await ready(app))


async def test_they_stand_newest_first_or_in_reading_order(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        assert labels(screen) == ["the letter", "the lamp", "apples [/] [b]red"]
        await pilot.press("s")
        assert labels(screen) == ["apples [/] [b]red", "the letter", "the lamp"]
        # The cursor stays on its bookmark.
        assert screen.kept is not None
        assert screen.kept.mark.label == "the letter"


async def test_those_of_one_work_stand_in_reading_order(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_bookmarks(home.keys[0])
        await pilot.pause()
        assert labels(await ready(app)) == ["the letter", "the lamp"]
        assert "Marks · Winter Ferry" in screen_text(app)


async def test_what_is_brought_back_stands_where_it_was(home: Home) -> None:
    for days in (20, 15, 10):  # three on one place
        home.bookmark(home.keys[0], f"{days} days ago", Place(2, 1), days)
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_bookmarks(home.keys[0])
        await pilot.pause()
        screen = await ready(app)
        before = labels(screen)
        for row in range(len(before)):
            screen.listing.move_to(row)
            await pilot.press("x", "d")
            assert labels(screen) == before[:row] + before[row + 1 :]
            await pilot.press("u")
            assert labels(screen) == before
    app.saver.close()


@pytest.mark.parametrize("sought", ["lamp", "orchard", "HARBOUR apples", "rained apples"])
async def test_the_filter_looks_at_all_that_is_shown(home: Home, sought: str) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        await pilot.press("slash")
        assert screen.filter_line is not None
        screen.filter_line.input.value = sought
        await pilot.pause()
        assert len(labels(screen)) == 1
        await pilot.press("escape")
        assert len(labels(screen)) == 3
        await pilot.press("slash", *"zzz")
        await pilot.pause()
        assert "No mark matches." in screen_text(app)


async def test_enter_opens_the_work_at_the_bookmark(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        await ready(app)
        await pilot.press("j", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.reading.key == home.keys[0]
        assert app.screen.reading.place.chapter == 3


async def test_a_bookmark_in_a_work_that_was_removed_says_so(home: Home) -> None:
    home.library.remove(home.keys[0])
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        await ready(app)
        await pilot.press("enter")
        assert "“Winter Ferry” is not in the library. Add its file again." in notices(app)
        await ready(app)


async def test_renaming_is_on_disk_and_can_be_undone(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        # The old name is selected: writing replaces it.
        for key in ("r", *"renamed", "enter"):
            app.simulate_key(key)
        await pilot.pause()
        await pilot.pause()
        assert labels(screen)[0] == "renamed"
        app.saver.now()
        assert set(home.marks(home.keys[0])) == {"renamed", "the lamp"}
        await pilot.press("u")
        app.saver.now()
        assert set(home.marks(home.keys[0])) == {"the letter", "the lamp"}
    app.saver.close()


async def test_an_empty_name_changes_nothing(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        await pilot.press("r", "delete", "enter")
        await pilot.pause()
        assert labels(screen)[0] == "the letter"
        await pilot.press("r", "x", "escape")
        await pilot.pause()
        assert labels(screen)[0] == "the letter"


async def test_deleting_is_on_disk_and_can_be_undone(home: Home) -> None:
    before = home.marks(home.keys[0])
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        await pilot.press("d", "d", "d", "d")
        app.saver.now()
        assert home.marks(home.keys[0]) == home.marks(home.keys[1]) == {}
        await pilot.pause()
        assert "No marks yet." in screen_text(app)
        await pilot.press("u", "u", "u")
        app.saver.now()
        assert labels(screen) == ["the letter", "the lamp", "apples [/] [b]red"]
        after = home.marks(home.keys[0])
        assert {label: mark.anchor for label, mark in after.items()} == {
            label: mark.anchor for label, mark in before.items()
        }
    app.saver.close()


async def test_a_mark_made_by_another_device_meanwhile_is_kept(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        await ready(app)
        home.bookmark(home.keys[0], "from afar", Place(4))
        await pilot.press("d")
        app.saver.now()
        assert set(home.marks(home.keys[0])) == {"the lamp", "from afar"}
    app.saver.close()


async def test_details_give_the_words_around(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("B")
        await ready(app)
        await pilot.pause()
        expected = ["Nobody had come and ▸ then it rained.", "by Ann Onymous"]
        assert shown(app, *expected) == expected


async def test_without_any_it_says_how_to_make_one() -> None:
    home = Home(work("Winter Ferry"))
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        await ready(app)
        await pilot.press("enter", "d", "r", "u", "s", "G")
        await pilot.pause()
        expected = ["No marks yet.", "m on a page makes a bookmark"]
        assert shown(app, *expected) == expected
        await pilot.press("q")
        assert not isinstance(app.screen, BookmarksScreen)
    home.close()


def test_the_words_around_are_never_cut_in_two() -> None:
    text = "It had rained on the harbour all day, and nobody had come down to the ferry at all. "
    quote = Quote(prefix=(text * 2)[-64:], suffix=(text * 2)[:64])
    mark = Mark("m", MarkKind.BOOKMARK, Anchor(Passage.at(Place()), quote), NOW, NOW)
    before, after = around(mark)
    assert before == "…all day, and nobody had come down to the ferry at all."
    assert after == "It had rained on the harbour all day, and nobody had come down…"
    short = replace(mark, anchor=Anchor(Passage.at(Place()), Quote("", "One.", "Two.")))
    assert around(short) == ("One.", "Two.")


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (Quote("ght have to talk.", "he mi", " On"), "he might have to talk. On"),
        (Quote("吾輩は", "夏目漱石。", "猫である"), "夏目漱石。吾輩は猫である"),
        (Quote("Two.", "One. ", ""), "One. Two."),
        (Quote("Two.", "One.\n", ""), "One. Two."),
        (Quote("Two.", "", " Three."), "Two. Three."),
    ],
)
def test_a_mark_inside_a_word_does_not_cut_it(quote: Quote, expected: str) -> None:
    anchor = Anchor(Passage.at(Place()), quote)
    mark = Mark("m", MarkKind.HIGHLIGHT, anchor, NOW, NOW, colour="blue")
    rows = MarkRows([Kept.of("the-lamp", "The Lamp", (), mark)], NOW, single=True, airy=False)
    assert "".join(piece.text for piece in rows.lines(0, 80)[2]).rstrip() == expected
