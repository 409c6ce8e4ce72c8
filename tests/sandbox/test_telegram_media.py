"""Files that the bot sends, through python-telegram-bot: what arrives, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.telegram.media import LARGEST_PHOTO
from bot.sandbox.telegram.params import MOST_UPLOAD_BYTES
from tests.pictures import png
from tests.sandbox.telegram_peer import (
    GROUP,
    OPERATOR,
    STRANGER,
    TOKEN,
    a_client,
    a_telegram,
    on_a_socket,
)
from tests.sounds import wav

PNG, WAV, OGG = png(30, 20), wav(2), b"OggS" + bytes(60)
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Nghe", callback_data="l")]])

Send = Callable[[Bot], Awaitable[Message]]


async def refusal(request: Awaitable[Any]) -> str:
    with pytest.raises(BadRequest) as caught:
        await request
    return caught.value.message


MARKED: dict[str, Any] = {"caption": "<b>Biểu đồ</b>", "parse_mode": "HTML"}
SENDS: dict[str, tuple[Send, bytes]] = {
    "photo": (lambda bot: bot.send_photo(OPERATOR, PNG, **MARKED), PNG),
    "document": (lambda bot: bot.send_document(OPERATOR, b"a,b", **MARKED), b"a,b"),
    "audio": (lambda bot: bot.send_audio(OPERATOR, WAV, **MARKED), WAV),
    "voice": (lambda bot: bot.send_voice(OPERATOR, OGG, **MARKED), OGG),
}


@pytest.mark.parametrize(("send", "content"), SENDS.values(), ids=SENDS)
async def test_a_file_arrives_with_its_caption_and_can_be_fetched(
    telegram: SandboxTelegram, bot: Bot, send: Send, content: bytes, request: pytest.FixtureRequest
) -> None:
    sent = await send(bot)
    shown = telegram.messages(OPERATOR)[-1]
    assert shown.attachment is not None
    assert shown.attachment.kind == request.node.callspec.id
    assert (shown.text, shown.source) == ("Biểu đồ", "<b>Biểu đồ</b>")
    assert (shown.rang, sent.text, sent.caption_html) == (True, None, "<b>Biểu đồ</b>")
    kept = telegram.files.get(shown.attachment.file_id)
    assert kept is not None
    assert kept.content == content
    whole = sent.effective_attachment
    file = await bot.get_file(whole[-1] if isinstance(whole, tuple) else whole)
    assert await file.download_as_bytearray() == content


async def test_a_file_keeps_name_length_and_what_else_it_is_given(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    sent = await bot.send_audio(
        OPERATOR, b"ID3", filename="loi-chao.mp3", duration=7, title="Lời chào", performer="Bot"
    )
    audio = sent.audio
    assert (audio.file_name, audio.mime_type) == ("loi-chao.mp3", "audio/mpeg")
    assert (audio.duration.total_seconds(), audio.title) == (7, "Lời chào")
    assert audio.performer == "Bot"
    sent = await bot.send_document(OPERATOR, b"a,b\n", filename="Kết quả.csv")
    assert (sent.document.file_name, sent.document.mime_type) == ("Kết quả.csv", "text/csv")


async def test_a_file_is_sent_again_by_its_id(telegram: SandboxTelegram, bot: Bot) -> None:
    first = await bot.send_photo(OPERATOR, PNG, "một")
    second = await bot.send_photo(OPERATOR, first.photo[-1], "hai")
    assert (second.photo, second.caption) == (first.photo, "hai")
    theirs = telegram.send_file(
        OPERATOR, OPERATOR, content=WAV, file_name="a.wav", mime_type="audio/x-wav", kind="document"
    )
    assert theirs.attachment is not None
    assert await bot.send_document(OPERATOR, theirs.attachment.file_id)


async def test_a_file_can_reply_be_silent_have_keys_and_stand_in_a_topic(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    topic = telegram.create_topic(GROUP, "Âm thanh")
    asked = telegram.send(OPERATOR, GROUP, "/stats", thread_id=topic)
    sent = await bot.send_photo(
        GROUP,
        PNG,
        disable_notification=True,
        reply_markup=KEYS,
        message_thread_id=topic,
        reply_parameters=ReplyParameters(asked.id),
    )
    assert (sent.reply_markup, sent.message_thread_id) == (KEYS, topic)
    assert sent.reply_to_message.text == "/stats"
    assert not telegram.messages(GROUP)[-1].rang


async def test_a_document_comes_with_all_that_a_message_may_have_and_is_deleted_like_one(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    topic = telegram.create_topic(GROUP, "Đợt gọi")
    asked = telegram.send(OPERATOR, GROUP, "/lists", thread_id=topic)
    caption = "<b>Xong 178 số</b>\n<blockquote expandable>Bấm 1: 41</blockquote>"
    sent = await bot.send_document(
        GROUP,
        b"PK\x03\x04",
        caption,
        filename="Kết quả.xlsx",
        parse_mode="HTML",
        disable_notification=True,
        reply_markup=KEYS,
        message_thread_id=topic,
        reply_parameters=ReplyParameters(asked.id),
    )
    assert sent.document.file_name == "Kết quả.xlsx"
    assert sent.document.mime_type.endswith(".spreadsheetml.sheet")
    assert sent.caption_html == caption
    assert (sent.reply_markup, sent.message_thread_id) == (KEYS, topic)
    assert sent.reply_to_message.text == "/lists"
    assert not telegram.messages(GROUP)[-1].rang

    await bot.edit_message_caption(GROUP, sent.message_id, caption="Xong")
    assert telegram.messages(GROUP)[-1].text == "Xong"
    assert await bot.delete_message(GROUP, sent.message_id)
    assert [message.text for message in telegram.messages(GROUP)][-1] == "/lists"
    assert [spent.method for spent in telegram.sent] == ["sendDocument", "editMessageCaption"]


async def test_a_caption_may_come_with_entities_instead_of_marks(bot: Bot) -> None:
    bold = MessageEntity("bold", 0, 4)
    sent = await bot.send_document(OPERATOR, b"x", "Chào bạn", caption_entities=[bold])
    assert sent.caption_entities == (bold,)


async def test_what_is_no_ogg_mp3_or_m4a_is_no_voice_note(bot: Bot) -> None:
    assert (await bot.send_voice(OPERATOR, WAV)).audio
    assert (await bot.send_voice(OPERATOR, b"text")).document
    for content in (OGG, b"ID3", b"\0\0\0\x1cftypM4A "):
        assert (await bot.send_voice(OPERATOR, content)).voice


REFUSED: dict[str, tuple[Send, str]] = {
    "empty": (lambda bot: bot.send_document(OPERATOR, b""), "File must be non-empty"),
    "caption": (
        lambda bot: bot.send_document(OPERATOR, b"x", "x" * 1025),
        "Message caption is too long",
    ),
    "marks": (
        lambda bot: bot.send_document(OPERATOR, b"x", "<p>", parse_mode="HTML"),
        'Can\'t parse entities: unsupported start tag "p" at byte offset 0',
    ),
    "no picture": (lambda bot: bot.send_photo(OPERATOR, WAV), "Image_process_failed"),
    "wide": (lambda bot: bot.send_photo(OPERATOR, png(210, 10)), "Photo_invalid_dimensions"),
    "large": (
        lambda bot: bot.send_photo(OPERATOR, png(5_001, 5_000)),
        "Photo_invalid_dimensions",
    ),
    "heavy": (
        lambda bot: bot.send_photo(OPERATOR, PNG + bytes(LARGEST_PHOTO)),
        f"File of size {LARGEST_PHOTO + len(PNG)} bytes is too big for a photo; "
        f"the maximum size is {LARGEST_PHOTO} bytes",
    ),
    "unknown id": (
        lambda bot: bot.send_photo(OPERATOR, "AgACAgUAAxkBAAI"),
        "Wrong file identifier/http url specified",
    ),
    "address": (
        lambda bot: bot.send_photo(OPERATOR, "https://example.com/a.png"),
        "Failed to get http url content",
    ),
    "chat": (lambda bot: bot.send_photo(5, PNG), "Chat not found"),
    "reply": (
        lambda bot: bot.send_photo(OPERATOR, PNG, reply_to_message_id=5),
        "Message to be replied not found",
    ),
    "topic": (
        lambda bot: bot.send_photo(OPERATOR, PNG, message_thread_id=5),
        "Message thread not found",
    ),
}


@pytest.mark.parametrize(("send", "words"), REFUSED.values(), ids=REFUSED)
async def test_a_file_that_telegram_refuses(
    telegram: SandboxTelegram, bot: Bot, send: Send, words: str
) -> None:
    assert (await refusal(send(bot))).lower() == words.lower()
    assert len(telegram.messages(OPERATOR)) == 1


async def test_a_caption_counts_after_parsing(bot: Bot) -> None:
    sent = await bot.send_document(OPERATOR, b"x", f"<b>{'ễ' * 1024}</b>", parse_mode="HTML")
    assert len(sent.caption) == 1024


async def test_a_kind_s_id_is_of_no_use_to_another(bot: Bot) -> None:
    photo = (await bot.send_photo(OPERATOR, PNG)).photo[-1].file_id
    voice = (await bot.send_voice(OPERATOR, OGG)).voice.file_id
    words = "Can't use file of type photo as document"
    assert (await refusal(bot.send_document(OPERATOR, photo))).lower() == words.lower()
    words = "Can't use file of type voicenote as audio"
    assert (await refusal(bot.send_audio(OPERATOR, voice))).lower() == words.lower()


@pytest.mark.parametrize("kind", ["photo", "document", "audio", "voice"])
async def test_a_request_without_its_file_says_so(telegram: SandboxTelegram, kind: str) -> None:
    async with a_client(telegram) as client:
        for body in ({}, {"files": {"other": b"x"}}):
            answer = await client.post(f"send{kind}", data={"chat_id": OPERATOR}, **body)
            assert answer.json()["description"] == f"Bad Request: there is no {kind} in the request"


async def test_a_file_can_be_pointed_to_by_name(telegram: SandboxTelegram) -> None:
    async with a_client(telegram) as client:
        fields = {"chat_id": OPERATOR, "document": "attach://mine"}
        answer = await client.post("sendDocument", data=fields, files={"mine": ("a.txt", b"x")})
        assert answer.json()["result"]["document"]["file_name"] == "a.txt"
        answer = await client.post("sendDocument", data=fields, files={"other": ("a.txt", b"x")})
        assert answer.status_code == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x", "multipart/form-data"),
        (b"no parts", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\nx\r\n--x--", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * (2 << 20),
            "multipart/form-data; boundary=x",
        ),
    ],
    ids=["no boundary", "no parts", "no name", "long field"],
)
async def test_a_multipart_body_that_is_none_is_refused(
    telegram: SandboxTelegram, body: bytes, kind: str
) -> None:
    async with a_client(telegram) as client:
        answer = await client.post("sendDocument", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["ok"]) == (400, False)


async def test_more_than_fifty_megabytes_are_too_large(telegram: SandboxTelegram, bot: Bot) -> None:
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(OPERATOR, bytes(MOST_UPLOAD_BYTES))
    sent = await bot.send_document(OPERATOR, bytes(MOST_UPLOAD_BYTES - 4_096))
    assert sent.document.file_size == MOST_UPLOAD_BYTES - 4_096


@pytest.mark.real_time
async def test_over_a_socket_too_large_is_said_and_a_broken_download_is_noticed() -> None:
    telegram = a_telegram(time.time)
    sent = telegram.send_file(
        OPERATOR, OPERATOR, content=WAV, file_name="a.wav", mime_type="x", kind="document"
    )
    assert sent.attachment is not None
    file = telegram.files.get(sent.attachment.file_id)
    assert file is not None
    telegram.faults.drop_next("download")
    async with on_a_socket(telegram.routes) as address, httpx.AsyncClient() as client:
        url = f"{address}/bot{TOKEN}/sendDocument"
        answer = await client.post(
            url, data={"chat_id": OPERATOR}, files={"document": bytes(MOST_UPLOAD_BYTES)}
        )
        assert answer.json()["error_code"] == 413
        url = f"{address}/file/bot{TOKEN}/{file.path}"
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(url)
        assert (await client.get(url)).content == WAV


async def test_sends_and_edits_of_files_count_against_the_rates(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    sent = await bot.send_photo(OPERATOR, PNG)
    await bot.edit_message_caption(OPERATOR, sent.message_id, caption="a")
    await bot.edit_message_media(InputMediaPhoto(PNG), OPERATOR, sent.message_id)
    await bot.send_voice(OPERATOR, OGG)
    await bot.send_document(OPERATOR, b"x")
    with pytest.raises(RetryAfter):
        await bot.send_audio(OPERATOR, WAV)
    assert [spent.method for spent in telegram.sent] == [
        "sendPhoto",
        "editMessageCaption",
        "editMessageMedia",
        "sendVoice",
        "sendDocument",
    ]


async def test_who_is_not_written_to_is_sent_no_files(telegram: SandboxTelegram, bot: Bot) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation"):
        await bot.send_photo(STRANGER, PNG)
    telegram.restrict(GROUP)
    sends = {
        "photos": bot.send_photo(GROUP, PNG),
        "documents": bot.send_document(GROUP, b"x"),
        "music": bot.send_audio(GROUP, WAV),
        "voice notes": bot.send_voice(GROUP, OGG),
    }
    for what, send in sends.items():
        assert await refusal(send) == f"Not enough rights to send {what} to the chat"


async def test_a_new_caption_keeps_the_file(telegram: SandboxTelegram, bot: Bot) -> None:
    sent = await bot.send_photo(OPERATOR, PNG, "một", reply_markup=KEYS)
    edited = await bot.edit_message_caption(
        OPERATOR, sent.message_id, caption="<i>hai</i>", parse_mode="HTML", reply_markup=KEYS
    )
    assert isinstance(edited, Message)
    assert (edited.photo, edited.caption_html) == (sent.photo, "<i>hai</i>")
    assert edited.reply_markup == KEYS
    edited = await bot.edit_message_caption(OPERATOR, sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.photo, edited.caption, edited.reply_markup) == (sent.photo, None, None)
    assert [version.text for version in telegram.messages(OPERATOR)[-1].versions] == [
        "một",
        "hai",
        "",
    ]


async def test_new_keys_keep_file_and_caption(bot: Bot) -> None:
    sent = await bot.send_photo(OPERATOR, PNG, "một")
    edited = await bot.edit_message_reply_markup(OPERATOR, sent.message_id, reply_markup=KEYS)
    assert isinstance(edited, Message)
    assert (edited.photo, edited.caption, edited.reply_markup) == (sent.photo, "một", KEYS)


async def test_another_file_takes_the_place_of_the_first(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    sent = await bot.send_photo(OPERATOR, PNG, "một")
    media = InputMediaPhoto(png(40, 40), "<b>hai</b>", parse_mode="HTML")
    edited = await bot.edit_message_media(media, OPERATOR, sent.message_id, reply_markup=KEYS)
    assert isinstance(edited, Message)
    assert (edited.photo[-1].width, edited.caption_html) == (40, "<b>hai</b>")
    file = await bot.get_file(edited.photo[-1])
    assert await file.download_as_bytearray() == png(40, 40)
    back = await bot.edit_message_media(InputMediaPhoto(sent.photo[-1]), OPERATOR, sent.message_id)
    assert isinstance(back, Message)
    assert back.photo == sent.photo


async def test_a_text_takes_a_file_and_then_has_no_text_to_edit(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    sent = await bot.send_message(OPERATOR, "Đang vẽ…")
    words = "There is no caption in the message to edit"
    edit = bot.edit_message_caption(OPERATOR, sent.message_id, caption="x")
    assert await refusal(edit) == words
    edited = await bot.edit_message_media(
        InputMediaDocument(b"a,b", filename="a.csv"), OPERATOR, sent.message_id
    )
    assert isinstance(edited, Message)
    assert (edited.text, edited.document.file_name) == (None, "a.csv")
    words = "There is no text in the message to edit"
    assert await refusal(bot.edit_message_text("x", OPERATOR, sent.message_id)) == words


async def test_edits_of_files_that_telegram_refuses(telegram: SandboxTelegram, bot: Bot) -> None:
    sent = await bot.send_photo(OPERATOR, PNG, "một")
    voice = await bot.send_voice(OPERATOR, OGG)
    here = {"chat_id": OPERATOR, "message_id": sent.message_id}
    for edit, words in (
        (bot.edit_message_caption(**here, caption="một"), "Message is not modified"),
        (
            bot.edit_message_media(InputMediaPhoto(sent.photo[-1], "một"), **here),
            "Message is not modified",
        ),
        (bot.edit_message_caption(**here, caption="x" * 1025), "Message caption is too long"),
        (bot.edit_message_media(InputMediaPhoto(WAV), **here), "Image_process_failed"),
        (bot.edit_message_media(InputMediaAudio(b""), **here), "File must be non-empty"),
        (
            bot.edit_message_media(InputMediaVideo(b"x"), **here),
            'Can\'t parse inputmedia: type "video" is unallowed',
        ),
        (
            bot.edit_message_media(InputMediaPhoto(PNG), OPERATOR, voice.message_id),
            "There is no media in the message to edit",
        ),
        (
            bot.edit_message_media(InputMediaPhoto(PNG), OPERATOR, 5),
            "Message to edit not found",
        ),
    ):
        assert (await refusal(edit)).lower().startswith(words.lower())
    assert telegram.messages(OPERATOR)[-2].edits == 0


@pytest.mark.parametrize("media", ["", "[", "[1]", "{}", '{"type": "photo"}', '{"type": 1}'])
async def test_a_media_that_is_none_is_refused(
    telegram: SandboxTelegram, bot: Bot, media: str
) -> None:
    sent = await bot.send_photo(OPERATOR, PNG)
    fields = {"chat_id": OPERATOR, "message_id": sent.message_id, "media": media}
    async with a_client(telegram) as client:
        answer = await client.post("editMessageMedia", data=fields)
    assert answer.status_code == 400
    assert answer.json()["description"].startswith("Bad Request: can't parse InputMedia")
