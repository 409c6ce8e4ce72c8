"""Voice scripts: what `/template` lists, shows, takes in and forgets."""

from __future__ import annotations

import pytest

from bot.core.messages.popups import MAY_NOT_SEE, ONLY_OWNER
from bot.core.people import Language, Role
from bot.sandbox.telegram.shapes import message_shape
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

NEW = "/template add nhac_no_t11 Chào {{ten}}\nbấm phím 1\n1 = đã thanh toán"
NEW_CARD = (
    "{heading} · nhac_no_t11 · đọc lời\nChào {{{{ten}}}}\nbấm phím 1\nCác mục: ten\n"
    "Bấm 1: đã thanh toán\n{who} thêm 09:12 · chưa ai nghe qua bot này"
)
ADDED = NEW_CARD.format(heading="Đã thêm kịch bản", who="Nhân viên")


async def said(told: Journey, text: str, who: int = OPERATOR, chat: int = 0) -> str:
    """What somebody reads after they wrote this."""
    told.say(who, text, chat)
    await told.wait(3)
    return told.texts(chat or who)[-1]


async def test_template_alone_lists_the_scripts_of_the_account(told: Journey) -> None:
    assert await said(told, "/template") == (
        "Kịch bản của CSKH\n"
        "1. otp_demo · đọc mã · nữ miền Nam\n"
        "2. thong_bao · đọc lời · nữ miền Bắc 1 · 1 mục\n"
        "3. thong_bao_no_cuoc_01 · đọc lời · nữ miền Nam · 3 mục\n"
        "Tạo mới: /template new\n"
        "Thêm kịch bản đã có trên tổng đài: /template add TÊN NỘI DUNG"
    )
    assert buttons(told.shown(OPERATOR)[-1]) == ["1", "2", "3", "Tạo mới", "Thêm"]


async def test_a_number_opens_a_script_whole_and_the_list_comes_back(told: Journey) -> None:
    listed = await said(told, "/template")

    await told.press(OPERATOR, "3")
    assert told.texts(OPERATOR) == [
        "Kịch bản · thong_bao_no_cuoc_01 · đọc lời · nữ miền Nam · 1,2×\n"
        "Chào bạn {{customer_name}} vui lòng thanh toán khoản nợ {{due_amount}} trước ngày "
        "{{due_date}}, vui lòng bấm phím 1 nếu bạn đã thanh toán\n"
        "Các mục: customer_name, due_amount, due_date\n"
        "Bấm 1: đã thanh toán → Cám ơn {{customer_name}} đã thanh toán\n"
        "Bấm 2: cần gọi lại · cần người → Chúng tôi sẽ gọi lại cho {{customer_name}}\n"
        "Kết thúc: Cám ơn {{customer_name}} đã sử dụng\n"
        "Bấm sai: {{customer_name}} đã nhập sai\n"
        "có sẵn · chưa ai nghe qua bot này"
    ]
    assert buttons(told.shown(OPERATOR)[-1]) == [
        *("Gọi kịch bản này", "Ý nghĩa phím"),
        *("Bấm 1 cần người", "✓ Bấm 2 cần người"),
        *("Khác ›", "‹ Danh sách"),
    ]

    await told.press(OPERATOR, "‹ Danh sách")
    assert told.texts(OPERATOR) == [listed]


async def test_a_script_that_reads_a_code_is_not_offered_to_be_called_with(told: Journey) -> None:
    await said(told, "/template show otp_demo")
    assert buttons(told.shown(OPERATOR)[-1]) == ["Ý nghĩa phím", "Khác ›", "‹ Danh sách"]


@pytest.mark.parametrize("field", ["CODE_OTP", "ref_id", "template_name"])
async def test_a_script_with_a_field_that_nobody_may_fill_is_not_taken_in(
    told: Journey, field: str
) -> None:
    assert await said(told, f"/template add ma Mã {{{{{field}}}}}") == problem(
        "script_reserved", name=field
    )
    assert await said(told, "/template ma") == problem("script_unknown", name="ma")


