"""Text made comparable across formats and editions, and digests of it.

Converters expand ligatures, compose accents and drop soft hyphens; shells and word processors turn
quotation marks straight or curly, and dashes into hyphens and back. None of that makes a paragraph
another paragraph. This module knows strings and chapters only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from tuireader.work import Chapter

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

# What is replaced before composing: (characters, replacement).
_REPLACED = (
    (INVISIBLE, ""),
    ("‘’‚‛′", "'"),
    ("“”„‟″«»", '"'),
    ("‐‑", "-"),
    ("…", "..."),
    ("—", "--"),
    ("ﬀ", "ff"),
    ("ﬁ", "fi"),
    ("ﬂ", "fl"),
    ("ﬃ", "ffi"),
    ("ﬄ", "ffl"),
    ("ﬅﬆ", "st"),
)
_REPLACEMENTS = [(char, new) for chars, new in _REPLACED for char in chars]
_COMMON = [(char, new) for char, new in _REPLACEMENTS if char in "‘’“”…—"]
_EQUALS = [(char, new) for char, new in _REPLACEMENTS if len(new) == 1]
_SPACES = "\n\u00a0\u2009\u200a\u202f"  # those that stand alone: ends of lines, around dashes
_PRINTABLE = bytes(range(32, 127))
_PERHAPS_JOINED = "[^ -˿–]"  # what may be part of the character before it

# Words with single spaces between them, of characters that fold to one character each.
_PLAIN = r"(?:[!-~¡-¬®-˿–‘’“”]+ )*[!-~¡-¬®-˿–‘’“”]+"


def fold(text: str) -> str:
    """`text` without what formats differ in: ligatures expanded, accents composed, quotation
    marks straight, dashes as they are typed, invisible characters gone, white space collapsed and
    stripped."""
    return " ".join(_plain(text).split())


def fold_all(texts: list[str]) -> list[str]:
    """Folds every text, faster than one at a time."""
    plain = _plain("\0".join(texts))
    for space in _SPACES:
        plain = plain.replace(space, " ")
    folded = plain.split("\0")
    if len(folded) != len(texts):  # a text holds the separator, which no sanitised text does
        return [fold(text) for text in texts]
    # Most hold only single spaces between words. All other white space is unprintable.
    spaced = plain.replace("\0", " ").replace("–", "-")
    if "  " not in spaced and spaced == spaced.strip() and _is_printable(spaced):
        return folded
    return [" ".join(text.split()) for text in folded]


def keeps_offsets(text: str, folded: str) -> bool:
    """Whether every offset of `text` is that of the same character in `folded`, which it folds to.

    Quick; where it is uncertain the answer is no.
    """
    if len(text) != len(folded):
        return False
    for char, new in _EQUALS:
        if char in text:
            text = text.replace(char, new)
    return text == folded and not re.search(_PERHAPS_JOINED, text)


def fold_offsets(text: str) -> list[int]:
    """For every offset of `fold(text)`, its end included, the offset in `text` it comes from.

    An offset inside something that was expanded or composed maps to where that begins.
    """
    offsets: list[int] = []
    pending = -1  # where white space began that has not been given out yet
    for start, piece, plain in _pieces(text):
        if piece.isspace():
            if offsets and pending < 0:
                pending = start
            continue
        if piece and pending >= 0:
            offsets.append(pending)
            pending = -1
        offsets.extend(range(start, start + len(piece)) if plain else [start] * len(piece))
    return [*offsets, len(text.rstrip())]


def folded_offset(offsets: Sequence[int], offset: int) -> int:
    """The offset in the folded text of `offset` in the text that `offsets` was made from."""
    return min(bisect_left(offsets, offset), len(offsets) - 1)


def _plain(text: str) -> str:
    if text.isascii():
        return text
    from unicodedata import is_normalized, normalize

    # Looking for each in turn is ten times as fast as `str.translate`. Beside quotation marks and
    # dashes most texts have no others.
    for char, new in _COMMON:
        text = text.replace(char, new)
    if text.replace("–", "-").isascii():
        return text
    for char, new in _REPLACEMENTS:
        if char in text:
            text = text.replace(char, new)
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _is_printable(text: str) -> bool:
    """As `str.isprintable`, in a fifth of the time where a text is ASCII."""
    return not text.encode().translate(None, _PRINTABLE) if text.isascii() else text.isprintable()


def _pieces(text: str) -> Iterator[tuple[int, str, bool]]:
    """(offset, folded text, whether it is as long as it was) of every stretch of `text` that
    composing does not join to its neighbours, white space and removed characters among them."""
    done = 0
    for run in re.finditer(_PLAIN, text):
        # Its last character may be what a combining mark after it joins.
        end = run.end() - (run.end() < len(text))
        if end > run.start():
            yield from _slow_pieces(text, done, run.start())
            yield run.start(), text[run.start() : end], True
            done = end
    yield from _slow_pieces(text, done, len(text))


def _slow_pieces(text: str, start: int, stop: int) -> Iterator[tuple[int, str, bool]]:
    for end in range(start + 1, stop + 1):
        if end == stop or not _joins(text[start], text[end]):
            piece = _plain(text[start:end])
            yield start, piece, piece == text[start:end]
            start = end


def _joins(char: str, after: str) -> bool:
    """Whether folding may join a character to one before it: it is invisible, a combining mark, or
    a vowel or final of Hangul."""
    from unicodedata import combining

    joining = after in INVISIBLE or combining(after) or "\u1160" <= after <= "\u11ff"
    return bool(joining) and not char.isspace()


def digest(text: str) -> str:
    """What identifies a paragraph by its words, the same in all formats: 16 hexadecimal digits."""
    return digest_folded(fold(text))


def digest_folded(text: str) -> str:
    """The digest of a paragraph that is folded already."""
    from hashlib import blake2b

    text = text.replace("--", "—")  # as the digests in records have it
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


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
