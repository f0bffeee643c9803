"""Nothing that commands a terminal, hides or reorders text gets past the sanitiser."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuireader.formats.sanitise import clean, clean_line, collapse, collapse_lines, indent

ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x1b\x9b\x9d\x90\x07\x9c[]0;31m\r\n\t \xa0\u3000\u202e\U0001f3f4\U000e0067"
        ),
        st.characters(categories=["Cs", "Cf", "Cc", "Zs"]),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[?1049l\x1b[2Jback", "back"),
        ("\x9b31mred", "red"),
        ("a stray \x9bletter", "a stray letter"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]52;c;aGk=\x1b\\title", "title"),
        ("\x9d0;C1\x9ctitle", "title"),
        ("\x1bP+q544e\x1b\\title", "title"),
        ("\x1b]never ended\nline", "never ended\nline"),
        ("\x1b(B\x1b=Hello", "Hello"),
        ("\x1bHello", "Hello"),
        ("nul\x00 bell\x07 delete\x7f", "nul bell delete"),
        ("soft\xadhyphen \ufeffmark", "softhyphen mark"),
        ("\u202eevil\u202c \u2066x\u2069 \u200fy\u061c", "evil x y"),
        ("1\u20282\u20293\r\n4\r5\x856\x0c7", "1\n2\n3\n4\n5\n6\n7"),
        ("lone \ud800 and \ufdd0 and \U0001ffff", "lone \ufffd and \ufffd and \ufffd"),
        ("\ufff9base\ufffareading\ufffb", "basereading"),
        ("Wales \U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f!",
         "Wales \U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f!"),
        ("hidden\U000e0041\U000e0042 tags", "hidden tags"),
        ("family 👩‍👩‍👧, non-joiner می‌خواهم, 𠮷", "family 👩‍👩‍👧, non-joiner می‌خواهم, 𠮷"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)  # fmt: skip
def test_clean(text: str, safe: str) -> None:
    assert clean(text) == safe


@given(ANYTHING)
def test_clean_leaves_nothing_unsafe_and_is_stable(text: str) -> None:
    safe = clean(text)
    for character in safe:
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")
        assert not 0x202A <= ord(character) <= 0x202E
        assert not 0x2066 <= ord(character) <= 0x2069
        assert character not in "\xad\ufeff\u2028\u2029\u200e\u200f\u061c"
    assert clean(safe) == safe


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "Mn"]), max_size=60))
def test_clean_takes_nothing_from_ordinary_text(text: str) -> None:
    assert clean(text) == text


@given(ANYTHING)
def test_clean_line_is_one_short_line(text: str) -> None:
    line = clean_line(text, limit=20)
    assert len(line) <= 20
    assert line.isprintable() or all(
        unicodedata.category(c) in ("Cf", "Cn", "Co") for c in line if not c.isprintable()
    )
    assert line == line.strip()


@pytest.mark.parametrize(
    ("text", "collapsed"),
    [
        ("  plain \n\t text ", "plain text"),
        ("“Good boy,”\xa0 praises", "“Good boy,” praises"),
        ("Chapter\xa03", "Chapter\xa03"),
        ("\xa0\xa0 indented\xa0", "indented"),
        ("え？\u3000そう", "え？\u3000そう"),
        ("a\xa0\xa0b", "a\xa0b"),
        ("\xa0", ""),
    ],
)
def test_collapse(text: str, collapsed: str) -> None:
    assert collapse(text) == collapsed


@given(ANYTHING)
@settings(max_examples=200)
def test_collapse_is_stable_and_keeps_what_is_visible(text: str) -> None:
    text = clean(text)
    collapsed = collapse(text)
    assert collapse(collapsed) == collapsed
    assert "".join(collapsed.split()) == "".join(text.split())
    assert not set(collapsed) & set("\n\t")


def test_collapse_lines_keeps_the_lines_and_their_indents() -> None:
    letter = (
        "\xa0 Alice’s Foot, Esq. \n\xa0 \xa0 Hearthrug,\n   Near the Fender\n\n\n\xa0\n\u3000End"
    )
    assert collapse_lines(letter) == (
        "Alice’s Foot, Esq.\n\xa0\xa0\xa0\xa0Hearthrug,\nNear the Fender\n\n\xa0\xa0End"
    )
    assert collapse_lines("\n one \n") == "one"


@pytest.mark.parametrize(
    ("text", "cells"),
    [("\xa0 \xa0 Hearthrug", 4), ("\u3000\u3000那天", 4), ("    four", 0), ("", 0), ("  \xa0x", 1)],
)
def test_indent(text: str, cells: int) -> None:
    assert indent(text) == cells
