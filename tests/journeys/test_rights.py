"""Who gets what: strangers, viewers, operators, administrators, and those who hide who they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.messages import popups
from bot.core.messages.status import ALL_WELL
from bot.core.people import Language, Role
from bot.core.records import Draft
from tests.journeys.world import (
    ADMIN,
    COLLEAGUE,
    GROUP,
    OPERATOR,
    STRANGER,
    VIEWER,
    Journey,
    buttons,
    plain,
    problem,
)

STRANGERS_CARD = (
    f"Bot này dùng nội bộ. ID của bạn: {STRANGER}\nCần dùng thì gửi ID này cho quản trị viên."
)


def popup(text: object) -> str:
    """A pop-up's words in Vietnamese."""
    return plain(getattr(popups, str(text)).plain(Language.VI))


@pytest.mark.parametrize(
    "text",
    [
        "/start",
        "/help",
        "/otp 0987654321 4821",
        "/otp",
        "/notify",
        "/status",
        "/nosuch",
        "xin chào",
        "/start@pbx_sandbox_bot",
        "0987654321",
        "/otp@pbx_sandbox_bot 0987654321 4821",
    ],
)
async def test_a_stranger_gets_their_own_id_and_nothing_else(told: Journey, text: str) -> None:
    told.say(STRANGER, text)
    await told.wait(30)

    assert told.texts(STRANGER) == [STRANGERS_CARD]
    [button] = told.shown(STRANGER)[0].keyboard[0]
    assert button["copy_text"] == {"text": str(STRANGER)}
    assert not told.pbx.requests


async def test_a_stranger_reads_it_in_english_too(told: Journey) -> None:
    told.telegram.set_language(STRANGER, "en")

    told.say(STRANGER, "/otp 0987654321 4821")
    await told.wait(5)

    assert told.texts(STRANGER) == [
        f"This bot is private. Your id: {STRANGER}\nTo use it, send this id to its administrator."
    ]


async def test_a_stranger_in_the_group_calls_nobody_and_learns_nothing(told: Journey) -> None:
    told.join(STRANGER)

    for text in ("/otp 0987654321 4821", "/status", "/start", "/notify off"):
        told.say(STRANGER, text, GROUP)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert told.pbx.placements == {"0912345602": 1}
    *refusals, outcome = sorted(told.texts(GROUP), key=lambda text: "Máy bận" in text)
    assert set(refusals) <= {
        problem("not_allowed"),
        problem("admin_only", name="notify"),
    }
    assert "Máy bận" in outcome


async def test_what_people_say_to_each_other_in_the_group_is_not_the_bots_business(
    told: Journey,
) -> None:
    told.join(STRANGER)
    told.telegram.promote_bot(GROUP)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    before = told.texts(GROUP)

    told.say(STRANGER, "Ai gọi đấy?", GROUP)
    told.reply(STRANGER, "Cám ơn", GROUP)
    told.reply(OPERATOR, "0987654321 4821", GROUP)
    told.say(OPERATOR, "/khac@other_bot 1", GROUP)
    await told.wait(30)

    assert told.texts(GROUP) == before
    assert told.pbx.placements == {"0912345602": 1}


@pytest.mark.parametrize("who", [STRANGER, VIEWER])
@pytest.mark.parametrize("label", ["Gọi với mã mới", "✓ OTP", "Ngừng"])
async def test_buttons_in_the_group_obey_nobody_without_the_right(
    told: Journey, who: int, label: str
) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.share(VIEWER)
    told.join(STRANGER)
    told.say(ADMIN, "/notify", GROUP)
    told.say(OPERATOR, "/otp 0912345602 4821", GROUP)
    await told.wait(60)
    before = told.texts(GROUP)

    said = await told.press(who, label, GROUP)
    await told.wait(10)

    assert said == popup("MAY_NOT_CALL" if label == "Gọi với mã mới" else "ONLY_ADMIN")
    assert told.texts(GROUP) == before


