"""No secret leaves by the log, wherever it was planted; every line says what it belongs to."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from bot import logs

log = logging.getLogger("bot.test")

BOT_TOKEN = "123456789:AAE-wq_planted_of_thirty-five_chars"
HOOK_TOKEN = "kT3_planted-hook-token-of-43-characters-xx"
PLANTED = 'S3cret "khoá" of\\mine'
LEARNED = "learned-only-while-running"

# Each text holds one secret; whoever reads the log may not find the second part.
SHAPES = [
    (f"https://api.telegram.org/bot{BOT_TOKEN}/getMe", BOT_TOKEN),
    (f"https://x.example.com/?q={BOT_TOKEN.replace(':', '%3A')}", BOT_TOKEN[10:]),
    (f'"POST /hooks/pbx/{HOOK_TOKEN} HTTP/1.1" 204', HOOK_TOKEN),
    (f"callback_url=https%3A%2F%2Fh%2Fhooks%2Fpbx%2F{HOOK_TOKEN}&x=1", HOOK_TOKEN),
    (rf'{{"callback_url": "https:\/\/h\/hooks\/pbx\/{HOOK_TOKEN}"}}', HOOK_TOKEN),
    ("Authorization: Bearer eyJ-planted.abc=", "planted"),
    ("authorization: planted and more", "planted"),
    ("{'Authorization': 'planted'}", "planted"),
    ("[(b'Authorization', b'Bearer planted')]", "planted"),
    (r"{\"Authorization\": \"Bearer planted\"}", "planted"),
    ("Proxy-Authorization: Basic dXNlcjpwbGFudGVk", "dXNlcjpwbGFudGVk"),
    ("curl --header 'Authorization: planted' https://x", "planted"),
    ("sent Bearer eyJplantedplantedplanted", "planted"),
    ('{"api_key": "planted", "x": 1}', "planted"),
    ('{"api_key":"with \\" planted"}', "planted"),
    (r'"{\"access_token\": \"planted\"}"', "planted"),
    ("{'access_token': 'planted'}", "planted"),
    ("{b'refresh_token': b'planted'}", "planted"),
    ('{"param": {"code_otp": 4821}}', "4821"),
    ('{"code_otp": "48 21', "48 21"),
    ("Cdr(code_otp='4821', call_id='x')", "4821"),
    ("api_key=planted&x=1", "planted"),
    ('"callback_apikey": "planted"', "planted"),
    ('{"username": "foo", "password": "planted"}', "planted"),
    ("text='/otp 0987654321 4821'", "4821"),
    ('"text": "/otp@pbx_bot template=x 4821 0987654321"', "4821"),
    ("text='/link aaaa-planted'", "planted"),
    ("text='/login foo planted'", "planted"),
    ("callee 0987654321 is busy", "0987654321"),
    ("callee=+84987654321", "987654321"),
    ("to 84987654321,", "987654321"),
    ("to 0084 987 654 321", "654 321"),
    ("to 0987.654.321!", "654.321"),
    ("to +84 (98) 765 4321", "765 4321"),
    ("to 0084987654321.", "987654321"),
    ("to 02838221234", "02838221234"),
    ("to (028) 3822-1234", "3822"),
    ('success: ["9d0f1c_0987654321"]', "0987654321"),
]

PLAIN = [
    "chat=-1001234567890 user=987654321 message=77",
    "2026-11-23T09:12:30.123456 took 0.123456789 s, loop at 84.987654321",
    "call 9d0f1c1e-0b0a-4c4d-8e8f-012345678901 of list 12",
    "user=8412345678 hotline 19001234",
    "GET /healthz and /readyz; the authorization of a person; no bearer of news",
    "https://example.com/login page and /linked words",
    "7 of 12: 3 busy, 1 no answer",
]


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leaves logging, warnings and the hooks of the interpreter as they were."""
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    root.handlers = []
    yield
    logging.captureWarnings(False)
    root.handlers, root.level = kept, level
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture(params=["text", "json"])
def log_format(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Raises:
    def __str__(self) -> str:
        raise RuntimeError(PLANTED)


@pytest.mark.parametrize(("text", "secret"), SHAPES)
def test_what_is_secret_by_its_shape_is_taken_out(text: str, secret: str) -> None:
    cleaned = logs.Redactor().clean(text)

    assert secret not in cleaned
    assert logs.HIDDEN in cleaned or "•••" in cleaned


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_secret_stays(text: str) -> None:
    assert logs.Redactor().clean(text) == text


def test_what_stands_around_a_secret_stays() -> None:
    cleaned = logs.Redactor().clean('{"api_key": "planted", "call_id": "x"} for 0987654321 today')

    assert cleaned == '{"api_key": [hidden], "call_id": "x"} for 0987•••321 today'


@pytest.mark.parametrize(
    "form",
    [PLANTED, "S3cret%20%22kho%C3%A1%22%20of%5Cmine", json.dumps(PLANTED), repr(PLANTED)],
)
def test_a_secret_is_found_in_each_way_it_may_be_written(form: str) -> None:
    cleaned = logs.Redactor([PLANTED]).clean(f"<{form}>")

    assert "S3cret" not in cleaned
    assert "mine" not in cleaned


def test_a_secret_that_begins_another_does_not_leave_the_end_of_it() -> None:
    assert logs.Redactor(["abcdef", "abcdef-ghi"]).clean("abcdef-ghi abcdef") == "[hidden] [hidden]"


@pytest.mark.parametrize("short", ["", "a", "abc"])
def test_a_text_too_short_to_be_a_secret_does_not_blot_the_log(short: str) -> None:
    assert logs.Redactor([short]).clean("a line of abc") == "a line of abc"


@pytest.mark.parametrize(
    "unit", ["1", "a", "0 ", "+84 ", "098 7654 321 ", 'api_key="', "/otp ", "\\"]
)
def test_a_text_of_any_length_is_cleaned_in_linear_time(unit: str) -> None:
    began = time.perf_counter()

    logs.Redactor().clean(unit * (100_000 // len(unit)))

    assert time.perf_counter() - began < 5


def log_as_message() -> None:
    log.warning(f"before {PLANTED} {LEARNED} {BOT_TOKEN} /hooks/pbx/{HOOK_TOKEN} after")


def log_as_arguments() -> None:
    log.warning("before %s %r %s after", PLANTED, {"x": PLANTED}, LEARNED)


def log_as_mapping() -> None:
    log.warning("before %(x)s after", {"x": PLANTED})


def log_as_object() -> None:
    log.warning(SimpleNamespace(before=1, x=PLANTED))


def log_as_wrong_arguments() -> None:
    log.warning("before %d after", PLANTED)


def log_as_raising_argument() -> None:
    log.warning("before %s after", Raises())


def log_as_exception() -> None:
    try:
        raise ValueError(f"before {PLANTED} {LEARNED} {BOT_TOKEN}")
    except ValueError:
        log.exception("it failed")


def log_as_chain_of_exceptions() -> None:
    try:
        try:
            raise KeyError(PLANTED)
        except KeyError as cause:
            cause.add_note(f"before {LEARNED}")
            raise ExceptionGroup(PLANTED, [OSError(f"bot{BOT_TOKEN}")]) from cause
    except ExceptionGroup:
        log.exception("it failed before")


def log_as_stack() -> None:
    log.warning("before", stack_info=True, extra={"x": PLANTED})


def log_as_id() -> None:
    log.warning("before", extra={"call": PLANTED})


def log_as_logger() -> None:
    logging.getLogger("before").error("x", exc_info=ValueError(PLANTED))


def log_as_request() -> None:
    logging.getLogger("httpx").warning("before %s", httpx.URL(f"https://t.me/bot{BOT_TOKEN}/x"))


def log_as_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning(f"before {PLANTED}", UserWarning, "x.py", 1)


def log_as_uncaught() -> None:
    error = RuntimeError(f"before {PLANTED} {BOT_TOKEN}")
    sys.excepthook(RuntimeError, error, None)


def log_as_uncaught_in_a_thread() -> None:
    error = RuntimeError(f"before {PLANTED}")
    args = (RuntimeError, error, None, None)
    threading.excepthook(threading.ExceptHookArgs(args))


def log_as_unraisable() -> None:
    class Unclosed:
        def __del__(self) -> None:
            raise RuntimeError(f"before {PLANTED} {LEARNED}")

    Unclosed()


def log_as_lost_task() -> None:
    async def main() -> None:
        context = {"message": f"before {PLANTED}", "exception": ValueError(LEARNED)}
        asyncio.get_running_loop().call_exception_handler(context)

    asyncio.run(main())


PLACES = [place for name, place in globals().items() if name.startswith("log_as_")]


@pytest.mark.parametrize("place", PLACES)
def test_no_secret_leaves_from_any_place(
    capsys: pytest.CaptureFixture[str], place: Any, log_format: str
) -> None:
    logs.set_up("DEBUG", log_format, secrets=[PLANTED])
    logs.add_secret(LEARNED)

    place()

    written = capsys.readouterr().err
    assert "before" in written
    for secret in (PLANTED, "S3cret", LEARNED, BOT_TOKEN, HOOK_TOKEN):
        assert secret not in written


@pytest.mark.parametrize(("text", "secret"), SHAPES)
def test_what_is_secret_by_its_shape_leaves_in_no_form_of_line(
    capsys: pytest.CaptureFixture[str], text: str, secret: str, log_format: str
) -> None:
    logs.set_up("INFO", log_format)

    log.info("seen: %s", text)

    assert secret not in capsys.readouterr().err


def test_a_line_of_text_begins_with_time_level_logger_and_ids(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("INFO", "text")
    record = logging.LogRecord("bot.flows.dial", logging.INFO, "", 1, "placed %d", (2,), None)
    record.created = 1795399950.25

    record.call, record.hook = 12, 5
    logging.getLogger().handle(record)

    line = capsys.readouterr().err
    assert line == "2026-11-23T02:12:30.250Z INFO bot.flows.dial call=12 hook=5: placed 2\n"


def test_a_line_of_json_is_one_object_with_the_ids_as_keys(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("INFO", "json")
    record = logging.LogRecord("bot.flows.dial", logging.INFO, "", 1, "đã gọi\nxong", (), None)
    record.created = 1795399950.25

    record.call = 12
    logging.getLogger().handle(record)

    assert json.loads(capsys.readouterr().err) == {
        "time": "2026-11-23T02:12:30.250Z",
        "level": "INFO",
        "logger": "bot.flows.dial",
        "call": "12",
        "message": "đã gọi\nxong",
    }


def test_a_traceback_stays_with_its_line(
    capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    logs.set_up("INFO", log_format)

    log_as_chain_of_exceptions()

    first, *rest = capsys.readouterr().err.splitlines()
    assert "it failed before" in first
    if log_format == "json":
        assert rest == []
        assert "ExceptionGroup" in json.loads(first)["exception"]
    else:
        assert all(line.startswith("    ") for line in rest)
        assert any("ExceptionGroup" in line for line in rest)


def test_a_message_can_not_pass_for_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", "text")

    log.info("one\n2026-11-23 INFO two\r\x1b[2K\x85three")

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[1] == "    2026-11-23 INFO two\\x0d\\x1b[2K\\x85three"


def test_only_ids_are_taken_from_what_a_line_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", "text")

    log.info("x", extra={"call": 12, "callee": "0987654321"})

    assert "call=12: x" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "telegram.ext.Application"])
@pytest.mark.parametrize(("level", "seen"), [("DEBUG", True), ("ERROR", False)])
def test_libraries_that_log_urls_and_messages_are_heard_from_warning_up(
    capsys: pytest.CaptureFixture[str], name: str, level: str, seen: bool
) -> None:
    logs.set_up(level, "text")

    logging.getLogger(name).info("quiet")
    logging.getLogger(name).warning("loud")

    written = capsys.readouterr().err
    assert "quiet" not in written
    assert ("loud" in written) is seen


def test_setting_up_again_writes_each_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", "json")
    logs.set_up("INFO", "text")

    log.info("once")

    assert capsys.readouterr().err.count("once") == 1


def test_a_handler_that_was_there_before_writes_no_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logging.getLogger().addHandler(logging.StreamHandler(sys.stdout))

    logs.set_up("INFO", "text", secrets=[PLANTED])
    log.info(PLANTED)

    assert capsys.readouterr().out == ""
