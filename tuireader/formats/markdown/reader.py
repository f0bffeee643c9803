"""Markdown: a book of its headings, with front matter, tables, strikethrough and footnotes.

The parser makes HTML of it, and that is read like any other page: so what is HTML in the file goes
through the same gate, and nothing of it is ever run or loaded.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.footnote import footnote_plugin

from tuireader.formats.ao3.download import is_download
from tuireader.formats.ao3.joined import read_joined
from tuireader.formats.ao3.markup import Page, assemble
from tuireader.formats.ao3.text import contents as ao3_contents
from tuireader.formats.chapters import Part, headings_as_points, make_chapters
from tuireader.formats.decoding import decode
from tuireader.formats.errors import FormatError
from tuireader.formats.markdown.front import front_metadata, read_front
from tuireader.formats.markdown.obsidian import obsidian_plugin
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.tree import parse_html
from tuireader.formats.pictures import Pictures
from tuireader.formats.source import Source
from tuireader.work import Block, Kind, Work

# What is nested deeper is left out by the parser, so this is deeper than anything. In a line, where
# brackets in brackets take time, nobody nests.
_DEEPEST_BLOCKS = 8_000
_DEEPEST_INLINE = 20
# The parser recurses, four calls a level.
_CALLS = 5 * _DEEPEST_BLOCKS
_NO_LETTER = re.compile(r"[^\w\- ]")


def read(source: Source) -> Work:
    """The work in a Markdown file. Raises FormatError when there is no text in it."""
    decoded = decode(source.data)
    text = decoded.text.removeprefix("\ufeff")
    front = read_front(text)
    metadata = front_metadata(front.values)
    html = _render(text[front.end :])
    pictures = Pictures()
    document = Document(language=metadata.language, pictures=pictures)
    root = parse_html(html)
    if is_download(root) and (draft := read_joined(Page(root, document))).chapters:
        found, chapters = assemble(draft)
        return Work(found, chapters, ao3_contents(found.title, chapters), format="markdown")
    blocks = read_blocks(root, document)
    if not any(block.has_text for block in blocks):
        raise FormatError("there is no text in it")
    title = metadata.title or _only_title(blocks) or source.stem
    part = Part("", blocks)
    chapters, contents = make_chapters([part], headings_as_points(part))
    warnings = pictures.warnings()
    if decoded.bad:
        plural = "s" if decoded.bad > 1 else ""
        warnings.insert(0, f"{decoded.bad} character{plural} could not be read")
    return Work(
        replace(metadata, title=title),
        chapters,
        contents,
        format="markdown",
        pictures=pictures.kept,
        warnings=tuple(warnings),
    )


def _render(text: str) -> str:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST_BLOCKS})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    parser.use(obsidian_plugin, heading_name=_heading_name)
    parser.core.ruler.after("block", "shallow", _be_shallow)
    parser.core.ruler.push("anchors", _add_anchors)
    with _recursion(_CALLS):
        html: str = parser.render(text)
    return html


def _be_shallow(state: StateCore) -> None:
    state.md.options["maxNesting"] = _DEEPEST_INLINE


def _add_anchors(state: StateCore) -> None:
    """Headings get the names that links in the file call them by, as on GitHub."""
    used: dict[str, int] = {}
    for heading, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type != "heading_open":
            continue
        pieces = (child.content for child in inline.children or () if child.type != "image")
        name = _heading_name("".join(pieces))
        count = used.get(name, 0)
        used[name] = count + 1
        heading.attrs["id"] = f"{name}-{count}" if count else name


def _heading_name(title: str) -> str:
    return _NO_LETTER.sub("", title.strip().lower()).replace(" ", "-")


@contextmanager
def _recursion(calls: int) -> Iterator[None]:
    """Lets Python call this deep; such calls take memory and no stack."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, calls))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _only_title(blocks: list[Block]) -> str:
    """The text of the one heading of the first rank, if the file begins with it."""
    top = [block for block in blocks if block.kind is Kind.HEADING and block.level == 1]
    first = next((block for block in blocks if block.has_text), None)
    return top[0].text.replace("\n", " ") if len(top) == 1 and top[0] is first else ""
