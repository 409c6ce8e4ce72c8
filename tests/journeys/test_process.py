"""The program as a process: how it starts, refuses to, and ends."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.sandbox.world import SEED
from bot.store.sealing import new_secret_key
from tests.journeys.processes import (
    ADMIN,
    HOST,
    OPERATOR,
    Bot,
    Peers,
    bot,
    free_port,
    start,
    terminal,
    until,
    written,
)

pytestmark = pytest.mark.real_time

CALLEE = "0912345608"
ANSWERED_LINE = f"✅ {CALLEE} nghe máy"
#: What is promised from SIGTERM to the end, in seconds.
PROMISED = 10.0
KEY = SEED.account.api_key
ANSWERS = {
    "A name for this account": "CSKH",
    "Campaign id": SEED.account.campaign_id,
    "Caller": SEED.caller,
    "OTP template's name": SEED.account.templates[0].name,
    "Concurrent calls [5]": "",
}


@pytest.fixture
async def peers() -> AsyncIterator[Peers]:
    made = Peers(speed=20.0)
    async with made.serve():
        yield made


async def _fails(running: Bot) -> str:
    """Start what can't start: what it says."""
    await running.start()
    assert running.process is not None
    async with asyncio.timeout(PROMISED):
        assert await running.process.wait() == 1
    return running.log


