"""Records to test with: one written by hand, a large one, and any that could be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tuireader.marks import (
    Absorbed,
    Anchor,
    Colour,
    Mark,
    MarkKind,
    Progress,
    WorkRecord,
    in_reading_order,
)
from tuireader.place import Passage, Place, Quote

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def bookmark(id: str, minutes: float = 0, place: Place | None = None, **fields: Any) -> Mark:
    anchor = Anchor(Passage.at(place or Place(0, 1, 2)))
    return Mark(id, MarkKind.BOOKMARK, anchor, T0, at(minutes), **fields)


def progress(minutes: float, place: Place) -> Progress:
    return Progress(Anchor(Passage.at(place)), at(minutes))


def highlight(number: int) -> Mark:
    start = Place(number // 50, number % 50, 10)
    words = f"the lamp was lit for the {number}th time, and “nobody” came to see it"
    return Mark(
        f"{number:012x}",
        MarkKind.HIGHLIGHT,
        Anchor(
            Passage(start, start._replace(offset=90)),
            Quote(
                words, "Every evening at the turn of the tide ", ", but the gulls. Still it burned"
            ),
            "The Keeper of the Lamp",
            digest=f"{number:032x}",
            edition="5f3a" * 8,
        ),
        at(number),
        at(number),
        note="Again!\nIt is the ninth chapter." if number % 7 == 0 else "",
        colour="yellow",
    )


def large_record(marks: int = 1000) -> WorkRecord:
    return WorkRecord(
        "the-lamp",
        "The Lamp at the Edge",
        ("A. Keeper",),
        progress(marks, Place(3, 17, 42)),
        tuple(highlight(number) for number in range(marks)),
    )


# Any text that may stand in a record: no control characters but line ends and tabs.
texts = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"),
        include_characters='\n\t"\\[]#=🏴',
    ),
    max_size=20,
)
words = texts.filter(bool)
moments = st.datetimes(
    datetime(1950, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC), allow_imaginary=False
)
places = st.builds(Place, *[st.integers(0, 40)] * 3)
passages = st.tuples(places, places).map(lambda pair: Passage(min(pair), max(pair)))
quotes = st.builds(Quote, texts, texts, texts)
made_anchors = st.builds(Anchor, passages, quotes, texts, texts, texts, texts)
certainties = st.floats(0, 1).map(lambda number: round(number, 2))
moved_anchors = st.builds(
    Anchor, passages, quotes, texts, texts, texts, texts, certainties, made_anchors
)
anchors = made_anchors | moved_anchors

values = st.recursive(
    st.text(max_size=8)
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | moments
    | st.dates(date(1900, 1, 1))
    | st.times().map(lambda moment: moment.replace(fold=0)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
KNOWN = {
    *("schema", "key", "title", "authors", "status", "rating", "progress", "mark", "changed"),
    *("removed", "id", "kind", "place", "end", "label", "text", "note", "colour", "lost"),
    *("created", "modified", "before", "after", "chapter_title", "chapter_id", "digest"),
    *("edition", "fraction", "finished", "at", "chapter", "block", "offset"),
    *("certainty", "origin", "known_as", "apart_from", "absorbed", "marks", "before"),
}
extras = st.dictionaries(
    st.text(max_size=6).filter(lambda key: key not in KNOWN), values, max_size=3
)


def records(
    ids: st.SearchStrategy[str] = words,
    times: st.SearchStrategy[datetime] = moments,
    anchors: st.SearchStrategy[Anchor] = anchors,
    extras: st.SearchStrategy[dict[str, Any]] = extras,
) -> st.SearchStrategy[WorkRecord]:
    """Any record whose marks are in order and in which no id is both there and deleted."""
    marks = st.builds(
        Mark,
        ids,
        st.sampled_from(MarkKind),
        anchors,
        times,
        times,
        texts,
        texts,
        st.sampled_from(["", "mauve", *(colour.value for colour in Colour)]),
        st.booleans(),
        extras,
    )
    fractions = st.floats(0, 1).map(lambda number: round(number, 4))
    progresses = st.none() | st.builds(Progress, anchors, times, fractions, st.booleans(), extras)
    absorbed = st.builds(
        Absorbed,
        words,
        times,
        texts,
        *[st.lists(words, max_size=2).map(tuple)] * 3,
        progresses,
        progresses,
    )
    return st.builds(
        _record,
        title=texts,
        authors=st.lists(words, max_size=2).map(tuple),
        progress=progresses,
        marks=st.lists(marks, max_size=4, unique_by=lambda mark: mark.id),
        removed=st.dictionaries(ids, times, max_size=3),
        status=texts,
        rating=st.none() | st.integers(0, 5),
        known_as=st.lists(words, max_size=2).map(tuple),
        absorbed=st.lists(absorbed, max_size=1).map(tuple),
        apart_from=st.lists(words, max_size=2).map(tuple),
        changed=st.dictionaries(
            st.sampled_from(["title", "authors", "status", "rating", "known_as", "apart_from"]),
            times,
            max_size=4,
        ),
        extra=extras,
    )


def alike() -> st.SearchStrategy[WorkRecord]:
    """Records of few ids and few times, so that versions of one mark meet, also of one time."""
    return records(
        ids=st.sampled_from(["a", "b", "c"]),
        times=st.integers(0, 3).map(at),
        anchors=st.integers(0, 3).map(lambda block: Anchor(Passage.at(Place(0, block)))),
        extras=st.dictionaries(st.sampled_from("xy"), st.integers(0, 2), max_size=2),
    )


def _record(marks: list[Mark], removed: dict[str, datetime], **fields: Any) -> WorkRecord:
    ids = {mark.id for mark in marks}
    return WorkRecord(
        "a-work",
        marks=in_reading_order(marks),
        removed={id: moment for id, moment in removed.items() if id not in ids},
        **fields,
    )
