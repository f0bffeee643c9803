"""Reads a work's record from TOML, whoever wrote it.

Hand edits are taken with sense: a mark needs neither id nor time, a place may be a table of
chapter, block and offset, a time may be local. A value that makes no sense costs that value only,
and is reported. Text is cleaned of what could command a terminal. This module knows neither files
nor locks; `tomllib` is imported when first needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tuireader.marks import (
    Absorbed,
    Anchor,
    Mark,
    MarkKind,
    Progress,
    WorkRecord,
    in_reading_order,
)
from tuireader.place import Passage, Place, Quote
from tuireader.store import fields as read
from tuireader.store.encoding import LAST_LINE, SCHEMA, Texts, is_clean, value_text
from tuireader.store.fields import Fields
from tuireader.store.scanning import HEADER, Written, scan

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)

DEEPEST = 50  # levels of tables and lists in a record

_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n"  # ASCII that is clean

_MARKS_BEGIN = b"\n[[mark]]"
_PROGRESS_BEGINS = b"\n[progress]"


class Decoded(NamedTuple):
    """A record as it was read.

    `problems` are the values that made no sense, in words; `broken` the ids of the marks that
    lost their place to one; `whole` is false where the last line is missing. `texts` has the
    marks whose text in the file is just what would be written for them.
    """

    record: WorkRecord
    schema: int
    problems: tuple[str, ...]
    broken: frozenset[str]
    whole: bool
    texts: Texts


def decode(data: bytes) -> WorkRecord:
    """The record in a file, without what makes no sense. Raises ValueError if it is not TOML."""
    return examine(data).record


def examine(data: bytes, when: datetime = EPOCH) -> Decoded:
    """Like `decode`, and what is to be said of it. `when` stands for times that are missing."""
    return interpret(_document(data), _is_whole(data), when)


def interpret(document: dict[str, Any], whole: bool, when: datetime = EPOCH) -> Decoded:
    """The record in a TOML document, in which marks may be `Written` already."""
    problems: list[str] = []
    if _is_deep(document, DEEPEST):
        raise ValueError("tables nested too deep")
    top = Fields(document, "", problems)
    schema = top.take("schema", read.count, SCHEMA)
    progress = _progress(top.take("progress", read.table, {}), when, problems)
    texts: Texts = {}
    marks, broken = _marks(top.take("mark", read.items, []), when, problems, texts)
    removed = _times(top.take("removed", read.table, {}), "removed", problems)
    record = WorkRecord(
        key=top.take("key", read.text, ""),
        title=top.take("title", read.text, ""),
        authors=top.take("authors", read.texts, ()),
        progress=progress,
        marks=in_reading_order(_revived(mark, removed) for mark in marks.values()),
        removed={id: at for id, at in removed.items() if id not in marks},
        status=top.take("status", read.text, ""),
        rating=top.take("rating", read.number, None),
        known_as=top.take("known_as", read.texts, ()),
        apart_from=top.take("apart_from", read.texts, ()),
        absorbed=_absorbed(top.take("absorbed", read.items, []), when, problems),
        changed=_times(top.take("changed", read.table, {}), "changed", problems),
        extra=top.left,
    )
    return Decoded(record, schema, tuple(problems), frozenset(broken), whole, texts)


def read_progress(data: bytes, when: datetime = EPOCH) -> Progress | None:
    """Only the progress in a record's file, without reading a thousand marks after it.

    `when` stands for its time where that is missing. Raises ValueError where it cannot be had
    without looking at everything.
    """
    head, marks_begin, rest = data.partition(_MARKS_BEGIN)
    if not marks_begin and not _is_whole(data):
        raise ValueError("the file may have been cut short")
    try:
        document = _parse(head)
    except ValueError:  # those may have been words in a note
        document = _document(data)
    if "progress" not in document and b"progress" in rest:
        document = _document(data)
    problems: list[str] = []
    top = Fields(document, "", problems)
    progress = _progress(top.take("progress", read.table, {}), when, problems)
    if problems:
        raise ValueError(problems[0])
    return progress


def _document(data: bytes) -> dict[str, Any]:
    """What is in a file; marks that are written as we do are there as `Written`."""
    return _scanned(data) or _parse(data)


def _parse(data: bytes) -> dict[str, Any]:
    return _loads(data.decode("utf-8-sig"))


def _loads(text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("tables nested too deep") from None


def _scanned(data: bytes) -> dict[str, Any] | None:
    """What is in a file, read table by table, with marks that are written as we do as `Written`.

    None where that might be something else than the file as a whole says. Each part must be valid
    alone, so that the next one begins where a line of TOML does, and not within a text.
    """
    text = data.decode("utf-8-sig")
    head, *tables = text.split("\n" + HEADER)
    if len(tables) < 2:
        return None
    all_clean = is_clean(data.translate(None, _PLAIN).decode())
    try:
        document = _loads(head)
        marks: list[Any] = []
        for table in tables[:-1]:
            written = scan(table) if all_clean or is_clean(table) else None
            if written:
                marks.append(written)
            else:
                more = _loads(HEADER + table)
                marks += more.pop("mark")
                if more:
                    return None
        rest = _loads(HEADER + tables[-1])  # the last mark and what follows the marks
    except ValueError:
        return None
    marks += rest.pop("mark")
    if "mark" in document or document.keys() & rest.keys():
        return None
    return {**document, "mark": marks, **rest}


def _is_deep(value: Any, levels: int) -> bool:
    """Whether tables and lists are nested more than `levels` deep: nobody means that, and writing
    it might take more stack than reading it did."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deep(item, levels - 1) for item in inner)


