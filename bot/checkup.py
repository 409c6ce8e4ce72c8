"""`pbxbot check`: each setting is tried, and what fails is said with how to mend it.

Changes nothing and calls nobody. It can run beside the bot, whose database is then its own, and
before the bot's first start, when it listens itself to see whether PUBLIC_URL leads here.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.chat.checkup import check_administrator, check_token
from bot.core.records import Account
from bot.errors import (
    PbxError,
    PbxNoAnswer,
    PbxNotReached,
    SettingsError,
    StoreError,
    StoreLocked,
    StoreOutdated,
    WrongSecretKey,
)
from bot.peers import World, connect_pbx, connect_telegram
from bot.serving import Serving, listen
from bot.settings import Settings
from bot.store import Keyring, Store, Transaction

#: Seconds that PUBLIC_URL may take to answer.
PATIENCE: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One setting after it was tried: what was seen, or how to mend it."""

    setting: str
    seen: str = ""
    fault: str = ""

    def __str__(self) -> str:
        return f"{'fails' if self.fault else 'ok':6}{self.setting}: {self.fault or self.seen}"


async def check_all(settings: Settings, world: World) -> AsyncIterator[Checked]:
    """Try the settings one after another; each is told as it is known."""
    keyring = Keyring(settings.secret_key.get_secret_value())
    database, keys = await _check_database(settings, keyring)
    yield database
    async for checked in _check_telegram(settings, world):
        yield checked
    async for checked in _check_pbx(settings, world, keys):
        yield checked
    yield await _check_public_url(settings, keyring)


#: The accounts with their opened keys; None: the database could not be looked into.
Keys = list[tuple[Account, str]] | None


async def _check_database(settings: Settings, keyring: Keyring) -> tuple[Checked, Keys]:
    path = settings.database
    if not path.exists():
        folder = next(parent for parent in path.resolve().parents if parent.exists())
        fault = "" if os.access(folder, os.W_OK) else f"{folder} can't be written to: allow it."
        seen = "not there yet, the first start makes it"
        return Checked(setting="DATABASE", seen=seen, fault=fault), []
    try:
        store = await Store.open(path, keyring, upgrade=False)
    except StoreLocked:
        return Checked(setting="DATABASE", seen="in use by the bot, which is running"), None
    except StoreOutdated:
        seen = "of an older version, the next start brings it up to date"
        return Checked(setting="DATABASE", seen=seen), None
    except WrongSecretKey:
        fault = "it does not open this DATABASE: put back the key with which it was made."
        return Checked(setting="SECRET_KEY", fault=fault), None
    except StoreError as error:
        return Checked(setting="DATABASE", fault=f"{error}."), None
    try:
        keys = await store.read(lambda tx: _open_keys(tx, keyring))
    except WrongSecretKey:
        fault = "it does not open the keys that are stored: put back the key that sealed them."
        return Checked(setting="SECRET_KEY", fault=fault), None
    finally:
        await store.close()
    seen = f"opens, accounts linked: {len(keys)}"
    return Checked(setting="DATABASE, SECRET_KEY", seen=seen), keys


def _open_keys(tx: Transaction, keyring: Keyring) -> list[tuple[Account, str]]:
    sealed = [
        (account, tx.accounts.sealed_key(account.account_id)) for account in tx.accounts.all()
    ]
    return [(account, keyring.open(account.account_id, key)) for account, key in sealed if key]


async def _check_telegram(settings: Settings, world: World) -> AsyncIterator[Checked]:
    bot = connect_telegram(settings, world)
    try:
        name, fault = await check_token(bot)
        yield Checked(setting="TELEGRAM_BOT_TOKEN", seen=name, fault=fault)
        if fault:
            return
        if not settings.admin_ids:
            fault = "nobody may set anything up: put in the id that the bot answers /start with."
            yield Checked(setting="ADMIN_IDS", fault=fault)
        for person_id in settings.admin_ids:
            fault = await check_administrator(bot, person_id)
            yield Checked(setting="ADMIN_IDS", seen=f"{person_id} can be written to", fault=fault)
    finally:
        await bot.shutdown()


async def _check_pbx(settings: Settings, world: World, keys: Keys) -> AsyncIterator[Checked]:
    if not keys:
        # Any answer shows that there is a PBX; a key that is none opens nothing.
        silent = _silence(await _ask_pbx("no-key", settings, world))
        seen = "answers; no account is linked yet that could be tried"
        if keys is None:
            seen = "answers; whether it takes the accounts' keys, /status in the chat tells"
        yield Checked(setting="PBX_API_URL", seen=seen, fault=silent)
    for account, pbx_api_key in keys or ():
        error = await _ask_pbx(pbx_api_key, settings, world)
        fault = _silence(error)
        if error is not None and not fault:
            said = f" (“{error.words}”)" if error.words else ""
            fault = f"the PBX refuses the key of {account.name}{said}: send /link with a new one."
        yield Checked(setting="PBX_API_URL", seen=f"takes the key of {account.name}", fault=fault)


async def _ask_pbx(pbx_api_key: str, settings: Settings, world: World) -> PbxError | None:
    client = connect_pbx(pbx_api_key, settings, world)
    try:
        await client.check()
    except PbxError as error:
        return error
    finally:
        await client.aclose()
    return None


def _silence(error: PbxError | None) -> str:
    """How to mend that no answer came; empty if the PBX said anything, if only no."""
    if not isinstance(error, PbxNotReached | PbxNoAnswer):
        return ""
    answered = f" ({error.status})" if error.status else ""
    return f"the PBX can't be reached{answered}: check the address, and that it lets us in."


async def _check_public_url(settings: Settings, keyring: Keyring) -> Checked:
    if settings.public_url is None:
        seen = "not set: the PBX can't report, open calls are looked up every 20 s"
        return Checked(setting="PUBLIC_URL", seen=seen)
    url, token = settings.public_url, secrets.token_urlsafe(16)
    # The running bot answers a token of no call with this, and so do we in its place.
    proof = keyring.digest("nobody", token.encode())
    try:
        listening = listen(settings.listen_host, settings.listen_port)
    except SettingsError:
        return await _ask_public_url(url, token, proof)
    with listening:
        return await _ask_ourselves(url, token, proof, listening)


async def _ask_ourselves(url: str, token: str, proof: str, listening: socket.socket) -> Checked:
    """The bot is not running: listen in its place for one request."""

    async def here(request: Request) -> PlainTextResponse:
        ours = request.path_params["token"] == token
        return PlainTextResponse(proof if ours else "", 404)

    routes = [Route("/hooks/pbx/{token}", here, methods=["POST"])]
    serving = Serving(Starlette(routes=routes), listening)
    running = asyncio.create_task(serving.run())
    try:
        return await _ask_public_url(url, token, proof)
    finally:
        await serving.stop()
        running.cancel()


async def _ask_public_url(url: str, token: str, proof: str) -> Checked:
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            answer = await client.post(f"{url}/hooks/pbx/{token}")
    except httpx.HTTPError as error:
        fault = (
            f"nothing answers there ({type(error).__name__}): open the way to this machine, "
            "and have the proxy pass POST /hooks/pbx/… to LISTEN_HOST:LISTEN_PORT."
        )
        return Checked(setting="PUBLIC_URL", fault=fault)
    if answer.text != proof:
        fault = (
            f"something else answers there ({answer.status_code}): have the proxy pass "
            "POST /hooks/pbx/… to LISTEN_HOST:LISTEN_PORT."
        )
        return Checked(setting="PUBLIC_URL", fault=fault)
    return Checked(setting="PUBLIC_URL", seen="leads here")
