"""HTML files: AO3's downloads and saved pages, FanFicFare's, FicHub's, any other by headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tuireader.formats import gutenberg, mhtml
from tuireader.formats.ao3.download import is_download, read_download
from tuireader.formats.ao3.joined import read_joined
from tuireader.formats.ao3.markup import Page, assemble
from tuireader.formats.ao3.page import is_page, read_page
from tuireader.formats.ao3.text import contents as ao3_contents
from tuireader.formats.chapters import Part, Point, headings_as_points, make_chapters
from tuireader.formats.errors import FormatError
from tuireader.formats.fanficfare.markup import is_fanficfare, read_fanficfare
from tuireader.formats.fichub import is_fichub, read_fichub
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.markup.decoding import decode_markup
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.stylesheet import Stylesheet
from tuireader.formats.markup.tree import Element, Located, names, parse_document, parse_html
from tuireader.formats.pictures import Pictures
from tuireader.formats.sanitise import clean_line
from tuireader.formats.sites import read_site
from tuireader.formats.source import Source
from tuireader.work import Entry, Metadata, Work

if TYPE_CHECKING:
    from tuireader.formats.html_zip import ZippedPage

_XHTML = re.compile(r"\s*<\?xml\s")
# What Project Gutenberg puts before a title, and how a title names the author.
_GUTENBERG = re.compile(r"(?:The )?Project Gutenberg(?:['’]s)?,?\s+(?:e-?(?:book|text) of )?", re.I)
_BY = re.compile(r"(?P<title>.+),\s+by\s+(?P<author>.+?)\.?")
# What sites call the title of a story.
_TITLES = names("article-title entry-title firstheading p-title-value post-title")
# What pages have for others than readers: for those who edit or listen, and what leads about.
_UNSEEN = (
    ".mw-editsection, .mw-cite-backlink, .mw-jump-link, .navbox, .hatnote, .ambox, .noprint,"
    " .printfooter, #siteSub, .ws-header, .sr-only, .screen-reader-text, .visually-hidden"
    " {display: none}"
)
# What stands beside the text of an encyclopedia's article.
_BESIDE = names("infobox sidebar")
_WIKI = "mw-parser-output"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# How much of a file says that it is MHTML.
_HEAD = 4096
# What part of a page's text an article must be for the rest to be its surroundings.
_MOST = 0.4
# What sites call the text of a page that has no element for it.
_ARTICLES = names(
    """
    article-body articlebody article-content article__content chapter-content entry entry-content
    hentry mw-parser-output post post-body post-content post-entry story-content storycontent
    storytext storytextp
    """
)
# What stands around a text and is none of it, by element and by name.
_AROUND = names("aside footer header nav")
_NAMED_AROUND = names(
    """
    breadcrumb breadcrumbs comments comment-list commentlist disqus_thread navbar pagination
    related-posts respond share-buttons sharedaddy sidebar site-footer site-header site-nav
    """
)
_OF_TEXT = names("article blockquote figure main section")
_NOTES = re.compile(r"note|doc-|\bfn")
_LONGEST_FOOT = 500
# What part of a page's head or margin is links, at least.
_LINKED = 0.3


def read(source: Source) -> Work:
    """The work in an HTML file, plain, zipped or as MHTML.

    Raises FormatError when there is no text in it.
    """
    data = source.data
    zipped: ZippedPage | None = None
    if data.startswith(b"PK"):
        from tuireader.formats.html_zip import open_page

        zipped = open_page(data)
        data = zipped.data
    elif mhtml.is_mhtml(data[:_HEAD]):
        data = mhtml.page(data)
    text = decode_markup(data)
    root = parse_document(text) if _XHTML.match(text) else parse_html(text)
    pictures = zipped.pictures() if zipped else Pictures()
    sheets = zipped.sheets(root) if zipped else []
    page = Page(root, Document(pictures=pictures, sheet=Stylesheet(sheets)))
    draft = None
    if is_download(root):
        draft = read_download([page])
        if not draft.chapters:  # what a converter left of it
            draft = read_joined(page)
    elif is_page(root):
        draft = read_page(page)
    elif is_fanficfare(root):
        draft = read_fanficfare([page])
    elif is_fichub(root):
        draft = read_fichub([page], {})
    else:
        draft = read_site(page)
    if draft and draft.chapters:
        metadata, chapters = assemble(draft)
        contents = ao3_contents(metadata.title, chapters)
        if len(chapters) == 1 and not draft.chapters[0].number:  # which it is, nobody says
            contents = (Entry(chapters[0].title or metadata.title, 1, 0),)
        work = Work(metadata, chapters, contents, format="html")
    else:
        work = _read_page(root, source, pictures, sheets)
        if zipped and (stated := zipped.metadata()):
            work = replace(work, metadata=stated)
        if draft:  # whatever it came through left nothing of the template but its head
            work = replace(work, metadata=assemble(draft)[0])
    return replace(work, pictures=pictures.kept, warnings=tuple(pictures.warnings()))


def _read_page(root: Element, source: Source, pictures: Pictures, sheets: Iterable[str]) -> Work:
    language = root.get("lang")
    own = (element.text() for element in root.iter("style"))
    sheet = Stylesheet((_UNSEEN, *sheets, *own))
    document = Document(sheet=sheet, language=language, pictures=pictures)
    around = gutenberg.take_around(root)
    article = _article(root)
    _put_last(root)
    blocks = read_blocks(article.element, document, ancestors=article.ancestors)
    if not any(block.has_text for block in blocks):
        raise FormatError("there is no text in it")
    part = Part("", blocks)
    points = headings_as_points(part)
    parts = [part]
    if around:
        parts.append(gutenberg.part(gutenberg.read(around, document)))
        points.append(Point(gutenberg.NAME, 1, parts[1].name))
    chapters, contents = make_chapters(parts, points)
    metadata = _metadata(root, article.element, source, gutenberg.stated(around))
    return Work(metadata, chapters, contents, format="html")


def _article(root: Element) -> Located:
    """The part of a page that is its text, where it says which that is; else without what plainly
    stands around it."""
    whole = Located(root)
    size = len(root.text())
    for accepts in (_is_main, _is_article, _is_called_article):
        found = list(whole.find_all(accepts))
        if len(found) == 1 and len(found[0].element.text()) > _MOST * size:
            return _text_of(found[0])
    surroundings = [
        located
        for located in whole.find_all(_is_around)
        if not any(element.tag in _OF_TEXT for element, _ in located.ancestors)
    ]
    _take_out(surroundings, size)
    return whole


def _put_last(root: Element) -> None:
    """What stands beside the text of a wiki's page comes after it."""
    for text in [e for e in root.iter("div") if _WIKI in _called(e)]:
        beside = [e for e in text.elements() if not _BESIDE.isdisjoint(_called(e))]
        moved = set(map(id, beside))
        text.children[:] = [*(e for e in text.children if id(e) not in moved), *beside]


