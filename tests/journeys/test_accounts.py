"""`/link`, `/login`, `/logout`, `/whoami`, `/settings`: one's accounts, and what calls use."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.core.messages import accounts as texts
from bot.core.messages.settings import MISSING, NO_DEFAULT
from bot.core.people import Language, Role
from bot.sandbox.telegram.records import Message
from bot.sandbox.world import SEED
from tests.journeys.world import (
    ADMIN,
    COLLEAGUE,
    GROUP,
    OPERATOR,
    STRANGER,
    VIEWER,
    Journey,
    buttons,
    journey,
    plain,
    problem,
)

SECOND = SEED.second
KEY = SECOND.api_key


@pytest.fixture
async def told(tmp_path: Path, now: Callable[[], float]) -> AsyncIterator[Journey]:
    async with journey(tmp_path, now, history=True) as begun:
        yield begun


def said(text: object, **values: str) -> str:
    """A text of the set-up in Vietnamese, as it is read."""
    return plain(getattr(texts, str(text)).plain(Language.VI, **values))


def gone(told: Journey, message: Message) -> bool:
    """Whether somebody's message has left the chat."""
    return told.telegram.find(message.chat_id, message.id) is None


async def set_up(told: Journey, who: int) -> None:
    """Answer what follows a key that is new, by typing."""
    for answer in ("Thu nợ", SECOND.campaign_id, SEED.second_caller, "otp_demo", "2"):
        told.say(who, answer)
        await told.wait(2)


async def test_an_operator_links_a_key_and_calls_with_it(told: Journey) -> None:
    typed = told.say(OPERATOR, f"/link {KEY}")
    await told.wait(5)
    assert gone(told, typed)
    assert told.texts(OPERATOR)[0] == said("LINKED")

    await set_up(told, OPERATOR)

    assert told.texts(OPERATOR)[1:] == [
        "Gọi được bằng Thu nợ rồi\nĐầu số 0123456780 · OTP otp_demo · 2 cuộc cùng lúc"
    ]
    told.say(OPERATOR, '/otp 0912345602 4821 account="Thu nợ"')
    await told.wait(60)
    assert told.pbx.placements == {"0912345602": 1}
    assert "Thu nợ" in told.texts(OPERATOR)[2]


async def test_without_a_key_it_is_asked_for_and_the_answer_disappears(told: Journey) -> None:
    told.say(OPERATOR, "/link")
    await told.wait(2)
    [asked] = told.shown(OPERATOR)
    assert asked.markup is not None
    assert asked.markup["force_reply"]

    answer = told.reply(OPERATOR, KEY)
    await told.wait(5)

    assert gone(told, answer)
    assert gone(told, asked)
    assert told.texts(OPERATOR)[0] == said("LINKED")


async def test_a_key_that_is_typed_without_replying_disappears_too(told: Journey) -> None:
    told.say(OPERATOR, "/link")
    await told.wait(2)

    answer = told.say(OPERATOR, KEY)
    await told.wait(5)

    assert gone(told, answer)
    assert said("LINKED") in told.texts(OPERATOR)


