"""Small works to fill a library with."""

from __future__ import annotations

import random
from typing import Any

from tuireader.work import Block, Chapter, Entry, Kind, Metadata, Part, Work

_TEXT = (
    "anne captain sea letter harbour winter candle stair garden silence brother window "
    "promise carriage morning shadow bell lantern orchard stone river thunder velvet "
    "parlour chimney whisper journey folly kindness regret tide mirror ribbon ledger "
    "quarrel supper"
)
_WORDS = _TEXT.split()


def paragraphs(count: int, seed: str = "", words: int = 24) -> list[str]:
    """Paragraphs of invented sentences, the same for the same seed."""
    chance = random.Random(f"{seed}/{words}")
    return [f"The {' '.join(chance.choice(_WORDS) for _ in range(words))}." for _ in range(count)]


def chapter(number: int, texts: list[str], title: str = "", notes: str = "") -> Chapter:
    blocks = [Block(Kind.PARAGRAPH, text) for text in texts]
    if notes:
        blocks.insert(0, Block(Kind.PARAGRAPH, notes, part=Part.NOTES))
    words = sum(len(text.split()) for text in texts)
    return Chapter(number, title, tuple(blocks), words)


def work(title: str, *chapters: list[str], format: str = "html", **metadata: Any) -> Work:
    """A work whose chapters are lists of paragraphs; one of ten paragraphs where there are none."""
    texts = chapters or (paragraphs(10, title),)
    parts = tuple(chapter(index + 1, text) for index, text in enumerate(texts))
    entries = tuple(Entry(f"Chapter {part.number}", 1, part.number - 1) for part in parts)
    return Work(Metadata(title=title, **metadata), parts, entries, format)
