"""Chapters that come in several files, made one work.

Pure: works come in, a work goes out. Files may say which chapters of which work they hold, as pages
of a serial do (`add_piece`), or somebody says that they are one work (`as_one`). It must not know
the library, files or how they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any, NamedTuple

from tuireader.library import editions, identity
from tuireader.library.sameness import hash_sentences, sentence_set, share
from tuireader.work import Block, Chapter, Entry, Kind, Metadata, Picture, Role, Span, Work

_PLACE = re.compile(r"#(\d+)/(\d+)/(\d+)")
_NUMBER = re.compile(r"\d{1,6}")
# What stands between the title of a work and that of a chapter.
_AROUND = " \t-–—:;,.|/·_()[]#"
_CHAPTER = r"(?:chapter|chap|ch|part|pt|episode|ep|kapitel|teil|chapitre|capítulo|capitolo|глава)"
_ENDS_WITH_CHAPTER = re.compile(rf"(?:^|[\W_]){_CHAPTER}\.?\s*$", re.IGNORECASE)
_BEGINS_WITH_NUMBER = re.compile(rf"(?:{_CHAPTER}\.?[\s_]*)?0*(\d{{1,6}})(?!\w)", re.IGNORECASE)
_CALLED_CHAPTER = re.compile(
    rf"\A(?P<work>(?:.*?[\W_])??){_CHAPTER}[\s._#-]{{0,3}}(?P<number>\d{{1,6}})(?!\w)",
    re.IGNORECASE,
)
_BEGINS_CHAPTER = re.compile(rf"\s*(?:\Z|[-–—:;,.|/·_(\[#\d]|{_CHAPTER}\b)", re.IGNORECASE)
_SHORTEST_TITLE = 2
# What stands before the chapters of a book, and after them, by what its file is called.
_FIRST = re.compile(r"(?:^|[\W_])(?:prolog(?:ue)?|preface|foreword|introduction)(?:$|[\W_])", re.I)
_LAST = re.compile(r"(?:^|[\W_])(?:epilog(?:ue)?|afterword|appendix|end ?notes)(?:$|[\W_])", re.I)


class Named(NamedTuple):
    """The work in one file; `name` is the file's, without its extension."""

    name: str
    work: Work


class _Piece(NamedTuple):
    """A chapter, and where it stood in the work of its file."""

    work: Work
    at: int
    chapter: Chapter


# One more chapter


def add_piece(whole: Work, piece: Work) -> Work | None:
    """`whole` with the chapters of `piece`, each in its place by its number.

    A chapter that is there already stays, but for one that was edited since. None where nothing is
    new in `piece`, or where numbers do not tell where its chapters belong.
    """
    if not _is_in_order(whole.chapters) or not _is_in_order(piece.chapters):
        return None
    pieces = {present.chapter.number: present for present in _pieces(whole)}
    taken = False
    for new in _pieces(piece):
        present = pieces.get(new.chapter.number)
        if present:
            kept, fresh = _compared(present.chapter, new.chapter)
            if kept < editions.ANOTHER_WORK:
                return None
            if fresh <= editions.NOTHING_NEW or not _may_replace(piece, whole):
                continue
        pieces[new.chapter.number] = new
        taken = True
    if not taken:
        return None
    return _combined([pieces[number] for number in sorted(pieces)], piece.metadata, whole.format)


def _pieces(work: Work) -> list[_Piece]:
    return [_Piece(work, index, chapter) for index, chapter in enumerate(work.chapters)]


def _is_in_order(chapters: Sequence[Chapter]) -> bool:
    return all(before.number < after.number for before, after in pairwise(chapters))


def _compared(old: Chapter, new: Chapter) -> tuple[float, float]:
    """How much of the old chapter is in the new one, and how much of that is new."""
    if [block.text for block in old.blocks] == [block.text for block in new.blocks]:
        return 1.0, 0.0
    ours, theirs = (sentence_set(hash_sentences([chapter])) for chapter in (new, old))
    return share(theirs, ours), 1 - share(ours, theirs)


def _may_replace(piece: Work, whole: Work) -> bool:
    """Whether a chapter of `piece` is no older and no poorer than that of `whole`."""
    there, here = editions.date(piece.metadata), editions.date(whole.metadata)
    return there >= here and editions.richness(piece.format) >= editions.richness(whole.format)


# Files that somebody says are one work


