"""What becomes of everything that points to a chat when the chat changes."""

from __future__ import annotations

import sqlite3

import pytest

from bot.core.records import (
    Card,
    Delivery,
    Draft,
    Kind,
    Notice,
    Place,
    Topic,
    the_call,
    the_list,
)
from bot.store import Transaction
from tests.conftest import EPOCH
from tests.store.making import (
    GROUP,
    PRIVATE,
    SUPERGROUP,
    TOPIC,
    make_account,
    make_call,
    make_list,
    new_call,
    subscribe,
)


@pytest.fixture
def account_id(tx: Transaction) -> int:
    return make_account(tx)


def card(tx: Transaction, call_id: int) -> Card:
    found = tx.cards.of(the_call(call_id))
    assert found is not None
    return found


def show(tx: Transaction, call_id: int, message_id: int) -> None:
    found = card(tx, call_id)
    tx.cards.shown(found.id, place=found.place, message_id=message_id, version=found.wanted, at=0.0)


def owe(tx: Transaction, call_id: int, subscription_id: int | None, place: Place) -> None:
    audience = "asker" if subscription_id is None else f"subscription:{subscription_id}"
    assert tx.deliveries.add(
        subject=the_call(call_id),
        kind=Kind.OUTCOME,
        audience=audience,
        place=place,
        subscription_id=subscription_id,
        created_at=EPOCH,
    )


def all_due(tx: Transaction, chat_id: int) -> list[Delivery]:
    """Sends what is due to a chat, and returns it."""
    sent: list[Delivery] = []
    while (due := tx.deliveries.due(chat_id)) is not None:
        tx.deliveries.sent(
            due.id, place=due.place, message_id=1000 + due.id, version=due.wanted, at=EPOCH
        )
        sent.append(due)
    return sent


def test_a_chats_title_is_what_it_was_called_last(tx: Transaction) -> None:
    assert tx.chats.title(-500) == ""

    tx.chats.put(-500, "Nhóm", seen_at=EPOCH)
    tx.chats.put(-500, "Nhóm <mới>", seen_at=EPOCH + 1)

    assert tx.chats.title(-500) == "Nhóm <mới>"


def test_everything_follows_a_group_to_its_new_id(tx: Transaction, account_id: int) -> None:
    tx.chats.put(GROUP.chat_id, "Nhóm", seen_at=EPOCH)
    subscription_id = subscribe(tx, account_id, GROUP)
    call_id = make_call(tx, account_id, place=GROUP)
    owe(tx, call_id, subscription_id, GROUP)
    elsewhere = make_call(tx, account_id, place=PRIVATE)
    draft = Draft(
        id="d",
        person_id=1,
        place=GROUP,
        message_id=5,
        about=Topic.OTP,
        asking="phone",
        values={},
        created_at=EPOCH,
    )
    tx.drafts.add(draft)

    tx.chats.migrate(GROUP.chat_id, SUPERGROUP.chat_id)
    tx.chats.migrate(GROUP.chat_id, SUPERGROUP.chat_id)

    assert tx.outbox.chats() == [SUPERGROUP.chat_id, PRIVATE.chat_id]
    call, moved_draft = tx.calls.get(call_id), tx.drafts.get("d")
    assert call is not None
    assert moved_draft is not None
    assert [call.place, moved_draft.place, card(tx, call_id).place] == [SUPERGROUP] * 3
    assert [d.place for d in tx.deliveries.of(the_call(call_id))] == [SUPERGROUP]
    assert [s.id for s in tx.subscriptions.at(SUPERGROUP.chat_id, None)] == [subscription_id]
    assert card(tx, elsewhere).place == PRIVATE
    assert (tx.chats.title(SUPERGROUP.chat_id), tx.chats.title(GROUP.chat_id)) == ("Nhóm", "")


def test_no_message_of_the_old_group_is_touched_by_its_id_in_the_new_one(
    tx: Transaction, account_id: int
) -> None:
    settled, running = (make_call(tx, account_id, place=GROUP) for _ in range(2))
    for message_id, call_id in ((7, settled), (8, running)):
        show(tx, call_id, message_id)
    owe(tx, settled, None, GROUP)
    all_due(tx, GROUP.chat_id)

    tx.chats.migrate(GROUP.chat_id, SUPERGROUP.chat_id)

    assert tx.outbox.chats() == []
    tx.cards.want(the_call(running))
    tx.deliveries.want(the_call(settled))
    fresh = tx.outbox.next(SUPERGROUP.chat_id)
    assert isinstance(fresh, Card)
    assert (fresh.subject, fresh.message_id) == (the_call(running), None)
    show(tx, running, 2)
    assert tx.outbox.next(SUPERGROUP.chat_id) is None


