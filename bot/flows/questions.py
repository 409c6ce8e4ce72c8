"""What a command left out is asked for; the answer is a reply to the question or a button under it.

Questions survive a restart; a code that waits for a button stays in memory, for five minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.core.people import Person
from bot.core.records import Draft, Place, Topic
from bot.errors import UsageError
from bot.store import Store, Transaction

CODE_KEPT: Final = 300.0
QUESTION_LIVES: Final = 86400.0


@dataclass(slots=True)
class HeldCodes:
    """Codes of commands that wait for a button: in memory only, five minutes, taken once."""

    now: Callable[[], float]
    _codes: dict[str, tuple[float, str]] = field(default_factory=dict, repr=False)

    def hold(self, draft_id: str, code: str) -> None:
        """Keep a code for its question; codes whose time is over go."""
        now = self.now()
        self._codes = {key: kept for key, kept in self._codes.items() if kept[0] > now}
        self._codes[draft_id] = (now + CODE_KEPT, code)

    def get(self, draft_id: str) -> str | None:
        """The code, unless its five minutes are over or the program was restarted."""
        until, code = self._codes.get(draft_id, (0.0, ""))
        return code if until > self.now() else None

    def forget(self, draft_id: str) -> None:
        """The question was answered or cancelled."""
        self._codes.pop(draft_id, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Keeps what was asked of whom, and finds the question that a reply answers."""

    store: Store
    now: Callable[[], float]
    new_id: Callable[[], str]

    async def ask(
        self,
        person: Person,
        place: Place,
        *,
        about: Topic,
        asking: str,
        values: Mapping[str, str],
        after: Draft | None = None,
    ) -> Draft:
        """Write a question down before it is put, and close the one whose answer led to it.

        UsageError if that one was answered already.
        """
        draft = Draft(
            id=self.new_id(),
            person_id=person.person_id,
            place=place,
            message_id=None,
            about=about,
            asking=asking,
            values=dict(values),
            created_at=self.now(),
        )

        def unit(tx: Transaction) -> None:
            if after is not None:
                close(tx, after.id, now=self.now())
            tx.drafts.add(draft)

        await self.store.write(unit)
        return draft

    async def put(self, draft: Draft, message_id: int) -> None:
        """The question stands in the chat as this message."""
        await self.store.write(lambda tx: tx.drafts.prompt(draft.id, message_id))

    async def standing_at(self, place: Place, message_id: int) -> Draft | None:
        """The question of ours that this message is, to whomever it was put."""
        return await self.store.read(lambda tx: tx.drafts.at(place.chat_id, message_id))

    async def answered_by(self, person: Person, draft: Draft) -> Draft | None:
        """The question, if this person may answer it and its day is not over."""
        return self._living(draft) if draft.person_id == person.person_id else None

    async def open_for(self, person: Person, place: Place) -> Draft | None:
        """The newest question that this person has not answered here, of the last five minutes."""
        since = self.now() - CODE_KEPT
        return await self.store.read(
            lambda tx: tx.drafts.newest_open(person.person_id, place.chat_id, since=since)
        )

    async def waiting_for(
        self, person: Person, place: Place, asking: Sequence[str]
    ) -> Draft | None:
        """The newest question of the last day that waits for one of these and is still open."""
        since = self.now() - QUESTION_LIVES
        return await self.store.read(
            lambda tx: tx.drafts.newest_open(
                person.person_id, place.chat_id, since=since, asking=asking
            )
        )

    async def pressed(self, draft_id: str) -> Draft | None:
        """The question of a button, whoever it was put to; None if its day is over."""
        return self._living(await self.store.read(lambda tx: tx.drafts.get(draft_id)))

    async def cancel(self, draft: Draft) -> None:
        """Close a question; UsageError if it was answered already."""
        await self.store.write(lambda tx: close(tx, draft.id, now=self.now()))

    def _living(self, draft: Draft | None) -> Draft | None:
        living = draft is not None and draft.created_at > self.now() - QUESTION_LIVES
        return draft if living else None


def close(tx: Transaction, draft_id: str, *, now: float) -> None:
    """Claim a question for the one answer that acts; UsageError for every later one."""
    if tx.drafts.take(draft_id, now) is None:
        raise UsageError("prompt_gone")
