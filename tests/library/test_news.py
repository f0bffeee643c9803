"""What is new in a work, as the shelf says it, until it has been read."""

from __future__ import annotations

import pytest

from library.works import paragraphs, work
from tuireader.library import Library, News
from tuireader.library.news import words

ONE, TWO, THREE = (paragraphs(12, seed) for seed in ("one", "two", "three"))


@pytest.fixture
def key(library: Library) -> str:
    return library.put(work("Blood", ONE, TWO, THREE)).key


def counts(library: Library, key: str) -> tuple[int, int, int]:
    row = library.shelved([key])[0]
    return row.new_chapters, row.edited_chapters, row.gone_chapters


def test_news_are_counted_for_the_shelf(library: Library, key: str) -> None:
    assert library.news(key) is None
    news = News(library.edition(key), "before", (1, 2), edited=3, gone=1)
    library.note_news(key, news)
    assert library.news(key) == news
    assert counts(library, key) == (2, 3, 1)
    assert library.shelved([key])[0].news == "2 new chapters, 3 edited, 1 gone"
    assert library.keys("is:new") == [key]
    library.note_news(key, News(library.edition(key), "before"))
    assert counts(library, key) == (0, 0, 0)
    library.note_news("not-here", news)


def test_reading_a_chapter_takes_it_off_the_news(library: Library, key: str) -> None:
    edition = library.edition(key)
    library.note_news(key, News(edition, "before", (1, 2), edited=3, gone=1))
    library.note_seen(key, "before", {1, 2})
    assert counts(library, key) == (2, 3, 1)
    library.note_seen(key, edition, {0})
    assert counts(library, key) == (2, 0, 0)
    library.note_seen(key, edition, {0, 2})
    assert library.news(key) == News(edition, "before", (1,))
    library.note_seen(key, edition, range(3))
    assert counts(library, key) == (0, 0, 0)
    assert library.news(key) == News(edition, "before")


@pytest.mark.parametrize(
    ("news", "said"),
    [
        ((0, 0, 0), ""),
        ((1, 0, 0), "1 new chapter"),
        ((0, 1, 2), "1 edited chapter, 2 gone"),
        ((0, 0, 2), "2 gone chapters"),
    ],
)
def test_news_in_words(news: tuple[int, int, int], said: str) -> None:
    assert words(*news) == said