def as_one(files: Sequence[Named], folder: str) -> Work:
    """One work of the works in several files, which come in the order of their names.

    Chapters are in the order of their numbers where the files tell them, else of the files.
    `folder` is the title where the files share none.
    """
    files = [file._replace(work=_told(file.work)) for file in files]
    title = _title(files, folder)
    numbered = _numbered(files)
    works = [_as_chapter(file, number, title) for number, file in numbered]
    pieces = [piece for work in works for piece in _pieces(work)]
    if not _is_in_order([piece.chapter for piece in pieces]):
        pieces = [
            piece._replace(chapter=replace(piece.chapter, number=number))
            for number, piece in enumerate(pieces, 1)
        ]
    metadata = _metadata([file.work.metadata for _, file in numbered], title, len(pieces))
    return _combined(pieces, metadata, files[0].work.format)


def chapter_number(name: str) -> tuple[str, int] | None:
    """What a file, or the work in it, says of itself by its name: of "The Ferry - Chapter 3: Rain"
    ("the ferry", 3); None where it does not call itself a chapter."""
    found = _CALLED_CHAPTER.search(name)
    return (found["work"].strip(_AROUND).casefold(), int(found["number"])) if found else None


def _numbered(files: Sequence[Named]) -> list[tuple[int, Named]]:
    """The files in the order of their chapters, each with the number of its first."""
    stated = [file.work.chapters[0].number for file in files]
    if len(set(stated)) == len(files):
        return sorted(zip(stated, files, strict=True), key=lambda item: item[0])
    named = _numbers_in([file.name for file in files])
    if not named:  # names say which come first and last, if not which is which
        files = sorted(files, key=lambda file: _rank(file.name))
    return list(zip(named or range(1, len(files) + 1), files, strict=True))


def _rank(name: str) -> int:
    """Where a file belongs that is no chapter by its name: before them all, or after."""
    if _FIRST.search(name):
        return 0
    return 2 if _LAST.search(name) else 1


def _told(work: Work) -> Work:
    """The work without cover and table of contents, which are of one file, not of the whole."""
    pieces = list(_pieces(work))
    kept = [piece for piece in pieces if _tells(piece.chapter)]
    if not kept or len(kept) == len(pieces):
        return work
    return _combined(kept, work.metadata, work.format)


def _tells(chapter: Chapter) -> bool:
    texts = [block for block in chapter.blocks if block.has_text]
    size = sum(len(block.text) for block in texts)
    linked = sum(
        span.end - span.start
        for block in texts
        for span in block.spans
        if span.role is Role.LINK and _PLACE.fullmatch(span.target)
    )
    heads = sum(len(block.text) for block in texts if block.kind is Kind.HEADING)
    return size - heads > 2 * linked or (size > 0 and not linked)


def _numbers_in(names: Sequence[str]) -> list[int]:
    """The numbers by which names differ, if they count up: of "Book 2 - 01", "Book 2 - 03" 1, 3."""
    found = [list(map(int, _NUMBER.findall(name))) for name in names]
    for column in zip(*found, strict=False):
        if all(before < after for before, after in pairwise(column)):
            return list(column)
    return []


def _as_chapter(file: Named, number: int, title: str) -> Work:
    """The work in a file as a chapter of the work `title`; one of several chapters as it is."""
    work = file.work
    if len(work.chapters) != 1:
        return work
    (chapter,) = work.chapters
    own = chapter.title
    if not work.metadata.chapters_posted:  # it is not from where chapters have numbers
        names = (_without(name, title) for name in (own, work.metadata.title, file.name))
        own = next(filter(None, names), "")
        if (match := _BEGINS_WITH_NUMBER.match(own)) and int(match[1]) == number:
            own = own[match.end() :].strip(_AROUND)
    first = next((block.text for block in chapter.blocks if block.has_text), "")
    chapter = replace(
        chapter, number=number, title=own, titled=chapter.titled or (bool(own) and first == own)
    )
    entries = [entry for entry in work.contents if _without(entry.title, title)]
    if len(entries) <= 1 and not work.metadata.chapters_posted:
        entries = [Entry(own or f"Chapter {number}", 1, 0)]
    top = min((entry.level for entry in entries), default=1) - 1
    contents = tuple(entry._replace(level=entry.level - top) for entry in entries)
    return replace(work, chapters=(chapter,), contents=contents)


def _without(name: str, title: str) -> str:
    """The rest of a name that begins or ends with the work's title."""
    before, after = name[: len(title)], name[-len(title) :]
    if before.casefold() == title.casefold() and not name[len(title) :][:1].isalnum():
        name = name[len(title) :]
    elif after.casefold() == title.casefold() and not name[: -len(title)][-1:].isalnum():
        name = name[: -len(title)]
    return name.strip(_AROUND)


