"""From the books to the chats: cards brought to their newest state, outcomes delivered once.

Texts are rendered at sending, in the language and masking of that moment; rows hold ids only. Each
chat has one worker, so its messages keep their order; a chat that must wait holds up nobody else.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, TypeGuard

from markupsafe import escape

from bot.core.delivery import (
    CLOSED,
    TOPIC,
    Later,
    Migrated,
    Refusal,
    Refused,
    Result,
    Sent,
    pause,
)
from bot.core.messages.text import Message, plain_text
from bot.core.pacing import Lane
from bot.core.records import (
    Card,
    Deletion,
    Delivery,
    Notice,
    Place,
    the_call,
)
from bot.errors import StoreBusy
from bot.flows.digests import crowded, gather
from bot.flows.insist import insist
from bot.flows.owed import Item, first_owed, ids_of, is_needed, may_show
from bot.flows.render import Renderer
from bot.flows.routing import close_chat, drop_topic, hold_up, migrate
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

#: How often the outbox is looked at even if nobody woke us.
IDLE: Final = 15.0
#: Wake-ups come by the hundred; they are answered together.
TOGETHER: Final = 0.1
#: How long a store that is busy is left alone.
BUSY: Final = 1.0
#: Telegram's limit of a message, in characters.
LONGEST: Final = 4096


class Sender(Protocol):
    """What chat/sender does: paced, and never raising for Telegram's sake."""

    async def turn(self, chat_id: int, lane: Lane) -> None:
        """Wait until this chat may be shown one thing."""

    async def send(self, place: Place, message: Message, *, reply_to: int | None = None) -> Result:
        """Show a new message; takes a turn."""

    async def edit(self, place: Place, message_id: int, message: Message) -> Result:
        """Bring a message to a new text and keyboard; takes a turn."""

    async def delete(self, place: Place, message_id: int) -> Result:
        """Take a message away."""


