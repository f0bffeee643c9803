"""How many words a text has: as a reader counts, and as AO3 counts.

Both take a block's or a whole chapter's text. Nothing here knows blocks or formats.
"""

from __future__ import annotations

import re

# Scripts written without spaces, of which every character counts as a word.
_HAN = r"\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9"
_KANA = (
    r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\u32d0-\u32fe\u3300-\u3357"
)
_HALFWIDTH_KANA = r"\uff66-\uff6f\uff71-\uff9d"
_THAI = r"\u0e01-\u0e3a\u0e40-\u0e5b"
_RARE_HAN = r"\U00020000-\U000323af"
_CHARACTER = rf"{_HAN}{_KANA}{_HALFWIDTH_KANA}{_THAI}{_RARE_HAN}"
_ONE_CHARACTER = re.compile(rf"[{_CHARACTER}]")
# Marks that continue a word and that `\w` leaves out, Thai aside.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    r"\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u0816-\u08ff"
    r"\u0900-\u0963\u0966-\u0df3\u0e80-\u1712\u17b4-\u17d3\u1920-\u193b\u1a17-\u1aff\u1b00-\u1b44"
    r"\u1dc0-\u1dff\u20d0-\u20f0\u302a-\u302f\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f"
)
_AO3_WORD = re.compile(rf"[{_CHARACTER}]|(?:(?![{_CHARACTER}])[\w{_MARKS}])+")
_AO3_WORD_SPACED = re.compile(rf"[\w{_MARKS}]+")
_AO3_WORD_ASCII = re.compile(r"\w+")
_JOINING = "'’‘-"
_HAS_WORD = re.compile(r"\w")


def count_words(text: str) -> int:
    """Words between white space; every Han, Kana and Thai character is a word of its own."""
    if text.isascii() or not _ONE_CHARACTER.search(text):
        return len(text.split())
    characters = len(_ONE_CHARACTER.findall(text))
    rest = _ONE_CHARACTER.sub(" ", text).split()
    return characters + sum(1 for token in rest if _HAS_WORD.search(token))


def ao3_words(text: str) -> int:
    """Words as the Archive counts them: hyphens and apostrophes join, "--" and dashes part."""
    text = text.replace("--", "—")
    for mark in _JOINING:
        text = text.replace(mark, "")
    if text.isascii():
        return len(_AO3_WORD_ASCII.findall(text))
    word = _AO3_WORD if _ONE_CHARACTER.search(text) else _AO3_WORD_SPACED
    return len(word.findall(text))
