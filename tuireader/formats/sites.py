"""Saved pages of sites that stories are read on: which part is the text, and whose it is.

What each site calls the parts of its pages is in a table; a page that has lost what the table asks
for is one like any other. AO3's and Project Gutenberg's pages have their own readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from tuireader.formats.ao3.markup import Draft, Page, WorkDraft, count_words
from tuireader.formats.ao3.markup import text as text_of
from tuireader.formats.markup.stylesheet import Stylesheet
from tuireader.formats.markup.tree import Element, Located
from tuireader.work import Part

_BY = re.compile(r"by:?\s+", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:chapter|part)?\s*(?P<number>\d{1,5})\b\W*(?P<title>.*)", re.I | re.S)
_RATED = re.compile(r"Rated: (?:Fiction +)?(?P<rating>\S+) - (?P<language>\w+)")
_ID = re.compile(r"\bid: (\d+)")
_STEP = re.compile(r"([a-z]\w*)?(?:([#.])([\w-]+))?(?:\[([\w-]+)\])?")
_LONGEST_NAME = 500  # characters of a page's title
# Deeper than any site nests its text.
_DEEPEST = 40


class Site(NamedTuple):
    """What a site calls its parts: "div.class", "#id", "option[selected]", one inside another."""

    name: str  # at the end of a page's title
    text: str  # what holds the story
    titled: str  # a pattern of the page's title, with the groups work, chapter and author
    title: str = ""
    author: str = ""
    chapter: str = ""
    summary: str = ""  # the last that is so called
    line: str = ""  # of what else is known
    notes: str = ""  # before the text or after it
    dropped: str = ""  # inside the text, as selectors of a style sheet


_SITES = (
    Site(
        name="FanFiction",
        text="#storytext",
        titled=r"(?P<work>.+?)(?: Chapter \d+(?:: .*?)?)?, a .+ fanfic \| FanFiction",
        title="#profile_top b",
        author="#profile_top a.xcontrast_txt",
        chapter="#chap_select option[selected]",
        summary="#profile_top div.xcontrast_txt",
        line="#profile_top span.xgray",
    ),
    Site(
        name="Wattpad",
        text="article.story-part pre",
        titled=r"(?P<work>.+) - (?P<chapter>.+?) - Wattpad",
        author="div.author",
        chapter="h1",
        dropped=".comment-marker, .num-comment, .component-wrapper",
    ),
    Site(
        name="Royal Road",
        text="div.chapter-content",
        titled=r"(?P<chapter>.+) - (?P<work>.+?) \| Royal Road",
        author="div.fic-header h3 a",
        chapter="div.fic-header h1",
        notes="div.author-note",
    ),
    Site(
        name="WebNovel",
        text="div.cha-words",
        titled=r"(?P<chapter>.+?) - (?P<work>.+) - (?P<author>.+?) - WebNovel",
        chapter="div.cha-tit h1",
        dropped=".para-comment",
    ),
)


def read_site(page: Page) -> WorkDraft | None:
    """The work on a page of one of the sites, or in a thread of a forum; None on any other."""
    head = page.root.first("title")
    name = text_of(head)[:_LONGEST_NAME] if head else ""
    for site in _SITES:
        if name.endswith(site.name):
            return _read(page, site, name)
    return _read_thread(page, name) if page.root.get("id") == "XF" else None


def _read(page: Page, site: Site, name: str) -> WorkDraft | None:
    body = next(_found(page.root, site.text), None)
    if body is None or not body.element.first_text():
        return None
    if site.dropped:
        page.document.sheet = Stylesheet([f"{site.dropped} {{display: none}}"])
    said = re.fullmatch(site.titled, name)
    stated = said.groupdict() if said else {}

    def value(selector: str, key: str) -> str:
        found = next(_found(page.root, selector), None) if selector else None
        return (text_of(found.element) if found else "") or stated.get(key) or ""

    number, title = _chapter(value(site.chapter, "chapter"))
    draft = Draft(number=number, title=title, story=page.blocks(body, Part.STORY))
    draft.words = count_words(body.element)
    for note in _found(page.root, site.notes):
        if _steps(note) < _steps(body):
            draft.notes += page.blocks(note, Part.NOTES)
        else:
            draft.end_notes += page.blocks(note, Part.END_NOTES)
    author = _BY.sub("", value(site.author, "author"), count=1)
    work = WorkDraft(value(site.title, "work"), (author,) if author else (), chapters=[draft])
    for summary in list(_found(page.root, site.summary))[-1:]:
        work.summary = page.blocks(summary, Part.WORK_SUMMARY)
    _read_line(work, next(map(text_of, _elements(page.root, site.line)), ""))
    return work


def _read_line(work: WorkDraft, line: str) -> None:
    """What FanFiction says in a line: "Rated: T - English - ... - id: 123"."""
    if match := _RATED.search(line):
        work.labels += [("Rating:", [match["rating"]]), ("Language:", match["language"])]
    if match := _ID.search(line):
        work.source_url = f"https://www.fanfiction.net/s/{match[1]}"


def _read_thread(page: Page, name: str) -> WorkDraft | None:
    """A forum's page: the posts that are marked as chapters, or else all of who began."""
    posts = list(_found(page.root, "article.message"))
    marked = [post for post in posts if next(_found(post, ".threadmarkLabel"), None)]
    author = posts[0].element.get("data-author") if posts else ""
    head = next(map(text_of, _elements(page.root, "h1.p-title-value")), "")
    work = WorkDraft(head or name, (author,) if author else ())
    for post in marked or [post for post in posts if post.element.get("data-author") == author]:
        body = next(_found(post, "div.bbWrapper"), None)
        if body is None:
            continue
        label = next(map(text_of, _elements(post, ".threadmarkLabel")), "")
        number, title = _chapter(label)
        before = work.chapters[-1].number if work.chapters else 0
        draft = Draft(number if number > before else 0, title if number > before else label)
        draft.number = draft.number or before + 1
        draft.story = page.blocks(body, Part.STORY)
        draft.words = count_words(body.element)
        work.chapters.append(draft)
    return work if work.chapters else None


def _chapter(label: str) -> tuple[int, str]:
    """The number and the title of "2. Fog" and "Chapter 2: Fog"; 0 where there is none."""
    match = _NUMBERED.fullmatch(label)
    return (int(match["number"]), match["title"].strip()) if match else (0, label)


def _steps(located: Located) -> list[int]:
    """Where an element stands in the page; those of earlier ones are less."""
    return [step for _, step in located.ancestors]


def _elements(root: Element | Located, selector: str) -> Iterator[Element]:
    return (found.element for found in _found(root, selector))


def _found(root: Element | Located, selector: str) -> Iterator[Located]:
    """The elements that a selector of `Site` names, in order, none inside another."""
    if not selector:
        return
    regions = [root if isinstance(root, Located) else Located(root)]
    for step in selector.split():
        wanted = _STEP.fullmatch(step)
        assert wanted is not None
        regions = [
            inner for region in regions for inner in region.find_all(partial(_is, wanted), _DEEPEST)
        ]
    yield from regions


def _is(wanted: re.Match[str], element: Element) -> bool:
    """Whether an element is what a step of a selector names."""
    tag, sign, name, attribute = wanted.groups()
    if tag and element.tag != tag:
        return False
    if attribute and attribute not in element.attributes:
        return False
    if sign == "#":
        return element.get("id") == name
    return sign is None or name in element.get("class").split()