def test_a_message_that_was_sent_while_its_group_moved_is_not_looked_for_in_the_new_one(
    tx: Transaction, account_id: int
) -> None:
    call_id = make_call(tx, account_id, place=GROUP)
    owe(tx, call_id, None, GROUP)
    sending, due = card(tx, call_id), tx.deliveries.due(GROUP.chat_id)
    assert due is not None

    tx.chats.migrate(GROUP.chat_id, SUPERGROUP.chat_id)
    tx.cards.shown(sending.id, place=sending.place, message_id=7, version=sending.wanted, at=0.0)
    tx.deliveries.sent(due.id, place=due.place, message_id=8, version=due.wanted, at=EPOCH)

    assert (card(tx, call_id).place, card(tx, call_id).message_id) == (SUPERGROUP, None)
    assert [d.message_id for d in tx.deliveries.of(the_call(call_id))] == [None]
    assert tx.outbox.chats() == []
    tx.cards.want(the_call(call_id))
    tx.deliveries.want(the_call(call_id))
    fresh = tx.outbox.next(SUPERGROUP.chat_id)
    assert isinstance(fresh, Card)
    assert fresh.message_id is None


def test_a_message_that_was_sent_while_its_topic_went_is_not_looked_for_in_the_chat(
    tx: Transaction, account_id: int
) -> None:
    call_id = make_call(tx, account_id, place=TOPIC)
    sending = card(tx, call_id)
    assert TOPIC.thread_id is not None

    tx.chats.drop_thread(TOPIC.chat_id, TOPIC.thread_id)
    tx.cards.shown(sending.id, place=sending.place, message_id=7, version=sending.wanted, at=0.0)

    assert (card(tx, call_id).place, card(tx, call_id).message_id) == (GROUP, None)


def test_a_claim_neither_follows_a_group_nor_is_forgotten(tx: Transaction, account_id: int) -> None:
    assert tx.calls.add(new_call(account_id, place=GROUP, message_id=12)) is not None

    tx.chats.migrate(GROUP.chat_id, SUPERGROUP.chat_id)

    assert tx.calls.add(new_call(account_id, place=GROUP, message_id=12)) is None
    assert tx.calls.add(new_call(account_id, place=SUPERGROUP, message_id=12)) is not None


def test_a_code_that_can_no_longer_be_deleted_is_said_on_its_card(
    tx: Transaction, account_id: int
) -> None:
    waiting, done = (make_call(tx, account_id, place=GROUP) for _ in range(2))
    for call_id in (done, waiting):
        show(tx, call_id, call_id)
        tx.deletions.add(call_id, GROUP, message_id=call_id + 50)
    deleted = tx.deletions.due(GROUP.chat_id)
    assert deleted is not None
    tx.deletions.done(deleted.id, EPOCH)

    tx.chats.migrate(GROUP.chat_id, SUPERGROUP.chat_id)

    assert tx.deletions.due(GROUP.chat_id) is None
    assert tx.deletions.due(SUPERGROUP.chat_id) is None
    left = [call_id for call_id in (waiting, done) if (c := tx.calls.get(call_id)) and c.code_left]
    assert left == [waiting]
    fresh = tx.outbox.next(SUPERGROUP.chat_id)
    assert isinstance(fresh, Card)
    assert fresh.subject == the_call(waiting)


