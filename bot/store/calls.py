"""The calls: claimed and written once, brought forward by what is learnt, found by what is due."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final

from pydantic import TypeAdapter

from bot.core.calls import Facts, State, outcome
from bot.core.people import Language
from bot.core.records import Call, CallKind, NewCall
from bot.core.templates import Template
from bot.store.group import VALUES, Group, Row, columns_of, place_of
from bot.store.records import Records

#: Keys that a later version added are ignored.
_FACTS: Final = TypeAdapter(Facts)
_SCRIPT: Final = TypeAdapter(Template)


class Calls(Group):
    """The tables calls and claims; calls are never deleted."""

    __slots__ = ()

    def add(self, new: NewCall) -> int | None:
        """Claim the message and write its call, pending; None if the message acted before.

        A call from a preview or a list claims nothing here: its draft, or its row, is taken in the
        same unit.
        """
        if new.draft_id is None and new.list_row is None and not self._claim(new):
            return None
        call_id = self._insert(
            """
            INSERT INTO calls (ref, token_hash, account_id, person_id, kind, chat_id, thread_id,
                message_id, language, callee, caller, campaign_id, template, queue, created_at,
                "values", label, test, draft_id, script, list_id, list_row, facts, state, since)
            VALUES (:ref, :token_hash, :account_id, :person_id, :kind, :chat_id, :thread_id,
                :message_id, :language, :callee, :caller, :campaign_id, :template, :queue,
                :created_at, :values, :label, :test, :draft_id, :script, :list_id, :list_row,
                :facts, 'pending', :created_at)
            """,
            ref=new.ref,
            token_hash=new.token_hash,
            account_id=new.account_id,
            person_id=new.person_id,
            kind=new.kind,
            **columns_of(new.place),
            message_id=new.message_id,
            language=new.language,
            callee=new.callee,
            caller=new.caller,
            campaign_id=new.campaign_id,
            template=new.template,
            queue=new.queue,
            created_at=new.created_at,
            values=VALUES.dump_json(new.values).decode(),
            label=new.label,
            test=new.test,
            draft_id=new.draft_id,
            script=None if new.script is None else _SCRIPT.dump_json(new.script).decode(),
            list_id=new.list_id,
            list_row=new.list_row,
            facts=_FACTS.dump_json(Facts()).decode(),
        )
        Records(self._connection).add_call(call_id, new)
        return call_id

    def _claim(self, new: NewCall) -> bool:
        claimed = self._run(
            """
            INSERT INTO claims (chat_id, message_id) VALUES (:chat_id, :message_id)
            ON CONFLICT DO NOTHING
            """,
            chat_id=new.place.chat_id,
            message_id=new.message_id,
        )
        return bool(claimed)

    def get(self, row_id: int) -> Call | None:
        """A call by our own id."""
        return _first(self._all("SELECT * FROM calls WHERE id = :row_id", row_id=row_id))

    def counted_last(self, list_row: int) -> Call | None:
        """A list row's latest call that counts: one was made, and a line was free for it."""
        return _first(
            self._all(
                """
                SELECT * FROM calls
                WHERE list_row = :list_row AND busy = 0 AND state NOT IN ('pending', 'dropped')
                ORDER BY id DESC LIMIT 1
                """,
                list_row=list_row,
            )
        )

    def by_ref(self, ref: str) -> Call | None:
        """A call by the reference that the PBX returns and that buttons carry."""
        return _first(self._all("SELECT * FROM calls WHERE ref = :ref", ref=ref))

    def by_token(self, token_hash: str) -> Call | None:
        """A call by the hash of its hook's token."""
        return _first(
            self._all("SELECT * FROM calls WHERE token_hash = :token_hash", token_hash=token_hash)
        )

    def update(self, call: Call, *, was: Call | None = None) -> None:
        """Write what changes in a call's life; what was asked for stays as it was.

        `was` is the call as it stands there: columns that stay the same need no new index entries.
        """
        life = _life(call)
        if was is not None:
            stood = _life(was)
            life = {name: value for name, value in life.items() if value != stood[name]}
        if not life:
            return
        if "facts" in life:
            life["facts"] = _FACTS.dump_json(call.facts).decode()
        columns = ", ".join(f"{name} = :{name}" for name in life)
        self._run(f"UPDATE calls SET {columns} WHERE id = :row_id", row_id=call.id, **life)

    def give_token(self, row_id: int, token_hash: str) -> None:
        """A pending call's hooks will come with this token."""
        self._run(
            """
            UPDATE calls SET token_hash = :token_hash WHERE id = :row_id AND state = 'pending'
            """,
            row_id=row_id,
            token_hash=token_hash,
        )

    def leave_code(self, row_id: int) -> None:
        """The message that held the code could not be deleted."""
        self._run("UPDATE calls SET code_left = 1 WHERE id = :row_id", row_id=row_id)

    def in_state(self, *states: State) -> list[Call]:
        """The calls in one of these states, oldest first."""
        return calls_of(
            self._all(
                """
                SELECT * FROM calls WHERE state IN (SELECT value FROM json_each(:states))
                ORDER BY id
                """,
                states=json.dumps(states),
            )
        )

    def rivals(self, call: Call, call_ids: list[str], *, within: float) -> list[Call]:
        """Calls of its account, to its number and made about then, or with one of these ids."""
        return calls_of(
            self._all(
                """
                SELECT * FROM calls
                WHERE account_id = :account_id AND id <> :row_id
                    AND (
                        callee = :callee AND created_at BETWEEN :since AND :until
                        OR call_id IN (SELECT value FROM json_each(:call_ids))
                    )
                ORDER BY id
                """,
                account_id=call.account_id,
                row_id=call.id,
                callee=call.callee,
                since=call.created_at - within,
                until=call.created_at + within,
                call_ids=json.dumps(call_ids),
            )
        )

    def of_preview(self, draft_id: str) -> list[Call]:
        """The calls that were asked for from a preview, tests among them, oldest first."""
        return calls_of(
            self._all(
                "SELECT * FROM calls WHERE draft_id = :draft_id ORDER BY id", draft_id=draft_id
            )
        )

    def not_reached(self, account_id: int, since: float) -> list[Call]:
        """Calls asked for singly and dropped in the outage that began at `since`, oldest first."""
        return calls_of(
            self._all(
                """
                SELECT * FROM calls
                WHERE account_id = :account_id AND down_since >= :since AND state = 'dropped'
                    AND list_id IS NULL
                ORDER BY id
                """,
                account_id=account_id,
                since=since,
            )
        )


