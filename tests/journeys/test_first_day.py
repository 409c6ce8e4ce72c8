"""A team's first day: one administrator links an account and lets ten people in, who all call."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.sandbox.world import SEED
from tests.journeys.world import ADMIN, Journey, buttons, journey, plain

KEY = SEED.account.api_key
TEN = range(5551001, 5551011)
LINK = re.compile(r"https://t\.me/pbx_sandbox_bot\?start=([\w-]+)")


@pytest.fixture
async def told(tmp_path: Path, now: Callable[[], float]) -> AsyncIterator[Journey]:
    """The bot as it is after its first start: nobody is in, nothing is linked."""
    async with journey(tmp_path, now, furnished=False, history=True) as begun:
        yield begun


async def link_the_account(told: Journey) -> None:
    """`/link`, and a button or a word for each question."""
    told.say(ADMIN, "/link")
    await told.wait(2)
    told.reply(ADMIN, KEY)
    await told.wait(5)
    told.say(ADMIN, "CSKH")
    await told.wait(2)
    for button in (SEED.account.campaign_id, SEED.caller, "otp_demo", "5"):
        await told.press(ADMIN, next(b for b in labels(told) if b[:30] == button[:30]))


def labels(told: Journey) -> list[str]:
    """The buttons of what the administrator was asked last."""
    return buttons(told.shown(ADMIN)[-1])


async def invite_ten(told: Journey) -> None:
    """Ten links in one message; each is followed by somebody, and confirmed."""
    told.say(ADMIN, "/invite operator 10")
    await told.wait(2)
    secrets = LINK.findall(told.texts(ADMIN)[-1])
    assert len(set(secrets)) == len(TEN)
    for person_id, secret in zip(TEN, secrets, strict=True):
        name = f"Nhân viên {person_id}"
        told.telegram.add_user(person_id, "operator", name, name)
        told.say(person_id, f"/start {secret}")
        await told.wait(3)
        assert f"{name} bấm link mời" in told.texts(ADMIN)[-1]
        await told.press(ADMIN, "Cho vào, dùng CSKH")
        await told.wait(3)


async def test_ten_people_call_with_an_account_whose_key_nobody_else_sees(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    await link_the_account(told)
    await invite_ten(told)
    for person_id in TEN:
        told.say(person_id, f"/otp {callee(person_id)} 4821")
        # The account takes five calls at once, as its package says.
        await told.wait(60)

    assert told.pbx.placements == {callee(person_id): 1 for person_id in TEN}
    for person_id in TEN:
        assert "dùng tài khoản CSKH" in told.texts(person_id)[1]
        assert "otp_demo" in told.texts(person_id)[2]
    assert seen_by_people(told) == []
    files = list(told.settings.database.parent.iterdir())
    assert told.settings.database in files
    assert not [file for file in files if KEY.encode() in file.read_bytes()]
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("bot")]
    assert ours
    assert not [line for line in ours if KEY in line]


def callee(person_id: int) -> str:
    """Whom each of them calls."""
    return f"09123{person_id % 100000:05}"


def seen_by_people(told: Journey) -> list[str]:
    """Every message that still stands, or that the bot ever wrote, with the key in it."""
    chats = [ADMIN, *TEN]
    standing = [plain(m.text) for chat in chats for m in told.telegram.messages(chat)]
    written = [
        version.source
        for chat in chats
        for m in told.telegram.history(chat)
        if m.by_bot
        for version in m.versions
    ]
    return [text for text in standing + written if KEY in text]
