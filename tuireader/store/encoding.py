"""A work's record as TOML, written to be read and edited by people.

What the work is and the progress come first, so that opening it needs no more of the file; then a
table for each mark in reading order; then what merging needs. Places are "chapter.block.offset"
with chapters from 1; empty values are left out. The same record always gives the same bytes. This
module knows neither files nor locks. `decoding` is its inverse.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tuireader.marks import Absorbed, Anchor, Mark, Progress, WorkRecord, in_reading_order
from tuireader.place import Passage

SCHEMA = 1
# A file without its last line may have been cut short where TOML does not notice.
LAST_LINE = "# The record ends here.\n"

_RECORD_NAMES = {"schema", "key", "title", "authors", "status", "rating", "known_as"}
_RECORD_NAMES |= {"apart_from", "progress", "mark", "absorbed", "changed", "removed"}
# Compiled when first needed: opening a work writes nothing and seldom meets anything unprintable.
_ESCAPED = r'["\\\x00-\x1f\x7f]'
# What `formats.sanitise.clean` would take out; that module is loaded only when there is something.
_UNSAFE = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)

# Marks by id with their text, as they were last written.
Texts = dict[str, tuple[Mark, str]]


def encode(record: WorkRecord, texts: Texts | None = None) -> bytes:
    """The record as TOML in UTF-8. The same record always gives the same bytes.

    With `texts` only marks that it lacks are put into words, and it then holds those of `record`:
    saving the progress takes a fraction of the time with a thousand marks.
    """
    top: dict[str, Any] = {
        "schema": SCHEMA,
        "key": record.key,
        "title": clean(record.title),
        "authors": [clean(author) for author in record.authors],
        "status": clean(record.status),
        "rating": record.rating,
        "known_as": list(map(clean, record.known_as)),
        "apart_from": list(map(clean, record.apart_from)),
    }
    top = {name: value for name, value in top.items() if value not in ("", [], None)}
    unknown = {name: record.extra[name] for name in record.extra if name not in _RECORD_NAMES}
    parts = [_dumps(top | _ordered(unknown))]
    if record.progress:
        parts.append(progress_text(record.progress))
    parts.extend(_mark_texts(record, {} if texts is None else texts))
    parts.extend(map(_absorbed_text, record.absorbed))
    for name, times in (("changed", record.changed), ("removed", record.removed)):
        if times:
            parts.append(_dumps({name: {key: _utc(times[key]) for key in sorted(times)}}))
    parts.append(LAST_LINE)
    return "\n".join(parts).encode("utf-8", "replace")


def _mark_texts(record: WorkRecord, texts: Texts) -> list[str]:
    """The marks' tables in reading order."""
    known = texts.copy()
    texts.clear()
    written = []
    for mark in in_reading_order(record.marks):
        before = known.get(mark.id)
        text = before[1] if before and before[0] is mark else mark_text(mark)
        texts[mark.id] = mark, text
        written.append(text)
    return written


def mark_text(mark: Mark) -> str:
    """One mark as a table of the record."""
    anchor = mark.anchor
    known = {
        "id": mark.id,
        "kind": mark.kind.value,
        **_passage(anchor.passage),
        "label": mark.label,
        "text": anchor.quote.exact,
        "note": mark.note,
        "colour": mark.colour,
        "lost": mark.lost,
        "created": mark.created,
        "modified": mark.modified,
        **_surroundings(anchor),
    }
    unknown = _unknown_text("mark", mark.extra, known)
    return "[[mark]]\n" + _lines(known) + unknown + _origin_text("mark", anchor)


def progress_text(progress: Progress, name: str = "progress") -> str:
    """The progress as a table of the record."""
    known = {
        **_passage(progress.anchor.passage),
        "fraction": round(progress.fraction, 4),
        "finished": progress.finished,
        "at": progress.at,
        "text": progress.anchor.quote.exact,
        **_surroundings(progress.anchor),
    }
    unknown = _unknown_text(name, progress.extra, known)
    return f"[{name}]\n" + _lines(known) + unknown + _origin_text(name, progress.anchor)


