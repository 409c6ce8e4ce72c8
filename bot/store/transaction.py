"""What a unit may do: the named statements, gathered by what they are about.

Another engine would stand behind the same methods.
"""

from __future__ import annotations

import sqlite3

from bot.store.accounts import Accounts
from bot.store.blocks import Blocks
from bot.store.calls import Calls
from bot.store.cards import Cards
from bot.store.catch_ups import CatchUps
from bot.store.chats import Chats
from bot.store.deletions import Deletions
from bot.store.deliveries import Deliveries
from bot.store.digests import Digests
from bot.store.drafts import Drafts
from bot.store.due import Due
from bot.store.follow_ups import FollowUps
from bot.store.headings import Headings
from bot.store.heard import Heard
from bot.store.hooks import Hooks
from bot.store.invitations import Invitations
from bot.store.learned import Learned
from bot.store.lines import Lines
from bot.store.list_pages import ListPages
from bot.store.list_rows import ListRows
from bot.store.listings import Listings
from bot.store.lists import Lists
from bot.store.notices import Notices
from bot.store.old import Old
from bot.store.outages import Outages
from bot.store.outbox import Outbox
from bot.store.people import People
from bot.store.pulse import Pulse
from bot.store.records import Records
from bot.store.rivals import Rivals
from bot.store.subscriptions import Subscriptions
from bot.store.tallies import Tallies
from bot.store.templates import Templates
from bot.store.uploads import Uploads


class Transaction:
    """Given to each unit; what it says is committed or undone as a whole."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.people = People(connection)
        self.accounts = Accounts(connection)
        self.invitations = Invitations(connection)
        self.templates = Templates(connection)
        self.uploads = Uploads(connection)
        self.calls = Calls(connection)
        self.blocks = Blocks(connection)
        self.due = Due(connection)
        self.lists = Lists(connection)
        self.rows = ListRows(connection)
        self.pages = ListPages(connection)
        self.lines = Lines(connection)
        self.heard = Heard(connection)
        self.headings = Headings(connection)
        self.follow_ups = FollowUps(connection)
        self.records = Records(connection)
        self.listings = Listings(connection)
        self.catch_ups = CatchUps(connection)
        self.learned = Learned(connection)
        self.tallies = Tallies(connection)
        self.hooks = Hooks(connection)
        self.cards = Cards(connection)
        self.deliveries = Deliveries(connection)
        self.digests = Digests(connection)
        self.notices = Notices(connection)
        self.deletions = Deletions(connection)
        self.outbox = Outbox(connection)
        self.subscriptions = Subscriptions(connection)
        self.chats = Chats(connection)
        self.drafts = Drafts(connection)
        self.outages = Outages(connection)
        self.pulse = Pulse(connection)
        self.rivals = Rivals(connection)
        self.old = Old(connection)
