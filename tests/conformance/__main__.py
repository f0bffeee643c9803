"""Reads every case and writes the table into docs/formats.md."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(_ROOT / "tests"))  # where the other makers of truth are

from conformance.cases import Case, cases  # noqa: E402
from conformance.explained import EXPLAINED, REFUSED  # noqa: E402
from tuireader.formats import FormatError, read  # noqa: E402

_SHARED = _ROOT.parent / "shared"
_PAGE = _ROOT / "docs" / "formats.md"
_BEGIN, _END = "<!-- conformance: begin -->\n", "<!-- conformance: end -->\n"
_COUNTED, _ASIDE, _REFUSED, _WRONG = "as counted", "explained", "refused", "wrong"


class Outcome(NamedTuple):
    suite: str
    name: str
    kind: str  # one of the above
    words: str = ""


def outcome(case: Case) -> Outcome:
    """How one case ends."""
    name = case.path.name
    try:
        work = read(case.path)
    except FormatError as error:
        kind = _REFUSED if case.refused or name in REFUSED else _WRONG
        return Outcome(case.suite, name, kind, str(error))
    if case.refused:
        return Outcome(case.suite, name, _ASIDE, "it opens, though other tools find no book in it")
    found = "; ".join(case.compare(work))
    if found and name in EXPLAINED:
        return Outcome(case.suite, name, _ASIDE, f"{found}: {EXPLAINED[name]}")
    return Outcome(case.suite, name, _WRONG if found else _COUNTED, found)


def table(outcomes: Iterable[Outcome]) -> str:
    """The page's part that is made here."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    lines = []
    for found in outcomes:
        counts[found.suite][found.kind] += 1
        if found.kind != _COUNTED:
            lines.append(f"| {found.name} | {found.kind} | {_cell(found.words)} |\n")
    rows = []
    for suite, kinds in counts.items():
        cells = (kinds.total(), *(kinds[kind] for kind in (_COUNTED, _ASIDE, _REFUSED, _WRONG)))
        rows.append(f"| {suite} | {' | '.join(str(cell or '') for cell in cells)} |\n")
    total = sum(counts.values(), Counter[str]())
    cells = (total.total(), *(total[kind] for kind in (_COUNTED, _ASIDE, _REFUSED, _WRONG)))
    rows.append(f"| **all** | {' | '.join(map(str, cells))} |\n")
    return "".join(
        (
            "| suite | files | as counted | explained | refused | wrong |\n",
            "|---|---|---|---|---|---|\n",
            *rows,
            "\nWhat is not as it was counted, and why:\n\n| file | | |\n|---|---|---|\n",
            *lines,
        )
    )


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


def main() -> int:
    outcomes = [outcome(case) for case in cases(_SHARED)]
    text = _PAGE.read_text("utf-8")
    before, rest = text.split(_BEGIN)
    after = rest.split(_END)[1]
    _PAGE.write_text(f"{before}{_BEGIN}{table(outcomes)}{_END}{after}", "utf-8")
    wrong = [found for found in outcomes if found.kind == _WRONG]
    for found in wrong:
        print(f"{found.name}: {found.words}")
    used = {found.name for found in outcomes if found.kind in (_ASIDE, _REFUSED)}
    for name in sorted((EXPLAINED.keys() | REFUSED) - used):
        print(f"{name}: is explained without need")
        wrong.append(Outcome("", name, _WRONG))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
