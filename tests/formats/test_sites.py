"""Pages of the sites that stories are read on, as browsers save them."""

from __future__ import annotations

import pytest

from tests.formats.making import epub, xhtml
from tuireader.formats import Source
from tuireader.formats.epub.reader import read as read_epub
from tuireader.formats.html import read as read_html
from tuireader.work import Part, Work

FIRST = "The lock-keeper had been up since four, which was his habit in any weather."
SECOND = "He had already let two barges through when the fog came up the river like a cat."
STORY = f"<p>{FIRST}</p><p>{SECOND}</p>"
MENU = "<ul><li><a href='/'>Home</a></li><li><a href='/login'>Log in</a></li></ul>"


def saved(title: str, body: str, html: str = "") -> Work:
    page = f"<!DOCTYPE html><html {html}><head><title>{title}</title></head><body>{body}</body>"
    return read_html(Source("page.html", f"{page}</html>".encode()))


def texts(work: Work, part: Part = Part.STORY) -> list[str]:
    return [b.text for c in work.chapters for b in c.part(part) if b.has_text]


FANFICTION = f"""<div id=top>{MENU}</div><div id=content_wrapper_inner>
<div id=profile_top><button>Follow/Fav</button><b class=xcontrast_txt>The Locks</b>
<span class=xcontrast_txt>By:</span> <a class=xcontrast_txt href='/u/9/otter'>otter</a>
<div class=xcontrast_txt>A man, a river.</div>
<span class='xgray xcontrast_txt'>Rated: <a>Fiction  T</a> - English - Keeper, Fog - Chapters: 3
 - Words: 5,210 - Updated: <span>1/2/2020</span> - id: 13245 </span></div>
<SELECT id=chap_select><option value=1>1. Spring<option value=2 selected>2. Fog</select>
<div role=main><div class=storytext id=storytext>{STORY}</div></div>
<div id=review><textarea>Your review has been posted.</textarea></div></div>"""


def test_a_page_of_fanfiction_gives_the_story_and_all_that_is_said_of_it() -> None:
    work = saved("The Locks Chapter 2: Fog, a rivers fanfic | FanFiction", FANFICTION)
    metadata = work.metadata
    assert (metadata.title, metadata.authors) == ("The Locks", ("otter",))
    assert (metadata.rating, metadata.language) == ("T", "English")
    assert metadata.summary == "A man, a river."
    assert metadata.url == "https://www.fanfiction.net/s/13245"
    assert [(c.number, c.title) for c in work.chapters] == [(2, "Fog")]
    assert texts(work) == [FIRST, SECOND]


WATTPAD = f"""<div id=header>{MENU}</div><main><article class=story-part><header>
<h1 class=h2>Fog</h1><span class=reads>1.2K</span><div class="author hidden-lg">by otter</div>
</header><pre><p data-p-id=a>{FIRST}<span class=comment-marker>3</span></p><p>{SECOND}</p></pre>
</article><a>Continue reading next part</a></main>"""
ROYAL_ROAD = f"""<nav>{MENU}</nav><div class=fic-header><h2>The Locks</h2>
<h3>by <a href=/profile/1>otter</a></h3><h1>Chapter 2: Fog</h1></div><div><a>Next</a>
<div class=author-note><p>For the barges.</p></div><div class="chapter-inner chapter-content">
{STORY}</div><div class=author-note><p>Barges are real.</p></div></div><div>TFTC</div>"""
WEBNOVEL = f"""<div>{MENU}</div><div class=cha-content><div class=cha-tit>
<h1>Chapter 2: Fog</h1></div><div class=cha-words><div><p>{FIRST}</p>
<i class=para-comment>2</i></div><p>{SECOND}</p></div></div>"""


