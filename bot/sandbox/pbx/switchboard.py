"""Runs the simulated exchange on the clock, and tells the hooks what happened.

Owns time: `speed` seconds of the exchange pass in each second. It places what it is told to place
and checks no right.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import uuid4

import httpx

from bot.sandbox.exchange import Call, Event, Exchange, Happening
from bot.sandbox.pbx.accounts import Account
from bot.sandbox.pbx.hooks import Hook, Poster
from bot.sandbox.pbx.records import build_cdr, build_hook
from bot.sandbox.pbx.requests import Json, Placement
from bot.sandbox.pbx.switches import Faults, Manner


class Switchboard:
    """The calls of all accounts as they go on, and the hooks about them."""

    def __init__(
        self,
        accounts: Sequence[Account],
        *,
        now: Callable[[], float],
        hooks: httpx.AsyncClient,
        speed: float,
        faults: Faults,
        manner: Manner,
    ) -> None:
        self.exchange = Exchange({account.user_id: account.concurrency for account in accounts})
        self.poster = Poster(hooks, now=now, faults=faults, manner=manner, speed=speed)
        self._manner = manner
        self._now = now
        self._speed = speed
        self._epoch = now()
        self._callbacks: dict[str, Placement] = {}
        self._woken = asyncio.Event()

    def place(self, user_id: str, placement: Placement, *, script_seconds: float) -> str | None:
        """Call, or queue; the call's id, or None if no channel is free for a call not to queue."""
        self._advance()
        call = Call(
            call_id=str(uuid4()),
            user_id=user_id,
            campaign_id=placement.campaign_id,
            caller=placement.caller,
            callee=placement.callee,
            type="OTP",
            param=placement.stored_param,
            script_seconds=script_seconds,
            created=self._time(),
        )
        if not self.exchange.place(call, queue=placement.queue):
            return None
        self._callbacks[call.call_id] = placement
        self._woken.set()
        return call.call_id

    def calls(self, user_id: str) -> list[Call]:
        """One account's calls that were dialled, oldest first: those that have a CDR."""
        self._advance()
        calls = self.exchange.calls.values()
        return [c for c in calls if c.user_id == user_id and c.started is not None]

    def cdr(self, call: Call) -> Json:
        """The record of a call, as far as it is written."""
        return build_cdr(call, shift=self._shift(call))

    async def run(self) -> None:
        """Let calls go on and send their hooks, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.poster.run())
            while True:
                self._woken.clear()
                self._advance()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._seconds_to_next()):
                        await self._woken.wait()

    def _advance(self) -> None:
        for event in self.exchange.advance(self._time()):
            self._report(event)

    def _report(self, event: Event) -> None:
        call, last = event.call, event.happening is Happening.CDR
        placement = self._callbacks.pop(call.call_id) if last else self._callbacks[call.call_id]
        body = build_hook(event, self._manner.hook_shape, shift=self._shift(call))
        if body is not None and placement.callback_url is not None:
            self.poster.post(
                Hook(
                    call_id=call.call_id,
                    url=placement.callback_url,
                    api_key=placement.callback_apikey,
                    body=body,
                    made_at=self._now(),
                    last=last,
                )
            )

    def _time(self) -> float:
        """The exchange's time."""
        return (self._now() - self._epoch) * self._speed

    def _shift(self, call: Call) -> float:
        """From the exchange's times to Unix times: true at the call's creation.

        Lengths stay as the exchange counts them, or fast calls would last no second.
        """
        return self._epoch + call.created / self._speed - call.created

    def _seconds_to_next(self) -> float | None:
        next_at = self.exchange.next_at()
        return None if next_at is None else max(0.0, next_at - self._time()) / self._speed
