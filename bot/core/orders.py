"""What is to be dialled, whole: who asks, over which account, for which call.

A code call's order comes from its command, a voice call's from its confirmed preview. An order
holds no code: that travels beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.people import Language, Person
from bot.core.records import Account, CallKind, Place
from bot.core.templates import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One call that somebody asks for, complete and not yet written down."""

    person: Person
    language: Language
    place: Place
    #: The message that asked for it; without a preview it is claimed with the call.
    message_id: int
    account: Account
    kind: CallKind
    callee: str
    caller: str
    campaign: str
    template: str
    queue: bool
    #: What fills a voice script's key fields.
    values: dict[str, str] = field(default_factory=dict)
    label: str = ""
    test: bool = False
    script: Template | None = None
    #: The question or preview that this answers, closed with the call: answered twice, it dials
    #: once.
    answers: str | None = None
    #: The preview that it was asked for from; a test leaves it open.
    preview: str | None = None
    #: The preview's message, which becomes the card; None: the card is a message of its own.
    card_message_id: int | None = None
    #: What its asker was shown of `core.checks` before saying yes.
    seen: frozenset[str] = frozenset()
    #: Since when calls to the number count, if a preview showed them; None: since RECENTLY.
    since: float | None = None
