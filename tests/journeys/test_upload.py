"""`/upload`: a wav goes from the chat to the PBX; what does not get there is said, and why."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import numpy as np
import pytest

from bot.core.audio import Codec, read_wav
from bot.core.people import Role
from bot.core.uploads import LARGEST
from bot.sandbox.telegram.records import AttachmentKind, Message
from bot.sandbox.telegram.shapes import message_shape
from bot.sandbox.world import SEED
from tests.journeys.world import (
    ADMIN,
    GROUP,
    OPERATOR,
    STRANGER,
    VIEWER,
    Journey,
    buttons,
    plain,
    problem,
)
from tests.recordings import recording, silence, tone
from tests.sounds import wav

CONTENT = wav(1.5)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
SAVED = (
    "Tổng đài đã lưu · {name}\n0:02 · 8 kHz · mono\n"
    "Để gọi: tạo kịch bản phát tệp này trên tổng đài, rồi gửi /template add TÊN {name}"
)


def send(told: Journey, who: int = OPERATOR, chat: int = 0, **fields: Any) -> Message:
    """Somebody sends a wav, as a document unless `fields` says otherwise."""
    usual: dict[str, Any] = {
        "content": CONTENT,
        "file_name": "AUDIO_1.wav",
        "mime_type": "audio/x-wav",
        "kind": "document",
    }
    return told.telegram.send_file(who, chat or who, **usual | fields)


def shown(told: Journey, chat: int = OPERATOR) -> list[Message]:
    """What stands in a chat, the voice notes aside that play what the cards are of."""
    return [message for message in told.shown(chat) if message.attachment is None]


def texts(told: Journey, chat: int = OPERATOR) -> list[str]:
    return [plain(message.text) for message in shown(told, chat)]


async def looked_at(told: Journey, chat: int = OPERATOR, **fields: Any) -> str:
    """What is read after a file was sent: its card, if it is a sound."""
    send(told, chat=chat, **fields)
    await told.wait(3)
    return texts(told, chat)[-1]


async def confirmed(told: Journey, chat: int = OPERATOR, who: int = OPERATOR) -> str:
    """What is read after the newest card was agreed to."""
    label = "Upload" if "Upload" in buttons(shown(told, chat)[-1]) else "Tải lên tổng đài"
    await told.press(who, label, chat, on=shown(told, chat)[-1])
    await told.wait(3)
    return texts(told, chat)[-1]


async def sent(told: Journey, **fields: Any) -> str:
    """What the operator reads after they sent a file and agreed to its card."""
    await looked_at(told, **fields)
    return await confirmed(told)


def on_the_pbx(told: Journey, name: str) -> bytes | None:
    return told.pbx.library.audio(SEED.account.user_id, name)


def fail_upload(told: Journey, answer: httpx.Response) -> None:
    """The PBX answers so to every file from now on."""

    def instead(request: httpx.Request) -> httpx.Response | None:
        return answer if request.url.path == "/v1/audio" else None

    told.pbx_wire.instead = instead


@pytest.mark.parametrize("kind", ["document", "audio"])
async def test_a_wav_with_the_command_as_its_caption_reaches_the_pbx_bit_for_bit(
    told: Journey, kind: str
) -> None:
    said = await sent(told, caption="/upload", kind=kind)

    assert said == SAVED.format(name="AUDIO_1.wav")
    assert on_the_pbx(told, "AUDIO_1.wav") == CONTENT


async def test_the_result_takes_the_place_of_the_message_that_says_it_is_under_way(
    told: Journey,
) -> None:
    await sent(told, caption="/upload chào mừng")

    [message] = shown(told)
    assert [plain(version.text).split("\n")[0] for version in message.versions] == [
        "⏳ Đang đọc chao_mung.wav",
        "Nghe thử, chưa tải lên · chao_mung.wav",
        "⏳ Đang gửi chao_mung.wav lên tổng đài",
        "Tổng đài đã lưu · chao_mung.wav",
    ]


async def test_the_command_may_reply_to_somebody_elses_file_in_the_group(told: Journey) -> None:
    file = send(told, ADMIN, GROUP)
    told.telegram.send(OPERATOR, GROUP, "/upload chao", reply_to=file.id)
    await told.wait(3)
    await confirmed(told, GROUP)

    assert texts(told, GROUP) == [SAVED.format(name="chao.wav")]
    assert on_the_pbx(told, "chao.wav") == CONTENT


async def test_in_the_group_the_command_may_name_the_bot_and_not_another_one(
    told: Journey,
) -> None:
    send(told, OPERATOR, GROUP, caption="/upload@other_bot a")
    send(told, OPERATOR, GROUP, caption=f"/upload@{SEED.bot_username} b")
    await told.wait(3)
    await confirmed(told, GROUP)

    assert on_the_pbx(told, "a.wav") is None
    assert on_the_pbx(told, "b.wav") == CONTENT


async def test_a_wav_that_comes_without_a_word_is_offered_and_sent_once(told: Journey) -> None:
    assert await looked_at(told) == "Tải AUDIO_1.wav lên tổng đài?\nChưa tải gì lên."
    assert on_the_pbx(told, "AUDIO_1.wav") is None
    await confirmed(told)
    [card] = shown(told)
    assert on_the_pbx(told, "AUDIO_1.wav") is None

    await told.press(OPERATOR, "Tải lên tổng đài")
    await told.press(OPERATOR, "Tải lên tổng đài", on=card)
    await told.wait(3)

    assert texts(told) == [SAVED.format(name="AUDIO_1.wav")]
    assert told.asked("/audio") == [200]


async def test_an_offer_can_be_dropped(told: Journey) -> None:
    await looked_at(told)
    await told.press(OPERATOR, "Bỏ")

    assert texts(told) == ["Đã bỏ. Chưa tải gì lên."]
    assert told.asked("/audio") == []


async def test_a_sound_that_was_heard_can_be_dropped_or_called_otherwise(told: Journey) -> None:
    await looked_at(told, caption="/upload a")
    await told.press(OPERATOR, "Đặt tên khác")
    told.reply(OPERATOR, "b", to=shown(told)[-1])
    await told.wait(3)
    assert texts(told)[-1].startswith("Nghe thử, chưa tải lên · b.wav")

    await told.press(OPERATOR, "Bỏ")

    assert texts(told)[-1] == "Đã bỏ. Chưa tải gì lên."
    assert told.asked("/audio") == []


async def test_a_card_is_confirmed_by_whoever_sent_the_file_alone(told: Journey) -> None:
    await looked_at(told, GROUP, caption="/upload a")
    said = await told.press(ADMIN, "Tải lên tổng đài", GROUP)

    assert said == "Chỉ Nhân viên bấm được nút này"
    assert told.asked("/audio") == []


async def test_a_name_that_waits_for_its_file_gets_it_by_reply(told: Journey) -> None:
    told.say(OPERATOR, "/upload chao_mung", GROUP)
    await told.wait(2)
    [question] = told.shown(GROUP)
    assert question.text == "Gửi tệp âm thanh cho chao_mung.wav"
    assert question.markup is not None
    assert question.markup["force_reply"]

    send(told, OPERATOR, GROUP, reply_to=question.id)
    await told.wait(3)
    await confirmed(told, GROUP)

    assert texts(told, GROUP) == [SAVED.format(name="chao_mung.wav")]


async def test_what_was_uploaded_is_listed_with_how_to_use_it(told: Journey) -> None:
    await sent(told, caption="/upload a")
    await sent(told, caption="/upload b", content=wav(61))
    told.say(OPERATOR, "/upload")
    await told.wait(2)

    assert told.texts(OPERATOR)[-1] == (
        "Tệp âm thanh của CSKH\n"
        "b.wav · 1:01 · Nhân viên 09:12\n"
        "a.wav · 0:02 · Nhân viên 09:12\n"
        "Để gọi: tạo kịch bản phát tệp này trên tổng đài, rồi gửi /template add TÊN b.wav\n"
        "Để tải lên: gửi tệp âm thanh kèm chú thích /upload TÊN, "
        "hoặc trả lời nó bằng /upload TÊN"
    )


async def test_the_list_has_pages_and_the_other_accounts(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    for n in range(9):
        await looked_at(told, caption=f"/upload {n}", content=wav(n + 1))
        if n == 0:
            await told.press(OPERATOR, "CSKH")
            await told.wait(3)
        await confirmed(told)
    told.say(OPERATOR, "/upload")
    await told.wait(2)
    assert "1–8 trong 9" in told.texts(OPERATOR)[-1]

    await told.press(OPERATOR, "Cũ hơn ›")
    assert told.texts(OPERATOR)[-1].split("\n")[1].startswith("0.wav")
    await told.press(OPERATOR, "Thu nợ")
    assert told.texts(OPERATOR)[-1].startswith("Bot chưa tải tệp nào lên Thu nợ")


async def test_the_same_sound_under_another_name_is_said(told: Journey) -> None:
    await sent(told, caption="/upload a")
    said = await sent(told, caption="/upload b")
    assert said.split("\n")[2] == "Giống hệt a.wav đã tải lên 09:12"


async def test_the_very_same_file_once_more_needs_no_other_name(told: Journey) -> None:
    await sent(told, caption="/upload a")
    assert await sent(told, caption="/upload a") == problem("upload_same", name="a.wav")
    assert buttons(told.shown(OPERATOR)[-1]) == []


async def test_a_name_that_is_taken_can_be_changed(told: Journey) -> None:
    await sent(told, caption="/upload a")
    said = await sent(told, caption="/upload a", content=wav(2))
    assert said == problem("upload_taken", name="a.wav")

    await told.press(OPERATOR, "Đặt tên khác")
    told.reply(OPERATOR, "../a", to=shown(told)[-1])
    await told.wait(2)
    assert texts(told)[-1] == problem("audio_name", name="../a")
    told.say(OPERATOR, "b")
    await told.wait(3)
    await confirmed(told)

    assert on_the_pbx(told, "b.wav") == wav(2)


async def test_a_name_that_no_file_can_have_is_asked_for_again_and_the_file_kept(
    told: Journey,
) -> None:
    assert await looked_at(told, file_name="録音.wav", caption="/upload") == problem(
        "audio_name", name="録音.wav"
    )
    told.reply(OPERATOR, "ghi âm")
    await told.wait(3)
    await confirmed(told)

    assert on_the_pbx(told, "ghi_am.wav") == CONTENT


async def test_a_question_for_a_name_can_be_taken_back(told: Journey) -> None:
    await looked_at(told, file_name="録音.wav", caption="/upload")
    told.say(OPERATOR, "thôi")
    await told.wait(2)

    assert told.texts(OPERATOR) == [problem("cancelled")]
    assert told.asked("/audio") == []


async def test_with_two_accounts_one_is_picked_and_the_file_waits(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    assert await looked_at(told, caption="/upload") == "Tải lên tài khoản nào?"

    await told.press(OPERATOR, "Thu nợ")
    await told.wait(2)
    assert texts(told)[-1].split("\n")[1].endswith("tài khoản Thu nợ")
    await confirmed(told)

    [said] = texts(told)
    assert said.startswith("Tổng đài đã lưu · AUDIO_1.wav")
    assert on_the_pbx(told, "AUDIO_1.wav") == CONTENT


async def test_a_lost_answer_is_not_known_and_sending_again_tells(told: Journey) -> None:
    fail_upload(told, httpx.Response(504))
    assert await sent(told, caption="/upload a") == problem("upload_unknown", name="a.wav")
    told.pbx.library.add_audio(SEED.account.user_id, "a.wav", CONTENT)  # it had got there
    told.pbx_wire.instead = lambda request: None

    await told.press(OPERATOR, "Gửi lại")
    await told.wait(2)

    assert texts(told)[-1] == problem("upload_taken", name="a.wav")


async def test_a_pbx_out_of_reach_gets_the_file_on_the_next_try(told: Journey) -> None:
    await looked_at(told, caption="/upload a")
    told.pbx_wire.cut = True
    await told.press(OPERATOR, "Tải lên tổng đài")
    await told.wait(20)
    assert texts(told) == [problem("upload_not_reached")]

    told.pbx_wire.cut = False
    await told.press(OPERATOR, "Gửi lại")
    await told.wait(2)

    assert texts(told) == [SAVED.format(name="a.wav")]


async def test_what_the_pbx_says_against_a_file_is_passed_on(told: Journey) -> None:
    fail_upload(told, httpx.Response(400, json={"error": "disk is full"}))
    assert await sent(told, caption="/upload a") == problem("upload_refused", words="disk is full")


async def test_a_document_that_is_no_sound_is_told_so_without_being_asked(told: Journey) -> None:
    said = await looked_at(told, mime_type="application/pdf", file_name="a.pdf")
    assert said == problem("file_unknown")


async def test_a_voice_note_becomes_what_the_pbx_plays_and_is_heard_before(told: Journey) -> None:
    pause, speech = silence(0.9, rate=48_000), tone(1.5, rate=48_000, loud=0.1)
    note = recording("ogg", np.concatenate([pause, speech]))
    voice = {"kind": "voice", "content": note, "mime_type": "audio/ogg", "file_name": ""}
    assert await looked_at(told, **voice) == "Tải tệp này lên tổng đài?\nChưa tải gì lên."
    await confirmed(told)
    told.reply(OPERATOR, "lời chào", to=shown(told)[-1])
    await told.wait(3)

    card = shown(told)[-1]
    head, facts, done, cut = plain(card.text).split("\n")
    assert head == "Nghe thử, chưa tải lên · loi_chao.wav"
    assert facts == "0:02 · đỉnh −3 dB"
    assert re.fullmatch(r"ogg 48 kHz mono → 8 kHz mono · to thêm 1[67](,\d)? dB", done)
    assert re.fullmatch(r"Cắt im lặng: 0,[78] giây đầu, 0 giây cuối", cut)
    played = told.shown(OPERATOR)[-1]
    assert played.attachment is not None
    assert (played.attachment.kind, played.reply_to) == (AttachmentKind.VOICE, card.id)
    assert plain(played.text) == "Đúng như tổng đài sẽ phát"

    await confirmed(told)
    content = on_the_pbx(told, "loi_chao.wav")
    assert content is not None
    header = read_wav(content)
    assert (header.codec, header.rate, header.channels, header.bits) == (Codec.PCM, 8000, 1, 16)
    assert header.seconds == pytest.approx(1.65, abs=0.05)


@pytest.mark.parametrize(
    ("fields", "name", "done"),
    [
        ({"file_name": "a.mp3", "mime_type": "audio/mpeg", "kind": "audio"}, "mp3", "mp3"),
        ({"file_name": "a.m4a", "mime_type": "audio/mp4", "kind": "audio"}, "m4a", "m4a"),
        ({"file_name": "a.flac", "mime_type": "audio/flac"}, "flac", "flac"),
        ({"file_name": "a.wav", "mime_type": "audio/x-wav"}, "wav", "wav"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
async def test_music_and_documents_of_any_sound_are_taken(
    told: Journey, fields: dict[str, Any], name: str, done: str
) -> None:
    card = await looked_at(told, content=recording(name), caption="/upload chao", **fields)
    assert card.split("\n")[2].startswith(f"{done} 44,1 kHz mono → 8 kHz mono")
    assert await confirmed(told) == SAVED.format(name="chao.wav").replace(
        "0:02", card.split("\n")[1][:4]
    )


async def test_a_sound_that_was_recorded_too_loud_is_said_to_distort(told: Journey) -> None:
    loud = recording("flac", tone(loud=2.0))
    card = await looked_at(told, content=loud, caption="/upload a")
    assert re.fullmatch(r"⚠️ Thu quá to, rè ở [\d.]+ chỗ", card.split("\n")[3])


async def test_a_fitting_wav_that_is_faint_goes_as_it_is_and_is_said_to_be_faint(
    told: Journey,
) -> None:
    assert await looked_at(told, caption="/upload a") == (
        "Nghe thử, chưa tải lên · a.wav\n0:02 · đỉnh −42,1 dB\n"
        "Đúng chuẩn tổng đài, gửi nguyên tệp\n⚠️ Tiếng rất nhỏ, khách có thể không nghe rõ"
    )


def spoiled(content: bytes, at: int, put: bytes) -> bytes:
    """A file with other bytes at one place."""
    return content[:at] + put + content[at + len(put) :]


BAD = {
    "a blank": (b" ", "audio_unknown", {}),
    "a jpeg named .wav": (b"\xff\xd8\xff" + bytes(90), "audio_other", {"format": "jpeg"}),
    "a wav cut off": (CONTENT[:-1], "audio_cut", {}),
    "an m4a cut off": (recording("m4a")[:-9000], "audio_cut", {}),
    "a flac cut off": (recording("flac")[:-9000], "audio_cut", {}),
    "a voice note cut off": (recording("ogg")[:-9000], "audio_cut", {}),
    "no sound": (wav(0), "audio_silent", {}),
    "silence": (wav(3, fill=b"\0", rate=16_000), "audio_silent", {}),
    "three hours of silence": (
        recording("flac", silence(10_800, rate=8000), rate=8000),
        "audio_long",
        {},
    ),
    "0 Hz": (spoiled(CONTENT, 24, bytes(8)), "audio_broken", {}),
    "a promise of 4 GB": (spoiled(CONTENT, 40, b"\xff" * 4), "audio_cut", {}),
    "a playlist of this machine's files": (
        b"#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
        "audio_unknown",
        {},
    ),
    "a text": (b"xin chao" * 20, "audio_unknown", {}),
}


@pytest.mark.parametrize(("content", "kind", "values"), BAD.values(), ids=BAD)
async def test_a_file_that_is_no_whole_sound_never_reaches_the_pbx(
    told: Journey, content: bytes, kind: str, values: dict[str, str]
) -> None:
    assert await looked_at(told, content=content, caption="/upload a") == problem(kind, **values)
    assert told.asked("/audio") == []
    assert buttons(shown(told)[-1]) == []


async def test_eight_channels_are_brought_to_one(told: Journey) -> None:
    surround = recording("flac", tone(rate=48_000), rate=48_000, channels=8)
    card = await looked_at(told, content=surround, caption="/upload a")
    assert card.split("\n")[2].startswith("flac 48 kHz 8 kênh → 8 kHz mono")


async def test_24_bits_at_96_khz_in_stereo_are_brought_to_what_the_pbx_plays(
    told: Journey,
) -> None:
    studio = recording("wav", tone(rate=96_000), rate=96_000, channels=2)
    card = await looked_at(told, content=studio, caption="/upload a")
    assert card.split("\n")[2] == "wav 96 kHz stereo → 8 kHz mono"


async def test_what_telegram_does_not_give_is_said_before_it_is_fetched(told: Journey) -> None:
    asked: list[str] = []

    def watch(request: httpx.Request) -> httpx.Response | None:
        asked.append(request.url.path.rpartition("/")[2])
        return None

    told.telegram_wire.instead = watch
    said = await looked_at(told, content=bytes(LARGEST + 1), caption="/upload a")

    assert said == problem("audio_large")
    assert "getFile" not in asked


async def test_a_file_that_telegram_has_lost_is_to_be_sent_again(told: Journey) -> None:
    gone = "Bad Request: wrong file_id or the file is temporarily unavailable"

    def lost(request: httpx.Request) -> httpx.Response | None:
        body = {"ok": False, "error_code": 400, "description": gone}
        return httpx.Response(400, json=body) if request.url.path.endswith("getFile") else None

    told.telegram_wire.instead = lost
    assert await looked_at(told, caption="/upload a") == problem("upload_gone")
    assert told.asked("/audio") == []


async def test_a_path_that_telegram_has_no_more_is_a_lost_file(told: Journey) -> None:
    def lost(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(404) if request.url.path.startswith("/file/") else None

    told.telegram_wire.instead = lost
    assert await looked_at(told, caption="/upload a") == problem("upload_gone")


async def test_a_download_that_breaks_is_tried_again_and_then_given_back(told: Journey) -> None:
    tries = 0

    def half(request: httpx.Request) -> httpx.Response | None:
        nonlocal tries
        if not request.url.path.startswith("/file/"):
            return None
        tries += 1
        return httpx.Response(200, content=CONTENT[:100])

    told.telegram_wire.instead = half
    send(told, caption="/upload a")
    await told.wait(20)
    assert (tries, texts(told)) == (3, [problem("upload_not_fetched")])
    assert told.asked("/audio") == []

    told.telegram_wire.instead = lambda request: None
    await told.press(OPERATOR, "Gửi lại")
    await told.wait(2)
    await confirmed(told)
    assert on_the_pbx(told, "a.wav") == CONTENT


async def test_an_answer_of_telegrams_that_makes_no_sense_is_no_file(told: Journey) -> None:
    def nonsense(request: httpx.Request) -> httpx.Response | None:
        body = json.dumps({"ok": True, "result": {"file_id": "x"}})
        return httpx.Response(200, text=body) if request.url.path.endswith("getFile") else None

    told.telegram_wire.instead = nonsense
    send(told, caption="/upload a")
    await told.wait(30)
    assert told.texts(OPERATOR)[-1] == problem("upload_not_fetched")


async def test_a_restart_keeps_what_was_asked_about_a_file(told: Journey) -> None:
    await looked_at(told)
    await told.stop()
    await told.start()
    await confirmed(told)
    await told.stop()
    await told.start()
    await confirmed(told)

    assert on_the_pbx(told, "AUDIO_1.wav") == CONTENT


async def test_a_viewer_and_a_stranger_upload_nothing(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    for who in (VIEWER, STRANGER):
        send(told, who)
        send(told, who, caption="/upload")
    await told.wait(5)

    assert told.texts(VIEWER) == [problem("not_allowed")] * 2
    assert all("ID" in text for text in told.texts(STRANGER))
    assert told.asked("/audio") == []


async def test_a_wav_with_other_words_is_no_command(told: Journey) -> None:
    said = await looked_at(told, caption="tệp mới nhé /upload")
    assert said == "Tải AUDIO_1.wav lên tổng đài?\nChưa tải gì lên."


async def test_the_offer_obeys_only_whom_it_was_made_to(told: Journey) -> None:
    for content in (CONTENT, wav(2)):
        await looked_at(told, GROUP, caption="/upload", content=content)
        await confirmed(told, GROUP)

    said = await told.press(ADMIN, "Đặt tên khác", GROUP)

    assert said == "Chỉ Nhân viên bấm được nút này"


async def test_a_recording_that_is_passed_on_is_offered_and_a_command_that_is_is_not(
    told: Journey,
) -> None:
    origin = {"type": "hidden_user", "date": int(told.now()), "sender_user_name": "Người lạ"}
    for caption in ("", "/upload"):
        message = send(told, caption=caption)
        told.telegram.updates.clear()
        shape = message_shape(told.telegram, message) | {"forward_origin": origin}
        told.telegram.updates.push("message", shape)
        await told.wait(3)

    assert told.texts(OPERATOR) == [
        "Tải AUDIO_1.wav lên tổng đài?\nChưa tải gì lên.",
        problem("forwarded"),
    ]


async def test_a_picture_with_the_command_is_no_file_to_upload(told: Journey) -> None:
    said = await looked_at(
        told, kind="photo", content=PIXEL, mime_type="image/png", caption="/upload"
    )
    assert said == problem("upload_no_file")


async def test_words_in_place_of_the_file_are_told_what_is_awaited(told: Journey) -> None:
    told.say(OPERATOR, "/upload chao")
    await told.wait(2)
    told.reply(OPERATOR, "đây")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1] == problem("upload_no_file")


async def test_words_in_place_of_a_press_are_told_that_it_takes_one(told: Journey) -> None:
    await looked_at(told)
    told.reply(OPERATOR, "ừ, tải đi")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1] == problem("press_button")


async def test_a_file_for_somebody_elses_question_is_not_taken(told: Journey) -> None:
    told.say(OPERATOR, "/upload chao", GROUP)
    await told.wait(2)
    [question] = told.shown(GROUP)
    send(told, ADMIN, GROUP, reply_to=question.id)
    await told.wait(3)
    assert told.shown(GROUP) == [question]
    assert told.asked("/audio") == []


async def test_a_question_for_a_file_is_answered_once(told: Journey) -> None:
    told.say(OPERATOR, "/upload chao")
    await told.wait(2)
    [question] = told.shown(OPERATOR)
    send(told, reply_to=question.id)
    send(told, reply_to=question.id)
    await told.wait(5)
    assert [text.split(" · ")[0] for text in texts(told)] == [
        "Nghe thử, chưa tải lên",
        problem("prompt_gone"),
    ]


async def test_in_english_all_of_it_is_english(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "en")
    assert await sent(told, caption="/upload hello") == (
        "The PBX has it · hello.wav\n0:02 · 8 kHz · mono\n"
        "To call with it: make a template of it on the PBX, "
        "then send /template add NAME hello.wav"
    )


def hang(told: Journey) -> None:
    """The PBX never says what became of a file."""
    told.pbx_wire.takes = lambda request: 10**6 if request.url.path == "/v1/audio" else 0


async def test_ones_own_call_does_not_wait_for_ones_own_upload(told: Journey) -> None:
    hang(told)
    await sent(told, caption="/upload chao")

    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(3)

    assert told.pbx.placements["0912345602"] == 1
    await told.wait(300)
    assert told.texts(OPERATOR)[0] == problem("upload_unknown", name="chao.wav")
    assert buttons(told.shown(OPERATOR)[0]) == ["Gửi lại"]


async def test_uploads_that_hang_hold_up_nobody_elses_commands(told: Journey) -> None:
    hang(told)
    people = [OPERATOR, 5551001, 5551002, 5551003]
    for who in people[1:]:
        await told.let_in(who, Role.OPERATOR)
        await told.share(who)
    for who in people:
        send(told, who=who, caption=f"/upload chao{who}")
    await told.wait(3)
    for who in people:
        await told.press(who, "Tải lên tổng đài")
    await told.wait(3)

    told.say(people[-1], "/cdr")
    await told.wait(3)

    assert told.texts(people[-1])[-1].startswith("Chưa có cuộc gọi nào")
    told.pbx_wire.takes = lambda request: 0
    await told.wait(300)
    ends = sorted(told.texts(who)[0].split(" chao")[0] for who in people)
    assert ends == ["Tổng đài đã lưu ·", *["❓ Chưa rõ tổng đài đã lưu"] * 3]


async def test_what_breaks_while_a_file_is_sent_is_said_and_ends_nothing(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_request: httpx.Request) -> httpx.Response:
        raise RuntimeError("nobody thought of this")

    await looked_at(told, caption="/upload chao")
    told.pbx_wire.instead = broken
    assert await confirmed(told) == problem("upload_unknown", name="chao.wav")
    assert [said.message for said in caplog.records if said.exc_info] == ["upload broke"]
    assert await told.ended() is None
