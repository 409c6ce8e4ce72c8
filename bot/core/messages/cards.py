"""The card of an OTP call: one message that is edited while the call goes on (CARDS.md O1, O2).

Says what the call's record says and nothing else; the code is four dots, whatever it was. What a
voice call's card shares with it is here too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final

from markupsafe import Markup

from bot.core import calls
from bot.core.calls import Outcome, State
from bot.core.messages.text import (
    WIDEST,
    Button,
    Message,
    Script,
    Text,
    bold,
    clock,
    code,
    fold,
    items,
    length_text,
    lines,
)
from bot.core.messages.wording import (
    fillings,
    keys_untold,
    rang_seconds,
    talked_seconds,
    words_for,
)
from bot.core.messages.words import Sign, Words
from bot.core.people import Language
from bot.core.phones import mask, mask_numbers, mask_ref
from bot.core.records import Account, Call, CallKind
from bot.core.templates import Template, hung_up_early

CODE: Final = "OTP ••••"
ACCOUNT: Final = Text(vi="tài khoản {name}", en="account {name}")
CALLER: Final = Text(vi="đầu số {caller}", en="from {caller}")
CAMPAIGN: Final = Text(vi="chiến dịch {campaign}", en="campaign {campaign}")
CODE_LEFT: Final = Text(vi="hãy xóa tin có mã", en="delete the message with the code")
RANG: Final = Text(vi="chuông {length}", en="rang {length}")
TALKED: Final = Text(vi="nghe {length}", en="talked {length}")
EARLY: Final = Text(vi="Cúp sớm, có thể chưa nghe hết mã", en="Hung up early, may have missed it")

CALL_NEW_CODE: Final = Text(vi="Gọi với mã mới", en="Call, new code")
HISTORY: Final = Text(vi="Lịch sử số này", en="Number history")
TRY_AGAIN: Final = Text(vi="Thử lại", en="Try again")
LOOK: Final = Text(vi="Tra ngay", en="Look it up")

_UNDER_WAY: Final = frozenset({Sign.WAITING, Sign.RINGING, Sign.TALKING})
#: A start that is further than this from the asking is another zone's or a broken clock's.
_BELIEVED: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a card needs beyond its call."""

    account: Account
    #: The asker's default account: then it goes unsaid.
    default_account: bool
    #: None if the bot does not know the script.
    template: Template | None
    tz: tzinfo
    now: float


def render_call_card(call: Call, *, language: Language, masked: bool, show: Shown) -> Message:
    """The card as it stands now; silent, since only the outcome rings."""
    call = told_here(call, masked=masked)
    words = words_for(call)
    reason = reason_of(call)
    html = lines(
        items(
            first_line(call, language=language, show=show),
            called_number(call, masked=masked),
        ),
        items(CODE, call.template, *unusual(call, language, show)),
        words.advice.render(language) if words.advice else timing(call, language, show),
        EARLY.render(language) if is_early(call, show.template) else None,
        fold(Script(reason)) if len(reason) > WIDEST else None,
    )
    return Message(html, _keyboard(call, words, language), silent=True)


def first_line(call: Call, *, language: Language, show: Shown) -> Markup:
    """Sign and result, and the status of a PBX that is down: line 1 of a card."""
    line = headline(call, language=language, show=show)
    if call.down_since is None or call.down_status is None:
        return line
    return Markup("{} ({})").format(line, call.down_status)


def headline(call: Call, *, language: Language, show: Shown) -> Markup:
    """Sign and result in bold: line 1 of every message about a call."""
    words = words_for(call)
    full = words.full.render(
        language,
        words=reason_of(call),
        **fillings(call.facts, call.script, language),
        since=clock(call.down_since or call.since, show.tz, language=language, now=show.now),
    )
    return Markup("{} {}").format(words.sign, bold(full))


def reason_of(call: Call) -> str:
    """The PBX's own words if it refused, else nothing."""
    return call.facts.reason if call.state is State.REFUSED else ""


def told_here(call: Call, *, masked: bool) -> Call:
    """The call as a chat may hear of it: a group reads no number in its ref or its keys.

    The PBX's own words about a code call may hold its number; those about a voice call its values
    too, written as the PBX likes, so they are left out.
    """
    if not masked:
        return call
    facts = keys_untold(call.facts, call.script)
    call = replace(call, label=mask_ref(call.label, call.callee), facts=facts)
    if call.state is not State.REFUSED:
        return call
    words = mask_numbers(call.facts.reason) if call.kind is CallKind.OTP else ""
    return replace(call, facts=replace(call.facts, reason=words))


def called_number(call: Call, *, masked: bool) -> str:
    """The callee: a tap copies it in private, a group sees it masked."""
    return mask(call.callee) if masked else code(call.callee)


def is_early(call: Call, template: Template | None) -> bool:
    """Whether an answered code call ended before its script had said the code."""
    answered = words_for(call).sign is Sign.ANSWERED and call.kind is CallKind.OTP
    return answered and hung_up_early(talked_seconds(call.facts.report), template)


def lengths(call: Call, language: Language) -> tuple[Markup | None, Markup | None]:
    """How long it rang and how long they talked; None for what is not known or was nothing."""
    report, outcome = call.facts.report, calls.outcome(call.facts)
    rang = rang_seconds(report, outcome)
    talked = talked_seconds(report) if outcome is Outcome.ANSWERED else None
    return (
        RANG.render(language, length=length_text(rang)) if rang else None,
        None if talked is None else TALKED.render(language, length=length_text(talked)),
    )


def unusual(call: Call, language: Language, show: Shown) -> list[Markup]:
    """What is not this person's default, and so is said."""
    said = []
    if not show.default_account:
        said.append(ACCOUNT.render(language, name=show.account.name))
    if call.caller != show.account.caller:
        said.append(CALLER.render(language, caller=call.caller))
    if call.campaign_id != show.account.campaign_id:
        said.append(CAMPAIGN.render(language, campaign=call.campaign_id))
    if call.code_left:
        said.append(CODE_LEFT.render(language))
    return said


def is_live(call: Call) -> bool:
    """Whether its card still moves: then it has no buttons."""
    return words_for(call).sign in _UNDER_WAY


def timing(call: Call, language: Language, show: Shown) -> Markup | None:
    """When it was, how long it rang and how long they talked; None while it goes on."""
    if is_live(call):
        return None
    report = call.facts.report
    began = call.created_at
    if report.start_time and abs(report.start_time.value - began) < _BELIEVED:
        began = report.start_time.value
    at = clock(began, show.tz, language=language, now=show.now, seconds=True)
    failed = calls.outcome(call.facts) is Outcome.FAILED and report.hangup_cause
    return items(at, *lengths(call, language), f"({failed.value})" if failed else None)


def _keyboard(call: Call, words: Words, language: Language) -> tuple[tuple[Button, ...], ...]:
    if is_live(call):
        return ()
    if words.sign is Sign.UNKNOWN:
        return look_keyboard(call, language)
    label = CALL_NEW_CODE if call.down_since is None else TRY_AGAIN
    again = Button(label.plain(language), data=f"otp.again:{call.ref}")
    history = Button(HISTORY.plain(language), data=f"rec.number:{call.ref}")
    return ((again, history),)


def look_keyboard(call: Call, language: Language) -> tuple[tuple[Button, ...], ...]:
    """What may have gone out is looked up, and never offered again."""
    return ((Button(LOOK.plain(language), data=f"call.look:{call.ref}"),),)
