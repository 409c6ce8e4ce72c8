"""What must not stay in a chat: keys and passwords, also those typed where none is taken.

Decides by the form of a text and by what was asked; whether a key is a known one, others look up.
"""

from __future__ import annotations

import re
from typing import Final

from bot.core import voice_questions
from bot.core.accounts import Asking
from bot.core.answers import says_no
from bot.core.commands import nearest
from bot.core.phones import looks_like_phone
from bot.core.records import Draft, Topic

#: Questions that may be answered by a key or a password.
ASK_FOR_SECRETS: Final = (Asking.KEY, Asking.USERNAME, Asking.PASSWORD)
#: Commands that take a secret, and those whose words may have a key's form and are none.
_SECRET: Final = ("link", "login")
_TAKE_IDS: Final = ("call", "otp", "cdr", "template", "upload")
#: Questions that an id of the PBX's answers: it has a key's form.
_ANSWERED_BY_ID: Final = frozenset(
    {
        (Topic.ACCOUNT, Asking.CAMPAIGN),
        (Topic.CALL, voice_questions.Asking.CAMPAIGN),
        *((Topic.ACCOUNT, asking) for asking in ASK_FOR_SECRETS),
    }
)
#: A key as the PBX makes them; the last group is shorter in the reference's examples.
_KEY: Final = re.compile(
    r"(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{8,12}(?![\w-])", re.IGNORECASE
)
_COMMAND: Final = re.compile(r"/\s*(?P<name>\w*)(?:@\w+)?(?P<rest>.*)", re.DOTALL)
_LOGIN: Final = re.compile(r"login\s+\S+\s+\S+", re.IGNORECASE)
#: Behind a command's name without a blank between, so many characters may be a secret.
_GLUED: Final = 8


def asks_for_secret(draft: Draft, text: str) -> bool:
    """Whether an answer to this question goes from the chat, whatever comes of it.

    A user name that has a blank in it is followed by the password.
    """
    if draft.about is not Topic.ACCOUNT:
        return False
    match draft.asking:
        case Asking.KEY | Asking.PASSWORD:
            return True
        case Asking.USERNAME:
            return len(text.split()) > 1
        case _:
            return False


def may_hold_secret(text: str) -> bool:
    """Whether private text that no question asked for looks as if it held a key or a password.

    A command near `/link` or `/login` with something after it, or a key's form.
    """
    text = text.strip()
    command = _COMMAND.fullmatch(text)
    if command is None:
        return bool(_KEY.search(text) or _LOGIN.fullmatch(text))
    name, rest = command["name"].lower(), command["rest"].strip()
    if any(name.startswith(secret) and len(name) >= len(secret) + _GLUED for secret in _SECRET):
        return True
    meant = nearest(name, (*_SECRET, *_TAKE_IDS))[:1]
    if meant:
        return bool(rest) and meant[0] in _SECRET
    return _KEY.search(rest) is not None


def is_stray(text: str, *, answers: Draft | None, waiting: Draft | None) -> bool:
    """Whether private text may be a secret typed where none is taken.

    `answers` is the question that it plainly answers; `waiting` one for a secret, put earlier and
    still open: what fits nothing else may be its answer.
    """
    if answers is not None:
        taken = (answers.about, answers.asking) in _ANSWERED_BY_ID
        return not taken and _KEY.search(text) is not None
    if may_hold_secret(text):
        return True
    if waiting is None or says_no(text):
        return False
    number = waiting.asking == Asking.KEY and looks_like_phone(text)
    return asks_for_secret(waiting, text) and not number
