"""The follow-ups: who took it on to call somebody back, and whether that is done."""

from __future__ import annotations

from bot.core.records import FollowUp
from bot.store.group import Group


class FollowUps(Group):
    """The table follow_ups; the first to take a callee on keeps them while they may call."""

    __slots__ = ()

    def take(self, call_row: int, person_id: int, at: float) -> bool:
        """Somebody takes it on; False if somebody has."""
        return bool(
            self._run(
                """
                INSERT INTO follow_ups (call_row, person_id, taken_at)
                VALUES (:call_row, :person_id, :at) ON CONFLICT DO NOTHING
                """,
                call_row=call_row,
                person_id=person_id,
                at=at,
            )
        )

    def hand_over(self, call_row: int, person_id: int, at: float) -> None:
        """Somebody else takes on what is not done."""
        self._run(
            """
            UPDATE follow_ups SET person_id = :person_id, taken_at = :at
            WHERE call_row = :call_row AND done_at IS NULL
            """,
            call_row=call_row,
            person_id=person_id,
            at=at,
        )

    def finish(self, call_row: int, at: float) -> bool:
        """The callee was called back; False if that was said before, or nobody took it on."""
        return bool(
            self._run(
                """
                UPDATE follow_ups SET done_at = :at WHERE call_row = :call_row AND done_at IS NULL
                """,
                call_row=call_row,
                at=at,
            )
        )

    def of_call(self, call_row: int) -> FollowUp | None:
        """Who took it on; None: nobody."""
        row = self._one("SELECT * FROM follow_ups WHERE call_row = :call_row", call_row=call_row)
        if row is None:
            return None
        return FollowUp(
            call_row=row["call_row"],
            person_id=row["person_id"],
            taken_at=row["taken_at"],
            done_at=row["done_at"],
        )
