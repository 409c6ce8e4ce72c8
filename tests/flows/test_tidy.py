"""What is old goes, in steps; what is due or open stays, however old it is."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from bot.core.calls import State
from bot.core.listing import Query
from bot.core.people import Language
from bot.core.records import Draft, Kind, Subject, Topic, the_call, the_digest, the_list
from bot.flows.tidy import A_STEP, DAY, EVERY, SLACK, Tidier
from bot.store import Store, Transaction
from bot.store.old import STAYS, Kept
from tests.flows.world import Flows
from tests.store.making import PRIVATE, make_account, make_call, make_list

AGES = (DAY, 89 * DAY, 91 * DAY)
#: More than a step of outcomes in one digest.
MANY: Final = A_STEP + 30


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
    tx.cards.shown(card.id, place=PRIVATE, message_id=4, version=card.wanted, at=0.0)
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


def a_digest(
    tx: Transaction, account_id: int, opened_at: float, *, last_at: float | None = None
) -> tuple[int, list[int]]:
    """A digest, shown, of many calls that settled when it was opened, and of one that did later."""
    calls = []
    digest_id = tx.digests.add(PRIVATE, Language.VI, now=opened_at)
    tx.cards.add(the_digest(digest_id), PRIVATE)
    for at in [*[opened_at] * MANY, opened_at if last_at is None else last_at]:
        call_id = make_call(tx, account_id, created_at=at)
        call = tx.calls.get(call_id)
        assert call is not None
        tx.calls.update(replace(call, state=State.ENDED, settled_at=at))
        told(tx, the_call(call_id), at, sent=False)
        tx.digests.gather(digest_id, PRIVATE, apart=False, now=at)
        calls.append(call_id)
    card = tx.cards.of(the_digest(digest_id))
    assert card is not None
    tx.cards.shown(card.id, place=PRIVATE, message_id=9, version=card.wanted, at=0.0)
    return digest_id, calls


def counted(tx: Transaction, digest_id: int) -> int:
    return tx.digests.gathered(digest_id).tally.done


async def test_a_digest_goes_whole_and_counts_all_that_it_told_of_until_it_is_old_itself(
    store: Store, now: Callable[[], float]
) -> None:
    account_id = await store.write(make_account)
    old, late = now() - 91 * DAY, now() - 89 * DAY
    gone, calls = await store.write(lambda tx: a_digest(tx, account_id, old))
    stays, _ = await store.write(lambda tx: a_digest(tx, account_id, old, last_at=late))

    async with tidied(store, now):
        assert await store.read(lambda tx: counted(tx, stays)) == MANY + 1
        assert await store.read(lambda tx: tx.cards.of(the_digest(stays))) is not None
        assert await store.read(lambda tx: tx.digests.get(gone)) is None
        assert await store.read(lambda tx: tx.cards.of(the_digest(gone))) is None
        assert not await store.read(lambda tx: tx.deliveries.of(the_call(calls[0])))
        assert await store.read(lambda tx: tx.calls.get(calls[0])) is not None


async def test_a_digest_that_could_not_be_sent_yet_or_is_to_be_counted_anew_stays_whole(
    store: Store, now: Callable[[], float]
) -> None:
    account_id = await store.write(make_account)
    digest_id, _ = await store.write(lambda tx: a_digest(tx, account_id, now() - 100 * DAY))
    await store.write(lambda tx: tx.digests.want(digest_id, now=now()))

    async with tidied(store, now):
        assert await store.read(lambda tx: counted(tx, digest_id)) == MANY + 1


async def test_a_digest_of_which_a_part_has_gone_as_the_power_went_goes_on_going(
    store: Store, now: Callable[[], float]
) -> None:
    account_id = await store.write(make_account)
    old = now() - 91 * DAY
    digest_id, calls = await store.write(lambda tx: a_digest(tx, account_id, old))

    def unit(tx: Transaction) -> None:
        card = tx.cards.of(the_digest(digest_id))
        owed = tx.deliveries.of(the_call(calls[0]))
        assert card is not None
        tx.old.delete(Kept.CARDS, [card.id], before=now() - 90 * DAY)
        tx.old.delete(Kept.DELIVERIES, [owed[0].id], before=now() - 90 * DAY)

    await store.write(unit)
    assert await store.read(lambda tx: counted(tx, digest_id)) == MANY

    async with tidied(store, now):
        assert await store.read(lambda tx: tx.digests.get(digest_id)) is None


def a_question(key: str, at: float) -> Draft:
    return Draft(
        id=key,
        person_id=1,
        place=PRIVATE,
        message_id=None,
        about=Topic.CALL,
        asking="phone",
        values={},
        created_at=at,
    )


def rows(folder: Path) -> dict[str, int]:
    """How many rows each table of ours holds."""
    with closing(sqlite3.connect(folder / "bot.db")) as books:
        tables = books.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        ours = [name for (name,) in tables if not name.startswith(("sqlite_", "_sqlite_"))]
        return {n: books.execute(f"SELECT COUNT(*) FROM {n}").fetchone()[0] for n in ours}


async def test_what_was_asked_said_and_looked_at_goes_with_age(
    store: Store, now: Callable[[], float], tmp_path: Path
) -> None:
    account_id = await store.write(make_account)
    ages = (now() - 100 * DAY, now())

    def unit(tx: Transaction) -> None:
        for number, at in enumerate(ages, start=1):
            tx.listings.add_view(1, Query(), at=at)
            tx.drafts.add(a_question(f"question {number}", at))
            tx.deletions.add(a_call(tx, account_id, at), PRIVATE, message_id=3)
            tx.deletions.done(number, at)
            tx.notices.add(1, "removed", values={}, created_at=at)
            tx.notices.sent(number, at)

    await store.write(unit)
    before = rows(tmp_path)

    async with tidied(store, now):
        tables = ("views", "drafts", "deletions", "notices", "hooks", "cards", "deliveries")
        assert [before[table] - rows(tmp_path)[table] for table in tables] == [1] * len(tables)
        assert await store.read(lambda tx: tx.drafts.get("question 2")) is not None


async def test_a_notice_that_is_due_and_one_that_is_said_once_only_stay(
    store: Store, now: Callable[[], float]
) -> None:
    old = now() - 100 * DAY

    def unit(tx: Transaction) -> None:
        tx.notices.add(1, "removed", values={}, created_at=old)
        for kind in ("no_hooks", "slow"):
            tx.notices.add(2, kind, values={"about": "-5"}, created_at=old)
        for number in (2, 3):
            tx.notices.sent(number, old)

    await store.write(unit)

    async with tidied(store, now):
        assert await store.read(lambda tx: tx.notices.due(1)) is not None
        assert await store.read(lambda tx: tx.notices.ever("no_hooks"))
        assert await store.read(lambda tx: tx.notices.last_at("slow", "-5")) == old


@pytest.mark.usefixtures("store")
async def test_each_table_is_kept_for_ever_for_a_reason_or_goes_with_age(tmp_path: Path) -> None:
    assert {*rows(tmp_path)} == {*STAYS, *Kept}
    assert not {*STAYS} & {*Kept}


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
