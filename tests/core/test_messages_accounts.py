"""Set-up, settings, team: every card fits its buttons and is well-formed in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.core.accounts import MOST_BUSY_PHRASES, Asking
from bot.core.invitations import Answer, Guest, Invitation
from bot.core.messages import accounts, invite, settings, team
from bot.core.messages.choices import page_of
from bot.core.messages.steps import step_keyboard
from bot.core.messages.text import Message, plain_text
from bot.core.people import Language, Person, Role
from bot.core.records import Draft, Notice, Place, Topic
from bot.errors import UsageError
from tests.core.cases import ACCOUNT
from tests.core.telegram_html import faults, row_widths

VI, EN = Language.VI, Language.EN
LONG = replace(
    ACCOUNT,
    account_id=10**12,
    name="<Chăm sóc khách hàng miền Nam>",
    concurrency=999,
    approve_over=9999,
    busy_phrases=tuple(f"<all circuits are busy now> {n}" for n in range(MOST_BUSY_PHRASES)),
)
PERSON = Person(
    person_id=10**12,
    name="Nhân viên <b> có một cái tên rất dài không tưởng được",
    role=Role.OPERATOR,
    phone="0987654321",
)
GUEST = Guest(person_id=PERSON.person_id, name=PERSON.name, language=EN)
KNOCK = Invitation(
    id=10**12, role=Role.OPERATOR, created_by=1, created_at=0.0, language=VI, guest=GUEST
)
MANY = [replace(LONG, account_id=10**12 + n, name=f"{LONG.name} {n}") for n in range(12)]
CROWD = [replace(PERSON, person_id=10**12 + n) for n in range(20)]


def draft(asking: Asking) -> Draft:
    return Draft(
        id="x" * 22,
        person_id=1,
        place=Place(chat_id=1),
        message_id=None,
        about=Topic.ACCOUNT,
        asking=asking,
        values={},
        created_at=0.0,
    )


def every_card(language: Language) -> Iterator[Message]:
    for asking in Asking:
        choices = ["x" * 60, "y"]
        yield accounts.render_question(draft(asking), LONG, [], language=language)
        yield accounts.render_question(draft(asking), LONG, choices, language=language)
        for account in (LONG, None):
            yield accounts.render_stopped(draft(asking), account, language=language)
    yield accounts.render_ready(LONG, language=language)
    yield accounts.render_which_out(MANY, language=language)
    for mine in (True, False):
        yield accounts.render_out(LONG, people=11, places=2, mine=mine, language=language)
    for role in (Role.VIEWER, Role.OPERATOR, Role.ADMIN):
        person = replace(PERSON, role=role)
        for account in (LONG, ACCOUNT, replace(LONG, caller=""), None):
            yield settings.render_settings(person, account, MANY, language=language)
            yield settings.render_settings(person, account, [], language=language)
        yield settings.render_whoami(person, MANY, {}, language=language)
        yield team.render_user(person, MANY, MANY, 16, language=language)
        yield team.render_user(person, [], [], 0, language=language)
    yield settings.render_busy(LONG, language=language)
    yield settings.render_busy(ACCOUNT, language=language)
    yield settings.render_defaults(MANY, LONG.account_id, language=language)
    for answer in (None, *Answer):
        knock = replace(KNOCK, answer=answer, answered_by=1)
        yield invite.render_knock(knock, MANY, "Quản trị", language=language)
    yield invite.render_invite_as(20, language=language)
    links = [f"https://t.me/pbx_sandbox_bot?start={'x' * 22}"] * 20
    for some in (links, links[:1]):
        yield invite.render_links(
            some,
            Role.VIEWER,
            until="23:59",
            revoke=f"team.revoke:{10**12}:{10**12}",
            language=language,
        )
    yield invite.render_wanted(
        Notice(id=1, person_id=1, kind="wanted", values={"about": str(10**12), "name": "<b>"}),
        MANY,
        language=language,
    )
    for offset in (0, 8, 16):
        yield team.render_users(CROWD, offset, language=language)
        yield team.render_share(LONG, CROWD, {10**12}, offset, language=language)
    for alone in ([], MANY):
        yield team.render_out_sure(PERSON, alone, 16, language=language)
        yield team.render_out_done(PERSON, alone, 16, language=language)
    yield team.render_share_which(MANY, language=language)


@pytest.mark.parametrize("language", list(Language))
def test_every_card_is_well_formed_and_its_buttons_fit(language: Language) -> None:
    for message in every_card(language):
        assert faults(message.html) == []
        assert len(plain_text(message.html)) <= 4096
        assert len(message.keyboard) <= 5
        for row in message.keyboard:
            for button in row:
                assert 0 < len(button.label) <= row_widths(len(row))
                assert len((button.data or "").encode()) <= 64


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", invite.TOLD)
def test_whom_it_concerns_is_told_in_one_message(kind: str, language: Language) -> None:
    values = {"role": "operator", "account": "<CSKH>", "who": "<Quản trị>"}
    notice = Notice(id=1, person_id=1, kind=kind, values=values)

    message = invite.render_told(notice, language=language)

    assert faults(message.html) == []


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (Role.VIEWER, ["Nhờ quản trị viên"]),
        (Role.OPERATOR, ["Nhờ quản trị viên", "Liên kết khóa"]),
        (Role.ADMIN, ["Liên kết khóa"]),
    ],
)
def test_without_an_account_the_next_steps_are_those_that_one_may_take(
    role: Role, labels: list[str]
) -> None:
    keyboard = step_keyboard(UsageError("account_missing"), role, VI, bot="a_bot")

    assert [[button.label for button in row] for row in keyboard] == [[label] for label in labels]


def test_a_page_is_where_its_offset_falls_and_never_beyond_the_last() -> None:
    numbers = list(range(20))

    assert page_of(numbers, 0) == (numbers[:8], 0)
    assert page_of(numbers, 11) == (numbers[8:16], 8)
    assert page_of(numbers, 10**9) == (numbers[16:], 16)
    assert page_of(numbers, -5) == (numbers[:8], 0)
    assert page_of([], 8) == ([], 0)


def test_what_an_account_has_is_offered_before_what_its_calls_taught() -> None:
    learned = ["0900", ACCOUNT.caller, "0901", "0902"]

    assert accounts.usual(Asking.CALLER, ACCOUNT, learned) == [ACCOUNT.caller, "0900", "0901"]
    assert accounts.usual(Asking.CALLER, replace(ACCOUNT, caller=""), []) == []
    assert accounts.usual(Asking.CONCURRENCY, ACCOUNT, []) == ["5"]
    assert accounts.usual(Asking.NAME, ACCOUNT, []) == ["CSKH"]
    assert accounts.usual(Asking.APPROVE_OVER, LONG, []) == []


def test_settings_fit_into_five_rows_with_all_that_one_may_have() -> None:
    person = replace(PERSON, role=Role.ADMIN)
    keyboard = settings.render_settings(person, LONG, MANY, language=VI).keyboard
    assert [[button.label for button in row] for row in keyboard] == [
        ["Tài khoản <Chăm s…", "Quên số máy tôi"],
        ["Tên", "Chiến dịch", "Đầu số"],
        ["Kịch bản OTP", "999 cuộc cùng lúc"],
        ["Duyệt hơn 9.999 số", "Từ báo bận (12)"],
        ["✓ Tiếng Việt", "English"],
    ]


def test_settings_say_over_how_many_numbers_a_list_needs_a_second_person() -> None:
    shown = [
        plain_text(settings.render_settings(PERSON, LONG, [], language=language).html)
        for language in Language
    ]
    assert "Đợt gọi hơn 9.999 số cần người thứ hai duyệt" in shown[0].replace("\u00a0", " ")
    assert "Lists over 9,999 numbers need a second person" in shown[1].replace("\u00a0", " ")
