"""Chapter headings in plain text: what plainly is one, its level, and which only list contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tuireader.formats.plain.paragraphs import Paragraph, cells


class Heading(NamedTuple):
    """Paragraph `at` is a heading: 1 of a book or part, 2 of a chapter, 3 a number alone."""

    at: int
    level: int
    title: str
    bare: bool = False  # "Chapter 1", with no title of its own


# Numbers in words, by their stems where a language bends them: what follows "Chapter", "Глава" ...
_ENGLISH = (
    r"(?:the )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundred)(?:[- ]\w+)?|first|second|third|last)"
)
_ROMANCE = (
    r"(?:dix-|vingt(?:[- ]et)?[- ])?(?:prem|un|deux|trois|quatr|cinqu|six|sept|huit|neuv|dix|onz"
    r"|douz|treiz|quatorz|quinz|seiz|vingt|trent)i[eè](?:re?|me)"
    r"|(?:prim(?:er|eir)?|segund|second|terz|terce(?:r|ir)|cuart|quart|quint|sext|sest|s[eé]p?tim"
    r"|settim|oct?av|ottav|oitav|non|noven|(?:und|duod)?[eé]?d?[eé]cim|[a-z]{3,9}[eé]sim)[oa]"
)
_GERMAN = (
    r"(?:erst|zweit|dritt|viert|fünft|sechst|sieb(?:en)?t|acht|neunt|(?:drei|vier|fünf|sech|sieb|acht"
    r"|neun)?zehnt|elft|zwölft|\w{0,12}zwanzigst|letzt)(?:es|er|e)"
)
_SLAVIC = (
    r"(?:двадцать |тридцать )?(?:перв|втор|трет|четв[её]рт|пят|шест|седьм|восьм|девят|десят"
    r"|\w{3,8}надцат|двадцат|тридцат|перш|друг|п.ят|шост|сьом|последн)\w{1,3}"
    r"|(?:pierwsz|drug|trzec|czwart|piąt|szóst|siódm|ósm|dziewiąt|dziesiąt|\w{3,10}nast|dwudziest"
    r"|prvn|druh|třet|čtvrt|pát|šest|sedm|osm|devát|desát|\w{3,8}náct)\w{1,2}"
)
_OTHERS = (
    r"πρώτο|δεύτερο|τρίτο|τέταρτο|πέμπτο|έκτο|έβδομο|όγδοο|ένατο|δέκατο"
    r"|(?:الأول|الثاني|الثالث|الرابع|الخامس|السادس|السابع|الثامن|التاسع|العاشر"
    r"|الحادي|الأخير)(?: عشر)?"
    r"|[א-ת]{1,2}['׳]?|[א-ת][\"״][א-ת]"
)
_NUMBER = (
    r"(?:\d{1,4}(?:\s*/\s*(?:\d{1,4}|\?)| of \d{1,4})?|[IVXLCDM]{1,9}|[ivxlcdm]{1,9}"
    rf"|(?:{_ENGLISH}|{_ROMANCE}|{_GERMAN}|{_SLAVIC}|{_OTHERS})(?![\w-]))"
)
_BREAK = r"(?:\s*[.:|~•·—–-]+\s*|\s+|\Z)"
_GREATER = (
    r"book|volume|vol\.|part|act|buch|band|teil|livre|tome|partie|libro|parte|część|часть|частина"
    r"|том|книга|μέρος|βιβλίο|quyển|phần|kısım"
)
_LESSER = (
    r"chapter|chap\.|ch\.|adventure|letter|stave|canto|scene|section|episode|story|tale|night|lecture"
    r"|interlude|kapitel|szene|brief|chapitre|scène|cap[ií]tulo|cap[ií]tol|capitolo|hoofdstuk|kapittel"
    r"|kapitola|luku|глава|розділ|rozdzia[łl]|poglavlje|κεφάλαιο|bölüm|chương|hồi|bab|פרק|الفصل|บทที่|ตอนที่"
)
_NUMBERED = re.compile(
    rf"(?:(?P<greater>{_GREATER})|(?P<lesser>{_LESSER}))\s+{_NUMBER}(?P<end>{_BREAK})(?P<title>.*)",
    re.IGNORECASE | re.DOTALL,
)
# "FIRST EPILOGUE: 1813 - 20", "Erstes Kapitel", "3. fejezet", "Preface"
_ORDINAL = rf"(?:(?:first|second|third|last|{_GERMAN}) )"
_NAMED = re.compile(
    rf"{_ORDINAL}?(?P<greater>epilogue|prologue|preface|foreword|introduction|afterword|appendix"
    r"|interlude|intermission|prolog|epilog|vorwort|nachwort|einleitung|[eé]pilogue|préface|pr[oó]logo"
    r"|ep[ií]logo|пролог|эпилог|епілог|предисловие|послесловие|интерлюдия|wstęp|πρόλογος|επίλογος)"
    r"(?:[:—–].{1,60})?\.?"
    rf"|(?:{_ORDINAL}|\d{{1,4}}\. )(?:chapter|kapitel|fejezet|luku|bölüm)(?:[.:—–].{{1,60}})?\.?",
    re.IGNORECASE,
)
_EAST_ASIAN = re.compile(
    r"(?:正文\s*)?第\s*[0-9０-９〇零一二三四五六七八九十百千两]{1,7}\s*"
    # A title may follow at once, where it cannot be a sentence.
    r"(?:(?P<unit>[卷部篇編章回話话節节幕])(?:[\s\u3000:：、.．].*|\Z)|[章卷][^。，,；;]{1,30}(?<![\s：:]))"
    r"|제\s*\d{1,4}\s*(?P<part>[장화회부권편막])(?:[\s:.].*|\Z)|\d{1,4}화(?:[\s:.].*|\Z)"
    r"|(?:序章|終章|终章|楔子|引子|尾声|尾聲|后记|後記|番外[0-9一二三四五六七八九十]{0,3}"
    r"|プロローグ|エピローグ|프롤로그|에필로그|외전)(?:[\s\u3000:：].*|\Z)"
)
# What writers put around a heading: "~ Chapter 3 ~", "**Chapter 3**", "【第三章】", "☆、第3章"
_DECORATION = " *_~=#<>[]|+-–—•·☆★◆◇■□●○❖✿♥♡《》【】、"
# "VII. THE ADVENTURE OF THE BLUE CARBUNCLE", "12. Titel"
_TITLED_NUMBER = re.compile(r"(?:\d{1,3}|[IVXLC]{1,7})\.\s+(?P<title>\S.*)")
_LONE_NUMBER = re.compile(r"(?P<number>\d{1,3}|[IVXLC]{1,7})\.?|\*?\s*-\s*(?P<dashed>\d{1,3})\s*-")
_LONGEST = 90
_LONGEST_TITLE = 60
# Line ends above a title that nothing else tells, how many such titles a book has at least, and
# how many characters their chapters hold on average.
_AIR = 4
_FEWEST_TITLES = 3
_SHORTEST_CHAPTER = 1_500
# Prose goes on after a number in running text: "Chapter two was harder than she thought."
_PROSE_END = (",", ";", "…", "!", "?", "”", '"')
_UNFINISHED = (",", ";")
_LINE_IN_CAPITALS = re.compile(r"[^a-zà-ÿ]*[A-ZÀ-Þ][^a-zà-ÿ]*")


def find_headings(paragraphs: Sequence[Paragraph]) -> list[Heading]:
    """The headings of a text in their order. Lists of contents are left out."""
    found = [
        Heading(index, level, text, bare=_is_bare(text))
        for index, paragraph in enumerate(paragraphs)
        if (text := _short_text(paragraph)) and (level := _level(text, paragraph))
    ]
    found = _with_counted(_without_contents(found, paragraphs))
    return found if any(heading.level < 3 for heading in found) else _set_apart(paragraphs) or found


def _short_text(paragraph: Paragraph) -> str:
    if len(paragraph.lines) > 3 or len(paragraph.lines[0]) > _LONGEST:
        return ""
    text = " ".join(" ".join(paragraph.lines).split())
    return text if len(text) <= _LONGEST else ""


def _level(text: str, paragraph: Paragraph) -> int:
    """1 for books and parts, 2 for chapters, 3 for a number alone, 0 for no heading."""
    bare = text.strip(_DECORATION)
    match = _NUMBERED.fullmatch(bare)
    if match:
        title, parted = match["title"], match["end"].strip()
        if title and not parted and not _is_title(title):
            return 0  # "Part two of the plan"
        if title.endswith(_UNFINISHED if parted else _PROSE_END) and not title.isupper():
            return 0
        return 1 if match["greater"] else 2
    if match := _NAMED.fullmatch(bare):
        return 1 if match["greater"] else 2
    if match := _EAST_ASIAN.fullmatch(bare):
        return 1 if (match["unit"] or match["part"]) in tuple("卷部篇編부권편") else 2
    match = _TITLED_NUMBER.fullmatch(text)
    if match and paragraph.gap >= 3 and _LINE_IN_CAPITALS.fullmatch(match["title"]):
        return 2
    if _LONE_NUMBER.fullmatch(text):
        return 3
    return 0


def _is_bare(text: str) -> bool:
    match = _NUMBERED.fullmatch(text)
    return not match["title"] if match else bool(_LONE_NUMBER.fullmatch(text))


def _is_title(text: str) -> bool:
    if text[0] + text[-1] in ("()", "[]"):  # "Chapter 1 (Anna)"
        return True
    words = [word for word in text.split() if word[0].isalpha()]
    return bool(words) and words[0][0].isupper() and not text.endswith(".")


# Between two lines of a list of contents stands at most a title, of so many cells.
_NO_TEXT = 80


def _without_contents(found: list[Heading], paragraphs: Sequence[Paragraph]) -> list[Heading]:
    """Of headings that no text parts only the last, and those above it that are greater."""
    kept: list[Heading] = []
    below: Heading | None = None  # the heading kept last, going backwards
    end = len(paragraphs)
    for heading in reversed(found):
        between = 0
        for paragraph in paragraphs[heading.at + 1 : end]:
            between += cells(paragraph.lines[0])
            if between > _NO_TEXT:
                break
        adjacent = between <= _NO_TEXT
        if not adjacent or (below and end == below.at and heading.level < below.level):
            kept.append(heading)
            below = heading
        end = heading.at
    kept.reverse()
    return kept


def _with_counted(found: list[Heading]) -> list[Heading]:
    """Of the numbers alone those that count up from one; chapters, if there are no others."""
    kept: list[Heading] = []
    run: list[Heading] = []
    only = all(heading.level == 3 for heading in found)
    for heading in [*found, Heading(-1, 0, "")]:
        if heading.level == 3 and _value(heading.title) == len(run) + 1:
            run.append(heading)
            continue
        if len(run) >= (3 if only else 2):
            kept += (part._replace(level=2) for part in run) if only else run
        run = [heading] if heading.level == 3 and _value(heading.title) == 1 else []
        if heading.level in (1, 2):
            kept.append(heading)
    return kept


def _set_apart(paragraphs: Sequence[Paragraph]) -> list[Heading]:
    """Short lines with much air above and less below: the titles in a book without numbers."""
    found = [
        Heading(index, 2, paragraph.text)
        for index, (paragraph, below) in enumerate(pairwise(paragraphs))
        if paragraph.gap >= _AIR
        and below.gap < paragraph.gap
        and len(paragraph.lines) == 1
        and len(paragraph.lines[0]) <= _LONGEST_TITLE
        and paragraph.lines[0][-1:] not in ',;”"’'
        and any(character.isalpha() for character in paragraph.lines[0])
    ]
    found = _without_contents(found, paragraphs)
    size = sum(len(line) for paragraph in paragraphs for line in paragraph.lines)
    return found if _FEWEST_TITLES <= len(found) <= size / _SHORTEST_CHAPTER else []


def _value(number: str) -> int:
    digits = number.strip("-*. ")
    if digits.isdecimal():
        return int(digits)
    values = [_ROMAN[letter] for letter in digits]
    return sum(
        -value if value < max(values[position:]) else value for position, value in enumerate(values)
    )


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def is_subtitle(paragraph: Paragraph, following: Paragraph | None) -> bool:
    """Whether what stands below "Chapter 1" is the chapter's title and not its first words."""
    text = paragraph.lines[0]
    if (
        len(paragraph.lines) > 1
        or len(text) > _LONGEST_TITLE
        or not following
        or not text[-1:].isalnum()
    ):
        return False
    words = [word for word in text.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    small = sum(len(word) <= 4 and word.islower() for word in words)
    return bool(words) and words[0][0].isupper() and capitals + small == len(words)
