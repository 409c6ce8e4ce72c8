"""Calls whose hooks come in a storm, and a process that is killed again and again meanwhile.

Real time: `python -m bot run` beside a sandbox on a real port, SIGKILL. Hooks are posted by the PBX
and by others: again, late, and as junk. A seed draws moments and posts; how far the process is by
then is the machine's to say. What is left when it is over, `ledger` reads.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from random import Random

import httpx

from tests.chaos.clock import give_up
from tests.journeys.processes import (
    ADMIN,
    GROUP,
    OPERATOR,
    Ambush,
    Bot,
    Exchange,
    Peers,
    Phase,
    until,
)

SECOND_GROUP = -1005550020
CHATS = (OPERATOR, ADMIN, GROUP, SECOND_GROUP)
#: The last digits of callees: all that people do by themselves.
ENDINGS = ("01", "02", "08", "04", "03", "06", "21", "05", "07", "00")
#: In a group the first four digits and the last three are read: nobody else's are the same.
CALLEES = tuple(
    f"09{12 + place // 100:02}345{place // 10 % 10}{ENDINGS[place % 10]}" for place in range(300)
)
JUNK = (b"", b"{", b"[]", b'{"state": "no such"}', b"a=1&b=2", b"\xff\xfe")
NOBODYS = "x" * 43

#: Posts in a burst, and within how many seconds of its beginning the process is killed.
BURST, WITHIN = 60, 0.25
#: How long the process runs before at most, in seconds; and which bursts meet a locked database.
LINGERS, LOCKED_EVERY = 1.0, 20
#: Seconds between two posts where there is no burst, and after which one more is called.
TRICKLE, NUDGE = 0.05, 4.0
#: A group takes twenty messages a minute, and a start may have used them up.
PATIENCE = 300.0

#: What is struck at, and how far it has come; calls that may be lost are few.
EXCHANGES = (
    *(("hook", phase) for phase in (Phase.BEFORE, Phase.ANSWERED, Phase.ANSWERED)),
    *((what, phase) for what in ("sendmessage", "editmessagetext") for phase in Phase),
    *(("otp", phase) for phase in (*Phase, Phase.DONE, Phase.ANSWERED)),
    ("report", Phase.DONE),
    ("getupdates", Phase.DONE),
    ("deletemessage", Phase.BEFORE),
)
_BURSTS = {False: "within a burst of hooks", True: "within a burst while the database is locked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When the process is killed: after so many exchanges of a kind, or so far into a burst.

    `lingers` is how many seconds it runs before.
    """

    lingers: float = 0.0
    what: str = ""
    phase: Phase = Phase.BEFORE
    passed: int = 0
    delay: float = 0.0
    #: The burst comes while somebody else holds the database.
    locked: bool = False

    @property
    def name(self) -> str:
        """What was going on."""
        return f"{self.what}, {self.phase}" if self.what else _BURSTS[self.locked]


def draw(random: Random, kills: int) -> list[Moment]:
    """So many moments, as many within bursts as at exchanges."""
    return [_draw(random, kill) for kill in range(kills)]


def _draw(random: Random, kill: int) -> Moment:
    lingers = random.uniform(0, LINGERS)
    if kill % 2:
        what, phase = random.choice(EXCHANGES)
        return Moment(what=what, phase=phase, passed=random.randrange(3), lingers=lingers)
    locked = kill % LOCKED_EVERY == LOCKED_EVERY - 2
    return Moment(delay=random.uniform(0, WITHIN), lingers=lingers, locked=locked)


