"""The cards: which message follows which call or list, and how far it is behind."""

from __future__ import annotations

from typing import Final

from bot.core.delivery import APPROVER, ASKER
from bot.core.records import About, Card, Place, Subject
from bot.store.group import MESSAGE_IF_THERE, Group, Row, columns_of, place_of, subject_of

#: Seconds between two states of a list that a card shows: in private, and in a group, whose few
#: messages a minute are for outcomes.
OFTEN: Final = 3.0
SELDOM: Final = 10.0
#: Later than any time for which something waits.
EVER: Final = 1e12


class Cards(Group):
    """The table cards; a card is due while `shown < wanted`."""

    __slots__ = ()

    def add(
        self,
        subject: Subject,
        place: Place,
        *,
        audience: str = ASKER,
        subscription_id: int | None = None,
        message_id: int | None = None,
    ) -> None:
        """An audience's card, due to be sent for the first time, or to take a message over.

        An audience that has one already keeps it.
        """
        self._run(
            """
            INSERT INTO cards (about, subject_id, audience, subscription_id, chat_id, thread_id,
                message_id)
            VALUES (:about, :subject_id, :audience, :subscription_id, :chat_id, :thread_id,
                :message_id)
            ON CONFLICT (about, subject_id, audience) DO NOTHING
            """,
            about=subject.about,
            subject_id=subject.id,
            audience=audience,
            subscription_id=subscription_id,
            **columns_of(place),
            message_id=message_id,
        )

    def of(self, subject: Subject, audience: str = ASKER) -> Card | None:
        """An audience's card, unless it can't be shown any more."""
        row = self._one(
            """
            SELECT * FROM cards
            WHERE about = :about AND subject_id = :subject_id AND audience = :audience AND dead = 0
            """,
            about=subject.about,
            subject_id=subject.id,
            audience=audience,
        )
        return None if row is None else _card(row)

    def want(self, subject: Subject) -> None:
        """There is something new to show of it."""
        self._run(
            """
            UPDATE cards SET wanted = wanted + 1 WHERE about = :about AND subject_id = :subject_id
            """,
            about=subject.about,
            subject_id=subject.id,
        )

    def want_changed(self, list_id: int, changes: int, *, now: float) -> bool:
        """A list has changed so often: show it, no card too soon; False: some have to wait.

        Those who were to agree to it follow it no further.
        """
        behind = """about = :about AND subject_id = :list_id AND dead = 0 AND changes < :changes
                AND audience NOT LIKE :approvers"""
        values = {"about": About.LIST, "list_id": list_id, "changes": changes, "now": now}
        values["approvers"] = f"{APPROVER}:%"
        self._run(
            f"""
            UPDATE cards SET wanted = wanted + 1, changes = :changes,
                -- One that waits already keeps its place among those that do.
                wanted_at = CASE WHEN shown < wanted THEN wanted_at ELSE :now END
            WHERE {behind} AND (
                shown < wanted
                OR wanted_at <= :now - CASE WHEN chat_id < 0 THEN :seldom ELSE :often END
            )
            """,
            **values,
            often=OFTEN,
            seldom=SELDOM,
        )
        if self._one(f"SELECT 1 FROM cards WHERE {behind}", **values) is not None:
            return False
        self._run(
            "UPDATE lists SET behind = 0 WHERE id = :list_id AND changes = :changes", **values
        )
        return True

    def want_now(self, list_id: int, changes: int, *, now: float) -> None:
        """Somebody pressed: every card of a list shows that at once, and not twice."""
        values = {"about": About.LIST, "list_id": list_id, "changes": changes, "now": now}
        self._run(
            """
            UPDATE cards SET wanted = wanted + 1, changes = :changes, wanted_at = :now - :often
            WHERE about = :about AND subject_id = :list_id AND dead = 0
            """,
            **values,
            often=OFTEN,
        )
        self._run("UPDATE lists SET behind = 0 WHERE id = :list_id", list_id=list_id)

    def send_anew(self, card_id: int) -> None:
        """Its message is gone, and it is needed: another one is sent."""
        self._run("UPDATE cards SET message_id = NULL WHERE id = :card_id", card_id=card_id)

    def shown(
        self, card_id: int, *, place: Place, message_id: int, version: int, at: float
    ) -> None:
        """The message in `place` shows `version`: what the card wanted when it was rendered.

        If the card's place is another by now, its id means something else there. A list's next
        version is not too soon after it was shown, however long that took.
        """
        self._run(
            f"""
            UPDATE cards SET {MESSAGE_IF_THERE}, shown = :version,
                wanted_at = CASE
                    WHEN about = '{About.LIST}' AND wanted = :version THEN MAX(wanted_at, :at)
                    ELSE wanted_at
                END
            WHERE id = :card_id
            """,
            card_id=card_id,
            **columns_of(place),
            message_id=message_id,
            version=version,
            at=at,
        )

    def kill(self, card_id: int) -> None:
        """Its message is gone or can't be shown: never try again."""
        self._run("UPDATE cards SET dead = 1 WHERE id = :card_id", card_id=card_id)

    def unsent(self, chat_id: int) -> Card | None:
        """The oldest card of a chat that has no message yet."""
        row = self._one(
            """
            SELECT * FROM cards
            WHERE chat_id = :chat_id AND message_id IS NULL AND shown < wanted AND dead = 0
            ORDER BY id LIMIT 1
            """,
            chat_id=chat_id,
        )
        return None if row is None else _card(row)

    def stale(self, chat_id: int, *, now: float = EVER) -> Card | None:
        """The card of a chat whose message is behind for longest; a digest's has its time."""
        row = self._one(
            """
            SELECT * FROM cards
            WHERE chat_id = :chat_id AND message_id IS NOT NULL AND shown < wanted AND dead = 0
                AND wanted_at <= :now
            ORDER BY wanted_at, id LIMIT 1
            """,
            chat_id=chat_id,
            now=now,
        )
        return None if row is None else _card(row)


def _card(row: Row) -> Card:
    return Card(
        id=row["id"],
        subject=subject_of(row),
        audience=row["audience"],
        subscription_id=row["subscription_id"],
        place=place_of(row),
        message_id=row["message_id"],
        shown=row["shown"],
        wanted=row["wanted"],
    )
