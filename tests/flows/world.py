"""Accounts of our own store, each with a PBX of its own behind it: the sandbox's, or any other."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from bot.core.calls import Asked, Facts, Known, Source, State
from bot.core.records import Call
from bot.flows.clients import Clients
from bot.flows.outages import Prober
from bot.flows.reconcile import Reconciler
from bot.pbx import PbxClient
from bot.store import Keyring, Store, Transaction
from bot.store.sealing import new_secret_key
from tests.store.making import make_account, make_call

Answer = Callable[[httpx.Request], Awaitable[httpx.Response]]

PLACED = Facts(asked=Asked.PLACED)
UNKNOWN = Facts(asked=Asked.UNKNOWN)
DROPPED = Facts(asked=Asked.DROPPED)


@dataclass(kw_only=True)
class Flows:
    """A store, and a way to the PBX of each account."""

    store: Store
    keyring: Keyring
    now: Callable[[], float]
    #: How each account's PBX answers, by the account's key.
    peers: dict[str, Answer] = field(default_factory=dict)
    #: What was asked, in order: the account's key and the path.
    asked: list[tuple[str, str]] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)
    told: int = 0
    #: How many calls were looked up, by how that ended.
    looks: Counter[str] = field(default_factory=Counter)
    #: What goes on in the background; none of it may break.
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clients = Clients(
            self.store, self.keyring, make=self.connect, on_secret=lambda _key: None
        )
        self.reconciler = Reconciler(
            store=self.store,
            clients=self.clients,
            now=self.now,
            hooks_come=True,
            wake=self.wake,
            observe=lambda result, calls: self.looks.update({result: calls}),
        )
        self.prober = Prober(store=self.store, clients=self.clients, now=self.now, wake=self.wake)

    def wake(self) -> None:
        """Something is to be shown."""
        self.told += 1

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Let it go on by itself."""
        self.tasks.append(asyncio.create_task(work))

    async def account(self, name: str, answer: Answer) -> int:
        """An account whose PBX answers so."""
        self.peers[name] = answer

        def unit(tx: Transaction) -> int:
            account_id = make_account(tx, name)
            tx.accounts.seal(account_id, self.keyring.seal(account_id, name))
            return account_id

        return await self.store.write(unit)

    async def call(self, account_id: int, facts: Facts, **changes: Any) -> Call:
        """A call of which this is known, to be looked up at once."""
        state = State(facts.asked.name.lower())
        grown: dict[str, Any] = {"facts": facts, "state": state, "since": self.now()}
        grown |= {"look_at": self.now()} | changes

        def unit(tx: Transaction) -> Call:
            call = tx.calls.get(make_call(tx, account_id, created_at=self.now()))
            assert call is not None
            tx.calls.update(replace(call, **grown))
            return call

        return await self.find(await self.store.write(unit))

    async def find(self, call: Call) -> Call:
        """The call as it stands now."""
        found = await self.store.read(lambda tx: tx.calls.get(call.id))
        assert found is not None
        return found

    def connect(self, key: str) -> PbxClient:
        """A client of the account's PBX."""

        async def handle(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/auth/token"):
                return httpx.Response(200, json={"data": {"access_token": key}})
            self.asked.append((key, request.url.path))
            return await self.peers[key](request)

        if key not in self.peers:
            raise RuntimeError("no way to this account")
        transport = httpx.MockTransport(handle)
        return PbxClient("http://pbx", key, now=self.now, random=lambda: 0.5, transport=transport)


@asynccontextmanager
async def open_flows(folder: Path, now: Callable[[], float]) -> AsyncIterator[Flows]:
    """Over a new store, closed at the end."""
    keyring = Keyring(new_secret_key())
    commits: list[float] = []
    store = await Store.open(
        folder / "bot.db", keyring, on_commit=lambda _units, seconds: commits.append(seconds)
    )
    flows = Flows(store=store, keyring=keyring, now=now, commits=commits)
    yield flows
    for task in flows.tasks:
        task.cancel()
    ends = await asyncio.gather(*flows.tasks, return_exceptions=True)
    assert not [end for end in ends if isinstance(end, Exception)]
    await flows.clients.close()
    await store.close()


def named(call_id: str, source: Source = Source.REPLY) -> Facts:
    """Placed, under this id."""
    return replace(PLACED, call_id=Known(source, call_id))


def a_record(
    call_id: str, created_at: float, *, ref: str = "", **changes: object
) -> dict[str, Any]:
    """A finished record of a call that found its callee busy."""
    return {
        "call_id": call_id,
        "callee": "0987654321",
        "create_time": created_at,
        "end_time": created_at + 20,
        "hangup_cause": "USER_BUSY",
        "param": {"template_name": "otp"} | ({"ref_id": ref} if ref else {}),
        **changes,
    }


def serve(*records: dict[str, Any], listed: Iterable[dict[str, Any]] | None = None) -> Answer:
    """A PBX that has these records, and lists them newest first unless `listed` says which."""
    pages = list(records if listed is None else listed)

    async def answer(request: httpx.Request) -> httpx.Response:
        call_id = request.url.path.removeprefix("/v1/report").removeprefix("/")
        if call_id:
            found = [record for record in records if record["call_id"] == call_id]
            return httpx.Response(200 if found else 404, json={"data": next(iter(found), None)})
        limit, offset = (int(request.url.params[name]) for name in ("limit", "offset"))
        callee = request.url.params.get("callee")
        of_callee = [record for record in pages if callee in (None, record["callee"])]
        return httpx.Response(200, json={"data": of_callee[offset : offset + limit]})

    return answer


async def hang(_request: httpx.Request) -> httpx.Response:
    """A PBX that never answers."""
    await asyncio.Event().wait()
    raise AssertionError("never set")


def refuse(status: int) -> Answer:
    """A PBX that answers nothing but this."""

    async def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json={"error": "no"})

    return answer


@asynccontextmanager
async def running(part: Awaitable[None]) -> AsyncIterator[asyncio.Future[None]]:
    """A part that runs meanwhile, and must still run at the end."""
    task = asyncio.ensure_future(part)
    yield task
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
