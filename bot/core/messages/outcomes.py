"""How a call came out, told to those who wait for it: the asker in one line, a group in three.

The card is never sent again; whether one of these rings, core/delivery decides.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.calls import State
from bot.core.delivery import needs_someone
from bot.core.messages.cards import (
    CALL_NEW_CODE,
    Shown,
    called_number,
    headline,
    is_early,
    lengths,
    told_here,
)
from bot.core.messages.text import Button, Message, Text, bold, clock, items, lines
from bot.core.messages.voice import CALL_AGAIN, TEST, Keyboard, label_text
from bot.core.messages.wording import fillings, words_for
from bot.core.people import Language
from bot.core.phones import mask
from bot.core.records import Call, CallKind, FollowUp
from bot.core.templates import Template

HUNG_UP_EARLY: Final = Text(vi="cúp sớm", en="hung up early")
NOBODY_CALLED: Final = Text(vi="chưa gọi ai", en="nobody called")
ASKED_BY: Final = Text(vi="{who} gọi {at}", en="{who} {at}")
TOOK: Final = Text(vi="{who} nhận {at}", en="{who} took it {at}")
CALLED_BACK: Final = Text(vi="{who} gọi xong {at}", en="{who} called back {at}")
FOUND: Final = Text(vi="{sign} {number} đã gọi: {told}", en="{sign} {number} was called: {told}")
BACK: Final = Text(vi="Tổng đài đã có lại", en="The PBX is back")
NOT_CALLED_YET: Final = Text(vi="{number} chưa gọi", en="{number} not called")

TAKE: Final = Text(vi="Tôi gọi lại", en="I'll call back")
FINISH: Final = Text(vi="Xong", en="Done")
SHOW_NUMBER: Final = Text(vi="Xem số", en="Show number")


def render_asker_line(
    call: Call, *, language: Language, masked: bool, template: Template | None
) -> Message:
    """The one line for who asked, sent as a reply to the card."""
    call = told_here(call, masked=masked)
    told = _told(call, language)
    early = HUNG_UP_EARLY.render(language) if is_early(call, template) else None
    said = Markup(", ").join(part for part in (told, early) if part)
    sign = words_for(call).sign
    return Message(Markup("{} {} {}").format(sign, _whom(call, language, masked), said))


def render_group_outcome(
    call: Call,
    *,
    language: Language,
    masked: bool,
    asker_name: str,
    show: Shown,
    follow_up: FollowUp | None = None,
    taker_name: str = "",
) -> Message:
    """One outcome for a chat that listens: no name of the callee, no script, no value, no code.

    Whoever pressed a key that needs someone is called back by whoever takes that on first.
    """
    call = told_here(call, masked=masked)
    rang, talked = lengths(call, language)
    at = clock(call.created_at, show.tz, language=language, now=show.now)
    html = lines(
        headline(call, language=language, show=show),
        items(
            called_number(call, masked=masked),
            label_text(call, language),
            talked or rang,
            HUNG_UP_EARLY.render(language) if is_early(call, show.template) else None,
            NOBODY_CALLED.render(language) if _not_called(call) else None,
        ),
        items(
            call.template,
            ASKED_BY.render(language, who=asker_name, at=at),
            _followed_up(follow_up, taker_name, language, show) if follow_up else None,
        ),
    )
    wanted = needs_someone(call) and not call.test
    return Message(html, _keyboard(call, follow_up, language, masked) if wanted else ())


def _followed_up(follow_up: FollowUp, who: str, language: Language, show: Shown) -> Markup:
    taken = follow_up.done_at is None
    at = follow_up.taken_at if follow_up.done_at is None else follow_up.done_at
    said = (TOOK if taken else CALLED_BACK).render(
        language, who=who, at=clock(at, show.tz, language=language, now=show.now)
    )
    return bold(said)


def _keyboard(call: Call, follow_up: FollowUp | None, language: Language, masked: bool) -> Keyboard:
    if follow_up is not None and follow_up.done_at is not None:
        return ()
    label, action = (TAKE, "take") if follow_up is None else (FINISH, "done")
    first = Button(label.plain(language), data=f"back.{action}:{call.ref}")
    number = Button(SHOW_NUMBER.plain(language), data=f"back.number:{call.ref}")
    return ((first, number) if masked else (first,),)


def render_resolved(call: Call, *, language: Language, masked: bool) -> Message:
    """An unknown call that was found after all: one new line for who asked."""
    call = told_here(call, masked=masked)
    sign, whom = words_for(call).sign, _whom(call, language, masked)
    return Message(FOUND.render(language, sign=sign, number=whom, told=_told(call, language)))


def render_back(call: Call, *, language: Language, masked: bool) -> Message:
    """The PBX answers again, said to who asked for a call that it could not take."""
    call = told_here(call, masked=masked)
    whom = NOT_CALLED_YET.render(language, number=_whom(call, language, masked))
    label, action = _AGAIN[call.kind]
    again = Button(label.plain(language), data=f"{action}:{call.ref}")
    return Message(items(bold(BACK.render(language)), whom), () if call.test else ((again,),))


_AGAIN: Final = MappingProxyType(
    {CallKind.OTP: (CALL_NEW_CODE, "otp.again"), CallKind.VOICE: (CALL_AGAIN, "call.again")}
)


def _told(call: Call, language: Language) -> Markup:
    return words_for(call).told.render(language, **fillings(call.facts, call.script, language))


def _whom(call: Call, language: Language, masked: bool) -> str:
    """The team's own id of whom it is about, else the number."""
    if call.test:
        return Markup("{}:").format(TEST.render(language))
    return label_text(call, language) or (mask(call.callee) if masked else call.callee)


def _not_called(call: Call) -> bool:
    return call.state in {State.DROPPED, State.REFUSED}
