"""What of a chapter is shown: readings beside their text, and parts that the author folded.

Knows blocks, nothing of lines. Text that is not shown keeps its length, so that offsets stay what
they are and nothing else need know of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from tuireader.layout.cells import drawn
from tuireader.work import Block, Kind, Role

# Takes no cell, is never drawn, and lines may end after it where they may after what it follows.
_NOTHING = "\u2061"


def without_readings(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with nothing to see where ruby readings are."""
    if not any(_has_readings(block) for block in blocks):
        return blocks
    return tuple(_without(block) if _has_readings(block) else block for block in blocks)


def _has_readings(block: Block) -> bool:
    return any(span.role is Role.RUBY for span in block.spans)


def _without(block: Block) -> Block:
    text = block.text
    for start, end, role, _ in block.spans:
        if role is Role.RUBY:
            if not text[end : end + 1].isalnum():  # no two spaces where one reading was
                start = len(text[:start].rstrip(" ")) or start
            text = text[:start] + _NOTHING * (end - start) + text[end:]
    return replace(block, text=text)


def folds(blocks: Sequence[Block]) -> dict[int, int]:
    """The parts that can be folded away: of each the block of its summary and the block after it.

    What is folded inside a folded part is not folded again.
    """
    found: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if block.kind is not Kind.SUMMARY or block.folded or block.cell:
            continue
        if not drawn(block.text).strip():
            continue  # nothing would be seen of it
        end = at = index + 1
        # Scene breaks do not say that they are folded: what follows them does.
        while at < len(blocks) and blocks[at].part is block.part:
            if blocks[at].folded:
                end = at + 1
            elif blocks[at].kind not in (Kind.BREAK, Kind.RULE):
                break
            at += 1
        if end > index + 1:
            found[index] = end
    return found


def closed(found: Mapping[int, int], opened: Collection[int]) -> dict[int, int]:
    """Those of `folds` that are not opened."""
    return {summary: end for summary, end in found.items() if summary not in opened}


def fold_of(found: Mapping[int, int], block: int) -> int | None:
    """The summary of the fold that a block is folded away in."""
    return next((summary for summary, end in found.items() if summary < block < end), None)
