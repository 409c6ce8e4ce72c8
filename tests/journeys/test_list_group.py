"""What a group sees of a list: a message that follows it, one that ends it, and who calls back."""

from __future__ import annotations

import pytest

from bot.core.people import Role
from bot.sandbox.telegram.records import Message
from tests.journeys.lists import (
    BUSY,
    DEBT,
    LISTENS,
    PAYS,
    SILENT,
    WANTS,
    WRONG,
    confirm,
    confirmed,
    csv,
    first_line,
    now_of,
    numbers,
    send_file,
    sent,
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
)

MIXED = numbers(PAYS, WANTS, BUSY, WRONG, LISTENS, WANTS, PAYS, SILENT, BUSY, LISTENS)
WANTED = "✅ Bấm 2: cần gọi lại"
TAKE, DONE, NUMBER = "Tôi gọi lại", "Xong", "Xem số"


def wanted(told: Journey) -> list[Message]:
    """The group's messages of callees who asked to be called back."""
    return [message for message in told.shown(GROUP) if first_line(message) == WANTED]


def digest(told: Journey, chat: int = GROUP) -> Message:
    """How the list came out."""
    return next(one for one in reversed(told.shown(chat)) if "nghe máy" in plain(one.text)[:80])


async def over(told: Journey) -> None:
    """A list of ten from a file, from its confirmation to its end."""
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    await sent(told, csv(MIXED))
    await confirm(told)
    await told.wait(180)


async def test_a_group_gets_one_message_from_the_first_call_and_it_rings_nobody(
    told: Journey,
) -> None:
    await sent(told, csv(MIXED))
    assert told.shown(GROUP) == []
    await confirm(told)
    await told.wait(15)

    card = told.shown(GROUP)[0]
    assert first_line(card).startswith("Đang gọi, xong ")
    assert not card.rang
    assert [first_line(one) for one in told.shown(GROUP) if one is not card] in ([], [WANTED])


async def test_at_the_end_a_new_message_rings_and_the_first_one_shrinks(told: Journey) -> None:
    await over(told)

    card, end = told.shown(GROUP)[0], told.shown(GROUP)[-1]
    assert plain(card.text) == f"Xong 10 số · {DEBT} · nhac_no.csv"
    assert buttons(card) == []
    assert plain(end.text).split("\n") == [
        f"Xong 10 số · {DEBT} · nhac_no.csv",
        "▰▰▰▰▰▰▱▱▱▱ nghe máy 60% (6/10)",
        "🔸 3 chưa gặp · ❌ 1 lỗi",
        "Bấm 1 đã thanh toán: 2",
        "Bấm 2 cần gọi lại: 2",
        "Lỗi mới nhất: 0912•••405 số sai · HD24004",
        "Nhân viên gọi 09:12–09:13",
    ]
    assert buttons(end) == ["2 khách cần gọi lại", "Gọi lại 3 số", "Danh sách"]
    assert end.rang
    assert len(told.heard(GROUP)) == 3


async def test_nothing_of_a_list_is_told_twice(told: Journey) -> None:
    await over(told)

    assert [first_line(one) for one in told.shown(GROUP)] == [
        *(
            f"Xong 10 số · {DEBT} · nhac_no.csv",
            WANTED,
            WANTED,
            f"Xong 10 số · {DEBT} · nhac_no.csv",
        ),
    ]
    assert [first_line(one) for one in told.shown(OPERATOR)] == [
        f"Xong 10 số · {DEBT} · nhac_no.csv"
    ] * 2


async def test_no_group_ever_sees_a_number_a_name_or_an_amount_of_the_list(
    told: Journey,
) -> None:
    names = [f"Nguyễn Thị {letter}" for letter in "ABCDEGHIKL"]
    heading = "phone;customer_name;due_amount;due_date;ref"
    rows = [
        f"{callee};{name};{at + 3}.217.000;30/11/2026;{at}"
        for at, (callee, name) in enumerate(zip(MIXED, names, strict=True))
    ]
    odd = "098765432;Nguyễn Thị M;9.999.000;1;11\r\nNguyễn Thị N;0;8.888.000;1;12\r\n"
    send_file(
        told,
        "\r\n".join((heading, *rows, odd)).encode(),
        chat=GROUP,
        caption=f"/call {DEBT}",
    )
    told.say(OPERATOR, "/start")
    await told.wait(3)
    await confirm(told)
    for _ in range(4):
        await told.wait(20)
        await told.press(OPERATOR, "Danh sách", GROUP)
    await told.wait(90)
    for label in ("Danh sách", "2 khách cần gọi lại", "Chưa gặp 3", "Lỗi 1", "Bị bỏ 2"):
        await told.press(OPERATOR, label, GROUP)
    await told.press(ADMIN, TAKE, GROUP)

    shown = [
        version.source
        for message in told.telegram.history(GROUP)
        if message.by_bot
        for version in message.versions
    ]
    assert len(shown) > 15
    secrets = [*MIXED, *names, "098765432", "Nguyễn", "217.000", "999.000", "888.000", "Chào bạn"]
    for text in shown:
        assert not [secret for secret in secrets if secret in text.replace("\u00a0", " ")]


