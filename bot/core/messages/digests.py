"""Many outcomes in one message: how many came out how, and the way to each of them.

Says no name and no number, so it is the same in a group as in private.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Final

from markupsafe import Markup

from bot.core.digests import Gathered
from bot.core.messages.lists.figures import counts
from bot.core.messages.records import RANGE
from bot.core.messages.text import Button, Message, Text, bold, clock, items, lines
from bot.core.people import Language

CAME_OUT: Final = Text(vi="{total:cuộc} có kết quả", en="{total:call outcome|call outcomes}")
GATHERED: Final = Text(
    vi="Nhiều cuộc cùng lúc nên gộp một tin", en="Too many at once, so told together"
)
ACCOUNTS: Final = Text(vi="{count:tài khoản}", en="{count:account|accounts}")
KEY: Final = Text(vi="Bấm {key}: {count}", en="Pressed {key}: {count}")
KEY_MEANS: Final = Text(vi="Bấm {key} {meaning}: {count}", en="Pressed {key} {meaning}: {count}")
EACH: Final = Text(vi="Xem từng cuộc", en="See each call")

#: So many lines about keys; those that were pressed most.
_KEYS: Final = 5


def render_digest(
    digest_id: int,
    gathered: Gathered,
    *,
    account_name: str,
    language: Language,
    tz: tzinfo,
    now: float,
) -> Message:
    """A digest as it stands; it rings once, when it is sent. Several accounts are counted."""
    tally = gathered.tally
    html = lines(
        items(
            bold(CAME_OUT.render(language, total=tally.done)),
            account_name or ACCOUNTS.render(language, count=len(gathered.accounts)),
            _when(gathered, language, tz, now),
        ),
        counts(tally, language, answered=True),
        *_keys(gathered, language),
        GATHERED.render(language),
    )
    each = Button(EACH.plain(language), data=f"dig.open:{digest_id}")
    return Message(html, ((each,),))


def _when(gathered: Gathered, language: Language, tz: tzinfo, now: float) -> Markup:
    first = clock(gathered.first_at, tz, language=language, now=now)
    last = clock(gathered.last_at, tz, language=language, now=now)
    if first == last:
        return Markup(first)
    if first.partition(" ")[0] == last.partition(" ")[0]:
        last = f"{datetime.fromtimestamp(gathered.last_at, tz):%H:%M}"
    return RANGE.render(language, first=first, last=last)


def _keys(gathered: Gathered, language: Language) -> Iterator[Markup]:
    most_first = sorted(gathered.keys.items(), key=lambda one: (-one[1], one[0].key))
    several = len({(one.account_id, one.template) for one in gathered.keys}) > 1
    for pressed, count in most_first[:_KEYS]:
        meaning = gathered.meanings.get(pressed, "")
        said = (KEY_MEANS if meaning else KEY).render(
            language, key=pressed.key, meaning=meaning, count=count
        )
        yield items(pressed.template, said) if several else said
