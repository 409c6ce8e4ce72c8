"""Questions are taken once; places subscribe once per account."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from bot.core.people import Language
from bot.core.records import Draft, Filter, Subscription, Topic, the_list
from bot.store import Transaction
from tests.conftest import EPOCH
from tests.store.making import GROUP, PRIVATE, TOPIC, make_account, make_list, subscribe

DRAFT = Draft(
    id="d-1",
    person_id=101,
    place=TOPIC,
    message_id=None,
    about=Topic.OTP,
    asking="code",
    values={"callee": "0987654321", "template": 'Nhắc "lịch"'},
    created_at=EPOCH,
)


def test_a_draft_is_found_by_its_id_and_by_its_prompt(tx: Transaction) -> None:
    tx.drafts.add(DRAFT)
    assert tx.drafts.get("d-1") == DRAFT
    assert tx.drafts.at(TOPIC.chat_id, 55) is None

    tx.drafts.prompt("d-1", 55)

    assert tx.drafts.at(TOPIC.chat_id, 55) == replace(DRAFT, message_id=55)
    assert tx.drafts.at(PRIVATE.chat_id, 55) is None


def test_a_draft_is_taken_once(tx: Transaction) -> None:
    tx.drafts.add(DRAFT)

    assert tx.drafts.take("d-1", EPOCH + 1) == replace(DRAFT, taken=True)
    assert tx.drafts.take("d-1", EPOCH + 2) is None
    assert tx.drafts.take("unknown", EPOCH) is None
    assert tx.drafts.get("d-1") == replace(DRAFT, taken=True)


def test_a_draft_is_renewed_until_it_is_taken(tx: Transaction) -> None:
    tx.drafts.add(DRAFT)

    tx.drafts.renew("d-1", {"seen": "x"}, EPOCH + 60)
    renewed = replace(DRAFT, values={"seen": "x"}, created_at=EPOCH + 60)
    assert tx.drafts.get("d-1") == renewed

    tx.drafts.take("d-1", EPOCH + 61)
    tx.drafts.renew("d-1", {}, EPOCH + 62)
    assert tx.drafts.get("d-1") == replace(renewed, taken=True)


def test_a_place_subscribes_once_per_account_and_topic(tx: Transaction) -> None:
    account_id, other = make_account(tx), make_account(tx, "other")

    group, topic = subscribe(tx, account_id, GROUP), subscribe(tx, account_id, TOPIC)
    theirs = subscribe(tx, other, GROUP)

    assert subscribe(tx, account_id, GROUP) == group
    assert [s.id for s in tx.subscriptions.of_account(account_id)] == [group, topic]
    assert [s.id for s in tx.subscriptions.at(GROUP.chat_id, None)] == [group, theirs]
    assert [s.id for s in tx.subscriptions.at(TOPIC.chat_id, 7)] == [topic]
    assert [s.id for s in tx.subscriptions.of_chat(GROUP.chat_id)] == [group, topic, theirs]


def test_a_disabled_subscription_hears_nothing_until_it_is_put_again(tx: Transaction) -> None:
    account_id = make_account(tx)
    subscription_id = subscribe(tx, account_id, TOPIC)

    tx.subscriptions.disable(subscription_id, at=EPOCH, why="off")

    assert tx.subscriptions.of_account(account_id) == []
    assert tx.subscriptions.at(TOPIC.chat_id, 7) == []
    assert tx.subscriptions.get(subscription_id) is not None
    assert subscribe(tx, account_id, TOPIC) == subscription_id
    assert len(tx.subscriptions.of_account(account_id)) == 1


def test_a_list_does_not_appear_where_nothing_is_heard_any_more(tx: Transaction) -> None:
    account_id = make_account(tx)
    subscription_id = subscribe(tx, account_id, GROUP)
    about = the_list(make_list(tx, account_id).id)
    audience = f"subscription:{subscription_id}"
    tx.cards.add(about, GROUP, audience=audience, subscription_id=subscription_id)

    tx.subscriptions.disable(subscription_id, at=EPOCH, why="off")

    assert tx.outbox.next(GROUP.chat_id) is None


def test_a_list_s_card_that_stands_is_brought_to_its_end_where_nothing_else_is_heard(
    tx: Transaction,
) -> None:
    account_id = make_account(tx)
    subscription_id = subscribe(tx, account_id, GROUP)
    about = the_list(make_list(tx, account_id).id)
    audience = f"subscription:{subscription_id}"
    tx.cards.add(about, GROUP, audience=audience, subscription_id=subscription_id, message_id=55)

    tx.subscriptions.disable(subscription_id, at=EPOCH, why="off")

    card = tx.cards.of(about, audience)
    assert card is not None
    assert tx.outbox.next(GROUP.chat_id) == card


def test_a_filter_that_an_older_version_wrote_is_on_in_what_it_did_not_know(
    tx: Transaction, connection: sqlite3.Connection
) -> None:
    subscription_id = subscribe(tx, make_account(tx), TOPIC)
    connection.execute("""UPDATE subscriptions SET filter = '{"answered": false, "otp": true}'""")

    subscription = tx.subscriptions.get(subscription_id)

    assert subscription is not None
    assert subscription.filter == Filter(answered=False)


def test_a_subscription_says_what_was_set_last(tx: Transaction) -> None:
    account_id = make_account(tx)
    subscription_id = subscribe(tx, account_id, TOPIC)

    tx.subscriptions.set_filter(subscription_id, Filter(answered=False, keys=False, lists=False))

    assert tx.subscriptions.get(subscription_id) == Subscription(
        id=subscription_id,
        account_id=account_id,
        place=TOPIC,
        filter=Filter(answered=False, keys=False, lists=False),
        language=Language.VI,
        created_by=101,
    )
    assert tx.subscriptions.get(99) is None
