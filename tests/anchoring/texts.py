"""A small work to anchor in, of lines written for these tests."""

from tuireader.work import Block, Chapter, Kind, Part

P = Kind.PARAGRAPH


def chapter(*texts: str, title: str = "", source_id: str = "", number: int = 1) -> Chapter:
    """A chapter of paragraphs; "***" is a scene break."""
    blocks = tuple(Block(Kind.BREAK) if text == "***" else Block(P, text) for text in texts)
    return Chapter(number, title, blocks, source_id=source_id)


LIGHTHOUSE = (
    Chapter(
        1,
        "The Lamp",
        (
            Block(P, "Thanks to the keeper for reading this first.", part=Part.NOTES),
            Block(P, "The lamp had been lit every evening for sixty years."),
            Block(P, "“Is it still burning?” she asked."),
            Block(P, "“Yes.”"),
            Block(Kind.BREAK),
            Block(P, "In the morning the harbour was empty, and the lamp was cold."),
            Block(P, "“Did you put it out?”"),
            Block(P, "“Yes.”"),
            Block(Kind.RULE),
        ),
    ),
    Chapter(
        2,
        "The Harbour",
        (
            Block(P, "Nobody had seen the boats leave, and nobody would say so."),
            Block(P, "“Were they afraid?”"),
            Block(P, "“Yes.”"),
        ),
    ),
)
