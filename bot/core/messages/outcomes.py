"""How a call came out, told to those who wait for it: the asker in one line, a group in three.

The card is never sent again; whether one of these rings, core/delivery decides.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from bot.core.calls import State
from bot.core.messages.cards import (
    CALL_NEW_CODE,
    Shown,
    called_number,
    headline,
    is_early,
    lengths,
    talked_text,
)
from bot.core.messages.text import Button, Message, Text, bold, clock, items, lines
from bot.core.messages.words import words_for
from bot.core.people import Language
from bot.core.phones import mask
from bot.core.records import Call, Template

HUNG_UP_EARLY: Final = Text(vi="cúp sớm", en="hung up early")
NOBODY_CALLED: Final = Text(vi="chưa gọi ai", en="nobody called")
ASKED_BY: Final = Text(vi="{who} gọi {at}", en="{who} {at}")
FOUND: Final = Text(vi="{sign} {number} đã gọi: {told}", en="{sign} {number} was called: {told}")
BACK: Final = Text(vi="Tổng đài đã có lại", en="The PBX is back")
NOT_CALLED_YET: Final = Text(vi="{number} chưa gọi", en="{number} not called")


def render_asker_line(
    call: Call, *, language: Language, masked: bool, template: Template | None
) -> Message:
    """The one line for who asked, sent as a reply to the card."""
    told = _told(call, language)
    early = HUNG_UP_EARLY.render(language) if is_early(call, template) else None
    said = Markup(", ").join(part for part in (told, early) if part)
    sign = words_for(call).sign
    return Message(Markup("{} {} {}").format(sign, _bare_number(call, masked=masked), said))


def render_group_outcome(
    call: Call, *, language: Language, masked: bool, asker_name: str, show: Shown
) -> Message:
    """One outcome for a chat that listens: no name of the callee, no script, no code."""
    rang, talked = lengths(call, language)
    at = clock(call.created_at, show.tz, language=language, now=show.now)
    html = lines(
        headline(call, language=language, masked=masked, show=show),
        items(
            called_number(call, masked=masked),
            talked or rang,
            HUNG_UP_EARLY.render(language) if is_early(call, show.template) else None,
            NOBODY_CALLED.render(language) if _not_called(call) else None,
        ),
        items(call.template, ASKED_BY.render(language, who=asker_name, at=at)),
    )
    return Message(html)


def render_resolved(call: Call, *, language: Language, masked: bool) -> Message:
    """An unknown call that was found after all: one new line for who asked."""
    sign, number = words_for(call).sign, _bare_number(call, masked=masked)
    return Message(FOUND.render(language, sign=sign, number=number, told=_told(call, language)))


def render_back(call: Call, *, language: Language, masked: bool) -> Message:
    """The PBX answers again, said to who asked for a call that it could not take."""
    number = NOT_CALLED_YET.render(language, number=_bare_number(call, masked=masked))
    again = Button(CALL_NEW_CODE.plain(language), data=f"otp.again:{call.ref}")
    return Message(items(bold(BACK.render(language)), number), ((again,),))


def _told(call: Call, language: Language) -> Markup:
    return words_for(call).told.render(language, talked=talked_text(call, language))


def _bare_number(call: Call, *, masked: bool) -> str:
    return mask(call.callee) if masked else call.callee


def _not_called(call: Call) -> bool:
    return call.state in {State.DROPPED, State.REFUSED}
