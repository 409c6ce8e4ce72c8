"""The page's JSON: state, acts, events, and who may ask."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute
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

from bot.sandbox.page.app import page_routes
from bot.sandbox.page.attachments import MOST_FILE_BYTES
from bot.sandbox.page.feed import KEPT_EVENTS
from bot.sandbox.telegram import SandboxTelegram
from tests.sandbox.telegram_peer import (
    ADMIN,
    GROUP,
    OPERATOR,
    STRANGER,
    a_bot,
    a_telegram,
    on_a_socket,
)

NUMBERS = [
    {
        "digits": "21",
        "callee": "0987654321",
        "command": "/otp 0987654321 4821",
        "vi": "…",
        "en": "…",
    }
]


RINGING = {"call_id": "c1", "callee": "0987654321", "state": "ringing", "since": 5.0}


@dataclass
class OnePhone:
    """A phone that shows one call, and takes a hand's acts while that rings."""

    shown: dict[str, Any] | None = None
    watchers: list[Callable[[], None]] = field(default_factory=list)
    acts: list[tuple[str, str, str | None]] = field(default_factory=list)

    def view(self) -> dict[str, Any] | None:
        return self.shown

    def act(self, call_id: str, act: str, key: str | None = None) -> bool:
        self.acts.append((call_id, act, key))
        return self.shown is not None and self.shown["call_id"] == call_id

    def rings(self) -> None:
        self.shown = RINGING
        for watcher in self.watchers:
            watcher()


@dataclass
class Switches:
    """The caller's side of the page: fault switches, the reset and the phone."""

    telegram: SandboxTelegram
    phone: OnePhone = field(default_factory=OnePhone)
    on: dict[str, bool] = field(default_factory=lambda: {"hooks_lose": False, "pbx_503": False})

    def routes(self) -> list[BaseRoute]:
        return page_routes(
            self.telegram,
            pbx_faults_get=lambda: self.on,
            pbx_faults_put=self.put,
            numbers=NUMBERS,
            reset=self.telegram.reset,
            phone=self.phone,
        )

    def put(self, wanted: Mapping[str, bool]) -> None:
        self.on = {**self.on, **wanted}


@pytest.fixture
async def telegram(now: Callable[[], float]) -> SandboxTelegram:
    telegram = a_telegram(now)
    telegram.send(OPERATOR, OPERATOR, "/start")
    return telegram


@pytest.fixture
def bot(telegram: SandboxTelegram) -> Bot:
    return a_bot(telegram)


@pytest.fixture
def phone() -> OnePhone:
    return OnePhone()


@pytest.fixture
async def page(telegram: SandboxTelegram, phone: OnePhone) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=Switches(telegram, phone).routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def state(page: httpx.AsyncClient, user: int = OPERATOR) -> dict[str, Any]:
    answer = await page.get("/page/state", params={"user": user})
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


async def last(page: httpx.AsyncClient, chat_id: int, user: int = OPERATOR) -> dict[str, Any]:
    message: dict[str, Any] = (await state(page, user))["messages"][str(chat_id)][-1]
    return message


async def events(
    page: httpx.AsyncClient,
    telegram: SandboxTelegram,
    acts: Callable[[], Awaitable[object] | None],
    *,
    user: int = OPERATOR,
    last_id: int | None = None,
) -> list[tuple[int, str, Any]]:
    """Number, kind and data of what a stream tells while `acts` happens."""
    headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
    stream = asyncio.create_task(page.get("/page/events", params={"user": user}, headers=headers))
    await asyncio.sleep(0.1)
    if (doing := acts()) is not None:
        await doing
    await asyncio.sleep(0.1)
    telegram.close()
    told = []
    for block in (await stream).text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
        if lines:
            told.append((int(lines["id"]), lines["event"], json.loads(lines["data"])))
    return told


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


async def test_the_stream_tells_what_the_phone_shows_now_to_everybody(
    page: httpx.AsyncClient, telegram: SandboxTelegram, phone: OnePhone
) -> None:
    def acts() -> None:
        phone.rings()
        phone.shown = None
        phone.watchers[0]()

    told = await events(page, telegram, acts, user=STRANGER)
    assert [(kind, data) for _, kind, data in told] == [("phone", {}), ("phone", {})]


