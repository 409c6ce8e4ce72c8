"""A list: many callees under one confirmation, each row with its own values, and where it stands.

Decides what a row's call means for the row, when a list pauses by itself and when it is over. It
reads no file and knows no text. Times are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from bot.core.calls import Dropped, Outcome, State, outcome
from bot.core.cautions import Warned
from bot.core.cells import Cell
from bot.core.columns import Columns
from bot.core.delivery import verdict
from bot.core.people import Language
from bot.core.records import Call, Place
from bot.core.tables import MOST_BYTES as MOST_BYTES
from bot.core.tables import MOST_ROWS as MOST_ROWS
from bot.core.tables import TableKind
from bot.core.templates import Template


class ListState(StrEnum):
    """Where a list stands."""

    #: Its columns are still being matched.
    READING = "reading"
    #: Shown as a preview; nobody is called.
    DRAFT = "draft"
    #: Confirmed, and a second person has to agree.
    APPROVAL = "approval"
    #: Confirmed for a time to come.
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    #: Over: every row was called, or was counted as unknown.
    DONE = "done"
    #: Somebody stopped it: what had not been called is dropped, calls under way finish.
    STOPPING = "stopping"
    #: Over: it was stopped, and its last call has ended.
    STOPPED = "stopped"
    #: Never confirmed: cancelled, refused by the second person, or forgotten.
    CANCELLED = "cancelled"


#: Confirmed, and not over.
UNDER_WAY: Final = frozenset({ListState.RUNNING, ListState.PAUSED, ListState.STOPPING})
OVER: Final = frozenset({ListState.DONE, ListState.STOPPED})


class Pause(StrEnum):
    """Why a list stands still."""

    #: Somebody pressed [Pause].
    ASKED = "asked"
    FAILURES = "failures"
    RATE = "rate"
    #: The program did not run for longer than a list may wait.
    DOWN = "down"
    #: The time that it was to begin at passed while the program did not run.
    MISSED = "missed"
    #: Whoever it runs for may not call any more.
    RIGHTS = "rights"


#: The `detail` of a row that is called, but has an amount without dots.
UNDOTTED: Final = "undotted"
#: A list of the same content counts as called before for so many seconds.
SAME_WITHIN: Final = 7 * 86400.0
#: A list that was not confirmed within so many seconds is forgotten, with its rows.
FORGOTTEN_AFTER: Final = 86400.0


class LeftOut(StrEnum):
    """Why a row is not called; the order is that in which they are counted on the preview."""

    REPEATED = "repeated"
    NUMBER = "number"
    #: A key field has no value.
    EMPTY = "empty"
    #: A value is longer than the PBX is sent, or a spreadsheet's error.
    VALUE = "value"


class RowState(StrEnum):
    """Where a row stands."""

    #: Not called, now or ever: `left_out` says why.
    OUT = "out"
    #: To be called, at `due_at` or later.
    WAITING = "waiting"
    #: It has a call that has not settled.
    CALLING = "calling"
    DONE = "done"
    #: The list was stopped before its turn.
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """A row as it was read: its cells as they came, and what is made of them."""

    #: Its place in the list, from 0, and its line in the file or the paste, from 1.
    position: int
    line: int
    cells: tuple[Cell, ...]
    callee: str = ""
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    left_out: LeftOut | None = None
    #: What is wrong, for whoever mends it: a `problem` of core.messages, or a key field's name.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(NewRow):
    """A row with what has become of it."""

    id: int
    list_id: int
    state: RowState
    #: Not before then: after a busy line, or for a redial.
    due_at: float = 0.0
    #: Calls that the PBX took, or may have taken; and those that it refused for want of a line.
    attempts: int = 0
    busy: int = 0
    #: Its latest call, by our own id.
    call_row: int | None = None
    #: When it was last done.
    settled_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redial:
    """Which outcomes are called again, how often and after how many seconds; never unknown ones."""

    outcomes: frozenset[Outcome] = frozenset()
    times: int = 0
    after: float = 900.0

    @property
    def on(self) -> bool:
        """Whether anybody is called again."""
        return bool(self.outcomes) and self.times > 0


#: What may be called again.
REDIALLED: Final = (
    Outcome.BUSY,
    Outcome.NO_ANSWER,
    Outcome.REJECTED,
    Outcome.UNREACHABLE,
    Outcome.FAILED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallList:
    """A list, without its rows."""

    id: int
    #: Unguessable; buttons name the list by it.
    key: str
    account_id: int
    #: For whom it runs: whoever asked, or went on with it last. Calls are theirs.
    person_id: int
    #: Where its card stands: the private chat of whoever asked.
    place: Place
    language: Language
    state: ListState
    created_at: float
    #: The file's name; empty for a paste.
    source: str = ""
    kind: TableKind = TableKind.PASTE
    #: The separator of a CSV, to be written again.
    delimiter: str = ";"
    #: The columns' headings as they came; None: it had none.
    heading: tuple[Cell, ...] | None = None
    #: What stood above the heading, such as a title; it goes back with the file.
    titles: tuple[tuple[Cell, ...], ...] = ()
    #: HMAC of its content, by which the same file is known again.
    digest: str = ""
    #: What stands in which column; None: that is still being asked.
    columns: Columns | None = None
    #: What somebody said of it, in that order: a field, the phone or the ref, and its column.
    picks: tuple[tuple[str, int], ...] = ()
    template: str = ""
    #: The script as it was known when the list was confirmed, or drawn last; None: it is not known.
    script: Template | None = None
    caller: str = ""
    campaign_id: str = ""
    #: Values given once, for every row that has none of its own.
    shared: Mapping[str, str] = field(default_factory=dict)
    redial: Redial = Redial()
    #: What its rows themselves give to look at; its preview adds what others did.
    cautions: tuple[Warned, ...] = ()
    #: The preview's message, which becomes the card; how often it was drawn, when, and with which
    #: row of the walk.
    message_id: int | None = None
    drawings: int = 0
    drawn_at: float = 0.0
    shown: int = 0
    #: Confirmed by whom and when; to begin then; begun; over.
    confirmed_by: int | None = None
    confirmed_at: float | None = None
    start_at: float | None = None
    #: When the second person said yes or no, or it was taken back.
    agreed_at: float | None = None
    agreed_by: int | None = None
    started_at: float | None = None
    ended_at: float | None = None
    #: Why, since when and by whom it is paused; who stopped it, or cancelled it.
    pause: Pause | None = None
    paused_at: float | None = None
    changed_by: int | None = None
    #: Seconds that it stood still, those of a pause that goes on aside.
    idle: float = 0.0
    #: The list of the same content that its preview says was called before, by its id.
    same_as: int | None = None
    #: Outcomes of calls that were made before then say nothing of how it goes now.
    watched_from: float = 0.0
    #: When the feed last looked at it: a gap says how long the program was away.
    seen_at: float = 0.0
    #: The list whose rows these were, if it was made to call them again.
    retry_of: int | None = None

    def fills(self, fields: Collection[str]) -> bool:
        """Whether its rows were read for exactly these key fields."""
        if self.columns is None:
            return False
        return set(fields) == {*self.columns.fields, *(set(self.shared) & set(fields))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How a list stands, in figures; of rows that are left out only `out` speaks."""

    #: Rows in the file; those that are or were to be called.
    rows: int = 0
    total: int = 0
    out: Mapping[LeftOut, int] = field(default_factory=dict)
    waiting: int = 0
    calling: int = 0
    dropped: int = 0
    answered: int = 0
    #: Try later, and broken: as `core.delivery.Verdict` sorts them.
    unreached: int = 0
    failed: int = 0
    unknown: int = 0
    #: How many pressed each key, by the key.
    keys: Mapping[str, int] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Rows that have come out somehow."""
        return self.answered + self.unreached + self.failed + self.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A row with its latest call; None: it has none yet."""

    row: Row
    call: Call | None = None


