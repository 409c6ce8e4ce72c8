"""What a storm left: the program's books beside what was posted, called and read.

Each rule is a function that says what breaks it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from bot.flows.record import hash_token
from bot.sandbox.calls import Call
from bot.sandbox.telegram.records import Message
from bot.store import Keyring
from tests.chaos.books import BROKEN
from tests.chaos.storm import CALLEES, CHATS, GROUP, SECOND_GROUP, Storm, books
from tests.journeys.processes import Peers, Posted

#: A hook, by what the program keeps of it: its call's id, and its body's digest.
Key = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A message that the program owed a chat."""

    callee: str
    chat: int
    audience: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message that a chat got about a call, when, and what it says now."""

    callee: str
    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What is left when the storm is over."""

    posted: Sequence[Posted]
    #: How often each hook got a 2xx, was posted at all, and stands in the books.
    acknowledged: Counter[Key]
    sent: Counter[Key]
    kept: Counter[Key]
    #: The calls in the books: how each stands, whether it has settled.
    states: Mapping[str, str]
    settled: frozenset[str]
    #: How often each number was asked of the PBX, and called by it.
    asked: Counter[str]
    placements: Counter[str]
    #: What the PBX's own records come to, by the sign that people read.
    signs: Mapping[str, str]
    owed: Sequence[Owed]
    told: Mapping[int, Sequence[Told]]
    killed: Sequence[float]
    log: str

    def of_status(self, *statuses: int | None) -> int:
        """How many posts were answered so."""
        return sum(post.status in statuses for post in self.posted)

    @property
    def unconfirmed(self) -> int:
        """Hooks that were committed, and whose 2xx never arrived."""
        return (self.kept - self.acknowledged).total()

    @property
    def repeats(self) -> int:
        """Messages that told what the one before had told."""
        return sum(len(told) - len(_collapsed(told)) for told in self.told.values())


def read(storm: Storm) -> Ledger:
    """Open the books of a program that has ended, and the PBX's and Telegram's."""
    with books(storm.bot) as connection:
        connection.row_factory = sqlite3.Row
        calls = connection.execute("SELECT * FROM calls ORDER BY id").fetchall()
        hooks = connection.execute("SELECT call_id, digest, times FROM hooks").fetchall()
        owed = connection.execute(
            """
            SELECT callee, deliveries.chat_id, audience, deliveries.kind, deliveries.state
            FROM deliveries JOIN calls ON calls.id = subject_id AND about = 'call'
            ORDER BY deliveries.id
            """
        ).fetchall()
    by_token = {call["token_hash"]: call["id"] for call in calls}
    keyring = Keyring(storm.bot.settings["SECRET_KEY"])
    posted = list(storm.peers.posted)

    def keys(posts: Sequence[Posted]) -> Counter[Key]:
        found = ((by_token.get(hash_token(post.token)), post.body) for post in posts)
        return Counter((call, keyring.digest("hook", body)) for call, body in found if call)

    names = {call["callee"] for call in calls}
    # Of a request that broke off with the process the PBX has no body.
    placed = [one.fields for one in storm.peers.seen if one.what == "otp" and one.fields]
    return Ledger(
        posted=posted,
        acknowledged=keys([post for post in posted if _is_success(post)]),
        sent=keys(posted),
        kept=Counter({(hook["call_id"], hook["digest"]): hook["times"] for hook in hooks}),
        states={call["callee"]: call["state"] for call in calls},
        settled=frozenset(call["callee"] for call in calls if call["settled_at"] is not None),
        asked=Counter(str(fields["callee"]) for fields in placed),
        placements=storm.peers.pbx.placements,
        signs={
            call.callee: _sign(call) for call in storm.peers.pbx.switchboard.exchange.calls.values()
        },
        owed=[
            Owed(
                callee=row["callee"],
                chat=row["chat_id"],
                audience=row["audience"],
                kind=row["kind"],
                state=row["state"],
            )
            for row in owed
        ],
        told={chat: list(_told(storm.peers, chat, names)) for chat in CHATS},
        killed=storm.killed,
        log=storm.bot.log,
    )


def _is_success(post: Posted) -> bool:
    return post.status is not None and 200 <= post.status < 300


def _sign(call: Call) -> str:
    if call.answered is not None:
        return "✅"
    return "❌" if call.hangup_cause in BROKEN else "🔸"


def _told(peers: Peers, chat: int, names: set[str]) -> Iterator[Told]:
    """What a chat was told of calls, cards aside, in the order of sending."""
    for message in peers.telegram.messages(chat):
        callee = next((one for one in CALLEES if one in names and _tells(message, one)), None)
        if callee is not None:
            text = message.text.replace("\u00a0", " ")
            yield Told(callee=callee, at=message.versions[0].at, text=text)


def _tells(message: Message, callee: str) -> bool:
    if not message.by_bot:
        return False
    if message.chat_id in (GROUP, SECOND_GROUP):
        return f"{callee[:4]}•••{callee[-3:]}" in message.text
    return callee in message.text and "\n" not in message.text


def _collapsed(told: Sequence[Told]) -> list[str]:
    return [callee for callee, _ in groupby(one.callee for one in told)]


def lost_hooks(ledger: Ledger) -> list[Key]:
    """Hooks that were acknowledged more often than they stand in the books, or never posted."""
    missing = ledger.acknowledged - ledger.kept
    return [*missing, *(ledger.kept - ledger.sent)]


def called_twice(ledger: Ledger) -> list[str]:
    """Numbers that the PBX was asked to call, or called, more than once."""
    asked = ledger.asked | ledger.placements
    return [callee for callee, times in asked.items() if times > 1]


def not_owed(ledger: Ledger) -> list[tuple[str, set[str]]]:
    """Calls that have not settled, or whose outcome is not owed, or not sent, to everybody."""
    audiences: defaultdict[str, set[str]] = defaultdict(set)
    for one in ledger.owed:
        if one.state == "sent" and one.kind == "outcome":
            audiences[one.callee].add(one.audience)
    everybody = {"asker", "subscription:1", "subscription:2"}
    return [
        (callee, everybody - audiences[callee])
        for callee in ledger.states
        if callee not in ledger.settled or audiences[callee] != everybody
    ]


def out_of_order(ledger: Ledger) -> list[int]:
    """Chats that did not read what they were owed, all of it, in the order in which it was owed."""
    return [
        chat
        for chat in CHATS
        if _collapsed(ledger.told[chat])
        != [callee for callee, _ in groupby(one.callee for one in ledger.owed if one.chat == chat)]
    ]


def idle_repeats(ledger: Ledger) -> list[Told]:
    """Messages that repeat the one before although the process was not killed in between."""
    owed = Counter((one.chat, one.callee) for one in ledger.owed)
    return [
        later
        for chat, told in ledger.told.items()
        for earlier, later in pairwise(told)
        if earlier.callee == later.callee
        and owed[chat, later.callee] == 1
        and not any(earlier.at <= kill <= later.at for kill in ledger.killed)
    ]


def misread(ledger: Ledger) -> list[Told]:
    """The last that a chat was told of a call, where the PBX's record says otherwise."""
    last = [{one.callee: one for one in told} for told in ledger.told.values()]
    return [
        one
        for told in last
        for one in told.values()
        if one.text[0] != ledger.signs.get(one.callee, one.text[0])
        or (one.callee not in ledger.signs and one.text[0] not in "❓⚠")
    ]
