"""What the sandbox PBX lets its customers make: scripts and audio files, each name once.

Refuses in the vendor's words; what a script says is read elsewhere.
"""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.sandbox.pbx.accounts import Account
from bot.sandbox.pbx.library import Library
from bot.sandbox.pbx.requests import Json, Refused
from bot.sandbox.pbx.scripts import Template, is_wav

CREATED: Json = {"created": "true"}


class _InMemory(MultiPartParser):
    """Uploads are kept anyway, so that a way over the disk and its threads gains nothing."""

    spool_max_size = 64 * 1024 * 1024


def make_template(library: Library, account: Account, template: Template) -> Json:
    """Keep a script, if its files are there and its name is not taken."""
    if any(library.audio(account.user_id, file) is None for file in template.files):
        raise Refused(404, "audio is not found")
    if not library.add_template(account.user_id, template):
        raise Refused(400, "template is existed!")
    return CREATED


async def take_audio(library: Library, account: Account, request: Request) -> Json:
    """Keep a form's wav file, byte for byte and under its own name."""
    try:
        form = await _InMemory(request.headers, request.stream(), max_files=1).parse()
    except (MultiPartException, KeyError):  # KeyError: no Content-Type
        raise Refused.plain(400) from None
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Refused(400, [{"(root)": "file is required"}])
        content = await file.read()
    finally:
        await form.close()
    if not is_wav(content):
        raise Refused(400, "audio is not a wav file")
    if not library.add_audio(account.user_id, file.filename, content):
        raise Refused(400, "audio is existed")
    return CREATED
