"""AO3's downloads after a converter that keeps no structure: MOBI, where all is paragraphs.

What is left of the template is its words: labels such as "Chapter Notes" on lines of their own,
quotes after them, and one page for the tags, the title, each chapter and the afterword. This finds
its way by these, over blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from tuireader.formats.ao3.labels import chapter_heading, is_label, split_authors, work_url
from tuireader.formats.ao3.markup import Draft, Page, WorkDraft
from tuireader.formats.ao3.page_text import is_association
from tuireader.formats.links import is_external
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.words import ao3_words
from tuireader.work import Block, Kind, Part, Role

_POSTED = "Posted originally on the Archive of Our Own"
_SEE_END = "See the end of the "
_COMMENT = "drop by the "
_INSPIRED = "Works inspired by this one"

Line = tuple[str, str]
"""Of the contents: a title, and the name of the document that it leads to."""


def read_flat(pages: Iterable[Page], contents: Sequence[Line]) -> WorkDraft:
    """The work in pages, with chapters where `contents` or their headings say so.

    Where neither does, the draft has no chapters and tells only what the first page says.
    """
    work = WorkDraft()
    read = [_Read(page.document.name, read_blocks(page.root, page.document)) for page in pages]
    begun = _beginnings(read, contents)
    if not begun:
        _read_preface(work, read[0].blocks if read else [])
        return WorkDraft(work.title, work.authors, work.url, work.labels)
    over = False
    for name, blocks in read:
        if name in begun:
            _read_chapter(work, blocks, name, begun[name])
        elif not work.chapters:
            _read_preface(work, blocks)
        elif not over and _is_afterword(blocks):
            over = True
            _read_afterword(work, blocks)
        elif not over and not _is_contents(blocks):  # a chapter that was cut in two
            work.chapters[-1].story += blocks
            work.chapters[-1].words += sum(map(_count_words, blocks))
    return work


class _Read(NamedTuple):
    name: str
    blocks: list[Block]


def _beginnings(pages: Sequence[_Read], contents: Sequence[Line]) -> dict[str, str]:
    """The names of the pages that chapters begin with, and what the contents call them."""
    title_page = max((i for i, page in enumerate(pages) if _is_preface(page.blocks)), default=0)
    told = [
        page
        for page in pages[title_page + 1 :]
        if any(block.has_text for block in page.blocks)
        and not _is_afterword(page.blocks)
        and not _is_contents(page.blocks)
    ]
    names = {page.name for page in told}
    lines = [(name, title) for title, name in contents if name in names]
    if lines and len(lines) == len(dict(lines)):
        return dict(lines)
    headed = {page.name: "" for page in told if chapter_heading(page.blocks[0].text)}
    if headed or lines:
        return headed
    return {page.name: "" for page in told[:1]}  # a one-shot has no heading


def _is_preface(blocks: Sequence[Block]) -> bool:
    """Whether this is the page of tags, or that of title and authors."""
    first = [block for block in blocks if block.has_text][:3]
    if any(_POSTED in block.text.replace("\n", " ") for block in first):
        return True
    return any(
        title.kind is Kind.HEADING and byline.text.startswith("by ")
        for title, byline in pairwise(first)
    )


def _is_afterword(blocks: Sequence[Block]) -> bool:
    texts = [block.text for block in blocks if block.has_text and not block.quote]
    texts = texts[texts[:1] == ["Afterword"] :]
    return bool(texts) and (texts[0] in ("End Notes", _INSPIRED) or _COMMENT in texts[0])


def _is_contents(blocks: Sequence[Block]) -> bool:
    return bool(blocks) and blocks[0].text == "Table of Contents"


def _read_preface(work: WorkDraft, blocks: Sequence[Block]) -> None:
    label = ""
    for index, block in enumerate(blocks):
        if _POSTED in block.text.replace("\n", " "):
            work.title = block.text.split("\n")[0]
            work.url = work_url(block.text)
        elif (block.quote or block.kind is Kind.DEFINITION) and is_label(label):
            work.labels.append((label, _links(block) or block.text))
        elif block.quote and label == "Summary":
            work.summary.append(_as(block, Part.WORK_SUMMARY))
        elif block.text.startswith(_SEE_END):
            label = _SEE_END
        elif is_association(block.text) and (
            label == _SEE_END or (label == "Notes" and block.kind is Kind.ITEM)
        ):
            work.related.append(replace(block, part=Part.WORK_NOTES))
        elif label == "Notes":
            work.notes.append(_as(block, Part.WORK_NOTES))
        elif not block.quote:
            label = block.text
            if label.startswith("by ") and index and not work.authors:
                work.authors = split_authors(label)


def _links(block: Block) -> list[str]:
    """The tags in a line of them; none where it is a line of something else."""
    return [
        block.text[span.start : span.end]
        for span in block.spans
        if span.role is Role.LINK and is_external(span.target) and "/tags/" in span.target
    ]


def _read_chapter(work: WorkDraft, blocks: list[Block], document: str, title: str) -> None:
    draft = Draft(document=document)
    heading = chapter_heading(blocks[0].text) if blocks else None
    if not heading and blocks[0].text == title not in ("", work.title):
        heading = 0, title  # until 2025 chapters with titles had no numbers
    if heading:
        draft.number, draft.title = heading
        blocks = _read_head(draft, blocks[1:])
    for index, block in enumerate(blocks):
        rest = blocks[index + 1 :]
        if block.text == "Chapter End Notes" and rest and all(b.quote for b in rest):
            draft.end_notes = [_as(note, Part.END_NOTES) for note in rest]
            blocks = blocks[:index]
            break
    draft.story = blocks
    draft.words = sum(map(_count_words, blocks))
    work.chapters.append(draft)


def _read_head(draft: Draft, blocks: list[Block]) -> list[Block]:
    """Takes the summary and the notes from the head of a chapter; the story is left."""
    parts = {
        "Chapter Summary": (draft.summary, Part.SUMMARY),
        "Chapter Notes": (draft.notes, Part.NOTES),
    }
    while blocks and blocks[0].text in parts:
        target, part = parts[blocks[0].text]
        notes = list(takewhile(lambda block: block.quote, blocks[1:]))
        target += [_as(note, part) for note in notes]
        blocks = blocks[1 + len(notes) :]
        if blocks and blocks[0].text.startswith(_SEE_END):
            blocks = blocks[1:]
    return blocks


def _read_afterword(work: WorkDraft, blocks: Sequence[Block]) -> None:
    label = ""
    for block in blocks:
        if not block.quote and block.kind is not Kind.DEFINITION:
            label = block.text
        elif label == "End Notes":
            work.end_notes.append(_as(block, Part.WORK_END_NOTES))
        elif label == _INSPIRED:
            work.inspired.append(_as(block, Part.WORK_END_NOTES))


def _count_words(block: Block) -> int:
    """AO3's own count, which takes every piece of one style by itself."""
    edges = {0, len(block.text), *(edge for span in block.spans for edge in span[:2])}
    return sum(ao3_words(block.text[start:end]) for start, end in pairwise(sorted(edges)))


def _as(block: Block, part: Part) -> Block:
    """A note without the quote that the template sets it in."""
    return replace(block, part=part, quote=max(0, block.quote - 1))
