"""An hour in which ten thousand calls end, each told in three chats, and what Telegram is asked.

Each is told to one group that hears all of them, to one of fifty, and to one of five hundred people
who asked. Meanwhile somebody asks the bot something, again and again. Waiting is jumped over, work
takes its time; what Telegram would refuse is counted where it would. Then six hours without it.
"""

from __future__ import annotations

import argparse
import logging
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

os.environ["PTB_TIMEDELTA"] = "1"

import asyncio

from bench import ended
from bench.clock import BenchLoop
from bench.list_feed import most_within
from bench.tables import Figure, Measured, table
from bench.world import Wide, world
from bot.core.pacing import ALL_PER_SECOND, GROUP_PER_MINUTE
from bot.core.people import Language, Person, Role
from bot.core.records import Filter, Place
from bot.flows.record import record
from bot.store import Transaction
from tests.conftest import EPOCH
from tests.journeys.world import ADMIN, GROUP

CALLS, RUNS, SECONDS = 10_000, 1, 3600
PEOPLE, GROUPS = 500, 50
#: Seconds between two questions, in private and in the groups.
ASKS_EVERY, ASKS_IN_GROUP_EVERY = 10, 61
#: Seconds in which a person is to be answered.
ANSWERED = 2.0
AWAY, AWAY_CALLS = 6, 1_000
#: While Telegram is away it is asked once a minute, and by those who had begun before that shows.
KNOCKS = AWAY * 60 + ALL_PER_SECOND
_FIRST_GROUP = -1_006_000_000_000
_LOOK = 5.0

_FIGURES = (
    Figure(name="outcomes that nobody was told", key="untold", unit="", digits=0, most=0),
    Figure(name="told by themselves", key="alone", unit="", digits=0),
    Figure(name="told together", key="together", unit="", digits=0),
    Figure(name="  in so many digests", key="digests", unit="", digits=0),
    Figure(name="refused by Telegram (429)", key="floods", unit="", digits=0, most=0),
    Figure(name="shown in any second", key="all", unit="", digits=0, most=ALL_PER_SECOND),
    Figure(
        name="shown to a group in any minute", key="group", unit="", digits=0, most=GROUP_PER_MINUTE
    ),
    Figure(name="an answer took at most", key="answered", most=ANSWERED),
    Figure(name="  answers", key="answers", unit="", digits=0),
    Figure(name="an outcome came late by at most", key="late", unit="s", digits=0),
    Figure(name="loop stood still, longest", key="stall", unit="ms", digits=0),
    Figure(name="after six hours away: untold", key="away untold", unit="", digits=0, most=0),
    Figure(name="  requests meanwhile", key="away knocks", unit="", digits=0, most=KNOCKS),
    Figure(name="  messages sent for", key="away calls", unit="", digits=0),
    Figure(name="  outcomes", key="away owed", unit="", digits=0),
    Figure(name="  refused by Telegram (429)", key="away floods", unit="", digits=0, most=0),
    Figure(name="  all told after", key="away took", unit="s", digits=0),
)


def run(
    calls: int = CALLS,
    runs: int = RUNS,
    *,
    away: int = AWAY_CALLS,
    people: int = PEOPLE,
    seconds: float = SECONDS,
) -> str:
    """The table; `seconds` make an hour."""
    measured = []
    # That Telegram is away is said again and again.
    logging.disable(logging.ERROR)
    for _ in range(runs):
        with asyncio.Runner(loop_factory=BenchLoop) as runner:
            measured.append(runner.run(_one(calls, away, people, seconds)))
    logging.disable(logging.NOTSET)
    return table(f"{calls:,} calls end within an hour", _FIGURES, measured)


async def _one(calls: int, away: int, people: int, seconds: float) -> Measured:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, BenchLoop), "made above"
    with tempfile.TemporaryDirectory(prefix="pbxbot-bench-") as folder:
        async with world(Path(folder), lambda: EPOCH + loop.time(), channels=50) as wide:
            hour = _Hour(wide=wide, people=people, seconds=seconds)
            await hour.furnish()
            loop.watched.forget()
            began = wide.now()
            await asyncio.gather(hour.end(range(calls), seconds), hour.ask(seconds))
            await hour.all_told()
            told = {**await hour.measured(began), "stall": loop.watched.longest * 1000}
            return {**told, **await hour.measured_away(range(calls, calls + away))}


