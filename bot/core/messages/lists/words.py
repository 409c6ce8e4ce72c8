"""What administrators are asked about the words with which a PBX refused a list's call."""

from __future__ import annotations

from typing import Final

from bot.core.messages.lists.digest import MEANS_BUSY, busy_data
from bot.core.messages.text import WIDEST, Button, Message, Script, Text, fold, lines
from bot.core.messages.words import Sign
from bot.core.people import Language

#: The kind of such a notice.
WORDS: Final = "list_words"

ASKS: Final = Text(
    vi="{sign} <b>Tổng đài từ chối: “{words}”</b>", en="{sign} <b>PBX refused: “{words}”</b>"
)
MEANS: Final = Text(
    vi="{who} hỏi: câu này có phải hết đường trống không? Phải thì bot chờ rồi gọi lại.",
    en="{who} asks: does it mean that no line is free? If so, the bot waits and tries again.",
)


def render_words(key: str, words: str, *, who: str, language: Language) -> Message:
    """Do these words mean that no line was free?"""
    html = lines(
        ASKS.render(language, sign=Sign.LOOK, words=words),
        MEANS.render(language, who=who),
        fold(Script(words)) if len(words) > WIDEST else None,
    )
    yes = Button(MEANS_BUSY.plain(language), data=busy_data(key, words))
    return Message(html, ((yes,),))
