"""A call that somebody wants, as far as it is known: what is asked next, and what an answer means.

Decides which question follows and what typed or picked answers change. A code stays in the wish:
what a question remembers of it never holds one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.core.answers import says_no
from bot.core.commands import OtpCommand, parse_code, parse_otp
from bot.core.phones import looks_like_phone
from bot.core.records import Account, Call, Draft
from bot.errors import UsageError


class Asking(StrEnum):
    """What a question about a code call waits for."""

    PHONE = "phone"
    CODE = "code"
    ACCOUNT = "account"
    #: Whether the new form of an old number is meant.
    RENEWED = "renewed"
    #: What a script's name was meant as that is none of the account's.
    TEMPLATE = "template"
    #: Whether a number that somebody has just called is to be called all the same.
    ANYWAY = "anyway"


#: A command older than this, in seconds, places nothing: the bot was away, its code is stale.
LATE: Final = 300.0
#: Questions that are answered by typing; the others wait with their command's code in memory.
TYPED: Final = frozenset({Asking.PHONE, Asking.CODE})


class CodeIs(StrEnum):
    """Why a code is asked for."""

    FIRST = "first"
    NEW = "new"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is known so far of a call that somebody wants."""

    command: OtpCommand
    chat_id: int
    #: The message that acts: it is claimed with the call, and deleted if the code stands in it.
    message_id: int
    account_id: int | None = None
    code_is: CodeIs = CodeIs.FIRST
    #: What was typed, if the number is its new form and that is to be confirmed.
    old_number: str = ""
    #: What its asker was shown of `core.checks`.
    seen: frozenset[str] = frozenset()
    #: What the script's name may have been meant as, once its asker was asked.
    close: tuple[str, ...] = ()


def read_wish(text: str, *, chat_id: int, message_id: int) -> Wish:
    """What follows `/otp`; an old number is read as its new one, to be confirmed."""
    old_number = ""
    try:
        command = parse_otp(text)
    except UsageError as error:
        if error.problem != "phone_old":
            raise
        old_number = error.values["number"]
        command = parse_otp(text, renew=True)
    return Wish(command=command, chat_id=chat_id, message_id=message_id, old_number=old_number)


def once_more(call: Call, *, message_id: int) -> Wish:
    """The same call with a new code."""
    command = OtpCommand(
        callee=call.callee,
        template=call.template,
        campaign=call.campaign_id,
        caller=call.caller,
        queue=call.queue,
    )
    return Wish(
        command=command,
        chat_id=call.place.chat_id,
        message_id=message_id,
        account_id=call.account_id,
        code_is=CodeIs.NEW,
    )


def next_question(
    wish: Wish, accounts: Sequence[Account], close: Sequence[str] = ()
) -> Asking | None:
    """What has to be asked before this can be dialled over one of these accounts; None: nothing.

    `close` is what the script's name may have been meant as, if the account has none of that name.
    """
    if wish.command.callee is None:
        return Asking.PHONE
    if wish.old_number:
        return Asking.RENEWED
    if len(accounts) > 1:
        return Asking.ACCOUNT
    if close and not wish.close:
        return Asking.TEMPLATE
    return Asking.CODE if wish.command.code is None else None


def remember(wish: Wish) -> dict[str, str]:
    """What a question keeps of a wish: everything but the code."""
    command = wish.command
    kept = {
        "callee": command.callee,
        "template": command.template,
        "campaign": command.campaign,
        "caller": command.caller,
        "queue": "yes" if command.queue else None,
        "account_id": None if wish.account_id is None else str(wish.account_id),
        "chat_id": str(wish.chat_id),
        "message_id": str(wish.message_id),
        "code_is": CodeIs.FORGOTTEN if command.code is not None else wish.code_is,
        "seen": " ".join(sorted(wish.seen)) or None,
        "close": json.dumps(wish.close) if wish.close else None,
    }
    return {name: value for name, value in kept.items() if value is not None}


def recall(draft: Draft, *, code: str | None = None) -> Wish:
    """The wish behind a question, with the code that waited in memory for its answer."""
    values = draft.values
    if int(values["chat_id"]) != draft.place.chat_id:
        # The group became another chat: its message ids mean other messages there.
        raise UsageError("prompt_gone")
    account_id = values.get("account_id")
    return Wish(
        command=OtpCommand(
            callee=values.get("callee"),
            code=code,
            template=values.get("template"),
            campaign=values.get("campaign"),
            caller=values.get("caller"),
            queue="queue" in values,
        ),
        chat_id=draft.place.chat_id,
        message_id=int(values["message_id"]),
        account_id=None if account_id is None else int(account_id),
        code_is=CodeIs(values["code_is"]),
        seen=frozenset(values.get("seen", "").split()),
        close=tuple(json.loads(values.get("close", "[]"))),
    )


def picked(wish: Wish, place: int) -> Wish:
    """The wish over the script that its name was meant as; UsageError if there is none there."""
    if not 0 <= place < len(wish.close):
        raise UsageError("prompt_gone")
    return replace(wish, command=replace(wish.command, template=wish.close[place]))


def answer(draft: Draft, text: str, *, message_id: int, code: str | None) -> Wish:
    """The wish after a typed answer; only a question for a code takes text as one.

    UsageError if it does not answer what was asked; a choice of accounts takes buttons only.
    """
    if says_no(text):
        raise UsageError("cancelled")
    asked = recall(draft, code=code)
    match draft.asking:
        case Asking.CODE:
            typed = parse_code(text)
            if _HAS_DIGIT.search(typed) is None:
                # A word that was meant for somebody else must not be read out to the callee.
                raise UsageError("code_wordy")
            command = replace(asked.command, code=typed)
            return replace(asked, command=command, message_id=message_id)
        case Asking.PHONE | Asking.RENEWED:
            said = read_wish(text, chat_id=asked.chat_id, message_id=message_id)
            if said.command.callee is None:
                raise UsageError("phone_unclear")
            return replace(
                asked,
                command=_over(asked.command, said.command),
                old_number=said.old_number,
                message_id=asked.message_id if said.command.code is None else message_id,
            )
        case _:
            raise UsageError("press_button")


def _over(before: OtpCommand, said: OtpCommand) -> OtpCommand:
    """What was said later stands, field by field."""
    return OtpCommand(
        callee=said.callee or before.callee,
        code=said.code or before.code,
        template=said.template or before.template,
        campaign=said.campaign or before.campaign,
        caller=said.caller or before.caller,
        account=said.account or before.account,
        queue=said.queue or before.queue,
    )


_HAS_DIGIT: Final = re.compile(r"\d")


def looks_like_answer(draft: Draft, text: str) -> bool:
    """Whether text that replies to nothing is plainly the answer to an open question."""
    words = text.split()
    if says_no(text):
        return True
    match draft.asking:
        case Asking.CODE:
            return len(words) == 1 and _HAS_DIGIT.search(text) is not None
        case Asking.PHONE | Asking.RENEWED:
            return bool(words) and (looks_like_phone(words[0]) or looks_like_phone(text))
        case _:
            return False