def _text_of(article: Located) -> Located:
    """The part of an article that a site calls its text, without what else it names in it."""
    size = len(article.element.text())
    inner = list(article.find_all(_is_called_article))
    if len(inner) == 1 and len(inner[0].element.text()) > _MOST * size:
        article = inner[0]
    named = [
        located
        for located in article.find_all(_is_named_around)
        if located.ancestors != article.ancestors
    ]
    _take_out(named, size)
    return article


def _take_out(surroundings: Sequence[Located], size: int) -> None:
    """Takes elements out of a page, unless they are most of its text, `size` characters long."""
    if sum(len(located.element.text()) for located in surroundings) < (1 - _MOST) * size:
        for located in surroundings:
            located.ancestors[-1][0].remove(located.element)


def _is_named_around(element: Element) -> bool:
    return not _NAMED_AROUND.isdisjoint(_called(element)) and _is_around(element)


def _is_main(element: Element) -> bool:
    return element.tag == "main" or element.get("role") == "main"


def _is_article(element: Element) -> bool:
    return element.tag == "article" or element.get("itemprop") == "articleBody"


def _is_called_article(element: Element) -> bool:
    return element.tag in ("div", "section", "td") and not _ARTICLES.isdisjoint(_called(element))


def _is_around(element: Element) -> bool:
    """Whether an element is a page's menu, margin, foot or comments, and no notes or title."""
    called = _called(element)
    named = not _NAMED_AROUND.isdisjoint(called)
    if not named and element.tag not in _AROUND:
        return False
    if _NOTES.search(" ".join((*called, element.get("role"), element.get("epub:type")))):
        return False
    if named or element.tag == "nav":
        return element.first("h1") is None
    if element.tag == "footer":
        return len(element.text()) < _LONGEST_FOOT
    linked = sum(len(link.text()) for link in element.iter("a"))
    return element.first("h1") is None and linked > _LINKED * len(element.text())


def _called(element: Element) -> list[str]:
    return f"{element.get('id')} {element.get('class')}".lower().split()


def _metadata(
    root: Element, article: Element, source: Source, known: Mapping[str, str]
) -> Metadata:
    stated = {
        (element.get("name") or element.get("property")).lower(): clean_line(element.get("content"))
        for element in root.iter("meta")
    }
    heading = root.first("h1")
    named = root.first("title", "svg")  # drawings have titles too
    title = clean_line(named.text()) if named and named.tag == "title" else ""
    title = stated.get("dc.title") or title or (clean_line(heading.text()) if heading else "")
    author = stated.get("author") or stated.get("dc.creator") or ""
    title = _GUTENBERG.sub("", title, count=1)
    if not author and (match := _BY.fullmatch(title)):
        title, author = match["title"], match["author"]
    title, author = known.get("Title") or title, known.get("Author") or author
    own = filter(None, map(_own_title, (article, root)))
    title = next((name for name in own if name in title), title)  # which says the site's name too
    published = _DATE.match(stated.get("dc.date") or stated.get("article:published_time") or "")
    return Metadata(
        title=title or source.stem,
        authors=(author,) if author else (),
        language=clean_line(root.get("lang"), 35),
        summary=stated.get("description", ""),
        published=published[0] if published else "",
    )


def _own_title(region: Element) -> str:
    """What a heading says that is called the title, the only one of the first rank or of any."""
    headings = [heading for heading in region.iter("h1", "h2", "h3") if heading.first_text()]
    called = [h for h in headings if not _TITLES.isdisjoint(_called(h))]
    first = [heading for heading in headings if heading.tag == "h1"]
    chosen = called or first or headings
    return clean_line(chosen[0].text()) if len(chosen) == 1 else ""
