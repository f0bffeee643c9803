"""The cases: every file of the shared folder, and how what is read is held against the truth."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from formats.truth import check_chapter, check_fanficfare, check_work, folded

from conformance.comparing import differences
from tuireader.work import Chapter, Kind, Part, Work

Truth = dict[str, Any]


class Case(NamedTuple):
    """A file, and what tells how a work differs from what is in it."""

    suite: str
    path: Path
    compare: Callable[[Work], list[str]]
    refused: bool = False  # whether it is known to hold no book


_SUITES = {
    "epubcheck": "epubcheck's tests",
    "w3c-epub-tests": "W3C's EPUB tests",
    "idpf": "IDPF's EPUB 3 samples",
    "standardebooks": "Standard Ebooks",
    "encodings-epub": "EPUB in every encoding",
    "fixtures": "EPUBs other readers test with",
    "fb2": "FB2",
    "markdown": "Markdown",
    "mobi": "MOBI and AZW3",
    "pdf": "PDF",
    "txt": "Plain text",
    "html": "HTML",
    "nonlatin": "Japanese and Chinese",
}


def cases(shared: Path) -> Iterator[Case]:
    yield from _books(shared / "books")
    for path in sorted((shared / "ao3").glob("o*/**/*.expected.json")):
        truth = json.loads(path.read_text("utf-8"))
        if "chapters" in truth:
            yield from _work(path.parent, path.name.removesuffix(".expected.json"), truth)
    yield from _texts(shared / "ao3" / "encodings", "encodings.expected.json", "Odd encodings")
    yield from _texts(shared / "dumps", "expected.json", "The two dumps")


def _books(folder: Path) -> Iterator[Case]:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for entry in manifest["files"]:
        path, facts = folder / entry["path"], entry["facts"]
        compare = partial(differences, format=entry["format"], facts=facts, path=path)
        # No tool could open it.
        nothing = bool(facts.get("error")) or facts.get("spine") == 0
        yield Case(_SUITES[path.parent.name], path, compare, nothing)


def _work(folder: Path, name: str, truth: Truth) -> Iterator[Case]:
    """The files of one AO3 work, in all their shapes."""
    shapes: dict[str, tuple[str, Callable[[Work, Truth], None]]] = {
        ".html": ("AO3: HTML", check_work),
        ".epub": ("AO3: EPUB", check_work),
        ".azw3": ("AO3: AZW3", check_work),
        ".mobi": ("AO3: MOBI", check_work),
        ".pdf": ("AO3: PDF", _check_pdf),
        ".page.html": ("AO3: saved pages", check_work),
        ".fff.html": ("FanFicFare", check_fanficfare),
        ".fff.epub": ("FanFicFare", check_fanficfare),
        ".fff.txt": ("FanFicFare", _check_text),
        ".calibre.txt": ("AO3: downloads as text", _check_text),
    }
    for ending, (suite, check) in shapes.items():
        path = folder / f"{name}{ending}"
        if path.exists():
            yield Case(suite, path, partial(_held_to, check, truth))
    for path in sorted(folder.glob(f"{name}.page-ch*.html")):
        number = int(path.name.partition(".page-ch")[2].partition(".")[0])
        only = {**truth, "chapters": [truth["chapters"][number - 1]]}
        yield Case("AO3: saved pages", path, partial(_held_to, _check_one, only))
    for file, expected in truth.get("text_files", {}).items():
        shape = file.removeprefix(f"{name}.").split(".")[0].split("-")[0]
        suite = "AO3: downloads as text" if shape == "dl" else "AO3: pages as text"
        slack = 0.1 if shape == "copy" else 0.0  # a copy does not say which lines belong together
        check = partial(_check_dump, slack=slack)
        yield Case(suite, folder / file, partial(_held_to, check, expected))


def _texts(folder: Path, name: str, suite: str) -> Iterator[Case]:
    for file, truth in json.loads((folder / name).read_text("utf-8")).items():
        yield Case(suite, folder / file, partial(_held_to, _check_dump, truth))


def _held_to(check: Callable[[Work, Truth], None], truth: Truth, work: Work) -> list[str]:
    """What a check says where it fails."""
    try:
        check(work, truth)
    except AssertionError as error:
        return [str(error) or "its paragraphs or breaks differ"]
    return []


def _expect(name: str, ours: object, theirs: object) -> None:
    assert ours == theirs, f"{name}: {ours!r}, counted {theirs!r}"


def _check_one(work: Work, truth: Truth) -> None:
    _expect("title", work.metadata.title, truth["title"])
    (chapter,) = work.chapters
    check_chapter(chapter, truth["chapters"][0])


def _check_text(work: Work, truth: Truth) -> None:
    known = work.metadata
    _expect("title", known.title, truth["title"])
    _expect("authors", list(known.authors), truth["authors"])
    _expect("address", known.url, truth["url"])
    _check_words(work, truth, 0.002)


def _check_pdf(work: Work, truth: Truth) -> None:
    known = work.metadata
    _expect("title", folded(known.title), folded(truth["title"]))
    _expect("authors", list(known.authors), truth["authors"])
    for ours, theirs in (("fandoms",) * 2, ("relationships",) * 2, ("tags", "additional_tags")):
        _expect(ours, list(getattr(known, ours)), truth[theirs])
    _check_words(work, truth, 0.01)


def _check_words(work: Work, truth: Truth, share: float) -> None:
    _expect("chapters", [c.title for c in work.chapters], [c["title"] for c in truth["chapters"]])
    for chapter, expected in zip(work.chapters, truth["chapters"], strict=True):
        words = expected["words"]
        assert abs(chapter.words - words) <= max(12, share * words), (
            f"chapter {chapter.number}: {chapter.words:,} words, counted {words:,}"
        )


def _check_dump(work: Work, truth: Truth, slack: float = 0.0) -> None:
    _expect("title", work.metadata.title, truth["title"])
    _expect("chapters", len(work.chapters), len(truth["chapters"]))
    for chapter, expected in zip(work.chapters, truth["chapters"], strict=True):
        told = [
            block.text
            for block in chapter.part(Part.STORY)
            if block.kind in (Kind.PARAGRAPH, Kind.VERSE)
        ]
        there = expected["paragraphs"]
        assert abs(len(told) - there) <= slack * there, (
            f"chapter {chapter.number}: {len(told)} paragraphs, counted {there}"
        )
        _expect(
            "scene breaks",
            _breaks(chapter),
            expected.get("gap_breaks", expected.get("break_lines")),
        )
        _expect("beginning", _collapsed(told[0])[:60].strip(), _collapsed(expected["first60"]))
        _expect("end", _collapsed(told[-1])[-60:].strip(), _collapsed(expected["last60"]))


def _breaks(chapter: Chapter) -> int:
    return sum(block.kind is Kind.BREAK for block in chapter.part(Part.STORY))


def _collapsed(text: str) -> str:
    return " ".join(text.split())
