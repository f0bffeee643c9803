"""AO3's HTML downloads and other pages, against what is known to be in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from truth import check_chapter, check_fanficfare, check_work, load, plain_text

from tuireader.formats import read

pytestmark = pytest.mark.shared


def test_every_download(shared: Path) -> None:
    count = 0
    for path in sorted((shared / "ao3").glob("o*/**/*.expected.json")):
        download = path.with_name(path.name.replace(".expected.json", ".html"))
        if download.exists():
            check_work(read(download), load(path))
            count += 1
    assert count >= 8


def test_other_pages(shared: Path) -> None:
    manifest = load(shared / "books" / "manifest.json")["files"]
    pages = [entry for entry in manifest if entry["format"] == "html"]
    assert len(pages) >= 3
    for entry in pages:
        work = read(shared / "books" / entry["path"])
        text = plain_text(work)
        facts = entry["facts"]
        assert len(text.split()) == pytest.approx(facts["words"], rel=0.005)
        position = 0
        for probe in facts["probes"]:
            position = text.index(" ".join(probe.split()), position)
        assert work.metadata.title in facts["title"]


def test_a_download_by_another_name(shared: Path) -> None:
    work = read(shared / "ao3" / "malformed" / "html_named.epub")
    assert (work.format, work.metadata.title) == ("html", "Identity")


def test_saved_pages(shared: Path) -> None:
    count = 0
    for path in sorted((shared / "ao3").glob("o*/**/*.expected.json")):
        truth = load(path)
        for page in sorted(path.parent.glob("*.page*.html")):
            work = read(page)
            number = int(page.name.partition(".page-ch")[2].partition(".")[0] or 0)
            if number:
                assert work.metadata.title == truth["title"]
                (chapter,) = work.chapters
                check_chapter(chapter, truth["chapters"][number - 1])
            else:
                check_work(work, truth)
            count += 1
    assert count >= 10


def test_fanficfares_pages(shared: Path) -> None:
    count = 0
    for path in sorted((shared / "ao3").glob("o*/*.fff.html")):
        truth = load(path.with_name(path.name.replace(".fff.html", ".expected.json")))
        check_fanficfare(read(path), truth)
        count += 1
    assert count >= 2
