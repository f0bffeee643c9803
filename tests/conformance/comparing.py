"""How a work differs from what independent tools count in its file, in words for a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from formats.truth import plain_text

from tuireader.work import Kind, Role, Work

Facts = dict[str, Any]

WORDS = 0.005  # of the words counted
CHARACTERS = 0.01
# Texts with fewer spaces than that are compared by characters.
_CHARACTERS_PER_WORD = 15


def differences(work: Work, format: str, facts: Facts, path: Path) -> list[str]:
    """Everything in which a work is not as it was counted."""
    return list(_COMPARED[format](work, facts, path))


def _epub(work: Work, facts: Facts, path: Path) -> Iterator[str]:
    title = " ".join((facts["titles"] or [""])[0].split()) or path.stem
    yield from _same("title", work.metadata.title, title)
    yield from _same("authors", list(work.metadata.authors), facts["creators"])
    if contents := facts.get("nav_toc") or facts.get("ncx_points"):
        linked = [line.title for line in work.contents if line.linked]
        yield from _same("lines of contents", len(linked), contents)
        yield from _same("contents", linked[:3], facts["toc_first"])
    if facts["spine"] > facts["nonxhtml_spine"]:
        yield from _text(work, facts["words"], facts["chars_nospace"], facts["probes"])
    notes = {span.target for span in _spans(work, Role.NOTE_REF)}
    yield from _same("notes", len(notes), facts.get("noteref_targets_resolved", len(notes)))


def _fb2(work: Work, facts: Facts, path: Path) -> Iterator[str]:
    yield from _same("title", work.metadata.title, (facts["title"] or [path.stem])[0])
    yield from _same("authors", list(work.metadata.authors), facts["authors"])
    story = work.chapters[: -1 if "notes" in facts["bodies"] else None]
    words = sum(len(b.text.split()) for c in story for b in c.blocks if b.has_text)
    yield from _near("words", words, facts["main_words"], WORDS)
    yield from _in_order(plain_text(work), facts["probes"])


def _markdown(work: Work, facts: Facts, path: Path) -> Iterator[str]:
    blocks = [block for chapter in work.chapters for block in chapter.blocks if block.has_text]
    words = sum(len(block.text.split()) + bool(block.marker) for block in blocks)
    yield from _near("words", words, facts["plain_words"], WORDS)
    headings = sum(block.kind is Kind.HEADING for block in blocks)
    yield from _same("headings", headings, facts["blocks"]["Header"])
    yield from _same("lines of contents", len(work.contents), headings)
    first = [line.title for line in work.contents[:3]]
    yield from _same("contents", first, facts["headings_first"])


def _kindle(work: Work, facts: Facts, path: Path) -> Iterator[str]:
    yield from _same("title", work.metadata.title, facts["title"])
    authors = [facts["author"]] if "author" in facts else []
    yield from _same("authors", list(work.metadata.authors), authors)


def _pdf(work: Work, facts: Facts, path: Path) -> Iterator[str]:
    title = " ".join(facts.get("title", "").split()) or path.stem
    yield from _same("title", work.metadata.title, title)
    if facts["outline"]:
        yield from _same("lines of contents", len(work.contents), facts["outline"])
    text = plain_text(work)
    yield from _near("words", len(text.split()), facts["pdftotext_words"], CHARACTERS)
    yield from _in_order(text, facts["probes"])


def _txt(work: Work, facts: Facts, path: Path) -> Iterator[str]:
    if "pg_title" in facts:
        yield from _same("title", work.metadata.title, facts["pg_title"])
        yield from _same("authors", list(work.metadata.authors), [facts["pg_author"]])
    text = " ".join(block.text for chapter in work.chapters for block in chapter.blocks)
    yield from _counts(text, facts["words"], facts["chars_nospace"])
    yield from _in_order(" ".join(text.split()), facts["probes"])


def _html(work: Work, facts: Facts, path: Path) -> Iterator[str]:
    if work.metadata.title not in facts["title"]:
        yield from _same("title", work.metadata.title, facts["title"])
    yield from _text(work, facts["words"], facts["chars_nospace"], facts["probes"])


_COMPARED: dict[str, Callable[[Work, Facts, Path], Iterator[str]]] = {
    "epub": _epub,
    "fb2": _fb2,
    "markdown": _markdown,
    "mobi": _kindle,
    "azw3": _kindle,
    "pdf": _pdf,
    "txt": _txt,
    "html": _html,
}


def _text(work: Work, words: int, characters: int, probes: Sequence[str]) -> Iterator[str]:
    text = plain_text(work)
    yield from _counts(text, words, characters)
    yield from _in_order(text, probes)


def _counts(text: str, words: int, characters: int) -> Iterator[str]:
    solid = sum(map(len, text.split()))
    if characters > _CHARACTERS_PER_WORD * words:
        yield from _near("characters", solid, characters, CHARACTERS)
    else:
        yield from _near("words", len(text.split()), words, WORDS)


def _in_order(text: str, probes: Sequence[str]) -> Iterator[str]:
    """Phrases that stand in the text, one after another."""
    position = 0
    for probe in probes:
        found = text.find(" ".join(probe.split()), position)
        if found < 0:
            yield f"“{probe[:40]}” is missing or out of order"
            return
        position = found


def _same(name: str, ours: object, theirs: object) -> Iterator[str]:
    if ours != theirs:
        yield f"{name}: {_shown(ours)}, counted {_shown(theirs)}"


def _shown(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text[:80] or "none"


def _near(name: str, ours: int, theirs: int, share: float) -> Iterator[str]:
    if abs(ours - theirs) > max(share * theirs, 0.5):
        yield f"{ours:,} {name}, counted {theirs:,}"


def _spans(work: Work, role: Role) -> Iterator[Any]:
    for chapter in work.chapters:
        for block in chapter.blocks:
            yield from (span for span in block.spans if span.role is role)
