"""The settings of this program: one field each, with its meaning and what its value must be.

The only reader of the environment and of .env. Refuses to start on the first look at any fault:
all faults go into one SettingsError, a sentence each, and no sentence holds a value.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    AnyUrl,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    StringConstraints,
    ValidationError,
)

from bot.core.people import Language
from bot.errors import SettingsError

# Ids behind which Telegram puts many people: group admins in hiding, channels, Telegram itself.
_SHARED_IDS: Final = frozenset({1087968824, 136817688, 777000})
_ID_LIMIT: Final = 2**52
_PROXY_SCHEMES: Final = frozenset({"http", "https", "socks5", "socks5h"})
_BOT_TOKEN: Final = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class MustBe:
    """What a setting's value has to be, in words that follow "must be"."""

    words: str


def _bot_token(secret: SecretStr) -> SecretStr:
    if not _BOT_TOKEN.fullmatch(secret.get_secret_value()):
        raise ValueError
    return secret


def _base_url(text: str) -> str:
    """An http(s) URL to which paths are appended: no login, query, fragment or final slash."""
    url = HttpUrl(text)
    if not url.port or any((url.username, url.password, url.query, url.fragment)):
        raise ValueError
    return str(url).rstrip("/?#")


def _pbx_url(text: str) -> str:
    base = _base_url(text)
    if urlsplit(base).path not in {"", "/v1"}:
        raise ValueError
    return base.removesuffix("/v1")


def _proxy(secret: SecretStr) -> SecretStr:
    url = AnyUrl(secret.get_secret_value())
    if url.scheme not in _PROXY_SCHEMES or not url.host or url.path not in {None, "/"}:
        raise ValueError
    return secret


def _fernet_keys(secret: SecretStr) -> SecretStr:
    keys = [key.strip() for key in secret.get_secret_value().split(",")]
    for key in keys:
        Fernet(key)
    return SecretStr(",".join(keys))


