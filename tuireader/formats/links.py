"""Where links lead: from what a document says to places in the work.

While documents are read, a target inside the book is its "path#fragment"; when the whole work is
known, `resolve` makes it "#chapter/block/offset" (all from 0). Addresses outside the book stay as
they are; whatever could open a file, run a script or name nothing is no link. Nothing is ever
fetched here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from unicodedata import normalize
from urllib.parse import unquote

from tuireader.formats.notes import link_notes, looks_like_call, raised_spans
from tuireader.formats.sanitise import clean
from tuireader.place import Place
from tuireader.work import Block, Role

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_EXTERNAL = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_LONGEST = 2000
_WHITE_SPACE = re.compile(r"\s+")


def address(href: str, base: str = "") -> str:
    """Where a link in document `base` leads: an address outside, "path#fragment" inside, or ""."""
    href = clean(href).strip()
    if _EXTERNAL.match(href):
        href = _WHITE_SPACE.sub("%20", href)
        return href if len(href) <= _LONGEST else ""
    if not href or len(href) > _LONGEST or _SCHEME.match(href) or href.startswith("//"):
        return ""
    path, _, fragment = href.partition("#")
    name = file_name(path, base) if path else base
    return f"{name}#{clean(unquote(fragment))}" if path or fragment else ""


def file_name(href: str, base: str = "") -> str:
    """The name within the book of what a document refers to; never one outside the book."""
    path = unquote(href.partition("#")[0].partition("?")[0]).replace("\\", "/")
    joined = posixpath.join(posixpath.dirname(base), path)
    return posixpath.normpath("/" + joined).lstrip("/")


def is_external(target: str) -> bool:
    """Whether it is an address of the web or of mail."""
    return bool(_EXTERNAL.match(target))


class Anchors:
    """Every place of a work that links can name."""

    def __init__(self, chapters: Sequence[Sequence[Block]]) -> None:
        # Of each name the first place in every chapter, in their order.
        self._exact: dict[str, dict[int, Place]] = {}
        self._folded: dict[str, dict[int, Place]] = {}
        for chapter, blocks in enumerate(chapters):
            for index, block in enumerate(blocks):
                for name, offset in block.anchors:
                    place = Place(chapter, index, offset)
                    self._exact.setdefault(name, {}).setdefault(chapter, place)
                    self._folded.setdefault(_fold(name), {}).setdefault(chapter, place)

    def find(self, target: str, chapter: int | None = None) -> Place | None:
        """The place of "path#fragment"; of several the one in `chapter`, else the first.

        Where the document has no such fragment, its beginning.
        """
        whole = target.partition("#")[0] + "#"
        places = (
            self._exact.get(target)
            or self._folded.get(_fold(target))
            or self._exact.get(whole)
            or self._folded.get(_fold(whole))
        )
        if not places:
            return None
        return places[chapter] if chapter in places else next(iter(places.values()))


def _fold(name: str) -> str:
    return normalize("NFC", name).casefold()


def resolve(
    chapters: Sequence[Sequence[Block]], anchors: Anchors | None = None
) -> list[tuple[Block, ...]]:
    """The same blocks with links to places; links that lead nowhere are plain text.

    `anchors` are those of `chapters`. Blocks keep theirs without the names of documents.
    """
    anchors = anchors or Anchors(chapters)
    resolved = [
        tuple(
            _resolved(block, Place(chapter, index), anchors) if _has_targets(block) else block
            for index, block in enumerate(blocks)
        )
        for chapter, blocks in enumerate(chapters)
    ]
    return link_notes(resolved)


def _has_targets(block: Block) -> bool:
    return bool(block.anchors) or any(span.role in _LINKS for span in block.spans)


_LINKS = (Role.LINK, Role.NOTE_REF)


def _resolved(block: Block, here: Place, anchors: Anchors) -> Block:
    from dataclasses import replace

    spans = []
    raised = raised_spans(block)
    for span in block.spans:
        if span.role not in _LINKS or is_external(span.target):
            spans.append(span)
        elif place := anchors.find(span.target, here.chapter):
            role = span.role
            if role is Role.LINK and place > here and looks_like_call(block, span, raised):
                role = Role.NOTE_REF
            target = f"#{place.chapter}/{place.block}/{place.offset}"
            spans.append(span._replace(role=role, target=target))
    named = ((name.partition("#")[2], offset) for name, offset in block.anchors)
    return replace(
        block, spans=tuple(spans), anchors=tuple((name, offset) for name, offset in named if name)
    )
