"""What every family of commands does with a visit: says what stopped it, puts and takes questions.

Knows no command; which question is asked, and what an answer means, the families decide.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from bot.chat.access import Access, Visit
from bot.chat.sender import Keyboard, Sender
from bot.core.delivery import Later, Sent, pause
from bot.core.messages import popups, prompts
from bot.core.messages.lists import popups as list_popups
from bot.core.messages.mending import mend_keyboard
from bot.core.messages.problems import render_problem
from bot.core.messages.steps import step_keyboard
from bot.core.messages.text import Button, Message, Text, clock
from bot.core.pacing import Lane
from bot.core.records import Account, Draft, Place, Topic
from bot.core.wishes import LATE
from bot.errors import StoreBusy, UsageError
from bot.flows.people import People
from bot.flows.questions import Questions

#: What a press is told in a pop-up; everything else is a message.
_POP_UPS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "prompt_gone": popups.CLOSED,
        "busy": popups.BUSY,
        # In a group, whoever may not press would fill it with messages.
        "list_foreign": popups.MAY_NOT_SEE,
        # Two presses in a row are one.
        "list_called": list_popups.CALLED,
    }
)
#: A secret's message is tried to be deleted so often.
ERASE_TRIES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where visits are received; shared by the families."""

    access: Access
    sender: Sender
    people: People
    questions: Questions
    tz: tzinfo
    now: Callable[[], float]
    #: Whether scripts can be heard on this machine.
    speaks: bool = False

    async def answering(self, visit: Visit, act: Awaitable[str | None]) -> bool:
        """Do what was asked for; whatever stops it is said, and whether anybody was called.

        What `act` returns is the pop-up that answers a press. False: something stopped it.
        """
        problem: UsageError | None = None
        done: str | None = None
        try:
            done = await act
        except UsageError as error:
            problem = error
        except StoreBusy:
            problem = UsageError("busy")
        stopped = problem is not None
        if visit.query_id:
            said = _POP_UPS.get(problem.problem) if problem else None
            await self.sender.pop_up(visit.query_id, said.plain(visit.language) if said else done)
            problem = None if said else problem
        if problem is not None:
            await self.tell(visit, problem)
        return not stopped

    async def tell(self, visit: Visit, problem: UsageError) -> None:
        """Say what is wrong, as a reply."""
        problem = self._timed(visit, problem)
        told = render_problem(
            problem,
            visit.language,
            masked=visit.place.is_group,
            keyboard=mend_keyboard(problem) or self._next_steps(visit, problem),
        )
        await self.say(visit, told, reply=True)

    def _timed(self, visit: Visit, problem: UsageError) -> UsageError:
        """A moment (`at`, Unix seconds) as it is read here."""
        if "at" not in problem.values:
            return problem
        at = float(problem.values["at"])
        said = clock(at, self.tz, language=visit.language, now=self.now())
        return UsageError(problem.problem, **{**problem.values, "at": said})

    def _next_steps(self, visit: Visit, problem: UsageError) -> tuple[tuple[Button, ...], ...]:
        role, bot = visit.person.role, self.sender.username
        return step_keyboard(problem, role, visit.language, bot=bot)

    async def say(
        self,
        visit: Visit,
        message: Message,
        *,
        reply: bool = False,
        keyboard: Keyboard | None = None,
    ) -> int | None:
        """Answer where the visit came from; None if it did not arrive."""
        reply_to = visit.message_id if reply else None
        return await self.sender.answer(visit.place, message, reply_to=reply_to, keyboard=keyboard)

    async def pop_up(self, visit: Visit, text: Text, **values: str) -> None:
        """Answer a press with a line of its own."""
        await self.sender.pop_up(visit.query_id, text.plain(visit.language, **values))

    async def redraw(self, visit: Visit, message: Message) -> None:
        """Bring the message that was pressed to a new state."""
        await self.sender.redraw(visit.place, visit.message_id, message)

    @asynccontextmanager
    async def saying(self, visit: Visit, message: Message) -> AsyncIterator[int | None]:
        """Something that may take long is under way, as a message says that goes if it fails."""
        shown = await self.say(visit, message)
        try:
            yield shown
        except Exception:
            if shown is not None:
                await self.sender.delete(visit.place, shown)
            raise

    async def say_instead(self, visit: Visit, shown: int | None, message: Message) -> None:
        """What was shown while somebody waited becomes the answer, or the answer is said anew."""
        if shown is not None:
            await self.sender.turn(visit.place.chat_id, Lane.ANSWER)
            if isinstance(await self.sender.edit(visit.place, shown, message), Sent):
                return
        await self.say(visit, message)

    async def erase(self, place: Place, message_id: int) -> bool:
        """Take away a message that holds a secret; False if Telegram refuses, or stays away."""
        for failures in range(ERASE_TRIES):
            match await self.sender.delete(place, message_id):
                case Sent():
                    return True
                case Later() as later:
                    await asyncio.sleep(pause(later, failures))
                case _:
                    break
        return False

    def verify_private(self, visit: Visit) -> None:
        """UsageError for what only the private chat may see."""
        if visit.place.is_group:
            raise UsageError("private_only")

    def verify_in_time(self, visit: Visit) -> None:
        """UsageError for a command that waited while the bot was away."""
        if self.now() - visit.sent_at > LATE:
            sent = clock(visit.sent_at, self.tz, language=visit.language, now=self.now())
            raise UsageError("command_late", sent=sent)

    async def ask(
        self,
        visit: Visit,
        *,
        about: Topic,
        asking: str,
        values: Mapping[str, str],
        after: Draft | None = None,
    ) -> Draft:
        """Write a question down and close the one whose answer led to it; `put` shows it."""
        return await self.questions.ask(
            visit.person, visit.place, about=about, asking=asking, values=values, after=after
        )

    async def put(
        self, visit: Visit, draft: Draft, question: Message, *, keyboard: Keyboard | None = None
    ) -> None:
        """Show a question; in a group it is put to the person who has to answer."""
        if visit.query_id and visit.place.is_group and question.ask is not None:
            # A press leaves no message of the person's to reply to.
            person = visit.person
            question = prompts.render_addressed(question, person.person_id, person.name)
        message_id = await self.say(
            visit, question, reply=visit.place.is_group and not visit.query_id, keyboard=keyboard
        )
        if message_id is not None:
            await self.questions.put(draft, message_id)

    async def put_again(
        self, visit: Visit, draft: Draft, question: Message, error: UsageError
    ) -> None:
        """What was wrong with an answer takes the question's place, and waits for a better one."""
        told = render_problem(error, visit.language, masked=visit.place.is_group)
        asks = replace(told, ask=question.ask, keyboard=question.keyboard)
        message_id = await self.say(visit, asks, reply=True)
        if message_id is not None:
            await self.questions.put(draft, message_id)
            if draft.message_id is not None:
                await self.sender.delete(visit.place, draft.message_id)

    async def clear(self, visit: Visit, answered: Draft | None) -> None:
        """A question that was answered leaves the chat."""
        if answered is not None and answered.message_id is not None:
            await self.sender.delete(visit.place, answered.message_id)

    async def pressed(self, visit: Visit, topic: Topic) -> Draft | None:
        """The question whose button this is (`….:DRAFT[:…]`), if it was put to the presser.

        What a button carries is the presser's own word: the question must be of the button's topic,
        and have been put in this chat.
        """
        draft = await self.questions.pressed(visit.data.split(":")[1])
        if draft is None or draft.about is not topic or draft.place.chat_id != visit.place.chat_id:
            await self.pop_up(visit, popups.OUT_OF_DATE)
            return None
        if draft.person_id != visit.person.person_id:
            who = await self.people.name(draft.person_id)
            await self.pop_up(visit, popups.ONLY_OWNER, who=who)
            return None
        return draft

    async def account_pressed(self, visit: Visit) -> Account | None:
        """The account whose button this is (`….:ACCOUNT_ID[:…]`), if it is the presser's too."""
        account_id = int(visit.data.split(":")[1])
        mine = await self.people.accounts(visit.person)
        account = next((own for own in mine if own.account_id == account_id), None)
        if account is None:
            await self.pop_up(visit, popups.MAY_NOT_SEE)
        return account
