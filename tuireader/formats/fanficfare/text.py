"""Text files written by FanFicFare: a title page, wrapped lines, the little Markdown of html2text.

Everything the program was told to call something else is passed over: its labels are options.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tuireader.formats.ao3.labels import chapter_heading, metadata, work_url
from tuireader.formats.ao3.text import Draft, assemble, plain
from tuireader.formats.chunks import Chunk, split
from tuireader.formats.emphasis import markdown
from tuireader.work import Work

_PACKAGED = re.compile(r"^Packaged: \d{4}-\d\d-\d\d", re.MULTILINE)
# On its own title page lines stand together; a converter parts them.
_TOGETHER = re.compile(r"^Packaged: [^\n]*\n[^\n]|[^\n]\nPackaged: ", re.MULTILINE)
_FIELD = re.compile(r"^([A-Z][A-Za-z ]{2,24}):(?:[ \n]|\Z)", re.MULTILINE)
_HEADING = re.compile(r"(?: {8}|\t)(?:(\d{1,5})\. )?(\S.*)\Z", re.DOTALL)
_END = "End file."
_CATEGORIES = frozenset({"F/F", "F/M", "Gen", "M/M", "Multi", "Other"})
_SERIES = re.compile(r"(.+?) \[(\d{1,6})\](?:, |\Z)")
_LONGEST_SERIES = 4_000  # characters of all of them: looking for their ends takes its square
_LABEL = re.compile(r"\*\*(.{3,60}):\*\*\Z")
_QUOTE = re.compile(r"(?:> ?)+")
# Two spaces at a line's end are a line break.
_BREAK = re.compile(r" {2,}")
# What wrapping did to compounds, and html2text to emphasis that stands against punctuation.
_HYPHEN = re.compile(r"(?<=\w)- (?=[a-z])")
_AFTER_MARK = re.compile(r"(?<=\S)(_|\*\*) ([,.;:!?”’)—…-])")
_BEFORE_MARK = re.compile(r"([“‘(—]) (_|\*\*)(?=\S)")
_HEAD = 20_000
# How much air stands above and below a chapter's heading.
_ABOVE, _BELOW = 4, 3


def is_fanficfare(text: str) -> bool:
    """Whether the text begins as the title page of FanFicFare does."""
    return is_titled(text) and bool(_TOGETHER.search(text, 0, _HEAD))


def is_titled(text: str) -> bool:
    """Whether the text begins with the words of that title page, however they are set."""
    return bool(_PACKAGED.search(text, 0, _HEAD))


def read_fanficfare(text: str, name: str) -> Work:
    """The work in the file; `name` is its title where it has none."""
    chunks = split(text)
    if chunks and chunks[-1].text == _END:
        chunks.pop()
    packaged = next(index for index, chunk in enumerate(chunks) if _PACKAGED.search(chunk.text))
    starts = [
        index
        for index in range(packaged + 1, len(chunks))
        if chunks[index].gap >= _ABOVE
        and _HEADING.match(chunks[index].text)
        and (index + 1 == len(chunks) or chunks[index + 1].gap >= _BELOW)
    ]
    front = [chunk.label for chunk in chunks[: min(packaged, 3)]]
    title = front[0] if front else name
    authors = front[1].removeprefix("by ").split(", ") if len(front) > 1 else []
    drafts: list[Draft] = []
    notes: list[Chunk] = []
    end_notes: list[Chunk] = []
    starts = starts or [packaged + 1]  # cut short, or not quite FanFicFare's
    for position, (start, stop) in enumerate(zip(starts, [*starts[1:], len(chunks)], strict=True)):
        draft, above, below = _chapter(chunks[start:stop], position + 1)
        if draft.title == title and len(starts) == 1:
            draft.title = ""
        drafts.append(draft)
        notes += above
        end_notes += below
    known = metadata(
        [*pairs(chunks[packaged].text)],
        title=title,
        authors=authors,
        url=work_url(chunks[packaged].text),
        summary=_fields(chunks[packaged].text).get("Summary", ""),
        notes=plain([chunk for chunk in notes if chunk.quote], markdown),
        end_notes=plain(end_notes, markdown),
    )
    return assemble(known, drafts, notes=notes, end_notes=end_notes, marks=markdown)


def _fields(text: str) -> dict[str, str]:
    """The title page's labels and values, whose lines were wrapped."""
    parts = _FIELD.split(text)
    return {
        label: " ".join(value.split())
        for label, value in zip(parts[1::2], parts[2::2], strict=True)
    }


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """What the title page says, in AO3's words."""
    fields = _fields(text)
    genre = fields.get("Genre", "").split(", ")
    yield "Rating", fields.get("Rating", "")
    yield "Warnings", fields.get("Warnings", "")
    yield "Categories", ", ".join(tag for tag in genre if tag in _CATEGORIES)
    yield "Additional Tags", ", ".join(tag for tag in genre if tag not in _CATEGORIES)
    yield "Fandoms", fields.get("Category", "")
    yield "Relationships", fields.get("Relationships", "")
    yield "Characters", fields.get("Characters", "")
    yield "Language", fields.get("Language", "")
    for series in _SERIES.finditer(fields.get("Series", "")[:_LONGEST_SERIES]):
        yield "Series", f"Part {series[2]} of {series[1]}"
    for label in ("Published", "Updated", "Words"):
        yield label, fields.get(label, "")
    if chapters := fields.get("Chapters"):
        complete = fields.get("Status") == "Completed"
        yield "Chapters", f"{chapters}/{chapters if complete else '?'}"


