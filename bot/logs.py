"""How this program writes its log: lines that carry ids, and no secret in any of them.

Redaction sits where the finished text leaves (the root handler's formatter): messages, arguments,
tracebacks and stacks of every library pass it. Does not decide what is worth a line.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType, TracebackType
from typing import Final
from urllib.parse import quote

from bot.core import phones

HIDDEN: Final = "[hidden]"
#: The ids that a line may carry, given to it as `extra`: what it is about can be followed by them.
IDS: Final = (
    "account",
    "call",
    "hook",
    "chat",
    "card",
    "delivery",
    "digest",
    "notice",
    "deletion",
    "list",
)

log = logging.getLogger(__name__)

# They put URLs, headers or people's messages into lines below WARNING.
_TALKATIVE: Final = ("httpx", "httpcore", "telegram")
# It logs whole updates, and with them codes, if one of a batch can't be read.
_SILENT: Final = "telegram.ext.Updater"

_SHORTEST_SECRET: Final = 4
_SLASH: Final = r"(?:\\?/|%2F)"
_KEYS: Final = r"(?:api_?key|access_token|refresh_token|code_otp|password|secret_key)"

# What is secret by its shape; the first group is what stays of it.
_SHAPES: Final = tuple(
    re.compile(shape, re.IGNORECASE | re.DOTALL)
    for shape in (
        r"()\d{6,20}(?::|%3A)[\w-]{35,}",
        rf"({_SLASH}hooks{_SLASH}pbx{_SLASH})[^\s\"'<>?#\\]+",
        r"(authorization\\?['\"]?\s*[:=,]\s*b?\\?['\"]?)[^'\"\\\r\n]+",
        r"\b(bearer\s+)[\w.~+/=-]{16,}",
        rf"({_KEYS}\\?['\"]?\s*[:=]\s*b?)"
        r"(?:(?P<quote>\\?['\"])(?:\\.|[^\\])*?(?:(?P=quote)|\Z)|[^\s,;&}\])'\"\\]+)",
        r"(?<![\w/])(/(?:otp|link|login)(?:@\w+)?[ \t]+)[^'\"\r\n]+",
    )
)

# National and international forms only: nine bare digits would take every id for a number.
_GAP: Final = r"[ .()-]"
_GROUPS: Final = rf"\d{{2,3}}{_GAP}{{1,2}}\d{{3,4}}{_GAP}{{0,2}}\d{{3,4}}"
_PHONE: Final = re.compile(
    rf"(?<![0-9A-Za-z.])(?:(?:\+84|0084){_GAP}{{0,2}}(?:{_GROUPS}|\d{{9,10}})"
    rf"|0(?:{_GROUPS}|\d{{9,10}})|84\d{{9,10}})(?![0-9A-Za-z])"
)

_CONTROL: Final = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), *range(127, 160))}


class Redactor:
    """Takes secrets out of texts: those it was told of, and those that it knows by their shape."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: tuple[str, ...] = ()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Hide this text from now on, escaped forms too; less than four signs are no secret."""
        if len(secret) < _SHORTEST_SECRET:
            return
        forms = {secret, quote(secret, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1]}
        # Longest first: a secret that begins another must not leave the other's end behind.
        self._secrets = tuple(sorted({*self._secrets, *forms}, key=len, reverse=True))

    def clean(self, text: str) -> str:
        """The text without secrets and with phone numbers masked."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for shape in _SHAPES:
            text = shape.sub(_hide, text)
        return _PHONE.sub(lambda found: phones.mask(_national(found[0])), text)


def _hide(found: re.Match[str]) -> str:
    return f"{found[1]}{HIDDEN}"


_redactor: Final = Redactor()


class _Formatter(logging.Formatter):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def _parts(self, record: logging.LogRecord) -> dict[str, str]:
        """Every text of a line by its name, cleaned one by one: JSON would hide a secret's form."""
        given: dict[str, object] = vars(record)
        texts: dict[str, str] = {
            "time": f"{_second(int(record.created))}.{int(record.created % 1 * 1000):03}Z",
            "level": record.levelname,
            "logger": record.name,
            **{name: self._id(given[name]) for name in IDS if name in given},
            "message": self._redactor.clean(_message(record)),
        }
        if record.exc_info:
            texts["exception"] = self._redactor.clean(self.formatException(record.exc_info))
        if record.stack_info:
            texts["stack"] = self._redactor.clean(record.stack_info)
        return texts

    def _id(self, value: object) -> str:
        # A number of ours hides nothing; most lines have two.
        return str(value) if type(value) is int else self._redactor.clean(str(value))


class JsonFormatter(_Formatter):
    """A line is one JSON object; ids are keys of it, times are UTC."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self._parts(record), ensure_ascii=False)


class TextFormatter(_Formatter):
    """`time LEVEL logger key=id …: message`; what follows the first line is indented."""

    def format(self, record: logging.LogRecord) -> str:
        texts = self._parts(record)
        head = [texts.pop(name) for name in ("time", "level", "logger")]
        body = [texts.pop(name) for name in ("message", "exception", "stack") if name in texts]
        head += [f"{name}={text}" for name, text in texts.items()]
        line = " ".join(head) + ": " + "\n".join(body)
        if line.isprintable():
            return line
        # Indented and without control signs, no message passes for a line of its own.
        return line.translate(_CONTROL).replace("\n", "\n    ")


_FORMATTERS: Final = MappingProxyType({"text": TextFormatter, "json": JsonFormatter})


def set_up(level: str, log_format: str, *, secrets: Iterable[str] = ()) -> None:
    """Log to stderr from `level` up, as `text` or `json`; also what nobody caught, and warnings."""
    for secret in secrets:
        add_secret(secret)
    handler = logging.StreamHandler()
    handler.setFormatter(_FORMATTERS[log_format](_redactor))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger(_SILENT).disabled = True
    logging.captureWarnings(True)
    # No line shows these, and each would be found out anew for it.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    # A line that fails to be written would otherwise be shown raw, arguments and all.
    logging.raiseExceptions = False
    sys.excepthook = _log_uncaught
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_thread


def add_secret(secret: str) -> None:
    """Hide a secret that was learned while running: an access token, an account's key."""
    _redactor.add(secret)


@lru_cache(maxsize=1)
def _second(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - an argument's own __str__ may raise anything
        return f"{record.msg} (arguments left out: they do not fit)"


def _national(number: str) -> str:
    return re.sub(r"^(?:00)?84", "0", re.sub(r"\D", "", number))


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    log.critical("an error that nobody caught", exc_info=(kind, error, trace))


def _log_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    error = unraisable.exc_value
    trace = unraisable.exc_traceback
    what = unraisable.err_msg or "an error that could not be raised"
    log.error("%s: %r", what, unraisable.object, exc_info=error and (type(error), error, trace))


def _log_thread(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value
    log.critical(
        "an error that nobody caught in a thread",
        exc_info=error and (type(error), error, args.exc_traceback),
    )