async def test_a_script_says_when_it_was_last_heard_in_a_call(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    assert "chưa ai nghe qua bot này" in await said(told, "/template otp_demo")
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(60)
    assert "nghe gần nhất trong cuộc gọi 09:13" in await said(told, "/template otp_demo")


async def test_a_script_is_registered_with_its_fields_and_keys_read_back(told: Journey) -> None:
    assert await said(told, NEW) == ADDED
    assert await said(told, "/template nhac_no_t11") == NEW_CARD.format(
        heading="Kịch bản", who="Nhân viên"
    )


async def test_what_is_left_out_is_asked_for_one_thing_at_a_time(told: Journey) -> None:
    assert await said(told, "/template add") == "Tên kịch bản trên tổng đài?"
    told.reply(OPERATOR, "nhac_no_t11")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1].startswith("Lời của nhac_no_t11?\n")
    assert told.shown(OPERATOR)[-1].markup is not None
    told.reply(OPERATOR, "Chào {{ten}}\nbấm phím 1\n1 = đã thanh toán")
    await told.wait(2)

    assert told.texts(OPERATOR) == [ADDED]


async def test_the_words_may_be_typed_without_replying(told: Journey) -> None:
    await said(told, "/template add nhac_no_t11")
    assert await said(told, "Chào {{ten}}\nbấm phím 1\n1 = đã thanh toán") == ADDED


async def test_words_that_are_no_script_are_asked_for_again(told: Journey) -> None:
    await said(told, "/template add nhac_no_t11")
    told.reply(OPERATOR, "Chào {{tên}} nhé")
    await told.wait(2)
    assert told.texts(OPERATOR) == [problem("script_field", place="{{tên}}")]
    told.reply(OPERATOR, "Chào {{ten}}\nbấm phím 1\n1 = đã thanh toán")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1] == ADDED


async def test_a_question_can_be_taken_back(told: Journey) -> None:
    await said(told, "/template add nhac_no_t11")
    assert await said(told, "hủy") == problem("cancelled")
    assert await said(told, "/template nhac_no_t11") == problem(
        "script_unknown", name="nhac_no_t11"
    )


async def test_a_known_name_is_replaced_only_after_its_past_was_shown(told: Journey) -> None:
    await said(told, NEW)
    other = NEW.replace("Chào", "Kính chào")

    assert await said(told, other, ADMIN) == (
        "⚠️ Bot đã biết nhac_no_t11\nNhân viên thêm 09:12 · chưa ai nghe qua bot này. Chưa thay gì."
    )
    await told.press(ADMIN, "Thay")

    [card] = told.texts(ADMIN)
    assert card == NEW_CARD.format(heading="Đã thay kịch bản", who="Quản trị").replace(
        "Chào", "Kính chào"
    )


async def test_keeping_a_known_script_shows_it_as_it_was(told: Journey) -> None:
    await said(told, NEW)
    await said(told, NEW.replace("Chào", "Kính chào"), ADMIN)

    await told.press(ADMIN, "Giữ")

    assert told.texts(ADMIN) == [NEW_CARD.format(heading="Kịch bản", who="Nhân viên")]


async def test_a_script_that_changed_meanwhile_is_not_replaced_unseen(told: Journey) -> None:
    await said(told, NEW)
    await said(told, NEW.replace("Chào", "Kính chào"), ADMIN)
    question = told.shown(ADMIN)[-1]
    await told.wait(60)
    await said(told, NEW.replace("Chào", "Xin chào"))
    await told.press(OPERATOR, "Thay")

    await told.press(ADMIN, "Thay", on=question)

    assert told.texts(ADMIN)[-1].startswith("⚠️ Bot đã biết nhac_no_t11\nNhân viên thêm 09:13")
    assert "Xin chào" in await said(told, "/template nhac_no_t11")


async def test_the_same_words_again_change_nothing_and_ask_nothing(told: Journey) -> None:
    await said(told, NEW)
    assert (await said(told, NEW, ADMIN)).startswith("Bot đã biết đúng lời này")
    assert "Nhân viên thêm" in told.texts(ADMIN)[-1]


async def test_replacing_the_words_keeps_the_voice_of_the_pbx(told: Journey) -> None:
    await said(told, "/template add thong_bao Chào bạn")
    await told.press(OPERATOR, "Thay")
    assert "nữ miền Bắc 1" in told.texts(OPERATOR)[-1]


async def test_a_key_line_with_a_mark_needs_someone(told: Journey) -> None:
    card = await said(told, f"{NEW}\n2 = cần gọi lại!")
    assert "Bấm 1: đã thanh toán\nBấm 2: cần gọi lại · cần người\n" in card


