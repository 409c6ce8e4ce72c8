"""The page's JSON: state, acts, and who may ask."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.sandbox.calls import Sound
from bot.sandbox.telegram import SandboxTelegram
from tests.sandbox.page_peer import NUMBERS, RINGING, OnePhone, last, state
from tests.sandbox.telegram_peer import ADMIN, GROUP, OPERATOR, STRANGER


async def test_the_state_is_what_one_person_sees(page: httpx.AsyncClient, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("otp", "Gọi đọc mã")])
    mine = await state(page)
    assert mine["bot"] == {"name": "Tổng đài trong chat", "username": "pbx_sandbox_bot"}
    assert mine["me"] == {
        "id": OPERATOR,
        "role": "operator",
        "name": "Nhân viên",
        "language": "vi",
    }
    assert [user["id"] for user in mine["users"]] == [OPERATOR, ADMIN, STRANGER]
    assert mine["users"][0]["name"] == {"vi": "Nhân viên", "en": "Operator"}
    private, group = mine["chats"][:2]
    assert (private["id"], private["kind"]) == (OPERATOR, "private")
    assert group == {
        "id": GROUP,
        "kind": "group",
        "title": {"vi": "Kết quả cuộc gọi", "en": "Call outcomes"},
        "members": 3,
        "is_forum": False,
        "topics": [],
        "can_write": True,
    }
    assert [message["text"] for message in mine["messages"][str(OPERATOR)]] == ["/start"]
    assert mine["commands"][str(GROUP)] == [{"command": "otp", "description": "Gọi đọc mã"}]
    assert mine["numbers"] == NUMBERS
    assert mine["faults"] == {"hooks_lose": False, "pbx_503": False}
    assert mine["phone"] is None


async def test_a_stranger_sees_no_group(page: httpx.AsyncClient) -> None:
    theirs = await state(page, STRANGER)
    assert [chat["id"] for chat in theirs["chats"]] == [STRANGER]
    assert list(theirs["messages"]) == [str(STRANGER)]


async def test_a_card_is_shown_with_all_that_it_has(page: httpx.AsyncClient, bot: Bot) -> None:
    keyboard = [
        [InlineKeyboardButton("Gọi", callback_data="g", style="success")],
        [InlineKeyboardButton("Chép", copy_text=CopyTextButton("5550001"))],
        [InlineKeyboardButton("Mở", url="https://a.vn/x")],
    ]
    sent = await bot.send_message(
        OPERATOR,
        '\U0001f4de <b>Đang đổ chuông</b> <a href="https://a.vn/x">a</a>',
        "HTML",
        reply_markup=InlineKeyboardMarkup(keyboard),
        reply_to_message_id=(await last(page, OPERATOR))["id"],
    )
    shown = await last(page, OPERATOR)
    assert shown == {
        "id": sent.message_id,
        "chat_id": OPERATOR,
        "thread_id": None,
        "from": {"id": 1000000001, "name": "Tổng đài trong chat", "is_bot": True},
        "date": int(sent.date.timestamp()),
        "edit_date": None,
        "text": "\U0001f4de Đang đổ chuông a",
        "entities": [
            {"type": "bold", "offset": 3, "length": 14},
            {"type": "text_link", "offset": 18, "length": 1, "url": "https://a.vn/x"},
        ],
        "attachment": None,
        "reply_to": {
            "id": sent.reply_to_message.message_id,
            "text": "/start",
            "kind": None,
            "from_name": "Nhân viên",
            "is_bot": False,
        },
        "keyboard": [
            [{"text": "Gọi", "style": "success", "callback_data": "g"}],
            [{"text": "Chép", "style": None, "copy_text": "5550001"}],
            [{"text": "Mở", "style": None, "url": "https://a.vn/x"}],
        ],
        "reply_keyboard": None,
        "force_reply": None,
        "rang": True,
        "service": None,
    }


async def test_other_keyboards_are_told_apart(page: httpx.AsyncClient, bot: Bot) -> None:
    placeholder = ForceReply(input_field_placeholder="Mã mới")
    await bot.send_message(OPERATOR, "Mã mới?", reply_markup=placeholder)
    assert (await last(page, OPERATOR))["force_reply"] == {"placeholder": "Mã mới"}
    await bot.send_message(
        OPERATOR,
        "Số?",
        reply_markup=ReplyKeyboardMarkup([[KeyboardButton("Gửi", request_contact=True)]]),
    )
    asked = (await last(page, OPERATOR))["reply_keyboard"]
    assert asked == [[{"text": "Gửi", "request_contact": True}]]
    await bot.send_message(OPERATOR, "Xong", reply_markup=ReplyKeyboardRemove())
    assert (await last(page, OPERATOR))["reply_keyboard"] == []


async def test_what_is_sent_comes_back_and_reaches_the_bot(
    page: httpx.AsyncClient, bot: Bot
) -> None:
    answer = await page.post(
        "/page/send", json={"user": OPERATOR, "chat_id": OPERATOR, "text": " /otp 1 2\n"}
    )
    assert answer.json()["text"] == "/otp 1 2"
    assert answer.json()["from"] == {"id": OPERATOR, "name": "Nhân viên", "is_bot": False}
    assert (await bot.get_updates())[-1].message.text == "/otp 1 2"


async def test_a_message_can_reply_and_go_to_a_topic(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    topic = telegram.create_topic(GROUP, "Kết quả")
    asked = telegram.send(ADMIN, GROUP, "alo", thread_id=topic)
    body = {"user": OPERATOR, "chat_id": GROUP, "text": "đây", "thread_id": topic}
    answer = await page.post("/page/send", json=body | {"reply_to": asked.id})
    assert (answer.json()["reply_to"]["text"], answer.json()["thread_id"]) == ("alo", topic)
    group = (await state(page))["chats"][1]
    assert (group["is_forum"], group["topics"]) == (True, [{"id": topic, "name": "Kết quả"}])
    assert (await state(page))["messages"][str(GROUP)][0]["service"] == {
        "vi": "Chủ đề mới: Kết quả",
        "en": "New topic: Kết quả",
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("send", {"user": OPERATOR, "chat_id": OPERATOR, "text": " \n"}),
        ("send", {"user": OPERATOR, "chat_id": OPERATOR, "text": "x" * 4097}),
        ("send", {"user": STRANGER, "chat_id": GROUP, "text": "x"}),
        ("send", {"user": 1, "chat_id": 1, "text": "x"}),
        ("send", {"user": 1000000001, "chat_id": GROUP, "text": "x"}),
        ("send", {"user": OPERATOR, "chat_id": OPERATOR, "text": "x", "reply_to": 1}),
        ("send", {"user": OPERATOR, "chat_id": GROUP, "text": "x", "thread_id": 1}),
        ("send", {"user": str(OPERATOR), "chat_id": OPERATOR, "text": "x"}),
        ("send", {"user": OPERATOR, "chat_id": OPERATOR}),
        ("send", {"user": OPERATOR, "chat_id": OPERATOR, "text": None}),
        ("send", []),
        ("press", {"user": STRANGER, "chat_id": GROUP, "message_id": 1, "data": "x"}),
        ("contact", {"user": OPERATOR, "chat_id": OPERATOR, "message_id": 1}),
        (
            "share",
            {
                "user": OPERATOR,
                "chat_id": OPERATOR,
                "message_id": 1,
                "request_id": 1,
                "shared_chat_id": GROUP,
            },
        ),
        ("phone", {"call_id": "c0", "act": "answer"}),
        ("phone", {"call_id": "c0", "act": "sing"}),
        ("phone", {"call_id": "c0", "act": "press", "key": "12"}),
        ("phone", {"act": "answer"}),
        ("language", {"user": OPERATOR, "language": "fr"}),
        ("language", {"user": 1, "language": "en"}),
        ("faults", {"hooks_eat": True}),
        ("faults", {"hooks_lose": "yes"}),
    ],
)
async def test_what_is_not_possible_is_said_in_both_languages(
    page: httpx.AsyncClient, path: str, body: Any
) -> None:
    answer = await page.post(f"/page/{path}", json=body)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["vi"].endswith(".")
    assert error["en"].endswith(".")
    assert error["vi"] != error["en"]


async def test_who_blocked_the_bot_can_t_write_to_it(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    telegram.block(OPERATOR)
    body = {"user": OPERATOR, "chat_id": OPERATOR, "text": "x"}
    assert (await page.post("/page/send", json=body)).status_code == 400
    assert not (await state(page))["chats"][0]["can_write"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"user": 1' + b"0" * 5000 + b"}"])
async def test_a_body_that_is_no_json_is_a_sentence(page: httpx.AsyncClient, body: bytes) -> None:
    answer = await page.post("/page/send", content=body)
    assert (answer.status_code, "error" in answer.json()) == (400, True)


async def test_a_body_over_64_kib_is_413(page: httpx.AsyncClient) -> None:
    answer = await page.post("/page/send", content=b" " * (64 * 1024 + 1))
    assert (answer.status_code, "error" in answer.json()) == (413, True)


async def test_a_press_waits_for_the_bot_s_answer(page: httpx.AsyncClient, bot: Bot) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Gọi", callback_data="g")]])
    card = await bot.send_message(OPERATOR, "Gọi?", reply_markup=keyboard)
    body = {"user": OPERATOR, "chat_id": OPERATOR, "message_id": card.message_id, "data": "g"}
    press = asyncio.create_task(page.post("/page/press", json=body))
    await asyncio.sleep(3)
    query = (await bot.get_updates())[-1].callback_query
    await query.answer("Đang gọi", show_alert=True)
    assert (await press).json() == {
        "answered": True,
        "text": "Đang gọi",
        "alert": True,
        "url": None,
    }


async def test_a_press_that_nobody_answers_ends_after_15_seconds(page: httpx.AsyncClient) -> None:
    body = {"user": OPERATOR, "chat_id": OPERATOR, "message_id": 1, "data": "g"}
    answer = await page.post("/page/press", json=body)
    assert answer.json() == {"answered": False, "text": None, "alert": False, "url": None}
    assert asyncio.get_running_loop().time() == 15


async def test_a_press_ends_when_the_server_stops(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    body = {"user": OPERATOR, "chat_id": OPERATOR, "message_id": 1, "data": "g"}
    press = asyncio.create_task(page.post("/page/press", json=body))
    await asyncio.sleep(1)
    telegram.close()
    assert (await press).json()["answered"] is False
    assert asyncio.get_running_loop().time() == 1


async def test_pickers_are_answered_with_a_group_and_a_number(
    page: httpx.AsyncClient, bot: Bot
) -> None:
    request = KeyboardButtonRequestChat(7, chat_is_channel=False)
    keyboard = [
        [KeyboardButton("Chọn nhóm", request_chat=request)],
        [KeyboardButton("Số", request_contact=True)],
    ]
    asked = await bot.send_message(OPERATOR, "?", reply_markup=ReplyKeyboardMarkup(keyboard))
    body = {"user": OPERATOR, "chat_id": OPERATOR, "message_id": asked.message_id}
    shared = await page.post("/page/share", json=body | {"request_id": 7, "shared_chat_id": GROUP})
    assert shared.json()["service"]["vi"] == "Đã chọn nhóm Kết quả cuộc gọi"
    contact = await page.post("/page/contact", json=body)
    assert contact.json()["service"]["en"].startswith("Sent the number +8490")
    first, second = (await bot.get_updates())[-2:]
    assert first.message.chat_shared.chat_id == GROUP
    assert second.message.contact.user_id == OPERATOR


async def test_the_phone_is_in_the_state_with_the_clock_that_its_times_are_on(
    page: httpx.AsyncClient, telegram: SandboxTelegram, phone: OnePhone
) -> None:
    phone.rings()
    assert (await state(page))["phone"] == RINGING | {"now": telegram.now()}


async def test_a_hand_on_the_phone_answers_and_presses(
    page: httpx.AsyncClient, phone: OnePhone
) -> None:
    phone.rings()
    for body in ({"act": "answer"}, {"act": "press", "key": "#"}):
        answer = await page.post("/page/phone", json={"call_id": "c1", **body})
        assert (answer.status_code, answer.json()) == (200, {})
    assert phone.acts == [("c1", "answer", None), ("c1", "press", "#")]


async def test_what_a_voice_reads_on_the_phone_can_be_heard_and_nothing_else(
    page: httpx.AsyncClient, phone: OnePhone
) -> None:
    phone.reads = Sound(words=(("Chào", 0.0), ("bạn", 0.2)), seconds=0.4, voice="v", speed=1.2)
    answer = await page.get("/page/speech/c1/0")
    assert (answer.status_code, answer.content) == (200, "v 1.2 Chào bạn".encode())
    assert answer.headers["content-type"] == "audio/ogg"

    for path in ("c1/1", "c2/0", "c1/x", "c1/-1"):
        assert (await page.get(f"/page/speech/{path}")).status_code == 404
    phone.reads = Sound(words=(), seconds=0.0, voice="v")
    assert (await page.get("/page/speech/c1/0")).status_code == 404


async def test_the_language_goes_with_the_person(page: httpx.AsyncClient, bot: Bot) -> None:
    await page.post("/page/language", json={"user": OPERATOR, "language": "en"})
    await page.post("/page/send", json={"user": OPERATOR, "chat_id": OPERATOR, "text": "hi"})
    assert (await bot.get_updates())[-1].effective_user.language_code == "en"
    assert (await state(page))["me"]["name"] == "Operator"
    assert (await last(page, OPERATOR))["from"]["name"] == "Operator"


async def test_faults_are_switched_by_name(page: httpx.AsyncClient) -> None:
    answer = await page.post("/page/faults", json={"pbx_503": True})
    assert answer.json() == {"hooks_lose": False, "pbx_503": True}
    assert (await state(page))["faults"]["pbx_503"] is True


@pytest.mark.parametrize("user", ["", "x", "1", "-5", "1000000001", "9" * 5000, "²"])
async def test_an_unknown_reader_is_404(page: httpx.AsyncClient, user: str) -> None:
    for path in ("state", "events"):
        answer = await page.get(f"/page/{path}", params={"user": user})
        assert (answer.status_code, "error" in answer.json()) == (404, True)


async def test_files_come_with_their_types_and_the_page_s_headers(page: httpx.AsyncClient) -> None:
    for path, kind in (("/", "text/html"), ("/static/main.js", "text/javascript")):
        answer = await page.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        rules = answer.headers["content-security-policy"].split("; ")
        assert rules[0] == "default-src 'self'"
        assert "base-uri 'none'" in rules
        assert "form-action 'none'" in rules
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "..%5capp.py",
        "%2fetc%2fpasswd",
        ".hidden.js",
        "nothing.js",
        "main.js%00.css",
        "",
    ],
)
async def test_no_path_leads_out_of_the_page_s_folder(page: httpx.AsyncClient, path: str) -> None:
    assert (await page.get(f"/static/{path}")).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.test"},
        {"Host": "evil.test:8080"},
        {"Host": "127.0.0.1.evil.test"},
        {"Host": "[::1"},
        {"Host": ""},
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver:81"},
    ],
    ids=str,
)
async def test_other_sites_and_other_names_are_403(
    page: httpx.AsyncClient, telegram: SandboxTelegram, headers: dict[str, str]
) -> None:
    body = {"user": OPERATOR, "chat_id": OPERATOR, "text": "/otp 0987654321 4821"}
    assert (await page.post("/page/send", json=body, headers=headers)).status_code == 403
    assert (await page.get("/", headers=headers)).status_code == 403
    assert len(telegram.messages(OPERATOR)) == 1


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:8080", "testserver"])
async def test_this_machine_s_names_are_served(page: httpx.AsyncClient, host: str) -> None:
    headers = {"Host": host, "Origin": f"http://{host}"}
    body = {"user": OPERATOR, "chat_id": OPERATOR, "text": "x"}
    assert (await page.post("/page/send", json=body, headers=headers)).status_code == 200
