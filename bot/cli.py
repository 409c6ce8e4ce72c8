"""The command line: arguments in, sentences and exit codes out; what commands do is elsewhere."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from getpass import getpass
from typing import Any, Final, TypeVar

import uvloop

from bot import __version__, app, checkup, demo, logs
from bot.errors import BotError, PbxError, SettingsError, UsageError
from bot.peers import World
from bot.settings import settings_of_this_process

T = TypeVar("T")
Command = Callable[[argparse.Namespace], int]

DEMO_PORT: Final = 8088

WELCOME: Final = """\
The page:  {url}
Nothing is really called. Try there:
  1. /otp 0987654321 4821   is answered: watch the card, the group, the callee's phone
  2. /call 0987654321 thong_bao_no_cuoc_01   asks for values, shows what will be read
  3. become the administrator (Quản trị), then /users, and /notify in the group
Ctrl-C stops it; nothing is kept."""
SERVED: Final = """\
PBX:       {url}/v1
Telegram:  {url}   (TELEGRAM_API_URL)
The page:  {url}
The keys to both are in the README. Ctrl-C stops it; nothing is kept."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 done, 1 refused with a sentence, 2 misused, 130 interrupted."""
    chosen = _parser().parse_args(arguments)
    command: Command = chosen.command
    try:
        return command(chosen)
    except SettingsError as error:
        _complain("\n".join(error.faults))
    except BotError as error:
        _complain(str(error))
    except KeyboardInterrupt:
        return 130
    return 1


def _complain(sentences: str) -> None:
    print(sentences, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pbxbot", description="Voice calls over a PBX, in chat.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, does: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=does, description=does)
        added.set_defaults(command=command)
        return added

    for name, command, does in (
        ("demo", _demo, "everything on this machine; nothing is really called"),
        ("sandbox", _sandbox, "only the demo's PBX and Telegram, for other programs"),
    ):
        served = add(name, command, does)
        served.add_argument("--port", type=_port, default=DEMO_PORT, help="default %(default)s")
        served.add_argument(
            "--speed", type=_speed, default=1.0, help="10: calls go ten times faster"
        )
    add("run", _run, "the bot, with settings from the environment or .env")
    add("link", _link, "make a PBX account known (asks for it; with the bot stopped)")
    add("check", _check, "try each setting, and say how to mend what fails")
    secrets = add("secrets", _secrets, "keys for SECRET_KEY")
    secrets.add_argument("action", choices=["new"], help="new: print a fresh key")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535; 0: any free one")
    return int(text)


def _speed(text: str) -> float:
    with suppress(ValueError):
        if 0.1 <= (speed := float(text)) <= 1000:
            return speed
    raise argparse.ArgumentTypeError("a speed is a number from 0.1 to 1000")


def _start(program: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(program)


def _demo(chosen: argparse.Namespace) -> int:
    logs.set_up("ERROR", "text")
    _start(demo.run_demo(chosen.port, speed=chosen.speed, say=_say(WELCOME)))
    return 0


def _sandbox(chosen: argparse.Namespace) -> int:
    logs.set_up("ERROR", "text")
    _start(demo.run_sandbox(chosen.port, speed=chosen.speed, say=_say(SERVED)))
    return 0


def _say(text: str) -> Callable[[str], None]:
    return lambda url: print(text.format(url=url), flush=True)


def _run(_chosen: argparse.Namespace) -> int:
    settings = settings_of_this_process()
    logs.set_up(settings.log_level, settings.log_format, secrets=settings.secrets())
    _start(app.run(settings))
    return 0


def _check(_chosen: argparse.Namespace) -> int:
    settings = settings_of_this_process()
    logs.set_up("ERROR", settings.log_format, secrets=settings.secrets())

    async def tell_all() -> bool:
        faults = 0
        async for checked in checkup.check_all(settings, World()):
            print(checked, flush=True)
            faults += bool(checked.fault)
        return faults == 0

    return 0 if _start(tell_all()) else 1


def _secrets(_chosen: argparse.Namespace) -> int:
    print(app.fresh_secret_key())
    return 0


def _link(_chosen: argparse.Namespace) -> int:
    settings = settings_of_this_process()
    logs.set_up("ERROR", settings.log_format, secrets=settings.secrets())
    if not settings.admin_ids:
        raise SettingsError(["Set ADMIN_IDS first: an account is shared with administrators."])
    try:
        before = _start(app.link(settings, _ask_for_account))
    except (EOFError, UsageError):
        _complain("Nothing was linked: an answer is missing, does not fit, or the name is taken.")
        return 1
    except PbxError as error:
        said = f" (“{error.words}”)" if error.words else ""
        _complain(f"Nothing was linked. {type(error).__doc__}{said}")
        return 1
    if before is not None:
        print(f"This key was linked already, as “{before.name}”: that account is changed.")
    print("Linked, and shared with the administrators of ADMIN_IDS.")
    return 0


def _ask_for_account() -> dict[str, str]:
    # The event loop's own answer to Ctrl-C waits for the loop, which waits for these answers.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pbx_api_key = getpass("API key (is not shown): ").strip()
    logs.add_secret(pbx_api_key)
    answers = {
        "pbx_api_key": pbx_api_key,
        "name": input("A name for this account, as people will see it: ").strip(),
        "campaign_id": input("Campaign id: ").strip(),
        "caller": input("Caller (the hotline that callees see): ").strip(),
        "otp_template": input("OTP template's name: ").strip(),
        "concurrency": input("Concurrent calls [5]: ").strip() or "5",
    }
    if not all(answers.values()):
        raise EOFError
    return answers
