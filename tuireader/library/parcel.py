"""A parsed work packed for the library: chapters already compressed, digests already taken.

The process that parses a file packs it, so that the app neither decodes nor encodes a book it only
puts away. Bytes in, bytes out; nothing here knows files, processes or SQLite.
"""

from __future__ import annotations

import json
import zlib
from typing import Any, NamedTuple

from tuireader import codec
from tuireader.anchoring import edition
from tuireader.library.sameness import hash_sentences, opening
from tuireader.work import Block, Chapter, Metadata, Picture, Work

_LEVEL = 4  # of compression: a fortieth larger than usual, in little more than half the time


class PackedChapter(NamedTuple):
    """A chapter whose `blocks` are compressed."""

    number: int
    title: str
    words: int
    chars: int  # of all its text
    source_id: str
    titled: bool
    blocks: bytes


class Parcel(NamedTuple):
    """A work whose parts are as the library keeps them."""

    format: str
    edition: str
    opening: str  # the first words of the story, folded
    metadata: bytes
    contents: bytes
    sentences: bytes  # hashes, see `sameness`
    warnings: tuple[str, ...]
    chapters: tuple[PackedChapter, ...]
    pictures: tuple[Picture, ...]

    @property
    def chars(self) -> int:
        return sum(chapter.chars for chapter in self.chapters)

    @property
    def words(self) -> int:
        return sum(chapter.words for chapter in self.chapters)

    def unpack_metadata(self) -> Metadata:
        return codec.decode_metadata(self.metadata)


def pack(work: Work) -> Parcel:
    """The work as a parcel; see `unpack`."""
    return Parcel(
        format=work.format,
        edition=edition(work.chapters),
        opening=opening(work.chapters),
        metadata=codec.encode_metadata(work.metadata),
        contents=codec.encode_contents(work.contents),
        sentences=hash_sentences(work.chapters),
        warnings=work.warnings,
        chapters=tuple(
            PackedChapter(
                chapter.number,
                chapter.title,
                chapter.words,
                sum(len(block.text) for block in chapter.blocks),
                chapter.source_id,
                chapter.titled,
                zlib.compress(codec.encode_chapter(chapter), _LEVEL),
            )
            for chapter in work.chapters
        ),
        pictures=work.pictures,
    )


def unpack(parcel: Parcel) -> Work:
    """The inverse of `pack`."""
    return Work(
        metadata=parcel.unpack_metadata(),
        chapters=tuple(
            Chapter(
                packed.number,
                packed.title,
                unpack_blocks(packed.blocks),
                packed.words,
                packed.source_id,
                packed.titled,
            )
            for packed in parcel.chapters
        ),
        contents=codec.decode_contents(parcel.contents),
        format=parcel.format,
        pictures=parcel.pictures,
        warnings=parcel.warnings,
    )


def unpack_blocks(data: bytes) -> tuple[Block, ...]:
    """The blocks of a packed chapter. Raises ValueError on bytes that are none."""
    try:
        return codec.decode_blocks(zlib.decompress(data))
    except zlib.error as error:
        raise ValueError(str(error)) from error


def to_bytes(parcel: Parcel) -> bytes:
    """A head of JSON, its length before it, then the parts that are bytes, one after another."""
    blobs = [parcel.metadata, parcel.contents, parcel.sentences]
    blobs += [chapter.blocks for chapter in parcel.chapters]
    blobs += [picture.data for picture in parcel.pictures]
    head = json.dumps(
        {
            "format": parcel.format,
            "edition": parcel.edition,
            "opening": parcel.opening,
            "warnings": parcel.warnings,
            "chapters": [chapter[:-1] for chapter in parcel.chapters],
            "pictures": [(picture.name, picture.media_type) for picture in parcel.pictures],
            "lengths": [len(blob) for blob in blobs],
        }
    ).encode()
    return b"".join((len(head).to_bytes(8, "big"), head, *blobs))


def from_bytes(data: bytes) -> Parcel:
    """The inverse of `to_bytes`. Raises ValueError on bytes it did not write."""
    start = 8 + int.from_bytes(data[:8], "big")
    try:
        head: dict[str, Any] = json.loads(data[8:start])
        blobs: list[bytes] = []
        for length in head["lengths"]:
            blobs.append(data[start : start + length])
            start += length
        metadata, contents, sentences, *rest = blobs
        chapters = len(head["chapters"])
        return Parcel(
            format=head["format"],
            edition=head["edition"],
            opening=head["opening"],
            metadata=metadata,
            contents=contents,
            sentences=sentences,
            warnings=tuple(head["warnings"]),
            chapters=tuple(
                PackedChapter._make((*fields, blocks))
                for fields, blocks in zip(head["chapters"], rest[:chapters], strict=True)
            ),
            pictures=tuple(
                Picture(name, media_type, blob)
                for (name, media_type), blob in zip(head["pictures"], rest[chapters:], strict=True)
            ),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a parcel: {error}") from error
