"""Calls in every state that a card can show, for the tests of what people read."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.calls import Asked, Dropped, Facts, Known, Report, Seen, Source, state
from bot.core.messages.cards import Shown
from bot.core.people import Language
from bot.core.records import Account, Call, CallKind, Place
from bot.core.templates import Template

#: Monday 23 November 2026, 09:12:34 in Vietnam.
NINE_TWELVE = 1795399954.0
NOW = NINE_TWELVE + 60
TZ = ZoneInfo("Asia/Ho_Chi_Minh")

ACCOUNT = Account(
    account_id=1, name="CSKH", campaign_id="1", caller="0123456789", otp_template="otp_demo"
)
TEMPLATE = Template(
    account_id=1,
    name="otp_demo",
    content="Mã xác nhận của bạn là {{code_otp}} xin nhắc lại mã xác nhận của bạn là {{code_otp}}",
    voice="south-f-03",
    speed=1.2,
)
SHOWN = Shown(account=ACCOUNT, default_account=True, template=TEMPLATE, tz=TZ, now=NOW)


def a_call(facts: Facts, *, settled: bool = False) -> Call:
    """A call from the private chat with these facts."""
    return Call(
        id=1,
        ref="f" * 32,
        token_hash="0" * 64,
        account_id=1,
        person_id=5550001,
        kind=CallKind.OTP,
        place=Place(chat_id=5550001),
        message_id=7,
        language=Language.VI,
        callee="0987654321",
        caller="0123456789",
        campaign_id="1",
        template="otp_demo",
        queue=False,
        created_at=NINE_TWELVE - 1,
        facts=facts,
        state=state(facts),
        since=NOW - 1,
        settled_at=NOW if settled else None,
    )


def asked(how: Asked, *, reason: str = "", settled: bool = False) -> Call:
    """A call of which nothing was reported yet."""
    return a_call(Facts(asked=how, reason=reason), settled=settled)


def seen(what: Seen, *, settled: bool = False) -> Call:
    """A call that a hook reported and no record has closed."""
    return a_call(Facts(asked=Asked.PLACED, report=Report(seen=what)), settled=settled)


def ended(cause: str, *, billsec: int = 0, rang: int = 6) -> Call:
    """A call whose finished record is known."""
    answered = NINE_TWELVE + rang
    report = Report(
        seen=Seen.ENDED,
        recorded=True,
        start_time=_from_cdr(NINE_TWELVE),
        answer_time=_from_cdr(answered) if billsec else None,
        end_time=_from_cdr(answered + billsec),
        billsec=Known(source=Source.CDR, value=billsec),
        hangup_cause=Known(source=Source.CDR, value=cause),
    )
    return a_call(Facts(asked=Asked.PLACED, report=report), settled=True)


def _from_cdr(at: float) -> Known[float]:
    return Known(source=Source.CDR, value=at)


def not_reached(status: int | None) -> Call:
    """A call that was dropped because no connection to the PBX was made."""
    call = asked(Asked.DROPPED, reason=Dropped.NOT_REACHED, settled=True)
    return replace(call, down_since=NINE_TWELVE, down_status=status)


EARLY = ended("NORMAL_CLEARING", billsec=2)
UNDER_WAY = {
    "pending": asked(Asked.PENDING),
    "placing": asked(Asked.PLACING),
    "placed": asked(Asked.PLACED),
    "ringing": seen(Seen.RINGING),
    "on the line": seen(Seen.ANSWERED),
    "ended": seen(Seen.ENDED),
}
TOLD = {
    "answered": ended("NORMAL_CLEARING", billsec=41),
    "early": EARLY,
    "long": ended("NORMAL_CLEARING", billsec=125),
    "busy": ended("USER_BUSY"),
    "no answer": ended("NO_ANSWER", rang=25),
    "rejected": ended("CALL_REJECTED"),
    "unreachable": ended("SUBSCRIBER_ABSENT"),
    "cancelled": ended("ORIGINATOR_CANCEL"),
    "invalid": ended("UNALLOCATED_NUMBER"),
    "failed": ended("NETWORK_OUT_OF_ORDER"),
    "refused": asked(Asked.REFUSED, reason="missing tts key", settled=True),
    "refused silently": asked(Asked.REFUSED, settled=True),
    "dropped": asked(Asked.DROPPED, reason=Dropped.STOPPED, settled=True),
    "expired": asked(Asked.DROPPED, reason=Dropped.EXPIRED, settled=True),
    "maintenance": not_reached(503),
    "disconnected": not_reached(None),
    "no trace": asked(Asked.UNKNOWN, settled=True),
    "no record": seen(Seen.RINGING, settled=True),
}
UNKNOWN = asked(Asked.UNKNOWN)
CALLS = {**UNDER_WAY, **TOLD, "unknown": UNKNOWN}
