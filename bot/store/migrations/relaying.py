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
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    language TEXT NOT NULL,
    opened_at REAL NOT NULL,
    -- When its chat last had a backlog.
    busy_at REAL NOT NULL
);
CREATE INDEX digests_by_chat ON digests (chat_id, busy_at);

ALTER TABLE deliveries ADD COLUMN apart INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN digest_id INTEGER REFERENCES digests;
CREATE INDEX deliveries_together ON deliveries (chat_id, apart, id)
    WHERE state = 'due' AND about = 'call' AND kind = 'outcome';
CREATE INDEX deliveries_by_digest ON deliveries (digest_id, sent_at) WHERE digest_id IS NOT NULL;
"""
