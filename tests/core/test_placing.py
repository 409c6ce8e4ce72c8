"""What becomes of a call that was to be placed."""

from __future__ import annotations

import pytest

from bot.core.calls import Asked, Dropped, Facts, State, merge, state
from bot.core.placing import HALF_DONE, MAYBE_ASKED, NOT_ASKED, UNDER_WAY, news_of
from bot.errors import (
    PbxBroken,
    PbxError,
    PbxNoAnswer,
    PbxNotReached,
    PbxRateLimited,
    PbxRefused,
    PbxUnauthorized,
    PbxUnreadable,
)


@pytest.mark.parametrize(
    ("error", "stands"),
    [
        (PbxNotReached(), State.DROPPED),
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
    ("asked", "stands", "reason"),
    [
        (Asked.PENDING, State.DROPPED, Dropped.EXPIRED),
        (Asked.PLACING, State.UNKNOWN, ""),
    ],
)
def test_a_start_drops_what_was_not_asked_and_doubts_what_was_being_asked(
    asked: Asked, stands: State, reason: str
) -> None:
    found = Facts(asked=asked)

    facts = merge(found, HALF_DONE[state(found)])

    assert (state(facts), facts.reason) == (stands, reason)


def test_a_call_is_half_done_or_under_way_or_over() -> None:
    over = {State.ENDED, State.DROPPED, State.REFUSED, State.UNKNOWN}
    assert {*HALF_DONE, *UNDER_WAY, *over} == set(State)
    assert len(HALF_DONE) + len(UNDER_WAY) + len(over) == len(State)
