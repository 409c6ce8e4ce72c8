"""What a file is called on the PBX, and which files are refused before they are fetched."""

from __future__ import annotations

import pytest

from bot.core.records import Draft, Place, Topic
from bot.core.uploads import (
    LARGEST,
    Asking,
    Upload,
    looks_like_answer,
    looks_like_sound,
    parse_audio_name,
    recall,
    remember,
    verify_fetchable,
)
from bot.errors import UsageError


def draft(asking: Asking, **values: str) -> Draft:
    return Draft(
        id="d",
        person_id=1,
        place=Place(chat_id=1),
        message_id=2,
        about=Topic.UPLOAD,
        asking=asking,
        values=values,
        created_at=0.0,
    )


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("AUDIO_1.wav", "AUDIO_1.wav"),
        ("AUDIO_1", "AUDIO_1.wav"),
        ("AUDIO_1.WAV", "AUDIO_1.wav"),
        ("lời chào.wav", "loi_chao.wav"),
        ("Đợt 2 – mới".replace(" – ", " - "), "Dot_2_-_moi.wav"),
        ("“chào mừng”", "chao_mung.wav"),
        ("v1.2", "v1.2.wav"),
        ("chao.mp3", "chao.wav"),
        ("Lời chào.M4A", "Loi_chao.wav"),
        ("a" * 60, "a" * 60 + ".wav"),
    ],
)
def test_a_name_becomes_plain_letters_and_ends_in_wav(typed: str, name: str) -> None:
    assert parse_audio_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "audio_name"),
        (".wav", "audio_name"),
        ("../x.wav", "audio_name"),
        ("a/b.wav", "audio_name"),
        ("a\\b.wav", "audio_name"),
        ("a..b", "audio_name"),
        (".hidden", "audio_name"),
        ("録音.wav", "audio_name"),
        ("a\0b", "audio_name"),
        ('a"b.wav', "audio_name"),
        ("a" * 61, "audio_name_long"),
    ],
)
def test_a_name_that_is_none_of_a_wav_file_is_refused(typed: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_audio_name(typed)
    assert caught.value.problem == problem


def test_more_than_telegram_gives_is_refused_before_it_is_fetched() -> None:
    verify_fetchable(LARGEST)
    with pytest.raises(UsageError, match="audio_large"):
        verify_fetchable(LARGEST + 1)


@pytest.mark.parametrize(
    ("file_name", "mime_type"),
    [
        ("a.wav", "application/octet-stream"),
        ("a", "audio/x-wav"),
        ("a.M4A", ""),
        ("a.oga", "application/ogg"),
        ("", "audio/mpeg"),
    ],
)
def test_a_sound_is_one_by_its_name_or_by_its_type(file_name: str, mime_type: str) -> None:
    assert looks_like_sound(file_name, mime_type)


def test_anything_else_is_not_taken_for_a_sound() -> None:
    assert not looks_like_sound("list.xlsx", "application/vnd.ms-excel")


@pytest.mark.parametrize(
    "upload",
    [Upload(), Upload(file_id="f", file_name="x", name="x.wav", account_id=7, digest="d")],
)
def test_a_question_remembers_all_of_an_upload(upload: Upload) -> None:
    assert recall(draft(Asking.OFFER, **remember(upload))) == upload


@pytest.mark.parametrize(
    ("asking", "text", "fits"),
    [
        (Asking.NAME, "chao_mung", True),
        (Asking.NAME, "0987654321", False),
        (Asking.NAME, "một câu dài", False),
        (Asking.NAME, "Hủy", True),
        (Asking.FILE, "thôi", True),
        (Asking.FILE, "chao", False),
        (Asking.OFFER, "chao", False),
    ],
)
def test_a_word_that_replies_to_nothing_is_a_name_only_where_one_is_asked_for(
    asking: Asking, text: str, fits: bool
) -> None:
    assert looks_like_answer(draft(asking), text) is fits
