"""Chats that change under the bot: each heals or falls silent, and who set it up is told once."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.core.records import Place
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, notice, plain

OTHER = -1005550099
BASIC = -5550077
BUSY = "🔸 Máy bận\n0912•••602\notp_demo · Nhân viên gọi 09:1"


async def call(told: Journey, number: str = "0912345602") -> None:
    """The operator calls a busy number, in private."""
    told.say(OPERATOR, f"/otp {number} 4821")
    await told.wait(60)


async def also_in(told: Journey, chat: int, **how: bool) -> None:
    """A second group hears outcomes too."""
    told.telegram.add_group(
        chat, "Nhóm hai", "Second group", members=[OPERATOR, ADMIN], admins=[ADMIN], **how
    )
    told.say(ADMIN, "/notify", chat)
    await told.wait(2)


async def test_removed_from_a_group_the_bot_tells_who_set_it_up_once_and_goes_on_elsewhere(
    told: Journey,
) -> None:
    await also_in(told, OTHER)
    told.say(ADMIN, "/start")
    await told.wait(2)

    told.telegram.kick_bot(OTHER)
    await told.wait(5)
    for _ in range(3):
        await call(told)

    assert told.texts(ADMIN)[1:] == [notice("removed", "Nhóm hai")]
    assert len(told.texts(GROUP)) == 3
    assert told.heard(OPERATOR) == ["🔸 0912345602 máy bận"] * 3


async def test_added_again_by_an_administrator_a_group_hears_again(told: Journey) -> None:
    told.say(ADMIN, "/start")
    told.telegram.kick_bot(GROUP)
    await told.wait(5)
    await call(told)
    assert told.texts(GROUP) == []

    told.telegram.add_bot_to(GROUP, by=ADMIN)
    await told.wait(5)
    await call(told)

    assert [text.partition("\n")[0] for text in told.texts(GROUP)] == ["🔸 Máy bận"]
    title = "Kết quả cuộc gọi"
    assert told.texts(ADMIN)[1:] == [notice("removed", title), notice("back", title)]


async def test_added_again_by_somebody_else_a_group_hears_once_it_is_set_up_again(
    told: Journey,
) -> None:
    told.say(ADMIN, "/start")
    told.telegram.kick_bot(GROUP)
    await told.wait(5)
    for _ in range(2):
        told.telegram.add_bot_to(GROUP, by=OPERATOR)
        await told.wait(5)
    await call(told)
    assert told.texts(GROUP) == []
    title = "Kết quả cuộc gọi"
    assert told.texts(ADMIN)[1:] == [notice("removed", title), notice("readmitted", title)]

    told.say(ADMIN, "/notify", GROUP)
    await told.wait(2)
    await call(told)

    assert told.texts(GROUP)[1].startswith("🔸 Máy bận")


async def test_what_an_administrator_turned_off_stays_off_when_the_bot_is_added_again(
    told: Journey,
) -> None:
    told.say(ADMIN, "/notify off", GROUP)
    await told.wait(2)
    told.telegram.kick_bot(GROUP)
    told.telegram.add_bot_to(GROUP, by=ADMIN)
    await told.wait(2)
    before = told.texts(GROUP)

    await call(told)

    assert told.texts(GROUP) == before


async def test_removed_while_the_bot_was_down_it_learns_it_from_the_first_send(
    told: Journey,
) -> None:
    told.say(ADMIN, "/start")
    await told.wait(2)
    await told.stop()
    told.telegram.kick_bot(GROUP)
    told.telegram.updates.clear()
    await told.start()

    await call(told)
    await call(told)

    assert told.texts(ADMIN)[1:] == [notice("removed", "Kết quả cuộc gọi")]
    assert told.heard(OPERATOR) == ["🔸 0912345602 máy bận"] * 2


async def test_a_deleted_topic_falls_back_to_the_whole_group(told: Journey) -> None:
    told.telegram.add_group(OTHER, "Nhóm hai", "Second", members=[OPERATOR, ADMIN], admins=[ADMIN])
    topic = told.telegram.create_topic(OTHER, "Cuộc gọi")
    told.say(ADMIN, "/notify", OTHER, thread_id=topic)
    told.say(ADMIN, "/start")
    await told.wait(2)
    told.telegram.delete_topic(OTHER, topic)

    await call(told)
    await call(told)

    outcomes = told.shown(OTHER)
    assert [m.thread_id for m in outcomes] == [None, None]
    assert [plain(m.text).startswith(BUSY) for m in outcomes] == [True, True]
    assert told.texts(ADMIN)[1:] == [notice("topic", "Nhóm hai")]


async def test_a_call_asked_for_in_a_topic_that_is_then_deleted_is_told_in_the_group(
    told: Journey,
) -> None:
    topic = told.telegram.create_topic(GROUP, "Cuộc gọi")
    told.say(OPERATOR, "/otp 0912345603 4821", GROUP, thread_id=topic)
    await told.wait(8)
    told.telegram.delete_topic(GROUP, topic)
    await told.wait(120)

    texts = told.texts(GROUP)
    assert "🔸 0912•••603 không nghe máy" in texts
    assert all(m.thread_id is None for m in told.shown(GROUP))


@pytest.mark.parametrize("bot_is_told", [True, False])
async def test_a_group_that_became_a_supergroup_is_followed(
    told: Journey, bot_is_told: bool
) -> None:
    await also_in(told, BASIC, basic=True)
    told.say(ADMIN, "/start")
    await told.wait(2)

    new = told.telegram.migrate(BASIC)
    if not bot_is_told:
        told.telegram.updates.clear()
    await call(told)
    await call(told)

    assert [text.startswith(BUSY) for text in told.texts(new)] == [True, True]
    assert told.texts(ADMIN)[1:] == [notice("migrated", "Nhóm hai")]
    there = await told.program.store.read(lambda tx: tx.subscriptions.of_chat(new))
    assert [subscription.place for subscription in there] == [Place(chat_id=new)]


async def test_a_card_of_a_group_that_migrates_during_the_call_is_shown_anew(
    told: Journey,
) -> None:
    await also_in(told, BASIC, basic=True)
    told.say(OPERATOR, "/otp 0912345603 4821", BASIC)
    await told.wait(8)
    new = told.telegram.migrate(BASIC)
    await told.wait(120)

    texts = told.texts(new)
    assert texts[0].startswith("🔸 Không nghe máy · 0912•••603")
    assert texts[1] == "🔸 0912•••603 không nghe máy"
    assert len(texts) == 2


async def test_an_asker_who_blocks_the_bot_stops_nothing_for_the_others(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345603 4821")
    await told.wait(8)
    told.telegram.block(OPERATOR)
    await told.wait(90)
    assert told.texts(GROUP)[0].startswith("🔸 Không nghe máy")

    told.telegram.unblock(OPERATOR)
    await call(told)
    assert told.heard(OPERATOR)[-1] == "🔸 0912345602 máy bận"


async def test_write_rights_taken_away_are_said_to_who_set_it_up(told: Journey) -> None:
    await also_in(told, OTHER)
    told.say(ADMIN, "/start")
    await told.wait(2)
    told.telegram.restrict(OTHER)

    await call(told)
    await call(told)

    assert told.texts(ADMIN)[1:] == [notice("rights", "Nhóm hai")]
    assert len(told.texts(GROUP)) == 2
    assert told.heard(OPERATOR) == ["🔸 0912345602 máy bận"] * 2


async def test_write_rights_given_back_bring_outcomes_back(told: Journey) -> None:
    told.say(ADMIN, "/start")
    told.telegram.restrict(GROUP)
    await call(told)
    told.telegram.unrestrict(GROUP)
    await told.wait(2)

    await call(told)

    assert len(told.texts(GROUP)) == 1
    title = "Kết quả cuộc gọi"
    assert told.texts(ADMIN)[1:] == [notice("rights", title), notice("back", title)]


async def test_a_closed_topic_falls_back_to_the_whole_group_and_silences_no_other(
    told: Journey,
) -> None:
    told.telegram.add_group(OTHER, "Nhóm hai", "Second", members=[OPERATOR, ADMIN], admins=[ADMIN])
    closed, other = (told.telegram.create_topic(OTHER, name) for name in ("Một", "Hai"))
    for topic in (closed, other):
        told.say(ADMIN, "/notify", OTHER, thread_id=topic)
    told.say(ADMIN, "/start")
    await told.wait(2)
    told.telegram.close_topic(OTHER, closed)

    await call(told)

    assert {m.thread_id for m in told.shown(OTHER)[2:]} == {other, None}
    assert told.texts(ADMIN)[1:] == [notice("topic_closed", "Nhóm hai")]


async def test_in_slow_mode_outcomes_come_as_it_allows_and_who_set_it_up_is_told_why_once(
    told: Journey,
) -> None:
    told.say(ADMIN, "/start")
    await told.wait(2)
    told.telegram.set_slow_mode(GROUP, 50)
    for _ in range(6):
        told.say(OPERATOR, "/otp 0912345602 4821 queue")
    await told.wait(40)
    assert told.heard(OPERATOR) == ["🔸 0912345602 máy bận"] * 6
    assert len(told.texts(GROUP)) == 1

    await told.wait(1500)

    outcomes = told.shown(GROUP)
    assert len(outcomes) == 6
    spans = [after.date - before.date for before, after in pairwise(outcomes)]
    assert all(50 <= span <= 53 for span in spans)
    assert {flood.chat_id for flood in told.telegram.floods} == {GROUP}
    assert len(told.telegram.floods) <= 2
    assert told.texts(ADMIN)[1:] == [notice("slow", "Kết quả cuộc gọi")]


async def test_made_an_administrator_the_bot_is_held_up_no_longer(told: Journey) -> None:
    told.telegram.set_slow_mode(GROUP, 600)
    for _ in range(4):
        told.say(OPERATOR, "/otp 0912345602 4821 queue")
    await told.wait(60)
    assert len(told.texts(GROUP)) == 1

    told.telegram.promote_bot(GROUP)
    await told.wait(5)

    assert len(told.texts(GROUP)) == 4


async def test_nobody_waits_for_the_answer_into_a_group_that_is_held_up_for_long(
    told: Journey,
) -> None:
    told.telegram.set_slow_mode(GROUP, 600)
    for _ in range(3):
        told.say(ADMIN, "/status", GROUP)
    await told.wait(5)

    told.say(ADMIN, "/otp 0912345602 4821")
    await told.wait(30)

    assert told.heard(ADMIN) == ["🔸 0912345602 máy bận"]


async def test_a_chat_that_is_gone_is_written_to_no_more(told: Journey) -> None:
    await also_in(told, OTHER)
    told.say(ADMIN, "/start")
    await told.wait(2)
    del told.telegram.chats[OTHER]

    await call(told)
    await call(told)

    assert told.texts(ADMIN)[1:] == [notice("gone", "Nhóm hai")]
    assert len(told.texts(GROUP)) == 2


async def test_an_administrator_who_never_wrote_to_the_bot_costs_nobody_anything(
    told: Journey,
) -> None:
    told.telegram.kick_bot(GROUP)
    await told.wait(5)

    await call(told)

    assert told.heard(OPERATOR) == ["🔸 0912345602 máy bận"]
    assert told.texts(ADMIN) == []


async def test_a_card_that_somebody_deleted_costs_only_the_card(told: Journey) -> None:
    told.telegram.promote_bot(GROUP)
    told.say(OPERATOR, "/otp 0912345603 4821", GROUP)
    await told.wait(8)
    [card] = told.shown(GROUP)
    told.telegram.remove(card)
    await told.wait(60)

    assert told.texts(GROUP) == ["🔸 0912•••603 không nghe máy"]
    assert told.shown(GROUP)[0].reply_to is None
