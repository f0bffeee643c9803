"""The table of docs/formats.md: the small suites of it, read anew, and how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from conformance.__main__ import Outcome, outcome, table
from conformance.cases import cases

_QUICK = (
    "FB2",
    "EPUB in every encoding",
    "HTML",
    "MOBI and AZW3",
    "Odd encodings",
    "The two dumps",
)


@pytest.mark.shared
def test_the_table_says_what_is_true_now(shared: Path) -> None:
    outcomes = [outcome(case) for case in cases(shared) if case.suite in _QUICK]
    rows = table(outcomes).splitlines()
    written = (Path(__file__).parent.parent / "docs" / "formats.md").read_text("utf-8")
    for suite in _QUICK:
        (row,) = (row for row in rows if row.startswith(f"| {suite} |"))
        assert f"{row}\n" in written
    assert "wrong" not in {found.kind for found in outcomes}


def test_every_case_has_its_place_in_the_table() -> None:
    made = table(
        [
            Outcome("One", "a.epub", "as counted"),
            Outcome("One", "b.epub", "refused", "it is a | picture"),
            Outcome("Two", "c.epub", "wrong", "3 words, counted 4"),
        ]
    )
    assert "| One | 2 | 1 |  | 1 |  |\n| Two | 1 |  |  |  | 1 |\n" in made
    assert "| **all** | 3 | 1 | 0 | 1 | 1 |\n" in made
    assert "| b.epub | refused | it is a \\| picture |\n| c.epub | wrong |" in made
