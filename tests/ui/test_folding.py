"""Parts that an author folded open by a key, by a click, and for whatever is gone to in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from stories import TRUTH, paragraphs, shelf
from textual.pilot import Pilot

from tuireader.layout import Setting
from tuireader.paths import find_paths
from tuireader.place import Place
from tuireader.reading import Reading
from tuireader.ui.app import TuireaderApp
from tuireader.ui.pager import Pager
from tuireader.work import ADDED, Block, Chapter, Kind, Metadata, Role, Span, Work

SPOILER = "It is the Count."


def folding() -> Work:
    """A chapter with two folded parts and a reading."""
    blocks = (
        Block(Kind.PARAGRAPH, TRUTH),
        Block(Kind.SUMMARY, "Who is in the box"),
        Block(Kind.PARAGRAPH, SPOILER, folded=True),
        Block(Kind.PARAGRAPH, "It is always the Count.", folded=True),
        Block(Kind.PARAGRAPH, "漢字(かんじ)です。", (Span(2, 7, Role.RUBY, ADDED),)),
        *paragraphs(1, 12),
        Block(Kind.SUMMARY, "Far below"),
        Block(Kind.PARAGRAPH, "Nobody at all.", folded=True),
        *paragraphs(2, 12),
    )
    return Work(Metadata(title="Carfax"), (Chapter(1, "One", blocks, 900),))


@asynccontextmanager
async def reading(home: Path, config: str = "") -> AsyncIterator[Pilot[int]]:
    paths = find_paths({"TUIREADER_HOME": str(home)})
    if config:
        paths.config.mkdir(parents=True, exist_ok=True)
        paths.settings.write_text(config, encoding="utf-8")
    library, store, (key,) = shelf(home, folding())
    app = TuireaderApp(paths, library, store, key)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        yield pilot
        app.saver.close()
    library.close()


def lines(pilot: Pilot[int]) -> list[str]:
    return [strip.text.strip() for strip in pilot.app.screen._compositor.render_strips()]


async def test_a_key_unfolds_what_is_on_the_page_and_folds_it_again(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        assert "▸ Who is in the box" in lines(pilot)
        assert SPOILER not in lines(pilot)
        await pilot.press("z")
        assert "▾ Who is in the box" in lines(pilot)
        assert SPOILER in lines(pilot)
        await pilot.press("z")
        assert SPOILER not in lines(pilot)
        await pilot.press("G", "z")
        notices = [notice.message for notice in pilot.app._notifications]
        assert notices == ["Nothing on this page can be folded"]


async def test_a_click_on_the_summary_unfolds_it(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        await pilot.pause(0.05)
        for shown in (True, False):
            row = next(at for at, line in enumerate(lines(pilot)) if line.endswith("in the box"))
            await pilot.click("Page", offset=(20, row))
            await pilot.pause(0.6)
            assert (SPOILER in lines(pilot)) == shown
        await pilot.click("Page", offset=(20, row + 2))
        assert SPOILER not in lines(pilot)


async def test_choices_in_the_settings(own_home: Path) -> None:
    async with reading(own_home, "fold = false\nruby = false\n") as pilot:
        assert SPOILER in lines(pilot)
        assert "漢字です。" in lines(pilot)


async def test_readings_are_shown_as_usual(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        assert "漢字(かんじ)です。" in lines(pilot)


@pytest.fixture
def pager(tmp_path: Path) -> Pager:
    library, store, (key,) = shelf(tmp_path, folding())
    return Pager(Reading(library, store, key), Setting(60, fold=True), 10)


def test_what_is_gone_to_is_there(pager: Pager) -> None:
    place = Place(0, 3, 6)
    assert pager.layout.fold_of(3) == 1
    pager.jump(place)
    assert pager.reading.place == place
    assert pager.layout.line(pager.top).block == 3
    pager.set(Setting(30, fold=True), 7)
    assert pager.layout.line(pager.top).block == 3
    assert pager.opened == {1}


def test_a_reader_comes_back_into_a_folded_part(tmp_path: Path) -> None:
    library, store, (key,) = shelf(tmp_path, folding())
    pager = Pager(Reading(library, store, key, Place(0, 2)), Setting(60, fold=True), 10)
    assert pager.layout.line(pager.top).block == 2


def test_folding_where_one_is_leaves_one_at_the_summary(pager: Pager) -> None:
    pager.jump(Place(0, 3))
    assert pager.toggle_folds()
    assert pager.opened == frozenset()
    assert pager.reading.place == Place(0, 1)
    assert pager.layout.line(pager.top).block == 1


def test_pages_show_every_line_once_whatever_is_open(pager: Pager) -> None:
    for _ in range(2):
        pager.work_start()
        seen: list[tuple[int, int]] = []
        moved = True
        while moved:
            rows = range(pager.top, min(pager.top + pager.height, pager.layout.height))
            found = (pager.layout.line(row) for row in rows)
            seen += [(line.block, line.start) for line in found if line.start < line.end]
            moved = pager.turn_page(1)
        shown = [
            index for index in range(len(pager.reading.chapters[0].blocks))
            if pager.layout.fold_of(index) is None
        ]  # fmt: skip
        assert seen == sorted(set(seen))
        assert sorted({block for block, _ in seen}) == shown
        assert pager.at_end
        pager.work_start()
        pager.toggle_folds()


def test_nothing_is_toggled_on_other_lines(pager: Pager) -> None:
    assert not pager.toggle_fold(pager.layout.row_of(0, 0))
    assert not pager.toggle_fold(-1)
    assert pager.toggle_fold(pager.layout.row_of(1, 0))
    assert pager.opened == {1}
