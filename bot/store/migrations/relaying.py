"""Step 4: many outcomes in one message, and what those ask who watch over the relay."""

from __future__ import annotations

from typing import Final

WATCHED: Final = """
CREATE INDEX calls_settled ON calls (settled_at) WHERE settled_at IS NOT NULL;
"""

# A delivery that is apart calls for somebody; one that was gathered is told in a digest.
DIGESTS: Final = """
CREATE TABLE digests (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    subscription_id INTEGER REFERENCES subscriptions,
    language TEXT NOT NULL,
    opened_at REAL NOT NULL,
    -- When its chat last had a backlog.
    busy_at REAL NOT NULL
);
CREATE INDEX digests_by_chat ON digests (chat_id, busy_at);
CREATE INDEX digests_by_subscription ON digests (subscription_id)
    WHERE subscription_id IS NOT NULL;

ALTER TABLE deliveries ADD COLUMN apart INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN digest_id INTEGER REFERENCES digests;
CREATE INDEX deliveries_by_digest ON deliveries (digest_id, sent_at) WHERE digest_id IS NOT NULL;
"""
