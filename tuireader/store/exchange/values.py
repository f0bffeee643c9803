"""Values out of other programs' JSON and tables, taken with care: of the right kind, and clean.

What makes no sense is a ValueError with a reason for the reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from tuireader.store.encoding import clean
from tuireader.store.exchange.items import Item
from tuireader.store.fields import time as read_time

_T = TypeVar("_T")

# Names of colours elsewhere, and ours that is most like them.
_COLOURS = {
    "red": "pink",
    "magenta": "pink",
    "purple": "pink",
    "violet": "pink",
    "olive": "green",
    "lime": "green",
    "cyan": "blue",
    "aqua": "blue",
}
_OURS = ("yellow", "green", "blue", "pink", "orange")


def load(text: str | bytes) -> Any:
    """A JSON document."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None


def dump(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def collect(values: Iterable[Any], read: Callable[[Any], Item]) -> tuple[list[Item], list[str]]:
    """The items that `read` makes of `values`, and what is wrong with those left out."""
    items: list[Item] = []
    problems: list[str] = []
    for number, value in enumerate(values, 1):
        try:
            items.append(read(value))
        except (ValueError, OverflowError, OSError) as error:
            problems.append(f"mark {number}: {error}")
    return items, problems


def string(table: Mapping[str, Any], *names: str) -> str:
    """The text under the first of `names` that has any, "" where none has."""
    for name in names:
        found = table.get(name)
        if found is None or found == "":
            continue
        if not isinstance(found, str):
            raise ValueError(f"{name} is no text")
        return clean(found)
    return ""


def table(value: Any) -> dict[str, Any]:
    """`value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """`value` as a list, whether it is one or the only one of it."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def moment(value: Any) -> datetime | None:
    """A time from ISO 8601 text or from seconds since 1970; None where there is none."""
    if value in (None, ""):
        return None
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        return read_time(value)
    except (ValueError, OverflowError, OSError, TypeError):
        raise ValueError("created is no date") from None


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def our_colour(name: str) -> str:
    """The colour of ours that is most like one of another program; "" where none is."""
    name = name.strip().lower()
    return name if name in _OURS else _COLOURS.get(name, "")
