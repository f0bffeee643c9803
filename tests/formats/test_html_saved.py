"""Pages of AO3 that a browser saved, and FanFicFare's HTML."""

from __future__ import annotations

import pytest

from tuireader.formats.errors import FormatError
from tuireader.formats.html import read
from tuireader.formats.source import Source
from tuireader.work import Part, Series, Work

URL = "https://archiveofourown.org/works/4242"


def html(text: str) -> Work:
    return read(Source("page.html", text.encode()))


def parts(work: Work) -> list[list[tuple[Part, str]]]:
    return [[(block.part, block.text) for block in chapter.blocks] for chapter in work.chapters]


CHAPTER = """<div class="chapter" id="chapter-{n}"><div class="chapter preface group">
<h3 class="title"><a href="/works/4242/chapters/90{n}">Chapter {n}</a>: The Bank</h3>
<div id="notes" class="notes module"><h3 class="heading">Notes:</h3>
<blockquote class="userstuff"><p>n{n}</p></blockquote><p>(See the end of the chapter)</p></div>
</div><div class="userstuff module" role="article">
<h3 class="landmark heading" id="work">Chapter Text</h3><p>One <b>two</b>.</p></div>
<div class="chapter preface group"><div class="end notes module" id="chapter_{n}_endnotes">
<h3 class="heading">Notes:</h3><blockquote class="userstuff"><p>e{n}</p></blockquote></div></div>
</div>"""


def page(chapters: str) -> str:
    return f"""<html><head><title>Up Tails All - a - b [Archive of Our Own]</title></head><body>
<h1>Archive of Our Own</h1><a href="/downloads/4242/x.epub">EPUB</a>
<dl class="work meta group"><dt class="rating tags">Rating:</dt>
<dd class="rating tags"><ul><li><a class="tag">Mature</a></li></ul></dd>
<dt class="series">Series:</dt><dd class="series"><span><a>← Previous Work</a>
<span class="position">Part 2 of <a>River Year</a></span></span></dd>
<dt class="stats">Stats:</dt><dd class="stats"><dl class="stats"><dt>Published:</dt>
<dd>2024-05-01</dd><dt>Words:</dt><dd>1,234</dd><dt>Chapters:</dt><dd>2/?</dd></dl></dd></dl>
<div id="workskin"><div class="preface group"><h2 class="title heading"> Up Tails All </h2>
<h3 class="byline heading"><a rel="author">mole (ratty)</a>, <a rel="author">toad</a></h3>
<div class="summary module"><h3>Summary:</h3><blockquote><p>s</p></blockquote></div>
<div class="notes module"><h3>Notes:</h3><ul class="associations"><li>For <a>badger</a>.</li></ul>
<blockquote><p>wn</p></blockquote></div></div>
<div id="chapters">{chapters}</div>
<div class="afterword preface group"><div id="work_endnotes" class="end notes module">
<h3>Notes:</h3><blockquote><p>we</p></blockquote></div></div></div>
<div id="feedback"><p class="kudos">x left kudos</p><div class="userstuff">A comment</div></div>"""


def test_an_entire_work() -> None:
    work = html(page(CHAPTER.format(n=1) + CHAPTER.format(n=2)))
    metadata = work.metadata
    assert (metadata.title, metadata.authors) == ("Up Tails All", ("mole (ratty)", "toad"))
    assert (metadata.url, metadata.rating) == (URL, "Mature")
    assert metadata.series == (Series("River Year", 2),)
    assert (metadata.published, metadata.words, metadata.chapters_posted) == ("2024-05-01", 1234, 2)
    assert [(c.number, c.title, c.source_id, c.words) for c in work.chapters] == [
        (1, "The Bank", "901", 2),
        (2, "The Bank", "902", 2),
    ]
    assert parts(work) == [
        [
            (Part.WORK_SUMMARY, "s"),
            (Part.WORK_NOTES, "wn"),
            (Part.WORK_NOTES, "For badger."),
            (Part.NOTES, "n1"),
            (Part.STORY, "One two."),
            (Part.END_NOTES, "e1"),
        ],
        [
            (Part.NOTES, "n2"),
            (Part.STORY, "One two."),
            (Part.END_NOTES, "e2"),
            (Part.WORK_END_NOTES, "we"),
        ],
    ]


def test_one_chapter_of_a_work() -> None:
    work = html(page(CHAPTER.format(n=7)))
    assert [(c.number, c.source_id) for c in work.chapters] == [(7, "907")]
    assert work.contents[0].title == "Chapter 7: The Bank"


def test_a_one_shot() -> None:
    body = '<div class="userstuff"><h3 class="landmark heading">Work Text:</h3><p>One.</p></div>'
    work = html(page(body))
    assert [(c.number, c.title, c.plain(Part.STORY)) for c in work.chapters] == [(1, "", "One.")]


@pytest.mark.parametrize("body", ["", "<p>This work could have adult content.</p>"])
def test_a_page_that_shows_no_work(body: str) -> None:
    with pytest.raises(FormatError, match="shows no work"):
        html(f"<title>Up Tails All [Archive of Our Own]</title><h1>Archive of Our Own</h1>{body}")


def test_titles_are_sanitised() -> None:
    chapter = CHAPTER.format(n=1).replace("Chapter 1</a>: The", "The</a>&#27;[2J \x9b2J\u202e")
    assert html(page(chapter)).chapters[0].title == "The Bank"


def test_fanficfares_page() -> None:
    work = html(
        f"""<h1><a href="{URL}">Up Tails All</a> by <a class="authorlink">mole</a></h1>
        <table class="full"><tr><td><b>Series:</b></td><td><a>River Year [2]</a></td></tr>
        <tr><td><b>Genre:</b></td><td>Gen, Picnics</td></tr>
        <tr><td><b>Status:</b></td><td>In-Progress</td></tr>
        <tr><td><b>Packaged:</b></td><td>2026-11-20 06:36:22</td></tr>
        <tr><td><b>Chapters:</b></td><td>2</td></tr>
        <tr><td><b>Summary:</b></td><td><div class="userstuff"><p>s <i>t</i>: u</p></div></td></tr>
        </table><a name="section0001"><h2>1. The Bank</h2></a>
        <div class="story"><div class="fff_chapter_notes fff_head_notes"><b>Author's Note:</b>
        <blockquote><p>wn</p></blockquote><b>Notes for the Chapter:</b><blockquote><p>n</p>
        </blockquote></div><div class="userstuff module"><p>One.</p></div></div>
        <a name="section0002"><h2>2. Chapter 2</h2></a><div class="story"><div><p>Two.</p></div>
        <div class="fff_chapter_notes fff_foot_notes"><b>Chapter Notes:</b>
        <blockquote><p>e</p></blockquote></div></div>"""
    )
    metadata = work.metadata
    assert (metadata.title, metadata.authors, metadata.url) == ("Up Tails All", ("mole",), URL)
    assert (metadata.categories, metadata.tags) == (("Gen",), ("Picnics",))
    assert (metadata.series, metadata.summary) == ((Series("River Year", 2),), "s t: u")
    assert (metadata.chapters_posted, metadata.complete) == (2, False)
    assert [(c.number, c.title) for c in work.chapters] == [(1, "The Bank"), (2, "")]
    assert parts(work) == [
        [
            (Part.WORK_SUMMARY, "s t: u"),
            (Part.WORK_NOTES, "wn"),
            (Part.NOTES, "n"),
            (Part.STORY, "One."),
        ],
        [(Part.STORY, "Two."), (Part.END_NOTES, "e")],
    ]
