"""`/notify`: who hears outcomes, where, of what, and with which sound."""

from __future__ import annotations

import pytest

from bot.core.messages import popups
from bot.core.people import Language
from bot.core.records import Place
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, buttons, plain, problem

QUIET_GROUP = -1005550099


async def _second_group(told: Journey, **how: bool) -> None:
    told.telegram.add_group(
        QUIET_GROUP, "Nhóm hai", "Second group", members=[OPERATOR, ADMIN], admins=[ADMIN], **how
    )


async def _subscribed(told: Journey, chat: int) -> bool:
    return bool(await told.program.store.read(lambda tx: tx.subscriptions.of_chat(chat)))


async def test_notify_in_a_group_sends_outcomes_there_from_then_on(told: Journey) -> None:
    await _second_group(told)

    told.say(ADMIN, "/notify", QUIET_GROUP)
    await told.wait(2)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    card, outcome = told.shown(QUIET_GROUP)
    assert plain(card.text) == (
        "Nhóm này nhận kết quả cuộc gọi\n"
        "Tài khoản CSKH\n"
        "Có chuông: cần gọi lại, lỗi, chưa rõ\n"
        "Im lặng: nghe máy, chưa gặp · mỗi đợt gọi một tin\n"
        "Ẩn số"
    )
    assert buttons(card) == [
        "✓ Bấm phím",
        "✓ Nghe máy",
        "✓ Lỗi, chưa rõ",
        "✓ Chưa gặp",
        "✓ OTP",
        "✓ Gộp theo đợt",
        "Ngừng",
    ]
    assert outcome.text.startswith("🔸 Máy bận\n0912•••602")
    assert not outcome.rang


async def test_a_group_hears_in_the_language_of_who_set_it_up(told: Journey) -> None:
    await _second_group(told)
    told.telegram.set_language(ADMIN, "en")

    told.say(ADMIN, "/notify", QUIET_GROUP)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    card, outcome = told.texts(QUIET_GROUP)
    assert card.startswith("This group gets call outcomes")
    assert outcome.startswith("🔸 Busy\n0912•••602\notp_demo · Nhân viên 09:12")
    assert told.texts(OPERATOR)[1] == "🔸 0912345602 máy bận"


async def test_notify_in_a_topic_is_for_that_topic(told: Journey) -> None:
    await _second_group(told)
    topic = told.telegram.create_topic(QUIET_GROUP, "Cuộc gọi")

    told.say(ADMIN, "/notify", QUIET_GROUP, thread_id=topic)
    await told.wait(2)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    card, outcome = told.shown(QUIET_GROUP)
    assert card.text.startswith("Chủ đề này nhận kết quả cuộc gọi")
    assert (card.thread_id, outcome.thread_id) == (topic, topic)
    assert outcome.text.startswith("🔸 Máy bận")


async def test_notify_as_a_reply_in_the_general_topic_is_for_the_whole_group(
    told: Journey,
) -> None:
    await _second_group(told)
    told.telegram.create_topic(QUIET_GROUP, "Cuộc gọi")
    first = told.say(OPERATOR, "Ở đây nhé", QUIET_GROUP)

    told.say(ADMIN, "/notify", QUIET_GROUP, reply_to=first.id)
    await told.wait(2)

    assert told.texts(QUIET_GROUP)[0].startswith("Nhóm này nhận kết quả")
    here = await told.program.store.read(lambda tx: tx.subscriptions.of_chat(QUIET_GROUP))
    assert [subscription.place for subscription in here] == [Place(chat_id=QUIET_GROUP)]


@pytest.mark.parametrize("typed", ["/notify off", "/notify  OFF", "/notify@pbx_sandbox_bot off"])
async def test_notify_off_ends_it(told: Journey, typed: str) -> None:
    told.say(ADMIN, typed, GROUP)
    await told.wait(2)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    [stopped] = told.texts(GROUP)
    assert stopped.startswith("Nhóm này không nhận kết quả nữa")

    told.say(ADMIN, "/notify off", GROUP)
    await told.wait(2)
    assert told.texts(GROUP)[-1].startswith("Nhóm này đang không nhận kết quả nào")


