"""Lists: written whole, fed in turn, drawn no oftener than is good, known by their content."""

from __future__ import annotations

import sqlite3
from dataclasses import fields, replace
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest

from bot.core.calls import Asked, Facts, Outcome, State
from bot.core.cautions import Caution, Warned
from bot.core.columns import Columns
from bot.core.lists import CallList, ListState, Pause, Redial
from bot.core.people import Language
from bot.core.records import Card, Kind, Place, the_list
from bot.core.tables import TableKind
from bot.core.templates import PressKey, Template, TemplateKind
from bot.store import Transaction
from bot.store.cards import OFTEN, SELDOM
from tests.conftest import EPOCH
from tests.store.making import (
    GROUP,
    PRIVATE,
    TOPIC,
    call_row,
    make_account,
    make_call,
    make_list,
    new_list,
    new_row,
)

SCRIPT = Template(
    account_id=1,
    name="nhac_no_t11",
    content="Chào {{tên}} 'quoted'",
    voice="south-f-03",
    speed=1.2,
    kind=TemplateKind.TTS,
    audio_file="a.wav",
    keys=(PressKey(num="2", content="Vâng", meaning="cần gọi lại", needs_someone=True),),
    exit_sound="Hết",
    invalid_sound="Sai",
    added_by=9,
    added_at=EPOCH,
)
#: Every field says something else than it does by itself.
WHOLE = CallList(
    id=0,
    key="key",
    account_id=1,
    person_id=9,
    place=TOPIC,
    language=Language.EN,
    state=ListState.PAUSED,
    created_at=EPOCH + 0.25,
    source='nhắc nợ "11".xlsx',
    kind=TableKind.XLSX,
    delimiter="\t",
    heading=("Số máy", "Nợ", 24018, 1.5, True, None, ""),
    titles=(("Danh sách tháng 11", None), (None,)),
    digest="digest",
    columns=Columns(phone=1, label=0, fields={"tên": 2, "số tiền": 1}),
    picks=(("phone", 1), ("tên", 2), ("phone", 0)),
    template=SCRIPT.name,
    script=SCRIPT,
    caller="02871000000",
    campaign_id="c-9",
    shared={"ngày": "30/11/2026"},
    redial=Redial(outcomes=frozenset({Outcome.BUSY, Outcome.NO_ANSWER}), times=2, after=600.0),
    cautions=(
        Warned(caution=Caution.SHARED, count=3, name="tên", value="Nguyễn Văn A"),
        Warned(caution=Caution.CALLED_BEFORE, who="Bình", at=EPOCH - 9),
    ),
    message_id=7,
    drawings=4,
    drawn_at=EPOCH + 1,
    shown=2,
    confirmed_by=9,
    confirmed_at=EPOCH + 2,
    start_at=EPOCH + 3,
    agreed_at=EPOCH + 4,
    agreed_by=8,
    started_at=EPOCH + 5,
    ended_at=EPOCH + 6,
    pause=Pause.RATE,
    paused_at=EPOCH + 7,
    changed_by=10,
    idle=12.5,
    same_as=3,
    twice=3,
    asks_account=True,
    watched_from=EPOCH + 8,
    seen_at=EPOCH + 9,
    retry_of=2,
)


@pytest.fixture
def account_id(tx: Transaction) -> int:
    return make_account(tx)


def ids(lists: list[CallList]) -> list[int]:
    return [called.id for called in lists]


def test_nothing_of_a_list_is_lost_when_it_is_written_down(
    tx: Transaction, account_id: int
) -> None:
    plain = new_list(account_id)
    names = [field.name for field in fields(CallList)]
    same = [name for name in names if getattr(WHOLE, name) == getattr(plain, name)]
    assert same == ["id", "account_id"]

    called = tx.lists.add(WHOLE)

    assert replace(called, id=0) == WHOLE
    assert tx.lists.get(called.id) == tx.lists.by_key("key") == called


