"""Who heard a script, a page at a time, and the button that calls them with another."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from markupsafe import Markup

from bot.core.heard import HeardPage
from bot.core.messages.choices import NEWER, OLDER
from bot.core.messages.text import (
    Button,
    Message,
    Script,
    Text,
    bold,
    clock,
    code,
    items,
    length_text,
    lines,
    number,
)
from bot.core.messages.voice import label_text
from bot.core.messages.wording import talked_seconds
from bot.core.people import Language
from bot.core.phones import mask
from bot.core.records import Call
from bot.core.scripts import short_key

HEARD: Final = Text(
    vi="{count:người} đã nghe {name}", en="{count:person has|people have} heard {name}"
)
NOBODY: Final = Text(
    vi="Chưa ai nghe {name} qua bot này", en="Nobody has heard {name} from this bot"
)
RANGE: Final = Text(vi="{first}–{last}", en="{first}–{last}")
ROW: Final = Text(vi="{n}. {about}", en="{n}. {about}")
OF_OURS: Final = Text(
    vi="Theo các cuộc bot đã gọi, mỗi số một dòng, lần nghe gần nhất.",
    en="Of this bot's calls, one line a number, the latest that was heard.",
)
CORRECT: Final = Text(vi="Gọi đính chính {count} số", en="Correct it, call {count}")
CORRECTION: Final = Text(vi="Đính chính {name}", en="Correction of {name}")
BACK: Final = Text(vi="‹ Kịch bản", en="‹ Template")


def render_heard(
    page: HeardPage, *, language: Language, masked: bool, tz: tzinfo, now: float
) -> Message:
    """Those who answered a call with it; numbers masked in groups."""
    which = f"{page.account_id}:{short_key(page.template)}"
    back = Button(BACK.plain(language), data=f"tpl.show:{which}")
    if not page.total:
        return Message(bold(NOBODY.render(language, name=page.template)), ((back,),))
    last = page.begin + len(page.calls)
    many = page.total > page.a_page
    html = lines(
        items(
            bold(HEARD.render(language, count=page.total, name=page.template)),
            RANGE.render(language, first=page.begin + 1, last=last) if many else None,
        ),
        *(
            ROW.render(language, n=n, about=_line(call, language, masked, tz, now))
            for n, call in enumerate(page.calls, start=page.begin + 1)
        ),
        OF_OURS.render(language),
    )
    count = number(page.total, language)
    correct = Button(CORRECT.plain(language, count=count), data=f"tpl.correct:{which}")
    turns = [
        Button(label.plain(language), data=f"tpl.heard:{which}:{begin}")
        for label, begin, there in (
            (NEWER, page.begin - page.a_page, page.begin > 0),
            (OLDER, last, last < page.total),
        )
        if there
    ]
    return Message(html, ((correct,), (*turns, back)))


def _line(call: Call, language: Language, masked: bool, tz: tzinfo, now: float) -> Markup:
    seconds = talked_seconds(call.facts.report)
    return items(
        mask(call.callee) if masked else code(Script(call.callee)),
        clock(call.created_at, tz, language=language, now=now),
        None if seconds is None else length_text(seconds),
        label_text(call, language),
    )