async def test_the_same_words_with_a_mark_add_it_and_ask_nothing(told: Journey) -> None:
    await said(told, NEW)

    card = await said(told, f"{NEW}!", ADMIN)

    assert card.startswith("Bot đã biết đúng lời này")
    assert "Bấm 1: đã thanh toán · cần người\nNhân viên thêm 09:12" in card


async def test_the_same_words_without_the_mark_take_none_away(told: Journey) -> None:
    await said(told, f"{NEW}!")
    card = await said(told, NEW, ADMIN)
    assert card.startswith("Bot đã biết đúng lời này")
    assert "Bấm 1: đã thanh toán · cần người\n" in card


async def test_a_script_that_is_replaced_keeps_no_meaning_and_no_mark(told: Journey) -> None:
    await said(told, f"{NEW}!\n2 = cần gọi lại!")
    await said(told, NEW.replace("Chào", "Kính chào"))

    await told.press(OPERATOR, "Thay")

    assert "Bấm 1: đã thanh toán\nNhân viên thêm" in told.texts(OPERATOR)[-1]


async def test_a_toggle_says_for_everybody_whether_a_key_needs_someone(told: Journey) -> None:
    await said(told, "/template thong_bao_no_cuoc_01")
    card = told.shown(OPERATOR)[-1]

    await told.press(OPERATOR, "✓ Bấm 2 cần người")
    await told.press(OPERATOR, "Bấm 1 cần người")

    assert [message.id for message in told.shown(OPERATOR)] == [card.id]
    assert "Bấm 1: đã thanh toán · cần người → Cám ơn" in told.texts(OPERATOR)[-1]
    assert "Bấm 2: cần gọi lại → Chúng tôi" in told.texts(OPERATOR)[-1]
    assert buttons(told.shown(OPERATOR)[-1])[2:4] == ["✓ Bấm 1 cần người", "Bấm 2 cần người"]
    assert told.texts(OPERATOR)[-1] == await said(told, "/template thong_bao_no_cuoc_01", ADMIN)


