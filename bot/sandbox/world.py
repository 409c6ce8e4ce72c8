"""The sandbox whole: a PBX, a Telegram and the page, on one host, furnished so that it just works.

Puts parts together and seeds them; decides nothing else. `SEED` holds the names and keys that the
demo, the tests and `pbxbot sandbox` share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.sandbox.exchange import ENDINGS
from bot.sandbox.page.app import page_routes
from bot.sandbox.pbx.accounts import Account, Template
from bot.sandbox.pbx.api import SandboxPbx
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
    account=Account(
        user_id="abeb99ea-7879-43ce-8d4e-a46ec0aca9ff",
        domain_id="dddddddd-1111-2222-3333-eeeeeeeeeeee",
        username="foo@test.tel4vn.com",
        password="foo123",
        api_key="aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        campaign_id="11111111-2222-3333-4444-555555555555",
        concurrency=5,
        templates=(
            Template(
                name="otp_demo",
                content="Mã xác nhận của bạn là {{code_otp}} "
                "xin nhắc lại mã xác nhận của bạn là {{code_otp}}",
                voice_tts="south-f-03",
                speed_tts=1.2,
            ),
        ),
    ),
    caller="0123456789",
)

#: The page's fault switches: fields of the PBX's `Faults`.
PAGE_FAULTS = ("hooks_lose", "hooks_double", "hooks_delay", "hooks_reorder", "pbx_503")


def numbers() -> list[dict[str, str]]:
    """A number to try for each ending, and the command that calls it."""
    callees = {digits: f"09123456{digits}" for digits in ENDINGS} | {"21": "0987654321"}
    return [
        {
            "digits": digits,
            "callee": callees[digits],
            "command": f"/otp {callees[digits]} 4821",
            "vi": ending.vi,
            "en": ending.en,
        }
        for digits, ending in ENDINGS.items()
    ]


class Sandbox:
    """A PBX and a Telegram to run against; `hooks` posts the PBX's hooks."""

    def __init__(
        self, *, now: Callable[[], float], speed: float = 1.0, hooks: httpx.AsyncClient
    ) -> None:
        self.pbx = SandboxPbx([SEED.account], now=now, hooks=hooks, speed=speed)
        self.telegram = SandboxTelegram(now=now)
        self._furnish()
        page = page_routes(
            self.telegram,
            pbx_faults_get=self._faults,
            pbx_faults_put=self._set_faults,
            numbers=numbers(),
            reset=self.telegram.reset,
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

    def _faults(self) -> dict[str, bool]:
        return {name: getattr(self.pbx.faults, name) for name in PAGE_FAULTS}

    def _set_faults(self, wanted: Mapping[str, bool]) -> None:
        for name in PAGE_FAULTS:
            if name in wanted:
                setattr(self.pbx.faults, name, wanted[name])
