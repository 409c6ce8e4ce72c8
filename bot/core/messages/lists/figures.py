"""The figures of a list: bars, counts, a line a key, how long it takes, labels that fit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from bot.core.lists import CallList, Tally
from bot.core.messages.choices import WIDTHS, cut
from bot.core.messages.text import Text, items
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.templates import is_choice

ANSWERED: Final = Text(vi="{sign} {count} nghe máy", en="{sign} {count} answered")
UNREACHED: Final = Text(vi="{sign} {count} chưa gặp", en="{sign} {count} not reached")
FAILED: Final = Text(vi="{sign} {count} lỗi", en="{sign} {count} failed")
UNKNOWN: Final = Text(vi="{sign} {count} chưa rõ", en="{sign} {count} unknown")
KEY: Final = Text(vi="Bấm {key}: {count}", en="Pressed {key}: {count}")
KEY_MEANS: Final = Text(vi="Bấm {key} {meaning}: {count}", en="Pressed {key} {meaning}: {count}")
OTHER_KEYS: Final = Text(vi="Bấm phím khác: {count}", en="Pressed other keys: {count}")
MINUTES: Final = Text(vi="{minutes:phút}", en="{minutes:minute|minutes}")
MIN: Final = Text(vi="{minutes:phút}", en="{minutes:min}")
HOURS: Final = Text(vi="{hours} giờ", en="{hours} h")
HOURS_AND: Final = Text(vi="{hours} giờ {minutes} phút", en="{hours} h {minutes} min")

_BAR: Final = 10
#: A phone has so many keys; whatever else was pressed shares a line.
_KEYS: Final = 12


def bar(part: int, whole: int) -> str:
    """▰▰▰▰▱▱▱▱▱▱; full only once it is all."""
    filled = min(round(_BAR * part / max(whole, 1)), _BAR if part >= whole else _BAR - 1)
    return "▰" * filled + "▱" * (_BAR - filled)


def percent(part: int, whole: int) -> str:
    """36%; a hundred only once it is all."""
    return f"{min(round(100 * part / max(whole, 1)), 100 if part >= whole else 99)}%"


def rough(seconds: float, language: Language, *, minute: Text = MIN) -> Markup:
    """A length that nobody can know to the second: 26 phút (26 min), 2 giờ 5 phút (2 h 5 min)."""
    hours, minutes = divmod(max(math.ceil(seconds / 60), 1), 60)
    if not hours:
        return minute.render(language, minutes=minutes)
    return (HOURS_AND if minutes else HOURS).render(language, hours=hours, minutes=minutes)


def counts(tally: Tally, language: Language, *, answered: bool) -> Markup:
    """How the rows came out, as far as any did; those who answered only where asked for."""
    shown = (
        (ANSWERED, Sign.ANSWERED, tally.answered if answered else 0),
        (UNREACHED, Sign.TRY_LATER, tally.unreached),
        (FAILED, Sign.BROKEN, tally.failed),
        (UNKNOWN, Sign.UNKNOWN, tally.unknown),
    )
    return items(
        *(text.render(language, sign=sign, count=count) for text, sign, count in shown if count)
    )


def key_lines(called: CallList, tally: Tally, language: Language) -> Iterator[Markup]:
    """A line for each key that means something, and for each other one that somebody pressed.

    Numbers that were typed at the prompt share a line.
    """
    meanings = {key.num: key.meaning for key in called.script.keys} if called.script else {}
    meant = [key for key, meaning in meanings.items() if meaning]
    chosen = {key for key in tally.keys if is_choice(key, called.script)}
    others = sorted(chosen - set(meant), key=lambda key: (-tally.keys[key], key))
    shown = [*meant, *others][:_KEYS]
    for key in shown:
        text = KEY_MEANS if meanings.get(key) else KEY
        count = tally.keys.get(key, 0)
        yield text.render(language, key=key, meaning=meanings.get(key, ""), count=count)
    rest = sum(amount for key, amount in tally.keys.items() if key not in shown)
    if rest:
        yield OTHER_KEYS.render(language, count=rest)


def label(language: Language, /, *texts: Text, a_row: int, **values: str | int) -> str:
    """The first of the texts that fits a button with so many in its row; the last is cut."""
    said = [text.plain(language, **values) for text in texts]
    width = WIDTHS[a_row]
    return next((one for one in said if len(one) <= width), cut(said[-1], width))
