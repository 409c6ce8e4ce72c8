"""Everything else that people read: /start, /notify, /status, questions, notices, menus."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from telegram.constants import BotCommandLimit

from bot.core.calls import State
from bot.core.commands import OtpCommand
from bot.core.delivery import CLOSED, Refusal
from bot.core.messages import menu, notify, prompts
from bot.core.messages.notices import NOTICES, render_notice
from bot.core.messages.start import render_help, render_start, render_stranger
from bot.core.messages.status import AccountStatus, Status, render_status
from bot.core.messages.text import Message, Style, plain_text
from bot.core.people import Language, Role
from bot.core.records import Account, Draft, Filter, Notice, Place, Subscription, Topic
from bot.core.wishes import Asking, CodeIs, Wish
from tests.core.cases import ACCOUNT, NINE_TWELVE, NOW, TZ
from tests.core.telegram_html import faults, row_widths

VI, EN = Language.VI, Language.EN
GROUP = Subscription(
    id=10**9,
    account_id=1,
    place=Place(chat_id=-1001),
    filter=Filter(),
    language=VI,
    created_by=1,
)


def read(message: Message) -> list[str]:
    assert faults(message.html) == []
    return plain_text(message.html).replace("\u00a0", " ").split("\n")


def rows(message: Message) -> list[list[str]]:
    for row in message.keyboard:
        for button in row:
            assert len(button.label) <= row_widths(len(row))
            assert len((button.data or "").encode()) <= 64
    return [[button.label for button in row] for row in message.keyboard]


def test_a_stranger_reads_how_to_get_in_and_nothing_else() -> None:
    message = render_stranger(5550001, language=VI)
    assert read(message) == [
        "Bot này dùng nội bộ. ID của bạn: 5550001",
        "Cần dùng thì gửi ID này cho quản trị viên.",
    ]
    assert message.keyboard[0][0].copy == "5550001"
    assert rows(message) == [["Chép ID"]]


def start(
    role: Role,
    language: Language = VI,
    *,
    account: Account | None = ACCOUNT,
    accounts: int = 1,
    calls_today: int = 214,
) -> Message:
    return render_start(
        name="Nhân viên",
        role=role,
        calls_today=calls_today,
        answered=133,
        account=account,
        accounts=accounts,
        language=language,
    )


def test_an_operator_reads_the_day_the_account_and_what_is_done_daily() -> None:
    message = start(Role.OPERATOR)
    assert read(message) == [
        "Chào Nhân viên. Hôm nay 214 cuộc, nghe máy 62% (133/214).",
        "Gọi bằng tài khoản CSKH, đầu số 0123456789.",
        "Gửi số điện thoại để xem lịch sử số đó,",
        "gửi file Excel để gọi theo danh sách.",
    ]
    assert rows(message) == [["Gọi", "OTP", "Theo list"], ["Lịch sử", "Cài đặt"]]
    assert rows(start(Role.ADMIN, EN))[0] == ["Call", "OTP", "A list"]
    assert message.keyboard[0][2].data == "do.list"


def test_a_viewer_gets_no_button_that_calls() -> None:
    message = start(Role.VIEWER)
    assert read(message)[1:] == [
        "Bạn xem được kết quả cuộc gọi, không gọi được.",
        "Gửi số điện thoại để xem lịch sử số đó.",
    ]
    assert rows(message) == [["Lịch sử", "Cài đặt"]]


def test_without_an_account_the_next_step_is_said() -> None:
    assert read(start(Role.OPERATOR, EN, account=None, accounts=0))[1] == (
        "You have no PBX account yet, ask an administrator."
    )
    assert read(start(Role.OPERATOR, EN, account=None, accounts=2))[1] == (
        "You have 2 accounts, the bot asks at each call."
    )


def test_a_day_without_calls_has_no_percentage() -> None:
    message = start(Role.VIEWER, calls_today=0)
    assert read(message)[0] == "Chào Nhân viên. Hôm nay chưa có cuộc gọi nào."


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.ADMIN])
def test_help_lists_what_a_role_may_use(role: Role) -> None:
    told = read(render_help(role, language=EN))
    assert [line.split(" ")[0].strip("/:") for line in told] == [
        command.name for command in menu.commands_for(role) if command.name != "start"
    ]


def test_a_listening_group_reads_what_rings_and_what_is_silent() -> None:
    message = notify.render_notify(GROUP, "CSKH", language=VI)
    assert read(message) == [
        "Nhóm này nhận kết quả cuộc gọi",
        "Tài khoản CSKH",
        "Có chuông: cần gọi lại, lỗi, chưa rõ",
        "Im lặng: nghe máy, chưa gặp · mỗi đợt gọi một tin",
        "Ẩn số",
    ]
    assert rows(message) == [
        ["✓ Bấm phím", "✓ Nghe máy"],
        ["✓ Lỗi, chưa rõ", "✓ Chưa gặp"],
        ["✓ OTP", "✓ Gộp theo đợt"],
        ["Ngừng"],
    ]
    assert message.keyboard[-1][0].style is Style.STOP


def test_each_toggle_names_a_field_of_the_filter() -> None:
    message = notify.render_notify(GROUP, "CSKH", language=EN)
    toggles = [button.data or "" for row in message.keyboard[:-1] for button in row]
    named = [data.rpartition(":")[2] for data in toggles]
    assert sorted(named) == sorted(Filter.__dataclass_fields__)
    assert rows(message)[:3] == [
        ["✓ Keys", "✓ Answered"],
        ["✓ Failed, unknown", "✓ Not reached"],
        ["✓ OTP", "✓ One per list"],
    ]


def test_what_is_switched_off_loses_its_mark_and_its_words() -> None:
    wanted = Filter(keys=False, answered=False, failed=False, otp=False, lists=False)
    message = notify.render_notify(replace(GROUP, filter=wanted), "CSKH", language=VI)
    assert read(message)[2:] == ["Im lặng: chưa gặp", "Ẩn số · Không gửi OTP"]
    assert rows(message)[:3] == [
        ["Bấm phím", "Nghe máy"],
        ["Lỗi, chưa rõ", "✓ Chưa gặp"],
        ["OTP", "Gộp theo đợt"],
    ]


def test_keys_that_need_someone_ring_and_a_list_alone_is_silent() -> None:
    wanted = Filter(answered=False, unreached=False, failed=False)
    message = notify.render_notify(replace(GROUP, filter=wanted), "CSKH", language=EN)
    assert read(message)[2:4] == ["With sound: call me back", "Silent: one message a list"]


def test_with_everything_off_it_says_so() -> None:
    nothing = Filter(keys=False, answered=False, unreached=False, failed=False, lists=False)
    message = notify.render_notify(replace(GROUP, filter=nothing), "CSKH", language=EN)
    assert read(message)[2] == "All off, nothing arrives"


def test_a_topic_and_a_private_chat_are_called_what_they_are() -> None:
    topic = replace(GROUP, place=Place(chat_id=-1001, thread_id=4))
    private = replace(GROUP, place=Place(chat_id=5550001))
    assert read(notify.render_notify(topic, "CSKH", language=VI))[0].startswith("Chủ đề này")
    assert read(notify.render_notify(private, "CSKH", language=VI)) == [
        "Chat này nhận kết quả cuộc gọi",
        "Tài khoản CSKH",
        "Có chuông: cần gọi lại, lỗi, chưa rõ",
        "Im lặng: nghe máy, chưa gặp · mỗi đợt gọi một tin",
    ]


def test_stopping_says_how_to_begin_again() -> None:
    for render in (notify.render_stopped, notify.render_not_on):
        assert "/notify" in read(render(GROUP.place, language=VI))[1]


def test_the_picker_asks_and_its_answer_names_the_chat() -> None:
    assert read(notify.render_choose(language=EN)) == ["Where do call outcomes go?"]
    assert read(notify.render_set("A & B", "CSKH", language=EN)) == [
        "A & B will get the call outcomes of account CSKH."
    ]


STATUS = Status(
    accounts=(AccountStatus(name="CSKH"),),
    has_public_url=True,
    last_hook_at=NINE_TWELVE,
    open_calls={State.RINGING: 2, State.UNKNOWN: 1, State.PLACED: 0},
    due=3,
    oldest_due_at=NINE_TWELVE,
    version="0.1.0",
    started_at=NINE_TWELVE - 86400,
)


def status(shown: Status, language: Language = VI) -> list[str]:
    return read(render_status(shown, language=language, tz=TZ, now=NOW))


def test_status_says_in_words_how_everything_is_the_worst_first() -> None:
    assert status(STATUS) == [
        "❓ Còn 1 cuộc chưa rõ, bot đang tra",
        "CSKH: tổng đài trả lời",
        "Đang mở 3 cuộc · 2 đổ chuông · 1 chưa rõ",
        "Chờ gửi 3 tin, cũ nhất 09:12",
        "Tổng đài báo tin lần cuối 09:12",
        "Phiên bản 0.1.0 · chạy từ 22/11 09:12",
    ]


def test_status_without_anything_unknown_says_that_all_is_well() -> None:
    well = replace(STATUS, open_calls={}, oldest_due_at=NOW - 5)
    assert status(well)[0] == "Mọi thứ bình thường"


def test_status_says_that_outcomes_are_late_and_that_telegram_holds_chats_up() -> None:
    late = replace(STATUS, open_calls={}, oldest_due_at=NOW - 61, held_up=2)
    shown = status(late)
    assert shown[0] == "⏳ Kết quả đến muộn"
    assert shown[2].startswith("Chờ gửi 3 tin, cũ nhất")
    assert shown[2].endswith(" · Telegram bắt chờ ở 2 chat")


def test_status_counts_the_lists_that_are_not_over_and_what_is_left_of_them() -> None:
    assert "Đang có 2 đợt gọi, còn 1.240 số" in status(replace(STATUS, lists=2, rows=1240))
    assert "1 list under way, 1 number left" in status(replace(STATUS, lists=1, rows=1), EN)


def test_a_pbx_that_is_down_comes_first() -> None:
    down = AccountStatus(name="Thu nợ", down_since=NINE_TWELVE, down_status=503)
    shown = status(replace(STATUS, accounts=(*STATUS.accounts, down)), EN)
    assert shown[:3] == [
        "❌ The PBX does not answer",
        "Thu nợ: no answer since 09:12 (503)",
        "CSKH: the PBX answers",
    ]


def test_without_a_public_url_status_says_that_calls_are_looked_up() -> None:
    shown = status(replace(STATUS, has_public_url=False, open_calls={}, due=0, oldest_due_at=None))
    assert shown[0] == "Bot chạy, tổng đài chưa báo tin được"
    assert "PUBLIC_URL" in shown[2]
    assert shown[3:5] == ["Không có cuộc gọi nào đang mở", "Không còn tin nào chờ gửi"]


def test_status_stays_on_one_screen_however_much_there_is_to_say() -> None:
    many = tuple(
        AccountStatus(name=f"Tài khoản {n}", down_since=NINE_TWELVE if n > 990 else None)
        for n in range(1000)
    )
    all_at_once = replace(STATUS, accounts=many, last_hook_at=None, held_up=3, lists=2, rows=9)
    shown = status(all_at_once, EN)
    assert shown[1].startswith("Tài khoản 991: no answer")
    assert shown[3] == "and 998 more accounts, 7 without an answer"
    assert "The PBX has not reported yet" in shown
    assert len(shown) == 9


def test_status_without_an_account_says_so() -> None:
    assert status(replace(STATUS, accounts=()))[0] == "Chưa có tài khoản tổng đài"


def question(asking: Asking, place: Place, code_is: CodeIs, language: Language) -> Message:
    wish = Wish(command=OtpCommand(callee="0987654321"), chat_id=1, message_id=2, code_is=code_is)
    draft = Draft(
        id="d" * 22,
        person_id=1,
        place=place,
        message_id=None,
        about=Topic.OTP,
        asking=asking,
        values={},
        created_at=0.0,
    )
    return prompts.render_question(draft, wish, [ACCOUNT], language=language)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code_is", list(CodeIs))
@pytest.mark.parametrize("asking", [Asking.PHONE, Asking.CODE])
def test_a_question_asks_for_its_answer(
    asking: Asking, code_is: CodeIs, language: Language
) -> None:
    message = question(asking, Place(chat_id=1), code_is, language)
    assert faults(message.html) == []
    assert message.ask is not None
    assert 1 <= len(message.ask) <= 64


@pytest.mark.parametrize("language", list(Language))
def test_what_a_script_s_name_was_meant_as_is_a_button_each(language: Language) -> None:
    wish = Wish(
        command=OtpCommand(callee="0987654321", template="otp_dmo"),
        chat_id=1,
        message_id=2,
        close=("otp_demo", "x" * 64),
    )
    draft = Draft(
        id="d" * 22,
        person_id=1,
        place=Place(chat_id=1),
        message_id=None,
        about=Topic.OTP,
        asking=Asking.TEMPLATE,
        values={},
        created_at=0.0,
    )
    message = prompts.render_question(draft, wish, [ACCOUNT], language=language)
    assert faults(message.html) == []
    assert [len(row) for row in message.keyboard] == [1, 1, 2]
    for row in message.keyboard:
        for button in row:
            assert len(button.label) <= row_widths(len(row))
            assert len((button.data or "").encode()) <= 64


def test_a_new_code_is_asked_for_as_in_the_standard() -> None:
    private = question(Asking.CODE, Place(chat_id=1), CodeIs.NEW, VI)
    group = question(Asking.CODE, Place(chat_id=-1), CodeIs.NEW, EN)
    assert private.html == "Mã mới cho <code>0987654321</code>?"
    assert group.html == "New code for 0987•••321?"


@pytest.mark.parametrize("count", [1, 3, 4, 6, 7, 9, 20])
def test_accounts_are_chosen_by_buttons_that_fit(count: int) -> None:
    accounts = [
        replace(ACCOUNT, account_id=10**9 + n, name=f"Chăm sóc khách hàng miền Nam số {n}")
        for n in range(count)
    ]
    draft_id = uuid4().hex[:22]
    message = prompts.render_choose_account(draft_id, accounts, language=VI)
    labels = [label for row in rows(message) for label in row]
    assert len(labels) == count
    assert count > 9 or len(message.keyboard) <= 3
    assert message.keyboard[0][0].data == f"draft.account:{draft_id}:{10**9}"


LOST = (*CLOSED, Refusal.NO_TOPIC, "migrated")


def test_every_way_to_lose_a_chat_has_its_notice() -> None:
    assert set(LOST) <= set(NOTICES)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", sorted(LOST))
def test_a_notice_is_one_sentence_that_names_the_chat(kind: str, language: Language) -> None:
    notice = Notice(id=1, person_id=1, kind=kind, values={"title": "<CSKH>"})
    (line,) = read(render_notice(notice, language=language))
    assert "<CSKH>" in line
    assert line.endswith(".")


def names(role: Role, *, in_group: bool = False) -> set[str]:
    return {name for name, _ in menu.menu(role, VI, in_group=in_group)}


def test_a_menu_holds_what_a_role_may_use_and_a_stranger_s_is_start_alone() -> None:
    viewer, operator, admin = map(names, (Role.VIEWER, Role.OPERATOR, Role.ADMIN))
    assert names(Role.STRANGER) == {"start"}
    assert viewer == {"cdr", "status", "settings", "whoami", "help", "start"}
    assert operator - viewer == {
        *("call", "otp", "template", "upload", "block", "link", "login", "logout"),
    }
    assert admin - operator == {"notify", "invite", "users", "share", "unblock"}


def test_a_group_s_menu_leaves_out_what_belongs_into_the_private_chat() -> None:
    private_only = names(Role.ADMIN) - names(Role.ADMIN, in_group=True)
    assert private_only == {
        "settings", "whoami", "link", "login", "logout", "invite", "users", "share", "start",
    }  # fmt: skip


@pytest.mark.parametrize("language", list(Language))
def test_a_menu_s_words_fit_and_begin_with_a_capital(language: Language) -> None:
    for name, words in menu.menu(Role.ADMIN, language, in_group=False):
        assert len(name) <= BotCommandLimit.MAX_COMMAND
        assert words[0].isupper()
        assert len(words) <= 40
