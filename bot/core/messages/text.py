"""What every text is made of: both languages, values escaped by construction, buttons, figures.

The rules are CARDS.md's 5, 6, 8 and 9. Nothing here knows a call, a person or a chat.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from markupsafe import Markup, escape

from bot.core.people import Language

#: Outside the script a value shows at most so many characters.
WIDEST: Final = 40
#: Telegram takes so much a message, in UTF-16 code units.
LONGEST: Final = 4096
#: What fits on a phone's line; a longer item may break at its spaces.
LINE: Final = 34
#: A script of more characters folds.
UNFOLDED: Final = 600
NO_BREAK_SPACE: Final = "\u00a0"

#: Every text of the program, so that a test can hold all of them to the rules.
ALL_TEXTS: Final[list[Text]] = []


class Script(str):
    """Words that are shown whole: never cut, line breaks kept."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text in both languages: HTML with `{name}` and, for counts, `{name:call|calls}`."""

    vi: str
    en: str

    def __post_init__(self) -> None:
        ALL_TEXTS.append(self)

    def render(self, language: Language, /, **values: str | int) -> Markup:
        """The text as HTML: `str` cleaned, cut, escaped; `Markup` as it is; `int` as a count."""
        ready = {name: _value(value, language) for name, value in values.items()}
        return Markup(self.vi if language is Language.VI else self.en).format(**ready)

    def plain(self, language: Language, /, **values: str | int) -> str:
        """The text for places that take no HTML: button labels, pop-ups, placeholders."""
        return plain_text(self.render(language, **values))


@dataclass(frozen=True, slots=True)
class _Count:
    """A whole number that knows its noun's plural: `{n:call|calls}`, `{n:cuộc}`, `{n}`."""

    amount: int
    language: Language

    def __html_format__(self, spec: str) -> str:
        one, _, many = spec.partition("|")
        noun = one if self.amount == 1 else many or one
        return f"{number(self.amount, self.language)} {noun}".rstrip()


def _value(value: str | int, language: Language) -> Markup | _Count:
    return safe(value) if isinstance(value, str) else _Count(value, language)


def clean(value: str) -> str:
    """One line without bidi, zero-width and control marks, cut at 40 with "…"; never empty."""
    line = " ".join(_without_marks(value).split())
    if len(line) > WIDEST:
        line = line[: WIDEST - 1].rstrip() + "…"
    return line or "—"


def _without_marks(value: str) -> str:
    composed = unicodedata.normalize("NFC", value)
    return "".join(_INSTEAD.get(unicodedata.category(mark), mark) for mark in composed)


#: By Unicode category: format marks and lone surrogates vanish (Telegram refuses the latter).
_INSTEAD: Final[Mapping[str, str]] = MappingProxyType(
    {"Cf": "", "Cs": "", "Cc": " ", "Zl": " ", "Zp": " "}
)


