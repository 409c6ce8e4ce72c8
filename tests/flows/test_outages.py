"""An account that does not answer is asked until it does, whatever the answer is."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.records import Kind, the_call
from bot.errors import PbxBroken
from bot.flows.outages import PROBE_EVERY, begin_outage
from bot.store import Keyring
from bot.store.sealing import new_secret_key
from tests.flows.world import DROPPED, Answer, Flows, hang, refuse, running, serve


async def down(flows: Flows, name: str, answer: Answer) -> int:
    """An account that did not answer just now."""
    account_id = await flows.account(name, answer)
    error = PbxBroken(status=503)
    await flows.store.write(lambda tx: begin_outage(tx, account_id, error, now=flows.now()))
    return account_id


async def still_down(flows: Flows) -> list[int]:
    outages = await flows.store.read(lambda tx: tx.outages.all())
    return [outage.account_id for outage in outages]


async def test_an_outage_began_when_the_first_answer_was_missing(flows: Flows) -> None:
    began = flows.now()
    account_id = await down(flows, "a", hang)
    await asyncio.sleep(60)

    error = PbxBroken(status=502)
    again = await flows.store.write(lambda tx: begin_outage(tx, account_id, error, now=flows.now()))

    assert (again.since, again.status) == (began, 502)


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 429])
async def test_whoever_answers_is_up_whatever_the_answer(flows: Flows, status: int) -> None:
    await down(flows, "a", serve() if status == 200 else refuse(status))

    async with running(flows.prober.run()):
        await asyncio.sleep(2 * PROBE_EVERY)

    assert await still_down(flows) == []


@pytest.mark.parametrize("status", [302, 408, 500, 503])
async def test_an_answer_that_is_none_leaves_it_down(flows: Flows, status: int) -> None:
    account_id = await down(flows, "a", refuse(status))

    async with running(flows.prober.run()):
        await asyncio.sleep(4 * PROBE_EVERY)

    assert await still_down(flows) == [account_id]
    assert len(flows.asked) > 1


async def test_an_account_whose_key_cant_be_opened_stays_down_and_ends_nothing(
    flows: Flows,
) -> None:
    account_id = await down(flows, "a", serve())
    other = Keyring(new_secret_key()).seal(account_id, "a")
    await flows.store.write(lambda tx: tx.accounts.seal(account_id, other))

    async with running(flows.prober.run()):
        await asyncio.sleep(4 * PROBE_EVERY)

    assert await still_down(flows) == [account_id]
    assert flows.asked == []


async def test_who_hangs_does_not_keep_back_the_news_of_who_answers(flows: Flows) -> None:
    hanging = [await down(flows, f"slow {n}", hang) for n in range(3)]
    quick = await down(flows, "quick", serve())
    missed = await flows.call(quick, DROPPED, down_since=flows.now(), look_at=None)

    async with running(flows.prober.run()):
        await asyncio.sleep(PROBE_EVERY + 2)

        assert await still_down(flows) == hanging
        owed = await flows.store.read(lambda tx: tx.deliveries.due(missed.place.chat_id))
        assert owed is not None
        assert (owed.subject, owed.kind) == (the_call(missed.id), Kind.BACK)
