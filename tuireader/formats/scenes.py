"""Scene breaks: which paragraphs are ornaments, and what empty paragraphs mean.

Parsers emit what they see; `settle` decides for a whole chapter. Nothing here knows formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from tuireader.work import Block, Break, Kind, Part

# Characters that make an ornament by themselves: dashes, stars, bullets, shapes, dingbats.
_STRONG = (
    r"*~\-_=#+/\\|§°·×÷‐-―†-‣※⁂⁎⁑⁕⁓⸺⸻\u2190-\u23ff\u2500-\u27bf\u2900-\u2bff〜〰・＊～－＿＝＋＃｜◦"
)
# Characters that only accompany them: "·o·", "<*>", ". * .".
_WEAK = r".:^<>oOxX%@&"
# Of those, what is shown as a picture: in a line by itself that is a message, unless centred.
_EMOJI = re.compile(
    r"[⌚⌛⏩-⏬⏰⏳◽◾☔☕♈-♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓-❕❗➕-➗➰➿⬛⬜⭐⭕\ufe0f]"
)
_ORNAMENT = re.compile(rf"[{_STRONG}{_WEAK}]*[{_STRONG}][{_STRONG}{_WEAK}]*")
# "o0o0o", "oOo", "xXx", "XXX", but neither "Ooo" nor "00" nor "xoxo"; ">>>", "<><>".
_LETTERS = re.compile(r"(?!Oo+$)(?=.*[oO])[oO0]{3,}|[xX]{3,}|[<>]{3,}|[%@&]{3,}")
_SPACED_DOTS = re.compile(r"\.(?:\s+\.){2,}")
# Faces and Morse are text: "^_^", "-.-", ">.<", ":/", "\\o/", "-.. --".
_FACE = re.compile(
    r"[^_]_{1,3}[^_]|[-><^=]\.[-><^=]|\^+|[:=][-~^o]?[/\\|oO0xX*<>~]{1,2}|\\?[oO]/|[.-]*\.[.-]*"
)

# What surrounds emoji and shows nothing: joiners, selectors, marks, blanks.
_INVISIBLE = (
    r"\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_VISIBLE = re.compile(rf"[^{_INVISIBLE}\x00-\x1f\x7f-\x9f]")
_SPACE = re.compile(rf"[{_INVISIBLE}]+")
_MAY_BEGIN = re.compile(rf"[{_INVISIBLE}]*[{_STRONG}{_WEAK}0]")
_LONGEST_ORNAMENT = 400


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be seen: white space, zero-width characters, fillers."""
    return not _VISIBLE.search(text)


def is_ornament(text: str, centred: bool = False) -> bool:
    """Whether a paragraph is nothing but a scene break: "***", "~*~", "⁂", "o0o0o", ". . .".

    `centred` paragraphs may be of any symbols, emoji too. "...", "…", "?!" and "2" are text.
    """
    if len(text) > _LONGEST_ORNAMENT or not (centred or _MAY_BEGIN.match(text)):
        return False
    bare = _SPACE.sub("", text)
    if not bare:
        return False
    if _ORNAMENT.fullmatch(bare):
        return not _FACE.fullmatch(bare) and (centred or not _EMOJI.search(text))
    if _LETTERS.fullmatch(bare) or _SPACED_DOTS.fullmatch(text.strip()):
        return True
    return centred and _is_symbols(bare)


def _is_symbols(bare: str) -> bool:
    from unicodedata import category

    kinds = [category(character) for character in bare]
    # Pi, Pf: a quoted symbol is something said. Cf, M: the tags of a flag, a keycap.
    return any(kind in ("So", "Sm") for kind in kinds) and all(
        kind[0] in "SCM" or kind in ("Po", "Pd", "Ps", "Pe", "Pc") for kind in kinds
    )


# What a picture that parts scenes is called, in its description or its file's name.
_PICTURED = re.compile(
    r"(?:(?:scene|section|text|paragraph|line)[ _-]?(?:break|divider|separator)|divider|dinkus"
    r"|fleuron|asterism|(?:decorative )?ornament(?:al break)?|separator|break)[ _-]?\d{0,3}\.?",
    re.IGNORECASE,
)


def is_pictured_break(words: str, name: str) -> bool:
    """Whether a picture by itself parts scenes: by `words`, its description, or else by `name`."""
    stem = name.rpartition("/")[2].rpartition(".")[0]
    return _PICTURED.fullmatch(words or stem) is not None


# Of several breaks in one place the most deliberate one says how it was marked.
_RANK = {Break.RULE: 0, Break.TEXT: 1, Break.BLANK: 2, Break.GAP: 3}
# From this share of gaps on, empty paragraphs are how the author spaces paragraphs.
_SPACING_SHARE = 0.6


def settle(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """One chapter's blocks with one BREAK wherever scenes change, and no other.

    `blocks` come in reading order, with a BREAK (its `marker` a `Break`) for every rule, ornament
    and wide gap, and one marked `Break.BLANK` for every empty paragraph. Where most gaps between
    paragraphs hold an empty one, these are spacing and only two in a row are a break. Breaks in one
    place become one; those before the first text of a part and after its last go.
    """
    settled: list[Block] = []
    for _, run in groupby(blocks, key=lambda block: block.part):
        settled.extend(_settle_part(list(run)))
    return tuple(settled)


def _settle_part(blocks: list[Block]) -> Iterator[Block]:
    if not any(block.kind is Kind.BREAK for block in blocks):
        yield from blocks
        return
    inner = _gaps(blocks)[1:-1]
    with_blank = sum(any(_is_blank_break(blocks[index]) for index in gap) for gap in inner)
    spacing = with_blank >= _SPACING_SHARE * len(inner)
    kept = {_break_in(blocks, gap, spacing) for gap in inner}
    for index, block in enumerate(blocks):
        if block.kind is not Kind.BREAK or index in kept:
            yield block


def _gaps(blocks: list[Block]) -> list[list[int]]:
    """The indices of what stands between texts: before the first, between two, after the last."""
    gaps: list[list[int]] = [[]]
    for index, block in enumerate(blocks):
        if block.has_text:
            gaps.append([])
        else:
            gaps[-1].append(index)
    return gaps


def _break_in(blocks: list[Block], gap: list[int], spacing: bool) -> int | None:
    """The index of the one break that a gap amounts to."""
    best: int | None = None
    blanks = 0
    for index in gap:
        if blocks[index].kind is not Kind.BREAK:
            blanks = 0
            continue
        blanks = blanks + 1 if _is_blank_break(blocks[index]) else 0
        if blanks == 1 and spacing:
            continue
        if best is None or _rank(blocks[index]) < _rank(blocks[best]):
            best = index
    return best


def _is_blank_break(block: Block) -> bool:
    return block.kind is Kind.BREAK and block.marker == Break.BLANK


def _rank(block: Block) -> int:
    return _RANK.get(Break(block.marker), 0) if block.marker else 0


def scene_break(marker: Break, part: Part = Part.STORY) -> Block:
    """A BREAK block as parsers emit it."""
    return Block(Kind.BREAK, marker=marker, part=part)
