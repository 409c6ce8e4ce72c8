"""What breaks inside the program, or beside it, while it runs and while it ends.

Faults are real ones: a database that is locked or lacks a table, a key that nothing opens, a
Telegram that says what it never should.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx
import pytest

from bot import logs
from bot.core.people import Role
from bot.errors import StoreBusy, StoreError
from bot.program import CLOSE, FINISH, LET_GO
from bot.sandbox.world import SEED
from bot.serving import FINISH_HOOKS
from bot.store import Store
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, went_through

BUSY = "🔸 0912345602 máy bận"
UNOPENED = "SECRET_KEY does not open its API key"


@contextmanager
def _database(told: Journey) -> Iterator[sqlite3.Connection]:
    """The program's database, in the hands of somebody else."""
    with closing(sqlite3.connect(told.settings.database, isolation_level=None)) as other:
        yield other


def _refuse(told: Journey, state: str) -> None:
    """From now on no call gets into this state."""
    with _database(told) as other:
        other.execute(
            f"CREATE TRIGGER refuse BEFORE UPDATE ON calls WHEN NEW.state = '{state}'"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )


def _once(method: str, status: int, description: str) -> Callable[[httpx.Request], Any]:
    """Telegram's answer to the next request for a method."""
    left = [httpx.Response(status, json={"ok": False, "description": description})]

    def instead(request: httpx.Request) -> httpx.Response | None:
        return left.pop() if left and request.url.path.lower().endswith(method) else None

    return instead


async def _lose_key(told: Journey) -> None:
    """The account's key was sealed with a key that SECRET_KEY does not hold any more."""
    await told.program.store.write(lambda tx: tx.accounts.seal(1, "sealed with another key"))


@pytest.mark.parametrize("status", [401, 404, 409, 429, 502])
async def test_whatever_telegram_answers_to_fetching_updates_come_afterwards(
    told: Journey, status: int
) -> None:
    told.telegram.faults.fail_next("getUpdates", 2, status=status)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(200)

    assert told.heard(OPERATOR) == [BUSY]
    assert told.pbx.placements == {"0912345602": 1}


async def test_a_token_that_is_revoked_while_running_stops_neither_hooks_nor_an_orderly_end(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(3)
    told.telegram.faults.outage = 401
    await told.wait(120)
    call = await told.program.store.read(lambda tx: tx.calls.get(1))
    assert call is not None
    assert call.settled_at is not None

    await told.stop()

    told.telegram.faults.clear()
    await told.start()
    await told.wait(120)
    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]


async def test_updates_that_can_not_be_read_end_nothing(told: Journey) -> None:
    strange = [httpx.Response(200, json={"ok": True, "result": [{"message": 7}]})]
    told.telegram_wire.instead = lambda request: (
        strange.pop() if strange and request.url.path.endswith("getUpdates") else None
    )
    told.say(ADMIN, "/start")
    await told.wait(20)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(100)

    assert strange == []
    assert told.heard(OPERATOR) == [BUSY]


async def test_menus_that_can_not_be_set_hold_up_no_command(told: Journey) -> None:
    for number in range(60):
        await told.let_in(6000000 + number, Role.OPERATOR)
    await told.stop()
    told.telegram.faults.hang_next("setMyCommands", 10_000, seconds=3600)
    await told.start()

    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(2)

    assert told.pbx.placements == {"0912345602": 1}
    assert told.texts(OPERATOR)
    told.telegram.faults.clear()


async def test_a_stop_waits_for_the_call_that_a_handler_only_begins_now(told: Journey) -> None:
    told.pbx.faults.answer_after = 1.0
    with _database(told) as other:
        other.execute("BEGIN IMMEDIATE")
        told.say(OPERATOR, "/otp 0987654321 4821")
        await told.wait(0.5)
        stopping = asyncio.create_task(told.stop())
        await told.wait(0.5)
        other.execute("ROLLBACK")
    await stopping
    assert told.pbx.placements == {"0987654321": 1}

    told.pbx.faults.answer_after = 0.0
    await told.start()
    await told.wait(90)

    [card] = told.shown(OPERATOR)[:1]
    assert not [line for line in went_through(card) if line.startswith("❓")]
    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]


