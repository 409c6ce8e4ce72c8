"""What `/call` leaves out, mistypes or gets wrong is asked about before anybody is called."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from bot.core.calls import State
from bot.core.people import Role
from bot.core.scripts import short_key
from bot.sandbox.world import SEED
from tests.journeys.test_call import CALLEE, CLEAN, COMMAND, DEBT, PREVIEW, previewed
from tests.journeys.world import (
    ADMIN,
    COLLEAGUE,
    GROUP,
    OPERATOR,
    Journey,
    buttons,
    plain,
    problem,
)


async def test_everything_is_asked_for_one_thing_at_a_time_and_the_questions_go(
    told: Journey,
) -> None:
    await previewed(told, "/call")
    assert told.texts(OPERATOR) == ["Gọi số nào?"]
    told.reply(OPERATOR, CALLEE)
    await told.wait(2)
    (asked,) = told.shown(OPERATOR)
    assert plain(asked.text).startswith("Kịch bản nào?")
    assert buttons(asked) == ["thong_bao", DEBT, "Hủy"]
    await told.press(OPERATOR, DEBT)
    values = {"customer_name": "Nguyễn Văn A", "due_amount": "10.410.000", "due_date": "30/11/2026"}
    for name, value in values.items():
        (question,) = told.texts(OPERATOR)
        assert question.split("\n")[0] == f"{name} là gì?"
        told.reply(OPERATOR, value)
        await told.wait(2)

    assert told.texts(OPERATOR) == [PREVIEW.replace(" · HĐ 24018", "")]
    assert not told.pbx.placements


async def test_what_is_still_missing_is_named_at_once(told: Journey) -> None:
    await previewed(told, f"/call {CALLEE} {DEBT} due_amount=1")

    assert told.texts(OPERATOR) == ["customer_name là gì?\nCòn thiếu: customer_name, due_date"]


async def test_an_empty_answer_is_asked_again_in_its_place(told: Journey) -> None:
    await previewed(told, f"/call {CALLEE} thong_bao")
    told.reply(OPERATOR, '""')
    await told.wait(2)
    assert told.texts(OPERATOR) == [problem("value_empty", name="customer_name")]
    told.reply(OPERATOR, "Nguyễn Văn A")
    await told.wait(2)

    assert told.texts(OPERATOR)[0].startswith("Xem trước, chưa gọi")


async def test_a_plain_answer_typed_without_replying_counts_too(told: Journey) -> None:
    await previewed(told, f"/call {CALLEE} thong_bao")
    told.say(OPERATOR, "Nguyễn Văn A")
    await told.wait(2)

    assert "Chào bạn Nguyễn Văn A, đơn hàng" in told.texts(OPERATOR)[0]


async def test_a_question_is_taken_back_by_a_word(told: Journey) -> None:
    await previewed(told, f"/call {CALLEE} thong_bao")
    told.reply(OPERATOR, "hủy")
    await told.wait(2)

    assert told.texts(OPERATOR) == [problem("cancelled")]


async def test_an_unknown_field_is_named_and_renamed_by_a_button(told: Journey) -> None:
    await previewed(told, COMMAND.replace("customer_name", "custmer_name"))
    (asked,) = told.shown(OPERATOR)
    assert plain(asked.text) == (
        f"❌ Kịch bản {DEBT} không có mục custmer_name\n"
        "Chưa gọi ai. Các mục: customer_name, due_amount, due_date"
    )
    assert buttons(asked) == ["customer_name", "Bỏ mục này", "Hủy"]
    await told.press(OPERATOR, "customer_name")

    assert told.texts(OPERATOR) == [PREVIEW]


async def test_an_unknown_field_is_left_out_by_a_button(told: Journey) -> None:
    await previewed(told, f"{COMMAND} bank=VCB")
    assert buttons(told.shown(OPERATOR)[0]) == ["Bỏ mục này", "Hủy"]
    await told.press(OPERATOR, "Bỏ mục này")

    assert told.texts(OPERATOR) == [PREVIEW]


async def test_a_mistyped_argument_gets_the_nearest_as_a_button(told: Journey) -> None:
    await previewed(told, COMMAND.replace("ref=", "reff="))
    (asked,) = told.shown(OPERATOR)
    assert plain(asked.text).startswith(f"❌ Kịch bản {DEBT} không có mục reff\nChưa gọi ai.")
    assert buttons(asked) == ["ref=", "Bỏ mục này", "Hủy"]
    await told.press(OPERATOR, "ref=")

    assert told.texts(OPERATOR) == [PREVIEW]


async def test_a_mistyped_account_is_chosen_anew_by_its_name(told: Journey) -> None:
    await told.link("Thu hồi nợ", OPERATOR)
    await previewed(told, f"{COMMAND} acount='Thu hồi nợ'")
    await told.press(OPERATOR, "CSKH")
    await told.press(OPERATOR, "account=")

    assert "Tài khoản Thu hồi nợ" in told.texts(OPERATOR)[0]


async def test_of_an_unknown_script_an_argument_s_slip_is_asked_about_and_may_stay(
    told: Journey,
) -> None:
    command = f"/call {CALLEE} chuc_mung_sinh_nhat calller=19001234"
    await previewed(told, command)
    (asked,) = told.shown(OPERATOR)
    assert plain(asked.text) == problem("field_slip", name="calller")
    await told.press(OPERATOR, "Giữ calller")
    assert "calller: 19001234" in told.texts(OPERATOR)[0]
    await previewed(told, command)
    await told.press(OPERATOR, "caller=")

    assert told.texts(OPERATOR)[-1].endswith("Tài khoản CSKH · đầu số 19001234")
    assert not told.pbx.placements


async def test_a_mistyped_script_gets_the_nearest_as_buttons(told: Journey) -> None:
    await previewed(told, COMMAND.replace(DEBT, "thong_bao_no_cuoc"))
    (asked,) = told.shown(OPERATOR)
    assert plain(asked.text) == (
        "❌ Bot chưa biết kịch bản thong_bao_no_cuoc\nChưa gọi ai. Gần giống:\n"
        f"{CALLEE} · HĐ 24018\ncustomer_name: Nguyễn Văn A\ndue_amount: 10.410.000\n"
        "due_date: 30/11/2026\nTài khoản CSKH · đầu số 0123456789"
    )
    assert buttons(asked) == [
        DEBT,
        "Gọi không xem trước",
        "Gọi thử máy tôi",
        "Sửa",
        "Hủy",
    ]
    await told.press(OPERATOR, DEBT)

    assert told.texts(OPERATOR) == [PREVIEW]
    assert not told.pbx.placements


async def test_a_script_that_the_bot_does_not_know_is_called_without_a_preview(
    told: Journey,
) -> None:
    command = f"/call {CALLEE} chuc_mung_sinh_nhat ten_khach='Nguyễn Văn A'"
    await previewed(told, command)
    await told.press(OPERATOR, "Gọi không xem trước")
    await told.wait(120)
    card, line = told.texts(OPERATOR)
    assert card.split("\n")[1:] == [
        f"{CALLEE} · chuc_mung_sinh_nhat",
        card.split("\n")[2],
        "ten_khach: Nguyễn Văn A",
    ]
    assert line.startswith(f"✅ {CALLEE} ")

    await told.wait(600)
    await previewed(told, command)
    again = told.shown(OPERATOR)[-1]
    assert plain(again.text).startswith(
        "⚠️ Bot chưa biết kịch bản chuc_mung_sinh_nhat\n"
        "Chưa gọi ai, không xem trước được. Gọi thử để nghe."
    )
    assert buttons(again) == ["Gọi không xem trước", "Gọi thử máy tôi", "Sửa", "Hủy"]


async def test_what_the_pbx_refused_is_not_offered_to_the_next(told: Journey) -> None:
    await previewed(told, f"/call {CALLEE} chua_tung_co")
    await told.press(OPERATOR, "Gọi không xem trước")
    await told.wait(5)
    card, line = told.shown(OPERATOR)
    assert plain(card.text).startswith("❌ Tổng đài từ chối: “")
    assert buttons(card) == ["Gọi lại", "Chi tiết"]
    assert plain(line.text) == f"❌ {CALLEE} chưa gọi: tổng đài từ chối"
    await previewed(told, f"/call {CALLEE}")

    assert buttons(told.shown(OPERATOR)[-1]) == ["thong_bao", DEBT, "Hủy"]


async def test_the_script_used_last_is_offered_first(told: Journey) -> None:
    await previewed(told)
    await told.press(OPERATOR, "Gọi")
    await told.wait(60)
    await previewed(told, "/call 0912345602")

    assert buttons(told.shown(OPERATOR)[-1]) == [DEBT, "thong_bao", "Hủy"]


async def test_a_script_of_codes_is_not_for_call(told: Journey) -> None:
    await previewed(told, f"/call {CALLEE} otp_demo")

    assert told.texts(OPERATOR) == [problem("template_of_codes", name="otp_demo")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (f"098765432 {DEBT}", problem("phone_short", number="098765432", missing="1", digits="10")),
        (
            f"{CALLEE} {DEBT} customer_name=Nguyễn Văn A",
            problem("value_unquoted", name="customer_name"),
        ),
        (f'{CALLEE} {DEBT} customer_name="A', problem("quote_open")),
        (f"{CALLEE} {DEBT} code_otp=1", problem("field_reserved", name="code_otp")),
        (f"{CALLEE} {DEBT} tên=1", problem("field_name", name="tên")),
        (f"{CALLEE} {DEBT} customer_name=", problem("argument_empty", name="customer_name")),
        (f"{CALLEE} {DEBT} a=1 a=2", problem("argument_twice", name="a")),
        (f"{CALLEE} 0912345678 {DEBT}", problem("call_unclear")),
        (f"{CALLEE} {DEBT} account=xyz", problem("account_unknown", name="xyz", nearest="CSKH")),
        (f"{CALLEE} {DEBT} caller=xyz", problem("caller_invalid", number="xyz")),
        (f"+12025550100 {DEBT}", problem("phone_foreign", number="+12025550100")),
    ],
)
async def test_what_can_t_be_read_is_said_and_nobody_is_called(
    told: Journey, typed: str, said: str
) -> None:
    await previewed(told, f"/call {typed}")

    assert told.texts(OPERATOR) == [said]


async def test_an_old_number_is_confirmed_as_its_new_one_first(told: Journey) -> None:
    await previewed(told, COMMAND.replace(CALLEE, "01629333999"))
    (asked,) = told.shown(OPERATOR)
    assert plain(asked.text) == "⚠️ 01629333999 là số cũ\nChưa gọi ai. Số mới: 0329333999"
    assert buttons(asked) == ["Dùng 0329333999", "Hủy"]
    await told.press(OPERATOR, "Dùng 0329333999")

    assert told.texts(OPERATOR) == [PREVIEW.replace(CALLEE, "0329333999")]


async def test_who_has_two_accounts_picks_one_and_it_is_remembered(told: Journey) -> None:
    await told.link("Thu hồi nợ", OPERATOR)
    await previewed(told)
    (asked,) = told.shown(OPERATOR)
    assert plain(asked.text) == "Gọi bằng tài khoản nào?"
    assert buttons(asked) == ["CSKH", "Thu hồi nợ", "Hủy"]
    await told.press(OPERATOR, "CSKH")
    assert told.texts(OPERATOR) == [PREVIEW]
    await previewed(told)

    assert told.texts(OPERATOR) == [PREVIEW, PREVIEW]


async def _open_private(told: Journey) -> None:
    told.say(OPERATOR, "/start")
    await told.wait(2)


async def test_a_person_who_never_wrote_to_the_bot_gets_the_preview_by_the_link(
    told: Journey,
) -> None:
    told.say(OPERATOR, COMMAND, GROUP)
    await told.wait(2)
    assert told.texts(OPERATOR) == []
    url = told.shown(GROUP)[0].keyboard[0][0]["url"]
    told.say(OPERATOR, f"/start {url.partition('=')[2]}")
    await told.wait(2)

    assert told.texts(OPERATOR) == [PREVIEW]


async def test_asked_for_in_a_group_the_preview_stands_in_the_private_chat(
    told: Journey,
) -> None:
    await _open_private(told)
    told.say(OPERATOR, COMMAND, GROUP)
    await told.wait(2)
    (there,) = told.shown(GROUP)
    assert plain(there.text) == "Xem trước trong chat riêng"
    assert buttons(there) == ["Mở"]
    assert there.silent
    assert told.texts(OPERATOR)[1:] == [PREVIEW]
    await told.press(OPERATOR, "Gọi")
    await told.wait(120)

    assert told.texts(OPERATOR)[-1] == "✅ HĐ 24018 bấm 1: đã thanh toán"
    *_, outcome = told.texts(GROUP)
    assert outcome.startswith("✅ Bấm 1: đã thanh toán\n0987•••321 · HĐ 24018")
    assert "Nguyễn" not in "".join(told.texts(GROUP))


async def test_the_group_s_link_shows_the_preview_again_to_its_owner_alone(
    told: Journey,
) -> None:
    await _open_private(told)
    told.say(OPERATOR, COMMAND, GROUP)
    await told.wait(2)
    url = told.shown(GROUP)[0].keyboard[0][0]["url"]
    assert url.startswith("https://t.me/pbx_sandbox_bot?start=p")
    before = told.shown(OPERATOR)[1].id
    told.say(ADMIN, f"/start {url.partition('=')[2]}")
    told.say(OPERATOR, f"/start {url.partition('=')[2]}")
    await told.wait(3)

    _, again = told.shown(OPERATOR)
    assert (again.id != before, plain(again.text)) == (True, PREVIEW)
    assert not any("Xem trước" in text for text in told.texts(ADMIN))
    await told.press(OPERATOR, "Gọi")
    await told.wait(2)
    assert told.pbx.placements == {CALLEE: 1}
    told.say(OPERATOR, f"/start {url.partition('=')[2]}")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1] == problem("prompt_gone")


async def test_in_a_group_questions_are_put_to_who_asked_and_others_can_t_answer(
    told: Journey,
) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    await _open_private(told)
    told.say(OPERATOR, f"/call {CALLEE}", GROUP)
    await told.wait(2)
    assert await told.press(COLLEAGUE, "thong_bao", GROUP) == "Chỉ Nhân viên bấm được nút này"
    await told.press(OPERATOR, "thong_bao", GROUP)
    (asked,) = told.texts(GROUP)
    assert asked.endswith("customer_name là gì?")
    told.reply(COLLEAGUE, "Người khác", GROUP)
    await told.wait(2)
    assert told.texts(COLLEAGUE) == []
    question = next(m for m in told.shown(GROUP) if "là gì?" in m.text)
    told.reply(OPERATOR, "Nguyễn Văn A", GROUP, to=question)
    await told.wait(2)

    assert "Chào bạn Nguyễn Văn A, đơn hàng" in told.texts(OPERATOR)[1]


@pytest.mark.parametrize(
    ("button", "question", "answer", "shows"),
    [
        ("Số điện thoại", "Gọi số nào?", "0912345602", "0912345602 · HĐ 24018"),
        ("HĐ", "HĐ là gì?", "24019", f"{CALLEE} · HĐ 24019"),
        ("due_amount", "due_amount là gì?", "9.000.000", "khoản nợ chín triệu trước"),
        ("Đầu số", "Đầu số nào?", "1900 1234", "đầu số 19001234"),
        ("Chiến dịch", "Chiến dịch nào?", "c-2", "chiến dịch c-2"),
    ],
)
async def test_a_part_of_the_preview_is_changed_and_it_is_drawn_anew(
    told: Journey, button: str, question: str, answer: str, shows: str
) -> None:
    await previewed(told)
    old = told.shown(OPERATOR)[0]
    await told.press(OPERATOR, "Sửa")
    assert buttons(told.shown(OPERATOR)[0]) == [
        "Số điện thoại",
        "Kịch bản",
        "HĐ",
        "customer_name",
        "due_amount",
        "due_date",
        "Đầu số",
        "Chiến dịch",
        "‹ Xem trước",
    ]
    await told.press(OPERATOR, button)
    (asked,) = told.texts(OPERATOR)
    assert asked.split("\n")[0] == question
    told.reply(OPERATOR, answer)
    await told.wait(2)

    (again,) = told.shown(OPERATOR)
    assert again.id != old.id
    assert shows in plain(again.text)
    assert buttons(again) == CLEAN
    assert await told.press(OPERATOR, "Gọi", on=old) in {
        None,
        "Câu hỏi này đã đóng, không gọi thêm",
    }
    assert not told.pbx.placements


async def test_callers_and_campaigns_that_calls_have_used_are_picked_and_not_typed(
    told: Journey,
) -> None:
    param = {"template_name": "thong_bao", "customer_name": "A"}
    told.pbx.switchboard.place_elsewhere(SEED.account, "0912345602", param=param, caller="19001234")
    await told.wait(60)
    told.say(OPERATOR, "/cdr")
    await told.wait(2)
    await previewed(told)
    await told.press(OPERATOR, "Sửa")
    await told.press(OPERATOR, "Đầu số")
    await told.press(OPERATOR, "19001234")

    assert "đầu số 19001234" in told.texts(OPERATOR)[-1]


async def test_another_script_asks_for_what_it_lacks(told: Journey) -> None:
    await previewed(told)
    await told.press(OPERATOR, "Sửa")
    await told.press(OPERATOR, "Kịch bản")
    await told.press(OPERATOR, "thong_bao")
    assert told.texts(OPERATOR)[0].startswith("❌ Kịch bản thong_bao không có mục due_amount")
    await told.press(OPERATOR, "Bỏ mục này")
    await told.press(OPERATOR, "Bỏ mục này")

    assert "Chào bạn Nguyễn Văn A, đơn hàng" in told.texts(OPERATOR)[0]


async def test_one_goes_back_from_editing_without_a_change(told: Journey) -> None:
    await previewed(told)
    await told.press(OPERATOR, "Sửa")
    await told.press(OPERATOR, "‹ Xem trước")

    assert told.texts(OPERATOR) == [PREVIEW]
    assert buttons(told.shown(OPERATOR)[0]) == CLEAN


@pytest.mark.parametrize("button", ["HĐ", "due_amount", "Đầu số"])
async def test_a_change_that_is_taken_back_leaves_the_preview_as_it_was(
    told: Journey, button: str
) -> None:
    await previewed(told)
    await told.press(OPERATOR, "Sửa")
    await told.press(OPERATOR, button)
    told.reply(OPERATOR, "hủy")
    await told.wait(2)

    assert told.texts(OPERATOR) == [PREVIEW]
    await told.press(OPERATOR, "Gọi")
    await told.wait(2)
    assert told.pbx.placements == {CALLEE: 1}


async def test_another_script_is_taken_back_by_a_button_whatever_was_asked_since(
    told: Journey,
) -> None:
    await previewed(told)
    await told.press(OPERATOR, "Sửa")
    await told.press(OPERATOR, "Kịch bản")
    await told.press(OPERATOR, "thong_bao")
    await told.press(OPERATOR, "Hủy")
    assert told.texts(OPERATOR) == [PREVIEW]
    await told.press(OPERATOR, "Hủy")

    assert told.texts(OPERATOR) == ["Đã hủy. Chưa gọi ai."]


async def test_a_ref_is_taken_off(told: Journey) -> None:
    await previewed(told)
    await told.press(OPERATOR, "Sửa")
    await told.press(OPERATOR, "HĐ")
    assert told.texts(OPERATOR) == ["HĐ là gì?\nĐang là 24018\nTrả lời - để bỏ HĐ."]
    told.reply(OPERATOR, "-")
    await told.wait(2)

    assert told.texts(OPERATOR) == [PREVIEW.replace(" · HĐ 24018", "")]


async def test_call_again_draws_the_same_preview_as_a_message_of_its_own(told: Journey) -> None:
    callee = "0912345602"
    await previewed(told, COMMAND.replace(CALLEE, callee))
    await told.press(OPERATOR, "Gọi")
    await told.wait(660)
    await told.press(OPERATOR, "Gọi lại")

    card, _, again = told.texts(OPERATOR)
    assert card.startswith("🔸 Máy bận")
    assert again == PREVIEW.replace(CALLEE, callee)
    await told.press(OPERATOR, "Gọi")
    await told.wait(60)
    assert told.pbx.placements == {callee: 2}


async def test_after_a_call_of_which_nobody_knows_there_is_no_calling_again(
    told: Journey,
) -> None:
    await _never_answered(told)
    card, line = told.shown(OPERATOR)
    assert plain(card.text).startswith(
        f"❓ Không thấy cuộc gọi này trên tổng đài\n{CALLEE} · HĐ 24018 · {DEBT}\n"
        "Có thể chưa gọi. Hỏi khách trước khi gọi lại."
    )
    assert buttons(card) == ["Tra ngay"]
    assert plain(line.text) == ("❓ HĐ 24018 chưa rõ đã gọi chưa, hỏi khách trước khi gọi lại")


async def test_a_button_kept_from_before_calls_nobody_again_either(told: Journey) -> None:
    await _never_answered(told)
    (ref,) = [
        call.ref for call in await told.program.store.read(lambda tx: tx.calls.in_state(*State))
    ]
    card = told.shown(OPERATOR)[0]
    pressed = told.telegram.press(OPERATOR, OPERATOR, card.id, f"call.again:{ref}")
    answer = await pressed.answer

    assert plain(answer.text) == "Chưa rõ cuộc này đã đi chưa, khoan gọi lại"
    assert len(told.shown(OPERATOR)) == 2


async def _press_kept(told: Journey, data: str) -> str:
    """A button with this data under the newest message of the operator's chat."""
    message = told.shown(OPERATOR)[-1]
    answer = await told.telegram.press(OPERATOR, OPERATOR, message.id, data).answer
    await told.wait(2)
    return plain(answer.text or "")


