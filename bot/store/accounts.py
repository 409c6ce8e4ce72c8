"""The PBX accounts, who may use them, and their templates. Keys are stored sealed only."""

from __future__ import annotations

import json

from bot.core.records import Account, Template
from bot.store.group import Group, Row


class Accounts(Group):
    """The tables accounts, account_people and templates."""

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
        """The account's id. The same key again changes what the account says and keeps its id."""
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
                concurrency = excluded.concurrency
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
        """The account whose key has this digest."""
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

    def put_template(self, template: Template) -> None:
        """Know a voice script, or know it anew."""
        self._run(
            """
            INSERT INTO templates (account_id, name, content, voice, speed)
            VALUES (:account_id, :name, :content, :voice, :speed)
            ON CONFLICT (account_id, name) DO UPDATE SET
                content = excluded.content, voice = excluded.voice, speed = excluded.speed
            """,
            account_id=template.account_id,
            name=template.name,
            content=template.content,
            voice=template.voice,
            speed=template.speed,
        )

    def template(self, account_id: int, name: str) -> Template | None:
        """A voice script by its exact name."""
        row = self._one(
            "SELECT * FROM templates WHERE account_id = :account_id AND name = :name",
            account_id=account_id,
            name=name,
        )
        return None if row is None else _template(row)


def _account(row: Row) -> Account:
    return Account(
        account_id=row["account_id"],
        name=row["name"],
        campaign_id=row["campaign_id"],
        caller=row["caller"],
        otp_template=row["otp_template"],
        concurrency=row["concurrency"],
    )


def _template(row: Row) -> Template:
    return Template(
        account_id=row["account_id"],
        name=row["name"],
        content=row["content"],
        voice=row["voice"],
        speed=row["speed"],
    )
