"""Runs the simulated exchange on the clock, and tells the hooks what happened.

Owns time: `speed` seconds of the exchange pass in each second. It places what it is told to place
and checks no right.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from uuid import uuid4

import httpx

from bot.sandbox.calls import Call
from bot.sandbox.exchange import Event, Exchange, Happening
from bot.sandbox.lines import Use
from bot.sandbox.pbx.accounts import Account
from bot.sandbox.pbx.hooks import Hook, Poster
from bot.sandbox.pbx.library import Library
from bot.sandbox.pbx.records import build_cdr, build_hook
from bot.sandbox.pbx.requests import Json, Placement
from bot.sandbox.pbx.scripts import Template
from bot.sandbox.pbx.switches import Faults, Manner


class Switchboard:
    """The calls of all accounts as they go on, and the hooks about them."""

    def __init__(
        self,
        accounts: Sequence[Account],
        *,
        library: Library,
        now: Callable[[], float],
        hooks: httpx.AsyncClient,
        speed: float,
        faults: Faults,
        manner: Manner,
    ) -> None:
        self.exchange = Exchange({account.user_id: account.concurrency for account in accounts})
        self.poster = Poster(hooks, now=now, faults=faults, manner=manner, speed=speed)
        self.speed = speed
        #: Told, without words, whenever a call has gone on.
        self.watchers: list[Callable[[], None]] = []
        self._library = library
        self._manner = manner
        self._now = now
        self._epoch = now()
        self._callbacks: dict[str, Placement] = {}
        self._woken = asyncio.Event()

    def place(self, user_id: str, placement: Placement, template: Template) -> str | None:
        """Call, or queue; the call's id, or None if no channel is free for a call not to queue."""
        return self._place(user_id, placement, template, created=self.time())

    def place_elsewhere(
        self,
        account: Account,
        callee: str,
        *,
        param: Mapping[str, object],
        caller: str,
        ago: float = 0.0,
    ) -> str:
        """Another system of this customer calls, or called `ago` seconds ago; the call's id.

        No hooks come of it. `param` names one of the account's templates, and fills it.
        """
        name = str(param["template_name"])
        template = self._library.template(account.user_id, name)
        assert template is not None, name
        placement = Placement(
            campaign_id=account.campaign_id,
            caller=caller,
            callee=callee,
            param=dict(param),
            template_name=name,
            queue=True,
        )
        created = self.time() - ago * self.speed
        call_id = self._place(account.user_id, placement, template, created=created)
        assert call_id is not None
        return call_id

    def calls(self, user_id: str, *, newest_first: bool = False) -> Iterator[Call]:
        """One account's calls that were dialled: those that have a CDR."""
        self.advance()
        dialled = self.exchange.dialled(user_id)
        return map(self.exchange.calls.__getitem__, reversed(dialled) if newest_first else dialled)

    def call(self, user_id: str, call_id: str) -> Call | None:
        """One of them, by its id."""
        self.advance()
        call = self.exchange.calls.get(call_id)
        return call if call and call.user_id == user_id and call.started is not None else None

    def cdr(self, call: Call) -> Json:
        """The record of a call, as far as it is written."""
        return build_cdr(call, shift=self._shift(call))

    def use(self, user_id: str) -> Use:
        """How one account's channels are used, up to now; in the exchange's seconds."""
        self.advance()
        return self.exchange.use(user_id, self.time())

    async def run(self) -> None:
        """Let calls go on and send their hooks, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.poster.run())
            while True:
                self._woken.clear()
                self.advance()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._seconds_to_next()):
                        await self._woken.wait()

    def advance(self) -> None:
        """Let what is due by now happen; a hand's act too."""
        events = self.exchange.advance(self.time())
        for event in events:
            self._report(event)
        if events:
            self._changed()

    def time(self) -> float:
        """The exchange's time."""
        return (self._now() - self._epoch) * self.speed

    def unix(self, at: float) -> float:
        """When the clock shows, or showed, this time of the exchange."""
        return self._epoch + at / self.speed

    def _place(
        self, user_id: str, placement: Placement, template: Template, *, created: float
    ) -> str | None:
        self.advance()
        call = Call(
            call_id=str(uuid4()),
            user_id=user_id,
            campaign_id=placement.campaign_id,
            caller=placement.caller,
            callee=placement.callee,
            type=template.type,
            param=placement.stored_param,
            script=self._library.script(user_id, template, placement.param),
            created=created,
        )
        if not self.exchange.place(call, queue=placement.queue):
            return None
        if placement.callback_url is not None:
            self._callbacks[call.call_id] = placement
        self._changed()
        self.advance()
        return call.call_id

    def _changed(self) -> None:
        self._woken.set()
        for watcher in self.watchers:
            watcher()

    def _report(self, event: Event) -> None:
        call, last = event.call, event.happening is Happening.CDR
        callback = self._callbacks.pop if last else self._callbacks.get
        placement = callback(call.call_id, None)
        body = build_hook(event, self._manner.hook_shape, shift=self._shift(call))
        if body is None or placement is None or placement.callback_url is None:
            return
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

    def _shift(self, call: Call) -> float:
        """From the exchange's times to Unix times: true at the call's creation.

        Lengths stay as the exchange counts them, or fast calls would last no second.
        """
        return self.unix(call.created) - call.created

    def _seconds_to_next(self) -> float | None:
        next_at = self.exchange.next_at()
        return None if next_at is None else max(0.0, next_at - self.time()) / self.speed
