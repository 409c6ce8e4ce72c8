"""The voice scripts that the bot knows: registered by hand, shown with their past, forgotten.

Nothing here reaches the PBX: scripts that were made elsewhere stay there as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.core.key_lines import with_meanings, with_need_toggled
from bot.core.learning import OTP_TEMPLATE, TEMPLATE, field_of
from bot.core.people import Person
from bot.core.scripts import Known, can_be_added, same_words
from bot.core.templates import PressKey, Purpose, Template
from bot.errors import UsageError
from bot.flows.list_view import name_of
from bot.flows.questions import close
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """Keeps scripts by account and name; who may is asked before."""

    store: Store
    now: Callable[[], float]

    async def locked(self, account_id: int) -> frozenset[str]:
        """The names that nobody may call with."""
        return frozenset(await self.store.read(lambda tx: tx.templates.locks(account_id)))

    async def listed(self, account_id: int) -> tuple[list[Template], list[str]]:
        """The scripts known of an account by name, and the names that only its calls have."""

        def unit(tx: Transaction) -> tuple[list[Template], list[str]]:
            known = tx.templates.of_account(account_id)
            names = {template.name for template in known}
            learned = [
                *tx.learned.of(account_id, TEMPLATE),
                *tx.learned.of(account_id, OTP_TEMPLATE),
            ]
            return known, [name for name in learned if name not in names and can_be_added(name)]

        return await self.store.read(unit)

    async def known(self, account_id: int, name: str) -> Known | None:
        """A script with its past; None if it is not known."""
        return await self.store.read(lambda tx: known_of(tx, account_id, name))

    async def add(
        self, person: Person, template: Template, *, seen: float | None, answers: str | None
    ) -> Known | None:
        """Register a script; one that is known by its name is returned instead.

        `seen` is when that one had been added as the person was shown it before they said to
        replace it; `answers` is the question that this answers, closed if the script was put. Where
        the same words are known, the keys that were marked now need someone too.
        """
        new = replace(template, added_by=person.person_id, added_at=self.now())

        def unit(tx: Transaction) -> Known | None:
            before = known_of(tx, new.account_id, new.name)
            if before is not None and before.template.added_at != seen:
                if same_words(before.template, new):
                    return _put(tx, before, with_meanings(before.template, new.keys))
                return before
            if answers is not None:
                close(tx, answers, now=self.now())
            # What the words were typed for does not say whose voice reads them.
            voice, speed = (before.template.voice, before.template.speed) if before else ("", 1.0)
            purpose = new.purpose or (before.template.purpose if before else None)
            tx.templates.put(replace(new, voice=voice, speed=speed, purpose=purpose))
            return None

        return await self.store.write(unit)

    async def explain(
        self, account_id: int, name: str, said: Sequence[PressKey], *, answers: str
    ) -> Known:
        """What keys of a script mean from now on, closing the question; the script as it is now.

        UsageError for a script that is not known any more, and for a key that it does not have.
        """

        def unit(tx: Transaction) -> Known:
            known = known_of(tx, account_id, name)
            if known is None:
                raise UsageError("script_unknown", name=name)
            explained = with_meanings(known.template, said)
            close(tx, answers, now=self.now())
            return _put(tx, known, explained)

        return await self.store.write(unit)

    async def toggle_need(self, account_id: int, name: str, num: str) -> None:
        """Whoever presses a key of a script needs someone from now on, or does no more."""

        def unit(tx: Transaction) -> None:
            template = tx.templates.get(account_id, name)
            if template is not None:
                tx.templates.put(with_need_toggled(template, num))

        await self.store.write(unit)

    async def set_purpose(self, account_id: int, name: str, purpose: Purpose) -> None:
        """What the calls of a script are for, from now on."""

        def unit(tx: Transaction) -> None:
            template = tx.templates.get(account_id, name)
            if template is not None:
                tx.templates.put(replace(template, purpose=purpose))

        await self.store.write(unit)

    async def remove(self, account_id: int, name: str, *, answers: str) -> None:
        """Forget a script, and close the question whether to; it stays on the PBX."""

        def unit(tx: Transaction) -> None:
            close(tx, answers, now=self.now())
            tx.templates.remove(account_id, name)

        await self.store.write(unit)


def _put(tx: Transaction, known: Known, template: Template) -> Known:
    """A script whose words stay says something else of its keys."""
    tx.templates.put(template)
    return replace(known, template=template)


def known_of(tx: Transaction, account_id: int, name: str) -> Known | None:
    """A script with its past; None if it is not known."""
    template = tx.templates.get(account_id, name)
    if template is None:
        return None
    by, lock = template.added_by, tx.templates.lock_of(account_id, name)
    return Known(
        template=template,
        added_by="" if by is None else name_of(tx, by),
        lock=lock,
        locked_by="" if lock is None else name_of(tx, lock.person_id),
        heard_by=tx.heard.count(account_id, name),
        heard_at=tx.templates.last_heard(account_id, name),
        unread=tuple(
            field
            for field in tx.learned.of(account_id, field_of(name))
            if field not in template.fields
        ),
    )
