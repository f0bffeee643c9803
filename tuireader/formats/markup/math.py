"""Formulas as text: MathML's own characters in their order, with what is raised and lowered."""

from __future__ import annotations

from collections.abc import Iterator

from tuireader.formats.markup.tree import Element
from tuireader.work import Role

# The same formula once more, in another language.
_SKIPPED = ("annotation", "annotation-xml")
# What the second and third child are to the first.
_SCRIPTS: dict[str, tuple[Role | None, ...]] = {
    "msub": (None, Role.SUB),
    "msup": (None, Role.SUP),
    "msubsup": (None, Role.SUB, Role.SUP),
}


def formula_text(math: Element) -> Iterator[tuple[str, Role | None]]:
    """The pieces of a formula's text, and what each is to the one before."""
    stack: list[tuple[Iterator[Element | str], Iterator[Role | None], Role | None]] = [
        (iter(math.children), _roles(math), None)
    ]
    while stack:
        children, scripts, role = stack[-1]
        for child in children:
            if isinstance(child, str):
                yield child, role
                continue
            inner = next(scripts, None) or role
            if child.tag not in _SKIPPED:
                stack.append((iter(child.children), _roles(child), inner))
                break
        else:
            stack.pop()


def _roles(element: Element) -> Iterator[Role | None]:
    return iter(_SCRIPTS.get(element.tag, ()))
