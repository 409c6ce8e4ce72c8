"""The composition root of what runs with nothing configured: the demo, and the sandbox alone.

The demo is the bot of `app` beside the sandbox: one process, one port, state that is temporary.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.app import open_program
from bot.core.people import Language, Person, Role
from bot.core.reading import read_value
from bot.core.records import Filter, Place
from bot.core.speaking import Speech
from bot.core.templates import PressKey, Purpose, Template, TemplateKind
from bot.errors import UsageError
from bot.media.worker import Worker, can_speak
from bot.peers import World
from bot.sandbox.pbx import scripts
from bot.sandbox.world import SEED, Sandbox
from bot.serving import Serving, listen, stop_on_signals
from bot.settings import Settings
from bot.store import Keyring, Transaction
from bot.store.sealing import new_secret_key

HOST = "127.0.0.1"
#: What pressing a key means to the team, and whether it needs someone: no PBX knows that.
MEANINGS = {
    ("thong_bao_no_cuoc_01", "1"): ("đã thanh toán", False),
    ("thong_bao_no_cuoc_01", "2"): ("cần gọi lại", True),
}


def demo_settings(url: str, folder: Path, **others: Any) -> Settings:
    """Settings that point the bot at a sandbox served at `url`."""
    return Settings.model_validate(
        {
            "telegram_bot_token": SEED.telegram_token,
            "telegram_api_url": url,
            "pbx_api_url": url,
            "public_url": url,
            "database": folder / "demo.db",
            "secret_key": new_secret_key(),
            "admin_ids": str(SEED.admin.id),
            "log_level": "WARNING",
            **others,
        }
    )


def furnish(tx: Transaction, keyring: Keyring, *, now: float) -> None:
    """An operator, an administrator, and the account that both use; the group hears outcomes."""
    account = SEED.account
    account_id = tx.accounts.add(
        name="CSKH",
        key_digest=keyring.digest("account", account.api_key.encode()),
        campaign_id=account.campaign_id,
        caller=SEED.caller,
        otp_template=account.templates[0].name,
        concurrency=account.concurrency,
        created_by=SEED.admin.id,
        created_at=now,
    )
    tx.accounts.seal(account_id, keyring.seal(account_id, account.api_key))
    for script in account.templates:
        tx.templates.put(_known(script, account_id))
    for seeded, role in ((SEED.operator, Role.OPERATOR), (SEED.admin, Role.ADMIN)):
        person = Person(person_id=seeded.id, name=seeded.name_vi, role=role)
        tx.people.put(person, created_at=now)
        tx.accounts.share(account_id, seeded.id)
    tx.chats.put(SEED.group_id, SEED.group_title_vi, seen_at=now)
    tx.subscriptions.put(
        account_id=account_id,
        place=Place(chat_id=SEED.group_id),
        filter=Filter(),
        language=Language.VI,
        created_by=SEED.admin.id,
        created_at=now,
    )


def _known(script: scripts.Template, account_id: int) -> Template:
    """A script of the sandbox's PBX as the bot knows it."""
    kind = TemplateKind.AUDIO if script.audio_file else TemplateKind.TTS
    return Template(
        account_id=account_id,
        name=script.name,
        content=script.content,
        voice=script.voice_tts,
        speed=script.speed_tts,
        kind=TemplateKind.OTP if script.type == "OTP" else kind,
        audio_file=script.audio_file or "",
        keys=tuple(_key(script.name, num, prompt) for num, prompt in script.press_options.items()),
        exit_sound=script.exit_sound.content if script.exit_sound else "",
        invalid_sound=script.invalid_sound.content if script.invalid_sound else "",
        exit_file=(script.exit_sound and script.exit_sound.audio_file) or "",
        invalid_file=(script.invalid_sound and script.invalid_sound.audio_file) or "",
        purpose=Purpose.CODE if script.type == "OTP" else None,
    )


def _key(name: str, num: str, prompt: scripts.Prompt) -> PressKey:
    meaning, needs_someone = MEANINGS.get((name, num), ("", False))
    return PressKey(
        num=num,
        content=prompt.content,
        audio_file=prompt.audio_file or "",
        meaning=meaning,
        needs_someone=needs_someone,
    )


def _phone_voice() -> Callable[[str, str, float], Awaitable[bytes | None]] | None:
    """What the callee's phone on the page speaks with: the engine that scripts are heard with."""
    if not can_speak():
        return None
    worker = Worker()

    async def speak(text: str, voice: str, speed: float) -> bytes | None:
        try:
            spoken = await worker.speak(Speech(voice=voice, speed=speed, texts=(text,)))
        except UsageError:
            return None
        return spoken.note.content

    return speak


async def run_demo(port: int, *, speed: float, say: Callable[[str], None]) -> None:
    """`pbxbot demo`: until a signal; `say` is told the address once it answers."""
    with (
        listen(HOST, port) as listening,
        tempfile.TemporaryDirectory(prefix="pbxbot-demo-") as folder,
    ):
        url = f"http://{HOST}:{listening.getsockname()[1]}"
        settings = demo_settings(url, Path(folder))
        async with httpx.AsyncClient(trust_env=False) as hooks:
            sandbox = Sandbox(
                now=time.time,
                speed=speed,
                hooks=hooks,
                history=True,
                read=read_value,
                speak=_phone_voice(),
            )
            program = await open_program(settings, World())
            keyring = Keyring(settings.secret_key.get_secret_value())
            await program.store.write(lambda tx: furnish(tx, keyring, now=time.time()))
            routes = [*program.http.routes, *sandbox.routes]
            stop = stop_on_signals()
            going = asyncio.create_task(sandbox.run())
            serving = Serving(Starlette(routes=routes), listening, grace=1, closing=sandbox.close)
            say(url)
            try:
                await program.run(stop, serving)
            finally:
                going.cancel()


async def run_sandbox(port: int, *, speed: float, say: Callable[[str], None]) -> None:
    """`pbxbot sandbox`: the PBX, the Telegram and the page, for other programs."""
    with listen(HOST, port) as listening:
        async with httpx.AsyncClient(trust_env=False) as hooks:
            sandbox = Sandbox(now=time.time, speed=speed, hooks=hooks, history=True)
            serving = Serving(sandbox.app, listening, grace=1, closing=sandbox.close)
            stop = stop_on_signals()
            say(f"http://{HOST}:{listening.getsockname()[1]}")
            async with asyncio.TaskGroup() as group:
                running = [group.create_task(serving.run()), group.create_task(sandbox.run())]
                await stop.wait()
                await serving.stop()
                for task in running:
                    task.cancel()
