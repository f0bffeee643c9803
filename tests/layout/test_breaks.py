"""Where lines may end."""

from __future__ import annotations

import pytest

from tuireader.layout.atoms import atoms
from tuireader.layout.cells import columns


def pieces(text: str, width: int = 99) -> list[str]:
    parts = atoms(text, columns(text), width, width)
    return [text[start:end] for start, end in zip(parts.starts, parts.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two", ["one", "two"]),
        ("a well-known, mid-1990s thing", ["a", "well-", "known,", "mid-1990s", "thing"]),
        ("W-what? T-shirt", ["W-what?", "T-shirt"]),
        ("gone—forever—“Wait”", ["gone—", "forever—", "“Wait”"]),
        ("“I—” he said", ["“I—”", "he", "said"]),
        ("then--nothing", ["then--", "nothing"]),
        ("and… well…maybe...not", ["and…", "well…", "maybe...", "not"]),
        ("Ann Lee/Bo Kim", ["Ann", "Lee/", "Bo", "Kim"]),
        ("1914–1918", ["1914–", "1918"]),
        ("- 5 or -5", ["-", "5", "or", "-5"]),
    ],
)
def test_at_spaces_dashes_and_hyphens(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quoi ? Oui !", ["Quoi ?", "Oui !"]),
        ("il dit : « Non »", ["il", "dit :", "« Non »"]),
        ("sagte »ja« dann", ["sagte", "»ja«", "dann"]),
        ("Да — сказал он", ["Да —", "сказал", "он"]),
        ("fixed\xa0space", ["fixed\xa0space"]),
        ("glue\u2060 not here", ["glue\u2060", "not", "here"]),
        ("no \u2060break", ["no \u2060break"]),
        ("long\u200bword", ["long", "word"]),
    ],
)
def test_not_where_signs_belong_together(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("猫である。", ["猫", "で", "あ", "る。"]),
        ("「名前」は", ["「名", "前」", "は"]),
        ("ニャーニャー", ["ニャー", "ニャー"]),
        ("东……西——北", ["东……", "西——", "北"]),
        ("我说：“好。”他", ["我", "说：", "“好。”", "他"]),
        ("第3章 LaTeX入門", ["第", "3", "章", "LaTeX", "入", "門"]),
        ("안녕하세요 여러분", ["안녕하세요", "여러분"]),
        ("大韓民國은", ["大", "韓", "民", "國은"]),
    ],
)
def test_between_characters_but_not_around_their_marks(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_what_is_longer_than_a_line_is_cut_between_signs() -> None:
    assert pieces("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert pieces("e\u0301" * 12, 10) == ["e\u0301" * 10, "e\u0301" * 2]
    family = "👩\u200d👩\u200d👧"
    assert pieces(f"x{family}yz", 3) == [f"x{family}", "yz"]
    assert pieces("🇩🇪" * 6, 10)[0] == "🇩🇪" * 5
    assert pieces("สวัสดีครับ" * 3, 10)[0] == "สวัสดีครับสวัส"
