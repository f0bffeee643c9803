"""Where a line of text may end, by the rules of the scripts it is written in.

Knows characters, nothing of widths. Offsets are code points of a text that holds no "\\n".
"""

from __future__ import annotations

import re
from functools import cache

from tuireader.layout.cells import MARKS

# In text of narrow signs a line may end
# - at spaces, but not before a mark or dash that belongs to what stands before it, as in French
#   and Russian, nor inside « »;
_SPACE = r" +(?![?!;:»](?: |\Z)|[-–—]+(?: |\Z)|\u2060)(?<! « )(?<!\A« )"
UNSURE = "?!;:»-–—\u2060 "  # what may stand after a space where a line may not end
# - after a dash between words, after a hyphen between two parts of at least two letters (so
#   "well-known" but not "w-what"), a slash, an ellipsis; not where a quotation mark closes.
_AFTER = (
    r"(?:(?<=[^\s“‘«(\[—–-][—–―])(?=[\"“‘'«(\[]?\w)"
    r"|(?<=\w--)(?=[\"“‘'«(\[]?\w)"
    r"|(?<=\w\w[-‐/])(?=[^\W\d_]{2})"
    r"|(?<=\w…)(?=\w)|(?<=\w\.\.\.)(?=\w))"
)
_AFTER_MARK = f"(?<=[{MARKS}.]){_AFTER}"
match_space = re.compile(_SPACE).match
find_mark = re.compile(f"[{MARKS}.]{_AFTER}").search


@cache
def breaks(narrow: bool) -> re.Pattern[str]:
    """What divides atoms: the space between them, or nothing."""
    if narrow:
        return re.compile(f"{_SPACE}|{_AFTER_MARK}")
    return re.compile(rf"{_SPACE}|\u200b+(?![ \u2060])|{_AFTER_MARK}|{_between()}")


def _between() -> str:
    """Between the characters of Chinese and Japanese, and between pictures.

    Save before closing and after opening signs. Korean words stay whole, as their readers prefer.
    """
    character = (
        "\u2e80-\u2fdf\u3000-\u312f\u31a0-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\ufe30-\ufe6f"
        "\uff00-\uffef\U00020000-\U0003ffff"
    )
    closing = (
        "、。，．,.:;：；？！?!）」』】〕〉》〗〙〛｝］｠»”’)\\]}%‰°℃％・･ー々〻ゝゞヽヾ～〜‥…—–"
        "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰ-ㇿ゛゜\u3000"
    )
    opening = "（「『【〔〈《〖〘〚｛［｟«“‘(\\[{$£¥€＄￥￡"
    glue = " \"'\xa0\u2007\u202f\u2060\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f"
    picture = "\U0001f300-\U0001faff"
    return (
        rf"(?:(?<=[{character}])|(?=[{character}]))(?<![{opening}{glue}])(?![{closing}{glue}])"
        rf"|(?<=[{picture}\ufe0f])(?=[{picture}])"
    )
