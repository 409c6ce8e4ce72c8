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
    ) -> bool:
        """Write a hook down; False if this call had the same one before, which is counted."""
        new = self._run(
            """
            INSERT INTO hooks (call_id, received_at, digest, shape, body)
            VALUES (:call_id, :received_at, :digest, :shape, :body)
            ON CONFLICT (call_id, digest) DO NOTHING
            """,
            call_id=call_id,
            received_at=received_at,
            digest=digest,
            shape=shape,
            body=json.dumps(dict(body)),
        )
        if not new:
            self._run(
                """
                UPDATE hooks SET times = times + 1 WHERE call_id = :call_id AND digest = :digest
                """,
                call_id=call_id,
                digest=digest,
            )
        return bool(new)

    def count_since(self, since: float) -> int:
        """How many different hooks came since then."""
        count: int = self._value(
            "SELECT COUNT(*) FROM hooks WHERE received_at >= :since", since=since
        )
        return count

    def last_at(self) -> float | None:
        """When the last hook came that had not come before."""
        last: float | None = self._value("SELECT MAX(received_at) FROM hooks")
        return last
