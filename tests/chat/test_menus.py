"""Command menus as the bot sets them at its start."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from starlette.applications import Starlette
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.chat import menus
from bot.chat.sender import Sender
from bot.core.people import Language, Person, Role
from tests.sandbox.telegram_peer import TOKEN, a_telegram


async def test_menus_that_hang_keep_few_others_from_being_set(now: Callable[[], float]) -> None:
    telegram = a_telegram(now)
    people = [
        Person(person_id=number, name="Nhân viên", role=Role.OPERATOR) for number in range(1, 13)
    ]
    for person in people:
        telegram.add_user(person.person_id, f"p{person.person_id}", "Nhân viên", "Operator")
        telegram.send(person.person_id, person.person_id, "/start")
    telegram.faults.hang_next("setMyCommands", 12, seconds=3600)
    # Unlike a socket, it knows no time limit.
    transport = httpx.ASGITransport(Starlette(routes=telegram.routes))
    bot = Bot(
        TOKEN,
        base_url="http://telegram/bot",
        request=HTTPXRequest(httpx_kwargs={"transport": transport}),
    )
    began = now()

    await menus.publish(Sender(bot, observe=lambda method, result: None), people, Language.VI)

    assert now() - began <= 3 * menus.PATIENCE
    for person in people[4:]:
        chat = telegram.chats[person.person_id]
        shown = telegram.menus.shown(chat, user_id=person.person_id, language="en")
        assert "otp" in {command["command"] for command in shown}
    telegram.close()