async def test_who_pressed_a_key_that_needs_someone_is_a_message_that_rings(
    told: Journey,
) -> None:
    await over(told)

    first, second = wanted(told)
    lines = plain(first.text).split("\n")
    assert lines[1].startswith("0912•••222 · HD24002 · nghe 0:1")
    assert lines[2] == f"{DEBT} · Nhân viên gọi 09:12"
    assert buttons(first) == [TAKE, NUMBER]
    assert first.rang
    assert second.rang


async def test_one_takes_it_on_and_the_message_says_who_and_when(told: Journey) -> None:
    await over(told)
    [first, _] = wanted(told)
    assert (
        await told.press(COLLEAGUE, TAKE, GROUP, on=first) == "Bạn đã nhận, gọi xong thì bấm Xong"
    )
    await told.wait(5)

    taken = now_of(told, first)
    assert plain(taken.text).split("\n")[2] == (
        f"{DEBT} · Nhân viên gọi 09:12 · Người 5550005 nhận 09:15"
    )
    assert buttons(taken) == [DONE, NUMBER]


async def test_a_second_one_is_told_who_took_it_and_when(told: Journey) -> None:
    await over(told)
    [first, _] = wanted(told)
    await told.press(COLLEAGUE, TAKE, GROUP, on=first)

    assert await told.press(ADMIN, TAKE, GROUP, on=first) == "Người 5550005 đã nhận lúc 09:15"
    assert "Quản trị nhận" not in plain(now_of(told, first).text)


async def test_done_closes_it_for_who_took_it_and_for_nobody_else(told: Journey) -> None:
    await over(told)
    [first, _] = wanted(told)
    await told.press(COLLEAGUE, TAKE, GROUP, on=first)
    await told.wait(5)
    taken = now_of(told, first)
    assert await told.press(ADMIN, DONE, GROUP, on=taken) == "Người 5550005 đã nhận lúc 09:15"
    assert buttons(now_of(told, first)) == [DONE, NUMBER]
    await told.press(COLLEAGUE, DONE, GROUP, on=taken)
    await told.wait(5)

    closed = now_of(told, first)
    assert "Người 5550005 gọi xong 09:15" in plain(closed.text)
    assert buttons(closed) == []
    assert await told.press(ADMIN, TAKE, GROUP, on=first) == "Người 5550005 đã gọi xong lúc 09:15"


@pytest.mark.parametrize("gone", ["out", "viewer"])
async def test_what_somebody_took_on_who_may_call_no_more_is_taken_over_and_closed(
    told: Journey, gone: str
) -> None:
    await over(told)
    [first, _] = wanted(told)
    await told.press(COLLEAGUE, TAKE, GROUP, on=first)
    if gone == "out":
        await told.program.store.write(lambda tx: tx.accounts.unshare(1, COLLEAGUE))
    else:
        await told.let_in(COLLEAGUE, Role.VIEWER)
    await told.wait(60)
    taken = now_of(told, first)
    yours = await told.press(ADMIN, DONE, GROUP, on=taken)
    await told.wait(5)
    assert yours == "Bạn đã nhận, gọi xong thì bấm Xong"
    assert "Quản trị nhận 09:16" in plain(now_of(told, first).text)
    assert await told.press(OPERATOR, DONE, GROUP, on=taken) == "Quản trị đã nhận lúc 09:16"
    await told.press(ADMIN, DONE, GROUP, on=taken)
    await told.wait(5)

    assert "Quản trị gọi xong 09:16" in plain(now_of(told, first).text)


