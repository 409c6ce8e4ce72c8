"""Posts hooks to the callback URLs of calls: in order per call, each call on its own.

Waits for nobody but the receiver: the exchange goes on whatever it answers. Decides nothing about
a hook's content.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from bot.sandbox.pbx.switches import Faults, Manner

#: How long a receiver may take; then it is tried again after each of these pauses, in turn.
ANSWER_SECONDS = 10.0
PAUSES = (2.0, 5.0, 15.0)
#: How late a hook comes with `Faults.hooks_delay`.
LATE_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One hook to be posted; `last` is its call's last."""

    call_id: str
    url: str
    api_key: str | None
    body: dict[str, object]
    made_at: float
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One attempt to post a hook; `status` is None if no answer came."""

    at: float
    url: str
    body: dict[str, object]
    status: int | None


class Poster:
    """Takes hooks with `post` and sends them while `run` runs; `log` holds the newest attempts."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        now: Callable[[], float],
        faults: Faults,
        manner: Manner,
        speed: float,
    ) -> None:
        self._client = client
        self._now = now
        self._faults = faults
        self._manner = manner
        self._speed = speed
        self._hooks: asyncio.Queue[Hook] = asyncio.Queue()
        self.log: deque[Posted] = deque(maxlen=10_000)

    def post(self, hook: Hook) -> None:
        """Send it as soon as its turn comes."""
        self._hooks.put_nowait(hook)

    async def run(self) -> None:
        """Send what is posted, until cancelled."""
        outboxes: dict[str, asyncio.Queue[Hook]] = {}
        async with asyncio.TaskGroup() as calls:
            while True:
                hook = await self._hooks.get()
                if hook.call_id not in outboxes:
                    outboxes[hook.call_id] = asyncio.Queue()
                    calls.create_task(self._follow(outboxes[hook.call_id]))
                outboxes[hook.call_id].put_nowait(hook)
                if hook.last:
                    del outboxes[hook.call_id]

    async def _follow(self, outbox: asyncio.Queue[Hook]) -> None:
        """Send one call's hooks up to its last."""
        last = False
        while not last:
            hooks = [await outbox.get()]
            if self._faults.hooks_reorder and not hooks[0].last:
                hooks.insert(0, await outbox.get())
            for hook in hooks:
                await self._send(hook)
            last = any(hook.last for hook in hooks)

    async def _send(self, hook: Hook) -> None:
        if self._faults.hooks_lose:
            return
        if self._faults.hooks_delay:
            late = hook.made_at + LATE_SECONDS / self._speed - self._now()
            await asyncio.sleep(max(0.0, late))
        for _copy in range(2 if self._faults.hooks_double else 1):
            await self._deliver(hook)

    async def _deliver(self, hook: Hook) -> None:
        pauses = iter(PAUSES if self._manner.hooks_retried else ())
        while not await self._attempt(hook):
            if (pause := next(pauses, None)) is None:
                return
            await asyncio.sleep(pause / self._speed)

    async def _attempt(self, hook: Hook) -> bool:
        headers = {} if hook.api_key is None else {"X-Api-Key": hook.api_key}
        status: int | None = None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await self._client.post(hook.url, json=hook.body, headers=headers)
            status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TimeoutError):
            pass  # the log's None says it; ValueError: no scheme, a key that no header can hold
        self.log.append(Posted(at=self._now(), url=hook.url, body=hook.body, status=status))
        return status is not None and 200 <= status < 300
