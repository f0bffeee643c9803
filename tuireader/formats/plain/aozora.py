"""Texts of Aozora Bunko, the library of Japanese books: their readings, notes and headings.

The marks stay in the text, which is how these files are quoted and searched; spans say what they
are, so that a reading can be set small or left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tuireader.formats.plain.headings import Heading
from tuireader.formats.plain.paragraphs import Paragraph
from tuireader.work import Role, Span

_SIGNS = "【テキスト中に現れる記号について】"
_SOURCE = "底本："
_RUBY = re.compile(r"《[^《》\n]{1,60}》|｜")
_NOTE = re.compile(r"［＃[^］\n]{0,200}］")
_HEADING = re.compile(r"［＃(?:「[^」]*」は)?(?:同行|窓)?(?P<size>[大中小])見出し］")
_LEVELS = {"大": 1, "中": 2, "小": 3}


def is_aozora(text: str) -> bool:
    """Whether a text says, at its beginning or end, that it is of Aozora Bunko."""
    return _SIGNS in text[:3_000] or _SOURCE in text[-3_000:]


def find_headings(paragraphs: Sequence[Paragraph]) -> list[Heading]:
    """The lines that a note calls headings."""
    found = []
    for index, paragraph in enumerate(paragraphs):
        match = _HEADING.search(paragraph.lines[0])
        if match and (title := _NOTE.sub("", paragraph.lines[0]).strip("\u3000 ")):
            found.append(Heading(index, _LEVELS[match["size"]], title))
    return found


def marks(text: str) -> tuple[str, tuple[Span, ...]]:
    """Spans over the readings, and over the notes of the people who typed the text."""
    found = [Span(match.start(), match.end(), Role.RUBY) for match in _RUBY.finditer(text)]
    found += (Span(match.start(), match.end(), Role.SMALL) for match in _NOTE.finditer(text))
    return text, tuple(sorted(found))
