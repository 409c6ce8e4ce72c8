"""What is to be looked at before a number is dialled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.calls import Asked, Facts
from bot.core.checks import JUST_NOW, RECENTLY, Found, Intent, check, verify_seen
from bot.core.records import Call, CallKind
from bot.errors import LookFirst
from tests.core.cases import NOW, a_call

ME, COLLEAGUE = 5550002, 5550005
VOICE = Intent(kind=CallKind.VOICE, callee="0987654321", person_id=ME)
OTP = replace(VOICE, kind=CallKind.OTP)


def called(seconds_ago: float, *, by: int = COLLEAGUE, asked: Asked = Asked.PLACED) -> Call:
    return replace(a_call(Facts(asked=asked)), created_at=NOW - seconds_ago, person_id=by)


def test_a_number_that_was_called_in_the_last_ten_minutes_is_found_with_that_call() -> None:
    newest, older = called(60), called(300)
    (finding,) = check(VOICE, [newest, older], now=NOW)
    assert (finding.found, finding.call) == (Found.RECENT_CALL, newest)


@pytest.mark.parametrize(
    "call",
    [
        called(RECENTLY),
        called(60, asked=Asked.DROPPED),
        called(60, asked=Asked.REFUSED),
        replace(called(60), test=True),
    ],
    ids=["long ago", "dropped", "refused", "a test"],
)
def test_what_did_not_reach_the_number_lately_is_not_found(call: Call) -> None:
    assert check(VOICE, [call], now=NOW) == []


def test_a_test_call_finds_nothing() -> None:
    assert check(replace(VOICE, test=True), [called(1)], now=NOW) == []


@pytest.mark.parametrize("by", [ME, COLLEAGUE])
def test_a_preview_is_shown_again_for_whatever_it_did_not_show(by: int) -> None:
    findings = check(VOICE, [called(500, by=by)], now=NOW)
    with pytest.raises(LookFirst) as stopped:
        verify_seen(VOICE, findings, frozenset(), now=NOW)
    verify_seen(VOICE, findings, stopped.value.keys, now=NOW)


def test_a_code_call_asks_first_only_if_somebody_else_is_calling_just_now() -> None:
    for call, stops in (
        (called(JUST_NOW - 1), True),
        (called(JUST_NOW), False),
        (called(1, by=ME), False),
    ):
        findings = check(OTP, [call], now=NOW)
        if stops:
            with pytest.raises(LookFirst):
                verify_seen(OTP, findings, frozenset(), now=NOW)
        else:
            verify_seen(OTP, findings, frozenset(), now=NOW)