@pytest.mark.parametrize(
    ("title", "page", "number"),
    [
        ("The Locks - Fog - Wattpad", WATTPAD, 1),
        ("Chapter 2: Fog - The Locks | Royal Road", ROYAL_ROAD, 2),
        ("Chapter 2: Fog - The Locks - otter - WebNovel", WEBNOVEL, 2),
    ],
)
def test_a_chapter_of_a_site_knows_its_work(title: str, page: str, number: int) -> None:
    work = saved(title, page)
    assert (work.metadata.title, work.metadata.authors) == ("The Locks", ("otter",))
    assert [(c.number, c.title) for c in work.chapters] == [(number, "Fog")]
    assert texts(work) == [FIRST, SECOND]
    assert work.contents[0].title == ("Fog" if number == 1 else "Chapter 2: Fog")


def test_notes_stand_before_and_after_a_chapter() -> None:
    work = saved("Chapter 2: Fog - The Locks | Royal Road", ROYAL_ROAD)
    assert texts(work, Part.NOTES) == ["For the barges."]
    assert texts(work, Part.END_NOTES) == ["Barges are real."]


def post(author: str, text: str, label: str = "") -> str:
    mark = f"<div><span class=threadmarkLabel>{label}</span></div>" if label else ""
    return f"""<article class="message" data-author="{author}">{mark}<h4>{author}</h4>
    <h5>Not too sore?</h5><article class=message-body><div class=bbWrapper>{text}</div></article>
    <footer><a>Like</a></footer></article>"""


def test_a_thread_of_a_forum_is_its_chapters() -> None:
    head = "<header>Rivers</header><h1 class=p-title-value>The Locks</h1>"
    praise = post("heron", "Great chapter!")
    marked = [post("otter", FIRST, "Chapter 1: Spring"), praise, post("otter", SECOND, "Fog")]
    work = saved("The Locks | Rivers", head + "".join(marked), "id=XF")
    assert (work.metadata.title, work.metadata.authors) == ("The Locks", ("otter",))
    assert [(c.number, c.title) for c in work.chapters] == [(1, "Spring"), (2, "Fog")]
    assert texts(work) == [FIRST, SECOND]
    plain = [post("otter", FIRST), praise, post("otter", SECOND)]
    work = saved("The Locks | Rivers", head + "".join(plain), "id=XF")
    assert texts(work) == [FIRST, SECOND]


def test_a_page_that_has_lost_what_its_site_calls_things_is_any_page() -> None:
    work = saved("The Locks - Fog - Wattpad", f"<h1>Fog</h1>{STORY}")
    assert texts(work) == ["Fog", FIRST, SECOND]


def test_the_text_in_an_article_without_its_surroundings() -> None:
    page = f"""<header><h1 class=site-title>Rivers</h1></header><main><article class="post hentry">
    <header><h1 class=entry-title>The Locks</h1><time>2 Jan 2010</time></header>
    <div class=entry-content>{STORY * 3}<div class=sharedaddy><h3>Share this:</h3></div></div>
    <footer>Posted in Fic</footer></article><div id=comments>3 thoughts</div></main>"""
    work = saved("The Locks | Rivers", page)
    assert work.metadata.title == "The Locks"
    assert texts(work) == [FIRST, SECOND] * 3


def test_wikis_without_what_is_for_who_edits() -> None:
    page = f"""<main id=content><h1 id=firstHeading>The Locks</h1><div id=siteSub>From Wiki</div>
    <div class=mw-parser-output><div class=hatnote>For others, see Lock.</div>
    <table class="infobox vcard"><tr><th>River</th><td>Otter</td></tr></table>
    <table><tr><td>Gates</td></tr></table>{STORY * 3}
    <h2>Plot<span class=mw-editsection>[edit]</span></h2>
    {STORY}<div class=navbox>v t e</div></div></main>"""
    work = saved("The Locks - Wikipedia", page)
    assert work.metadata.title == "The Locks"
    story = [*[FIRST, SECOND] * 3, "Plot", FIRST, SECOND]
    assert texts(work) == ["Gates", *story, "River", "Otter"]


