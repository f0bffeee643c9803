"""What changed in a work: chapters, paragraphs before and now, and signs in the margin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from shelves import Home, screen_text, work

from tuireader.place import Passage, Place
from tuireader.reading import Reading
from tuireader.store import Store
from tuireader.ui.app import TuireaderApp
from tuireader.ui.screens.changes import Changed, ChangesScreen
from tuireader.ui.screens.reader import ReaderScreen
from tuireader.ui.widgets.mark_sheet import MarkSheet
from tuireader.updating import update
from tuireader.work import Block, Chapter, Kind, Work

STAYS = (
    "The ferry lay all winter at the quay, and nobody came to ask for the crossing but the gulls."
)


def edition(*chapters: tuple[str, ...]) -> Work:
    made = tuple(
        Chapter(number, f"Part {number}", tuple(Block(Kind.PARAGRAPH, text) for text in texts), 60)
        for number, texts in enumerate(chapters, 1)
    )
    metadata = replace(work("Winter Ferry").metadata, url="https://example.org/works/7")
    return Work(metadata, made, format="text")


def chapter(number: int, *more: str) -> tuple[str, ...]:
    return (
        *(f"{STAYS} So it was on day {number}-{line}, and on the next." for line in range(6)),
        *more,
    )


OLD = edition(chapter(1, "She waited by the lamp until the morning came."), chapter(2))
NEW = edition(
    chapter(1, "She waited by the stove until the evening came.", "And then he knocked."),
    chapter(2),
    tuple(f"A new chapter has words of its own, {n} of them." for n in range(9)),
)


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home(OLD)
    (key,) = made.keys
    with_place = Reading(made.library, Store(made.paths.records), key)
    with_place.move(Place(0, 2))
    with_place.save()
    made.library.put(NEW)
    update(made.library, Store(made.paths.records), key)
    yield made
    made.close()


async def settled(app: TuireaderApp) -> None:
    await app.workers.wait_for_complete()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15)])
async def test_the_shelf_and_a_view_say_what_is_new(home: Home, size: tuple[int, int]) -> None:
    app = home.app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "1 new" in screen_text(app)
        await pilot.press("n")
        await settled(app)
        await pilot.pause()
        assert isinstance(app.screen, ChangesScreen)
        shown = screen_text(app)
        assert [word for word in ("edited", "new", "Part 1", "Part 3") if word in shown] == [
            "edited", "new", "Part 1", "Part 3",
        ]  # fmt: skip
        assert "Part 2" not in shown


async def test_old_and_new_stand_side_by_side_or_stacked(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        await settled(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Changed)
        lines = screen_text(app).splitlines()
        assert any("by the lamp" in line and "by the stove" in line for line in lines)
        assert any("(not there)" in line and "And then he" in line for line in lines)
        await pilot.resize_terminal(50, 24)
        await pilot.pause()
        lines = screen_text(app).splitlines()
        assert not any("by the lamp" in line and "by the stove" in line for line in lines)
        assert any("by the lamp" in line for line in lines)


async def test_help_begins_with_the_key_that_only_this_screen_has(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await settled(app)
        await pilot.press("question_mark")
        await pilot.pause()
        lines = [line.strip(" │▌") for line in screen_text(app).splitlines()]
        here = lines.index("Here")
        assert lines[here + 1].split() == ["o", "Read", "it", "there"]
        assert here < lines.index("The list")


async def test_a_new_chapter_is_read(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await settled(app)
        await pilot.press("j", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.reading.place.chapter == 2


async def test_edited_paragraphs_are_marked_beside_the_page(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_work(home.keys[0], Place(0, 6))
        await pilot.pause()
        await settled(app)
        await pilot.pause()
        beside = {line.strip()[0] for line in screen_text(app).splitlines() if "stove" in line}
        assert beside == {"┊"}
        assert any(line.strip().startswith("┃ And") for line in screen_text(app).splitlines())
        await pilot.press("W")
        await pilot.pause()
        assert "┊" not in screen_text(app)


async def test_with_one_text_there_is_nothing_to_compare() -> None:
    home = Home(work("The Orchard"))
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await settled(app)
        await pilot.press("enter", "o", "j")
        await pilot.pause()
        assert "nothing to compare" in screen_text(app)
    home.close()


GONE = edition(
    chapter(1, "She waited by the lamp until the morning came."),
    tuple(
        f"What is taken out was of {n} ferries that nobody ever saw again here." for n in range(9)
    ),
    chapter(2),
)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15)])
async def test_a_chapter_that_is_gone_is_read_with_where_its_marks_went(
    size: tuple[int, int],
) -> None:
    home = Home(GONE)
    (key,) = home.keys
    reading = Reading(home.library, Store(home.paths.records), key)
    for block, start, end in ((Place(1, 2), 0, 30), (Place(2, 1), 10, 50)):
        passage = Passage(block._replace(offset=start), block._replace(offset=end))
        reading.marks.highlight(passage, "green")
    reading.move(Place(1, 3))
    reading.save()
    assert home.library.put(OLD, replace=True).status == "updated"
    update(home.library, Store(home.paths.records), key)
    app = home.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("n")
        await settled(app)
        await pilot.press("enter")
        await settled(app)
        await pilot.pause()
        assert isinstance(app.screen, Changed)
        seen = ""
        for _ in range(12):
            seen += screen_text(app)
            await pilot.press("space")
            await pilot.pause()
        words = " ".join(seen.replace("│", " ").split())
        assert "This chapter is gone from" in words
        assert "Your place was here: you go on in Chapter" in words
        assert "Highlight “What is taken out" in words
        assert "lost its place" in words
        assert "Highlight “ferry" not in words  # what was elsewhere is not spoken of
        assert "of 8 ferries that" in words
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ChangesScreen)
    home.close()


@pytest.mark.parametrize("titled", [False, True])
async def test_a_new_chapter_has_one_sign_at_its_title(titled: bool) -> None:
    heading = Block(Kind.HEADING, "Part 3", level=2)
    last = NEW.chapters[2]
    made = replace(last, titled=True, blocks=(heading, *last.blocks)) if titled else last
    home = Home(edition(chapter(1), chapter(2)))
    (key,) = home.keys
    store = Store(home.paths.records)
    reading = Reading(home.library, store, key)
    reading.move(Place(1, 2))
    reading.save()
    new = edition(chapter(1), chapter(2))
    home.library.put(replace(new, chapters=(*new.chapters, made)))
    update(home.library, store, key)
    app = home.app()
    async with app.run_test(size=(80, 30)) as pilot:
        app.open_work(key, Place(2))
        await pilot.pause()
        await settled(app)
        await pilot.pause()
        lines = screen_text(app).splitlines()
        assert [line.split() for line in lines if "┃" in line] == [["┃", "Part", "3"]]
        # The whole of the changes says the same.
        await pilot.press("W", "W")
        await settled(app)
        await pilot.pause()
        assert screen_text(app).count("┃") == 1
    home.close()


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_a_mark_on_edited_words_says_what_they_were(size: tuple[int, int]) -> None:
    home = Home(OLD)
    (key,) = home.keys
    store = Store(home.paths.records)
    reading = Reading(home.library, store, key)
    for place, end in ((Place(0, 6), 46), (Place(0, 1), 20)):
        passage = Passage(place, place._replace(offset=end))
        reading.marks.highlight(passage, "green")
    reading.save()
    home.library.put(NEW)
    update(home.library, store, key)
    app = home.app()
    async with app.run_test(size=size) as pilot:
        app.open_work(key, Place(0))
        await pilot.pause()
        await settled(app)
        await pilot.press("greater_than_sign", "enter")
        await pilot.pause()
        assert isinstance(app.screen, MarkSheet)
        assert "Moved" not in screen_text(app)  # those words are the same
        await pilot.press("greater_than_sign")
        await pilot.pause()
        seen = ""
        for _ in range(4):
            seen += screen_text(app)
            await pilot.press("space")
            await pilot.pause()
        words = " ".join(seen.replace("│", " ").split())
        assert "stove until the evening" in words
        assert "Moved to edited words" in words
        assert "lamp until the morning" in words
        await pilot.press("escape", "B")
        await settled(app)
        await pilot.press("G", "i", "G")
        await pilot.pause()
        assert "Moved to edited" in screen_text(app)
    home.close()
