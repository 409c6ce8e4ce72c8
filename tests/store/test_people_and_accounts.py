"""Who may use what, and the rows that hang on an account."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.people import Language, Person, Role
from bot.core.records import Account, Outage
from bot.core.templates import Template
from bot.store import Transaction
from tests.conftest import EPOCH
from tests.store.making import make_account, make_call


def test_a_person_keeps_their_language_until_they_choose_another(tx: Transaction) -> None:
    def put(role: Role, language: Language | None) -> Person | None:
        person = Person(person_id=5_000_000_000, name="Nhân viên", role=role, language=language)
        tx.people.put(person, created_at=EPOCH)
        return tx.people.get(5_000_000_000)

    assert put(Role.VIEWER, None) == Person(
        person_id=5_000_000_000, name="Nhân viên", role=Role.VIEWER, language=None
    )
    assert put(Role.VIEWER, Language.EN) == put(Role.VIEWER, None)
    promoted = put(Role.OPERATOR, None)
    assert promoted is not None
    assert (promoted.role, promoted.language) == (Role.OPERATOR, Language.EN)
    assert tx.people.get(1) is None


def test_people_are_in_the_order_in_which_they_came(tx: Transaction) -> None:
    for person_id, role in ((3, Role.ADMIN), (1, Role.OPERATOR), (2, Role.ADMIN)):
        tx.people.put(
            Person(person_id=person_id, name="Quản trị", role=role), created_at=EPOCH - person_id
        )

    assert [person.person_id for person in tx.people.all()] == [3, 2, 1]


def test_the_same_key_again_is_the_same_account_with_what_was_said_last(tx: Transaction) -> None:
    account_id = make_account(tx, "one")
    other = make_account(tx, "two")
    tx.accounts.seal(account_id, "sealed")

    again = tx.accounts.add(
        name="Mới",
        key_digest="one",
        campaign_id="c-2",
        caller="0901",
        otp_template="otp2",
        concurrency=9,
        created_by=7,
        created_at=EPOCH + 1,
    )

    assert again == account_id != other
    assert tx.accounts.get(account_id) == Account(
        account_id=account_id,
        name="Mới",
        campaign_id="c-2",
        caller="0901",
        otp_template="otp2",
        concurrency=9,
    )
    assert tx.accounts.sealed_key(account_id) == "sealed"


@pytest.mark.parametrize("older", [["new"], ["older", "old"], ["unheard of", "old"]], ids=str)
def test_an_account_is_found_by_an_older_digest_of_its_key(
    tx: Transaction, older: list[str]
) -> None:
    account_id, other = make_account(tx, "old"), make_account(tx, "other")

    tx.accounts.renew_digest("new", older)

    known = "old" not in older
    assert (make_account(tx, "new") == account_id) is not known
    assert (make_account(tx, "old") == account_id) is known
    assert make_account(tx, "other") == other


def test_an_account_that_is_known_by_the_newest_digest_keeps_the_older_ones_apart(
    tx: Transaction,
) -> None:
    older, newer = make_account(tx, "old"), make_account(tx, "new")

    tx.accounts.renew_digest("new", ["old"])

    assert [make_account(tx, "old"), make_account(tx, "new")] == [older, newer]


def test_an_account_without_a_key_has_none(tx: Transaction) -> None:
    assert tx.accounts.sealed_key(make_account(tx)) is None
    assert tx.accounts.sealed_key(99) is None
    assert tx.accounts.get(99) is None


def test_people_see_only_the_accounts_shared_with_them(tx: Transaction) -> None:
    one, two = make_account(tx, "one"), make_account(tx, "two")
    for account_id, person_id in ((two, 10), (one, 10), (one, 10), (two, 11)):
        tx.accounts.share(account_id, person_id)

    assert [account.account_id for account in tx.accounts.of_person(10)] == [one, two]
    assert [account.account_id for account in tx.accounts.of_person(11)] == [two]
    assert tx.accounts.of_person(12) == []


def test_a_template_is_known_by_its_account_and_exact_name(tx: Transaction) -> None:
    account_id, other = make_account(tx), make_account(tx, "other")
    first = Template(
        account_id=account_id, name="otp", content="Mã là {{code}}", voice="hn", speed=1.0
    )
    second = Template(account_id=account_id, name="otp", content="Mã", voice="sg", speed=0.9)

    tx.templates.put(first)
    tx.templates.put(second)

    assert tx.templates.get(account_id, "otp") == second
    assert tx.templates.get(account_id, "OTP") is None
    assert tx.templates.get(other, "otp") is None


def test_an_outage_keeps_when_it_began_and_ends_once(tx: Transaction) -> None:
    account_id = make_account(tx)

    began = tx.outages.begin(account_id, since=EPOCH, status=None)
    later = tx.outages.begin(account_id, since=EPOCH + 60, status=503)

    assert began == Outage(account_id=account_id, since=EPOCH, status=None)
    assert later == Outage(account_id=account_id, since=EPOCH, status=503)
    assert tx.outages.all() == [later] == [tx.outages.get(account_id)]
    assert [tx.outages.end(account_id), tx.outages.end(account_id)] == [True, False]
    assert tx.outages.get(account_id) is None


def test_who_is_put_out_is_a_stranger_with_a_name_until_let_in_again(tx: Transaction) -> None:
    account_id = make_account(tx)
    person = Person(person_id=10, name="Nhân viên", role=Role.OPERATOR, language=Language.EN)
    tx.people.put(person, created_at=EPOCH)
    tx.people.set_default(10, account_id)
    tx.people.set_phone(10, "0987654321")

    tx.people.revoke(10, EPOCH + 1)

    assert tx.people.get(10) == replace(person, role=Role.STRANGER)
    tx.people.put(replace(person, role=Role.VIEWER), created_at=EPOCH + 2)
    assert tx.people.get(10) == replace(person, role=Role.VIEWER)


def test_a_default_is_forgotten_for_one_person_or_for_all(tx: Transaction) -> None:
    one, two = make_account(tx, "one"), make_account(tx, "two")
    for person_id, account_id in ((10, one), (11, one), (12, two)):
        tx.people.put(
            Person(person_id=person_id, name="Nhân viên", role=Role.OPERATOR), created_at=EPOCH
        )
        tx.people.set_default(person_id, account_id)

    def defaults() -> list[int | None]:
        return [person.default_account_id for person in tx.people.all()]

    tx.people.forget_default(one, 10)
    assert defaults() == [None, one, two]
    tx.people.forget_default(one)
    assert defaults() == [None, None, two]


def test_a_closed_account_is_nobodys_until_it_is_opened_again(tx: Transaction) -> None:
    account_id = make_account(tx, "one")
    tx.accounts.share(account_id, 10)

    tx.accounts.close(account_id, EPOCH)

    assert tx.accounts.of_person(10) == tx.accounts.all() == []
    assert not tx.accounts.is_open(account_id)
    assert tx.accounts.get(account_id) is not None
    tx.accounts.reopen(account_id, 11)
    assert tx.accounts.is_open(account_id)
    assert [account.created_by for account in tx.accounts.all()] == [11]
    tx.accounts.close(account_id, EPOCH)
    assert make_account(tx, "one") == account_id
    assert tx.accounts.is_open(account_id)


def test_a_closed_accounts_key_is_kept_while_a_call_may_need_it(tx: Transaction) -> None:
    account_id, other = make_account(tx, "one"), make_account(tx, "two")
    for each in (account_id, other):
        tx.accounts.seal(each, "sealed")
    call = tx.calls.get(make_call(tx, account_id))
    assert call is not None
    assert tx.accounts.to_erase() == []

    tx.accounts.close(account_id, EPOCH)
    assert tx.accounts.to_erase() == []
    tx.calls.update(replace(call, settled_at=EPOCH, look_at=EPOCH + 900))
    assert tx.accounts.to_erase() == []
    tx.calls.update(replace(call, settled_at=EPOCH, look_at=None))
    assert tx.accounts.to_erase() == [account_id]

    tx.accounts.erase_key(account_id)
    tx.accounts.erase_key(other)
    assert tx.accounts.sealed_key(account_id) is None
    assert tx.accounts.sealed_key(other) == "sealed"
    assert tx.accounts.to_erase() == []


def test_an_account_changes_in_what_its_calls_use_alone(tx: Transaction) -> None:
    account_id = make_account(tx)
    account = tx.accounts.get(account_id)
    assert account is not None
    assert (account.approve_over, account.busy_phrases) == (None, ())
    grown = replace(
        account,
        name="Mới",
        campaign_id="c-2",
        caller="1900",
        concurrency=9,
        approve_over=200,
        busy_phrases=("All circuits busy", 'hết "kênh"'),
    )

    tx.accounts.change(replace(grown, created_by=99))

    assert tx.accounts.get(account_id) == grown


def test_users_of_an_account_come_and_go(tx: Transaction) -> None:
    account_id = make_account(tx)
    for person_id in (11, 10):
        tx.accounts.share(account_id, person_id)

    assert tx.accounts.users(account_id) == [10, 11]
    assert [tx.accounts.unshare(account_id, 10), tx.accounts.unshare(account_id, 10)] == [
        True,
        False,
    ]
    assert tx.accounts.users(account_id) == [11]