def _chapter(chunks: Sequence[Chunk], position: int) -> tuple[Draft, list[Chunk], list[Chunk]]:
    """A chapter, and the work's notes above and below it."""
    heading = _HEADING.match(chunks[0].text) if chunks else None
    number = int(heading[1] or position) if heading else position
    title = " ".join(heading[2].split()) if heading else ""
    if chapter_heading(title) == (number, ""):
        title = ""
    body = chunks[1:] if heading else chunks
    start, stop = 0, len(body)
    while start < stop and _LABEL.match(body[start].text):
        start += 1
        while start < stop and _is_note(body[start].text):
            start += 1
    foot = stop
    for index in range(stop - 1, start - 1, -1):
        if _LABEL.match(body[index].text):
            foot = index
        elif not _is_note(body[index].text):
            break
    draft = Draft(number, title, story=[*_unwrapped(body[start:foot])])
    draft.summary, draft.notes, above = _notes(body[:start])
    _, draft.end_notes, below = _notes(body[foot:])
    return draft, above, below


def _is_note(text: str) -> bool:
    return text.startswith((">", "  * "))


def _notes(chunks: Sequence[Chunk]) -> tuple[list[Chunk], list[Chunk], list[Chunk]]:
    """Summary and notes of the chapter, and notes of the work, from labelled quotes."""
    found: tuple[list[Chunk], list[Chunk], list[Chunk]] = ([], [], [])
    current = found[1]
    for chunk in chunks:
        if label := _LABEL.match(chunk.text):
            of_chapter = "hapter" in label[1]
            current = found[0 if "Summary" in label[1] else 1 if of_chapter else 2]
            if "nspired" in label[1]:
                current = []
        else:
            current += _unwrapped([chunk])
    return found


def _unwrapped(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """Paragraphs on one line again, where quotes and line breaks are not the wrapping's."""
    for chunk in chunks:
        for level, lines in _levels(chunk.text):
            text = _HYPHEN.sub("-", " ".join(line.lstrip() for line in lines))
            text = _BEFORE_MARK.sub(r"\1\2", _AFTER_MARK.sub(r"\1\2", text))
            text = "\n".join(line.strip() for line in _BREAK.split(text))
            if text:
                yield Chunk(text, chunk.gap, level)


def _levels(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines that stand in as many quotes, ended by an empty line of the quote."""
    run: list[str] = []
    level = 0
    for line in text.split("\n"):
        marks = _QUOTE.match(line)
        depth = marks[0].count(">") if marks else 0
        rest = line[marks.end() :] if marks else line
        if run and (depth != level or not rest.strip()):
            yield level, run
            run = []
        level = depth
        if rest.strip():
            run.append(rest)
    if run:
        yield level, run
