"""Real EPUBs, against what independent tools count in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from truth import check_fanficfare, check_work, load, plain_text

from tuireader.formats import FormatError, read
from tuireader.work import Role, Work

pytestmark = pytest.mark.shared


def entries(shared: Path, *folders: str) -> list[dict[str, Any]]:
    manifest = load(shared / "books" / "manifest.json")["files"]
    found = [
        entry
        for entry in manifest
        if entry["format"] == "epub" and entry["path"].partition("/")[0] in folders
    ]
    assert found
    return found


def test_every_epub_of_ao3(shared: Path) -> None:
    count = 0
    for path in sorted((shared / "ao3").glob("o*/**/*.expected.json")):
        file = path.with_name(path.name.replace(".expected.json", ".epub"))
        if file.exists():
            truth = load(path)
            work = read(file)
            check_work(work, truth)
            assert [entry.title for entry in work.contents] == truth["epub_toc"]
            count += 1
    assert count >= 8


def check_book(work: Work, entry: dict[str, Any]) -> None:
    facts = entry["facts"]
    assert work.metadata.title == " ".join(facts["titles"][0].split())
    assert list(work.metadata.authors) == facts["creators"]
    contents = facts.get("nav_toc") or facts.get("ncx_points")
    if contents:
        linked = [line.title for line in work.contents if line.linked]
        assert len(linked) == contents
        assert linked[:3] == facts["toc_first"]
    text = plain_text(work)
    if facts["spine"] > facts["nonxhtml_spine"]:
        assert len(text.split()) == pytest.approx(facts["words"], rel=0.005, abs=0.5)
        assert len(text.replace(" ", "")) == pytest.approx(facts["chars_nospace"], rel=0.01)
    position = 0
    for probe in facts["probes"]:
        position = text.index(" ".join(probe.split()), position)
    notes = {
        span.target
        for chapter in work.chapters
        for block in chapter.blocks
        for span in block.spans
        if span.role is Role.NOTE_REF
    }
    assert len(notes) == facts.get("noteref_targets_resolved", len(notes))


def test_books_are_what_the_manifest_counts(shared: Path) -> None:
    for entry in entries(shared, "standardebooks", "idpf", "encodings-epub"):
        check_book(read(shared / "books" / entry["path"]), entry)


def test_every_place_the_contents_and_links_lead_to_is_there(shared: Path) -> None:
    for name in ("standardebooks/se-war-and-peace.epub", "idpf/idpf-wasteland.epub"):
        work = read(shared / "books" / name)
        places = [(line.chapter, line.block, line.offset) for line in work.contents]
        places += [
            tuple(map(int, span.target[1:].split("/")))  # type: ignore[misc]
            for chapter in work.chapters
            for block in chapter.blocks
            for span in block.spans
            if span.target.startswith("#")
        ]
        assert len(places) > 100
        for chapter, block, offset in places:
            assert offset <= len(work.chapters[chapter].blocks[block].text)


def test_valid_books_of_the_conformance_suites_open(shared: Path) -> None:
    opened = 0
    for entry in entries(shared, "epubcheck", "w3c-epub-tests"):
        path = shared / "books" / entry["path"]
        if path.stem.endswith("-valid") or path.parent.name == "w3c-epub-tests":
            assert list(read(path).metadata.authors) == entry["facts"]["creators"]
            opened += 1
    assert opened > 80


def test_hostile_books(shared: Path) -> None:
    folder = shared / "books" / "hostile"
    cases = load(folder / "hostile.json")["cases"]
    outcomes = {}
    for name, case in cases.items():
        path = folder / name
        if not path.exists() or path.suffix.lower() not in (".epub", ".html"):
            continue
        try:
            work = read(path)
        except FormatError:
            outcomes[name] = "error"
            continue
        outcomes[name] = "open"
        text = plain_text(work)
        assert all(words in text for words in case.get("must_show", [])), name
        everything = repr(work)
        assert not any(words in everything for words in case.get("must_not_show", [])), name
    for name, outcome in outcomes.items():
        wanted = cases[name]["outcome"].replace("partial", "open").replace("special", "open")
        assert outcome in wanted, name
    assert len(outcomes) > 60


def test_malformed_books(shared: Path) -> None:
    folder = shared / "ao3" / "malformed"
    for name in ("no_ncx.epub", "no_mimetype.epub", "case_mismatch.epub", "epub_named.txt"):
        work = read(folder / name)
        assert (work.format, work.metadata.title, len(work.chapters)) == ("epub", "Identity", 1)
    for name in ("truncated.epub", "zero_bytes.epub"):
        with pytest.raises(FormatError):
            read(folder / name)


def test_fanficfares_epubs(shared: Path) -> None:
    count = 0
    for path in sorted((shared / "ao3").glob("o*/*.fff.epub")):
        truth = load(path.with_name(path.name.replace(".fff.epub", ".expected.json")))
        work = read(path)
        check_fanficfare(work, truth)
        assert work.contents[0].title == "Title Page"
        assert [line.chapter for line in work.contents[1:]] == list(range(len(work.chapters)))
        count += 1
    assert count >= 3
