"""The little of CSS that says what text is: italics, alignment, lines, what is not shown.

Reads stylesheets tolerantly: rules it does not understand are left out, nothing raises, nothing is
loaded. Selectors of elements, classes, ids and `epub:type`, with ancestors and parents, are
matched. It knows elements but not what their styles come to mean (see `markup.blocks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tuireader.formats.markup.tree import Element, names

Style = dict[str, str]

# The properties anybody asks for; all others are dropped at once.
_PROPERTIES = names(
    """
    font-style font-weight font-variant text-decoration text-align white-space display
    vertical-align list-style-type direction margin-left margin-top padding-left text-indent
    """
)
_SHORTHANDS = {
    "font-variant-caps": "font-variant",
    "text-decoration-line": "text-decoration",
    "list-style": "list-style-type",
}
_LONGEST = 1_000_000
_MOST_RULES = 20_000
_MOST_STEPS = 6
_MOST_ANCESTORS = 64
# Of an attribute, what is looked at.
_LONGEST_VALUE = 2_000
# How often rules may be held against elements: far more than the sheets of any book need.
_MOST_TESTS = 500_000

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_PIECE = re.compile(r"([^{};]*)([{};])")
_MEDIA = re.compile(r"@media\s*+(?:only\s++)?(?:all|screen)?\s*+$", re.IGNORECASE)
_COMPOUND = re.compile(
    r"(?P<tag>\*|[\w-]+)?"
    r"(?P<rest>(?:[.#][\w\u0080-\U0010ffff-]+|\[\s*(?:class|epub\\?[|:]type)\s*(?:[~|^$*]?=[^\]]*)?\])*)$",
    re.IGNORECASE,
)
_SIMPLE = re.compile(
    r"[.#][\w\u0080-\U0010ffff-]+|\[\s*([\w\\|:]+)\s*(?:([~|^$*]?)=\s*[\"']?([^\]\"']*)[\"']?)?\s*\]"
)
_STEP = re.compile(r"\s*(>)\s*|\s+")


class _Compound(NamedTuple):
    """What one element must be."""

    tag: str
    conditions: tuple[tuple[str, str, str], ...]  # attribute, operator, value

    def matches(self, element: Element) -> bool:
        if self.tag and self.tag != element.tag:
            return False
        return all(
            _holds(element.get(name)[:_LONGEST_VALUE], *rest) for name, *rest in self.conditions
        )

    @property
    def told_by(self) -> tuple[str, str]:
        """What of it few other elements have: an id, else a class, else its name, else nothing."""
        ids, classes = (
            next(
                (value for name, operator, value in self.conditions if (name, operator) == kind), ""
            )
            for kind in (("id", "="), ("class", "~"))
        )
        return ("id", ids) if ids else ("class", classes) if classes else ("tag", self.tag)


def _holds(value: str, operator: str, wanted: str) -> bool:
    match operator:
        case "~":
            return wanted in value.split()
        case "=":
            return value == wanted
        case "|":
            return value == wanted or value.startswith(wanted + "-")
        case "^":
            return bool(wanted) and value.startswith(wanted)
        case "$":
            return bool(wanted) and value.endswith(wanted)
        case "*":
            return bool(wanted) and wanted in value
    return bool(value)


class _Rule(NamedTuple):
    rank: tuple[bool, int, int]  # importance, specificity, order
    subject: _Compound
    ancestors: tuple[tuple[bool, _Compound], ...]  # from the nearest; whether it is the parent
    style: Style


class Place:
    """Where an element stands in the cascade: what sheets say about it, and the places inside it.

    Elements that no rule could tell apart share one, so that the thousandth paragraph of a chapter
    costs one look-up.
    """

    __slots__ = ("inside", "style")

    def __init__(self, style: Style) -> None:
        self.style = style
        self.inside: dict[tuple[str, str, str, str], Place] = {}


class Stylesheet:
    """The rules of all sheets of a document, in their order."""

    def __init__(self, sheets: Iterable[str] = ()) -> None:
        self._rules: list[_Rule] = []
        for sheet in sheets:
            for rule in _read_rules(sheet, len(self._rules)):
                if len(self._rules) < _MOST_RULES:
                    self._rules.append(rule)
        self._rules.sort(key=lambda rule: rule.rank)
        # The ids that any rule names; no other can make a difference.
        self._ids = {
            value
            for rule in self._rules
            for compound in (rule.subject, *(step[1] for step in rule.ancestors))
            for name, _, value in compound.conditions
            if name == "id"
        }
        # The numbers of the rules by what they ask of an element.
        self._numbers: dict[tuple[str, str], list[int]] = {}
        for number, rule in enumerate(self._rules):
            self._numbers.setdefault(rule.subject.told_by, []).append(number)
        self._tests_left = _MOST_TESTS
        self.top = Place({})

    def enter(self, around: Place, element: Element, ancestors: Sequence[Element]) -> Place:
        """The place of an element in `around`; `ancestors` are given from the root."""
        attributes = element.attributes
        name = attributes.get("id", "")
        key = (
            element.tag,
            attributes.get("class", ""),
            attributes.get("epub:type", ""),
            name if name in self._ids else "",
        )
        place = around.inside.get(key)
        if place is None:
            place = around.inside[key] = Place(self._style(element, ancestors))
        return place

    def _style(self, element: Element, ancestors: Sequence[Element]) -> Style:
        style: Style = {}
        for rule in self._candidates(element):
            self._tests_left -= 1
            if not rule.subject.matches(element):
                continue
            self._tests_left -= len(rule.ancestors) * min(len(ancestors), _MOST_ANCESTORS)
            if _under(rule.ancestors, ancestors):
                style.update(rule.style)
        return style

    def _candidates(self, element: Element) -> Iterator[_Rule]:
        """The rules that may be about an element, in their order; none when all tests are used."""
        if self._tests_left <= 0:
            return iter(())
        names = set(element.get("class")[:_LONGEST_VALUE].split())
        found = self._numbers
        numbers = [
            *found.get(("tag", ""), ()),
            *found.get(("tag", element.tag), ()),
            *found.get(("id", element.get("id")), ()),
            *(number for name in names for number in found.get(("class", name), ())),
        ]
        return (self._rules[number] for number in sorted(numbers))


def _under(steps: tuple[tuple[bool, _Compound], ...], ancestors: Sequence[Element]) -> bool:
    """Whether ancestors satisfy the steps, nearest first."""
    deepest = len(ancestors)
    farthest = max(0, deepest - _MOST_ANCESTORS)
    here = {deepest}  # where the element that the last step was about may stand
    for is_parent, compound in steps:
        if is_parent:
            places: Iterable[int] = (index - 1 for index in here if index > farthest)
        else:
            places = range(farthest, max(here))
        here = {index for index in places if compound.matches(ancestors[index])}
        if not here:
            return False
    return True


def _read_rules(sheet: str, order: int) -> Iterator[_Rule]:
    # What stands before each open brace, and whether that and its inside hold on a screen.
    groups: list[tuple[str, bool, bool]] = []
    pieces: list[str] = []
    for text, mark in _PIECE.findall(_COMMENT.sub(" ", sheet[:_LONGEST]) + ";"):
        if mark == "{":
            before, holds = text.strip(), not groups or groups[-1][2]
            groups.append((before, holds, holds and bool(_MEDIA.match(before))))
            pieces = []
            continue
        pieces.append(text)
        if mark == ";":
            if not groups:  # @charset, @namespace, @import
                pieces = []
            continue
        if groups:
            selectors, holds, _ = groups.pop()
            if holds and not selectors.startswith("@"):
                for rule in _rules(selectors, pieces, order):
                    yield rule
                    order += 1
        pieces = []


def _rules(selectors: str, declarations: list[str], order: int) -> Iterator[_Rule]:
    plain = _declarations(text for text in declarations if "!" not in text)
    important = _declarations(text.partition("!")[0] for text in declarations if "!" in text)
    if not plain and not important:
        return
    for selector in selectors.split(","):
        steps = _steps(selector.strip())
        if steps is None:
            continue
        subject, ancestors, weight = steps
        if plain:
            yield _Rule((False, weight, order), subject, ancestors, plain)
        if important:
            yield _Rule((True, weight, order), subject, ancestors, important)


def _steps(selector: str) -> tuple[_Compound, tuple[tuple[bool, _Compound], ...], int] | None:
    """The element a selector is about, its ancestors from the nearest, and its specificity."""
    pieces = _STEP.split(selector)  # compound, ">" or None, compound, ...
    if len(pieces) > 2 * _MOST_STEPS:
        return None
    compounds = [_compound(piece) for piece in pieces[::2]]
    if None in compounds:
        return None
    weight = sum(w for _, w in compounds)  # type: ignore[misc]
    kept = [compound for compound, _ in compounds]  # type: ignore[misc]
    combinators = [mark == ">" for mark in pieces[1::2]]
    return kept[-1], tuple(zip(reversed(combinators), reversed(kept[:-1]), strict=True)), weight


def _compound(text: str) -> tuple[_Compound, int] | None:
    match = _COMPOUND.match(text)
    if not match or not text:
        return None
    tag = (match["tag"] or "").lower().replace("*", "")
    weight = 1 if tag else 0
    conditions: list[tuple[str, str, str]] = []
    for simple in _SIMPLE.finditer(match["rest"] or ""):
        if simple[0][0] == ".":
            conditions.append(("class", "~", simple[0][1:]))
            weight += 100
        elif simple[0][0] == "#":
            conditions.append(("id", "=", simple[0][1:]))
            weight += 10_000
        else:
            name = "epub:type" if simple[1].lower().startswith("epub") else simple[1].lower()
            operator = "" if simple[3] is None else simple[2] or "="
            conditions.append((name, operator, (simple[3] or "").strip()))
            weight += 100
    return _Compound(tag, tuple(conditions)), weight


@lru_cache(maxsize=1024)
def inline_style(text: str) -> Style:
    """The declarations of a `style` attribute."""
    return _declarations(piece.partition("!")[0] for piece in text[:2000].split(";"))


def _declarations(pieces: Iterable[str]) -> Style:
    style: Style = {}
    for piece in pieces:
        name, colon, value = piece.partition(":")
        name, value = name.strip().lower(), " ".join(value.split()).lower()
        if not colon or not value:
            continue
        name = _SHORTHANDS.get(name, name)
        if name in _PROPERTIES:
            style[name] = value
        elif name == "font":
            style.update(_font(value))
        elif name in ("margin", "padding"):
            style[f"{name}-left"] = _left(value)
            if name == "margin":
                style["margin-top"] = value.split()[0]
    return style


def _font(value: str) -> Iterator[tuple[str, str]]:
    """What the shorthand sets, which resets what it leaves out."""
    words = value.split()
    if words[0] in ("inherit", "initial", "unset"):
        return
    yield "font-style", next((w for w in words if w in ("italic", "oblique")), "normal")
    weights = (w for w in words if w in ("bold", "bolder", "lighter") or re.fullmatch("[1-9]00", w))
    yield "font-weight", next(weights, "normal")
    yield "font-variant", "small-caps" if "small-caps" in words else "normal"


def _left(value: str) -> str:
    """The left side of a shorthand for four."""
    sides = value.split()
    return sides[3] if len(sides) > 3 else sides[1] if len(sides) > 1 else sides[0]
