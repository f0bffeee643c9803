"""Marks out and in: JSON that comes back the same, Markdown and CSV that show what is there."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.records import T0, at, bookmark, highlight, records
from tuireader.marks import NO_QUOTE, Anchor, Mark, MarkKind, WorkRecord
from tuireader.place import Passage, Place, Quote
from tuireader.store import exchange
from tuireader.store.exchange import (
    About,
    Item,
    Outer,
    from_json,
    items_of,
    mark_of,
    missing,
    to_csv,
    to_json,
    to_markdown,
    to_w3c,
)


def outward(key: str, place: Place) -> Outer:
    """As in a work whose every second block holds no text."""
    return place.chapter + 1, place.block // 2, place.offset


LAMP = WorkRecord(
    "the-lamp",
    "The Lamp at the Edge",
    ("A. Keeper",),
    marks=(
        bookmark("b1", place=Place(0, 2, 5), label="Begin here", note="Slowly.\n\nAgain."),
        replace(highlight(60), lost=False),
    ),
)


def test_json_is_as_documented() -> None:
    document = json.loads(to_json(items_of(LAMP, outward)))
    assert document == [
        {
            "work": "the-lamp",
            "kind": "bookmark",
            "chapter": 1,
            "block": 1,
            "start": 5,
            "end_chapter": 1,
            "end_block": 1,
            "end": 5,
            "text": "",
            "note": "Begin here\n\nSlowly.\n\nAgain.",
            "colour": "",
            "created": "2026-03-01T12:00:00Z",
            "lost": False,
            "id": "b1",
            "label": "Begin here",
            "before": "",
            "after": "",
        },
        {
            "work": "the-lamp",
            "kind": "highlight",
            "chapter": 2,
            "block": 5,
            "start": 10,
            "end_chapter": 2,
            "end_block": 5,
            "end": 90,
            "text": "the lamp was lit for the 60th time, and “nobody” came to see it",
            "note": "",
            "colour": "yellow",
            "created": "2026-03-01T13:00:00Z",
            "lost": False,
            "id": "00000000003c",
            "label": "",
            "before": "Every evening at the turn of the tide ",
            "after": ", but the gulls. Still it burned",
        },
    ]


def test_a_place_that_cannot_be_told_is_null() -> None:
    document = json.loads(to_json(items_of(LAMP, lambda key, place: None)))
    assert {document[0][name] for name in ("chapter", "block", "start", "end")} == {None}


def bare(item: Item) -> Item:
    """What our JSON says of a mark: not what its work and chapter are called."""
    return item._replace(about=About(), chapter_title="")


def at_one_place(item: Item) -> Item:
    """A bookmark is one place, whatever it covered."""
    return item._replace(end=item.start) if item.kind is MarkKind.BOOKMARK else item


@settings(max_examples=50, deadline=None)
@given(records())
def test_json_comes_back_the_same(record: WorkRecord) -> None:
    items = items_of(record, outward)
    read, problems = from_json(to_json(items))
    assert read == [bare(at_one_place(item)) for item in items]
    assert problems == []
    assert missing(items, items) == []
    assert missing(read, items) == []
    anonymous = [item._replace(id="") for item in read]
    assert missing(anonymous, read) == []


@settings(max_examples=50, deadline=None)
@given(records(), st.sampled_from(["", "https://example.org/works/1"]))
def test_w3c_comes_back_the_same(record: WorkRecord, url: str) -> None:
    items = items_of(record, outward, url)
    read, problems = exchange.read(to_w3c(items).encode("utf-8", "replace"))
    assert problems == []
    assert read == [at_one_place(item) for item in items]
    assert missing(read, items) == []


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.builds(
            Item,
            st.just("w"),
            st.just(MarkKind.BOOKMARK),
            st.tuples(st.integers(1, 3), st.integers(0, 3), st.integers(0, 3)),
            note=st.text("ab\n", max_size=6).map(str.strip),
            text=st.just(""),
            colour=st.sampled_from(["", "pink"]),
            created=st.just(T0),
            lost=st.just(False),
            id=st.just(""),
            before=st.just(""),
            after=st.just(""),
            original=st.just(NO_QUOTE),
            certainty=st.just(1.0),
            chapter_title=st.just(""),
            about=st.just(About()),
            label=st.none(),
        ).map(lambda item: item._replace(end=item.start)),
        max_size=4,
    )
)
def test_what_is_brought_in_goes_out_the_same(items: list[Item]) -> None:
    record = WorkRecord("w")
    new = missing(items, [])
    for item in new:
        assert item.start
        chapter, block, offset = item.start
        place = Place(chapter - 1, block * 2, offset)
        record = record.with_mark(mark_of(item, Anchor(Passage.at(place)), at(9)))
    out = [bare(item)._replace(id="", label=None) for item in items_of(record, outward)]
    assert sorted(out) == sorted(new)
    assert missing(items, out) == []


def quoted(text: str, **fields: Any) -> dict[str, Any]:
    return {"work": "w", "kind": "highlight", "text": text, **fields}


def test_a_mark_without_a_place_is_known_by_its_words() -> None:
    items, problems = from_json(json.dumps([quoted("the lamp was lit", chapter=None)]))
    assert problems == []
    assert items == [Item("w", MarkKind.HIGHLIGHT, text="the lamp was lit")]


def test_what_may_be_missing_may_be_missing() -> None:
    items, problems = from_json(
        json.dumps(
            [
                {"work": "w", "chapter": 2},
                {"work": "w", "chapter": 2, "block": 3, "start": 1, "end": 4, "colour": " Pink"},
                {"work": "w", "text": "words"},
                quoted("words", chapter=1, block=2, start=3),
                quoted("words", created="2026-03-01"),
                {"work": "w", "chapter": 1, "end_chapter": 2, "end_block": 0, "end": 0},
            ]
        )
    )
    assert problems == []
    assert [(item.kind.value, item.start, item.end) for item in items] == [
        ("bookmark", (2, 0, 0), (2, 0, 0)),
        ("highlight", (2, 3, 1), (2, 3, 4)),
        ("highlight", None, None),
        ("highlight", (1, 2, 3), None),
        ("highlight", None, None),
        ("highlight", (1, 0, 0), (2, 0, 0)),
    ]
    assert items[1].colour == "pink"
    assert items[4].created is not None


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (3, "it is no mark"),
        ({"text": "words"}, "it does not say of which work"),
        ({"work": ["w"]}, "work is no text"),
        ({"work": "w"}, "it has neither a place nor a text"),
        ({"work": "w", "kind": "highlight", "chapter": 1}, "it does not say where it ends"),
        ({"work": "w", "chapter": 0}, "chapter is no number from 1"),
        ({"work": "w", "chapter": 1, "block": -1}, "block is no number from 0"),
        ({"work": "w", "chapter": 1, "start": 1.5}, "start is no number from 0"),
        ({"work": "w", "chapter": True}, "chapter is no number from 1"),
        ({"work": "w", "chapter": 1, "start": 5, "end": 4}, "it ends before it begins"),
        (
            {"work": "w", "chapter": 1, "kind": "drawing"},
            "it is neither a bookmark nor a highlight",
        ),
        ({"work": "w", "chapter": 1, "created": "long ago"}, "created is no date"),
        ({"work": "w", "chapter": 1, "note": 5}, "note is no text"),
    ],
)
def test_what_makes_no_sense_costs_that_mark_only(value: object, problem: str) -> None:
    items, problems = from_json(json.dumps([quoted("a"), value, quoted("b")]))
    assert [item.text for item in items] == ["a", "b"]
    assert problems == [f"mark 2: {problem}"]


@pytest.mark.parametrize("text", ["", "marks", "[" * 100_000, '{"work": "w"}', b"\xff"])
def test_what_is_no_list_of_marks_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"it is (not JSON|JSON, but no list of marks)"):
        from_json(text)


def test_nothing_that_commands_a_terminal_comes_in() -> None:
    items, _ = from_json(json.dumps([quoted("a\x1b]52;c;Zm9v\x07b", note="\x9b31m\u202e\ud800")]))
    assert (items[0].text, items[0].note) == ("ab", "\ufffd")


def test_what_is_there_is_not_brought_in_again() -> None:
    present = [item._replace(id="") for item in items_of(LAMP, outward)]
    moved = [item._replace(start=(9, 9, 9), end=(9, 9, 9)) for item in present]
    edited = [item._replace(note="edited", colour="blue") for item in present]
    assert missing(present, edited) == []
    # A highlight that moved with its words is known by them.
    assert missing(present, moved) == present[:1]
    changed = moved[1]._replace(text="edited", original=Quote(present[1].text))
    assert missing(present[1:], [changed]) == []
    words = Item("the-lamp", MarkKind.HIGHLIGHT, text=present[1].text)
    assert missing([words], present) == []
    assert missing([words._replace(text="other"), words._replace(work="w")], present) != []
    undated = present[1]._replace(created=None)
    assert missing([undated], present) == []
    elsewhere = undated._replace(start=(7, 7, 7), end=(7, 7, 9))  # the same words, said again
    assert missing([elsewhere, elsewhere], present) == [elsewhere]


def test_a_mark_is_known_by_its_id_whatever_became_of_it() -> None:
    present = items_of(LAMP, outward)
    changed = [
        item._replace(start=(9, 9, 9), end=(9, 9, 9), text="x", created=None) for item in present
    ]
    assert missing(changed, present) == []
    others = [item._replace(id=item.id + "2", start=(8, 8, 8), created=at(99)) for item in present]
    assert missing(others, present) == others


def test_a_file_that_was_taken_in_is_known_though_its_places_were_others() -> None:
    """Its words were found elsewhere, and the mark was edited since."""
    item = Item("w", MarkKind.HIGHLIGHT, (9, 0, 0), (9, 0, 4), "Yes.", note="as it was")
    mark = mark_of(item, Anchor(Passage.at(Place()), Quote("Yes.")), at(1))
    record = WorkRecord("w", marks=(replace(mark, note="as it is"),))
    assert missing([item], items_of(record, outward)) == []


def test_each_mark_that_is_there_stands_for_one_only() -> None:
    """Words that were marked in two places at one time are two marks."""
    yes = Item("w", MarkKind.HIGHLIGHT, (1, 0, 0), (1, 0, 4), "Yes.", created=T0)
    again = yes._replace(start=(2, 0, 0), end=(2, 0, 4))
    twice = yes._replace(note="on the same words")
    assert missing([yes, again, twice, yes], []) == [yes, again, twice]
    assert missing([yes, again, twice], [yes]) == [again, twice]
    assert missing([again], [again, yes]) == []
    assert missing([yes, again, twice], [twice, again, yes]) == []


def test_a_file_read_on_two_devices_makes_one_mark() -> None:
    item = Item("w", MarkKind.BOOKMARK, (1, 0, 0), (1, 0, 0), note="Here\n\nand why")
    one = mark_of(item, Anchor(Passage.at(Place())), at(1))
    other = mark_of(item, Anchor(Passage.at(Place())), at(2))
    assert one.id == other.id
    assert mark_of(item._replace(note="Else"), one.anchor, at(1)).id != one.id
    assert mark_of(item._replace(id="m1"), one.anchor, at(1)).id == "m1"
    assert (one.label, one.note) == ("Here", "and why")
    assert (one.created, one.modified) == (at(1), at(1))


def test_markdown_is_by_work_and_chapter() -> None:
    lost = replace(highlight(7), lost=True)
    titled = Anchor(Passage.at(Place(0)), Quote(suffix="It was *late* and"), chapter_title="I. [x]")
    other = WorkRecord(
        "dusk",
        "Dusk",
        marks=(Mark("m", MarkKind.BOOKMARK, titled, T0, T0, label="# here"),),
    )
    lamp = replace(LAMP, marks=(*LAMP.marks, lost))
    assert to_markdown([lamp, other, WorkRecord("unmarked", "Unmarked")]) == (
        "# Dusk\n\n"
        "## Chapter 1: I. \\[x\\]\n\n"
        "**\\# here**: It was \\*late\\* and …\n\n"
        "*2026-03-01*\n\n"
        "# The Lamp at the Edge\n\n"
        "by A. Keeper\n\n"
        "## Chapter 1\n\n"
        "**Begin here**\n\n"
        "Slowly.\n\nAgain.\n\n"
        "*2026-03-01*\n\n"
        "## Chapter 2: The Keeper of the Lamp\n\n"
        "> the lamp was lit for the 60th time, and “nobody” came to see it\n\n"
        "*yellow, 2026-03-01*\n\n"
        "## No longer in the text\n\n"
        "> the lamp was lit for the 7th time, and “nobody” came to see it\n\n"
        "Again!\nIt is the ninth chapter.\n\n"
        "*yellow, 2026-03-01*\n"
    )
    assert to_markdown([]) == ""


def test_markdown_says_on_what_other_words_a_mark_was_made() -> None:
    now = replace(highlight(1).anchor, quote=Quote("the lamp is lit"), origin=highlight(1).anchor)
    mark = replace(highlight(1), anchor=now, note="Mine.")
    text = to_markdown([WorkRecord("w", "W", marks=(mark,))])
    assert (
        "> the lamp is lit\n\n"
        "It was: the lamp was lit for the 1th time, and “nobody” came to see it\n\nMine.\n" in text
    )


def test_markdown_shows_book_text_as_it_is() -> None:
    quote = Quote("- a\n1. b\n# c\n<i>d</i> &amp; [e](f) `g`")
    passage = Passage(Place(), Place(0, 1, 1))
    mark = replace(highlight(1), anchor=Anchor(passage, quote))
    text = to_markdown([WorkRecord("w", "W", marks=(mark,))])
    assert (
        "> \\- a\n>\n> 1\\. b\n>\n> \\# c\n>\n> \\<i\\>d\\</i\\> \\&amp; \\[e\\](f) \\`g\\`\n"
        in text
    )


@pytest.mark.parametrize("note", ["=1+1", "'=1+1", "''-1", "'quoted'", "- a list", "@x"])
def test_csv_gives_back_every_note(note: str) -> None:
    item = Item("w", MarkKind.HIGHLIGHT, (1, 0, 0), (1, 0, 4), "Yes.", note=note, label="")
    written = to_csv([item])
    assert not re.search(r"(?m)(?:^|,)[=@]", written)
    items, problems = exchange.read(written.encode())
    assert (items[0].note, problems) == (note, [])


def test_csv_gives_back_a_highlight_of_a_whole_chapter() -> None:
    words = "word " * 60_000
    item = Item("w", MarkKind.HIGHLIGHT, (1, 0, 0), (1, 9, 4), words, label="")
    assert csv.field_size_limit() < len(words)
    assert exchange.read(to_csv([item]).encode())[0][0].text == words
    assert csv.field_size_limit() < len(words)  # which is everybody's, and as it was


def test_csv_is_a_table_that_runs_nothing() -> None:
    quotes = [
        '=HYPERLINK("http://x")',
        "- Oui, dit-il.",
        "-1+cmd|' /C calc'!A0",
        'He said, "So."\nI',
    ]
    marks = tuple(
        replace(highlight(number), anchor=Anchor(highlight(number).anchor.passage, Quote(quote)))
        for number, quote in enumerate(quotes, 1)
    )
    record = replace(LAMP, marks=(*LAMP.marks[:1], *marks))
    table = list(
        csv.reader(io.StringIO(to_csv(items_of(record, outward, "https://example.org/1"))))
    )
    assert ",".join(table[0]).startswith("Highlight,Title,Author,URL,Note,Location,Date,")
    assert [row[0] for row in table[1:]] == [
        "",
        "'" + quotes[0],
        quotes[1],
        "'" + quotes[2],
        quotes[3],
    ]
    assert table[1][1:7] == [
        "The Lamp at the Edge",
        "A. Keeper",
        "https://example.org/1",
        "Begin here\n\nSlowly.\n\nAgain.",
        "1",
        "2026-03-01 12:00:00",
    ]
    assert {len(row) for row in table} == {12}
