"""How much of a text is in another: sentences by their letters and digits alone.

Letters and digits survive converters, typographic quotes, rejoined lines and a change of format;
sentences survive an edit elsewhere in their paragraph. Only works and bytes are known here.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable

from tuireader.library.query import fold, straight
from tuireader.work import Chapter, Part

_SHORTEST = 12  # letters and digits; what is shorter ("She nodded.") stands in any text
_OPENING = 200
_ENDS = re.compile(r"[.!?…。！？\n]+")
_NO_LETTERS = re.compile(r"[\W_]+")
_ASCII_LETTERS = {
    code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)
}  # the same, faster


def letters(text: str) -> str:
    """The letters and digits of `text`, without case and accents."""
    if not text.isascii():
        text = fold(text)
    return text.translate(_ASCII_LETTERS) if text.isascii() else _NO_LETTERS.sub("", text)


def hash_sentences(chapters: Iterable[Chapter]) -> bytes:
    """The hashes of all sentences, sorted, each once."""
    hashes = {
        sentence
        for chapter in chapters
        for block in chapter.blocks
        for sentence in sentences_of(block.text)
    }
    return array("I", sorted(hashes)).tobytes()


def sentences_of(text: str) -> list[int]:
    """The hashes of the sentences in `text`, in their order."""
    return [
        zlib.crc32(sentence.encode())
        for piece in _ENDS.split(straight(text))
        if len(piece) >= _SHORTEST and len(sentence := letters(piece)) >= _SHORTEST
    ]


def sentence_set(hashes: bytes) -> frozenset[int]:
    """What `hash_sentences` has written, to be compared."""
    return frozenset(array("I", hashes))


def share(part: frozenset[int], whole: frozenset[int]) -> float:
    """How much of `part` is in `whole`, 0 to 1; 0 where there is nothing to compare."""
    return len(part & whole) / len(part) if part else 0.0


def opening(chapters: Iterable[Chapter]) -> str:
    """The first letters of the story: what tells works of one title apart."""
    found = ""
    for chapter in chapters:
        for block in chapter.part(Part.STORY):
            found += letters(block.text)
            if len(found) >= _OPENING:
                return found[:_OPENING]
    return found
