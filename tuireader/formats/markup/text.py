"""The running text of one block while markup is walked: pieces in, flat text and spans out.

It sanitises what comes in, normalises white space as a browser would, and keeps every role, anchor
and picture on the characters it belongs to. It knows nothing of elements.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from tuireader.formats.sanitise import clean, collapse_lines, indent
from tuireader.work import PICTURE, Role, Span

# The roles that hold at a point, each with its target.
Roles = tuple[tuple[Role, str], ...]

_ORDINARY_SPACE = " \t\n\r\f\v"
_WORD = re.compile(r"\S+")
_EMPTY_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LEADING_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
# Longer than any paragraph: what is longer and holds empty lines is a chapter without paragraphs.
_LONGEST_PARAGRAPH = 4000


class Text(NamedTuple):
    """What one block holds.

    `pictures` (name, words that stand for it) are there when there is nothing else; `is_gap` tells
    an empty line from nothing at all, `after_gap` that more than one empty line came before it.
    """

    text: str
    spans: tuple[Span, ...] = ()
    anchors: tuple[tuple[str, int], ...] = ()
    indent: int = 0  # cells, of the first line
    pictures: tuple[tuple[str, str], ...] = ()
    is_gap: bool = False
    after_gap: bool = False


class TextBuilder:
    """Collects the text of one block; empty again after `take`."""

    def __init__(self) -> None:
        self._anchors: list[tuple[str, int]] = []
        self._clear()

    def _clear(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._runs: list[tuple[int, Roles]] = []
        self._roles: Roles = ()
        self._pictures: list[tuple[str, str]] = []
        self._at_line_start = True
        self._soft_break: int | None = None

    def add(self, text: str, roles: Roles) -> None:
        """Text in which white space means no more than that words end."""
        if self._parts or text.strip(_ORDINARY_SPACE):
            self._append(clean(text).replace("\n", " "), roles)

    def add_verbatim(self, text: str, roles: Roles) -> None:
        """Text in which line ends count."""
        self._append(clean(text), roles)

    def add_picture(self, name: str, words: str, roles: Roles) -> None:
        """A picture in the text, and the words that stand for it: its own, or a trace."""
        self._pictures.append((name, words))
        begins = self._at_line_start
        self._append(words or PICTURE, (*roles, (Role.IMAGE, name)))
        if begins and not words:  # no letter of the text, whatever follows
            self._append(" ", roles)

    @property
    def last(self) -> str:
        """The last character that came, "" where none has."""
        return self._parts[-1][-1:] if self._parts else ""

    def add_anchor(self, name: str) -> None:
        """A place that links can point to: before what comes next."""
        self._anchors.append((name, self._length))

    def take_anchors(self) -> list[str]:
        """The names of the places that still wait for text."""
        names = [name for name, _ in self._anchors]
        self._anchors = []
        return names

    def break_line(self) -> None:
        """A line break the author made."""
        self._soft_break = None
        self._at_line_start = True
        self._parts.append("\n")
        self._length += 1

    def break_softly(self, cells: int = 0) -> None:
        """What follows begins a line, `cells` in from its start, unless a line begins here."""
        self._soft_break = cells

    def set_in(self, cells: int) -> None:
        """What follows stands `cells` further in, if it begins a line."""
        if self._soft_break is not None:
            self._soft_break += cells
        elif self._at_line_start:
            self._soft_break = cells

    def _append(self, text: str, roles: Roles) -> None:
        if text and not text.isspace():
            if self._soft_break is not None:
                cells = self._soft_break
                if not self._at_line_start:
                    self.break_line()
                self._soft_break = None
                text = "\xa0" * cells + text.lstrip(_ORDINARY_SPACE)
            self._at_line_start = False
        if roles is not self._roles and roles != self._roles:
            self._runs.append((self._length, roles))
            self._roles = roles
        self._parts.append(text)
        self._length += len(text)

    def take(self, *, verbatim: bool = False, split: bool = False) -> list[Text]:
        """What was collected: one text, none, or several where `split` asks for it at empty lines.

        Anchors wait for the next text when there is none now.
        """
        if not self._parts and not self._pictures:
            self._anchors = [(name, 0) for name, _ in self._anchors]
            self._soft_break = None
            return []
        raw = "".join(self._parts)
        text = _verbatim(raw) if verbatim else collapse_lines(raw)
        places = _Places(raw, text)
        spans = tuple(self._spans(places)) if self._runs else ()
        pictures = tuple(self._pictures)
        if pictures and _shows_more(text, spans):
            pictures = ()
        taken = Text(text, spans, pictures=pictures)
        if text or pictures:
            anchors = tuple((name, places.start(offset)) for name, offset in self._anchors)
            taken = taken._replace(anchors=anchors, indent=0 if verbatim else indent(raw))
            self._anchors = []
        else:
            self._anchors = [(name, 0) for name, _ in self._anchors]
            taken = Text("", is_gap=bool(raw.strip(" \t\r\f\v")))
        self._clear()
        if "\n\n" in text and not verbatim and (split or len(text) > _LONGEST_PARAGRAPH):
            return list(_split(taken, raw))
        return [taken] if text or pictures or taken.is_gap else []

    def _spans(self, places: _Places) -> Iterator[Span]:
        """The runs of equal roles as one span a role, merged where a role goes on."""
        spans: list[Span] = []
        begun: dict[tuple[Role, str], int] = {}
        for offset, roles in (*self._runs, (self._length, ())):
            for role in [role for role in begun if role not in roles]:
                start, end = places.start(begun.pop(role)), places.end(offset)
                if start < end:
                    spans.append(Span(start, end, *role))
            for role in roles:
                begun.setdefault(role, offset)
        return iter(sorted(spans, key=lambda span: (span.start, -span.end)))


class _Places:
    """Offsets before white space was normalised to offsets after: the words stay the same."""

    def __init__(self, raw: str, text: str) -> None:
        self._raw = raw
        self._text = text
        self._is_same = raw == text

    def start(self, offset: int) -> int:
        """Where the first visible character at or after `offset` is now."""
        if offset >= len(self._raw):
            return len(self._text)
        if not self._raw[offset].isspace():
            return self._moved(offset)
        old, begin, _ = self._words
        index = bisect_right(old, offset)
        return begin[index] if index < len(begin) else len(self._text)

    def end(self, offset: int) -> int:
        """Where the last visible character before `offset` ends now."""
        if offset and not self._raw[offset - 1].isspace():
            return self._moved(offset - 1) + 1
        old, _, end = self._words
        index = bisect_left(old, offset)
        return end[index - 1] if index else 0

    def _moved(self, offset: int) -> int:
        """Where a visible character is now."""
        if self._is_same:
            return offset
        old, begin, _ = self._words
        index = bisect_right(old, offset) - 1
        return begin[index] + offset - old[index]

    @cached_property
    def _words(self) -> tuple[list[int], list[int], list[int]]:
        """Where words began, and where they begin and end."""
        old = [word.start() for word in _WORD.finditer(self._raw)]
        new = [word.span() for word in _WORD.finditer(self._text)]
        return old, [start for start, _ in new], [end for _, end in new]


def _verbatim(raw: str) -> str:
    """Preformatted text: tabs as spaces, no empty lines at its ends."""
    return _LEADING_LINES.sub("", raw.expandtabs(8)).rstrip()


def _shows_more(text: str, spans: tuple[Span, ...]) -> bool:
    """Whether there is text beside the words that stand for pictures."""
    shown = 0
    for span in spans:
        if span.role is Role.IMAGE:
            if text[shown : span.start].strip():
                return True
            shown = max(shown, span.end)
    return bool(text[shown:].strip())


def _split(whole: Text, raw: str) -> Iterator[Text]:
    """The parts between empty lines, and whether more than one empty line came before each."""
    gaps = [match[0].count("\n") > 2 for match in _EMPTY_LINES.finditer(raw.strip())]
    spans, anchors = list(reversed(whole.spans)), list(reversed(whole.anchors))
    running: list[Span] = []
    start = 0
    for index, part in enumerate(whole.text.split("\n\n")):
        end = start + len(part)
        cells = len(part) - len(part.lstrip())
        first = start + cells
        while spans and spans[-1].start < end:
            running.append(spans.pop())
        running = [span for span in running if span.end > first]
        here = []
        while anchors and anchors[-1][1] <= end:
            name, offset = anchors.pop()
            here.append((name, max(0, offset - first)))
        yield Text(
            part[cells:],
            tuple(
                span._replace(start=max(span.start, first) - first, end=min(span.end, end) - first)
                for span in running
            ),
            tuple(here),
            cells if index else whole.indent,
            after_gap=0 < index <= len(gaps) and gaps[index - 1],
        )
        start = end + 2
