"""What is looked up for a list's card, its preview and its rows, as it stands now."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from bot.core.busy import is_busy
from bot.core.calls import State
from bot.core.cautions import Caution, Warned
from bot.core.list_rules import RINGS, seconds_left
from bot.core.list_views import EACH_SHOWN, PAGE, ListView, RowsPage, Which
from bot.core.lists import AWAITED, GONE, OVER, CallList, ListState
from bot.core.people import Act, may
from bot.core.records import Account
from bot.core.templates import Template, reading_seconds
from bot.store import Transaction

#: What a call is taken to last of which nobody knows the script, in seconds.
_UNTOLD: Final = 30.0


def account_of_list(tx: Transaction, called: CallList) -> Account:
    """The account that a list goes over, whoever asks."""
    account = tx.accounts.get(called.account_id)
    assert account is not None, "accounts are never deleted"
    return account


def keys_that_need(script: Template | None) -> list[str]:
    """The keys with which a callee asks for somebody of the team."""
    return [key.num for key in script.keys if key.needs_someone] if script else []


def a_call(script: Template | None) -> float:
    """Seconds that a call holds a line, roughly: it rings, and the script is read once."""
    if script is None or not script.content:
        return RINGS + _UNTOLD
    return RINGS + reading_seconds(script.content, script.speed, None)


def view(tx: Transaction, called: CallList, *, tz: tzinfo, now: float) -> ListView:
    """A list that was confirmed, as its card shows it."""
    account, tally = account_of_list(tx, called), tx.pages.tally(called.id)
    keys = keys_that_need(called.script)
    outage = tx.outages.get(called.account_id)
    down = None if called.state in OVER else outage
    may_go_on = called.state in GONE and tx.accounts.is_open(called.account_id)
    return ListView(
        called=called,
        account=account,
        tally=tally,
        each=tuple(tx.pages.called(called.id, Which.ALL)) if tally.total <= EACH_SHOWN else (),
        failure=tx.pages.failure(called.id),
        refused=_refused(tx, called),
        no_line=tx.pages.without_line(called.id),
        to_call_back=tx.pages.count(called.id, Which.BACK, keys) if keys else 0,
        rest=tx.pages.count(called.id, Which.REST, ()) if may_go_on else 0,
        next_at=tx.rows.next_due(called.id) if not tally.calling else None,
        before=_before(tx, called) if called.state is ListState.APPROVAL else None,
        seconds=seconds_left(
            called, tally, lines=account.concurrency, a_call=a_call(called.script), now=now
        ),
        asker=name_of(tx, called.confirmed_by or called.person_id),
        by="" if called.changed_by is None else name_of(tx, called.changed_by),
        asked=tuple(name_of(tx, one) for one in approvers(tx, called))
        if called.state is ListState.APPROVAL
        else (),
        agreed="" if called.agreed_by is None else name_of(tx, called.agreed_by),
        down_since=None if down is None else down.since,
        down_status=None if down is None else down.status,
        tz=tz,
        now=now,
    )


def called_before(tx: Transaction, before: CallList, *, known: bool) -> Warned:
    """The same was called before, or is to be; by whom is said to those who use that account.

    Whoever was dropped as it was stopped was not called.
    """
    tally = tx.pages.tally(before.id)
    return Warned(
        caution=Caution.AWAITED if before.state in AWAITED else Caution.CALLED_BEFORE,
        who=name_of(tx, before.confirmed_by or before.person_id) if known else "",
        at=before.confirmed_at or 0.0,
        count=tally.total - tally.dropped,
    )


def _before(tx: Transaction, called: CallList) -> Warned | None:
    before = None if called.same_as is None else tx.lists.get(called.same_as)
    if before is None:
        return None
    return called_before(tx, before, known=before.account_id == called.account_id)


def approvers(tx: Transaction, called: CallList) -> list[int]:
    """Those who may agree to a list: whoever may call over its account, but not who asks."""
    users = tx.accounts.users(called.account_id)
    return [one for one in users if one != called.person_id and may_call(tx, one)]


def may_call(tx: Transaction, person_id: int) -> bool:
    """Whether somebody's role includes calling, as it is now."""
    person = tx.people.get(person_id)
    return person is not None and may(person.role, Act.CALL)


def name_of(tx: Transaction, person_id: int) -> str:
    """What somebody is called, to be shown to others."""
    person = tx.people.get(person_id)
    return str(person_id) if person is None else person.name


def _refused(tx: Transaction, called: CallList) -> str:
    """The PBX's words when it last refused a call of this list and they meant something else."""
    call = tx.lists.refused(called.id)
    if call is None or call.state is not State.REFUSED:
        return ""
    words = call.facts.reason
    return "" if is_busy(words, account_of_list(tx, called).busy_phrases) else words


def page(tx: Transaction, called: CallList, which: Which, offset: int) -> RowsPage:
    """A page of a list's rows; an offset beyond the last row is the last page's."""
    keys = keys_that_need(called.script)
    counts = {one: tx.pages.count(called.id, one, keys) for one in Which}
    total = counts[which]
    begin = min(max(offset, 0), max(total - 1, 0)) // PAGE * PAGE
    rows = tx.pages.called(called.id, which, keys, offset=begin, limit=PAGE)
    return RowsPage(
        called=called, which=which, rows=tuple(rows), offset=begin, total=total, counts=counts
    )


def same_script(tx: Transaction, called: CallList) -> bool:
    """Whether callees would hear what was shown."""
    script = tx.templates.get(called.account_id, called.template)
    return (script and script.heard) == (called.script and called.script.heard)
