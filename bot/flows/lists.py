"""Lists before they are confirmed: drawn as a preview, changed, cancelled. Nobody is called.

One that is cancelled is forgotten at once, one that nobody confirms after a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.core.cautions import Caution, Warned
from bot.core.checks import RECENTLY
from bot.core.list_rules import seconds_left
from bot.core.list_views import ListPreview
from bot.core.lists import SAME_WITHIN, CallList, ListState, Redial, Row
from bot.core.people import Person
from bot.errors import UsageError
from bot.flows.lend import account_of
from bot.flows.list_view import a_call, called_before
from bot.flows.tidy import A_STEP
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDrafts:
    """Draws lists, and keeps what is said of them."""

    store: Store
    now: Callable[[], float]

    async def change(self, called: CallList) -> CallList:
        """Keep what was said of a list that is not confirmed; UsageError if it is by now."""
        return await change(self.store, called)

    async def draw(self, person: Person, called: CallList, *, at: int = 0) -> ListPreview:
        """The list as it would be called now; its buttons carry this drawing's number."""
        # Who must not be called is so at this moment, whenever the list was sent.
        await self.store.write(lambda tx: tx.blocks.mark(called.id))
        preview = await self.store.read(lambda tx: self._preview(tx, person, called, at=at))
        await change(self.store, preview.called)
        return preview

    def _preview(
        self, tx: Transaction, person: Person, called: CallList, *, at: int
    ) -> ListPreview:
        now = self.now()
        account = account_of(tx, person.person_id, called.account_id)
        script = tx.templates.get(account.account_id, called.template)
        before = tx.lists.same(called.digest, besides=called.id, since=now - SAME_WITHIN)
        called = replace(
            called,
            script=script,
            drawings=called.drawings + 1,
            drawn_at=now,
            shown=at,
            same_as=None if before is None else before.id,
            twice=tx.pages.twice(called.id, now - RECENTLY),
        )
        tally = tx.pages.tally(called.id)
        others = self._by_others(tx, person, called, before)
        following = tx.pages.walk(called.id, at + 1) or (
            tx.pages.walk(called.id, 0) if at else None
        )
        usual = tx.people.get(person.person_id)
        mine = tx.accounts.of_person(person.person_id)
        is_usual = usual is not None and usual.default_account_id == account.account_id
        return ListPreview(
            called=called,
            account=account,
            default_account=is_usual or len(mine) == 1,
            tally=tally,
            warnings=tuple(sorted((*others, *called.cautions), key=_gravity)),
            row=tx.pages.walk(called.id, at),
            next_at=None if following is None else (at + 1) % tally.total,
            next_line=None if following is None else following.line,
            seconds=seconds_left(
                called, tally, lines=account.concurrency, a_call=a_call(script), now=now
            ),
        )

    def _by_others(
        self, tx: Transaction, person: Person, called: CallList, before: CallList | None
    ) -> Iterator[Warned]:
        if before is not None:
            mine = {one.account_id for one in tx.accounts.of_person(person.person_id)}
            known = before.account_id in mine
            yield called_before(tx, before, known=known)
        if not called.twice:
            return
        if elsewhere := tx.pages.waiting_elsewhere(called.id):
            yield Warned(caution=Caution.ELSEWHERE, count=elsewhere)
        if recent := tx.pages.recently_called(called.id, self.now() - RECENTLY):
            yield Warned(caution=Caution.RECENT, count=recent)

    async def keep_message(self, called: CallList, message_id: int) -> int | None:
        """Its preview stands in the chat as this message; the one in which it stood before."""

        def unit(tx: Transaction) -> int | None:
            now = tx.lists.get(called.id)
            if now is None or now.state is not ListState.DRAFT:
                return None
            tx.lists.update(replace(now, message_id=message_id))
            return now.message_id

        return await self.store.write(unit)

    async def size(self, called: CallList) -> int:
        """How many rows it has."""
        tally = await self.store.read(lambda tx: tx.pages.tally(called.id))
        return tally.rows

    async def callable(self, called: CallList) -> int:
        """How many numbers it would call."""
        tally = await self.store.read(lambda tx: tx.pages.tally(called.id))
        return tally.waiting

    async def shown_row(self, called: CallList) -> Row | None:
        """The row that its preview shows."""
        return await self.store.read(lambda tx: tx.pages.walk(called.id, called.shown))

    async def known(self, person: Person, key: str) -> CallList | None:
        """A list that this person prepares; None for any other."""
        try:
            return await self.own(person, key)
        except UsageError:
            return None

    async def set_redial(self, person: Person, key: str, redial: Redial) -> CallList:
        """Which outcomes are called again by itself."""

        def unit(tx: Transaction) -> CallList:
            called = own_list(tx, person, key)
            changed = replace(called, redial=redial)
            tx.lists.update(changed)
            return changed

        return await self.store.write(unit)

    async def cancel(self, person: Person, key: str) -> CallList:
        """It is not called, and its rows are forgotten; UsageError for one that was confirmed."""

        def unit(tx: Transaction) -> CallList:
            called = replace(own_list(tx, person, key), state=ListState.CANCELLED)
            tx.lists.update(called)
            return called

        called = await self.store.write(unit)
        while await self.store.write(lambda tx: tx.rows.forget(called.id, A_STEP)):
            pass
        return called

    async def own(self, person: Person, key: str) -> CallList:
        """A list that this person prepares; UsageError if it is none, or was confirmed."""
        return await self.store.read(lambda tx: own_list(tx, person, key))


async def change(store: Store, called: CallList) -> CallList:
    """Keep a list as it is now; UsageError if it was confirmed or cancelled meanwhile."""

    def unit(tx: Transaction) -> CallList:
        open_list(tx, called.id)
        tx.lists.update(called)
        return called

    return await store.write(unit)


def own_list(tx: Transaction, person: Person, key: str) -> CallList:
    """A list that this person prepares; UsageError if it is none, or was confirmed."""
    called = tx.lists.by_key(key)
    if called is None or called.person_id != person.person_id:
        raise UsageError("list_gone")
    return open_list(tx, called.id)


def open_list(tx: Transaction, list_id: int) -> CallList:
    """A list that may still be changed; UsageError if it was confirmed or cancelled."""
    called = tx.lists.get(list_id)
    if called is None or called.state is ListState.CANCELLED:
        raise UsageError("list_gone")
    if called.state not in {ListState.READING, ListState.DRAFT}:
        raise UsageError("list_called")
    return called


_GRAVITY: Final = tuple(Caution)


def _gravity(warned: Warned) -> int:
    return _GRAVITY.index(warned.caution)
