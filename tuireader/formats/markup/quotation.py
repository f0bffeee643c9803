"""Quote marks for `q` elements, whose text leaves them to who shows it: by language and depth."""

from __future__ import annotations

# The outer pair and the inner one, as most publishers of a language set them.
_ENGLISH = ("“”", "‘’")
_LOW = ("„“", "‚‘")
_LOW_HIGH = ("„”", "‚’")
_ANGLES = ("«»", "“”")
_PAIRS: dict[str, tuple[str, str]] = {
    "cs": _LOW, "da": ("»«", "›‹"), "de": _LOW, "el": _ANGLES, "es": _ANGLES, "fi": ("””", "’’"),
    "fr": ("«»", "“”"), "hu": ("„”", "»«"), "it": _ANGLES, "ja": ("「」", "『』"),
    "nb": ("«»", "‘’"), "nl": _ENGLISH, "no": ("«»", "‘’"), "pl": _LOW_HIGH, "pt": _ANGLES,
    "ro": ("„”", "«»"), "ru": ("«»", "„“"), "sk": _LOW, "sv": ("””", "’’"), "uk": ("«»", "„“"),
}  # fmt: skip
_MARKS = frozenset('"“”„‟«»‹›「」『』‘‚')


def quote_marks(language: str, depth: int) -> tuple[str, str]:
    """What stands before and after a quotation inside `depth` others."""
    tag = language.lower().partition("-")[0]
    pair = _PAIRS.get(tag, _ENGLISH)[depth % 2]
    return pair[0], pair[1]


def has_marks(before: str, text: str) -> bool:
    """Whether a quotation has marks of its own: at its start, or at the end of the text before."""
    return before[-1:] in _MARKS or text.lstrip()[:1] in _MARKS
