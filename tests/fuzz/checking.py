"""Whether what became of a file is fine: a work that holds together, or a reason in one line."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from enum import StrEnum

from tuireader.formats import FormatError, Source, parse
from tuireader.library.parcel import from_bytes, pack, to_bytes, unpack
from tuireader.work import Block, Kind, Work

# What no string may hold: controls, C1, what reorders or hides, halves of pairs.
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff]"
)
_PLACE = re.compile(r"#(\d+)/(\d+)/(\d+)")
_LONGEST_REASON = 500
_LARGEST = 2**53  # what JSON and SQLite hold exactly


def check(name: str, data: bytes) -> str:
    """What is wrong with how the file ends, "" when nothing is."""
    try:
        work = parse(Source(name, data))
    except FormatError as error:
        return _check_reason(str(error))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    problems = [*_check_atoms(work), *_check_places(work), *_check_blocks(work)]
    if not problems and unpack(from_bytes(to_bytes(pack(work)))) != work:
        problems = ["it is another work after it was packed"]
    return "; ".join(problems[:3])


def _check_reason(reason: str) -> str:
    if not reason or "\n" in reason or len(reason) > _LONGEST_REASON or FORBIDDEN.search(reason):
        return f"a bad reason: {reason!r}"
    return ""


def _atoms(value: object) -> Iterator[str | int | float]:
    """All texts and numbers in a value and in what it is made of."""
    if isinstance(value, StrEnum | bytes | None):
        return
    if isinstance(value, tuple):
        for item in value:
            yield from _atoms(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _atoms(getattr(value, field.name))
    else:
        assert isinstance(value, str | int | float)
        yield value


def _check_atoms(work: Work) -> Iterator[str]:
    for text in _atoms(work):
        if not isinstance(text, str):
            if not -_LARGEST < text < _LARGEST:
                yield f"a number like {text:.0e}"
                return
        elif match := FORBIDDEN.search(text):
            yield f"{match[0]!r} in {text[max(0, match.start() - 40) : match.end() + 40]!r}"
            return
    lines = (
        *(work.metadata.title, *work.metadata.authors, work.metadata.language, *work.warnings),
        *(chapter.title for chapter in work.chapters),
        *(entry.title for entry in work.contents),
    )
    yield from (f"more than one line: {line!r}" for line in lines if "\n" in line or "\t" in line)
    if not work.metadata.title or not work.chapters:
        yield "it has no title or no chapter"


def _check_places(work: Work) -> Iterator[str]:
    """Everything that names a place names one that is there."""
    for entry in work.contents:
        if not _is_there(work, entry.chapter, entry.block, entry.offset):
            yield f"contents lead nowhere: {entry}"
    for chapter in work.chapters:
        for block in chapter.blocks:
            for span in block.spans:
                if not 0 <= span.start <= span.end <= len(block.text):
                    yield f"{span} of a text of {len(block.text)} characters"
                place = _PLACE.fullmatch(span.target)
                if place and not _is_there(work, *map(int, place.groups())):
                    yield f"a link leads nowhere: {span}"
            if any(not 0 <= offset <= len(block.text) for _, offset in block.anchors):
                yield f"anchors of a text of {len(block.text)} characters: {block.anchors}"


def _is_there(work: Work, chapter: int, block: int, offset: int) -> bool:
    if not 0 <= chapter < len(work.chapters):
        return False
    blocks = work.chapters[chapter].blocks
    return (block, offset) == (0, 0) or (
        0 <= block < len(blocks) and 0 <= offset <= len(blocks[block].text)
    )


def _check_blocks(work: Work) -> Iterator[str]:
    """White space is as everything after the parsers expects it."""
    blocks = [block for chapter in work.chapters for block in chapter.blocks]
    for block in blocks:
        if problem := _block_problem(block):
            yield f"{problem}: {block}"[:400]
            return


def _block_problem(block: Block) -> str:
    if block.indent < 0 or block.quote < 0 or block.level < 0:
        return "a number below nothing"
    if "\t" in block.text:
        return "a tab"
    if block.kind is Kind.PREFORMATTED:
        return ""
    if block.text != block.text.strip(" \n"):
        return "white space at an end"
    return "two spaces" if "  " in block.text else ""
