"""What may stand in text: the one gate between files and everything else.

`clean` takes out whatever could reach a terminal as a command or reorder what is shown;
`collapse` and `collapse_lines` then normalise white space the way `docs/architecture.md` says.
Titles, tags, file names and error messages go through `clean_line`. Nothing here knows formats.
"""

from __future__ import annotations

import re

# Whole escape sequences, so that no "[31m" is left behind. A string command (OSC, DCS, ...) is
# taken only when it ends within its line; otherwise its introducer alone goes. The C1 form of CSI
# needs a parameter, because a stray 0x9B in badly decoded text must not eat the letter after it.
_SEQUENCE = (
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x9b[0-?]+[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])"
    r"[^\x07\x1b\x90\x98\x9c-\x9f\n\r]{0,4096}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]+[0-~]"
    r"|\x1b[\]^_\\=>]"
)
_LINE_END = r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
# Controls; soft hyphen; bidirectional marks, embeddings, overrides, isolates; deprecated format
# characters; byte order mark; interlinear annotation.
_DROPPED = (
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
    r"\ufeff\ufff9-\ufffb]"
)
_NONCHARACTERS = "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_UNDEFINED = rf"[\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]"
# Tags spell the flags of England, Scotland and Wales after a black flag, and hidden text elsewhere.
_TAGS = r"[\U000e0000-\U000e007f]+"
_BLACK_FLAG = "\U0001f3f4"

_UNSAFE = re.compile(
    rf"{_SEQUENCE}|(?P<line>{_LINE_END})|{_DROPPED}|(?P<undefined>{_UNDEFINED})|(?P<tags>{_TAGS})"
)
# Where something unsafe may begin. One character class, because that is what `re` finds fast.
_SUSPECT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff"
    r"\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    r"\U0001fffe-\U0010ffff]"
)


def clean(text: str) -> str:
    """`text` without anything that could command a terminal or hide and reorder what is read.

    Escape sequences, control characters, soft hyphens and bidirectional controls are gone; every
    kind of line end is "\\n"; tabs stay; what is no character becomes U+FFFD.
    """
    suspect = _SUSPECT.search(text)
    if not suspect:
        return text
    pieces: list[str] = []
    done = 0
    while suspect:
        start = suspect.start()
        unsafe = _UNSAFE.match(text, start)
        if unsafe:
            pieces += (text[done:start], _replacement(unsafe))
            done = unsafe.end()
        suspect = _SUSPECT.search(text, unsafe.end() if unsafe else start + 1)
    pieces.append(text[done:])
    return "".join(pieces)


def _replacement(unsafe: re.Match[str]) -> str:
    match unsafe.lastgroup:
        case "line":
            return "\n"
        case "undefined":
            return "\ufffd"
        case "tags" if unsafe.string.startswith(_BLACK_FLAG, max(unsafe.start() - 1, 0)):
            return unsafe[0]
    return ""


def clean_line(text: str, limit: int = 500) -> str:
    """`text` cleaned for a title, a tag, a name or a message: one line of `limit` characters."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


# White space other than the ordinary: no-break, typographic and ideographic spaces.
_SPECIAL_SPACE = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# All but the single plain space that most runs are.
_RUN = re.compile(r"[^\S ]\s*| \s+")
_ORDINARY = re.compile(r"[ \t\n\r\f\v]")


def collapse(text: str) -> str:
    """White space as a browser shows it, on one line, nothing at the ends.

    A run of white space that holds an ordinary space, tab or line end is one space; a run of
    others (no-break, thin, ideographic) is its first character.
    """
    if text.isascii() or not _SPECIAL_SPACE.search(text):
        return " ".join(text.split())
    return _RUN.sub(_one_space, text.strip())


def _one_space(match: re.Match[str]) -> str:
    run = match[0]
    return " " if _ORDINARY.search(run) else run[0]


def collapse_lines(text: str) -> str:
    """Like `collapse`, but "\\n" is a line break the author made and stays.

    Later lines keep an indent of no-break or ideographic spaces as that many no-break spaces (the
    first line's is for `Block.indent`, see `indent`). At most one empty line stands between two.
    """
    if "\n" not in text:
        return collapse(text)
    lines = [collapse(line) for line in text.split("\n")]
    if not text.isascii() and _SPECIAL_SPACE.search(text):
        lines = [
            "\xa0" * indent(original) + line if line else ""
            for original, line in zip(text.split("\n"), lines, strict=True)
        ]
    joined = "\n".join(lines).strip("\n\xa0")
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined


def indent(text: str) -> int:
    """How many cells a line is indented by spaces that a browser would show; 0 for plain ones.

    "\\xa0 \\xa0 Hearthrug" is 4, two ideographic spaces are 4, four plain spaces are 0.
    """
    start = text.lstrip(" \t\n\r\f\v")
    lead = start[: len(start) - len(start.lstrip())]
    if not lead:
        return 0
    lead = re.sub(r"[ \t\n\r\f\v]+", " ", lead)
    return sum(2 if character == "\u3000" else 1 for character in lead)
