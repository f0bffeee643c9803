"""What a document's elements and styles come to as blocks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.stylesheet import Stylesheet
from tuireader.formats.markup.tree import names, parse_html, parse_markup
from tuireader.formats.pictures import Pictures
from tuireader.work import ADDED, Align, Block, Break, Cell, Kind, Role, Span


def read(html: str, css: str = "", language: str = "en") -> list[Block]:
    return read_blocks(parse_html(html), Document(sheet=Stylesheet([css]), language=language))


def one(html: str, css: str = "", language: str = "en") -> Block:
    (block,) = read(html, css, language)
    return block


def kinds(html: str, css: str = "") -> list[tuple[Kind, str]]:
    return [(block.kind, block.text) for block in read(html, css)]


def roles(html: str, css: str = "") -> list[tuple[str, Role]]:
    block = one(html, css)
    return [(block.text[span.start : span.end], span.role) for span in block.spans]


def test_every_kind_of_block() -> None:
    assert kinds(
        """<h2>Two</h2><p>One</p>bare<div>in a div</div><blockquote>said</blockquote>
        <ul><li>item<p>inner</p></ul><dl><dt>term<dd>meaning</dl><pre> a\n b</pre>
        <table><caption>Table</caption><tr><td>cell<td><p>inner</table>
        <details><summary>More</summary>hidden</details>
        <figure><img alt="A crag"><figcaption>Fig. 1</figcaption></figure>"""
    ) == [
        (Kind.HEADING, "Two"),
        (Kind.PARAGRAPH, "One"),
        (Kind.PARAGRAPH, "bare"),
        (Kind.PARAGRAPH, "in a div"),
        (Kind.PARAGRAPH, "said"),
        (Kind.ITEM, "item"),
        (Kind.PARAGRAPH, "inner"),
        (Kind.TERM, "term"),
        (Kind.DEFINITION, "meaning"),
        (Kind.PREFORMATTED, " a\n b"),
        (Kind.CAPTION, "Table"),
        (Kind.CELL, "cell"),
        (Kind.PARAGRAPH, "inner"),
        (Kind.SUMMARY, "More"),
        (Kind.PARAGRAPH, "hidden"),
        (Kind.IMAGE, "A crag"),
        (Kind.CAPTION, "Fig. 1"),
    ]


@pytest.mark.parametrize(
    ("tag", "role"),
    [
        ("em", Role.EMPHASIS), ("i", Role.EMPHASIS), ("b", Role.STRONG), ("strong", Role.STRONG),
        ("u", Role.UNDERLINE), ("s", Role.STRIKE), ("del", Role.STRIKE), ("ins", Role.INSERTED),
        ("code", Role.CODE), ("kbd", Role.CODE), ("sub", Role.SUB), ("sup", Role.SUP),
        ("small", Role.SMALL), ("big", Role.BIG),
    ],
)  # fmt: skip
def test_roles_of_elements(tag: str, role: Role) -> None:
    assert roles(f"<p>a <{tag}>x</{tag}> b") == [("x", role)]


@pytest.mark.parametrize(
    ("language", "html", "shown"),
    [
        ("en", "He said <q>no, <q>never</q> again</q>.", "He said “no, ‘never’ again”."),
        ("", "<q>a <q>b <q>c</q></q></q>", "“a ‘b “c”’”"),
        ("de", "<q>Nein</q>", "„Nein“"),
        ("fr", "<q>non</q>", "«non»"),
        ("en", "<p lang=de><q>Nein</q>", "„Nein“"),
        ("en", "“<q>no</q>”, <q>“no”</q>, <q> </q>", "“no”, “no”,"),
        ("en", "<q><i>one</i><q></q></q>, <q>two</q>", "“one”, “two”"),
    ],
)
def test_quotations_get_marks_that_are_no_text(language: str, html: str, shown: str) -> None:
    block = one(html, language=language)
    assert block.text == shown
    marks = [s for s in block.spans if (s.role, s.target) == (Role.QUOTE, ADDED)]
    printed = [c for i, c in enumerate(block.text) if not any(s.start <= i < s.end for s in marks)]
    assert block.printed == "".join(printed).strip()
    assert all("a" not in block.text[mark.start : mark.end] for mark in marks)
    assert any(s.role is Role.QUOTE and not s.target for s in block.spans)


@pytest.mark.parametrize(
    ("css", "role"),
    [
        ("font-style: italic", Role.EMPHASIS),
        ("font-weight: 700", Role.STRONG),
        ("text-decoration: underline", Role.UNDERLINE),
        ("text-decoration: line-through", Role.STRIKE),
        ("font-variant: small-caps", Role.SMALL_CAPS),
        ("vertical-align: super", Role.SUP),
    ],
)
def test_roles_of_styles(css: str, role: Role) -> None:
    assert roles("<p>a <span class=x>x</span> b", f".x {{{css}}}") == [("x", role)]
    assert roles(f"<p>a <span style='{css}'>x</span> b") == [("x", role)]


def test_a_style_sets_plain_what_stood_out() -> None:
    css = "i i, .plain {font-style: normal}"
    assert roles("<p><i>one <i>two</i> three</i>", css) == [
        ("one", Role.EMPHASIS),
        ("three", Role.EMPHASIS),
    ]
    assert roles("<p>one <i class=plain>two</i>", css) == []
    # An emphasis that shows in no other way is kept.
    assert roles("<p>one <em class=plain>two</em>", css) == [("two", Role.EMPHASIS)]


def test_a_whole_paragraph_in_italics_and_bold_headings() -> None:
    assert roles("<p class=x>a b", ".x {font-style: italic}") == [("a b", Role.EMPHASIS)]
    assert roles("<h2>a b", "h2 {font-weight: bold}") == []


def test_inline_roles_reach_over_blocks() -> None:
    first, second = read("<div><em><p>one</p><p>two</p></em></div>")
    assert first.spans == second.spans == (Span(0, 3, Role.EMPHASIS),)


def test_quotes_nest() -> None:
    blocks = read("<blockquote><p>a<blockquote><p>b</blockquote><p>c</blockquote><p>d")
    assert [block.quote for block in blocks] == [1, 2, 1, 0]


def test_list_markers() -> None:
    blocks = read(
        """<ul><li>a<ul><li>b</ul></ul><ol start=3><li>c<li value=7>d<li>e</ol>
        <ol type=a reversed><li>f<li>g</ol><ol class=r><li><p>h</p><p>i</p></ol>
        <ul style="list-style: none"><li>j</ul>""",
        ".r {list-style-type: upper-roman}",
    )
    assert [(block.marker, block.level, block.text) for block in blocks] == [
        ("•", 1, "a"), ("◦", 2, "b"), ("3.", 1, "c"), ("7.", 1, "d"), ("8.", 1, "e"),
        ("b.", 1, "f"), ("a.", 1, "g"), ("I.", 1, "h"), ("", 1, "i"), ("", 1, "j"),
    ]  # fmt: skip


def test_the_number_of_an_item_that_begins_with_a_list_stands_before_its_first() -> None:
    blocks = read("<ol><li>a<li><ul><li>b<li>c</ul><li><ol type=a><li>d</ol></ol>")
    assert [(block.marker, block.level, block.text) for block in blocks] == [
        ("1.", 1, "a"), ("2. ◦", 2, "b"), ("◦", 2, "c"), ("3. a.", 2, "d"),
    ]  # fmt: skip
    # Somebody who only meant to indent gets no second bullet.
    (block,) = read("<ul><li><ul><li>a</ul></ul>")
    assert block.marker == "◦"


def test_cells_know_where_they_stand() -> None:
    blocks = read(
        """<table><tr><th rowspan=2>a<th colspan=2>b<tr><td>c<td>d<tr><td>e<td><td>f</table>
        <table><tr><td>g<td>h</table>"""
    )
    assert [(block.text, block.cell) for block in blocks] == [
        ("a", Cell(1, 0, 0, True, 1, 2)),
        ("b", Cell(1, 0, 1, True, 2, 1)),
        ("c", Cell(1, 1, 1)),
        ("d", Cell(1, 1, 2)),
        ("e", Cell(1, 2, 0)),
        ("f", Cell(1, 2, 2)),
        ("g", Cell(2, 0, 0)),
        ("h", Cell(2, 0, 1)),
    ]


@pytest.mark.parametrize("span", ["1000000000", "-5", "x", "0", "9" * 50])
def test_spans_of_cells_stay_within_reason(span: str) -> None:
    blocks = read(f"<table><tr><td colspan={span} rowspan={span}>a<td>b<tr><td>c</table>")
    assert [block.text for block in blocks] == ["a", "b", "c"]
    assert all(block.cell and block.cell.columns <= 200 for block in blocks)


def test_tables_that_only_place_things_are_none() -> None:
    assert [b.cell for b in read("<table><tr><td><p>a<p>b</table>")] == [None, None]
    blocks = read("<table><tr><td>a<td><table><tr><td>b<td>c</table></table>")
    assert [(b.text, b.cell and b.cell.column) for b in blocks] == [("a", None), ("b", 0), ("c", 1)]


def test_a_summary_is_folded_with_what_it_stands_in() -> None:
    html = "<details><summary>a</summary>b<details><summary>c</summary>d</details>e</details>f"
    assert [(block.text, block.folded) for block in read(html)] == [
        ("a", False), ("b", True), ("c", True), ("d", True), ("e", True), ("f", False),
    ]  # fmt: skip


def test_details_fold() -> None:
    blocks = read("<details><summary>a</summary><p>b</details><details open><p>c</details><p>d")
    assert [(b.kind, b.folded) for b in blocks] == [
        (Kind.SUMMARY, False),
        (Kind.PARAGRAPH, True),
        (Kind.PARAGRAPH, False),
        (Kind.PARAGRAPH, False),
    ]


def test_alignment() -> None:
    blocks = read(
        """<p align=center>a<p class=r>b<center>c</center><div align=right><p>d</div>
        <p dir=rtl align=right>e<div style="text-align: center"><p>f<p align=left>g</div>""",
        ".r {text-align: right}",
    )
    assert [b.align for b in blocks] == [
        Align.CENTER, Align.END, Align.CENTER, Align.END, Align.START, Align.CENTER, Align.START
    ]  # fmt: skip


def test_lines_of_verse() -> None:
    stanza = one("<p>Up tails all,<br>\n&nbsp;&nbsp;Up tails all!")
    assert (stanza.kind, stanza.text) == (Kind.PARAGRAPH, "Up tails all,\n\xa0\xa0Up tails all!")
    poem = "<div class=poem><p><span>one</span><br/><span class=i1>two</span></p></div>"
    css = ".poem span {display: block; text-indent: -1em; padding-left: 1em}"
    verse = one(poem, css + ".poem .i1 {padding-left: 2em} .poem br {display: none}")
    assert (verse.kind, verse.text) == (Kind.VERSE, "one\n\xa0\xa0two")
    assert one("<section epub:type='z3998:poem'><p>x").kind is Kind.VERSE
    lines = "<div>one</div>\n<div class=i1><i>two</i></div><div>&nbsp;</div><div>three</div>"
    poem = f"<div class=poem><div>{lines}</div><div><div>four</div></div></div>"
    assert [block.text for block in read(poem, ".i1 {margin-left: 1em}")] == [
        "one\n\xa0\xa0two",
        "three",
        "four",
    ]


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        ("alt='scene break'", Kind.BREAK),
        ("alt='Section divider' src=x.png", Kind.BREAK),
        ("alt='' src='images/scene-break_1.png'", Kind.BREAK),
        ("src='fleuron.jpg'", Kind.BREAK),
        ("alt='A broken chair' src='divider.png'", Kind.IMAGE),
        ("src='breakfast.png'", Kind.IMAGE),
        ("alt='They break the ornament'", Kind.IMAGE),
    ],
)
def test_pictures_that_part_scenes(picture: str, kind: Kind) -> None:
    pictures = Pictures(lambda name, limit: b"\xff\xd8\xff")
    html = f"<p>a</p><p><img {picture}></p><p>b</p>"
    blocks = read_blocks(parse_html(html), Document(pictures=pictures))
    assert [block.kind for block in blocks] == [Kind.PARAGRAPH, kind, Kind.PARAGRAPH]


def test_what_a_picture_shows_is_told_whole() -> None:
    words = "A quay at dusk, with nobody on it. " * 30
    assert one(f"<p><img alt='{words}'></p>").text == words.strip()


def test_lines_of_verse_that_are_paragraphs() -> None:
    stanza = "<p>Tyger Tyger, burning bright,</p><p class=i>In the forests of the night;</p>"
    poet = "<p class=r>W. B.</p>"
    css = ".i {margin-left: 2em; text-indent: 0} .r {text-align: right}"
    blocks = read(f"<div class=poem>{stanza}<p>&nbsp;</p>{stanza}{poet}</div>", css)
    lines = "Tyger Tyger, burning bright,\n\xa0\xa0\xa0\xa0In the forests of the night;"
    assert [(b.kind, b.text) for b in blocks] == [
        (Kind.VERSE, lines),
        (Kind.VERSE, lines),
        (Kind.VERSE, "W. B."),
    ]
    long = "It is a truth universally acknowledged, " * 3
    apart = f"<div class=song><p>He sang.</p><p>{long}</p></div>"
    assert [b.text for b in read(apart)] == ["He sang.", long.strip()]
    spoken = "<div class=poem><p>one<br>two</p><p>three</p></div>"
    assert [b.text for b in read(spoken)] == ["one\ntwo", "three"]


def test_lines_are_set_in_as_far_as_the_sheet_says() -> None:
    css = """.i2 {margin-left: 2em} .i4 {padding-left: 4em} .w {margin-left: 10%}
        .h {margin-left: 1em; text-indent: -1em} .h span {display: block}"""
    lines = "<p class='poem {}'>One<br><span class=i2>two</span><br><span>three</span></p>"
    shown = [
        (lines, 0, "One\n\xa0\xa0\xa0\xa0two\nthree"),
        (lines.replace("poem", ""), 0, "One\n\xa0\xa0\xa0\xa0two\nthree"),
        ("<p class='poem i2'>One<br>two", 4, "One\n\xa0\xa0\xa0\xa0two"),
        ("<p class='poem i2'>One<br><span class=i2>two", 4, "One\n" + "\xa0" * 8 + "two"),
        ("<p class='poem w'>One<br>two", 6, "One\n" + "\xa0" * 6 + "two"),
        ("<p class='poem h'>One<br>two", 0, "One\n\xa0\xa0two"),
        ("<p class=i4>One", 8, "One"),
        ("<p>One <span class=i2>word", 0, "One word"),
        ("<p><span class=i2>One</span> word", 0, "One word"),
    ]
    assert [(b.indent, b.text) for html, _, _ in shown for b in read(html, css)] == [
        (indent, text) for _, indent, text in shown
    ]
    long = "It is a truth universally acknowledged, " * 3
    (prose,) = read(f"<p class=i2>{long}", css)
    assert (prose.kind, prose.indent) == (Kind.PARAGRAPH, 0)


def test_quotes_that_only_a_class_and_its_margin_set_apart() -> None:
    css = ".letter {margin: 1em 2em} .quote {margin-left: 3em} .letters {margin-left: 2em}"
    html = """<div class=letter><p>Dear you,</p><p class=quote>Q</p></div><p class=quote>R</p>
        <p class=letters>S</p>"""
    assert [b.quote for b in read(html, css)] == [1, 1, 1, 0]
    assert [b.quote for b in read(html)] == [0, 0, 0, 0]


def test_scene_breaks_are_marked_where_they_stand() -> None:
    blocks = read(
        """<p>a<hr><p>b<p align=center>***<p>c<p>&nbsp;<p>d<p><br><p>e<p></p><p>f
        <div></div><p>g<center>🦇</center><p>h<p>…<p><img alt="* * *">"""
    )
    assert [Break(b.marker) if b.kind is Kind.BREAK else b.text for b in blocks] == [
        "a", Break.RULE, "b", Break.TEXT, "c", Break.BLANK, "d", Break.BLANK, "e", "f", "g",
        Break.TEXT, "h", "…", Break.TEXT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "gap", [".gap {margin: 1.5em 0 0; text-indent: 0}", ".gap {margin-top: 2em}"]
)
def test_a_gap_above_a_line_that_is_not_set_in_is_a_scene_break(gap: str) -> None:
    css = f"""p {{text-indent: 0}} .in {{text-indent: 1.2em}} {gap} .letter {{margin: 2em 0 0 2em}}
        .end {{margin-top: 2em; text-align: right}}"""
    html = "<h1>A</h1><p class=gap>a<p class=in>b<p class=gap>c<p class=in>d<p>e<p class=letter>f"
    blocks = read(f"{html}<p class=in>g<p class=end>h<blockquote><p class=gap>i</blockquote>", css)
    assert ["* * *" if b.kind is Kind.BREAK else b.text for b in blocks] == [
        *("A", "a", "b", "* * *", "c", "d", "e", "f", "g", "h", "i"),
    ]
    # Where no line is set in, gaps part paragraphs.
    assert Kind.BREAK not in [b.kind for b in read("<p>a<p class=gap>b<p>c", css)]


def test_ornaments_in_tables_and_lists_are_text() -> None:
    assert kinds("<table><tr><td>—<td>a</table><ul><li>*</ul>") == [
        (Kind.CELL, "—"),
        (Kind.CELL, "a"),
        (Kind.ITEM, "*"),
    ]


def test_bare_text_is_parted_by_empty_lines() -> None:
    assert kinds("<body>one<br>two<br><br>three<br><br><br><br>four") == [
        (Kind.PARAGRAPH, "one\ntwo"),
        (Kind.PARAGRAPH, "three"),
        (Kind.BREAK, ""),
        (Kind.PARAGRAPH, "four"),
    ]


def test_pictures() -> None:
    assert kinds("<p><img src=a.png alt='A crag'></p><p><img></p><p>a <img alt=bat> b") == [
        (Kind.IMAGE, "A crag"),
        (Kind.IMAGE, ""),
        (Kind.PARAGRAPH, "a bat b"),
    ]
    assert kinds("<h2><img src=one.png alt='Chapter One'></h2>") == [(Kind.HEADING, "Chapter One")]
    assert kinds("<h2><img src=one.png></h2><p>a<img src=x width=1> b") == [
        (Kind.IMAGE, ""),
        (Kind.PARAGRAPH, "a b"),
    ]
    files = {"art/b c.png": b"GIF89a"}
    document = Document(
        name="text/one.xhtml", pictures=Pictures(lambda name, limit: files.get(name))
    )
    html = "<img src='../art/b%20c.png' alt=x><p><img src=missing.png alt=y>"
    block, missing = read_blocks(parse_html(html), document)
    assert block.spans == (Span(0, 1, Role.IMAGE, "art/b c.png"),)
    assert missing.spans == ()


def test_what_stands_beside_a_picture_is_found_at_it() -> None:
    picture = one("<p><img src='x.png'><a id='there'></a></p>")
    assert (picture.kind, picture.text) == (Kind.IMAGE, "")
    assert [offset for name, offset in picture.anchors if name == "#there"] == [0]


def test_drawings_say_what_they_say() -> None:
    svg = "<svg><title>Cover</title><image xlink:href='c.jpg'/></svg>"
    pictures = Pictures(lambda name, limit: b"\xff\xd8\xff" if name == "c.jpg" else None)
    (block,) = read_blocks(parse_html(svg), Document(name="x", pictures=pictures))
    assert (block.kind, block.text, block.spans[0].target) == (Kind.IMAGE, "Cover", "c.jpg")
    assert one("<svg><path d='M0'/><text>Fig. 1</text></svg>").text == "Fig. 1"


def test_ruby() -> None:
    block = one("<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>です")
    assert (block.text, block.spans) == ("漢字(かんじ)です", (Span(2, 7, Role.RUBY),))
    assert one("<p><ruby>漢字<rt> </rt></ruby>").text == "漢字"


def test_formulas_keep_their_text() -> None:
    block = one("<p>Is <math><msup><mi>x</mi><mn>2</mn></msup><annotation>x^2</annotation></math>?")
    assert (block.text, block.spans) == ("Is x2?", (Span(4, 5, Role.SUP),))


def test_a_formula_of_nothing_is_nothing() -> None:
    assert read("<p><math><mfenced><mrow> </mrow></mfenced></math></p>") == []


@pytest.mark.parametrize(
    ("formula", "text", "printed"),
    [
        ("<mfrac><mn>1</mn><mi>n</mi></mfrac>", "1/n", "1n"),
        (
            "<mi>x</mi> = <mfrac> <mrow> <mi>a</mi> + <msqrt> <mi>b</mi> <mi>c</mi> </msqrt> "
            "</mrow> <mn>2</mn> </mfrac>",
            "x = ( a + √( b c ) ) / 2",
            "x = a + b c 2",
        ),
        (
            "<msup><mi>e</mi><mrow>-<msup><mi>x</mi><mn>2</mn></msup></mrow></msup>",
            "e^(-x^2)",
            None,
        ),
        ("<msub><mi>a</mi><mi>i</mi></msub><msup><mi>f</mi><mo>′</mo></msup>", "a_if′", "aif′"),
        ("<mfrac linethickness=0><mi>n</mi><mi>k</mi></mfrac>", "nk", "nk"),
        ("<mfenced><mi>x</mi><mi>y</mi></mfenced>", "(x,y)", "xy"),
        ("<mfrac></mfrac><msqrt></msqrt><msup></msup>?", "?", "?"),
    ],
)
def test_formulas_show_what_their_drawing_would(
    formula: str, text: str, printed: str | None
) -> None:
    block = one(f"<p><math>{formula}</math></p>")
    assert block.text == text
    assert printed is None or block.printed == printed


def test_what_is_not_shown() -> None:
    assert kinds(
        """<head><title>no</title></head><body><script>no</script><style>no</style>
        <template>no</template><p hidden>no</p><p class=x>no</p><iframe>no</iframe>
        <p>yes<noscript>, without scripts</noscript></p><video>No film here</video>
        <aside epub:type=footnote hidden>a note</aside><span epub:type=pagebreak>12</span>""",
        ".x {display: none}",
    ) == [
        (Kind.PARAGRAPH, "yes, without scripts"),
        (Kind.PARAGRAPH, "No film here"),
        (Kind.PARAGRAPH, "a note"),
    ]


def test_alternatives_for_other_readers_are_folded() -> None:
    switch = """<switch><case><p>H O</p></case><default><p>water</p></default></switch>"""
    assert [(b.text, b.folded) for b in read(switch)] == [("H O", True), ("water", False)]
    assert one("<p>a <switch><case>x</case><default>b</default></switch>").text == "a b"


def test_links_and_anchors() -> None:
    document = Document(name="text/two.xhtml")
    html = """<p id=top>a <a href="#n1" epub:type=noteref>1</a> <a href="one.xhtml">b</a>
        <a href="https://example.org/ x">c</a> <a href="javascript:x()">d</a> <a name=here>e</a>
        <a href="file:///etc/passwd">f</a> <a href="../../../up.xhtml#q%20r">g</a><p id=end></p>"""
    first, *_ = read_blocks(parse_html(html), document)
    assert [(first.text[s.start : s.end], s.role, s.target) for s in first.spans] == [
        ("1", Role.NOTE_REF, "text/two.xhtml#n1"),
        ("b", Role.LINK, "text/one.xhtml#"),
        ("c", Role.LINK, "https://example.org/%20x"),
        ("g", Role.LINK, "up.xhtml#q r"),
    ]
    assert first.anchors == (
        ("text/two.xhtml#top", 0),
        ("text/two.xhtml#here", first.text.index("e")),
        ("text/two.xhtml#end", len(first.text)),
    )


def test_languages_and_directions() -> None:
    blocks = read(
        """<html lang=en-GB><p>a<p lang=fr>b<p lang=en-US>c<p>d <i lang=la>e</i>
        <p align=right>שלום<p dir=ltr>שלום<p>x שלום<div dir=rtl><p>f</div>"""
    )
    assert [(b.text, b.language, b.rtl) for b in blocks] == [
        ("a", "", False), ("b", "fr", False), ("c", "", False), ("d e", "", False),
        ("שלום", "", True), ("שלום", "", False), ("x שלום", "", False), ("f", "", True),
    ]  # fmt: skip
    assert Span(2, 3, Role.LANGUAGE, "la") in blocks[3].spans
    assert blocks[4].align is Align.START


def test_blocks_know_where_they_came_from() -> None:
    root = parse_markup("<html><head/><body><p>a</p><div><p>b <i>c</i></p>d</div></body></html>")
    blocks = read_blocks(root, Document(path="/6/8!"))
    assert [b.source for b in blocks] == ["/6/8!/4/2", "/6/8!/4/4/2", "/6/8!/4/4"]


def test_nothing_that_commands_a_terminal_comes_through() -> None:
    blocks = read(
        """<p title="&#27;[31m">a&#27;[31mb\x9b31mc&#8238;d&#7;</p><pre>&#27;]0;x&#7;e</pre>
        <img alt="&#27;[2Jf"><p lang="&#27;[2J">g<a href="https://x/&#27;[2J">h</a>"""
    )
    shown = "".join(b.text + b.language + "".join(s.target for s in b.spans) for b in blocks)
    assert not [c for c in shown if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c == "\u202e"]
    assert [b.text for b in blocks] == ["abcd", "e", "f", "gh"]


@pytest.mark.parametrize("tag", ["b", "div", "blockquote", "ul", "table", "sup", "a href=x"])
def test_ten_thousand_deep(tag: str) -> None:
    (block,) = read(f"<{tag}>" * 10_000 + "deep")
    assert block.text == "deep"
    assert block.quote <= 32
    assert block.level <= 32


TAGS = "p div em b blockquote ul ol li table tr td h1 pre ruby rt details summary br hr a dl dd"
tags = st.sampled_from(sorted(names(TAGS)))
markup = st.lists(
    st.one_of(
        tags.map(lambda tag: f"<{tag}>"),
        tags.map(lambda tag: f"</{tag}>"),
        st.text(alphabet="ab &\n\xa0*", max_size=6),
    ),
    max_size=30,
).map("".join)


@settings(max_examples=60)
@given(markup)
def test_any_markup_makes_sound_blocks_and_loses_no_letter(html: str) -> None:
    blocks = read(html)
    for block in blocks:
        assert block.text == block.text.strip() or block.kind is Kind.PREFORMATTED
        for span in block.spans:
            assert 0 <= span.start < span.end <= len(block.text)
        assert all(0 <= offset <= len(block.text) for _, offset in block.anchors)
    letters = [c for c in parse_html(html).text() if c in "ab"]
    assert [c for block in blocks for c in block.text if c in "ab"] == letters
