"""The journal of hooks: what was acknowledged, each body once per call.

Bodies arrive here without codes; nothing is decided from them later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.store.group import Group


class Hooks(Group):
    """The table hooks."""

    __slots__ = ()

    def add(
        self,
        call_id: int,
        *,
        received_at: float,
        digest: str,
        shape: str,
        body: Mapping[str, Any],
    ) -> int:
        """Write a hook down; one that this call had before keeps its id and is counted."""
        hook_id: int = self._value(
            """
            INSERT INTO hooks (call_id, received_at, digest, shape, body)
            VALUES (:call_id, :received_at, :digest, :shape, :body)
            ON CONFLICT (call_id, digest) DO UPDATE SET times = hooks.times + 1
            RETURNING id
            """,
            call_id=call_id,
            received_at=received_at,
            digest=digest,
            shape=shape,
            body=json.dumps(dict(body)),
        )
        return hook_id

    def of(self, call_id: int) -> int:
        """How many different hooks of a call are kept."""
        count: int = self._value(
            "SELECT COUNT(*) FROM hooks WHERE call_id = :call_id", call_id=call_id
        )
        return count

    def any(self) -> bool:
        """Whether the PBX ever reported anything."""
        return self._value("SELECT 1 FROM hooks LIMIT 1") is not None

    def last_at(self, accounts: list[int]) -> float | None:
        """When one of the latest hundred calls of these accounts last had a hook."""
        last: float | None = self._value(
            """
            SELECT MAX(received_at) FROM hooks WHERE call_id IN (
                SELECT id FROM calls WHERE account_id IN (SELECT value FROM json_each(:accounts))
                ORDER BY created_at DESC LIMIT 100
            )
            """,
            accounts=json.dumps(accounts),
        )
        return last
