"""What a reader made moves to a new edition with its words, and back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from tuireader.library import News
from tuireader.marks import Anchor, Mark, MarkKind
from tuireader.place import Passage, Place, Quote
from tuireader.store import merge
from tuireader.updating import Updated, is_behind
from updating.shelf import (
    BELLS,
    CAT,
    CLOCK,
    DOOR,
    FIRST,
    FOUR,
    HOUSE,
    LETTER,
    ONE,
    RAIN,
    SNOW,
    T0,
    THREE,
    TWO,
    YES,
    Shelf,
    edition,
)

PROLOGUE = ("Before anything else is told, this must be: the lane is not there any more.",)


def test_nothing_is_done_where_nothing_was_made(shelf: Shelf, key: str) -> None:
    shelf.put(edition(ONE, TWO, THREE, FOUR))
    assert shelf.update(key) == Updated()
    assert shelf.store.keys() == []
    with pytest.raises(KeyError):
        shelf.update("not-here")


def test_marks_go_where_their_words_are(shelf: Shelf, key: str) -> None:
    shelf.highlight(key, "did not so much as open an eye")
    shelf.highlight(key, YES, chapter=1)
    shelf.bookmark(key, BELLS)
    shelf.put(edition(PROLOGUE, (CAT, HOUSE, YES, DOOR), (YES, *TWO), THREE))
    assert shelf.update(key)[:3] == (3, 0, 0)
    cat, yes, bells = shelf.record(key).marks
    assert shelf.words(key, cat) == "did not so much as open an eye"
    assert cat.anchor.place == Place(1, 0, 37)
    assert (shelf.words(key, yes), yes.anchor.place) == (YES, Place(2, 3, 0))
    assert bells.anchor.place == Place(3, 2, 0)
    present = shelf.library.edition(key)
    assert {mark.anchor.edition for mark in (cat, yes, bells)} == {present}
    assert {mark.anchor.certainty for mark in (cat, yes, bells)} == {1.0}
    assert cat.anchor.origin is not None
    assert cat.anchor.origin.place == Place(0, 1, 37)
    assert not is_behind(shelf.record(key), present)


def test_doing_it_again_changes_nothing(shelf: Shelf, key: str) -> None:
    shelf.highlight(key, "the weather of every one")
    shelf.highlight(key, "under the clock")
    shelf.read(key, BELLS)
    shelf.put(edition(ONE, (RAIN, YES, CLOCK), THREE, FOUR))
    first = shelf.update(key)
    path = shelf.store.folder / f"{key}.toml"
    before = path.read_bytes()
    assert shelf.update(key) == Updated(news=first.news)
    assert path.read_bytes() == before


def test_it_knows_how_sure_it_is_and_keeps_the_words_it_was_made_on(shelf: Shelf, key: str) -> None:
    made = shelf.highlight(key, "stood at the very end of the lane")
    edited = HOUSE.replace("very end of the lane", "far end of the lane")
    shelf.put(edition((edited, *ONE[1:]), TWO, THREE))
    shelf.update(key)
    (mark,) = shelf.record(key).marks
    assert shelf.words(key, mark) == "stood at the far end of the lane"
    assert mark.anchor.quote.exact == "stood at the far end of the lane"
    assert mark.anchor.made == made.anchor
    assert 0.8 < mark.anchor.certainty < 1.0
    # The next edition moves it from there, and when its words are back it is sure again.
    shelf.put(edition(PROLOGUE, (edited.replace("stood", "lay"), *ONE[1:]), TWO, THREE))
    shelf.update(key)
    (later,) = shelf.record(key).marks
    assert later.anchor.made == made.anchor
    assert later.anchor.certainty < mark.anchor.certainty
    shelf.put(edition(PROLOGUE, (YES, *ONE), TWO, THREE))
    shelf.update(key)
    (back,) = shelf.record(key).marks
    assert (back.anchor.place, back.anchor.certainty) == (Place(1, 1, 10), 1.0)
    assert back.anchor.quote.exact == made.anchor.quote.exact


@pytest.mark.parametrize("kept", [True, False])
def test_lost_words_wait_for_an_edition_that_has_them(shelf: Shelf, key: str, kept: bool) -> None:
    """Whether the text they were made on is still kept or not."""
    made = shelf.highlight(key, "put the letter under the clock")
    lost_bookmark = shelf.bookmark(key, LETTER)
    shelf.put(edition(ONE, (RAIN, CLOCK), THREE))
    assert shelf.update(key)[:3] == (0, 2, 0)
    for mark in shelf.record(key).marks:
        assert mark.lost
        assert mark.anchor.certainty == 0.0
        assert mark.anchor.passage == Passage.at(Place(1, 0, len(RAIN)))  # the nearest guess
        assert mark.anchor.quote == mark.anchor.made.quote
    # It stays lost, and the guess goes on with the text.
    shelf.put(edition(PROLOGUE, ONE, (RAIN, CLOCK), THREE))
    assert shelf.update(key)[:3] == (0, 0, 0)
    assert [mark.anchor.place.chapter for mark in shelf.record(key).marks] == [2, 2]
    if not kept:
        shelf.library._db.run(
            "DELETE FROM chapters WHERE edition NOT IN (SELECT edition FROM works)"
        )
    shelf.put(edition(PROLOGUE, ONE, TWO, THREE))
    assert shelf.update(key)[:3] == (2, 0, 2)
    marks = {mark.id: mark for mark in shelf.record(key).marks}
    assert not any(mark.lost for mark in marks.values())
    assert shelf.words(key, marks[made.id]) == "put the letter under the clock"
    assert marks[lost_bookmark.id].anchor.place == Place(2, 1, 0)


def test_going_back_puts_everything_back(shelf: Shelf, key: str) -> None:
    for words, chapter in ((YES, 0), (YES, 1), (YES, 2), ("under the clock", 1), (CAT, 0)):
        shelf.highlight(key, words, chapter)
    shelf.read(key, SNOW, finished=True)
    before = shelf.record(key)
    for other in (edition((HOUSE, DOOR), FOUR), edition(FOUR), edition(THREE, FOUR, TWO)):
        shelf.put(other)
        shelf.update(key)
        assert len(shelf.record(key).marks) == 5
    shelf.put(FIRST)
    shelf.update(key)
    after = shelf.record(key)
    assert [(m.id, m.anchor, m.lost) for m in after.marks] == [
        (m.id, m.anchor, False) for m in before.marks
    ]
    assert after.progress
    assert before.progress
    assert after.progress.anchor == before.progress.anchor
    assert after.progress.finished


def test_moving_is_no_edit(shelf: Shelf, key: str) -> None:
    """A note written elsewhere meanwhile is not lost to a mark that was merely moved."""
    mark = shelf.highlight(key, CAT)
    elsewhere = shelf.record(key)
    shelf.put(edition(PROLOGUE, ONE, TWO, THREE))
    shelf.update(key)
    edited = replace(mark, note="Mine!", modified=T0.replace(second=30))
    merged = merge(shelf.record(key), elsewhere.with_mark(edited))
    assert merged.marks[0].note == "Mine!"
    shelf.store.update(key, lambda _: merged)
    shelf.update(key)
    (found,) = shelf.record(key).marks
    assert (found.note, found.anchor.place) == ("Mine!", Place(1, 1, 0))


def test_a_record_from_another_machine_with_another_edition(shelf: Shelf, key: str) -> None:
    """This machine never had the text that the record was made in."""
    shelf.highlight(key, "the second spring")
    shelf.highlight(key, "dogs answered them")
    shelf.read(key, CLOCK)
    records = shelf.record(key)
    other = Shelf(shelf.home / "elsewhere")
    edited = LETTER.replace("stayed", "remained")
    other.put(edition(PROLOGUE, ONE, (RAIN, edited, YES, CLOCK), THREE))
    other.store.update(key, lambda _: records)
    assert other.update(key)[:3] == (2, 0, 0)
    moved = other.record(key)
    words = [other.words(key, mark) for mark in moved.marks]
    assert words == ["the second spring", "dogs answered them"]
    assert moved.progress
    assert moved.progress.anchor.place == Place(2, 3, 0)
    other.library.close()
    # Back here, it is exactly where it was.
    shelf.store.update(key, lambda _: moved)
    shelf.update(key)
    assert [m.anchor for m in shelf.record(key).marks] == [m.anchor for m in records.marks]


# Where reading goes on


def test_reading_goes_on_at_its_sentence(shelf: Shelf, key: str) -> None:
    shelf.read(key, CLOCK)
    shelf.put(edition(PROLOGUE, ONE, (RAIN, YES, LETTER, CLOCK), THREE))
    shelf.update(key)
    progress = shelf.record(key).progress
    assert progress
    assert progress.anchor.place == Place(2, 3, 0)
    assert 0 < progress.fraction < 1
    assert shelf.library.shelved([key])[0].fraction == pytest.approx(progress.fraction, abs=1e-4)


def test_or_at_the_end_of_the_nearest_one_before_it(shelf: Shelf, key: str) -> None:
    shelf.read(key, LETTER)
    shelf.put(edition(ONE, (RAIN, YES, CLOCK), THREE))
    shelf.update(key)
    progress = shelf.record(key).progress
    assert progress
    assert progress.anchor.place == Place(1, 0, len(RAIN))
    assert progress.anchor.certainty == 0.0


@pytest.mark.parametrize(
    ("new", "place"),
    [
        (edition(ONE, TWO, THREE, FOUR), Place(3)),
        (edition(PROLOGUE * 9, ONE, TWO, THREE), Place(0)),
        (edition(ONE, TWO, THREE[:2], THREE[2:], FOUR), Place(4)),
    ],
)
def test_who_had_finished_goes_on_at_the_first_new_chapter(
    shelf: Shelf, key: str, new: object, place: Place
) -> None:
    shelf.read(key, SNOW, finished=True)
    shelf.put(new)  # type: ignore[arg-type]
    shelf.update(key)
    progress = shelf.record(key).progress
    assert progress
    assert (progress.anchor.place, progress.finished) == (place, False)
    assert not shelf.library.shelved([key])[0].finished
    # An update that comes before it was read changes nothing in that.
    longer = edition(*([c.text for c in x.blocks] for x in new.chapters), FOUR[:1])  # type: ignore
    shelf.put(longer)
    shelf.update(key)
    progress = shelf.record(key).progress
    assert progress
    assert (progress.anchor.place, progress.finished) == (place, False)


def test_who_had_finished_has_finished_where_nothing_is_new(shelf: Shelf, key: str) -> None:
    shelf.read(key, SNOW, finished=True)
    shelf.put(edition(ONE, (RAIN.replace("hail", "snow"), *TWO[1:]), THREE))
    shelf.update(key)
    progress = shelf.record(key).progress
    assert progress
    assert (progress.anchor.place, progress.finished, progress.fraction) == (Place(2, 3), True, 1)


def test_the_end_tells_what_is_new_where_the_old_text_is_gone(shelf: Shelf, key: str) -> None:
    shelf.read(key, SNOW, finished=True)
    records = shelf.record(key)
    other = Shelf(shelf.home / "elsewhere")
    other.put(edition(ONE, TWO, THREE, FOUR))
    other.store.update(key, lambda _: records)
    other.update(key)
    progress = other.record(key).progress
    assert progress
    assert progress.anchor.place == Place(3)
    other.library.close()


# What is new


def test_what_is_new_is_noted_for_the_shelf(shelf: Shelf, key: str) -> None:
    shelf.read(key, YES, chapter=0)
    since = shelf.library.edition(key)
    shelf.put(edition(ONE, (RAIN.replace("hail", "snow"), *TWO[1:]), FOUR))
    news = shelf.update(key).news
    assert news == News(shelf.library.edition(key), since, (2,), edited=1, gone=1)
    assert shelf.library.shelved([key])[0].news == "1 new chapter, 1 edited, 1 gone"
    # News gather until the work is read.
    shelf.put(edition(ONE, (RAIN.replace("hail", "snow"), *TWO[1:]), FOUR, THREE))
    news = shelf.update(key).news
    assert news
    assert (news.since, news.new, news.edited, news.gone) == (since, (2,), 1, 0)
    shelf.read(key, RAIN[:20])
    shelf.library.note_seen(key, shelf.library.edition(key), {0, 1})
    assert shelf.library.shelved([key])[0].news == "1 new chapter"
    shelf.put(edition(ONE, (RAIN, *TWO[1:]), FOUR, THREE))
    news = shelf.update(key).news
    assert news
    assert (news.new, news.edited) == ((), 1)


def test_going_back_to_what_was_read_is_no_news(shelf: Shelf, key: str) -> None:
    shelf.read(key, YES, chapter=0)
    shelf.put(edition(ONE, TWO, THREE, FOUR))
    shelf.update(key)
    shelf.put(FIRST)
    shelf.update(key)
    assert shelf.library.shelved([key])[0].news == ""


# Marks that others wrote


def test_a_mark_written_by_hand_is_in_the_present_text(shelf: Shelf, key: str) -> None:
    by_place = Mark("a", MarkKind.BOOKMARK, Anchor(Passage.at(Place(1, 3, 4))), T0, T0)
    by_words = Mark(
        "b",
        MarkKind.HIGHLIGHT,
        Anchor(Passage.at(Place()), Quote("under the clock")),
        T0,
        T0,
        lost=True,
    )
    nowhere = replace(by_place, id="c", anchor=Anchor(Passage.at(Place(9, 9, 9))))
    shelf.store.update(key, lambda r: r.with_mark(by_place).with_mark(by_words).with_mark(nowhere))
    shelf.update(key)
    marks = {mark.id: mark for mark in shelf.record(key).marks}
    assert not any(mark.lost for mark in marks.values())
    assert marks["a"].anchor.passage == by_place.anchor.passage
    assert marks["a"].anchor.quote.suffix.startswith("clock had stopped")
    assert shelf.words(key, marks["b"]) == "under the clock"
    assert marks["c"].anchor.place == Place(2, 3, len(SNOW))


# Being stopped


def test_a_text_is_kept_until_its_marks_have_moved(shelf: Shelf, key: str) -> None:
    """Every update is stopped before it has begun; the last one goes through."""
    shelf.highlight(key, YES, chapter=1)
    made = shelf.library.edition(key)
    for number in range(8):
        lines = (f"This is line {number} of an endless preface that nobody will ever read.",)
        shelf.put(edition(*[lines] * (number + 1), ONE, TWO, THREE))
    assert made in shelf.library.editions(key)
    shelf.update(key)
    (mark,) = shelf.record(key).marks
    assert mark.anchor.place == Place(9, 2)
    assert len(shelf.library.editions(key)) == 4


KILLED = """
import os, signal, sys
from pathlib import Path
from tuireader.library import Library
from tuireader.store import Store
from tuireader import updating

