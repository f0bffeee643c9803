"""Where words may be divided, by the book's language.

Knows dictionaries and languages, nothing of lines. The dictionaries (`pyphen`) are loaded when the
first word is to be divided.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tuireader.layout.atoms import Hyphenator

LEFT = RIGHT = 3  # letters kept together at either end of a word

# Words of the scripts in which words are divided with a hyphen.
_WORD = "[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0370-\u0481\u048a-\u052f\u1e00-\u1fff]{6,}"

# The names of languages as works write them, where a dictionary exists.
_NAMES = {
    "english": "en",
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
    code = pyphen.language_fallback(_NAMES.get(name, name).replace("-", "_"))
    if code is None:
        return None
    dictionary = pyphen.Pyphen(lang=code, left=LEFT, right=RIGHT)

    english = code.startswith("en")

    @lru_cache(maxsize=4096)
    def of_word(word: str) -> list[int]:
        if english and word[0].isupper():  # a name
            return []
        # Points with data would change letters; the text is drawn as it is.
        return [int(point) for point in dictionary.positions(word) if not point.data]

    def divide(text: str) -> list[int]:
        return [
            word.start() + point for word in re.finditer(_WORD, text) for point in of_word(word[0])
        ]

    return divide
