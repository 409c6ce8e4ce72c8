"""Step 6: numbers that nobody calls any more."""

from __future__ import annotations

from typing import Final

# A block that was lifted stays: who blocked a number, and who let it be called again.
BLOCKS: Final = """
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- NULL: the callee did, by pressing this key in this call.
    blocked_by INTEGER,
    pressed TEXT NOT NULL,
    call_id INTEGER REFERENCES calls,
    blocked_at REAL NOT NULL,
    lifted_by INTEGER,
    lifted_at REAL
);
CREATE UNIQUE INDEX blocks_standing ON blocks (number) WHERE lifted_at IS NULL;
CREATE INDEX blocks_latest ON blocks (id) WHERE lifted_at IS NULL;
"""