async def send_file(
    page: httpx.AsyncClient, content: bytes, name: str, mime_type: str, **fields: str
) -> httpx.Response:
    form = {"user": str(OPERATOR), "chat_id": str(OPERATOR)} | fields
    return await page.post("/page/attach", data=form, files={"file": (name, content, mime_type)})


async def test_a_file_goes_with_its_caption_and_comes_back_byte_for_byte(
    page: httpx.AsyncClient, bot: Bot
) -> None:
    content = bytes(range(256)) * 5000
    asked = (await last(page, OPERATOR))["id"]
    answer = await send_file(
        page, content, "nhạc nợ.bin", "text/html", caption=" Đây ", reply_to=str(asked)
    )
    sent = answer.json()
    assert (sent["text"], sent["reply_to"]["id"]) == ("Đây", asked)
    attachment = sent["attachment"]
    assert attachment == {
        "kind": "document",
        "name": "nhạc nợ.bin",
        "size": len(content),
        "mime": "text/html",
        "url": attachment["url"],
        "duration": None,
        "width": None,
        "height": None,
    }
    got = await page.get(attachment["url"])
    assert got.content == content
    assert got.headers["content-type"] == "application/octet-stream"
    assert (
        got.headers["content-disposition"]
        == "attachment; filename*=UTF-8''nh%E1%BA%A1c%20n%E1%BB%A3.bin"
    )
    assert (await bot.get_updates())[-1].message.document.file_size == len(content)


async def test_sound_is_played_in_the_page_and_a_part_of_it_can_be_had(
    page: httpx.AsyncClient,
) -> None:
    content = b"RIFF0000WAVE" + bytes(range(100))
    sent = (await send_file(page, content, "a.wav", "audio/wav", kind="audio")).json()
    assert sent["attachment"]["kind"] == "audio"
    url = sent["attachment"]["url"]
    whole = await page.get(url)
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["content-disposition"].startswith("inline")
    for wanted, status, part in (
        ("bytes=10-19", 206, content[10:20]),
        ("bytes=100-", 206, content[100:]),
        ("bytes=-5", 206, content[-5:]),
        ("bytes=0-9999", 206, content),
        ("bytes=0-1,5-6", 200, content),
        ("lines=1-2", 200, content),
        ("bytes=112-", 416, b""),
        ("bytes=9-5", 416, b""),
    ):
        got = await page.get(url, headers={"Range": wanted})
        assert (got.status_code, got.content) == (status, part), wanted
    assert got.headers["content-range"] == "bytes */112"


