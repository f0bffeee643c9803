"""Which words are divided, and where."""

from __future__ import annotations

import pyphen
import pytest

from tuireader.layout.hyphens import hyphenator


def divided(text: str, language: str) -> str:
    divide = hyphenator(language)
    assert divide
    for point in reversed(divide(text)):
        text = f"{text[:point]}-{text[point:]}"
    return text


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "“extraordinary,”", "“extra-or-di-nary,”"),
        ("English", "wonderful", "won-der-ful"),
        ("en-GB", "photograph", "pho-to-graph"),
        ("Deutsch", "Freundschaft", "Freund-schaft"),
        ("de", "Sonnenuntergang", "Son-nen-un-ter-gang"),
        ("ru", "продолжение", "про-дол-же-ние"),
        ("en", "always", "always"),
        ("en", "Alexander", "Alexander"),
        ("en", "x86architecture", "x86archi-tec-ture"),
    ],
)
def test_by_the_language_with_three_letters_on_either_side(
    language: str, text: str, expected: str
) -> None:
    assert divided(text, language) == expected


def test_no_letter_is_changed_by_a_hyphen() -> None:
    """Hungarian writes "asz-szonnyal": it stays whole where a plain hyphen would be wrong."""
    assert divided("asszonnyal", "hu") == "asszonnyal"


@pytest.mark.parametrize("language", ["en_US", "en_GB", "de_DE", "fr", "af_ZA"])
def test_the_patterns_say_what_their_own_reader_says(language: str) -> None:
    own = pyphen.Pyphen(lang=language, left=3, right=3)
    divide = hyphenator(language)
    assert divide
    for word in WORDS.split():
        assert divide(word) == [point for point in own.positions(word) if not point.data]


WORDS = """
acknowledgement circumstances disagreement extraordinarily immediately international necessitated
notwithstanding representatives responsibilities uncharacteristically unceremonious abenteuerlich
donnerstagabend freundschaftlich geburtstagsgeschenk verantwortung wiedervereinigung aujourd
bibliothèque développement extraordinaire gouvernement malheureusement verantwoordelikheid
"""


def test_unknown_languages_are_not_divided() -> None:
    assert hyphenator("") is None
    assert hyphenator("中文-普通话 國語") is None
    assert hyphenator("tlh") is None