async def test_stop_ends_it_too(told: Journey) -> None:
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(2)

    await told.press(ADMIN, "Ngừng", GROUP)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    [stopped] = told.texts(GROUP)
    assert stopped.startswith("Nhóm này không nhận kết quả nữa")
    assert buttons(told.shown(GROUP)[0]) == []


async def test_a_toggle_of_a_stopped_card_turns_nothing_on(told: Journey) -> None:
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(2)
    [card] = told.shown(GROUP)
    await told.press(ADMIN, "Ngừng", GROUP)

    await told.press(ADMIN, "✓ OTP", GROUP, on=card)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert len(told.texts(GROUP)) == 1
    assert told.texts(GROUP)[0].startswith("Nhóm này không nhận kết quả nữa")


@pytest.mark.parametrize(
    ("label", "number", "let_through"),
    [
        ("Nghe máy", "0912345601", "0912345602"),
        ("Chưa gặp", "0912345602", "0912345601"),
        ("Lỗi, chưa rõ", "0912345605", "0912345601"),
        ("OTP", "0912345601", None),
    ],
)
async def test_a_filter_holds_back_what_it_says(
    told: Journey, label: str, number: str, let_through: str | None
) -> None:
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(2)

    await told.press(ADMIN, f"✓ {label}", GROUP)
    assert label in buttons(told.shown(GROUP)[0])
    told.say(OPERATOR, f"/otp {number} 4821")
    await told.wait(90)
    assert len(told.texts(GROUP)) == 1
    if let_through:
        told.say(OPERATOR, f"/otp {let_through} 4821")
        await told.wait(90)
        assert len(told.texts(GROUP)) == 2

    await told.press(ADMIN, label, GROUP)
    assert f"✓ {label}" in buttons(told.shown(GROUP)[0])
    told.say(OPERATOR, f"/otp {number} 4821")
    await told.wait(90)
    assert number[-3:] in told.texts(GROUP)[-1]


async def test_with_everything_off_the_card_says_that_nothing_arrives(told: Journey) -> None:
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(2)

    for label in ("Bấm phím", "Nghe máy", "Chưa gặp", "Lỗi, chưa rõ", "Gộp theo đợt"):
        assert "Đang tắt hết" not in told.texts(GROUP)[0]
        await told.press(ADMIN, f"✓ {label}", GROUP)

    assert "Đang tắt hết, không có tin nào" in told.texts(GROUP)[0]


async def test_notify_again_keeps_the_filter_that_was_chosen(told: Journey) -> None:
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(2)
    await told.press(ADMIN, "✓ Nghe máy", GROUP)

    told.say(ADMIN, "/notify", GROUP)
    await told.wait(2)

    assert "Nghe máy" in buttons(told.shown(GROUP)[-1])


async def test_others_may_not_change_what_the_group_hears(told: Journey) -> None:
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(2)

    said = await told.press(OPERATOR, "✓ Nghe máy", GROUP)

    assert said == popups.ONLY_ADMIN.plain(Language.VI)
    assert "✓ Nghe máy" in buttons(told.shown(GROUP)[0])


async def test_toggles_do_not_notify_anybody(told: Journey) -> None:
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(2)
    heard = told.heard(GROUP)

    await told.press(ADMIN, "✓ OTP", GROUP)

    assert len(told.heard(GROUP)) == len(heard)


async def test_in_private_a_chat_is_picked_and_both_are_told(told: Journey) -> None:
    await _second_group(told)
    told.say(ADMIN, "/notify")
    await told.wait(2)
    assert told.texts(ADMIN) == ["Kết quả cuộc gọi gửi vào đâu?"]

    told.telegram.share_chat(ADMIN, ADMIN, 1, QUIET_GROUP)
    await told.wait(2)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert told.texts(ADMIN)[1] == ("Nhóm hai sẽ nhận kết quả cuộc gọi của tài khoản CSKH.")
    card, outcome = told.texts(QUIET_GROUP)
    assert card.startswith("Nhóm này nhận kết quả cuộc gọi")
    assert outcome.startswith("🔸 Máy bận")


