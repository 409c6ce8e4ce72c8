"""What becomes of a call that was to be placed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.calls import Asked, Dropped, Facts, State, merge, state
from bot.core.placing import MAYBE_ASKED, NOT_ASKED, STALE, UNDER_WAY, half_done, news_of
from bot.core.records import CallKind
from bot.errors import (
    PbxBroken,
    PbxError,
    PbxInvalid,
    PbxNoAnswer,
    PbxNotReached,
    PbxRateLimited,
    PbxRefused,
    PbxUnauthorized,
    PbxUnreadable,
    Problem,
)
from tests.core.cases import NOW, a_call


@pytest.mark.parametrize(
    ("error", "stands"),
    [
        (PbxNotReached(), State.DROPPED),
        (PbxInvalid("callee", Problem.EMPTY), State.DROPPED),
        (PbxNoAnswer(), State.UNKNOWN),
        (PbxBroken(status=503), State.UNKNOWN),
        (PbxUnreadable(), State.UNKNOWN),
        (PbxRefused("no"), State.REFUSED),
        (PbxUnauthorized("key"), State.REFUSED),
        (PbxRateLimited("wait"), State.REFUSED),
    ],
)
def test_only_an_answer_that_did_not_come_leaves_open_whether_anyone_was_called(
    error: PbxError, stands: State
) -> None:
    assert state(news_of(error)) is stands


def test_a_refusal_keeps_the_pbxs_words() -> None:
    assert news_of(PbxRefused("campaign not found")).reason == "campaign not found"


def test_what_broke_before_the_request_left_called_nobody() -> None:
    assert state(NOT_ASKED) is State.DROPPED
    assert state(MAYBE_ASKED) is State.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "asked", "waited", "stands", "reason"),
    [
        (CallKind.OTP, Asked.PENDING, 1.0, State.DROPPED, Dropped.EXPIRED),
        (CallKind.OTP, Asked.PLACING, 1.0, State.UNKNOWN, ""),
        (CallKind.VOICE, Asked.PENDING, STALE, State.DROPPED, Dropped.EXPIRED),
        (CallKind.VOICE, Asked.PLACING, 1.0, State.UNKNOWN, ""),
    ],
)
def test_a_start_drops_what_was_not_asked_and_doubts_what_was_being_asked(
    kind: CallKind, asked: Asked, waited: float, stands: State, reason: str
) -> None:
    found = replace(a_call(Facts(asked=asked)), kind=kind, created_at=NOW - waited)

    news = half_done(found, now=NOW)

    assert news is not None
    facts = merge(found.facts, news)
    assert (state(facts), facts.reason) == (stands, reason)


def test_a_voice_call_that_has_not_waited_long_goes_on_after_a_start() -> None:
    waiting = a_call(Facts(asked=Asked.PENDING))
    waiting = replace(waiting, kind=CallKind.VOICE, created_at=NOW - 899.0)
    assert half_done(waiting, now=NOW) is None


def test_a_call_is_half_done_or_under_way_or_over() -> None:
    half = {State.PENDING, State.PLACING}
    over = {State.ENDED, State.DROPPED, State.REFUSED, State.UNKNOWN}
    assert {*half, *UNDER_WAY, *over} == set(State)
    assert len(half) + len(UNDER_WAY) + len(over) == len(State)
