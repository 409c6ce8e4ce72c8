"""What people read of scripts and sound files: HTML that Telegram takes, buttons that fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.messages import script_card, sound_card, template_list, templates, upload
from bot.core.messages.text import Message, plain_text
from bot.core.messages.voices import VOICES, speed_text, voice_text
from bot.core.people import Language
from bot.core.records import Account
from bot.core.scripts import Known, short_key
from bot.core.sounds import Sound
from bot.core.templates import PressKey, Template, TemplateKind
from bot.core.uploads import Uploaded
from bot.errors import UsageError
from tests.core.cases import ACCOUNT, NOW, TZ
from tests.core.telegram_html import faults, row_widths

VI, EN = Language.VI, Language.EN
DRAFT = "d" * 22
SCRIPT = Template(
    account_id=10**9,
    name="kịch bản <b> " * 5,
    content="Chào {{a}} & <b> " * 40,
    voice="south-f-03",
    speed=0.8,
    keys=(
        PressKey(num="1", content="Cám ơn {{a}} <i>", meaning="<u>đã trả</u>"),
        PressKey(num="2", audio_file="x.wav"),
    ),
    exit_sound="Chào <",
    invalid_sound="Sai >",
    added_by=1,
    added_at=NOW,
)
TEN = replace(
    SCRIPT,
    keys=tuple(
        PressKey(num=str(n), meaning="cần gọi lại " * 3, needs_someone=True) for n in range(10)
    ),
)
KNOWN = Known(template=SCRIPT, added_by="<Nhân viên>", heard_at=NOW, unread=("due_date",))
UPLOADED = Uploaded(
    account_id=10**9,
    name="a" * 60 + ".wav",
    size=1,
    seconds=0.2,
    digest="d",
    person_id=1,
    created_at=NOW,
)
SOUND = Sound(format="m4a", rate=44100, channels=2, changed=True, seconds=0.2, peak=-3.0, clipped=0)
ACCOUNTS = [
    Account(account_id=n, name=f"Tài khoản số {n}", campaign_id="", caller="", otp_template="")
    for n in range(4)
]


def everything(language: Language) -> dict[str, Message]:
    """Every message of the two families that has values or buttons."""
    when = {"language": language, "tz": TZ, "now": NOW}
    listing = template_list.Listing(
        account=ACCOUNT,
        templates=[SCRIPT] * 20,
        taught=[f"tên {n}" for n in range(9)],
        others=ACCOUNTS,
        page=1,
    )
    files = upload.Listing(
        account=ACCOUNT, files=[UPLOADED] * 20, names={1: "<Ai>"}, others=ACCOUNTS, page=1
    )
    return {
        "script": script_card.render_script(KNOWN, **when),
        "ten keys": script_card.render_script(Known(template=TEN), **when),
        "ask meanings": templates.render_ask_meanings("<x>", language=language),
        "added": script_card.render_script(
            Known(template=SCRIPT), heading=script_card.ADDED, **when
        ),
        "list": template_list.render_list(listing, language=language),
        "close": templates.render_close("<x>", 10**9, [SCRIPT], language=language, masked=False),
        "ask text": templates.render_ask_text("<x>", language=language),
        "ask name": templates.render_ask_name(language=language),
        "account": templates.render_choose_account(DRAFT, ACCOUNTS, language=language),
        "replace": templates.render_replace(DRAFT, KNOWN, **when),
        "remove": templates.render_remove(DRAFT, "<x>", language=language),
        "removed": templates.render_removed(10**9, "<x>", language=language),
        "taken": upload.render_taken(UPLOADED, account=ACCOUNT, twin=UPLOADED, **when),
        "sound": sound_card.render_card(
            "x" * 60 + ".wav",
            replace(SOUND, clipped=999, peak=-40.0, gain=20.0, cut_before=100.0),
            DRAFT,
            account=ACCOUNT,
            language=language,
        ),
        "files": upload.render_list(files, **when),
        "offer": upload.render_offer(DRAFT, "", language=language),
        "dropped": upload.render_dropped(language=language),
        "which": upload.render_choose_account(DRAFT, ACCOUNTS, language=language),
        "file name": upload.render_ask_name(UsageError("audio_name", name="<"), language=language),
        "unknown": upload.render_failed(
            UsageError("upload_unknown", name="<"), DRAFT, language=language
        ),
    }


@pytest.mark.parametrize("language", list(Language))
def test_every_message_is_html_that_telegram_takes_and_fits(language: Language) -> None:
    for name, message in everything(language).items():
        assert faults(message.html) == [], name
        assert len(plain_text(message.html)) <= 4096, name


@pytest.mark.parametrize("language", list(Language))
def test_every_button_fits_its_row_and_telegrams_64_bytes(language: Language) -> None:
    for name, message in everything(language).items():
        for row in message.keyboard:
            for button in row:
                assert len(button.label) <= row_widths(len(row)), (name, button.label)
                assert len((button.data or "").encode()) <= 64, (name, button.data)


def test_a_script_reads_in_english_too() -> None:
    html = script_card.render_script(KNOWN, language=EN, tz=TZ, now=NOW).html
    shown = plain_text(html).replace("\u00a0", " ")
    assert "read aloud · South, female · 0.8×" in shown
    assert "Press 1: <u>đã trả</u> → Cám ơn {{a}} <i>\nPress 2 → [x.wav]" in shown
    assert "added by <Nhân viên> 09:13 · last heard in a call 09:13" in shown


def test_each_key_with_a_meaning_has_a_toggle_that_says_whether_it_needs_someone() -> None:
    script = replace(
        SCRIPT,
        name="a",
        keys=(
            PressKey(num="1", meaning="paid"),
            PressKey(num="2", meaning="call me back", needs_someone=True),
            PressKey(num="3", content="Bye"),
        ),
    )
    card = script_card.render_script(Known(template=script), language=EN, tz=TZ, now=NOW)
    shown = plain_text(card.html).replace("\u00a0", " ")
    assert "Press 1: paid\nPress 2: call me back · needs someone\nPress 3 → Bye\n" in shown
    assert [[button.label for button in row] for row in card.keyboard] == [
        ["Call with this", "Meanings of keys"],
        ["1 needs someone", "✓ 2 needs someone"],
        ["More ›", "‹ List"],
    ]
    assert [button.data for button in card.keyboard[1]] == [
        f"tpl.need:{10**9}:{short_key('a')}:{n}" for n in (1, 2)
    ]


@pytest.mark.parametrize("language", list(Language))
def test_ten_keys_have_their_toggles_within_five_rows(language: Language) -> None:
    card = script_card.render_script(Known(template=TEN), language=language, tz=TZ, now=NOW)
    toggles = [b for row in card.keyboard for b in row if (b.data or "").startswith("tpl.need:")]
    assert len(card.keyboard) == 5
    assert len(toggles) == 10
    assert "✓ = " in card.html


def test_a_script_without_meanings_says_nothing_of_toggles() -> None:
    card = script_card.render_script(KNOWN, language=VI, tz=TZ, now=NOW)
    assert "✓" not in card.html


def test_a_long_script_folds_and_a_short_one_does_not() -> None:
    short = Template(account_id=1, name="a", content="Chào", voice="", speed=1.0)
    card = script_card.render_script(Known(template=short), language=VI, tz=TZ, now=NOW)
    folded = script_card.render_script(KNOWN, language=VI, tz=TZ, now=NOW)
    assert "<blockquote>Chào</blockquote>" in card.html
    assert folded.html.count("<blockquote expandable>") == 2


def test_a_script_that_plays_a_file_shows_its_name() -> None:
    plays = Template(
        account_id=1,
        name="a",
        content="",
        voice="",
        speed=1.0,
        kind=TemplateKind.AUDIO,
        audio_file="chao.wav",
    )
    html = script_card.render_script(Known(template=plays), language=VI, tz=TZ, now=NOW).html
    assert "[chao.wav]" in html


@pytest.mark.parametrize(
    ("sound", "vi", "en"),
    [
        (SOUND, "m4a 44,1 kHz stereo → 8 kHz mono", "m4a 44.1 kHz stereo → 8 kHz mono"),
        (
            replace(SOUND, channels=6, gain=-2.25, cut_before=0.5),
            "6 kênh → 8 kHz mono · nhỏ bớt 2,2 dB\nCắt im lặng: 0,5 giây đầu, 0 giây cuối",
            "6 channels → 8 kHz mono · 2.2 dB lower\nSilence cut: 0.5 s before, 0 s after",
        ),
        (replace(SOUND, changed=False), "gửi nguyên tệp", "sent bit for bit"),
        (replace(SOUND, clipped=1), "⚠️ Thu quá to, rè ở 1 chỗ", "distorted in 1 place"),
        (replace(SOUND, peak=-30.0), "đỉnh −30 dB", "peak −30 dB"),
        (replace(SOUND, peak=-30.0), "⚠️ Tiếng rất nhỏ", "⚠️ Very faint"),
    ],
)
def test_what_was_made_of_a_sound_is_said_in_each_language(sound: Sound, vi: str, en: str) -> None:
    for language, expected in ((VI, vi), (EN, en)):
        card = sound_card.render_card("a.wav", sound, DRAFT, account=None, language=language)
        assert expected in plain_text(card.html).replace("\u00a0", " ")


def test_every_voice_of_the_reference_has_a_name_and_a_new_one_its_id() -> None:
    assert {voice_text(voice, VI) for voice in VOICES} == {
        "nam miền Bắc 1",
        "nữ miền Bắc 1",
        "nam miền Bắc 2",
        "nữ miền Bắc 2",
        "nam miền Nam",
        "nữ miền Nam",
    }
    assert voice_text("central-f-09", VI) == "central-f-09"
    assert voice_text("", VI) is None


def test_the_usual_pace_goes_unsaid() -> None:
    assert (speed_text(1.2, VI), speed_text(1.2, EN), speed_text(1.0, VI)) == ("1,2×", "1.2×", None)