async def test_a_picked_chat_where_the_bot_cant_write_is_not_set_up(told: Journey) -> None:
    await _second_group(told)
    told.telegram.restrict(QUIET_GROUP)
    told.say(ADMIN, "/notify")
    await told.wait(2)

    told.telegram.share_chat(ADMIN, ADMIN, 1, QUIET_GROUP)
    await told.wait(10)

    assert told.texts(ADMIN)[-1] == problem("chat_closed", title="Nhóm hai")
    assert not await _subscribed(told, QUIET_GROUP)


async def test_notify_where_the_bot_may_not_write_sets_nothing_up_there(told: Journey) -> None:
    await _second_group(told)
    told.telegram.restrict(QUIET_GROUP)

    told.say(ADMIN, "/notify", QUIET_GROUP)
    await told.wait(60)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert not await _subscribed(told, QUIET_GROUP)
    assert told.texts(OPERATOR)[-1] == "🔸 0912345602 máy bận"


async def test_an_administrator_without_an_account_is_offered_to_link_one(told: Journey) -> None:
    await _second_group(told)
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, ADMIN))

    told.say(ADMIN, "/notify", QUIET_GROUP)
    told.say(ADMIN, "/notify")
    await told.wait(2)
    told.telegram.share_chat(ADMIN, ADMIN, 1, QUIET_GROUP)
    await told.wait(2)

    for chat in (QUIET_GROUP, ADMIN):
        assert told.texts(chat)[-1] == problem("account_missing")
        assert buttons(told.shown(chat)[-1]) == ["Liên kết khóa"]
    assert not await _subscribed(told, QUIET_GROUP)


async def test_two_accounts_in_one_group_are_set_up_toggled_and_stopped_together(
    told: Journey,
) -> None:
    await told.link("Thu nợ", ADMIN, OPERATOR)
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(2)
    assert "Tài khoản CSKH, Thu nợ" in told.texts(GROUP)[0]

    await told.press(ADMIN, "✓ Nghe máy", GROUP)
    told.say(OPERATOR, "/otp 0912345601 4821")
    await told.wait(3)
    await told.press(OPERATOR, "Thu nợ")
    await told.wait(90)
    assert len(told.texts(GROUP)) == 1

    told.say(ADMIN, "/notify off", GROUP)
    await told.wait(2)
    assert not await _subscribed(told, GROUP)


async def test_an_account_of_others_is_not_told_in_this_group(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)

    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(3)
    await told.press(OPERATOR, "Thu nợ")
    await told.wait(60)

    assert told.texts(OPERATOR)[-1] == "🔸 0912345602 máy bận"
    assert told.texts(GROUP) == []


async def test_an_asker_whose_own_chat_hears_outcomes_hears_once(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821", GROUP)
    await told.wait(90)

    assert [text for text in told.texts(GROUP) if "máy bận" in text.lower()] == [
        told.texts(GROUP)[0],
        "🔸 0912•••602 máy bận",
    ]
    assert told.heard(GROUP) == ["🔸 0912•••602 máy bận"]


async def test_an_asker_in_a_topic_hears_there_and_the_group_hears_too(told: Journey) -> None:
    topic = told.telegram.create_topic(GROUP, "Cuộc gọi")

    told.say(OPERATOR, "/otp 0912345602 4821", GROUP, thread_id=topic)
    await told.wait(90)

    in_topic = [m.text for m in told.shown(GROUP) if m.thread_id == topic]
    elsewhere = [plain(m.text) for m in told.shown(GROUP) if m.thread_id != topic]
    assert len(in_topic) == 2
    assert [text.splitlines()[0] for text in elsewhere] == ["🔸 Máy bận"]


async def test_after_off_nothing_arrives_any_more_not_even_what_waited_its_turn(
    told: Journey,
) -> None:
    for _ in range(24):
        told.say(OPERATOR, "/otp 0912345602 4821 queue")
    await told.wait(40)

    told.say(ADMIN, "/notify off", GROUP)
    await told.wait(120)

    assert told.texts(GROUP)[-1].startswith("Nhóm này không nhận kết quả nữa")
