"""The document that a walk over markup is in: its name, its styles, what it shares with its book.

Knows nothing of elements or blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from tuireader.formats.markup.stylesheet import Stylesheet
from tuireader.formats.pictures import Pictures


@dataclass
class Document:
    """What the walk needs to know of the document that its elements are in.

    `name` is the file's name within its book and makes the names of anchors and links; `path` is
    where the document stands in the book, as EPUB CFIs say it; `tables` numbers tables throughout
    the work; `pictures` keeps those of the work.
    """

    name: str = ""
    path: str = ""
    sheet: Stylesheet = field(default_factory=Stylesheet)
    language: str = ""
    tables: Iterator[int] = field(default_factory=lambda: count(1))
    pictures: Pictures = field(default_factory=Pictures)
