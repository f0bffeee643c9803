"""The little of CSS that is understood."""

from __future__ import annotations

import pytest

from tuireader.formats.markup.stylesheet import Style, Stylesheet, inline_style
from tuireader.formats.markup.tree import Element, parse_html


def style_of(css: str, html: str, tag: str = "p") -> Style:
    """What a sheet says about the first such element of a document."""
    sheet = Stylesheet([css])
    place, around = sheet.top, []
    element: Element | None = parse_html(html)
    while element is not None:
        place = sheet.enter(place, element, around)
        if element.tag == tag:
            return place.style
        around.append(element)
        element = next(
            (child for child in element.elements() if child.first(tag) is not None), None
        )
    raise AssertionError(f"no {tag}")


@pytest.mark.parametrize(
    ("selector", "html", "matches"),
    [
        ("p", "<p>", True),
        ("P", "<p>", True),
        ("*", "<p>", True),
        (".a", "<p class='b a'>", True),
        (".a", "<p class='ab'>", False),
        ("p.a.b", "<p class='b a'>", True),
        ("div.a", "<p class=a>", False),
        ("#x", "<p id=x>", True),
        ("#x", "<p id=y>", False),
        ("div p", "<div><blockquote><p>", True),
        ("div > p", "<div><blockquote><p>", False),
        ("blockquote > p", "<div><blockquote><p>", True),
        ("div blockquote > p", "<div><blockquote><p>", True),
        ("section div p", "<div><p>", False),
        ('[epub|type~="z3998:poem"] p', "<div epub:type='a z3998:poem'><p>", True),
        ('[epub\\:type~="z3998:poem"] p', "<div epub:type='z3998:poem'><p>", True),
        ("h1, p", "<p>", True),
        ("p:first-child", "<p>", False),
        ("h2 + p", "<h2></h2><p>", False),
        ("p::before", "<p>", False),
    ],
)
def test_selectors(selector: str, html: str, matches: bool) -> None:
    style = style_of(f"{selector} {{ text-align: center }}", f"<body>{html}x")
    assert style == ({"text-align": "center"} if matches else {})


def test_the_more_specific_rule_wins_and_then_the_later() -> None:
    css = "p.a {font-style: italic} p {font-style: normal} .b {font-weight: 7} .b {font-weight: 4}"
    assert style_of(css, "<p class='a b'>x") == {"font-style": "italic", "font-weight": "4"}


def test_important_wins() -> None:
    css = "p {display: none !important} #x {display: block}"
    assert style_of(css, "<p id=x>x") == {"display": "none"}


@pytest.mark.parametrize(
    ("css", "style"),
    [
        ("p { FONT-STYLE : Italic ; color: red }", {"font-style": "italic"}),
        ("p { font: italic bold 12px/1.5 Georgia }",
         {"font-style": "italic", "font-weight": "bold", "font-variant": "normal"}),
        ("p { text-decoration-line: underline; font-variant-caps: small-caps }",
         {"text-decoration": "underline", "font-variant": "small-caps"}),
        ("p { margin: 1em 2em 3em 4em; padding: 0 1em }",
         {"margin-left": "4em", "margin-top": "1em", "padding-left": "1em"}),
        ("/* p {display:none} */ p {font-style:italic}", {"font-style": "italic"}),
        ("@media print { p {display:none} } p {font-style:italic}", {"font-style": "italic"}),
        ("@media screen { p {font-style:italic} }", {"font-style": "italic"}),
        ("@import 'x.css'; @charset 'utf-8'; p {font-style:italic}", {"font-style": "italic"}),
        ("@font-face { font-style: oblique } p {font-style:italic}", {"font-style": "italic"}),
        ("<!-- p {font-style:italic} -->", {"font-style": "italic"}),
        ("p { font-style } p { : x } }{ p{font-style:italic", {}),
        ("p {{{ ;;; }}} p {font-style:italic}", {"font-style": "italic"}),
    ],
)  # fmt: skip
def test_sheets_are_read_tolerantly(css: str, style: Style) -> None:
    assert style_of(css, "<p>x") == style


def test_style_attributes() -> None:
    assert inline_style("text-align:RIGHT; x; color:red") == {"text-align": "right"}
