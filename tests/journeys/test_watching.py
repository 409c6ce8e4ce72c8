"""What those see who watch over the program: its metrics, and its log followed by a call's id."""

from __future__ import annotations

import logging
from itertools import pairwise
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.core.calls import State
from bot.core.records import the_call
from bot.logs import IDS
from tests.journeys.lists import PAYS, confirmed, numbers
from tests.journeys.world import GROUP, OPERATOR, URL, Journey


async def scrape(told: Journey) -> dict[str, float]:
    """What /metrics shows now: a sample's name and labels, and its value."""
    transport = httpx.ASGITransport(told.program.http)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
        text = (await client.get("/metrics")).text
    return {
        " ".join([sample.name, *(sample.labels[name] for name in sorted(sample.labels))]): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_calls_are_seen_open_and_then_settled_by_how_they_came_out(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345603 4821")
    await told.wait(3)
    seen = await scrape(told)
    assert seen["pbxbot_calls_open ringing"] + seen["pbxbot_calls_open placed"] == 1
    assert seen["pbxbot_store_figures_known"] == 1

    await told.wait(120)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    for _ in range(2):
        seen = await scrape(told)
        assert seen["pbxbot_calls_settled_total otp no_answer"] == 1
        assert seen["pbxbot_calls_settled_total otp busy"] == 1
        assert seen["pbxbot_calls_open ringing"] == 0
        await told.wait(30)


async def test_outcomes_that_wait_are_seen_with_their_age(told: Journey) -> None:
    told.telegram.set_slow_mode(GROUP, 600)
    for _ in range(3):
        told.say(OPERATOR, "/otp 0912345602 4821 queue")
    await told.wait(120)

    seen = await scrape(told)
    assert seen["pbxbot_deliveries_due"] == 2
    assert 60 < seen["pbxbot_deliveries_oldest_due_seconds"] < 120
    assert seen["pbxbot_telegram_pauses_total slow_mode"] == 1
    assert seen["pbxbot_telegram_pause_seconds_total slow_mode"] > 500


async def many(told: Journey, count: int, *, first: int = 0) -> None:
    """So many calls to numbers that are busy."""
    for place in range(first, first + count):
        told.say(OPERATOR, f"/otp 0912{place:04}02 4821 queue")
        await told.wait(0.1)


async def test_outcomes_that_are_told_together_are_seen_and_so_is_what_gathers_on(
    told: Journey,
) -> None:
    told.telegram.faults.fail_next("sendMessage", 5000, status=502)
    await many(told, 20)
    await told.wait(600)

    seen = await scrape(told)
    # The group's and the asker's, which could not be sent yet.
    assert seen["pbxbot_deliveries_total gathered"] == 40
    assert seen["pbxbot_digests_open"] == 2
    assert seen["pbxbot_deliveries_due"] == 40
    assert 590 < seen["pbxbot_deliveries_oldest_due_seconds"] < 610

    told.telegram.faults.clear()
    await told.wait(120)
    seen = await scrape(told)
    assert seen["pbxbot_digests_open"] == 0
    assert seen["pbxbot_deliveries_due"] == 0


async def test_what_a_digest_gathers_that_stands_in_its_chat_waits_until_it_is_shown(
    told: Journey,
) -> None:
    told.telegram.faults.fail_next("sendMessage", 5000, status=502)
    await many(told, 40)
    await told.wait(300)
    await many(told, 40, first=100)
    told.telegram.faults.clear()
    while (await scrape(told))["pbxbot_deliveries_due"]:
        await told.wait(1)
    told.telegram.faults.fail_next("editMessageText", 5000, status=502)
    await many(told, 10, first=200)
    await told.wait(60)
    seen = await scrape(told)
    assert seen["pbxbot_deliveries_due"] >= 10
    assert seen["pbxbot_deliveries_oldest_due_seconds"] > 50

    told.telegram.faults.clear()
    await told.wait(120)
    assert (await scrape(told))["pbxbot_deliveries_due"] == 0


async def test_a_telegram_that_does_not_answer_is_seen(told: Journey) -> None:
    await told.wait(15)
    assert (await scrape(told))["pbxbot_telegram_connected"] == 1

    told.telegram.faults.unreachable = True
    await told.wait(30)
    assert (await scrape(told))["pbxbot_telegram_connected"] == 0

    told.telegram.faults.clear()
    await told.wait(60)
    assert (await scrape(told))["pbxbot_telegram_connected"] == 1


async def test_looks_are_seen_by_how_they_ended(told: Journey) -> None:
    told.pbx.faults.hooks_lose = True
    told.pbx.faults.report_status = 500
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(120)
    assert (await scrape(told))["pbxbot_reconcile_looks_total failed"] >= 1

    told.pbx.faults.report_status = None
    await told.wait(600)
    assert (await scrape(told))["pbxbot_reconcile_looks_total found"] == 1


def lines_of(caplog: pytest.LogCaptureFixture, **ids: int) -> list[tuple[str, dict[str, Any]]]:
    """What the log says of whatever has these ids: each line, and the ids that it carries."""
    return [
        (line.getMessage(), {name: getattr(line, name) for name in IDS if hasattr(line, name)})
        for line in caplog.records
        if line.name.startswith("bot.")
        and all(getattr(line, name, None) == value for name, value in ids.items())
    ]


async def test_a_call_can_be_followed_through_the_log_by_its_id(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    told.say(OPERATOR, "/otp 0912345602 4821")
    told.say(OPERATOR, "/otp 0912345601 4821")
    await told.wait(60)
    calls = await told.program.store.read(lambda tx: tx.calls.in_state(State.ENDED))
    call = next(call for call in calls if call.callee == "0912345602")

    lines = lines_of(caplog, call=call.id)

    said = [text for text, _ in lines]
    for before, after in pairwise(
        ["written down", "the PBX is asked", "the PBX answered: placed", "settles: busy"]
    ):
        assert said.index(before) < said.index(after)
    hooks = [ids["hook"] for text, ids in lines if text.startswith("taken: ")]
    assert (
        len(hooks)
        == len(set(hooks))
        == await told.program.store.read(lambda tx: tx.hooks.of(call.id))
    )
    shown = [ids for text, ids in lines if text == "shown"]
    deliveries = await told.program.store.read(lambda tx: tx.deliveries.of(the_call(call.id)))
    assert {(ids["delivery"], ids["chat"]) for ids in shown if "delivery" in ids} == {
        (delivery.id, delivery.place.chat_id) for delivery in deliveries
    }
    assert len(deliveries) == 2
    cards = {ids["card"] for ids in shown if "card" in ids}
    assert len(cards) == 1
    assert [ids["chat"] for ids in shown if "deletion" in ids] == [OPERATOR]
    assert "0912345602" not in caplog.text


async def test_an_outcome_told_with_others_is_followed_to_the_message_that_tells_it(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    told.telegram.faults.fail_next("sendMessage", 5000, status=502)
    await many(told, 20)
    await told.wait(600)
    told.telegram.faults.clear()
    await told.wait(120)

    owed = await told.program.store.read(lambda tx: tx.deliveries.of(the_call(7)))
    gathered = [ids for text, ids in lines_of(caplog, call=7) if text == "gathered"]
    assert {ids["delivery"] for ids in gathered} == {delivery.id for delivery in owed}
    for ids in gathered:
        assert "shown" in [text for text, _ in lines_of(caplog, digest=ids["digest"])]


async def test_an_outcome_that_is_given_up_with_its_chat_is_followed_to_there(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    told.telegram.faults.fail_next("sendMessage", 5000, status=502)
    await many(told, 2)
    await told.wait(60)
    told.telegram.kick_bot(GROUP)
    await told.wait(5)

    given_up = [ids for text, ids in lines_of(caplog, chat=GROUP) if text == "given up: removed"]
    assert [ids["call"] for ids in given_up] == [1, 2]
    assert all("delivery" in ids for ids in given_up)


async def test_a_call_of_a_list_is_found_by_the_lists_id_and_followed_by_its_own(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    await confirmed(told, numbers(PAYS, PAYS))
    await told.wait(120)

    taken = [ids["call"] for text, ids in lines_of(caplog, list=1) if text == "written down"]
    assert len(taken) == 2
    for call_id in taken:
        said = [text for text, _ in lines_of(caplog, call=call_id)]
        assert "the PBX answered: placed" in said
        assert "settles: answered" in said
    assert any("card" in ids for _, ids in lines_of(caplog, list=1))
    assert any("delivery" in ids for _, ids in lines_of(caplog, list=1))