def _title(files: Sequence[Named], folder: str) -> str:
    """What all files call the work; else what their titles begin with; else the folder's name."""
    titles = [file.work.metadata.title for file in files]
    headings = [file.work.chapters[0].title for file in files]
    for same in (titles, headings):
        if same[0] and len(set(same)) == 1:
            return same[0]
    shared = _common_start(titles)
    if all(_BEGINS_CHAPTER.match(title[len(shared) :]) for title in titles):
        if any(title[len(shared) :][:1].isdigit() for title in titles):
            shared = shared.rstrip("0123456789")  # of 10 and 11
        shared = _ENDS_WITH_CHAPTER.sub("", shared.rstrip(_AROUND)).strip(_AROUND)
        if len(shared) >= _SHORTEST_TITLE:
            return shared
    return folder


def _common_start(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    differ = (at for at, character in enumerate(first) if last[at : at + 1] != character)
    return first[: next(differ, len(first))]


def _metadata(stated: Sequence[Metadata], title: str, chapters: int) -> Metadata:
    """What is known of the whole by what is known of its parts."""
    values: dict[str, Any] = {}
    for field in fields(Metadata):
        of_parts = [getattr(metadata, field.name) for metadata in stated]
        if isinstance(field.default, tuple):
            values[field.name] = tuple(dict.fromkeys(item for part in of_parts for item in part))
        elif isinstance(field.default, str):
            values[field.name] = next(filter(None, of_parts), "")
        else:
            same = all(part == of_parts[0] for part in of_parts)
            values[field.name] = of_parts[0] if same else field.default
    if values["chapters_posted"] < chapters:
        values |= {"words": 0, "chapters_posted": 0, "chapters_planned": None}
    if len({identity.identities(metadata)[:1] for metadata in stated}) > 1:
        values |= {"url": "", "identifiers": ()}  # they are of several works
    dates = sorted(filter(None, (metadata.published for metadata in stated)))
    latest = max(editions.date(metadata) for metadata in stated)
    published = dates[0] if dates else ""
    updated = latest if latest > published else ""
    return Metadata(**values | {"title": title, "published": published, "updated": updated})


# Chapters of several works in one


def _combined(pieces: Sequence[_Piece], metadata: Metadata, format: str) -> Work:
    """The work of these chapters, with their links, contents and pictures."""
    positions = {(id(piece.work), piece.at): at for at, piece in enumerate(pieces)}
    album = _Album()
    chapters, contents = [], []
    for position, piece in enumerate(pieces):
        renamed = album.add(piece.work)

        def moved(index: int, work: Work = piece.work) -> int | None:
            return positions.get((id(work), index))

        blocks = tuple(_moved(block, moved, renamed) for block in piece.chapter.blocks)
        chapters.append(replace(piece.chapter, blocks=blocks))
        entries = [entry for entry in piece.work.contents if entry.chapter == piece.at]
        name = piece.chapter.title or f"Chapter {piece.chapter.number}"
        contents += [entry._replace(chapter=position) for entry in entries or [Entry(name, 1, 0)]]
    works = {id(piece.work): piece.work for piece in pieces}.values()
    warnings = tuple(dict.fromkeys(warning for work in works for warning in work.warnings))
    return Work(metadata, tuple(chapters), tuple(contents), format, tuple(album.pictures), warnings)


class _Album:
    """The pictures of several works, each under a name of its own."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self._taken: dict[str, Picture] = {}
        self._renamed: dict[int, dict[str, str]] = {}

    def add(self, work: Work) -> dict[str, str]:
        """Take the pictures of a work; which of them have another name now."""
        if id(work) not in self._renamed:
            self._renamed[id(work)] = dict(self._add(work))
        return self._renamed[id(work)]

    def _add(self, work: Work) -> Iterator[tuple[str, str]]:
        for picture in work.pictures:
            name = picture.name
            while name in self._taken and self._taken[name].data != picture.data:
                name = f"{len(self._taken)} {picture.name}"
            if name not in self._taken:
                self._taken[name] = replace(picture, name=name)
                self.pictures.append(self._taken[name])
            if name != picture.name:
                yield picture.name, name


def _moved(block: Block, moved: Callable[[int], int | None], renamed: Mapping[str, str]) -> Block:
    """A block whose links lead to where chapters are now; one whose chapter is gone is no link."""
    if not block.spans:
        return block
    spans = tuple(_moved_spans(block.spans, moved, renamed))
    return block if spans == block.spans else replace(block, spans=spans)


def _moved_spans(
    spans: Sequence[Span], moved: Callable[[int], int | None], renamed: Mapping[str, str]
) -> Iterator[Span]:
    for span in spans:
        if span.role is Role.IMAGE:
            yield span._replace(target=renamed.get(span.target, span.target))
        elif place := _PLACE.fullmatch(span.target):
            chapter = moved(int(place[1]))
            if chapter is not None:
                yield span._replace(target=f"#{chapter}/{place[2]}/{place[3]}")
        else:
            yield span
