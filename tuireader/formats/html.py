"""HTML files: AO3's downloads and saved pages, FanFicFare's, FicHub's, any other by headings."""

from __future__ import annotations

import re
from dataclasses import replace

from tuireader.formats.ao3.download import is_download, read_download
from tuireader.formats.ao3.markup import Page, assemble
from tuireader.formats.ao3.page import is_page, read_page
from tuireader.formats.ao3.text import contents as ao3_contents
from tuireader.formats.chapters import Part, headings_as_points, make_chapters
from tuireader.formats.errors import FormatError
from tuireader.formats.fanficfare.markup import is_fanficfare, read_fanficfare
from tuireader.formats.fichub import is_fichub, read_fichub
from tuireader.formats.markup.blocks import Document, read_blocks
from tuireader.formats.markup.decoding import decode_markup
from tuireader.formats.markup.stylesheet import Stylesheet
from tuireader.formats.markup.tree import Element, Located, parse_document, parse_html
from tuireader.formats.pictures import Pictures
from tuireader.formats.sanitise import clean_line
from tuireader.formats.source import Source
from tuireader.work import Metadata, Work

_XHTML = re.compile(r"\s*<\?xml\s")
# What Project Gutenberg puts before a title, and how a title names the author.
_GUTENBERG = re.compile(r"(?:The )?Project Gutenberg(?:['’]s)?,?\s+(?:e-?(?:book|text) of )?", re.I)
_BY = re.compile(r"(?P<title>.+),\s+by\s+(?P<author>.+?)\.?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# What part of a page's text an article must be for the rest to be its surroundings.
_MOST = 0.4


def read(source: Source) -> Work:
    """The work in an HTML file, plain or zipped. Raises FormatError when there is no text in it."""
    data = source.data
    if data.startswith(b"PK"):  # as FicHub packs a page
        from tuireader.formats.epub.archive import only_book

        data = only_book(data, ".html", ".htm", ".xhtml")
    text = decode_markup(data)
    root = parse_document(text) if _XHTML.match(text) else parse_html(text)
    pictures = Pictures()
    page = Page(root, Document(pictures=pictures))
    draft = None
    if is_download(root):
        draft = read_download([page])
    elif is_page(root):
        draft = read_page(page)
    elif is_fanficfare(root):
        draft = read_fanficfare([page])
    elif is_fichub(root):
        draft = read_fichub([page], {})
    if draft and draft.chapters:
        metadata, chapters = assemble(draft)
        contents = ao3_contents(metadata.title, chapters)
        work = Work(metadata, chapters, contents, format="html")
    else:
        work = _read_page(root, source, pictures)
        if draft:  # whatever it came through left nothing of the template but its head
            work = replace(work, metadata=assemble(draft)[0])
    return replace(work, pictures=pictures.kept, warnings=tuple(pictures.warnings()))


def _read_page(root: Element, source: Source, pictures: Pictures) -> Work:
    language = root.get("lang")
    sheet = Stylesheet(element.text() for element in root.iter("style"))
    article = _article(root)
    blocks = read_blocks(
        article.element,
        Document(sheet=sheet, language=language, pictures=pictures),
        ancestors=article.ancestors,
    )
    if not any(block.has_text for block in blocks):
        raise FormatError("there is no text in it")
    part = Part("", blocks)
    chapters, contents = make_chapters([part], headings_as_points(part))
    return Work(_metadata(root, source), chapters, contents, format="html")


def _article(root: Element) -> Located:
    """The part of a page that is its text, where it says which that is."""
    whole = Located(root)
    for tag in ("main", "article"):
        found = list(whole.find_all(lambda element, tag=tag: element.tag == tag))  # type: ignore[misc]
        if len(found) == 1 and len(found[0].element.text()) > _MOST * len(root.text()):
            return found[0]
    return whole


def _metadata(root: Element, source: Source) -> Metadata:
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
    published = _DATE.match(stated.get("dc.date") or stated.get("article:published_time") or "")
    return Metadata(
        title=title or source.stem,
        authors=(author,) if author else (),
        language=clean_line(root.get("lang"), 35),
        summary=stated.get("description", ""),
        published=published[0] if published else "",
    )
