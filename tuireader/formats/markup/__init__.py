"""Markup to blocks: parsers, styles, and the walk over the tree."""
