"""Marks in other programs' formats: W3C annotations, KOReader, Foliate, Readwise."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from store.records import at, bookmark, highlight
from tuireader.marks import MarkKind, WorkRecord
from tuireader.place import Place, Quote
from tuireader.store.exchange import (
    About,
    Item,
    items_of,
    read,
    to_csv,
    to_koreader,
    to_w3c,
)

LAMP = WorkRecord(
    "the-lamp",
    "The Lamp at the Edge",
    ("A. Keeper", "B. Mate"),
    marks=(
        bookmark("b1", place=Place(0, 2, 5), label="Begin here"),
        replace(highlight(60), note="Why?", colour="pink"),
    ),
)
URL = "https://archiveofourown.org/works/1"


def items(url: str = "", record: WorkRecord = LAMP) -> list[Item]:
    return items_of(record, lambda _, place: (place.chapter + 1, place.block, place.offset), url)


def take(document: object) -> tuple[list[Item], list[str]]:
    return read(json.dumps(document).encode())


# W3C


def test_w3c_is_what_the_standard_says() -> None:
    collection = json.loads(to_w3c(items(URL)))
    assert collection["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", 2)
    _, annotation = collection["first"]["items"]
    assert annotation["id"] == "urn:tuireader:mark:00000000003c"
    assert annotation["type"] == "Annotation"
    assert annotation["motivation"] == "highlighting"
    assert annotation["created"] == "2026-03-01T13:00:00Z"
    assert annotation["body"] == [
        {"type": "TextualBody", "format": "text/plain", "purpose": "commenting", "value": "Why?"}
    ]
    assert annotation["target"] == {
        "type": "SpecificResource",
        "source": URL,
        "styleClass": "pink",
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": "the lamp was lit for the 60th time, and “nobody” came to see it",
                "prefix": "Every evening at the turn of the tide ",
                "suffix": ", but the gulls. Still it burned",
            },
            {
                "type": "FragmentSelector",
                "conformsTo": "urn:tuireader:place",
                "value": "2.10.10-2.10.90",
            },
        ],
    }


def test_annotations_of_other_programs_are_taken() -> None:
    made, problems = take(
        [
            {
                "@context": "http://www.w3.org/ns/anno.jsonld",
                "id": "http://example.org/anno1",
                "type": "Annotation",
                "created": "2026-03-01T12:00:00Z",
                "body": {"type": "TextualBody", "value": "A note", "purpose": "commenting"},
                "target": {
                    "source": URL,
                    "selector": {"type": "TextQuoteSelector", "exact": "words", "prefix": "some "},
                },
            },
            {"type": "Annotation", "target": "http://example.org/page"},
            {
                "type": "Annotation",
                "motivation": ["bookmarking"],
                "bodyValue": "Here",
                "body": ["http://example.org/x", {"value": "tag", "purpose": "tagging"}],
                "target": [
                    {
                        "source": {"id": URL, "type": "Text"},
                        "styleClass": ["lime"],
                        "selector": [
                            {"type": "TextPositionSelector", "start": 1, "end": 2},
                            {"type": "TextQuoteSelector", "exact": "other words"},
                        ],
                    }
                ],
            },
        ]
    )
    assert problems == ["mark 2: it does not quote any words"]
    about = About(url=URL)
    assert made == [
        Item(
            "",
            MarkKind.HIGHLIGHT,
            text="words",
            note="A note",
            created=at(0),
            before="some ",
            about=about,
        ),
        Item("", MarkKind.BOOKMARK, text="other words", note="Here", colour="green", about=about),
    ]


def test_what_hypothesis_gives_is_taken() -> None:
    row = {
        "created": "2026-03-01T12:00:00.5+00:00",
        "uri": URL,
        "text": "A note",
        "tags": ["x"],
        "document": {"title": ["The Lamp"]},
        "target": [{"source": URL, "selector": [{"type": "TextQuoteSelector", "exact": "words"}]}],
    }
    (item,), problems = take({"total": 1, "rows": [row]})
    assert problems == []
    assert (item.text, item.note, item.about) == ("words", "A note", About("The Lamp", (), URL))


@pytest.mark.parametrize("value", ["0.1.1", "1.1", "1.1.1-", "x", "9" * 12 + ".1.1", 5])
def test_a_fragment_that_makes_no_sense_is_no_place(value: object) -> None:
    selector = {"type": "FragmentSelector", "conformsTo": "urn:tuireader:place", "value": value}
    words = {"type": "TextQuoteSelector", "exact": "words"}
    made, problems = take({"type": "Annotation", "target": {"selector": [selector, words]}})
    assert [item.start for item in made] == [None] * (1 - len(problems))


# KOReader


def test_koreader_is_as_its_exporter_writes_it() -> None:
    document = json.loads(to_koreader(items(), datetime(2026, 3, 2, tzinfo=UTC)))
    ours = [entry.pop("tuireader") for entry in document["entries"]]
    assert [(one["work"], one["id"]) for one in ours] == [(LAMP.key, m.id) for m in LAMP.marks]
    assert document == {
        "title": "The Lamp at the Edge",
        "author": "A. Keeper\nB. Mate",
        "created_on": 1772409600,
        "version": "json/1.0.0",
        "entries": [
            {"sort": "bookmark", "page": 1, "time": 1772366400, "text": "", "note": "Begin here"},
            {
                "sort": "highlight",
                "page": 2,
                "time": 1772370000,
                "text": "the lamp was lit for the 60th time, and “nobody” came to see it",
                "note": "Why?",
                "chapter": "The Keeper of the Lamp",
                "drawer": "lighten",
                "color": "red",
            },
        ],
    }
    other = [item._replace(work="dusk", about=About("Dusk")) for item in items()]
    several = json.loads(to_koreader([*items(), *other], datetime(2026, 3, 2, tzinfo=UTC)))
    assert [one["title"] for one in several["documents"]] == ["The Lamp at the Edge", "Dusk"]
    for one in several["documents"]:
        for entry in one["entries"]:
            del entry["tuireader"]
    made, problems = take(several)
    assert problems == ["mark 1: it has no words", "mark 3: it has no words"]
    assert [item.about.title for item in made] == ["The Lamp at the Edge", "Dusk"]
    assert (made[0].colour, made[0].created, made[0].chapter_title) == (
        "pink",
        at(60),
        "The Keeper of the Lamp",
    )


def test_what_koreader_wrote_before_2022_is_taken() -> None:
    entry = {"page": 17, "time": 1646466585, "sort": "highlight", "text": "words", "chapter": "1"}
    document = {"title": "T", "author": "A", "exported": {"html": True}, "1": [entry], "2": [entry]}
    made, problems = take(document)
    assert problems == []
    assert [(item.text, item.about) for item in made] == [("words", About("T", ("A",)))] * 2


# Foliate


def test_foliates_annotations_are_taken() -> None:
    made, problems = take(
        {
            "lastLocation": "epubcfi(/6/8!/4/2)",
            "annotations": [
                {
                    "value": "epubcfi(/6/8!/4/2,/1:0,/1:5)",
                    "color": "aqua",
                    "text": "words",
                    "note": "why",
                    "created": "2026-03-01T12:00:00.000Z",
                    "modified": "",
                },
                {"value": "epubcfi(/6/8!/4/2)", "color": "#ff00ff", "text": ""},
            ],
            "bookmarks": ["epubcfi(/6/8!/4/4)"],
            "metadata": {
                "identifier": URL,
                "title": {"en": "The Lamp"},
                "author": [{"name": "A. Keeper"}, "B. Mate"],
            },
        }
    )
    assert problems == [
        "mark 2: it has no words",
        "1 bookmarks have no words by which to find them",
    ]
    about = About("The Lamp", ("A. Keeper", "B. Mate"), URL)
    assert made == [
        Item(
            "",
            MarkKind.HIGHLIGHT,
            text="words",
            note="why",
            colour="blue",
            created=at(0),
            about=about,
        )
    ]


# Readwise


def test_our_table_comes_back() -> None:
    quotes = ["=HYPERLINK(1)", "- Oui.", 'He said, "So."\nI', "'Twas"]
    marks = tuple(
        replace(highlight(number), anchor=replace(highlight(1).anchor, quote=Quote(quote)))
        for number, quote in enumerate(quotes)
    )
    made, problems = read(to_csv(items(URL, replace(LAMP, marks=marks))).encode())
    assert problems == []
    assert [item.text for item in made] == quotes
    assert [item.created for item in made] == [at(number) for number in range(4)]
    assert {item.about for item in made} == {
        About("The Lamp at the Edge", ("A. Keeper", "B. Mate"), URL)
    }
    assert made[0].note == "Again!\nIt is the ninth chapter."


def test_what_readwise_exports_is_taken() -> None:
    table = (
        "\ufeffHighlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,"
        "Location,Highlighted at,Document tags\n"
        '"words, more",The Lamp,A. Keeper and B. Mate,,why,purple,,order,3,'
        "2026-03-01 12:00:00+00:00,\n"
        ",The Lamp,,,,,,,,,\n"
        "more,The Lamp,,,,,,,,one day,\n"
    )
    made, problems = read(table.encode())
    assert problems == ["mark 2: it has no words"]
    assert made == [
        Item(
            "",
            MarkKind.HIGHLIGHT,
            text="words, more",
            note="why",
            colour="pink",
            created=at(0),
            about=About("The Lamp", ("A. Keeper", "B. Mate")),
        ),
        Item("", MarkKind.HIGHLIGHT, text="more", about=About("The Lamp")),
    ]


# Anything else


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# Notes\n\nSome notes",
        b"Title,Author\na,b\n",
        b"{",
        b"\xff\xfe{",
        b"[" * 100_000,
        b'{"first": ' * 5000,
        b'{"work": "w"}',
        b"{}",
        b'"words"',
    ],
)
def test_what_is_nothing_of_the_kind_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"^it is "):
        read(data)


@pytest.mark.parametrize(
    "document",
    [
        {"entries": [None, 3, {"text": 5}, {"text": "x", "time": "long ago"}, {"text": "y"}]},
        {"documents": [None, {"entries": {"text": "y"}}]},
        {"annotations": [[], {"text": {}}, {"text": "y", "color": ""}], "metadata": []},
        [{"target": []}, {"target": {"selector": [{"type": "TextQuoteSelector", "exact": "y"}]}}],
        {"items": [{"items": [[{"target": 1}]]}, {"target": {"selector": None}}]},
    ],
)
def test_what_makes_no_sense_costs_that_mark_only(document: Any) -> None:
    made, _ = take(document)
    assert {item.text for item in made} <= {"y"}


def test_nothing_that_commands_a_terminal_comes_in() -> None:
    hostile = "a\x1b]52;c;Zm9v\x07b\x9b31m\u202e"
    documents = [
        {"title": hostile, "author": hostile, "entries": [{"text": hostile, "note": hostile}]},
        {"metadata": {"title": hostile}, "annotations": [{"text": hostile, "note": hostile}]},
        [
            {
                "id": f"urn:tuireader:mark:{hostile}",
                "bodyValue": hostile,
                "tuireader:title": hostile,
                "target": {
                    "source": hostile,
                    "styleClass": hostile,
                    "selector": {"type": "TextQuoteSelector", "exact": hostile, "prefix": hostile},
                },
            }
        ],
    ]
    for document in documents:
        (item,), _ = take(document)
        assert not {"\x1b", "\x9b", "\u202e"} & set(repr(item).encode().decode("unicode_escape"))
    (item,), _ = read(f"Highlight,Title\n{hostile},{hostile}\n".encode())
    assert "\x1b" not in item.text + item.about.title
