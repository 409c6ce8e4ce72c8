"""What is secret goes before anything is kept, wherever it hides; all else stays as it came."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.kept_json import drop_secrets, nothing_to_drop, parse_json
from tests.core.test_cdrs import JSON, short

#: Signs and letters that are no more there, or are others, once a name is compared.
HIDING = (0x2D, 0x5F, 0x63, 0xD7, 0xDF, 0xF7, 0x130, 0x17F, 0x1F0, 0x1E9E, 0x2013, 0x212A, 0xFB06)
#: What secrets are made of, what hides them, and what must be left alone.
_PARTS = (
    *("code", "otp", "_", "api", "key", "pass", "word", "hooks", "/", "pbx", "%2F", "4821", " "),
    *(
        "ſ",
        "K",
        "ｃ",
        "×",
        "ß",
        "İ",
        "–",
        "ﬆ",
        "\\u0063",
        "\\u006f",
        "\\",
        '"',
        "{",
        "}",
        "[",
        ":",
        "\n",
        "đ",
        "\ud800",
    ),
)
_WORDS = st.lists(st.sampled_from(_PARTS), max_size=8).map("".join)
_SAID = st.recursive(
    st.none() | st.integers() | st.floats() | _WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(_WORDS, inner, max_size=3)
        | inner.map(json.dumps)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "raw",
    [
        {"code_otp": "4821"},
        {"Code_OTP": 4821, "CODEOTP": "4821", "code-otp": ["4821"]},
        {"data": [{"param": {"code_otp": "4821"}}]},
        {"param": '{"code_otp":"4821","a":"b"}'},
        {"param": '{"CODE_OTP":"4821"}'},
        {"param": r'{"code\u005fotp":"4821"}'},
        {"param": json.dumps(json.dumps({"code_otp": "4821"}))},
        {"param": json.dumps({"param": json.dumps({"code_otp": "4821"})})},
        {"param": '[{"code_otp":"4821"}]'},
        {"param": '{"code_otp":"4821"'},
        {"param": "code_otp=4821&a=b"},
        {"param": "map[code_otp:4821]"},
        [{"code_otp": "4821"}],
        '{"code_otp":"4821"}',
    ],
)
def test_a_code_is_dropped_wherever_it_is(raw: object) -> None:
    assert "4821" not in json.dumps(drop_secrets(raw))


URL = "https://bot.example/hooks/pbx/t0ken"


@pytest.mark.parametrize(
    "raw",
    [
        {"callback_url": URL},
        {"data": [{"CallbackURL": URL}]},
        {"param": json.dumps({"callback-url": URL})},
        {"param": f"callback_url={URL}&a=b"},
        {"webhook": URL},
        {"said": "https%3A%2F%2Fbot.example%2Fhooks%2Fpbx%2Ft0ken"},
        {URL: "x"},
        [URL],
    ],
    ids=str,
)
def test_the_address_of_a_hook_is_dropped_wherever_it_is(raw: object) -> None:
    assert "t0ken" not in json.dumps(drop_secrets(raw))


@pytest.mark.parametrize(
    "raw",
    [
        {"param": '{"customer_name": "Nguyễn Văn A",  "n": 1}', "x": [1, 2.5, None, True, "{"]},
        {"param": '"quoted"'},
        {"otp": "1", "code": "2"},
        {"url": "https://pbx.example/hooks", "recording_url": "https://pbx.example/v1/a.wav"},
        7,
        None,
    ],
)
def test_what_holds_no_code_stays_as_it_was(raw: object) -> None:
    assert drop_secrets(raw) == raw


@given(JSON)
def test_what_is_left_can_always_be_stored_and_is_left_alone_again(raw: Any) -> None:
    clean = drop_secrets(raw)
    json.dumps(clean, ensure_ascii=False, allow_nan=False).encode()
    assert drop_secrets(clean) == clean


def test_nesting_without_end_is_cut() -> None:
    raw: object = {"code_otp": "4821"}
    for _ in range(500):
        raw = [raw]
    assert "4821" not in json.dumps(drop_secrets(raw))


@pytest.mark.parametrize(
    "text", ["", "{", b"\xff\xfe\xff", "[" * 100_000, "9" * 5000, "NaN"], ids=short
)
def test_what_is_no_json_is_none(text: str | bytes) -> None:
    assert parse_json(text) is None


@given(st.dictionaries(_WORDS, _SAID, min_size=1, max_size=4), st.booleans())
def test_what_is_taken_for_plain_unopened_loses_nothing_when_it_is_opened(
    said: dict[str, Any], plainly: bool
) -> None:
    body = json.dumps(said, ensure_ascii=plainly).encode(errors="surrogatepass")
    if nothing_to_drop(body):
        assert drop_secrets(parse_json(body)) == parse_json(body)


@pytest.mark.parametrize(
    "body",
    [
        rb'{"code_otp": "4821"}',
        rb'{"c\u006fde_otp": "4821"}',
        rb'{"param": "{\"c\\u006fde_otp\":\"4821\"}"}',
        rb'{"param": "co\nde-otp 4821"}',
        rb'{"url": "https:\/\/bot.example\/hooks\/pbx\/t0ken"}',
        '{"code_otp": 4821}'.encode("utf-16"),
        '{"paſſword": 4821}'.encode(),
        '{"code×otp": 4821}'.encode(),
        *(rb'{"code\\u%04xotp": 4821, "pa\\u%04xword": 4821}' % (code, code) for code in HIDING),
        '{"paſſword": 4821}'.encode("utf-16-le"),
        b"[" * 40 + b"]" * 40,
    ],
)
def test_what_may_hide_something_is_never_taken_for_plain(body: bytes) -> None:
    assert not nothing_to_drop(body)


@pytest.mark.parametrize(
    "body",
    [
        rb'{"state": "ringing", "call_id": "0e5f", "recording_url": "https:\/\/pbx.example\/a"}',
        rb'{"customer_name": "Nguy\u1ec5n V\u0103n \u0110\u1ea1t"}',
        '{"customer_name": "Nguyễn Văn Đạt"}'.encode(),
        rb'{"param": "{\"customer_name\": \"Nguyen\"}", "billsec": 9}',
    ],
)
def test_most_hooks_are_plain(body: bytes) -> None:
    assert nothing_to_drop(body)