def test_what_is_at_the_new_id_already_stays_and_is_told_once(
    tx: Transaction, account_id: int
) -> None:
    tx.chats.put(GROUP.chat_id, "Cũ", seen_at=EPOCH)
    tx.chats.put(SUPERGROUP.chat_id, "Mới", seen_at=EPOCH)
    old, new = subscribe(tx, account_id, GROUP), subscribe(tx, account_id, SUPERGROUP)
    both, only_old = (make_call(tx, account_id) for _ in range(2))
    owe(tx, both, old, GROUP)
    owe(tx, both, new, SUPERGROUP)
    owe(tx, only_old, old, GROUP)

    tx.chats.migrate(GROUP.chat_id, SUPERGROUP.chat_id)

    assert tx.chats.title(SUPERGROUP.chat_id) == "Mới"
    assert [s.id for s in tx.subscriptions.of_account(account_id)] == [new]
    assert [(d.subject.id, d.subscription_id) for d in all_due(tx, SUPERGROUP.chat_id)] == [
        (both, new),
        (only_old, new),
    ]
    assert tx.outbox.next(GROUP.chat_id) is None


def follow(tx: Transaction, list_id: int, subscription_id: int, place: Place) -> None:
    """A subscribed place has a list's card, which was sent."""
    audience = f"subscription:{subscription_id}"
    tx.cards.add(
        the_list(list_id), place, audience=audience, subscription_id=subscription_id, message_id=7
    )


def test_a_list_and_its_cards_follow_a_chat_to_its_new_id(tx: Transaction, account_id: int) -> None:
    subscription_id = subscribe(tx, account_id, GROUP)
    called = make_list(tx, account_id, place=GROUP)
    follow(tx, called.id, subscription_id, GROUP)

    tx.chats.migrate(GROUP.chat_id, SUPERGROUP.chat_id)

    moved = tx.lists.get(called.id)
    card = tx.cards.of(the_list(called.id), f"subscription:{subscription_id}")
    assert moved is not None
    assert card is not None
    assert moved.place == SUPERGROUP
    assert (card.place, card.message_id) == (SUPERGROUP, None)


def test_of_two_places_that_become_one_a_list_has_one_card(
    tx: Transaction, account_id: int
) -> None:
    topic, general = subscribe(tx, account_id, TOPIC), subscribe(tx, account_id, GROUP)
    called = make_list(tx, account_id)
    follow(tx, called.id, topic, TOPIC)
    follow(tx, called.id, general, GROUP)

    tx.chats.drop_thread(TOPIC.chat_id, 7)

    assert [s.id for s in tx.subscriptions.at(GROUP.chat_id, None)] == [general]
    tx.cards.want(the_list(called.id))
    left = tx.outbox.next(GROUP.chat_id)
    assert isinstance(left, Card)
    assert (left.subscription_id, left.message_id) == (general, 7)
    tx.cards.shown(left.id, place=GROUP, message_id=7, version=left.wanted, at=0.0)
    assert tx.outbox.next(GROUP.chat_id) is None


def test_a_list_that_one_of_two_places_followed_is_followed_where_they_are_one(
    tx: Transaction, account_id: int
) -> None:
    topic, general = subscribe(tx, account_id, TOPIC), subscribe(tx, account_id, GROUP)
    called = make_list(tx, account_id)
    follow(tx, called.id, topic, TOPIC)

    tx.chats.drop_thread(TOPIC.chat_id, 7)

    left = tx.outbox.next(GROUP.chat_id)
    assert isinstance(left, Card)
    assert (left.subject, left.subscription_id) == (the_list(called.id), general)
    assert (left.place, left.message_id) == (GROUP, None)


def test_the_id_of_a_merged_subscription_is_never_given_to_another(
    tx: Transaction, account_id: int
) -> None:
    subscribe(tx, account_id, SUPERGROUP)
    merged = subscribe(tx, account_id, GROUP)
    tx.chats.migrate(GROUP.chat_id, SUPERGROUP.chat_id)

    assert subscribe(tx, account_id, PRIVATE) > merged


def test_a_deleted_topic_falls_back_to_its_chat(tx: Transaction, account_id: int) -> None:
    subscription_id = subscribe(tx, account_id, TOPIC)
    other_topic = Place(chat_id=GROUP.chat_id, thread_id=8)
    kept = subscribe(tx, account_id, other_topic)
    shown, unsent = (make_call(tx, account_id, place=TOPIC) for _ in range(2))
    show(tx, shown, 7)
    owe(tx, shown, subscription_id, TOPIC)

    tx.chats.drop_thread(TOPIC.chat_id, 7)

    assert [card(tx, call_id).place for call_id in (shown, unsent)] == [GROUP, GROUP]
    assert card(tx, shown).message_id is None
    call = tx.calls.get(shown)
    assert call is not None
    assert call.place == GROUP
    assert [d.place for d in all_due(tx, GROUP.chat_id)] == [GROUP]
    assert [s.id for s in tx.subscriptions.at(GROUP.chat_id, None)] == [subscription_id]
    assert [s.id for s in tx.subscriptions.at(GROUP.chat_id, 8)] == [kept]


