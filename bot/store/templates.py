"""The voice scripts that the bot knows, by account."""

from __future__ import annotations

from typing import Final

from pydantic import TypeAdapter

from bot.core.templates import Lock, PressKey, Purpose, Template, TemplateKind
from bot.store.group import Group, Row

_KEYS: Final = TypeAdapter(tuple[PressKey, ...])


class Templates(Group):
    """The table templates; a name is one script of an account."""

    __slots__ = ()

    def put(self, template: Template) -> None:
        """Know a voice script, or know it anew."""
        self._run(
            """
            INSERT INTO templates (account_id, name, content, voice, speed, kind, audio_file, keys,
                exit_sound, invalid_sound, exit_file, invalid_file, purpose, added_by, added_at)
            VALUES (:account_id, :name, :content, :voice, :speed, :kind, :audio_file, :keys,
                :exit_sound, :invalid_sound, :exit_file, :invalid_file, :purpose, :added_by,
                :added_at)
            ON CONFLICT (account_id, name) DO UPDATE SET
                content = excluded.content, voice = excluded.voice, speed = excluded.speed,
                kind = excluded.kind, audio_file = excluded.audio_file, keys = excluded.keys,
                exit_sound = excluded.exit_sound, invalid_sound = excluded.invalid_sound,
                exit_file = excluded.exit_file, invalid_file = excluded.invalid_file,
                purpose = excluded.purpose,
                added_by = excluded.added_by, added_at = excluded.added_at
            """,
            account_id=template.account_id,
            name=template.name,
            content=template.content,
            voice=template.voice,
            speed=template.speed,
            kind=template.kind,
            audio_file=template.audio_file,
            keys=_KEYS.dump_json(template.keys).decode(),
            exit_sound=template.exit_sound,
            invalid_sound=template.invalid_sound,
            exit_file=template.exit_file,
            invalid_file=template.invalid_file,
            purpose=template.purpose,
            added_by=template.added_by,
            added_at=template.added_at,
        )

    def get(self, account_id: int, name: str) -> Template | None:
        """A voice script by its exact name."""
        row = self._one(
            "SELECT * FROM templates WHERE account_id = :account_id AND name = :name",
            account_id=account_id,
            name=name,
        )
        return None if row is None else _template(row)

    def of_account(self, account_id: int) -> list[Template]:
        """All scripts known of an account, by name."""
        rows = self._all(
            "SELECT * FROM templates WHERE account_id = :account_id ORDER BY name",
            account_id=account_id,
        )
        return [_template(row) for row in rows]

    def remove(self, account_id: int, name: str) -> None:
        """Forget a script; calls keep the words that they were made with."""
        self._run(
            "DELETE FROM templates WHERE account_id = :account_id AND name = :name",
            account_id=account_id,
            name=name,
        )

    def lock(self, account_id: int, name: str, lock: Lock) -> None:
        """Nobody calls with this script from now on; one that is locked stays as it is."""
        self._run(
            """
            INSERT INTO template_locks (account_id, name, locked_by, locked_at)
            VALUES (:account_id, :name, :locked_by, :locked_at) ON CONFLICT DO NOTHING
            """,
            account_id=account_id,
            name=name,
            locked_by=lock.person_id,
            locked_at=lock.at,
        )

    def unlock(self, account_id: int, name: str) -> None:
        """It can be called with again."""
        self._run(
            "DELETE FROM template_locks WHERE account_id = :account_id AND name = :name",
            account_id=account_id,
            name=name,
        )

    def lock_of(self, account_id: int, name: str) -> Lock | None:
        """Who locked a script and when, whether its words are known or not; None: nobody."""
        return self.locks(account_id).get(name)

    def locks(self, account_id: int) -> dict[str, Lock]:
        """The locked scripts of an account, by name."""
        rows = self._all(
            "SELECT * FROM template_locks WHERE account_id = :account_id", account_id=account_id
        )
        return {row["name"]: Lock(person_id=row["locked_by"], at=row["locked_at"]) for row in rows}

    def last_heard(self, account_id: int, name: str) -> float | None:
        """When a call with this script was last asked for that was answered; None: never."""
        asked_at: float | None = self._value(
            """
            SELECT created_at FROM calls
            WHERE account_id = :account_id AND template = :name AND outcome = 'answered'
            ORDER BY created_at DESC LIMIT 1
            """,
            account_id=account_id,
            name=name,
        )
        return asked_at


def _template(row: Row) -> Template:
    return Template(
        account_id=row["account_id"],
        name=row["name"],
        content=row["content"],
        voice=row["voice"],
        speed=row["speed"],
        kind=TemplateKind(row["kind"]),
        audio_file=row["audio_file"],
        keys=_KEYS.validate_json(row["keys"]),
        exit_sound=row["exit_sound"],
        invalid_sound=row["invalid_sound"],
        exit_file=row["exit_file"],
        invalid_file=row["invalid_file"],
        purpose=None if row["purpose"] is None else Purpose(row["purpose"]),
        added_by=row["added_by"],
        added_at=row["added_at"],
    )
