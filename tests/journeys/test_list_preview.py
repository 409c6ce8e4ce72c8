"""The preview of a list: its rows, what is mended on it, and what may not be called from it."""

from __future__ import annotations

import pytest

from bot.core.people import Role
from bot.sandbox.telegram.records import Message
from tests.journeys.lists import (
    BUSY,
    DEBT,
    HEAD,
    LISTENS,
    MAY_NOT_SEE,
    PAYS,
    REFRESHED,
    WANTS,
    confirmed,
    csv,
    first_line,
    heard,
    now_of,
    numbers,
    pasted,
    rewrite,
    rows,
    sent,
    what,
)
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

FOUR = numbers(PAYS, WANTS, BUSY, LISTENS)
MAY_NOT_CALL = "Bạn không có quyền gọi"


async def mixed(told: Journey) -> Message:
    """Four rows, of which the second and the fourth have an amount without dots."""
    text = rows(FOUR).replace("2.000.000", "2000000").replace("4.000.000", "4000000")
    told.say(OPERATOR, f"/call {DEBT}\n{text}")
    await told.wait(2)
    return told.shown(OPERATOR)[-1]


def row_shown(told: Journey, preview: Message) -> str:
    """Whom the row that a preview shows greets, with its line."""
    text = plain(now_of(told, preview).text)
    return next(line for line in text.split("\n") if line.startswith("Dòng ")).partition(" (tổng")[
        0
    ]


def data_of(preview: Message, label: str) -> str:
    """What a button of this label carries."""
    return next(
        str(button["callback_data"])
        for row in preview.keyboard
        for button in row
        if plain(button["text"]) == label
    )


async def forge(told: Journey, who: int, data: str, chat: int = 0) -> str:
    """Somebody presses a button that they made up; the pop-up's text."""
    if not told.shown(chat or who):
        told.say(who, "/start", chat)
        await told.wait(2)
    place = chat or who
    answer = await told.telegram.press(who, place, told.shown(place)[-1].id, data).answer
    await told.wait(3)
    return plain(answer.text)


async def test_rows_are_walked_one_by_one_and_those_that_are_warned_of_come_first(
    told: Journey,
) -> None:
    preview = await mixed(told)
    seen = [row_shown(told, preview)]
    for label in ("Dòng 4 ›", "Dòng 1 ›", "Dòng 3 ›", "Dòng 2 ›"):
        await told.press(OPERATOR, label)
        seen.append(row_shown(told, preview))

    walk = [f"Dòng {at}: Chào bạn Khách {at}" for at in (2, 4, 1, 3, 2)]
    assert seen == walk
    assert len(told.shown(OPERATOR)) == 1


async def test_amounts_without_dots_are_mended_all_at_once(told: Journey) -> None:
    preview = await mixed(told)
    assert "⚠️ 2 số tiền không có dấu chấm" in plain(preview.text)
    assert buttons(preview)[:2] == ["Sửa 2 số tiền", "Vẫn gọi 4 số"]
    assert await told.press(OPERATOR, "Sửa 2 số tiền") == "Đã sửa 2 số tiền, chưa gọi ai"

    preview = now_of(told, preview)
    assert "⚠️" not in plain(preview.text)
    assert buttons(preview)[0] == "Gọi 4 số"
    await told.press(OPERATOR, "Gọi 4 số")
    await told.wait(60)
    params = heard(told, FOUR)
    assert [f'"{at}.000.000"' in param for at, param in enumerate(params, 1)] == [True] * 4


async def test_amounts_that_are_not_mended_are_called_as_they_stand(told: Journey) -> None:
    await mixed(told)
    await told.press(OPERATOR, "Vẫn gọi 4 số")
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)
    params = heard(told, FOUR)
    assert '"2000000"' in params[1]


