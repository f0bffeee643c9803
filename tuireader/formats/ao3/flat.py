"""AO3's downloads after a converter that keeps no structure: MOBI, where all is paragraphs.

What is left of the template is its words: labels such as "Chapter Notes" on lines of their own,
quotes after them, and one page for the tags, the title, each chapter and the afterword. This finds
its way by these, over blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from tuireader.formats.ao3.labels import chapter_heading, is_label, split_authors, work_url
from tuireader.formats.ao3.markup import Draft, Page, WorkDraft
from tuireader.formats.links import is_external
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.words import ao3_words
from tuireader.work import Block, Part, Role

_POSTED = "Posted originally on the Archive of Our Own"
_SEE_END = "See the end of the "
_COMMENT = "drop by the "
_INSPIRED = "Works inspired by this one"


def read_flat(pages: Iterable[Page], chapters: Sequence[str]) -> WorkDraft:
    """The work in pages of which `chapters` names those that begin chapters."""
    work = WorkDraft()
    begun = set(chapters)
    over = False
    for page in pages:
        blocks = read_blocks(page.root, page.document)
        if page.document.name in begun:
            _read_chapter(work, blocks, page.document.name)
        elif not work.chapters:
            _read_preface(work, blocks)
        elif not over:
            over = True
            _read_afterword(work, blocks)
    return work


def _read_preface(work: WorkDraft, blocks: Sequence[Block]) -> None:
    label = ""
    for index, block in enumerate(blocks):
        if _POSTED in block.text.replace("\n", " "):
            work.title = block.text.split("\n")[0]
            work.url = work_url(block.text)
        elif block.quote and is_label(label):
            work.labels.append((label, _links(block) or block.text))
        elif block.quote and label == "Summary":
            work.summary.append(_as(block, Part.WORK_SUMMARY))
        elif label == "Notes" and not block.text.startswith(_SEE_END):
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


def _read_chapter(work: WorkDraft, blocks: list[Block], document: str) -> None:
    draft = Draft(document=document)
    heading = chapter_heading(blocks[0].text) if blocks else None
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
        if not block.quote:
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