async def test_a_toggle_is_for_who_has_the_account(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    card = await said(told, "/template thong_bao_no_cuoc_01", OPERATOR, GROUP)

    popup = await told.press(COLLEAGUE, "Bấm 1 cần người", GROUP)

    assert popup == MAY_NOT_SEE.plain(Language.VI)
    assert await said(told, "/template thong_bao_no_cuoc_01") == card


async def test_an_old_toggle_of_a_key_without_a_meaning_shows_the_script_as_it_is(
    told: Journey,
) -> None:
    await said(told, f"{NEW}\n2 = cần gọi lại!")
    old = told.shown(OPERATOR)[-1]
    await said(told, NEW.replace("Chào", "Kính chào"))
    await told.press(OPERATOR, "Thay")

    await told.press(OPERATOR, "✓ Bấm 2 cần người", on=old)

    assert told.texts(OPERATOR)[0] == told.texts(OPERATOR)[-1].replace("Đã thay kịch", "Kịch")


async def test_keys_of_a_known_script_are_given_meanings_by_an_answer(told: Journey) -> None:
    await said(told, "/template add nhac_no_t11 Chào bạn")
    await told.press(OPERATOR, "Ý nghĩa phím")
    question = told.shown(OPERATOR)[-1]
    assert plain(question.text) == (
        "Các phím của nhac_no_t11 nghĩa là gì?\nMỗi phím một dòng: 1 = đã thanh toán\n"
        "Thêm ! ở cuối nếu bấm phím đó là cần người: 2 = cần gọi lại!"
    )

    told.say(OPERATOR, "2 = cần gọi lại!\n1 = đã thanh toán")
    await told.wait(2)

    assert told.texts(OPERATOR)[-1] == (
        "Đã ghi ý nghĩa phím · nhac_no_t11 · đọc lời\nChào bạn\n"
        "Bấm 1: đã thanh toán\nBấm 2: cần gọi lại · cần người\n"
        "Nhân viên thêm 09:12 · chưa ai nghe qua bot này"
    )
    assert question.id not in [message.id for message in told.shown(OPERATOR)]


async def test_in_the_group_meanings_are_asked_of_who_pressed(told: Journey) -> None:
    await said(told, "/template thong_bao_no_cuoc_01", OPERATOR, GROUP)
    await told.press(ADMIN, "Ý nghĩa phím", GROUP)
    question = told.shown(GROUP)[-1]
    assert question.text.startswith("Quản trị: Các phím của thong_bao_no_cuoc_01")

    told.reply(ADMIN, "1 = đã trả đủ", GROUP, to=question)
    await told.wait(2)

    assert "Bấm 1: đã trả đủ → Cám ơn" in told.texts(GROUP)[-1]
    assert "Bấm 2: cần gọi lại · cần người → Chúng tôi" in told.texts(GROUP)[-1]


@pytest.mark.parametrize(
    ("typed", "said_instead"),
    [
        ("3 = cần gọi lại", problem("script_key_unknown", key="3", keys="1, 2")),
        ("1 = a\nhai = b\n2 = c", problem("script_key_line", place="hai = b")),
        ("1 = !", problem("script_key_empty", key="1")),
        ("1 = a\n1 = b", problem("script_key_twice", key="1")),
    ],
)
async def test_what_says_nothing_of_the_scripts_keys_is_asked_for_again(
    told: Journey, typed: str, said_instead: str
) -> None:
    card = await said(told, "/template thong_bao_no_cuoc_01")
    await told.press(OPERATOR, "Ý nghĩa phím")
    told.reply(OPERATOR, typed)
    await told.wait(2)
    assert told.texts(OPERATOR) == [card, said_instead]

    told.reply(OPERATOR, "1 = đã trả đủ")
    await told.wait(2)

    assert "Bấm 1: đã trả đủ → Cám ơn" in told.texts(OPERATOR)[-1]


async def test_meanings_of_a_script_that_was_removed_meanwhile_are_not_kept(
    told: Journey,
) -> None:
    await said(told, "/template thong_bao_no_cuoc_01")
    await told.press(OPERATOR, "Ý nghĩa phím")
    question = told.shown(OPERATOR)[-1]
    await said(told, "/template thong_bao_no_cuoc_01", ADMIN)
    await told.press(ADMIN, "Khác ›")
    await told.press(ADMIN, "Xóa")
    await told.press(ADMIN, "Xóa khỏi bot")

    told.reply(OPERATOR, "1 = đã trả đủ", to=question)
    await told.wait(2)

    assert told.texts(OPERATOR)[-1] == problem("script_unknown", name="thong_bao_no_cuoc_01")


async def test_meanings_are_not_for_who_lost_the_account_meanwhile(told: Journey) -> None:
    card = await said(told, "/template thong_bao_no_cuoc_01")
    await told.press(OPERATOR, "Ý nghĩa phím")
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, OPERATOR))

    told.reply(OPERATOR, "1 = đã trả đủ")
    await told.wait(2)

    assert told.texts(OPERATOR)[-1] == problem("account_gone")
    assert await said(told, "/template thong_bao_no_cuoc_01", ADMIN) == card


async def test_meanings_can_be_left_as_they_are(told: Journey) -> None:
    card = await said(told, "/template thong_bao_no_cuoc_01")
    await told.press(OPERATOR, "Ý nghĩa phím")
    told.reply(OPERATOR, "thôi")
    await told.wait(2)
    assert told.texts(OPERATOR) == [card, problem("cancelled")]


async def test_removing_asks_first_and_says_that_the_pbx_keeps_it(told: Journey) -> None:
    await said(told, "/template thong_bao")
    await told.press(OPERATOR, "Khác ›")
    await told.press(OPERATOR, "Xóa")
    assert told.texts(OPERATOR) == [
        "⚠️ Xóa thong_bao khỏi bot?\nBot quên lời của nó. Trên tổng đài kịch bản vẫn còn."
    ]

    await told.press(OPERATOR, "Xóa khỏi bot")

    assert told.texts(OPERATOR) == [
        "Đã xóa thong_bao khỏi bot\nTrên tổng đài kịch bản vẫn còn, vẫn gọi được."
    ]
    assert told.pbx.library.template(SEED.account.user_id, "thong_bao") is not None
    await told.press(OPERATOR, "‹ Danh sách")
    assert "thong_bao " not in told.texts(OPERATOR)[-1]


async def test_a_script_that_is_not_removed_after_all_is_shown(told: Journey) -> None:
    card = await said(told, "/template thong_bao")
    await told.press(OPERATOR, "Khác ›")
    await told.press(OPERATOR, "Xóa")
    await told.press(OPERATOR, "Giữ")
    assert told.texts(OPERATOR) == [card]


