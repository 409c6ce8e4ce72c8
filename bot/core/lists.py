"""A list: many callees under one confirmation, each row with its own values, and where it stands.

Decides what a row's call means for the row, when a list pauses by itself and when it is over. It
reads no file and knows no text. Times are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.core.calls import Outcome
from bot.core.cautions import Warned
from bot.core.cells import Cell
from bot.core.columns import Columns
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


#: Confirmed, and nobody is called yet.
AWAITED: Final = frozenset({ListState.SCHEDULED, ListState.APPROVAL})
#: Confirmed, and not over.
UNDER_WAY: Final = frozenset({ListState.RUNNING, ListState.PAUSED, ListState.STOPPING})
OVER: Final = frozenset({ListState.DONE, ListState.STOPPED})
#: Nobody is called any more.
GONE: Final = OVER | {ListState.CANCELLED}


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
    #: Somebody locked its script.
    LOCKED = "locked"


#: A list of the same content counts as called before for so many seconds.
SAME_WITHIN: Final = 7 * 86400.0
#: A list that was not confirmed within so many seconds is forgotten, with its rows.
FORGOTTEN_AFTER: Final = 86400.0


class LeftOut(StrEnum):
    """Why a row is not called; the order is that in which they are counted on the preview."""

    REPEATED = "repeated"
    NUMBER = "number"
    #: Nobody calls it any more.
    BLOCKED = "blocked"
    #: A key field has no value.
    EMPTY = "empty"
    #: A value is longer than the PBX is sent, or a spreadsheet's error.
    VALUE = "value"
    #: A date does not exist, and somebody said not to call those.
    DATE = "date"


class RowState(StrEnum):
    """Where a row stands."""

    #: Not called, now or ever: `left_out` says why.
    OUT = "out"
    #: To be called, at `due_at` or later.
    WAITING = "waiting"
    #: It has a call that has not settled, or whose record may have it made again.
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
    #: What is wrong, for whoever mends it: a `problem` of core.messages, or a key field's name. Of
    #: a row that is called, the gravest caution about it.
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


#: How often at the most, and after how many minutes.
MOST_TIMES: Final = 3
AFTERS: Final = (5, 15, 30, 60, 120)
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
    #: How many of its numbers were called just now or wait in other lists, as its preview says.
    twice: int = 0
    #: Over which account is to be asked, before anything else.
    asks_account: bool = False
    #: Outcomes of calls that were made before then say nothing of how it goes now.
    watched_from: float = 0.0
    #: When the feed last looked at it: a gap says how long the program was away.
    seen_at: float = 0.0
    #: The list whose rows these were, if it was made to call them again.
    retry_of: int | None = None

    def is_forgotten(self, before: float) -> bool:
        """Whether nobody confirmed it, or looked at it since then."""
        open_states = {ListState.READING, ListState.DRAFT, ListState.CANCELLED}
        lately = max(self.created_at, self.drawn_at)
        return self.confirmed_at is None and self.state in open_states and lately < before

    def has_column(self, name: str) -> bool:
        """Whether its rows have values of their own for a key field."""
        return self.columns is not None and name in self.columns.fields

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
