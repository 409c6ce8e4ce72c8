"""Hooks are hints: lost, doubled, late or out of order, the record comes to the same end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.world import GROUP, OPERATOR, Journey, journey, went_through

NUMBERS = {
    "0987654321": "✅ 0987654321 nghe máy 10 giây",
    "0912345602": "🔸 0912345602 máy bận",
    "0912345603": "🔸 0912345603 không nghe máy",
    "0912345608": "✅ 0912345608 nghe máy 2 giây, cúp sớm",
}
BROKEN = ["hooks_lose", "hooks_double", "hooks_delay", "hooks_reorder"]


@pytest.mark.parametrize("number", ["0987654321", "0912345603"])
@pytest.mark.parametrize("shape", [1, 2, 3])
@pytest.mark.parametrize("fault", [None, *BROKEN])
async def test_whatever_happens_to_hooks_the_outcome_is_told_once(
    told: Journey, fault: str | None, shape: int, number: str
) -> None:
    told.pbx.manner.hook_shape = shape  # type: ignore[assignment]
    if fault:
        setattr(told.pbx.faults, fault, True)

    told.say(OPERATOR, f"/otp {number} 4821")
    await told.wait(240)

    card, line = told.texts(OPERATOR)
    assert line == NUMBERS[number]
    assert card[0] == line[0]
    assert told.heard(OPERATOR) == [line]
    assert len(told.texts(GROUP)) == 1
    assert told.pbx.placements == {number: 1}


async def test_all_faults_at_once_tell_it_once(told: Journey) -> None:
    for fault in ("hooks_double", "hooks_delay", "hooks_reorder"):
        setattr(told.pbx.faults, fault, True)

    for number in NUMBERS:
        told.say(OPERATOR, f"/otp {number} 4821")
    await told.wait(240)

    assert sorted(told.heard(OPERATOR)) == sorted(NUMBERS.values())
    assert len(told.texts(GROUP)) == len(NUMBERS)


async def test_hooks_that_come_before_the_reply_find_their_call(told: Journey) -> None:
    told.pbx.faults.answer_after = 10.0

    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert told.heard(OPERATOR) == ["🔸 0912345602 máy bận"]
    assert went_through(told.shown(OPERATOR)[0])[-1] == "🔸 Máy bận"


async def test_without_a_public_url_calls_settle_by_being_looked_up(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    async with journey(tmp_path, now, public_url=None) as told:
        told.say(OPERATOR, "/otp 0987654321 4821")
        await told.wait(60)

        assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]
        assert not told.pbx.switchboard.poster.log


async def test_many_open_calls_are_looked_up_by_the_list(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    for newest_first in (True, False):
        folder = tmp_path / str(newest_first)
        async with journey(folder, now, public_url=None) as told:
            told.pbx.manner.newest_first = newest_first
            for _ in range(8):
                told.say(OPERATOR, "/otp 0912345602 4821 queue")
            await told.wait(90)

            assert told.heard(OPERATOR) == ["🔸 0912345602 máy bận"] * 8
            looks = [asked.path for asked in told.pbx.requests if "/report" in asked.path]
            assert looks == ["/v1/report"]


async def test_a_hook_for_an_unknown_token_is_404_and_changes_nothing(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345600 4821")
    await told.wait(10)
    before = told.texts(OPERATOR)

    for token in ("x" * 43, "../x", "%00", "' OR 1=1 --"):
        answer = await told.hook(b'{"state": "hangup"}', token)
        assert answer.status_code == 404
    await told.wait(2)

    assert told.texts(OPERATOR) == before


async def test_a_hook_of_more_than_64_kib_is_413(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345600 4821")
    await told.wait(10)

    answer = await told.hook(b" " * (64 * 1024 + 1))

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b"[" * 9000,
        b'{"state": "no such"}',
        b"a=1&b=2",
        json.dumps({"state": {"x": 1}, "call_id": ["y"], "duration": "nan"}).encode(),
        b'{"call_id": "another-calls", "duration": 1e400, "billsec": -5}',
    ],
)
async def test_junk_is_accepted_kept_as_a_hint_and_the_record_looked_up(
    told: Journey, body: bytes
) -> None:
    told.say(OPERATOR, "/otp 0912345600 4821")
    await told.wait(10)
    looks = len([asked for asked in told.pbx.requests if "/report" in asked.path])

    answer = await told.hook(body)
    await told.wait(2)

    assert 200 <= answer.status_code < 300
    assert len([asked for asked in told.pbx.requests if "/report" in asked.path]) > looks
    assert told.texts(OPERATOR)[0].startswith("📞 Đang đổ chuông")
    await told.wait(90)
    assert told.heard(OPERATOR) == ["🔸 0912345600 không nghe máy"]


async def test_numbers_that_no_float_holds_are_taken_and_change_nothing(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345600 4821")
    await told.wait(10)
    absurd = {"state": "ringing", "time_started": 10**400, "duration": 10**400}

    answer = await told.hook(json.dumps(absurd).encode())
    await told.wait(90)

    assert 200 <= answer.status_code < 300
    assert told.heard(OPERATOR) == ["🔸 0912345600 không nghe máy"]


async def test_a_hangup_without_a_record_settles_after_a_minute(told: Journey) -> None:
    told.pbx.faults.report_status = 500
    told.pbx.faults.hooks_lose = True
    told.say(OPERATOR, "/otp 0912345601 4821")
    await told.wait(5)
    told.pbx.faults.hooks_lose = False
    await told.wait(10)
    told.pbx.faults.hooks_lose = True
    hangup = {"state": "hangup", "billsec": 5, "time_answered": int(told.now()) - 5}

    await told.hook(json.dumps(hangup).encode())
    await told.wait(40)
    assert told.heard(OPERATOR) == []
    await told.wait(60)

    assert told.heard(OPERATOR) == ["✅ 0912345601 nghe máy 5 giây"]


async def test_a_record_that_comes_out_otherwise_edits_what_was_told(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    assert told.texts(OPERATOR)[1] == "🔸 0912345602 máy bận"
    heard = told.heard(OPERATOR), told.heard(GROUP)

    record = {
        "call_id": told.pbx.switchboard.poster.log[-1].body["call_id"],
        "call_time": 2,
        "create_time": "2026-11-23T02:12:31Z",
        "start_time": "2026-11-23T02:13:31Z",
        "answer_time": "2026-11-23T02:13:41Z",
        "end_time": "2026-11-23T02:13:50Z",
        "billsec": 9,
        "duration": 19,
        "hangup_cause": "NORMAL_CLEARING",
    }
    await told.hook(json.dumps(record).encode())
    await told.wait(10)

    card, line = told.texts(OPERATOR)
    assert card.startswith("✅ Nghe máy 9 giây · 0912345602")
    assert line == "✅ 0912345602 nghe máy 9 giây"
    [to_group] = told.texts(GROUP)
    assert to_group.startswith("✅ Nghe máy 9 giây\n0912•••602")
    assert len(told.heard(OPERATOR)) == len(heard[0])
    assert len(told.heard(GROUP)) == len(heard[1])


async def test_hooks_that_come_after_all_is_told_change_nothing(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(60)
    before = [m.versions for m in told.telegram.history(OPERATOR)]
    posted = list(told.pbx.switchboard.poster.log)

    for hook in reversed(posted):
        answer = await told.hook(json.dumps(hook.body).encode())
        assert 200 <= answer.status_code < 300
    await told.wait(60)

    assert [m.versions for m in told.telegram.history(OPERATOR)] == before


async def test_hooks_sent_while_the_bot_is_down_come_again_or_the_call_is_looked_up(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(3)
    await told.stop()
    await told.wait(120)
    await told.start()
    await told.wait(120)

    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]
    assert told.pbx.placements == {"0987654321": 1}