async def test_the_same_call_to_another_number_asks_for_that_alone(told: Journey) -> None:
    await previewed(told)
    await told.press(OPERATOR, "Gọi")
    await told.wait(60)
    (ref,) = [
        call.ref for call in await told.program.store.read(lambda tx: tx.calls.in_state(*State))
    ]
    await _press_kept(told, f"call.other:{ref}")
    assert told.texts(OPERATOR)[-1] == "Gọi số nào?"
    told.reply(OPERATOR, "0912345602")
    await told.wait(2)

    assert told.texts(OPERATOR)[-1] == PREVIEW.replace(CALLEE, "0912345602")


async def test_another_team_s_call_is_not_made_again(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.link("Thu hồi nợ", COLLEAGUE)
    told.say(COLLEAGUE, f"/otp {CALLEE} 4821 template=otp_demo")
    await told.wait(30)
    (ref,) = [
        call.ref for call in await told.program.store.read(lambda tx: tx.calls.in_state(*State))
    ]
    await previewed(told)

    assert await _press_kept(told, f"call.again:{ref}") == "Bạn không có quyền xem"
    assert await _press_kept(told, "call.again:nothing") == "Bạn không có quyền xem"


async def test_a_script_that_somebody_looks_at_is_called_with(told: Journey) -> None:
    await previewed(told, f"/call {CALLEE}")
    await _press_kept(told, f"call.with:1:{short_key('thong_bao')}")
    assert told.texts(OPERATOR)[-1] == "Gọi số nào?"
    told.reply(OPERATOR, CALLEE)
    await told.wait(2)
    assert told.texts(OPERATOR)[-1] == "customer_name là gì?"

    gone = "Nút này đã cũ, gửi lại lệnh"
    assert await _press_kept(told, f"call.with:1:{short_key('x')}") == gone
    await _press_kept(told, f"call.with:7:{short_key('thong_bao')}")
    assert told.texts(OPERATOR)[-1] == problem("account_gone")


async def test_a_known_script_that_would_read_a_reserved_name_is_named_and_nothing_asked(
    told: Journey,
) -> None:
    store = told.program.store
    script = await store.read(lambda tx: tx.templates.get(1, DEBT))
    assert script is not None
    read_code = replace(script, name="doc_ma", content="Mã {{CODE_OTP}}", keys=())
    await store.write(lambda tx: tx.templates.put(read_code))
    await previewed(told, f"/call {CALLEE} doc_ma")

    assert told.texts(OPERATOR) == [problem("template_reserved", name="doc_ma", field="CODE_OTP")]
    assert await store.read(lambda tx: tx.drafts.newest_open(OPERATOR, OPERATOR, since=0)) is None


async def test_as_many_fields_as_a_script_may_have_can_be_changed_and_no_more_are_taken(
    told: Journey,
) -> None:
    fields = [f"muc_{number}=x" for number in range(33)]
    await previewed(told, f"/call {CALLEE} chua_biet {' '.join(fields)}")
    assert told.texts(OPERATOR) == [problem("fields_many", most="32")]
    await previewed(told, f"/call {CALLEE} chua_biet {' '.join(fields[:32])}")
    await told.press(OPERATOR, "Sửa")

    assert "muc_31" in buttons(told.shown(OPERATOR)[-1])


@pytest.mark.parametrize(
    "data",
    [
        "call.go:x:1",
        "call.go:x",
        "call.test:x:1",
        "call.edit:x",
        "call.show:x",
        "call.drop:x",
        "call.pick:x:0",
    ],
)
async def test_a_button_of_no_preview_does_nothing(told: Journey, data: str) -> None:
    await previewed(told)

    assert await _press_kept(told, data) == "Nút này đã cũ, gửi lại lệnh"
    assert told.texts(OPERATOR) == [PREVIEW]


async def _never_answered(told: Journey) -> None:
    def instead(request: httpx.Request) -> httpx.Response | None:
        lost = request.url.path.endswith("/autocall/voice")
        return httpx.Response(500) if lost else None

    told.pbx_wire.instead = instead
    await previewed(told)
    await told.press(OPERATOR, "Gọi")
    await told.wait(660)


async def test_a_pbx_that_is_down_is_tried_again_from_the_card(told: Journey) -> None:
    told.pbx_wire.cut = True
    await previewed(told)
    await told.press(OPERATOR, "Gọi")
    await told.wait(30)
    (card, line) = told.shown(OPERATOR)
    assert plain(card.text).startswith("❌ Mất kết nối tổng đài từ 09:12")
    assert "Chưa gọi ai. Bot sẽ báo khi có lại." in plain(card.text)
    assert buttons(card) == ["Thử lại", "Chi tiết"]
    assert plain(line.text) == "❌ HĐ 24018 chưa gọi: mất kết nối tổng đài"
    told.pbx_wire.cut = False
    await told.wait(120)
    back = told.shown(OPERATOR)[-1]
    assert plain(back.text) == "Tổng đài đã có lại · HĐ 24018 chưa gọi"
    await told.press(OPERATOR, "Gọi lại")
    assert told.texts(OPERATOR)[-1] == PREVIEW
    await told.press(OPERATOR, "Gọi")
    await told.wait(2)

    assert told.pbx.placements == {CALLEE: 1}
