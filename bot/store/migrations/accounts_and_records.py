"""Step 2: voice calls, people let in from the chat, and records of calls from every source."""

from __future__ import annotations

from typing import Final

VOICE_CALLS: Final = """
ALTER TABLE calls ADD COLUMN "values" TEXT NOT NULL DEFAULT '{}';
ALTER TABLE calls ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN test INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN draft_id TEXT;
ALTER TABLE calls ADD COLUMN script TEXT;
CREATE INDEX calls_by_draft ON calls (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX calls_by_template ON calls (account_id, template, created_at);

ALTER TABLE drafts ADD COLUMN about TEXT NOT NULL DEFAULT 'otp';

ALTER TABLE templates ADD COLUMN kind TEXT NOT NULL DEFAULT 'tts';
ALTER TABLE templates ADD COLUMN audio_file TEXT NOT NULL DEFAULT '';
ALTER TABLE templates ADD COLUMN keys TEXT NOT NULL DEFAULT '[]';
ALTER TABLE templates ADD COLUMN exit_sound TEXT NOT NULL DEFAULT '';
ALTER TABLE templates ADD COLUMN invalid_sound TEXT NOT NULL DEFAULT '';
ALTER TABLE templates ADD COLUMN added_by INTEGER;
ALTER TABLE templates ADD COLUMN added_at REAL NOT NULL DEFAULT 0;
UPDATE templates SET kind = 'otp' WHERE content LIKE '%{{code_otp}}%';

CREATE TABLE uploads (
    account_id INTEGER NOT NULL REFERENCES accounts,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    seconds REAL,
    digest TEXT NOT NULL,
    person_id INTEGER NOT NULL,
    created_at REAL NOT NULL,
    PRIMARY KEY (account_id, name)
);
"""

# An invitation is a link for one person; its secret is stored as a hash.
LET_IN: Final = """
ALTER TABLE people ADD COLUMN default_account_id INTEGER REFERENCES accounts;
ALTER TABLE people ADD COLUMN phone TEXT;
ALTER TABLE people ADD COLUMN revoked_at REAL;
ALTER TABLE accounts ADD COLUMN closed_at REAL;

CREATE TABLE invitations (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    created_by INTEGER NOT NULL,
    created_at REAL NOT NULL,
    -- In which its maker was answered.
    language TEXT NOT NULL,
    revoked_at REAL,
    -- Who followed it, as Telegram names them, and what an administrator said to that.
    person_id INTEGER,
    person_name TEXT,
    person_language TEXT,
    followed_at REAL,
    answer TEXT,
    answered_by INTEGER,
    answered_at REAL
);
CREATE INDEX invitations_waiting ON invitations (person_id)
    WHERE person_id IS NOT NULL AND answer IS NULL;
"""

# A record is a call as its account's list shows it: ours from the moment it is written down, with
# the PBX's own record once that is known, and those of other systems that use the same account.
RECORDS: Final = """
CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts,
    at REAL NOT NULL,
    callee TEXT NOT NULL,
    caller TEXT NOT NULL,
    call_row INTEGER UNIQUE REFERENCES calls,
    call_id TEXT,
    finished INTEGER NOT NULL DEFAULT 0,
    cdr TEXT,
    UNIQUE (account_id, call_id)
);
CREATE INDEX records_by_time ON records (account_id, at);
CREATE INDEX records_by_callee ON records (callee, account_id, at);
CREATE INDEX records_by_caller ON records (caller, account_id, at);
CREATE INDEX records_running ON records (account_id, at) WHERE finished = 0 AND call_row IS NULL;
INSERT INTO records (account_id, at, callee, caller, call_row, call_id)
SELECT account_id, created_at, callee,
    -- As core.phones keeps numbers.
    CASE WHEN caller LIKE '84%' AND LENGTH(caller) > 10
        THEN '0' || LTRIM(SUBSTR(caller, 3), '0') ELSE caller END,
    id,
    CASE WHEN 1 = COUNT(*) OVER (PARTITION BY account_id, call_id) THEN call_id END
FROM calls;

CREATE TABLE catch_ups (
    account_id INTEGER PRIMARY KEY REFERENCES accounts,
    -- NULL: not known yet which end of the PBX's list is the newest.
    newest_first INTEGER,
    -- By the PBX's clock.
    newest_at REAL,
    -- Oldest first: so many records stand before what is asked for next, the last with this id.
    leading INTEGER NOT NULL,
    last_id TEXT NOT NULL,
    whole INTEGER NOT NULL,
    caught_up_at REAL NOT NULL
);

-- A list or a record as somebody asked for it; the message's buttons name it.
CREATE TABLE views (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL,
    query TEXT NOT NULL,
    created_at REAL NOT NULL
);

CREATE TABLE learned (
    account_id INTEGER NOT NULL REFERENCES accounts,
    -- campaign, caller, template, or field:NAME-OF-TEMPLATE.
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    used_at REAL NOT NULL,
    PRIMARY KEY (account_id, kind, value)
);
"""
