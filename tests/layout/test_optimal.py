"""Even lines, as many as there must be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuireader.layout.atoms import Hyphenator, atoms
from tuireader.layout.cells import cell_len, columns
from tuireader.layout.greedy import fill, greedy_starts
from tuireader.layout.hyphens import hyphenator
from tuireader.layout.optimal import Manner, optimal

from .strategies import texts

ENGLISH = hyphenator("en")
widths = st.integers(8, 80)


def lines(text: str, first: int, rest: int, **how: bool) -> list[str]:
    manner = Manner(**how)
    return [text[start:end] for start, end, _ in optimal(text, first, rest, manner=manner)]


@settings(max_examples=300, deadline=None)
@given(texts, widths, st.integers(-4, 6), st.sampled_from([None, ENGLISH]), st.booleans())
def test_there_are_as_many_lines_as_counting_says(
    text: str, rest: int, more: int, divide: Hyphenator | None, justify: bool
) -> None:
    first = rest + more
    text = text.replace("\n", " ")
    starts = greedy_starts(text, first, rest, divide)
    parts = atoms(text, columns(text), first, rest, divide)
    assert starts == [parts.starts[index] for index in fill(parts, first, rest)]
    found = optimal(text, first, rest, divide, True, Manner(justify=justify))
    assert len(found) == len(starts)
    for number, (start, end, hyphen) in enumerate(found):
        assert cell_len(text[start:end]) + hyphen <= (rest if number else first)


prose = st.lists(st.text("abcdef", min_size=2, max_size=11), min_size=1, max_size=80).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(prose, st.integers(20, 70))
def test_no_greedy_line_is_more_even(text: str, width: int) -> None:
    starts = greedy_starts(text, width, width)
    greedy = [
        text[start:end].rstrip() for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]
    best = lines(text, width, width)

    def raggedness(lines: list[str]) -> int:
        return sum((width - len(line)) ** 2 for line in lines[:-1])

    if len(greedy[-1]) >= width // 4 and " " in greedy[-1]:
        assert raggedness(best) <= raggedness(greedy)


def test_short_lines_are_evened_out() -> None:
    text = "aaa bb cc ddddd"
    assert lines(text, 6, 6) == ["aaa", "bb cc", "ddddd"]  # greedy: "aaa bb", "cc", "ddddd"


def test_a_word_is_not_left_alone_on_the_last_line() -> None:
    text = "Taehyung closed his eyes and smelled the autumn leaves outside in it."
    width = len(text) - 4
    assert lines(text, width, width)[-1] != "it."
    assert len(lines(text, width, width)) == 2


def test_headings_are_balanced() -> None:
    text = "The Long Night and What Came of It"
    assert lines(text, 30, 30, balance=True) == ["The Long Night and", "What Came of It"]


def test_a_one_letter_word_goes_to_the_next_line() -> None:
    text = "whatever I may say about that, it is a matter of some weight to everyone here"
    assert lines(text, 14, 14)[2:4] == ["that, it is", "a matter of"]  # greedy: "that, it is a"


LONG_WORDS = (
    "Extraordinarily complicated circumstances necessitated an uncharacteristically unceremonious "
    "acknowledgement of responsibilities; notwithstanding considerable international disagreement, "
    "representatives congratulated themselves immediately and went home to their families."
)


@pytest.mark.parametrize("width", range(20, 70))
def test_hyphens_are_few_apart_and_well_inside_words(width: int) -> None:
    found = optimal(LONG_WORDS, width, width, ENGLISH, True)
    for (start, end, hyphen), (_, _, next_hyphen) in zip(
        found, [*found[1:], (0, 0, False)], strict=True
    ):
        assert not (hyphen and next_hyphen)
        if hyphen:
            before = LONG_WORDS[start:end].split()[-1]
            after = LONG_WORDS[end:].split()[0].strip(".,;")
            assert len(before) >= 3
            assert len(after) >= 3
            assert (before + after).isalpha()


def test_hyphens_make_narrow_lines_more_even() -> None:
    def worst(divide: Hyphenator | None) -> int:
        found = optimal(LONG_WORDS, 24, 24, divide, divide is not None)
        return max(24 - (end - start) - hyphen for start, end, hyphen in found[:-1])

    assert worst(ENGLISH) < worst(None)


def test_a_part_of_a_paragraph_fills_its_last_line_too() -> None:
    text = "one two three four five six"
    assert lines(text, 14, 14, closed=True) == ["one two three", "four five six"]
    assert lines("aaaa bbbb cc", 9, 9, closed=False) == ["aaaa", "bbbb cc"]
