"""Reads a work's record from TOML, whoever wrote it.

Hand edits are taken with sense: a mark needs neither id nor time, a place may be a table of
chapter, block and offset, a time may be local. A value that makes no sense costs that value only,
and is reported. Text is cleaned of what could command a terminal. This module knows neither files
nor locks; `tomllib` is imported when first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar

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
from tuireader.store.encoding import LAST_LINE, SCHEMA, clean, value_text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)

DEEPEST = 50  # levels of tables and lists in a record

_MARKS_BEGIN = b"\n[[mark]]"
_PROGRESS_BEGINS = b"\n[progress]"
_PARTS = ("chapter", "block", "offset")
_T = TypeVar("_T")


class Decoded(NamedTuple):
    """A record as it was read.

    `problems` are the values that made no sense, in words; `broken` the ids of the marks that
    lost their place to one; `whole` is false where the last line is missing.
    """

    record: WorkRecord
    schema: int
    problems: tuple[str, ...]
    broken: frozenset[str]
    whole: bool


def decode(data: bytes) -> WorkRecord:
    """The record in a file, without what makes no sense. Raises ValueError if it is not TOML."""
    return examine(data).record


def examine(data: bytes, when: datetime = EPOCH) -> Decoded:
    """Like `decode`, and what is to be said of it. `when` stands for times that are missing."""
    problems: list[str] = []
    document = _parse(data)
    if _is_deep(document, DEEPEST):
        raise ValueError("tables nested too deep")
    top = _Fields(document, "", problems)
    schema = top.take("schema", _count, SCHEMA)
    progress = _progress(top.take("progress", _table, {}), when, problems)
    marks, broken = _marks(top.take("mark", _items, []), when, problems)
    removed = _times(top.take("removed", _table, {}), "removed", problems)
    record = WorkRecord(
        key=top.take("key", _text, ""),
        title=top.take("title", _text, ""),
        authors=top.take("authors", _texts, ()),
        progress=progress,
        marks=in_reading_order(_revived(mark, removed) for mark in marks.values()),
        removed={id: at for id, at in removed.items() if id not in marks},
        status=top.take("status", _text, ""),
        rating=top.take("rating", _number, None),
        known_as=top.take("known_as", _texts, ()),
        absorbed=_absorbed(top.take("absorbed", _items, []), when, problems),
        changed=_times(top.take("changed", _table, {}), "changed", problems),
        extra=top.left,
    )
    return Decoded(record, schema, tuple(problems), frozenset(broken), _is_whole(data))


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
        document = _parse(data)
    if "progress" not in document and b"progress" in rest:
        document = _parse(data)
    problems: list[str] = []
    top = _Fields(document, "", problems)
    progress = _progress(top.take("progress", _table, {}), when, problems)
    if problems:
        raise ValueError(problems[0])
    return progress


def _parse(data: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("tables nested too deep") from None


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


class _Fields:
    """The values of one table, taken one by one; `left` is what nobody asked for."""

    def __init__(self, table: Mapping[str, Any], where: str, problems: list[str]):
        self.left = dict(table)
        self._where = where
        self._problems = problems

    def take(self, name: str, read: Callable[[Any], _T], default: _T) -> _T:
        """The value of `name` as `read` understands it; the default, reported, if it does not."""
        if name not in self.left:
            return default
        value = self.left.pop(name)
        try:
            return read(value)
        except (ValueError, OverflowError, OSError):
            self.report(f"{name} = {_shown(value)} is not understood")
            return default

    def inner(self, name: str, table: Mapping[str, Any]) -> _Fields:
        """The fields of a table inside this one."""
        return _Fields(table, f"{self._where}{name}: ", self._problems)

    def report(self, problem: str) -> None:
        self._problems.append(f"{self._where}{problem}")


def _shown(value: object) -> str:
    from tuireader.formats.sanitise import clean_line

    return clean_line(repr(value) if isinstance(value, str) else str(value), 60)


def read_head(data: bytes) -> WorkRecord:
    """What the work is, out of a record's file, without its progress and marks. Raises ValueError
    where it takes more to know it."""
    head = data.partition(_MARKS_BEGIN)[0].partition(_PROGRESS_BEGINS)[0]
    top = _Fields(_parse(head), "", [])
    return WorkRecord(
        key=top.take("key", _text, ""),
        title=top.take("title", _text, ""),
        authors=top.take("authors", _texts, ()),
        known_as=top.take("known_as", _texts, ()),
    )


def _progress(
    table: dict[str, Any], when: datetime, problems: list[str], where: str = ""
) -> Progress | None:
    if not table:
        return None
    fields = _Fields(table, f"{where}progress: ", problems)
    passage, placed = _passage(fields)
    if not placed:
        return None
    return Progress(
        anchor=_anchor(fields, passage or Passage.at(Place())),
        at=fields.take("at", read_time, when),
        fraction=fields.take("fraction", _fraction, 0.0),
        finished=fields.take("finished", _flag, False),
        extra=fields.left,
    )


def _marks(
    items: list[Any], when: datetime, problems: list[str]
) -> tuple[dict[str, Mark], set[str]]:
    """Marks by id, and the ids of those that lost their place to a wrong value."""
    marks: dict[str, Mark] = {}
    broken: set[str] = set()
    for number, item in enumerate(items, 1):
        fields = _Fields(item if isinstance(item, dict) else {}, f"mark {number}: ", problems)
        if not isinstance(item, dict):
            fields.report(f"{_shown(item)} is not a mark")
            continue
        id = fields.take("id", _text, "")
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


def _mark(id: str, fields: _Fields, when: datetime) -> tuple[Mark | None, bool]:
    """A mark, None where nothing tells where it belongs; and whether its place was understood."""
    passage, placed = _passage(fields)
    anchor = _anchor(fields, passage or Passage.at(Place()))
    if passage is None and not anchor.quote.exact:
        if placed:
            fields.report("it has neither a place nor a text")
        return None, placed
    created = fields.take("created", read_time, None)
    modified = fields.take("modified", read_time, None)
    colour = fields.take("colour", _text, "").strip().lower()
    covers = anchor.passage.start != anchor.passage.end
    likely = MarkKind.HIGHLIGHT if colour or covers else MarkKind.BOOKMARK
    mark = Mark(
        id=id,
        kind=fields.take("kind", _kind, likely),
        anchor=anchor,
        created=created or modified or when,
        modified=modified or created or when,
        label=fields.take("label", _text, ""),
        note=fields.take("note", _text, ""),
        colour=colour,
        # By its words it can still be found, as one that has lost its place.
        lost=fields.take("lost", _flag, False) or passage is None,
        extra=fields.left,
    )
    return mark, placed


def _absorbed(items: list[Any], when: datetime, problems: list[str]) -> tuple[Absorbed, ...]:
    """The records that are part of this one; those that say whose they are."""
    found = []
    for number, item in enumerate(items, 1):
        where = f"absorbed {number}: "
        fields = _Fields(item if isinstance(item, dict) else {}, where, problems)
        key = fields.take("key", _text, "")
        if not key:
            fields.report("it does not say which record it was")
            continue
        progresses = (
            _progress(fields.take(name, _table, {}), when, problems, where)
            for name in ("progress", "before")
        )
        found.append(
            Absorbed(
                key,
                fields.take("at", read_time, when),
                fields.take("title", _text, ""),
                fields.take("authors", _texts, ()),
                fields.take("known_as", _texts, ()),
                fields.take("marks", _texts, ()),
                *progresses,
            )
        )
    return tuple(found)


def _made_id(item: Mapping[str, Any]) -> str:
    """An id for a mark that was written without one, the same each time it is read."""
    from hashlib import sha256

    return sha256(value_text(item).encode("utf-8", "replace")).hexdigest()[:12]


def _passage(fields: _Fields) -> tuple[Passage | None, bool]:
    """The passage in a table, if any; and whether what there is was understood."""
    if "place" not in fields.left and "chapter" in fields.left:
        fields.left["place"] = {
            name: fields.left.pop(name) for name in _PARTS if name in fields.left
        }
    asked = [name for name in ("place", "end") if name in fields.left]
    places = {name: fields.take(name, _place, None) for name in asked}
    placed = None not in places.values()
    start = places.get("place")
    if start is None:
        return None, placed
    end = places.get("end") or start
    return Passage(min(start, end), max(start, end)), placed


def _anchor(fields: _Fields, passage: Passage, now: Anchor | None = None) -> Anchor:
    """The anchor in a table; what an origin does not say is as it is `now`."""
    now = now or Anchor(passage)
    anchor = Anchor(
        passage,
        Quote(
            fields.take("text", _text, now.quote.exact),
            fields.take("before", _text, now.quote.prefix),
            fields.take("after", _text, now.quote.suffix),
        ),
        chapter_title=fields.take("chapter_title", _text, now.chapter_title),
        chapter_id=fields.take("chapter_id", _text, now.chapter_id),
        digest=fields.take("digest", _text, now.digest),
        edition=fields.take("edition", _text, now.edition),
        certainty=fields.take("certainty", _fraction, 1.0),
    )
    origin: dict[str, Any] = fields.take("origin", _table, {})
    return replace(anchor, origin=_origin(fields, origin, anchor)) if origin else anchor


def _origin(fields: _Fields, table: dict[str, Any], now: Anchor) -> Anchor | None:
    """Where an anchor was made, from the table inside that of where it is `now`."""
    inner = fields.inner("origin", table)
    passage, _ = _passage(inner)
    if passage is None:
        return None
    return replace(_anchor(inner, passage, now), certainty=1.0, origin=None)


def _place(value: Any) -> Place:
    """ "3.17.42", or a table of chapter (from 1), block and offset."""
    if isinstance(value, dict) and value.keys() <= set(_PARTS):
        chapter, *rest = (_count(value.get(name, 0)) for name in _PARTS)
        return Place.parse(".".join(map(str, (chapter, *rest))))
    return Place.parse(_text(value))


def read_time(value: Any) -> datetime:
    """A time in UTC. One without an offset is this machine's; a date is its first moment."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise ValueError(value)
    return value.astimezone(UTC)


def _times(table: dict[str, Any], name: str, problems: list[str]) -> dict[str, datetime]:
    fields = _Fields(table, f"{name}: ", problems)
    times = {key: fields.take(key, read_time, None) for key in table}
    return {key: at for key, at in times.items() if at}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return clean(value)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, value if isinstance(value, list) else [value]))


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(value)
    return value


def _count(value: Any) -> int:
    if _number(value) < 0:
        raise ValueError(value)
    return int(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _fraction(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(value)
    return float(value)


def _kind(value: Any) -> MarkKind:
    return MarkKind(_text(value).strip().lower())


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(value)
    return value


def _items(value: Any) -> list[Any]:
    """The tables of `[[mark]]`; of a single `[mark]` too."""
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        raise ValueError(value)
    return value
