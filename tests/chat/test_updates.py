"""One person's updates one after another, everybody's at most once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from telegram import Chat, Message, Update, User

from bot.chat.updates import REMEMBERED, InOrderPerPerson


def _update(update_id: int, person_id: int) -> Update:
    user = User(person_id, "Nhân viên", False)
    message = Message(1, None, Chat(person_id, Chat.PRIVATE), from_user=user)  # type: ignore[arg-type]
    return Update(update_id, message=message)


class _Log:
    def __init__(self) -> None:
        self.lines: list[str] = []

    async def act(self, name: str, seconds: float) -> None:
        self.lines.append(f"{name} begins")
        await asyncio.sleep(seconds)
        self.lines.append(f"{name} ends")


async def _run(*updates: tuple[Update, Coroutine[Any, Any, None]]) -> None:
    processor = InOrderPerPerson()
    await asyncio.gather(*(processor.process_update(*update) for update in updates))


async def test_one_persons_updates_wait_for_each_other() -> None:
    log = _Log()
    await _run((_update(1, 7), log.act("slow", 9)), (_update(2, 7), log.act("quick", 1)))
    assert log.lines == ["slow begins", "slow ends", "quick begins", "quick ends"]


async def test_different_people_do_not_wait_for_each_other() -> None:
    log = _Log()
    await _run((_update(1, 7), log.act("slow", 9)), (_update(2, 8), log.act("quick", 1)))
    assert log.lines == ["slow begins", "quick begins", "quick ends", "slow ends"]


async def test_an_update_that_comes_twice_acts_once() -> None:
    log = _Log()
    await _run((_update(1, 7), log.act("first", 1)), (_update(1, 7), log.act("again", 1)))
    assert log.lines == ["first begins", "first ends"]


async def test_an_update_that_failed_holds_up_nobody() -> None:
    async def fails() -> None:
        raise ValueError

    log = _Log()
    processor = InOrderPerPerson()
    await asyncio.gather(
        processor.process_update(_update(1, 7), fails()),
        processor.process_update(_update(2, 7), log.act("next", 1)),
        return_exceptions=True,
    )
    assert log.lines == ["next begins", "next ends"]


async def test_only_so_many_updates_are_remembered() -> None:
    log = _Log()
    processor = InOrderPerPerson()
    for update_id in range(REMEMBERED + 2):
        await processor.process_update(_update(update_id, 7), log.act(str(update_id), 0))
    await processor.process_update(_update(0, 7), log.act("forgotten", 0))
    assert log.lines[-1] == "forgotten ends"
