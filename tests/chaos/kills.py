"""A list, and a process that is killed again and again while it is called: what is left of both.

Real time: `python -m bot run` beside a sandbox on a real port, SIGKILL, and the PBX's own books.
A seed draws where the process is killed; how far it is by then is the machine's to say.
"""

from __future__ import annotations

import csv
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from io import StringIO
from random import Random

from bot.core.calls import Asked, State
from bot.core.lists import Called
from bot.sandbox.telegram.records import Message
from bot.store import Keyring, Store
from tests.chaos.books import Figures, digests, of_pbx
from tests.chaos.clock import give_up
from tests.journeys.processes import GROUP, OPERATOR, Ambush, Bot, Exchange, Peers, Phase, until

SCRIPT = "thong_bao_no_cuoc_01"
HEADING = ("Số điện thoại", "customer_name", "due_amount", "due_date", "ref")
#: Presses 1, listens to the end, busy, declines, hangs up at once, unreachable, no such number, a
#: network failure. Few press 2: each of them is a message of its own to the group.
ENDINGS = ("21", "01", "02", "04", "08", "06", "21", "02", "08", "05", "01", "04", "21", "07")
PRESSES_2, EVERY = "22", 70
#: Sooner or later the next thing comes; lines that are in doubt are not used for two minutes.
PATIENCE = 300.0


def people(count: int) -> list[tuple[str, ...]]:
    """The rows of a list of so many people, each with values of their own."""
    return [
        (
            f"0912{place:04}{PRESSES_2 if place % EVERY == EVERY - 1 else _ending(place)}",
            f"Khách {place}",
            f"{1 + place // 1000}.{place % 1000:03}.000",
            f"{1 + place % 28:02}/12/2026",
            f"HĐ {24000 + place}",
        )
        for place in range(count)
    ]


def _ending(place: int) -> str:
    return ENDINGS[place % len(ENDINGS)]


def file_of(rows: Sequence[tuple[str, ...]]) -> bytes:
    """The rows as Excel saves them where semicolons part columns."""
    lines = (f"{';'.join(row)}\r\n" for row in (HEADING, *rows))
    return "".join(lines).encode("utf-8-sig")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When the process is killed: so many were called, and so many exchanges more have passed."""

    called: int
    passed: int
    phase: Phase

    def comes(self, peers: Peers) -> Callable[[Exchange], bool]:
        """What an ambush waits for."""
        passed = 0

        def now(_exchange: Exchange) -> bool:
            nonlocal passed
            passed += peers.pbx.placements.total() >= self.called
            return passed > self.passed

        return now


def draw(random: Random, kills: int, rows: int) -> list[Moment]:
    """So many moments, spread over the calls of a list; the last leaves some to be called."""
    share = 0.9 * (rows - 10) / kills
    return [
        Moment(
            called=int(share * (kill + random.random())),
            passed=random.randrange(20),
            phase=random.choice(list(Phase)),
        )
        for kill in range(kills)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is left when the list is over."""

    sent: Sequence[tuple[str, ...]]
    #: How often each number was called by the PBX, and asked of it.
    placements: Counter[str]
    asked: Counter[str]
    #: What the PBX's records come to, and the last call to each number by its own books.
    pbx: Figures
    records: dict[str, tuple[str | None, str, str]]
    #: The rows as the program has them, with their calls.
    rows: list[Called]
    #: What tells the end, by chat, and how many copies each may have.
    told: dict[int, list[str]]
    copies: dict[int, int]
    #: What its card shows in each chat; the file that goes back.
    cards: dict[int, str]
    file: list[list[str]]
    log: str
    kills: int
    #: How often the process was killed during which request.
    at: Counter[str]
    pauses: int
    seconds: float

    @property
    def lost(self) -> set[str]:
        """The numbers that the PBX never heard of."""
        return {row[0] for row in self.sent} - set(self.placements)

    @property
    def looked_up(self) -> int:
        """Calls whose placement was cut off, and that were found by their reference."""
        calls = (one.call for one in self.rows if one.call is not None)
        cut_off = [call for call in calls if call.facts.asked is Asked.UNKNOWN]
        return sum(call.state is State.ENDED for call in cut_off)


