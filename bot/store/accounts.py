"""The PBX accounts and who may use them. Keys are stored sealed only."""

from __future__ import annotations

import json
from typing import Final

from pydantic import TypeAdapter

from bot.core.records import Account
from bot.store.group import Group, Row

_PHRASES: Final = TypeAdapter(tuple[str, ...])


class Accounts(Group):
    """The tables accounts and account_people."""

    __slots__ = ()

    def add(
        self,
        *,
        name: str,
        key_digest: str,
        campaign_id: str,
        caller: str,
        otp_template: str,
        concurrency: int,
        created_by: int | None,
        created_at: float,
    ) -> int:
        """The account's id. The same key again changes what the account says and keeps its id.

        One that was closed is open again.
        """
        self._run(
            """
            INSERT INTO accounts (name, key_digest, campaign_id, caller, otp_template, concurrency,
                created_by, created_at)
            VALUES (:name, :key_digest, :campaign_id, :caller, :otp_template, :concurrency,
                :created_by, :created_at)
            ON CONFLICT (key_digest) DO UPDATE SET
                name = excluded.name,
                campaign_id = excluded.campaign_id,
                caller = excluded.caller,
                otp_template = excluded.otp_template,
                concurrency = excluded.concurrency,
                closed_at = NULL
            """,
            name=name,
            key_digest=key_digest,
            campaign_id=campaign_id,
            caller=caller,
            otp_template=otp_template,
            concurrency=concurrency,
            created_by=created_by,
            created_at=created_at,
        )
        account_id: int = self._value(
            "SELECT account_id FROM accounts WHERE key_digest = :key_digest", key_digest=key_digest
        )
        return account_id

    def known_by(self, key_digest: str) -> Account | None:
        """The account whose key has this digest, closed or not."""
        row = self._one(
            "SELECT * FROM accounts WHERE key_digest = :key_digest", key_digest=key_digest
        )
        return None if row is None else _account(row)

    def renew_digest(self, key_digest: str, older: list[str]) -> None:
        """An account known by one of these older digests of its key is known by this one now."""
        self._run(
            """
            UPDATE accounts SET key_digest = :key_digest
            WHERE account_id = (
                SELECT MIN(account_id) FROM accounts
                WHERE key_digest IN (SELECT value FROM json_each(:older))
            ) AND NOT EXISTS (SELECT 1 FROM accounts WHERE key_digest = :key_digest)
            """,
            key_digest=key_digest,
            older=json.dumps(older),
        )

    def seal(self, account_id: int, sealed_key: str) -> None:
        """Keep the account's key as the keyring sealed it for this id."""
        self._run(
            "UPDATE accounts SET sealed_key = :sealed_key WHERE account_id = :account_id",
            account_id=account_id,
            sealed_key=sealed_key,
        )

    def sealed_key(self, account_id: int) -> str | None:
        """None: no such account, or no key was sealed for it."""
        sealed_key: str | None = self._value(
            "SELECT sealed_key FROM accounts WHERE account_id = :account_id", account_id=account_id
        )
        return sealed_key

    def get(self, account_id: int) -> Account | None:
        """An account by its id."""
        row = self._one(
            "SELECT * FROM accounts WHERE account_id = :account_id", account_id=account_id
        )
        return None if row is None else _account(row)

    def all(self) -> list[Account]:
        """Every account that is not closed, by id."""
        rows = self._all("SELECT * FROM accounts WHERE closed_at IS NULL ORDER BY account_id")
        return [_account(row) for row in rows]

    def of_person(self, person_id: int) -> list[Account]:
        """The accounts a person may see and use, by id."""
        rows = self._all(
            """
            SELECT accounts.* FROM accounts JOIN account_people USING (account_id)
            WHERE person_id = :person_id ORDER BY account_id
            """,
            person_id=person_id,
        )
        return [_account(row) for row in rows]

    def share(self, account_id: int, person_id: int) -> None:
        """Let a person see and use an account; once is enough."""
        self._run(
            """
            INSERT INTO account_people (account_id, person_id) VALUES (:account_id, :person_id)
            ON CONFLICT DO NOTHING
            """,
            account_id=account_id,
            person_id=person_id,
        )

    def unshare(self, account_id: int, person_id: int) -> bool:
        """A person neither sees nor uses an account any more; False: they did not before."""
        taken = self._run(
            """
            DELETE FROM account_people
            WHERE account_id = :account_id AND person_id = :person_id
            """,
            account_id=account_id,
            person_id=person_id,
        )
        return bool(taken)

    def users(self, account_id: int) -> list[int]:
        """The ids of those who may use an account."""
        rows = self._all(
            """
            SELECT person_id FROM account_people WHERE account_id = :account_id ORDER BY person_id
            """,
            account_id=account_id,
        )
        return [row["person_id"] for row in rows]

    def change(self, account: Account) -> None:
        """What an account is called, and what its calls use."""
        self._run(
            """
            UPDATE accounts SET name = :name, campaign_id = :campaign_id, caller = :caller,
                otp_template = :otp_template, concurrency = :concurrency,
                approve_over = :approve_over, busy_phrases = :busy_phrases
            WHERE account_id = :account_id
            """,
            account_id=account.account_id,
            name=account.name,
            campaign_id=account.campaign_id,
            caller=account.caller,
            otp_template=account.otp_template,
            concurrency=account.concurrency,
            approve_over=account.approve_over,
            busy_phrases=_PHRASES.dump_json(account.busy_phrases).decode(),
        )

    def close(self, account_id: int, at: float) -> None:
        """Nobody uses it any more; its key stays until `erase_keys`."""
        self._run(
            """
            UPDATE accounts SET closed_at = :at
            WHERE account_id = :account_id AND closed_at IS NULL
            """,
            account_id=account_id,
            at=at,
        )
        self._run(
            "DELETE FROM account_people WHERE account_id = :account_id", account_id=account_id
        )

    def reopen(self, account_id: int, created_by: int) -> None:
        """A closed account was linked again, by somebody."""
        self._run(
            """
            UPDATE accounts SET closed_at = NULL, created_by = :created_by
            WHERE account_id = :account_id
            """,
            account_id=account_id,
            created_by=created_by,
        )

    def is_open(self, account_id: int) -> bool:
        """Whether there is such an account, and it was not closed."""
        found = self._one(
            "SELECT 1 FROM accounts WHERE account_id = :account_id AND closed_at IS NULL",
            account_id=account_id,
        )
        return found is not None

    def to_erase(self) -> list[int]:
        """Closed accounts that still have a key, and no call that it is needed for."""
        rows = self._all(
            """
            SELECT account_id FROM accounts
            WHERE closed_at IS NOT NULL AND sealed_key IS NOT NULL
                AND NOT EXISTS (
                    SELECT 1 FROM calls
                    -- The plus has SQLite look among the few open calls, not the account's many.
                    WHERE +calls.account_id = accounts.account_id AND settled_at IS NULL
                )
                AND NOT EXISTS (
                    SELECT 1 FROM calls
                    WHERE +calls.account_id = accounts.account_id AND look_at IS NOT NULL
                )
            ORDER BY account_id
            """
        )
        return [row["account_id"] for row in rows]

    def erase_key(self, account_id: int) -> None:
        """The key of a closed account is kept no longer."""
        self._run(
            """
            UPDATE accounts SET sealed_key = NULL
            WHERE account_id = :account_id AND closed_at IS NOT NULL
            """,
            account_id=account_id,
        )


def _account(row: Row) -> Account:
    return Account(
        account_id=row["account_id"],
        name=row["name"],
        campaign_id=row["campaign_id"],
        caller=row["caller"],
        otp_template=row["otp_template"],
        concurrency=row["concurrency"],
        approve_over=row["approve_over"],
        busy_phrases=_PHRASES.validate_json(row["busy_phrases"]),
        created_by=row["created_by"],
    )
