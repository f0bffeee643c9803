"""Whether a text is Markdown: told by what no ordinary text has, and only when it is plain.

A wrong yes would join the lines of an ordinary text and eat its asterisks, a wrong no only shows a
few signs; so stars, dashes, one line that begins with "#" or a title underlined prove nothing.
"""

from __future__ import annotations

import re

_HEADING = re.compile(
    rb"(?:\A\s*|\n[ \t]*\n)(#{1,6}[ \t]+[^\s#][^\n]*)(?=\n(?P<apart>[ \t]*(?:\n|\Z))|\n|\Z)"
)
_FRONT = re.compile(
    rb"\A(?:---|\+\+\+)[ \t]*\n(?:[^\n]*\n){0,60}?(?:title|author|date|lang|tags|layout)[ \t]*[:=]",
    re.IGNORECASE,
)
_FRONT_END = re.compile(rb"\n(?:---|\+\+\+|\.\.\.)[ \t]*\n")
# What only Markdown writes: a link, its address at the foot, a note, code, the line of a table.
_SIGNS = (
    re.compile(rb"(?<!\\)\[[^\]\n]{1,200}\]\((?:https?://|#|\.{0,2}/|[\w%-]{1,60}[./])[^)\s]*\)"),
    re.compile(rb"^ {0,3}\[[^\]\n]{1,100}\]:[ \t]+<?\S+", re.MULTILINE),
    re.compile(rb"^```[\w+-]{0,20}[ \t]*$", re.MULTILINE),
    re.compile(
        rb"^ {0,3}\|?[ \t]*:?-{3,}:?(?:[ \t]*\|[ \t]*:?-{3,}:?)+[ \t]*\|?[ \t]*$", re.MULTILINE
    ),
)
_EMPHASIS = re.compile(rb"(?<![\w*\\])(\*{1,3})(?=[^\s*])[^*\n]{1,300}?(?<=[^\s*\\])\1(?![\w*])")
_FEW = 3
_MANY = 5
# AO3's pages and downloads as text, FanFicFare's, ebooks of Project Gutenberg, Org files.
_OTHER_SHAPES = re.compile(
    rb"^(?:Work Header|Chapter Text|Work Text:|Packaged: .*|TABLE OF CONTENTS)[ \t]*$"
    rb"|Posted originally on the Archive of Our Own|^\*\*\* ?START OF TH|^#\+[A-Za-z_]+:",
    re.MULTILINE,
)
# But an AO3 download that calibre made Markdown of.
_AO3 = re.compile(rb"\s*\*\*[^\n]{1,500}\*\* *\nPosted originally on the Archive of Our Own at ")
_LAST_LINE = re.compile(rb"\nEnd file\.\s*\Z")
# A line that is a paragraph; Markdown would join it to the next one. Not those of its lists.
_LONG_LINE = 200
_PROSE = re.compile(rb"[^\s|#>*+\d-]")
_INDENT = re.compile(rb"    |\t")


def is_markdown(head: bytes, end: bytes = b"") -> bool:
    """Whether a text is Markdown, by its first and last bytes in any encoding that holds ASCII."""
    text = head.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if _FRONT.match(text) and _FRONT_END.search(text, 3):
        return True
    if _AO3.match(text):
        return True
    if _OTHER_SHAPES.search(text) or _LAST_LINE.search(end):
        return False
    headings = list(_HEADING.finditer(text))
    different = len({heading[1] for heading in headings})
    apart = len({heading[1] for heading in headings if heading["apart"] is not None})
    signs = sum(len(sign.findall(text)) for sign in _SIGNS)
    begins = bool(headings) and not text[: headings[0].start(1)].strip()
    if (
        apart >= 2
        or (different and signs)
        or signs >= _FEW
        or (apart and begins and _count(_EMPHASIS, text) >= _FEW)
    ):
        # A book of headings may have some verse or speeches in long lines, set as text is.
        return not _is_set_otherwise(text, 0.5 if begins and different >= _MANY else 0.2)
    return False


def _count(sign: re.Pattern[bytes], text: bytes) -> int:
    return sum(1 for _ in zip(sign.finditer(text), range(_FEW), strict=False))


def _is_set_otherwise(text: bytes, most: float) -> bool:
    """Whether lines are paragraphs, or paragraphs are indented as code would be.

    `most` is what part of the long lines may stand right below others.
    """
    lines = text.split(b"\n")
    indented = begun = adjacent = long = 0
    before = b""
    for line in lines:
        if line and not line.isspace():
            if len(line) > _LONG_LINE and _PROSE.match(line):
                long += 1
                adjacent += len(before) > _LONG_LINE
            if not before:
                begun += 1
                indented += bool(_INDENT.match(line))
        before = line.strip()
    return adjacent > most * long or indented > 0.6 * begun
