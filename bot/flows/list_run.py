"""What people do with a list: confirm it, agree to it, pause it, go on, stop it, call back.

Each press acts once: the list's state, read and written in one unit, is the claim. What was not
seen on the preview stops a confirmation, and nobody is called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.core.checks import RECENTLY
from bot.core.delivery import OWNER
from bot.core.list_views import RowsPage, Which
from bot.core.lists import SAME_WITHIN, CallList, ListState, Pause
from bot.core.messages.lists.words import WORDS
from bot.core.people import Person, Role
from bot.core.previews import FRESH
from bot.core.records import Account, Place, the_list
from bot.core.when import verify_ahead
from bot.errors import LookFirst, UsageError
from bot.flows.lend import account_of
from bot.flows.list_approval import agree, answer, ask_approval, needs_approval
from bot.flows.list_life import cancelled, paused, put_at_once, stop
from bot.flows.list_view import may_call, page, same_script
from bot.flows.lists import own_list
from bot.flows.locks import verify_unlocked
from bot.store import Store, Transaction

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRuns:
    """Brings lists from one state to the next. `wake` has the feed and the relay look."""

    store: Store
    now: Callable[[], float]
    wake: Callable[[], None]

    async def confirm(
        self, person: Person, key: str, *, drawing: int, message_id: int, start_at: float | None
    ) -> CallList:
        """Call a list now or at a time; its preview's message becomes its card.

        UsageError if it is no preview any more; LookFirst if there is something to be seen first.
        """

        def unit(tx: Transaction) -> CallList:
            if start_at is not None:
                verify_ahead(start_at, now=self.now())
            called = self._own(tx, person, key)
            account_of(tx, person.person_id, called.account_id)
            verify_unlocked(tx, called.account_id, called.template)
            self._verify_as_shown(tx, called, drawing)
            if not tx.pages.tally(called.id).waiting:
                raise UsageError("list_nobody")
            now = self.now()
            confirmed = replace(
                called,
                state=ListState.RUNNING if start_at is None else ListState.SCHEDULED,
                message_id=message_id,
                confirmed_by=person.person_id,
                confirmed_at=now,
                start_at=start_at,
                seen_at=now,
                watched_from=now,
            )
            if needs_approval(tx, confirmed):
                confirmed = ask_approval(tx, confirmed)
            tx.lists.update(confirmed)
            tx.cards.add(the_list(called.id), called.place, message_id=message_id)
            return confirmed

        return await self._written(unit)

    def _verify_as_shown(self, tx: Transaction, called: CallList, drawing: int) -> None:
        """LookFirst unless this drawing shows what would be called now."""
        now = self.now()
        before = tx.lists.same(called.digest, besides=called.id, since=now - SAME_WITHIN)
        as_drawn = drawing == called.drawings and now - called.drawn_at <= FRESH
        unseen = before is not None and before.id != called.same_as
        unseen = unseen or tx.blocks.mark(called.id)
        unseen = unseen or tx.pages.twice(called.id, now - RECENTLY) > called.twice
        if unseen or not same_script(tx, called) or not as_drawn:
            raise LookFirst(frozenset({called.key}))

    async def approve(self, person: Person, key: str, *, agrees: bool) -> CallList:
        """A second person says yes or no to a list; UsageError for the one who asks for it."""

        def unit(tx: Transaction) -> CallList:
            called = self._visible(tx, person, key)
            return self._put(tx, answer(tx, called, person, agrees=agrees, now=self.now()))

        return await self._written(unit)

    async def pause(self, person: Person, key: str) -> CallList:
        """No row is taken any more until somebody goes on."""

        def unit(tx: Transaction) -> CallList:
            called = self._in(tx, person, key, ListState.RUNNING)
            held = paused(called, Pause.ASKED, now=self.now(), by=person.person_id)
            return self._put(tx, held)

        return await self._written(unit)

    async def go_on(self, person: Person, key: str) -> CallList:
        """A list that stands still goes on, or one that waits for its time begins.

        At another time than was agreed to it needs a yes anew, which is whoever else's press.
        Where whoever it ran for may call no more, it is this person's from now on.
        """

        def unit(tx: Transaction) -> CallList:
            called = self._in(tx, person, key, ListState.PAUSED, ListState.SCHEDULED)
            verify_unlocked(tx, called.account_id, called.template)
            now = self.now()
            another_time = called.state is ListState.SCHEDULED or called.pause is Pause.MISSED
            if another_time and needs_approval(tx, called):
                if person.person_id == called.person_id:
                    untimed = replace(called, start_at=None, pause=None, paused_at=None)
                    return self._put(tx, ask_approval(tx, untimed))
                called = agree(tx, called, person, now=now)
            stood = 0.0 if called.paused_at is None else now - called.paused_at
            taken_over = called.pause is Pause.RIGHTS
            if taken_over:
                called = self._hand_over(tx, called, person)
            going = replace(
                called,
                state=ListState.RUNNING,
                pause=None,
                paused_at=None,
                idle=called.idle + (stood if called.started_at is not None else 0.0),
                changed_by=person.person_id,
                seen_at=now,
                watched_from=now,
            )
            return self._put(tx, going)

        return await self._written(unit)

    def _hand_over(self, tx: Transaction, called: CallList, person: Person) -> CallList:
        """It is another person's now, who follows it and hears how it came out."""
        place = Place(chat_id=person.person_id)
        tx.cards.add(the_list(called.id), place, audience=f"{OWNER}:{person.person_id}")
        return replace(called, person_id=person.person_id, place=place, message_id=None)

    async def stop(self, person: Person, key: str) -> CallList:
        """What has not been called is dropped for good; calls under way finish."""

        def unit(tx: Transaction) -> CallList:
            called = self._in(tx, person, key, ListState.RUNNING, ListState.PAUSED)
            return self._put(tx, stop(tx, called, now=self.now(), by=person.person_id))

        return await self._written(unit)

    async def withdraw(self, person: Person, key: str) -> CallList:
        """A list that waits for its time, or for a second person, is not called."""

        def unit(tx: Transaction) -> CallList:
            called = self._in(tx, person, key, ListState.SCHEDULED, ListState.APPROVAL)
            gone = cancelled(tx, called, now=self.now(), by=person.person_id)
            return self._put(tx, gone)

        return await self._written(unit)

    async def visible(self, person: Person, key: str) -> CallList:
        """A list of an account that this person uses; UsageError for any other."""
        return await self.store.read(lambda tx: self._visible(tx, person, key))

    async def account(self, person: Person, called: CallList) -> Account:
        """The account of a list, if it is this person's."""
        account_id = called.account_id
        return await self.store.read(lambda tx: account_of(tx, person.person_id, account_id))

    async def refusal(self, called: CallList) -> str:
        """The PBX's words when it last refused one of its calls; empty: it did not."""
        call = await self.store.read(lambda tx: tx.lists.refused(called.id))
        return "" if call is None else call.facts.reason

    async def ask_what_it_means(self, person: Person, called: CallList) -> bool:
        """Administrators of the account are asked about the PBX's words; False: there are none."""

        def unit(tx: Transaction) -> bool:
            users = [tx.people.get(one) for one in tx.accounts.users(called.account_id)]
            admins = [one for one in users if one is not None and one.role is Role.ADMIN]
            values = {"list": called.key, "who": person.name, "language": called.language.value}
            for admin in admins:
                tx.notices.add(admin.person_id, WORDS, values=values, created_at=self.now())
            return bool(admins)

        return await self._written(unit)

    async def page(
        self, called: CallList, which: Which, offset: int, place: Place, message_id: int
    ) -> tuple[RowsPage, bool]:
        """A page of its rows; whether the message that asks for it shows something else."""

        def unit(tx: Transaction) -> tuple[RowsPage, bool]:
            stands = tx.lists.stands_in(called.id, place.chat_id, message_id)
            return page(tx, called, which, offset), stands

        return await self.store.read(unit)

    async def redraw(self, called: CallList) -> None:
        """Its cards, and its end if that was told, have something new to show."""

        def unit(tx: Transaction) -> None:
            tx.lists.change(called.id)
            tx.deliveries.want(the_list(called.id))

        await self._written(unit)

    def _put(self, tx: Transaction, called: CallList) -> CallList:
        put_at_once(tx, called, now=self.now())
        return called

    def _own(self, tx: Transaction, person: Person, key: str) -> CallList:
        called = own_list(tx, person, key)
        if called.state is not ListState.DRAFT:
            raise UsageError("list_gone")
        return called

    def _visible(self, tx: Transaction, person: Person, key: str) -> CallList:
        called = tx.lists.by_key(key)
        if called is None:
            raise UsageError("list_gone")
        if person.person_id not in tx.accounts.users(called.account_id):
            raise UsageError("list_foreign")
        if called.confirmed_at is None and (
            called.person_id != person.person_id or called.state is ListState.CANCELLED
        ):
            # What somebody prepares is theirs alone, and nothing is left once it is cancelled.
            raise UsageError("list_gone")
        return called

    def _in(self, tx: Transaction, person: Person, key: str, *states: ListState) -> CallList:
        """A list in one of these states, which this person may change; UsageError otherwise."""
        called = self._visible(tx, person, key)
        if not may_call(tx, person.person_id):
            raise UsageError("not_allowed")
        if called.state not in states:
            raise UsageError("list_changed")
        return called

    async def _written(self, unit: Callable[[Transaction], T]) -> T:
        done = await self.store.write(unit)
        self.wake()
        return done