async def test_an_old_card_of_a_script_that_is_gone_shows_the_list(told: Journey) -> None:
    await said(told, "/template thong_bao")
    old = told.shown(OPERATOR)[-1]
    await said(told, "/template thong_bao")
    await told.press(OPERATOR, "Khác ›")
    await told.press(OPERATOR, "Xóa")
    await told.press(OPERATOR, "Xóa khỏi bot")

    await told.press(OPERATOR, "Ý nghĩa phím", on=old)

    assert told.texts(OPERATOR)[0].startswith("Kịch bản của CSKH")


async def test_a_mistyped_name_gets_the_nearest_as_buttons(told: Journey) -> None:
    assert await said(told, "/template show Thong_Bao_No_Cuoi_01") == problem(
        "script_close", name="Thong_Bao_No_Cuoi_01"
    )
    assert buttons(told.shown(OPERATOR)[-1])[0] == "thong_bao_no_cuoc_01"

    await told.press(OPERATOR, "thong_bao_no_cuoc_01")

    assert told.texts(OPERATOR)[-1].startswith("Kịch bản · thong_bao_no_cuoc_01")


async def test_names_that_calls_have_taught_come_with_the_command_that_adds_them(
    told: Journey,
) -> None:
    for name in ("giao_hang", "thong_bao", "nhắc nợ"):
        await told.program.store.write(
            lambda tx, name=name: tx.learned.use(1, "template", name, told.now())  # type: ignore[misc]
        )
    lines = (await said(told, "/template")).split("\n")
    assert lines[5:7] == ["/template add giao_hang", '/template add "nhắc nợ"']


async def test_fields_that_calls_filled_and_the_words_lack_are_said(told: Journey) -> None:
    await told.program.store.write(
        lambda tx: tx.learned.use(1, "field:nhac_no_t11", "due_date", told.now())
    )
    card = await said(told, NEW)
    assert "Cuộc gọi trước có thêm mục: due_date" in card


async def test_the_list_has_pages_of_eight(told: Journey) -> None:
    for n in range(7):
        await said(told, f"/template add t{n} Chào bạn")
    assert (await said(told, "/template")).startswith("Kịch bản của CSKH · 1–8 trong 10\n")
    assert buttons(told.shown(OPERATOR)[-1])[-2:] == ["Thêm", "Sau ›"]

    await told.press(OPERATOR, "Sau ›")
    assert told.texts(OPERATOR)[-1].split("\n")[1].startswith("9. ")
    await told.press(OPERATOR, "10")
    assert told.texts(OPERATOR)[-1].startswith("Kịch bản · thong_bao_no_cuoc_01")
    await told.press(OPERATOR, "‹ Danh sách")
    assert told.texts(OPERATOR)[-1].startswith("Kịch bản của CSKH · 9–10 trong 10\n")


async def test_with_two_accounts_the_script_is_given_to_the_one_that_is_picked(
    told: Journey,
) -> None:
    await told.link("Thu nợ", OPERATOR)
    assert await said(told, NEW) == "Kịch bản của tài khoản nào?"
    await told.press(OPERATOR, "Thu nợ")
    assert told.texts(OPERATOR) == [ADDED]

    assert "nhac_no_t11" in await said(told, "/template")
    await told.press(OPERATOR, "CSKH")
    assert "nhac_no_t11" not in told.texts(OPERATOR)[-1]


