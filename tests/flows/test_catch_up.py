"""Our records brought to match the PBX's: what is asked, whose a record is, what faults leave."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from bot.core.calls import DAY, Outcome, State, outcome
from bot.core.catching_up import PAGE
from bot.core.cdrs import Cdr
from bot.core.learning import CALLER, CAMPAIGN, TEMPLATE, field_of
from bot.core.listing import Query, Record, Span
from bot.core.records import Call, CallKind
from bot.errors import PbxNoAnswer, PbxUnauthorized
from bot.flows.catch_up import FRESH, PATIENCE, RUNNING, CatchUp
from bot.flows.record import record
from tests.flows.world import PLACED, UNKNOWN, Answer, Flows, a_record, hang, named, refuse, serve

LIST = "/v1/report"


def catching_up(flows: Flows) -> CatchUp:
    return CatchUp(
        store=flows.store,
        clients=flows.clients,
        now=flows.now,
        hooks_come=True,
        wake=flows.wake,
        spawn=flows.spawn,
    )


async def records(flows: Flows, account_id: int) -> list[Record]:
    query = Query(anchor=10**9)
    return await flows.store.read(
        lambda tx: tx.listings.page([account_id], query, Span(skip=0, take=10**6))
    )


async def names(flows: Flows, account_id: int) -> list[str]:
    return [record.cdr.call_id for record in await records(flows, account_id) if record.cdr]


def theirs(flows: Flows, number: int, **changes: Any) -> dict[str, Any]:
    """A record of another system's call, a minute older each."""
    return a_record(f"c-{number}", flows.now() - 60 * number) | changes


async def test_other_systems_calls_are_there_after_a_look(flows: Flows) -> None:
    account_id = await flows.account("a", serve(*(theirs(flows, n) for n in range(3))))

    (caught,) = await catching_up(flows).look([account_id])

    assert await names(flows, account_id) == ["c-0", "c-1", "c-2"]
    assert (caught.at, caught.whole, caught.error) == (flows.now(), True, None)


async def test_where_newest_come_first_a_later_look_is_one_request(flows: Flows) -> None:
    known = [theirs(flows, number) for number in range(40)]
    account_id = await flows.account("a", serve(*known))
    catch_up = catching_up(flows)
    await catch_up.look([account_id])
    await asyncio.sleep(600)
    flows.asked.clear()
    flows.peers["a"] = serve(theirs(flows, 0, call_id="new"), *known)

    await catch_up.look([account_id])

    assert flows.asked == [("a", LIST)]
    assert (await names(flows, account_id))[0] == "new"


async def test_a_look_within_seconds_of_the_last_one_asks_nobody(flows: Flows) -> None:
    account_id = await flows.account("a", serve(theirs(flows, 0)))
    catch_up = catching_up(flows)
    await catch_up.look([account_id])
    asked = len(flows.asked)

    await asyncio.sleep(FRESH - 1)
    await catch_up.look([account_id])
    assert len(flows.asked) == asked

    await asyncio.sleep(2)
    await catch_up.look([account_id])
    assert len(flows.asked) == asked + 1


async def test_two_looks_at_once_share_one_request(flows: Flows) -> None:
    account_id = await flows.account("a", slowly(serve(theirs(flows, 0)), 2))
    catch_up = catching_up(flows)

    looks = await asyncio.gather(*(catch_up.look([account_id]) for _ in range(5)))

    assert len(flows.asked) == 2
    assert all(look == looks[0] for look in looks)


