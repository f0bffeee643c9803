"""Small books for tests: EPUBs from their files, AO3's downloads of any era."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these files, as an EPUB is one; the same bytes whenever it is made."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        # A name alone would be written with the time of day.
        mimetype = zipfile.ZipInfo("mimetype")
        archive.writestr(mimetype, "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def xhtml(body: str, head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>x</title>{head}</head><body>{body}</body></html>"
    )


def package(
    documents: Mapping[str, str | bytes],
    *,
    metadata: str = "<dc:title>Nightwood Lane</dc:title>",
    nav: str = "",
    ncx: str = "",
    extra: Mapping[str, str | bytes] | None = None,
    items: str = "",
    after_spine: str = "",
) -> dict[str, str | bytes]:
    """The files of an EPUB 3 (with `nav`) or 2 (with `ncx`) whose spine is `documents`."""
    manifest = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(documents)
    )
    manifest += (
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    )
    manifest += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(documents)))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"'
        ' xmlns:opf="http://www.idpf.org/2007/opf">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f'<manifest>{manifest}{items}</manifest><spine toc="ncx">{spine}</spine>{after_spine}'
        "</package>"
    )
    files: dict[str, str | bytes] = {"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": opf}
    if nav:
        files["OEBPS/nav.xhtml"] = xhtml(f'<nav epub:type="toc">{nav}</nav>')
    if ncx:
        files["OEBPS/toc.ncx"] = (
            '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>' + ncx + "</navMap></ncx>"
        )
    files.update({f"OEBPS/{name}": content for name, content in documents.items()})
    return files | {f"OEBPS/{name}": content for name, content in (extra or {}).items()}


def epub(documents: Mapping[str, str | bytes], **options: object) -> bytes:
    return zipped(package(documents, **options))  # type: ignore[arg-type]


URL = "https://archiveofourown.org/works/4242"
TAGS = """<dl class="tags">
 <dt>Rating:</dt><dd><a>Teen And Up Audiences</a></dd>
 <dt>Archive Warnings:</dt>
 <dd><a>No Archive Warnings Apply</a>, <a>Major Character Death</a></dd>
 <dt>Fandom:</dt><dd><a>The Wind in the Willows - Kenneth Grahame</a></dd>
 <dt>Relationship:</dt><dd><a>Mole &amp; Rat</a></dd>
 <dt>Language:</dt><dd>English</dd>
 <dt>Series:</dt><dd>Part 2 of <a>River Year, The</a></dd>
 <dt>Stats:</dt><dd>
   Published: 2024-05-01
     Updated: 2024-06-02
   Words: 1,234
   Chapters: 2/?
 </dd></dl>"""
BYLINE = (
    '<div class="byline">by <a rel="author">mole_end (mole)</a>, <a rel="author">ratty</a></div>'
)


def ao3_preface(tags: str = TAGS, notes: str = "", title: str = "Up Tails All") -> str:
    return f"""<div id="preface"><h2 class="toc-heading">Preface</h2>
<p class="message"><b>{title}</b><br />Posted originally on the
<a href="https://archiveofourown.org/">Archive of Our Own</a> at <a href="{URL}">{URL}</a>.</p>
<div class="meta">{tags}<h1>{title}</h1>{BYLINE}
<p>Summary</p><blockquote class="userstuff"><p>A <em>boat</em>.</p><p>A river.</p></blockquote>
{notes}</div></div>"""


def ao3_chapter(heading: str, body: str, head: str = "", end: str = "") -> str:
    return f"""<div class="meta group"><h2 class="heading">{heading}</h2>{head}</div>
<!--chapter content--><div class="userstuff">{body}</div><!--/chapter content-->{end}"""


def ao3_afterword(notes: str = "") -> str:
    return f"""<div id="afterword"><h2 class="toc-heading">Afterword</h2>
<div class="meta">{notes}</div><p class="message">Please <a>drop by the Archive and comment</a>
to let the creator know if you enjoyed their work!</p></div>"""


def ao3_html(chapters: str, *, preface: str = "", afterword: str = "") -> bytes:
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en"><head>
<title>Up Tails All - mole_end, ratty - The Wind in the Willows - Kenneth Grahame</title>
<style>.toc-heading {{ display: none; }}</style></head><body>{preface or ao3_preface()}
<div id="chapters" class="userstuff">{chapters}</div>{afterword or ao3_afterword()}
</body></html>""".encode()


# What AO3's converter makes of a download: files cut anywhere, classes by style, names that lie.
_CSS = """.toc-heading {display: none} .message {text-align: center}
.byline {text-align: center} .calibre9 {font-style: italic}
.calibre14 {text-decoration: underline}"""
_HEAD = """<div class="calibre1"><h2 class="heading" id="calibre_toc_3">{}</h2>
<p class="calibre7">Chapter Summary</p><blockquote class="userstuff"><p>s</p></blockquote></div>"""
_EMPTY = '<div class="calibre1"><div class="calibre12" id="calibre_pb_2"></div></div>'
_POINT = (
    "<navPoint><navLabel><text>{}</text></navLabel><content src='w_split_00{}.xhtml'/></navPoint>"
)


def _chapters(*parts: str) -> str:
    return f'<div class="userstuff1" id="chapters">{"".join(parts)}</div>'


def _body(text: str) -> str:
    return f'<div class="userstuff2">{text}</div>'


def ao3_epub() -> bytes:
    """A download of two chapters, the first in two files, with an end note."""
    preface = ao3_preface()
    middle = preface.index("<h1>")
    first = """<p class="calibre7">One <em class="calibre9">two</em>.</p><p class="message">***</p>
        <div class="byline">by the river</div>
        <p class="message">a <span class="calibre14">line</span></p>"""
    notes = '<div id="endnotes"><p>End Notes</p><blockquote><p>bye</p></blockquote></div>'
    pages = (
        f"{preface[:middle]}</div></div>",
        f'<div id="preface"><div class="calibre1">{preface[middle:]}{_chapters(_EMPTY)}',
        _chapters(_HEAD.format("Chapter 1: The River Bank"), _body(first)),
        _chapters(_body("<p>Three.</p>"), _EMPTY),
        _chapters(_HEAD.format("Chapter 2"), _body("<p>Four.</p>")),
        ao3_afterword(notes),
    )
    link = '<link rel="stylesheet" href="style.css"/>'
    contents = {"Preface": 0, "Chapter 1: The River Bank": 2, "Chapter 2": 4, "Afterword": 5}
    return epub(
        {f"w_split_00{number}.xhtml": xhtml(page, link) for number, page in enumerate(pages)},
        ncx="".join(_POINT.format(title, number) for title, number in contents.items()),
        metadata="<dc:title>Up Tails All</dc:title><dc:creator>mole_end (mole), ratty</dc:creator>",
        extra={"style.css": _CSS},
    )
