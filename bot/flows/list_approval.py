"""A second person's word: which lists need it, who is asked, and what a yes and a no mean."""

from __future__ import annotations

from dataclasses import replace

from bot.core.delivery import APPROVER
from bot.core.lists import CallList, ListState
from bot.core.people import Person
from bot.core.records import Place, the_list
from bot.errors import UsageError
from bot.flows.list_life import cancelled
from bot.flows.list_view import account_of_list, approvers, same_script
from bot.store import Transaction


def needs_approval(tx: Transaction, called: CallList) -> bool:
    """Whether somebody else has to agree before a list is called, or has had to."""
    over = account_of_list(tx, called).approve_over
    total = tx.pages.tally(called.id).waiting
    return called.agreed_by is not None or (over is not None and total > over)


def ask_approval(tx: Transaction, called: CallList) -> CallList:
    """It waits for somebody else's yes; whoever may give it is asked, and asked anew."""
    asked = approvers(tx, called)
    if not asked:
        raise UsageError("list_no_approver")
    for person_id in asked:
        audience = f"{APPROVER}:{person_id}"
        tx.cards.add(the_list(called.id), Place(chat_id=person_id), audience=audience)
        card = tx.cards.of(the_list(called.id), audience)
        if card is not None:
            # What was answered once stays as it is: an edit would ring at nobody.
            tx.cards.send_anew(card.id)
    return replace(called, state=ListState.APPROVAL, agreed_at=None, agreed_by=None)


def agree(tx: Transaction, called: CallList, person: Person, *, now: float) -> CallList:
    """A second person agrees; UsageError if its script is another by now."""
    if not same_script(tx, called):
        raise UsageError("list_script_changed", name=called.template)
    return replace(called, agreed_at=now, agreed_by=person.person_id)


def answer(
    tx: Transaction, called: CallList, person: Person, *, agrees: bool, now: float
) -> CallList:
    """A second person says yes or no; UsageError for the one who asks."""
    if called.state is not ListState.APPROVAL:
        raise UsageError("list_changed")
    if called.person_id == person.person_id:
        raise UsageError("list_approver_self")
    if not agrees:
        _tell_no(tx, called, person, now=now)
        return cancelled(tx, called, now=now, by=person.person_id)
    return replace(
        agree(tx, called, person, now=now),
        state=ListState.RUNNING if called.start_at is None else ListState.SCHEDULED,
        changed_by=person.person_id,
        seen_at=now,
        watched_from=now,
    )


def _tell_no(tx: Transaction, called: CallList, person: Person, *, now: float) -> None:
    """Whoever asked hears that nobody is called."""
    values = {
        "who": person.name,
        "template": called.template,
        "language": called.language.value,
    }
    tx.notices.add(called.person_id, "list_no", values=values, created_at=now)
