"""What waits for a chat, in the order in which people are to see it."""

from __future__ import annotations

import pytest

from bot.core.records import Card, Deletion, Delivery, Kind, Notice, Place, the_call, the_list
from bot.store import Transaction
from tests.conftest import EPOCH
from tests.store.making import (
    GROUP,
    PRIVATE,
    TOPIC,
    make_account,
    make_call,
    make_list,
    subscribe,
)


@pytest.fixture
def account_id(tx: Transaction) -> int:
    return make_account(tx)


def owe(
    tx: Transaction,
    call_id: int,
    *,
    place: Place = PRIVATE,
    audience: str = "asker",
    kind: Kind = Kind.OUTCOME,
    created_at: float = EPOCH,
) -> bool:
    return tx.deliveries.add(
        subject=the_call(call_id),
        kind=kind,
        audience=audience,
        place=place,
        subscription_id=None,
        created_at=created_at,
    )


def card(tx: Transaction, call_id: int) -> Card:
    found = tx.cards.of(the_call(call_id))
    assert found is not None
    return found


def show(tx: Transaction, call_id: int, message_id: int) -> None:
    found = card(tx, call_id)
    tx.cards.shown(found.id, place=found.place, message_id=message_id, version=found.wanted, at=0.0)


def send(tx: Transaction, delivery: Delivery, message_id: int = 77) -> None:
    tx.deliveries.sent(
        delivery.id,
        place=delivery.place,
        message_id=message_id,
        version=delivery.wanted,
        at=EPOCH + message_id,
    )


def first(tx: Transaction, chat_id: int = PRIVATE.chat_id) -> object:
    return tx.outbox.next(chat_id)


def test_a_card_is_due_until_it_shows_what_is_wanted(tx: Transaction, account_id: int) -> None:
    call_id = make_call(tx, account_id, place=TOPIC)
    new = first(tx, TOPIC.chat_id)
    assert new == Card(
        id=card(tx, call_id).id,
        subject=the_call(call_id),
        audience="asker",
        subscription_id=None,
        place=TOPIC,
        message_id=None,
        shown=0,
        wanted=1,
    )

    tx.cards.want(the_call(call_id))
    tx.cards.want(the_call(call_id))
    show(tx, call_id, 9)

    assert first(tx, TOPIC.chat_id) is None
    assert (card(tx, call_id).shown, card(tx, call_id).message_id) == (3, 9)
    assert tx.cards.of(the_call(99)) is None


def test_news_that_came_while_a_card_was_being_sent_is_still_due(
    tx: Transaction, account_id: int
) -> None:
    call_id = make_call(tx, account_id)
    rendered = card(tx, call_id)
    tx.cards.want(the_call(call_id))

    tx.cards.shown(rendered.id, place=rendered.place, message_id=9, version=rendered.wanted, at=0.0)

    stale = first(tx)
    assert isinstance(stale, Card)
    assert (stale.message_id, stale.shown, stale.wanted) == (9, 1, 2)


def test_a_dead_card_is_never_due_again(tx: Transaction, account_id: int) -> None:
    call_id = make_call(tx, account_id)

    tx.cards.kill(card(tx, call_id).id)
    tx.cards.want(the_call(call_id))

    assert first(tx) is None
    assert tx.outbox.chats() == []


def test_a_subject_has_a_card_for_each_audience_and_the_first_one_stays(
    tx: Transaction, account_id: int
) -> None:
    about = the_list(make_list(tx, account_id).id)
    subscription_id = subscribe(tx, account_id, GROUP)
    of_group = f"subscription:{subscription_id}"

    tx.cards.add(about, PRIVATE, message_id=7)
    tx.cards.add(about, GROUP, audience=of_group, subscription_id=subscription_id)
    tx.cards.add(about, TOPIC)

    mine, theirs = tx.cards.of(about), tx.cards.of(about, of_group)
    assert mine is not None
    assert theirs is not None
    assert (mine.place, mine.message_id, mine.subscription_id) == (PRIVATE, 7, None)
    assert (theirs.place, theirs.audience, theirs.subscription_id) == (
        GROUP,
        of_group,
        subscription_id,
    )
    assert tx.cards.of(about, "approver:9") is None
    tx.cards.kill(theirs.id)
    assert tx.cards.of(about, of_group) is None