def _is_whole(data: bytes) -> bool:
    return data.rstrip().endswith(LAST_LINE.strip().encode())


def just_after(at: datetime) -> datetime:
    """The next moment that a record can tell from `at`."""
    return at + timedelta(microseconds=1) if at < LATEST else at


def read_head(data: bytes) -> WorkRecord:
    """What the work is, out of a record's file, without its progress and marks. Raises ValueError
    where it takes more to know it."""
    head = data.partition(_MARKS_BEGIN)[0].partition(_PROGRESS_BEGINS)[0]
    top = Fields(_parse(head), "", [])
    return WorkRecord(
        key=top.take("key", read.text, ""),
        title=top.take("title", read.text, ""),
        authors=top.take("authors", read.texts, ()),
        known_as=top.take("known_as", read.texts, ()),
        apart_from=top.take("apart_from", read.texts, ()),
    )


def _progress(
    table: dict[str, Any], when: datetime, problems: list[str], where: str = ""
) -> Progress | None:
    if not table:
        return None
    fields = Fields(table, f"{where}progress: ", problems)
    passage, placed = _passage(fields)
    if not placed:
        return None
    return Progress(
        anchor=_anchor(fields, passage or Passage.at(Place())),
        at=fields.take("at", read.time, when),
        fraction=fields.take("fraction", read.fraction, 0.0),
        finished=fields.take("finished", read.flag, False),
        extra=fields.left,
    )


def _marks(
    items: list[Any], when: datetime, problems: list[str], texts: Texts
) -> tuple[dict[str, Mark], set[str]]:
    """Marks by id, and the ids of those that lost their place to a wrong value.

    Those that are written as they would be now are put into `texts`.
    """
    marks: dict[str, Mark] = {}
    broken: set[str] = set()
    for number, item in enumerate(items, 1):
        if isinstance(item, Written):
            if item.mark.id not in marks:
                marks[item.mark.id] = item.mark
                texts[item.mark.id] = item
                continue
            item = _loads(item.text)["mark"][0]
        fields = Fields(item if isinstance(item, dict) else {}, f"mark {number}: ", problems)
        if not isinstance(item, dict):
            fields.report(f"{read.shown(item)} is not a mark")
            continue
        id = fields.take("id", read.text, "")
        mark, placed = _mark(id or _made_id(item), fields, when)
        if not placed:
            broken.add(id)
        if mark and marks.setdefault(mark.id, mark) != mark:
            # A mark copied by hand to make another, or two versions of one: both are kept.
            mark = replace(mark, id=_made_id(item))
            marks.setdefault(mark.id, mark)
    return marks, broken


def _revived(mark: Mark, removed: Mapping[str, datetime]) -> Mark:
    """`mark`, newer than its deletion: somebody wrote it into the file again."""
    deleted = removed.get(mark.id)
    if deleted is None or deleted < mark.modified:
        return mark
    return replace(mark, modified=just_after(deleted))


