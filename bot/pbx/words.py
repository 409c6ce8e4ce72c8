"""The PBX's own words about what went wrong, fit for people.

Knows every shape of error body that the vendor shows; passes on no secret, no markup and no more
than a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

WORDS_LIMIT: Final = 200
HIDDEN: Final = "•••"
#: Of a body that is not JSON, this much is looked at.
_TEXT_LIMIT: Final = 4096
_DEPTH_LIMIT: Final = 8


def read_words(content: object, body: bytes, *, secrets: Sequence[str]) -> str:
    """One line of the error in `content` (JSON) or `body` (plain text), or nothing.

    Every secret that was sent is replaced before the line is cut, in any case of letters.
    """
    if content is None:
        text = body[:_TEXT_LIMIT].decode("utf-8", "replace")
        said = [] if text.lstrip().startswith(("<", "{", "[")) else [text]
    else:
        said = list(dict.fromkeys(filter(None, map(_clean, _sentences(content)))))
    words = _hide(_clean(": ".join(said)), secrets)
    return words if len(words) <= WORDS_LIMIT else words[: WORDS_LIMIT - 1] + "…"


def _sentences(content: object) -> Iterator[str]:
    """`{"error": …}` and the older envelope `{"message": …, "data": {"error": …}}`."""
    if isinstance(content, dict):
        if isinstance(message := content.get("message"), str):
            yield message
        yield _flat(content.get("error"))
        if isinstance(data := content.get("data"), dict):
            yield _flat(data.get("error"))


def _flat(error: object, depth: int = _DEPTH_LIMIT) -> str:
    match error:
        case str():
            return error
        case list() if depth:
            return "; ".join(filter(None, (_flat(item, depth - 1) for item in error)))
        case dict() if depth:
            parts = ((key, _flat(value, depth - 1)) for key, value in error.items())
            # "(root)" is the validator's name for the whole body.
            return "; ".join(text if key == "(root)" else f"{key}: {text}" for key, text in parts)
        case int() | float() if not isinstance(error, bool):
            return str(error)
    return ""


def _clean(text: str) -> str:
    """One line without control, zero-width and direction marks."""
    visible = (" " if char.isspace() else char for char in text)
    kept = (char for char in visible if not unicodedata.category(char).startswith("C"))
    return " ".join("".join(kept).split())


def _hide(words: str, secrets: Sequence[str]) -> str:
    """A code may come back spelled out, as "4 8 2 1" or "4-8-2-1"."""
    for secret in sorted(map(_clean, secrets), key=len, reverse=True):
        if secret:
            spelled = r"\W{0,2}".join(map(re.escape, secret))
            words = re.sub(spelled, HIDDEN, words, flags=re.IGNORECASE)
    return words
