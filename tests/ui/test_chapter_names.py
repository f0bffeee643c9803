"""A chapter whose title only counts is called the same everywhere: after its part."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from shelves import Home, screen_text, shown

from tuireader.exchanging import Form, give_out
from tuireader.place import Place
from tuireader.store import Store
from tuireader.work import Block, Chapter, Entry, Kind, Metadata, Work

TITLES = ("Part One: The Weir", "I", "II")
NAME = "Part One: The Weir · II"


def mill() -> Work:
    chapters = tuple(
        Chapter(
            index + 1,
            title,
            tuple(
                Block(Kind.PARAGRAPH, f"{title}, line {line}: the wheel stood still that day.")
                for line in range(40)
            ),
            words=400,
        )
        for index, title in enumerate(TITLES)
    )
    contents = tuple(Entry(title, 1 + (index > 0), index) for index, title in enumerate(TITLES))
    return Work(Metadata(title="The Mill"), chapters, contents, format="epub")


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home(mill())
    yield made
    made.close()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_on_the_status_line_in_lists_details_and_exports(
    home: Home, size: tuple[int, int]
) -> None:
    (key,) = home.keys
    app = home.app()
    async with app.run_test(size=size) as pilot:
        app.open_work(key, Place(2))
        await pilot.pause()
        assert NAME in screen_text(app).splitlines()[-1]
        await pilot.press("m")
        app.saver.now()
        await pilot.press("B")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert shown(app, f"Chapter 3: {NAME}")
        await pilot.press("slash", *"weir")
        await pilot.pause()
        assert shown(app, f"Chapter 3: {NAME}")  # it is found by what is shown
    assert f"## Chapter 3: {NAME}" in give_out(
        home.library, Store(home.paths.records), [key], Form.MARKDOWN
    )


async def test_where_there_is_little_room_the_number_stays(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(40, 15)) as pilot:
        app.open_work(home.keys[0], Place(2))
        await pilot.pause()
        assert screen_text(app).splitlines()[-1].startswith(" II ")