def test_all_cards_of_a_subject_want_its_news_and_no_card_of_another(
    tx: Transaction, account_id: int
) -> None:
    called, call_id = make_list(tx, account_id), make_call(tx, account_id)
    assert called.id == call_id
    about = the_list(called.id)
    tx.cards.add(about, PRIVATE)
    tx.cards.add(about, GROUP, audience="subscription:1")

    tx.cards.want(about)

    found = [tx.cards.of(about), tx.cards.of(about, "subscription:1"), card(tx, call_id)]
    assert [one.wanted for one in found if one is not None] == [2, 2, 1]


def test_news_of_a_list_are_owed_apart_from_those_of_the_call_with_its_id(
    tx: Transaction, account_id: int
) -> None:
    called, call_id = make_list(tx, account_id), make_call(tx, account_id)
    assert called.id == call_id
    show(tx, call_id, 9)
    owe(tx, call_id)
    tx.deliveries.add(
        subject=the_list(called.id),
        kind=Kind.OVER,
        audience="asker",
        place=PRIVATE,
        subscription_id=None,
        created_at=EPOCH,
    )

    tx.deliveries.want(the_list(called.id))

    [of_call] = tx.deliveries.of(the_call(call_id))
    [of_list] = tx.deliveries.of(the_list(called.id))
    assert (of_call.kind, of_call.wanted) == (Kind.OUTCOME, 1)
    assert (of_list.kind, of_list.wanted, of_list.subject) == (Kind.OVER, 2, the_list(called.id))
    assert tx.deliveries.waiting([account_id]) == (2, EPOCH)
    assert tx.deliveries.waiting([account_id + 1]) == (0, None)


def test_a_delivery_is_owed_once_per_call_audience_and_kind(
    tx: Transaction, account_id: int
) -> None:
    one, two = make_call(tx, account_id), make_call(tx, account_id)

    assert owe(tx, one)
    assert not owe(tx, one)
    assert not owe(tx, one, place=GROUP)
    assert owe(tx, one, kind=Kind.RESOLVED)
    assert owe(tx, one, audience="subscription:1", place=TOPIC)
    assert owe(tx, two)
    assert [(d.kind, d.place) for d in tx.deliveries.of(the_call(one))] == [
        (Kind.OUTCOME, PRIVATE),
        (Kind.RESOLVED, PRIVATE),
        (Kind.OUTCOME, TOPIC),
    ]
    assert tx.deliveries.waiting([account_id]) == (4, EPOCH)
    assert tx.deliveries.waiting([account_id + 1]) == (0, None)


def test_a_sent_delivery_is_owed_no_more_and_a_dead_one_neither(
    tx: Transaction, account_id: int
) -> None:
    call_id = make_call(tx, account_id)
    show(tx, call_id, 9)
    owe(tx, call_id, created_at=EPOCH + 1)
    owe(tx, call_id, audience="subscription:1", created_at=EPOCH)
    assert tx.deliveries.waiting([account_id]) == (2, EPOCH)

    one, two = tx.deliveries.of(the_call(call_id))
    send(tx, one)
    tx.deliveries.kill(two.id)

    assert first(tx) is None
    assert not owe(tx, call_id)
    assert not owe(tx, call_id, audience="subscription:1")
    assert tx.deliveries.waiting([account_id]) == (0, None)


def test_a_correction_edits_what_was_sent_even_if_it_came_during_the_sending(
    tx: Transaction, account_id: int
) -> None:
    call_id = make_call(tx, account_id)
    show(tx, call_id, 9)
    owe(tx, call_id)
    rendered = first(tx)
    assert isinstance(rendered, Delivery)

    tx.deliveries.want(the_call(call_id))
    send(tx, rendered)

    stale = first(tx)
    assert isinstance(stale, Delivery)
    assert (stale.id, stale.message_id) == (rendered.id, 77)
    assert (stale.shown, stale.wanted) == (1, 2)
    send(tx, stale)
    assert first(tx) is None