async def test_a_viewer_sees_figures_and_places_no_calls(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.share(VIEWER)

    told.say(VIEWER, "/otp 0987654321 4821")
    await told.wait(3)
    told.say(VIEWER, "/notify", GROUP)
    await told.wait(3)
    told.say(VIEWER, "/status")
    await told.wait(3)
    told.say(VIEWER, "/start")
    await told.wait(3)

    refused, status, start = told.texts(VIEWER)
    assert refused == problem("not_allowed")
    assert status.startswith(ALL_WELL.plain(Language.VI))
    assert "/otp" not in start
    assert "/notify" not in start
    assert told.texts(GROUP) == [problem("admin_only", name="notify")]
    assert not told.pbx.placements


async def test_an_operator_calls_and_sets_up_nothing(told: Journey) -> None:
    told.say(OPERATOR, "/notify off", GROUP)
    await told.wait(3)
    told.say(OPERATOR, "/notify")
    await told.wait(3)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert told.texts(OPERATOR)[0] == problem("admin_only", name="notify")
    assert told.texts(GROUP)[0] == problem("admin_only", name="notify")
    assert told.texts(GROUP)[1].startswith("🔸 Máy bận")


async def test_an_administrator_may_do_everything(told: Journey) -> None:
    told.say(ADMIN, "/otp 0912345602 4821")
    await told.wait(60)
    told.say(ADMIN, "/help")
    await told.wait(3)

    assert told.pbx.placements == {"0912345602": 1}
    assert {"/otp", "/notify", "/status"} <= set(told.texts(ADMIN)[-1].replace(":", " ").split())


async def test_an_administrator_who_writes_in_the_groups_name_is_nobody(told: Journey) -> None:
    told.say(ADMIN, "/otp 0987654321 4821", GROUP, anonymous=True)
    await told.wait(30)
    told.say(ADMIN, "/notify off", GROUP, anonymous=True)
    await told.wait(30)

    assert told.texts(GROUP) == [problem("anonymous")]
    assert not told.pbx.placements


async def test_an_operator_without_an_account_is_told_to_ask_for_one(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)

    told.say(COLLEAGUE, "/otp 0987654321 4821")
    await told.wait(30)

    assert told.texts(COLLEAGUE) == [problem("account_missing")]
    assert not told.pbx.requests


async def test_somebody_who_was_made_a_viewer_calls_no_more_from_that_moment(
    told: Journey,
) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    told.say(COLLEAGUE, "/otp 0912345602 4821")
    await told.wait(60)
    await told.let_in(COLLEAGUE, Role.VIEWER)

    assert await told.press(COLLEAGUE, "Gọi với mã mới") == popup("MAY_NOT_CALL")
    told.say(COLLEAGUE, "/otp 0912345602 4821")
    await told.wait(30)

    assert told.pbx.placements == {"0912345602": 1}


async def test_another_accounts_card_gives_nothing_away_by_its_buttons(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.link("Khác", COLLEAGUE)
    told.say(OPERATOR, "/otp 0912345602 4821", GROUP)
    await told.wait(60)
    before = told.texts(GROUP)

    said = await told.press(COLLEAGUE, "Gọi với mã mới", GROUP)
    await told.wait(5)

    assert said == popup("MAY_NOT_SEE")
    assert told.texts(GROUP) == before


async def test_another_accounts_unknown_call_is_not_looked_up_for_them(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.VIEWER)
    await told.link("Khác", COLLEAGUE)
    told.pbx.faults.placement_status = 500
    told.say(OPERATOR, "/otp 0912345602 4821", GROUP)
    await told.wait(5)

    assert await told.press(COLLEAGUE, "Tra ngay", GROUP) == popup("MAY_NOT_SEE")
    assert await told.press(ADMIN, "Tra ngay", GROUP) == popup("LOOKING")


async def test_who_is_no_longer_among_the_administrators_is_a_stranger(told: Journey) -> None:
    told.settings = told.settings.model_copy(update={"admin_ids": ()})
    await told.stop()
    await told.start()

    told.say(ADMIN, "/otp 0912345602 4821")
    await told.wait(30)

    assert told.texts(ADMIN)[0].startswith(f"Bot này dùng nội bộ. ID của bạn: {ADMIN}")
    assert not told.pbx.placements


async def test_a_persons_name_is_shown_as_it_is_whatever_they_call_themselves(
    told: Journey,
) -> None:
    user = told.telegram.users[ADMIN]
    told.telegram.users[ADMIN] = replace(user, name_vi="<i>&\u202eBà\n" + "x" * 90)

    told.say(ADMIN, "/otp 0912345602 4821")
    await told.wait(60)

    [outcome] = told.texts(GROUP)
    assert outcome.splitlines()[2].startswith("otp_demo · <i>&Bà xxx")
    assert len(outcome.splitlines()) == 3
    assert "…" in outcome


async def test_a_button_of_an_older_program_says_that_it_is_old(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    [card] = [m for m in told.shown(OPERATOR) if buttons(m)]

    pressed = told.telegram.press(OPERATOR, OPERATOR, card.id, "v0:something:else")
    await told.wait(3)

    assert plain(pressed.answer.result().text) == popup("OUT_OF_DATE")


async def test_forged_button_data_breaks_nothing(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    [card] = [m for m in told.shown(OPERATOR) if buttons(m)]
    caplog.clear()
    forged = [
        "otp.again:",
        "otp.again:' OR 1=1 --",
        "draft.account:x",
        "draft.account:x:y",
        "draft.account::",
        "call.look:",
        "ntf.toggle:1:__class__",
        "ntf.toggle:",
        "ntf.stop",
        "draft.renewed:",
        "draft.use:x",
        "draft.drop:x",
        "draft.renew:x",
    ]

    pressed = [told.telegram.press(ADMIN, GROUP, card.id, data) for data in forged]
    pressed += [told.telegram.press(OPERATOR, OPERATOR, card.id, data) for data in forged]
    await told.wait(20)

    assert [p.answer.done() for p in pressed] == [True] * len(pressed)
    assert told.pbx.placements == {"0912345602": 1}
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def a_draft(told: Journey) -> Draft:
    """The operator's newest open question."""
    found = await told.program.store.read(
        lambda tx: tx.drafts.newest_open(OPERATOR, OPERATOR, since=0)
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("who", "data"),
    [
        (OPERATOR, "call.show:{draft}"),
        (OPERATOR, "call.edit:{draft}"),
        (OPERATOR, "call.drop:{draft}"),
        (OPERATOR, "set.show"),
        (OPERATOR, "set.accounts"),
        (OPERATOR, "set.account:1"),
        (OPERATOR, "set.language:en"),
        (OPERATOR, "set.phone"),
        (ADMIN, "set.name:1"),
        (OPERATOR, "acc.out:1"),
        (OPERATOR, "acc.drop:1"),
        (ADMIN, "acc.close:1"),
        (OPERATOR, "acc.keep"),
        (ADMIN, "team.users:0"),
        (ADMIN, "team.user:{operator}:0"),
        (ADMIN, "team.gone:{operator}:0"),
        (ADMIN, "team.share:1:0"),
        (ADMIN, "team.lends:1:{operator}:0:0"),
        (ADMIN, "team.invite:operator:1"),
        (ADMIN, "team.revoke:1:1"),
        (ADMIN, "team.let:1:1"),
        (ADMIN, "team.refuse:1"),
        (ADMIN, "team.lend:{operator}:1"),
    ],
)
async def test_what_is_ones_own_is_not_drawn_over_a_message_of_the_group(
    told: Journey, who: int, data: str
) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    told.say(OPERATOR, "/call 0987654321 la_hoac")
    await told.wait(2)
    draft = await a_draft(told)
    before = [told.texts(chat) for chat in (GROUP, OPERATOR, ADMIN)]

    forged = data.format(draft=draft.id, operator=OPERATOR)
    pressed = told.telegram.press(who, GROUP, told.shown(GROUP)[-1].id, forged)
    await told.wait(5)

    assert plain(pressed.answer.result().text) == popup("OUT_OF_DATE")
    assert [told.texts(chat) for chat in (GROUP, OPERATOR, ADMIN)] == before
    assert await a_draft(told) == draft
    assert await told.program.store.read(lambda tx: tx.accounts.users(1)) == [OPERATOR, ADMIN]


@pytest.mark.parametrize(
    "data",
    [
        "acc.skip:{draft}",
        "acc.pick:{draft}:0",
        "draft.account:{draft}:1",
        "draft.anyway:{draft}",
        "draft.drop:{draft}",
        "tpl.keep:{draft}",
        "tpl.sure:{draft}",
        "up.drop:{draft}",
        "up.go:{draft}",
        "mend.cmd:nonsense",
        "mend.cmd:",
        "mend.key:otp:wrong",
        "mend.key:nonsense:wrong:right",
        "team.use:1:1:0",
        "do.nonsense",
    ],
)
async def test_a_button_acts_on_no_question_of_another_kind_and_on_nothing_made_up(
    told: Journey, caplog: pytest.LogCaptureFixture, data: str
) -> None:
    told.say(OPERATOR, "/call 0987654321 la_hoac")
    await told.wait(2)
    draft = await a_draft(told)
    before = told.texts(OPERATOR)

    forged = data.format(draft=draft.id)
    pressed = told.telegram.press(OPERATOR, OPERATOR, told.shown(OPERATOR)[-1].id, forged)
    await told.wait(5)

    assert plain(pressed.answer.result().text) == popup("OUT_OF_DATE")
    assert told.texts(OPERATOR) == before
    assert await a_draft(told) == draft
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_no_answer_is_picked_that_a_question_does_not_offer(told: Journey) -> None:
    told.say(OPERATOR, "/link")
    await told.wait(2)
    draft = await a_draft(told)

    pressed = told.telegram.press(
        OPERATOR, OPERATOR, told.shown(OPERATOR)[-1].id, f"acc.pick:{draft.id}:0"
    )
    await told.wait(5)

    assert plain(pressed.answer.result().text) == popup("OUT_OF_DATE")
    assert await a_draft(told) == draft


async def test_a_stranger_in_the_group_is_told_once_and_can_not_use_up_what_it_may_be_sent(
    told: Journey,
) -> None:
    told.join(STRANGER)
    for _ in range(40):
        told.say(STRANGER, "/otp 1", GROUP)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(40)

    assert told.texts(GROUP).count(problem("not_allowed")) == 1
    assert told.texts(GROUP)[-1].startswith("🔸 Máy bận")
