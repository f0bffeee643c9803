"""Five hundred spoiled files, of each format where CI runs it, the same each time.

`python -m tests.fuzz` makes any number of others.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from fuzz.checking import check
from fuzz.running import make, run
from fuzz.seeds import FORMATS, seeds
from hypothesis import given
from hypothesis import strategies as st

CASES = 500 if "CI" in os.environ else 63  # of each format
SEED = 1

_SOURCE = "Posted originally on the Archive of Our Own at http://archiveofourown.org/works/1."
_PIECES = st.sampled_from(
    [
        *("\n", "\n\n", "\n\n\n", "Chapter Text", "Work Header", "Chapter 2: x", "Summary:"),
        *("Notes:", "Actions", "Kudos", "Preface", _SOURCE, "* * *", "    ", "\t", "\r"),
        *("<p>", "</p>", "<i>", "</b>", "<FictionBook>", "&#27;", "\x1b[2J", "\u202e"),
        *("# ", "> ", "1. ", "- ", "| a | b |", "```", "[x](y)"),
    ]
)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.shared
def test_spoiled_files_end_well(format: str, shared: Path) -> None:
    assert run(format, CASES, SEED, shared) == []


@given(st.lists(_PIECES | st.text(max_size=20), max_size=40).map("".join))
def test_any_text_ends_well(text: str) -> None:
    assert check("x.txt", text.encode("utf-8", "surrogatepass") or b"\n") == ""


@given(
    st.sampled_from(
        (b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\0" * 60 + b"BOOKMOBI", b"<html>", b"\xff\xfe")
    ),
    st.binary(max_size=300),
)
def test_any_bytes_end_well(start: bytes, rest: bytes) -> None:
    assert check("x", start + rest or b"\0") == ""


def test_a_case_can_be_made_again_at_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    files = seeds("epub", None)
    first = [make("epub", number, 0, files) for number in range(20)]
    monkeypatch.setattr("time.localtime", lambda *_: time.gmtime(2_000_000_000))
    assert seeds("epub", None) == files
    assert first == [make("epub", number, 0, files) for number in range(20)]
    assert len(set(first)) == 20
    assert first != [make("epub", number, 1, files) for number in range(20)]


def test_what_is_wrong_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check("x.txt", b"Some words.\n\nAnd more.") == ""
    monkeypatch.setattr("tuireader.formats.text.clean", lambda text: text)
    assert "'\\x1b'" in check("x.txt", b"Some words.\n\nAnd \x1b[2Jmore.")
