"""Paragraphs and headings of a plain text to chapters and contents."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from tuireader.formats.plain.headings import Heading, is_subtitle
from tuireader.formats.plain.paragraphs import Paragraph, cells
from tuireader.formats.scenes import is_ornament, scene_break, settle
from tuireader.formats.words import count_words
from tuireader.work import Block, Break, Chapter, Entry, Kind, Span

# Gives a paragraph's text as it is to be shown, and the roles in it.
Marks = Callable[[str], tuple[str, tuple[Span, ...]]]


# Prose has paragraphs longer than this; titles are shorter.
_PROSE = 60


class _Section(NamedTuple):
    """A chapter: paragraphs from `start` to `stop`, the headings it begins with and holds."""

    start: int
    stop: int
    opening: Sequence[Heading] = ()
    inside: Sequence[Heading] = ()


def chapters(
    body: Sequence[Paragraph], headings: Sequence[Heading], title: str, marks: Marks
) -> tuple[list[Chapter], list[Entry]]:
    """Chapters, and contents of the same headings; `title` names what has no heading."""
    base = _base_gap(body, headings)
    top = min((heading.level for heading in headings), default=1)
    found: list[Chapter] = []
    contents: list[Entry] = []
    for section in _sections(body, headings):
        inside = {heading.at - section.start: heading for heading in section.inside}
        opening = list(section.opening)
        if opening and (subtitle := _subtitle(body, section)):
            inside[subtitle.at - section.start] = subtitle
            opening[-1] = opening[-1]._replace(title=_joined(opening[-1].title, subtitle.title))
        contents += (
            Entry(heading.title, heading.level - top + 1, len(found), position)
            for position, heading in enumerate(opening or [Heading(section.start, top, title)])
        )
        found.append(
            chapter(
                len(found) + 1,
                opening[-1].title if opening else title if headings else "",
                blocks(body[section.start : section.stop], marks, inside, base),
                titled=bool(opening),
            )
        )
    return found, contents


def chapter(number: int, title: str, contents: tuple[Block, ...], titled: bool = False) -> Chapter:
    """A chapter of these blocks, its words counted."""
    words = sum(count_words(block.text) for block in contents)
    return Chapter(number, title, contents, words, titled=titled)


def blocks(
    paragraphs: Sequence[Paragraph],
    marks: Marks,
    headings: Mapping[int, Heading] | None = None,
    base: int | None = None,
) -> tuple[Block, ...]:
    """Blocks of paragraphs; `headings` by their index in them. See `_base_gap` for `base`."""
    return settle(_blocks(paragraphs, marks, headings or {}, base))


def _blocks(
    paragraphs: Sequence[Paragraph], marks: Marks, headings: Mapping[int, Heading], base: int | None
) -> Iterator[Block]:
    for index, paragraph in enumerate(paragraphs):
        if heading := headings.get(index):
            yield Block(Kind.HEADING, _heading_text(paragraph, heading), level=heading.level)
            continue
        wide = base and paragraph.gap > base and index and index - 1 not in headings
        if wide and _parts_scenes(paragraphs[index - 1], paragraph):
            yield scene_break(Break.GAP)
        raw = paragraph.text
        if is_ornament(raw) and (len(raw) > 2 or not _is_crowded(paragraphs, index)):
            yield scene_break(Break.TEXT)
            continue
        text, spans = marks(raw)
        kind = Kind.PARAGRAPH if len(paragraph.lines) == 1 else Kind.VERSE
        yield Block(kind, text, spans, quote=int(paragraph.quoted), indent=paragraph.indent)


def _parts_scenes(before: Paragraph, after: Paragraph) -> bool:
    """Whether a wide gap between two paragraphs parts prose, and not verse, notes or titles."""
    if before.quoted or after.quoted or len(before.lines) + len(after.lines) > 2:
        return False
    return max(cells(before.lines[0]), cells(after.lines[0])) >= _PROSE


def _is_crowded(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Whether lines stand right above and below: a sign among them is one of them."""
    if not 0 < index < len(paragraphs) - 1:
        return False
    return paragraphs[index].gap == 1 and paragraphs[index + 1].gap == 1


def _heading_text(paragraph: Paragraph, heading: Heading) -> str:
    """A heading's own lines where it has several, otherwise its title, which has no notes in it."""
    return paragraph.text if len(paragraph.lines) > 1 else heading.title


def _sections(body: Sequence[Paragraph], headings: Sequence[Heading]) -> Iterator[_Section]:
    openings: list[list[Heading]] = []
    for heading in headings:
        if heading.level > 2:
            continue
        if openings and openings[-1][-1].at + 1 == heading.at:
            openings[-1].append(heading)
        else:
            openings.append([heading])
    starts = [*(opening[0].at for opening in openings), len(body)]
    if starts[0] > 0:
        openings.insert(0, [])
        starts.insert(0, 0)
    places = [heading.at for heading in headings]
    for opening, (start, stop) in zip(openings, pairwise(starts), strict=True):
        inside = headings[bisect_left(places, start) : bisect_left(places, stop)]
        yield _Section(start, stop, opening, inside)


def _subtitle(body: Sequence[Paragraph], section: _Section) -> Heading | None:
    last = section.opening[-1]
    below = last.at + 1
    if below + 1 >= section.stop or not is_subtitle(body[below], body[below + 1]):
        return None
    return Heading(below, 3, body[below].text) if last.bare else None


def _joined(title: str, subtitle: str) -> str:
    return f"{title}{'' if title.endswith(('.', ':')) else ':'} {subtitle}"


def _base_gap(body: Sequence[Paragraph], headings: Sequence[Heading]) -> int:
    """How far paragraphs stand apart; a wider gap that is not a heading's is a soft scene break."""
    near = {index for heading in headings for index in (heading.at, heading.at + 1)}
    gaps = Counter(
        paragraph.gap for index, paragraph in enumerate(body) if index and index not in near
    )
    return min(gaps, key=lambda gap: (-gaps[gap], gap), default=0)