def _life(call: Call) -> dict[str, Any]:
    """The columns that change in a call's life; facts are not yet as they are written."""
    return {
        "facts": call.facts,
        "state": call.state,
        "outcome": outcome(call.facts),
        "since": call.since,
        "call_id": call.call_id or None,
        "settle_at": call.settle_at,
        "settled_at": call.settled_at,
        "look_at": call.look_at,
        "looks": call.looks,
        "down_since": call.down_since,
        "down_status": call.down_status,
        "code_left": call.code_left,
        "busy": call.busy,
    }


def _first(rows: list[Row]) -> Call | None:
    return _call(rows[0]) if rows else None


def calls_of(rows: list[Row]) -> list[Call]:
    """Rows of the table calls, as calls."""
    return [_call(row) for row in rows]


@lru_cache(maxsize=64)
def _script(text: str) -> Template:
    """The calls of a list all have the same."""
    return _SCRIPT.validate_json(text)


def _call(found: Row) -> Call:
    # A Row searches its columns for every name.
    row = dict(zip(found.keys(), found, strict=True))
    return Call(
        id=row["id"],
        ref=row["ref"],
        token_hash=row["token_hash"],
        account_id=row["account_id"],
        person_id=row["person_id"],
        kind=CallKind(row["kind"]),
        place=place_of(found),
        message_id=row["message_id"],
        language=Language(row["language"]),
        callee=row["callee"],
        caller=row["caller"],
        campaign_id=row["campaign_id"],
        template=row["template"],
        queue=bool(row["queue"]),
        created_at=row["created_at"],
        facts=_FACTS.validate_json(row["facts"]),
        state=State(row["state"]),
        since=row["since"],
        settle_at=row["settle_at"],
        settled_at=row["settled_at"],
        look_at=row["look_at"],
        looks=row["looks"],
        down_since=row["down_since"],
        down_status=row["down_status"],
        code_left=bool(row["code_left"]),
        busy=bool(row["busy"]),
        values=VALUES.validate_json(row["values"]),
        label=row["label"],
        test=bool(row["test"]),
        draft_id=row["draft_id"],
        script=None if row["script"] is None else _script(row["script"]),
        list_id=row["list_id"],
        list_row=row["list_row"],
    )
