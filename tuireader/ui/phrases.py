"""Numbers, dates and times in the few words a line has room for. Pure functions of what they are
given."""

from __future__ import annotations

from datetime import date, datetime

from tuireader.ui.widgets.lines import Piece

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def count(number: int, one: str, many: str = "") -> str:
    """ "1 work", "12,345 works"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def short_count(number: int) -> str:
    """A number in at most four characters: 950, 1.2k, 12k, 565k, 1.3M, 12M."""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        # 999,950 is 1.0M and not 1000k, so compare what would be printed.
        if number >= size - size // 2000:
            value = number / size
            return f"{value:.1f}{unit}" if value < 9.95 else f"{value:.0f}{unit}"
    return str(number)


def chapters(posted: int, planned: int | None, complete: bool | None) -> str:
    """As AO3 writes it: 3/7, 3/?, 1/1; only 393 for a book, which is not being written any more."""
    if not posted:
        return ""
    if planned or complete is False:
        return f"{posted}/{planned or '?'}"
    return str(posted)


def day(when: date, today: date) -> str:
    """A date as short as it can be and still be clear: "12 Mar", "12 Mar 2023"."""
    text = f"{when.day} {_MONTHS[when.month - 1]}"
    return text if when.year == today.year else f"{text} {when.year}"


def iso_day(text: str, today: date) -> str:
    """`day` of an ISO date; what is no such date is given back as it is."""
    try:
        return day(date.fromisoformat(text[:10]), today)
    except ValueError:
        return text


def ago(then: datetime, now: datetime) -> str:
    """When something happened, by the calendar of the one who asks: "today", "3 days ago", a date.

    Both times are aware; days are those of `now`'s time zone.
    """
    when, today = then.astimezone(now.tzinfo).date(), now.date()
    days = (today - when).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 7 else day(when, today)


def duration(minutes: float) -> str:
    """ "1 min", "59 min", "2 h", "6 h 20 min"; from ten hours on in whole hours."""
    whole = max(1, round(minutes))
    hours, rest = divmod(whole, 60)
    if hours >= 10:
        return f"{round(whole / 60)} h"
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def percent(fraction: float) -> str:
    """Only the end is 100 %, and only the very start is 0 %."""
    if fraction <= 0 or fraction >= 1:
        return f"{int(fraction >= 1) * 100} %"
    return f"{min(99, max(1, round(fraction * 100)))} %"


def bar(fraction: float, width: int) -> list[Piece]:
    """A bar of `width` cells; anything read shows, and only the whole fills it."""
    halves = int(fraction * width * 2)
    if 0 < fraction < 1:
        halves = min(max(halves, 1), width * 2 - 1)
    full, half = divmod(max(0, min(halves, width * 2)), 2)
    done = "━" * full + "╸" * half
    return [Piece(done, "accent"), Piece("─" * (width - len(done)), "faint")]