def _mark(id: str, fields: Fields, when: datetime) -> tuple[Mark | None, bool]:
    """A mark, None where nothing tells where it belongs; and whether its place was understood."""
    passage, placed = _passage(fields)
    anchor = _anchor(fields, passage or Passage.at(Place()))
    if passage is None and not anchor.quote.exact:
        if placed:
            fields.report("it has neither a place nor a text")
        return None, placed
    created = fields.take("created", read.time, None)
    modified = fields.take("modified", read.time, None)
    colour = fields.take("colour", read.text, "").strip().lower()
    covers = anchor.passage.start != anchor.passage.end
    likely = MarkKind.HIGHLIGHT if colour or covers else MarkKind.BOOKMARK
    mark = Mark(
        id=id,
        kind=fields.take("kind", read.kind, likely),
        anchor=anchor,
        created=created or modified or when,
        modified=modified or created or when,
        label=fields.take("label", read.text, ""),
        note=fields.take("note", read.text, ""),
        colour=colour,
        # By its words it can still be found, as one that has lost its place.
        lost=fields.take("lost", read.flag, False) or passage is None,
        extra=fields.left,
    )
    return mark, placed


def _absorbed(items: list[Any], when: datetime, problems: list[str]) -> tuple[Absorbed, ...]:
    """The records that are part of this one; those that say whose they are."""
    found = []
    for number, item in enumerate(items, 1):
        where = f"absorbed {number}: "
        fields = Fields(item if isinstance(item, dict) else {}, where, problems)
        key = fields.take("key", read.text, "")
        if not key:
            fields.report("it does not say which record it was")
            continue
        progresses = (
            _progress(fields.take(name, read.table, {}), when, problems, where)
            for name in ("progress", "before")
        )
        found.append(
            Absorbed(
                key,
                fields.take("at", read.time, when),
                fields.take("title", read.text, ""),
                fields.take("authors", read.texts, ()),
                fields.take("known_as", read.texts, ()),
                fields.take("marks", read.texts, ()),
                *progresses,
            )
        )
    return tuple(found)


def _made_id(item: Mapping[str, Any]) -> str:
    """An id for a mark that was written without one, the same each time it is read."""
    from hashlib import sha256

    return sha256(value_text(item).encode("utf-8", "replace")).hexdigest()[:12]


def _passage(fields: Fields) -> tuple[Passage | None, bool]:
    """The passage in a table, if any; and whether what there is was understood."""
    if "place" not in fields.left and "chapter" in fields.left:
        fields.left["place"] = {
            name: fields.left.pop(name) for name in read.PARTS if name in fields.left
        }
    asked = [name for name in ("place", "end") if name in fields.left]
    places = {name: fields.take(name, read.place, None) for name in asked}
    placed = None not in places.values()
    start = places.get("place")
    if start is None:
        return None, placed
    end = places.get("end") or start
    return Passage(min(start, end), max(start, end)), placed


def _anchor(fields: Fields, passage: Passage, now: Anchor | None = None) -> Anchor:
    """The anchor in a table; what an origin does not say is as it is `now`."""
    now = now or Anchor(passage)
    anchor = Anchor(
        passage,
        Quote(
            fields.take("text", read.text, now.quote.exact),
            fields.take("before", read.text, now.quote.prefix),
            fields.take("after", read.text, now.quote.suffix),
        ),
        chapter_title=fields.take("chapter_title", read.text, now.chapter_title),
        chapter_id=fields.take("chapter_id", read.text, now.chapter_id),
        digest=fields.take("digest", read.text, now.digest),
        edition=fields.take("edition", read.text, now.edition),
        certainty=fields.take("certainty", read.fraction, 1.0),
    )
    origin: dict[str, Any] = fields.take("origin", read.table, {})
    return replace(anchor, origin=_origin(fields, origin, anchor)) if origin else anchor


def _origin(fields: Fields, table: dict[str, Any], now: Anchor) -> Anchor | None:
    """Where an anchor was made, from the table inside that of where it is `now`."""
    inner = fields.inner("origin", table)
    passage, _ = _passage(inner)
    if passage is None:
        return None
    return replace(_anchor(inner, passage, now), certainty=1.0, origin=None)


def _times(table: dict[str, Any], name: str, problems: list[str]) -> dict[str, datetime]:
    fields = Fields(table, f"{name}: ", problems)
    times = {key: fields.take(key, read.time, None) for key in table}
    return {key: at for key, at in times.items() if at}
