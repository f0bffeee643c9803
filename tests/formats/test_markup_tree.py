"""Markup of any quality becomes one plain tree."""

from __future__ import annotations

import pytest

from tuireader.formats.errors import FormatError
from tuireader.formats.markup import tree
from tuireader.formats.markup.decoding import decode_markup
from tuireader.formats.markup.tree import Element, Located, parse_document, parse_html, parse_markup


def outline(element: Element) -> object:
    return [
        child if isinstance(child, str) else {child.tag: outline(child)}
        for child in element.children
    ]


def test_well_formed_markup_has_local_names() -> None:
    root = parse_markup(
        '<?xml version="1.0"?><h:html xmlns:h="http://www.w3.org/1999/xhtml"'
        ' xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="fr">'
        '<h:P epub:type="noteref" type="x" h:CLASS="c">Un &amp; deux</h:P></h:html>'
    )
    assert (root.tag, root.attributes) == ("html", {"lang": "fr"})
    paragraph = root.first("p")
    assert paragraph is not None
    assert paragraph.attributes == {"epub:type": "noteref", "type": "x", "class": "c"}
    assert root.text() == "Un & deux"


def test_both_parsers_make_the_same_tree() -> None:
    text = "<html><head></head><body><p>One <em>two</em> three</p><hr/><p>Four</p></body></html>"
    assert outline(parse_markup(text)) == outline(parse_html(text))


def test_named_characters_need_no_dtd() -> None:
    root = parse_markup("<p>caf&eacute;&nbsp;&mdash; 1 &lt; 2 &amp; &LT; &nothing;</p>")
    assert root.text() == "café\xa0— 1 < 2 & < &nothing;"


def test_entities_of_the_document_itself_are_known() -> None:
    assert parse_markup("<!DOCTYPE p [<!ENTITY who 'Mole'>]><p>&who;</p>").text() == "Mole"


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE p [<!ENTITY who SYSTEM 'file:///etc/hostname'>]><p>A&who;B</p>",
        "<!DOCTYPE p [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY a{n} '{f'&a{n - 1 if n else str()};' * 10}'>" for n in range(20))
        + "]><p>A&a19;B</p>",
    ],
    ids=["external", "exponential"],
)
def test_entities_that_do_harm_are_left_out(text: str) -> None:
    assert parse_markup(text).text().strip() == "AB"


@pytest.mark.parametrize(
    "declared",
    [
        f'<!ENTITY q "{"Q" * 50_000}">',
        "<!ENTITY q '&r;&r;'><!ENTITY r '&q;&q;'>",
        "<!ENTITY e0 'ha'>"
        + "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 20))
        + "<!ENTITY q '&e19;'>",
    ],
    ids=["quadratic", "circle", "exponential"],
)
def test_text_that_is_read_is_refused_when_it_grows(declared: str) -> None:
    text = f"<!DOCTYPE p [{declared}]><p>A{'&q;' * 20_000}B</p>"
    with pytest.raises(FormatError, match="unfold without end"):
        parse_document(text)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE p [<!ENTITY who 'Mole'>]><p><img/></p>",
        "<!DOCTYPE p [<!ENTITY who SYSTEM 'x'>]><p>&who;<img/></p>",
        f"<!DOCTYPE p [<!ENTITY who 'Mole'>]><p>{'<b>' * 300}&who;<img/>{'</b>' * 300}</p>",
    ],
    ids=["nothing but a picture", "external", "deep"],
)
def test_text_that_only_declares_entities_is_read(text: str) -> None:
    assert parse_document(text).first("img") is not None


@pytest.mark.parametrize("tag", ["q", "span", "x-y", "sub"])
def test_what_nests_without_end_keeps_its_text_and_not_its_depth(tag: str) -> None:
    root = parse_html(f"<p>before{f'<{tag}>w' * 20_000}<b>deep</b></p><p>after</p>")
    assert root.text() == f"before{'w' * 20_000}deepafter"
    element, depth = root, 0
    while element := next(element.elements(), None):
        depth += 1
    assert depth <= 2 * tree.MAX_DEPTH