async def test_a_part_that_dies_while_telegram_hangs_ends_the_program_with_its_own_error(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/start")
    told.telegram_wire.lossy = True
    await told.wait(1)
    began = told.now()
    with _database(told) as other:
        other.execute("ALTER TABLE notices RENAME TO gone")
    error = await told.ended()

    assert isinstance(error, ExceptionGroup)
    assert error.subgroup(lambda leaf: "no such table" in str(leaf))
    assert error.subgroup(StoreError)
    assert not error.subgroup(RuntimeError)
    assert told.now() - began <= 20
    with _database(told) as other:
        other.execute("ALTER TABLE gone RENAME TO notices")
    await told.start()
    told.say(ADMIN, "/start")
    await told.wait(2)
    assert told.texts(ADMIN)


async def test_with_every_peer_hanging_it_stops_within_ten_seconds(told: Journey) -> None:
    told.pbx.faults.hang = True
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(2)
    told.telegram_wire.lossy = told.pbx_wire.lossy = True
    told.say(OPERATOR, "/otp 0912345602 4821")
    told.say(ADMIN, "/start")
    await told.wait(5)
    began = told.now()

    await told.stop()

    assert told.now() - began <= 10


def test_the_parts_of_the_end_take_less_than_ten_seconds_together() -> None:
    assert FINISH + FINISH_HOOKS + 0.5 + LET_GO + CLOSE < 10


async def test_a_key_that_nothing_opens_is_said_and_nobody_is_called(told: Journey) -> None:
    await _lose_key(told)

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(5)

    [card, line] = told.texts(OPERATOR)
    assert card.startswith(f"❌ Tổng đài từ chối: “{UNOPENED}”")
    assert line.startswith("❌ 0987654321 chưa gọi")
    assert not told.pbx.requests


async def test_a_key_that_nothing_opens_ends_no_look_up_and_is_used_once_it_is_linked_again(
    told: Journey,
) -> None:
    told.pbx.faults.hooks_lose = True
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(5)
    sealed = await told.program.store.read(lambda tx: tx.accounts.sealed_key(1))
    assert sealed is not None
    await _lose_key(told)
    await told.stop()
    await told.start()
    await told.wait(300)
    told.say(ADMIN, "/start")
    await told.wait(2)
    assert told.texts(ADMIN)

    await told.program.store.write(lambda tx: tx.accounts.seal(1, sealed))
    await told.wait(1000)

    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]


async def test_what_breaks_before_the_pbx_is_asked_drops_the_call_and_nothing_else(
    told: Journey,
) -> None:
    _refuse(told, "placing")
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(5)

    [card, line] = told.texts(OPERATOR)
    assert card.startswith("⚠️ Chưa gọi")
    assert line.startswith("⚠️ 0987654321 chưa gọi")
    assert not told.pbx.placements
    told.say(ADMIN, "/start")
    await told.wait(2)
    assert told.texts(ADMIN)


async def test_an_answer_of_the_pbx_that_can_not_be_written_ends_the_program_and_is_looked_up(
    told: Journey,
) -> None:
    told.pbx.faults.hooks_lose = True
    _refuse(told, "placed")
    told.say(OPERATOR, "/otp 0987654321 4821")

    error = await told.ended()

    assert isinstance(error, ExceptionGroup)
    assert error.subgroup(StoreError)
    with _database(told) as other:
        other.execute("DROP TRIGGER refuse")
    await told.start()
    await told.wait(120)
    assert told.pbx.placements == {"0987654321": 1}
    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]


async def test_a_topic_missed_where_there_is_none_costs_that_message_only(told: Journey) -> None:
    told.telegram_wire.instead = _once("sendmessage", 400, "Bad Request: message thread not found")
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert told.heard(OPERATOR) == [BUSY] * 2
    assert len(told.texts(OPERATOR)) == 3
    assert len(told.texts(GROUP)) == 2


async def test_an_outbox_that_can_not_be_read_for_a_while_is_read_later(
    told: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, busy_until = Store.read, told.now() + 30

    async def busy_at_first(store: Store, unit: Callable[[Any], Any]) -> Any:
        if told.now() < busy_until:
            raise StoreBusy("database: disk I/O error")
        return await read(store, unit)

    monkeypatch.setattr(Store, "read", busy_at_first)
    told.program.relay.woken.set()
    await told.wait(40)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert told.heard(OPERATOR) == [BUSY]


async def test_keys_and_access_tokens_are_hidden_in_the_log_from_when_they_are_known(
    told: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told.stop()
    hidden: list[str] = []
    monkeypatch.setattr(logs, "add_secret", hidden.append)
    seen: list[str] = []
    await told.start()
    told.pbx_wire.instead = lambda request: seen.append(request.headers.get("Authorization", ""))

    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    tokens = {header.removeprefix("Bearer ") for header in seen if header}
    assert tokens
    assert set(hidden) == {SEED.account.api_key, *tokens}
