"""`/invite`, `/users`, `/share`: who is let in, what they may do, and which accounts they use."""

from __future__ import annotations

import re

import pytest

from bot.core.messages import invite as texts
from bot.core.people import Language, Role
from bot.sandbox.world import SEED
from tests.journeys.world import (
    ADMIN,
    COLLEAGUE,
    GROUP,
    OPERATOR,
    STRANGER,
    Journey,
    buttons,
    plain,
    problem,
)

LINK = re.compile(r"https://t\.me/pbx_sandbox_bot\?start=([\w-]+)")
OTHER = 5550009


def said(text: object, **values: str) -> str:
    """A text of invitations in Vietnamese, as it is read."""
    return plain(getattr(texts, str(text)).plain(Language.VI, **values))


async def invite(told: Journey, words: str = "operator") -> str:
    """A link's secret."""
    told.say(ADMIN, f"/invite {words}")
    await told.wait(2)
    found = LINK.findall(told.texts(ADMIN)[-1])
    assert found
    return str(found[0])


async def follow(told: Journey, secret: str, who: int = STRANGER) -> None:
    """Somebody opens a link."""
    told.say(who, f"/start {secret}")
    await told.wait(3)


async def role_of(told: Journey, who: int) -> Role | None:
    """What is known of somebody's role."""
    person = await told.program.store.read(lambda tx: tx.people.get(who))
    return person.role if person else None


async def test_an_invitation_is_copied_and_withdrawn_by_its_buttons(told: Journey) -> None:
    secret = await invite(told)
    [copy, revoke] = told.shown(ADMIN)[-1].keyboard[0]
    assert copy["copy_text"] == {"text": f"https://t.me/pbx_sandbox_bot?start={secret}"}
    assert revoke["text"] == "Thu hồi"
    assert "1 link mời, quyền: gọi được" in told.texts(ADMIN)[-1]
    assert "24/11 09:12" in told.texts(ADMIN)[-1]

    await told.press(ADMIN, "Thu hồi")

    assert told.texts(ADMIN) == ["Đã thu hồi 1 link mời."]
    await follow(told, secret)
    assert told.texts(STRANGER) == [problem("invite_revoked")]


async def test_without_a_role_it_is_picked(told: Journey) -> None:
    told.say(ADMIN, "/invite")
    await told.wait(2)

    await told.press(ADMIN, "Chỉ xem")

    assert "1 link mời, quyền: chỉ xem" in told.texts(ADMIN)[-1]


@pytest.mark.parametrize("words", ["admin", "operator 21", "operator viewer", "@somebody"])
async def test_what_invite_can_not_read_is_said(told: Journey, words: str) -> None:
    told.say(ADMIN, f"/invite {words}")
    await told.wait(2)

    assert told.texts(ADMIN) == [problem("invite_what")]


async def test_somebody_who_follows_a_link_waits_for_an_administrator(told: Journey) -> None:
    await follow(told, await invite(told))

    assert told.texts(STRANGER) == [said("KNOCKED")]
    assert told.texts(ADMIN)[-1] == (
        f"Người lạ bấm link mời\nID {STRANGER}, quyền: gọi được. Đúng người thì cho vào."
    )
    assert buttons(told.shown(ADMIN)[-1]) == [
        "Cho vào, dùng CSKH",
        "Cho vào, chưa cấp tài khoản",
        "Từ chối",
    ]
    assert await role_of(told, STRANGER) is None
    told.say(STRANGER, "/otp 0912345602 4821")
    await told.wait(3)
    assert not told.pbx.placements