@dataclass(slots=True, kw_only=True)
class Story:
    """One list from its file to its end, and what happens to the process meanwhile."""

    peers: Peers
    bot: Bot
    rows: Sequence[tuple[str, ...]]
    kills: int = 0
    pauses: int = 0
    #: What was going on when the process was killed.
    at: Counter[str] = field(default_factory=Counter)
    #: How many copies of the end each chat had when the process was killed.
    _had: dict[int, list[int]] = field(default_factory=lambda: {OPERATOR: [], GROUP: []})
    _pressed: set[tuple[int, int]] = field(default_factory=set)
    _began: float = field(default_factory=time.monotonic)

    async def confirm(self) -> None:
        """The operator sends the file, and presses under its preview."""
        await self.bot.start()
        await until(lambda: self.peers.asked("getupdates"), "updates are fetched")
        self.peers.telegram.send_file(
            OPERATOR,
            OPERATOR,
            content=file_of(self.rows),
            file_name="nhac_no.csv",
            mime_type="text/csv",
            kind="document",
            caption=f"/call {SCRIPT}",
        )
        await until(lambda: self._button(OPERATOR, "list.go:"), "the preview")
        self._press("list.go:")

    async def go_through(self, moments: Sequence[Moment]) -> None:
        """The process is killed at each of these moments, and started again."""
        for moment in moments:
            await self._dies(moment.comes(self.peers), moment.phase)

    async def end(self, *phases: Phase) -> None:
        """The list comes to its end, and the process is killed at each phase of telling it."""
        for phase in phases:
            trap = self._lie_in_wait(self._tells_end, phase)
            await self._comes(lambda trap=trap: trap.sprung, "the end is told")
            await self.bot.start()
        await self._comes(self._all_is_told, "everybody is told")

    async def _comes(self, end: Callable[[], object], what: str) -> None:
        await self._until(lambda: end() or self._lost_are_left(), what)
        if not end():
            await give_up(self.bot)
            await self._until(end, what)

    def _all_is_told(self) -> bool:
        return all(self._told(chat) and self._card(chat) for chat in (OPERATOR, GROUP))

    async def _dies(self, comes: Callable[[Exchange], bool], phase: Phase) -> None:
        trap = self._lie_in_wait(comes, phase)
        await self._until(lambda: trap.sprung, "the moment came")
        await self.bot.start()

    def _lie_in_wait(self, comes: Callable[[Exchange], bool], phase: Phase) -> Ambush:
        def when(exchange: Exchange) -> bool:
            now = comes(exchange)
            # A record that is asked for by its id is named by that.
            self.at["report" if "-" in exchange.what else exchange.what] += now
            return now

        async def kill() -> None:
            await self.bot.kill()
            self.kills += 1
            for chat, had in self._had.items():
                had.append(len(self._told(chat)))

        self.peers.ambush = trap = Ambush(when=when, phase=phase, strike=kill)
        return trap

    async def _until(self, condition: Callable[[], object], what: str) -> None:
        """Wait; meanwhile somebody goes on with the list whenever it has paused."""

        def so() -> object:
            self._go_on()
            return condition()

        await until(so, what, within=PATIENCE)

    def _go_on(self) -> None:
        card = self._button(OPERATOR, "list.on:")
        if card is None:
            return
        # A press may be lost with the process that took it.
        pressed = (card.edits, self.kills)
        if pressed not in self._pressed:
            self._pressed.add(pressed)
            self.pauses += 1
            self._press("list.on:")

    def _lost_are_left(self) -> bool:
        """Whether all but those have come out of which nobody knows whether they were called."""
        if not self.peers.pbx.switchboard.exchange.is_idle:
            return False
        with closing(sqlite3.connect(f"file:{self.bot.database}?mode=ro", uri=True)) as books:
            left = books.execute(
                """
                SELECT list_rows.callee, calls.state FROM list_rows
                LEFT JOIN calls ON calls.id = call_row
                WHERE list_rows.state IN ('waiting', 'calling')
                """
            ).fetchall()
        lost = all(
            state == "unknown" and callee not in self.peers.pbx.placements for callee, state in left
        )
        return bool(left) and lost

    def _tells_end(self, exchange: Exchange) -> bool:
        text = str(exchange.fields.get("text", "")).replace("\u00a0", " ")
        return exchange.what == "sendmessage" and text.startswith(f"<b>Xong {len(self.rows)} số")

    def _told(self, chat: int) -> list[str]:
        return digests(self.peers.telegram.messages(chat), len(self.rows))

    def _card(self, chat: int) -> str:
        """What is left of the card once the list is over; empty: it is not."""
        texts = (text.partition(" · ")[0] for text in self.peers.texts(chat) if "\n" not in text)
        return next((text for text in texts if text == f"Xong {len(self.rows)} số"), "")

    def _button(self, chat: int, begins: str) -> Message | None:
        """The newest message with a button that does this."""
        messages = reversed(self.peers.telegram.messages(chat))
        return next((m for m in messages if next(_data(m, begins), None)), None)

    def _press(self, begins: str) -> None:
        message = self._button(OPERATOR, begins)
        assert message is not None, begins
        self.peers.telegram.press(OPERATOR, OPERATOR, message.id, next(_data(message, begins)))

    async def found(self) -> Found:
        """Have the file back, end the program, and open its books and the PBX's."""
        self._press("list.file:")
        await until(self._file, "the file")
        assert await self.bot.end() == 0
        pbx, numbers = self.peers.pbx, [row[0] for row in self.rows]
        # Of a request that broke off with the process the PBX has no body.
        placed = [one.fields for one in self.peers.seen if one.what == "voice" and one.fields]
        return Found(
            sent=self.rows,
            placements=pbx.placements,
            asked=Counter(str(fields["callee"]) for fields in placed),
            pbx=of_pbx(pbx, numbers),
            records={
                call.callee: (
                    "ANSWERED" if call.answered is not None else call.hangup_cause,
                    call.keypress or "",
                    call.call_id,
                )
                for call in pbx.switchboard.exchange.calls.values()
            },
            rows=await self._kept(),
            told={chat: self._told(chat) for chat in (OPERATOR, GROUP)},
            copies={chat: 1 + sum(map(bool, had)) for chat, had in self._had.items()},
            cards={chat: self._card(chat) for chat in (OPERATOR, GROUP)},
            file=self._file(),
            log=self.bot.log,
            kills=self.kills,
            at=+self.at,
            pauses=self.pauses,
            seconds=time.monotonic() - self._began,
        )

    def _file(self) -> list[list[str]]:
        """The rows of the file that came back; none: it has not."""
        for message in reversed(self.peers.telegram.messages(OPERATOR)):
            if message.by_bot and message.attachment is not None:
                kept = self.peers.telegram.files.get(message.attachment.file_id)
                assert kept is not None, "it was sent just now"
                return list(csv.reader(StringIO(kept.content.decode("utf-8-sig")), delimiter=";"))
        return []

    async def _kept(self) -> list[Called]:
        store = await Store.open(self.bot.database, Keyring(self.bot.settings["SECRET_KEY"]))
        try:
            return await store.read(lambda tx: tx.pages.everything(1, after=-1, limit=100_000))
        finally:
            await store.close()


def _data(message: Message, begins: str) -> Iterator[str]:
    for row in message.keyboard:
        for button in row:
            data = str(button.get("callback_data", ""))
            if data.startswith(begins):
                yield data
