"""What AO3 says about a work, whatever file says it: labels and their values to `Metadata`.

Text, HTML and EPUB readers find the labels ("Rating:", "Archive Warnings:", "Stats:") in their own
way and bring them here as they stand, singular or plural, of any of AO3's eras. This module knows
AO3's words and nothing of files or markup.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from tuireader.formats.sanitise import clean, clean_line
from tuireader.work import Metadata, Series

_FIELDS = {
    "rating": "rating",
    "archive warning": "warnings",
    "archive warnings": "warnings",
    "warning": "warnings",
    "warnings": "warnings",
    "category": "categories",
    "categories": "categories",
    "fandom": "fandoms",
    "fandoms": "fandoms",
    "relationship": "relationships",
    "relationships": "relationships",
    "character": "characters",
    "characters": "characters",
    "additional tag": "tags",
    "additional tags": "tags",
    "freeform": "tags",
    "freeforms": "tags",
    "language": "language",
    "series": "series",
    "collection": "collections",
    "collections": "collections",
    "stats": "stats",
    "published": "stats",
    "updated": "stats",
    "completed": "stats",
    "words": "stats",
    "chapters": "stats",
    "comments": "stats",
    "kudos": "stats",
    "bookmarks": "stats",
    "hits": "stats",
}

# How a warning was called in earlier years.
_RENAMED = {
    "Choose Not To Use Archive Warnings": "Creator Chose Not To Use Archive Warnings",
}
_KNOWN = {
    "rating": ("Explicit", "General Audiences", "Mature", "Not Rated", "Teen And Up Audiences"),
    "warnings": (
        "Creator Chose Not To Use Archive Warnings",
        "Choose Not To Use Archive Warnings",
        "Graphic Depictions Of Violence",
        "Major Character Death",
        "No Archive Warnings Apply",
        "Rape/Non-Con",
        "Underage Sex",
        "Underage",
    ),
    "categories": ("F/F", "F/M", "Gen", "M/M", "Multi", "Other"),
}

_HOSTS = r"(?:archiveofourown\.(?:org|com|net|gay)|ao3\.org|archive\.transformativeworks\.org)"
_WORK_URL = re.compile(
    rf"(?:https?://)?(?:[\w-]+\.)?{_HOSTS}/(?:[\w./-]*?/)?works/(\d+)", re.IGNORECASE
)
_SERIES = re.compile(
    r"Part\s+(\d[\d,]*)\s+of\s+(.+?)"
    r"(?=,?\s*(?:←\s*Previous Work\b|Next Work\s*→|Part\s+\d[\d,]*\s+of\s)|\s*$)"
)
_DATE = re.compile(r"(Published|Updated|Completed):?\s*(\d{4}-\d{2}-\d{2})")
_WORDS = re.compile(r"Words:?\s*(\d[\d.,\u202f\xa0]*)")
_CHAPTERS = re.compile(r"Chapters:?\s*(\d[\d.,]*)\s*/\s*(\d[\d.,]*|\?)")
_LONGEST_NUMBER = 12  # digits: no work has more words, and every store holds it
_ARCHIVED = re.compile(r"\s*\[archived by [^\]]*\]?", re.IGNORECASE)
_ANONYMOUS = re.compile(r"Anonymous\s*\[.*\]\s*\Z", re.IGNORECASE | re.DOTALL)


def is_label(text: str) -> bool:
    """Whether `text` is a label of AO3's work header, with or without its colon."""
    return _field(text) is not None


def metadata(
    pairs: Iterable[tuple[str, str | Sequence[str]]],
    *,
    title: str = "",
    authors: Iterable[str] = (),
    url: str = "",
    summary: str = "",
    notes: str = "",
    end_notes: str = "",
) -> Metadata:
    """What AO3's labels say, and what the reader found besides them.

    A value is a list where the source keeps tags apart, and otherwise a string, which is split as
    AO3 joins it. Labels that are not AO3's are passed over. `url` may be any address of the work.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for label, value in pairs:
        field = _field(label)
        if field in ("stats", "series"):
            text = value if isinstance(value, str) else ", ".join(value)
            found[field].append(f"{label.strip(' :')}: {text}" if field == "stats" else text)
        elif field and isinstance(value, str):
            found[field] += _split(field, value, plural=label.rstrip(": ").endswith("s"))
        elif field:
            found[field] += (tag for part in value if (tag := clean_line(part).strip(" ,")))
    published, updated, words, posted, planned, complete = _stats(" ".join(found["stats"]))
    return Metadata(
        title=clean_line(title),
        authors=tuple(name for author in authors if (name := clean_line(author))),
        language=" ".join(found["language"]),
        summary=clean(summary).strip(),
        notes=clean(notes).strip(),
        end_notes=clean(end_notes).strip(),
        rating=", ".join(found["rating"]),
        warnings=tuple(_RENAMED.get(tag, tag) for tag in found["warnings"]),
        categories=tuple(found["categories"]),
        fandoms=tuple(found["fandoms"]),
        relationships=tuple(found["relationships"]),
        characters=tuple(found["characters"]),
        tags=tuple(found["tags"]),
        series=series(", ".join(found["series"])),
        collections=tuple(found["collections"]),
        published=published,
        updated=updated,
        complete=complete,
        words=words,
        chapters_posted=posted,
        chapters_planned=planned,
        url=work_url(url),
    )


def _field(label: str) -> str | None:
    return _FIELDS.get(" ".join(label.split()).rstrip(": ").casefold())


def _split(field: str, text: str, plural: bool) -> list[str]:
    """Tags from a line of them. AO3's tags hold no commas; a copied page has lost even those."""
    text = clean_line(text, limit=100_000)
    tags = [tag for part in text.split(", ") if (tag := clean_line(part).strip(" ,"))]
    if len(tags) == 1 and (known := known_tags(field, tags[0])):
        return known
    if len(tags) == 1 and plural and field in ("characters", "fandoms"):
        return re.split(r"(?<=\)) (?=\w)", tags[0])  # "Mole (Willows) Rat (Willows)"
    return tags


