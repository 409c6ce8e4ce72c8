"""The command line: what is said, and the exit code, without starting anything that lasts."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot import __version__
from bot.cli import main
from bot.sandbox.world import SEED
from bot.store import Keyring, Store
from bot.store.sealing import new_secret_key

RIGHT = {
    "TELEGRAM_BOT_TOKEN": SEED.telegram_token,
    "PBX_API_URL": "http://127.0.0.1:9",
    "SECRET_KEY": new_secret_key(),
}


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leaves logging, and the interpreter's hooks, as they were."""
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(logging, "raiseExceptions", True)
    root.handlers = []
    yield
    logging.captureWarnings(False)
    root.handlers, root.level = kept, level
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory without .env."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Settings with which `run` could start; more can be set."""
    for name, value in RIGHT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def test_secrets_new_prints_a_fresh_key_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["secrets", "new"]) == 0
    assert main(["secrets", "new"]) == 0

    one, other = capsys.readouterr().out.splitlines()
    assert one != other
    assert Fernet(one)
    assert Fernet(other)


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["secrets"],
        ["secrets", "old"],
        ["run", "now"],
        ["demo", "--port", "65536"],
        ["demo", "--port", "-1"],
        ["demo", "--port", "http"],
        ["demo", "--port", "²"],
        ["sandbox", "--speed", "0"],
        ["sandbox", "--speed", "nan"],
        ["sandbox", "--speed", "inf"],
        ["sandbox", "--speed", "fast"],
    ],
    ids=" ".join,
)
def test_misuse_is_two_and_shows_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("usage: pbxbot")
    assert "_port" not in said
    assert "_speed" not in said


@pytest.mark.parametrize("command", ["run", "link"])
def test_missing_settings_are_said_all_at_once(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert [line.partition(":")[0] for line in said.err.splitlines()] == [
        "Set TELEGRAM_BOT_TOKEN",
        "Set PBX_API_URL",
        "Set SECRET_KEY",
    ]


def test_wrong_settings_are_named_without_their_values(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"TELEGRAM_BOT_TOKEN": "nonsense", "LISTEN_PORT": "99999", "ADMIN_IDS": "everybody"}
    for name, value in wrong.items():
        settings.setenv(name, value)

    assert main(["run"]) == 1

    said = capsys.readouterr().err
    assert all(name in said and value not in said for name, value in wrong.items())


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_a_taken_port_is_a_sentence(
    command: str, taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--port", str(taken)]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"Choose another port than {taken} on 127.0.0.1: address already in use.\n"


def test_an_account_is_linked_only_if_there_are_administrators_to_share_it_with(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["link"]) == 1

    assert capsys.readouterr().err.startswith("Set ADMIN_IDS first")


@pytest.mark.parametrize("command", ["run", "link"])
def test_a_database_of_another_secret_key_is_refused(
    command: str,
    settings: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def make() -> None:
        await (await Store.open(tmp_path / "bot.db", Keyring(new_secret_key()))).close()

    asyncio.run(make())
    settings.setenv("DATABASE", str(tmp_path / "bot.db"))
    settings.setenv("LISTEN_PORT", str(_free_port()))
    settings.setenv("ADMIN_IDS", "5550003")

    assert main([command]) == 1

    said = capsys.readouterr().err
    assert "SECRET_KEY" in said
    assert "Traceback" not in said
    assert RIGHT["SECRET_KEY"] not in said


def test_a_database_that_is_none_is_refused(
    settings: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bot.db").write_text("these are notes, and no database at all " * 100)
    settings.setenv("DATABASE", str(tmp_path / "bot.db"))
    settings.setenv("LISTEN_PORT", str(_free_port()))

    assert main(["run"]) == 1

    said = capsys.readouterr().err
    assert "not a database" in said
    assert "Traceback" not in said


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