def die(*arguments, **more):
    os.kill(os.getpid(), signal.SIGKILL)

target, name = sys.argv[3].split(".")
setattr({"Store": Store, "Library": Library}[target], name, die)
home = Path(sys.argv[1])
updating.update(Library(home / "library.db"), Store(home / "works"), sys.argv[2])
"""


@pytest.mark.parametrize(
    "where", ["Store.update", "Library.note_news", "Library.note_reading", "Library.prune"]
)
def test_killed_anywhere_it_is_taken_up_again(shelf: Shelf, key: str, where: str) -> None:
    shelf.highlight(key, YES, chapter=1)
    shelf.highlight(key, "under the clock")
    shelf.read(key, SNOW, finished=True)
    shelf.put(edition((*PROLOGUE, *ONE), (RAIN, YES, CLOCK), THREE, FOUR))
    done = subprocess.run([sys.executable, "-c", KILLED, str(shelf.home), key, where], check=False)
    assert done.returncode == -signal.SIGKILL
    news = shelf.update(key).news
    assert news
    assert news.new == (3,)
    lost, yes = sorted(shelf.record(key).marks, key=lambda mark: mark.anchor.place)
    assert (lost.lost, yes.lost) == (True, False)
    assert yes.anchor.place == Place(1, 1)
    progress = shelf.record(key).progress
    assert progress
    assert progress.anchor.place == Place(3)
    assert shelf.library.shelved([key])[0].new_chapters == 1


def test_where_the_record_cannot_be_written_nothing_is_lost(
    shelf: Shelf, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.highlight(key, CAT)
    before = shelf.record(key)
    shelf.put(edition(PROLOGUE, ONE, TWO, THREE))

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr("tuireader.store.files.write_temporary", full)
        with pytest.raises(Exception, match="disk is full"):
            shelf.update(key)
    assert shelf.record(key) == before
    shelf.update(key)
    assert shelf.record(key).marks[0].anchor.place == Place(1, 1)
