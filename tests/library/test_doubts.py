"""Works that may be one: which are doubted, and what is known of both."""

from __future__ import annotations

import pytest

from library.works import paragraphs, work
from tuireader.library import Doubt, Library

ONE, TWO, THREE = (paragraphs(12, seed) for seed in ("one", "two", "three"))


@pytest.fixture
def doubt(library: Library) -> Doubt:
    other = library.put(work("Letters", ONE, authors=("Ann",))).key
    return Doubt(library.put(work("Letters", [*ONE[:3], *THREE], format="text")).key, other)


def test_what_may_be_the_same_work_is_doubted_until_it_is_settled(
    library: Library, doubt: Doubt
) -> None:
    key = library.put(work("Other Letters", TWO)).key
    assert library.doubts() == library.doubts(doubt.other) == [doubt]
    assert library.doubts(key) == []
    assert [row.doubted for row in library.shelved([*doubt, key])] == [True, True, False]
    library.settle(Doubt(*doubt[::-1]))
    assert library.doubts() == []
    library.reopen(doubt)
    assert library.doubts() == [doubt]


def test_a_work_that_is_off_the_shelf_is_not_doubted(library: Library, doubt: Doubt) -> None:
    library.remove(doubt.other)
    assert library.doubts() == []
    library.restore(doubt.other)
    library.unite(doubt.other, doubt.key)
    assert library.doubts() == []
    assert not library.shelved([doubt.other])[0].doubted
    assert library.united(doubt.other) == ["Letters"]
    library.part(doubt.other, doubt.key, ())
    assert library.doubts() == [doubt]
    assert library.united(doubt.other) == []


def test_what_speaks_for_and_against(library: Library, doubt: Doubt) -> None:
    found = library.examine(doubt)
    assert (found.work.chapters, found.work.format, found.work.path) == (1, "text", "")
    assert (found.other.authors, found.other.words) == (("Ann",), 300)
    assert found.same_title
    assert found.same_authors is None
    assert found.shared == pytest.approx(3 / 12)
    bea = library.put(work("Later Letters", TWO[:2], authors=("Bea",))).key
    found = library.examine(Doubt(bea, doubt.other))
    assert (found.same_title, found.same_authors, found.shared) == (False, False, None)
    with pytest.raises(KeyError):
        library.examine(Doubt("gone", bea))


def test_an_older_text_is_read_again(library: Library) -> None:
    first = work("Letters", ONE, authors=("Ann",), chapters_planned=3)
    key = library.put(first).key
    library.put(work("Letters", ONE, TWO, authors=("Ann",)))
    late, early = library.editions(key)
    library.read_edition(key, early)
    assert library.editions(key) == [early, late]
    assert len(library.outline(key)) == 1
    assert library.metadata(key) == first.metadata
    with pytest.raises(KeyError):
        library.read_edition(key, "never here")
