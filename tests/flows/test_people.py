"""Busy words of an account: who may have them mean that no line is free, and who ends that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.people import Person, Role
from bot.errors import UsageError
from bot.flows.people import People
from bot.store import Transaction
from tests.flows.world import Flows
from tests.store.making import make_account

ADMIN = Person(person_id=1, name="Quản trị", role=Role.ADMIN)
LINKED_IT = Person(person_id=11, name="Nhân viên", role=Role.OPERATOR)
BORROWED_IT = replace(LINKED_IT, person_id=12)


async def opened(flows: Flows) -> tuple[People, int]:
    """An account that all three use, linked by one of them."""

    def unit(tx: Transaction) -> int:
        account_id = make_account(tx)
        tx.accounts.reopen(account_id, LINKED_IT.person_id)
        for person in (ADMIN, LINKED_IT, BORROWED_IT):
            tx.accounts.share(account_id, person.person_id)
        return account_id

    people = People(store=flows.store, admin_ids=frozenset({1}), now=flows.now)
    return people, await flows.store.write(unit)


async def test_an_administrator_adds_busy_words_and_they_stay(flows: Flows) -> None:
    people, account_id = await opened(flows)

    await people.add_busy_phrase(ADMIN, account_id, "All circuits busy")
    grown = await people.add_busy_phrase(ADMIN, account_id, "hết kênh")

    assert grown.busy_phrases == ("all circuits busy", "hết kênh")
    assert await people.account(ADMIN, account_id) == grown


@pytest.mark.parametrize("person", [LINKED_IT, BORROWED_IT], ids=["linked", "borrowed"])
async def test_nobody_else_adds_any(flows: Flows, person: Person) -> None:
    people, account_id = await opened(flows)

    with pytest.raises(UsageError, match="busy_admin"):
        await people.add_busy_phrase(person, account_id, "hết kênh")

    assert (await people.account(ADMIN, account_id)).busy_phrases == ()


async def test_an_administrator_adds_none_to_an_account_that_they_do_not_use(
    flows: Flows,
) -> None:
    people, account_id = await opened(flows)
    await flows.store.write(lambda tx: tx.accounts.unshare(account_id, 1))

    with pytest.raises(UsageError, match="account_gone"):
        await people.add_busy_phrase(ADMIN, account_id, "hết kênh")


@pytest.mark.parametrize("person", [ADMIN, LINKED_IT], ids=["admin", "linked"])
async def test_busy_words_are_taken_out_by_who_may_change_the_account(
    flows: Flows, person: Person
) -> None:
    people, account_id = await opened(flows)
    for words in ("All circuits busy", "hết kênh"):
        await people.add_busy_phrase(ADMIN, account_id, words)

    left = await people.remove_busy_phrase(person, account_id, "All circuits busy")

    assert left.busy_phrases == ("hết kênh",)
    assert await people.account(ADMIN, account_id) == left
    assert await people.remove_busy_phrase(person, account_id, "All circuits busy") == left


async def test_who_borrowed_the_account_takes_none_out(flows: Flows) -> None:
    people, account_id = await opened(flows)
    grown = await people.add_busy_phrase(ADMIN, account_id, "hết kênh")

    with pytest.raises(UsageError, match="account_others"):
        await people.remove_busy_phrase(BORROWED_IT, account_id, "hết kênh")

    assert await people.account(ADMIN, account_id) == grown
