"""What is a valid setting, where it comes from, and what is said of one that is not."""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.core.people import Language
from bot.errors import SettingsError
from bot.settings import (
    MEANINGS,
    SETTING_NAMES,
    Settings,
    load_settings,
    settings_of_this_process,
)

# Fixed: where tests run side by side, their names have to be the same everywhere.
KEY = urlsafe_b64encode(b"a" * 32).decode()
OLDER_KEY = urlsafe_b64encode(b"b" * 32).decode()
REQUIRED = {
    "TELEGRAM_BOT_TOKEN": "123456789:AAE-planted_token_of_thirty-five_ch",
    "PBX_API_URL": "https://pbx.example.com",
    "SECRET_KEY": KEY,
}


def load(**texts: str) -> Settings:
    return load_settings({**REQUIRED, **texts}, None)


def faults_of(environ: dict[str, str], dotenv: Path | None = None) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        load_settings(environ, dotenv)
    return raised.value.faults


def test_what_is_not_set_has_its_documented_default() -> None:
    settings = load()

    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.telegram_proxy is None
    assert settings.telegram_mode == "polling"
    assert settings.pbx_reference is True
    assert settings.public_url is None
    assert (settings.listen_host, settings.listen_port) == ("127.0.0.1", 8080)
    assert settings.database == Path("data/bot.db")
    assert settings.admin_ids == ()
    assert settings.default_language is Language.VI
    assert settings.timezone == ZoneInfo("Asia/Ho_Chi_Minh")
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("TELEGRAM_API_URL", "http://localhost:8081/", "http://localhost:8081"),
        ("TELEGRAM_API_URL", "http://localhost:8081/telegram", "http://localhost:8081/telegram"),
        ("TELEGRAM_MODE", "Polling", "polling"),
        ("PBX_API_URL", "http://10.0.0.7:9000", "http://10.0.0.7:9000"),
        ("PBX_API_URL", "https://PBX.example.com/v1/", "https://pbx.example.com"),
        ("PBX_API_URL", "https://[::1]:8443/", "https://[::1]:8443"),
        ("PBX_REFERENCE", "off", False),
        ("PBX_REFERENCE", "ON", True),
        ("PUBLIC_URL", "http://bot.example.com", "http://bot.example.com"),
        ("PUBLIC_URL", "https://example.com/bot//", "https://example.com/bot"),
        ("LISTEN_HOST", "::", "::"),
        ("LISTEN_PORT", "65535", 65535),
        ("LISTEN_PORT", " 1 ", 1),
        ("DATABASE", "/var/lib/bot/bot.db", Path("/var/lib/bot/bot.db")),
        ("RETENTION_DAYS", "30", 30),
        ("ADMIN_IDS", "5, 77", (5, 77)),
        ("ADMIN_IDS", "4503599627370495", (4503599627370495,)),
        ("DEFAULT_LANGUAGE", "EN", Language.EN),
        ("TIMEZONE", "Europe/Berlin", ZoneInfo("Europe/Berlin")),
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("LOG_FORMAT", "json", "json"),
    ],
)
def test_a_valid_text_becomes_its_value(name: str, text: str, value: object) -> None:
    assert getattr(load(**{name: text}), name.lower()) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TELEGRAM_BOT_TOKEN", "AAE-planted"),
        ("TELEGRAM_BOT_TOKEN", "123456789:AAE planted"),
        ("TELEGRAM_API_URL", "https://planted@example.com"),
        ("TELEGRAM_API_URL", "ftp://planted.example.com"),
        ("TELEGRAM_PROXY", "planted.example.com:3128"),
        ("TELEGRAM_PROXY", "socks4://planted.example.com"),
        ("TELEGRAM_PROXY", "http://planted.example.com/path"),
        ("TELEGRAM_MODE", "webhook"),
        ("TELEGRAM_MODE", "planted"),
        ("PBX_API_URL", "planted.example.com"),
        ("PBX_API_URL", "https://planted.example.com/v2"),
        ("PBX_API_URL", "https://planted.example.com/v1/otp"),
        ("PBX_API_URL", "https://planted.example.com/?v1"),
        ("PBX_API_URL", "https://user:planted@example.com"),
        ("PBX_REFERENCE", "planted"),
        ("PUBLIC_URL", "https://planted.example.com:0"),
        ("PUBLIC_URL", "https://planted.example.com/#part"),
        ("PUBLIC_URL", "https://"),
        ("LISTEN_HOST", "planted host"),
        ("LISTEN_PORT", "0"),
        ("RETENTION_DAYS", "0"),
        ("RETENTION_DAYS", "planted"),
        ("LISTEN_PORT", "65536"),
        ("LISTEN_PORT", "planted"),
        ("LISTEN_PORT", "9" * 5000),
        ("SECRET_KEY", "planted"),
        ("SECRET_KEY", f"{KEY},planted"),
        ("SECRET_KEY", f"{KEY},"),
        ("SECRET_KEY", "khoá-planted"),
        ("ADMIN_IDS", "planted"),
        ("ADMIN_IDS", "5,,77"),
        ("ADMIN_IDS", "-1001234567890"),
        ("ADMIN_IDS", "0"),
        ("ADMIN_IDS", "4503599627370496"),
        ("DEFAULT_LANGUAGE", "planted"),
        ("TIMEZONE", "Planted/Zone"),
        ("TIMEZONE", "Asia"),
        ("TIMEZONE", "../planted"),
        ("LOG_LEVEL", "planted"),
        ("LOG_FORMAT", "planted"),
    ],
)
def test_a_wrong_text_is_one_fault_that_names_its_setting_and_shows_no_value(
    name: str, text: str
) -> None:
    (fault,) = faults_of({**REQUIRED, name: text})

    assert fault.startswith(f"Correct {name}: it must be ")
    assert "planted" not in fault.casefold()


