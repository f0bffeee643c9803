"""A real work and its update, in every pair of formats."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tuireader import formats
from tuireader.anchoring import (
    align,
    anchor_passage,
    edition,
    find_quote,
    fold,
    inner_place,
    move,
    outer_place,
)
from tuireader.place import Passage, Quote
from tuireader.work import Chapter

NAME = "o4_wip_half_agony"
SHAPES = ("html", "epub", "azw3", "page.html", "full.txt", "dl.txt", "seedA.txt", "seedB.txt")

pytestmark = pytest.mark.shared
Load = Callable[[str, str], tuple[Chapter, ...]]


@pytest.fixture(scope="module")
def load(shared: Path) -> Load:
    @cache
    def read(version: str, shape: str) -> tuple[Chapter, ...]:
        return formats.read(shared / "ao3" / NAME / version / f"{NAME}.{shape}").chapters

    return read


def passage(chapters: tuple[Chapter, ...], numbers: list[int]) -> Passage:
    """From (chapter, paragraph, start, end) or (chapter, paragraph, start, chapter, ...)."""
    if len(numbers) == 4:
        numbers = [*numbers[:3], *numbers[:2], numbers[3]]
    start, end = tuple(numbers[:3]), tuple(numbers[3:])
    return Passage(
        inner_place(chapters[start[0] - 1], start), inner_place(chapters[end[0] - 1], end)
    )


def words(chapters: tuple[Chapter, ...], where: Passage) -> str:
    return fold(anchor_passage(chapters, where, "").quote.exact)


@pytest.mark.parametrize("new_shape", SHAPES)
@pytest.mark.parametrize("old_shape", [*SHAPES, "mobi"])
def test_every_highlight_is_where_the_truth_says(
    load: Load, shared: Path, old_shape: str, new_shape: str
) -> None:
    truth = json.loads((shared / "ao3" / NAME / "update.expected.json").read_text("utf-8"))
    old, new = load("v1", old_shape), load("v2", new_shape)
    alignment = align(old, new)
    old_edition = edition(old)
    for highlight in truth["highlights"]:
        found = find_quote(old, Quote(highlight["quote"]))
        assert found, highlight
        assert found.passage == passage(old, highlight["v1"]), highlight
        moved = move(anchor_passage(old, found.passage, old_edition), alignment)
        if highlight["v2"] is None:
            assert moved.lost, highlight
            number, paragraph, _ = outer_place(
                new[moved.passage.start.chapter], moved.passage.start
            )
            assert [number, paragraph] in (
                highlight["v2_paragraph"],
                [number, highlight["v2_paragraph"][1] - 1],
            )
        else:
            assert moved.passage == passage(new, highlight["v2"]), highlight


@pytest.mark.parametrize("shape", SHAPES)
def test_every_paragraph_is_where_the_truth_says(load: Load, shared: Path, shape: str) -> None:
    truth = json.loads((shared / "ao3" / NAME / "update.expected.json").read_text("utf-8"))
    old, new = load("v1", "html"), load("v2", shape)
    alignment = align(old, new)
    for chapter, paragraph, new_chapter, new_paragraph in truth["paragraph_map"]:
        first = inner_place(old[chapter - 1], (chapter, paragraph, 0))
        length = len(old[chapter - 1].blocks[first.block].text)
        place = first._replace(offset=length - 2)
        moved = move(anchor_passage(old, Passage.at(place), edition(old)), alignment)
        number, index, _ = outer_place(new[moved.passage.start.chapter], moved.passage.start)
        assert (number, index) == (new_chapter, new_paragraph)
