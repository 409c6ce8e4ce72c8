"""`/upload`: a wav goes from the chat to the PBX; what does not get there is said, and why."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bot.core.people import Role
from bot.core.uploads import LARGEST
from bot.sandbox.telegram.records import Message
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
from tests.sounds import wav

CONTENT = wav(1.5)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
SAVED = (
    "Tổng đài đã lưu · {name}\n0:02 · 8 kHz · mono · PCM 16 bit\n"
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


async def sent(told: Journey, **fields: Any) -> str:
    """What the operator reads after they sent a file."""
    send(told, **fields)
    await told.wait(3)
    return told.texts(OPERATOR)[-1]


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

    [message] = told.shown(OPERATOR)
    assert [plain(version.text).split("\n")[0] for version in message.versions] == [
        "⏳ Đang gửi chao_mung.wav lên tổng đài",
        "Tổng đài đã lưu · chao_mung.wav",
    ]


async def test_the_command_may_reply_to_somebody_elses_file_in_the_group(told: Journey) -> None:
    file = send(told, ADMIN, GROUP)
    told.telegram.send(OPERATOR, GROUP, "/upload chao", reply_to=file.id)
    await told.wait(3)

    assert told.texts(GROUP) == [SAVED.format(name="chao.wav")]
    assert on_the_pbx(told, "chao.wav") == CONTENT


async def test_in_the_group_the_command_may_name_the_bot_and_not_another_one(
    told: Journey,
) -> None:
    send(told, OPERATOR, GROUP, caption="/upload@other_bot a")
    send(told, OPERATOR, GROUP, caption=f"/upload@{SEED.bot_username} b")
    await told.wait(3)

    assert on_the_pbx(told, "a.wav") is None
    assert on_the_pbx(told, "b.wav") == CONTENT


async def test_a_wav_that_comes_without_a_word_is_offered_and_sent_once(told: Journey) -> None:
    assert await sent(told) == "Tải AUDIO_1.wav lên tổng đài?\nChưa tải gì lên."
    assert on_the_pbx(told, "AUDIO_1.wav") is None
    [offer] = told.shown(OPERATOR)

    await told.press(OPERATOR, "Tải lên tổng đài")
    await told.press(OPERATOR, "Tải lên tổng đài", on=offer)

    assert told.texts(OPERATOR) == [SAVED.format(name="AUDIO_1.wav")]
    assert told.asked("/audio") == [200]


async def test_an_offer_can_be_dropped(told: Journey) -> None:
    await sent(told)
    await told.press(OPERATOR, "Bỏ")

    assert told.texts(OPERATOR) == ["Đã bỏ. Chưa tải gì lên."]
    assert told.asked("/audio") == []


async def test_a_name_that_waits_for_its_file_gets_it_by_reply(told: Journey) -> None:
    told.say(OPERATOR, "/upload chao_mung", GROUP)
    await told.wait(2)
    [question] = told.shown(GROUP)
    assert question.text == "Gửi tệp wav cho chao_mung.wav"
    assert question.markup is not None
    assert question.markup["force_reply"]

    send(told, OPERATOR, GROUP, reply_to=question.id)
    await told.wait(3)

    assert told.texts(GROUP) == [SAVED.format(name="chao_mung.wav")]


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
        "Để tải lên: gửi tệp wav với chú thích /upload TÊN, "
        "hoặc trả lời tệp đó bằng /upload TÊN"
    )


async def test_the_list_has_pages_and_the_other_accounts(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    for n in range(9):
        await sent(told, caption=f"/upload {n}", content=wav(n + 1))
        await told.press(OPERATOR, "CSKH") if n == 0 else None
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
    told.reply(OPERATOR, "../a")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1] == problem("audio_name", name="../a")
    told.say(OPERATOR, "b")
    await told.wait(3)

    assert on_the_pbx(told, "b.wav") == wav(2)


async def test_a_name_that_no_file_can_have_is_asked_for_again_and_the_file_kept(
    told: Journey,
) -> None:
    assert await sent(told, file_name="録音.wav", caption="/upload") == problem(
        "audio_name", name="録音.wav"
    )
    told.reply(OPERATOR, "ghi âm")
    await told.wait(3)

    assert on_the_pbx(told, "ghi_am.wav") == CONTENT


async def test_a_question_for_a_name_can_be_taken_back(told: Journey) -> None:
    await sent(told, file_name="録音.wav", caption="/upload")
    told.say(OPERATOR, "thôi")
    await told.wait(2)

    assert told.texts(OPERATOR) == [problem("cancelled")]
    assert told.asked("/audio") == []


async def test_with_two_accounts_one_is_picked_and_the_file_waits(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    assert await sent(told, caption="/upload") == "Tải lên tài khoản nào?"

    await told.press(OPERATOR, "Thu nợ")
    await told.wait(2)

    [said] = told.texts(OPERATOR)
    assert said.startswith("Tổng đài đã lưu · AUDIO_1.wav")
    assert said.split("\n")[1].endswith("tài khoản Thu nợ")
    assert on_the_pbx(told, "AUDIO_1.wav") == CONTENT


async def test_a_lost_answer_is_not_known_and_sending_again_tells(told: Journey) -> None:
    fail_upload(told, httpx.Response(504))
    assert await sent(told, caption="/upload a") == problem("upload_unknown", name="a.wav")
    told.pbx.library.add_audio(SEED.account.user_id, "a.wav", CONTENT)  # it had got there
    told.pbx_wire.instead = lambda request: None

    await told.press(OPERATOR, "Gửi lại")
    await told.wait(2)

    assert told.texts(OPERATOR)[-1] == problem("upload_taken", name="a.wav")


async def test_a_pbx_out_of_reach_gets_the_file_on_the_next_try(told: Journey) -> None:
    told.pbx_wire.cut = True
    send(told, caption="/upload a")
    await told.wait(20)
    assert told.texts(OPERATOR) == [problem("upload_not_reached")]

    told.pbx_wire.cut = False
    await told.press(OPERATOR, "Gửi lại")
    await told.wait(2)

    assert told.texts(OPERATOR) == [SAVED.format(name="a.wav")]


async def test_what_the_pbx_says_against_a_file_is_passed_on(told: Journey) -> None:
    fail_upload(told, httpx.Response(400, json={"error": "disk is full"}))
    assert await sent(told, caption="/upload a") == problem("upload_refused", words="disk is full")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param(
            {"kind": "voice", "content": b"OggS" + bytes(90), "mime_type": "audio/ogg"},
            problem("audio_voice"),
            id="a voice note",
        ),
        pytest.param(
            {"kind": "audio", "mime_type": "audio/mpeg", "file_name": "a.mp3"},
            problem("audio_other", format="mp3"),
            id="music",
        ),
        pytest.param(
            {"mime_type": "application/pdf", "file_name": "a.pdf"},
            problem("file_unknown"),
            id="a document",
        ),
    ],
)
async def test_what_is_no_wav_is_told_so_without_being_asked(
    told: Journey, fields: dict[str, Any], said: str
) -> None:
    assert await sent(told, **fields) == said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"\xff\xd8\xff" + bytes(90), ("audio_other", {"format": "jpeg"}), id="a jpeg"),
        pytest.param(CONTENT[:-1], ("audio_cut", {}), id="truncated"),
        pytest.param(wav(0), ("audio_silent", {}), id="no sound"),
        pytest.param(wav(tag=3, bits=32), ("audio_codec", {}), id="floats"),
        pytest.param(b"?", ("audio_unknown", {}), id="a byte"),
    ],
)
async def test_a_file_that_calls_itself_wav_and_is_none_never_reaches_the_pbx(
    told: Journey, content: bytes, said: tuple[str, dict[str, str]]
) -> None:
    kind, values = said
    assert await sent(told, content=content, caption="/upload a") == problem(kind, **values)
    assert told.asked("/audio") == []


async def test_what_telegram_does_not_give_is_said_before_it_is_fetched(told: Journey) -> None:
    asked: list[str] = []

    def watch(request: httpx.Request) -> httpx.Response | None:
        asked.append(request.url.path.rpartition("/")[2])
        return None

    told.telegram_wire.instead = watch
    said = await sent(told, content=bytes(LARGEST + 1), caption="/upload a")

    assert said == problem("audio_large")
    assert "getFile" not in asked


async def test_a_file_that_telegram_has_lost_is_to_be_sent_again(told: Journey) -> None:
    gone = "Bad Request: wrong file_id or the file is temporarily unavailable"

    def lost(request: httpx.Request) -> httpx.Response | None:
        body = {"ok": False, "error_code": 400, "description": gone}
        return httpx.Response(400, json=body) if request.url.path.endswith("getFile") else None

    told.telegram_wire.instead = lost
    assert await sent(told, caption="/upload a") == problem("upload_gone")
    assert told.asked("/audio") == []


async def test_a_path_that_telegram_has_no_more_is_a_lost_file(told: Journey) -> None:
    def lost(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(404) if request.url.path.startswith("/file/") else None

    told.telegram_wire.instead = lost
    assert await sent(told, caption="/upload a") == problem("upload_gone")


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
    assert (tries, told.texts(OPERATOR)) == (3, [problem("upload_not_fetched")])
    assert told.asked("/audio") == []

    told.telegram_wire.instead = lambda request: None
    await told.press(OPERATOR, "Gửi lại")
    await told.wait(2)
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
    await sent(told)
    await told.stop()
    await told.start()

    await told.press(OPERATOR, "Tải lên tổng đài")
    await told.wait(2)

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
    said = await sent(told, caption="tệp mới nhé /upload")
    assert said == "Tải AUDIO_1.wav lên tổng đài?\nChưa tải gì lên."


async def test_the_offer_obeys_only_whom_it_was_made_to(told: Journey) -> None:
    send(told, OPERATOR, GROUP, caption="/upload")
    await told.wait(3)
    send(told, OPERATOR, GROUP, caption="/upload", content=wav(2))
    await told.wait(3)

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
    said = await sent(told, kind="photo", content=PIXEL, mime_type="image/png", caption="/upload")
    assert said == problem("upload_no_file")


async def test_words_in_place_of_the_file_are_told_what_is_awaited(told: Journey) -> None:
    told.say(OPERATOR, "/upload chao")
    await told.wait(2)
    told.reply(OPERATOR, "đây")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1] == problem("upload_no_file")


async def test_words_in_place_of_a_press_are_told_that_it_takes_one(told: Journey) -> None:
    await sent(told)
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
    assert told.asked("/audio") == [200]
    assert told.texts(OPERATOR)[-1] == problem("prompt_gone")


async def test_in_english_all_of_it_is_english(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "en")
    assert await sent(told, caption="/upload hello") == (
        "The PBX has it · hello.wav\n0:02 · 8 kHz · mono · PCM 16 bit\n"
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

    told.pbx_wire.instead = broken
    assert await sent(told, caption="/upload chao") == problem("upload_unknown", name="chao.wav")
    assert [said.message for said in caplog.records if said.exc_info] == ["upload broke"]
    assert await told.ended() is None
