"""Looking up: each account for itself, what is asked of it, and what may be made of the answer."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.core.calls import DAY, Outcome, Source, State, outcome
from bot.core.catching_up import MOST_PAGES, PAGE
from bot.core.cdrs import Cdr
from bot.core.records import Call
from bot.flows.reconcile import FEW
from bot.flows.record import record
from bot.store import Transaction
from tests.flows.world import (
    PLACED,
    UNKNOWN,
    Flows,
    a_record,
    hang,
    named,
    refuse,
    running,
    serve,
)

MANY = FEW + 3


async def found(flows: Flows, call: Call) -> bool:
    return (await flows.find(call)).facts.report.recorded


async def test_calls_settle_in_time_while_the_pbx_hangs(flows: Flows) -> None:
    account_id = await flows.account("slow", hang)
    await flows.call(account_id, named("a"))
    async with running(flows.reconciler.run()):
        await asyncio.sleep(1)
        at = flows.now() + 2
        due = await flows.call(account_id, PLACED, since=at - DAY, settle_at=at, look_at=None)
        flows.reconciler.woken.set()

        await asyncio.sleep(3)

        assert (await flows.find(due)).settled
        assert flows.told


async def test_an_account_that_hangs_holds_up_no_other(flows: Flows) -> None:
    slow = [await flows.account(f"slow {n}", hang) for n in range(3)]
    for account_id in slow:
        await flows.call(account_id, named("a"))
    quick = await flows.account("quick", serve(a_record("b", flows.now())))
    call = await flows.call(quick, named("b"), look_at=flows.now() + 1)
    late = await flows.call(quick, named("b"), look_at=flows.now() + 10)

    async with running(flows.reconciler.run()):
        await asyncio.sleep(2)
        assert await found(flows, call)
        await asyncio.sleep(9)
        assert await found(flows, late)


async def test_an_account_that_hangs_is_not_asked_again_meanwhile(flows: Flows) -> None:
    account_id = await flows.account("slow", hang)
    await flows.call(account_id, named("a"))
    async with running(flows.reconciler.run()):
        for _ in range(5):
            await flows.call(account_id, named("b"))
            flows.reconciler.woken.set()
            await asyncio.sleep(0.5)

        assert flows.asked == [("slow", "/v1/report/a")]


async def test_an_error_that_nobody_thought_of_is_logged_and_its_calls_pushed_back(
    flows: Flows, caplog: pytest.LogCaptureFixture
) -> None:
    broken = await flows.account("broken", refuse(500))
    del flows.peers["broken"]
    sound = await flows.account("sound", serve(a_record("b", flows.now())))
    calls = [await flows.call(broken, named("a")), await flows.call(sound, named("b"))]

    async with running(flows.reconciler.run()):
        await asyncio.sleep(5)

    assert [await found(flows, call) for call in calls] == [False, True]
    look_at = (await flows.find(calls[0])).look_at
    assert look_at is not None
    assert look_at > flows.now()
    assert [said.message for said in caplog.records if said.exc_info] == ["not looked up"]


async def test_a_number_that_no_float_holds_ends_nothing(flows: Flows) -> None:
    absurd = a_record("a", flows.now(), answer_time=10**400, billsec=10**400)
    account_id = await flows.account("absurd", serve(absurd))
    call = await flows.call(account_id, named("a"))

    async with running(flows.reconciler.run()):
        await asyncio.sleep(5)

    assert outcome((await flows.find(call)).facts) is Outcome.BUSY


async def test_a_call_that_was_recorded_while_it_was_looked_up_is_not_looked_up_again(
    flows: Flows,
) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_request: httpx.Request) -> httpx.Response:
        asked.set()
        await go_on.wait()
        return httpx.Response(404)

    account_id = await flows.account("slow", slowly)
    call = await flows.call(account_id, named("a"))
    finished = a_record("a", flows.now())

    def take_hook(tx: Transaction) -> None:
        before = tx.calls.get(call.id)
        assert before is not None
        news = Cdr.model_validate(finished).facts()
        record(tx, before, news, now=flows.now(), hooks_come=True)

    async with running(flows.reconciler.run()):
        await asked.wait()
        await flows.store.write(take_hook)
        go_on.set()
        await asyncio.sleep(5)

        assert (await flows.find(call)).look_at is None


async def test_where_nothing_is_due_nothing_is_written(flows: Flows) -> None:
    account_id = await flows.account("quick", serve())
    await flows.call(account_id, PLACED, settle_at=flows.now() + 900, look_at=flows.now() + 900)
    async with running(flows.reconciler.run()):
        await asyncio.sleep(1)
        before = len(flows.commits)

        for _ in range(5):
            flows.reconciler.woken.set()
            await asyncio.sleep(0.1)

        assert len(flows.commits) == before


async def test_a_call_under_a_mistaken_id_is_found_by_our_reference(flows: Flows) -> None:
    account_id = await flows.account("a", hang)
    call = await flows.call(account_id, named("zzzz-leg", Source.EVENT), state=State.RINGING)
    flows.peers["a"] = serve(a_record("mine", flows.now(), ref=call.ref))

    async with running(flows.reconciler.run()):
        await asyncio.sleep(5)

    assert await found(flows, call)
    assert (await flows.find(call)).call_id == "mine"


async def test_many_calls_under_mistaken_ids_are_found_in_the_list_by_our_reference(
    flows: Flows,
) -> None:
    account_id = await flows.account("a", hang)
    calls = [await flows.call(account_id, named(f"zzzz-{n}", Source.EVENT)) for n in range(MANY)]
    flows.peers["a"] = serve(*(a_record(c.ref[::-1], flows.now(), ref=c.ref) for c in calls))

    async with running(flows.reconciler.run()):
        await asyncio.sleep(5)

    assert all([await found(flows, call) for call in calls])
    assert flows.asked == [("a", "/v1/report")]


async def test_a_pbx_that_lists_nothing_with_a_404_holds_up_no_other_call(flows: Flows) -> None:
    there = serve(a_record("b", flows.now()))

    async def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404) if request.url.path.endswith("/report") else await there(request)

    account_id = await flows.account("a", answer)
    calls = [await flows.call(account_id, named(call_id)) for call_id in ("a", "b")]

    async with running(flows.reconciler.run()):
        await asyncio.sleep(5)

    assert [await found(flows, call) for call in calls] == [False, True]


async def test_what_lies_deeper_in_the_list_than_is_read_is_asked_for_by_id(flows: Flows) -> None:
    account_id = await flows.account("a", hang)
    calls = [await flows.call(account_id, named(f"mine-{n}")) for n in range(MANY)]
    newer = [a_record(f"other-{n}", flows.now() - n / 10) for n in range(MOST_PAGES * PAGE)]
    flows.peers["a"] = serve(*(a_record(call.call_id, flows.now()) for call in calls), listed=newer)

    async with running(flows.reconciler.run()):
        await asyncio.sleep(5)

    assert all([await found(flows, call) for call in calls])


async def test_a_list_that_begins_with_the_oldest_is_read_from_its_end(flows: Flows) -> None:
    account_id = await flows.account("a", hang)
    older = [a_record(f"other-{n}", flows.now() - 99 * PAGE + n) for n in range(90 * PAGE)]
    flows.peers["a"] = serve(listed=older)

    async with running(flows.reconciler.run()):
        for look in range(3):
            flows.asked.clear()
            at = flows.now() + 2
            names = [named(f"mine-{look}-{n}") for n in range(MANY)]
            calls = [await flows.call(account_id, name, look_at=at) for name in names]
            older += [a_record(call.call_id, flows.now()) for call in calls]
            flows.peers["a"] = serve(listed=older)
            flows.reconciler.woken.set()
            await asyncio.sleep(5)

            assert all([await found(flows, call) for call in calls])
            assert {path for _, path in flows.asked} == {"/v1/report"}
            assert len(flows.asked) <= (1 if look else 20)


async def test_a_pbx_whose_clock_is_minutes_late_has_its_list_read_far_enough(
    flows: Flows,
) -> None:
    account_id = await flows.account("a", hang)
    calls = [await flows.call(account_id, named(f"mine-{n}")) for n in range(MANY)]
    late = flows.now() - 600
    mine = [a_record(call.call_id, late - PAGE) for call in calls]
    flows.peers["a"] = serve(*(a_record(f"other-{n}", late - n) for n in range(PAGE)), *mine)

    async with running(flows.reconciler.run()):
        await asyncio.sleep(5)

    assert all([await found(flows, call) for call in calls])


async def test_a_ringing_call_without_an_id_may_be_the_one_that_a_record_is_of(
    flows: Flows,
) -> None:
    account_id = await flows.account("a", serve(a_record("whose", flows.now())))
    lost = await flows.call(account_id, UNKNOWN)
    await flows.call(account_id, PLACED, state=State.RINGING, look_at=None)

    async with running(flows.reconciler.run()):
        await asyncio.sleep(5)

    assert not await found(flows, lost)


async def test_a_record_that_another_call_has_is_not_free(flows: Flows) -> None:
    account_id = await flows.account("a", hang)
    await flows.call(account_id, named("theirs"), look_at=None)
    await asyncio.sleep(600)
    flows.peers["a"] = serve(a_record("theirs", flows.now()), a_record("mine", flows.now()))
    lost = await flows.call(account_id, UNKNOWN)

    async with running(flows.reconciler.run()):
        await asyncio.sleep(5)

    assert (await flows.find(lost)).call_id == "mine"
