"""AZW3 and MOBI: what they hold, what is refused, and that damage is only ever an error."""

from __future__ import annotations

import contextlib
import json
import struct
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.kindle_files import TEXT, mobi, palm_database
from tuireader.formats import FormatError, Source, parse, read
from tuireader.formats.kindle.header import read_flows, read_header
from tuireader.formats.kindle.index import Index, read_index
from tuireader.formats.kindle.palm import Database, expand_palmdoc
from tuireader.formats.kindle.reader import read as read_kindle
from tuireader.work import Block, Break, Kind, Part, Role, Work


def source(data: bytes) -> Source:
    return Source("book.mobi", data)


def test_a_mobi_file_is_read() -> None:
    work = read_kindle(source(mobi()))
    assert work.metadata.title == "Moby-Dick"
    assert work.metadata.authors == ("Herman Melville",)
    assert (work.metadata.language, work.metadata.published) == ("en", "1851-10-18")
    assert [chapter.title for chapter in work.chapters] == ["Loomings", "The Carpet-Bag"]
    heading, first, blank, second = work.chapters[0].blocks
    assert heading.kind is Kind.HEADING
    assert first.text == "Call me Ishmael.\nSome years ago\N{EM DASH}never mind."
    assert [(span.role, first.text[span.start : span.end]) for span in first.spans] == [
        (Role.EMPHASIS, "Ishmael")
    ]
    assert (blank.kind, blank.marker) == (Kind.BREAK, Break.BLANK)
    assert second.text == "There now is your insular city."


def test_a_palm_text_without_markup_has_its_paragraphs() -> None:
    text = "Chapter 1\n\nCall me Ishmael.\n\nSome years ago, never mind how long: a < b."

    def palm(length: int) -> Work:
        head = struct.pack(">HHIHHI", 1, 0, length, 1, 4096, 0)
        return parse(Source("book.pdb", palm_database([head, text.encode()], b"TEXtREAd")))

    work = palm(len(text))
    assert (work.metadata.title, work.format, work.warnings) == ("Moby", "mobi", ())
    assert [block.text for block in work.chapters[0].blocks] == text.split("\n\n")
    assert palm(2 * len(text)).warnings == (
        "the file is cut short: the end of its text is missing",
    )


def test_positions_become_links_to_places() -> None:
    link = read_kindle(source(mobi())).chapters[1].blocks[1].spans[0]
    assert (link.role, link.target) == (Role.LINK, "#0/0/0")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (mobi(encryption=2), "DRM"),
        (mobi(compression=9), "compressed in an unknown way"),
        (palm_database([b"TPZ0"], b"TPZ3\0\0\0\0"), "Topaz"),
        (palm_database([b"notes"], b"DATAmemo"), "no book"),
        (mobi()[:60], "header"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        read_kindle(source(data))


@given(st.data())
def test_damage_is_an_error_and_never_a_crash(data: st.DataObject) -> None:
    whole = bytearray(mobi())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - len(TEXT)))
        whole[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(whole)))
    for damaged in (bytes(whole), bytes(whole[:end])):
        reason = ""
        try:
            assert read_kindle(source(damaged)).format in ("mobi", "azw3")
        except FormatError as error:
            reason = str(error)
        assert "\n" not in reason


def palmdoc(data: bytes) -> bytes:
    """PalmDOC, compressed without any wit: what is far back is copied, the rest is literal."""
    out, at = bytearray(), 0
    while at < len(data):
        back = data.rfind(data[at : at + 3], max(0, at - 2047), at + 2)
        if 0 <= back < at and at + 3 <= len(data):
            out += (0x8000 | (at - back) << 3).to_bytes(2, "big")
            at += 3
        elif data[at] == 0x20 and at + 1 < len(data) and 0x40 <= data[at + 1] < 0x80:
            out.append(data[at + 1] | 0x80)
            at += 2
        else:
            out += bytes((1, data[at]))
            at += 1
    return bytes(out)


