"""Files that are made to take for ever: what they are read with takes time in step with their size.

Each would take minutes if the time grew with the square of it; the seconds allowed are far more
than any machine needs.
"""

from __future__ import annotations

import time

import pytest

from tuireader.formats.emphasis import markdown
from tuireader.formats.fanficfare.text import pairs
from tuireader.formats.html import read
from tuireader.formats.kindle.text import as_browsers_read
from tuireader.formats.source import Source
from tuireader.formats.text import read as read_text
from tuireader.work import Role, Work

_ALLOWED = 20.0  # seconds of the processor
_MANY = 10_000
_DEEP = 900


def page(body: str, head: str = "") -> Work:
    text = f"<!DOCTYPE html><html><head><title>T</title>{head}</head><body>{body}</body></html>"
    return timed(Source("t.html", text.encode()))


def timed(source: Source) -> Work:
    began = time.process_time()
    work = read_text(source) if source.name.endswith(".txt") else read(source)
    assert time.process_time() - began < _ALLOWED
    return work


def nested(tag: str, inside: str, attributes: str = "") -> str:
    return f"<{tag} {attributes}>" * _DEEP + inside + f"</{tag}>" * _DEEP


def words(work: Work) -> str:
    return "\n".join(block.text for chapter in work.chapters for block in chapter.blocks)


def test_readings_without_parentheses_in_one_ruby() -> None:
    work = page("<p><ruby>" + "b<rt>a</rt>" * 3 * _MANY + "</ruby></p>")
    assert words(work).startswith("b(a)b(a)b(a)")


@pytest.mark.parametrize(
    ("tag", "attributes"), [("span", "role='doc-pagebreak'"), ("hgroup", ""), ("q", "")]
)
def test_what_a_nested_element_is_shows_at_its_beginning(tag: str, attributes: str) -> None:
    work = page(f"<div>{nested(tag, '<br>' * 5 * _MANY + 'the very end', attributes)}</div>")
    assert "the very end" in words(work)


def test_text_drawn_in_text_is_drawn_once() -> None:
    work = page(f"<svg>{nested('text', 'drawn ' * _MANY)}</svg>")
    assert words(work).count("drawn") == _MANY


def test_links_in_one_paragraph_to_notes() -> None:
    links = "".join(f'<a href="#n{i % 50}">ab</a> ' for i in range(2 * _MANY))
    notes = "".join(f'<p id="n{i}">note</p>' for i in range(50))
    work = page(f"<p>{links}</p>{notes}")
    assert len(work.chapters[0].blocks[0].spans) == 2 * _MANY


def test_notes_in_one_paragraph_lead_back() -> None:
    calls = "".join(f'<a href="#m{i}"><sup>{i % 10}</sup></a> ' for i in range(_MANY))
    notes = "".join(f'<i id="m{i}">{i % 10}</i> x ' for i in range(_MANY))
    first, second = page(f"<p>{calls}</p><p>{notes}</p>").chapters[0].blocks
    assert sum(span.role is Role.NOTE_REF for span in first.spans) == _MANY
    assert sum(span.role is Role.LINK for span in second.spans) == _MANY


def test_one_name_for_every_paragraph_of_another_chapter() -> None:
    words = f"<p>{'word ' * 400}</p>"
    body = f"<h1>A</h1>{words}{'<p id=d>x</p>' * _MANY}<h1>B</h1>{words}"
    work = page(body + '<p><a href="#d">y</a></p>' * _MANY)
    (link,) = work.chapters[1].blocks[-1].spans
    assert link.target == "#0/2/0"


@pytest.mark.parametrize(
    "rules",
    [
        "".join(f".c{i} {{ font-style: italic }}" for i in range(10_000)),
        "".join(f"[class*=c{i}] {{ font-style: italic }}" for i in range(10_000)),
        ".a .a .a .a .a p { font-style: italic }" * 10_000,
        "p { font-style: italic }" * 10_000,
    ],
    ids=["classes", "attributes", "ancestors", "names"],
)
def test_thousands_of_rules_for_thousands_of_classes(rules: str) -> None:
    body = "".join(f'<p class="k{i}">x</p>' for i in range(10_000))
    page("<div class=a>" * 100 + body, f"<style>{rules}</style>")


def test_a_class_of_a_hundred_thousand_names() -> None:
    rules = "".join(f".c {{ font-weight: {100 + i % 800} }}" for i in range(10_000))
    page(f'<p class="{"c " * 100_000}">x</p>', f"<style>{rules}</style>")


def test_declarations_that_never_end() -> None:
    text = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "b">' + "<!DOCTYPE [" * 10 * _MANY
    work = timed(Source("t.xhtml", f"{text}<html><body><p>One word</body></html>".encode()))
    assert "One word" in words(work)


def test_a_header_of_nothing_but_line_ends() -> None:
    header = "<p>" + "\n" * 5 * _MANY + "</p><p>Title: One</p>"
    work = page(f"<div id='pg-header'>{header}</div><p>One word.</p>")
    assert work.metadata.title == "One"


def test_a_title_that_says_again_and_again_what_sites_say() -> None:
    title = "<title>" + " Chapter 1: , a " * _MANY + "FanFiction</title>"
    assert "One word" in words(page("<div id='storytext'><p>One word.</p></div>", title))


@pytest.mark.parametrize(
    "sheet",
    [
        "a," * 20 * _MANY,
        "@media" + " " * 20 * _MANY + "x{p{color:red}}",
        "@media all{" * 2 * _MANY + "p{color:red}" * 2 * _MANY,
    ],
)
def test_sheets_that_do_not_end(sheet: str) -> None:
    assert words(page("<p>One word.</p>", f"<style>{sheet}</style>")) == "One word."


@pytest.mark.parametrize("text", ["<p" * 10 * _MANY, "<p><tt>" + "<br" * 10 * _MANY])
def test_paragraphs_of_a_mobi_that_do_not_end(text: str) -> None:
    began = time.process_time()
    assert as_browsers_read(text) == text
    assert time.process_time() - began < _ALLOWED


def test_what_no_series_ends() -> None:
    began = time.process_time()
    said = "Series: One [2], " + "x [" * 10 * _MANY
    assert [value for label, value in pairs(said) if label == "Series"] == ["Part 2 of One"]
    assert time.process_time() - began < _ALLOWED


def test_a_title_of_nothing_but_brackets() -> None:
    title = "<title>" + "[" * 10 * _MANY + "[Archive of Our Own]</title>"
    body = "<div id='workskin'><div id='chapters'><div class='userstuff'>"
    body += "<p>One word.</p></div></div></div>"
    assert "One word" in words(page(body, title))


def test_escaped_stars_in_one_paragraph() -> None:
    began = time.process_time()
    text, spans = markdown("\\*" * 10 * _MANY + "_so_")
    assert time.process_time() - began < _ALLOWED
    assert text == "*" * 10 * _MANY + "so"
    assert [(span.start, span.end) for span in spans] == [(10 * _MANY, 10 * _MANY + 2)]


def test_preformatted_lines_far_apart() -> None:
    head = (
        "Work Header\n\nRating:\n    Mature\nFandom:\n    X\nLanguage:\n    English\nStats:\n"
        "    Published:2020-01-01Words:1Chapters:1/1\n\nTitle\nAuthor\n\nSummary:\n\nS.\n\n"
        "Work Text:\n\n"
    )
    drawing = (" " + "x" * 60 + "\n\n") * 4 * _MANY
    work = timed(Source("t.txt", f"{head}It was so:\n\n{drawing}The end.\n".encode()))
    assert words(work).count("x" * 60) == 4 * _MANY