@pytest.mark.parametrize("shared", ["1087968824", "136817688", "777000"])
def test_an_id_that_many_people_share_is_nobody_s(shared: str) -> None:
    (fault,) = faults_of({**REQUIRED, "ADMIN_IDS": f"5,{shared}"})

    assert "ADMIN_IDS" in fault


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("PBX_REFERENCE", "on or off"),
        ("DEFAULT_LANGUAGE", "vi or en"),
        ("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR"),
        ("LOG_FORMAT", "text or json"),
    ],
)
def test_where_there_are_choices_the_fault_lists_them(name: str, choices: str) -> None:
    (fault,) = faults_of({**REQUIRED, name: "?"})

    assert choices in fault


def test_the_way_to_a_secret_key_is_said() -> None:
    (fault,) = faults_of({**REQUIRED, "SECRET_KEY": ""})

    assert fault.startswith("Set SECRET_KEY: it is missing")
    assert "pbxbot secrets new" in fault


def test_every_fault_is_told_at_once() -> None:
    faults = faults_of({"LISTEN_PORT": "x", "TIMEZONE": "x", "ADMIN_IDS": "x,y"})

    told = [sentence.split()[1].rstrip(":") for sentence in faults]
    assert sorted(told) == sorted([*REQUIRED, "LISTEN_PORT", "TIMEZONE", "ADMIN_IDS"])


def test_the_error_leads_to_no_other_that_could_show_a_value() -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({"SECRET_KEY": "planted"}, None)

    assert raised.value.__context__ is None
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("empty", ["", "  ", "\n"])
def test_empty_is_missing(empty: str) -> None:
    assert load(PUBLIC_URL=empty, PUBLIC_URL_FILE=empty).public_url is None
    assert len(faults_of({**REQUIRED, "PBX_API_URL": empty})) == 1