@pytest.mark.parametrize("field", ["heading", "titles"])
def test_days_above_the_columns_stay_days(tx: Transaction, account_id: int, field: str) -> None:
    cells = (date(2026, 11, 30), datetime(2026, 11, 30, 9, 15), "2026-11-30", "Nợ")
    said = cells if field == "heading" else (cells,)

    called = tx.lists.add(new_list(account_id, **{field: said}))

    kept = tx.lists.get(called.id)
    assert kept is not None
    assert getattr(kept, field) == said


def test_a_list_of_which_little_is_said_is_read_as_it_was_written(
    tx: Transaction, account_id: int
) -> None:
    called = tx.lists.add(new_list(account_id))
    assert tx.lists.get(called.id) == called


def test_an_update_writes_all_but_what_buttons_and_the_clock_have_said(
    tx: Transaction, account_id: int
) -> None:
    other = make_account(tx, "other")
    called = make_list(tx, account_id)
    changed = replace(WHOLE, id=called.id, account_id=other)

    tx.lists.update(changed)

    as_made = {"key": called.key, "created_at": called.created_at}
    assert tx.lists.get(called.id) == replace(changed, **as_made)


def test_what_another_version_wrote_is_read_without_what_is_unknown(
    tx: Transaction, account_id: int, connection: sqlite3.Connection
) -> None:
    called = make_list(tx, account_id)
    connection.execute(
        """UPDATE lists SET rest = '{"source": "a.csv", "mood": 1, "redial": {"times": 2}}'"""
    )

    assert tx.lists.get(called.id) == replace(called, source="a.csv", redial=Redial(times=2))


def test_what_does_not_exist_is_none(tx: Transaction) -> None:
    assert tx.lists.get(1) is None
    assert tx.lists.by_key("") is None
    assert tx.lists.refused(1) is None
    assert (tx.lists.under_way(), tx.lists.behind(), tx.lists.forgotten(EPOCH)) == ([], [], [])


def test_lists_are_under_way_from_their_time_being_set_until_their_last_call(
    tx: Transaction, account_id: int
) -> None:
    made = {state: make_list(tx, account_id, state=state).id for state in ListState}

    assert set(ids(tx.lists.under_way())) == {
        made[ListState.SCHEDULED],
        made[ListState.RUNNING],
        made[ListState.PAUSED],
        made[ListState.STOPPING],
    }


def test_lists_take_turns_each_account_for_itself(tx: Transaction, account_id: int) -> None:
    other = make_account(tx, "other")
    theirs = make_list(tx, other).id
    first, second, third = (make_list(tx, account_id).id for _ in range(3))
    assert ids(tx.lists.under_way()) == [first, second, third, theirs]

    turns = []
    for _ in range(4):
        turns.append(ids(tx.lists.under_way())[0])
        tx.lists.take_turn(turns[-1])

    assert turns == [first, second, third, first]
    newcomer = make_list(tx, account_id).id
    assert ids(tx.lists.under_way()) == [newcomer, second, third, first, theirs]


def test_every_change_of_a_list_or_of_its_rows_is_counted(tx: Transaction, account_id: int) -> None:
    called, other = make_list(tx, account_id), make_list(tx, account_id)

    tx.lists.update(replace(called, source="b.csv"))
    tx.lists.change(called.id)

    assert (tx.lists.changes(called.id), tx.lists.changes(other.id)) == (2, 0)


def put_cards(tx: Transaction, called: CallList) -> dict[Place, Card]:
    """A card in private, one in a group and one in a channel that can't be shown any more."""
    about = the_list(called.id)
    found = {}
    for number, place in enumerate((PRIVATE, GROUP, Place(chat_id=-9))):
        tx.cards.add(about, place, audience=str(number), message_id=number + 1)
        card = tx.cards.of(about, str(number))
        assert card is not None
        found[place] = card
    tx.cards.kill(found[Place(chat_id=-9)].id)
    return {PRIVATE: found[PRIVATE], GROUP: found[GROUP]}


def wanted(tx: Transaction, cards: dict[Place, Card]) -> tuple[int, int]:
    """How often the card in private and that in the group were to show something new."""
    now = [tx.cards.of(card.subject, card.audience) for card in cards.values()]
    private, group = (card.wanted for card in now if card is not None)
    return private, group


