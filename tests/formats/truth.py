"""What the shared folder knows about works, and how it is compared."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from unicodedata import normalize

from tuireader.work import ADDED, Chapter, Kind, Part, Role, Work

_LOST = re.compile(r"[\u00ad\u200b]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def folded(text: str) -> str:
    """Without what converters lose: soft hyphens, zero-width spaces, ligatures, composition."""
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    return " ".join(normalize("NFC", _LOST.sub("", text)).split())


_FIELDS = {
    "rating": "rating", "warnings": "warnings", "categories": "categories", "fandoms": "fandoms",
    "relationships": "relationships", "characters": "characters", "tags": "additional_tags",
    "collections": "collections", "language": "language", "published": "published",
    "complete": "complete", "words": "words", "chapters_posted": "chapters_posted",
    "chapters_planned": "chapters_total", "url": "url", "authors": "authors",
}  # fmt: skip


def check_work(work: Work, truth: dict[str, Any]) -> None:
    """A work from AO3 is what its `expected.json` says, converters' losses aside."""
    metadata = work.metadata
    for ours, theirs in _FIELDS.items():
        value = getattr(metadata, ours)
        assert (list(value) if isinstance(value, tuple) else value) == truth[theirs], ours
    assert metadata.updated == (truth["updated"] or "")
    assert [(s.part, s.name) for s in metadata.series] == [
        (s["position"], s["title"]) for s in truth["series"]
    ]
    assert folded(metadata.title) == folded(truth["title"])
    assert folded(metadata.summary) == folded(truth["summary"])
    assert folded(metadata.notes) == folded(truth["notes"])
    assert folded(metadata.end_notes) == folded(truth["endnotes"])
    assert len(work.chapters) == len(truth["chapters"])
    for chapter, expected in zip(work.chapters, truth["chapters"], strict=True):
        check_chapter(chapter, expected)


def check_chapter(chapter: Chapter, truth: dict[str, Any]) -> None:
    story = list(chapter.part(Part.STORY))
    texts = [block for block in story if block.has_text]
    paragraphs = [block for block in texts if block.kind in (Kind.PARAGRAPH, Kind.VERSE)]
    assert chapter.number == truth["number"]
    assert folded(chapter.title) == folded(truth["title"])
    assert len(paragraphs) == truth["paragraphs"]
    assert len(texts) == truth["text_blocks"]
    assert sum(block.kind is Kind.BREAK for block in story) == truth["scene_breaks"]
    assert folded(texts[0].text)[:60].strip() == folded(truth["first60"])
    assert folded(texts[-1].text)[-60:].strip() == folded(truth["last60"])
    assert folded(chapter.plain(Part.SUMMARY)) == folded(truth["summary"])
    assert folded(chapter.plain(Part.NOTES)) == folded(truth["notes"])
    assert folded(chapter.plain(Part.END_NOTES)) == folded(truth["endnotes"])
    # Where a converter took a zero-width space out, two words became one.
    assert truth["words"] - 3 <= chapter.words <= truth["words"]


def plain_text(work: Work) -> str:
    """The text of a work as the manifest counts it: what is shown beside it left out."""
    pieces = []
    for chapter in work.chapters:
        for block in chapter.blocks:
            text = block.text if block.has_text else ""
            for span in sorted(block.spans, reverse=True):
                if text and (span.role in (Role.RUBY, Role.IMAGE) or span.target == ADDED):
                    text = text[: span.start] + text[span.end :]
            pieces.append(text)
    return " ".join(" ".join(pieces).split())


def check_fanficfare(work: Work, truth: dict[str, Any]) -> None:
    """What FanFicFare keeps of a work: it sorts tags, and drops collections and alignment."""
    metadata = work.metadata
    for ours, theirs in _FIELDS.items():
        if ours != "collections":
            value, expected = getattr(metadata, ours), truth[theirs]
            if isinstance(value, tuple):
                value, expected = sorted(value), sorted(expected)
            assert value == expected, ours
    for field in ("title", "summary", "notes"):
        assert folded(getattr(metadata, field)) == folded(truth[field]), field
    assert folded(metadata.end_notes) == folded(truth["endnotes"])
    assert len(work.chapters) == len(truth["chapters"])
    for chapter, expected in zip(work.chapters, truth["chapters"], strict=True):
        # An ornament that was one because it was centred is text without that.
        lost = expected["scene_breaks"] - sum(
            block.kind is Kind.BREAK for block in chapter.part(Part.STORY)
        )
        assert 0 <= lost <= 2
        kept = {
            name: expected[name] + lost * (-1 if name == "scene_breaks" else 1)
            for name in ("paragraphs", "text_blocks", "scene_breaks")
        }
        check_chapter(chapter, {**expected, **kept, "words": chapter.words})
