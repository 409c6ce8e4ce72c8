"""A script in the making: what is asked next, gone back to, and left out, whoever answers how."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import making
from bot.core.messages.text import plain_text
from bot.core.people import Language
from bot.core.records import Account, Draft, Place, Topic
from bot.core.script_answers import (
    by_file,
    fits,
    gone_back,
    gone_on,
    left_out,
    picked,
    typed,
    verify_script,
    without_key,
)
from bot.core.script_draft import (
    MAKING,
    NEW,
    ORDER,
    ScriptDraft,
    Step,
    answered,
    finished,
    from_script,
    go_to,
    recall,
    remember,
)
from bot.core.templates import PressKey, Purpose, Template, TemplateKind
from bot.errors import UsageError
from bot.pbx.bodies import build_body
from tests.core.telegram_html import faults, row_widths

OF_ONE = ScriptDraft(script=replace(NEW, account_id=1))
WHOLE = Template(
    account_id=1,
    name="a",
    content="Chào {{ten}}",
    voice="south-f-03",
    speed=1.2,
    keys=(PressKey(num="1", content="Cám ơn", meaning="đã trả", needs_someone=True),),
    exit_sound="Chào",
    invalid_file="sai.wav",
    purpose=Purpose.SERVICE,
)

#: What people may do at a step, sensible or not.
moves = st.one_of(
    st.tuples(
        st.just("pick"),
        st.sampled_from(
            [*TemplateKind, *"0123456789", *Step, *Purpose, "south-f-03", "north-m-01", "x", "99"]
        ),
    ),
    st.tuples(
        st.just("type"),
        st.sampled_from(
            [
                *("a", "lùi", "tiếp", "1,2", "9", "chao.wav", "Chào bạn nhé", "Chào {{ten}} nhé"),
                *("Mã là {{code_otp}}", "đã trả!", "Hỏng {", "x" * 3001, "cần gọi lại"),
            ]
        ),
    ),
    st.sampled_from(
        [("back", ""), ("on", ""), ("none", ""), ("without", ""), ("play", ""), ("read", "")]
    ),
)


def move(draft: ScriptDraft, what: str, value: str) -> ScriptDraft:
    match what:
        case "pick":
            return picked(draft, value)
        case "type":
            return typed(draft, value)
        case "back":
            return gone_back(draft)
        case "on":
            return gone_on(draft)
        case "none":
            return left_out(draft)
        case "without":
            return without_key(draft)
        case _:
            return by_file(draft, ["a.wav", "b.wav"], wanted=what == "play")


def walked(steps: list[tuple[str, str]]) -> ScriptDraft:
    """Where somebody comes to; what the steps refuse changes nothing."""
    draft = OF_ONE
    for what, value in steps:
        try:
            draft = move(draft, what, value)
        except UsageError:
            continue
    return draft


walks = st.lists(moves, max_size=60).map(walked)
whole_walks = st.builds(
    lambda script, steps: _from(script, steps),
    st.sampled_from([WHOLE, replace(WHOLE, keys=()), replace(WHOLE, purpose=None)]),
    st.lists(moves, max_size=20),
)


def _from(script: Template, steps: list[tuple[str, str]]) -> ScriptDraft:
    draft = from_script(script)
    for what, value in steps:
        try:
            draft = move(draft, what, value)
        except UsageError:
            continue
    return draft


def as_kept(draft: ScriptDraft) -> Draft:
    return Draft(
        id="d",
        person_id=1,
        place=Place(chat_id=1),
        message_id=None,
        about=Topic.MAKING,
        asking=MAKING,
        values=remember(draft),
        created_at=0.0,
    )


@given(st.one_of(walks, whole_walks))
def test_a_draft_is_recalled_as_it_was_kept(draft: ScriptDraft) -> None:
    assert recall(as_kept(draft)) == draft


@given(st.one_of(walks, whole_walks))
def test_going_back_always_comes_to_the_first_step(draft: ScriptDraft) -> None:
    for _ in range(len(Step) + 1):
        if draft.before is None:
            break
        draft = gone_back(draft)
    assert draft.step is Step.KIND


@given(st.one_of(walks, whole_walks))
def test_whoever_comes_to_the_summary_has_a_script_that_the_pbx_takes(draft: ScriptDraft) -> None:
    if draft.step is Step.REVIEW:
        verify_script(finished(draft))
        assert build_body(finished(draft)).name


@given(whole_walks)
def test_going_back_loses_nothing(draft: ScriptDraft) -> None:
    if draft.step is Step.REVIEW:
        back = gone_back(gone_back(draft))
        assert go_to(back, None) == draft


@pytest.mark.parametrize("language", list(Language))
@given(draft=st.one_of(walks, whole_walks), in_group=st.booleans())
def test_every_step_is_html_with_buttons_that_fit(
    language: Language, draft: ScriptDraft, in_group: bool
) -> None:
    accounts = [
        Account(account_id=n, name=f"Tài khoản {n}", campaign_id="", caller="", otp_template="")
        for n in (1, 10**9)
    ]
    shown = making.render_step(
        draft, "d" * 22, language=language, accounts=accounts, in_group=in_group
    )
    assert faults(shown.html) == []
    assert len(plain_text(shown.html)) <= 4096
    assert len(shown.keyboard) <= 6
    for row in shown.keyboard:
        for button in row:
            assert len(button.label) <= row_widths(len(row)), button.label
            assert len((button.data or "").encode()) <= 64, button.data
    assert shown.keyboard or shown.ask


def test_the_steps_of_a_kind_are_those_that_it_has() -> None:
    otp = picked(OF_ONE, "otp")
    assert otp.steps == (Step.KIND, Step.NAME, Step.VOICE, Step.SPEED, Step.TEXT)
    file = picked(OF_ONE, "audio_file")
    assert file.steps == (Step.KIND, Step.NAME, Step.FILE, Step.KEYS, Step.EXIT, Step.PURPOSE)
    assert Step.INVALID in from_script(WHOLE).steps
    assert set(ScriptDraft().steps) < set(ORDER)


def test_an_account_is_a_step_only_where_there_was_a_choice() -> None:
    assert ScriptDraft().step is Step.ACCOUNT
    chosen = answered(ScriptDraft(), Step.ACCOUNT, OF_ONE.script)
    assert (chosen.step, chosen.before) == (Step.KIND, Step.ACCOUNT)
    assert (OF_ONE.step, OF_ONE.before) == (Step.KIND, None)


def test_what_a_kind_does_not_have_is_not_created() -> None:
    otp = from_script(replace(WHOLE, kind=TemplateKind.OTP, content="{{code_otp}}"))
    made = finished(otp)
    assert (made.keys, made.exit_sound, made.invalid_file) == ((), "", "")
    assert made.purpose is Purpose.CODE
    both = replace(WHOLE, audio_file="chao.wav")
    assert finished(from_script(both)).audio_file == ""
    played = finished(from_script(replace(both, kind=TemplateKind.AUDIO)))
    assert (played.content, played.fields, played.voice) == ("", (), "south-f-03")
    silent = replace(both, kind=TemplateKind.AUDIO, keys=(), exit_sound="")
    assert finished(from_script(silent)).voice == ""
    without_keys = finished(from_script(replace(WHOLE, keys=())))
    assert (without_keys.invalid_file, without_keys.exit_sound) == ("", "Chào")


def test_keys_stand_as_on_a_phone() -> None:
    draft = from_script(WHOLE)
    for num in ("0", "9"):
        draft = picked(go_to(draft, Step.KEYS), num)
        draft = left_out(typed(draft, "Cám ơn bạn"))
    assert [key.num for key in draft.script.keys] == ["1", "9", "0"]


@pytest.mark.parametrize(
    ("step", "text", "is_answer"),
    [
        (Step.NAME, "nhac_no", True),
        (Step.NAME, "hôm nay thế nào", False),
        (Step.NAME, "0987654321", False),
        (Step.TEXT, "Chào bạn", True),
        (Step.TEXT, "ừ", False),
        (Step.VOICE, "nam", False),
        (Step.VOICE, "lùi", True),
        (Step.KEYS, "hủy", True),
        (Step.IMPORT, '{"name": 1}', True),
        (Step.IMPORT, "nhac_no", False),
    ],
)
def test_text_that_replies_to_nothing_is_an_answer_only_where_it_plainly_fits(
    step: Step, text: str, is_answer: bool
) -> None:
    assert fits(go_to(from_script(WHOLE), step), text) is is_answer
