"""AO3's labels of every era become the same metadata."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tuireader.formats.ao3.labels import (
    chapter_heading,
    is_label,
    metadata,
    series,
    split_authors,
    work_url,
)
from tuireader.formats.words import ao3_words
from tuireader.work import Series


def test_tags_as_lists_and_as_text_are_the_same() -> None:
    lists = metadata(
        [
            ("Rating:", ["Mature"]),
            ("Archive Warnings:", ["Graphic Depictions Of Violence", "Major Character Death"]),
            ("Categories:", ["F/F", "Multi"]),
            ("Fandoms:", ["Dracula - Bram Stoker", "Original Work"]),
            ("Relationships:", ["Mina Harker/Lucy Westenra"]),
            ("Characters:", ["Mina Harker"]),
            ("Additional Tags:", ["Angst", "Epistolary"]),
            ("Language:", ["English"]),
            ("Series:", ["Part 2 of Letters"]),
            ("Collections:", ["One", "Two"]),
            ("Stats:", ["Published: 2024-10-31", "Updated: 2024-11-02 Words: 5,211 Chapters: 4/?"]),
        ]
    )
    text = metadata(
        [
            ("Rating", "Mature"),
            ("Archive Warning", "Graphic Depictions Of Violence, Major Character Death"),
            ("Category", "F/F, Multi"),
            ("Fandom", "Dracula - Bram Stoker, Original Work"),
            ("Relationship", "Mina Harker/Lucy Westenra"),
            ("Character", "Mina Harker"),
            ("Additional Tags", "Angst, Epistolary"),
            ("Language", "English"),
            ("Series", "← Previous Work Part 2 of Letters Next Work →"),
            ("Collections", "One, Two"),
            ("Published:", "2024-10-31"),
            ("Updated:", "2024-11-02"),
            ("Words:", "5,211"),
            ("Chapters:", "4/?"),
            ("Kudos:", "12"),
            ("Unheard of:", "x"),
        ]
    )
    assert lists == text
    assert lists.warnings == ("Graphic Depictions Of Violence", "Major Character Death")
    assert (lists.published, lists.updated) == ("2024-10-31", "2024-11-02")
    assert (lists.words, lists.chapters_posted, lists.chapters_planned) == (5211, 4, None)
    assert lists.complete is False
    assert lists.series == (Series("Letters", 2),)


@pytest.mark.parametrize(
    ("stats", "posted", "planned", "complete", "words"),
    [
        ("Published: 2020-01-01 Words: 1,234 Chapters: 1/1", 1, 1, True, 1234),
        ("Published: 2016-01-01 Completed: 2016-02-01 Chapters: 2/2 Words: 12", 2, 2, True, 12),
        ("Published: 2012-01-01 Words: 900", 1, 1, True, 900),
        ("Updated: 2021-01-01 Words: 1,000,000 Chapters: 1,024/?", 1024, None, False, 1000000),
        ("Published: 2020-01-01 Words: 99 Chapters: 3/10", 3, 10, False, 99),
        ("", 0, None, None, 0),
    ],
)  # fmt: skip
def test_stats(
    stats: str, posted: int, planned: int | None, complete: bool | None, words: int
) -> None:
    known = metadata([("Stats:", stats)])
    assert (known.chapters_posted, known.chapters_planned) == (posted, planned)
    assert (known.complete, known.words) == (complete, words)


def test_an_update_on_the_day_of_publishing_is_none() -> None:
    known = metadata(
        [("Stats:", "Published: 2019-05-05 Updated: 2019-05-05 Words: 1 Chapters: 1/?")]
    )
    assert (known.published, known.updated) == ("2019-05-05", "")


def test_a_warning_has_one_name_through_the_years() -> None:
    old = metadata([("Archive Warning:", "Choose Not To Use Archive Warnings")])
    new = metadata([("Archive Warning:", "Creator Chose Not To Use Archive Warnings")])
    assert old == new


def test_copied_tags_without_commas_are_told_apart_where_they_can_be() -> None:
    known = metadata(
        [
            ("Archive Warnings:", "Graphic Depictions Of Violence Major Character Death"),
            ("Categories:", "F/F Gen"),
            ("Additional Tags:", "Hurt/Comfort Domestic"),
        ]
    )
    assert known.warnings == ("Graphic Depictions Of Violence", "Major Character Death")
    assert known.categories == ("F/F", "Gen")
    assert known.tags == ("Hurt/Comfort Domestic",)


def test_nothing_unsafe_comes_through() -> None:
    known = metadata(
        [("Fandoms:", ["A\x1b[31m", "\u202eB"]), ("Series:", "Part 1 of \x9b2JX")],
        title="T\x1b]0;x\x07\n",
        authors=["a\x00b"],
        summary="one\r\ntwo\x1b[2J",
    )
    assert known.fandoms == ("A", "B")
    assert known.series == (Series("X", 1),)
    assert (known.title, known.authors, known.summary) == ("T", ("ab",), "one\ntwo")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Part 2 of The River Bank Year", [("The River Bank Year", 2)]),
        ("← Previous Work Part 2 of A, B & C Next Work →", [("A, B & C", 2)]),
        ("Part 1 of One, Part 12 of Two", [("One", 1), ("Two", 12)]),
        ("Part 1 of One Next Work →, ← Previous Work Part 3 of Two", [("One", 1), ("Two", 3)]),
        ("A part of it", []),
    ],
)
def test_series(text: str, found: list[tuple[str, int]]) -> None:
    assert [tuple(item) for item in series(text)] == found


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("by dormouse (teapot_dweller), marchhare", ("dormouse (teapot_dweller)", "marchhare")),
        ("Anonymous", ("Anonymous",)),
        ("Anonymous [dormouse, hatter]", ("Anonymous",)),
        ("old_hand [archived by Open_Doors], other", ("old_hand", "other")),
        ("byron", ("byron",)),
        ("", ()),
    ],
)
def test_authors(byline: str, authors: tuple[str, ...]) -> None:
    assert split_authors(byline) == authors


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("at https://archiveofourown.org/works/71000202.", "71000202"),
        ("http://archiveofourown.org/works/12/chapters/34?view_adult=true", "12"),
        ("https://www.archiveofourown.org/collections/A_b/works/7#main", "7"),
        ("archiveofourown.org/works/5", "5"),
        ("https://ao3.org/works/5", "5"),
        ("https://archiveofourown.org/users/works", ""),
        ("https://example.org/works/5", ""),
    ],
)
def test_work_url(text: str, url: str) -> None:
    assert work_url(text) == (f"https://archiveofourown.org/works/{url}" if url else "")


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Chapter 2", (2, "")),
        ("Chapter 3: Chapter Three: “Will You?”", (3, "Chapter Three: “Will You?”")),
        ("Chapter 1,024: X", (1024, "X")),
        ("Chapter 2 was hard", None),
        ("Chapter Text", None),
    ],
)
def test_chapter_heading(text: str, heading: tuple[int, str] | None) -> None:
    assert chapter_heading(text) == heading


def test_labels() -> None:
    assert is_label("Archive Warnings:")
    assert is_label("Rating")
    assert not is_label("Notes:")


@pytest.mark.shared
def test_words_are_counted_as_the_archive_counts_them(shared: Path) -> None:
    dumps = shared / "dumps"
    expected = json.loads((dumps / "expected.json").read_text(encoding="utf-8"))
    for name, work in expected.items():
        text = (dumps / name).read_text(encoding="utf-8")
        story = text.split("Chapter Text\n")[1:]
        counts = [ao3_words(chapter) for chapter in story]
        assert counts == [chapter["words_ao3"] for chapter in work["chapters"]], name