async def test_a_test_asks_for_one_s_own_number_and_rings_there_with_the_row_that_is_shown(
    told: Journey,
) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Dòng 2 ›")
    await told.press(OPERATOR, "Gọi thử")
    assert told.texts(OPERATOR)[-1].startswith("Bot chưa biết số của bạn.")
    told.telegram.share_contact(OPERATOR, OPERATOR)
    await told.wait(60)

    [(mine, times)] = told.pbx.placements.items()
    assert (mine not in FOUR, times) == (True, 1)
    [call] = told.pbx.switchboard.exchange.calls.values()
    assert '"Khách 2"' in call.param
    assert f"Gọi thử · {mine} · {DEBT}" in told.texts(OPERATOR)[-2]
    assert told.texts(OPERATOR)[-1].startswith("✅ Gọi thử: ")
    assert first_line(now_of(told, preview)) == HEAD
    assert told.texts(GROUP) == []


async def test_a_test_with_a_known_number_rings_at_once_and_the_list_is_called_afterwards(
    told: Journey,
) -> None:
    told.telegram.send_contact(
        OPERATOR,
        OPERATOR,
        phone_number="+84912999901",
        first_name="x",
        contact_user_id=OPERATOR,
    )
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Gọi thử", on=preview)
    await told.wait(30)
    assert told.pbx.placements == {"0912999901": 1}
    await told.press(OPERATOR, "Gọi 4 số", on=preview)
    await told.wait(60)

    assert told.pbx.placements == {"0912999901": 1, **dict.fromkeys(FOUR, 1)}
    assert first_line(now_of(told, preview)) == f"Xong 4 số · {DEBT}"


@pytest.mark.parametrize("label", ["Gọi 4 số", "Gọi thử"])
async def test_a_button_of_an_older_drawing_draws_the_preview_anew_and_calls_nobody(
    told: Journey, label: str
) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Dòng 2 ›")
    # An old app still shows the buttons that stood there before.
    said = await forge(told, OPERATOR, data_of(preview, label))

    assert said == REFRESHED
    assert not told.pbx.placements
    assert first_line(now_of(told, preview)) == HEAD


async def test_a_preview_older_than_a_quarter_of_an_hour_is_drawn_anew_and_asks_again(
    told: Journey,
) -> None:
    await pasted(told, FOUR)
    await told.wait(901)
    assert await told.press(OPERATOR, "Gọi 4 số") == REFRESHED
    assert not told.pbx.placements
    await told.press(OPERATOR, "Gọi 4 số")
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_a_script_that_became_another_is_shown_before_anybody_is_called(
    told: Journey,
) -> None:
    preview = await pasted(told, FOUR)
    await rewrite(told, content="Chào {{customer_name}}, còn nợ {{due_amount}} đến {{due_date}}")
    assert await told.press(OPERATOR, "Gọi 4 số") == REFRESHED

    assert "Chào Khách 1 (tổng đài tự đọc), còn nợ một triệu đến ba mươi tháng mười một" in plain(
        now_of(told, preview).text
    )
    assert not told.pbx.placements


async def test_a_script_that_came_to_need_more_is_asked_for_instead_of_called(
    told: Journey,
) -> None:
    await sent(told, csv(FOUR))
    await rewrite(told, content="Chào {{customer_name}} {{due_amount}} {{due_date}} {{bank}}")
    await told.press(OPERATOR, "Gọi 4 số")
    assert told.texts(OPERATOR)[-1].startswith("Cột nào là bank?")
    told.reply(OPERATOR, "VCB")
    await told.wait(2)

    assert (
        "một triệu ba mươi tháng mười một năm hai không hai mươi sáu VCB"
        in told.texts(OPERATOR)[-1]
    )
    assert not told.pbx.placements


async def test_numbers_that_were_called_just_now_are_counted(told: Journey) -> None:
    await confirmed(told, FOUR[:2])
    await told.wait(60)
    await pasted(told, FOUR)

    assert "⚠️ 2 số vừa được gọi" in told.texts(OPERATOR)[-1]


async def test_a_number_of_another_list_that_was_called_just_now_waits_a_minute(
    told: Journey,
) -> None:
    await confirmed(told, FOUR[:1])
    await told.wait(5)
    await confirmed(told, FOUR[:2])
    await told.wait(20)
    assert told.pbx.placements == {FOUR[0]: 1, FOUR[1]: 1}
    await told.wait(60)

    assert told.pbx.placements == {FOUR[0]: 2, FOUR[1]: 1}


