"""The page's own files, served from its folder.

Whatever is asked, it serves nothing from outside of that folder.
"""

from __future__ import annotations

import re
from pathlib import Path

from starlette.responses import Response

from bot.sandbox.page.requests import BadRequest

_FOLDER = Path(__file__).parent / "static"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)+")
_MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


def asset(name: str) -> Response:
    """A file by its plain name alone; `BadRequest` if there is none of a page's kinds."""
    path = _FOLDER / name
    media_type = _MEDIA_TYPES.get(path.suffix)
    if not _NAME.fullmatch(name) or media_type is None or not path.is_file():
        raise BadRequest(404, "Không có tệp này.", "There is no such file.")
    return Response(path.read_bytes(), media_type=media_type)
