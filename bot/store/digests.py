"""The digests: many outcomes in one message, and which deliveries each has gathered.

A digest gathers while its chat has a backlog, or had one within a minute, and as long as it could
not be sent; nothing closes it but that its message can't be shown any more.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from bot.core.calls import Outcome, State
from bot.core.digests import LONGEST, QUIET, Digest, Gathered, Pressed, room
from bot.core.list_rules import Result, result
from bot.core.lists import Tally
from bot.core.people import Language
from bot.core.records import About, Place
from bot.core.templates import is_choice
from bot.store.cards import SELDOM
from bot.store.group import Group, Row, columns_of, place_of

#: What is told together: outcomes of calls, not of lists.
_GATHERABLE: Final = "state = 'due' AND about = 'call' AND kind = 'outcome'"
_GATHERS: Final = """
    EXISTS (
        SELECT 1 FROM cards
        WHERE about = 'digest' AND subject_id = digests.id AND dead = 0
            AND (shown = 0 OR busy_at > :now - :quiet AND opened_at > :now - :longest)
    )
"""
_LIMITS: Final = {"quiet": QUIET, "longest": LONGEST}
#: So many are gathered in one unit.
A_STEP: Final = 200


class Digests(Group):
    """The table digests, and the deliveries that they have gathered."""

    __slots__ = ()

    def gathers(self, chat_id: int, *, now: float) -> bool:
        """Whether what comes for this chat is told in a digest that is open."""
        sql = f"SELECT 1 FROM digests WHERE chat_id = :chat_id AND {_GATHERS} LIMIT 1"
        return self._one(sql, chat_id=chat_id, now=now, **_LIMITS) is not None

    def open_now(self, *, now: float) -> int:
        """How many of all chats gather on."""
        count: int = self._value(
            f"""
            SELECT COUNT(*) FROM digests
            WHERE {_GATHERS} AND (
                id IN (
                    SELECT subject_id FROM cards
                    WHERE about = 'digest' AND message_id IS NULL AND shown < wanted AND dead = 0
                )
                -- Newest first, so that no more are looked at than were opened lately.
                OR id > COALESCE((
                    SELECT id FROM digests WHERE opened_at <= :now - :longest
                    ORDER BY id DESC LIMIT 1
                ), 0)
            )
            """,
            now=now,
            **_LIMITS,
        )
        return count

    def waiting(self, chat_id: int, *, apart: bool) -> tuple[int, float]:
        """How many outcomes a chat is owed, counted to what it has room for, and since when.

        `apart`: those of which each calls for somebody.
        """
        row = self._one(
            f"""
            SELECT COUNT(*) AS waiting, MIN(created_at) AS oldest FROM (
                SELECT created_at FROM deliveries
                WHERE chat_id = :chat_id AND {_GATHERABLE} AND apart = :apart
                ORDER BY id LIMIT :most
            )
            """,
            chat_id=chat_id,
            apart=apart,
            most=room(chat_id) + 1,
        )
        assert row is not None, "a COUNT always has a row"
        return row["waiting"], row["oldest"] or 0.0

    def owed(self, chat_id: int, *, apart: bool) -> list[tuple[Place, Language]]:
        """The places that the chat's oldest outcomes go to, and the language of a digest there."""
        rows = self._all(
            f"""
            SELECT due.chat_id, due.thread_id,
                COALESCE(MIN(subscriptions.language), MIN(calls.language)) AS language
            FROM (
                SELECT * FROM deliveries
                WHERE chat_id = :chat_id AND {_GATHERABLE} AND apart = :apart
                ORDER BY id LIMIT :most
            ) AS due
            JOIN calls ON calls.id = due.subject_id
            LEFT JOIN subscriptions ON subscriptions.id = due.subscription_id
            GROUP BY due.thread_id
            """,
            chat_id=chat_id,
            apart=apart,
            most=A_STEP,
        )
        return [(place_of(row), Language(row["language"])) for row in rows]

    def open(self, place: Place, *, now: float) -> int | None:
        """The id of the digest that gathers for the same place now."""
        found: int | None = self._value(
            f"""
            SELECT id FROM digests
            WHERE chat_id = :chat_id AND {_GATHERS} AND thread_id = :thread_id
            ORDER BY id DESC LIMIT 1
            """,
            **columns_of(place),
            now=now,
            **_LIMITS,
        )
        return found

    def add(self, place: Place, language: Language, *, now: float) -> int:
        """Open a digest; its id."""
        return self._insert(
            """
            INSERT INTO digests (chat_id, thread_id, language, opened_at, busy_at)
            VALUES (:chat_id, :thread_id, :language, :now, :now)
            """,
            **columns_of(place),
            language=language,
            now=now,
        )

    def gather(
        self, digest_id: int, place: Place, *, apart: bool, now: float
    ) -> list[tuple[int, int]]:
        """A part of what its place is owed is told in this digest: ids of deliveries and calls."""
        gathered = self._all(
            f"""
            UPDATE deliveries SET state = 'gathered', digest_id = :digest_id, sent_at = :now
            WHERE id IN (
                SELECT id FROM deliveries
                WHERE chat_id = :chat_id AND {_GATHERABLE} AND apart = :apart
                    AND thread_id = :thread_id
                ORDER BY id LIMIT :most
            )
            RETURNING id, subject_id
            """,
            digest_id=digest_id,
            **columns_of(place),
            apart=apart,
            most=A_STEP,
            now=now,
        )
        within = self._value(
            """
            SELECT COUNT(*) FROM (
                SELECT 1 FROM deliveries WHERE digest_id = :digest_id AND sent_at > :now - :quiet
                LIMIT :most
            )
            """,
            digest_id=digest_id,
            now=now,
            quiet=QUIET,
            most=room(place.chat_id) + 1,
        )
        if within > room(place.chat_id):
            # So many in a minute could not have been told one by one: there is a backlog.
            self._run("UPDATE digests SET busy_at = :now WHERE id = :id", id=digest_id, now=now)
        self.want(digest_id, now=now)
        return [(row["id"], row["subject_id"]) for row in gathered]

    def want(self, digest_id: int, *, now: float) -> None:
        """It counts otherwise now: it is shown anew, though not too soon after the last time."""
        self._run(
            """
            UPDATE cards SET wanted = wanted + 1,
                wanted_at = CASE
                    WHEN shown < wanted THEN wanted_at
                    ELSE MAX(:now, wanted_at + :seldom)
                END
            WHERE about = :about AND subject_id = :digest_id AND dead = 0
            """,
            about=About.DIGEST,
            digest_id=digest_id,
            now=now,
            seldom=SELDOM,
        )

    def of(self, call_id: int) -> list[int]:
        """The digests that tell of a call."""
        rows = self._all(
            """
            SELECT digest_id FROM deliveries
            WHERE about = 'call' AND subject_id = :call_id AND digest_id IS NOT NULL
            """,
            call_id=call_id,
        )
        return [row["digest_id"] for row in rows]

    def get(self, digest_id: int) -> Digest | None:
        """A digest by its id."""
        row = self._one("SELECT * FROM digests WHERE id = :id", id=digest_id)
        return None if row is None else _digest(row)

    def gathered(self, digest_id: int) -> Gathered:
        """What it counts, as its calls stand now."""
        rows = self._all(
            """
            SELECT account_id, outcome, calls.state, template, COUNT(*) AS calls,
                COALESCE(json_extract(facts, '$.report.keypress.value'), '') AS keypress,
                MIN(deliveries.created_at) AS first_at, MAX(deliveries.created_at) AS last_at
            FROM deliveries JOIN calls ON calls.id = subject_id
            WHERE digest_id = :digest_id
            GROUP BY account_id, outcome, calls.state, template, keypress
            """,
            digest_id=digest_id,
        )
        results: Counter[Result] = Counter()
        keys: Counter[Pressed] = Counter()
        for row in rows:
            outcome = None if row["outcome"] is None else Outcome(row["outcome"])
            came_out = result(outcome, State(row["state"]))
            results[came_out] += row["calls"]
            if row["keypress"] and is_choice(row["keypress"], None) and came_out is Result.ANSWERED:
                keys[Pressed(row["account_id"], row["template"], row["keypress"])] += row["calls"]
        return Gathered(
            tally=Tally(
                answered=results[Result.ANSWERED],
                unreached=results[Result.UNREACHED],
                failed=results[Result.FAILED],
                unknown=results[Result.UNKNOWN],
            ),
            accounts=frozenset(row["account_id"] for row in rows),
            keys=keys,
            first_at=min((row["first_at"] for row in rows), default=0.0),
            last_at=max((row["last_at"] for row in rows), default=0.0),
        )


def _digest(row: Row) -> Digest:
    return Digest(
        id=row["id"],
        place=place_of(row),
        language=Language(row["language"]),
    )