def safe(value: str) -> Markup:
    """A value as HTML: `Markup` as it is, `Script` whole, any other `str` cleaned first."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Script):
        return escape("\n".join(_without_marks(line) for line in value.splitlines()))
    return escape(clean(value))


def bold(value: str) -> Markup:
    """The value in bold."""
    return Markup("<b>{}</b>").format(safe(value))


def code(value: str) -> Markup:
    """The value as `<code>`: a tap copies it."""
    return Markup("<code>{}</code>").format(safe(value))


def fold(value: Script) -> Markup:
    """The value whole, folded to its first lines."""
    return Markup("<blockquote expandable>{}</blockquote>").format(safe(value))


def quote(value: Script) -> Markup:
    """A script whole, and folded if it is long."""
    if len(value) > UNFOLDED:
        return fold(value)
    return Markup("<blockquote>{}</blockquote>").format(safe(value))


def items(*parts: str | None) -> Markup:
    """The parts in one line that can break at its " · " only; empty ones are left out."""
    return Markup(" · ").join(_item(safe(part)) for part in parts if part)


def _item(part: Markup) -> Markup:
    return part.replace(" ", NO_BREAK_SPACE) if len(plain_text(part)) <= LINE else part


def lines(*parts: str | None) -> Markup:
    """The parts one a line; empty ones are left out."""
    return Markup("\n").join(safe(part) for part in parts if part)


_TAG: Final = re.compile("<[^<>]*>")


def plain_text(html: Markup) -> str:
    """What is left of HTML in a place that shows none: no tags, entities resolved."""
    return Markup(_TAG.sub("", html)).unescape()


def fits(html: Markup) -> bool:
    """Whether one message can hold it."""
    return units(html) <= LONGEST


def units(text: str) -> int:
    """How long Telegram finds a text, tags aside: in UTF-16."""
    shown = plain_text(text) if isinstance(text, Markup) else text
    return len(shown.encode("utf-16-le", "replace")) // 2


class Style(StrEnum):
    """Button colours: green only for a clean Call, red only for what can't be undone."""

    GO = "success"
    STOP = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button; exactly one of `data` (at most 64 bytes), `copy` and `url` says what it does."""

    label: str
    _: KW_ONLY
    data: str | None = None
    copy: str | None = None
    url: str | None = None
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent or edited in; `ask` makes it a ForceReply with that placeholder."""

    html: Markup
    keyboard: tuple[tuple[Button, ...], ...] = ()
    _: KW_ONLY
    ask: str | None = None
    silent: bool = False


def number(amount: int, language: Language) -> str:
    """A count: 1.240 in Vietnamese, 1,240 in English."""
    grouped = f"{amount:,}"
    return grouped.replace(",", ".") if language is Language.VI else grouped


def share(part: int, whole: int, language: Language) -> str:
    """A percentage never without its figures: 62% (110/178)."""
    percent = round(100 * part / whole)
    return f"{percent}% ({number(part, language)}/{number(whole, language)})"


_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"


def clock(at: float, tz: tzinfo, *, language: Language, now: float, seconds: bool = False) -> str:
    """09:12 today, else 23/11 09:12 (23 Nov 09:12); seconds only on one's own card and record."""
    then, today = (datetime.fromtimestamp(moment, tz) for moment in (at, now))
    time = f"{then:%H:%M:%S}" if seconds else f"{then:%H:%M}"
    if then.date() == today.date():
        return time
    return f"{date_text(at, tz, language=language)} {time}"


def date_text(at: float, tz: tzinfo, *, language: Language) -> str:
    """23/11, in English 23 Nov."""
    then = datetime.fromtimestamp(at, tz)
    return f"{then:%d/%m}" if language is Language.VI else f"{then.day} {_english_month(then)}"


_WEEKDAYS: Final = MappingProxyType(
    {
        Language.VI: ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
        Language.EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    }
)


def full_date(at: float, tz: tzinfo, *, language: Language) -> str:
    """Thứ Hai 23/11/2026 09:12:34, in English Mon 23 Nov 2026 09:12:34: on a record."""
    weekday = _WEEKDAYS[language][datetime.fromtimestamp(at, tz).weekday()]
    return f"{weekday} {date_and_time(at, tz, language=language)}"


def date_and_time(at: float, tz: tzinfo, *, language: Language) -> str:
    """23/11/2026 09:12:34, in English 23 Nov 2026 09:12:34."""
    then = datetime.fromtimestamp(at, tz)
    day = f"{then:%d/%m/%Y}"
    if language is Language.EN:
        day = f"{then.day} {_english_month(then)} {then.year}"
    return f"{day} {then:%H:%M:%S}"


def _english_month(day: datetime) -> str:
    # strftime's %b follows the process's locale.
    return _MONTHS[3 * day.month - 3 : 3 * day.month]


def seconds_text(seconds: int, language: Language) -> str:
    """A length in a sentence: 41 giây (41 s), 2 phút 5 giây (2 min 5 s)."""
    minutes, rest = divmod(max(seconds, 0), 60)
    minute, second = ("phút", "giây") if language is Language.VI else ("min", "s")
    return f"{minutes} {minute} {rest} {second}" if minutes else f"{rest} {second}"


def length_text(seconds: int) -> str:
    """A length as data: 0:41, 1:02:05."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
