"""The marks screen with highlights and notes: kinds, colours, several at once, the lost, export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from shelves import NOW, Home, notices, screen_text, work

from tuireader.marks import Anchor, Mark, MarkKind
from tuireader.place import Passage, Place, Quote
from tuireader.store import Store, StoreError
from tuireader.ui import mark_query
from tuireader.ui.app import TuireaderApp
from tuireader.ui.mark_query import Kept, query
from tuireader.ui.screens.bookmarks import BookmarksScreen, Kind
from tuireader.ui.screens.reader import ReaderScreen


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home(work("Winter Ferry", 5), work("The Orchard"))
    ferry, orchard = made.keys
    made.bookmark(ferry, "the lamp", Place(3, 2), days_ago=9)
    made.highlight(ferry, "Winter Ferry", "blue", place=Place(1, 1))
    made.highlight(orchard, "it rained", "pink", "apples?", place=Place(0, 2, 35))
    yield made
    made.close()


async def ready(app: TuireaderApp) -> BookmarksScreen:
    await app.workers.wait_for_complete()
    assert isinstance(app.screen, BookmarksScreen)
    return app.screen


def names(screen: BookmarksScreen) -> set[str]:
    return {kept.mark.label or kept.mark.note or kept.mark.anchor.quote.exact
            for kept in screen._shown}  # fmt: skip


LAMP, FERRY, APPLES = "the lamp", "Winter Ferry", "apples?"


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("", {LAMP, FERRY, APPLES}),
        ("kind:highlight", {FERRY, APPLES}),
        ("kind:bookmarks", {LAMP}),
        ("colour:blue", {FERRY}),
        ("-colour:blue", {LAMP, APPLES}),
        ("note:apples", {APPLES}),
        ("kind:note", {APPLES}),
        ("work:ferry kind:highlight", {FERRY}),
        ('work:"the orchard"', {APPLES}),
        ("text:rained", {APPLES}),
        ("chapter:4", {LAMP}),
        ("made:{today}", {FERRY, APPLES}),
        ("before:{today}", {LAMP}),
        ("after:2100", set()),
        ("is:lost", set()),
        ("color:pi RAINED", {APPLES}),
        ("other:thing", set()),
    ],
)
async def test_the_filter_knows_kinds_colours_works_and_days(
    home: Home, sought: str, found: set[str]
) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        screen.sought = sought.format(today=NOW.astimezone().date().isoformat())
        screen.reload()
        assert names(screen) == found


async def test_a_key_goes_through_the_kinds(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        seen = []
        for _ in Kind:
            await pilot.press("f")
            seen.append(names(screen))
        assert seen == [{LAMP}, {FERRY, APPLES}, {APPLES}, set(), {LAMP, FERRY, APPLES}]


async def test_several_are_changed_and_brought_back_at_once(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        await pilot.press("x", "x", "x", "5")
        app.saver.now()
        colours = {mark.colour for key in home.keys for mark in home.record(key).marks}
        assert colours == {"", "orange"}
        await pilot.press("u")
        app.saver.now()
        colours = {mark.colour for key in home.keys for mark in home.record(key).marks}
        assert colours == {"", "blue", "pink"}
        assert "3 chosen" in screen_text(app)
        await pilot.press("d")
        app.saver.now()
        assert [home.record(key).marks for key in home.keys] == [(), ()]
        await pilot.press("u")
        app.saver.now()
        assert [len(home.record(key).marks) for key in home.keys] == [2, 1]
        assert names(screen) == {LAMP, FERRY, APPLES}


async def test_what_is_chosen_and_not_listed_is_told_and_not_changed(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        await pilot.press("x", "x", "x")
        screen.sought = "colour:blue"
        screen.reload()
        assert "3 chosen, 2 not listed" in screen_text(app)
        await pilot.press("d")
        app.saver.now()
        assert [len(home.record(key).marks) for key in home.keys] == [1, 1]
        assert "2 chosen, 2 not listed" in screen_text(app)
        for key in ("d", "5", "a"):
            await pilot.press(key)
            assert notices(app)[-1].startswith("The marks you chose are not listed here")
        screen.sought = ""
        screen.reload()
        await pilot.press("d")
        app.saver.now()
        assert [len(home.record(key).marks) for key in home.keys] == [0, 0]


async def test_a_note_is_written_and_undone(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        screen.sought = "colour:blue"
        screen.reload()
        await pilot.press("n", "w", "h", "y", "enter", "o", "ctrl+s")
        app.saver.now()
        await pilot.pause()
        note = next(m.note for m in home.record(home.keys[0]).marks if m.colour)
        assert note == "why\no"
        await pilot.press("u")
        app.saver.now()
        assert {mark.note for mark in home.record(home.keys[0]).marks} == {""}


def lose(home: Home, key: str, mark: Mark, guess: Passage) -> Mark:
    lost = replace(mark, lost=True, anchor=replace(mark.anchor, passage=guess))
    Store(home.paths.records).update(key, lambda record: record.with_mark(lost))
    return lost


async def test_a_guess_that_is_taken_back_stands_where_it_was(home: Home) -> None:
    key, guess = home.keys[1], Passage.at(Place(2, 3))
    for mark in home.record(key).marks:
        lose(home, key, mark, guess)
    for words in ("it rained", "he knocked"):
        lose(home, key, home.highlight(key, words, "blue", words), guess)
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_bookmarks(key)
        await pilot.pause()
        screen = await ready(app)
        before = [kept.mark.id for kept in screen._shown]
        assert len(before) == 3
        for row in range(3):
            screen.listing.move_to(row)
            await pilot.press("a", "u")
            assert [kept.mark.id for kept in screen._shown] == before
            assert all(kept.mark.lost for kept in screen._shown)
    app.saver.close()


async def test_a_lost_mark_takes_the_nearest_guess_when_it_is_accepted(home: Home) -> None:
    key = home.keys[1]
    (mark,) = home.record(key).marks
    lose(home, key, mark, Passage.at(Place(2, 3)))
    app = home.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        assert "1 lost its place" in screen_text(app)
        await pilot.press("f", "f", "f", "f")
        assert names(screen) == {APPLES}
        await pilot.pause()
        assert "chapter 3, paragraph 3" in screen_text(app)
        await pilot.press("a")
        app.saver.now()
        (placed,) = home.record(key).marks
        assert not placed.lost
        assert placed.anchor.quote.exact == "The Orchard, chapter 3, paragraph 3: it rained."
        assert placed.note == "apples?"
        await pilot.press("u")
        app.saver.now()
        assert home.record(key).marks[0].lost
        assert notices(app)[-1] == f"As it was: “{APPLES}”"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        assert "Its words are not in this text: the nearest guess is here" in notices(app)


async def test_what_the_disk_had_no_room_for_is_written_later(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Store, key: str, change: object) -> None:
        raise StoreError("the disk is full")

    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        screen.sought = "colour:blue"
        screen.reload()
        with monkeypatch.context() as patched:
            patched.setattr(Store, "update", full)
            await pilot.press("5")
            await pilot.pause()
            app.saver.now()
            assert {mark.colour for mark in home.record(home.keys[0]).marks} == {"", "blue"}
            await pilot.press("q", "B")
            screen = await ready(app)
            assert {kept.mark.colour for kept in screen._all if kept.key == home.keys[0]} == {
                "", "orange",
            }  # fmt: skip
        await pilot.press("q")
    assert app.saver.close() == ""
    assert {mark.colour for mark in home.record(home.keys[0]).marks} == {"", "orange"}


async def test_a_lost_mark_is_placed_by_hand(home: Home) -> None:
    key = home.keys[1]
    (mark,) = home.record(key).marks
    lose(home, key, mark, Passage.at(Place(2, 3)))
    app = home.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        screen.sought = "is:lost"
        screen.reload()
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        await app.workers.wait_for_complete()
        await pilot.press("v", "w", "enter")
        app.saver.now()
        (placed,) = home.record(key).marks
        assert placed.id == mark.id
        assert not placed.lost
        assert placed.anchor.quote.exact == "The Orchard"
        assert placed.anchor.place.chapter == 2


async def test_what_is_listed_is_exported(home: Home, tmp_path: Path) -> None:
    app = home.app()
    target = tmp_path / "mine.json"
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        screen.sought = "kind:highlight"
        screen.reload()
        await pilot.press("e", "j", "enter")
        await pilot.pause()
        await pilot.press("ctrl+u", *str(target), "enter")
        app.saver.now()
        await pilot.pause()
        assert {item["colour"] for item in json.loads(target.read_text())} == {"blue", "pink"}
        assert any("2 marks written to" in said for said in notices(app))


async def test_the_list_can_be_walked_while_filtering(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        screen = await ready(app)
        await pilot.press("slash", "o", "tab", "j")
        await pilot.pause()
        assert (screen.listing.cursor, screen.sought) == (1, "o")


def test_a_thousand_highlights_are_folded_once_for_all_that_is_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = "There is nothing — absolutely nothing — half so much worth doing as messing about. "
    anchor = Anchor(Passage(Place(), Place(0, 0, 9)), Quote(words, words[:64], words[:64]), "Ratty")
    kept = [
        Kept.of("k", "The Wind in the Willows", ("K. G.",),
                Mark(str(n), MarkKind.HIGHLIGHT, anchor, NOW, NOW, note=f"n{n}", colour="blue"))
        for n in range(1000)
    ]  # fmt: skip
    folded: list[str] = []
    fold = mark_query.fold
    monkeypatch.setattr(mark_query, "fold", lambda text: folded.append(text) or fold(text))
    for sought in ("messing", "kind:highlight colour:blue messing note:n99"):
        matches = query(sought)
        found = [one for one in kept if matches(one)]
    assert len(found) == 11
    texts = 3 * len(kept)  # label, note, and what is around; names are folded once for all
    assert texts <= len(folded) < texts + 10
    # Each of what is looked through is looked through alone.
    assert query('"the willows"')(found[0])
    assert not query('"the willows k. g."')(found[0])
