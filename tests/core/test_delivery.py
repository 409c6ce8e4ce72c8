"""Who hears of a call, and how loudly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.calls import Asked, Facts, Known, Outcome, Report, Seen, Source, State, outcome
from bot.core.delivery import (
    Later,
    Verdict,
    audiences,
    listeners,
    may_hear,
    needs_someone,
    pause,
    rings,
    verdict,
    wants,
)
from bot.core.people import Language, Person, Role
from bot.core.records import Call, CallKind, Filter, Kind, Place, Subscription
from bot.core.templates import PressKey, Template
from tests.core.test_progress import ANSWERED, BUSY, a_call

GROUP = Place(chat_id=-5)
SCRIPT = Template(
    account_id=1,
    name="t",
    content="Chào bạn",
    voice="",
    speed=1.0,
    keys=(PressKey(num="1", meaning="đã trả"), PressKey(num="2", needs_someone=True)),
)
NO_SINGLE_ONES = Filter(answered=False, unreached=False, failed=False)
FAILURE = Facts(
    report=Report(seen=Seen.ENDED, recorded=True, hangup_cause=Known(Source.CDR, "NETWORK_X"))
)


def _ended(facts: Facts) -> Call:
    return replace(a_call(), facts=facts, state=State.ENDED)


def _pressed(key: str, facts: Facts = ANSWERED, **changes: object) -> Call:
    """A voice call during which this key was pressed; `changes` are of the call."""
    report = replace(facts.report, keypress=Known(Source.CDR, key))
    spoken = replace(_ended(replace(facts, report=report)), kind=CallKind.VOICE, script=SCRIPT)
    return replace(spoken, **changes)


def _of_list(call: Call) -> Call:
    return replace(call, list_id=3, list_row=4)


def _names(call: Call, *subscriptions: Subscription) -> list[str]:
    return [audience.name for audience in audiences(call, subscriptions)]


def _subscription(place: Place, chosen: Filter | None = None, number: int = 9) -> Subscription:
    return Subscription(
        id=number,
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
    assert verdict(outcome(_ended(facts).facts)) is expected


@pytest.mark.parametrize(
    ("came_out", "expected"),
    [
        (Outcome.NO_ANSWER, Verdict.UNREACHED),
        (Outcome.REJECTED, Verdict.UNREACHED),
        (Outcome.UNREACHABLE, Verdict.UNREACHED),
        (Outcome.CANCELLED, Verdict.UNREACHED),
        (Outcome.INVALID, Verdict.FAILED),
    ],
)
def test_who_may_be_reached_later_is_no_failure(came_out: Outcome, expected: Verdict) -> None:
    assert verdict(came_out) is expected


@pytest.mark.parametrize("asked", [Asked.DROPPED, Asked.REFUSED, Asked.UNKNOWN])
def test_a_call_without_an_outcome_is_a_failure(asked: Asked) -> None:
    assert verdict(outcome(a_call(asked, State.UNKNOWN).facts)) is Verdict.FAILED


def test_the_asker_hears_and_so_does_each_subscription() -> None:
    assert _names(_ended(BUSY), _subscription(GROUP)) == ["asker", "subscription:9"]


def test_an_asker_whose_own_place_is_subscribed_hears_once() -> None:
    call = replace(_ended(BUSY), place=GROUP)
    assert _names(call, _subscription(GROUP)) == ["asker"]


def test_another_topic_of_the_askers_group_hears_for_itself() -> None:
    call = replace(_ended(BUSY), place=replace(GROUP, thread_id=1))
    subscribed = _subscription(replace(GROUP, thread_id=2))
    assert _names(call, subscribed) == ["asker", "subscription:9"]


def test_of_a_test_call_nobody_but_its_asker_hears() -> None:
    assert _names(_pressed("2", test=True), _subscription(GROUP)) == ["asker"]


def test_a_call_of_a_list_is_told_to_nobody_by_itself_where_a_list_is_one_message() -> None:
    for facts in (ANSWERED, BUSY, FAILURE):
        call = _of_list(replace(_ended(facts), kind=CallKind.VOICE))
        assert _names(call, _subscription(GROUP)) == []


def test_where_a_list_is_not_one_message_its_calls_are_told_like_any_others() -> None:
    apart = Filter(lists=False, unreached=False)

    assert _names(_of_list(_pressed("1")), _subscription(GROUP, apart)) == ["subscription:9"]
    assert _names(_of_list(_pressed("1", BUSY)), _subscription(GROUP, apart)) == []


def test_an_asker_whose_own_place_is_subscribed_hears_there_of_a_key_of_their_list() -> None:
    call = _of_list(_pressed("2"))
    assert _names(call, _subscription(call.place)) == ["subscription:9"]


def test_a_list_is_one_message_to_those_who_chose_that() -> None:
    merged = _subscription(GROUP)
    topic = _subscription(replace(GROUP, thread_id=2), NO_SINGLE_ONES, number=10)
    apart = _subscription(Place(chat_id=-6), Filter(lists=False), number=11)

    hearing = list(listeners([merged, topic, apart]))

    assert [(one.name, one.place, one.subscription_id) for one in hearing] == [
        ("subscription:9", GROUP, 9),
        ("subscription:10", topic.place, 10),
    ]


def test_a_key_that_needs_someone_is_told_whatever_else_is_off() -> None:
    for call in (_pressed("2"), _of_list(_pressed("2"))):
        assert wants(NO_SINGLE_ONES, call)
        assert not wants(replace(NO_SINGLE_ONES, keys=False), call)
    assert not wants(NO_SINGLE_ONES, _pressed("1"))


def test_without_messages_about_keys_a_call_is_told_by_its_outcome() -> None:
    assert wants(Filter(keys=False), _pressed("2"))
    assert not wants(Filter(keys=False), _of_list(_pressed("2")))
    assert wants(Filter(keys=False, lists=False), _of_list(_pressed("2")))


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(_pressed("1"), id="another key"),
        pytest.param(_pressed("2", script=None), id="a script nobody knows"),
        pytest.param(_pressed("2", BUSY), id="nobody answered"),
        pytest.param(_pressed("2", kind=CallKind.OTP), id="a one-time code"),
        pytest.param(replace(_ended(ANSWERED), script=SCRIPT), id="no key"),
    ],
)
def test_nobody_is_needed_unless_an_answered_call_says_so_by_its_key(call: Call) -> None:
    assert needs_someone(_pressed("2"))
    assert not needs_someone(call)


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


def test_askers_are_notified_and_groups_of_failures_and_of_who_needs_someone() -> None:
    assert rings(_ended(ANSWERED), Kind.OUTCOME, to_asker=True)
    assert rings(_ended(FAILURE), Kind.OUTCOME, to_asker=False)
    assert rings(_pressed("2"), Kind.OUTCOME, to_asker=False)
    assert rings(_of_list(_pressed("2")), Kind.OUTCOME, to_asker=False)
    assert not rings(_ended(ANSWERED), Kind.OUTCOME, to_asker=False)
    assert not rings(_ended(BUSY), Kind.OUTCOME, to_asker=False)
    assert not rings(_pressed("1"), Kind.OUTCOME, to_asker=False)


@pytest.mark.parametrize("kind", [Kind.RESOLVED, Kind.BACK])
def test_what_is_no_outcome_rings(kind: Kind) -> None:
    assert rings(_ended(BUSY), kind, to_asker=False)


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
def test_somebodys_own_chat_hears_while_they_are_in_and_may_see_the_account(
    role: Role | None, uses: bool, is_open: bool, hears: bool
) -> None:
    own = Place(chat_id=2)
    owner = None if role is None else Person(person_id=own.chat_id, name="", role=role)

    assert may_hear(own, owner, uses=uses, is_open=is_open) is hears
    assert may_hear(replace(own, thread_id=7), owner, uses=uses, is_open=is_open) is hears


@pytest.mark.parametrize("place", [GROUP, replace(GROUP, thread_id=7)])
def test_a_group_hears_whoever_is_in_it(place: Place) -> None:
    assert may_hear(place, None, uses=False, is_open=True)