#: The PBX had no line free for a row so often: then it is a failure like others.
MOST_BUSY: Final = 5
#: Seconds before a row is tried again for which no line was free, the more the oftener.
BUSY_WAIT: Final = 10.0
#: A call of which nothing was heard for so many seconds is counted as unknown.
OVERDUE: Final = 900.0
#: A list that the program left alone for longer, in seconds, goes on when somebody says so.
ABSENCE: Final = 900.0
#: So many failures or unknowns in a row pause a list.
FAILURES: Final = 10
#: An answer rate is told from so many calls; it has collapsed below a quarter of one that was
#: worth mentioning.
RATED: Final = 30
_WORTH: Final = 0.3
_COLLAPSED: Final = 0.25


class Result(StrEnum):
    """How a row came out, as counts have it."""

    ANSWERED = "answered"
    UNREACHED = "unreached"
    FAILED = "failed"
    UNKNOWN = "unknown"


_NOBODY_CALLED: Final = frozenset({State.DROPPED, State.REFUSED})


def result(came_out: Outcome | None, state: State) -> Result:
    """How a row came out whose latest call did so; one that has not ended is unknown."""
    if came_out is None:
        return Result.FAILED if state in _NOBODY_CALLED else Result.UNKNOWN
    return Result(verdict(came_out).value)