def test_a_topic_that_falls_back_to_where_its_account_is_heard_is_told_once(
    tx: Transaction, account_id: int
) -> None:
    topic, general = subscribe(tx, account_id, TOPIC), subscribe(tx, account_id, GROUP)
    other = subscribe(tx, make_account(tx, "other"), TOPIC)
    call_id = make_call(tx, account_id, place=TOPIC)
    owe(tx, call_id, None, TOPIC)
    owe(tx, call_id, topic, TOPIC)
    owe(tx, call_id, general, GROUP)

    tx.chats.drop_thread(TOPIC.chat_id, 7)

    assert [s.id for s in tx.subscriptions.at(GROUP.chat_id, None)] == [general, other]
    assert [d.subscription_id for d in all_due(tx, GROUP.chat_id)] == [None]
    assert tx.deliveries.waiting([account_id])[0] == 0


def test_a_topic_that_falls_back_to_a_silenced_chat_is_heard_there(
    tx: Transaction, account_id: int
) -> None:
    subscribe(tx, account_id, TOPIC)
    silenced = subscribe(tx, account_id, GROUP)
    tx.subscriptions.disable(silenced, at=EPOCH, why="off")

    tx.chats.drop_thread(TOPIC.chat_id, 7)

    assert [s.id for s in tx.subscriptions.of_account(account_id)] == [silenced]


def test_a_closed_chat_is_not_written_to_until_it_is_set_up_again(
    tx: Transaction, account_id: int, connection: sqlite3.Connection
) -> None:
    group, topic = subscribe(tx, account_id, GROUP), subscribe(tx, account_id, TOPIC)
    private = subscribe(tx, account_id, PRIVATE)
    sent, unsent = (make_call(tx, account_id, place=GROUP) for _ in range(2))
    show(tx, sent, 7)
    owe(tx, sent, group, GROUP)
    all_due(tx, GROUP.chat_id)
    owe(tx, unsent, group, GROUP)
    owe(tx, unsent, private, PRIVATE)
    tx.deletions.add(unsent, GROUP, message_id=9)

    disabled = tx.chats.close(GROUP.chat_id, at=EPOCH, why="closed")

    assert [s.id for s in disabled] == [group, topic]
    assert tx.chats.close(GROUP.chat_id, at=EPOCH, why="closed") == []
    for call_id in (sent, unsent):
        tx.cards.want(the_call(call_id))
        tx.deliveries.want(the_call(call_id))
    assert tx.outbox.chats() == [PRIVATE.chat_id]
    assert [s.id for s in tx.subscriptions.of_account(account_id)] == [private]
    why = connection.execute("SELECT DISTINCT disabled_why FROM subscriptions WHERE chat_id < 0")
    assert [row[0] for row in why] == ["closed"]
    assert subscribe(tx, account_id, GROUP) == group
    later = make_call(tx, account_id, place=GROUP)
    assert tx.outbox.next(GROUP.chat_id) == card(tx, later)


def test_a_person_who_blocked_the_bot_gets_no_notices(tx: Transaction) -> None:
    tx.notices.add(PRIVATE.chat_id, "migrated", values={}, created_at=EPOCH)
    assert isinstance(tx.outbox.next(PRIVATE.chat_id), Notice)

    tx.chats.close(PRIVATE.chat_id, at=EPOCH, why="blocked")

    assert tx.outbox.chats() == []


def test_a_chat_that_moves_to_where_it_is_loses_nothing(tx: Transaction, account_id: int) -> None:
    tx.chats.put(GROUP.chat_id, "Nhóm", seen_at=EPOCH)
    subscription_id = subscribe(tx, account_id, GROUP)

    tx.chats.migrate(GROUP.chat_id, GROUP.chat_id)
    tx.chats.drop_thread(GROUP.chat_id, 0)

    assert tx.chats.title(GROUP.chat_id) == "Nhóm"
    assert [s.id for s in tx.subscriptions.of_account(account_id)] == [subscription_id]
