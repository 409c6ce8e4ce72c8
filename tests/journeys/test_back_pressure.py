"""The database takes no writes for a while: what the PBX, machines and people are told, and after.

The program is a process, the cause a real one: a lock, a full disk, a file that was moved away.
"""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.journeys.processes import ADMIN, OPERATOR, Bot, Peers, bot, until
from tests.journeys.world import problem

pytestmark = pytest.mark.real_time

CALLEE = "0912345608"
OUTCOME = f"✅ {CALLEE} nghe máy"
#: Nobody was called, and what to do.
TOLD = problem("busy")

Hindrance = Callable[[Bot], AbstractContextManager[None]]


@contextmanager
def locked(running: Bot) -> Iterator[None]:
    """Another program is writing."""
    with closing(sqlite3.connect(running.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def full(running: Bot) -> Iterator[None]:
    """No file of the program grows any more."""
    assert running.process is not None
    pid = running.process.pid
    size = running.database.with_name("bot.db-wal").stat().st_size
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def moved(running: Bot) -> Iterator[None]:
    """Somebody has put the database elsewhere."""
    elsewhere = running.database.rename(running.folder / "elsewhere.db")
    try:
        yield
    finally:
        elsewhere.rename(running.database)


@pytest.fixture
async def peers() -> AsyncIterator[Peers]:
    made = Peers(speed=20.0)
    async with made.serve():
        yield made


class Pbx:
    """Posts hooks of its own to a call's address; `taken` counts what was acknowledged."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client = client
        self._url = url
        self._made = 0
        self.taken = 0

    async def post(self, count: int) -> list[httpx.Response]:
        """So many at once, no two the same."""
        bodies = [f'{{"made": {self._made + at}}}' for at in range(count)]
        self._made += count
        posts = [self._client.post(self._url, content=body) for body in bodies]
        answers = await asyncio.gather(*posts)
        self.taken += sum(answer.status_code == 204 for answer in answers)
        return answers


def _journal(database: Path) -> int:
    with closing(sqlite3.connect(database)) as other:
        return int(other.execute("SELECT COUNT(*) FROM hooks").fetchone()[0])


async def _calls(peers: Peers) -> None:
    placed, told = peers.placements_asked(), peers.texts(OPERATOR)
    peers.telegram.send(OPERATOR, OPERATOR, f"/otp {CALLEE} 4821")
    await until(
        lambda: any(text.startswith(OUTCOME) for text in peers.texts(OPERATOR)[len(told) :]),
        "the outcome is told",
    )
    assert peers.placements_asked() == placed + 1


@pytest.mark.parametrize(
    ("hinder", "said"),
    [
        pytest.param(locked, "database is locked", id="locked"),
        pytest.param(full, "database: d", id="full"),
        pytest.param(moved, "bot.db was deleted or replaced", id="moved"),
    ],
)
async def test_while_nothing_can_be_written_all_are_told_so_and_afterwards_it_goes_on(
    peers: Peers, tmp_path: Path, hinder: Hindrance, said: str
) -> None:
    async with bot(tmp_path, peers) as running, httpx.AsyncClient(trust_env=False) as client:
        await running.start()
        await until(lambda: peers.asked("getupdates"), "updates are fetched")
        await _calls(peers)
        asked = next(one for one in peers.seen if one.what == "otp")
        pbx = Pbx(client, str(asked.fields["callback_url"]))
        client.timeout = httpx.Timeout(25)
        assert {answer.status_code for answer in await pbx.post(20)} == {204}

        with hinder(running):
            refused, ready, alive = await asyncio.gather(
                pbx.post(50),
                client.get(f"{running.url}/readyz"),
                client.get(f"{running.url}/healthz"),
            )
            assert {answer.status_code for answer in refused} == {503}
            assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
            assert (ready.status_code, ready.json()["ready"]) == (503, False)
            assert ready.json()["reason"]
            assert alive.status_code == 200

            placed = peers.placements_asked()
            peers.telegram.send(OPERATOR, OPERATOR, f"/otp {CALLEE} 4821")
            await until(lambda: TOLD in peers.texts(OPERATOR), "that nobody was called")
            peers.telegram.send(ADMIN, ADMIN, "/status")
            await until(lambda: peers.texts(ADMIN), "what needs no writing is answered")
            assert peers.placements_asked() == placed

        assert {answer.status_code for answer in await pbx.post(20)} == {204}
        assert (await client.get(f"{running.url}/readyz")).status_code == 200
        await _calls(peers)
        assert running.log.count("nothing can be written to the database") == 1
        assert said in running.log
        assert "the database is written to again" in running.log
        assert "Traceback" not in running.log

        await running.kill()
        sandboxs = len([one for one in peers.pbx.switchboard.poster.log if one.status == 204])
        assert _journal(running.database) == pbx.taken + sandboxs == 40 + sandboxs
