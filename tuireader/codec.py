"""Works as bytes and back: how parsed chapters travel between processes and rest on disk.

JSON of short positional lists, so that a chapter of a few hundred blocks decodes in a few
milliseconds. Where the shape changes, `library.sources.PARSER` is raised, so that files are parsed
anew; what was written before must still be read, since a file may be gone.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from tuireader.work import (
    Align,
    Block,
    Cell,
    Chapter,
    Entry,
    Kind,
    Metadata,
    Part,
    Role,
    Series,
    Span,
)

_DEFAULT = Block(Kind.PARAGRAPH)
# The rarely used fields of a block, left out of its bytes where they hold their default.
_RARE = ("level", "quote", "indent", "marker", "language", "rtl", "folded", "source")


def encode_chapter(chapter: Chapter) -> bytes:
    """The blocks of a chapter. Its title and counts are kept beside them, not in them."""
    return _dump([_block_list(block) for block in chapter.blocks])


def decode_blocks(data: bytes) -> tuple[Block, ...]:
    """The inverse of `encode_chapter`. Raises ValueError on bytes it did not write."""
    return tuple(map(_block, json.loads(data)))


def encode_metadata(metadata: Metadata) -> bytes:
    """What is known of a work; what is unknown is left out."""
    fields = dataclasses.fields(metadata)
    values = {field.name: getattr(metadata, field.name) for field in fields}
    defaults = {field.name: field.default for field in fields}
    return _dump({name: value for name, value in values.items() if value != defaults[name]})


def decode_metadata(data: bytes) -> Metadata:
    """The inverse of `encode_metadata`. Raises ValueError on what it did not write."""
    values: dict[str, Any] = json.loads(data)
    if not isinstance(values, dict):
        raise ValueError("these are no metadata")
    known = {field.name: field.default for field in dataclasses.fields(Metadata)}
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
        if name in known
    }
    for name, value in values.items():
        kind = int if known[name] is None else type(known[name])
        if not isinstance(value, kind):
            raise ValueError(f"{name} is none")
    if "series" in values:
        values["series"] = tuple(Series(*item) for item in values["series"])
    return Metadata(**values)


def encode_contents(contents: tuple[Entry, ...]) -> bytes:
    """A table of contents."""
    return _dump(contents)


def decode_contents(data: bytes) -> tuple[Entry, ...]:
    """The inverse of `encode_contents`. Raises ValueError on what is no JSON."""
    return tuple(Entry(*item) for item in json.loads(data))


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _block_list(block: Block) -> list[object]:
    rare: dict[str, object] = {
        name: getattr(block, name)
        for name in _RARE
        if getattr(block, name) != getattr(_DEFAULT, name)
    }
    if block.part is not Part.STORY:
        rare["part"] = block.part
    if block.align is not Align.START:
        rare["align"] = block.align
    if block.cell:
        rare["cell"] = block.cell
    if block.anchors:
        rare["anchors"] = block.anchors
    if rare:
        return [block.kind, block.text, block.spans, rare]
    if block.spans:
        return [block.kind, block.text, block.spans]
    return [block.kind, block.text]


# Looking a member up in a dict is several times faster than calling the enumeration.
_KINDS = {kind.value: kind for kind in Kind}
_ROLES = {role.value: role for role in Role}


def _block(item: list[Any]) -> Block:
    kind = _KINDS[item[0]]
    if len(item) == 2:
        return Block(kind, item[1])
    spans = tuple(Span(start, end, _ROLES[role], target) for start, end, role, target in item[2])
    if len(item) == 3:
        return Block(kind, item[1], spans)
    rare: dict[str, Any] = item[3]
    if "part" in rare:
        rare["part"] = Part(rare["part"])
    if "align" in rare:
        rare["align"] = Align(rare["align"])
    if "cell" in rare:
        rare["cell"] = Cell(*rare["cell"])
    if "anchors" in rare:
        rare["anchors"] = tuple((name, offset) for name, offset in rare["anchors"])
    return Block(kind, item[1], spans, **rare)
