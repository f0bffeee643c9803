"""White space, roles and places in the text of one block."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tuireader.formats.markup.text import Roles, Text, TextBuilder
from tuireader.formats.sanitise import collapse_lines
from tuireader.work import Block, Kind, Role, Span

EM: Roles = ((Role.EMPHASIS, ""),)
NONE: Roles = ()


def taken(
    *pieces: tuple[str, Roles] | None, verbatim: bool = False, split: bool = False
) -> list[Text]:
    """The texts of these pieces; None is a line break."""
    builder = TextBuilder()
    for piece in pieces:
        if piece is None:
            builder.break_line()
        elif verbatim:
            builder.add_verbatim(*piece)
        else:
            builder.add(*piece)
    return builder.take(verbatim=verbatim, split=split)


def test_white_space_is_single_spaces_and_spans_keep_to_their_words() -> None:
    (text,) = taken(("\n  Hello\n\t", NONE), (" big ", EM), ("\nworld ", NONE))
    assert text.text == "Hello big world"
    assert text.spans == (Span(6, 9, Role.EMPHASIS),)


def test_spans_leave_the_space_beside_them() -> None:
    (text,) = taken(("one ", EM), ("two", NONE))
    assert (text.text, text.spans) == ("one two", (Span(0, 3, Role.EMPHASIS),))


def test_a_role_that_goes_on_is_one_span() -> None:
    (text,) = taken(("one ", EM), ("two", (*EM, (Role.STRONG, ""))), (" three", EM))
    assert text.spans == (Span(0, 13, Role.EMPHASIS), Span(4, 7, Role.STRONG))


def test_no_break_spaces_indent_stay_and_go() -> None:
    (text,) = taken(("\xa0 \xa0 Sir,\xa0\xa0I ", NONE), None, ("\xa0\xa0am\xa0", NONE))
    assert (text.text, text.indent) == ("Sir,\xa0I\n\xa0\xa0am", 4)


def test_a_gap_is_not_nothing() -> None:
    assert taken((" \n\t", NONE)) == []
    assert taken(("\xa0", NONE)) == [Text("", is_gap=True)]
    assert taken(None) == [Text("", is_gap=True)]


def test_bare_text_is_split_at_empty_lines() -> None:
    texts = taken(
        ("one ", EM), None, None, ("\xa0two", NONE), None, None, None,
        ("three", EM), None, ("four", EM), split=True,
    )  # fmt: skip
    assert [(text.text, text.indent, text.after_gap) for text in texts] == [
        ("one", 0, False),
        ("two", 1, False),
        ("three\nfour", 0, True),
    ]
    assert [text.spans for text in texts] == [
        (Span(0, 3, Role.EMPHASIS),),
        (),
        (Span(0, 10, Role.EMPHASIS),),
    ]


def test_a_paragraph_is_split_only_when_it_is_a_chapter() -> None:
    assert len(taken(("one", NONE), None, None, ("two", NONE))) == 1
    assert len(taken(("one " * 1000, NONE), None, None, ("two", NONE))) == 2


def test_preformatted_text_keeps_its_spaces() -> None:
    (text,) = taken(("\n  a\tb\n\n", NONE), ("   c \n", EM), verbatim=True)
    assert text.text == "  a     b\n\n   c"
    assert text.spans == (Span(14, 15, Role.EMPHASIS),)


def test_soft_breaks_make_no_empty_lines() -> None:
    builder = TextBuilder()
    for line in ("one", "two"):
        builder.break_softly(2)
        builder.add(line, NONE)
        builder.break_softly()
        builder.add("\n  ", NONE)
        builder.break_line()
    (text,) = builder.take()
    assert (text.text, text.indent) == ("one\n\xa0\xa0two", 2)


def test_a_picture_is_its_words_or_all_there_is() -> None:
    builder = TextBuilder()
    builder.add("A ", NONE)
    builder.add_picture("bat.png", "tiny bat", NONE)
    builder.add(" sits.", NONE)
    assert builder.take() == [Text("A tiny bat sits.", (Span(2, 10, Role.IMAGE, "bat.png"),))]
    builder.add_picture("bat.png", "", NONE)
    builder.add(" ", NONE)
    (text,) = builder.take()
    assert text.pictures == (("bat.png", ""),)


def test_a_picture_without_words_leaves_a_trace_that_is_no_text() -> None:
    for before, after, shown, printed in (
        ("A ", " sits.", "A [picture] sits.", "A sits."),
        ("A bat", ", sits.", "A bat[picture], sits.", "A bat, sits."),
        ("", "A bat.", "[picture] A bat.", "A bat."),
        ("A bat. ", "", "A bat. [picture]", "A bat."),
    ):
        builder = TextBuilder()
        builder.add(before, NONE)
        builder.add_picture("bat.png", "", NONE)
        builder.add(after, NONE)
        (text,) = builder.take()
        assert text.text == shown
        assert Block(Kind.PARAGRAPH, text.text, text.spans).printed == printed


def test_anchors_wait_for_text() -> None:
    builder = TextBuilder()
    builder.add_anchor("early")
    builder.add("\xa0", NONE)
    assert [text.anchors for text in builder.take()] == [()]
    builder.add("  one ", NONE)
    builder.add_anchor("middle")
    builder.add(" two", NONE)
    builder.add_anchor("late")
    assert builder.take()[0].anchors == (("early", 0), ("middle", 4), ("late", 7))


pieces = st.lists(
    st.tuples(
        st.text(alphabet="ab \n\xa0\u3000\x07\u202e", max_size=8), st.sampled_from([NONE, EM])
    ),
    max_size=8,
)


@given(pieces)
def test_spans_cover_just_the_visible_characters_of_their_role(
    parts: list[tuple[str, Roles]],
) -> None:
    texts = taken(*parts)
    text = texts[0].text if texts else ""
    assert text == collapse_lines(text)
    visible = [(c, bool(roles)) for part, roles in parts for c in part if c in "ab"]
    covered = {n for t in texts for span in t.spans for n in range(span.start, span.end)}
    assert [(c, n in covered) for n, c in enumerate(text) if c in "ab"] == visible
