"""Where words may be divided, by the book's language.

Knows dictionaries and languages, nothing of lines. The patterns are those that come with `pyphen`,
loaded when the first word is to be divided, and applied here: its own reader takes 0.4 s for German
and 40 ms for English, in which a key would go unanswered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from tuireader.layout.atoms import Hyphenator

LEFT = RIGHT = 3  # letters kept together at either end of a word

_LONGEST = 64  # letters; what is longer is no word
_FORBID = str.maketrans("13579", "24688")
_NO_DIGITS = dict.fromkeys(map(ord, "0123456789"))

# Words of the scripts in which words are divided with a hyphen.
_WORD = "[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0370-\u0481\u048a-\u052f\u1e00-\u1fff]{6,}"

# The names of languages as works write them, where a dictionary exists.
_NAMES = {
    "en": "en_US",
    "english": "en_US",
    "deutsch": "de",
    "german": "de",
    "français": "fr",
    "french": "fr",
    "español": "es",
    "spanish": "es",
    "castellano": "es",
    "italiano": "it",
    "italian": "it",
    "português brasileiro": "pt_BR",
    "português europeu": "pt_PT",
    "português": "pt_PT",
    "portuguese": "pt_PT",
    "nederlands": "nl",
    "dutch": "nl",
    "русский": "ru",
    "russian": "ru",
    "polski": "pl",
    "polish": "pl",
    "svenska": "sv",
    "swedish": "sv",
    "norsk": "nb",
    "dansk": "da",
    "danish": "da",
    "čeština": "cs",
    "slovenčina": "sk",
    "magyar": "hu",
    "hungarian": "hu",
    "українська": "uk",
    "български": "bg",
    "català": "ca",
    "hrvatski": "hr",
    "lietuvių": "lt",
    "ελληνικά": "el",
    "română": "ro",
    "slovenščina": "sl",
    "srpski": "sr_Latn",
    "latviešu valoda": "lv",
    "galego": "gl",
    "afrikaans": "af",
    "eesti keel": "et",
    "íslenska": "is",
}


@lru_cache(maxsize=8)
def hyphenator(language: str) -> Hyphenator | None:
    """What divides words of `language`, a tag or a name; None where no dictionary knows it."""
    import pyphen

    name = language.strip().lower()
    code = pyphen.language_fallback(_NAMES.get(name, name))
    if code is None:
        return None
    try:
        patterns = _read(pyphen.LANGUAGES[code].read_bytes())
    except (OSError, LookupError, UnicodeError):  # in an encoding that Python does not know
        return None
    english = code.startswith("en")

    @lru_cache(maxsize=4096)
    def of_word(word: str) -> list[int]:
        if english and word[0].isupper():  # a name
            return []
        return _points(patterns, word)

    def divide(text: str) -> list[int]:
        return [
            word.start() + point for word in re.finditer(_WORD, text) for point in of_word(word[0])
        ]

    return divide


def _read(data: bytes) -> Mapping[str, str]:
    """The patterns of a dictionary by their letters: {"exal": "ex1al"}.

    Comments and settings come along; no word looks like them.
    """
    encoding, _, rest = data.partition(b"\n")
    name = encoding.decode("ascii").strip().lower().removeprefix("microsoft-")
    text = rest.decode(name).replace("\r", "").replace(" ", "").replace("\t", "")
    if "^^" in text:
        text = re.sub(r"\^\^([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), text)
    lines = text.split("\n")
    patterns = dict(zip(text.translate(_NO_DIGITS).split("\n"), lines, strict=True))
    # "1sz/sz=sz,1,3" divides a word and changes its letters. The text is drawn as it is, so such a
    # word is not divided there: the number becomes an even one, which forbids.
    for line in lines:
        if "/" in line:
            pattern = line.partition("/")[0]
            patterns[pattern.translate(_NO_DIGITS)] = pattern.translate(_FORBID)
    return patterns


def _points(patterns: Mapping[str, str], word: str) -> list[int]:
    """Where a word may be divided: at odd numbers, where patterns that fit it give the highest."""
    padded = f".{word.lower()}."
    if not LEFT + RIGHT <= len(word) == len(padded) - 2 <= _LONGEST:
        return []
    values = [0] * (len(padded) + 1)
    for start in range(len(padded)):
        for end in range(start + 1, len(padded) + 1):
            pattern = patterns.get(padded[start:end])
            if pattern:
                at = start
                for char in pattern:
                    if char.isdigit():
                        values[at] = max(values[at], int(char))
                    else:
                        at += 1
    return [point for point in range(LEFT, len(word) - RIGHT + 1) if values[point + 1] % 2]
