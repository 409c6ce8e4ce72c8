"""What is old goes, in steps; what is due or open stays, however old it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest

from bot.core.calls import State
from bot.core.records import Kind, Subject, the_call, the_list
from bot.flows.tidy import DAY, EVERY, SLACK, Tidier
from bot.store import Store, Transaction
from tests.flows.world import Flows
from tests.store.making import PRIVATE, make_account, make_call, make_list

AGES = (DAY, 89 * DAY, 91 * DAY)


@pytest.fixture
def store(flows: Flows) -> Store:
    return flows.store


@asynccontextmanager
async def tidied(store: Store, now: Callable[[], float]) -> AsyncIterator[None]:
    """Everything is tidied up once, rows of 90 days and more."""
    going = asyncio.create_task(Tidier(store=store, now=now, keep=90 * DAY).run())
    await asyncio.sleep(EVERY / 2)
    yield
    going.cancel()
    with suppress(asyncio.CancelledError):
        await going


def told(tx: Transaction, subject: Subject, at: float, *, sent: bool = True) -> None:
    """A delivery about something, sent or still due."""
    owed = {"kind": Kind.OUTCOME, "audience": "asker", "place": PRIVATE, "subscription_id": None}
    tx.deliveries.add(subject=subject, created_at=at, **owed)
    if sent:
        [delivery] = tx.deliveries.of(subject)
        tx.deliveries.sent(delivery.id, place=PRIVATE, message_id=5, version=1, at=at)


def a_call(tx: Transaction, account_id: int, at: float, *, settled: bool = True) -> int:
    """A call with a hook, its card shown and its outcome told, all at that time."""
    call_id = make_call(tx, account_id, created_at=at)
    call = tx.calls.get(call_id)
    assert call is not None
    if settled:
        tx.calls.update(replace(call, state=State.ENDED, settled_at=at))
    tx.hooks.add(call_id, received_at=at, digest="x", shape="event", body={})
    card = tx.cards.of(the_call(call_id))
    assert card is not None
    tx.cards.shown(card.id, place=PRIVATE, message_id=4, version=card.wanted)
    told(tx, the_call(call_id), at)
    return call_id


def kept(tx: Transaction, call_id: int) -> tuple[bool, bool, bool]:
    """Whether a call's hooks, deliveries and card are there."""
    subject = the_call(call_id)
    card, deliveries = tx.cards.of(subject), tx.deliveries.of(subject)
    return tx.hooks.of(call_id) > 0, bool(deliveries), card is not None


async def test_only_what_is_older_than_it_is_kept_goes(
    store: Store, now: Callable[[], float]
) -> None:
    account_id = await store.write(make_account)
    # More than one step of them, the oldest first as they were written.
    ages = [age for age in reversed(AGES) for _ in range(130)]
    calls = [await store.write(lambda tx: a_call(tx, account_id, now() - age)) for age in ages]  # noqa: B023

    async with tidied(store, now):
        for call_id, age in zip(calls, ages, strict=True):
            stays = age < 90 * DAY
            found = await store.read(lambda tx: kept(tx, call_id))  # noqa: B023
            assert found == (stays, stays, stays)
        assert len(await store.read(lambda tx: tx.calls.in_state(State.ENDED))) == len(calls)


async def test_nothing_of_a_call_that_is_open_goes(store: Store, now: Callable[[], float]) -> None:
    account_id = await store.write(make_account)
    old = now() - 100 * DAY
    open_call = await store.write(lambda tx: a_call(tx, account_id, old, settled=False))
    settled = await store.write(lambda tx: a_call(tx, account_id, old))

    async with tidied(store, now):
        assert await store.read(lambda tx: kept(tx, open_call)) == (True, True, True)
        assert await store.read(lambda tx: kept(tx, settled)) == (False, False, False)


async def test_what_is_due_stays_until_it_was_shown(store: Store, now: Callable[[], float]) -> None:
    account_id = await store.write(make_account)
    old = now() - 100 * DAY

    def unit(tx: Transaction) -> tuple[int, int]:
        corrected, owed = a_call(tx, account_id, old), make_call(tx, account_id, created_at=old)
        tx.deliveries.want(the_call(corrected))
        tx.cards.want(the_call(corrected))
        call = tx.calls.get(owed)
        assert call is not None
        tx.calls.update(replace(call, state=State.ENDED, settled_at=old))
        told(tx, the_call(owed), old, sent=False)
        return corrected, owed

    corrected, owed = await store.write(unit)

    async with tidied(store, now):
        assert await store.read(lambda tx: kept(tx, corrected)) == (False, True, True)
        assert await store.read(lambda tx: kept(tx, owed)) == (False, True, True)


async def test_what_is_about_a_list_stays_with_the_list(
    store: Store, now: Callable[[], float]
) -> None:
    account_id = await store.write(make_account)
    old = now() - 100 * DAY

    def unit(tx: Transaction) -> Subject:
        about = the_list(make_list(tx, account_id, created_at=old).id)
        tx.cards.add(about, PRIVATE, message_id=4)
        told(tx, about, old)
        return about

    about = await store.write(unit)

    async with tidied(store, now):
        assert await store.read(lambda tx: tx.deliveries.of(about))
        assert await store.read(lambda tx: tx.cards.of(about))


async def test_the_file_gives_back_what_it_needs_no_more_and_keeps_a_little(
    store: Store, now: Callable[[], float]
) -> None:
    account_id = await store.write(make_account)
    old = now() - 100 * DAY

    def unit(tx: Transaction) -> None:
        call_id = a_call(tx, account_id, old)
        for number in range(200):
            tx.hooks.add(
                call_id, received_at=old, digest=str(number), shape="x", body={"x": "y" * 60_000}
            )

    await store.write(unit)
    assert await store.read(lambda tx: tx.old.free_pages()) == 0

    async with tidied(store, now):
        assert await store.read(lambda tx: tx.old.free_pages()) == SLACK
