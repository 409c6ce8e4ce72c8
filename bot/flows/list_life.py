"""Where a list has to be by itself: begun in time, paused, over; and who hears of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from bot.core.delivery import ASKER, listeners
from bot.core.list_rules import ABSENCE, OVERDUE, RATED, pause_for
from bot.core.lists import UNDER_WAY, CallList, ListState, Pause, RowState
from bot.core.messages.lists.held import LIST_HELD
from bot.core.people import Act, Person, may
from bot.core.records import Account, Kind, the_list
from bot.flows.list_view import account_of_list, approvers
from bot.flows.rows import put
from bot.store import Transaction

log = logging.getLogger(__name__)

_GOES_ON: Final = frozenset({ListState.RUNNING, ListState.PAUSED})
#: How often a list that runs is noted to be looked after, in seconds.
SEEN_EVERY: Final = 60.0


def start(tx: Transaction, called: CallList, *, now: float) -> CallList:
    """Its first call is made: from here on groups follow it."""
    started = replace(called, started_at=now, seen_at=now)
    tx.lists.update(started)
    for audience in listeners(tx.subscriptions.of_account(called.account_id)):
        tx.cards.add(
            the_list(called.id),
            audience.place,
            audience=audience.name,
            subscription_id=audience.subscription_id,
        )
    return started


def tend(tx: Transaction, called: CallList, *, now: float, caught_up: bool) -> CallList:
    """Bring a list to where it has to be now: begun, paused for a reason, or over.

    `caught_up`: whether what happened while the program did not run has been asked for; until then
    no call is given up.
    """
    if called.state is ListState.SCHEDULED:
        called = _begin_in_time(tx, called, now=now)
    for row in tx.rows.overdue(called.id, now - OVERDUE) if caught_up else ():
        call = tx.calls.get(row.call_row or 0)
        assert call is not None, "a row that is calling has its call, which is never deleted"
        done = replace(row, state=RowState.DONE, attempts=row.attempts + 1, settled_at=now)
        put(tx, done, call)
        tx.lists.change(called.id)
    if not tx.accounts.is_open(called.account_id) and called.state in _GOES_ON:
        called = stop(tx, called, now=now)
    if called.state in UNDER_WAY and tx.rows.is_over(called.id):
        return _end(tx, called, now=now)
    return _watch(tx, called, now=now) if called.state is ListState.RUNNING else called


def stop(tx: Transaction, called: CallList, *, now: float, by: int | None = None) -> CallList:
    """What has not been called is dropped; calls under way finish.

    A row that only waits to be called again, or for the record that this needs, came out as its
    last call did.
    """
    for row, call in tx.pages.tried(called.id):
        attempts = row.attempts + (row.state is RowState.CALLING)
        came_out = replace(row, state=RowState.DONE, attempts=attempts, settled_at=now)
        put(tx, replace(came_out, call_row=call.id), call)
    tx.rows.drop(called.id)
    stopped = replace(called, state=ListState.STOPPING, pause=None, changed_by=by)
    tx.lists.update(stopped)
    return stopped


def cancelled(tx: Transaction, called: CallList, *, now: float, by: int | None = None) -> CallList:
    """A list that comes to nothing before anybody was called."""
    tx.rows.drop(called.id)
    return replace(called, state=ListState.CANCELLED, changed_by=by, agreed_at=now, agreed_by=None)


def cancel_waiting(tx: Transaction, account: Account, *, now: float, by: Person) -> None:
    """An account is closed: its lists that wait are cancelled, and whoever asked hears of it."""
    for called in tx.lists.waiting(account.account_id):
        put_at_once(tx, cancelled(tx, called, now=now), now=now)
        values = {
            "who": by.name,
            "account": account.name,
            "template": called.template,
            "language": called.language.value,
        }
        if called.person_id != by.person_id:
            tx.notices.add(called.person_id, "list_closed", values=values, created_at=now)


def put_at_once(tx: Transaction, called: CallList, *, now: float) -> None:
    """Write what somebody did; cards show it at once, however lately they were drawn."""
    tx.lists.update(called)
    tx.cards.want_now(called.id, tx.lists.changes(called.id), now=now)


def _begin_in_time(tx: Transaction, called: CallList, *, now: float) -> CallList:
    assert called.start_at is not None, "a scheduled list has its time"
    if called.start_at > now:
        return called
    begun = replace(called, state=ListState.RUNNING, seen_at=now, watched_from=now)
    if now - called.start_at > ABSENCE:
        return hold(tx, begun, Pause.MISSED, now=now)
    tx.lists.update(begun)
    return begun


def _watch(tx: Transaction, called: CallList, *, now: float) -> CallList:
    """A list that runs, paused if there is a reason to."""
    # Whatever is on the line finishes: where nobody else is to be called nothing can be paused.
    more = called.redial.on or tx.rows.next_due(called.id) is not None
    why = _reason(tx, called, now=now) if more else None
    if why is not None:
        return hold(tx, called, why, now=now, by=_locker(tx, called))
    if now - called.seen_at > SEEN_EVERY:
        called = replace(called, seen_at=now)
        tx.lists.update(called)
    return called


def _reason(tx: Transaction, called: CallList, *, now: float) -> Pause | None:
    if now - called.seen_at > ABSENCE:
        return Pause.DOWN
    person = tx.people.get(called.person_id)
    users = tx.accounts.users(called.account_id)
    if person is None or not may(person.role, Act.CALL) or called.person_id not in users:
        return Pause.RIGHTS
    if _locker(tx, called) is not None:
        return Pause.LOCKED
    account = account_of_list(tx, called)
    looked_at = 2 * RATED + account.concurrency
    return pause_for(tx.rows.latest(called.id, since=called.watched_from, limit=looked_at))


def _locker(tx: Transaction, called: CallList) -> int | None:
    """Who locked its script; None: nobody."""
    lock = tx.templates.lock_of(called.account_id, called.template)
    return None if lock is None else lock.person_id


def hold(
    tx: Transaction, called: CallList, why: Pause, *, now: float, by: int | None = None
) -> CallList:
    """A list pauses by itself; whoever it runs for is told, else those who may take it over."""
    held = paused(called, why, now=now, by=by)
    tx.lists.update(held)
    log.warning("list paused: %s", why, extra={"list": called.id})
    told = [called.person_id] if why is not Pause.RIGHTS else approvers(tx, called)
    values = {
        "key": called.key,
        "template": called.template,
        "why": why.value,
        "source": called.source,
        "language": called.language.value,
    }
    # Whoever stopped it need not be told.
    for person_id in filter(lambda one: one != by, told):
        tx.notices.add(person_id, LIST_HELD, values=values, created_at=now)
    return held


def paused(called: CallList, why: Pause, *, now: float, by: int | None = None) -> CallList:
    """A list that stands still from now on."""
    return replace(called, state=ListState.PAUSED, pause=why, paused_at=now, changed_by=by)


def _end(tx: Transaction, called: CallList, *, now: float) -> CallList:
    """Its last row has come out: whoever followed it is told, once and with sound."""
    stopped = called.state is ListState.STOPPING
    over = replace(
        called, state=ListState.STOPPED if stopped else ListState.DONE, ended_at=now, pause=None
    )
    tx.lists.update(over)
    owe_end(tx, over, now=now)
    log.info("list over", extra={"list": called.id})
    return over


def owe_end(tx: Transaction, called: CallList, *, now: float) -> None:
    """How a list came out, to who asked for it and to the places that followed it."""
    tx.deliveries.add(
        subject=the_list(called.id),
        kind=Kind.OVER,
        audience=ASKER,
        place=called.place,
        subscription_id=None,
        created_at=now,
    )
    if called.started_at is None:
        return
    for audience in listeners(tx.subscriptions.of_account(called.account_id)):
        tx.deliveries.add(
            subject=the_list(called.id),
            kind=Kind.OVER,
            audience=audience.name,
            place=audience.place,
            subscription_id=audience.subscription_id,
            created_at=now,
        )
