"""What Obsidian writes beside Markdown: links to notes, pictures by their names, comments.

Rules for the parser, which makes of them what readers see: a link's label, a picture's alternative
text, nothing of a comment. Notes that lead elsewhere are other files, so only links within the
file lead anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_LINK = re.compile(r"(!?)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
_PICTURE = re.compile(r"(?:.*/)?(.+)\.(?:avif|bmp|gif|jpe?g|png|svg|webp)", re.IGNORECASE)
_SIZE = re.compile(r"\d+(?:x\d+)?")
_COMMENT = "%%"
# What a block of comments ends.
_STOPS = ["paragraph", "reference", "blockquote", "list"]


def obsidian_plugin(parser: MarkdownIt, heading_name: Callable[[str], str]) -> None:
    """Adds the rules; `heading_name` says how links call a heading."""

    def link(state: StateInline, silent: bool) -> bool:
        match = _LINK.match(state.src, state.pos, state.posMax)
        if match is None or normalizeReference(match[2]) in state.env.get("references", ()):
            return False
        if not silent:
            _add(state, match, heading_name)
        state.pos = match.end()
        return True

    parser.inline.ruler.before("link", "obsidian_link", link)
    parser.inline.ruler.before("emphasis", "obsidian_comment", _comment)
    parser.block.ruler.before("fence", "obsidian_comments", _comments, {"alt": _STOPS})


def _add(state: StateInline, match: re.Match[str], heading_name: Callable[[str], str]) -> None:
    target, label = match[2].strip(), (match[3] or "").strip()
    picture = _PICTURE.fullmatch(target) if match[1] else None
    if picture:
        token = state.push("image", "img", 0)
        token.attrs = {"src": target, "alt": ""}
        token.content = picture[1] if not label or _SIZE.fullmatch(label) else label
        token.children = [Token("text", "", 0, content=token.content)]
        return
    note, _, heading = target.partition("#")
    inside = bool(heading) and not note
    if inside:
        state.push("link_open", "a", 1).attrs = {"href": f"#{heading_name(heading)}"}
    state.push("text", "", 0).content = label or " > ".join(filter(None, target.split("#")))
    if inside:
        state.push("link_close", "a", -1)


def _comment(state: StateInline, silent: bool) -> bool:
    """A comment in a line. What stands against letters or numbers is per cent."""
    text, start = state.src, state.pos
    if not text.startswith(_COMMENT, start) or (start and not text[start - 1].isspace()):
        return False
    end = text.find(_COMMENT, start + 2)
    if end <= start + 2 or text[end + 2 : end + 3].isalnum():
        return False
    state.pos = end + 2
    return True


def _comments(state: StateBlock, start: int, stop: int, silent: bool) -> bool:
    """A comment of several paragraphs, between lines of nothing but its signs."""
    if not _is_sign(state, start) or state.is_code_block(start):
        return False
    for line in range(start + 1, stop):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            break  # out of the list
        if _is_sign(state, line):
            if not silent:
                state.line = line + 1
            return True
    return False


def _is_sign(state: StateBlock, line: int) -> bool:
    return (
        state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip() == _COMMENT
    )
