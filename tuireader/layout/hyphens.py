"""Where words may be divided, by the book's language.

Knows dictionaries and languages, nothing of lines. The dictionaries (`pyphen`) are loaded when the
first word is to be divided.
"""

from __future__ import annotations

from functools import lru_cache

from tuireader.layout.breaking import Hyphenator

LEFT = RIGHT = 3  # letters kept together at either end of a word

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

    @lru_cache(maxsize=4096)
    def divide(word: str) -> list[int]:
        # Points with data would change letters; the text is drawn as it is.
        return [int(point) for point in dictionary.positions(word) if not point.data]

    return divide
