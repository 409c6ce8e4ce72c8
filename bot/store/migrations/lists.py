"""Step 3: lists and their rows; cards and deliveries about lists as well as calls."""

from __future__ import annotations

from typing import Final

LISTS: Final = """
ALTER TABLE accounts ADD COLUMN approve_over INTEGER;
ALTER TABLE accounts ADD COLUMN busy_phrases TEXT NOT NULL DEFAULT '[]';

CREATE TABLE lists (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts,
    person_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at REAL NOT NULL,
    digest TEXT NOT NULL,
    confirmed_at REAL,
    start_at REAL,
    -- Everything else that makes a core.lists.CallList, as JSON.
    rest TEXT NOT NULL,
    -- How often something changed that cards show; the turn in which a row was taken last.
    changes INTEGER NOT NULL DEFAULT 0,
    behind INTEGER NOT NULL DEFAULT 0,
    turn INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX lists_by_account ON lists (account_id, id);
CREATE INDEX lists_by_digest ON lists (digest, confirmed_at) WHERE confirmed_at IS NOT NULL;
CREATE INDEX lists_by_chat ON lists (chat_id, thread_id);
CREATE INDEX lists_under_way ON lists (account_id, turn)
    WHERE state IN ('running', 'paused', 'scheduled', 'stopping');
CREATE INDEX lists_behind ON lists (id) WHERE behind = 1;
CREATE INDEX lists_open ON lists (created_at) WHERE confirmed_at IS NULL;
CREATE INDEX lists_by_person ON lists (person_id, created_at);

-- The cells are kept, never the file, so that a number can be erased.
CREATE TABLE list_rows (
    id INTEGER PRIMARY KEY,
    list_id INTEGER NOT NULL REFERENCES lists,
    position INTEGER NOT NULL,
    line INTEGER NOT NULL,
    cells TEXT NOT NULL,
    callee TEXT NOT NULL,
    label TEXT NOT NULL,
    "values" TEXT NOT NULL,
    left_out TEXT,
    detail TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at REAL NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    busy INTEGER NOT NULL DEFAULT 0,
    call_row INTEGER REFERENCES calls,
    settled_at REAL,
    -- How it came out and which key was pressed, as counts have it; while state is done.
    result TEXT,
    keypress TEXT NOT NULL DEFAULT '',
    UNIQUE (list_id, position)
);
CREATE INDEX list_rows_waiting ON list_rows (list_id, due_at, position) WHERE state = 'waiting';
CREATE INDEX list_rows_calling ON list_rows (list_id) WHERE state = 'calling';
CREATE INDEX list_rows_by_result ON list_rows (list_id, state, result, keypress);
CREATE INDEX list_rows_by_callee ON list_rows (callee);

ALTER TABLE calls ADD COLUMN list_id INTEGER REFERENCES lists;
ALTER TABLE calls ADD COLUMN list_row INTEGER REFERENCES list_rows;
ALTER TABLE calls ADD COLUMN busy INTEGER NOT NULL DEFAULT 0;
CREATE INDEX calls_by_list_row ON calls (list_row) WHERE list_row IS NOT NULL;
CREATE INDEX calls_by_list ON calls (list_id, created_at, id) WHERE list_id IS NOT NULL;
CREATE INDEX calls_refused ON calls (list_id, id)
    WHERE state = 'refused' AND busy = 0 AND list_id IS NOT NULL;
CREATE INDEX calls_lines ON calls (account_id, state, since)
    WHERE state IN ('pending', 'placing', 'placed', 'ringing', 'answered', 'unknown');

-- What somebody picked for a column's heading the last time, by template: a field, phone or ref.
CREATE TABLE headings (
    account_id INTEGER NOT NULL REFERENCES accounts,
    template TEXT NOT NULL,
    heading TEXT NOT NULL,
    holds TEXT NOT NULL,
    PRIMARY KEY (account_id, template, heading)
);

-- Who took it on to call somebody back who had asked for it by a key.
CREATE TABLE follow_ups (
    call_row INTEGER PRIMARY KEY REFERENCES calls,
    person_id INTEGER NOT NULL,
    taken_at REAL NOT NULL,
    done_at REAL
);
"""

# A card or a delivery is about a call or a list; one subject may have a card for each audience.
SUBJECTS: Final = """
CREATE TABLE cards_3 (
    id INTEGER PRIMARY KEY,
    about TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    audience TEXT NOT NULL,
    subscription_id INTEGER REFERENCES subscriptions,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    message_id INTEGER,
    shown INTEGER NOT NULL DEFAULT 0,
    wanted INTEGER NOT NULL DEFAULT 1,
    dead INTEGER NOT NULL DEFAULT 0,
    -- Of a list: how many changes it was last wanted for, and when that was.
    changes INTEGER NOT NULL DEFAULT 0,
    wanted_at REAL NOT NULL DEFAULT 0,
    UNIQUE (about, subject_id, audience)
);
INSERT INTO cards_3 (id, about, subject_id, audience, chat_id, thread_id, message_id, shown,
    wanted, dead)
SELECT id, 'call', call_id, 'asker', chat_id, thread_id, message_id, shown, wanted, dead
FROM cards;
DROP TABLE cards;
ALTER TABLE cards_3 RENAME TO cards;
CREATE INDEX cards_by_chat ON cards (chat_id, thread_id);
CREATE INDEX cards_by_subscription ON cards (subscription_id) WHERE subscription_id IS NOT NULL;
CREATE INDEX cards_unsent ON cards (chat_id, id)
    WHERE message_id IS NULL AND shown < wanted AND dead = 0;
CREATE INDEX cards_stale ON cards (chat_id, wanted_at, id)
    WHERE message_id IS NOT NULL AND shown < wanted AND dead = 0;

CREATE TABLE deliveries_3 (
    id INTEGER PRIMARY KEY,
    about TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
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
    UNIQUE (about, subject_id, audience, kind)
);
INSERT INTO deliveries_3 (id, about, subject_id, kind, audience, chat_id, thread_id,
    subscription_id, message_id, state, shown, wanted, created_at, sent_at)
SELECT id, 'call', call_id, kind, audience, chat_id, thread_id, subscription_id, message_id, state,
    shown, wanted, created_at, sent_at
FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_3 RENAME TO deliveries;
CREATE INDEX deliveries_by_chat ON deliveries (chat_id, thread_id);
CREATE INDEX deliveries_due ON deliveries (chat_id, id) WHERE state = 'due';
CREATE INDEX deliveries_oldest ON deliveries (created_at) WHERE state = 'due';
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';
CREATE INDEX deliveries_stale ON deliveries (chat_id, id)
    WHERE state = 'sent' AND message_id IS NOT NULL AND shown < wanted;
CREATE INDEX deliveries_by_subscription ON deliveries (subscription_id)
    WHERE subscription_id IS NOT NULL;
"""