def _origin_text(name: str, anchor: Anchor) -> str:
    """The table of where an anchor was made: what differs from where it is now."""
    origin = anchor.origin
    if origin is None:
        return ""
    now = {"text": anchor.quote.exact, **_surroundings(anchor)}
    then = {"text": origin.quote.exact, **_surroundings(origin)}
    differing = {key: then[key] for key in then if then[key] != now[key] and key != "certainty"}
    lines = _lines(_passage(origin.passage)) + _lines(differing, empty=True)
    return f"\n[{name}.origin]\n{lines}"


def _absorbed_text(absorbed: Absorbed) -> str:
    """A record that is part of this one."""
    known = {
        "key": absorbed.key,
        "at": _utc(absorbed.at),
        "title": clean(absorbed.title),
        "authors": list(map(clean, absorbed.authors)),
        "known_as": list(map(clean, absorbed.known_as)),
        "marks": list(map(clean, absorbed.marks)),
    }
    known = {name: value for name, value in known.items() if value not in ("", [])}
    parts = ["[[absorbed]]\n" + _dumps(known)]
    for name, progress in (("progress", absorbed.progress), ("before", absorbed.before)):
        if progress:
            parts.append(progress_text(progress, f"absorbed.{name}"))
    return "\n".join(parts)


def value_text(value: object) -> str:
    """Any TOML value as text, the same for equal values."""
    return _dumps({"value": _ordered(value)})


def _passage(passage: Passage) -> dict[str, str]:
    end = str(passage.end) if passage.end != passage.start else ""
    return {"place": str(passage.start), "end": end}


def _surroundings(anchor: Anchor) -> dict[str, Any]:
    certainty = round(anchor.certainty, 2)
    return {
        "before": anchor.quote.prefix,
        "after": anchor.quote.suffix,
        "chapter_title": anchor.chapter_title,
        "chapter_id": anchor.chapter_id,
        "digest": anchor.digest,
        "edition": anchor.edition,
        "certainty": "" if certainty == 1.0 else certainty,
    }


def _lines(table: Mapping[str, Any], empty: bool = False) -> str:
    """`table` as `tomli_w` writes it, without its empty values unless they are wanted; a thousand
    marks in a few ms."""
    lines = []
    for name, value in table.items():
        if value is False or (value == "" and not empty):
            continue
        if isinstance(value, datetime):
            lines.append(f"{name} = {_utc(value)}\n")
            continue
        if isinstance(value, str):
            value = clean(value)
            if not re.search(_ESCAPED, value):
                lines.append(f'{name} = "{value}"\n')
                continue
        lines.append(_dumps({name: value}, multiline=True))
    return "".join(lines)


def _unknown_text(name: str, extra: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """The keys of a table that this version does not know, to follow those that it does."""
    unknown = {key: extra[key] for key in extra if key not in known}
    if not unknown:
        return ""
    # A first key makes sure that the table's own header is written, to be cut off again.
    table: dict[str, Any] = {"id": 0, **_ordered(unknown)}
    for part in reversed(name.split(".")):
        table = {part: table}
    return _dumps(table).removeprefix(f"[{name}]\nid = 0\n")


def _ordered(value: Any) -> Any:
    """`value` with the keys of all its tables sorted."""
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    return value


def _dumps(table: Mapping[str, Any], multiline: bool = False) -> str:
    import tomli_w

    return tomli_w.dumps(table, multiline_strings=multiline)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def is_clean(text: str) -> bool:
    """Whether there is nothing in `text` that could command a terminal."""
    return text.isprintable() or not re.search(_UNSAFE, text)


def clean(text: str) -> str:
    """`text` without anything that could command a terminal; quick when there is nothing."""
    if is_clean(text):
        return text
    from tuireader.formats import sanitise

    return sanitise.clean(text)
