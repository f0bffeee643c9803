"""A chapter as it stands on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tuireader.layout import ChapterLayout, Line, LineKind, Setting, TitlePage, title_page
from tuireader.work import (
    Align,
    Block,
    Break,
    Chapter,
    Kind,
    Metadata,
    Part,
    Role,
    Span,
)

LIGHTHOUSE = (
    "The lamp had gone out at four, and nobody in the village had seen it go. "
    "Marta climbed the hundred and twelve steps in the dark, counting them under her breath "
    "as she had done since she was a child, and found the keeper asleep."
)

RESPONSIBILITIES = (
    "Extraordinarily complicated circumstances necessitated an uncharacteristically unceremonious "
    "acknowledgement of responsibilities; notwithstanding considerable international disagreement, "
    "representatives congratulated themselves immediately and went home to their families."
)


def paragraph(text: str, **more: object) -> Block:
    return Block(Kind.PARAGRAPH, text, **more)  # type: ignore[arg-type]


def lay_out(*blocks: Block, setting: Setting | None = None, **chapter: object) -> ChapterLayout:
    given = {"number": 1, "titled": True, **chapter}
    return ChapterLayout(Chapter(blocks=blocks, **given), setting or Setting(40))  # type: ignore[arg-type]


def rows(layout: ChapterLayout) -> list[str]:
    """What the page shows."""
    return [_row(layout, layout.line(row)) for row in range(layout.height)]


def _row(layout: ChapterLayout, line: Line) -> str:
    text = "".join(piece.text for piece in layout.pieces(line))
    return " " * (line.indent - cell_len(line.prefix)) * bool(text) + line.prefix + text


def kinds(layout: ChapterLayout) -> list[LineKind]:
    return [layout.line(row).kind for row in range(layout.height)]


class TestSpace:
    def test_open_paragraphs_have_an_empty_row_between_them(self) -> None:
        assert rows(lay_out(paragraph("One."), paragraph("Two."))) == ["One.", "", "Two."]

    def test_in_a_book_later_paragraphs_are_indented(self) -> None:
        layout = lay_out(
            paragraph("One."),
            paragraph("Two."),
            Block(Kind.BREAK, marker=Break.TEXT),
            paragraph("Three."),
            paragraph("Four."),
            setting=Setting(20, "book"),
        )
        assert rows(layout) == [
            "One.",
            "  Two.",
            "",
            "     *   *   *",
            "",
            "Three.",
            "  Four.",
        ]

    def test_leading_opens_lines_and_the_space_between_paragraphs(self) -> None:
        layout = lay_out(paragraph("One two."), paragraph("Three."), setting=Setting(10, leading=1))
        assert rows(layout) == ["One two.", "", "", "Three."]
        layout = lay_out(paragraph("One two three."), setting=Setting(10, leading=1))
        assert rows(layout) == ["One two", "", "three."]

    def test_an_empty_row_stands_at_the_end_of_the_text_above_it(self) -> None:
        layout = lay_out(paragraph("One."), paragraph("Two."))
        assert layout.line(1) == Line(0, 4, 4, 0, LineKind.BLANK)
        assert layout.line(99).kind is LineKind.BLANK
        assert layout.line(-1).kind is LineKind.BLANK

    def test_columns_have_ten_cells_at_least(self) -> None:
        layout = lay_out(paragraph("The lamp had gone out."), setting=Setting(3))
        assert rows(layout) == ["The lamp", "had gone", "out."]

    def test_nothing_is_laid_out_as_nothing(self) -> None:
        layout = lay_out()
        assert layout.height == 0
        assert layout.place_at(0) == (0, 0)
        assert layout.row_of(0, 0) == 0


class TestFurniture:
    def test_a_text_with_a_title_page_of_its_own_gets_no_other(self) -> None:
        page = TitlePage("Lighthouse", ("Ann",))
        story = (Block(Kind.HEADING, "LIGHTHOUSE", level=1), Block(Kind.PARAGRAPH, "It rained."))
        layout = ChapterLayout(Chapter(1, "One", story, titled=True), Setting(), page)
        kinds = {layout.line(row).kind for row in range(layout.height)}
        assert LineKind.WORK_TITLE not in kinds
        assert LineKind.BYLINE not in kinds

    def test_title_page_and_numbered_title(self) -> None:
        chapter = Chapter(1, "The Lamp", (paragraph("It went out."),))
        page = TitlePage("Lighthouse", ("Ann", "Bo"), ("Original Work",))
        layout = ChapterLayout(chapter, Setting(30), page)
        assert [row.strip() for row in rows(layout)] == [
            *["", "", "Lighthouse", "", "by Ann, Bo", "", "Original Work", "", ""],
            *["Chapter 1", "The Lamp", "", "", "It went out."],
        ]
        assert rows(layout)[2] == "          Lighthouse"
        assert kinds(layout)[9:11] == [LineKind.NUMBER, LineKind.TITLE]

    @pytest.mark.parametrize(
        ("title", "number", "expected"),
        [
            ("", 3, ["Chapter 3"]),
            ("Home", 3, ["Chapter 3", "Home"]),
            ("Chapter 3: Home", 3, ["Chapter 3: Home"]),
            ("III. Home", 3, ["III. Home"]),
            ("I love you", 3, ["Chapter 3", "I love you"]),
            ("5 years ago", 3, ["Chapter 3", "5 years ago"]),
            ("Prologue", 1, ["Prologue"]),
            ("Home", 0, ["Home"]),
            ("...", 3, ["Chapter 3", "..."]),
            ("\u200b", 0, []),
        ],
    )
    def test_titles(self, title: str, number: int, expected: list[str]) -> None:
        layout = lay_out(paragraph("Text."), number=number, title=title, titled=False)
        assert [row.strip() for row in rows(layout) if row][:-1] == expected

    def test_numbers_that_are_not_the_authors_are_left_out(self) -> None:
        chapter = Chapter(5, "Home", (paragraph("Text."),))
        layout = ChapterLayout(chapter, Setting(30), numbered=False)
        assert [row.strip() for row in rows(layout) if row] == ["Home", "Text."]

    def test_a_work_of_one_chapter_is_not_headed_chapter_1(self) -> None:
        chapter = Chapter(1, "", (paragraph("Text."),))
        page = TitlePage("Lighthouse", only=True)
        assert [row.strip() for row in rows(ChapterLayout(chapter, Setting(30), page)) if row] == [
            "Lighthouse",
            "Text.",
        ]

    def test_a_title_among_the_blocks_is_not_set_twice(self) -> None:
        layout = lay_out(Block(Kind.HEADING, "Home", level=2), paragraph("Text."), title="Home")
        assert [row.strip() for row in rows(layout)] == ["", "Home", "", "Text."]

    def test_parts_are_labelled_and_divided_from_the_story(self) -> None:
        layout = lay_out(
            paragraph("In which.", part=Part.SUMMARY),
            paragraph("Thanks.", part=Part.NOTES),
            paragraph("Story."),
            paragraph("Bye.", part=Part.END_NOTES),
            setting=Setting(20),
        )
        assert [row.strip() for row in rows(layout)] == [
            *["Summary", "In which.", "", "Notes", "Thanks.", "", "────────", ""],
            *["Story.", "", "────────", "", "End notes", "Bye."],
        ]
        assert LineKind.NOTE in kinds(layout)

    def test_the_works_notes_stand_before_the_chapters_title(self) -> None:
        layout = lay_out(
            paragraph("All of it.", part=Part.WORK_SUMMARY),
            paragraph("Part of it.", part=Part.SUMMARY),
            paragraph("Story."),
            title="Home",
            number=0,
            titled=False,
        )
        shown = [row.strip() for row in rows(layout) if row]
        assert shown == [
            *["Summary", "All of it.", "Home", "Summary", "Part of it.", "────────", "Story."]
        ]

    def test_scene_breaks(self) -> None:
        layout = lay_out(
            paragraph("One."),
            Block(Kind.BREAK, marker=Break.GAP),
            paragraph("Two."),
            Block(Kind.BREAK, marker=Break.RULE),
            paragraph("Three."),
            Block(Kind.RULE),
            setting=Setting(11),
        )
        assert rows(layout) == [
            *["One.", "", "     ·", "", "Two.", "", " *   *   *", "", "Three.", "", " ────────"]
        ]
        assert layout.line(2).kind is LineKind.GAP
        assert (layout.line(6).kind, layout.line(6).block) == (LineKind.ORNAMENT, 3)

    def test_pictures_give_their_description(self) -> None:
        layout = lay_out(
            Block(Kind.IMAGE, "A lamp"), Block(Kind.CAPTION, "Fig. 1"), Block(Kind.IMAGE)
        )
        assert [row.strip() for row in rows(layout)] == [
            *["[picture: A lamp]", "Fig. 1", "", "[picture]"]
        ]

    def test_the_title_page_says_what_is_known(self) -> None:
        metadata = Metadata(
            title="Lighthouse",
            authors=("Ann",),
            fandoms=("A Fandom",),
            rating="Mature",
            words=12345,
            chapters_posted=3,
        )
        assert title_page(metadata, 3) == TitlePage(
            "Lighthouse",
            ("Ann",),
            ("A\xa0Fandom", "Mature · 3/?\xa0chapters · 12,345\xa0words"),
            only=False,
        )
        assert title_page(Metadata(title="Bare"), 1) == TitlePage("Bare", only=True)

    def test_nothing_in_a_title_reaches_the_terminal(self) -> None:
        chapter = Chapter(1, "\x1b[31mRed\u202e", (paragraph("Text."),))
        page = TitlePage("\x9b2J", ("\x07",), ("\x1b]52;c;x\x07",))
        shown = "".join(rows(ChapterLayout(chapter, Setting(30), page)))
        assert shown.replace("·", "").isprintable()


class TestBlocks:
    def test_headings_by_level(self) -> None:
        layout = lay_out(
            Block(Kind.HEADING, "Great", level=1), Block(Kind.HEADING, "Small", level=4)
        )
        assert rows(layout) == ["", " " * 17 + "Great", "", "Small"]
        assert layout.line(3).level == 4

    def test_quotes_are_indented_on_both_sides_by_depth(self) -> None:
        layout = lay_out(
            paragraph(LIGHTHOUSE, quote=1), paragraph(LIGHTHOUSE, quote=2), setting=Setting(66)
        )
        lines = rows(layout)
        assert all(4 <= len(row) <= 62 for row in lines if row)
        deeper = lines[lines.index("") + 1 :]
        assert all(row.startswith(" " * 8) and len(row) <= 58 for row in deeper)

    def test_deep_quotes_leave_room_in_narrow_columns(self) -> None:
        layout = lay_out(paragraph(LIGHTHOUSE, quote=30), setting=Setting(24))
        assert max(len(row.strip()) for row in rows(layout)) >= 8

    def test_lists_hang_from_their_markers(self) -> None:
        layout = lay_out(
            Block(Kind.ITEM, "a lamp", level=1, marker="9."),
            Block(Kind.ITEM, "two hundred and twelve very steep steps", level=1, marker="10."),
            Block(Kind.ITEM, "oil", level=2, marker="•"),
            paragraph("and a match", level=2),
            paragraph("No list."),
        )
        assert rows(layout) == [
            "   9. a lamp",
            "  10. two hundred and twelve very",
            "      steep steps",
            "      • oil",
            "",
            "        and a match",
            "",
            "No list.",
        ]

    def test_verse_keeps_its_lines_and_hangs_what_is_too_long(self) -> None:
        layout = lay_out(
            Block(
                Kind.VERSE,
                "Tyger Tyger, burning bright,\nIn the forests of the night;\n\n"
                "What immortal hand or eye, could frame thy fearful symmetry?",
            )
        )
        assert rows(layout) == [
            "Tyger Tyger, burning bright,",
            "In the forests of the night;",
            "",
            "What immortal hand or eye, could frame",
            "    thy fearful symmetry?",
        ]
        assert layout.line(2).kind is LineKind.TEXT
        assert layout.row_of(0, 58) == 2

    def test_preformatted_text_keeps_its_spaces(self) -> None:
        layout = lay_out(Block(Kind.PREFORMATTED, "if x:\n    y  =  1\n\ndone"))
        assert rows(layout) == ["if x:", "    y  =  1", "", "done"]

    def test_alignment(self) -> None:
        layout = lay_out(
            paragraph("middle", align=Align.CENTER),
            paragraph("right", align=Align.END),
            paragraph("שלום", rtl=True),
            setting=Setting(20),
        )
        assert rows(layout)[::2] == [" " * 7 + "middle", " " * 15 + "right", " " * 16 + "שלום"]

    def test_definitions_stand_under_their_terms(self) -> None:
        layout = lay_out(Block(Kind.TERM, "lamp"), Block(Kind.DEFINITION, "gives light"))
        assert rows(layout) == ["lamp", "    gives light"]
        assert kinds(layout) == [LineKind.TERM, LineKind.TEXT]

    def test_a_foldable_part_shows_that_it_is_one(self) -> None:
        layout = lay_out(Block(Kind.SUMMARY, "More"), paragraph("It was Marta.", folded=True))
        assert rows(layout) == ["▾ More", "", "  It was Marta."]


class TestPieces:
    def test_runs_of_one_style(self) -> None:
        block = paragraph(
            "one two three", spans=(Span(4, 13, Role.EMPHASIS), Span(8, 13, Role.STRONG))
        )
        layout = lay_out(block)
        assert [
            (piece.text, set(piece.roles), piece.start, piece.end, piece.block)
            for piece in layout.pieces(layout.line(0))
        ] == [
            ("one ", set(), 0, 4, 0),
            ("two ", {Role.EMPHASIS}, 4, 8, 0),
            ("three", {Role.EMPHASIS, Role.STRONG}, 8, 13, 0),
        ]

    def test_styles_go_on_over_the_ends_of_lines(self) -> None:
        layout = lay_out(
            paragraph("one two three", spans=(Span(4, 13, Role.EMPHASIS),)), setting=Setting(10)
        )
        assert [(p.text, p.start) for p in layout.pieces(layout.line(1))] == [("three", 8)]
        assert layout.pieces(layout.line(1))[0].roles == {Role.EMPHASIS}

    def test_cuts_for_highlights_keep_signs_whole(self) -> None:
        layout = lay_out(paragraph("a👩\u200d👧b"))
        pieces = layout.pieces(layout.line(0), cuts=[1, 2, 4])
        assert [piece.text for piece in pieces] == ["a", "👩\u200d👧", "b"]

    def test_hyphens_and_gaps_are_drawn(self) -> None:
        setting = Setting(60, justify=True, language="en")
        layout = lay_out(paragraph(RESPONSIBILITIES), setting=setting)
        lines = [layout.line(row) for row in range(layout.height)]
        shown = rows(layout)
        assert any(line.hyphen for line in lines)
        assert any(line.gaps for line in lines)
        for line, row in zip(lines[:-1], shown[:-1], strict=True):
            assert "   " not in row
            assert len(row) == 60 or not line.gaps
            assert row.endswith("-") == line.hyphen
        assert not lines[-1].gaps
        assert sum(len(row) == 60 for row in shown) >= len(shown) - 2

    def test_narrow_columns_are_not_justified(self) -> None:
        layout = lay_out(paragraph(LIGHTHOUSE), setting=Setting(59, justify=True))
        assert not any(layout.line(row).gaps for row in range(layout.height))


class TestPlaces:
    def test_what_is_no_text_leads_to_the_text_after_it(self) -> None:
        layout = lay_out(
            paragraph("One."),
            Block(Kind.BREAK, marker=Break.TEXT),
            paragraph(""),
            Block(Kind.IMAGE, "A lamp"),
            paragraph("Two."),
            Block(Kind.BREAK, marker=Break.TEXT),
        )
        two = rows(layout).index("Two.")
        assert [layout.row_of(block, 0) for block in range(1, 6)] == [two] * 5
        assert layout.place_at(1) == (4, 0)
        assert layout.place_at(layout.height - 1) == (4, 0)
        assert layout.row_of(0, 99) == 0

    def test_cells_and_offsets_of_wide_and_widened_text(self) -> None:
        layout = lay_out(paragraph("a猫b"))
        assert [layout.cell_of(0, offset)[1] for offset in range(4)] == [0, 1, 3, 4]
        assert [layout.point_at(0, cell)[1] for cell in range(5)] == [0, 1, 1, 2, 3]
        layout = lay_out(paragraph(LIGHTHOUSE), setting=Setting(60, justify=True))
        line = layout.line(0)
        assert line.gaps
        for offset in range(line.start, line.end):
            assert layout.point_at(*layout.cell_of(0, offset)) == (0, offset)

    def test_a_point_beside_the_text_is_at_the_nearest_sign(self) -> None:
        layout = lay_out(paragraph("One."), paragraph("Two.", align=Align.END))
        assert layout.point_at(0, 30) == (0, 4)
        assert layout.point_at(2, 0) == (1, 0)
        assert layout.point_at(1, 0) == (0, 4)

    def test_a_paragraph_longer_than_a_screen_is_found_anywhere(self) -> None:
        layout = lay_out(paragraph(LIGHTHOUSE * 100), setting=Setting(20))
        assert layout.height > 1000
        for row in range(0, layout.height, 7):
            assert layout.row_of(*layout.place_at(row)) == row


@pytest.mark.shared
def test_a_long_book_in_one_chapter(shared: Path) -> None:
    """Every row is made once, and every word of the book comes out of it in order."""
    text = (shared / "books/txt/pg-war-and-peace-utf8.txt").read_text("utf-8-sig")
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()][:3000]
    layout = lay_out(*map(paragraph, paragraphs), setting=Setting(66))
    shown = rows(layout)
    assert "".join("".join(shown).split()) == "".join("".join(paragraphs).split())
    assert max(map(len, shown)) <= 66


def test_figures_stand_above_and_below_the_line() -> None:
    text = "H2O, the 21st, note12"
    spans = (
        Span(1, 2, Role.SUB),
        Span(11, 13, Role.SUP),
        Span(19, 21, Role.SUP),
    )
    layout = ChapterLayout(Chapter(1, "", (Block(Kind.PARAGRAPH, text, spans),)), Setting())
    row = layout.row_of(0, 0)
    drawn = "".join(piece.text for piece in layout.pieces(layout.line(row)))
    assert drawn == "H₂O, the 21st, note¹²"


class TestListsAndTerms:
    def item(self, marker: str, text: str, level: int = 1) -> Block:
        return Block(Kind.ITEM, text, marker=marker, level=level)

    def test_a_list_right_after_another_has_markers_and_space_of_its_own(self) -> None:
        layout = lay_out(
            self.item("•", "a coffin"),
            self.item("◦", "wax", 2),
            self.item("10.", "tenth"),
            self.item("1.", "first"),
        )
        assert rows(layout) == [
            "  • a coffin", "    ◦ wax", "", "  10. tenth", "", "  1. first",
        ]  # fmt: skip

    def test_a_countdown_is_one_list(self) -> None:
        layout = lay_out(*(self.item(marker, "go") for marker in ("3.", "2.", "1.")))
        assert rows(layout) == ["  3. go", "  2. go", "  1. go"]

    def test_what_a_term_means_stands_right_under_it(self) -> None:
        layout = lay_out(
            Block(Kind.TERM, "Abacus", level=1),
            paragraph("In architecture.", level=1),
            Block(Kind.TERM, "Abada", level=1),
            Block(Kind.DEFINITION, "An animal.", level=1),
        )
        assert rows(layout) == ["Abacus", "    In architecture.", "", "Abada", "    An animal."]
