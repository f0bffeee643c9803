"""What goes to standard output: lines that no terminal takes for commands, JSON in UTF-8."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from io import TextIOWrapper

# JSON leaves these as they are; a terminal does not, and what is half a pair cannot be encoded.
_UNSAFE = re.compile(
    r"[\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)


def write_lines(lines: Iterable[str]) -> None:
    """Print lines of text that has been through the sanitiser."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that is not UTF-8 gets what it can
    for line in lines:
        sys.stdout.write(line + "\n")


def write_json(value: object) -> None:
    """One JSON document. What is unsafe in it (names of files may hold anything) is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    text = _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], text)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()


def in_columns(rows: Sequence[tuple[str, ...]]) -> Iterable[str]:
    """Rows as lines, every column but the last as wide as its widest."""
    if not rows:
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False))
        yield "  ".join((*cells, row[-1])).rstrip()
