"""What the sandbox PBX lets its customers make: scripts and audio files, each name once.

Refuses in the vendor's words; what a script says is read elsewhere.
"""

from __future__ import annotations

from starlette.requests import Request

from bot.sandbox.bodies import read_form
from bot.sandbox.pbx.accounts import Account
from bot.sandbox.pbx.library import Library
from bot.sandbox.pbx.requests import Json, Refused
from bot.sandbox.pbx.scripts import Template
from bot.sandbox.wav import is_wav

#: A form with a sound, all in all.
MOST_AUDIO_BYTES = 50 << 20
CREATED: Json = {"created": "true"}


def make_template(library: Library, account: Account, template: Template) -> Json:
    """Keep a script, if its files are there and its name is not taken."""
    if any(library.audio(account.user_id, file) is None for file in template.files):
        raise Refused(404, "audio is not found")
    if not library.add_template(account.user_id, template):
        raise Refused(400, "template is existed!")
    return CREATED


async def take_audio(library: Library, account: Account, request: Request) -> Json:
    """Keep a form's wav file, byte for byte and under its own name."""
    form = await read_form(request, MOST_AUDIO_BYTES, max_files=1)
    file = form.files.get("file")
    if file is None or not file.file_name:
        raise Refused(400, [{"(root)": "file is required"}])
    if not is_wav(file.content):
        raise Refused(400, "audio is not a wav file")
    if not library.add_audio(account.user_id, file.file_name, file.content):
        raise Refused(400, "audio is existed")
    return CREATED
