"""A script made step by step, to the PBX: every kind, back and forth, whatever happens."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.people import Language, Role
from bot.core.uploads import Uploaded
from bot.sandbox.world import SEED
from tests.journeys.world import (
    ADMIN,
    COLLEAGUE,
    GROUP,
    OPERATOR,
    VIEWER,
    Journey,
    buttons,
    plain,
    problem,
)
from tests.sounds import wav

USER = SEED.account.user_id
#: The labels of a walk, and what is typed, in each language.
TTS = {
    "vi": [
        *("[Đọc lời (text-to-speech)]", "nhac_no_t12", "[nữ miền Bắc 1]", "[1,2×]"),
        "Chào {{ten}}, bấm 1 nếu đã trả, bấm 2 để gặp chúng tôi",
        *("[1]", "Cám ơn {{ten}}", "đã thanh toán", "[Không cần]"),
        *("[2]", "Chúng tôi sẽ gọi lại", "cần gọi lại", "[Cần người]", "[Xong]"),
        *("Chào tạm biệt", "Bạn bấm sai", "[nhắc nợ, nhắc hẹn]"),
    ],
    "en": [
        *("[Read aloud (text-to-speech)]", "nhac_no_t12", "[North 1, female]", "[1.2×]"),
        "Chào {{ten}}, bấm 1 nếu đã trả, bấm 2 để gặp chúng tôi",
        *("[1]", "Cám ơn {{ten}}", "đã thanh toán", "[No]"),
        *("[2]", "Chúng tôi sẽ gọi lại", "cần gọi lại", "[Needs someone]", "[Done]"),
        *("Chào tạm biệt", "Bạn bấm sai", "[reminder]"),
    ],
}
CREATE = {"vi": "Tạo trên tổng đài", "en": "Create on the PBX"}
SUMMARY = (
    "Xem lại, chưa tạo\n"
    "nhac_no_t12 · đọc lời · nữ miền Bắc 1 · 1,2×\n"
    "Chào {{ten}}, bấm 1 nếu đã trả, bấm 2 để gặp chúng tôi\n"
    "Các mục: ten\n"
    "Sau đó:\n"
    "├ Bấm 1: đã thanh toán → Cám ơn {{ten}}\n"
    "├ Bấm 2: cần gọi lại · cần người → Chúng tôi sẽ gọi lại\n"
    "├ Bấm sai → Bạn bấm sai\n"
    "└ Kết thúc → Chào tạm biệt\n"
    "Mục đích: nhắc nợ, nhắc hẹn · Tài khoản CSKH"
)
BODY = {
    "name": "nhac_no_t12",
    "voice_type": "tts",
    "content": "Chào {{ten}}, bấm 1 nếu đã trả",
    "voice_tts": "north-f-01",
    "speed_tts": 1.2,
    "enable_option": True,
    "press_options": [{"press_num": 1, "type": "tts", "content": "Cám ơn {{ten}}"}],
    "exit_sound": {"enable": True, "voice_type": "tts", "content": "Chào tạm biệt"},
}


async def say(told: Journey, text: str, who: int = OPERATOR, chat: int = 0, **how: Any) -> str:
    """What somebody reads after they wrote this."""
    told.say(who, text, chat, **how)
    await told.wait(3)
    return told.texts(chat or who)[-1]


async def walk(told: Journey, steps: list[str], who: int = OPERATOR) -> None:
    """Answer step by step: `[label]` is pressed, anything else is typed."""
    for step in steps:
        if step.startswith("["):
            await told.press(who, step[1:-1])
        else:
            await say(told, step, who)


async def made(told: Journey, language: str = "vi") -> None:
    """A walk through all steps of a script with two keys, as far as its summary."""
    await say(told, "/template new")
    await walk(told, TTS[language])


async def has_file(told: Journey, name: str) -> None:
    """The PBX has a sound file, and the bot knows it."""
    told.pbx.library.add_audio(USER, name, wav())
    uploaded = Uploaded(
        account_id=1,
        name=name,
        size=1,
        seconds=1.0,
        digest="d",
        person_id=OPERATOR,
        created_at=told.now(),
    )
    await told.program.store.write(lambda tx: tx.uploads.put(uploaded))


async def speaks(told: Journey, language: str, who: int = OPERATOR) -> None:
    """From now on this person reads this language."""
    await told.program.store.write(lambda tx: tx.people.set_language(who, Language(language)))


async def test_a_script_with_two_keys_is_made_and_known(told: Journey) -> None:
    await made(told)
    assert told.texts(OPERATOR) == [SUMMARY]

    await told.press(OPERATOR, "Tạo trên tổng đài")

    card = told.texts(OPERATOR)[-1]
    assert card.startswith("Đã tạo trên tổng đài · nhac_no_t12 · đọc lời · nữ miền Bắc 1 · 1,2×\n")
    assert "Bấm 2: cần gọi lại · cần người → Chúng tôi sẽ gọi lại" in card
    assert "Mục đích: nhắc nợ, nhắc hẹn\nNhân viên thêm 09:1" in card
    on_pbx = told.pbx.library.template(USER, "nhac_no_t12")
    assert on_pbx is not None
    assert (on_pbx.voice_tts, on_pbx.speed_tts) == ("north-f-01", 1.2)
    assert {key: prompt.content for key, prompt in on_pbx.press_options.items()} == {
        "1": "Cám ơn {{ten}}",
        "2": "Chúng tôi sẽ gọi lại",
    }
    assert on_pbx.exit_sound is not None
    assert on_pbx.invalid_sound is not None


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_walk_is_the_same_in_both_languages(told: Journey, language: str) -> None:
    await speaks(told, language)
    await made(told, language)
    await told.press(OPERATOR, CREATE[language])
    assert told.pbx.library.template(USER, "nhac_no_t12") is not None


OTP = {
    "vi": ["[Đọc mã OTP]", "otp_moi", "[nam miền Nam]", "[1×]"],
    "en": ["[Reads a code (OTP)]", "otp_moi", "[South, male]", "[1×]"],
}


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_an_otp_needs_its_code_and_has_no_keys(told: Journey, language: str) -> None:
    await speaks(told, language)
    await say(told, "/template new")
    await walk(told, OTP[language])
    assert "{{code_otp}}" in told.texts(OPERATOR)[-1]

    read = await say(told, "Mã của bạn là đây")
    assert read.startswith(problem("script_code", language=language))
    await say(told, "Mã của bạn là {{code_otp}}")
    await told.press(OPERATOR, CREATE[language])

    on_pbx = told.pbx.library.template(USER, "otp_moi")
    assert on_pbx is not None
    assert on_pbx.type == "OTP"
    assert "one-time code" in told.texts(OPERATOR)[-1] or "mã dùng" in told.texts(OPERATOR)[-1]


AUDIO = {
    "vi": ["[Phát tệp âm thanh]", "loi_chao", "[chao.wav]", "[5]", "[Phát tệp]", "[chao.wav]"],
    "en": ["[Plays a sound file]", "loi_chao", "[chao.wav]", "[5]", "[Play a file]", "[chao.wav]"],
}
AFTER = {
    "vi": ["đã nghe!", "[Xong]", "[Không đọc gì]", "Bạn bấm sai", "[nam miền Bắc 2]", "1,3"],
    "en": ["đã nghe!", "[Done]", "[Nothing]", "Bạn bấm sai", "[North 2, male]", "1.3"],
}


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_file_is_chosen_and_a_voice_asked_for_once_there_is_something_to_read(
    told: Journey, language: str
) -> None:
    await speaks(told, language)
    await has_file(told, "chao.wav")
    await say(told, "/template new")
    await walk(told, [*AUDIO[language], *AFTER[language]])
    await told.press(OPERATOR, {"vi": "quảng cáo", "en": "advertising"}[language])
    await told.press(OPERATOR, CREATE[language])

    on_pbx = told.pbx.library.template(USER, "loi_chao")
    assert on_pbx is not None
    assert on_pbx.audio_file == "chao.wav"
    assert on_pbx.press_options["5"].audio_file == "chao.wav"
    assert (on_pbx.voice_tts, on_pbx.speed_tts) == ("north-m-02", 1.3)
    known = await told.program.store.read(lambda tx: tx.templates.get(1, "loi_chao"))
    assert known is not None
    assert (known.keys[0].meaning, known.keys[0].needs_someone) == ("đã nghe", True)


async def test_each_step_can_be_gone_back_to_and_nothing_is_lost(told: Journey) -> None:
    await made(told)
    passed = []
    while "‹ Lùi" in buttons(told.shown(OPERATOR)[-1]):
        await told.press(OPERATOR, "‹ Lùi")
        passed.append(told.texts(OPERATOR)[-1])
    asked = [
        *("Gọi để làm gì?", "Khách bấm sai", "Kết thúc cuộc gọi", "Khách bấm phím nào?"),
        *("Lời đọc là gì?", "Đọc nhanh hay chậm?", "Giọng nào đọc?", "Đặt tên", "Loại kịch bản"),
    ]
    assert len(passed) == len(asked)
    assert [part in shown for part, shown in zip(asked, passed, strict=True)] == [True] * 9

    await told.press(OPERATOR, "Giữ ›")

    assert told.texts(OPERATOR) == [SUMMARY]


async def test_the_summary_leads_to_any_step_and_the_answer_back_to_it(told: Journey) -> None:
    await made(told)
    await told.press(OPERATOR, "Sửa")
    await told.press(OPERATOR, "Giọng")
    assert "Đang là: nữ miền Bắc 1" in told.texts(OPERATOR)[-1]
    await told.press(OPERATOR, "nam miền Nam")
    assert told.texts(OPERATOR)[-1] == SUMMARY.replace("nữ miền Bắc 1", "nam miền Nam")


async def test_a_key_is_changed_and_another_removed(told: Journey) -> None:
    await made(told)
    await walk(told, ["[Sửa]", "[Phím]", "[✓ 1]", "[Giữ ›]", "đã trả đủ", "[Không cần]"])
    await walk(told, ["[✓ 2]", "[Bỏ phím 2]", "[Xong]"])
    assert "├ Bấm 1: đã trả đủ → Cám ơn {{ten}}\n├ Bấm sai" in told.texts(OPERATOR)[-1]


async def test_another_kind_keeps_what_fits_and_asks_for_the_rest(told: Journey) -> None:
    await made(told)
    await walk(told, ["[Sửa]", "[Loại]", "[Đọc mã OTP]"])
    assert "Lời đọc là gì?" in told.texts(OPERATOR)[-1]
    assert "Đang là: Chào {{ten}}" in told.texts(OPERATOR)[-1]
    await say(told, "Mã là {{code_otp}}")
    await told.press(OPERATOR, "Tạo trên tổng đài")
    on_pbx = told.pbx.library.template(USER, "nhac_no_t12")
    assert on_pbx is not None
    assert (on_pbx.content, on_pbx.press_options) == ("Mã là {{code_otp}}", {})
    assert "Bấm 1" not in told.texts(OPERATOR)[-1]


async def test_a_draft_survives_a_loss_of_power_in_the_middle(told: Journey) -> None:
    await say(told, "/template new")
    await walk(told, TTS["vi"][:7])
    await told.lose_power()
    await told.start()
    await walk(told, TTS["vi"][7:])
    assert told.texts(OPERATOR) == [SUMMARY]
    await told.press(OPERATOR, "Tạo trên tổng đài")
    assert told.texts(OPERATOR)[-1].startswith("Đã tạo trên tổng đài")


async def test_a_name_that_the_bot_knows_is_taken_before_the_pbx_is_asked(told: Journey) -> None:
    await say(told, "/template new")
    await walk(told, ["[Đọc lời (text-to-speech)]", "thong_bao"])
    assert told.texts(OPERATOR)[-1].startswith(problem("making_taken", name="thong_bao"))
    await walk(told, TTS["vi"][1:])
    assert told.texts(OPERATOR) == [SUMMARY]
    assert told.asked("/template") == []


async def test_a_name_that_only_the_pbx_knows_is_asked_for_anew_and_nothing_else_lost(
    told: Journey,
) -> None:
    library = told.pbx.library
    taken = library.template(USER, "thong_bao")
    assert taken is not None
    library.add_template(USER, type(taken)(name="nhac_no_t12", content="Khác"))
    await made(told)
    await told.press(OPERATOR, "Tạo trên tổng đài")
    read = told.texts(OPERATOR)[-1]
    assert read.startswith(problem("making_there", name="nhac_no_t12"))
    assert "Đặt tên kịch bản là gì?" in read

    await say(told, "nhac_no_t13")
    assert told.texts(OPERATOR) == [SUMMARY.replace("t12", "t13")]
    await told.press(OPERATOR, "Tạo trên tổng đài")

    assert library.template(USER, "nhac_no_t13") is not None
    assert told.asked("/template") == [400, 200]


async def test_a_lost_answer_is_said_and_asking_again_makes_no_second(told: Journey) -> None:
    await made(told)
    told.pbx.faults.making_status, told.pbx.faults.made_anyway = 502, True
    await told.press(OPERATOR, "Tạo trên tổng đài")
    await told.wait(60)
    read = told.texts(OPERATOR)[-1]
    assert read.startswith("❓ Chưa rõ nhac_no_t12 đã tạo chưa\nChưa gọi ai.")
    assert buttons(told.shown(OPERATOR)[-1]) == ["Hỏi lại tổng đài", "Đổi tên", "Hủy"]
    assert told.asked("/template") == [502]

    told.pbx.faults.making_status = None
    await told.press(OPERATOR, "Hỏi lại tổng đài")
    assert told.texts(OPERATOR)[-1].startswith("❓ Tổng đài có kịch bản tên nhac_no_t12\n")
    await told.press(OPERATOR, "Dùng bản này")

    assert told.texts(OPERATOR)[-1].startswith("Đã tạo trên tổng đài · nhac_no_t12")
    assert told.asked("/template") == [502, 400]


async def test_asked_again_a_script_that_was_not_made_is_made_once(told: Journey) -> None:
    await made(told)
    told.pbx.faults.making_status = 502
    await told.press(OPERATOR, "Tạo trên tổng đài")
    told.pbx.faults.making_status = None
    await told.press(OPERATOR, "Hỏi lại tổng đài")
    assert told.texts(OPERATOR)[-1].startswith("Đã tạo trên tổng đài · nhac_no_t12")
    assert told.asked("/template") == [502, 200]


async def test_after_a_lost_answer_another_name_may_be_taken(told: Journey) -> None:
    await made(told)
    told.pbx.faults.making_status = 502
    await told.press(OPERATOR, "Tạo trên tổng đài")
    told.pbx.faults.making_status = None
    await walk(told, ["[Đổi tên]", "nhac_no_t13"])
    assert told.texts(OPERATOR) == [SUMMARY.replace("t12", "t13")]
    await told.press(OPERATOR, "Tạo trên tổng đài")
    assert told.pbx.library.template(USER, "nhac_no_t12") is None
    assert told.pbx.library.template(USER, "nhac_no_t13") is not None


async def test_power_lost_while_the_pbx_is_asked_leaves_it_unsure_and_repeats_nothing(
    told: Journey,
) -> None:
    await made(told)
    told.pbx_wire.takes = lambda request: 300.0 if request.url.path.endswith("template") else 0.0
    await told.press(OPERATOR, "Tạo trên tổng đài")
    assert told.texts(OPERATOR)[-1] == "⏳ Đang tạo nhac_no_t12 trên tổng đài"
    await told.lose_power()
    await told.start()
    assert told.asked("/template") == []

    await told.press(OPERATOR, "Xem lại")

    assert told.texts(OPERATOR)[-1].startswith("❓ Chưa rõ nhac_no_t12 đã tạo chưa")
    assert told.asked("/template") == []


async def test_a_button_of_an_earlier_step_asks_the_pbx_nothing_more(told: Journey) -> None:
    await made(told)
    summary = told.shown(OPERATOR)[-1]
    await told.press(OPERATOR, "Tạo trên tổng đài")
    await told.press(OPERATOR, "Tạo trên tổng đài", on=summary)
    assert told.asked("/template") == [200]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(503, "making_not_reached"), (401, "making_key")],
)
async def test_where_no_token_is_given_nothing_is_made_and_every_step_is_kept(
    told: Journey, status: int, kind: str
) -> None:
    await made(told)
    told.pbx.faults.token_status = status
    await told.press(OPERATOR, "Tạo trên tổng đài")
    assert told.texts(OPERATOR) == [f"{problem(kind)}\n\n{SUMMARY}"]
    told.pbx.faults.token_status = None
    await told.press(OPERATOR, "Tạo trên tổng đài")
    assert told.asked("/template") == [200]


async def test_the_pbxs_own_words_are_shown_where_it_refuses(told: Journey) -> None:
    await say(told, "/template new loi_chao")
    walked = ["[Phát tệp âm thanh]", "khong_co.wav", "[Không phím]", "[Không đọc gì]"]
    await walk(told, [*walked, "[quảng cáo]", "[Tạo trên tổng đài]"])
    read = told.texts(OPERATOR)[-1]
    assert read.startswith(problem("making_refused", words="audio is not found"))
    assert "Xem lại, chưa tạo" in read


@pytest.mark.parametrize(
    ("at", "said", "error"),
    [
        (1, "a" * 65, problem("script_name_long", most="64")),
        (3, "2,1", problem("making_speed")),
        (3, "nhanh", problem("making_speed")),
        (4, "Chào {{tên}} nhé", problem("script_field", place="{{tên}}")),
        (4, "Mã là {{code_otp}}", problem("script_no_code")),
        (4, "Gửi {{ref_id}} nhé", problem("script_reserved", name="ref_id")),
        (4, "dài " * 800, problem("script_long", length="3199", most="3000")),
        (6, "Cám ơn {ten} nhé", problem("script_braces", place="Cám ơn {ten} nhé")),
        (7, "x" * 41, problem("script_key_long", key="1", most="40")),
    ],
)
async def test_what_does_not_fit_a_step_is_asked_for_again(
    told: Journey, at: int, said: str, error: str
) -> None:
    await say(told, "/template new")
    await walk(told, TTS["vi"][:at])
    asked = told.texts(OPERATOR)[-1]

    told.reply(OPERATOR, said)
    await told.wait(3)

    assert told.texts(OPERATOR)[-1] == f"{error}\n\n{asked}"
    await walk(told, TTS["vi"][at:])
    assert told.texts(OPERATOR)[-1] == SUMMARY


async def test_keys_and_sounds_count_into_the_length_of_a_script(told: Journey) -> None:
    await say(told, "/template new")
    await walk(told, [*TTS["vi"][:4], "dài " * 700, "[1]"])
    told.reply(OPERATOR, "thêm " * 60)
    await told.wait(3)
    assert problem("script_long", length="3098", most="3000") in told.texts(OPERATOR)[-1]


async def test_the_wizard_is_left_at_any_step_by_word_and_by_button(told: Journey) -> None:
    await say(told, "/template new")
    await walk(told, TTS["vi"][:3])
    assert await say(told, "hủy") == problem("cancelled")
    await say(told, "/template new")
    await told.press(OPERATOR, "Hủy")
    assert told.texts(OPERATOR)[-1] == "Đã hủy, chưa tạo kịch bản nào."


async def test_in_a_group_it_is_asked_by_replies_and_only_who_began_it_answers(
    told: Journey,
) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await say(told, "/template new", chat=GROUP)
    assert "Chỉ Nhân viên" in str(await told.press(COLLEAGUE, "Đọc mã OTP", GROUP))
    await told.press(OPERATOR, "Đọc mã OTP", GROUP)
    asked = told.shown(GROUP)[-1]
    assert asked.markup == {
        "force_reply": True,
        "selective": True,
        "input_field_placeholder": "Trả lời tại đây",
    }
    assert plain(asked.text).startswith("Nhân viên: Kịch bản mới · đọc mã\nĐặt tên")
    told.reply(OPERATOR, "lùi", GROUP)
    await told.wait(3)
    await told.press(OPERATOR, "Đọc mã OTP", GROUP)
    told.reply(OPERATOR, "otp_moi", GROUP)
    await told.wait(3)
    await told.press(OPERATOR, "nam miền Nam", GROUP)
    told.reply(OPERATOR, "1,3", GROUP)
    await told.wait(3)
    told.reply(OPERATOR, "Mã là {{code_otp}}", GROUP)
    await told.wait(3)
    await told.press(OPERATOR, "Tạo trên tổng đài", GROUP)
    assert told.pbx.library.template(USER, "otp_moi") is not None
    assert len(told.shown(GROUP)) == 1


async def test_a_viewer_makes_nothing(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    assert await say(told, "/template new", VIEWER) == problem("not_allowed")


async def test_of_several_accounts_one_is_chosen_and_can_be_chosen_anew(told: Journey) -> None:
    await told.link("Chi nhánh", ADMIN)
    await told.program.store.write(lambda tx: tx.people.set_default(ADMIN, None))
    assert await say(told, "/template new", ADMIN) == "Kịch bản mới\nTạo trong tài khoản nào?"
    await walk(told, ["[Chi nhánh]", "[Đọc mã OTP]", "[‹ Lùi]", "[‹ Lùi]", "[CSKH]"], ADMIN)
    assert "Đặt tên kịch bản là gì?" in told.texts(ADMIN)[-1]


async def test_a_copy_begins_with_all_but_the_name(told: Journey) -> None:
    await say(told, "/template thong_bao_no_cuoc_01")
    await walk(told, ["[Khác ›]", "[Chép]"])
    assert "Đặt tên kịch bản là gì?" in told.texts(OPERATOR)[-1]
    await walk(told, ["nhac_no_t12", "[nhắc nợ, nhắc hẹn]", "[Tạo trên tổng đài]"])
    copy = told.pbx.library.template(USER, "nhac_no_t12")
    first = told.pbx.library.template(USER, "thong_bao_no_cuoc_01")
    assert copy is not None
    assert first is not None
    assert (copy.content, copy.press_options) == (first.content, first.press_options)
    assert (copy.exit_sound, copy.voice_tts) == (first.exit_sound, first.voice_tts)


async def test_a_copy_of_one_made_elsewhere_asks_for_what_the_bot_does_not_know(
    told: Journey,
) -> None:
    await say(told, "/template add cu Chào bạn\n1 = đã thanh toán")
    await walk(told, ["[Khác ›]", "[Chép]", "moi"])
    await walk(told, ["[nữ miền Nam]", "[1×]"])
    assert "└ Bấm 1: đã thanh toán → chưa có lời" in told.texts(OPERATOR)[-1]
    await told.press(OPERATOR, "Xong")
    assert told.texts(OPERATOR)[-1].startswith(problem("key_silent", key="1"))
    await walk(told, ["[✓ 1]", "Cám ơn bạn", "[Giữ ›]", "[Không cần]", "[Xong]"])
    await walk(told, ["[chăm sóc khách]", "[Tạo trên tổng đài]"])
    assert told.pbx.library.template(USER, "moi") is not None


def file_of(told: Journey, who: int, content: bytes, **how: Any) -> None:
    """Somebody sends a JSON file."""
    told.telegram.send_file(
        who,
        how.pop("chat", who),
        content=content,
        file_name="kich_ban.json",
        mime_type="application/json",
        kind="document",
        **how,
    )


@pytest.mark.parametrize("how", ["pasted", "answered", "file", "captioned", "replied"])
async def test_the_apis_json_is_taken_in_however_it_comes(told: Journey, how: str) -> None:
    body = json.dumps(BODY, ensure_ascii=False)
    match how:
        case "pasted":
            told.say(OPERATOR, f"/template import {body}")
        case "answered":
            await say(told, "/template new")
            await told.press(OPERATOR, "Dán JSON")
            told.say(OPERATOR, body)
        case "file":
            file_of(told, OPERATOR, b"\xef\xbb\xbf" + body.encode())
        case "captioned":
            file_of(told, OPERATOR, body.encode(), caption="/template import")
        case _:
            await say(told, "/template import")
            file_of(told, OPERATOR, body.encode(), reply_to=told.shown(OPERATOR)[-1].id)
    await told.wait(5)
    assert "Gọi để làm gì?" in told.texts(OPERATOR)[-1]
    await walk(told, ["[nhắc nợ, nhắc hẹn]", "[Tạo trên tổng đài]"])
    assert told.pbx.library.template(USER, "nhac_no_t12") is not None


async def test_json_of_a_taken_name_asks_for_another(told: Journey) -> None:
    body = json.dumps({**BODY, "name": "thong_bao"})
    read = await say(told, f"/template import {body}")
    assert read.startswith(problem("making_taken", name="thong_bao"))
    assert "Đặt tên kịch bản là gì?" in read
    await say(told, "nhac_no_t12")
    assert "Gọi để làm gì?" in told.texts(OPERATOR)[-1]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ("{]", problem("body_json")),
        (json.dumps({**BODY, "speed_tts": 3}), "❌ speed_tts ngoài khoảng cho phép"),
        (json.dumps({**BODY, "voice": "x"}), "❌ voice không phải trường của API"),
        (json.dumps({**BODY, "content": "{{tên}}"}), "❌ content có tên mục viết sai"),
        (json.dumps({**BODY, "name": "a" * 65}), problem("script_name_long", most="64")),
        (
            json.dumps({**BODY, "press_options": [{"press_num": 1, "type": "tts"}]}),
            "❌ press_options.0.content thiếu",
        ),
        (json.dumps({**BODY, "content": "{{code_otp}}"}), problem("script_no_code")),
    ],
)
async def test_a_fault_in_json_names_the_field_and_is_asked_for_again(
    told: Journey, sent: str, error: str
) -> None:
    await say(told, "/template import")
    asked = told.texts(OPERATOR)[-1]
    read = await say(told, sent)
    assert read.startswith(error)
    assert read.endswith(f"\n\n{asked}")
    await say(told, json.dumps(BODY))
    assert "Gọi để làm gì?" in told.texts(OPERATOR)[-1]


async def test_a_fault_in_json_is_named_in_english_too(told: Journey) -> None:
    await speaks(told, "en")
    read = await say(told, "/template import " + json.dumps({**BODY, "speed_tts": 3}))
    assert read == (
        "❌ speed_tts is out of range\nNothing was saved. Mend this field and send it again."
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"{" + b" " * (64 << 10), "body_large"), (b"\xff\xfe{", "body_json")],
)
async def test_a_file_that_holds_no_json_is_refused(
    told: Journey, content: bytes, kind: str
) -> None:
    file_of(told, OPERATOR, content)
    await told.wait(5)
    assert told.texts(OPERATOR)[-1] == problem(kind)


async def test_in_a_group_a_json_file_without_a_word_is_nobodys_business(told: Journey) -> None:
    before = told.texts(GROUP)
    told.say(ADMIN, "Xem tệp này", GROUP)
    file_of(told, OPERATOR, b"{", chat=GROUP)
    await told.wait(5)
    assert told.texts(GROUP) == before


async def test_what_is_exported_is_imported_again(told: Journey) -> None:
    await made(told)
    await told.press(OPERATOR, "Tạo trên tổng đài")
    await say(told, "/template export nhac_no_t12")
    sent = told.shown(OPERATOR)[-1]
    assert sent.attachment is not None
    file = told.telegram.files.get(sent.attachment.file_id)
    assert file is not None
    assert file.file_name == "nhac_no_t12.json"
    body = json.loads(file.content)
    assert body["press_options"][1] == {
        "press_num": 2,
        "type": "tts",
        "content": "Chúng tôi sẽ gọi lại",
    }
    body["name"] = "nhac_no_t13"
    await say(told, "/template import " + json.dumps(body))
    await walk(told, ["[quảng cáo]", "[Tạo trên tổng đài]"])
    library = told.pbx.library
    one, other = library.template(USER, "nhac_no_t12"), library.template(USER, "nhac_no_t13")
    assert one is not None
    assert other is not None
    assert (one.content, one.press_options, one.exit_sound, one.invalid_sound) == (
        other.content,
        other.press_options,
        other.exit_sound,
        other.invalid_sound,
    )


async def test_the_export_of_one_made_elsewhere_says_what_it_lacks(told: Journey) -> None:
    await say(told, "/template add cu Chào bạn\n1 = đã thanh toán")
    await walk(told, ["[Khác ›]", "[Xuất JSON]"])
    assert told.texts(OPERATOR)[-1] == ("JSON của API: cu\nThiếu lời của phím 1, bot không biết.")


async def test_what_a_script_is_for_is_said_on_its_card(told: Journey) -> None:
    await say(told, "/template thong_bao")
    assert "Mục đích" not in told.texts(OPERATOR)[-1]
    await walk(told, ["[Khác ›]", "[Mục đích]", "[chăm sóc khách]"])
    assert "\nMục đích: chăm sóc khách\n" in told.texts(OPERATOR)[-1]
