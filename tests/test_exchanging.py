"""Marks out of one home and into another, and from other programs: which work, which words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from updating.shelf import (
    BELLS,
    CAT,
    CLOCK,
    DOOR,
    FOUR,
    HOUSE,
    LETTER,
    ONE,
    SNOW,
    T0,
    THREE,
    TWO,
    YES,
    Shelf,
    edition,
)

from tuireader.anchoring import anchor_passage
from tuireader.exchanging import Form, give_out, take_in
from tuireader.marks import Mark, MarkKind, WorkRecord
from tuireader.place import Passage, Place

PROLOGUE = ("Before anything else is told, this must be: the lane is not there any more.",)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "one")
    yield made
    made.library.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Shelf]:
    """Another machine."""
    made = Shelf(tmp_path / "other")
    yield made
    made.library.close()


@pytest.fixture
def key(shelf: Shelf) -> str:
    return shelf.put(edition(ONE, TWO, THREE)).key


def out(shelf: Shelf, key: str, form: Form) -> str:
    return give_out(shelf.library, shelf.store, [key], form)


def into(shelf: Shelf, document: object) -> tuple[int, int, int]:
    written = document if isinstance(document, str) else json.dumps(document)
    taken = take_in(shelf.library, shelf.store, written.encode())
    assert taken.problems == ()
    return taken[:3]


def seen(shelf: Shelf, key: str) -> list[tuple[Any, ...]]:
    """What a reader sees of the marks of a work."""
    return [
        (
            m.id,
            m.kind,
            m.anchor.passage,
            m.anchor.quote,
            m.label,
            m.note,
            m.colour,
            m.created,
            m.lost,
        )
        for m in shelf.record(key).marks
    ]


@pytest.mark.parametrize("form", [Form.JSON, Form.W3C, Form.CSV, Form.KOREADER])
def test_out_and_in_again_changes_nothing(shelf: Shelf, other: Shelf, key: str, form: Form) -> None:
    for words, chapter in ((YES, 0), (YES, 1), (YES, 2), ("under the clock", 1)):
        shelf.highlight(key, words, chapter)
    shelf.bookmark(key, BELLS)
    shelf.highlight(key, CAT)
    shelf.highlight(key, "four on a day that nobody")
    # One of them has lost its words, and one has others.
    changed = CLOCK.replace("four on a day that nobody", "four on some day that nobody")
    shelf.put(edition(PROLOGUE, ONE[:1] + ONE[2:], (*TWO[:3], changed), THREE))
    shelf.update(key)
    record = shelf.record(key)
    assert [mark.lost for mark in record.marks].count(True) == 1
    written = out(shelf, key, form)
    path = shelf.store.folder / f"{key}.toml"
    before = path.read_bytes()
    assert into(shelf, written) == (0, 7, 0)
    assert path.read_bytes() == before
    # A machine with the same text, and one with the text they were made in.
    other.put(edition(PROLOGUE, ONE[:1] + ONE[2:], (*TWO[:3], changed), THREE))
    assert into(other, written) == (7, 0, 1)
    assert seen(other, key) == seen(shelf, key)
    assert json.loads(out(other, key, Form.JSON)) == json.loads(out(shelf, key, Form.JSON))
    other.put(edition(ONE, TWO, THREE))
    other.update(key)
    marks = {mark.id: mark for mark in other.record(key).marks}
    assert not any(mark.lost for mark in marks.values())
    for mark in record.marks:
        assert marks[mark.id].anchor.passage == mark.anchor.made.passage


@pytest.mark.parametrize("form", [Form.JSON, Form.W3C, Form.CSV, Form.KOREADER])
def test_a_line_that_says_the_same_in_its_place_is_not_taken_for_it(
    shelf: Shelf, other: Shelf, key: str, form: Form
) -> None:
    shelf.highlight(key, YES, 0)
    # Elsewhere the line has moved down, and what has come before it says the same.
    other.put(edition((HOUSE, BELLS, YES, SNOW, CAT, YES, DOOR), TWO, THREE))
    assert into(other, out(shelf, key, form)) == (1, 0, 0)
    (mark,) = other.record(key).marks
    assert mark.anchor.place == Place(0, 5, 0)


LINES = st.sampled_from([*ONE, *TWO, *THREE])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    chapters=st.lists(st.lists(LINES, min_size=1, max_size=4), min_size=1, max_size=3),
    spots=st.lists(
        st.tuples(*[st.integers(0, 99)] * 4, st.booleans(), st.sampled_from(["", "why"])),
        max_size=6,
    ),
    form=st.sampled_from([Form.JSON, Form.W3C]),
)
def test_export_then_import_is_the_identity(
    tmp_path_factory: pytest.TempPathFactory,
    chapters: list[list[str]],
    spots: list[tuple[int, int, int, int, bool, str]],
    form: Form,
) -> None:
    """For any marks, in a text that says the same thing again and again."""
    home = tmp_path_factory.mktemp("home")
    shelf, other = Shelf(home / "one"), Shelf(home / "other")
    work = edition(*map(tuple, chapters))
    key = shelf.put(work).key
    other.put(work)
    marks = []
    for number, (chapter, block, start, length, point, note) in enumerate(spots):
        texts = chapters[chapter % len(chapters)]
        text = texts[block % len(texts)]
        begin = Place(chapter % len(chapters), block % len(texts), start % len(text))
        end = begin._replace(offset=min(len(text), begin.offset + 1 + length))
        kind = MarkKind.BOOKMARK if point else MarkKind.HIGHLIGHT
        passage = Passage.at(begin) if point else Passage(begin, end)
        anchor = anchor_passage(work.chapters, passage, shelf.library.edition(key))
        marks.append(Mark(f"m{number}", kind, anchor, T0, T0, note=note, colour="pink"))
    about = {"title": work.metadata.title, "authors": work.metadata.authors}
    shelf.store.update(key, lambda record: _with(replace(record, **about), marks))  # type: ignore[arg-type]
    written = out(shelf, key, form)
    assert into(shelf, written) == (0, len(marks), 0)
    assert into(other, written) == (len(marks), 0, 0)
    assert seen(other, key) == seen(shelf, key)
    assert out(other, key, form) == written
    shelf.library.close()
    other.library.close()


def _with(record: WorkRecord, marks: list[Mark]) -> WorkRecord:
    for mark in marks:
        record = record.with_mark(mark)
    return record


@pytest.mark.parametrize("form", [Form.CSV, Form.KOREADER])
def test_what_has_only_words_finds_its_work_and_place(
    shelf: Shelf, other: Shelf, key: str, form: Form
) -> None:
    shelf.highlight(key, "under the clock")
    shelf.highlight(key, "so much as open an eye")
    written = out(shelf, key, form)
    assert into(shelf, written) == (0, 2, 0)
    dump = edition(PROLOGUE, ONE, TWO, THREE, url="")
    there = other.put(dump).key
    assert into(other, written) == (2, 0, 0)
    assert into(other, written) == (0, 2, 0)
    eye, clock = other.record(there).marks
    assert other.words(there, eye) == "so much as open an eye"
    assert (other.words(there, clock), clock.colour) == ("under the clock", "green")


def test_only_some_marks_go_out(shelf: Shelf, key: str) -> None:
    shelf.highlight(key, CAT)
    mark = shelf.highlight(key, LETTER)
    written = give_out(shelf.library, shelf.store, [key], Form.JSON, ids={mark.id})
    assert [one["id"] for one in json.loads(written)] == [mark.id]


def test_marks_go_out_as_they_stand_now_though_the_record_has_not_moved(
    shelf: Shelf, key: str
) -> None:
    shelf.highlight(key, LETTER)
    before = shelf.record(key)
    shelf.put(edition(PROLOGUE, ONE, TWO, THREE))
    (mark,) = json.loads(out(shelf, key, Form.JSON))
    assert (mark["chapter"], mark["block"], mark["lost"]) == (3, 1, False)
    assert shelf.record(key) == before


def entry(text: str, **more: object) -> dict[str, object]:
    return {"sort": "highlight", "text": text, "time": 1772366400, **more}


def test_several_works_in_one_file_are_told_apart(shelf: Shelf, key: str) -> None:
    """By title and authors, and works of one title by the words."""
    two = edition(FOUR, url="https://archiveofourown.org/works/2")
    namesake = shelf.put(two).key
    about = replace(two.metadata, title="Bells", authors=("Bea",), url="")
    bells = shelf.put(replace(two, chapters=edition(THREE).chapters, metadata=about)).key
    documents = [
        {"title": "The Lane", "author": "Ann Onymous", "entries": [entry("a sack of quicklime")]},
        {"title": "the lane", "author": "", "entries": [entry("under the clock")]},
        {"title": "Bells", "author": "Bea\nAnn Onymous", "entries": [entry("Bells rang")]},
    ]
    assert into(shelf, {"documents": documents}) == (3, 0, 0)
    assert [len(shelf.record(one).marks) for one in (key, namesake, bells)] == [1, 1, 1]


def test_an_address_tells_the_work_whatever_it_is_called(shelf: Shelf, key: str) -> None:
    annotations = [{"value": "epubcfi(/6/4)", "text": "under the clock", "color": "lime"}]
    about = {"identifier": "https://archiveofourown.org/works/4711/chapters/1", "title": "?"}
    assert into(shelf, {"annotations": annotations, "metadata": about}) == (1, 0, 0)
    assert shelf.record(key).marks[0].colour == "green"


def test_a_chapter_decides_between_equal_words(shelf: Shelf, key: str) -> None:
    document = {"title": "The Lane", "entries": [entry(YES, chapter="Part 2")]}
    assert into(shelf, document) == (1, 0, 0)
    assert shelf.record(key).marks[0].anchor.place == Place(1, 2)


def test_a_work_that_is_not_here_is_a_problem(shelf: Shelf, key: str) -> None:
    for document, said in (
        ({"title": "Dusk", "entries": [entry("x"), entry("y")]}, "Dusk: this work is not in"),
        ([{"work": "dusk", "text": "x"}], "dusk: this work is not in"),
        ({"annotations": [{"text": "x"}]}, "a work that is not named: this"),
        # Of that title, but not with these words.
        ({"title": "The Lane", "entries": [entry("An elephant sat on the roof")]}, "The Lane: "),
    ):
        taken = take_in(shelf.library, shelf.store, json.dumps(document).encode())
        assert taken[:3] == (0, 0, 0)
        assert len(taken.problems) == 1
        assert taken.problems[0].startswith(said)
    assert shelf.record(key).marks == ()


def test_words_that_are_not_there_are_kept_and_found_when_they_come(shelf: Shelf, key: str) -> None:
    item = {"work": key, "text": "came over the bridge at dawn", "note": "At last"}
    assert into(shelf, [item]) == (1, 0, 1)
    (mark,) = shelf.record(key).marks
    assert (mark.lost, mark.anchor.quote.exact) == (True, item["text"])
    shelf.put(edition(ONE, TWO, THREE, FOUR))
    assert shelf.update(key)[:3] == (1, 0, 1)
    (mark,) = shelf.record(key).marks
    assert (mark.lost, mark.anchor.place, mark.note) == (False, Place(3, 0, 9), "At last")