async def test_what_the_accounts_calls_have_used_is_offered_as_buttons(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    async with journey(tmp_path, now, furnished=False, history=True) as told:
        told.say(ADMIN, f"/link {SEED.account.api_key}")
        await told.wait(5)
        offered = []
        for _ in range(5):
            offered.append(buttons(told.shown(ADMIN)[-1]))
            await told.press(ADMIN, offered[-1][0])

        assert offered == [
            ["Tài khoản 1"],
            ["11111111-2222-3333-4444-555555555…"],
            ["0123456789", "0123456788"],
            ["otp_demo", "Chưa có, để sau"],
            ["5"],
        ]
        [account] = await told.program.store.read(lambda tx: tx.accounts.of_person(ADMIN))
        assert account.campaign_id == SEED.account.campaign_id
        assert (account.caller, account.otp_template) == (SEED.caller, "otp_demo")


async def test_the_set_up_goes_on_after_a_restart(told: Journey) -> None:
    told.say(OPERATOR, f"/link {KEY}")
    await told.wait(5)
    await told.stop()
    told.say(OPERATOR, "Thu nợ")
    await told.start()
    await told.wait(3)

    assert told.texts(OPERATOR)[-1].startswith("ID chiến dịch của Thu nợ?")


async def test_an_account_that_is_not_set_up_calls_nobody_and_says_how_to_go_on(
    told: Journey,
) -> None:
    told.say(OPERATOR, f"/link {KEY}")
    await told.wait(5)
    told.say(OPERATOR, "Thu nợ")
    await told.wait(2)

    told.say(OPERATOR, '/otp 0912345602 4821 account="Thu nợ"')
    await told.wait(5)

    assert told.texts(OPERATOR)[-1] == problem("account_incomplete", name="Thu nợ")
    assert not told.pbx.placements
    await told.press(OPERATOR, "Điền tiếp")
    assert told.texts(OPERATOR)[-1].startswith("ID chiến dịch của Thu nợ?")


async def test_an_account_without_an_otp_template_asks_for_it_before_any_code(
    told: Journey,
) -> None:
    told.say(OPERATOR, f"/link {KEY}")
    await told.wait(5)
    for answer in ("Thu nợ", SECOND.campaign_id, SEED.second_caller):
        told.say(OPERATOR, answer)
        await told.wait(2)
    await told.press(OPERATOR, "Chưa có, để sau")
    await told.press(OPERATOR, "5")

    told.say(OPERATOR, '/otp 0912345602 account="Thu nợ"')
    await told.wait(5)

    assert told.texts(OPERATOR)[-1] == problem("otp_template_missing", name="Thu nợ")
    await told.press(OPERATOR, "Điền tiếp")
    told.say(OPERATOR, "otp_demo")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1].startswith("Gọi được bằng Thu nợ rồi")


async def test_a_bad_answer_is_named_and_asked_for_again_in_its_place(told: Journey) -> None:
    told.say(OPERATOR, f"/link {KEY}")
    await told.wait(5)

    told.reply(OPERATOR, "CSKH")
    await told.wait(2)

    assert told.texts(OPERATOR)[1:] == [problem("account_name_taken", name="CSKH")]
    assert buttons(told.shown(OPERATOR)[-1]) == ["Tài khoản 1"]
    told.reply(OPERATOR, "Thu nợ")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1].startswith("ID chiến dịch của Thu nợ?")


async def test_a_known_key_gives_the_use_of_its_account_and_changes_nothing(
    told: Journey,
) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    before = await told.program.store.read(lambda tx: tx.accounts.get(1))

    told.say(COLLEAGUE, f"/link {SEED.account.api_key}")
    await told.wait(5)

    assert told.texts(COLLEAGUE) == [said("KNOWN", name="CSKH")]
    assert await told.program.store.read(lambda tx: tx.accounts.get(1)) == before
    told.say(COLLEAGUE, "/otp 0912345602 4821")
    await told.wait(60)
    assert told.pbx.placements == {"0912345602": 1}


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("/link 00000000-0000-0000-0000-000000000000", "key_refused"),
        ("/link hai từ", "key_shape"),
        ("/link " + "x" * 300, "key_shape"),
        ("/link khóa", "key_shape"),
        (f"/login {SECOND.username} sai", "login_refused"),
        ("/login nobody nothing", "login_refused"),
    ],
)
async def test_what_opens_no_account_is_deleted_named_and_not_kept(
    told: Journey, typed: str, kind: str
) -> None:
    message = told.say(OPERATOR, typed)
    await told.wait(10)

    assert gone(told, message)
    assert told.texts(OPERATOR) == [problem(kind)]
    assert len(await told.program.store.read(lambda tx: tx.accounts.all())) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(403, "key_forbidden"), (503, "pbx_maintenance"), (500, "pbx_silent")]
)
async def test_a_pbx_that_does_not_let_us_ask_is_named(
    told: Journey, status: int, kind: str
) -> None:
    told.pbx_wire.instead = lambda _request: httpx.Response(status, json={"error": "no"})

    message = told.say(OPERATOR, f"/link {KEY}")
    await told.wait(60)

    assert gone(told, message)
    assert told.texts(OPERATOR) == [problem(kind)]
    assert len(await told.program.store.read(lambda tx: tx.accounts.all())) == 1


