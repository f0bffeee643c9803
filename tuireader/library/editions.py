"""Whether a text that comes for a work already here is taken, and what is then known of the work.

Pure: two texts in, a judgement out. An update replaces what is here; nothing that would lose text
or replace a full copy by a poor one is taken without being asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from tuireader.library.query import fold
from tuireader.library.sameness import share
from tuireader.work import Metadata

# A text of less than this part of the one here is no plain update.
MUCH_SHORTER = 0.6
# Of the sentences here, fewer than this in the new text: it is another work.
ANOTHER_WORK = 0.3
# Texts of one title that share this part of the shorter one are one work.
SAME_WORK = 0.5
MAYBE_ONE_WORK = 0.1
ENOUGH_SENTENCES = 8  # to say either
# Formats differ in a sentence here and there: up to this part is nothing new.
NOTHING_NEW = 0.02
# Texts of one day that share this part are copies of one edition: so far do the worst formats go.
SAME_COPY = 0.92

_PLAIN_FORMATS = {"text": 0, "pdf": 1}
_RICH = 2

# What is left of a work in copies of one edition, the poorest first: words without italics, pages
# whose paragraphs are guessed, looks without names, what was converted; and the site's own files.
_FIDELITY = {"text": 0, "pdf": 1, "mobi": 2, "epub": 6, "html": 6}
_CONVERTED = 4
_FETCHED = 3  # so much poorer is what a program made of the site's pages: below _CONVERTED
_FANFICFARE = "fanficfare-uid:"


class Text(NamedTuple):
    """What judging needs to know of a text."""

    metadata: Metadata
    format: str
    edition: str
    chapters: int
    chars: int
    words: int
    sentences: frozenset[int]


class Verdict(Enum):
    """What becomes of a text that comes for a work already here."""

    TAKE = "take"
    KEEP = "keep"  # nothing here is lost by leaving it; the reason says why
    REFUSE = "refuse"  # somebody has to decide


class Judgement(NamedTuple):
    """A verdict, and why a text is not simply taken, in words for the reader."""

    verdict: Verdict
    reason: str = ""
    is_news: bool = True  # False: taken as a richer copy of the edition that is here


def are_one_work(old: Text, new: Text, same_file: bool = False) -> bool:
    """Whether two texts of one title are of one work, as far as nothing else tells."""
    if old.edition == new.edition:
        return new.chars > 0
    common = len(old.sentences & new.sentences)
    if not common or common < SAME_WORK * min(len(old.sentences), len(new.sentences)):
        return False
    # A few sentences are in a long text by chance, or because they stand in all its kind.
    alike = min(old.chars, new.chars) >= MUCH_SHORTER * max(old.chars, new.chars)
    return alike or same_file or common >= ENOUGH_SENTENCES


def are_of_one_serial(old: Text, new: Text) -> bool:
    """Whether `new`, of the same title, holds chapters of the work that `old` is a text of, though
    they may have no sentence in common."""
    ours, theirs = new.metadata, old.metadata
    return (
        is_part(new)
        and bool(ours.authors and ours.published)
        and ours.published == theirs.published
        and set(map(fold, ours.authors)) == set(map(fold, theirs.authors))
    )


def newer(one: Metadata, other: Metadata) -> Metadata:
    """What was said later of a work; `other` where neither says when."""
    return one if date(one) > date(other) else other


def may_be_one_work(old: Text, new: Text) -> bool:
    """Whether two texts of one title that are not plainly one work may be one after all: their
    reader should be asked."""
    theirs, ours = (set(map(fold, text.metadata.authors)) for text in (old, new))
    if theirs and ours:
        return not theirs.isdisjoint(ours)
    common = len(old.sentences & new.sentences)
    return common > MAYBE_ONE_WORK * min(len(old.sentences), len(new.sentences))


def judge(
    old: Text, new: Text, same_file: bool, is_rearranged: Callable[[], bool] = lambda: False
) -> Judgement:
    """What to do with `new`, which is of the work that `old` is the text of.

    `same_file` says that the file was one of this work's before and has changed. `is_rearranged`
    compares the order of what is in both; it takes longer, and is asked only where it matters.
    """
    if new.edition == old.edition:
        if _says_anew(old, new, same_file):
            return Judgement(
                Verdict.TAKE, "its words are the same; what is known of it has changed"
            )
        if _fidelity(new, old) > _fidelity(old, new) and not _is_older(new, old):
            both_dated = bool(date(old.metadata) and date(new.metadata))
            return Judgement(Verdict.TAKE, is_news=not both_dated)
        return Judgement(Verdict.KEEP)
    kept = share(old.sentences, new.sentences)
    fresh = 1 - share(new.sentences, old.sentences) if new.sentences else 0.0
    if is_part(new):
        # A page of one chapter is whole; several chapters, or what a file has left, were cut short.
        cut = new.chars < MUCH_SHORTER * old.chars and (new.chapters > 1 or same_file)
        if new.chars < old.chars and fresh <= NOTHING_NEW and not cut:
            return Judgement(Verdict.KEEP, "it is a part of the text that is here")
        alike = is_part(old) and kept >= ANOTHER_WORK
        if not alike and new.chapters <= old.chapters:
            return Judgement(
                Verdict.REFUSE,
                f"it holds only {_chapters(new.chapters)} of {new.metadata.chapters_posted};"
                " the text in the library is kept",
            )
    if new.chars < MUCH_SHORTER * old.chars:
        return Judgement(
            Verdict.REFUSE,
            f"it is much shorter ({new.words:,} words) than the text in the library"
            f" ({old.words:,} words), which is kept",
        )
    if kept < ANOTHER_WORK and len(old.sentences) >= ENOUGH_SENTENCES:
        return Judgement(
            Verdict.REFUSE,
            "it has almost nothing in common with the text in the library, which is kept",
        )
    if not same_file:
        here, there = date(old.metadata), date(new.metadata)
        if _is_older(new, old):
            return Judgement(Verdict.KEEP, f"the library has a newer edition ({here})")
        as_new = bool(here) and here == there
        ours, theirs = _fidelity(new, old), _fidelity(old, new)
        poorer = is_poorer(new, old)
        is_copy = as_new and new.chapters == old.chapters and min(kept, 1 - fresh) >= SAME_COPY
        if is_copy and ours > theirs and not poorer and not is_rearranged():
            return Judgement(Verdict.TAKE, is_news=False)
        other = as_new and new.format != old.format and richness(new.format) <= richness(old.format)
        if (is_copy and ours < theirs) or (fresh <= NOTHING_NEW and (poorer or other)):
            # Converters put parts of books elsewhere; only what comes in chapters is rearranged.
            serial = old.metadata.chapters_posted and new.format != "pdf"
            later = bool(here) and there > here
            shortened = later and kept < 1 - NOTHING_NEW
            if not (shortened or ((later or serial) and is_rearranged())):
                return Judgement(Verdict.KEEP, "nothing in it is new")
    return Judgement(Verdict.TAKE)


def _is_older(new: Text, old: Text) -> bool:
    """Whether `new` is of an earlier day, as far as both texts say.

    Not every format says when a work was last updated; of those one with more text is no older one.
    """
    here, there = date(old.metadata), date(new.metadata)
    if not (here and there < here and there):
        return False
    both = bool(old.metadata.updated and new.metadata.updated)
    return both or new.chars <= old.chars * (1 + NOTHING_NEW)


def _fidelity(text: Text, other: Text) -> int:
    """How much of the work is left in a copy, beside another one of the same edition."""
    rank = _FIDELITY.get(text.format, _CONVERTED)
    fetched = any(one.startswith(_FANFICFARE) for one in text.metadata.identifiers)
    return rank - _FETCHED if fetched or _is_reordered(text.metadata, other.metadata) else rank


def _is_reordered(one: Metadata, other: Metadata) -> bool:
    """Whether `one` has all that `other` lists, but sorted, as programs and not authors do it."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in _LISTED]
    apart = [(ours, theirs) for ours, theirs in pairs if ours != theirs]
    return bool(apart) and all(list(ours) == sorted(theirs) for ours, theirs in apart)


