"""FanFicFare's title page where a converter left only its words, in any format.

The book is read like any other, by its own reader; this takes from its first blocks what they say
of it. The page stays a part of the text, as nothing tells where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from tuireader.formats.ao3.labels import metadata, work_url
from tuireader.formats.fanficfare.text import is_titled, pairs
from tuireader.formats.links import is_external
from tuireader.work import Block, Metadata, Role, Work

_MOST_BLOCKS = 40
_FIELD = re.compile(r"[A-Z][A-Za-z ]{2,24}:(?: |\Z)")
_SUMMARY = re.compile(r"Summary:\s*(.*)", re.DOTALL)


def with_title_page(work: Work) -> Work:
    """The work with what its title page says, where it begins with one."""
    blocks = _title_page(work)
    text = "\n".join(block.text for block in blocks)
    if not is_titled(text):
        return work
    found = _SUMMARY.search(text)
    title, by, authors = blocks[0].text.rpartition(" by ")
    told = metadata(
        pairs(text[: found.start()] if found else text),
        title=title if by else work.metadata.title,
        authors=authors.split(", ") if by else work.metadata.authors,
        url=work.metadata.url or next(map(work_url, _links(blocks[0])), ""),
        summary=found[1] if found else "",
    )
    return replace(work, metadata=_joined(told, work.metadata))


def _title_page(work: Work) -> list[Block]:
    """The line that names title and authors, and the labels with their values."""
    shown = chain.from_iterable(chapter.blocks for chapter in work.chapters)
    page: list[Block] = []
    for block in islice((block for block in shown if block.has_text), _MOST_BLOCKS):
        if _FIELD.match(block.text):
            page.append(block)
        elif len(page) < 2:
            page = [block]
        else:
            return [*page, block] if page[-1].text.endswith("Summary:") else page
    return page


def _links(block: Block) -> Iterator[str]:
    return (s.target for s in block.spans if s.role is Role.LINK and is_external(s.target))


def _joined(told: Metadata, stated: Metadata) -> Metadata:
    """What the page tells, and what only the book's own metadata do."""
    return replace(
        told,
        summary=told.summary or stated.summary,
        url=told.url or stated.url,
        language=told.language or stated.language,
        identifiers=stated.identifiers,
        publisher=stated.publisher,
        cover=stated.cover,
    )