def draw(tx: Transaction, cards: dict[Place, Card]) -> None:
    """The cards show what they are to."""
    for place, card in cards.items():
        now = tx.cards.of(card.subject, card.audience)
        assert now is not None
        assert now.message_id is not None
        tx.cards.shown(now.id, place=place, message_id=now.message_id, version=now.wanted, at=0.0)


def test_a_card_that_shows_the_latest_change_is_not_drawn_again(
    tx: Transaction, account_id: int
) -> None:
    called = make_list(tx, account_id)
    cards = put_cards(tx, called)
    assert tx.lists.behind() == []

    tx.lists.change(called.id)
    assert tx.lists.behind() == [(called.id, 1)]
    assert tx.cards.want_changed(called.id, 1, now=EPOCH)

    assert tx.lists.behind() == []
    assert tx.cards.want_changed(called.id, 1, now=EPOCH + 60)
    assert wanted(tx, cards) == (2, 2)


def test_a_list_without_cards_is_never_behind(tx: Transaction, account_id: int) -> None:
    called = make_list(tx, account_id)
    about_a_call = make_call(tx, account_id)
    assert about_a_call == called.id

    tx.lists.change(called.id)

    assert tx.lists.behind() == []


def test_a_card_in_private_is_drawn_every_3_seconds_at_most_and_one_in_a_group_every_10(
    tx: Transaction, account_id: int
) -> None:
    assert (OFTEN, SELDOM) == (3.0, 10.0)
    called = make_list(tx, account_id)
    cards = put_cards(tx, called)
    changes = count(1)

    def change_at(seconds: float) -> tuple[bool, tuple[int, int]]:
        draw(tx, cards)
        shown = tx.cards.want_changed(called.id, next(changes), now=EPOCH + seconds)
        return shown, wanted(tx, cards)

    assert change_at(0) == (True, (2, 2))
    assert change_at(2.9) == (False, (2, 2))
    assert change_at(3) == (False, (3, 2))
    assert change_at(5.9) == (False, (3, 2))
    assert change_at(9.9) == (False, (4, 2))
    assert change_at(10) == (False, (4, 3))
    assert change_at(20) == (True, (5, 4))


def test_a_change_that_came_too_soon_is_drawn_once_its_time_has_come(
    tx: Transaction, account_id: int
) -> None:
    called = make_list(tx, account_id)
    cards = put_cards(tx, called)
    draw(tx, cards)
    tx.lists.change(called.id)
    assert tx.cards.want_changed(called.id, 1, now=EPOCH)

    draw(tx, cards)
    tx.lists.change(called.id)
    assert not tx.cards.want_changed(called.id, 2, now=EPOCH + 1)
    assert tx.lists.behind() == [(called.id, 2)]
    assert not tx.cards.want_changed(called.id, 2, now=EPOCH + 3)
    draw(tx, cards)
    assert tx.cards.want_changed(called.id, 2, now=EPOCH + 10)

    assert wanted(tx, cards) == (3, 3)
    assert tx.lists.behind() == []


def test_a_card_that_waits_to_be_drawn_shows_what_came_meanwhile_and_keeps_its_place(
    tx: Transaction, account_id: int
) -> None:
    first, second = make_list(tx, account_id), make_list(tx, account_id)
    about = {called.id: the_list(called.id) for called in (first, second)}
    for number, called in enumerate((first, second)):
        tx.cards.add(about[called.id], PRIVATE, message_id=number + 1)
        card = tx.cards.of(about[called.id])
        assert card is not None
        tx.cards.shown(card.id, place=PRIVATE, message_id=number + 1, version=card.wanted, at=0.0)

    assert tx.cards.want_changed(second.id, 1, now=EPOCH)
    assert tx.cards.want_changed(first.id, 1, now=EPOCH + 1)
    assert tx.cards.want_changed(second.id, 2, now=EPOCH + 2)

    stale = tx.cards.stale(PRIVATE.chat_id)
    assert stale == tx.cards.of(about[second.id])