def _says_anew(old: Text, new: Text, same_file: bool) -> bool:
    """Whether `new` says something else of the work, such as another title or that it is complete,
    and is no older: sites do not date such changes."""
    here, there = date(old.metadata), date(new.metadata)
    no_older = there >= here if new.format == old.format else there > here
    if is_poorer(new, old) or is_part(new) or not (no_older or same_file):
        return False
    return any(
        _differ(getattr(old.metadata, name), getattr(new.metadata, name)) for name in _SAID_OF_IT
    )


def _differ(old: object, new: object) -> bool:
    """Whether both say something, and not the same; programs list tags in an order of their own,
    and a site writes them as the first did who used them."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        old, new = (
            frozenset(fold(one) if isinstance(one, str) else one for one in listed)
            for listed in (old, new)
        )
    return old not in _UNSAID and new not in _UNSAID and old != new


def is_poorer(new: Text, old: Text) -> bool:
    """Whether `new` says less about the work, or about its italics, than `old`."""
    return (
        bool(old.metadata.url and not new.metadata.url)
        or bool(old.metadata.authors and not new.metadata.authors)
        or richness(new.format) < richness(old.format)
    )


def merge(old: Text, new: Text, take: bool) -> Metadata:
    """What is known of the work from both.

    The new text's word counts, where it is taken (`take`); otherwise the old one's stay, and only
    gaps are filled.
    """
    first, second = new.metadata, old.metadata
    if not take or is_poorer(new, old):
        first, second = second, first
    filled = {
        name: getattr(second, name)
        for name in Metadata.__dataclass_fields__
        if name not in _COUNTS and not getattr(first, name) and getattr(second, name)
    }
    counts = _counts(old, new) if take else {name: getattr(old.metadata, name) for name in _COUNTS}
    if "identifiers" in filled:  # who made a copy is not known of the work
        filled["identifiers"] = tuple(
            one for one in filled["identifiers"] if not one.startswith(_FANFICFARE)
        )
    return replace(first, **filled, **counts)


_UNSAID: tuple[object, ...] = (None, "", frozenset())
_SAID_OF_IT = (
    "title",
    "authors",
    "summary",
    "notes",
    "end_notes",
    "rating",
    "warnings",
    "categories",
    "fandoms",
    "relationships",
    "characters",
    "tags",
    "series",
    "collections",
    "complete",
    "chapters_planned",
)
_LISTED = ("warnings", "categories", "fandoms", "relationships", "characters", "tags")
_COUNTS = ("words", "chapters_posted", "chapters_planned", "complete")


def _counts(old: Text, new: Text) -> dict[str, int | bool | None]:
    """How long the work is, by the new text; what that does not say, by the old if it can be."""
    stated = new.metadata
    planned, complete = stated.chapters_planned, stated.complete
    if not stated.chapters_posted and complete is None:
        before = old.metadata
        if before.chapters_planned and before.chapters_planned >= new.chapters:
            planned = before.chapters_planned
        complete = before.complete if before.complete or new.chapters == old.chapters else None
    return {
        "words": stated.words,
        "chapters_posted": stated.chapters_posted,
        "chapters_planned": planned,
        "complete": complete,
    }


def is_part(text: Text) -> bool:
    """Whether the file says that the work has more chapters than it holds."""
    return text.metadata.chapters_posted > text.chapters


def richness(format: str) -> int:
    """How much files of a format say besides words: italics, links, notes."""
    return _PLAIN_FORMATS.get(format, _RICH)


def date(metadata: Metadata) -> str:
    """When the work was last changed, as far as its text says."""
    return metadata.updated or metadata.published


def _chapters(count: int) -> str:
    return "1 chapter" if count == 1 else f"{count} chapters"
