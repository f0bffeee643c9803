"""Whether the same sentences in another arrangement are another edition, and of which works."""

from __future__ import annotations

import pytest

from library.works import paragraphs, work
from tuireader.library import Library
from tuireader.library.arrangement import is_rearranged
from tuireader.library.parcel import pack

ONE, TWO, THREE, FOUR = (paragraphs(20, seed) for seed in ("one", "two", "three", "four"))
KNOWN = {"authors": ("a",), "url": "https://archiveofourown.org/works/5", "published": "2026-01-01"}


@pytest.mark.parametrize(
    ("new", "rearranged"),
    [
        ((ONE, TWO, THREE), False),
        ((ONE, THREE, TWO), True),
        ((ONE, [*TWO[10:], *TWO[:10]], THREE), True),
        ((ONE, TWO[:10], TWO[10:], THREE), True),
        (([*ONE, *TWO], THREE), True),
        ((ONE, THREE), True),
        ((TWO, THREE), True),
        # It stops earlier, or says more, or has a sentence elsewhere, or knows no chapters.
        ((ONE, TWO), False),
        ((ONE, TWO[:10]), False),
        ((ONE, TWO, THREE, FOUR), False),
        ((ONE, [*TWO[1:], TWO[0]], THREE), False),
        (([*ONE, *TWO, *THREE],), False),
        (([],), False),
    ],
)
def test_what_is_another_arrangement(new: tuple[list[str], ...], rearranged: bool) -> None:
    old = work("T", ONE, TWO, THREE)
    assert is_rearranged(old.chapters, work("T", *new).chapters) is rearranged


def test_repeated_sentences_tell_nothing_of_the_order() -> None:
    said = "She said nothing to that at all."
    old = work("T", [said, *ONE, said], [*TWO, said])
    new = work("T", [*ONE], [said, said, *TWO])
    assert not is_rearranged(old.chapters, new.chapters)


@pytest.mark.parametrize(
    ("new", "format", "date", "status"),
    [
        ((ONE, THREE, TWO), "text", "", "updated"),
        ((ONE, THREE), "text", "", "updated"),
        ((ONE, TWO, THREE), "text", "2026-09-01", "unchanged"),
        ((ONE, TWO), "text", "", "unchanged"),  # an older dump
        ((ONE, TWO), "text", "2026-09-01", "updated"),  # the author took a chapter away
        ((ONE, TWO), "text", "2026-01-01", "unchanged"),
        # Pages of a PDF are no evidence by themselves.
        ((ONE, THREE, TWO), "pdf", "", "unchanged"),
        ((ONE, THREE, TWO), "pdf", "2026-09-01", "updated"),
        ((ONE, THREE, TWO), "epub", "2026-06-01", "updated"),
    ],
)
def test_another_arrangement_of_a_serial_is_taken(
    library: Library, new: tuple[list[str], ...], format: str, date: str, status: str
) -> None:
    first = work("T", ONE, TWO, THREE, updated="2026-06-01", chapters_posted=3, **KNOWN)
    key = library.put_parcel(pack(first)).key
    dated = {**KNOWN, "updated": date} if date else {}
    added = library.put_parcel(pack(work("T", *new, format=format, **dated)))
    assert (added.key, added.status) == (key, status)


def test_a_book_in_another_arrangement_is_a_converter_s(library: Library) -> None:
    library.put_parcel(pack(work("T", ONE, TWO, THREE, authors=("a",))))
    again = work("T", ONE, THREE, TWO, format="text")
    assert library.put_parcel(pack(again)).status == "unchanged"