async def test_a_file_is_had_only_by_who_sees_a_message_with_it(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    sent = (await send_file(page, b"a", "a.txt", "text/plain")).json()
    url = sent["attachment"]["url"].partition("?")[0]
    for user, status in ((OPERATOR, 200), (ADMIN, 404), (STRANGER, 404), (1, 404)):
        assert (await page.get(url, params={"user": user})).status_code == status
    telegram.reset()
    assert (await page.get(url, params={"user": OPERATOR})).status_code == 404


async def test_what_no_file_is_is_refused_in_a_sentence(page: httpx.AsyncClient) -> None:
    form = {"user": str(OPERATOR), "chat_id": str(OPERATOR)}
    part = {"file": ("a.txt", b"a")}
    answers = [
        await page.post("/page/attach", content=b"{}"),
        await page.post("/page/attach", data=form),
        await page.post("/page/attach", data=form | {"file": "a"}, files={"other": (None, b"a")}),
        await page.post("/page/attach", data=form | {"user": "x"}, files=part),
        await page.post("/page/attach", data=form | {"kind": "sticker"}, files=part),
        await page.post("/page/attach", data=form | {"chat_id": str(GROUP)[:-1]}, files=part),
        await page.post("/page/attach", data=form | {"caption": "x" * 1025}, files=part),
        await page.post("/page/attach", data=form, files={"file": ("a.txt", b"")}),
        await page.post("/page/attach", data=form | {"kind": "photo"}, files=part),
    ]
    assert [answer.status_code for answer in answers] == [400] * len(answers)
    assert all(answer.json()["error"]["vi"] for answer in answers)


async def test_a_file_over_50_mb_is_413(page: httpx.AsyncClient) -> None:
    answer = await send_file(page, bytes(MOST_FILE_BYTES + 100_000), "a.bin", "x/y")
    assert (answer.status_code, "50 MB" in answer.json()["error"]["en"]) == (413, True)


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


async def test_a_stream_tells_messages_edits_deletes_and_menus(
    page: httpx.AsyncClient, telegram: SandboxTelegram, bot: Bot
) -> None:
    async def acts() -> None:
        card = await bot.send_message(OPERATOR, "một")
        await asyncio.sleep(0.1)
        await bot.edit_message_text("hai", OPERATOR, card.message_id)
        await asyncio.sleep(0.1)
        await bot.delete_message(OPERATOR, card.message_id)
        await bot.set_my_commands([BotCommand("otp", "…")])

    began = (await state(page))["seq"]
    told = await events(page, telegram, acts)
    assert [seq for seq, *_ in told] == list(range(began + 1, began + 5))
    assert [kind for _, kind, _ in told] == ["message", "message", "delete", "commands"]
    assert [data["text"] for _, kind, data in told if kind == "message"] == ["một", "hai"]
    assert told[2][2] == {"chat_id": OPERATOR, "id": told[0][2]["id"]}
    assert told[3][2][str(OPERATOR)] == [{"command": "otp", "description": "…"}]


async def test_a_stream_tells_nothing_of_chats_that_one_is_not_in(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    def acts() -> None:
        telegram.send(ADMIN, ADMIN, "riêng")
        telegram.send(ADMIN, GROUP, "chung")

    told = await events(page, telegram, acts, user=STRANGER)
    assert told == []


async def test_a_stream_goes_on_where_it_broke(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    began = (await state(page))["seq"]
    for text in ("một", "hai"):
        telegram.send(OPERATOR, OPERATOR, text)
    told = await events(page, telegram, lambda: None, last_id=began + 1)
    assert [(seq, data["text"]) for seq, _, data in told] == [(began + 2, "hai")]


@pytest.mark.parametrize("last_id", [0, 10_000_000])
async def test_who_missed_too_much_or_comes_from_another_run_begins_anew(
    page: httpx.AsyncClient, telegram: SandboxTelegram, last_id: int
) -> None:
    for number in range(KEPT_EVENTS + 1):
        telegram.send(OPERATOR, OPERATOR, f"tin {number}")
    told = await events(
        page, telegram, lambda: telegram.send(OPERATOR, OPERATOR, "x") and None, last_id=last_id
    )
    assert [kind for _, kind, _ in told] == ["reset", "message"]


async def test_a_reset_is_an_event_and_empties_the_chats(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    told = await events(page, telegram, lambda: page.post("/page/reset", json={}))
    assert [(kind, data) for _, kind, data in told] == [("reset", {})]
    assert (await state(page))["messages"][str(OPERATOR)] == []


async def test_a_silent_stream_says_that_it_lives(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    stream = asyncio.create_task(page.get("/page/events", params={"user": OPERATOR}))
    await asyncio.sleep(46)
    telegram.close()
    assert (await stream).text.count(": ping\n\n") == 3


@pytest.mark.real_time
async def test_a_reader_that_leaves_ends_its_stream_and_the_server_stops() -> None:
    telegram = a_telegram(time.time)
    async with on_a_socket(Switches(telegram).routes()) as address, httpx.AsyncClient() as client:
        url = f"{address}/page/events?user={OPERATOR}"
        async with client.stream("GET", url) as stream:
            chunks = stream.aiter_text()
            assert await anext(chunks) == ": open\n\n"
            telegram.send(OPERATOR, OPERATOR, "/start")
            assert "/start" in await anext(chunks)
        async with client.stream("GET", url) as stream:
            chunks = stream.aiter_text()
            await anext(chunks)
            telegram.close()
            assert [chunk async for chunk in chunks] == []


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
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
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
