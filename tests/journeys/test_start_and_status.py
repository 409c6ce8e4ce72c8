"""`/start`, `/help`, `/status`, and whatever the bot does not understand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.messages.status import ALL_WELL, NO_REPORTS, PBX_DOWN
from bot.core.people import Language, Role
from tests.journeys.lists import HOLDS, confirmed, numbers
from tests.journeys.world import (
    ADMIN,
    GROUP,
    OPERATOR,
    STRANGER,
    VIEWER,
    Journey,
    buttons,
    journey,
    problem,
)


async def test_an_operator_reads_the_days_figures_and_what_they_call_with(told: Journey) -> None:
    told.say(OPERATOR, "/start")
    await told.wait(2)
    assert told.texts(OPERATOR)[0].splitlines()[:2] == [
        "Chào Nhân viên. Hôm nay chưa có cuộc gọi nào.",
        "Gọi bằng tài khoản CSKH, đầu số 0123456789.",
    ]

    told.say(OPERATOR, "/otp 0912345601 4821")
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(90)
    told.say(OPERATOR, "/start")
    await told.wait(2)

    assert told.texts(OPERATOR)[-1].startswith(
        "Chào Nhân viên. Hôm nay 2 cuộc, nghe máy 50% (1/2)."
    )


async def test_start_in_english(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "en")

    told.say(OPERATOR, "/start")
    await told.wait(2)

    assert told.texts(OPERATOR)[0].splitlines() == [
        "Hello Operator. No calls yet today.",
        "You call with account CSKH, from 0123456789.",
        "Send a phone number to see its calls,",
        "or an Excel file to call a list.",
    ]
    assert buttons(told.shown(OPERATOR)[0]) == ["Call", "OTP", "A list", "Records", "Settings"]


async def test_help_lists_the_commands_of_ones_role(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "en")

    told.say(OPERATOR, "/help")
    await told.wait(2)

    commands = told.texts(OPERATOR)[0].splitlines()
    assert any(command.startswith("/otp PHONE CODE") for command in commands)
    assert not any(command.startswith("/notify") for command in commands)


@pytest.mark.parametrize(
    ("button", "asked"),
    [("Gọi", "Gọi số nào?"), ("OTP", "Gọi số nào?"), ("Cài đặt", "Cài đặt của")],
)
async def test_a_button_of_the_greeting_is_its_bare_command_however_old_it_is(
    told: Journey, button: str, asked: str
) -> None:
    told.say(OPERATOR, "/start")
    await told.wait(1000)

    await told.press(OPERATOR, button)

    assert told.texts(OPERATOR)[-1].startswith(asked)


async def test_start_through_a_link_is_start(told: Journey) -> None:
    told.say(OPERATOR, "/start abc123")
    await told.wait(2)

    assert told.texts(OPERATOR)[0].startswith("Chào Nhân viên.")


async def test_plain_words_get_what_start_gets(told: Journey) -> None:
    told.say(OPERATOR, "xin chào")
    await told.wait(2)

    assert told.texts(OPERATOR)[0].startswith("Chào Nhân viên.")


async def test_an_unknown_command_names_the_nearest(told: Journey) -> None:
    told.say(OPERATOR, "/opt 0987654321 4821")
    await told.wait(2)
    told.say(ADMIN, "/notfy")
    await told.wait(2)

    assert told.texts(OPERATOR) == [problem("command_unknown", name="opt", nearest="/otp")]
    assert told.texts(ADMIN) == [problem("command_unknown", name="notfy", nearest="/notify")]
    assert not told.pbx.placements


async def test_a_command_like_no_other_is_told_where_the_commands_are_listed(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/zzzz")
    await told.wait(2)

    assert told.texts(OPERATOR) == [problem("command_unknown", name="zzzz", nearest="/help")]
    assert buttons(told.shown(OPERATOR)[0]) == []


async def test_a_button_runs_a_mistyped_command_as_it_was_meant_once(told: Journey) -> None:
    typed = told.say(OPERATOR, "/opt 0987654321 4821")
    await told.wait(2)
    wrong = told.shown(OPERATOR)[-1]
    await told.press(OPERATOR, "/otp")
    await told.press(OPERATOR, "/otp", on=wrong)
    await told.wait(40)

    assert told.pbx.placements == {"0987654321": 1}
    assert told.telegram.find(OPERATOR, typed.id) is None
    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]


async def test_a_button_gives_a_mistyped_argument_its_name(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821 calller=19001234")
    await told.wait(2)
    await told.press(OPERATOR, "caller=")
    await told.wait(2)

    assert "đầu số 19001234" in told.texts(OPERATOR)[-1]


async def test_nobody_mends_what_somebody_else_typed(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821 calller=19001234", GROUP)
    await told.wait(2)

    assert await told.press(ADMIN, "caller=", GROUP) == "Chỉ Nhân viên bấm được nút này"
    assert not told.pbx.placements


async def test_a_mend_that_comes_too_late_calls_nobody(told: Journey) -> None:
    told.say(OPERATOR, "/opt 0987654321 4821")
    await told.wait(400)
    await told.press(OPERATOR, "/otp")

    assert not told.pbx.placements
    assert "Lệnh gửi lúc 09:12" in told.texts(OPERATOR)[-1]


async def test_an_unknown_command_in_the_group_is_another_bots(told: Journey) -> None:
    told.say(OPERATOR, "/opt 0987654321 4821", GROUP)
    await told.wait(5)

    assert told.texts(GROUP) == []


async def test_the_menus_are_each_roles_own(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.stop()
    told.say(VIEWER, "/start")
    await told.start()
    await told.wait(5)

    def menu(person: int, chat: int = 0, language: str = "vi") -> list[str]:
        place = told.telegram.chats[chat or person]
        shown = told.telegram.menus.shown(place, user_id=person, language=language)
        return [command["command"] for command in shown]

    assert menu(OPERATOR)[:3] == ["call", "otp", "cdr"]
    assert menu(OPERATOR, language="fr") == menu(OPERATOR)
    more = {"notify", "invite", "users", "share", "unblock"}
    assert set(menu(ADMIN)) - set(menu(OPERATOR)) == more
    assert menu(VIEWER) == ["cdr", "status", "settings", "whoami", "help", "start"]
    assert menu(STRANGER) == ["start"]
    assert menu(OPERATOR, GROUP) == [
        *("call", "otp", "cdr", "template", "upload", "block", "status", "help"),
    ]
    assert set(menu(ADMIN, GROUP)) - set(menu(OPERATOR, GROUP)) == {"notify", "unblock"}


async def test_status_says_that_all_is_well_and_when_the_pbx_last_reported(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    told.say(OPERATOR, "/status")
    await told.wait(2)

    lines = told.texts(OPERATOR)[-1].splitlines()
    assert lines[:4] == [
        ALL_WELL.plain(Language.VI),
        "CSKH: tổng đài trả lời",
        "Không có cuộc gọi nào đang mở",
        "Không còn tin nào chờ gửi",
    ]


async def test_status_counts_the_calls_that_are_open(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345600 4821")
    await told.wait(10)
    told.say(OPERATOR, "/status")
    await told.wait(2)

    assert "Đang mở 1 cuộc · 1 đổ chuông" in told.texts(OPERATOR)[-1]


async def test_status_says_that_the_pbx_is_down_and_since_when(told: Journey) -> None:
    told.pbx.faults.pbx_503 = True
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    told.say(OPERATOR, "/status")
    await told.wait(2)

    lines = told.texts(OPERATOR)[-1].splitlines()
    assert lines[0] == f"❌ {PBX_DOWN.plain(Language.VI)}"
    assert lines[1] == "CSKH: không trả lời từ 09:12 (503)"


async def test_status_says_it_too_when_only_look_ups_met_the_outage(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345600 4821")
    await told.wait(5)
    told.pbx.faults.hooks_lose = True
    told.pbx.faults.pbx_503 = True
    await told.wait(200)
    told.say(OPERATOR, "/status")
    await told.wait(2)

    assert told.texts(OPERATOR)[-1].startswith(f"❌ {PBX_DOWN.plain(Language.VI)}")


async def test_status_counts_what_waits_to_be_sent(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(2)
    told.telegram.faults.fail_next("sendMessage", 3, status=502)
    told.telegram.faults.fail_next("editMessageText", 5, status=502)
    await told.wait(6)
    told.say(ADMIN, "/status")
    await told.wait(2)

    assert "Chờ gửi" in told.texts(ADMIN)[-1]


async def test_status_says_which_lists_are_under_way(told: Journey) -> None:
    await confirmed(told, numbers(*[HOLDS] * 30))
    await told.wait(5)
    told.say(OPERATOR, "/status")
    await told.wait(2)

    assert "Đang có 1 đợt gọi, còn 30 số" in told.texts(OPERATOR)[-1]


async def test_status_says_that_telegram_holds_a_chat_up(told: Journey) -> None:
    told.telegram.set_slow_mode(GROUP, 600)
    for _ in range(3):
        told.say(OPERATOR, "/otp 0912345602 4821 queue")
    await told.wait(120)
    told.say(OPERATOR, "/status")
    await told.wait(2)

    said = told.texts(OPERATOR)[-1]
    assert said.startswith("⏳ Kết quả đến muộn")
    assert "Chờ gửi 2 tin, cũ nhất 09:12 · Telegram bắt chờ ở 1 chat" in said


async def test_status_without_a_public_url_says_what_that_means(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    async with journey(tmp_path, now, public_url=None) as told:
        told.say(OPERATOR, "/status")
        await told.wait(2)

        lines = told.texts(OPERATOR)[-1].splitlines()
        assert lines[0] == NO_REPORTS.plain(Language.VI)
        assert lines[2].startswith("Không có PUBLIC_URL")
