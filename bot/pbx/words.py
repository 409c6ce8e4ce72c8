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
#: Of what the PBX says, this much is looked at: cleaning more would hold everybody up.
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
        sentences = (_clean(sentence[:_TEXT_LIMIT]) for sentence in _sentences(content))
        said = list(dict.fromkeys(filter(None, sentences)))
    words = _hide(_clean(": ".join(said)[:_TEXT_LIMIT]), secrets)
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
    """One line without control, zero-width and direction marks, full-width signs made plain."""
    visible = (" " if char.isspace() else char for char in unicodedata.normalize("NFKC", text))
    kept = (char for char in visible if not unicodedata.category(char).startswith("C"))
    return " ".join("".join(kept).split())


def _hide(words: str, secrets: Sequence[str]) -> str:
    """A code may come back spelled out, as "4 8 2 1" or "4 - 8 - 2 - 1"; a key without dashes."""
    for secret in sorted(map(_clean, secrets), key=len, reverse=True):
        if signs := [sign for sign in secret if sign.isalnum()]:
            spelled = r"[\W_]{0,3}".join(map(re.escape, signs))
            words = re.sub(spelled, HIDDEN, words, flags=re.IGNORECASE)
    return words