@given(st.lists(st.sampled_from([b"the whale ", b"\xff\x00", b"aaaa", b" b"]), max_size=60))
def test_palmdoc_is_expanded(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    assert expand_palmdoc(palmdoc(data)) == data


@given(st.binary(max_size=300))
def test_palmdoc_of_any_bytes_ends(data: bytes) -> None:
    expanded = b""
    with contextlib.suppress(FormatError):
        expanded = expand_palmdoc(data)
    assert len(expanded) <= 10 * len(data)


def test_a_text_that_is_cut_short_is_read_with_a_warning() -> None:
    work = read_kindle(source(mobi()[:-200]))
    assert work.chapters[0].title == "Loomings"
    assert "cut short" in work.warnings[0]
    assert not read_kindle(source(mobi())).warnings


# Real files


def folded(text: str) -> str:
    """What calibre's formats lose: soft hyphens, zero-width spaces, ligatures, compositions."""
    text = text.replace("\u00ad", "").replace("\u200b", "").replace("ﬁ", "fi")
    return " ".join(unicodedata.normalize("NFC", text).split())


def story(blocks: tuple[Block, ...]) -> list[Block]:
    return [block for block in blocks if block.part is Part.STORY and block.has_text]


WORKS = ("o1_oneshot_scandal", "o2_three_curiouser", "o3_novel_kindred", "o4_wip_half_agony/v1",
         "o4_wip_half_agony/v2", "o5_format_carfax", "o6_series_riverbank")  # fmt: skip


def test_an_index_may_be_empty() -> None:
    tags = b"TAGX" + struct.pack(">IIBBBB", 16, 1, 1, 1, 1, 0)
    head = b"INDX" + struct.pack(">I16xI24xI", 56, 1, 0) + tags
    empty = b"INDX" + struct.pack(">16xII", 28, 0) + b"IDXT"
    database = Database(palm_database([head, empty]))
    assert read_index(database, 0) == Index([], {})


@pytest.mark.parametrize(
    ("edges", "flows"),
    [
        ([0, 4, 4, 6], [b"abcd", b"ef"]),
        ([], [b"abcdef"]),
        ([0, 6, 0, 6], [b"abcdef"]),  # parts of one text do not overlap
    ],
)
def test_flows_are_parts_of_the_text(edges: list[int], flows: list[bytes]) -> None:
    table = b"FDST" + struct.pack(f">II{len(edges)}I", 12, len(edges) // 2, *edges)
    database = Database(palm_database([b"", table]))
    header = read_header(Database(mobi()))._replace(first=0, flows=1)
    assert read_flows(database, header, b"abcdef") == flows


def truth(shared: Path, name: str, suffix: str) -> tuple[Work, dict[str, Any]]:
    path = shared / "ao3" / name / f"{name.split('/')[0]}{suffix}"
    return read(path), json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        (name, suffix)
        for name in WORKS
        for suffix in (".azw3", ".mobi")
        if (name, suffix) != ("o4_wip_half_agony/v2", ".mobi")  # not among the files
    ],
)
def test_ao3_files_hold_what_they_should(shared: Path, name: str, suffix: str) -> None:
    work, expected = truth(shared, name, suffix)
    metadata = work.metadata
    assert folded(metadata.title) == folded(expected["title"])
    assert list(metadata.authors) == expected["authors"]
    for field in ("rating", "url", "words", "published"):
        assert getattr(metadata, field) == expected[field], field
    for field in ("warnings", "categories", "fandoms", "relationships", "characters"):
        assert list(getattr(metadata, field)) == expected[field], field
    assert list(metadata.tags) == expected["additional_tags"]
    assert folded(metadata.summary) == folded(expected["summary"])
    assert folded(metadata.notes) == folded(expected["notes"])
    assert folded(metadata.end_notes) == folded(expected["endnotes"])
    assert [entry.title for entry in work.contents] == expected["epub_toc"]
    assert len(work.chapters) == len(expected["chapters"])
    for chapter, truth_ in zip(work.chapters, expected["chapters"], strict=True):
        blocks = story(chapter.blocks)
        assert (chapter.number, folded(chapter.title)) == (truth_["number"], truth_["title"])
        assert folded(chapter.plain(Part.NOTES)) == folded(truth_["notes"])
        assert folded(chapter.plain(Part.END_NOTES)) == folded(truth_["endnotes"])
        assert len(blocks) == truth_["text_blocks"]
        breaks = [block for block in chapter.blocks if block.kind is Kind.BREAK]
        assert len([b for b in breaks if b.part is Part.STORY]) == truth_["scene_breaks"]
        assert abs(chapter.words - truth_["words"]) <= 2
        if blocks:
            assert folded(blocks[0].text)[:60].strip() == folded(truth_["first60"]).strip()
            assert folded(blocks[-1].text)[-60:].strip() == folded(truth_["last60"]).strip()


@pytest.mark.shared
def test_other_kindle_books_are_read_or_refused_for_a_true_reason(shared: Path) -> None:
    counted = {}
    for path in sorted((shared / "books" / "mobi").iterdir()):
        try:
            work = read(path)
        except FormatError as error:
            counted[path.name] = str(error)
        else:
            counted[path.name] = (work.metadata.title, len(work.contents))
    assert counted == {
        "calibre-earnest-kf6.mobi": (
            "The Importance of Being Earnest: A Trivial Comedy for Serious People",
            10,
        ),
        "calibre-flatland.azw3": ("Flatland: A Romance of Many Dimensions", 33),
        "calibre-kusamakura-preview.azw3": ("草枕", 1),
        "libmobi-sample-cp1252.mobi": ("Libmobi test sample", 2),
        "libmobi-sample-drm_pidLTKULBB^5V-v2.mobi": "protected by DRM (Kindle)",
        "libmobi-sample-ncx.mobi": ("libmobi ncx test", 4),
        "libmobi-sample-unicode-huffdic.mobi": ("Libmobi", 2),
    }