async def test_who_became_a_viewer_calls_nobody_and_is_told_so(told: Journey) -> None:
    await pasted(told, FOUR)
    await told.let_in(OPERATOR, Role.VIEWER)
    for label in ("Gọi 4 số", "Gọi thử", "Hẹn giờ", "Tự gọi lại", "Dòng 2 ›"):
        assert await told.press(OPERATOR, label) == MAY_NOT_CALL

    assert not told.pbx.placements


async def test_who_lost_the_account_calls_nobody(told: Journey) -> None:
    await pasted(told, FOUR)
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, OPERATOR))
    await told.press(OPERATOR, "Gọi 4 số")

    assert told.texts(OPERATOR)[-1] in {problem("account_gone"), problem("account_missing")}
    assert not told.pbx.placements


@pytest.mark.parametrize(
    "data",
    [
        "list.go:{key}:1",
        "list.fix:{key}:1:undotted",
        "list.test:{key}:1",
        "list.row:{key}:1",
        "list.when:{key}",
        "list.at:{key}:1:29999999",
        "list.redial:{key}",
        "list.re:{key}:busy",
        "list.drop:{key}",
        "list.show:{key}",
    ],
)
async def test_of_somebody_else_s_preview_no_button_does_anything(told: Journey, data: str) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    preview = await pasted(told, FOUR)
    key = data_of(preview, "Gọi 4 số").split(":")[1]
    await forge(told, COLLEAGUE, data.format(key=key))

    assert told.texts(COLLEAGUE)[-1] == problem("list_gone")
    assert plain(now_of(told, preview).text) == plain(preview.text)
    await told.press(OPERATOR, "Gọi 4 số")
    await told.wait(60)
    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


@pytest.mark.parametrize(
    "data",
    [
        *("list.go:nobody:1", "list.pause:nobody", "list.stop:nobody", "list.rows:nobody:all:0"),
        *("list.file:nobody", "list.retry:nobody", "list.yes:nobody"),
        "list.busy:nobody:0123456789ab",
    ],
)
async def test_a_button_with_a_key_that_nobody_has_says_that_the_list_is_closed(
    told: Journey, data: str
) -> None:
    await forge(told, OPERATOR, data)

    assert told.texts(OPERATOR)[-1] == problem("list_gone")


@pytest.mark.parametrize(
    "data",
    [
        *("pause", "stop", "rows:{}:all:0", "retry", "on", "now", "yes", "no", "drop"),
        *("busy:{}:0123456789ab", "file", "bad"),
    ],
)
async def test_a_list_of_an_account_that_is_not_one_s_own_is_not_theirs_to_press_says_a_pop_up(
    told: Journey, data: str
) -> None:
    await told.let_in(VIEWER, Role.OPERATOR)
    await told.link("Thu nợ", VIEWER)
    card = await confirmed(told, numbers(*[LISTENS] * 8))
    key = data_of(now_of(told, card), "Danh sách").split(":")[1]
    data = data.replace("{}", key) if "{}" in data else f"{data}:{key}"
    told.say(VIEWER, "/start")
    await told.wait(3)
    before = told.texts(VIEWER)

    assert await forge(told, VIEWER, f"list.{data}") == MAY_NOT_SEE
    assert told.texts(VIEWER) == before
    await told.wait(90)
    assert len(told.pbx.placements) == 8


async def test_a_button_of_a_preview_stands_in_private_chats_only(told: Journey) -> None:
    preview = await pasted(told, FOUR)
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(3)

    assert await forge(told, OPERATOR, data_of(preview, "Gọi 4 số"), GROUP) == (
        "Nút này đã cũ, gửi lại lệnh"
    )
    assert not told.pbx.placements
    assert what(told) == f"Dán vào, 4 dòng → gọi 4 số · {DEBT}"
