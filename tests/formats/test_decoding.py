"""Text is read in whatever encoding it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuireader.formats.decoding import decode
from tuireader.formats.errors import FormatError

ENGLISH = "“Yes,” she said — and I quote — “I don’t do mornings.” The café was empty.\n\nOne franc."
CHINESE = "那天夜里，她又读了一遍信。信纸已经软了，边角也磨圆了。\n\n她笑了，把伞留在了门后。"
RUSSIAN = "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива."
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n何でも薄暗い所だ。"
POLISH = (
    "Prom przypłynął późno tego wieczoru i nikt na nabrzeżu nie umiał później powiedzieć, kto"
    " pierwszy zobaczył, że jest pusty. Źdźbło, żółć, gęślą jaźń."
)
ARABIC = "وصلت العبارة متأخرة في تلك الليلة ولم يعرف أحد السبب في المدينة القديمة."
GREEK = "Άργησε το πλοίο εκείνο το βράδυ και κανείς στην αποβάθρα δεν ήξερε γιατί. Ήταν άδειο."
CZECH = "Byl to večer, jaký si pamatoval z dětství. Šla pomalu přes most a myslela na něj."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "cp1252"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (CZECH, "cp1250"),
        (CZECH, "iso8859-2"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (RUSSIAN, "iso8859-5"),
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859-6"),
        (GREEK, "cp1253"),
        (GREEK, "iso8859-7"),
        ("She had a fiancé and a résumé.", "cp1252"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.bad == 0


def test_a_bad_byte_does_not_make_utf8_something_else() -> None:
    data = ENGLISH.encode()
    broken = data[:20] + b"\xff" + data[20:]
    decoded = decode(broken)
    assert (decoded.encoding, decoded.bad) == ("utf-8", 1)
    assert decoded.text.replace("\ufffd", "") == ENGLISH
    assert decode(data[:-13] + "é".encode()[:1]).bad == 1  # cut in the middle of a character


def test_a_late_accent_is_still_read() -> None:
    text = "plain ascii line\n" * 30_000 + "très tard é\n"
    assert decode(text.encode("cp1252")).text == text


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends(end: str) -> None:
    assert decode(f"one{end}two{end}{end}three".encode()).text == "one\ntwo\n\nthree"


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(FormatError, match="neither a text"):
        decode(bytes(range(256)) * 20)
    with pytest.raises(FormatError, match="neither a text"):
        decode(b"a" + bytes(400))


def test_a_few_control_characters_are_no_reason_to_refuse() -> None:
    assert "END" in decode(b"CHAPTER I\n\n\x1b[31mred\x07\x08\x00END\n").text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except FormatError:
        return
    assert "\r" not in decoded.text
