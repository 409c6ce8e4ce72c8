"""What news of a list's call mean for its row, written in the same unit as the news."""

from __future__ import annotations

from bot.core.calls import Outcome, outcome
from bot.core.list_rules import after_news, result_of
from bot.core.lists import OVER, UNDER_WAY, ListState, Row, RowState
from bot.core.progress import Step
from bot.core.records import Call, the_list
from bot.store import Transaction


def follow(tx: Transaction, step: Step, *, now: float) -> None:
    """Bring the row of a call to where its call stands; cards and a digest have something new.

    A row whose next call was made already keeps to that one.
    """
    call = step.call
    if call.list_id is None or call.list_row is None:
        return
    row, called = tx.rows.get(call.list_row), tx.lists.get(call.list_id)
    assert row is not None, "rows of a list that was confirmed are never deleted"
    assert called is not None, "a list that was confirmed is never deleted"
    if row.call_row == call.id:
        stopped = called.state not in UNDER_WAY or called.state is ListState.STOPPING
        put(tx, after_news(row, call, called.redial, stopped=stopped, now=now), call)
    tx.lists.change(called.id)
    if called.state in OVER:
        tx.deliveries.want(the_list(called.id))


def put(tx: Transaction, row: Row, call: Call) -> None:
    """Write a row, with what counts need once it is done."""
    if row.state is not RowState.DONE:
        tx.rows.update(row)
        return
    pressed = call.facts.report.keypress
    heard = pressed is not None and outcome(call.facts) is Outcome.ANSWERED
    keypress = pressed.value if pressed is not None and heard else ""
    tx.rows.update(row, came_out=result_of(call), keypress=keypress)
