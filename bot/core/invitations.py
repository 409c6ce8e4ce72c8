"""One-time links by which people are let in: who may follow one, and what `/invite` takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.people import Language, Person, Role
from bot.errors import UsageError

#: Seconds for which a link can be followed.
LIVES: Final = 86400.0
#: So many links fit one message.
MOST: Final = 20
#: What somebody can be invited as; administrators are those of ADMIN_IDS.
INVITED_AS: Final = (Role.OPERATOR, Role.VIEWER)


class Answer(StrEnum):
    """What an administrator said to somebody who followed a link."""

    LET_IN = "let_in"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who followed a link, as Telegram names them."""

    person_id: int
    name: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link for one person; its secret is kept as a hash only."""

    id: int
    role: Role
    created_by: int
    created_at: float
    #: The language in which its maker was answered.
    language: Language
    revoked_at: float | None = None
    guest: Guest | None = None
    answer: Answer | None = None
    answered_by: int | None = None


def verify_followable(invitation: Invitation | None, person: Person, *, now: float) -> None:
    """UsageError unless this person may follow this link now; it is theirs alone from then on."""
    if invitation is None:
        raise UsageError("invite_unknown")
    if person.role is not Role.STRANGER:
        own = invitation.created_by == person.person_id
        raise UsageError("invite_own") if own else UsageError("invite_in")
    if invitation.guest is not None:
        raise _taken(invitation, invitation.guest, person)
    if invitation.revoked_at is not None:
        raise UsageError("invite_revoked")
    if now - invitation.created_at > LIVES:
        raise UsageError("invite_expired")


def _taken(invitation: Invitation, guest: Guest, person: Person) -> UsageError:
    if guest.person_id != person.person_id or invitation.answer is Answer.LET_IN:
        return UsageError("invite_used")
    refused = invitation.answer is Answer.REFUSED
    return UsageError("invite_refused") if refused else UsageError("invite_waiting")


def parse_invite(text: str) -> tuple[Role | None, int]:
    """What follows `/invite`: the role (None: to be asked for) and how many links."""
    words = text.lower().split()
    roles = [role for role in INVITED_AS if role in words]
    amounts = [int(word) for word in words if word.isdecimal() and len(word) <= len(str(MOST))]
    amount = amounts[0] if amounts else 1
    if len(roles) + len(amounts) != len(words) or len(roles) > 1 or len(amounts) > 1:
        raise UsageError("invite_what")
    if not 1 <= amount <= MOST:
        raise UsageError("invite_what")
    return (roles[0] if roles else None), amount