def test_a_correction_before_the_sending_is_no_second_edit(
    tx: Transaction, account_id: int
) -> None:
    call_id = make_call(tx, account_id)
    show(tx, call_id, 9)
    owe(tx, call_id)
    tx.deliveries.want(the_call(call_id))

    due = first(tx)
    assert isinstance(due, Delivery)
    send(tx, due)

    assert first(tx) is None


def test_a_chat_sees_new_cards_then_codes_gone_then_news_then_corrections_then_live_edits(
    tx: Transaction, account_id: int
) -> None:
    old, told, told_later, new, newer = (make_call(tx, account_id) for _ in range(5))
    for message_id, call_id in enumerate((old, told, told_later), start=1):
        show(tx, call_id, message_id)
    tx.cards.want(the_call(old))
    owe(tx, told)
    (corrected,) = tx.deliveries.of(the_call(told))
    send(tx, corrected)
    tx.deliveries.want(the_call(told))
    tx.notices.add(101, "no_topic", values={"title": 'Nhóm "A"'}, created_at=EPOCH + 1)
    owe(tx, told_later, created_at=EPOCH + 2)
    tx.notices.add(101, "closed", values={}, created_at=EPOCH + 3)
    tx.deletions.add(new, PRIVATE, message_id=4)

    seen: list[object] = []
    while (item := first(tx)) is not None:
        match item:
            case Card():
                seen.append(("card", item.subject.id))
                show(tx, item.subject.id, 10 + len(seen))
            case Deletion():
                seen.append(("deletion", item.message_id))
                tx.deletions.done(item.id, EPOCH)
            case Delivery():
                seen.append(("delivery", item.subject.id))
                send(tx, item)
            case Notice():
                seen.append((item.kind, item.values))
                tx.notices.sent(item.id, EPOCH)

    assert seen == [
        ("card", new),
        ("card", newer),
        ("deletion", 4),
        ("delivery", told_later),
        ("no_topic", {"title": 'Nhóm "A"'}),
        ("closed", {}),
        ("delivery", told),
        ("card", old),
    ]
    assert tx.outbox.chats() == []


def test_a_notice_that_can_not_be_sent_is_not_due_again(tx: Transaction) -> None:
    tx.notices.add(101, "closed", values={}, created_at=EPOCH)
    notice = first(tx)
    assert isinstance(notice, Notice)

    tx.notices.kill(notice.id)

    assert first(tx) is None
    assert tx.outbox.chats() == []


def test_chats_with_anything_waiting_are_named_once(tx: Transaction, account_id: int) -> None:
    for place in (PRIVATE, PRIVATE, GROUP, TOPIC, Place(chat_id=9)):
        make_call(tx, account_id, place=place)
    call_id = make_call(tx, account_id, place=Place(chat_id=8))
    show(tx, call_id, 1)
    owe(tx, call_id, place=Place(chat_id=3), audience="subscription:3")
    tx.deletions.add(call_id, Place(chat_id=4), message_id=1)
    tx.notices.add(5, "closed", values={}, created_at=EPOCH)
    owe(tx, call_id, place=Place(chat_id=6), audience="subscription:6")
    send(tx, tx.deliveries.of(the_call(call_id))[1])

    assert tx.outbox.chats() == [-500, 3, 4, 5, 9, 101]
    tx.deliveries.want(the_call(call_id))
    tx.cards.want(the_call(call_id))
    assert tx.outbox.chats() == [-500, 3, 4, 5, 6, 8, 9, 101]


def test_a_subscriptions_delivery_names_it(tx: Transaction, account_id: int) -> None:
    call_id = make_call(tx, account_id)
    subscription_id = subscribe(tx, account_id, TOPIC)

    tx.deliveries.add(
        subject=the_call(call_id),
        kind=Kind.OUTCOME,
        audience=f"subscription:{subscription_id}",
        place=TOPIC,
        subscription_id=subscription_id,
        created_at=EPOCH,
    )

    due = first(tx, TOPIC.chat_id)
    assert isinstance(due, Delivery)
    assert (due.subscription_id, due.place, due.message_id) == (subscription_id, TOPIC, None)
