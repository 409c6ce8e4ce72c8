"""What waits for chats: how long it takes to find the next thing, and to start, if much waits.

The same store twice, with few deliveries and with many; what is found is read as the relay reads.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

os.environ["PTB_TIMEDELTA"] = "1"

import asyncio

import uvloop

from bench.posted import ACCOUNT, add_calls
from bench.process import prepared, sandbox, served
from bench.spans import quantile
from bench.tables import Figure, Measured, table
from bot.core.records import Kind, Place, the_call
from bot.flows.owed import first_owed
from bot.sandbox.world import SEED
from bot.store import Keyring, Store, Transaction

MANY, FEW, RUNS = 100_000, 100, 5
#: How often longer it may take where many wait.
TIMES = 2.0
_READS, _A_UNIT = 200, 500
_WHAT = (("next", "next one picked", "ms"), ("chats", "chats found", "ms"), ("start", "start", "s"))
_FIGURES = tuple(
    figure
    for key, name, unit in _WHAT
    for figure in (
        Figure(name=f"{name}, many wait", key=f"{key} many", unit=unit, digits=3),
        Figure(name="  few wait", key=f"{key} few", unit=unit, digits=3),
        Figure(name="  times that", key=f"{key} times", unit="", most=TIMES),
    )
)


def run(many: int = MANY, runs: int = RUNS) -> str:
    """The table."""
    with (
        tempfile.TemporaryDirectory(prefix="pbxbot-bench-") as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        measured = runner.run(_all(Path(folder), many, runs))
    return table(f"{many:,} unsent deliveries beside {FEW}", _FIGURES, measured)


async def _all(folder: Path, many: int, runs: int) -> list[Measured]:
    settings = {}
    async with sandbox() as url:
        for name, owed in (("few", FEW), ("many", many)):
            (folder / name).mkdir()
            settings[name] = await prepared(folder / name, url, 0)
            await _owe(settings[name], owed)
        return [await _one(folder, settings) for _ in range(runs)]


async def _one(folder: Path, settings: dict[str, dict[str, str]]) -> Measured:
    measured: dict[str, float] = {}
    for name, these in settings.items():
        measured |= await _read(name, these)
        # Nothing leaves: Telegram can't be reached.
        cut = these | {"TELEGRAM_API_URL": "http://127.0.0.1:9"}
        began = time.perf_counter()
        async with served("program", folder / name, cut):
            measured[f"start {name}"] = time.perf_counter() - began
    for key, _, _ in _WHAT:
        measured[f"{key} times"] = measured[f"{key} many"] / measured[f"{key} few"]
    return measured


async def _read(name: str, settings: dict[str, str]) -> Measured:
    store = await Store.open(Path(settings["DATABASE"]), Keyring(settings["SECRET_KEY"]))
    try:
        return {
            f"next {name}": await _took(
                store, lambda tx: first_owed(tx, SEED.group_id, now=time.time())
            ),
            f"chats {name}": await _took(store, lambda tx: tx.outbox.chats()),
        }
    finally:
        await store.close()


async def _took(store: Store, unit: Callable[[Transaction], Any]) -> float:
    """Milliseconds that a read takes, in the middle."""
    seconds = []
    for _ in range(_READS):
        began = time.perf_counter()
        assert await store.read(unit), "something waits"
        seconds.append(time.perf_counter() - began)
    return quantile(seconds, 0.5) * 1000


async def _owe(settings: dict[str, str], owed: int) -> None:
    store = await Store.open(Path(settings["DATABASE"]), Keyring(settings["SECRET_KEY"]))
    try:
        for at in range(0, owed, _A_UNIT):
            await store.write(partial(_owe_some, calls=range(at, min(at + _A_UNIT, owed))))
    finally:
        await store.close()


def _owe_some(tx: Transaction, *, calls: range) -> None:
    now = time.time()
    add_calls(tx, calls, now=now, over=True)
    subscription = tx.subscriptions.of_account(ACCOUNT)[0]
    for call in calls:
        tx.deliveries.add(
            # A database that is new gives them these ids.
            subject=the_call(call + 1),
            kind=Kind.OUTCOME,
            audience=f"subscription:{subscription.id}",
            place=Place(chat_id=SEED.group_id),
            subscription_id=subscription.id,
            created_at=now,
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.owed`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=MANY)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args(arguments)
    print(run(asked.deliveries, asked.runs))


if __name__ == "__main__":
    main()