async def test_a_script_of_ones_other_account_is_found_by_its_name(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    await said(told, NEW)
    await told.press(OPERATOR, "Thu nợ")
    await said(told, "/template add giao_hang Chào bạn")
    assert (await said(told, "/template thong_bao")).startswith("Kịch bản · thong_bao")


@pytest.mark.parametrize(
    ("typed", "said_instead"),
    [
        ("/template add a Chào {{ten", problem("script_braces", place="Chào {{ten")),
        ("/template add a Chào {{ ten }}", problem("script_field", place="{{ ten }}")),
        ("/template add a 1 = trả", problem("script_empty")),
        ("/template add a Chào\n1 =", problem("script_key_empty", key="1")),
        ("/template add a Chào\n1=a\n1=b", problem("script_key_twice", key="1")),
        ("/template add a " + "á " * 1501, problem("script_long", length="3001", most="3000")),
        ("/template add " + "a" * 65, problem("script_name_long", most="64")),
        ("/template add a Chào\n1=" + "b" * 41, problem("script_key_long", key="1", most="40")),
        ('/template add "" Chào', problem("script_name")),
        ('/template add "a Chào', problem("quote_open")),
        ("/template show xyz", problem("script_unknown", name="xyz")),
    ],
)
async def test_what_can_be_no_script_is_named_with_its_place(
    told: Journey, typed: str, said_instead: str
) -> None:
    assert await said(told, typed) == said_instead


async def test_the_longest_script_is_shown_whole(told: Journey) -> None:
    words = "Chào bạn <b> & {{ten}} nhé " * 105
    assert words.strip() in await said(told, f"/template add a {words}")


async def test_a_forwarded_command_registers_nothing(told: Journey) -> None:
    message = told.say(OPERATOR, NEW)
    origin = {"type": "hidden_user", "date": message.date, "sender_user_name": "Người lạ"}
    told.telegram.updates.clear()
    told.telegram.updates.push(
        "message", message_shape(told.telegram, message) | {"forward_origin": origin}
    )
    await told.wait(3)

    assert told.texts(OPERATOR) == [problem("forwarded")]


async def test_a_viewer_may_not(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    assert await said(told, "/template", VIEWER) == problem("not_allowed")


async def test_in_the_group_a_question_is_answered_by_whom_it_was_put_to(told: Journey) -> None:
    await said(told, "/template add nhac_no_t11", OPERATOR, GROUP)
    [question] = told.shown(GROUP)
    told.reply(ADMIN, "Lời của người khác", GROUP, to=question)
    await told.wait(2)
    assert told.texts(GROUP)[-1] == problem("prompt_gone")

    told.reply(OPERATOR, "Chào {{ten}}\nbấm phím 1\n1 = đã thanh toán", GROUP, to=question)
    await told.wait(2)
    assert told.texts(GROUP)[-1] == ADDED


async def test_a_decision_is_for_whom_it_was_asked_and_a_list_for_who_has_the_account(
    told: Journey,
) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await said(told, "/template thong_bao", OPERATOR, GROUP)
    assert await told.press(COLLEAGUE, "‹ Danh sách", GROUP) == MAY_NOT_SEE.plain(Language.VI)
    await told.press(ADMIN, "‹ Danh sách", GROUP)
    await told.press(OPERATOR, "2", GROUP)
    await told.press(OPERATOR, "Khác ›", GROUP)
    await told.press(OPERATOR, "Xóa", GROUP)

    said_to_admin = await told.press(ADMIN, "Xóa khỏi bot", GROUP)

    assert said_to_admin == plain(ONLY_OWNER.plain(Language.VI, who="Nhân viên"))
    assert told.texts(GROUP)[-1].startswith("⚠️ Xóa thong_bao khỏi bot?")


async def test_a_question_survives_a_restart(told: Journey) -> None:
    await said(told, NEW)
    await said(told, NEW.replace("Chào", "Kính chào"))
    await told.stop()
    await told.start()

    await told.press(OPERATOR, "Thay")

    assert told.texts(OPERATOR)[-1].startswith("Đã thay kịch bản")


async def test_adding_from_a_list_adds_to_the_account_that_it_lists(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    await said(told, "/template")
    await told.press(OPERATOR, "Thu nợ")
    await told.press(OPERATOR, "Thêm")
    told.reply(OPERATOR, "nhac_no_t11 Chào {{ten}}")
    await told.wait(2)

    assert told.texts(OPERATOR)[-1].startswith("Đã thêm kịch bản · nhac_no_t11")
    await told.press(OPERATOR, "‹ Danh sách")
    assert told.texts(OPERATOR)[-1].startswith("Kịch bản của Thu nợ")


async def test_a_question_that_brings_the_same_words_again_is_closed(told: Journey) -> None:
    await said(told, NEW)
    await said(told, "/template add nhac_no_t11")
    question = told.shown(OPERATOR)[-1]
    words = NEW.partition("nhac_no_t11 ")[2]
    told.reply(OPERATOR, words)
    await told.wait(2)

    assert told.texts(OPERATOR)[-1].startswith("Bot đã biết đúng lời này")
    assert question.id not in [message.id for message in told.shown(OPERATOR)]


async def test_in_english_all_but_the_words_is_english(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "en")
    assert await said(told, NEW) == (
        "Template added · nhac_no_t11 · read aloud\nChào {{ten}}\nbấm phím 1\nFields: ten\n"
        "Press 1: đã thanh toán\n"
        "added by Nhân viên 09:12 · not heard in a call of this bot yet"
    )
