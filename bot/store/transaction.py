"""What a unit may do: the named statements, gathered by what they are about.

Another engine would stand behind the same methods.
"""

from __future__ import annotations

import sqlite3

from bot.store.accounts import Accounts
from bot.store.calls import Calls
from bot.store.cards import Cards
from bot.store.chats import Chats
from bot.store.deletions import Deletions
from bot.store.deliveries import Deliveries
from bot.store.drafts import Drafts
from bot.store.hooks import Hooks
from bot.store.notices import Notices
from bot.store.outages import Outages
from bot.store.outbox import Outbox
from bot.store.people import People
from bot.store.pulse import Pulse
from bot.store.subscriptions import Subscriptions


class Transaction:
    """Given to each unit; what it says is committed or undone as a whole."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.people = People(connection)
        self.accounts = Accounts(connection)
        self.calls = Calls(connection)
        self.hooks = Hooks(connection)
        self.cards = Cards(connection)
        self.deliveries = Deliveries(connection)
        self.notices = Notices(connection)
        self.deletions = Deletions(connection)
        self.outbox = Outbox(connection)
        self.subscriptions = Subscriptions(connection)
        self.chats = Chats(connection)
        self.drafts = Drafts(connection)
        self.outages = Outages(connection)
        self.pulse = Pulse(connection)
