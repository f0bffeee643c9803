"""Which paragraphs are scene breaks, and what empty paragraphs mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuireader.formats.scenes import is_blank, is_ornament, scene_break, settle
from tuireader.work import Block, Break, Kind, Part


@pytest.mark.parametrize(
    "text",
    [
        "***", "* * *", "~~~", "~*~", "-----", "-", "—", "⁂", "◇\u3000◇\u3000◇",
        "o0o0o", "oOo", "x-x-x", ". . .", "•", "#", "###", "=====", "___",
        "_______", "xXx", "XXX", "-o-O-o-", "~ ~",
        "☆", "❦", "◦", "<><><>", "+++", "\xa0* * *\xa0", "※", "――――", "//", "-x-",
        "~o~", "＊　＊　＊",
        "♡♡♡", "-" * 80, "·", "—x—", "*\u200b*\u200b*", "✦ ✧ ✦", "<*>", "⸻",
    ],
)  # fmt: skip
def test_ornaments(text: str) -> None:
    assert is_ornament(text)


@pytest.mark.parametrize(
    "text",
    [
        "...", "…", "“…”", "?!", "2", "", "\xa0", "....", "… …", ".", "I", "II.", "!!!", "???",
        "xoxo", "Ooo", "Oh", "No.", "-- No --", "“—”", "* 2 *", "~ Fin ~", ":)", ":-)", ":/", "=/",
        "^_^", "-_-", "-.-", ">.<", "o_O", "^^", "<3", "-.. . .- -..", "\\o/", "1", "000", "×2",
        "x", "o", "xx", "🦇", "❤️", "✨", "♪ la", "$5", "“*”", "(…)", "–1", "***\nword",
    ],
)  # fmt: skip
def test_text_that_is_no_ornament(text: str) -> None:
    assert not is_ornament(text)


@pytest.mark.parametrize(
    "text", ["🦇", "❤️", "✨ ✨", "🌙⭐🌙", "👩‍👩‍👧", "♪♫", "🏴\U000e0067\U000e007f", "***"]
)
def test_centred_symbols_are_ornaments(text: str) -> None:
    assert is_ornament(text, centred=True)


@pytest.mark.parametrize("text", ["?!", "…", "“…”", "2", "The End", "“♪”", "1️⃣", "...", "!"])
def test_centred_text_stays_text(text: str) -> None:
    assert not is_ornament(text, centred=True)


@given(
    st.text(st.characters(categories=["L", "N"]), min_size=1).filter(
        lambda t: not set(t) & set("oOxX0")
    )
)
def test_letters_and_digits_are_never_ornaments(text: str) -> None:
    assert not is_ornament(text)
    assert not is_ornament(text, centred=True)
    assert not is_blank(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\xa0", "\u200b", "\n\n", "\u3000\ufeff", "\u2800", "\u3164"]
)
def test_blank(text: str) -> None:
    assert is_blank(text)


P = Block(Kind.PARAGRAPH, "text")
BLANK = scene_break(Break.BLANK)
RULE = scene_break(Break.RULE)
TEXT = scene_break(Break.TEXT)
GAP = scene_break(Break.GAP)
IMAGE = Block(Kind.IMAGE, "alt")


def test_breaks_at_the_ends_go() -> None:
    assert settle([RULE, BLANK, P, TEXT]) == (P,)
    assert settle([RULE]) == ()
    assert settle([]) == ()


def test_breaks_in_one_place_are_one() -> None:
    assert settle([P, BLANK, RULE, BLANK, TEXT, P]) == (P, RULE, P)
    assert settle([P, GAP, TEXT, P]) == (P, TEXT, P)
    assert settle([P, RULE, IMAGE, RULE, P]) == (P, RULE, IMAGE, P)


def test_an_occasional_empty_paragraph_is_a_break() -> None:
    assert settle([P, P, P, BLANK, P]) == (P, P, P, BLANK, P)
    assert settle([P, P, BLANK, BLANK, BLANK, P, P]) == (P, P, BLANK, P, P)


def test_empty_paragraphs_everywhere_are_spacing() -> None:
    assert settle([P, BLANK, P, BLANK, P, P]) == (P, P, P, P)
    assert settle([P, BLANK, P, BLANK, P, BLANK, BLANK, P]) == (P, P, P, BLANK, P)
    assert settle([P, BLANK, P, BLANK, P, BLANK, RULE, BLANK, P]) == (P, P, P, RULE, P)


def test_just_under_the_share_empty_paragraphs_are_breaks() -> None:
    under = [P, BLANK, P, BLANK, P, P, P]  # two of four gaps
    assert settle(under).count(BLANK) == 2
    over = [P, BLANK, P, BLANK, P, BLANK, P, P, P]  # three of five
    assert BLANK not in settle(over)


def test_parts_are_settled_by_themselves() -> None:
    note = Block(Kind.PARAGRAPH, "note", part=Part.NOTES)
    note_rule = scene_break(Break.RULE, Part.NOTES)
    assert settle([note, note_rule, P, RULE, P]) == (note, P, RULE, P)


@given(st.lists(st.sampled_from([P, BLANK, RULE, TEXT, GAP, IMAGE])))
def test_a_break_stands_only_between_texts_and_never_beside_another(blocks: list[Block]) -> None:
    settled = settle(blocks)
    texts_and_breaks = [block for block in settled if block.kind is not Kind.IMAGE]
    kinds = "".join("b" if block.kind is Kind.BREAK else "p" for block in texts_and_breaks)
    assert "bb" not in kinds
    assert not kinds.startswith("b")
    assert not kinds.endswith("b")
    assert [b for b in settled if b.kind is not Kind.BREAK] == [
        b for b in blocks if b.kind is not Kind.BREAK
    ]