@dataclass(slots=True)
class _Chat:
    """A chat's worker, and how long it must wait after failures."""

    worker: asyncio.Task[None] | None = None
    #: For its turn: nothing of it is on its way.
    waits: bool = False
    failures: int = 0
    resume_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Runs until cancelled; `woken` is set when something was committed that people should see."""

    store: Store
    sender: Sender
    render: Renderer
    now: Callable[[], float]
    #: Told how so many deliveries went: sent, gathered, later, refused, migrated.
    observe: Callable[[str, int], None]
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    _chats: dict[int, _Chat] = field(default_factory=dict)
    _finishing: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Give every chat that has something waiting a worker."""
        async with asyncio.TaskGroup() as workers:
            while True:
                self.woken.clear()
                try:
                    await self._set_to_work(workers)
                    wait = self._until_resume()
                except StoreBusy:
                    log.warning("store busy, the outbox waits")
                    wait = BUSY
                await asyncio.sleep(TOGETHER)
                # Not wait_for: in Python 3.11 it loses a cancellation that comes with a wake-up.
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self.woken.wait()

    async def _set_to_work(self, workers: asyncio.TaskGroup) -> None:
        for chat_id in await self.store.read(lambda tx: tx.outbox.chats(now=self.now())):
            chat = self._chats.setdefault(chat_id, _Chat())
            idle = chat.worker is None and chat.resume_at <= _clock()
            if idle and not self._finishing.is_set():
                chat.worker = workers.create_task(self._work(chat_id, chat))

    async def finish(self) -> None:
        """Begin nothing more, and learn how that went which is on its way: or it is sent again."""
        self._finishing.set()
        for chat in self._chats.values():
            if chat.waits and chat.worker is not None:
                chat.worker.cancel()
        if workers := [chat.worker for chat in self._chats.values() if chat.worker is not None]:
            await asyncio.wait(workers)

    def _until_resume(self) -> float:
        waits = (
            chat.resume_at - _clock()
            for chat in self._chats.values()
            if chat.worker is None and chat.resume_at > _clock()
        )
        return min([IDLE, *waits])

    async def _work(self, chat_id: int, chat: _Chat) -> None:
        try:
            while chat.resume_at <= _clock() and not self._finishing.is_set():
                item = await self._next(chat_id, chat)
                if item is None:
                    self._chats.pop(chat_id)
                    return
                await self._bring(chat_id, item, chat)
        except StoreBusy:
            chat.resume_at = _clock() + BUSY
        finally:
            chat.worker = None
            # Something may have been committed between the last look and here.
            self.woken.set()

    async def _next(self, chat_id: int, chat: _Chat) -> Item | None:
        """What the chat is owed first, once it may be shown."""
        while (owed := await self._owed(chat_id)) is not None:
            lane = owed[1]
            chat.waits = True
            await self.sender.turn(chat_id, lane)
            chat.waits = False
            # The wait may have been long: what is shown, and whether anything is, is settled now.
            owed = await self._owed(chat_id)
            if owed is None or lane is not Lane.DELETION or owed[1] is lane:
                return None if owed is None else owed[0]
            # A deletion's turn shows nothing.
        return None

    async def _owed(self, chat_id: int) -> tuple[Item, Lane] | None:
        """What the chat is owed first; a burst is gathered before."""
        while await self.store.read(lambda tx: crowded(tx, chat_id, now=self.now())):
            gathered = await insist(self.store, lambda tx: gather(tx, chat_id, now=self.now()))
            self.observe("gathered", len(gathered))
            for ids in gathered:
                log.info("gathered", extra=ids)
        return await self.store.read(lambda tx: first_owed(tx, chat_id, now=self.now()))

    async def _bring(self, chat_id: int, item: Item, chat: _Chat) -> None:
        ids = ids_of(item, chat_id)
        if not await self.store.read(lambda tx: may_show(tx, item)):
            log.info("not shown: whom it is for may not see it", extra=ids)
            await insist(self.store, lambda tx: _KILL[type(item)](tx, item.id))
            return
        try:
            result = await self._show(chat_id, item)
        except StoreBusy:
            raise
        except Exception:
            # One that can't be put into words must not hold up what comes after it.
            log.exception("can't be shown", extra=ids)
            await insist(self.store, lambda tx: _KILL[type(item)](tx, item.id))
            return
        if isinstance(item, Delivery):
            self.observe(type(result).__name__.lower(), 1)
        match result:
            case Later():
                chat.failures += 1
                if result.slow:
                    each = result.after or 0.0
                    await insist(self.store, lambda tx: hold_up(tx, chat_id, each, now=self.now()))
                wait = pause(result, chat.failures)
                log.info("waits %.0f s", wait, extra=ids)
                chat.resume_at = _clock() + wait
                return
            case Sent(message_id):
                await insist(self.store, lambda tx: self._shown(tx, item, message_id))
                log.info("shown", extra=ids)
            case Migrated(new_id):
                await insist(self.store, lambda tx: migrate(tx, chat_id, new_id, now=self.now()))
            case Refused(refusal):
                log.warning("refused: %s", refusal, extra=ids)
                await insist(self.store, lambda tx: self._refused(tx, chat_id, item, refusal))
        chat.failures = 0

    async def _show(self, chat_id: int, item: Item) -> Result:
        reply_to = None
        match item:
            case Deletion():
                return await self.sender.delete(item.place, item.message_id)
            case Notice():
                place, standing = Place(chat_id=chat_id), None
                message = await self.render.notice(item)
            case Card():
                place, standing = item.place, item.message_id
                message = await self.render.card(item)
            case Delivery():
                place, standing = item.place, item.message_id
                message, reply_to = await self.render.delivery(item)

        async def put(message: Message) -> Result:
            if standing is None:
                return await self.sender.send(place, message, reply_to=reply_to)
            return await self.sender.edit(place, standing, message)

        result = await put(message)
        if result == Refused(Refusal.UNFIT):
            plain = escape(plain_text(message.html)[:LONGEST])
            await self.sender.turn(chat_id, Lane.OUTCOME)
            result = await put(replace(message, html=plain, keyboard=()))
        return result

    def _shown(self, tx: Transaction, item: Item, message_id: int) -> None:
        match item:
            case Card():
                tx.cards.shown(
                    item.id,
                    place=item.place,
                    message_id=message_id,
                    version=item.wanted,
                    at=self.now(),
                )
            case Delivery():
                tx.deliveries.sent(
                    item.id,
                    place=item.place,
                    message_id=message_id,
                    version=item.wanted,
                    at=self.now(),
                )
            case Notice():
                tx.notices.sent(item.id, self.now())
            case Deletion():
                tx.deletions.done(item.id, self.now())

    def _refused(self, tx: Transaction, chat_id: int, item: Item, refusal: Refusal) -> None:
        if isinstance(item, Deletion):
            # The code is still to be read in the chat: the card asks its owner to delete it.
            tx.deletions.done(item.id, self.now())
            tx.calls.leave_code(item.call_id)
            tx.cards.want(the_call(item.call_id))
        elif refusal in TOPIC and _in_topic(item):
            drop_topic(tx, item.place, refusal, now=self.now())
        elif refusal in CLOSED:
            close_chat(tx, chat_id, refusal, now=self.now())
        elif refusal is Refusal.MISSING and isinstance(item, Card) and is_needed(tx, item):
            tx.cards.send_anew(item.id)
        else:
            _KILL[type(item)](tx, item.id)


def _in_topic(item: Item) -> TypeGuard[Card | Delivery]:
    """Whether it goes to a topic: Telegram has missed one where there was none to miss."""
    return not isinstance(item, Notice) and item.place.thread_id is not None


def _clock() -> float:
    """The loop's own: waits must not grow when somebody sets the machine's clock back."""
    return asyncio.get_running_loop().time()


_KILL: Final[dict[type[Item], Callable[[Transaction, int], None]]] = {
    Card: lambda tx, card_id: tx.cards.kill(card_id),
    Delivery: lambda tx, delivery_id: tx.deliveries.kill(delivery_id),
    Notice: lambda tx, notice_id: tx.notices.kill(notice_id),
    Deletion: lambda tx, deletion_id: tx.deletions.done(deletion_id, 0.0),
}
