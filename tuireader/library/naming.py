"""What chapters are called where their own title is only a number: by what they stand in as well.

A book in parts begins to count again in each of them: "III" is said as "Part V: 1811–12 · III". It
knows titles and tables of contents, and nothing of how names are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tuireader.work import Entry

if TYPE_CHECKING:
    from tuireader.library.catalogue import Library

BETWEEN = " · "
"""Stands between the names of a chapter and of what it is in."""

_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety"
_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last"
_ROMAN = r"(?=[mdclxvi])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_NUMBER = re.compile(
    r"(?:(?:chapter|part|book|volume|vol\.|section|canto|letter|act|scene"
    r"|kapitel|teil|buch|band|chapitre|partie|livre|tome|cap[ií]tulo|parte|libro) )?"
    rf"(?:\d+|{_UNITS}|{_TEENS}|(?:{_TENS})(?:[- ](?:{_UNITS}))?|the (?:{_ORDINALS})|{_ROMAN})"
    r"[.:)]?"
    r"|第?[〇零一二三四五六七八九十百千\d]+[章回節节話话卷部編编]?"
)


def is_number(title: str) -> bool:
    """Whether a title only counts: "III", "3.", "Chapter Twelve", "第三章"; never ""."""
    lower = " ".join(title.lower().split())
    if not _NUMBER.fullmatch(lower):
        return False
    # "MIX" may be a number; "Mix" is a word.
    return len(title) < 2 or not title.istitle() or not re.fullmatch(_ROMAN, lower)


def named(titles: Sequence[str], contents: Iterable[Entry], work: str) -> list[str]:
    """The titles of chapters, those that only count with the titles above them in the contents.

    One title above is enough unless that only counts too; `work` is the work's, which goes without
    saying. Chapters without a title stay "".
    """
    names = list(titles)
    above: list[Entry] = []
    for entry in contents:
        while above and above[-1].level >= entry.level:
            above.pop()
        index = entry.chapter
        named = entry.linked and index < len(names) and entry.title == names[index]
        if named and is_number(entry.title):
            names[index] = BETWEEN.join((*_lead(above, work), entry.title))
        above.append(entry)
    return names


def _lead(above: Sequence[Entry], work: str) -> list[str]:
    """The titles to be said before that of an entry under `above`, the outermost first."""
    lead: list[str] = []
    for entry in reversed(above):
        if not entry.title or entry.title.casefold() == work.casefold():
            break
        lead.insert(0, entry.title)
        if not is_number(entry.title):
            break
    return lead


def name_of(names: Sequence[str], index: int, title: str) -> str:
    """What a chapter is called by `names` that was noted as `title`; where that is another one
    since, its title."""
    name = names[index] if index < len(names) else ""
    return name if name.endswith(BETWEEN + title) else title


def chapter_names(library: Library, key: str) -> list[str]:
    """What the chapters of a work on the shelf are called, "" for those without a title.

    Raises KeyError where there is no such work, LibraryError where it cannot be read.
    """
    titles = [line.title for line in library.outline(key)]
    if not any(map(is_number, titles)):
        return titles
    return named(titles, library.contents(key), library.metadata(key).title)
