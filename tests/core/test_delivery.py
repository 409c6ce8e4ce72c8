"""Who hears of a call, and how loudly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.calls import Asked, Facts, Known, Report, Seen, Source, State
from bot.core.delivery import (
    Later,
    Verdict,
    audiences,
    may_hear,
    pause,
    rings,
    verdict,
    wants,
)
from bot.core.people import Language, Person, Role
from bot.core.records import Call, Filter, Kind, Place, Subscription
from tests.core.test_progress import ANSWERED, BUSY, a_call

GROUP = Place(chat_id=-5)
FAILURE = Facts(
    report=Report(seen=Seen.ENDED, recorded=True, hangup_cause=Known(Source.CDR, "NETWORK_X"))
)


def _ended(facts: Facts) -> Call:
    return replace(a_call(), facts=facts, state=State.ENDED)


def _subscription(place: Place, chosen: Filter | None = None) -> Subscription:
    return Subscription(
        id=9,
        account_id=1,
        place=place,
        filter=chosen or Filter(),
        language=Language.VI,
        created_by=7,
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(ANSWERED, Verdict.ANSWERED, id="answered"),
        pytest.param(BUSY, Verdict.UNREACHED, id="busy"),
        pytest.param(FAILURE, Verdict.FAILED, id="a cause nobody knows"),
    ],
)
def test_ended_calls_are_sorted_by_their_outcome(facts: Facts, expected: Verdict) -> None:
    assert verdict(_ended(facts)) is expected


@pytest.mark.parametrize("asked", [Asked.DROPPED, Asked.REFUSED, Asked.UNKNOWN])
def test_a_call_without_an_outcome_is_a_failure(asked: Asked) -> None:
    assert verdict(a_call(asked, State.UNKNOWN)) is Verdict.FAILED


def test_the_asker_hears_and_so_does_each_subscription() -> None:
    names = [a.name for a in audiences(_ended(BUSY), [_subscription(GROUP)])]
    assert names == ["asker", "subscription:9"]


def test_an_asker_whose_own_place_is_subscribed_hears_once() -> None:
    call = replace(_ended(BUSY), place=GROUP)
    assert [a.name for a in audiences(call, [_subscription(GROUP)])] == ["asker"]


def test_another_topic_of_the_askers_group_hears_for_itself() -> None:
    call = replace(_ended(BUSY), place=replace(GROUP, thread_id=1))
    subscribed = _subscription(replace(GROUP, thread_id=2))
    assert len(list(audiences(call, [subscribed]))) == 2


@pytest.mark.parametrize(
    ("facts", "chosen"),
    [
        pytest.param(ANSWERED, Filter(answered=False), id="answered"),
        pytest.param(BUSY, Filter(unreached=False), id="not reached"),
        pytest.param(FAILURE, Filter(failed=False), id="failed"),
        pytest.param(ANSWERED, Filter(otp=False), id="one-time codes"),
    ],
)
def test_a_filter_holds_back_what_is_switched_off(facts: Facts, chosen: Filter) -> None:
    assert wants(Filter(), _ended(facts))
    assert not wants(chosen, _ended(facts))


def test_askers_are_notified_and_groups_only_of_failures() -> None:
    assert rings(_ended(ANSWERED), Kind.OUTCOME, to_asker=True)
    assert rings(_ended(FAILURE), Kind.OUTCOME, to_asker=False)
    assert not rings(_ended(ANSWERED), Kind.OUTCOME, to_asker=False)
    assert not rings(_ended(BUSY), Kind.OUTCOME, to_asker=False)


def test_telegrams_own_word_for_how_long_to_wait_is_kept() -> None:
    assert pause(Later(17.0), failures=3) == 17.0


def test_waits_without_such_a_word_double_up_to_a_minute() -> None:
    assert [pause(Later(), failures=n) for n in (1, 2, 3, 9)] == [2.0, 4.0, 8.0, 60.0]


@pytest.mark.parametrize(
    ("role", "uses", "is_open", "hears"),
    [
        (Role.OPERATOR, True, True, True),
        (Role.VIEWER, True, True, True),
        (Role.OPERATOR, False, True, False),
        (Role.OPERATOR, False, False, True),
        (Role.STRANGER, True, True, False),
        (Role.STRANGER, False, False, False),
        (None, True, True, False),
    ],
)
def test_an_asker_hears_while_they_are_in_and_may_see_the_account(
    role: Role | None, uses: bool, is_open: bool, hears: bool
) -> None:
    call = a_call()
    own = Place(chat_id=call.person_id)
    asker = None if role is None else Person(person_id=call.person_id, name="", role=role)

    assert may_hear(call, own, asker, uses=uses, is_open=is_open) is hears
    assert may_hear(call, GROUP, asker, uses=uses, is_open=is_open)