def test_whoever_was_to_agree_to_a_list_follows_it_no_further(
    tx: Transaction, account_id: int
) -> None:
    called = make_list(tx, account_id)
    tx.cards.add(the_list(called.id), PRIVATE, audience="approver:101", message_id=1)
    tx.lists.change(called.id)

    assert tx.lists.behind() == []
    assert tx.cards.want_changed(called.id, 1, now=EPOCH)
    card = tx.cards.of(the_list(called.id), "approver:101")
    assert card is not None
    assert card.wanted == 1


def test_what_somebody_pressed_is_shown_by_every_card_at_once(
    tx: Transaction, account_id: int
) -> None:
    called = make_list(tx, account_id)
    cards = put_cards(tx, called)
    tx.lists.change(called.id)
    assert tx.cards.want_changed(called.id, 1, now=EPOCH)
    draw(tx, cards)

    tx.lists.change(called.id)
    tx.cards.want_now(called.id, 2, now=EPOCH + 1)

    assert wanted(tx, cards) == (3, 3)
    assert tx.lists.behind() == []


def test_a_list_is_known_again_by_its_content_once_it_was_confirmed(
    tx: Transaction, account_id: int
) -> None:
    said = {"digest": "x", "confirmed_at": EPOCH}
    mine = make_list(tx, account_id, **said | {"confirmed_at": EPOCH + 9})
    other = make_account(tx, "other")
    make_list(tx, account_id, digest="y", confirmed_at=EPOCH + 8)
    make_list(tx, account_id, digest="x")
    make_list(tx, account_id, **said | {"state": ListState.CANCELLED, "confirmed_at": EPOCH + 5})
    theirs = make_list(tx, other, **said | {"state": ListState.DONE})
    older = make_list(tx, account_id, **said | {"confirmed_at": EPOCH - 1})

    def same(since: float, besides: int = mine.id, digest: str = "x") -> int | None:
        found = tx.lists.same(digest, besides=besides, since=since)
        return None if found is None else found.id

    assert same(EPOCH - 1) == same(EPOCH) == theirs.id
    assert same(EPOCH + 0.1) is None
    assert same(EPOCH - 1, besides=0) == mine.id
    assert same(EPOCH - 1, digest="z") is None
    tx.lists.update(replace(theirs, state=ListState.CANCELLED))
    assert same(EPOCH) is None
    assert same(EPOCH - 1) == older.id


def test_a_list_stands_in_its_preview_in_its_cards_and_where_its_end_is_told(
    tx: Transaction, account_id: int
) -> None:
    called, other = make_list(tx, account_id, message_id=5), make_list(tx, account_id)
    about = the_list(called.id)
    tx.cards.add(about, GROUP, audience="subscription:1", message_id=6)
    tx.deliveries.add(
        subject=about,
        kind=Kind.OVER,
        audience="asker",
        place=PRIVATE,
        subscription_id=None,
        created_at=EPOCH,
    )
    [over] = tx.deliveries.of(about)
    tx.deliveries.sent(over.id, place=PRIVATE, message_id=7, version=1, at=EPOCH)
    call_id = make_call(tx, account_id)
    assert call_id == called.id

    def stands(place: Place, message_id: int, called: CallList = called) -> bool:
        return tx.lists.stands_in(called.id, place.chat_id, message_id)

    assert stands(PRIVATE, 5)
    assert stands(GROUP, 6)
    assert stands(PRIVATE, 7)
    assert not stands(GROUP, 5)
    assert not stands(PRIVATE, 6)
    assert not stands(PRIVATE, 8)
    assert not any(stands(PRIVATE, message_id, other) for message_id in (5, 7))


