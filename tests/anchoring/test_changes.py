"""What a reader is told about a new edition."""

import json
from pathlib import Path

import pytest

from anchoring.test_moving import CALM, FRESH, OLD, STORM, replaced
from anchoring.texts import chapter
from tuireader import formats
from tuireader.anchoring import (
    Change,
    Changes,
    Folded,
    ParagraphChange,
    align,
    find_changes,
    shared_text,
)
from tuireader.place import Place
from tuireader.work import Block, Chapter, Kind, Part


def changes(new: tuple[Chapter, ...], old: tuple[Chapter, ...] = OLD) -> Changes:
    return find_changes(align(old, new))


def kinds(found: Changes) -> list[tuple[str, int | None, tuple[int, ...]]]:
    return [(each.change.value, each.new, each.old) for each in found.chapters]


def test_nothing_changed() -> None:
    found = changes(OLD)
    assert kinds(found) == [("same", 0, (0,)), ("same", 1, (1,))]
    assert (str(found), found.kept, found.length, found.first_new) == ("", 1.0, 1.0, None)


def test_new_edited_and_gone() -> None:
    new = (
        OLD[1],
        chapter(FRESH, FRESH + " Twice.", title="Later"),
        chapter("An end.", title="End"),
    )
    found = changes(new)
    assert kinds(found) == [
        ("same", 0, (1,)),
        ("new", 1, ()),
        ("new", 2, ()),
        ("gone", None, (0,)),
    ]
    assert str(found) == "2 new chapters, 1 gone"
    assert found.first_new == 1


def test_paragraphs_beside_each_other() -> None:
    edited = STORM[3].replace("aloud", "to herself")
    new = replaced((STORM[3], f"{FRESH}\n{edited}"), (STORM[6], ""), (CALM[0], CALM[0]))
    found = changes(new)
    assert str(found) == "1 edited chapter"
    first, second = found.chapters
    assert second.change is Change.SAME
    assert first.paragraphs == (
        ParagraphChange(None, Place(0, 3, 0), "", FRESH),
        ParagraphChange(Place(0, 3, 0), Place(0, 4, 0), STORM[3], edited),
        ParagraphChange(Place(0, 6, 0), None, STORM[6], ""),
    )
    assert [each.change for each in first.paragraphs] == [Change.NEW, Change.EDITED, Change.GONE]


def test_a_paragraph_written_anew_stands_beside_the_old_one() -> None:
    (first, _) = changes(replaced((STORM[3], FRESH))).chapters
    assert first.paragraphs == (ParagraphChange(Place(0, 3, 0), Place(0, 3, 0), STORM[3], FRESH),)


def test_what_only_moved_split_or_merged_is_the_same() -> None:
    for new in (
        OLD[::-1],
        (chapter(*STORM[:3]), chapter(*STORM[3:], *CALM)),
        replaced((CALM[3], CALM[3].replace(". ", ".\n"))),
        replaced((CALM[3], f"{CALM[3]} {CALM[4]}"), (CALM[4], "")),
    ):
        assert str(changes(new)) == ""


def test_a_new_title_or_note_is_no_edit() -> None:
    note = Block(Kind.PARAGRAPH, "Thanks for all the kind words about the storm!", part=Part.NOTES)
    new = (Chapter(1, "The Storm", (note, *OLD[0].blocks)), OLD[1])
    found = changes(new)
    assert str(found) == ""
    assert (found.chapters[0].old_title, found.chapters[0].title) == ("Storm", "The Storm")


def test_a_chapter_written_anew_is_known_by_its_id() -> None:
    old = (OLD[0], chapter(*CALM, source_id="901"))
    new = (OLD[0], chapter(FRESH, source_id="901"))
    assert kinds(changes(new, old)) == [("same", 0, (0,)), ("edited", 1, (1,))]
    assert kinds(changes((OLD[0], chapter(FRESH)), old))[1:] == [
        ("new", 1, ()),
        ("gone", None, (1,)),
    ]


def test_how_much_of_a_story_is_kept_and_how_long_it_is() -> None:
    another, shrunken, longer = (
        changes((chapter(FRESH),)),
        changes(OLD[1:]),
        changes((*OLD, chapter(FRESH))),
    )
    assert another.kept < 0.1
    assert shrunken.kept == pytest.approx(shrunken.length)
    assert (longer.kept, longer.length > 1) == (1.0, True)


def test_how_much_two_texts_share() -> None:
    old = Folded(OLD)
    assert shared_text(old, Folded((chapter(FRESH), *OLD))) == 1.0
    assert shared_text(old, Folded((chapter(FRESH),))) == 0.0
    assert 0.3 < shared_text(old, Folded((chapter(FRESH, *STORM[:2], *CALM),))) < 1.0


@pytest.mark.shared
@pytest.mark.parametrize("shape", ["html", "epub", "seedB.txt"])
def test_a_real_update(shared: Path, shape: str) -> None:
    folder = shared / "ao3" / "o4_wip_half_agony"
    truth = json.loads((folder / "update.expected.json").read_text("utf-8"))
    old = formats.read(folder / "v1" / "o4_wip_half_agony.html").chapters
    new = formats.read(folder / "v2" / f"o4_wip_half_agony.{shape}").chapters
    found = changes(new, old)
    assert str(found) == "2 new chapters, 2 edited"
    assert found.first_new == truth["v1"]["chapters"]
    listed = [change for each in found.chapters for change in each.paragraphs]
    edited = {each["text60"] for each in truth["changed"] if each["change"] == "edited"}
    assert {each.before[:60] for each in listed if each.change is Change.EDITED} == edited
    added = [each["text60"] for each in truth["new"] if each["v2"][0] <= 3]
    assert [each.after[:60] for each in listed if each.change is Change.NEW] == added