def test_the_first_text_is_the_first_that_is_seen() -> None:
    root = parse_html("<p> <b>\n</b><i><q>One</q> two</i></p>")
    assert root.first_text() == "One"
    assert root.text("|") == " |\n|One| two"
    assert parse_html("<p> <b>\n</b></p>").first_text() == ""


def test_self_closing_elements_close_when_html_has_to_be_read() -> None:
    root = parse_markup(
        "<html><head><title/></head><body><a id='x'/>one <i/>two & <b/>three<br></br>"
    )
    body = root.first("body")
    assert body is not None
    assert body.text() == "one two & three"
    assert [element.tag for element in body.elements()] == ["a", "i", "b", "br"]


def test_cdata_is_text_even_in_broken_markup() -> None:
    assert parse_markup("<p><![CDATA[a <b> & c]]> & d</p>").text() == "a <b> & c & d"


def test_names_may_be_anything() -> None:
    assert parse_html("<p {x :y=1 a:b: =z 漢=1>a<x:>b<{c>d").text() == "ab<{c>d"


def test_comments_are_no_text() -> None:
    assert parse_markup("<p>a<!-- <b>b</b> -->c</p>").text() == "ac"
    assert parse_html("<p>a<!-- <b>b</b> -->c").text() == "ac"


@pytest.mark.parametrize("tag", ["div", "span", "blockquote"])
def test_depth_costs_no_crash_and_no_text(tag: str) -> None:
    deep = f"<{tag}>" * 20_000 + "deep" + f"</{tag}>" * 20_000
    assert parse_markup(f"<html><body>{deep}</body></html>").text() == "deep"
    assert parse_html(deep).text() == "deep"


def test_emphasis_that_is_never_closed_is_not_opened_again_without_end() -> None:
    many = "".join(f"<p><b id={number}>x" for number in range(3000))
    root = parse_html(many)
    assert root.text() == "x" * 3000
    assert sum(1 for _ in root.iter("b")) < tree.MAX_REOPENED
    nested = parse_html("<i>" * 20 + "<p>deep" * 1000)
    assert len(list(nested.iter("p"))) == 1000


def test_more_elements_than_a_book_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_ELEMENTS", 100)
    for text in ("<p><br/></p>" * 60, "<r>" + "<br/>" * 120 + "</r>"):
        with pytest.raises(FormatError):
            parse_markup(text)


def test_located_counts_steps_as_cfis_do() -> None:
    root = parse_html("<title>t</title><div><p>a</p><p id=it>b</p></div>")
    found = Located(root).find(lambda element: element.get("id") == "it")
    assert found is not None
    assert [(element.tag, step) for element, step in found.ancestors] == [
        ("html", 4),
        ("body", 2),
        ("div", 4),
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<p>Café</p>".encode(), "<p>Café</p>"),
        ("<p>Café</p>".encode("utf-16"), "<p>Café</p>"),
        ('<?xml version="1.0" encoding="latin-1"?><p>Café'.encode(), "<p>Café"),
        ('<?xml version="1.0" encoding="iso-8859-2"?><p>Łódź'.encode("iso-8859-2"), "<p>Łódź"),
        ("<meta charset=Shift_JIS><p>吾輩は猫である".encode("cp932"), "<p>吾輩は猫である"),
        ("<meta charset=iso-2022-jp><p>吾輩は".encode("iso2022_jp"), "<p>吾輩は"),
        ('<meta content="text/html; charset=windows-1252"><p>“Café”'.encode("cp1252"), "<p>“Café”"),
        (b"<meta charset=utf-7><p>+ADw-b", "<p>+ADw-b"),
        (b"<meta charset=idna><p>x", "<p>x"),
    ],
)
def test_bytes_are_what_they_are_and_else_what_is_declared(data: bytes, text: str) -> None:
    assert decode_markup(data).endswith(text)
