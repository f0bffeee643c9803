"""How the text at the end of a line goes on in the next one: hyphens, dashes, scripts, long words.

Whether a hyphen at a line's end is the author's or the printer's is asked of the words elsewhere in
the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tuireader.formats.pdf.text import Line, Run

_HYPHENATED = re.compile(r"(?P<word>[^\W\d_]+(?:[-‐'’][^\W\d_]+)*)[-‐]\Z")
_NEXT = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WORDS = re.compile(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*")
_WIDE = "\u2e80"  # where scripts begin that are written without spaces
_LONG_WORD = 40
# How much of a line's end is looked at; no word is longer.
_END = 80
# Of the lines, how many end with a hyphen where a printer parts words.
_PARTED_SHARE = 0.01


class Vocabulary:
    """The words of a document, as they stand inside its lines.

    `parted`: whether words may be parted at line ends, which browsers do not do.
    """

    def __init__(self, lines: Iterable[Line], *, parted: bool = True) -> None:
        self._words: set[str] = set()
        self._typographic = False  # whether words are written with "‐"
        ends: list[tuple[str, str]] = []
        count = 0
        hyphen = ""
        for line in lines:
            count += 1
            words = [word.casefold() for word in _WORDS.findall(line.text)]
            if any("‐" in word for word in words):
                self._typographic = True
                words = [word.replace("‐", "-") for word in words]
            if hyphen and words:
                ends.append((hyphen, words[0]))
                words = words[1:]
            ended = _HYPHENATED.search(line.text.rstrip()[-_END:])
            hyphen = ended["word"].casefold() if ended else ""
            for word in words[:-1] if ended else words:
                self._words.add(word)
                self._words.update(word.split("-"))
        joined = sum(before + after in self._words for before, after in ends)
        kept = sum(f"{before}-{after}" in self._words for before, after in ends)
        share = len(ends) / max(count, 1)
        often = joined > kept or (joined == kept and share > _PARTED_SHARE)
        self._parts_words = parted and often

    def keeps_hyphen(self, before: str, after: str, hyphen: str = "-") -> bool:
        """Whether "before-after" is written with its hyphen."""
        if hyphen == "‐" and not self._typographic:
            return False  # printers put this one where authors put the other
        before, after = before.casefold().replace("‐", "-"), after.casefold()
        if f"{before}-{after}" in self._words:
            return True
        if before + after in self._words:
            return False
        if not self._parts_words:
            return True
        *compound, before = before.split("-")
        if compound:  # "do-not-as-" is parted where it may be
            return before + after not in self._words
        return before in self._words and after in self._words and min(len(before), len(after)) > 2


def connected(before: str, after: str, words: Vocabulary) -> tuple[str, str]:
    """The end of a line as it is when the next follows, and what stands between them."""
    before, following = before.rstrip(), after.lstrip()
    if not before or not following:
        return before, ""
    if before[-1] in "-‐":
        parted = _HYPHENATED.search(before[-_END:])
        next_word = _NEXT.match(following[:_END])
        if parted and next_word and following[0].islower():
            if words.keeps_hyphen(parted["word"], next_word[0], before[-1]):
                return before, ""
            return before[:-1], ""
        return before, "" if before[-2:-1].isalnum() and following[0].isalnum() else " "
    if before[-1] == "—" and before[-2:-1] not in ("", " "):
        return before, ""
    if following[0] == "—" and following[1:2] != " ":
        return before, ""
    if before[-1] >= _WIDE and following[0] >= _WIDE:
        return before, ""
    if len(before) > _LONG_WORD and " " not in before:
        return before, ""
    return before, " "


def append(runs: list[Run], before: Line | None, line: Line, words: Vocabulary) -> None:
    """Adds a line to the text of a paragraph, whose last line is `before`."""
    following = [run for run in line.runs if run.text]
    if following:
        following[0] = following[0]._replace(text=following[0].text.lstrip())
    while runs and not runs[-1].text.strip():
        runs.pop()
    if runs and before:
        ending, between = connected(before.text, line.text, words)
        dropped = len(before.text.rstrip()) - len(ending)  # the hyphen
        last = runs[-1].text.rstrip()
        runs[-1] = runs[-1]._replace(text=last[: len(last) - dropped] + between)
    runs += following
