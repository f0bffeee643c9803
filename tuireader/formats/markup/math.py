"""Formulas as a line of text: MathML's own characters in their order, what is raised and lowered,
and the signs that MathML leaves to who draws it: the bar of a fraction, a root.

A book may hold hundreds of thousands of elements that are one sign each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tuireader.formats.markup.tree import Element
from tuireader.work import Role

# The role of signs that are not in the source; see `Role.QUOTE`.
SIGN = Role.QUOTE

# The same formula once more, in another language.
_SKIPPED = ("annotation", "annotation-xml")
# What the second and third child are to the first.
_SCRIPTS: dict[str, tuple[Role, ...]] = {
    "msub": (Role.SUB,),
    "msup": (Role.SUP,),
    "msubsup": (Role.SUB, Role.SUP),
    "munder": (Role.SUB,),
    "munderover": (Role.SUB, Role.SUP),
}
_MARKS = {Role.SUB: "_", Role.SUP: "^"}
# These are seen to be raised and lowered; accents and primes are so by themselves.
_SEEN = frozenset("0123456789+-=()−′″‴*†°")
_ATOMS = ("mi", "mn", "mo", "mtext")

# What is in an element: as it stands there, or with a role of its own.
_Part = Element | str | tuple[Element | str, Role]


def formula_text(math: Element) -> list[tuple[str, Role | None]]:
    """The pieces of a formula and what each is to the one before, as few as there are roles."""
    if not math.first_text():
        return []  # signs alone say nothing
    found: list[tuple[str, Role | None]] = []
    pieces: list[str] = []  # of one role
    current: Role | None = None
    stack: list[tuple[Iterator[_Part], Role | None]] = [(_parts(math, None), None)]
    while stack:
        parts, around = stack[-1]
        for part in parts:
            child, role = part if isinstance(part, tuple) else (part, around)
            if not isinstance(child, str):
                inside = child.children
                if child.tag in _SKIPPED or not inside:
                    continue
                if len(inside) > 1 or not isinstance(inside[0], str):
                    stack.append((_parts(child, role), role))
                    break
                child = inside[0]
            if role is not current and child and not child.isspace():
                found.append(("".join(pieces), current))
                pieces, current = [], role
            pieces.append(child)
        else:
            stack.pop()
    return [*found, ("".join(pieces), current)]


def _parts(element: Element, around: Role | None) -> Iterator[_Part]:
    """What is in an element, with signs where the drawing would have some."""
    tag = element.tag
    if tag in _SCRIPTS:
        return _with_scripts(element, _SCRIPTS[tag], around is None)
    special = _SPECIAL.get(tag)
    return special(element) if special else iter(element.children)


def _with_scripts(element: Element, roles: Iterable[Role], are_seen: bool) -> Iterator[_Part]:
    scripts: Iterator[Role | None] = iter((None, *roles))
    for child in element.children:
        role = None if isinstance(child, str) else next(scripts, None)
        if isinstance(child, str) or role is None:
            yield child
        elif are_seen and _SEEN.issuperset("".join(child.text().split())):
            yield child, role
        else:
            yield _MARKS[role], SIGN
            yield from _grouped(child, role)


def _fraction(element: Element) -> Iterator[_Part]:
    sign = "" if element.get("linethickness").startswith("0") else "/"
    if sign and any(map(_is_space, element.children)):
        sign = " /"
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _grouped(child)
            yield sign, SIGN
            sign = ""


def _root(element: Element) -> Iterator[_Part]:
    yield "√", SIGN
    parts = [child for child in element.children if not _is_space(child)]
    if len(parts) == 1 and _is_atom(parts[0]):
        yield from element.children
    else:
        yield "(", SIGN
        yield from element.children
        yield ")", SIGN


def _fenced(element: Element) -> Iterator[_Part]:
    separator = ""
    yield element.get("open", "("), SIGN
    for child in element.children:
        if not isinstance(child, str):
            yield separator, SIGN
            separator = element.get("separators", ",").strip()[:1]
        yield child
    yield element.get("close", ")"), SIGN


_SPECIAL: dict[str, Callable[[Element], Iterator[_Part]]] = {
    "mfenced": _fenced,
    "mfrac": _fraction,
    "msqrt": _root,
}


def _grouped(part: Element, role: Role | None = None) -> Iterator[_Part]:
    """Something in brackets, where it is not seen without them what belongs together."""
    alone = _is_atom(part)
    if not alone:
        yield "(", SIGN
    yield (part, role) if role else part
    if not alone:
        yield ")", SIGN


def _is_atom(part: Element | str) -> bool:
    """Whether it is one sign or number, however many elements are around it."""
    while not isinstance(part, str) and part.tag not in _ATOMS:
        inside = [child for child in part.children if not _is_space(child)]
        if len(inside) != 1:
            return False
        part = inside[0]
    return True


def _is_space(part: Element | str) -> bool:
    return isinstance(part, str) and part.isspace()