async def test_who_is_let_in_with_an_account_calls_with_it_and_has_their_menu(
    told: Journey,
) -> None:
    await follow(told, await invite(told))

    await told.press(ADMIN, "Cho vào, dùng CSKH")
    await told.wait(3)

    assert told.texts(ADMIN)[-1] == "Người lạ đã vào, quyền: gọi được.\nQuản trị xác nhận."
    assert buttons(told.shown(ADMIN)[-1]) == []
    assert "dùng tài khoản CSKH" in told.texts(STRANGER)[-1]
    place = told.telegram.chats[STRANGER]
    menu = told.telegram.menus.shown(place, user_id=STRANGER, language="vi")
    assert "otp" in [command["command"] for command in menu]
    told.say(STRANGER, "/otp 0912345602 4821")
    await told.wait(60)
    assert told.pbx.placements == {"0912345602": 1}


async def test_who_is_let_in_without_an_account_asks_for_one_and_gets_it(told: Journey) -> None:
    await follow(told, await invite(told))
    await told.press(ADMIN, "Cho vào, chưa cấp tài khoản")
    told.say(STRANGER, "/otp 0912345602 4821")
    await told.wait(3)
    assert told.texts(STRANGER)[-1] == problem("account_missing")

    popup = await told.press(STRANGER, "Nhờ quản trị viên")
    again = await told.press(STRANGER, "Nhờ quản trị viên")
    await told.wait(2)

    assert (popup, again) == (said("ASKED"), said("ASKED_ALREADY"))
    assert [t for t in told.texts(ADMIN) if "cần tài khoản" in t] == [
        f"Người lạ cần tài khoản tổng đài\nID {STRANGER}."
    ]
    await told.press(ADMIN, "Cho dùng CSKH")
    assert told.texts(ADMIN)[-1] == "Người lạ dùng được tài khoản CSKH."
    assert told.texts(STRANGER)[-1] == "Bạn dùng được tài khoản CSKH rồi."
    await told.wait(3600)
    told.say(STRANGER, "/otp 0912345602 4821")
    await told.wait(60)
    assert told.pbx.placements == {"0912345602": 1}


