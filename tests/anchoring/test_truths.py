"""What becomes of a mark by everything that authors do to a work, in a table each can read."""

import re
from typing import NamedTuple
from unicodedata import normalize

import pytest

from anchoring.texts import chapter
from tuireader.anchoring import align, move_passage, quote_of
from tuireader.place import Passage, Place
from tuireader.work import Chapter

THINGS = (
    *("lamp", "rope", "kettle", "ladder", "mirror", "anchor", "letter", "blanket", "compass"),
    *("basket", "window", "ribbon", "hammer", "candle", "barrel", "whistle", "curtain", "saucer"),
)
DEEDS = ("carried", "hid", "mended", "sold", "painted", "dropped", "borrowed", "counted", "burned")
SHORES = ("harbour", "mill", "quarry", "orchard", "chapel", "ferry", "lighthouse")


def line(n: int) -> str:
    """The nth of some hundred paragraphs, no two alike."""
    thing, other = THINGS[n % len(THINGS)], THINGS[(n * 5 + 7) % len(THINGS)]
    deed, shore = DEEDS[n % len(DEEDS)], SHORES[n % len(SHORES)]
    return (
        f"Maren {deed} the {thing} behind the {shore} on day {n}, and nobody asked her why. "
        f"What was left of the {other} she gave to number {n + 3}, who said that it was early."
    )


def lines(start: int, count: int = 12) -> list[str]:
    return [line(n) for n in range(start, start + count)]


Texts = list[list[str]]


class Truth(NamedTuple):
    """`words` in paragraph `at` (chapter, paragraph) are `there` in the new text; None: gone."""

    old: Texts
    new: Texts
    at: tuple[int, int]
    words: str
    there: tuple[int, int] | None
    now: str = ""  # what the words are, where they changed

    def holds(self) -> bool:
        old, new = work(self.old), work(self.new)
        number, block = self.at
        start = self.old[number][block].index(self.words)
        places = (Place(number, block, offset) for offset in (start, start + len(self.words)))
        moved = move_passage(Passage(*places), align(old, new))
        if moved.lost or self.there is None:
            return moved.lost and self.there is None
        now = quote_of(new, moved.passage).exact
        return moved.passage.start[:2] == self.there and now == (self.now or self.words)


def work(texts: Texts) -> tuple[Chapter, ...]:
    return tuple(
        chapter(*each, title=f"Chapter {number}", number=number)
        for number, each in enumerate(texts, 1)
    )


A, B, C, D = lines(0), lines(20), lines(40), lines(60)
RAIN = [
    f"Rain fell over this {shore} again; {n} gulls sat down by some {thing} until evening came."
    for n, (shore, thing) in enumerate(zip(SHORES + SHORES, THINGS, strict=False))
]
YES = [text for n in range(40) for text in (line(n), "“Yes.”")]
NTH = 33  # where “Yes.” is said for the seventeenth time
NEVER = [*A[:3], "Nevermore.", *B[:3], "Nevermore.", *C[:3], "Nevermore."]
SPOKEN = "who said that it was early"
SENTENCE = A[7].split(". ")[1]
VERSE = "The boats went out\nbefore the light,\nand none came back\nto harbour."
DASHED = ["She waited--it was late--and “didn’t” say so... not once, at any rate, that he knew."]
CAFE = ["The café was “closed” when Maren came in at the ﬁfth hour, and nobody said why."]

