"""Who a person is to this bot, and what their role lets them do.

Rights belong to people, never to chats; nothing here knows how a person was let in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Language(StrEnum):
    """The two languages of every text."""

    VI = "vi"
    EN = "en"


class Role(StrEnum):
    """What an administrator made of somebody; a stranger has none of these."""

    STRANGER = "stranger"
    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"


class Act(StrEnum):
    """What can be asked of the bot, as far as rights differ."""

    START = "start"
    VIEW = "view"
    CALL = "call"
    ADMINISTER = "administer"


_MAY: Final[Mapping[Role, frozenset[Act]]] = MappingProxyType(
    {
        Role.STRANGER: frozenset({Act.START}),
        Role.VIEWER: frozenset({Act.START, Act.VIEW}),
        Role.OPERATOR: frozenset({Act.START, Act.VIEW, Act.CALL}),
        Role.ADMIN: frozenset(Act),
    }
)


def may(role: Role, act: Act) -> bool:
    """Whether a role includes an act."""
    return act in _MAY[role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who was let in; `person_id` is their Telegram user id."""

    person_id: int
    name: str
    role: Role
    #: None: as Telegram says, else the default language.
    language: Language | None = None
    #: What they call with if they say nothing; None: they have not chosen.
    default_account_id: int | None = None
    #: Their own number, shared by themselves, for test calls.
    phone: str | None = None


def language_for(stored: Language | None, telegram_code: str | None, default: Language) -> Language:
    """A person's own choice, else what Telegram reports (unreliable), else the default."""
    if stored is not None:
        return stored
    code = (telegram_code or "").split("-")[0].lower()
    return Language(code) if code in set(Language) else default
