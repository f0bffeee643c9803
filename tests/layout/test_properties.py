"""What holds for every chapter in every setting."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tuireader.layout import ChapterLayout, LineKind, Setting, TitlePage
from tuireader.layout.lines import parts
from tuireader.work import Block, Chapter, Kind

from .strategies import chapters, settings_of_text, words

PAGE = TitlePage("A Title of Some Length", ("Ann", "Bo"), ("A Fandom", "3/? chapters"))

every = settings(max_examples=50, deadline=None)


def drawn_rows(layout: ChapterLayout) -> list[str]:
    rows = list[str]()
    for row in range(layout.height):
        line = layout.line(row)
        text = "".join(piece.text for piece in layout.pieces(line))
        rows.append(" " * (line.indent - cell_len(line.prefix)) + line.prefix + text)
    return rows


def is_shown(chapter: Chapter, index: int) -> bool:
    """Whether a block is text on lines; headings of stacked tables become labels."""
    block = chapter.blocks[index]
    return block.has_text and not (block.cell and block.cell.header)


@every
@given(chapters(), settings_of_text)
def test_every_line_fits_and_nothing_invisible_is_drawn(chapter: Chapter, setting: Setting) -> None:
    layout = ChapterLayout(chapter, setting, PAGE)
    for text in drawn_rows(layout):
        assert cell_len(text) <= setting.measure
        assert not set(text) & set("\x1b\u202e\u200b\u2060\n")


@every
@given(chapters(), settings_of_text)
def test_lines_cover_every_visible_character_once_and_in_order(
    chapter: Chapter, setting: Setting
) -> None:
    layout = ChapterLayout(chapter, setting)
    shown: dict[int, list[tuple[int, int]]] = {}
    for row in range(layout.height):
        line = layout.line(row)
        if line.kind is not LineKind.BLANK and not line.text:
            for part in parts(line):
                shown.setdefault(part.block, []).append((part.start, part.end))
    for index, block in enumerate(chapter.blocks):
        if layout.fold_of(index) is not None:
            assert index not in shown
            continue
        if not is_shown(chapter, index):
            continue
        position = 0
        for start, end in shown[index]:
            assert position <= start <= end
            assert not block.text[position:start].strip(" \n\u200b")
            position = end
        assert not block.text[position:].strip(" \n\u200b")


@every
@given(chapters(), settings_of_text)
def test_places_and_rows_agree(chapter: Chapter, setting: Setting) -> None:
    layout = ChapterLayout(chapter, setting, PAGE)
    last = (0, 0)
    for row in range(layout.height):
        place = layout.place_at(row)
        assert place >= last
        last = place
        line = layout.line(row)
        if line.kind is not LineKind.BLANK and not line.text:
            assert place == (line.block, line.start)
            assert layout.row_of(*place) == row
            for part in parts(line):
                if part.start < part.end:
                    assert layout.cell_of(part.block, part.start) == (row, part.indent)
                    point = layout.point_at(row, part.indent)
                    assert layout.cell_of(*point) == (row, part.indent)


@every
@given(chapters(), settings_of_text, settings_of_text)
def test_a_resize_there_and_back_shows_the_same_words(
    chapter: Chapter, before: Setting, after: Setting
) -> None:
    """What is kept through a resize is the place, and it comes back to the row it was on."""
    layout, other = ChapterLayout(chapter, before), ChapterLayout(chapter, after)
    for row in range(0, layout.height, 3):
        place = layout.place_at(row)
        shown = other.line(other.row_of(*place))
        if any(is_shown(chapter, index) for index in range(len(chapter.blocks))):
            summary = other.fold_of(place[0])
            wanted = place if summary is None else (summary, 0)
            assert (
                any(part.block == wanted[0] and part.start <= wanted[1] for part in parts(shown))
                or chapter.blocks[place[0]].cell
            )
        assert layout.row_of(*place) == layout.row_of(*layout.place_at(layout.row_of(*place)))


@every
@given(chapters(), settings_of_text)
def test_space_is_neither_doubled_nor_left_at_the_end(chapter: Chapter, setting: Setting) -> None:
    layout = ChapterLayout(chapter, setting)
    blanks = 0
    for row in range(layout.height):
        blank = layout.line(row).kind is LineKind.BLANK
        blanks = blanks + 1 if blank else 0
        assert blanks <= 2 + setting.leading
    assert layout.height == 0 or blanks == 0


@every
@given(chapters(), settings_of_text)
def test_every_cell_is_of_some_sign(chapter: Chapter, setting: Setting) -> None:
    """Cells and offsets are each other's inverse wherever a sign begins."""
    layout = ChapterLayout(chapter, setting)
    for row in range(layout.height):
        line = layout.line(row)
        if line.kind is LineKind.BLANK or line.text or line.runs:
            continue
        for cell in range(setting.measure):
            block, offset = layout.point_at(row, cell)
            assert block == line.block
            assert line.start <= offset <= line.end
            if line.start < offset < line.end:
                assert layout.cell_of(line.block, offset)[1] <= cell


@every
@given(chapters(), settings_of_text)
def test_pieces_say_where_they_are_from(chapter: Chapter, setting: Setting) -> None:
    layout = ChapterLayout(chapter, setting)
    for row in range(layout.height):
        line = layout.line(row)
        if line.text or line.runs or line.kind is LineKind.BLANK:
            continue
        position = line.start
        cuts = [line.start + 2, line.start + 5]
        for piece in layout.pieces(line, cuts):
            assert (piece.block, piece.start) == (line.block, position)
            assert piece.end > piece.start
            position = piece.end
            spans = chapter.blocks[line.block].spans
            assert piece.roles == {
                s.role
                for s in spans
                if s.start < piece.end and s.end > s.start and s.start <= piece.start < s.end
            }
        assert position == line.end


@every
@given(chapters(), settings_of_text)
def test_what_is_opened_is_shown_and_all_that_is_closed_is_at_its_summary(
    chapter: Chapter, setting: Setting
) -> None:
    setting = setting._replace(fold=True)
    closed = ChapterLayout(chapter, setting)
    for summary, end in closed.folds.items():
        opened = ChapterLayout(chapter, setting, opened={summary})
        assert opened.folds == closed.folds
        for block in range(summary + 1, end):
            assert opened.fold_of(block) is None
            assert closed.fold_of(block) == summary
            assert closed.cell_of(block, 3)[0] == closed.row_of(summary, 0)
        assert opened.row_of(summary, 0) == closed.row_of(summary, 0) or len(closed.folds) > 1
    everything = ChapterLayout(chapter, setting, opened=closed.folds)
    plain = ChapterLayout(chapter, setting._replace(fold=False))
    assert drawn_rows(everything) == drawn_rows(plain)


@settings(max_examples=25, deadline=None)
@given(words, st.sampled_from(["", " ", "\n"]), settings_of_text)
def test_a_text_longer_than_what_is_broken_at_once(
    text: str, between: str, setting: Setting
) -> None:
    setting = setting._replace(measure=10 + setting.measure % 30, leading=0)
    chapter = Chapter(1, blocks=(Block(Kind.PARAGRAPH, between.join([text] * 60)),), titled=True)
    layout = ChapterLayout(chapter, setting)
    starts = [layout.line(row).start for row in range(layout.height)]
    assert starts == sorted(set(starts))
    assert [layout.row_of(0, start) for start in starts] == list(range(layout.height))
    assert all(cell_len(text) <= setting.measure for text in drawn_rows(layout))
