"""Who may send a list, over which account it goes, and where its preview stands."""

from __future__ import annotations

from bot.core.people import Role
from bot.sandbox.world import SEED
from tests.journeys.lists import BUSY, DEBT, HEAD, PAYS, WANTS, numbers, rows, what
from tests.journeys.world import (
    COLLEAGUE,
    GROUP,
    OPERATOR,
    VIEWER,
    Journey,
    buttons,
    plain,
    problem,
)

THREE = numbers(PAYS, WANTS, BUSY)


async def in_the_group(told: Journey) -> str:
    """Rows are sent in the group; what the link carries that stands there then."""
    told.say(OPERATOR, f"/call {DEBT}\n{rows(THREE)}", GROUP)
    await told.wait(3)
    [where] = told.shown(GROUP)
    assert plain(where.text) == "Xem trước trong chat riêng"
    assert where.reply_to is not None
    assert not where.rang
    before, _, start = where.keyboard[0][0]["url"].partition("?start=")
    assert before == f"https://t.me/{SEED.bot_username}"
    return str(start)


async def test_in_a_group_the_preview_stands_in_the_private_chat_and_a_link_leads_there(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/start")
    await told.wait(2)
    start = await in_the_group(told)
    assert what(told) == f"Dán vào, 3 dòng → gọi 3 số · {DEBT}"

    told.say(OPERATOR, f"/start {start}")
    await told.wait(2)

    assert what(told) == f"Dán vào, 3 dòng → gọi 3 số · {DEBT}"
    assert [text.split("\n")[0] for text in told.texts(OPERATOR)].count(HEAD) == 1


async def test_who_has_never_written_to_the_bot_in_private_gets_the_preview_by_the_link(
    told: Journey,
) -> None:
    start = await in_the_group(told)
    assert told.texts(OPERATOR) == []
    told.say(OPERATOR, f"/start {start}")
    await told.wait(2)
    await told.press(OPERATOR, "Gọi 3 số")
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(THREE, 1)


async def test_the_link_opens_nothing_for_anybody_else(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    start = await in_the_group(told)
    told.say(COLLEAGUE, f"/start {start}")
    await told.wait(2)

    assert not any("Khách 1" in text for text in told.texts(COLLEAGUE))


async def test_of_two_accounts_it_is_asked_which_before_anything_else(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    told.say(OPERATOR, f"/call {DEBT}\n{rows(THREE)}")
    await told.wait(2)
    assert told.texts(OPERATOR) == ["Gọi bằng tài khoản nào?\nDán vào, 3 dòng. Chưa gọi ai."]
    assert buttons(told.shown(OPERATOR)[0]) == ["CSKH", "Thu nợ", "Hủy"]

    await told.press(OPERATOR, "CSKH")

    assert what(told) == f"Dán vào, 3 dòng → gọi 3 số · {DEBT}"


async def test_an_account_that_is_named_is_not_asked_for_and_is_shown_if_it_is_not_usual(
    told: Journey,
) -> None:
    await told.link("Thu nợ", OPERATOR)
    told.say(OPERATOR, f"/call {DEBT} account=CSKH\n{rows(THREE)}")
    await told.wait(2)

    assert what(told) == f"Dán vào, 3 dòng → gọi 3 số · {DEBT} · tài khoản CSKH"


async def test_who_has_no_account_is_told_so_and_who_may_not_call_too(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.share(VIEWER)
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    for who in (VIEWER, COLLEAGUE):
        told.say(who, f"/call {DEBT}\n{rows(THREE)}")
        told.say(who, rows(THREE))
        await told.wait(3)

    assert told.texts(VIEWER) == [problem("not_allowed")] * 2
    assert told.texts(COLLEAGUE) == [problem("account_missing")] * 2
