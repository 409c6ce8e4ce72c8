"""The sandbox whole: a PBX, a Telegram and the page, on one host, furnished so that it just works.

Puts parts together and seeds them; decides nothing else. `SEED` holds the names and keys that the
demo, the tests and `pbxbot sandbox` share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.sandbox.endings import ENDINGS
from bot.sandbox.page.app import page_routes
from bot.sandbox.page.phone import Speak
from bot.sandbox.page.sample import Sample
from bot.sandbox.pbx.accounts import Account
from bot.sandbox.pbx.api import SandboxPbx
from bot.sandbox.pbx.phone import Phone
from bot.sandbox.pbx.seeds import (
    BIRTHDAY,
    CALLER,
    DEBT,
    FIRST,
    SECOND,
    SECOND_CALLER,
    earlier,
)
from bot.sandbox.pbx.switches import Faults, Manner
from bot.sandbox.samples import SAMPLE_NAME, paste, sample_csv
from bot.sandbox.telegram import SandboxTelegram


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Telegram user of the sandbox, by the role that the page offers."""

    id: int
    role: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What is there from the start."""

    telegram_token: str
    bot_username: str
    bot_name: str
    operator: Person
    admin: Person
    stranger: Person
    group_id: int
    group_title_vi: str
    group_title_en: str
    account: Account
    caller: str
    #: Another customer of the PBX, for a bot that has several accounts.
    second: Account
    second_name: str
    second_caller: str


SEED = Seed(
    telegram_token="1000000001:sandbox-token-for-the-local-chat",
    bot_username="pbx_sandbox_bot",
    bot_name="Tổng đài trong chat",
    operator=Person(id=5550002, role="operator", name_vi="Nhân viên", name_en="Operator"),
    admin=Person(id=5550003, role="admin", name_vi="Quản trị", name_en="Administrator"),
    stranger=Person(id=5550001, role="stranger", name_vi="Người lạ", name_en="Stranger"),
    group_id=-1005550010,
    group_title_vi="Kết quả cuộc gọi",
    group_title_en="Call outcomes",
    account=FIRST,
    caller=CALLER,
    second=SECOND,
    second_name="Bán hàng",
    second_caller=SECOND_CALLER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A switch of the page: a field of the PBX's faults or of its manner, and its value when on."""

    of: Literal["faults", "manner"] = "faults"
    field: str
    on: object = True

    def read(self, pbx: SandboxPbx) -> bool:
        """Whether it is on."""
        return bool(getattr(getattr(pbx, self.of), self.field) == self.on)

    def write(self, pbx: SandboxPbx, *, on: bool) -> None:
        """On, or as the PBX is at first."""
        at_first = {"faults": Faults(), "manner": Manner()}[self.of]
        setattr(getattr(pbx, self.of), self.field, self.on if on else getattr(at_first, self.field))


#: By the name that the page knows it by.
PAGE_FAULTS: Mapping[str, Switch] = {
    "hooks_lose": Switch(field="hooks_lose"),
    "hooks_double": Switch(field="hooks_double"),
    "hooks_delay": Switch(field="hooks_delay"),
    "hooks_reorder": Switch(field="hooks_reorder"),
    "pbx_503": Switch(field="pbx_503"),
    "hang": Switch(field="hang"),
    "no_channel_429": Switch(of="manner", field="no_channel_status", on=429),
    "oldest_first": Switch(of="manner", field="newest_first", on=False),
    "no_extra_keys": Switch(of="manner", field="extra_keys", on=False),
}

#: A list that the page offers, to be pasted or as a file.
SAMPLE = Sample(command=paste(), file_name=SAMPLE_NAME, content=sample_csv())

#: Endings that a script with keys shows best.
_WITH_KEYS = ("21", "22", "29", "00")


def numbers() -> list[dict[str, str]]:
    """A number to try for each ending, and the command that calls it."""
    callees = {digits: f"09123456{digits}" for digits in ENDINGS} | {"21": "0987654321"}
    return [
        {
            "digits": digits,
            "callee": callees[digits],
            "command": _command(callees[digits], call=digits in _WITH_KEYS),
            "vi": ending.vi,
            "en": ending.en,
        }
        for digits, ending in ENDINGS.items()
    ]


def _command(callee: str, *, call: bool) -> str:
    if not call:
        return f"/otp {callee} 4821"
    values = 'customer_name="Nguyễn Văn A" due_amount=10.410.000 due_date=30/11/2026'
    return f"/call {callee} {DEBT.name} {values}"


class Sandbox:
    """A PBX and a Telegram to run against; `hooks` posts the PBX's hooks.

    With `history` the first customer's other system has called on the days before; `concurrency`
    is that customer's number of channels, if not the seeded one. `read` is how the PBX's voice says
    a value; left alone, values are said as they stand. `speak` is the voice of the callee's phone
    on the page.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float],
        speed: float = 1.0,
        hooks: httpx.AsyncClient,
        history: bool = False,
        concurrency: int = SEED.account.concurrency,
        read: Callable[[str], str] = str,
        speak: Speak | None = None,
    ) -> None:
        accounts = [replace(SEED.account, concurrency=concurrency), SEED.second]
        self.pbx = SandboxPbx(accounts, now=now, hooks=hooks, speed=speed, read=read)
        self.phone = Phone(self.pbx.switchboard, now=now, speaks=speak is not None)
        self.telegram = SandboxTelegram(now=now)
        self._furnish()
        if history:
            self._remember(now())
        page = page_routes(
            self.telegram,
            pbx_faults_get=self._faults,
            pbx_faults_put=self._set_faults,
            numbers=numbers(),
            sample=SAMPLE,
            reset=self._reset,
            phone=self.phone,
            speak=speak,
        )
        self.routes: list[BaseRoute] = [*self.pbx.routes, *self.telegram.routes, *page]
        self.app = Starlette(routes=self.routes)

    async def run(self) -> None:
        """Let calls go on and hooks go out, until cancelled."""
        await self.pbx.run()

    def close(self) -> None:
        """End what hangs, so that the HTTP server can stop."""
        self.telegram.close()

    def _furnish(self) -> None:
        self.pbx.library.add_template(SEED.account.user_id, BIRTHDAY)
        self.telegram.add_bot(SEED.telegram_token, SEED.bot_username, SEED.bot_name)
        for person in (SEED.operator, SEED.admin, SEED.stranger):
            self.telegram.add_user(person.id, person.role, person.name_vi, person.name_en)
        self.telegram.add_group(
            SEED.group_id,
            SEED.group_title_vi,
            SEED.group_title_en,
            members=[SEED.operator.id, SEED.admin.id],
            admins=[SEED.admin.id],
        )

    def _remember(self, now: float) -> None:
        for call, ago in earlier(now):
            self.pbx.switchboard.place_elsewhere(
                SEED.account, call.callee, param=call.param, caller=call.caller, ago=ago
            )

    def _reset(self) -> None:
        self.phone.forget()
        self.telegram.reset()

    def _faults(self) -> dict[str, bool]:
        return {name: switch.read(self.pbx) for name, switch in PAGE_FAULTS.items()}

    def _set_faults(self, wanted: Mapping[str, bool]) -> None:
        for name, on in wanted.items():
            PAGE_FAULTS[name].write(self.pbx, on=on)
