"""Text and chapters of every kind that a reader may meet, and some that none should."""

from __future__ import annotations

from hypothesis import strategies as st

from tuireader.layout import Setting
from tuireader.work import Align, Block, Break, Cell, Chapter, Kind, Part, Role, Span

# One list entry is drawn with the same chance as any other, so that rare signs come up.
SIGNS = [
    *"etaoinshrdlu",
    *[" "] * 8,
    *"-–—…/.,!?“”‘’«»()",
    "--",
    "...",
    "extraordinary",
    "well-known",
    "\xa0",
    "\u2060",
    "\u200b",
    "\u200d",
    "\ufe0f",
    "e\u0301",
    "\u0301",
    *"猫である。、「」（）ー",
    *"한국어",
    *"Яж",
    *"שלם",
    *"ไทย",
    "ก็",
    "👩\u200d👩\u200d👧",
    "❤\ufe0f",
    "👍🏽",
    "🇩🇪",
    "🇩",
    "😂",
    "\x1b",
    "\u202e",
]

words = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=60).map("".join)
anything = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n"), max_size=40)
texts = st.one_of(words, anything, st.sampled_from(["a" * 300, "猫" * 90, "", " ", "— "]))


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    kind = draw(st.sampled_from([Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.PARAGRAPH, *Kind]))
    text = draw(texts)
    if draw(st.integers(0, 3)) == 0:
        text = "\n".join([text, draw(texts)])
    edges = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    return Block(
        kind,
        "" if kind is Kind.BREAK else text,
        (Span(edges[0], edges[1], draw(st.sampled_from(list(Role)))),),
        level=draw(st.integers(0, 6)),
        quote=draw(st.integers(0, 9)),
        indent=draw(st.integers(0, 9)),
        align=draw(st.sampled_from(list(Align))),
        marker=draw(st.sampled_from(["", "•", "12.", "mmmmmmmmmmmmviii."]))
        if kind is not Kind.BREAK
        else draw(st.sampled_from(list(Break))),
        rtl=draw(st.booleans()),
        folded=draw(st.booleans()),
    )


@st.composite
def tables(draw: st.DrawFn) -> list[Block]:
    columns = draw(st.integers(1, 5))
    rows = draw(st.integers(1, 4))
    number = draw(st.integers(0, 3))
    header = draw(st.booleans())
    return [
        Block(Kind.CELL, draw(texts), cell=Cell(number, row, column, header and row == 0))
        for row in range(rows)
        for column in range(columns)
        if draw(st.integers(0, 5))
    ]


@st.composite
def chapters(draw: st.DrawFn) -> Chapter:
    groups = draw(
        st.lists(
            st.one_of(
                st.lists(blocks(), min_size=1, max_size=3),
                st.lists(blocks(), max_size=3),
                tables(),
                details(),
            ),
            max_size=4,
        )
    )
    parts = sorted(
        draw(st.lists(st.sampled_from(list(Part)), min_size=len(groups), max_size=len(groups))),
        key=list(Part).index,
    )
    return Chapter(
        draw(st.integers(0, 3)),
        draw(st.one_of(st.just(""), texts)),
        tuple(
            _with_part(block, part)
            for part, group in zip(parts, groups, strict=True)
            for block in group
        ),
        titled=draw(st.booleans()),
    )


def _with_part(block: Block, part: Part) -> Block:
    from dataclasses import replace

    return replace(block, part=part)


@st.composite
def details(draw: st.DrawFn) -> list[Block]:
    """A summary and what is folded under it, scene breaks and tables among it."""
    from dataclasses import replace

    inside = draw(st.lists(st.one_of(st.lists(blocks(), max_size=3), tables()), max_size=3))
    return [
        Block(Kind.SUMMARY, draw(texts)),
        *(
            block if block.kind is Kind.BREAK else replace(block, folded=True)
            for group in inside
            for block in group
        ),
    ]


settings_of_text = st.builds(
    Setting,
    measure=st.one_of(st.integers(10, 40), st.integers(10, 200)),
    spacing=st.sampled_from(["open", "book"]),
    leading=st.integers(0, 2),
    justify=st.booleans(),
    hyphenate=st.booleans(),
    language=st.sampled_from(["", "en", "Deutsch"]),
    ruby=st.booleans(),
    fold=st.booleans(),
)