def result_of(call: Call) -> Result:
    """The same of a call."""
    return result(outcome(call.facts), call.state)


def after_call(row: Row, call: Call, redial: Redial, *, stopped: bool, now: float) -> Row:
    """The row after its call has settled: done, or waiting for another one.

    A call that was held back, or for which no connection was made, or no line was free, is no
    attempt. What may have gone out is never repeated.
    """
    if call.state is State.DROPPED and call.facts.reason != Dropped.STOPPED:
        return _again(row, now, stopped=stopped)
    if call.busy or call.state is State.DROPPED:
        tried = replace(row, busy=row.busy + 1)
        if tried.busy < MOST_BUSY:
            return _again(tried, now + BUSY_WAIT * tried.busy, stopped=stopped)
        return replace(tried, state=RowState.DONE, settled_at=now)
    tried = replace(row, attempts=row.attempts + 1, busy=0)
    if not stopped and outcome(call.facts) in redial.outcomes and tried.attempts <= redial.times:
        return _again(tried, now + redial.after, stopped=False)
    return replace(tried, state=RowState.DONE, settled_at=now)


def _again(row: Row, due_at: float, *, stopped: bool) -> Row:
    if stopped:
        return replace(row, state=RowState.DROPPED)
    return replace(row, state=RowState.WAITING, due_at=due_at)


def pause_for(latest: Sequence[Result]) -> Pause | None:
    """Whether a list has to stand still, by how its latest calls came out, newest first."""
    bad = latest[:FAILURES]
    if len(bad) == FAILURES and all(one in {Result.FAILED, Result.UNKNOWN} for one in bad):
        return Pause.FAILURES
    if len(latest) < 2 * RATED:
        return None
    lately, before = latest[:RATED], latest[RATED : 2 * RATED]
    was = before.count(Result.ANSWERED) / RATED
    collapsed = lately.count(Result.ANSWERED) / RATED < _COLLAPSED * was
    return Pause.RATE if was >= _WORTH and collapsed else None


def seconds_left(called: CallList, tally: Tally, *, lines: int, a_call: float, now: float) -> float:
    """How long the rest takes: at its pace, once it has one, else `a_call` seconds each."""
    rest = tally.waiting + tally.calling
    if called.started_at is not None and tally.done >= max(lines, _PACED):
        paused = now - called.paused_at if called.paused_at is not None else 0.0
        going = max(now - called.started_at - called.idle - paused, 1.0)
        return rest * going / tally.done
    return rest * a_call / max(lines, 1)


#: A pace is told from so many rows.
_PACED: Final = 5
#: Seconds from the request to the answer, as far as nobody knows better.
RINGS: Final = 15.0
