"""Times as people type and pick them: when a list is to begin. Asks no clock.

Decides which moment is meant, or that it is not plain; nothing is moved to another day unasked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from math import ceil
from types import MappingProxyType
from typing import Final

from bot.errors import UsageError

#: So far ahead something may be asked for.
MOST_DAYS: Final = 30
_DAY: Final = 86400.0
_HOUR: Final = 3600.0
_MINUTE: Final = 60.0
#: Nobody says a time in more characters.
_LONGEST: Final = 60

_SPAN: Final = re.compile(
    r"(?P<ahead>(?:in|sau|after) )?"
    r"(?:(?P<days>\d{1,3}) ?(?:ngay|days?)(?= |$))? ?"
    r"(?:(?P<hours>\d{1,4}) ?(?P<unit>h|g|gio|tieng|hours?|hrs?)(?![a-z]))? ?"
    r"(?:(?P<minutes>\d{1,5}) ?(?P<of>p|ph|phut|m|mins?|minutes?)?)?"
    r"(?P<behind> (?:nua|later|from now))?"
)
#: Units that no time of day has.
_LASTING: Final = re.compile(r"tieng|hours?|hrs?")
#: "sau 2h" is in two hours; "sau 14h" may be after 14:00 as well.
_AFTER: Final = ("sau ", "after ")
_MOST_AFTER: Final = 6
_CLOCK: Final = re.compile(
    r"(?<![\w/.:-])(\d{1,2})"
    r"(?: ?(?:h|g|gio)(?: ?(\d{1,2})(?: ?(?:p|ph|phut))?)?|[:.](\d{2})(?: ?(?:h|g|gio))?"
    r"|(?= ?[ap]m\b))(?![\w/.:-])"
)
_DATE: Final = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_AFTER_SIGNS: Final = re.compile(r"(?<=\d)(?=(?:am|pm)\b)")
_WORDY: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\b(?:nua (?:tieng|gio)|half an hour)\b"), "30 phut"),
    (re.compile(r"\ban? hour\b"), "1 hour"),
    (re.compile(r"\bruoi\b"), "30"),
    (re.compile(r"\bchu nhat\b"), "cn"),
    (re.compile(r"\bthu (?=[2-7]\b|hai\b|ba\b|tu\b|nam\b|sau\b|bay\b)"), "thu"),
)

_AHEAD: Final[Mapping[str, int]] = MappingProxyType(
    {"nay": 0, "today": 0, "tonight": 0, "mai": 1, "tomorrow": 1, "mot": 2, "kia": 2}
)
_WEEKDAYS: Final[Mapping[str, int]] = MappingProxyType(
    {
        name: day
        for day, names in enumerate(
            (
                "thu2 thuhai t2 monday mon",
                "thu3 thuba t3 tuesday tue",
                "thu4 thutu t4 wednesday wed",
                "thu5 thunam t5 thursday",
                "thu6 thusau t6 friday fri",
                "thu7 thubay t7 saturday sat",
                "cn sunday sun",
            )
        )
        for name in names.split()
    }
)
#: The hours that a part of the day has, with how many hours later than typed they are.
_PARTS: Final[Mapping[str, Mapping[int, int]]] = MappingProxyType(
    {
        "am": {12: -12, **dict.fromkeys(range(12), 0)},
        "sang": dict.fromkeys(range(12), 0),
        "trua": {1: 12, **dict.fromkeys(range(10, 15), 0)},
        "pm": dict.fromkeys(range(1, 12), 12) | dict.fromkeys(range(12, 24), 0),
        "chieu": dict.fromkeys(range(1, 7), 12) | dict.fromkeys(range(12, 19), 0),
        "toi": dict.fromkeys(range(5, 12), 12) | dict.fromkeys(range(17, 24), 0),
        "tonight": dict.fromkeys(range(5, 12), 12) | dict.fromkeys(range(17, 24), 0),
        "dem": dict.fromkeys(range(9, 12), 12) | dict.fromkeys((*range(1, 5), 21, 22, 23), 0),
    }
)
#: Added to an hour that its part of the day does not have.
_NEVER: Final = 24
_FILLING: Final = frozenset({"luc", "vao", "ngay", "hom", "at", "on", "buoi", "dung"})


def parse_time(text: str, *, now: float, tz: tzinfo) -> float:
    """The moment that was typed, within the next 30 days; UsageError if it is not plain, or gone.

    A time without a day is today's: one that has passed is never silently tomorrow's.
    """
    typed = _plain(text)
    seconds = _span(typed)
    at = now + seconds if seconds is not None else _clock(typed, text, now=now, tz=tz)
    verify_ahead(at, now=now, typed=text)
    return at


def _plain(text: str) -> str:
    """Lower case without marks, one blank between words; what is too long is no time."""
    marked = unicodedata.normalize("NFKD", text[: _LONGEST + 1].casefold().replace("đ", "d"))
    plain = "".join(mark for mark in marked if not unicodedata.combining(mark))
    plain = " ".join(plain.replace(",", " ").rstrip(" .").split())
    if len(text) > _LONGEST or not plain.isascii():
        raise UsageError("time_unclear", typed=text[:_LONGEST])
    for words, instead in _WORDY:
        plain = words.sub(instead, plain)
    return _AFTER_SIGNS.sub(" ", plain)


def _span(typed: str) -> float | None:
    """How many seconds from now is meant, if that is what was typed: "30p", "sau 2h", "1h30 nữa".

    Hours alone are a time of day, unless a word beside them says otherwise.
    """
    found = _SPAN.fullmatch(typed)
    if found is None or not any(found.group("days", "hours", "minutes")):
        return None
    days, hours, minutes = (int(part or 0) for part in found.group("days", "hours", "minutes"))
    if found["minutes"] and not (found["of"] or found["hours"]):
        return None
    if found["hours"] and not _LASTING.fullmatch(found["unit"]):
        after = found["ahead"] in _AFTER and not found["behind"]
        if (after and hours > _MOST_AFTER) or not (found["ahead"] or found["behind"]):
            return None
    return days * _DAY + hours * _HOUR + minutes * _MINUTE


def _clock(typed: str, text: str, *, now: float, tz: tzinfo) -> float:
    """The one time of day in what was typed, on the day that the words around it name."""
    times = list(_CLOCK.finditer(typed))
    found = times[0] if len(times) == 1 else None
    today = datetime.fromtimestamp(now, tz).date()
    said = found and _said(f"{typed[: found.start()]} {typed[found.end() :]}".split(), today)
    if not found or not said:
        raise UsageError("time_unclear", typed=text)
    day, part = said
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    hour += _PARTS[part].get(hour, _NEVER) if part else 0
    if hour > 23 or minute > 59:
        raise UsageError("time_unclear", typed=text)
    return datetime.combine(day, time(hour, minute), tz).timestamp()


def _said(words: list[str], today: date) -> tuple[date, str] | None:
    """The day and the part of it that these words name; None if they say anything else, or two."""
    days = [day for word in words if (day := _day(word, today)) is not None]
    parts = [word for word in words if word in _PARTS]
    known = all(word in _FILLING or word in _PARTS or _day(word, today) for word in words)
    if not known or len(days) > 1 or len(parts) > 1:
        return None
    return days[0] if days else today, parts[0] if parts else ""


def _day(word: str, today: date) -> date | None:
    """The day that a word names. A weekday is the next one; a date without a year the nearest."""
    if word in _AHEAD:
        return today + timedelta(days=_AHEAD[word])
    if word in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)
    if found := _ISO.fullmatch(word):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DATE.fullmatch(word):
        day, month = int(found[1]), int(found[2])
        if found[3]:
            return _date(int(found[3]) + (2000 if len(found[3]) == 2 else 0), month, day)
        near = (_date(today.year + years, month, day) for years in (0, 1))
        return min(filter(None, near), key=lambda one: abs(one - today), default=None)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


#: Hours at which a list may well begin, and those within which one is offered.
_HOURS: Final = (8, 9, 14, 17)
_EARLIEST, _LATEST = time(7), time(20, 45)
#: In how many seconds the first ones are; they fall on five minutes.
_SOON: Final = (30 * _MINUTE, 60 * _MINUTE)
_STEP: Final = 5 * _MINUTE
#: Two offers are so far apart.
_APART: Final = 15 * _MINUTE
_OFFERED: Final = 6


def verify_ahead(at: float, *, now: float, typed: str = "") -> None:
    """UsageError for a time that has passed, or is too far ahead, however it was picked."""
    if at <= now:
        raise UsageError("time_past", typed=typed)
    if at > now + MOST_DAYS * _DAY:
        raise UsageError("time_far", typed=typed, days=str(MOST_DAYS))


def offered(now: float, tz: tzinfo) -> list[float]:
    """Four to six times to pick from, the earliest first: soon, and at the next full hours."""
    soon = [at for wait in _SOON if _by_day(at := ceil((now + wait) / _STEP) * _STEP, tz)]
    today = datetime.fromtimestamp(now, tz).date()
    hours = (
        datetime.combine(today + timedelta(days=days), time(hour), tz).timestamp()
        for days in (0, 1)
        for hour in _HOURS
    )
    free = [at for at in hours if all(abs(at - taken) >= _APART for taken in (now, *soon))]
    ahead = [at for at in free if at > now]
    return sorted({*soon, *ahead[: _OFFERED - 2]})[:_OFFERED]


def _by_day(at: float, tz: tzinfo) -> bool:
    return _EARLIEST <= datetime.fromtimestamp(at, tz).time() <= _LATEST
