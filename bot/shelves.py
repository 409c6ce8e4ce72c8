"""The composition of what is kept and used again: scripts, sounds, records of past calls."""

from __future__ import annotations

from bot.chat.desk import Desk
from bot.chat.list_family import ListFamily
from bot.chat.listening import Listening
from bot.chat.making import ScriptMaking
from bot.chat.records import Records
from bot.chat.script_cards import ScriptCards
from bot.chat.script_family import ScriptFamily
from bot.chat.script_files import ScriptFiles
from bot.chat.script_shelf import ScriptShelf
from bot.chat.templates import Templates
from bot.chat.transfers import Transfers
from bot.chat.upload import Uploads
from bot.flows.catch_up import CatchUp
from bot.flows.locks import Locks
from bot.flows.look_back import LookBack
from bot.flows.making import Making
from bot.flows.scripts import Scripts
from bot.flows.upload import Uploader
from bot.parts import Parts


def build_shelves(
    parts: Parts, desk: Desk, catch_up: CatchUp, many: ListFamily, listening: Listening
) -> tuple[ScriptFamily, Uploads, Records]:
    """What is kept: scripts, sounds, past calls."""
    store, now = parts.store, parts.now
    uploader = Uploader(
        store=store,
        clients=parts.clients,
        fetch=parts.sender.download,
        convert=parts.worker.convert_sound,
        now=now,
    )
    transfers = Transfers(desk=desk, uploader=uploader, spawn=parts.spawn)
    look_back = LookBack(store=store, catch_up=catch_up, now=now, tz=parts.settings.timezone)
    return (
        _scripts(parts, desk, many, listening),
        Uploads(desk=desk, transfers=transfers),
        Records(desk=desk, look_back=look_back),
    )


def _scripts(parts: Parts, desk: Desk, many: ListFamily, listening: Listening) -> ScriptFamily:
    store, now = parts.store, parts.now
    scripts = Scripts(store=store, now=now)
    shelf = ScriptShelf(desk=desk, scripts=scripts)
    made = Making(store=store, clients=parts.clients, now=now)
    making = ScriptMaking(desk=desk, making=made, listening=listening)
    files = ScriptFiles(desk=desk, steps=making)
    cards = ScriptCards(
        desk=desk,
        scripts=scripts,
        locks=Locks(store=store, now=now, wake=parts.wake),
        listening=listening,
        making=making,
        files=files,
        shelf=shelf,
        reader=many.draft.reader,
        lists=many.draft,
    )
    known = Templates(desk=desk, scripts=scripts, making=making, files=files, shelf=shelf)
    return ScriptFamily(known=known, making=making, files=files, cards=cards)