def known_tags(field: str, text: str) -> list[str]:
    """The tags in a line of nothing but warnings, categories or a rating; none in any other."""
    known = "|".join(map(re.escape, _KNOWN.get(field, ())))
    if known and re.fullmatch(rf"(?:(?:{known})(?:,?\s+|\Z))+", text):
        return re.findall(known, text)
    return []


def _stats(text: str) -> tuple[str, str, int, int, int | None, bool | None]:
    """Published, updated, words, chapters posted and planned, and whether it is complete."""
    text = clean_line(text, limit=10_000)
    dates = {match[1]: match[2] for match in _DATE.finditer(text)}
    published = dates.get("Published", "")
    updated = dates.get("Completed") or dates.get("Updated", "")
    counted = _WORDS.search(text)
    words = _number(counted[1]) if counted else 0
    chapters = _CHAPTERS.search(text)
    posted = _number(chapters[1]) if chapters else 0
    planned = _number(chapters[2]) if chapters and chapters[2] != "?" else None
    complete = posted == planned if chapters else None
    if published and words and not chapters:
        # Until 2023 chapters were only counted where there could be more than one.
        posted, planned, complete = 1, 1, True
    if updated == published:
        updated = ""
    return published, updated, words, posted, planned, complete


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text)[:_LONGEST_NUMBER] or 0)


def series(text: str) -> tuple[Series, ...]:
    """Every "Part 2 of The River Bank Year" in a line, with or without the arrows beside it."""
    return tuple(
        Series(clean_line(match[2]).rstrip(" ,"), _number(match[1]))
        for match in _SERIES.finditer(clean_line(text, limit=10_000))
    )


def split_authors(byline: str) -> tuple[str, ...]:
    """The names in a byline: "by a (b), c" is ("a (b)", "c"). AO3's names hold no commas.

    An archivist who imported a work is not its author; "Anonymous" stays, without the name that
    its owner sees behind it.
    """
    line = clean_line(byline, limit=10_000).removeprefix("by ")
    line = _ANONYMOUS.sub("Anonymous", _ARCHIVED.sub("", line))
    return tuple(name for part in line.split(", ") if (name := part.strip(" ,")))


def work_url(text: str) -> str:
    """The work's own address from any text that holds an address in it, or ""."""
    match = _WORK_URL.search(text)
    return f"https://archiveofourown.org/works/{match[1]}" if match else ""


_HEADING = re.compile(r"Chapter\s+(\d[\d,]*)\s*(?::\s*(.*))?\Z", re.DOTALL)


def chapter_heading(text: str) -> tuple[int, str] | None:
    """Number and title of "Chapter 3" or "Chapter 3: Chapter Three: A Title", else None."""
    match = _HEADING.match(clean_line(text))
    return (_number(match[1]), (match[2] or "").strip()) if match else None


# Pages that are saved instead of a work, by what they say.
_OTHER_PAGES = (
    (
        re.compile(r"This work could have adult content\. If you (?:continue|proceed),"),
        "this is AO3's page about adult content, not the work: choose to proceed, then save",
    ),
    (
        re.compile(r"This work is part of an ongoing challenge and will be revealed soon"),
        "this is a page of AO3 about a work that is not revealed yet",
    ),
    (
        re.compile(r"This work is only available to registered users of the Archive"),
        "this is AO3's page for logging in, not the work: log in, then save",
    ),
    (
        re.compile(
            r"Error 5\d\d\b.{0,200}(?:Archive|responding)|The page was responding too slowly",
            re.DOTALL,
        ),
        "this is an error page of AO3, not the work",
    ),
)
_LONGEST_OTHER_PAGE = 10_000


def other_page(text: str) -> str | None:
    """What a saved page of AO3 is when it is no work, as the reason of a FormatError.

    `text` is all the text of the page. A longer text is a work that mentions such a page.
    """
    if len(text) > _LONGEST_OTHER_PAGE:
        return None
    text = " ".join(text.split())
    return next((what for phrase, what in _OTHER_PAGES if phrase.search(text)), None)