@dataclass(slots=True, kw_only=True)
class Storm:
    """Calls asked for, hooks posted and kills struck, until everybody has been told."""

    peers: Peers
    bot: Bot
    random: Random
    #: When the process was killed, on the clock of the messages, and what was going on.
    killed: list[float] = field(default_factory=list)
    at: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)
    _asked: Iterator[str] = field(default_factory=lambda: iter(CALLEES))
    _posts: set[asyncio.Task[None]] = field(default_factory=set)

    async def begin(self) -> None:
        """A second group hears of calls as well, and the first call is asked for."""
        self.peers.telegram.add_group(
            SECOND_GROUP, "Nhóm hai", "Second group", members=[OPERATOR, ADMIN], admins=[ADMIN]
        )
        await self.bot.start()
        self.peers.telegram.send(ADMIN, SECOND_GROUP, "/notify")
        await until(lambda: self.peers.texts(SECOND_GROUP), "the group is subscribed")
        self.ask()
        await until(lambda: self.peers.posted, "the first hook")

    def ask(self) -> None:
        """One more call, by either of two people in turn."""
        callee = next(self._asked)
        who = (OPERATOR, ADMIN)[CALLEES.index(callee) % 2]
        self.peers.telegram.send(who, who, f"/otp {callee} 4821 queue")

    async def go_through(self, moments: Sequence[Moment]) -> None:
        """The process is killed at each of these moments, and started again, in a steady rain."""
        rain = asyncio.create_task(self._rain())
        try:
            for moment in moments:
                await self.bot.up()
                self.ask()
                await asyncio.sleep(moment.lingers)
                await (self._at_exchange(moment) if moment.what else self._in_burst(moment))
                self.at[moment.name] += 1
                await self.bot.start()
        finally:
            rain.cancel()
            await asyncio.gather(rain, *self._posts, return_exceptions=True)

    async def _at_exchange(self, moment: Moment) -> None:
        passed = 0

        def when(exchange: Exchange) -> bool:
            nonlocal passed
            # A record that is asked for by its id is named by that.
            what = "report" if "-" in exchange.what else exchange.what
            same = what == moment.what
            passed += same
            return same and passed > moment.passed

        self.peers.ambush = trap = Ambush(when=when, phase=moment.phase, strike=self._kill)
        nudged = time.monotonic()

        def sprung() -> bool:
            nonlocal nudged
            if time.monotonic() - nudged > NUDGE:
                nudged = time.monotonic()
                self.ask()
            return trap.sprung

        await until(sprung, f"the moment came: {moment.name}", within=PATIENCE)

    async def _in_burst(self, moment: Moment) -> None:
        with self._lock() if moment.locked else nullcontext():
            refused = self._refused()
            for _ in range(BURST):
                self._post()
            if moment.locked:
                await until(lambda: self._refused() > refused, "hooks are refused")
            await asyncio.sleep(moment.delay)
            await self._kill()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.bot.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield

    def _refused(self) -> int:
        return sum(post.status == 503 for post in self.peers.posted)

    async def _kill(self) -> None:
        await self.bot.kill()
        self.killed.append(time.time())

    async def _rain(self) -> None:
        while True:
            self._post()
            await asyncio.sleep(TRICKLE)

    def _post(self) -> None:
        """Somebody posts what came before once more, or junk to its address, or to nobody's."""
        token, body = self._drawn()
        task = asyncio.create_task(self._deliver(token, body))
        self._posts.add(task)
        task.add_done_callback(self._posts.discard)

    def _drawn(self) -> tuple[str, bytes]:
        known = [post for post in self.peers.posted[-300:] if post.token != NOBODYS]
        before = self.random.choice(known)
        chance = self.random.random()
        if chance < 0.02:
            return NOBODYS, before.body
        if chance < 0.2:
            return before.token, self.random.choice(JUNK)
        if chance < 0.3:
            return before.token, b'{"n": %d}' % self.random.getrandbits(32)
        return before.token, before.body

    async def _deliver(self, token: str, body: bytes) -> None:
        with suppress(httpx.HTTPError):
            await self.peers.hooks.post(f"{self.bot.url}/hooks/pbx/{token}", content=body)

    async def end(self) -> None:
        """All calls come to their ends, everybody is told, and the program is ended."""
        await self._until(lambda: not self._waiting() or self._lost_are_left())
        if self._waiting():
            await give_up(self.bot)
            await self._until(lambda: not self._waiting())
        assert await self.bot.end() == 0

    async def _until(self, condition: Callable[[], object]) -> None:
        await until(condition, "everybody is told", within=PATIENCE)

    def _waiting(self) -> int:
        """How many calls have not settled, and how much of what they owe is not shown."""
        with books(self.bot) as kept:
            return sum(
                kept.execute(f"SELECT COUNT(*) FROM {rows}").fetchone()[0]
                for rows in (
                    "calls WHERE settled_at IS NULL",
                    "deliveries WHERE state = 'due' OR shown < wanted",
                    "cards WHERE shown < wanted AND dead = 0",
                )
            )

    def _lost_are_left(self) -> bool:
        """Whether all calls have settled but those of which the PBX never heard."""
        if not self.peers.pbx.switchboard.exchange.is_idle:
            return False
        with books(self.bot) as kept:
            left = kept.execute(
                "SELECT callee, state FROM calls WHERE settled_at IS NULL"
            ).fetchall()
        return bool(left) and all(
            state == "unknown" and callee not in self.peers.pbx.placements for callee, state in left
        )


@contextmanager
def books(bot: Bot) -> Iterator[sqlite3.Connection]:
    """What the program has written down, to be read while it runs or after."""
    with closing(sqlite3.connect(f"file:{bot.database}?mode=ro", uri=True)) as connection:
        yield connection