def test_the_environment_comes_before_dotenv(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("LISTEN_PORT=1111\nLISTEN_HOST=0.0.0.0\nLOG_LEVEL=DEBUG\n")

    settings = load_settings({**REQUIRED, "LISTEN_PORT": "2222", "LOG_LEVEL": ""}, dotenv)

    assert (settings.listen_port, settings.listen_host) == (2222, "0.0.0.0")
    assert settings.log_level == "DEBUG"


def test_dotenv_may_be_missing(tmp_path: Path) -> None:
    assert load_settings(REQUIRED, tmp_path / ".env") == load()


def test_dotenv_takes_comments_quotes_export_and_dollars_as_they_stand(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(
        b"\xef\xbb\xbf# a comment\r\n"
        b"export LOG_LEVEL=DEBUG # why\r\n"
        b"DATABASE='a ${HOME} $x.db'\r\n"
        b"PUBLIC_URL\r\n"
        b'ADMIN_IDS="5,6"\r\n'
    )

    settings = load_settings(REQUIRED, dotenv)

    assert settings.log_level == "DEBUG"
    assert settings.database == Path("a ${HOME} $x.db")
    assert settings.admin_ids == (5, 6)


def test_a_broken_line_of_dotenv_is_a_fault_with_its_number(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("LOG_LEVEL=DEBUG\nSECRET_KEY='planted\n")

    (fault,) = faults_of(REQUIRED, dotenv)

    assert "line 2" in fault
    assert "planted" not in fault


def test_a_dotenv_that_can_not_be_read_is_a_fault(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"LOG_LEVEL=\xff\n")

    assert faults_of(REQUIRED, tmp_path) == faults_of(REQUIRED, binary)
    assert ".env" in faults_of(REQUIRED, binary)[0]


@pytest.mark.parametrize("name", SETTING_NAMES)
def test_each_setting_can_come_from_a_file(tmp_path: Path, name: str) -> None:
    texts = {"PBX_REFERENCE": "off", "LISTEN_PORT": "99", "ADMIN_IDS": "5", "LOG_LEVEL": "ERROR"}
    texts |= {"TELEGRAM_PROXY": "http://10.0.0.1:3128", "PUBLIC_URL": "https://bot.example.com"}
    texts |= {"TELEGRAM_API_URL": "http://localhost:8081", "LISTEN_HOST": "::1", **REQUIRED}
    texts |= {"DATABASE": "x.db", "DEFAULT_LANGUAGE": "en", "TIMEZONE": "Asia/Tokyo"}
    texts |= {"LOG_FORMAT": "json", "TELEGRAM_MODE": "polling", "RETENTION_DAYS": "7"}
    others = {other: text for other, text in REQUIRED.items() if other != name}
    file = tmp_path / "value"
    file.write_text(f"{texts[name]}\r\n")

    settings = load_settings({**others, f"{name}_FILE": str(file)}, None)

    assert settings == load(**{name: texts[name]})


def test_a_setting_and_its_file_together_are_a_fault(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"SECRET_KEY_FILE={tmp_path / 'key'}\n")

    (fault,) = faults_of(REQUIRED, dotenv)

    assert "SECRET_KEY or SECRET_KEY_FILE" in fault


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_file_without_a_readable_value_is_a_fault_that_shows_no_path(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "planted"
    if content is not None:
        file.write_bytes(content)
    others = {name: text for name, text in REQUIRED.items() if name != "SECRET_KEY"}

    (fault,) = faults_of({**others, "SECRET_KEY_FILE": str(file)})

    assert "SECRET_KEY_FILE" in fault
    assert "planted" not in fault


def test_secret_keys_keep_their_order_and_lose_their_blanks() -> None:
    settings = load(SECRET_KEY=f" {KEY} , {OLDER_KEY}")

    assert settings.secret_key.get_secret_value() == f"{KEY},{OLDER_KEY}"


def test_secrets_names_each_text_that_no_log_may_show() -> None:
    settings = load(
        SECRET_KEY=f"{KEY},{OLDER_KEY}", TELEGRAM_PROXY="socks5://user:pass-word@10.0.0.1:1080"
    )

    assert set(settings.secrets()) == {
        REQUIRED["TELEGRAM_BOT_TOKEN"],
        KEY,
        OLDER_KEY,
        "pass-word",
    }


def test_a_proxy_without_a_password_adds_no_secret() -> None:
    assert load(TELEGRAM_PROXY="http://10.0.0.1:3128").secrets() == load().secrets()


def test_settings_show_no_secret_of_theirs() -> None:
    settings = load(TELEGRAM_PROXY="socks5://user:pass-word@10.0.0.1:1080")

    assert not [secret for secret in settings.secrets() if secret in f"{settings!r} {settings}"]


def test_settings_can_not_be_changed() -> None:
    with pytest.raises(ValidationError):
        load().listen_port = 1


def test_each_setting_has_a_meaning_of_one_line() -> None:
    assert tuple(MEANINGS) == SETTING_NAMES
    assert all(meaning and "\n" not in meaning for meaning in MEANINGS.values())


def test_this_process_is_asked_for_its_environment_and_the_dotenv_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("LISTEN_PORT=1111\n")
    for name, text in REQUIRED.items():
        monkeypatch.setenv(name, text)

    assert settings_of_this_process() == load(LISTEN_PORT="1111")
    assert "LISTEN_PORT" not in os.environ


def test_the_example_names_every_setting_with_its_meaning_and_no_secret() -> None:
    example = Path(__file__).parent.parent / "deploy" / ".env.example"
    lines = example.read_text().splitlines()

    shown = {
        line.removeprefix("#").partition("=")[0]: lines[number - 1]
        for number, line in enumerate(lines)
        if "=" in line and not line.startswith("# ")
    }
    assert shown == {name: f"# {meaning}" for name, meaning in MEANINGS.items()}
    for name in REQUIRED:
        assert f"{name}=" in lines
