"""What is spoiled: small files of every format, written here or found in the shared folder."""

from __future__ import annotations

from pathlib import Path

from formats.kindle_files import mobi
from formats.making import ao3_chapter, ao3_epub, ao3_html, epub, xhtml
from formats.pdf_files import Mark, Text, pdf

LARGEST = 120_000  # bytes

_SENTENCE = "The Mole had been working very hard all the morning, spring-cleaning his little home. "
_ELEMENTS = """<h1 id="a">The River Bank</h1><p><i>Never</i> in his <b>life</b> &eacute;&nbsp;had he
<a href="#n1"><sup>1</sup></a> seen <span style="font-variant:small-caps">a river</span>.</p><hr/>
<blockquote><p>Dear Ratty,<br/>come&#8212;soon.</p></blockquote>
<table><tr><th>a</th><td>b</td></tr></table>
<ol start="3"><li>one</li><li>two<ul><li>three</li></ul></li></ol><pre>  x\ty</pre>
<p align="center">***</p><ruby>漢<rt>かん</rt></ruby>
<details><summary>more</summary><p>x</p></details>
<dl><dt>term</dt><dd>what it is</dd></dl><p dir="rtl" lang="he">שלום</p>
<img src="p.png" alt="boat"/>
<aside id="n1" epub:type="footnote"><p>A note.</p></aside>"""
_NAV = '<ol><li><a href="a.xhtml">One</a><ol><li><a href="a.xhtml#n1">Note</a></li></ol></li></ol>'
_NCX = "<navPoint><navLabel><text>One</text></navLabel><content src='a.xhtml#a'/></navPoint>"
_DUMP = "Up Tails All\n\nChapter Text\n\n" + f"{_SENTENCE}\n\n\n" * 4 + "Chapter Text\n\nThe end.\n"
_BOOK = "UP TAILS ALL\n\nby A. Writer\n\n" + "".join(
    f"CHAPTER {number}\n\n{_SENTENCE * 3}\n{_SENTENCE}\n\n* * *\n\n_{_SENTENCE}_\n\n"
    for number in "123"
)
_PAGE = f"""Work Header

Rating:
    General Audiences
Fandom:
    The Wind in the Willows
Language:
    English
Stats:
    Published: 2024-01-02  Words: 1,234  Chapters: 2/?

Up Tails All

mole

Summary:

A boat.

Chapter 1: The River Bank

Chapter Text

{_SENTENCE}

* * *

{_SENTENCE}

Notes:

Thanks.

Actions

Kudos

Comments
"""
_MARKDOWN = f"""---
title: Up Tails All
author: mole
---
# One

{_SENTENCE} *very* **hard** [link](#two "t") ![boat](p.png) <b>raw</b> `code`[^1]

> quoted
> > twice

1. one
   - two

| a | b |
|---|---|
| c | d |

***

Two
===

    code

[^1]: A note.
"""
_FB2 = f"""<?xml version="1.0" encoding="utf-8"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"
 xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><genre>prose</genre>
<author><first-name>Ken</first-name><last-name>Grahame</last-name></author>
<book-title>Up Tails All</book-title><annotation><p>A boat.</p></annotation><lang>en</lang>
<sequence name="River" number="2"/></title-info></description>
<body><title><p>Up Tails All</p></title><epigraph><p>x</p></epigraph>
<section id="s1"><title><p>One</p></title>
<p>{_SENTENCE}<emphasis>hard</emphasis><a l:href="#n1" type="note">[1]</a></p><empty-line/>
<poem><stanza><v>One</v><v>Two</v></stanza></poem><cite><p>c</p></cite><subtitle>***</subtitle>
<image l:href="#p.png"/><table><tr><td>a</td></tr></table></section></body>
<body name="notes"><section id="n1"><title><p>1</p></title><p>A note.</p></section></body>
<binary id="p.png" content-type="image/png">iVBORw0KGgo=</binary></FictionBook>"""

_OWN: dict[str, list[bytes]] = {
    "text": [text.encode() for text in (_DUMP, _BOOK, _PAGE)],
    "markdown": [_MARKDOWN.encode()],
    "html": [
        f"<html><head><title>Up Tails All</title></head><body>{_ELEMENTS}</body></html>".encode(),
        ao3_html(ao3_chapter("Chapter 1: One", f"<p>{_SENTENCE}</p><hr><p>x</p>")),
    ],
    "fb2": [_FB2.encode()],
    "epub": [
        ao3_epub(),
        epub({"a.xhtml": xhtml(_ELEMENTS), "b.xhtml": xhtml(f"<p>{_SENTENCE}</p>")}, nav=_NAV),
        epub({"a.xhtml": xhtml(_ELEMENTS, "<style>i{font-style:normal}</style>")}, ncx=_NCX),
    ],
    "azw3": [],
    "mobi": [mobi()],
    "pdf": [
        pdf(
            [[Text(72, 700 - 12 * n, _SENTENCE[:60]) for n in range(20)] for _ in range(3)],
            outline=[Mark("One", 0, 700), Mark("Two", 1, 700)],
            info={"Title": "Up Tails All", "Author": "mole"},
        )
    ],
}
_ENDINGS = {"text": ".txt", "markdown": ".md", "fb2": ".fb2"}
FORMATS = tuple(_OWN)


def seeds(format: str, shared: Path | None) -> list[tuple[str, bytes]]:
    """Files of a format, by name, always in the same order."""
    ending = _ENDINGS.get(format, f".{format}")
    found = [(f"own{number}{ending}", data) for number, data in enumerate(_OWN[format])]
    for folder in ("ao3", "books", "dumps") if shared else ():
        paths = sorted((shared / folder).rglob(f"*{ending}"))
        small = (path for path in paths if 0 < path.stat().st_size <= LARGEST)
        found += [(path.name, path.read_bytes()) for path in small if path.name != "README.md"]
    return found
