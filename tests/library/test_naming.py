"""Chapters whose titles only count are called by what they stand in too."""

from __future__ import annotations

import pytest

from tuireader.library import Library
from tuireader.library.naming import chapter_names, is_number, named
from tuireader.paths import find_paths
from tuireader.work import Block, Chapter, Entry, Kind, Metadata, Work


@pytest.mark.parametrize(
    "title",
    [
        *("I", "III", "iv", "XLIX.", "3", "12.", "Chapter 3", "CHAPTER III", "Chapter Twelve"),
        *("Three", "Twenty-One", "Part the First", "Book Seven", "Kapitel 4", "第三章", "十二"),
    ],
)
def test_titles_that_only_count(title: str) -> None:
    assert is_number(title)


@pytest.mark.parametrize(
    "title",
    [
        *("", "Mix", "Civil", "The End", "Part I: 1805", "III. The Storm", "1984 and After"),
        *(".", "Chapter", "One Day", "The First Snow", "三体"),
    ],
)
def test_titles_that_say_something(title: str) -> None:
    assert not is_number(title)


TITLES = ["Book One", "Part I: Spring", "I", "II", "Part II", "I", "", "Epilogue", "I"]
CONTENTS = [
    Entry("The Mill", 1, 0),
    Entry("Book One", 2, 0),
    Entry("Part I: Spring", 3, 1),
    Entry("I", 4, 2),
    Entry("II", 4, 3),
    Entry("Part II", 3, 4),
    Entry("I", 4, 5),
    Entry("Epilogue", 2, 7),
    Entry("I", 3, 8),
]


def test_a_number_is_said_with_what_it_stands_in_up_to_the_first_title_that_is_none() -> None:
    assert named(TITLES, CONTENTS, "The Mill") == [
        *("Book One", "Part I: Spring", "Part I: Spring · I", "Part I: Spring · II"),
        *("Book One · Part II", "Book One · Part II · I", "", "Epilogue", "Epilogue · I"),
    ]


def test_without_levels_or_contents_titles_stay() -> None:
    assert named(TITLES, [], "The Mill") == TITLES
    flat = [entry._replace(level=1) for entry in CONTENTS]
    assert named(TITLES, flat, "The Mill") == TITLES


def test_a_title_that_is_no_link_names_the_chapters_under_it() -> None:
    parts = [Entry("I", 1, 0, linked=False), Entry("I", 2, 0), Entry("II", 2, 1)]
    assert named(["I", "II"], parts, "") == ["I · I", "I · II"]


def test_contents_that_lead_nowhere_do_no_harm() -> None:
    assert named(["I"], [Entry("Part", 1, 7), Entry("I", 2, 99), Entry("", 1, 0)], "") == ["I"]


def test_the_chapters_of_a_work_on_the_shelf() -> None:
    paths = find_paths()
    paths.data.mkdir(parents=True)
    chapters = tuple(
        Chapter(index + 1, title, (Block(Kind.PARAGRAPH, f"It rained for {index} days."),))
        for index, title in enumerate(TITLES)
    )
    with Library(paths.library) as library:
        work = Work(Metadata(title="The Mill"), chapters, tuple(CONTENTS), format="epub")
        key = library.put(work).key
        assert chapter_names(library, key) == named(TITLES, CONTENTS, "The Mill")
