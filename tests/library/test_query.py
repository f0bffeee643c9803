"""Finding works by what a reader types, and the orders of the shelf."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from library.works import work
from tuireader.library import Library, Sort
from tuireader.library.query import FIELDS, fold, misread, sort_key
from tuireader.work import Series


@pytest.fixture
def shelf(library: Library) -> Library:
    library.put(
        work(
            "The Árbol of “Hope”",
            authors=("Ōoka Shōhei", "lyme_regis"),
            fandoms=("Persuasion - Jane Austen",),
            relationships=("Anne Elliot/Frederick Wentworth",),
            tags=("Slow Burn", "Pining"),
            series=(Series("Letters to Kellynch", 2),),
            rating="Teen And Up Audiences",
            language="English",
            complete=False,
            updated="2026-03-01",
            words=300,
        )
    )
    library.put(
        work(
            "Chapter 10",
            authors=("anne_of",),
            fandoms=("Dracula",),
            complete=True,
            updated="2026-04-01",
            words=100,
        )
    )
    library.put(work("Chapter 9", words=200, updated="2026-02-01"))
    return library


def titles(library: Library, query: str = "", **order: object) -> list[str]:
    return [row.title for row in library.shelved(library.keys(query, **order))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("arbol", {"The Árbol of “Hope”"}),
        ('"hope"', {"The Árbol of “Hope”"}),
        ("shohei", {"The Árbol of “Hope”"}),
        ("ANNE", {"The Árbol of “Hope”", "Chapter 10"}),
        ("author:anne", {"Chapter 10"}),
        ("by:anne", {"Chapter 10"}),
        ("ship:anne", {"The Árbol of “Hope”"}),
        ('tag:"slow burn"', {"The Árbol of “Hope”"}),
        ('tag:"burn pining"', set()),
        ("series:kellynch", {"The Árbol of “Hope”"}),
        ("language:teen", set()),
        ("persuasion slow", {"The Árbol of “Hope”"}),
        ("persuasion dracula", set()),
        ("chapter -dracula", {"Chapter 9"}),
        ("-is:complete", {"The Árbol of “Hope”", "Chapter 9"}),
        ("is:wip", {"The Árbol of “Hope”"}),
        ("is:unread", {"The Árbol of “Hope”", "Chapter 10", "Chapter 9"}),
        ("re:zero", set()),
        ("%", set()),
        ("   ", {"The Árbol of “Hope”", "Chapter 10", "Chapter 9"}),
    ],
)
def test_words_and_fields_find_works(shelf: Library, query: str, found: set[str]) -> None:
    assert set(titles(shelf, query)) == found


def test_every_order_goes_both_ways(shelf: Library) -> None:
    assert titles(shelf, sort=Sort.TITLE) == ["The Árbol of “Hope”", "Chapter 9", "Chapter 10"]
    assert titles(shelf, sort=Sort.WORDS) == ["The Árbol of “Hope”", "Chapter 9", "Chapter 10"]
    assert titles(shelf, sort=Sort.UPDATED)[0] == "Chapter 10"
    # Works without an author come last.
    assert titles(shelf, sort=Sort.AUTHOR)[-1] == "Chapter 9"
    for sort in Sort:
        forwards = titles(shelf, sort=sort)
        assert titles(shelf, sort=sort, reverse=True) == forwards[::-1]
        assert len(forwards) == 3


def test_what_was_read_comes_first(shelf: Library) -> None:
    for key in shelf.find("Chapter 9"):
        shelf.note_reading(key, 0.5, datetime.now(UTC) + timedelta(hours=1))
    assert titles(shelf)[0] == "Chapter 9"
    assert titles(shelf, sort=Sort.PROGRESS)[0] == "Chapter 9"
    assert titles(shelf, sort=Sort.UNREAD)[-1] == "Chapter 9"
    assert titles(shelf, "is:reading") == ["Chapter 9"]
    assert titles(shelf, "is:finished") == []


def test_folding_forgets_case_accents_and_typographic_quotes() -> None:
    assert fold(" Don’t  CAFÉ—ﬁne “x” ") == 'don\'t cafe-fine "x"'
    assert fold("STRASSE") == fold("straße")


def test_titles_are_filed_without_article_and_by_number() -> None:
    names = ["The 10th Hour", "A 9th Hour", "“An Apple”", "The", "Ångström"]
    assert sorted(names, key=sort_key) == [
        "A 9th Hour",
        "The 10th Hour",
        "Ångström",
        "“An Apple”",
        "The",
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("is:foo", ["is: takes unread, reading, finished, new, complete or wip"]),
        ("-is:foo", ["is: takes unread, reading, finished, new, complete or wip"]),
        ("fandm:x rain", ["there is no fandm: here; did you mean fandom:?"]),
        ('"is:foo" is:reading by:me', []),
        ("Book: Two", []),
        ("3:10 to Yuma", []),
        ("http://example.org", []),
        ("re:zero", []),  # there is such a title
    ],
)
def test_words_that_are_taken_for_something_else_are_told(query: str, said: list[str]) -> None:
    titles = ["re:zero", "http://example.org", "book: two"]
    assert misread(query, lambda q: [t for t in titles if q.strip('"').lower() in t]) == said


def test_what_is_no_field_is_told_with_all_that_are() -> None:
    (said,) = misread("qqq:x", lambda query: [])
    assert all(f"{field}:" in said for field in FIELDS)


def test_what_is_pasted_by_mistake_is_a_query_too(shelf: Library) -> None:
    assert shelf.keys("word " * 5_000) == shelf.keys("word")
    assert shelf.keys(" ".join(f"title:word{n}" for n in range(5_000))) == []


def test_half_a_character_is_found_nowhere(shelf: Library) -> None:
    assert shelf.keys("\udcff") == []
    assert fold("\udcffX") == "?x"