async def test_those_to_call_back_count_down_as_they_are_called(told: Journey) -> None:
    await over(told)
    assert buttons(digest(told))[0] == "2 khách cần gọi lại"
    first, second = wanted(told)
    for message, left in ((first, "1 khách cần gọi lại"), (second, "Gọi lại 3 số")):
        await told.press(COLLEAGUE, TAKE, GROUP, on=message)
        await told.wait(5)
        await told.press(COLLEAGUE, DONE, GROUP, on=now_of(told, message))
        await told.wait(5)
        assert buttons(digest(told))[0] == left
        assert buttons(digest(told, OPERATOR))[0] == left


async def test_the_way_from_the_digest_leads_to_those_who_are_not_called_back_yet(
    told: Journey,
) -> None:
    await over(told)
    await told.press(ADMIN, "2 khách cần gọi lại", GROUP)

    page = told.shown(GROUP)[-1]
    assert first_line(page) == f"Khách cần gọi lại · {DEBT} · 1–2 trong 2"
    assert "0912•••222" in plain(page.text)
    assert not page.rang


async def test_the_number_is_shown_in_an_alert_to_those_who_may_see_it(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await over(told)
    [first, _] = wanted(told)
    data = next(
        str(button["callback_data"])
        for row in first.keyboard
        for button in row
        if plain(button["text"]) == NUMBER
    )
    answer = await told.telegram.press(COLLEAGUE, GROUP, first.id, data).answer
    assert (answer.text, answer.alert) == ("Số của khách: 0912000222", True)

    refused = await told.telegram.press(VIEWER, GROUP, first.id, data).answer
    assert "0912000222" not in refused.text
    assert not any("0912000222" in plain(one.text) for one in told.shown(GROUP))


@pytest.mark.parametrize(("label", "kept"), [("Bấm phím", 0), ("Nghe máy", 2)])
async def test_keys_can_be_turned_off_and_stay_whatever_else_is_off(
    told: Journey, label: str, kept: int
) -> None:
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(3)
    await told.press(ADMIN, f"✓ {label}", GROUP)
    await over(told)

    assert len(wanted(told)) == kept
    assert first_line(told.shown(GROUP)[-1]) == f"Xong 10 số · {DEBT} · nhac_no.csv"


async def test_without_one_per_list_each_call_is_told_like_any_other(told: Journey) -> None:
    told.say(ADMIN, "/notify", GROUP)
    await told.wait(3)
    await told.press(ADMIN, "✓ Gộp theo đợt", GROUP)
    assert "mỗi đợt gọi một tin" not in plain(told.shown(GROUP)[0].text)
    await over(told)

    told_of = [first_line(one) for one in told.shown(GROUP)[1:]]
    assert len(told_of) == 10
    assert told_of.count(WANTED) == 2
    assert told_of.count("🔸 Máy bận") == 2
    assert not any(line.startswith("Xong") for line in told_of)


async def test_a_group_that_unsubscribes_has_its_card_brought_to_its_end_and_hears_no_more(
    told: Journey,
) -> None:
    await confirmed(told, numbers(*[LISTENS] * 12))
    await told.wait(10)
    card = told.shown(GROUP)[0]
    told.say(ADMIN, "/notify off", GROUP)
    await told.wait(3)
    answered = told.texts(GROUP)[1:]
    await told.wait(120)

    assert plain(now_of(told, card).text) == f"Xong 12 số · {DEBT}"
    assert buttons(now_of(told, card)) == []
    assert told.texts(GROUP)[1:] == answered


async def test_a_group_that_is_not_subscribed_hears_of_no_list(told: Journey) -> None:
    told.say(ADMIN, "/notify off", GROUP)
    await told.wait(3)
    heard = len(told.shown(GROUP))
    await over(told)

    assert len(told.shown(GROUP)) == heard


async def test_an_asker_whose_list_is_in_english_ends_it_in_the_group_s_own_language(
    told: Journey,
) -> None:
    told.telegram.set_language(OPERATOR, "en")
    told.say(OPERATOR, f"/call {DEBT}\n0912000121; An; 1.000.000; 30/11/2026")
    await told.wait(3)
    await told.press(OPERATOR, "Call 1 number")
    await told.wait(90)

    assert told.texts(OPERATOR)[-1].startswith("1 number done")
    assert told.texts(GROUP)[-1].startswith("Xong 1 số")


async def test_a_list_of_which_nobody_answers_ends_all_the_same(told: Journey) -> None:
    await confirmed(told, numbers(WRONG, BUSY))
    await told.wait(60)

    assert told.texts(GROUP)[-1].split("\n")[1] == "▱▱▱▱▱▱▱▱▱▱ nghe máy 0% (0/2)"
