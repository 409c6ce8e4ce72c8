"""Step 1: accounts, people, calls, and what is shown of them."""

from __future__ import annotations

from typing import Final

ACCOUNTS_AND_PEOPLE: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE people (
    person_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    language TEXT,
    created_at REAL NOT NULL
);

CREATE TABLE accounts (
    account_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sealed_key TEXT,
    key_digest TEXT NOT NULL UNIQUE,
    campaign_id TEXT NOT NULL,
    caller TEXT NOT NULL,
    otp_template TEXT NOT NULL,
    concurrency INTEGER NOT NULL,
    created_by INTEGER,
    created_at REAL NOT NULL
);

CREATE TABLE account_people (
    account_id INTEGER NOT NULL REFERENCES accounts,
    person_id INTEGER NOT NULL,
    PRIMARY KEY (account_id, person_id)
);
CREATE INDEX account_people_by_person ON account_people (person_id);

CREATE TABLE templates (
    account_id INTEGER NOT NULL REFERENCES accounts,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    voice TEXT NOT NULL,
    speed REAL NOT NULL,
    PRIMARY KEY (account_id, name)
);

CREATE TABLE outages (
    account_id INTEGER PRIMARY KEY REFERENCES accounts,
    since REAL NOT NULL,
    status INTEGER
);
"""

# A claim stands for all time and never follows a chat to a new id: there, message ids begin anew.
CALLS: Final = """
CREATE TABLE claims (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (chat_id, message_id)
);

CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    ref TEXT NOT NULL UNIQUE,
    token_hash TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts,
    person_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    language TEXT NOT NULL,
    callee TEXT NOT NULL,
    caller TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    template TEXT NOT NULL,
    queue INTEGER NOT NULL,
    created_at REAL NOT NULL,
    facts TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT,
    since REAL NOT NULL,
    call_id TEXT,
    settle_at REAL,
    settled_at REAL,
    look_at REAL,
    looks INTEGER NOT NULL DEFAULT 0,
    down_since REAL,
    down_status INTEGER,
    code_left INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX calls_to_settle ON calls (settle_at) WHERE settle_at IS NOT NULL;
CREATE INDEX calls_unsettled ON calls (state) WHERE settled_at IS NULL;
CREATE INDEX calls_to_look ON calls (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX calls_by_state ON calls (state);
CREATE INDEX calls_by_call_id ON calls (call_id, account_id) WHERE call_id IS NOT NULL;
CREATE INDEX calls_not_reached ON calls (account_id, down_since) WHERE down_since IS NOT NULL;
CREATE INDEX calls_by_account ON calls (account_id, created_at, outcome, state);
CREATE INDEX calls_by_chat ON calls (chat_id, thread_id);
CREATE INDEX calls_by_callee ON calls (callee, created_at);

CREATE TABLE hooks (
    id INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL REFERENCES calls,
    received_at REAL NOT NULL,
    digest TEXT NOT NULL,
    shape TEXT NOT NULL,
    body TEXT NOT NULL,
    times INTEGER NOT NULL DEFAULT 1,
    UNIQUE (call_id, digest)
);
CREATE INDEX hooks_by_time ON hooks (received_at);
"""

# Each partial index is one question of the outbox, answered without reading what does not wait.
SHOWN: Final = """
CREATE TABLE cards (
    id INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL UNIQUE REFERENCES calls,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    message_id INTEGER,
    shown INTEGER NOT NULL DEFAULT 0,
    wanted INTEGER NOT NULL DEFAULT 1,
    dead INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX cards_by_chat ON cards (chat_id, thread_id);
CREATE INDEX cards_unsent ON cards (chat_id, id)
    WHERE message_id IS NULL AND shown < wanted AND dead = 0;
CREATE INDEX cards_stale ON cards (chat_id, id)
    WHERE message_id IS NOT NULL AND shown < wanted AND dead = 0;

CREATE TABLE subscriptions (
    -- Never an id twice: a merged row's id lives on in the audiences of what it was sent.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    filter TEXT NOT NULL,
    language TEXT NOT NULL,
    created_by INTEGER NOT NULL,
    created_at REAL NOT NULL,
    disabled_at REAL,
    disabled_why TEXT,
    UNIQUE (account_id, chat_id, thread_id)
);
CREATE INDEX subscriptions_by_chat ON subscriptions (chat_id, thread_id);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL REFERENCES calls,
    kind TEXT NOT NULL,
    audience TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    subscription_id INTEGER REFERENCES subscriptions,
    message_id INTEGER,
    state TEXT NOT NULL DEFAULT 'due',
    shown INTEGER NOT NULL DEFAULT 0,
    wanted INTEGER NOT NULL DEFAULT 1,
    created_at REAL NOT NULL,
    sent_at REAL,
    UNIQUE (call_id, audience, kind)
);
CREATE INDEX deliveries_by_chat ON deliveries (chat_id, thread_id);
CREATE INDEX deliveries_due ON deliveries (chat_id, id) WHERE state = 'due';
CREATE INDEX deliveries_oldest ON deliveries (created_at) WHERE state = 'due';
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';
CREATE INDEX deliveries_stale ON deliveries (chat_id, id)
    WHERE state = 'sent' AND message_id IS NOT NULL AND shown < wanted;
CREATE INDEX deliveries_by_subscription ON deliveries (subscription_id)
    WHERE subscription_id IS NOT NULL;

CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    "values" TEXT NOT NULL,
    created_at REAL NOT NULL,
    sent_at REAL,
    dead INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX notices_due ON notices (person_id, id) WHERE sent_at IS NULL AND dead = 0;

CREATE TABLE deletions (
    id INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL REFERENCES calls,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    done_at REAL
);
CREATE INDEX deletions_due ON deletions (chat_id, id) WHERE done_at IS NULL;
"""

CHATS: Final = """
CREATE TABLE chats (chat_id INTEGER PRIMARY KEY, title TEXT NOT NULL, seen_at REAL NOT NULL);

CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    person_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    message_id INTEGER,
    asking TEXT NOT NULL,
    "values" TEXT NOT NULL,
    created_at REAL NOT NULL,
    taken_at REAL
);
CREATE INDEX drafts_by_prompt ON drafts (chat_id, message_id);
CREATE INDEX drafts_open ON drafts (person_id, created_at) WHERE taken_at IS NULL;
"""