async def test_a_pbx_that_is_not_reached_is_named(told: Journey) -> None:
    told.pbx_wire.cut = True

    told.say(OPERATOR, f"/login {SECOND.username} {SECOND.password}")
    await told.wait(60)

    assert told.texts(OPERATOR) == [problem("pbx_silent")]


async def test_a_login_gives_the_key_and_is_then_a_link(told: Journey) -> None:
    typed = told.say(OPERATOR, f"/login {SECOND.username} {SECOND.password}")
    await told.wait(5)

    assert gone(told, typed)
    assert told.texts(OPERATOR)[0] == said("LINKED")
    assert buttons(told.shown(OPERATOR)[-1]) == ["bar"]


async def test_without_arguments_the_name_and_then_the_password_are_asked_for(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/login")
    await told.wait(2)
    told.reply(OPERATOR, SECOND.username)
    await told.wait(2)
    wrong = told.reply(OPERATOR, "sai")
    await told.wait(5)
    assert told.texts(OPERATOR) == [problem("login_refused")]

    right = told.reply(OPERATOR, SECOND.password)
    await told.wait(5)

    assert gone(told, wrong)
    assert gone(told, right)
    assert told.texts(OPERATOR)[0] == said("LINKED")


async def test_a_login_that_the_pbx_has_disabled_is_named(told: Journey) -> None:
    account = {"api_key": KEY, "username": "bar", "user_enabled": "false"}
    told.pbx_wire.instead = lambda request: (
        httpx.Response(200, json={"data": account}) if request.url.path == "/v1/auth" else None
    )

    told.say(OPERATOR, f"/login {SECOND.username} {SECOND.password}")
    await told.wait(5)

    assert told.texts(OPERATOR) == [problem("login_disabled")]


@pytest.mark.parametrize("word", ["hủy", "cancel", "Thôi"])
async def test_a_question_is_taken_back_by_a_word(told: Journey, word: str) -> None:
    told.say(OPERATOR, "/link")
    await told.wait(2)

    told.reply(OPERATOR, word)
    await told.wait(2)

    assert told.texts(OPERATOR) == [said("STOPPED")]


async def test_a_set_up_that_is_stopped_says_that_the_account_stays_linked(
    told: Journey,
) -> None:
    told.say(OPERATOR, f"/link {KEY}")
    await told.wait(5)
    told.say(OPERATOR, "Thu nợ")
    await told.wait(2)

    told.say(OPERATOR, "hủy")
    await told.wait(2)

    assert told.texts(OPERATOR) == [said("LINKED"), said("STAYS", name="Thu nợ")]
    assert len(await told.program.store.read(lambda tx: tx.accounts.of_person(OPERATOR))) == 2
    await told.press(OPERATOR, "Điền tiếp")
    assert told.texts(OPERATOR)[-1].startswith("ID chiến dịch của Thu nợ?")
    told.say(OPERATOR, SECOND.campaign_id)
    await told.wait(2)
    assert told.texts(OPERATOR)[-1].startswith("Đầu số của Thu nợ?")


async def test_a_change_that_is_taken_back_says_that_all_is_as_it_was(told: Journey) -> None:
    told.say(ADMIN, "/settings")
    await told.wait(2)
    await told.press(ADMIN, "Đầu số")
    before = await told.program.store.read(lambda tx: tx.accounts.get(1))

    told.say(ADMIN, "hủy")
    await told.wait(2)

    assert told.texts(ADMIN)[-1] == said("KEPT")
    assert await told.program.store.read(lambda tx: tx.accounts.get(1)) == before


async def test_where_telegram_keeps_the_message_its_author_is_asked_to_delete_it(
    told: Journey,
) -> None:
    told.telegram.faults.fail_next("deleteMessage", 9, status=400)

    told.say(OPERATOR, f"/link {KEY}")
    await told.wait(30)

    assert told.texts(OPERATOR)[:2] == [problem("secret_left"), said("LINKED")]


async def test_a_deletion_that_the_network_lost_is_tried_again(told: Journey) -> None:
    told.telegram.faults.fail_next("deleteMessage", 2, status=502)

    typed = told.say(OPERATOR, f"/link {KEY}")
    await told.wait(30)

    assert gone(told, typed)
    assert told.texts(OPERATOR)[0] == said("LINKED")


@pytest.mark.parametrize("command", ["/link", "/login", "/logout", "/whoami", "/settings"])
async def test_in_a_group_it_is_said_where_to_go(told: Journey, command: str) -> None:
    told.say(OPERATOR, command, GROUP)
    await told.wait(3)

    [message] = told.shown(GROUP)
    assert plain(message.text) == problem("private_only")
    assert message.keyboard == [[{"text": "Mở", "url": "https://t.me/pbx_sandbox_bot"}]]


async def test_a_key_in_a_group_is_deleted_where_the_bot_may(told: Journey) -> None:
    told.telegram.promote_bot(GROUP)

    typed = told.say(OPERATOR, f"/link {KEY}", GROUP)
    await told.wait(3)

    assert gone(told, typed)
    assert told.texts(GROUP) == [problem("private_only")]
    assert len(await told.program.store.read(lambda tx: tx.accounts.all())) == 1


async def test_a_strangers_key_is_deleted_and_not_even_tried(told: Journey) -> None:
    typed = told.say(STRANGER, f"/link {KEY}")
    await told.wait(5)

    assert gone(told, typed)
    assert told.texts(STRANGER)[0].startswith("Bot này dùng nội bộ.")
    assert not told.pbx.requests


async def test_a_viewer_links_nothing(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)

    typed = told.say(VIEWER, f"/link {KEY}")
    await told.wait(5)

    assert gone(told, typed)
    assert told.texts(VIEWER) == [problem("not_allowed")]
    assert not told.pbx.requests


async def test_keys_and_passwords_are_in_no_file_no_log_line_and_no_message(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = (KEY, SECOND.password)

    told.say(OPERATOR, "/login")
    await told.wait(2)
    told.reply(OPERATOR, SECOND.username)
    await told.wait(2)
    told.reply(OPERATOR, SECOND.password)
    await told.wait(5)
    told.say(ADMIN, f"/link {KEY}")
    await told.wait(5)
    told.pbx.faults.token_status = 400
    told.pbx.faults.body = f'{{"error": "no such key {KEY} {SECOND.password}"}}'
    told.say(ADMIN, f"/link {KEY}")
    told.say(ADMIN, f"/login {SECOND.username} {SECOND.password}")
    await told.wait(30)

    assert told.texts(ADMIN)[0] == said("KNOWN", name="bar")
    assert told.texts(ADMIN)[-2:] == [problem("key_refused"), problem("login_refused")]
    files = list(told.settings.database.parent.iterdir())
    held = [f for f in files for secret in secrets if secret.encode() in f.read_bytes()]
    assert held == []
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("bot")]
    assert not [line for line in ours for secret in secrets if secret in line]
    standing = [plain(m.text) for who in (OPERATOR, ADMIN) for m in told.telegram.messages(who)]
    assert not [text for text in standing for secret in secrets if secret in text]


async def test_a_borrowed_account_is_given_up_by_who_borrowed_it(told: Journey) -> None:
    told.say(OPERATOR, "/logout")
    await told.wait(2)
    assert buttons(told.shown(OPERATOR)[-1]) == ["Tôi thôi dùng", "Giữ lại"]

    await told.press(OPERATOR, "Tôi thôi dùng")

    assert told.texts(OPERATOR) == [said("GIVEN_UP", name="CSKH")]
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(3)
    assert told.texts(OPERATOR)[-1] == problem("account_missing")
    told.say(ADMIN, "/otp 0912345602 4821")
    await told.wait(60)
    assert told.pbx.placements == {"0912345602": 1}


async def test_kept_changes_nothing(told: Journey) -> None:
    told.say(OPERATOR, "/logout")
    await told.wait(2)

    await told.press(OPERATOR, "Giữ lại")

    assert told.texts(OPERATOR) == [said("KEPT")]
    assert len(await told.program.store.read(lambda tx: tx.accounts.of_person(OPERATOR))) == 1


async def test_removing_a_key_says_who_loses_it_and_erases_it_when_its_calls_have_ended(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0912345601 4821")
    await told.wait(10)
    told.say(ADMIN, "/logout")
    await told.wait(2)
    assert "2 người và 1 nơi" in told.texts(ADMIN)[-1]

    await told.press(ADMIN, "Gỡ khóa")
    await told.wait(2)

    sealed = await told.program.store.read(lambda tx: tx.accounts.sealed_key(1))
    assert sealed is not None
    assert "Quản trị đã gỡ tài khoản CSKH" in "".join(told.texts(OPERATOR))
    assert not await told.program.store.read(lambda tx: tx.subscriptions.of_account(1))
    await told.wait(120)
    assert told.texts(OPERATOR)[0].startswith("✅")
    assert await told.program.store.read(lambda tx: tx.accounts.sealed_key(1)) is None
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(3)
    assert told.texts(OPERATOR)[-1] == problem("account_missing")


async def test_an_operator_can_not_remove_a_borrowed_key_by_an_old_button(told: Journey) -> None:
    told.say(OPERATOR, "/logout")
    await told.wait(2)
    card = told.shown(OPERATOR)[-1]
    pressed = told.telegram.press(OPERATOR, OPERATOR, card.id, "acc.close:1")
    await pressed.answer
    await told.wait(2)

    assert told.texts(OPERATOR)[-1] == problem("account_others")
    assert len(await told.program.store.read(lambda tx: tx.accounts.of_person(ADMIN))) == 1


async def test_a_key_that_was_removed_is_linked_again_with_all_that_was_known(
    told: Journey,
) -> None:
    told.say(ADMIN, "/logout")
    await told.wait(2)
    await told.press(ADMIN, "Gỡ khóa")
    await told.wait(60)

    told.say(OPERATOR, f"/link {SEED.account.api_key}")
    await told.wait(5)

    assert told.texts(OPERATOR)[-1] == said("REOPENED", name="CSKH")
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    assert told.pbx.placements == {"0912345602": 1}
    assert not await told.program.store.read(lambda tx: tx.accounts.of_person(ADMIN))


async def test_the_last_to_give_an_account_up_closes_it(told: Journey) -> None:
    for who, button in ((OPERATOR, "Tôi thôi dùng"), (ADMIN, "Gỡ khóa")):
        told.say(who, "/logout")
        await told.wait(2)
        await told.press(who, button)
    await told.wait(60)

    assert not await told.program.store.read(lambda tx: tx.accounts.all())
    assert await told.program.store.read(lambda tx: tx.accounts.sealed_key(1)) is None


async def test_the_last_to_give_a_borrowed_account_up_is_told_that_its_key_goes(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/logout")
    told.say(ADMIN, "/logout")
    await told.wait(2)
    shown_before = told.shown(OPERATOR)[-1]
    await told.press(ADMIN, "Tôi thôi dùng")
    told.say(OPERATOR, "/logout")
    await told.wait(2)

    assert told.texts(OPERATOR)[-1].startswith("Gỡ khóa của tài khoản CSKH?\n1 người và 1 nơi")
    assert buttons(told.shown(OPERATOR)[-1]) == ["Gỡ khóa", "Giữ lại"]
    await told.press(OPERATOR, "Giữ lại")
    await told.press(OPERATOR, "Tôi thôi dùng", on=shown_before)

    assert told.texts(OPERATOR) == [said("CLOSED", name="CSKH"), said("KEPT")]
    assert not await told.program.store.read(lambda tx: tx.accounts.all())


async def test_who_borrowed_an_account_and_uses_it_alone_removes_its_key(told: Journey) -> None:
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, ADMIN))
    told.say(OPERATOR, "/logout")
    await told.wait(2)

    await told.press(OPERATOR, "Gỡ khóa")
    await told.wait(60)

    assert told.texts(OPERATOR) == [said("CLOSED", name="CSKH")]
    assert await told.program.store.read(lambda tx: tx.accounts.sealed_key(1)) is None


async def test_without_an_account_logout_says_so(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)

    told.say(COLLEAGUE, "/logout")
    await told.wait(2)

    assert told.texts(COLLEAGUE) == [problem("account_missing")]
    assert buttons(told.shown(COLLEAGUE)[0]) == ["Nhờ quản trị viên", "Liên kết khóa"]


async def test_of_several_accounts_the_one_to_give_up_is_picked(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR, ADMIN)

    told.say(OPERATOR, "/logout")
    await told.wait(2)
    await told.press(OPERATOR, "Thu nợ")
    await told.press(OPERATOR, "Tôi thôi dùng")

    mine = await told.program.store.read(lambda tx: tx.accounts.of_person(OPERATOR))
    assert [account.name for account in mine] == ["CSKH"]


async def test_whoami_says_who_one_is_and_what_one_may_call_with(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)

    told.say(OPERATOR, "/whoami")
    told.say(ADMIN, "/whoami")
    await told.wait(3)

    assert told.texts(OPERATOR)[0].splitlines() == [
        f"Nhân viên · {OPERATOR}",
        "Quyền: gọi được · Tiếng Việt",
        "Tài khoản CSKH · Quản trị liên kết",
        "Tài khoản Thu nợ · liên kết ở máy chủ",
    ]
    assert told.texts(ADMIN)[0].splitlines()[2] == "Tài khoản CSKH · mặc định · bạn liên kết"


async def test_the_first_account_that_is_picked_is_the_default_from_then_on(
    told: Journey,
) -> None:
    await told.link("Thu nợ", OPERATOR)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(2)

    popup = await told.press(OPERATOR, "Thu nợ")

    assert popup == "Từ nay gọi bằng Thu nợ. Đổi ở /settings"
    await told.wait(60)
    told.say(OPERATOR, "/otp 0912345603 4821")
    await told.wait(60)
    assert told.pbx.placements == {"0912345602": 1, "0912345603": 1}
    assert "Thu nợ" not in told.texts(OPERATOR)[-2]


async def test_a_card_names_the_account_when_it_is_not_the_default(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    told.say(OPERATOR, "/settings")
    await told.wait(2)
    await told.press(OPERATOR, "Gọi bằng tài khoản nào?")
    await told.press(OPERATOR, "CSKH")

    told.say(OPERATOR, '/otp 0912345602 4821 account="thu nợ"')
    await told.wait(60)

    assert "Thu nợ" in told.texts(OPERATOR)[1]


async def test_settings_change_the_account_for_who_may(told: Journey) -> None:
    told.say(ADMIN, "/settings")
    await told.wait(2)
    [card] = told.shown(ADMIN)
    assert buttons(card) == [
        *("Tên", "Chiến dịch", "Đầu số", "Kịch bản OTP", "5 cuộc cùng lúc"),
        *("Duyệt đợt: tắt", "Từ báo bận (0)"),
        *("✓ Tiếng Việt", "English"),
    ]

    for button, answer in (
        ("Tên", "Chăm sóc"),
        ("Đầu số", "1900 5678"),
        ("Kịch bản OTP", "otp_moi"),
        ("5 cuộc cùng lúc", "8"),
        ("Duyệt đợt: tắt", "1.000"),
    ):
        await told.press(ADMIN, button)
        told.say(ADMIN, answer)
        await told.wait(2)

    assert told.texts(ADMIN) == [
        "Cài đặt của Quản trị\nTài khoản Chăm sóc\n"
        "Đầu số 19005678 · OTP otp_moi · 8 cuộc cùng lúc\n"
        f"Chiến dịch {SEED.account.campaign_id}\n"
        "Đợt gọi hơn 1.000 số cần người thứ hai duyệt"
    ]
    assert [m.id for m in told.shown(ADMIN)] == [card.id]
    assert "Duyệt hơn 1.000 số" in buttons(told.shown(ADMIN)[0])


async def test_approval_of_lists_is_switched_off_by_a_word(told: Journey) -> None:
    told.say(ADMIN, "/settings")
    await told.wait(2)
    before = told.texts(ADMIN)
    for button, answer in (("Duyệt đợt: tắt", "200"), ("Duyệt hơn 200 số", "tắt")):
        await told.press(ADMIN, button)
        told.say(ADMIN, answer)
        await told.wait(2)

    assert told.texts(ADMIN) == before
    account = await told.program.store.read(lambda tx: tx.accounts.get(1))
    assert account is not None
    assert account.approve_over is None


async def busy_words(told: Journey) -> tuple[str, ...]:
    account = await told.program.store.read(lambda tx: tx.accounts.get(1))
    assert account is not None
    return account.busy_phrases


async def learn_busy_words(told: Journey) -> None:
    """An administrator has added two."""
    account = await told.program.store.read(lambda tx: tx.accounts.get(1))
    assert account is not None
    grown = replace(account, busy_phrases=("all circuits busy (#/#)", "hết kênh"))
    await told.program.store.write(lambda tx: tx.accounts.change(grown))


async def test_busy_words_are_listed_and_taken_out_one_by_one(told: Journey) -> None:
    await learn_busy_words(told)
    told.say(ADMIN, "/settings")
    await told.wait(2)

    await told.press(ADMIN, "Từ báo bận (2)")
    assert told.texts(ADMIN) == [
        "Từ báo bận của CSKH\n"
        "Tổng đài từ chối bằng lời này là hết kênh: đợt gọi chờ rồi gọi lại số đó.\n"
        "1. all circuits busy (#/#)\n2. hết kênh\nQuản trị viên thêm từ thẻ của đợt gọi."
    ]
    await told.press(ADMIN, "Bỏ 1")

    assert await busy_words(told) == ("hết kênh",)
    assert buttons(told.shown(ADMIN)[0]) == ["Bỏ 1", "‹ Cài đặt"]
    assert "1. hết kênh\n" in told.texts(ADMIN)[0]
    await told.press(ADMIN, "‹ Cài đặt")
    assert "Từ báo bận (1)" in buttons(told.shown(ADMIN)[0])


async def test_an_old_button_takes_out_the_words_that_it_showed_or_none(told: Journey) -> None:
    await learn_busy_words(told)
    for _ in range(2):
        told.say(ADMIN, "/settings")
        await told.wait(2)
        await told.press(ADMIN, "Từ báo bận (2)")
    old, new = told.shown(ADMIN)
    await told.press(ADMIN, "Bỏ 1", on=new)
    pressed = told.telegram.press(ADMIN, ADMIN, old.id, old.keyboard[0][0]["callback_data"])
    await pressed.answer
    await told.wait(2)

    assert await busy_words(told) == ("hết kênh",)
    assert told.texts(ADMIN)[0] == told.texts(ADMIN)[1]


async def test_busy_words_of_a_borrowed_account_are_not_for_who_borrowed_it(
    told: Journey,
) -> None:
    await learn_busy_words(told)
    told.say(ADMIN, "/settings")
    told.say(OPERATOR, "/settings")
    await told.wait(2)
    await told.press(ADMIN, "Từ báo bận (2)")
    free = told.shown(ADMIN)[0].keyboard[0][0]["callback_data"]

    for data in ("set.busy:1", free):
        pressed = told.telegram.press(OPERATOR, OPERATOR, told.shown(OPERATOR)[0].id, data)
        await pressed.answer
        await told.wait(2)
        assert told.texts(OPERATOR)[-1] == problem("account_others")
    assert await busy_words(told) == ("all circuits busy (#/#)", "hết kênh")


async def test_who_borrowed_an_account_sees_its_settings_and_can_not_change_them(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/settings")
    await told.wait(2)
    [card] = told.shown(OPERATOR)
    assert buttons(card) == ["✓ Tiếng Việt", "English"]
    assert "Đầu số 0123456789" in told.texts(OPERATOR)[0]

    pressed = told.telegram.press(OPERATOR, OPERATOR, card.id, "set.caller:1")
    await pressed.answer
    await told.wait(2)

    assert told.texts(OPERATOR)[-1] == problem("account_others")


async def test_the_language_changes_answers_and_menus(told: Journey) -> None:
    told.say(OPERATOR, "/settings")
    await told.wait(2)

    await told.press(OPERATOR, "English")
    await told.wait(3)

    assert told.texts(OPERATOR)[0].startswith("Settings of Nhân viên\nAccount CSKH")
    assert buttons(told.shown(OPERATOR)[0]) == ["Tiếng Việt", "✓ English"]
    place = told.telegram.chats[OPERATOR]
    menu = told.telegram.menus.shown(place, user_id=OPERATOR, language="vi")
    assert {"command": "otp", "description": "Call and read a code out"} in menu
    told.say(OPERATOR, "/otp 123 4821")
    await told.wait(2)
    assert "Nobody was called" in told.texts(OPERATOR)[-1]


async def test_ones_own_phone_is_forgotten_when_asked(told: Journey) -> None:
    await told.program.store.write(lambda tx: tx.people.set_phone(OPERATOR, "0987654321"))
    told.say(OPERATOR, "/settings")
    await told.wait(2)
    assert "0987654321" in told.texts(OPERATOR)[0]

    await told.press(OPERATOR, "Quên số máy tôi")

    assert "0987654321" not in told.texts(OPERATOR)[0]
    person = await told.program.store.read(lambda tx: tx.people.get(OPERATOR))
    assert person is not None
    assert person.phone is None


async def test_settings_say_what_is_missing(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.link("Thu nợ", OPERATOR)
    whole = await told.program.store.read(lambda tx: tx.accounts.get(1))
    assert whole is not None
    bare = replace(whole, campaign_id="", caller="", otp_template="")
    await told.program.store.write(lambda tx: tx.accounts.change(bare))

    for who in (OPERATOR, ADMIN, COLLEAGUE):
        told.say(who, "/settings")
    await told.wait(3)

    assert plain(NO_DEFAULT.plain(Language.VI)) in told.texts(OPERATOR)[0]
    assert plain(MISSING.plain(Language.VI)) in told.texts(ADMIN)[0]
    assert "Chưa có tài khoản tổng đài" in told.texts(COLLEAGUE)[0]


async def test_an_answer_given_twice_acts_once(told: Journey) -> None:
    told.say(OPERATOR, f"/link {KEY}")
    await told.wait(5)
    asked = told.shown(OPERATOR)[-1]
    await told.press(OPERATOR, "Tài khoản 1")

    popup = await told.press(OPERATOR, "Tài khoản 1", on=asked)

    assert popup == "Câu hỏi này đã đóng, không gọi thêm"
    assert len([t for t in told.texts(OPERATOR) if t.startswith("ID chiến dịch")]) == 1
