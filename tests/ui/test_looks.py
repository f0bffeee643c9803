"""What text is, from the file to the screen: nothing an author marked is lost without a reason."""

from __future__ import annotations

import pytest
from rich.style import Style

from tuireader import codec
from tuireader.formats import Source
from tuireader.formats.html import read
from tuireader.layout import ChapterLayout, LineKind, Piece, Setting
from tuireader.ui.drawing import Looks
from tuireader.ui.themes import OURS
from tuireader.work import Chapter, Role

HTML = {
    Role.EMPHASIS: "<em>word</em>",
    Role.STRONG: "<b>word</b>",
    Role.UNDERLINE: "<u>word</u>",
    Role.STRIKE: "<s>word</s>",
    Role.INSERTED: "<ins>word</ins>",
    Role.CODE: "<code>word</code>",
    Role.SUB: "<sub>2</sub>",
    Role.SUP: "<sup>2</sup>",
    Role.SMALL: "<small>word</small>",
    Role.BIG: "<big>word</big>",
    Role.SMALL_CAPS: '<span style="font-variant: small-caps">word</span>',
    Role.QUOTE: "<q>word</q>",
    Role.LINK: '<a href="https://example.org/">word</a>',
    Role.NOTE_REF: '<a href="#n">[1]</a>',
    Role.RUBY: "<ruby>字<rt>じ</rt></ruby>",
    Role.LANGUAGE: '<span lang="fr">word</span>',
    Role.IMAGE: '<img src="x.png" alt="word">',
}
# What shows these is in the text that is drawn, not in its style; a language shows in its words,
# and divides them.
DRAWN = {
    Role.SUB: "₂",
    Role.SUP: "²",
    Role.QUOTE: "“",
    Role.LANGUAGE: "word",
}


def piece(role: Role, html: str) -> Piece:
    """The first piece with a role, of a page that has been through the library's bytes."""
    page = f'<html lang="en"><p>Here is {html} said.</p><p id="n">A note.</p>'
    (chapter,) = read(Source("x.html", page.encode())).chapters
    blocks = codec.decode_blocks(codec.encode_chapter(chapter))
    layout = ChapterLayout(Chapter(1, blocks=blocks, titled=True), Setting(60))
    pieces = (piece for row in range(2) for piece in layout.pieces(layout.line(row)))
    return next(piece for piece in pieces if role in piece.roles)


@pytest.mark.parametrize("role", Role)
def test_every_role_is_seen(role: Role) -> None:
    shown = piece(role, HTML[role])
    for theme in OURS.values():
        colours = theme.to_color_system().generate() | dict(theme.variables)
        looks = Looks(Style(), colours)
        plain = looks.style(LineKind.TEXT, frozenset())
        if role in DRAWN:
            assert shown.text == DRAWN[role]
        else:
            assert looks.style(LineKind.TEXT, shown.roles) != plain


@pytest.mark.parametrize("role", [role for role in Role if role not in DRAWN])
def test_every_role_is_seen_without_colours(role: Role) -> None:
    colours = OURS["dark"].to_color_system().generate() | dict(OURS["dark"].variables)
    looks = Looks(Style(), colours, plain=True)
    seen = looks.style(LineKind.TEXT, piece(role, HTML[role]).roles).without_color
    said_otherwise = {Role.SMALL, Role.RUBY}  # in smaller print only; in parentheses
    assert (seen != Style()) is (role not in said_otherwise)
