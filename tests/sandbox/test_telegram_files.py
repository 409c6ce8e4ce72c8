"""People's files: how they reach the bot, and how it fetches them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut
from telegram.ext import MessageHandler, filters

from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.telegram.contents import MOST_SEGMENTS, Picture, Sound, read_picture, read_sound
from bot.sandbox.telegram.errors import NotPossible
from bot.sandbox.telegram.files import KEPT_BYTES
from bot.sandbox.telegram.methods import LARGEST_DOWNLOAD
from tests.pictures import png
from tests.sandbox.telegram_peer import GROUP, OPERATOR, TOKEN, a_client, a_telegram, polling
from tests.sounds import wav

WAV = wav(2)
AS_DOCUMENT = {"file_name": "loi chao.wav", "mime_type": "audio/x-wav", "kind": "document"}


@pytest.fixture
def telegram(now: Callable[[], float]) -> SandboxTelegram:
    return a_telegram(now)


def send(telegram: SandboxTelegram, content: bytes = WAV, **fields: Any) -> Any:
    return telegram.send_file(OPERATOR, OPERATOR, content=content, **AS_DOCUMENT | fields)


async def newest(bot: Bot) -> Any:
    return (await bot.get_updates())[-1].effective_message


async def test_a_document_comes_with_its_name_and_caption(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    send(telegram, caption="/upload tên mới")
    message = await newest(bot)
    document = message.document
    assert (document.file_name, document.mime_type) == ("loi chao.wav", "audio/x-wav")
    assert document.file_size == len(WAV)
    assert (message.text, message.caption) == (None, "/upload tên mới")
    (command,) = message.parse_caption_entities(["bot_command"]).values()
    assert command == "/upload"


async def test_a_file_without_caption_has_none(telegram: SandboxTelegram, bot: Bot) -> None:
    send(telegram, caption="  ")
    message = await newest(bot)
    assert (message.caption, message.caption_entities) == (None, ())


@pytest.mark.parametrize(
    ("kind", "content", "seconds"), [("audio", WAV, 2), ("voice", WAV, 2), ("audio", b"x", 0)]
)
async def test_a_sound_comes_with_its_length_if_its_header_tells(
    telegram: SandboxTelegram, bot: Bot, kind: str, content: bytes, seconds: int
) -> None:
    send(telegram, content, kind=kind)
    sound = (await newest(bot)).effective_attachment
    assert (sound.duration.total_seconds(), sound.file_size) == (seconds, len(content))


async def test_a_photo_comes_as_its_sizes(telegram: SandboxTelegram, bot: Bot) -> None:
    sent = send(telegram, png(30, 20), kind="photo", file_name="a.png", mime_type="image/x")
    (size,) = (await newest(bot)).photo
    assert (size.width, size.height) == (30, 20)
    assert telegram.files.get(sent.attachment.file_id).mime_type == "image/png"


async def test_filters_tell_files_and_captions_apart(telegram: SandboxTelegram) -> None:
    seen: list[str] = []

    def noting(name: str) -> Callable[[Update, Any], Any]:
        async def note(update: Update, _: Any) -> None:
            seen.append(f"{name}: {update.effective_message.caption}")

        return note

    command = filters.CaptionRegex(r"^/upload\b")
    handlers = [
        MessageHandler(filters.Document.WAV & command, noting("document")),
        MessageHandler(filters.AUDIO & command, noting("audio")),
        MessageHandler(filters.VOICE, noting("voice")),
        MessageHandler(filters.PHOTO, noting("photo")),
        MessageHandler(filters.Document.ALL, noting("other")),
    ]
    async with polling(telegram, *handlers):
        send(telegram, caption="/upload")
        send(telegram, kind="audio", caption="/upload x")
        send(telegram, kind="voice")
        send(telegram, png(), kind="photo", caption="y")
        send(telegram, b"x,y", file_name="a.csv", mime_type="text/csv")
        await asyncio.sleep(1)

    assert seen == [
        "document: /upload",
        "audio: /upload x",
        "voice: None",
        "photo: y",
        "other: None",
    ]


async def test_a_reply_to_a_file_carries_the_file(telegram: SandboxTelegram, bot: Bot) -> None:
    file = send(telegram, caption="lời chào")
    telegram.send(OPERATOR, OPERATOR, "/upload", reply_to=file.id)
    replied = (await newest(bot)).reply_to_message
    assert (replied.document.file_name, replied.caption) == ("loi chao.wav", "lời chào")


async def test_a_file_can_reply_and_stand_in_a_topic(telegram: SandboxTelegram, bot: Bot) -> None:
    topic = telegram.create_topic(GROUP, "Âm thanh")
    asked = await bot.send_message(GROUP, "Tệp nào?", message_thread_id=topic)
    telegram.send_file(OPERATOR, GROUP, content=WAV, reply_to=asked.message_id, **AS_DOCUMENT)
    message = await newest(bot)
    assert (message.reply_to_message.text, message.message_thread_id) == ("Tệp nào?", topic)


async def test_with_privacy_on_a_group_s_files_reach_the_bot_as_commands_only(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.send_file(OPERATOR, GROUP, content=WAV, **AS_DOCUMENT)
    telegram.send_file(OPERATOR, GROUP, content=WAV, caption="/upload", **AS_DOCUMENT)
    (update,) = await bot.get_updates()
    assert update.message.caption == "/upload"


async def test_an_edited_caption_keeps_its_file_and_may_become_empty(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    file = send(telegram, caption="/upload a")
    for text in ("/upload b", ""):
        telegram.edit(OPERATOR, OPERATOR, file.id, text)
    edited = [update.edited_message for update in await bot.get_updates()][1:]
    assert [message.caption for message in edited] == ["/upload b", None]
    assert {message.document.file_id for message in edited} == {file.attachment.file_id}
    with pytest.raises(NotPossible, match="Longer than 1024 characters"):
        telegram.edit(OPERATOR, OPERATOR, file.id, "x" * 1025)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"content": b""}, "This file is empty."),
        ({"content": bytes(KEPT_BYTES + 1)}, "This file is too large."),
        ({"caption": "x" * 1025}, "Longer than 1024 characters."),
        ({"kind": "photo"}, "This file is not a picture."),
        ({"kind": "photo", "content": png()[:20]}, "This file is not a picture."),
        ({"reply_to": 5}, "The message replied to is gone."),
        ({"thread_id": 5}, "This topic is gone."),
    ],
)
async def test_a_file_that_an_app_would_not_send(
    telegram: SandboxTelegram, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(NotPossible) as caught:
        send(telegram, **fields)
    assert (caught.value.en, telegram.messages(OPERATOR)) == (words, [])
    assert caught.value.vi != words


async def test_who_blocked_the_bot_sends_it_no_files(telegram: SandboxTelegram) -> None:
    telegram.block(OPERATOR)
    with pytest.raises(NotPossible, match="You have blocked this bot"):
        send(telegram)


async def test_a_file_is_fetched_bit_for_bit(telegram: SandboxTelegram, bot: Bot) -> None:
    content = bytes(range(256)) * 8_000
    send(telegram, content, file_name="Lời chào.WAV")
    document = (await newest(bot)).document
    file = await document.get_file()
    assert file.file_path.startswith(f"http://telegram/file/bot{TOKEN}/documents/file_")
    assert (file.file_path[-4:], file.file_size) == (".wav", len(content))
    assert await file.download_as_bytearray() == content


async def test_a_name_that_is_no_name_leaves_no_trace_in_the_path(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    for name in ("", "không đuôi", "../../etc/passwd", "x.wav/..", "a.đuôi lạ"):
        send(telegram, file_name=name)
    for update in await bot.get_updates():
        file = await bot.get_file(update.message.document)
        assert "." not in file.file_path.rpartition("/file_")[2]
        assert await file.download_as_bytearray() == WAV


async def test_twenty_megabytes_are_fetched_and_not_a_byte_more(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    send(telegram, bytes(LARGEST_DOWNLOAD))
    file = await bot.get_file((await newest(bot)).document)
    assert len(await file.download_as_bytearray()) == LARGEST_DOWNLOAD
    send(telegram, bytes(LARGEST_DOWNLOAD + 1))
    with pytest.raises(BadRequest, match=r"^File is too big$"):
        await bot.get_file((await newest(bot)).document)


@pytest.mark.parametrize("file_id", ["x", "../x", "BQACAgUAAxkBAAI" * 9])
async def test_a_file_that_is_not_there_has_no_path(bot: Bot, file_id: str) -> None:
    with pytest.raises(BadRequest, match=r"^Wrong file_id or the file is temporarily unavailable"):
        await bot.get_file(file_id)


async def test_a_wrong_token_and_an_unknown_path_are_404(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    sent = send(telegram)
    path = telegram.files.get(sent.attachment.file_id).path
    async with a_client(telegram) as client:
        for url in (f"{TOKEN}x/{path}", f"x/{path}", f"{TOKEN}/documents/none", f"{TOKEN}/"):
            answer = await client.get(f"http://telegram/file/bot{url}")
            assert answer.status_code == 404
            assert answer.json()["description"] == "Not Found"


async def test_the_oldest_files_are_forgotten_beyond_the_bound(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    first = send(telegram, bytes(KEPT_BYTES // 2))
    second = send(telegram, bytes(KEPT_BYTES // 2))
    assert telegram.files.get(first.attachment.file_id) is not None
    path = telegram.files.get(first.attachment.file_id).path
    send(telegram, b"x")
    assert telegram.files.get(first.attachment.file_id) is None
    assert telegram.files.at(path) is None
    assert telegram.files.get(second.attachment.file_id) is not None


async def test_a_download_fails_as_planned_and_only_so_often(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    send(telegram)
    file = await bot.get_file((await newest(bot)).document)
    telegram.faults.fail_next("download", status=404)
    with pytest.raises(InvalidToken):
        await file.download_as_bytearray()
    telegram.faults.fail_next("download", status=502)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await file.download_as_bytearray()
    telegram.faults.hang_next("download")
    with pytest.raises(TimedOut):
        await file.download_as_bytearray()
    telegram.faults.drop_next("download")
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert await file.download_as_bytearray() == WAV


GIF = b"GIF89a" + bytes.fromhex("4101 7b00")
# Ahead of the frame: an application's segment, a filling byte, a table.
JPEG = bytes.fromhex("ffd8 ffe0 0004 4a46 ff ffc4 0002 ffc2 000b 08 007b 0141")
WEBP = {
    "lossy": "52494646 9a000000 57454250 56503820 8e000000 700c009d012a 4101 7b00",
    "lossless": "52494646 28000000 57454250 5650384c 1b000000 2f 40811e00",
    "extended": "52494646 fa010000 57454250 56503858 0a000000 02000000 400100 7a0000",
}


@pytest.mark.parametrize(
    ("header", "mime_type"),
    [
        (png(321, 123), "image/png"),
        (GIF, "image/gif"),
        (JPEG, "image/jpeg"),
        *((bytes.fromhex(header), "image/webp") for header in WEBP.values()),
    ],
    ids=["png", "gif", "jpeg", *WEBP],
)
def test_a_picture_tells_its_size(header: bytes, mime_type: str) -> None:
    assert read_picture(header) == Picture(mime_type, 321, 123)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\0\0\0",
        JPEG[:2] + b"\xff\xe0\0\2" * MOST_SEGMENTS + JPEG[2:],
        png(0, 5),
        png()[:19],
        WAV,
    ],
)
def test_what_is_no_picture_has_no_size(content: bytes) -> None:
    assert read_picture(content) is None


OPUS = b"OggS" + bytes(24) + b"OpusHead" + b"OggS\0\4" + (48_000 * 3).to_bytes(8, "little")


@pytest.mark.parametrize(
    ("content", "sound"),
    [
        (wav(3), Sound("audio/x-wav", 3)),
        (wav(3)[:20], Sound("audio/x-wav")),
        (wav(3)[:-16_000], Sound("audio/x-wav", 2)),
        (OPUS, Sound("audio/ogg", 3)),
        (b"OggS", Sound("audio/ogg")),
        (b"ID3\4", Sound("audio/mpeg")),
        (b"\xff\xfb\x90", Sound("audio/mpeg")),
        (b"\0\0\0\x1cftypM4A ", Sound("audio/mp4")),
        (b"\xff\xfeU\0T\0F\0", None),
        (png(), None),
        (b"", None),
    ],
)
def test_a_sound_tells_its_format_and_some_their_length(
    content: bytes, sound: Sound | None
) -> None:
    assert read_sound(content) == sound
