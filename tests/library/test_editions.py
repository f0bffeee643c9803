"""Whether a text that comes for a known work is taken."""

from __future__ import annotations

import pytest

from library.works import paragraphs, work
from tuireader.library.editions import Text, Verdict, are_one_work, judge, merge
from tuireader.library.parcel import pack
from tuireader.library.sameness import sentence_set
from tuireader.work import Metadata, Work


def text(made: Work) -> Text:
    parcel = pack(made)
    return Text(
        made.metadata,
        made.format,
        parcel.edition,
        len(parcel.chapters),
        parcel.chars,
        parcel.words,
        sentence_set(parcel.sentences),
    )


ONE, TWO, THREE = (paragraphs(12, seed) for seed in ("one", "two", "three"))
EDITED = [*ONE[:5], "It was altered here, by the author's own hand, one evening.", *ONE[6:]]
KNOWN = {"authors": ("a",), "url": "https://example.org/x"}
RATED = KNOWN | {"rating": "General"}
OLD = work("T", ONE, TWO, updated="2026-05-01", complete=False, tags=("z", "y"), **RATED)


@pytest.mark.parametrize(
    ("new", "verdict", "reason"),
    [
        (work("T", ONE, TWO, THREE, updated="2026-06-01", **KNOWN), Verdict.TAKE, ""),
        (work("T", EDITED, TWO, updated="2026-06-01", **KNOWN), Verdict.TAKE, ""),
        # The same words, and nothing else is said of them; or that it is complete, or retagged.
        (work("T", ONE, TWO, updated="2026-06-01", **KNOWN), Verdict.KEEP, ""),
        (work("T", ONE, TWO, updated="2026-06-01", complete=True, **RATED), Verdict.TAKE, "known"),
        (work("T", ONE, TWO, updated="2026-05-01", tags=("x", "y"), **RATED), Verdict.TAKE, ""),
        (work("T", ONE, TWO, updated="2026-05-01", tags=("y", "z"), **RATED), Verdict.KEEP, ""),
        (work("T", ONE, TWO, updated="2026-05-01", tags=("Y", "z"), **RATED), Verdict.KEEP, ""),
        (work("T", ONE, TWO, updated="2026-05-01", tags=(), **RATED), Verdict.KEEP, ""),
        (work("T", ONE, TWO, updated="2026-04-01", complete=True, **RATED), Verdict.KEEP, ""),
        (work("T", ONE, TWO, complete=True, format="text"), Verdict.KEEP, ""),
        (work("T", EDITED, TWO, updated="2026-04-01", **KNOWN), Verdict.KEEP, "newer edition"),
        (work("T", ONE, TWO, THREE, published="2026-01-01", **KNOWN), Verdict.TAKE, ""),
        # An older one may have the chapter that was taken out since.
        (work("T", ONE, THREE, TWO, updated="2026-04-30", **KNOWN), Verdict.KEEP, "newer edition"),
        # A bare dump: taken when it has more, not when it has less.
        (work("T", ONE, TWO, THREE, format="text"), Verdict.TAKE, ""),
        (work("T", ONE[:11], TWO, format="text"), Verdict.KEEP, "nothing in it is new"),
        (work("T", ONE, **KNOWN), Verdict.REFUSE, "much shorter"),
        (work("T", ONE, chapters_posted=2, **KNOWN), Verdict.KEEP, "a part"),
        (work("T", THREE, chapters_posted=3, **KNOWN), Verdict.REFUSE, "only 1 chapter of 3"),
        (
            work("T", THREE, paragraphs(12, "x"), **KNOWN),
            Verdict.REFUSE,
            "almost nothing in common",
        ),
    ],
)
def test_what_is_done_with_a_text(new: Work, verdict: Verdict, reason: str) -> None:
    judgement = judge(text(OLD), text(new), same_file=False)
    assert judgement.verdict is verdict
    assert reason in judgement.reason


def test_a_file_that_changed_in_its_place_is_taken_though_it_is_older() -> None:
    older = text(work("T", EDITED, TWO, updated="2026-04-01", **KNOWN))
    assert judge(text(OLD), older, same_file=True).verdict is Verdict.TAKE


def test_a_file_that_shrank_in_its_place_is_not_taken() -> None:
    assert judge(text(OLD), text(work("T", ONE, **KNOWN)), True).verdict is Verdict.REFUSE


def test_a_download_that_was_cut_short_is_asked_about() -> None:
    whole = text(work("T", ONE, TWO, THREE, *(paragraphs(12, seed) for seed in "abc"), **KNOWN))
    half = text(work("T", ONE, TWO, THREE[:6], chapters_posted=6, **KNOWN))
    start = text(work("T", ONE[:6], chapters_posted=6, **KNOWN))
    for new, same_file in ((half, False), (half, True), (start, True)):
        judgement = judge(whole, new, same_file)
        assert judgement.verdict is Verdict.REFUSE
        assert f"holds only {new.chapters} chapter" in judgement.reason
    # By itself it may be the page of a chapter.
    assert judge(whole, start, same_file=False).verdict is Verdict.KEEP


