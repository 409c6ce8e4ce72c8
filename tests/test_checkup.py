"""`pbxbot check`: each setting is tried against peers, and what fails says how to mend it."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import open_program
from bot.checkup import Checked, check_all
from bot.demo import demo_settings, furnish
from bot.peers import World
from bot.sandbox.world import SEED, Sandbox
from bot.serving import Serving, listen
from bot.settings import Settings
from bot.store import Keyring, Store
from bot.store.sealing import new_secret_key

URL = "http://sandbox"

pytestmark = pytest.mark.real_time


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def sandbox() -> Sandbox:
    sandbox = Sandbox(now=time.time, hooks=httpx.AsyncClient())
    sandbox.telegram.send(SEED.admin.id, SEED.admin.id, "/start")
    return sandbox


def settings_for(folder: Path, **changes: Any) -> Settings:
    port = free_port()
    return demo_settings(
        URL,
        folder,
        **{"public_url": f"http://127.0.0.1:{port}", "listen_port": port, **changes},
    )


async def check(settings: Settings, sandbox: Sandbox) -> dict[str, Checked]:
    peers = httpx.ASGITransport(sandbox.app)
    world = World(telegram=peers, pbx=peers)
    return {checked.setting: checked async for checked in check_all(settings, world)}


async def furnished(settings: Settings) -> None:
    keyring = Keyring(settings.secret_key.get_secret_value())
    store = await Store.open(settings.database, keyring)
    await store.write(lambda tx: furnish(tx, keyring, now=0.0))
    await store.close()


async def test_right_settings_are_all_well(tmp_path: Path, sandbox: Sandbox) -> None:
    settings = settings_for(tmp_path)
    await furnished(settings)

    found = await check(settings, sandbox)

    assert {name: str(checked) for name, checked in found.items()} == {
        "DATABASE, SECRET_KEY": "ok    DATABASE, SECRET_KEY: opens, accounts linked: 1",
        "TELEGRAM_BOT_TOKEN": "ok    TELEGRAM_BOT_TOKEN: @pbx_sandbox_bot",
        "ADMIN_IDS": "ok    ADMIN_IDS: 5550003 can be written to",
        "PBX_API_URL": "ok    PBX_API_URL: takes the key of CSKH",
        "PUBLIC_URL": "ok    PUBLIC_URL: leads here",
    }


async def test_a_database_of_another_key_says_which_key_to_put_back(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    await furnished(settings_for(tmp_path))

    found = await check(settings_for(tmp_path, secret_key=new_secret_key()), sandbox)

    assert "put back the key" in found["SECRET_KEY"].fault


async def test_a_running_bot_keeps_its_database(tmp_path: Path, sandbox: Sandbox) -> None:
    settings = settings_for(tmp_path)
    store = await Store.open(settings.database, Keyring(settings.secret_key.get_secret_value()))

    found = await check(settings, sandbox)
    await store.close()

    assert "in use by the bot" in found["DATABASE"].seen
    assert "/status in the chat tells" in found["PBX_API_URL"].seen


async def test_a_look_makes_nothing(tmp_path: Path, sandbox: Sandbox) -> None:
    settings = settings_for(tmp_path / "later")

    found = await check(settings, sandbox)

    assert "the first start makes it" in found["DATABASE"].seen
    assert not (tmp_path / "later").exists()


async def test_a_look_leaves_an_older_database_as_it_is(tmp_path: Path, sandbox: Sandbox) -> None:
    settings = settings_for(tmp_path)
    settings.database.touch()

    found = await check(settings, sandbox)

    assert "the next start brings it up to date" in found["DATABASE"].seen
    with closing(sqlite3.connect(settings.database)) as left:
        assert left.execute("SELECT name FROM sqlite_master WHERE name = 'calls'").fetchall() == []


async def test_only_the_running_bot_itself_is_taken_for_it(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    settings = settings_for(tmp_path)
    program = await open_program(settings, World())
    stop, listening = asyncio.Event(), listen(settings.listen_host, settings.listen_port)
    running = asyncio.create_task(program.run(stop, Serving(program.http, listening)))
    await asyncio.sleep(0.5)

    found = await check(settings, sandbox)
    stop.set()
    await running

    assert found["PUBLIC_URL"].seen == "leads here"
    assert "in use by the bot" in found["DATABASE"].seen


async def test_a_refused_token_an_unknown_administrator_and_a_revoked_key_are_each_told(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    settings = settings_for(tmp_path, admin_ids="77", telegram_bot_token="1:wrong")
    found = await check(settings, sandbox)
    assert "BotFather" in found["TELEGRAM_BOT_TOKEN"].fault

    settings = settings_for(tmp_path, admin_ids="77")
    found = await check(settings, sandbox)
    assert found["ADMIN_IDS"].fault == "77 has never written to the bot: send it /start."


async def test_nothing_set_up_and_nothing_there_is_told(tmp_path: Path, sandbox: Sandbox) -> None:
    sandbox.telegram.faults.unreachable = True
    sandbox.pbx.faults.pbx_503 = True
    settings = settings_for(tmp_path, admin_ids=(), public_url=f"http://127.0.0.1:{free_port()}")

    found = await check(settings, sandbox)

    assert "TELEGRAM_PROXY" in found["TELEGRAM_BOT_TOKEN"].fault
    assert "(503)" in found["PBX_API_URL"].fault
    assert "nothing answers there" in found["PUBLIC_URL"].fault


async def test_without_public_url_it_is_said_how_calls_are_followed(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    found = await check(settings_for(tmp_path, public_url=None), sandbox)
    assert "every 20 s" in found["PUBLIC_URL"].seen


async def test_something_else_at_public_url_is_not_taken_for_the_bot(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    other = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = other.sockets[0].getsockname()[1]

    found = await check(settings_for(tmp_path, public_url=f"http://127.0.0.1:{port}"), sandbox)
    other.close()

    assert "something else answers there (404)" in found["PUBLIC_URL"].fault
