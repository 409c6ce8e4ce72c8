"""Replies and hooks of the PBX, written by hand from what its vendor's pages show.

`pbx/<case>/<status>.json` holds a reply's headers, `body` its body; `hooks/<case>.json` is a hook.
`reference/<case>/` holds a request of the reference, as its example shows it, and the reply to it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parent


def read_reply(case: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    folder = _ROOT / "pbx" / case
    (headers,) = folder.glob("*.json")
    return int(headers.stem), json.loads(headers.read_text()), (folder / "body").read_bytes()


def read_hook_body(case: str) -> bytes:
    """The bytes that the PBX posts."""
    return (_ROOT / "hooks" / f"{case}.json").read_bytes()


def all_hooks() -> list[str]:
    """Every case of a hook."""
    return sorted(path.stem for path in (_ROOT / "hooks").glob("*.json"))


def read_reference(case: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """An example's request, and its reply if one is shown."""
    folder = _ROOT / "reference" / case
    reply = folder / "reply.json"
    return json.loads((folder / "request.json").read_text("utf-8")), (
        json.loads(reply.read_text("utf-8")) if reply.exists() else None
    )


def all_references() -> list[str]:
    """Every case of the reference."""
    return sorted(path.name for path in (_ROOT / "reference").iterdir())