def test_a_richer_format_of_the_same_text_is_taken() -> None:
    dump = work("T", ONE, TWO, format="text")
    assert judge(text(dump), text(OLD), same_file=False).verdict is Verdict.TAKE
    assert judge(text(OLD), text(dump), same_file=False).verdict is Verdict.KEEP


# Copies of one edition, the poorest first: what a format cannot hold, a sentence more or less, and
# the tags in the order of the alphabet.
SAME_DAY = KNOWN | {"updated": "2026-05-01"}
COPIES = [
    work("T", ONE[:11], TWO, format="text", tags=("z", "y"), **SAME_DAY),
    work("T", ONE, TWO[:11], format="pdf", tags=("z", "y"), **SAME_DAY),
    work("T", ONE[1:], TWO, format="mobi", tags=("z", "y"), **SAME_DAY),
    work("T", ONE[:4] + ONE[5:], TWO, format="epub", tags=("y", "z"), **SAME_DAY),
    work("T", ONE, TWO, format="azw3", tags=("z", "y"), **SAME_DAY),
    work("T", ONE, TWO, format="epub", tags=("z", "y"), **SAME_DAY),
]


@pytest.mark.parametrize("richer", range(1, len(COPIES)))
def test_of_copies_of_one_edition_the_richest_is_read_whichever_came_first(richer: int) -> None:
    for poorer in range(richer):
        # Side by side, a program's order of tags is known by the author's.
        poor, rich = text(COPIES[poorer]), text(COPIES[richer])
        assert judge(rich, poor, same_file=False).verdict is Verdict.KEEP
        judgement = judge(poor, rich, same_file=False)
        assert (judgement.verdict, judgement.is_news) == (Verdict.TAKE, False)
        assert merge(poor, rich, take=True).tags == rich.metadata.tags


def test_the_site_s_own_copy_is_told_from_a_program_s_by_more_than_the_order_of_tags() -> None:
    own = text(work("T", ONE, TWO, format="epub", **SAME_DAY))
    fetched = text(
        work("T", ONE[1:], TWO, format="epub", identifiers=("fanficfare-uid:x", "y"), **SAME_DAY)
    )
    kept = merge(own, fetched, take=False)
    assert kept.identifiers == ("y",)
    own = own._replace(metadata=kept)
    assert judge(own, fetched, same_file=False).verdict is Verdict.KEEP
    assert judge(fetched, own, same_file=False) == (Verdict.TAKE, "", False)


def test_a_richer_copy_of_the_same_words_is_not_taken_from_an_older_day() -> None:
    converted = text(work("T", ONE, TWO, format="azw3", updated="2026-05-02", **KNOWN))
    assert judge(converted, text(OLD), same_file=False).verdict is Verdict.KEEP


def test_tags_that_were_added_are_taken_from_a_copy_that_lists_them_sorted() -> None:
    retagged = work("T", ONE, TWO, tags=("x", "y", "z"), updated="2026-05-01", **RATED)
    judgement = judge(text(OLD), text(retagged), same_file=False)
    assert (judgement.verdict, judgement.is_news) == (Verdict.TAKE, True)


def test_another_format_of_the_same_day_with_a_sentence_more_or_less_is_not_new() -> None:
    other = work("T", ONE[:11], TWO, format="epub", updated="2026-05-01", **KNOWN)
    assert judge(text(OLD), text(other), same_file=False).verdict is Verdict.KEEP


def test_what_a_poor_copy_does_not_say_stays_known() -> None:
    rich = text(
        work("T", ONE, chapters_planned=3, chapters_posted=1, complete=False, words=9, **KNOWN)
    )
    poor = text(work("t", ONE, TWO, format="text"))
    merged = merge(rich, poor, take=True)
    assert (merged.title, merged.authors, merged.url) == ("T", ("a",), KNOWN["url"])
    assert (merged.words, merged.chapters_posted) == (0, 0)  # of the old text
    assert (merged.chapters_planned, merged.complete) == (3, None)


def test_a_new_edition_says_how_far_the_work_is() -> None:
    old = text(work("T", ONE, chapters_planned=3, complete=False, tags=("a",), **KNOWN))
    new = text(work("T", ONE, TWO, chapters_posted=2, complete=False, tags=("b",), **KNOWN))
    merged = merge(old, new, take=True)
    assert merged == Metadata(
        title="T",
        tags=("b",),
        chapters_posted=2,
        complete=False,
        **KNOWN,  # type: ignore[arg-type]
    )


def test_texts_of_one_title_are_one_work_when_they_share_enough() -> None:
    whole = text(work("T", ONE, TWO))
    assert are_one_work(whole, text(work("T", ONE)))
    assert not are_one_work(whole, text(work("T", THREE)))
    assert not are_one_work(text(work("T", [])), text(work("T", [])))
    # Two sentences that stand in a long text prove nothing.
    assert not are_one_work(whole, text(work("T", ONE[:2])))
    assert are_one_work(whole, text(work("T", ONE[:2])), same_file=True)
    assert are_one_work(text(work("T", ONE[:3])), text(work("T", ONE[:2])))
