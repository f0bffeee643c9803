"""Makes a library of many works, to see that a long shelf is as quick as a short one.

    python benchmarks/shelf.py COUNT FOLDER     then: TUIREADER_HOME=FOLDER tuireader

Titles, authors, tags and progress are put together from lists; every work has one short chapter,
because the length of a work is no matter to the shelf.
"""

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tuireader.library import Library
from tuireader.paths import find_paths
from tuireader.work import Block, Chapter, Kind, Metadata, Work

NOUNS = ("lantern", "harbour", "winter", "orchard", "letter", "crown", "river", "mirror")
ADJECTIVES = ("quiet", "borrowed", "second", "unfinished", "salt", "paper", "crooked", "golden")
PEOPLE = ("Anne Elliot", "Mina Harker", "John Watson", "Irene Adler", "Edmond Dantès")
FANDOMS = ("Persuasion - Jane Austen", "Dracula - Bram Stoker", "Sherlock Holmes", "Original Work")
RATINGS = ("General Audiences", "Teen And Up Audiences", "Mature", "Not Rated")


def make_work(number: int, chance: random.Random) -> Work:
    title = f"The {chance.choice(ADJECTIVES).title()} {chance.choice(NOUNS).title()} {number}"
    pair = chance.sample(PEOPLE, 2)
    planned = chance.choice((None, 1, 10, 40))
    posted = chance.randint(1, planned or 30)
    text = f"This is the beginning of {title}, and the end of it too."
    return Work(
        Metadata(
            title=title,
            authors=(f"{chance.choice(NOUNS)}_{chance.randint(1, 900)}",),
            language="English",
            summary=f"In which {pair[0]} meets {pair[1]}, and a {chance.choice(NOUNS)} is lost.",
            rating=chance.choice(RATINGS),
            fandoms=(chance.choice(FANDOMS),),
            relationships=("/".join(pair),),
            characters=tuple(pair),
            tags=tuple(f"{word.title()} Fic" for word in chance.sample(ADJECTIVES, 3)),
            published="2025-01-01",
            updated=f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            complete=posted == planned,
            words=chance.randint(500, 400_000),
            chapters_posted=posted,
            chapters_planned=planned,
            url=f"https://archiveofourown.org/works/{90_000_000 + number}",
        ),
        chapters=(Chapter(1, "", (Block(Kind.PARAGRAPH, text),), 12),),
        format="html",
    )


def main(count: int, folder: Path) -> None:
    chance = random.Random(count)
    library = Library(find_paths({"TUIREADER_HOME": str(folder)}).library)
    now = datetime.now(UTC)
    for number in range(count):
        key = library.put(make_work(number, chance)).key
        if chance.random() < 0.4:
            at = now - timedelta(hours=chance.randint(1, 20_000))
            fraction = chance.random()
            library.note_reading(key, fraction, at, fraction > 0.95)
    library.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