async def _half_a_hook(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A hook whose body has not come yet."""
    host, port = httpx.URL(url).host, httpx.URL(url).port
    reader, writer = await asyncio.open_connection(host, port)
    head = f"POST {httpx.URL(url).path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\n\r\n"
    writer.write(head.encode())
    await writer.drain()
    return reader, writer


async def _calls(peers: Peers, person: int) -> None:
    """Ask for a call, and hear how it went."""
    heard = len(peers.telegram.messages(person))
    peers.telegram.send(person, person, f"/otp {CALLEE} 4821")
    await until(
        lambda: any(
            message.text.startswith(ANSWERED_LINE)
            for message in peers.telegram.messages(person)[heard:]
        ),
        "the outcome is told",
    )


def _placed_with(peers: Peers) -> str:
    asked = [exchange for exchange in peers.seen if exchange.what == "otp"]
    return str(asked[-1].fields["callback_url"])


async def test_sigterm_finishes_the_hook_in_flight_and_the_placement_under_way(
    peers: Peers, tmp_path: Path
) -> None:
    peers.pbx.faults.answer_after = 1.0
    async with bot(tmp_path, peers) as running:
        await running.start()
        await until(lambda: peers.asked("getupdates"), "updates are fetched")
        peers.telegram.send(OPERATOR, OPERATOR, f"/otp {CALLEE} 4821")
        await until(peers.placements_asked, "the PBX is asked")
        reader, writer = await _half_a_hook(_placed_with(peers))
        assert running.process is not None
        running.process.send_signal(signal.SIGTERM)
        await until(lambda: any(a.status for a in peers.pbx.requests[-1:]), "it is answered")
        writer.write(b"{}")
        answer = await reader.readline()
        writer.close()
        await writer.wait_closed()

        assert b" 204 " in answer
        assert await running.end(within=PROMISED) == 0
        assert not running.database.with_name("bot.db-wal").exists()
        with sqlite3.connect(running.database) as database:
            states = database.execute("SELECT state FROM calls").fetchall()
        database.close()
        assert states != [("unknown",)]

        peers.pbx.faults.answer_after = 0.0
        await running.start()
        await until(lambda: any(ANSWERED_LINE in t for t in peers.texts(OPERATOR)), "outcome")
        assert await running.end() == 0
    assert peers.pbx.placements == {CALLEE: 1}


async def test_sigterm_does_not_wait_for_ever_for_a_pbx_that_hangs(
    peers: Peers, tmp_path: Path
) -> None:
    peers.pbx.faults.hang = True
    async with bot(tmp_path, peers) as running:
        await running.start()
        await until(lambda: peers.asked("getupdates"), "updates are fetched")
        peers.telegram.send(OPERATOR, OPERATOR, f"/otp {CALLEE} 4821")
        await until(peers.placements_asked, "the PBX is asked")

        assert await running.end(within=PROMISED) == 0
        await running.start()
        await until(lambda: any(ANSWERED_LINE in t for t in peers.texts(OPERATOR)), "outcome")
    assert peers.pbx.placements == {CALLEE: 1}


async def test_what_is_being_sent_when_it_is_stopped_is_not_sent_again(
    peers: Peers, tmp_path: Path
) -> None:
    async with bot(tmp_path, peers) as running:
        await running.start()
        await until(lambda: peers.asked("getupdates"), "updates are fetched")
        peers.telegram.send(OPERATOR, OPERATOR, f"/otp {CALLEE} 4821")
        await until(lambda: any(ANSWERED_LINE in t for t in peers.texts(OPERATOR)), "outcome")
        assert await running.end() == 0
        told = peers.texts(OPERATOR)

        fetched = peers.asked("getupdates")
        await running.start()
        await until(lambda: peers.asked("getupdates") > fetched, "updates are fetched again")
        assert peers.texts(OPERATOR) == told


async def test_it_can_be_stopped_at_any_moment_of_its_start(peers: Peers, tmp_path: Path) -> None:
    async with bot(tmp_path, peers) as running:
        for moment in ("getme", "setmycommands", "deletewebhook", "getupdates"):
            before = peers.asked(moment)
            await running.start()
            await until(lambda m=moment, b=before: peers.asked(m) > b, moment)
            assert await running.end(within=PROMISED) == 0, moment
    assert "Traceback" not in running.log


async def test_a_second_one_on_the_same_database_is_told_who_has_it(
    peers: Peers, tmp_path: Path
) -> None:
    async with bot(tmp_path, peers) as running:
        await running.start()
        await running.up()
        assert running.process is not None
        other = {**running.settings, "LISTEN_PORT": str(free_port())}
        second = await start(["run"], tmp_path, other)
        async with asyncio.timeout(PROMISED):
            assert await second.wait() == 1

        assert f"is in use by pid {running.process.pid} on " in running.log
        assert "Traceback" not in running.log


async def test_a_port_that_is_taken_is_said_in_a_sentence(peers: Peers, tmp_path: Path) -> None:
    port = httpx.URL(peers.url).port
    async with bot(tmp_path, peers, LISTEN_PORT=str(port)) as running:
        log = await _fails(running)
    assert log == f"Choose another port than {port} on {HOST}: address already in use.\n"


async def test_another_secret_key_than_the_databases_is_refused(
    peers: Peers, tmp_path: Path
) -> None:
    async with bot(tmp_path, peers) as running:
        running.settings["SECRET_KEY"] = new_secret_key()
        log = await _fails(running)
    assert "SECRET_KEY" in log
    assert running.settings["SECRET_KEY"] not in log
    assert "Traceback" not in log


async def test_all_that_is_wrong_with_the_settings_is_said_at_once_without_values(
    tmp_path: Path,
) -> None:
    wrong = {"TELEGRAM_BOT_TOKEN": "nonsense", "LISTEN_PORT": "99999", "TIMEZONE": "Mars/Olympus"}
    process = await start(["run"], tmp_path, wrong)
    async with asyncio.timeout(PROMISED):
        assert await process.wait() == 1
    said = written(tmp_path)
    for name in (*wrong, "PBX_API_URL", "SECRET_KEY"):
        assert name in said
    assert not any(value in said for value in wrong.values())
    assert "Traceback" not in said


async def test_it_starts_without_its_peers_and_works_once_they_are_there(tmp_path: Path) -> None:
    port = free_port()
    peers = Peers(speed=20.0)
    peers.url = f"http://{HOST}:{port}"
    async with bot(tmp_path, peers) as running:
        await running.start()
        await running.up()
        await until(lambda: "telegram: not reached, trying again" in running.log, "it is said")
        async with peers.serve(port):
            await _calls(peers, OPERATOR)
            assert await running.end() == 0


async def test_it_can_be_stopped_while_telegram_is_out_of_reach(tmp_path: Path) -> None:
    peers = Peers()
    peers.url = f"http://{HOST}:{free_port()}"
    async with bot(tmp_path, peers) as running, peers.serve():
        await running.start()
        await running.up()
        assert await running.end(within=PROMISED) == 0


async def test_a_wrong_bot_token_is_a_sentence_in_the_log(peers: Peers, tmp_path: Path) -> None:
    token = "1000000002:another-token-than-the-one-of-the-sandbox"
    async with bot(tmp_path, peers, TELEGRAM_BOT_TOKEN=token, LOG_LEVEL="DEBUG") as running:
        await running.start()
        await running.up()
        await until(lambda: "TELEGRAM_BOT_TOKEN is not accepted" in running.log, "it is said")
        assert await running.end() == 0
    assert token not in running.log
    assert token.partition(":")[2] not in running.log
    assert "Traceback" not in running.log


@asynccontextmanager
async def _linking(running: Bot, key: str, **instead: str) -> AsyncIterator[str]:
    """What stands at the terminal after `link` was answered, and its exit code in front."""
    async with terminal(["link"], running.folder, running.settings) as screen:
        await screen.answer("API key (is not shown): ", key)
        for question, answer in {**ANSWERS, **instead}.items():
            await screen.answer(question, answer)
        code = await screen.ended()
        await until(lambda: "inked" in screen.text.splitlines()[-1], "a sentence")
        yield f"{code} {screen.text.splitlines()[-1]}"
        assert key not in screen.text
        assert "Traceback" not in screen.text


async def test_an_account_is_linked_at_a_terminal_and_used(peers: Peers, tmp_path: Path) -> None:
    running = Bot(tmp_path, peers.url)
    async with _linking(running, KEY) as said:
        assert said == "0 Linked, and shared with the administrators of ADMIN_IDS."
    assert KEY.encode() not in running.kept()

    await running.start()
    await until(lambda: peers.asked("getupdates"), "updates are fetched")
    await _calls(peers, ADMIN)
    assert await running.end() == 0
    assert KEY not in running.log


async def test_a_key_that_the_pbx_does_not_accept_is_not_linked(
    peers: Peers, tmp_path: Path
) -> None:
    running = Bot(tmp_path, peers.url)
    async with _linking(running, "not-the-key-of-anybody") as said:
        assert said.startswith("1 Nothing was linked. The PBX does not accept the key")
    assert _accounts(running) == 0


async def test_nothing_is_linked_while_the_pbx_is_down(peers: Peers, tmp_path: Path) -> None:
    running = Bot(tmp_path, peers.url, PBX_API_URL=f"http://{HOST}:{free_port()}")
    async with _linking(running, KEY) as said:
        assert said.startswith("1 Nothing was linked. ")
    assert _accounts(running) == 0


@pytest.mark.parametrize(
    ("question", "answer"),
    [("Campaign id", ""), ("Caller", "the hotline"), ("Concurrent calls [5]", "many")],
)
async def test_an_answer_that_is_missing_or_does_not_fit_links_nothing(
    peers: Peers, tmp_path: Path, question: str, answer: str
) -> None:
    running = Bot(tmp_path, peers.url)
    async with _linking(running, KEY, **{question: answer}) as said:
        assert said == (
            "1 Nothing was linked: an answer is missing, does not fit, or the name is taken."
        )
    assert not peers.seen


async def test_ctrl_c_at_a_question_links_nothing(peers: Peers, tmp_path: Path) -> None:
    running = Bot(tmp_path, peers.url)
    async with terminal(["link"], tmp_path, running.settings) as screen:
        await screen.answer("API key (is not shown): ", KEY)
        await screen.asks("A name for this account")
        screen.press("\x03")
        assert await screen.ended() == 130
        assert "Traceback" not in screen.text
    assert not peers.seen


def _accounts(running: Bot) -> int:
    database = sqlite3.connect(running.database)
    try:
        return int(database.execute("SELECT COUNT(*) FROM accounts").fetchone()[0])
    finally:
        database.close()


def _files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


async def test_the_demo_says_where_it_is_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    demo = await start(["demo", "--port", str(port), "--speed", "20"], tmp_path, {})
    url = f"http://{HOST}:{port}"
    await until(lambda: "Ctrl-C" in written(tmp_path), "it says what it is")
    said = written(tmp_path)
    assert said.splitlines()[0].split() == ["The", "page:", url]
    assert [line[:4] for line in said.splitlines() if line.startswith("  ")] == [
        "  1.",
        "  2.",
        "  3.",
    ]
    async with httpx.AsyncClient(base_url=url, trust_env=False) as browser:
        assert (await browser.get("/")).status_code == 200
        assert (await browser.get("/readyz")).status_code == 200
        typed = {"user": OPERATOR, "chat_id": OPERATOR, "text": f"/otp {CALLEE} 4821"}
        assert (await browser.post("/page/send", json=typed)).is_success
        deadline = time.monotonic() + PROMISED
        while ANSWERED_LINE not in str((await browser.get(f"/page/state?user={OPERATOR}")).json()):
            assert time.monotonic() < deadline, "the outcome is told"
            await asyncio.sleep(0.05)
        async with browser.stream("GET", f"/page/events?user={OPERATOR}") as watching:
            assert watching.status_code == 200
            demo.send_signal(signal.SIGINT)
            async with asyncio.timeout(PROMISED):
                assert await demo.wait() == 0
    assert written(tmp_path) == said
    assert _files_in(tmp_path) == ["err", "out", "tmp"]


async def test_the_sandbox_alone_lets_time_pass_as_fast_as_it_is_told(tmp_path: Path) -> None:
    port = free_port()
    sandbox = await start(["sandbox", "--port", str(port), "--speed", "50"], tmp_path, {})
    await until(lambda: "Ctrl-C" in written(tmp_path), "it says what it is")
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}/v1", trust_env=False) as pbx:
        token = (await pbx.post("/auth/token", json={"api_key": KEY})).json()["data"]
        pbx.headers["Authorization"] = f"Bearer {token['access_token']}"
        call = {
            "campaign_id": SEED.account.campaign_id,
            "caller": SEED.caller,
            "callee": "0912345603",
            "param": {"template_name": SEED.account.templates[0].name, "code_otp": "4821"},
        }
        placed = (await pbx.post("/autocall/otp", json=call)).json()
        deadline = time.monotonic() + 5
        while not (await pbx.get(f"/report/{placed['call_id']}")).json()["data"]["end_time"]:
            assert time.monotonic() < deadline, "25 seconds of ringing take half a second"
            await asyncio.sleep(0.02)
    sandbox.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PROMISED):
        assert await sandbox.wait() == 0
