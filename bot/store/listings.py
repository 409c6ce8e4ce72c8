"""Lists of records, newest first, and the views in which people page through them.

Every list is read along an index, an account after the other, and merged: no page sorts a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice, product
from typing import Any, Final

from pydantic import TypeAdapter

from bot.core.cdrs import Cdr
from bot.core.listing import Query, Record, Span
from bot.store.calls import Calls
from bot.store.group import Group, Row

#: Fields that a later version added are ignored.
_QUERY: Final = TypeAdapter(Query)


class Listings(Group):
    """The table records, as people read it, and the table views."""

    __slots__ = ()

    def page(self, accounts: Sequence[int], query: Query, span: Span) -> list[Record]:
        """The records of a page, of these accounts alone."""
        rows = merge(*self._each(accounts, query), key=_newest, reverse=True)
        ids = [row["id"] for row in islice(rows, span.skip, span.skip + span.take)]
        found = (self._one("SELECT * FROM records WHERE id = :id", id=row_id) for row_id in ids)
        return [self._record(row) for row in found if row is not None]

    def count(
        self, accounts: Sequence[int], query: Query, *, most: int, since: float | None = None
    ) -> int:
        """How many records a list has, or `most` if there are more."""
        counted = 0
        for where, values in _parts(accounts, query):
            day = "" if since is None else " AND at >= :since"
            counted += self._value(
                f"SELECT COUNT(*) FROM (SELECT 1 FROM records{where}{day} LIMIT :most)",
                **values,
                since=since,
                most=most,
            )
        return min(counted, most)

    def get(self, accounts: Sequence[int], record_id: int) -> Record | None:
        """A record by its id, if it is of one of these accounts."""
        row = self._one("SELECT * FROM records WHERE id = :id", id=record_id)
        return None if row is None or row["account_id"] not in accounts else self._record(row)

    def called(self, accounts: Sequence[int], call_id: str) -> Record | None:
        """A record by what the PBX calls its call, in one of these accounts."""
        for account_id in accounts:
            row = self._one(
                "SELECT * FROM records WHERE account_id = :account_id AND call_id = :call_id",
                account_id=account_id,
                call_id=call_id,
            )
            if row is not None:
                return self._record(row)
        return None

    def of_call(self, call_row: int) -> Record:
        """The record of a call of ours."""
        row = self._one("SELECT * FROM records WHERE call_row = :call_row", call_row=call_row)
        assert row is not None, "a call of ours has its record"
        return self._record(row)

    def to_number(self, callee: str, since: float) -> list[Record]:
        """Records of every account, of calls to a number that were made since then, newest first.

        Whatever is made of another's account says no more than when it was.
        """
        rows = self._all(
            """
            SELECT * FROM records
            WHERE callee = :callee AND account_id IN (SELECT account_id FROM accounts)
                AND at >= :since
            ORDER BY at DESC, id DESC
            """,
            callee=callee,
            since=since,
        )
        return [self._record(row) for row in rows]

    def add_view(self, person_id: int, query: Query, *, at: float) -> int:
        """The id by which buttons name what this person looks at."""
        return self._insert(
            """
            INSERT INTO views (person_id, query, created_at) VALUES (:person_id, :query, :at)
            """,
            person_id=person_id,
            query=_QUERY.dump_json(query).decode(),
            at=at,
        )

    def view(self, view_id: int) -> tuple[int, Query] | None:
        """Whose view it is, and what it shows."""
        row = self._one("SELECT person_id, query FROM views WHERE id = :id", id=view_id)
        return None if row is None else (row["person_id"], _QUERY.validate_json(row["query"]))

    def _each(self, accounts: Sequence[int], query: Query) -> Iterator[Iterator[Row]]:
        for where, values in _parts(accounts, query):
            sql = f"SELECT id, at FROM records{where} ORDER BY at DESC, id DESC"
            yield self._connection.execute(sql, values)

    def _record(self, row: Row) -> Record:
        call_row, cdr = row["call_row"], row["cdr"]
        return Record(
            id=row["id"],
            account_id=row["account_id"],
            at=row["at"],
            callee=row["callee"],
            caller=row["caller"],
            call=None if call_row is None else Calls(self._connection).get(call_row),
            cdr=None if cdr is None else Cdr.model_validate_json(cdr),
        )


def _newest(row: Row) -> tuple[float, int]:
    return row["at"], row["id"]


def _parts(accounts: Sequence[int], query: Query) -> Iterator[tuple[str, dict[str, Any]]]:
    """The conditions under which an index holds the rows in order; together they are the list."""
    if query.digest is not None:
        yield from _parts_of_digest(accounts, query)
        return
    for account_id, callee, caller in product(
        accounts, query.numbers or (None,), query.callers or (None,)
    ):
        where = " WHERE account_id = :account_id AND id <= :anchor"
        where += "" if callee is None else " AND callee = :callee"
        where += "" if caller is None else " AND caller = :caller"
        yield (
            where,
            {
                "account_id": account_id,
                "anchor": query.anchor,
                "callee": callee,
                "caller": caller,
            },
        )


def _parts_of_digest(accounts: Sequence[int], query: Query) -> Iterator[tuple[str, dict[str, Any]]]:
    """The same of a digest, whose calls are few beside an account's."""
    for account_id in accounts:
        yield (
            """
            WHERE call_row IN (SELECT subject_id FROM deliveries WHERE digest_id = :digest)
                AND +account_id = :account_id AND +id <= :anchor
            """,
            {"account_id": account_id, "anchor": query.anchor, "digest": query.digest},
        )
