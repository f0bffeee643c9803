"""Marks are read quickly where they are written as we do, and just as tomllib reads them."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.records import T0, at, bookmark, highlight, large_record, records
from tuireader.marks import Anchor, Mark, MarkKind, WorkRecord
from tuireader.place import Passage, Place, Quote
from tuireader.store import Store, encode
from tuireader.store.decoding import Decoded, examine, interpret
from tuireader.store.encoding import Texts, mark_text
from tuireader.store.scanning import HEADER, scan


def quickly(data: bytes) -> Decoded | None:
    """What is read of a file; None where it is no TOML."""
    try:
        decoded = examine(data)
    except ValueError:
        return None
    # The texts that are kept are those that would be written.
    assert encode(decoded.record, decoded.texts) == encode(decoded.record)
    return decoded._replace(texts={})


def by_tomllib(data: bytes) -> Decoded | None:
    """The same, read as a whole."""
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except ValueError:
        return None
    whole = data.rstrip().endswith(b"# The record ends here.")
    return interpret(document, whole)


def moved() -> Mark:
    """A mark with all that one can have."""
    start = Place(3, 4, 5)
    now = Anchor(
        Passage(start, Place(3, 5, 1)), Quote('a "b" \\ c', "one\ntwo\t", "é\n"), "IX", "c9.xhtml",
        "d" * 16, "e" * 16, 0.5,
    )  # fmt: skip
    made = replace(now, passage=Passage.at(start), quote=Quote("a b", "", "é\n"), edition="f" * 16)
    anchor = replace(now, origin=replace(made, certainty=1.0))
    return Mark(
        "m", MarkKind.HIGHLIGHT, anchor, T0, at(0.0001), "la bel", "Two\nlines", "blue", True
    )


MARKS = (highlight(1), moved(), bookmark("b", 5, label="Here"), highlight(7), highlight(14))


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.id)
def test_what_we_write_is_read_quickly(mark: Mark) -> None:
    text = mark_text(mark)
    assert scan(text.removeprefix(HEADER)) == (mark, text)


@settings(max_examples=60, deadline=None)
@given(records())
def test_any_record_is_read_as_tomllib_reads_it(record: WorkRecord) -> None:
    data = encode(record)
    assert quickly(data) == by_tomllib(data)


PIECES = st.sampled_from(
    ['"', "\\", "\n", "'", "=", "#", "[", "]", " ", "0", "9", ".", "-", "\r", "\t", "\x1b", "\xad",
     '"""', "''", "\\n", "\\u0041", "[[mark]]", "\n[[mark]]\n", "[mark.origin]\n", "[changed]\n",
     'id = "x"\n', 'note = ""\n', "lost = false\n", 'colour = "Blue"\n', "# here\n", "extra = 1\n",
     "certainty = 0.50\n", 'end = "1.0.0"\n', 'text = """\na"""\n', 'title = "x"\n']
)  # fmt: skip


@st.composite
def edited(draw: st.DrawFn) -> bytes:
    """A record of a few marks, with edits that no one has thought about."""
    chosen = draw(st.lists(st.sampled_from(MARKS), min_size=2, max_size=4))
    record = WorkRecord("a", "A", marks=tuple(chosen), removed={"gone": T0})
    text = encode(record).decode()
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        if draw(st.booleans()):  # at the beginning of a line
            start = text.rfind("\n", 0, start) + 1
        length = draw(st.sampled_from((0, 0, 0, 1, 2, 9, 40)))
        text = text[:start] + draw(PIECES | st.just("")) + text[start + length :]
    return text.encode()


@settings(max_examples=400, deadline=None)
@given(edited())
def test_edits_are_read_as_tomllib_reads_them(data: bytes) -> None:
    assert quickly(data) == by_tomllib(data)


@pytest.mark.parametrize(
    "change",
    [
        ('kind = "highlight"', 'kind = "Highlight"'),
        ('colour = "yellow"', 'colour = " Yellow"'),
        ('colour = "yellow"', 'colour = ""'),
        ('colour = "yellow"', "colour = 'yellow'"),
        ('colour = "yellow"', 'colour = "yellow"  # like the lamp'),
        ('colour = "yellow"', 'colour = "\\u0079ellow"'),
        ('colour = "yellow"\n', 'colour = "yellow"\nlost = false\n'),
        ('colour = "yellow"\n', 'colour = "yellow"\nmine = 3\n'),
        ('place = "1.1.10"', 'place = "01.1.10"'),
        ('place = "1.1.10"', 'place = {chapter = 1, block = 1, offset = 10}'),
        ('end = "1.1.90"', 'end = "1.1.9"'),
        ("12:01:00+00:00", "14:01:00+02:00"),
        ("12:01:00+00:00", "12:01:00.000000+00:00"),
        ("12:01:00+00:00", "12:01:00Z"),
        ('edition = "', "certainty = 0.50\nedition = \""),
        ('text = "the lamp', 'text = "the lamp\xad'),
    ],
)  # fmt: skip
def test_what_would_be_written_otherwise_is_not_kept_as_it_is(change: tuple[str, str]) -> None:
    text = mark_text(highlight(1))
    table = text.replace(*change)
    assert table != text
    data = f"\n{table}\n{mark_text(highlight(2))}\n{mark_text(highlight(3))}".encode()
    decoded = examine(data)
    assert [mark.id[-1] for mark in decoded.record.marks] == ["1", "2", "3"]
    assert decoded._replace(texts={}) == by_tomllib(data)
    assert highlight(1).id not in decoded.texts
    assert highlight(2).id in decoded.texts


def test_a_note_that_looks_like_a_record_is_a_note() -> None:
    note = f"One\n\n{mark_text(bookmark('inside'))}\n[changed]\ntitle = 3\n"
    record = WorkRecord("a", marks=(highlight(0), replace(highlight(1), note=note), highlight(2)))
    assert examine(encode(record)).record == record


def test_two_marks_of_one_id_are_both_kept() -> None:
    twice = "\n".join(map(mark_text, [highlight(1), highlight(1), replace(highlight(1), note="!")]))
    data = f"\n{twice}\n{mark_text(highlight(2))}".encode()
    decoded = examine(data)
    assert len(decoded.record.marks) == 3
    assert quickly(data) == by_tomllib(data)


def test_marks_that_were_read_are_not_put_into_words_again(folder_of_a_thousand: Store) -> None:
    """What a save writes of unchanged marks is what was read."""
    store = folder_of_a_thousand
    record = store.load("the-lamp")
    texts: Texts = examine((store.folder / "the-lamp.toml").read_bytes()).texts
    assert len(texts) >= len(record.marks) - 1
    saved = store.update("the-lamp", lambda record: record.with_mark(bookmark("new", 9000)))
    assert (store.folder / "the-lamp.toml").read_bytes() == encode(saved)


@pytest.fixture
def folder_of_a_thousand(tmp_path: Path) -> Store:
    Store(tmp_path).update("the-lamp", lambda _: large_record())
    return Store(tmp_path)
