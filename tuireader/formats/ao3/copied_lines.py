"""Lines of a page copied from a browser, where a paragraph's end and a line break look the same.

Nearly every line is a paragraph. `join_lines` puts together what plainly was one: stanzas, letter
heads, chat logs, drawings. It reads punctuation and indents only; where these say nothing, lines
stay paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tuireader.formats.chunks import Chunk

# Lines of verse and of letter heads are no longer than this.
_SHORT = 72
_OPENING = ("“", '"', "«", "„")
# "mina_h: is everyone safe"
_MESSAGE = re.compile(r"[^\s:][^:]{0,24}: \S")
_FEWEST_MESSAGES = 3
# From this share on, an indent begins a paragraph and does not continue one.
_INDENTED_SHARE = 0.3


def join_lines(lines: Sequence[Chunk]) -> list[Chunk]:
    """`lines` with those that belong together joined by "\\n"."""
    texts = [chunk.text for chunk in lines]
    indents = sum(text[0] in " \t" for text in texts) < max(_INDENTED_SHARE * len(texts), 4)
    joined: list[Chunk] = []
    start = 0
    while start < len(texts):
        end = _messages(texts, start) or _stanza(texts, start, indents)
        joined.append(Chunk("\n".join(texts[start:end]), 1))
        start = end
    return joined


def _messages(texts: list[str], start: int) -> int | None:
    end = start
    while end < len(texts) and len(texts[end]) <= _SHORT and _MESSAGE.match(texts[end]):
        end += 1
    return end if end - start >= _FEWEST_MESSAGES else None


def _stanza(texts: list[str], start: int, indents: bool) -> int:
    end = start + 1
    open_quotes = _quotes(texts[start])
    while end < len(texts) and len(texts[end - 1]) <= _SHORT and len(texts[end]) <= _SHORT:
        before, line = texts[end - 1], texts[end]
        indented = indents and line[0] in " \t"
        # Speech that goes on in a new paragraph opens its quotes again.
        speaks = line.lstrip().startswith(_OPENING)
        said = open_quotes > 0
        unfinished = before.rstrip().endswith((",", ";"))
        in_verse = end - start > 1 and before.rstrip()[-1:].isalnum()
        if not indented and (speaks or not (said or unfinished or in_verse)):
            break
        open_quotes += _quotes(line)
        end += 1
    return end


def _quotes(text: str) -> int:
    """How many quotes a line opens and does not close."""
    return text.count("“") - text.count("”") + text.count('"') % 2
