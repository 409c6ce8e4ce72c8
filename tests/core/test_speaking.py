"""What is spoken of a script before anybody is called, and in which order."""

from __future__ import annotations

import pytest

from bot.core.speaking import Branch, Part, Speech, parts_of, read_aloud
from bot.core.templates import PressKey, Template, TemplateKind

SCRIPT = Template(
    account_id=1,
    name="nhac_no",
    content="Chào {{customer_name}}, bạn nợ {{due_amount}} trước ngày {{due_date}}",
    voice="south-f-03",
    speed=1.2,
    keys=(PressKey(num="1", content="Cám ơn {{customer_name}}"), PressKey(num="2")),
    exit_sound="Chào bạn",
    invalid_file="sai.wav",
)
VALUES = {"customer_name": "Nguyễn Văn A", "due_amount": "10.410.000", "due_date": "30/11/2026"}


def test_a_script_is_spoken_as_the_pbx_reads_it_with_all_that_may_follow() -> None:
    assert parts_of(SCRIPT, VALUES) == (
        Part(
            branch=Branch.START,
            words="Chào Nguyễn Văn A , bạn nợ mười triệu bốn trăm mười nghìn trước ngày "
            "ba mươi tháng mười một năm hai không hai mươi sáu",
        ),
        Part(branch=Branch.KEY, num="1", words="Cám ơn Nguyễn Văn A"),
        Part(branch=Branch.WRONG, audio_file="sai.wav"),
        Part(branch=Branch.END, words="Chào bạn"),
    )


def test_a_field_without_a_value_is_spoken_by_its_name() -> None:
    assert read_aloud("Chào {{customer_name}}!", {}) == "Chào customer name !"


def test_no_code_is_ever_spoken() -> None:
    said = read_aloud("Mã là {{code_otp}}, nhắc lại {{ code_otp }}", {"code_otp": "4821"})
    assert said == "Mã là 1 2 3 4 , nhắc lại 1 2 3 4"


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\u200b", "\u202e", "\n", "\ufeff"])
def test_signs_that_are_no_sound_are_left_out(sign: str) -> None:
    assert read_aloud(f"Chào{sign}{{{{a}}}}", {"a": f"b{sign}c"}) == "Chào b c"


def test_a_script_of_sound_files_alone_has_nothing_to_speak() -> None:
    script = Template(
        account_id=1,
        name="a",
        content="",
        voice="",
        speed=1.0,
        kind=TemplateKind.AUDIO,
        audio_file="chao.wav",
    )
    assert parts_of(script, {}) == (Part(branch=Branch.START, audio_file="chao.wav"),)


def test_speeches_are_told_apart_by_voice_pace_and_words() -> None:
    speeches = [
        Speech(voice=voice, speed=speed, texts=texts)
        for voice in ("a", "b")
        for speed in (1.0, 1.2)
        for texts in (("x", "y"), ("xy",), ("x",))
    ]
    assert len({speech.digest for speech in speeches}) == len(speeches)