async def test_after_an_hour_administrators_are_told_again(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    told.say(ADMIN, "/start")
    told.say(COLLEAGUE, "/otp 0912345602 4821")
    await told.wait(3)
    await told.press(COLLEAGUE, "Nhờ quản trị viên")
    await told.wait(3600)

    await told.press(COLLEAGUE, "Nhờ quản trị viên")
    await told.wait(2)

    assert len([t for t in told.texts(ADMIN) if "cần tài khoản" in t]) == 2


async def test_who_is_refused_is_told_and_stays_a_stranger(told: Journey) -> None:
    secret = await invite(told)
    await follow(told, secret)

    await told.press(ADMIN, "Từ chối")
    await told.wait(2)

    assert told.texts(ADMIN)[-1] == "Người lạ không được vào.\nQuản trị từ chối."
    assert told.texts(STRANGER)[-1] == "Quản trị viên không cho bạn vào."
    await follow(told, secret)
    assert told.texts(STRANGER)[-1] == problem("invite_refused")
    assert await role_of(told, STRANGER) is None


async def test_a_viewer_sees_and_calls_nobody(told: Journey) -> None:
    await follow(told, await invite(told, "viewer"))
    await told.press(ADMIN, "Cho vào, dùng CSKH")

    told.say(STRANGER, "/otp 0912345602 4821")
    await told.wait(3)

    assert told.texts(STRANGER)[-1] == problem("not_allowed")
    assert not told.pbx.placements


async def test_a_link_lets_one_person_in(told: Journey) -> None:
    secret = await invite(told)
    told.telegram.add_user(OTHER, "stranger", "Người khác", "Another")

    await follow(told, secret)
    await follow(told, secret, OTHER)
    await follow(told, secret)

    assert told.texts(OTHER) == [problem("invite_used")]
    assert told.texts(STRANGER)[-1] == problem("invite_waiting")
    assert len([t for t in told.texts(ADMIN) if "bấm link mời" in t]) == 1


async def test_who_waits_already_uses_up_no_second_link(told: Journey) -> None:
    first, second = await invite(told), await invite(told)
    told.telegram.add_user(OTHER, "stranger", "Người khác", "Another")

    await follow(told, first)
    await follow(told, second)
    await follow(told, second, OTHER)

    assert told.texts(STRANGER)[-1] == problem("invite_waiting")
    assert told.texts(OTHER) == [said("KNOCKED")]


async def test_a_link_can_be_followed_for_a_day(told: Journey) -> None:
    secret = await invite(told)
    await told.stop()
    await told.wait(86401)
    await told.start()

    await follow(told, secret)

    assert told.texts(STRANGER) == [problem("invite_expired")]


async def test_a_link_that_nobody_made_lets_nobody_in(told: Journey) -> None:
    await follow(told, "abcdefghijklmnopqrstuv")
    await follow(told, "x" * 64)

    assert told.texts(STRANGER) == [problem("invite_unknown")] * 2


async def test_who_is_in_and_who_made_a_link_leave_it_for_others(told: Journey) -> None:
    secret = await invite(told)

    await follow(told, secret, OPERATOR)
    await follow(told, secret, ADMIN)
    await follow(told, secret)

    assert told.texts(OPERATOR) == [problem("invite_in")]
    assert told.texts(ADMIN)[-2] == problem("invite_own")
    assert told.texts(STRANGER) == [said("KNOCKED")]


async def test_a_link_that_is_followed_in_a_group_is_left_as_it_was(told: Journey) -> None:
    secret = await invite(told)
    told.join(STRANGER)

    told.say(STRANGER, f"/start {secret}", GROUP)
    told.say(STRANGER, "/start nonsense", GROUP)
    await told.wait(3)
    await follow(told, secret)

    assert told.texts(GROUP)[0] == problem("invite_private")
    assert buttons(told.shown(GROUP)[0]) == ["Mở"]
    assert told.texts(STRANGER) == [said("KNOCKED")]


async def test_of_many_links_those_that_are_unused_are_withdrawn(told: Journey) -> None:
    told.say(ADMIN, "/invite operator 3")
    await told.wait(2)
    [message] = told.shown(ADMIN)
    first, second, third = LINK.findall(plain(message.text))
    await follow(told, first)

    await told.press(ADMIN, "Thu hồi link chưa dùng", on=message)

    assert told.texts(ADMIN)[0] == "Đã thu hồi 2 link mời.\nCó người đã bấm: 1 link."
    await follow(told, second)
    assert told.texts(STRANGER)[-1] == problem("invite_revoked")
    await told.press(ADMIN, "Cho vào, dùng CSKH")
    assert await role_of(told, STRANGER) is Role.OPERATOR
    assert third


async def test_an_answer_counts_once_and_the_card_says_whose_it_was(told: Journey) -> None:
    await follow(told, await invite(told))
    knock = told.shown(ADMIN)[-1]
    await told.press(ADMIN, "Từ chối", on=knock)

    await told.press(ADMIN, "Cho vào, dùng CSKH", on=knock)

    assert told.texts(ADMIN)[-1] == "Người lạ không được vào.\nQuản trị từ chối."
    assert await role_of(told, STRANGER) is None


async def test_an_invitation_outlives_a_restart_at_every_step(told: Journey) -> None:
    secret = await invite(told)
    await told.lose_power()
    await told.start()
    await follow(told, secret)
    await told.lose_power()
    await told.start()

    await told.press(ADMIN, "Cho vào, dùng CSKH")
    await told.lose_power()
    await told.start()
    await told.wait(20)

    assert await role_of(told, STRANGER) is Role.OPERATOR
    assert "dùng tài khoản CSKH" in told.texts(STRANGER)[-1]


async def test_a_knock_that_telegram_did_not_take_comes_later(told: Journey) -> None:
    secret = await invite(told)
    told.telegram.faults.fail_next("sendMessage", 4, status=502)

    await follow(told, secret)
    await told.wait(60)

    assert len([t for t in told.texts(ADMIN) if "bấm link mời" in t]) == 1


async def test_no_link_rests_in_the_database(told: Journey) -> None:
    secret = await invite(told)
    await follow(told, secret)

    files = list(told.settings.database.parent.iterdir())

    assert not [file for file in files if secret.encode() in file.read_bytes()]


@pytest.mark.parametrize("command", ["/invite operator", "/users", "/share"])
async def test_only_administrators_and_only_in_private(told: Journey, command: str) -> None:
    told.say(OPERATOR, command)
    told.say(ADMIN, command, GROUP)
    await told.wait(3)

    name = command[1:].split()[0]
    assert told.texts(OPERATOR) == [problem("admin_only", name=name)]
    assert told.texts(GROUP) == [problem("private_only")]


async def test_users_are_listed_by_pages_of_eight(told: Journey) -> None:
    for person_id in range(5552001, 5552010):
        await told.let_in(person_id, Role.VIEWER)

    told.say(ADMIN, "/users")
    await told.wait(2)

    lines = told.texts(ADMIN)[0].splitlines()
    assert lines[0] == "Ai dùng bot · 1–8 trong 11"
    assert lines[1:3] == ["1. Nhân viên, gọi được", "2. Quản trị, quản trị viên"]
    await told.press(ADMIN, "Tiếp ›")
    lines = told.texts(ADMIN)[0].splitlines()
    assert lines[0] == "Ai dùng bot · 9–11 trong 11"
    assert buttons(told.shown(ADMIN)[0]) == ["9", "10", "11", "‹ Trước"]
    await told.press(ADMIN, "‹ Trước")
    assert told.texts(ADMIN)[0].startswith("Ai dùng bot · 1–8")


async def test_somebodys_role_and_accounts_are_changed_on_their_card(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.VIEWER)
    told.say(ADMIN, "/users")
    await told.wait(2)
    await told.press(ADMIN, "3")
    assert buttons(told.shown(ADMIN)[0]) == [
        *("Gọi được", "✓ Chỉ xem", "CSKH", "‹ Danh sách", "Cho ra khỏi bot"),
    ]

    await told.press(ADMIN, "Gọi được")
    await told.press(ADMIN, "CSKH")

    assert buttons(told.shown(ADMIN)[0])[:3] == ["✓ Gọi được", "Chỉ xem", "✓ CSKH"]
    told.say(COLLEAGUE, "/otp 0912345602 4821")
    await told.wait(60)
    assert told.pbx.placements == {"0912345602": 1}
    await told.press(ADMIN, "✓ CSKH")
    told.say(COLLEAGUE, "/otp 0912345602 4821")
    await told.wait(3)
    assert told.texts(COLLEAGUE)[-1] == problem("account_missing")


async def test_who_is_put_out_is_a_stranger_at_once(told: Journey) -> None:
    told.say(OPERATOR, "/otp")
    told.say(ADMIN, "/users")
    await told.wait(2)
    await told.press(ADMIN, "1")
    await told.press(ADMIN, "Cho ra khỏi bot")
    assert told.texts(ADMIN)[0].startswith("Cho Nhân viên ra khỏi bot?")

    await told.press(ADMIN, "Cho ra")
    await told.wait(2)

    assert told.texts(ADMIN)[0] == "Nhân viên đã ra khỏi bot."
    told.reply(OPERATOR, "0912345602")
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(3)
    assert told.texts(OPERATOR)[-1].startswith("Bot này dùng nội bộ.")
    assert not told.pbx.placements
    assert await told.program.store.read(lambda tx: tx.accounts.users(1)) == [ADMIN]
    place = told.telegram.chats[OPERATOR]
    menu = told.telegram.menus.shown(place, user_id=OPERATOR, language="vi")
    assert "otp" not in [command["command"] for command in menu]
    await told.press(ADMIN, "‹ Danh sách")
    assert "Nhân viên" not in told.texts(ADMIN)[0]


async def test_who_was_put_out_can_be_invited_again(told: Journey) -> None:
    told.say(ADMIN, "/users")
    await told.wait(2)
    await told.press(ADMIN, "1")
    await told.press(ADMIN, "Cho ra khỏi bot")
    await told.press(ADMIN, "Cho ra")

    await follow(told, await invite(told, "viewer"), OPERATOR)
    await told.press(ADMIN, "Cho vào, chưa cấp tài khoản")

    assert await role_of(told, OPERATOR) is Role.VIEWER
    assert not await told.program.store.read(lambda tx: tx.accounts.of_person(OPERATOR))


async def test_what_somebody_alone_used_passes_to_who_puts_them_out(told: Journey) -> None:
    theirs = await told.link("Thu nợ", OPERATOR)
    told.say(ADMIN, "/users")
    await told.wait(2)
    await told.press(ADMIN, "1")
    await told.press(ADMIN, "Cho ra khỏi bot")
    assert told.texts(ADMIN)[0].splitlines()[2:] == [
        "Không ai khác dùng, nên chuyển sang bạn: Thu nợ"
    ]

    await told.press(ADMIN, "Cho ra")
    await told.wait(60)

    assert told.texts(ADMIN) == ["Nhân viên đã ra khỏi bot.\nĐã chuyển sang bạn: Thu nợ"]
    assert (await uses(told, OPERATOR), await uses(told, ADMIN)) == ([], [1, theirs])
    assert await told.program.store.read(lambda tx: tx.accounts.sealed_key(theirs)) is not None
    told.say(ADMIN, '/otp 0912345602 4821 account="Thu nợ"')
    await told.wait(60)
    assert told.pbx.placements == {"0912345602": 1}


async def test_administrators_can_not_be_changed_here(told: Journey) -> None:
    told.say(ADMIN, "/users")
    await told.wait(2)
    await told.press(ADMIN, "2")
    [card] = told.shown(ADMIN)
    assert "ADMIN_IDS" in told.texts(ADMIN)[0]
    assert buttons(card) == ["✓ CSKH", "‹ Danh sách"]

    for data, kind in (
        (f"team.gone:{ADMIN}:0", "admins_fixed"),
        (f"team.role:viewer:{ADMIN}:0", "admins_fixed"),
        (f"team.use:1:{ADMIN}:0:0", "own_use"),
        (f"team.gone:{STRANGER}:0", "person_gone"),
        (f"team.use:1:{STRANGER}:0:0", "person_gone"),
        (f"team.use:99:{OPERATOR}:0:1", "account_gone"),
    ):
        pressed = told.telegram.press(ADMIN, ADMIN, card.id, data)
        await pressed.answer
        await told.wait(2)
        assert told.texts(ADMIN)[-1] == problem(kind)
    assert len(await told.program.store.read(lambda tx: tx.accounts.of_person(ADMIN))) == 1


async def test_an_account_is_shared_by_pages_of_people(told: Journey) -> None:
    for person_id in range(5552001, 5552010):
        await told.let_in(person_id, Role.OPERATOR)
    told.say(ADMIN, "/share")
    await told.wait(2)
    assert told.texts(ADMIN)[0].startswith("Ai dùng CSKH\n")
    assert buttons(told.shown(ADMIN)[0])[:3] == ["✓ Nhân viên", "✓ Quản trị", "Người 5552001"]

    await told.press(ADMIN, "Tiếp ›")
    await told.press(ADMIN, "Người 5552009")

    assert "✓ Người 5552009" in buttons(told.shown(ADMIN)[0])
    assert told.texts(5552009) == []
    users = await told.program.store.read(lambda tx: tx.accounts.users(1))
    assert users == [OPERATOR, ADMIN, 5552009]


async def uses(told: Journey, who: int) -> list[int]:
    """The ids of somebody's accounts."""
    accounts = await told.program.store.read(lambda tx: tx.accounts.of_person(who))
    return [account.account_id for account in accounts]


@pytest.mark.parametrize("command", ["/share", "/users"])
async def test_a_button_lends_or_takes_back_as_it_says_however_often_it_is_pressed(
    told: Journey, command: str
) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    label = "CSKH" if command == "/users" else f"Người {COLLEAGUE}"
    told.say(ADMIN, command)
    await told.wait(2)
    if command == "/users":
        await told.press(ADMIN, "3")

    for button, used in ((label, [1]), (f"✓ {label}", [])):
        card = told.shown(ADMIN)[-1]
        for _ in range(2):
            await told.press(ADMIN, button, on=card)
            assert await uses(told, COLLEAGUE) == used

    assert label in buttons(told.shown(ADMIN)[-1])


async def test_who_is_put_out_hears_no_more_of_a_call_under_way(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821")
    told.say(ADMIN, "/users")
    await told.wait(1)
    await told.press(ADMIN, "1")
    await told.press(ADMIN, "Cho ra khỏi bot")
    await told.press(ADMIN, "Cho ra")
    before = told.texts(OPERATOR)

    await told.wait(120)

    assert len(before) == 1
    assert told.texts(OPERATOR) == before
    assert told.texts(GROUP)[-1].startswith("✅")


async def test_whose_account_was_taken_back_hears_no_more_of_its_call(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(1)
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, OPERATOR))
    before = told.texts(OPERATOR)

    await told.wait(120)

    assert told.texts(OPERATOR) == before
    assert told.texts(GROUP)[-1].startswith("🔸 Máy bận")


async def test_who_was_an_administrator_comes_back_with_what_they_are_given(
    told: Journey,
) -> None:
    await told.stop()
    told.settings = told.settings.model_copy(update={"admin_ids": (COLLEAGUE,)})
    told.telegram.add_user(COLLEAGUE, "colleague", "Đồng nghiệp", "Colleague")
    told.say(COLLEAGUE, "/start")
    await told.start()
    await told.wait(5)
    place = told.telegram.chats[ADMIN]
    menu = told.telegram.menus.shown(place, user_id=ADMIN, language="vi")
    assert "users" not in [command["command"] for command in menu]
    assert (await role_of(told, ADMIN), await uses(told, ADMIN)) == (Role.STRANGER, [])
    told.say(COLLEAGUE, "/invite operator")
    await told.wait(2)
    [secret] = LINK.findall(told.texts(COLLEAGUE)[-1])
    await follow(told, secret, ADMIN)

    await told.press(COLLEAGUE, "Cho vào, chưa cấp tài khoản")

    assert (await role_of(told, ADMIN), await uses(told, ADMIN)) == (Role.OPERATOR, [])


async def test_the_account_of_who_was_the_only_administrator_is_linked_again_by_its_key(
    told: Journey,
) -> None:
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, OPERATOR))
    admin_ids = told.settings.admin_ids
    for ids in ((), admin_ids):
        await told.stop()
        told.settings = told.settings.model_copy(update={"admin_ids": ids})
        await told.start()

    told.say(ADMIN, f"/link {SEED.account.api_key}")
    await told.wait(5)

    assert told.texts(ADMIN) == [
        "Khóa này là tài khoản CSKH\nBạn dùng được tài khoản đó, không có gì thay đổi."
    ]
    assert (await role_of(told, ADMIN), await uses(told, ADMIN)) == (Role.ADMIN, [1])


async def test_of_several_accounts_the_one_to_share_is_picked(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    second = await told.link("Thu nợ", ADMIN)

    told.say(ADMIN, "/share")
    await told.wait(2)
    await told.press(ADMIN, "Thu nợ")
    await told.press(ADMIN, f"Người {COLLEAGUE}")

    users = await told.program.store.read(lambda tx: tx.accounts.users(second))
    assert users == [ADMIN, COLLEAGUE]


async def test_an_administrator_without_an_account_has_none_to_share(told: Journey) -> None:
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, ADMIN))

    told.say(ADMIN, "/share")
    await told.wait(2)

    assert told.texts(ADMIN) == [problem("account_missing")]
    assert buttons(told.shown(ADMIN)[0]) == ["Liên kết khóa"]
