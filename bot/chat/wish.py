"""A call that somebody wants, as far as it is known, and the question for what is missing.

Turns wishes into what a question remembers and back; the code is never among it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.access import Visit
from bot.core.commands import OtpCommand
from bot.core.messages import prompts
from bot.core.messages.text import Message
from bot.core.records import Account, Asking, Call, Draft
from bot.errors import UsageError


class CodeIs(StrEnum):
    """Why a code is asked for."""

    FIRST = "first"
    NEW = "new"
    FORGOTTEN = "forgotten"


_ASK_CODE = {
    CodeIs.FIRST: prompts.render_ask_code,
    CodeIs.NEW: prompts.render_ask_new_code,
    CodeIs.FORGOTTEN: prompts.render_ask_code_again,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is known so far, and the question through which it was learned, if any."""

    command: OtpCommand
    #: The message that is claimed, and deleted because the code stands in it.
    message_id: int
    account_id: int | None = None
    draft: Draft | None = None
    code_is: CodeIs = CodeIs.FIRST
    #: The number is the new form of one that was typed: to be confirmed.
    renewed: UsageError | None = None


def again(call: Call, message_id: int) -> Wish:
    """The same call with a new code."""
    command = OtpCommand(
        callee=call.callee,
        code=None,
        template=call.template,
        campaign=call.campaign_id,
        caller=call.caller,
        queue=call.queue,
    )
    return Wish(
        command=command,
        message_id=message_id,
        account_id=call.account_id,
        code_is=CodeIs.NEW,
    )


def values_of(wish: Wish) -> dict[str, str]:
    """What a question remembers of a wish: everything but the code."""
    command = wish.command
    known = {
        "callee": command.callee,
        "template": command.template,
        "campaign": command.campaign,
        "caller": command.caller,
        "queue": "yes" if command.queue else None,
        "account_id": None if wish.account_id is None else str(wish.account_id),
        "message_id": str(wish.message_id),
        "code_is": CodeIs.FORGOTTEN if command.code is not None else wish.code_is,
    }
    return {name: value for name, value in known.items() if value is not None}


def wish_of(draft: Draft) -> Wish:
    """What a question remembers, to be filled with its answer."""
    values = draft.values
    account_id = values.get("account_id")
    return Wish(
        command=OtpCommand(
            callee=values.get("callee"),
            code=None,
            template=values.get("template"),
            campaign=values.get("campaign"),
            caller=values.get("caller"),
            queue="queue" in values,
        ),
        message_id=int(values["message_id"]),
        account_id=None if account_id is None else int(account_id),
        draft=draft,
        code_is=CodeIs(values["code_is"]),
    )


def render_question(visit: Visit, wish: Wish, draft: Draft, accounts: Sequence[Account]) -> Message:
    """The question of a draft, in the words of its occasion."""
    question = _question(visit, wish, draft, accounts)
    if visit.query_id and visit.place.is_group and question.ask is not None:
        # A press leaves no message of the person's to reply to.
        return prompts.render_addressed(question, visit.person.person_id, visit.person.name)
    return question


def _question(visit: Visit, wish: Wish, draft: Draft, accounts: Sequence[Account]) -> Message:
    language, masked = visit.language, visit.place.is_group
    match draft.asking:
        case Asking.PHONE:
            return prompts.render_ask_phone(language=language)
        case Asking.RENEWED:
            assert wish.renewed is not None, "asked only when a number was replaced"
            return prompts.render_renewed(draft.id, wish.renewed, language=language, masked=masked)
        case Asking.ACCOUNT:
            return prompts.render_choose_account(draft.id, accounts, language=language)
        case Asking.CODE:
            ask = _ASK_CODE[wish.code_is]
            return ask(wish.command.callee or "", language=language, masked=masked)
