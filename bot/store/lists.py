"""The lists: written as they are read, brought forward by presses and by the feed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter

from bot.core.cells import dump_cells, load_cells
from bot.core.delivery import APPROVER
from bot.core.lists import CallList, ListState
from bot.core.records import Call
from bot.store.calls import Calls
from bot.store.group import Group, Row, columns_of, place_of

#: Fields that a later version added are ignored.
_REST: Final = TypeAdapter(CallList)
#: What has a column of its own; `place` has two.
_COLUMNS: Final = (
    "key",
    "account_id",
    "person_id",
    "language",
    "state",
    "created_at",
    "digest",
    "confirmed_at",
    "start_at",
)
_APART: Final = frozenset({"id", "place", "heading", "titles", *_COLUMNS})


class Lists(Group):
    """The table lists; one that was confirmed is never deleted."""

    __slots__ = ()

    def add(self, new: CallList) -> CallList:
        """Write a list down; it gets its id."""
        list_id = self._insert(
            """
            INSERT INTO lists (key, account_id, person_id, chat_id, thread_id, language, state,
                created_at, digest, confirmed_at, start_at, rest)
            VALUES (:key, :account_id, :person_id, :chat_id, :thread_id, :language, :state,
                :created_at, :digest, :confirmed_at, :start_at, :rest)
            """,
            **_values(new),
        )
        return replace(new, id=list_id)

    def update(self, called: CallList) -> None:
        """Write a list as it is now; its cards have something new to show."""
        self._run(
            """
            UPDATE lists SET account_id = :account_id, person_id = :person_id, chat_id = :chat_id,
                thread_id = :thread_id, language = :language, state = :state, digest = :digest,
                confirmed_at = :confirmed_at, start_at = :start_at, rest = :rest,
                changes = changes + 1, behind = 1
            WHERE id = :list_id
            """,
            list_id=called.id,
            **{name: value for name, value in _values(called).items() if name in _WRITTEN},
        )

    def change(self, list_id: int) -> None:
        """Something of its rows is different: its cards have something new to show."""
        self._run(
            "UPDATE lists SET changes = changes + 1, behind = 1 WHERE id = :list_id",
            list_id=list_id,
        )

    def changes(self, list_id: int) -> int:
        """How often it changed."""
        changes: int = self._value("SELECT changes FROM lists WHERE id = :list_id", list_id=list_id)
        return changes

    def get(self, list_id: int) -> CallList | None:
        """A list by its id."""
        row = self._one("SELECT * FROM lists WHERE id = :list_id", list_id=list_id)
        return None if row is None else _list(row)

    def by_key(self, key: str) -> CallList | None:
        """A list by what its buttons carry."""
        row = self._one("SELECT * FROM lists WHERE key = :key", key=key)
        return None if row is None else _list(row)

    def under_way(self) -> list[CallList]:
        """Lists that run, stand still, wait for their time or are being stopped; in turn."""
        rows = self._all(
            """
            SELECT * FROM lists WHERE state IN ('running', 'paused', 'scheduled', 'stopping')
            ORDER BY account_id, turn, id
            """
        )
        return [_list(row) for row in rows]

    def waiting(self, account_id: int) -> list[CallList]:
        """Those of an account that wait for their time, or for a second person."""
        rows = self._all(
            """
            SELECT * FROM lists
            WHERE account_id = :account_id AND state IN ('approval', 'scheduled') ORDER BY id
            """,
            account_id=account_id,
        )
        return [_list(row) for row in rows]

    def behind(self) -> list[tuple[int, int]]:
        """(id, changes) of the lists with a card that does not show their latest change."""
        rows = self._all(
            """
            SELECT lists.id, lists.changes FROM lists
            WHERE behind = 1
                AND EXISTS (
                    SELECT 1 FROM cards
                    WHERE about = 'list' AND subject_id = lists.id AND dead = 0
                        AND audience NOT LIKE :approvers
                        AND cards.changes < lists.changes
                )
            """,
            approvers=f"{APPROVER}:%",
        )
        return [(row["id"], row["changes"]) for row in rows]

    def take_turn(self, list_id: int) -> None:
        """A row of it was taken: the account's other lists come first now."""
        self._run(
            """
            UPDATE lists SET turn = 1 + (
                SELECT COALESCE(MAX(turn), 0) FROM lists
                WHERE state IN ('running', 'paused', 'scheduled', 'stopping')
            )
            WHERE id = :list_id
            """,
            list_id=list_id,
        )

    def same(self, digest: str, *, besides: int, since: float) -> CallList | None:
        """The newest list of the same content that was confirmed since then.

        Not one that was cancelled, or stopped before anybody was called.
        """
        row = self._one(
            """
            SELECT * FROM lists
            WHERE digest = :digest AND confirmed_at >= :since AND id <> :besides
                AND state <> 'cancelled'
                AND (state <> 'stopped' OR EXISTS (
                    SELECT 1 FROM list_rows
                    WHERE list_id = lists.id AND list_rows.state = 'done'
                ))
            ORDER BY confirmed_at DESC LIMIT 1
            """,
            digest=digest,
            since=since,
            besides=besides,
        )
        return None if row is None else _list(row)

    def stands_in(self, list_id: int, chat_id: int, message_id: int) -> bool:
        """Whether a message is its preview, one of its cards, or tells its end."""
        found = self._one(
            """
            SELECT 1 FROM cards WHERE about = 'list' AND subject_id = :list_id
                AND +chat_id = :chat_id AND message_id = :message_id
            UNION ALL
            SELECT 1 FROM deliveries WHERE about = 'list' AND subject_id = :list_id
                AND +chat_id = :chat_id AND message_id = :message_id
            UNION ALL
            SELECT 1 FROM lists WHERE id = :list_id AND chat_id = :chat_id
                AND json_extract(rest, '$.message_id') = :message_id
            """,
            list_id=list_id,
            chat_id=chat_id,
            message_id=message_id,
        )
        return found is not None

    def refused(self, list_id: int) -> Call | None:
        """Its latest call that the PBX refused, and not for want of a line."""
        row_id: int | None = self._value(
            """
            SELECT id FROM calls
            WHERE list_id = :list_id AND state = 'refused' AND busy = 0 ORDER BY id DESC LIMIT 1
            """,
            list_id=list_id,
        )
        return None if row_id is None else Calls(self._connection).get(row_id)

    def forgotten(self, before: float) -> list[int]:
        """Lists that were never confirmed, and were made before then."""
        rows = self._all(
            """
            SELECT id FROM lists
            WHERE state IN ('reading', 'draft', 'cancelled') AND confirmed_at IS NULL
                AND created_at < :before
            ORDER BY created_at LIMIT 50
            """,
            before=before,
        )
        return [row["id"] for row in rows]

    def newest_paste(self, person_id: int, *, since: float) -> CallList | None:
        """What a person pasted last since then, unless it was confirmed or cancelled."""
        row = self._one(
            """
            SELECT * FROM lists
            WHERE person_id = :person_id AND created_at >= :since
                AND state IN ('reading', 'draft') AND json_extract(rest, '$.kind') = 'paste'
                AND json_extract(rest, '$.retry_of') IS NULL
            ORDER BY id DESC LIMIT 1
            """,
            person_id=person_id,
            since=since,
        )
        return None if row is None else _list(row)

    def delete(self, list_id: int) -> None:
        """Forget a list that was never confirmed and has no rows any more."""
        self._run(
            "DELETE FROM cards WHERE about = 'list' AND subject_id = :list_id", list_id=list_id
        )
        self._run("DELETE FROM lists WHERE id = :list_id", list_id=list_id)


def _values(called: CallList) -> dict[str, Any]:
    rest = _REST.dump_python(called, mode="json", exclude=set(_APART))
    rest["heading"] = None if called.heading is None else dump_cells(called.heading)
    rest["titles"] = [dump_cells(cells) for cells in called.titles]
    columns = {name: getattr(called, name) for name in _COLUMNS}
    return {**columns, **columns_of(called.place), "rest": json.dumps(rest, ensure_ascii=False)}


_WRITTEN: Final = frozenset({*_COLUMNS, "chat_id", "thread_id", "rest"} - {"key", "created_at"})


def _list(row: Row) -> CallList:
    columns = {name: row[name] for name in _COLUMNS}
    rest = json.loads(row["rest"])
    heading = rest.pop("heading", None)
    titles = rest.pop("titles", ())
    called = _REST.validate_python(
        {
            **rest,
            **columns,
            "id": row["id"],
            "place": place_of(row),
            "state": ListState(row["state"]),
        }
    )
    return replace(
        called,
        heading=None if heading is None else load_cells(heading),
        titles=tuple(map(load_cells, titles)),
    )
