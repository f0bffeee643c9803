"""Where to cut what was put in, or taken out, from what is around it.

The same words may stand at its end and before it; then a writer would have cut at the end of a
sentence, or of a paragraph. Knows words only.
"""

from __future__ import annotations

from tuireader.anchoring.words import Run, Words, joined


def slide(runs: list[Run], old: Words, new: Words) -> list[Run]:
    """Where words were only put in or only taken out, and the same words end or begin what is
    around them, moves the cut to where a writer would have made it."""
    moved: list[Run] = []
    for run in runs:
        while moved:
            before = moved[-1]
            i, j = before.old + before.size, before.new + before.size
            if (i == run.old) == (j == run.new):
                break
            side, start, end = (new, j, run.new) if i == run.old else (old, i, run.old)
            shift = _best_shift(side, start, end, before.size, run.size)
            if not shift:
                break
            run = Run(run.old + shift, run.new + shift, run.size - shift)
            moved[-1] = before._replace(size=before.size + shift)
            if moved[-1].size:
                break
            moved.pop()
        if run.size:
            moved.append(run)
    return joined(moved)


def _best_shift(side: Words, start: int, end: int, before: int, after: int) -> int:
    """How far to move the cut `words[start:end]`, which has `before` and `after` equal words
    around it: to the best boundary, and rather to leave no run than a small one."""
    words = side.words
    left = 0
    while left < before and words[start - left - 1] == words[end - left - 1]:
        left += 1
    right = 0
    while right < after and end + right < len(words) and words[start + right] == words[end + right]:
        right += 1
    if not left and not right:
        return 0

    def quality(shift: int) -> tuple[int, int]:
        score = _boundary(side, start + shift) + _boundary(side, end + shift)
        if shift == -before or shift == after:
            score += 8
        return score, -abs(shift)

    return max(range(-left, right + 1), key=quality)


def _boundary(side: Words, index: int) -> int:
    """How good a place to cut is before word `index`."""
    if index in side.openings or index in (0, len(side.words)):
        return 4
    before = side.words[index - 1]
    if before in '.!?"':
        return 3
    return 1 if before in ",;:—–-" else 0