def slowly(there: Answer, seconds: float, *, by_id: float = 0) -> Answer:
    """The same, after so many seconds; a single record after more."""

    async def answer(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(seconds if request.url.path == LIST else by_id)
        return await there(request)

    return answer


async def test_a_slow_pbx_is_read_to_the_end_when_nobody_waits_any_more(flows: Flows) -> None:
    whole = [theirs(flows, number) for number in range(850)]
    account_id = await flows.account("a", slowly(serve(*whole), 2))
    catch_up, began = catching_up(flows), flows.now()

    (caught,) = await catch_up.look([account_id])
    assert flows.now() - began == pytest.approx(PATIENCE)
    assert (caught.at, caught.error, caught.loading) == (None, None, True)

    await asyncio.sleep(13)
    (caught,) = await catch_up.look([account_id])
    assert (caught.at, caught.whole, caught.loading) == (began, True, False)
    assert len(await names(flows, account_id)) == 850
    assert len(flows.asked) == 10


async def test_who_looks_while_a_slow_pbx_is_read_waits_for_the_same_walk(flows: Flows) -> None:
    whole = [theirs(flows, number) for number in range(450)]
    account_id = await flows.account("a", slowly(serve(*whole), 2.5))
    catch_up = catching_up(flows)

    (one,) = await catch_up.look([account_id])
    (other,) = await catch_up.look([account_id])

    assert (one.loading, other.loading, other.whole) == (True, False, True)
    assert len(flows.asked) == 6


async def test_a_list_matches_before_the_calls_that_go_on_are_asked_for(flows: Flows) -> None:
    stuck = [theirs(flows, n, end_time=None, hangup_cause=None) for n in range(RUNNING)]
    account_id = await flows.account("a", serve(*stuck))
    catch_up = catching_up(flows)
    await catch_up.look([account_id])
    await asyncio.sleep(3600)
    newer = [theirs(flows, 0, call_id=f"n-{n}") for n in range(PAGE)]
    flows.peers["a"] = slowly(serve(*newer, *stuck, listed=newer), 0, by_id=2)
    began = flows.now()

    (caught,) = await catch_up.look([account_id])

    assert flows.now() - began == pytest.approx(PATIENCE)
    assert (caught.at, caught.error, caught.loading) == (began, None, False)


async def test_accounts_are_asked_side_by_side_and_one_that_hangs_holds_up_no_other(
    flows: Flows,
) -> None:
    slow, quick = await flows.account("slow", hang), await flows.account("b", serve())
    catch_up = catching_up(flows)
    began = flows.now()

    one, other = await catch_up.look([slow, quick])

    assert flows.now() - began == pytest.approx(PATIENCE)
    assert isinstance(one.error, PbxNoAnswer)
    assert (one.at, other.at) == (None, began)


async def test_a_pbx_that_is_down_leaves_what_was_known_and_when(flows: Flows) -> None:
    account_id = await flows.account("a", serve(theirs(flows, 0)))
    catch_up = catching_up(flows)
    (before,) = await catch_up.look([account_id])
    await asyncio.sleep(600)
    flows.peers["a"] = refuse(503)

    (after,) = await catch_up.look([account_id])

    assert (after.at, after.whole) == (before.at, True)
    assert after.error is not None
    assert await names(flows, account_id) == ["c-0"]
    outages = await flows.store.read(lambda tx: tx.outages.all())
    assert [outage.account_id for outage in outages] == [account_id]


async def test_a_key_that_is_refused_is_an_answer_and_no_outage(flows: Flows) -> None:
    account_id = await flows.account("a", refuse(403))
    (caught,) = await catching_up(flows).look([account_id])
    assert isinstance(caught.error, PbxUnauthorized)
    assert await flows.store.read(lambda tx: tx.outages.all()) == []


async def test_what_came_before_an_error_is_kept_and_the_next_look_begins_anew(
    flows: Flows,
) -> None:
    whole = [theirs(flows, number) for number in range(250)]
    there = serve(*whole)

    async def breaks(request: httpx.Request) -> httpx.Response:
        return await there(request) if request.url.params["offset"] == "0" else httpx.Response(500)

    account_id = await flows.account("a", breaks)
    catch_up = catching_up(flows)
    (caught,) = await catch_up.look([account_id])
    assert (caught.at, len(await names(flows, account_id))) == (None, 100)

    flows.peers["a"] = there
    await asyncio.sleep(FRESH)
    (caught,) = await catch_up.look([account_id])
    assert (caught.whole, len(await names(flows, account_id))) == (True, 250)


async def test_an_error_that_nobody_thought_of_is_logged_and_stops_no_list(
    flows: Flows, caplog: pytest.LogCaptureFixture
) -> None:
    account_id = await flows.account("broken", serve())
    del flows.peers["broken"]

    (caught,) = await catching_up(flows).look([account_id])

    assert caught.error is not None
    assert [said.message for said in caplog.records if said.exc_info] == ["not caught up"]


async def test_a_pbx_that_lists_nothing_with_a_404_has_no_records(flows: Flows) -> None:
    account_id = await flows.account("a", refuse(404))
    (caught,) = await catching_up(flows).look([account_id])
    assert (caught.whole, caught.error) == (True, None)


async def test_a_call_that_was_still_going_on_is_asked_for_again(flows: Flows) -> None:
    running = theirs(flows, 30, end_time=None, hangup_cause=None)
    newer = [theirs(flows, 0, call_id=f"n-{n}") for n in range(150)]
    account_id = await flows.account("a", serve(*newer, running))
    catch_up = catching_up(flows)
    await catch_up.look([account_id])
    await asyncio.sleep(3600)
    more = [theirs(flows, 0, call_id=f"m-{n}") for n in range(150)]
    ended = running | {"end_time": flows.now(), "hangup_cause": "USER_BUSY"}
    flows.peers["a"] = serve(*more, *newer, ended, listed=[*more, *newer[:50]])

    await catch_up.look([account_id])

    (found,) = [r for r in await records(flows, account_id) if r.cdr and r.cdr.call_id == "c-30"]
    assert outcome(found.facts) is Outcome.BUSY


async def test_calls_that_never_end_are_given_up_after_a_day_and_never_asked_for_all_at_once(
    flows: Flows,
) -> None:
    stuck = [theirs(flows, n, end_time=None, hangup_cause=None) for n in range(30)]
    old = theirs(flows, int(2 * DAY / 60), call_id="old", end_time=None, hangup_cause=None)
    account_id = await flows.account("a", serve(*stuck, old))
    catch_up = catching_up(flows)
    await catch_up.look([account_id])
    await asyncio.sleep(3600)
    flows.asked.clear()
    flows.peers["a"] = serve(*stuck, old, listed=[theirs(flows, 0, call_id="new")])

    await catch_up.look([account_id])

    by_id = [path for _, path in flows.asked if path != LIST]
    assert len(by_id) == RUNNING
    assert f"{LIST}/old" not in by_id


@pytest.mark.parametrize("newest_first", [True, False])
async def test_a_long_list_is_said_to_be_known_in_part(flows: Flows, newest_first: bool) -> None:
    made = [theirs(flows, number) for number in range(1500)]
    account_id = await flows.account("a", serve(*(made if newest_first else made[::-1])))

    (caught,) = await catching_up(flows).look([account_id])

    assert not caught.whole
    assert (await names(flows, account_id))[:300] == [f"c-{number}" for number in range(300)]


async def test_a_number_is_asked_for_by_itself_where_older_ones_may_be_missing(
    flows: Flows,
) -> None:
    deep = theirs(flows, 5000, callee="0912345678")
    made = [*(theirs(flows, number) for number in range(1500)), deep]
    account_id = await flows.account("a", serve(*made))
    catch_up = catching_up(flows)
    await catch_up.look([account_id])

    assert await catch_up.find_all([account_id], "0912345678")

    assert "c-5000" in await names(flows, account_id)
    assert not await catch_up.find_all([account_id], "0900000000")
    assert not await catch_up.find_all([account_id], "0987654321")


async def test_one_record_is_asked_for_by_its_id(flows: Flows) -> None:
    deep = theirs(flows, 5000)
    account_id = await flows.account("a", serve(deep, listed=[]))
    catch_up = catching_up(flows)
    assert await catch_up.find([account_id], "nothing")
    assert await names(flows, account_id) == []
    assert await catch_up.find([account_id], "c-5000")
    assert await names(flows, account_id) == ["c-5000"]


async def test_of_one_record_it_is_told_whether_every_account_has_answered(flows: Flows) -> None:
    quick, slow = await flows.account("a", serve()), await flows.account("b", hang)
    assert not await catching_up(flows).find([quick, slow], "nothing")


async def test_a_look_teaches_what_the_records_used(flows: Flows) -> None:
    param = {"template_name": "nhac_no", "customer_name": "A", "due_amount": "1"}
    made = theirs(flows, 0, param=param, campaign_id="c-9", caller="19001234", type="VOICE")
    account_id = await flows.account("a", serve(made))

    await catching_up(flows).look([account_id])

    kinds = (CAMPAIGN, CALLER, TEMPLATE, field_of("nhac_no"))
    learned = await flows.store.read(lambda tx: [tx.learned.of(account_id, kind) for kind in kinds])
    assert learned == [["c-9"], ["19001234"], ["nhac_no"], ["customer_name", "due_amount"]]


async def test_a_record_that_bears_our_reference_is_our_calls(flows: Flows) -> None:
    account_id = await flows.account("a", hang)
    call = await flows.call(account_id, PLACED, look_at=None)
    flows.peers["a"] = serve(a_record("mine", flows.now(), ref=call.ref))

    await catching_up(flows).look([account_id])

    (found,) = await records(flows, account_id)
    assert found.call is not None
    assert (found.call.id, found.call.call_id, found.call.settled) == (call.id, "mine", True)
    assert found.cdr is not None
    assert found.cdr.hangup_cause == "USER_BUSY"
    assert flows.told


@pytest.mark.parametrize("why", ["another number", "another account"])
async def test_a_record_that_bears_our_reference_and_is_not_ours_stays_anothers(
    flows: Flows, why: str
) -> None:
    account_id = await flows.account("a", hang)
    other = await flows.account("b", hang)
    asked_over = other if why == "another account" else account_id
    call = await flows.call(asked_over, PLACED, look_at=None)
    callee = "0912345678" if why == "another number" else call.callee
    flows.peers["a"] = serve(a_record("x", flows.now(), ref=call.ref, callee=callee))

    await catching_up(flows).look([account_id])

    assert not (await flows.find(call)).facts.report.recorded
    assert [r.call for r in await records(flows, account_id) if r.cdr] == [None]


async def test_a_record_of_a_call_whose_id_we_know_is_ours_without_a_reference(
    flows: Flows,
) -> None:
    account_id = await flows.account("a", serve(a_record("x", flows.now())))
    call = await flows.call(account_id, PLACED, look_at=None)

    def answer(tx: Any) -> Call:
        return record(tx, call, named("x"), now=flows.now(), hooks_come=True)

    await flows.store.write(answer)
    await catching_up(flows).look([account_id])

    (found,) = await records(flows, account_id)
    assert found.call is not None
    assert outcome(found.facts) is Outcome.BUSY


async def test_a_call_that_was_listed_before_its_id_was_known_is_shown_once(flows: Flows) -> None:
    account_id = await flows.account("a", serve(a_record("x", flows.now())))
    call = await flows.call(account_id, UNKNOWN, look_at=None)
    await catching_up(flows).look([account_id])
    assert len(await records(flows, account_id)) == 2

    await flows.store.write(
        lambda tx: record(tx, call, named("x"), now=flows.now(), hooks_come=True)
    )

    (found,) = await records(flows, account_id)
    assert found.call is not None
    assert (found.call.state, outcome(found.facts)) == (State.ENDED, Outcome.BUSY)
    assert found.cdr is not None


async def test_a_record_without_an_id_or_reference_is_nobodys(flows: Flows) -> None:
    account_id = await flows.account("a", serve(a_record("", flows.now()), theirs(flows, 0)))
    await catching_up(flows).look([account_id])
    assert await names(flows, account_id) == ["c-0"]


@pytest.mark.parametrize("ours", [True, False])
async def test_a_code_calls_record_keeps_known_fields_and_no_keys(flows: Flows, ours: bool) -> None:
    account_id = await flows.account("a", hang)
    call = await flows.call(account_id, PLACED, look_at=None)
    assert call.kind is CallKind.OTP
    said = a_record(
        "x",
        flows.now(),
        ref=call.ref if ours else "",
        # An account whose records do not say what kind they are.
        type="" if ours else "OTP",
        keypress="4821",
        spoken="your code is 4821",
    )
    said["param"] |= {"code_otp": "4821", "otp": "4821"}
    flows.peers["a"] = serve(said)

    await catching_up(flows).look([account_id])

    kept = next(r.cdr for r in await records(flows, account_id) if r.cdr)
    assert "4821" not in kept.model_dump_json()
    assert kept.hangup_cause == "USER_BUSY"


async def test_records_beyond_reason_end_nothing(flows: Flows) -> None:
    odd: list[dict[str, Any]] = [
        {"call_id": "a", "create_time": 10**400, "billsec": -1, "param": "{"},
        {"call_id": "b", "param": {"ref_id": "x" * 5000}, "callee": "\ud800"},
        {"call_id": "c" * 4000},
        {"call_id": ["x"], "callee": {"a": 1}},
        {},
    ]

    async def answer(request: httpx.Request) -> httpx.Response:
        listed = odd if request.url.params["offset"] == "0" else []
        return httpx.Response(200, content=json.dumps({"data": listed}))

    account_id = await flows.account("a", answer)

    (caught,) = await catching_up(flows).look([account_id])

    assert caught.error is None
    assert sorted(await names(flows, account_id)) == ["a", "b"]


async def test_what_a_record_says_of_another_systems_call_can_be_read_back(flows: Flows) -> None:
    said = theirs(flows, 0, type="VOICE", keypress="1", extra={"kept": [1, "ă"]})
    account_id = await flows.account("a", serve(said))
    await catching_up(flows).look([account_id])
    (found,) = await records(flows, account_id)
    assert found.cdr == Cdr.model_validate(said)
