"""Words as a reader counts them and as the Archive counts them."""

from __future__ import annotations

import pytest

from tuireader.formats.words import ao3_words, count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two\nthree", 3),
        ("well-known — it’s", 3),
        ("吾輩は猫である。", 7),
        ("漢字 and kana かな, 3 times", 8),
        ("ภาษาไทย", 7),
    ],
)
def test_count_words(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one-word and one's, one’s", 4),
        ("one--two", 2),
        ("one—two", 2),
        ("a.b 3.14 snake_case", 5),
        ("— … “”", 0),
        ("cafe\u0301 naïve", 2),
        ("吾輩は猫である。", 7),
        ("mixed漢字text", 4),
        ("हिन्दी में", 2),
        ("שָׁלוֹם עוֹלָם", 2),
    ],
)
def test_ao3_words(text: str, words: int) -> None:
    assert ao3_words(text) == words