def test_other_archives_of_the_same_software_are_not_ao3() -> None:
    page = f"""<a href="/downloads/42/x.epub">EPUB</a><div id=workskin><div class="preface group">
    <h2 class="title heading">The Locks</h2><h3 class="byline heading">otter</h3></div>
    <div id=chapters><div class=userstuff>{STORY}</div></div></div>"""
    work = saved("The Locks - otter - Rivers [SquidgeWorld Archive]", page)
    assert (work.metadata.title, work.metadata.url) == ("The Locks", "")
    work = saved("The Locks - otter - Rivers [Archive of Our Own]", page)
    assert work.metadata.url == "https://archiveofourown.org/works/42"


HEADER = """<section class=pg-boilerplate id=pg-header><h2>The Project Gutenberg eBook of
 The Locks</h2><p><strong>Title</strong>: The Locks</p><p><strong>Author</strong>: A. Otter</p>
 <div>*** START OF THE PROJECT GUTENBERG EBOOK THE LOCKS ***</div></section>"""
FOOTER = """<section class=pg-boilerplate id=pg-footer><div>*** END OF THE PROJECT GUTENBERG EBOOK
 ***</div><h2>THE FULL LICENSE</h2><p>Please read this.</p></section>"""
OLD_HEADER = """<pre>The Project Gutenberg EBook of The Locks, by A. Otter

Title: The Locks

Author: A. Otter

*** START OF THIS PROJECT GUTENBERG EBOOK THE LOCKS ***
</pre>"""
OLD_FOOTER = """<pre>*** END OF THIS PROJECT GUTENBERG EBOOK THE LOCKS ***

Please read this.</pre>"""
BOOK = f"<h2>Chapter I</h2>{STORY * 30}<h2>Chapter II</h2>{STORY * 30}"


@pytest.mark.parametrize(("header", "footer"), [(HEADER, FOOTER), (OLD_HEADER, OLD_FOOTER)])
def test_project_gutenbergs_words_come_last(header: str, footer: str) -> None:
    work = saved("The Locks | Project Gutenberg", header + BOOK + footer)
    assert (work.metadata.title, work.metadata.authors) == ("The Locks", ("A. Otter",))
    titles = ["Chapter I", "Chapter II", "Project Gutenberg"]
    assert [chapter.title for chapter in work.chapters] == titles
    assert [entry.title for entry in work.contents] == titles
    last = " ".join(block.text for block in work.chapters[-1].blocks)
    assert "START OF TH" in last
    assert "Please read this." in last


def test_project_gutenbergs_ebooks_begin_with_the_book() -> None:
    quoted = [part.replace("=pg-boilerplate id=pg-", '="pg-boilerplate" id="pg-') for part in
              (HEADER, FOOTER)]  # fmt: skip
    quoted = [part.replace("header>", 'header">').replace("footer>", 'footer">') for part in quoted]
    first = xhtml(f'{quoted[0]}<h2 id="one">Chapter I</h2>{STORY}')
    second = xhtml(f'<h2 id="two">Chapter II</h2>{STORY}{quoted[1]}')
    nav = """<ol><li><a href="a.xhtml#pg-header">The Project Gutenberg eBook</a></li>
    <li><a href="a.xhtml#one">Chapter I</a></li><li><a href="b.xhtml#two">Chapter II</a></li>
    <li><a href="b.xhtml#pg-footer">THE FULL LICENSE</a></li></ol>"""
    work = read_epub(Source("x.epub", epub({"a.xhtml": first, "b.xhtml": second}, nav=nav)))
    assert [chapter.title for chapter in work.chapters] == [
        "Chapter I",
        "Chapter II",
        "The Project Gutenberg eBook",
        "THE FULL LICENSE",
    ]
    assert [(entry.title, entry.chapter) for entry in work.contents] == [
        ("The Project Gutenberg eBook", 2),
        ("Chapter I", 0),
        ("Chapter II", 1),
        ("THE FULL LICENSE", 3),
    ]
    assert texts(work)[0] == "Chapter I"
