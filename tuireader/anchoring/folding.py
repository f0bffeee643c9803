"""Text made comparable across formats and editions, and digests of it.

Converters expand ligatures, compose accents and drop soft hyphens; shells and word processors turn
quotation marks straight or curly. None of that makes a paragraph another paragraph. This module
knows strings and blocks only.
"""

from __future__ import annotations

from collections.abc import Iterable

from tuireader.work import Chapter

# What is replaced before composing: (characters, replacement).
_REPLACED = (
    ("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    ("‘’‚‛′", "'"),
    ("“”„‟″«»", '"'),
    ("‐‑", "-"),
    ("…", "..."),
    ("ﬀ", "ff"),
    ("ﬁ", "fi"),
    ("ﬂ", "fl"),
    ("ﬃ", "ffi"),
    ("ﬄ", "ffl"),
    ("ﬅﬆ", "st"),
)
_TABLE = {ord(char): new for chars, new in _REPLACED for char in chars}


def fold(text: str) -> str:
    """`text` without what formats differ in: ligatures expanded, accents composed, quotation
    marks straight, invisible characters gone, white space collapsed and stripped."""
    if not text.isascii():
        text = _compose(text.translate(_TABLE))
    return " ".join(text.split())


def fold_offsets(text: str) -> list[int]:
    """For every offset of `fold(text)`, its end included, the offset in `text` it comes from.

    An offset inside something that was expanded or composed maps to where that begins.
    """
    folded = fold(text)
    if folded == text:
        return list(range(len(text) + 1))
    offsets: list[int] = []
    pending = -1  # where white space began that has not been given out yet
    for start, piece in _pieces(text):
        if piece.isspace():
            if offsets and pending < 0:
                pending = start
            continue
        if piece and pending >= 0:
            offsets.append(pending)
            pending = -1
        offsets.extend([start] * len(piece))
    end = len(text.rstrip())
    return [*offsets, end]


def _compose(text: str) -> str:
    from unicodedata import is_normalized, normalize

    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _pieces(text: str) -> Iterable[tuple[int, str]]:
    """(offset, folded text) of every stretch of `text` that composing does not join to its
    neighbours, white space and removed characters among them."""
    from unicodedata import combining

    start = 0
    for end in range(1, len(text) + 1):
        # Combining marks and the vowels and finals of Hangul compose with what is before them.
        if end == len(text) or not (combining(text[end]) or "\u1160" <= text[end] <= "\u11ff"):
            yield start, _compose(text[start:end].translate(_TABLE))
            start = end


def digest(text: str) -> str:
    """What identifies a paragraph by its words, the same in all formats: 16 hexadecimal digits."""
    from hashlib import blake2b

    return blake2b(fold(text).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def edition(chapters: Iterable[Chapter]) -> str:
    """What identifies the text of a work: 16 hexadecimal digits.

    Two works of one edition have the same chapters with the same titles and the same blocks with
    the same characters, so every place in one is the same place in the other.
    """
    from hashlib import blake2b

    state = blake2b(digest_size=8)
    for chapter in chapters:
        # No text holds these separators: the sanitiser lets no control character through.
        parts = ["\x1d", chapter.title]
        for block in chapter.blocks:
            parts += ("\x1e" if block.has_text else "\x1f", block.text)
        state.update("".join(parts).encode("utf-8", "surrogatepass"))
    return state.hexdigest()
