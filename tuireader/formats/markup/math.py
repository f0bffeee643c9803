"""Formulas as text: MathML's own characters in their order, with what is raised and lowered."""

from __future__ import annotations

from collections.abc import Iterator

from tuireader.formats.markup.tree import Element
from tuireader.work import Role

# The same formula once more, in another language.
_SKIPPED = ("annotation", "annotation-xml")
_Roles = tuple[Role | None, ...]
# What the second and third child are to the first.
_SCRIPTS: dict[str, _Roles] = {
    "msub": (None, Role.SUB),
    "msup": (None, Role.SUP),
    "msubsup": (None, Role.SUB, Role.SUP),
}
_NO_SCRIPTS: _Roles = ()


def formula_text(math: Element) -> Iterator[tuple[str, Role | None]]:
    """The pieces of a formula's text and what each is to the one before, as few as there are roles.

    A book may hold hundreds of thousands of elements that are one sign each.
    """
    pieces: list[str] = []
    current: Role | None = None
    for text, role in _texts(math):
        if role is not current and not text.isspace():
            if pieces:
                yield "".join(pieces), current
                pieces = []
            current = role
        pieces.append(text)
    if pieces:
        yield "".join(pieces), current


def _texts(math: Element) -> Iterator[tuple[str, Role | None]]:
    """Every text in a formula, with the role that the elements around it give."""
    stack: list[tuple[Iterator[Element | str], Iterator[Role | None], Role | None]] = [
        (iter(math.children), iter(_SCRIPTS.get(math.tag, _NO_SCRIPTS)), None)
    ]
    while stack:
        children, scripts, role = stack[-1]
        for child in children:
            if isinstance(child, str):
                yield child, role
                continue
            inner = next(scripts, None) or role
            if child.tag in _SKIPPED:
                continue
            inside = child.children
            if len(inside) == 1 and isinstance(inside[0], str):
                yield inside[0], inner
            elif inside:
                stack.append((iter(inside), iter(_SCRIPTS.get(child.tag, _NO_SCRIPTS)), inner))
                break
        else:
            stack.pop()
