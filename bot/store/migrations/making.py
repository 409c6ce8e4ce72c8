"""Step 5: scripts that were made from the chat, and those that nobody may call with."""

from __future__ import annotations

from typing import Final

# A lock is on a name: it stays though the bot forgets the script, or learns it anew.
MADE: Final = """
ALTER TABLE templates ADD COLUMN exit_file TEXT NOT NULL DEFAULT '';
ALTER TABLE templates ADD COLUMN invalid_file TEXT NOT NULL DEFAULT '';
ALTER TABLE templates ADD COLUMN purpose TEXT;
UPDATE templates SET purpose = 'code' WHERE kind = 'otp';

CREATE TABLE template_locks (
    account_id INTEGER NOT NULL REFERENCES accounts,
    name TEXT NOT NULL,
    locked_by INTEGER NOT NULL,
    locked_at REAL NOT NULL,
    PRIMARY KEY (account_id, name)
);
"""
