"""The voice scripts that the bot knows: registered by hand, shown with their past, forgotten.

Nothing here reaches the PBX: scripts that were made elsewhere stay there as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.core.learning import OTP_TEMPLATE, TEMPLATE, field_of
from bot.core.people import Person
from bot.core.scripts import Known, can_be_added
from bot.core.templates import Template
from bot.flows.questions import close
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """Keeps scripts by account and name; who may is asked before."""

    store: Store
    now: Callable[[], float]

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
        return await self.store.read(lambda tx: _known(tx, account_id, name))

    async def add(
        self, person: Person, template: Template, *, seen: float | None, answers: str | None
    ) -> Known | None:
        """Register a script; one that is known by its name is returned instead.

        `seen` is when that one had been added as the person was shown it before they said to
        replace it; `answers` is the question that this answers, closed if the script was put.
        """
        new = replace(template, added_by=person.person_id, added_at=self.now())

        def unit(tx: Transaction) -> Known | None:
            before = _known(tx, new.account_id, new.name)
            if before is not None and before.template.added_at != seen:
                return before
            if answers is not None:
                close(tx, answers, now=self.now())
            # What the words were typed for does not say whose voice reads them.
            voice, speed = (before.template.voice, before.template.speed) if before else ("", 1.0)
            tx.templates.put(replace(new, voice=voice, speed=speed))
            return None

        return await self.store.write(unit)

    async def remove(self, account_id: int, name: str, *, answers: str) -> None:
        """Forget a script, and close the question whether to; it stays on the PBX."""

        def unit(tx: Transaction) -> None:
            close(tx, answers, now=self.now())
            tx.templates.remove(account_id, name)

        await self.store.write(unit)


def _known(tx: Transaction, account_id: int, name: str) -> Known | None:
    template = tx.templates.get(account_id, name)
    if template is None:
        return None
    by = template.added_by
    person = None if by is None else tx.people.get(by)
    return Known(
        template=template,
        added_by=(person.name if person else str(by)) if by is not None else "",
        heard_at=tx.templates.last_heard(account_id, name),
        unread=tuple(
            field
            for field in tx.learned.of(account_id, field_of(name))
            if field not in template.fields
        ),
    )
