"""What those see who watch over the program: its metrics, and its log followed by a call's id."""

from __future__ import annotations

import httpx
from prometheus_client.parser import text_string_to_metric_families

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