def _split(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


def _people(ids: tuple[int, ...]) -> tuple[int, ...]:
    if any(not 0 < person < _ID_LIMIT or person in _SHARED_IDS for person in ids):
        raise ValueError
    return ids


def _zone(value: object) -> object:
    try:
        return ZoneInfo(value) if isinstance(value, str) else value
    except (LookupError, OSError) as unknown:
        raise ValueError from unknown


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class Settings(BaseModel):
    """What `run` is told; the setting of `telegram_bot_token` is TELEGRAM_BOT_TOKEN, and so on."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    telegram_bot_token: Annotated[
        SecretStr, AfterValidator(_bot_token), MustBe("the token that @BotFather gave")
    ] = Field(description="the bot's token, from @BotFather; required")
    telegram_api_url: Annotated[
        str, AfterValidator(_base_url), MustBe("an http or https address without login or query")
    ] = Field(
        "https://api.telegram.org",
        description="Telegram's Bot API; another address for a local server",
    )
    telegram_proxy: Annotated[
        Annotated[SecretStr, AfterValidator(_proxy)] | None,
        MustBe("an address such as http://host:3128 or socks5://host:1080"),
    ] = Field(None, description="a proxy on the way to Telegram; none by default")
    telegram_mode: Annotated[
        Literal["polling"],
        BeforeValidator(_lower),
        MustBe("polling (this version can't take webhooks from Telegram)"),
    ] = Field("polling", description="how updates come: polling")
    pbx_api_url: Annotated[
        str,
        AfterValidator(_pbx_url),
        MustBe("scheme and host of the PBX, such as https://pbx.example.com (/v1 is added)"),
    ] = Field(description="scheme and host of the PBX's API, /v1 is added; required")
    pbx_reference: Annotated[bool, MustBe("on or off")] = Field(
        True, description="off leaves param.ref_id out, for a PBX that refuses unknown keys"
    )
    public_url: Annotated[
        Annotated[str, AfterValidator(_base_url)] | None,
        MustBe("the http or https address at which the PBX reaches this bot"),
    ] = Field(
        None,
        description="where the PBX reaches this bot; without it calls are looked up every 20 s",
    )
    listen_host: Annotated[
        str,
        StringConstraints(pattern=r"^[A-Za-z0-9.:_-]+$"),
        MustBe("an address of this machine, such as 127.0.0.1 or 0.0.0.0"),
    ] = Field("127.0.0.1", description="the address that hooks and health checks are taken on")
    listen_port: Annotated[int, MustBe("a number from 1 to 65535")] = Field(
        8080, ge=1, le=65535, description="the port that hooks and health checks are taken on"
    )
    database: Annotated[Path, MustBe("the path of a file")] = Field(
        Path("data/bot.db"), description="the SQLite file; made when missing"
    )
    retention_days: Annotated[int, MustBe("a whole number of days, 1 or more")] = Field(
        90,
        ge=1,
        le=36500,
        description="days after which hooks and what was told of calls go; calls themselves stay",
    )
    secret_key: Annotated[
        SecretStr,
        AfterValidator(_fernet_keys),
        MustBe("Fernet keys with commas between, newest first; `pbxbot secrets new` prints one"),
    ] = Field(
        description="seals what is stored: Fernet keys, comma-separated, newest first; required"
    )
    admin_ids: Annotated[
        tuple[int, ...],
        BeforeValidator(_split),
        AfterValidator(_people),
        MustBe("Telegram user ids of people, whole numbers with commas between"),
    ] = Field((), description="Telegram user ids of the administrators, comma-separated")
    default_language: Annotated[Language, BeforeValidator(_lower), MustBe("vi or en")] = Field(
        Language.VI, description="vi or en: the language of those who have not chosen one"
    )
    timezone: Annotated[
        ZoneInfo, BeforeValidator(_zone), MustBe("a zone's name, such as Asia/Ho_Chi_Minh")
    ] = Field(ZoneInfo("Asia/Ho_Chi_Minh"), description="the zone in which times are shown")
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(_upper),
        MustBe("DEBUG, INFO, WARNING or ERROR"),
    ] = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_format: Annotated[
        Literal["text", "json"], BeforeValidator(_lower), MustBe("text or json")
    ] = Field("text", description="text or json: the shape of a log line")

    def secrets(self) -> tuple[str, ...]:
        """Every text in here that no log may show."""
        texts = [self.telegram_bot_token.get_secret_value()]
        texts += self.secret_key.get_secret_value().split(",")
        if self.telegram_proxy:
            texts.append(urlsplit(self.telegram_proxy.get_secret_value()).password or "")
        return tuple(filter(None, texts))


#: What each setting means, one line each, in the order in which people are told of them.
MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {name.upper(): field.description or "" for name, field in Settings.model_fields.items()}
)
SETTING_NAMES: Final[tuple[str, ...]] = tuple(MEANINGS)


def load_settings(environ: Mapping[str, str], dotenv: Path | None) -> Settings:
    """Settings from `environ`, then .env, each also as NAME_FILE; empty counts as missing."""
    written, faults = _read_dotenv(dotenv) if dotenv else ({}, [])
    given = {**_present(written), **_present(environ)}
    texts: dict[str, str] = {}
    unread: set[str] = set()
    for name in SETTING_NAMES:
        try:
            text = _read_setting(name, given)
        except ValueError as fault:
            faults.append(str(fault))
            unread.add(name.lower())
        else:
            texts |= {name.lower(): text} if text else {}
    try:
        settings = Settings.model_validate(texts)
    except ValidationError as invalid:
        kinds = {str(error["loc"][0]): error["type"] for error in invalid.errors()}
        faults += [_fault(name, kind) for name, kind in kinds.items() if name not in unread]
    # Raised outside the `except`, so that no traceback goes on to pydantic's error.
    if faults:
        raise SettingsError(faults)
    return settings


def settings_of_this_process() -> Settings:
    """Settings from the real environment and from .env in the working directory."""
    return load_settings(os.environ, Path(".env"))


def _present(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in texts.items() if text.strip()}


def _read_dotenv(path: Path) -> tuple[dict[str, str], list[str]]:
    """What .env says, and its faults; nothing is interpolated: a secret may hold a dollar sign."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            bindings = list(parse_stream(lines))
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError):
        return {}, ["Make .env a UTF-8 text file that this program may read."]
    faults = [
        f"Correct line {binding.original.line} of .env: it must be NAME=value."
        for binding in bindings
        if binding.error
    ]
    return {binding.key: binding.value or "" for binding in bindings if binding.key}, faults


def _read_setting(name: str, given: Mapping[str, str]) -> str:
    """The text of one setting, empty if there is none; ValueError holds a sentence for people."""
    path = given.get(f"{name}_FILE")
    if path is None:
        return given.get(name, "")
    if name in given:
        raise ValueError(f"Set {name} or {name}_FILE: both are set, and one must go.")
    try:
        text = Path(path).read_text(encoding="utf-8-sig").strip()
    except (OSError, ValueError):
        text = ""
    if not text:
        raise ValueError(
            f"Let {name}_FILE name a text file with the value in it: "
            "this one is missing, empty or not readable."
        )
    return text


def _fault(field: str, kind: str) -> str:
    metadata = Settings.model_fields[field].metadata
    words = next(item.words for item in metadata if isinstance(item, MustBe))
    if kind == "missing":
        return f"Set {field.upper()}: it is missing and must be {words}."
    return f"Correct {field.upper()}: it must be {words}."
