"""The app that a screen or a widget is in, as what it is: Textual knows it only as some app."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from tuireader.ui.app import TuireaderApp


def app_of(node: DOMNode) -> TuireaderApp:
    return cast("TuireaderApp", node.app)
