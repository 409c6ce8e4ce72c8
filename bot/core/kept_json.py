"""JSON from outside as it may be kept: read whatever it is, and without what is secret in it.

Knows no field of the PBX's; what a record or a hook says is not decided here.
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from typing import Final

#: As they are with small letters, with any signs between them.
_SECRETS: Final = (
    "codeotp",
    "callbackurl",
    "apikey",
    "accesstoken",
    "refreshtoken",
    "authorization",
    "password",
    "secretkey",
)
_SIGNS: Final = re.compile(r"[\W_]+")
#: The same of ASCII, of which most texts have no others: several times as fast.
_PLAIN_SIGNS: Final = bytes(code for code in range(128) if not chr(code).isalnum())
#: The path of our own hooks, which a token follows, also percent-encoded.
_ADDRESS: Final = re.compile(r"hooks\W+(?:2f)?pbx\W")
_DEPTH_LIMIT: Final = 32
#: Escapes that hide nothing: quotes, slashes, and Vietnamese letters. No others: another could be
#: a plain letter, or fold to one, or be a sign within a word.
_HARMLESS: Final = re.compile(
    rb'\\(?:["/]|u(?:00(?:[ce][0-9a-f]|[df][0-689a-e])'
    rb"|01(?:0[23]|1[01]|2[89]|6[89]|a[01f]|b0)|1e[a-f][0-9a-f]))",
    re.IGNORECASE,
)


def _finite(figures: str) -> float | None:
    number = float(figures)
    return number if math.isfinite(number) else None


_JSON: Final = json.JSONDecoder(parse_constant=lambda _name: None, parse_float=_finite)


def parse_json(text: str | bytes) -> object:
    """The JSON value, or None for whatever is none; NaN and infinities are None too."""
    try:
        if isinstance(text, bytes):
            text = text.decode(json.detect_encoding(text), "surrogatepass")
        value: object = _JSON.decode(text)
    except (ValueError, RecursionError):
        return None
    return value


def drop_secrets(raw: object) -> object:
    """The same value without the spoken code, the hook's address, keys and passwords, at any depth.

    JSON that is kept in strings is searched too; a string that mentions one and can't be read goes
    as a whole. What comes out can always be stored: no lone surrogates, no infinities, no nesting
    without end.
    """
    return _without_secrets(raw, _DEPTH_LIMIT)


def nothing_to_drop(body: bytes) -> bool:
    """Whether `drop_secrets` surely leaves the JSON in these bytes as it is, seen unopened.

    Most hooks are so plain, and are taken in much faster for it.
    """
    try:
        text = body.decode()
    except ValueError:
        return False
    return (
        "\0" not in text
        and b"\\" not in _HARMLESS.sub(b"", body)
        and body.count(b"{") + body.count(b"[") < _DEPTH_LIMIT
        and not _mentions_secret(text)
    )


def _mentions_secret(text: str) -> bool:
    # Not one pattern for all: a body of the greatest size would hold up the loop with it.
    plain = text.casefold()
    bare = plain.encode(errors="surrogatepass").translate(None, _PLAIN_SIGNS)
    letters = bare.decode(errors="surrogatepass")
    if not (letters.isascii() or letters.isalnum()):
        letters = _SIGNS.sub("", letters)
    return any(map(letters.__contains__, _SECRETS)) or _ADDRESS.search(plain) is not None


@lru_cache(maxsize=256)
def _kept_name(key: str) -> str | None:
    """A field's name, the same from hook to hook, as it can be stored; None: it is a secret's."""
    return None if _mentions_secret(key) else storable(key)


def _without_secrets(raw: object, depth: int) -> object:
    if depth == 0:
        return None
    match raw:
        case str():
            return _string_without_secrets(raw, depth)
        case dict():
            return {
                name: _without_secrets(value, depth - 1)
                for key, value in raw.items()
                if (name := _kept_name(str(key))) is not None
            }
        case list():
            return [_without_secrets(value, depth - 1) for value in raw]
        case float() if not math.isfinite(raw):
            return None
    return raw


_OPENS_JSON: Final = frozenset('{["')


def _string_without_secrets(text: str, depth: int) -> str:
    if not text:
        return text
    if text.lstrip()[0:1] in _OPENS_JSON:
        inner = parse_json(text)
        if isinstance(inner, dict | list | str):
            cleaned = _without_secrets(inner, depth - 1)
            return storable(text) if cleaned == inner else json.dumps(cleaned, ensure_ascii=False)
    return "" if _mentions_secret(text) else storable(text)


def storable(text: str) -> str:
    """The text without lone surrogates, which no file takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
