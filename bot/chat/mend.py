"""A mistyped command or argument, put right by a button: what was typed runs again, mended.

The text is read from Telegram's own copy, the message that the problem replied to, so nothing that
was typed has to be kept. It acts as that message would have: claimed once, too late when it is.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core.commands import nearest, split_command
from bot.core.messages import popups
from bot.core.messages.menu import commands_for
from bot.core.people import Act
from bot.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a command does with what follows it, and the right that it takes."""

    act: Act
    run: Callable[[Visit], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """The handlers of the buttons under "there is no such command" and "no such argument"."""

    desk: Desk
    runs: Mapping[str, Run]

    async def unknown(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command nobody here knows: the nearest ones are named, a button each."""
        visit = await self.desk.access.message(update, Act.VIEW)
        if visit is None or update.message is None:
            return
        name = split_command(update.message.text or "")[0]
        known = [command.name for command in commands_for(visit.person.role)]
        close = nearest(name, known)
        error = UsageError(
            "command_unknown",
            name=name,
            nearest=", ".join(f"/{name}" for name in close or ["help"]),
            mends=" ".join(name for name in close if name in self.runs),
        )
        await self.desk.tell(visit, error)

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`mend.cmd:NAME`: the same words after the command that was meant."""
        await self._again(update, lambda name, typed: (name, typed))

    async def argument(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`mend.key:COMMAND:WRONG:RIGHT`: the same command with the argument's right name."""

        def mended(data: str, typed: str) -> tuple[str, str]:
            name, wrong, right = data.split(":")
            return name, re.sub(rf"(?<!\S){re.escape(wrong)}(?==)", right, typed, count=1)

        await self._again(update, mended)

    async def _again(self, update: Update, mend: Callable[[str, str], tuple[str, str]]) -> None:
        query = update.callback_query
        assert query is not None, "registered for presses only"
        problem = query.message
        typed = problem.reply_to_message if isinstance(problem, Message) else None
        words = split_command((typed.text or typed.caption or "") if typed else "")[1]
        name, text = mend((query.data or "").partition(":")[2], words)
        run = self.runs.get(name)
        visit = await self.desk.access.press(update, run.act if run is not None else Act.VIEW)
        if visit is None:
            return
        if run is None or typed is None or typed.from_user is None:
            await self.desk.pop_up(visit, popups.OUT_OF_DATE)
        elif typed.from_user.id != visit.person.person_id:
            await self.desk.pop_up(visit, popups.ONLY_OWNER, who=typed.from_user.full_name)
        else:
            await self.desk.sender.pop_up(visit.query_id)
            await self.desk.sender.delete(visit.place, visit.message_id)
            meant = replace(
                visit,
                text=text,
                message_id=typed.message_id,
                sent_at=typed.date.timestamp(),
                query_id="",
            )
            await self.desk.answering(meant, run.run(meant))
