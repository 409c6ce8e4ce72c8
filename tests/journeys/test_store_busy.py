"""A database that another program holds for a while: lists, outcomes and people who type meanwhile.

On virtual time; the lock is a real one.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
import pytest

from bot.core.messages import popups
from bot.core.people import Language
from tests.journeys.lists import PAYS, confirm, go_button, numbers, pasted
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, plain, problem

CALLEE = "0987654321"
OUTCOME = f"✅ {CALLEE} nghe máy 10 giây"


@contextmanager
def locked(told: Journey) -> Iterator[None]:
    """Another program is writing."""
    with closing(sqlite3.connect(told.settings.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@pytest.mark.parametrize("language", Language)
async def test_a_command_is_told_in_its_senders_language_that_nobody_was_called(
    told: Journey, language: Language
) -> None:
    await told.program.store.write(lambda tx: tx.people.set_language(OPERATOR, language))
    with locked(told):
        for text in (f"/otp {CALLEE} 4821", f"/call {CALLEE}"):
            told.say(OPERATOR, text)
            await told.wait(10)
    assert told.texts(OPERATOR) == [problem("busy", language=language)] * 2
    assert not told.pbx.placements

    told.say(OPERATOR, f"/otp {CALLEE} 4821")
    await told.wait(60)
    assert told.pbx.placements == {CALLEE: 1}


async def test_a_press_is_told_the_same_and_the_next_one_calls(told: Journey) -> None:
    preview = await pasted(told, numbers(PAYS))
    with locked(told):
        said = await told.press(OPERATOR, go_button(preview), on=preview)
        await told.wait(30)
    assert said == plain(popups.BUSY.plain(Language.VI))
    assert not told.pbx.placements

    await confirm(told)
    await told.wait(120)
    assert set(told.pbx.placements.values()) == {1}


async def test_a_list_waits_and_goes_on_and_calls_nobody_twice(told: Journey) -> None:
    callees = numbers(*[PAYS] * 30)
    await pasted(told, callees)
    await confirm(told)
    await told.wait(5)
    begun = sum(told.pbx.placements.values())
    assert 0 < begun < 30
    with locked(told):
        await told.wait(120)
        held = sum(told.pbx.placements.values())
    await told.wait(1800)

    assert held <= begun + 5
    assert told.pbx.placements == Counter(callees)
    assert "(30/30)" in told.texts(OPERATOR)[-1]


async def test_an_outcome_that_telegram_took_meanwhile_is_not_sent_again(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(told.settings.database, isolation_level=None)) as other:

        def lock(request: httpx.Request) -> None:
            if b"nghe+m%C3%A1y" in request.content and not other.in_transaction:
                other.execute("BEGIN EXCLUSIVE")

        told.telegram_wire.instead = lock
        told.say(OPERATOR, f"/otp {CALLEE} 4821")
        await told.wait(120)
        assert other.in_transaction
    await told.wait(300)

    assert "store busy, the write waits" in caplog.text
    assert told.heard(OPERATOR) == [OUTCOME]


async def test_a_group_that_lets_the_bot_in_again_meanwhile_hears_again(told: Journey) -> None:
    told.telegram.kick_bot(GROUP)
    await told.wait(5)
    with locked(told):
        told.telegram.add_bot_to(GROUP, by=ADMIN)
        await told.wait(60)
    await told.wait(10)
    told.say(OPERATOR, f"/otp {CALLEE} 4821")
    await told.wait(120)

    assert len(told.texts(GROUP)) == 1


async def test_hooks_that_were_refused_cost_no_outcome(told: Journey) -> None:
    told.say(OPERATOR, f"/otp {CALLEE} 4821")
    await told.wait(1)
    with locked(told):
        await told.wait(60)
        assert told.heard(OPERATOR) == []
    await told.wait(300)

    assert 503 in {post.status for post in told.pbx.switchboard.poster.log}
    assert told.heard(OPERATOR) == [OUTCOME]