TRUTHS = {
    "a chapter in the middle": Truth([A, B, C], [A, D, B, C], (1, 3), SPOKEN, (2, 3)),
    "a prologue": Truth([A, B], [D, A, B], (0, 3), SPOKEN, (1, 3)),
    "a chapter split": Truth([A + B], [A + B[:7], B[7:]], (0, 21), SPOKEN, (1, 2)),
    "chapters merged": Truth([A, B], [A + B], (1, 5), SPOKEN, (0, 17)),
    "chapters in another order": Truth([A, B, C], [C, B, A], (0, 5), SPOKEN, (2, 5)),
    "a chapter taken out": Truth([A, B, C], [A, C], (1, 5), SPOKEN, None),
    "a paragraph in another chapter": Truth(
        [A, B], [A[:5] + A[6:], B[:3] + A[5:6] + B[3:]], (0, 5), SPOKEN, (1, 3)
    ),
    "chapters for a work without": Truth([A + B + C], [A, B, C], (0, 15), SPOKEN, (1, 3)),
    "a chapter written anew but for a sentence": Truth(
        [B, A, C],
        [B, [*RAIN[:5], f"{RAIN[5]} {SENTENCE} {RAIN[6]}", *RAIN[7:]], C],
        (1, 7),
        SENTENCE,
        (1, 5),
    ),
    "the rest of that chapter": Truth(
        [B, A, C],
        [B, [*RAIN[:5], f"{RAIN[5]} {SENTENCE} {RAIN[6]}", *RAIN[7:]], C],
        (1, 9),
        A[9][:60],
        None,
    ),
    "one of forty lines, after a new one": Truth(
        [YES], [[D[0], *YES]], (0, NTH), "“Yes.”", (0, NTH + 1)
    ),
    "one of forty lines, the one before it gone": Truth(
        [YES], [YES[: NTH - 2] + YES[NTH - 1 :]], (0, NTH), "“Yes.”", (0, NTH - 1)
    ),
    "one of forty lines, gone": Truth([YES], [YES[:NTH] + YES[NTH + 1 :]], (0, NTH), "Yes", None),
    "one of forty lines, gone with those around it": Truth(
        [YES], [YES[: NTH - 3] + YES[NTH + 4 :]], (0, NTH), "“Yes.”", None
    ),
    "one of forty lines, those around it written anew": Truth(
        [YES],
        [[*YES[: NTH - 1], RAIN[0], "“Yes.”", RAIN[1], *YES[NTH + 2 :]]],
        (0, NTH),
        "“Yes.”",
        (0, NTH),
    ),
    "one of forty lines, those around it moved": Truth(
        [YES, A],
        [
            [*YES[: NTH - 1], *YES[NTH : NTH + 1], *YES[NTH + 2 :]],
            [*A, YES[NTH - 1], D[0], YES[NTH + 1]],
        ],
        (0, NTH),
        "“Yes.”",
        (0, NTH - 1),
    ),
    "one of forty lines, the last, the one before it moved": Truth(
        [A, YES],
        [[YES[-2], *A], [*YES[:-2], YES[-1]]],
        (1, len(YES) - 1),
        "“Yes.”",
        (1, len(YES) - 2),
    ),
    "one of forty lines, gone, those around it written anew": Truth(
        [YES], [[*YES[: NTH - 1], RAIN[0], RAIN[1], *YES[NTH + 2 :]]], (0, NTH), "“Yes.”", None
    ),
    "one of forty lines in a row": Truth(
        [A, ["“Yes.”"] * 40, B], [D, A, ["“Yes.”"] * 40, B], (1, 16), "“Yes.”", (2, 16)
    ),
    "a refrain whose stanza is gone": Truth(
        [NEVER], [NEVER[:4] + NEVER[8:]], (0, 7), "Nevermore", None
    ),
    "a line that ends a chapter that is gone": Truth(
        [[*A, "“Yes.”"], [*B, "“Yes.”"], D], [[*A, "“Yes.”"], D], (1, 12), "Yes", None
    ),
    "a row of stars": Truth(
        [[*A[:3], "* * *", *A[3:6], "* * *", *A[6:]]],
        [["* * *", *A[:3], "* * *", *A[3:6], "* * *", *A[6:]]],
        (0, 7),
        "* * *",
        (0, 8),
    ),
    "a paragraph gone, one like it elsewhere": Truth(
        [[*A, A[4].replace("Maren", "Jonas")]],
        [[*A[:4], *A[5:], A[4].replace("Maren", "Jonas")]],
        (0, 4),
        "Maren",
        None,
    ),
    "a paragraph split": Truth(
        [A], [[*A[:5], *re.split(r"(?<=\.) ", A[5]), *A[6:]]], (0, 5), SPOKEN, (0, 6)
    ),
    "a mark over the split": Truth(
        [A],
        [[*A[:5], *re.split(r"(?<=\.) ", A[5]), *A[6:]]],
        (0, 5),
        "asked her why. What was left",
        (0, 5),
        "asked her why.\nWhat was left",
    ),
    "paragraphs joined": Truth([A], [[*A[:4], f"{A[4]} {A[5]}", *A[6:]]], (0, 5), SPOKEN, (0, 4)),
    "someone renamed throughout": Truth(
        [A, B],
        [[text.replace("Maren", "Ottilie") for text in each] for each in (A, B)],
        (1, 4),
        "and nobody asked her why. What was left",
        (1, 4),
    ),
    "the name of somebody renamed": Truth(
        [A, B],
        [[text.replace("Maren", "Ottilie") for text in each] for each in (A, B)],
        (1, 4),
        "Maren",
        None,
    ),
    "another tense": Truth(
        [A],
        [[text.replace("was", "is").replace("said", "says") for text in A]],
        (0, 4),
        SPOKEN,
        (0, 4),
        "who says that it is early",
    ),
    "another spelling": Truth(
        [["The grey harbour was the colour of honour.", *A]],
        [["The gray harbor was the color of honor.", *A]],
        (0, 0),
        "harbour was the colour",
        (0, 0),
        "harbor was the color",
    ),
    "dashes and dots": Truth(
        [DASHED],
        [[DASHED[0].replace("--", "—").replace("...", "…").replace("’", "'")]],
        (0, 0),
        "it was late--and “didn’t” say so...",
        (0, 0),
        "it was late—and “didn't” say so…",
    ),
    "a word beside a dash": Truth(
        [DASHED], [[DASHED[0].replace("--", "—")]], (0, 0), "waited--it", (0, 0), "waited—it"
    ),
    "accents, ligatures and spaces": Truth(
        [CAFE],
        [[normalize("NFD", CAFE[0]).replace("ﬁ", "fi").replace("in at", "in\u00a0at")]],
        (0, 0),
        "café was “closed” when Maren came in at the ﬁfth",
        (0, 0),
        normalize("NFD", "café was “closed” when Maren came in\u00a0at the fifth"),
    ),
    "a work of one paragraph": Truth(
        [[" ".join(A)]], [[" ".join(A).replace("nobody", "no one")]], (0, 0), A[9][-60:], (0, 0)
    ),
    "one paragraph made many": Truth([[" ".join(A)]], [A], (0, 0), A[9][:30], (0, 9)),
    "a work of a line": Truth([["Hello there."]], [["Farewell now."]], (0, 0), "Hello", None),
    "verse, a line of it changed": Truth(
        [[VERSE, *A]], [[VERSE.replace("light", "dawn"), *A]], (0, 0), "and none came back", (0, 0)
    ),
    "verse made paragraphs": Truth(
        [[VERSE, *A]], [[*VERSE.split("\n"), *A]], (0, 0), "light,\nand none", (0, 1)
    ),
    "Chinese": Truth(
        [["林黛玉进贾府那天，天上下着小雨。", "宝玉走近黛玉身边坐下，又细细打量一番。", "“是。”"]],
        [
            [
                "前面又添了一段。",
                "林黛玉进贾府那天，天上下着小雨。",
                "宝玉走近宝钗身边坐下，又细细打量一番。",
            ]
        ],
        (0, 1),
        "又细细打量",
        (0, 2),
    ),
    "Thai": Truth(
        [["กาลครั้งหนึ่งนานมาแล้วมีชายชราคนหนึ่ง", "เขาตื่นแต่เช้าเพื่อออกไปหาปลากับหลานชาย"]],
        [["กาลครั้งหนึ่งนานมาแล้วมีชายชราคนหนึ่ง", "ย่อหน้าใหม่", "เขาตื่นแต่เช้าเพื่อออกไปหาปลากับลูกสาว"]],
        (0, 1),
        "ออกไปหาปลา",
        (0, 2),
    ),
    "Arabic": Truth(
        [["كان يا ما كان رجل يعيش قرب البحر.", "ثم خرجا معا إلى الشاطئ في صباح اليوم التالي."]],
        [
            [
                "كان يا ما كان رجل يعيش قرب البحر.",
                "فقرة.",
                "ثم خرجا إلى الشاطئ في صباح اليوم التالي.",
            ]
        ],
        (0, 1),
        "إلى الشاطئ",
        (0, 2),
    ),
    "Hebrew": Truth(
        [["בראשית ברא אלהים את השמים.", "והארץ היתה תהו וחשך על פני תהום."]],
        [["בראשית ברא אלהים את השמים.", "והארץ היתה תהו וחושך על פני תהום."]],
        (0, 1),
        "על פני תהום",
        (0, 1),
    ),
}


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=TRUTHS)
def test_a_mark_is_where_the_truth_says(truth: Truth) -> None:
    assert truth.holds()
