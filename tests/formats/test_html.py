"""HTML files: AO3's downloads of every era, and any other page."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable

import pytest
from making import (
    URL,
    ao3_afterword,
    ao3_chapter,
    ao3_html,
    ao3_preface,
)

from tuireader.formats import parse
from tuireader.formats.errors import FormatError
from tuireader.formats.html import read
from tuireader.formats.source import Source
from tuireader.work import Entry, Kind, Part, Role, Series, Work


def html(text: str | bytes, name: str = "page.html") -> Work:
    return read(Source(name, text.encode() if isinstance(text, str) else text))


def story(work: Work) -> list[list[str]]:
    return [
        [block.text for block in chapter.part(Part.STORY) if block.has_text]
        for chapter in work.chapters
    ]


TWO = ao3_chapter("Chapter 1: The River Bank", "<p>One.</p><hr><p>Two.</p>") + ao3_chapter(
    "Chapter 2", "<p>Three.</p>"
)


def test_a_download() -> None:
    work = html(ao3_html(TWO))
    assert work.format == "html"
    metadata = work.metadata
    assert metadata.title == "Up Tails All"
    assert metadata.authors == ("mole_end (mole)", "ratty")
    assert metadata.url == URL
    assert metadata.rating == "Teen And Up Audiences"
    assert metadata.warnings == ("No Archive Warnings Apply", "Major Character Death")
    assert metadata.fandoms == ("The Wind in the Willows - Kenneth Grahame",)
    assert metadata.relationships == ("Mole & Rat",)
    assert metadata.series == (Series("River Year, The", 2),)
    assert (metadata.language, metadata.published, metadata.updated) == (
        "English", "2024-05-01", "2024-06-02",
    )  # fmt: skip
    assert (metadata.words, metadata.chapters_posted, metadata.chapters_planned) == (1234, 2, None)
    assert metadata.complete is False
    assert metadata.summary == "A boat.\nA river."
    assert [(c.number, c.title, c.words) for c in work.chapters] == [
        (1, "The River Bank", 2),
        (2, "", 1),
    ]
    assert story(work) == [["One.", "Two."], ["Three."]]
    assert work.contents == (
        Entry("Chapter 1: The River Bank", 1, 0),
        Entry("Chapter 2", 1, 1),
    )


def test_summaries_and_notes_stand_apart_from_the_story() -> None:
    head = """<p>Chapter Summary</p><blockquote class="userstuff"><p>s</p></blockquote>
        <p>Chapter Notes</p><blockquote class="userstuff"><p>n</p></blockquote>
        <div class="endnote-link">See the end of the chapter for <a href="#endnotes1">more notes</a>
        </div>"""
    end = """<div class="meta" id="endnotes1"><p>Chapter End Notes</p>
        <blockquote class="userstuff"><p>e</p></blockquote></div>"""
    notes = """<p>Notes</p><blockquote class="userstuff"><ul><li>wn</li></ul></blockquote>
        <div class="endnote-link">See the end of the work for <a href="#endnotes">notes</a></div>
        <ul><li>Inspired by <a href="/works/1">Another</a></li></ul>"""
    afterword = """<div id="endnotes"><p>End Notes</p><blockquote><p>we</p></blockquote></div>
        <dl><dt>Works inspired by this one</dt><dd><a>A Podfic</a> by b</dd></dl>"""
    work = html(
        ao3_html(
            ao3_chapter("Chapter 1", "<p>One.</p>", head, end)
            + ao3_chapter("Chapter 2", "<p>Two."),
            preface=ao3_preface(notes=notes),
            afterword=ao3_afterword(afterword),
        )
    )
    first, second = work.chapters
    assert [(block.part, block.text) for block in first.blocks] == [
        (Part.WORK_SUMMARY, "A boat."),
        (Part.WORK_SUMMARY, "A river."),
        (Part.WORK_NOTES, "wn"),
        (Part.WORK_NOTES, "Inspired by Another"),
        (Part.SUMMARY, "s"),
        (Part.NOTES, "n"),
        (Part.STORY, "One."),
        (Part.END_NOTES, "e"),
    ]
    assert [(block.part, block.text) for block in second.blocks] == [
        (Part.STORY, "Two."),
        (Part.WORK_END_NOTES, "we"),
        (Part.WORK_END_NOTES, "Works inspired by this one"),
        (Part.WORK_END_NOTES, "A Podfic by b"),
    ]
    assert (work.metadata.notes, work.metadata.end_notes) == ("wn", "we")


def test_a_one_shot_has_no_chapter_title() -> None:
    chapters = """<h2 class="toc-heading">Up Tails All</h2>
        <div class="userstuff"><h2>I</h2><p>One.</p></div>"""
    work = html(ao3_html(chapters))
    assert [(c.number, c.title) for c in work.chapters] == [(1, "")]
    assert story(work) == [["I", "One."]]
    assert work.contents == (Entry("Up Tails All", 1, 0),)


def test_the_years_when_a_heading_was_the_title_alone() -> None:
    work = html(
        ao3_html(ao3_chapter("The River Bank", "<p>One.") + ao3_chapter("Chapter 2", "Two"))
    )
    assert [(c.number, c.title) for c in work.chapters] == [(1, "The River Bank"), (2, "")]


def test_the_years_before_anything_had_an_id() -> None:
    preface = ao3_preface().replace('<div id="preface">', "<div>")
    preface = preface.replace('<h2 class="toc-heading">Preface</h2>', "")
    preface = preface.replace("<dt>Language:</dt><dd>English</dd>", "")
    preface = preface.replace("Words: 1,234", "").replace("2/?", "2/? Words: 1234")
    afterword = ao3_afterword().replace('<div id="afterword">', "<div>")
    work = html(ao3_html(TWO, preface=preface, afterword=afterword))
    assert work.metadata.title == "Up Tails All"
    assert (work.metadata.language, work.metadata.words) == ("", 1234)
    assert story(work) == [["One.", "Two."], ["Three."]]


def test_authors_may_write_like_the_template() -> None:
    body = """<p class="message">a message</p><div class="byline">by nobody</div>
        <div class="meta"><h2>Chapter 9</h2></div><p>Summary</p><blockquote><p>q</p></blockquote>"""
    work = html(ao3_html(ao3_chapter("Chapter 1", body)))
    assert story(work) == [["a message", "by nobody", "Chapter 9", "Summary", "q"]]


def test_notes_of_the_same_name_are_found_in_their_own_chapter() -> None:
    body = '<p>A<a href="#fn1">[1]</a></p><p><a name="fn1">[1]</a> note</p>'
    work = html(ao3_html(ao3_chapter("Chapter 1", body) + ao3_chapter("Chapter 2", body)))
    links = [s for c in work.chapters for b in c.part(Part.STORY) for s in b.spans]
    assert [(s.role, s.target) for s in links] == [
        (Role.NOTE_REF, "#0/3/0"),
        (Role.LINK, "#0/2/1"),
        (Role.NOTE_REF, "#1/1/0"),
        (Role.LINK, "#1/0/1"),
    ]


def test_words_are_counted_as_the_archive_does() -> None:
    work = html(ao3_html(ao3_chapter("Chapter 1", "<p>un<em>believ</em>able o’clock --ish</p>")))
    assert work.chapters[0].words == 5


def test_any_page_is_a_book_of_its_headings() -> None:
    chapter = "<p>" + "word " * 400 + "</p>"
    work = html(
        f"""<html lang=en><head><title>Nightwood, by Jane Doe</title></head><body>
        <h1>Nightwood</h1><h2>I</h2>{chapter}<h3>a</h3><p>x<h2 id=two>II</h2>{chapter}
        <p><a href="#two">back</a>"""
    )
    assert (work.metadata.title, work.metadata.authors) == ("Nightwood", ("Jane Doe",))
    assert [(c.number, c.title, c.titled) for c in work.chapters] == [
        (1, "I", True),
        (2, "II", True),
    ]
    assert [(e.title, e.level, e.chapter, e.block) for e in work.contents] == [
        ("Nightwood", 1, 0, 0),
        ("I", 1, 0, 1),
        ("a", 2, 0, 3),
        ("II", 1, 1, 0),
    ]
    assert work.chapters[1].blocks[-1].spans[0].target == "#1/0/0"
    assert all(
        not name.startswith("heading") for b in work.chapters[0].blocks for name, _ in b.anchors
    )


def test_short_sections_are_no_chapters() -> None:
    work = html("<h1>Soup</h1><h2>What you need</h2><p>Leeks.<h2>What you do</h2><p>Boil.")
    assert [c.title for c in work.chapters] == ["Soup"]
    assert [e.title for e in work.contents] == ["Soup", "What you need", "What you do"]


def test_the_article_of_a_page() -> None:
    work = html("<nav>Home</nav><main><h1>Tea</h1><p>It is a long text about tea.</main><p>Ads")
    assert story(work) == [["Tea", "It is a long text about tea."]]


PAGE = """<html><body><header><ul><li><a href="/">Home</a></ul></header>
    <nav><a href="/about">About</a></nav><div id="page">{}</div>
    <aside><h3>Recent posts</h3><a href="/1">Another post of mine</a></aside>
    <div id="comments"><h2>1 Comment</h2><p>Nice.</div><footer>© 2020</footer>"""
TEA = "<h1>Tea</h1><p>It is a long text about tea, and about nothing else in the world.</p>"


def test_what_stands_around_the_text_of_a_page_is_none_of_it() -> None:
    text = ["Tea", "It is a long text about tea, and about nothing else in the world."]
    assert story(html(PAGE.format(TEA))) == [text]
    called = f"<p>Share this</p><div class='post-content'>{TEA}</div>"
    assert story(html(PAGE.format(called))) == [text]


def test_notes_quotes_sources_and_titles_are_of_the_text() -> None:
    around = """<header><h1>Tea</h1>by <a href="/me">me</a></header><p>It is long.<blockquote>Tea!
        <footer>Somebody</footer></blockquote><aside class="footnotes"><p>1. A note</aside>
        <aside>Said in the margin</aside>"""
    assert story(html(around)) == [
        ["Tea", "by me", "It is long.", "Tea!", "Somebody", "1. A note", "Said in the margin"]
    ]


def test_a_page_that_is_all_menu_is_kept() -> None:
    assert story(html("<nav><p>One thing</p><p>Another thing</p></nav><p>x")) == [
        ["One thing", "Another thing", "x"]
    ]


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes), ("8bit", bytes)],
)
def test_a_page_saved_as_one_file(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    page = ao3_html(ao3_chapter("Chapter 1: Ferry", "<p>“Late,” she said.</p>"))
    message = (
        "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?The=20Ferry?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--=_b_1"'
        "\r\n\r\n"
        "----=_b_1\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: "
        f"{encoding}\r\nContent-Location: https://example.org/\r\n\r\n"
    ).encode()
    saved = message + encode(page) + b"\r\n----=_b_1\r\nContent-Type: text/css\r\n\r\np {}\r\n"
    assert parse(Source("ferry.mhtml", saved)) == parse(Source("ferry.mhtml", page))
    with pytest.raises(FormatError, match="there is no page in it"):
        parse(Source("ferry.mhtml", message.replace(b"text/html\r", b"text/css\r")))


def test_titles_fall_back() -> None:
    work = html("<title>The Project Gutenberg eBook of Emma, by Jane Austen</title><p>x")
    assert (work.metadata.title, work.metadata.authors) == ("Emma", ("Jane Austen",))
    assert html("<h1>Only a heading</h1><p>x").metadata.title == "Only a heading"
    assert html("<p>x", "my story.html").metadata.title == "my story"
    drawing = "<p>x<svg><title>a drawing</title></svg>"
    assert html(drawing, "my story.html").metadata.title == "my story"


@pytest.mark.parametrize(
    "text", ["", "<html></html>", "<frameset></frameset>", "<script>x</script>"]
)
def test_no_text_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        html(text)


def test_scene_breaks_are_settled() -> None:
    spaced = "<p>&nbsp;</p>".join(f"<p>{n}</p>" for n in "abcdef")
    work = html(ao3_html(ao3_chapter("Chapter 1", f"<hr>{spaced}<p>***</p><hr><p>g</p>")))
    assert sum(b.kind is Kind.BREAK for b in work.chapters[0].blocks) == 1