@dataclass(slots=True, kw_only=True)
class _Hour:
    """What happens in it."""

    wide: Wide
    accounts: list[int] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    answers: int = 0
    #: So many of them ask for calls.
    people: int
    #: How long it is.
    seconds: float

    async def furnish(self) -> None:
        """Fifty groups that hear an account each, and the people, who have said hello."""
        wide, telegram = self.wide, self.wide.telegram
        self.accounts = [1, *[await wide.link(f"Đội {at}", ADMIN) for at in range(1, GROUPS)]]
        for at in range(GROUPS):
            name = f"Nhóm {at}"
            telegram.add_group(_FIRST_GROUP - at, name, name, members=[ADMIN], admins=[ADMIN])
        for at in range(self.people):
            telegram.add_user(ended.FIRST_PERSON + at, "operator", f"Người {at}", f"Person {at}")
        await wide.program.store.write(self._let_in)
        for at in range(self.people):
            wide.say(ended.FIRST_PERSON + at, "/start")
            await asyncio.sleep(0.2)
        await self.all_told()
        await asyncio.sleep(120)
        telegram.sent.clear()

    def _let_in(self, tx: Transaction) -> None:
        now = self.wide.now()
        for at, account_id in enumerate(self.accounts):
            for chat in {GROUP, _FIRST_GROUP - at}:
                tx.subscriptions.put(
                    account_id=account_id,
                    place=Place(chat_id=chat),
                    filter=Filter(),
                    language=Language.VI,
                    created_by=ADMIN,
                    created_at=now,
                )
        for at in range(self.people):
            person = Person(
                person_id=ended.FIRST_PERSON + at, name=f"Người {at}", role=Role.OPERATOR
            )
            tx.people.put(person, created_at=now)
            tx.accounts.share(self.accounts[at % GROUPS], person.person_id)

    async def end(self, calls: range, seconds: float) -> None:
        """These calls end, evenly."""
        began, done = self.wide.now(), 0
        each = max(1.0, seconds / len(calls))
        while done < len(calls):
            due = min(int(len(calls) * (self.wide.now() - began + 1) / seconds), len(calls))
            some = calls[done:due]
            done = due
            await self.wide.program.store.write(lambda tx, some=some: self._end(tx, some))
            self.wide.program.relay.woken.set()
            await asyncio.sleep(each)

    def _end(self, tx: Transaction, calls: range) -> None:
        now = self.wide.now()
        for at in calls:
            person = at % self.people
            call_id = tx.calls.add(ended.new_call(at, person, self.accounts[person % GROUPS], now))
            assert call_id is not None, "each has a message of its own"
            call = tx.calls.get(call_id)
            assert call is not None, "it was written just now"
            record(tx, call, ended.facts(at, now), now=now, hooks_come=True)

    async def ask(self, seconds: float) -> None:
        """Somebody asks for help in private and in groups; how long each answer takes is noted."""
        until, at = self.wide.now() + seconds, 0
        async with asyncio.TaskGroup() as asked:
            while self.wide.now() < until:
                asked.create_task(self._asks(ADMIN))
                if at % (ASKS_IN_GROUP_EVERY // ASKS_EVERY) == 0:
                    asked.create_task(self._asks(GROUP))
                    asked.create_task(self._asks(_FIRST_GROUP - at % GROUPS))
                at += 1
                await asyncio.sleep(ASKS_EVERY)

    async def _asks(self, chat: int) -> None:
        began = self.wide.now()
        question = self.wide.say(ADMIN, "/help", chat)

        def answer() -> object:
            shown = self.wide.telegram.messages(chat)
            later = (m for m in reversed(shown) if m.by_bot and m.id > question.id)
            return next((m for m in later if "/otp" in m.text), None)

        await self.wide.until(answer)
        self.answered.append(self.wide.now() - began)
        self.answers += 1

    async def all_told(self) -> None:
        """Nothing waits any more."""
        store = self.wide.program.store
        while await store.read(lambda tx: tx.outbox.chats()):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK)  # the store tells nobody

    async def measured(self, since: float) -> dict[str, float]:
        """What the books and Telegram say of what was owed since then."""
        sent = list(self.wide.telegram.sent)
        groups = {one.chat_id for one in sent if one.chat_id < 0}
        by_group = [[one.at for one in sent if one.chat_id == chat] for chat in groups]
        states, digests, late = self._books(since)
        return {
            "untold": states.total() - states["sent"] - states["gathered"],
            "alone": states["sent"],
            "together": states["gathered"],
            "digests": digests,
            "floods": len(self.wide.telegram.floods),
            "all": most_within(1.0, [one.at for one in sent]),
            "group": max((most_within(60.0, moments) for moments in by_group), default=0),
            "answered": max(self.answered, default=0.0),
            "answers": self.answers,
            "late": late,
        }

    async def measured_away(self, calls: range) -> dict[str, float]:
        """Calls end while Telegram is away for six hours; then it is there again."""
        telegram = self.wide.telegram
        telegram.sent.clear()
        telegram.floods.clear()
        began, telegram.faults.unreachable = self.wide.now(), True
        knocks: Counter[str] = Counter()
        wire = self.wide.telegram_wire
        wire.instead = lambda request: knocks.update([request.url.path.rpartition("/")[2]])
        await self.end(calls, AWAY * self.seconds)
        telegram.faults.clear()
        del knocks["getUpdates"]
        knocked = knocks.total()
        back = self.wide.now()
        await self.all_told()
        states, _digests, _late = self._books(began)
        return {
            "away untold": states.total() - states["sent"] - states["gathered"],
            "away knocks": knocked,
            "away calls": len(telegram.sent),
            "away owed": states.total(),
            "away floods": len(telegram.floods),
            "away took": self.wide.now() - back,
        }

    def _books(self, since: float) -> tuple[Counter[str], int, float]:
        """How deliveries stand that arose since then, in how many digests, and the latest one."""
        with closing(sqlite3.connect(self.wide.settings.database)) as books:
            states = books.execute(
                "SELECT state, COUNT(*) FROM deliveries WHERE created_at >= ? GROUP BY state",
                (since,),
            ).fetchall()
            digests = books.execute("SELECT COUNT(*) FROM digests").fetchone()[0]
            late = books.execute(
                "SELECT MAX(sent_at - created_at) FROM deliveries WHERE created_at >= ?", (since,)
            ).fetchone()[0]
        return Counter(dict(states)), digests, float(late or 0.0)


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.hour`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args(arguments)
    print(run(asked.calls, asked.runs))


if __name__ == "__main__":
    main()
