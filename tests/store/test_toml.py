"""A record as TOML: nothing is lost either way, and people may write it."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import tomli_w
from hypothesis import given, settings

from store.records import T0, alike, at, bookmark, highlight, large_record, progress, records
from tuireader.marks import MarkKind, WorkRecord
from tuireader.place import Passage, Place, Quote
from tuireader.store import SCHEMA, decode, encode
from tuireader.store.decoding import EPOCH, examine, read_head, read_progress
from tuireader.store.encoding import Texts, mark_text


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@settings(max_examples=40, deadline=None)
@given(records())
def test_what_is_written_is_read(record: WorkRecord) -> None:
    decoded = examine(encode(record))
    assert decoded.record == record
    assert decoded.problems == ()
    assert decoded.schema == SCHEMA
    assert decoded.whole
    assert read_progress(encode(record)) == record.progress


@settings(max_examples=40, deadline=None)
@given(records())
def test_the_same_record_gives_the_same_bytes(record: WorkRecord) -> None:
    data = encode(record)
    assert encode(decode(data)) == data
    shuffled = replace(
        record,
        marks=record.marks[::-1],
        removed=dict(reversed(record.removed.items())),
        extra=dict(reversed(record.extra.items())),
    )
    assert encode(shuffled) == data


@settings(max_examples=40, deadline=None)
@given(alike(), alike())
def test_remembered_texts_change_nothing(one: WorkRecord, other: WorkRecord) -> None:
    texts: Texts = {}
    for record in (one, other, replace(other, marks=other.marks[1:]), one):
        assert encode(record, texts) == encode(record)


@settings(max_examples=40, deadline=None)
@given(records())
def test_lines_are_as_tomli_w_writes_them(record: WorkRecord) -> None:
    """The quick way of writing strings is no dialect of our own."""
    record = replace(record, extra={}, marks=[replace(mark, extra={}) for mark in record.marks])
    if record.progress:
        record = replace(record, progress=replace(record.progress, extra={}))
    text = encode(record).decode()
    document = tomllib.loads(text)
    for mark in document.get("mark", []):
        table = tomli_w.dumps({"mark": mark}, multiline_strings=True)
        assert "[" + table.replace("[mark]", "[mark]]", 1) in text


def test_it_reads_well() -> None:
    record = WorkRecord(
        "pride-and-prejudice",
        "Pride and Prejudice",
        ("Jane Austen",),
        progress(90, Place(2, 17, 42)),
        (bookmark("b1", 5, label='The "truth"', note="Read again.\nAloud."),),
        {"b0": at(1)},
        rating=5,
        changed={"rating": at(2)},
    )
    assert (
        encode(record).decode()
        == '''\
schema = 1
key = "pride-and-prejudice"
title = "Pride and Prejudice"
authors = [
    "Jane Austen",
]
rating = 5

[progress]
place = "3.17.42"
fraction = 0.0
at = 2026-03-01 13:30:00+00:00

[[mark]]
id = "b1"
kind = "bookmark"
place = "1.1.2"
label = "The \\"truth\\""
note = """
Read again.
Aloud."""
created = 2026-03-01 12:00:00+00:00
modified = 2026-03-01 12:05:00+00:00

[changed]
rating = 2026-03-01 12:02:00+00:00

[removed]
b0 = 2026-03-01 12:01:00+00:00

# The record ends here.
'''
    )


def test_a_mark_made_by_hand_needs_only_a_place(in_berlin: None) -> None:
    decoded = examine(
        b"""
        [[mark]]
        place = "3.17.42"

        [[mark]]
        place = {chapter = 1, block = 4}
        label = "here"
        created = 2024-06-01T10:00:00

        [[mark]]
        chapter = 2
        block = 1
        offset = 5
        end = "2.1.9"
        colour = " Yellow "
        created = 2024-12-24

        [[mark]]
        kind = "Highlight"
        place = "2.3.9"
        end = "2.3.1"
        created = "2024-06-01T10:00:00-03:00"
        """,
        when=T0,
    )
    assert decoded.problems == ()
    labelled, coloured, backwards, bare = decoded.record.marks
    assert bare.anchor.passage == Passage.at(Place(2, 17, 42))
    assert (bare.kind, bare.created, bare.modified) == (MarkKind.BOOKMARK, T0, T0)
    assert labelled.anchor.place == Place(0, 4, 0)
    assert labelled.created == labelled.modified == datetime(2024, 6, 1, 8, tzinfo=UTC)
    assert coloured.anchor.passage == Passage(Place(1, 1, 5), Place(1, 1, 9))
    assert (coloured.kind, coloured.colour) == (MarkKind.HIGHLIGHT, "yellow")
    assert coloured.created == datetime(2024, 12, 23, 23, tzinfo=UTC)
    assert backwards.anchor.passage == Passage(Place(1, 3, 1), Place(1, 3, 9))
    assert backwards.created == datetime(2024, 6, 1, 13, tzinfo=UTC)
    assert len({mark.id for mark in decoded.record.marks} - {""}) == 4


def test_a_made_id_is_the_same_each_time() -> None:
    data = b'[[mark]]\nplace = "1.2.3"\n[[mark]]\nplace = "1.2.4"\n'
    first, second = decode(data).marks
    assert decode(data).marks == (first, second)
    assert decode(b'[[mark]]\nplace = "1.2.4"\n').marks == (second,)
    assert decode(encode(decode(data))).marks == (first, second)


def test_a_mark_with_words_and_no_place_is_one_that_lost_it() -> None:
    decoded = examine(b'[[mark]]\ntext = "a truth universally acknowledged"\n')
    (mark,) = decoded.record.marks
    assert mark.lost
    assert mark.anchor.quote == Quote("a truth universally acknowledged")
    assert decoded.problems == ()


def test_a_mark_copied_by_hand_is_another_mark() -> None:
    data = encode(WorkRecord("a", marks=(bookmark("b1"),)))
    table = data[data.index(b"[[mark]]") : data.index(b"# The")]
    copied = data.replace(table, table + table + table.replace(b"1.1.2", b"4.5.6"))
    marks = decode(copied).marks
    assert [mark.anchor.place for mark in marks] == [Place(0, 1, 2), Place(3, 5, 6)]
    assert marks[0].id == "b1" != marks[1].id


def test_marks_that_share_an_id_are_all_written() -> None:
    twins = (bookmark("b1"), bookmark("b1", place=Place(3)))
    marks = decode(encode(WorkRecord("a", marks=twins))).marks
    assert [mark.anchor.place for mark in marks] == [Place(0, 1, 2), Place(3)]


def test_a_mark_pasted_back_is_newer_than_its_deletion() -> None:
    record = WorkRecord("a", marks=(bookmark("b1", 5),))
    data = encode(record).replace(b"# The", b"[removed]\nb1 = 2026-03-01T13:00:00Z\n# The")
    (mark,) = decode(data).marks
    assert at(60) < mark.modified < at(61)
    assert decode(data).removed == {}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('place = "three"', "mark 2: place = 'three' is not understood"),
        ('place = "0.1.2"', "mark 2: place = '0.1.2' is not understood"),
        ('place = "1.-1.2"', "mark 2: place = '1.-1.2' is not understood"),
        ("place = {page = 3}", "mark 2: place = {'page': 3} is not understood"),
        ("place = 7", "mark 2: place = 7 is not understood"),
        ('note = "homeless"', "mark 2: it has neither a place nor a text"),
    ],
)
def test_a_mark_that_makes_no_sense_costs_that_mark_only(line: str, problem: str) -> None:
    data = encode(WorkRecord("a", marks=(bookmark("b1"), bookmark("b3"))))
    first, second = data.split(b"[[mark]]")[1:]
    data = b"[[mark]]" + first + f"[[mark]]\n{line}\n".encode() + b"[[mark]]" + second
    decoded = examine(data)
    assert decoded.record.marks == (bookmark("b1"), bookmark("b3"))
    assert decoded.problems == (problem,)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("note = 5", "note = 5"),
        ('created = "long ago"', "created = 'long ago'"),
        ("modified = 9999-12-31T23:59:59.999999-23:59", "modified = 9999-12-31"),
        ('lost = "perhaps"', "lost = 'perhaps'"),
        ('kind = "underline"', "kind = 'underline'"),
        ('end = "later"', "end = 'later'"),
        ("id = 3", "id = 3"),
        ("digest = ['x']", "digest = ['x']"),
    ],
)
def test_another_value_that_makes_no_sense_costs_that_value_only(line: str, shown: str) -> None:
    decoded = examine(f'[[mark]]\nplace = "1.2.3"\n{line}\n'.encode(), T0)
    (mark,) = decoded.record.marks
    assert mark.anchor.passage == Passage.at(Place(0, 2, 3))
    assert (mark.note, mark.created, mark.modified, mark.kind) == ("", T0, T0, MarkKind.BOOKMARK)
    (problem,) = decoded.problems
    assert problem.startswith(f"mark 1: {shown}")


def test_wrong_values_elsewhere_cost_themselves_only() -> None:
    decoded = examine(
        b"""
        schema = "one"
        title = 5
        authors = "Jane Austen"
        rating = "five"
        changed = 3
        mark = [3]
        [progress]
        place = "2.0.0"
        fraction = 40
        [removed]
        b1 = "long ago"
        b2 = 2026-03-01T12:00:00Z
        """
    )
    record = decoded.record
    assert (record.title, record.authors, record.rating) == ("", ("Jane Austen",), None)
    assert record.progress is not None
    assert record.progress.anchor.place == Place(1)
    assert record.removed == {"b2": T0}
    assert len(decoded.problems) == 7


def test_a_progress_without_a_place_that_makes_sense_is_none() -> None:
    decoded = examine(b'[progress]\nplace = "somewhere"\n')
    assert decoded.record.progress is None
    assert decoded.problems == ("progress: place = 'somewhere' is not understood",)
    with pytest.raises(ValueError, match="somewhere"):
        read_progress(b'[progress]\nplace = "somewhere"\n# The record ends here.\n')


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00garbage",
        b"title = ",
        b"a = " + b"[" * 100_000,
        b"a = " + b"[" * 60 + b"]" * 60,
        b"[[mark]]\nplace = '1.1.1'\na = " + b"{a = " * 60 + b"1" + b"}" * 60,
        b"<<<<<<< HEAD\ntitle = 'x'\n",
        b'title = "\xc3"',
    ],
)
def test_what_is_no_toml_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the reasons are the parser's own
        decode(data)


def test_a_byte_order_mark_and_windows_line_ends_are_taken() -> None:
    data = encode(WorkRecord("a", "Emma", marks=(bookmark("b1", note="one\ntwo"),)))
    windows = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    assert decode(windows) == decode(data)


def test_nothing_that_commands_a_terminal_is_read_or_written() -> None:
    evil = "a\x1b]52;c;Zm9v\x07b\x9b31m\u202ec"
    record = WorkRecord("a", evil, (evil,), marks=(bookmark("b1", label=evil, note=evil),))
    decoded = decode(encode(record))
    assert decoded.title == "abc"
    data = b'title = "\\u001b[31mred\\u202e"\nrating = "\\u001b[2J"'
    assert decode(data).title == "red"
    assert examine(data).problems == ("rating = '\\x1b[2J' is not understood",)


def test_times_are_written_in_utc_whatever_their_offset() -> None:
    there = timezone(timedelta(hours=-5))
    moved = replace(bookmark("b1"), created=T0.astimezone(there), modified=T0.astimezone(there))
    assert encode(WorkRecord("a", marks=(moved,))) == encode(
        WorkRecord("a", marks=(bookmark("b1"),))
    )


def test_what_cannot_be_in_utf_8_does_not_stop_a_record_from_being_saved() -> None:
    record = WorkRecord("a", "name \udce9", marks=(bookmark("b\udce9", note="\udce9"),))
    assert len(decode(encode(record)).marks) == 1


def test_a_moved_mark_says_where_it_was_made_and_what_differs() -> None:
    made = highlight(60).anchor
    quote = made.quote._replace(exact="the lamp was lit")
    moved = replace(made, passage=Passage(Place(4), Place(4, 0, 16)), quote=quote, edition="new")
    mark = replace(highlight(60), anchor=replace(moved, certainty=0.7, origin=made))
    text = mark_text(mark)
    assert 'edition = "new"\ncertainty = 0.7\n' in text
    assert text.endswith(
        "\n[mark.origin]\n"
        'place = "2.10.10"\nend = "2.10.90"\n'
        'text = "the lamp was lit for the 60th time, and “nobody” came to see it"\n'
        f'edition = "{made.edition}"\n'
    )
    record = WorkRecord("a", marks=(mark,))
    assert decode(encode(record)) == record
    assert decode(text.replace("2.10.10", "?").encode()).marks[0].anchor.origin is None


def test_the_head_is_read_without_the_rest() -> None:
    record = replace(large_record(3), known_as=("ao3:1", "isbn:2"))
    data = encode(record)
    head = data[: data.index(b"[progress]")]
    expected = replace(record, progress=None, marks=())
    assert read_head(head + b"[progress]\nthis is not even TOML") == expected
    assert read_head(encode(replace(record, progress=None))) == expected


def test_the_progress_is_read_without_the_marks() -> None:
    data = encode(large_record(3))
    head = data[: data.index(b"[[mark]]")]
    expected = large_record(3).progress
    assert read_progress(head + b"[[mark]]\nthis is not even TOML") == expected
    # Somebody moved it to the end, or wrote it in one line.
    moved = b'[[mark]]\nplace = "1.1.1"\n\n[[mark]]\nplace = "1.1.2"\n[progress]\nplace = "4.0.0"\n'
    assert read_progress(b"\n" + moved).anchor.place == Place(3)  # type: ignore[union-attr]
    inline = b'progress = {place = "4.0.0"}\n\n[[mark]]\nplace = "1.1.1"\n'
    found = read_progress(inline)
    assert found is not None
    assert (found.anchor.place, found.at) == (Place(3), EPOCH)


def test_a_progress_that_may_be_cut_short_is_not_trusted() -> None:
    data = encode(WorkRecord("a", progress=progress(5, Place(3, 17, 42))))
    for end in range(len(data) - 2):
        with pytest.raises(ValueError):  # noqa: PT011
            read_progress(data[:end])
