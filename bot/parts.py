"""What the composition root has built before the chat's families of commands."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.chat.sender import Sender
from bot.core.speaking import Speak
from bot.flows.clients import Clients, MakeClient
from bot.flows.dial import Dialler
from bot.flows.link import LogIn
from bot.flows.reconcile import Reconciler
from bot.media.worker import Worker
from bot.settings import Settings
from bot.store import Keyring, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the composition root has built before the families."""

    settings: Settings
    store: Store
    keyring: Keyring
    clients: Clients
    sender: Sender
    dialler: Dialler
    reconciler: Reconciler
    worker: Worker
    #: How scripts are spoken; None: they can't be on this machine.
    speak: Speak | None
    make_client: MakeClient
    log_in: LogIn
    #: Told each key that somebody links, so that no log line shows it.
    on_secret: Callable[[str], None]
    #: Tells the relay and the reconciler that something was committed.
    wake: Callable[[], None]
    #: Runs what need not be waited for in the background, under supervision.
    spawn: Callable[[Coroutine[Any, Any, None]], None]
    now: Callable[[], float]
    #: Unguessable, fit for a button or a link.
    new_secret: Callable[[], str]

    @property
    def hooks_come(self) -> bool:
        """Whether the PBX can report."""
        return self.settings.public_url is not None
