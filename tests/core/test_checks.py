"""What is to be looked at before a number is dialled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.calls import Asked, Facts
from bot.core.checks import JUST_NOW, RECENTLY, Found, Intent, check, verify_seen
from bot.core.listing import Record
from bot.core.records import Call, CallKind
from bot.errors import LookFirst
from tests.core.cases import NOW, a_call

ME, COLLEAGUE = 5550002, 5550005
VOICE = Intent(kind=CallKind.VOICE, callee="0987654321", person_id=ME)
OTP = replace(VOICE, kind=CallKind.OTP)
SINCE = NOW - RECENTLY


def of(call: Call) -> Record:
    return replace(elsewhere(NOW - call.created_at), at=call.created_at, call=call)


def called(
    seconds_ago: float, *, by: int = COLLEAGUE, asked: Asked = Asked.PLACED, test: bool = False
) -> Record:
    call = a_call(Facts(asked=asked))
    return of(replace(call, created_at=NOW - seconds_ago, person_id=by, test=test))


def elsewhere(seconds_ago: float) -> Record:
    return Record(
        id=7, account_id=1, at=NOW - seconds_ago, callee=VOICE.callee, caller="0123456789"
    )


def test_a_number_that_was_called_in_the_last_ten_minutes_is_found_with_that_call() -> None:
    newest, older = called(60), called(300)
    (finding,) = check(VOICE, [newest, older], since=SINCE)
    assert (finding.found, finding.record) == (Found.RECENT_CALL, newest)


@pytest.mark.parametrize(
    "record",
    [
        called(RECENTLY),
        called(60, asked=Asked.DROPPED),
        called(60, asked=Asked.REFUSED),
        called(60, test=True),
        elsewhere(RECENTLY),
    ],
    ids=["long ago", "dropped", "refused", "a test", "long ago elsewhere"],
)
def test_what_did_not_reach_the_number_lately_is_not_found(record: Record) -> None:
    assert check(VOICE, [record], since=SINCE) == []


def test_calls_since_a_preview_was_drawn_count_however_long_ago_that_was() -> None:
    record = called(2 * RECENTLY)
    (finding,) = check(VOICE, [record], since=NOW - 3 * RECENTLY)
    assert finding.record == record


def test_a_test_call_finds_nothing() -> None:
    assert check(replace(VOICE, test=True), [called(1)], since=SINCE) == []


@pytest.mark.parametrize("record", [called(500, by=ME), called(500), elsewhere(500)])
def test_a_preview_is_shown_again_for_whatever_it_did_not_show(record: Record) -> None:
    findings = check(VOICE, [record], since=SINCE)
    with pytest.raises(LookFirst) as stopped:
        verify_seen(VOICE, findings, frozenset(), now=NOW)
    verify_seen(VOICE, findings, stopped.value.keys, now=NOW)


def test_a_code_call_asks_first_only_if_somebody_else_is_calling_just_now() -> None:
    for record, stops in (
        (called(JUST_NOW - 1), True),
        (called(JUST_NOW), False),
        (called(1, by=ME), False),
        (elsewhere(JUST_NOW - 1), True),
        (elsewhere(JUST_NOW), False),
    ):
        findings = check(OTP, [record], since=SINCE)
        if stops:
            with pytest.raises(LookFirst):
                verify_seen(OTP, findings, frozenset(), now=NOW)
        else:
            verify_seen(OTP, findings, frozenset(), now=NOW)