def test_the_latest_refusal_is_known_that_was_not_for_want_of_a_line(
    tx: Transaction, account_id: int
) -> None:
    called, other = make_list(tx, account_id, rows=4), make_list(tx, account_id, rows=1)
    refused: dict[str, Any] = {"state": State.REFUSED}
    news = [
        refused | {"facts": Facts(asked=Asked.REFUSED, reason="first")},
        refused | {"facts": Facts(asked=Asked.REFUSED, reason="second")},
        refused | {"facts": Facts(asked=Asked.REFUSED, reason="no line"), "busy": True},
        {"state": State.ENDED},
    ]
    for row, changes in zip(tx.rows.all(called.id), news, strict=True):
        call_row(tx, row, **changes)
    call_row(tx, tx.rows.all(other.id)[0], **news[0])

    call = tx.lists.refused(called.id)

    assert call is not None
    assert call.facts.reason == "second"


def test_lists_that_nobody_confirmed_are_forgotten_and_no_others(
    tx: Transaction, account_id: int
) -> None:
    made = {
        state: make_list(tx, account_id, state=state).id
        for state in (ListState.READING, ListState.DRAFT, ListState.CANCELLED)
    }
    for state in ListState:
        make_list(tx, account_id, state=state, confirmed_at=EPOCH)
    make_list(tx, account_id, state=ListState.DRAFT, created_at=EPOCH + 1)

    assert sorted(tx.lists.forgotten(EPOCH + 1)) == sorted(made.values())
    assert tx.lists.forgotten(EPOCH) == []


def test_a_list_that_is_forgotten_goes_with_its_rows_and_cards(
    tx: Transaction, account_id: int, connection: sqlite3.Connection
) -> None:
    called, kept = (
        make_list(tx, account_id, rows=5, state=ListState.DRAFT),
        make_list(tx, account_id, rows=2, state=ListState.DRAFT),
    )
    for one in (called, kept):
        tx.cards.add(the_list(one.id), PRIVATE)
    call_id = make_call(tx, account_id)
    assert call_id == called.id

    assert [tx.rows.forget(called.id, 3) for _ in range(3)] == [3, 2, 0]
    tx.lists.delete(called.id)

    assert tx.lists.get(called.id) is None
    assert tx.lists.get(kept.id) == kept
    assert len(tx.rows.all(kept.id)) == 2
    cards = connection.execute("SELECT about, subject_id FROM cards ORDER BY about").fetchall()
    assert [tuple(card) for card in cards] == [("call", call_id), ("list", kept.id)]


def test_rows_that_were_called_are_never_forgotten(tx: Transaction, account_id: int) -> None:
    called = make_list(tx, account_id, rows=2)
    first, _ = tx.rows.all(called.id)
    call_row(tx, first, state=State.ENDED)

    assert tx.rows.forget(called.id, 10) == 1

    assert [row.id for row in tx.rows.all(called.id)] == [first.id]


def test_more_of_a_paste_belongs_to_what_the_same_person_pasted_last(
    tx: Transaction, account_id: int
) -> None:
    said = {"kind": TableKind.PASTE, "state": ListState.DRAFT}
    earlier = make_list(tx, account_id, **said, created_at=EPOCH - 5)
    make_list(tx, account_id, **said | {"kind": TableKind.CSV})
    make_list(tx, account_id, **said, person_id=102)
    make_list(tx, account_id, **said | {"state": ListState.CANCELLED})
    make_list(tx, account_id, **said | {"state": ListState.RUNNING})

    assert tx.lists.newest_paste(101, since=EPOCH) is None
    assert tx.lists.newest_paste(101, since=EPOCH - 5) == earlier
    later = make_list(tx, account_id, **said | {"state": ListState.READING})
    assert tx.lists.newest_paste(101, since=EPOCH - 5) == later


def test_no_two_lists_answer_to_one_button(tx: Transaction, account_id: int) -> None:
    called = make_list(tx, account_id)

    with pytest.raises(sqlite3.IntegrityError, match=r"lists\.key"):
        tx.lists.add(new_list(account_id, key=called.key))


def test_a_list_has_each_place_in_it_once(tx: Transaction, account_id: int) -> None:
    called = make_list(tx, account_id, rows=1)

    tx.rows.put(called.id, [new_row(0, label="mới")])

    assert [row.label for row in tx.rows.all(called.id)] == ["mới"]
