"""One row of a list in one line: its number and how it came out, or why it is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo
from typing import Final

from markupsafe import Markup

from bot.core.calls import State
from bot.core.list_rules import Result, result_of
from bot.core.lists import Called, RowState
from bot.core.messages.cards import told_here
from bot.core.messages.text import Text, clock, items, safe
from bot.core.messages.voice import ref_text
from bot.core.messages.wording import fillings, words_for
from bot.core.messages.words import DROPPED, PENDING, UNKNOWN, Sign, Words
from bot.core.people import Language
from bot.core.phones import mask, mask_ref
from bot.core.records import Call

AGAIN_AT: Final = Text(vi="gọi lại {at}", en="again at {at}")

_UNDER_WAY: Final = frozenset({Sign.WAITING, Sign.RINGING, Sign.TALKING})


def row_line(
    called: Called,
    *,
    language: Language,
    masked: bool,
    tz: tzinfo,
    now: float,
    numbered: bool = False,
) -> Markup:
    """Sign, number and result; `numbered` puts its line in the file before them."""
    called = called_here(called, masked=masked)
    row, call, words = called.row, told_of(called), row_words(called)
    said = words.short.render(
        language, **fillings(call.facts, call.script, language) if call else _NOTHING
    )
    told = Markup("{} {} {}").format(words.sign, safe(row.callee), said)
    if numbered:
        # A ref says more than when it was, and both do not fit a line.
        timed = call is not None and not row.label
        at = clock(call.created_at, tz, language=language, now=now) if call and timed else ""
        told = Markup(" ").join(part for part in (f"{row.line}.", at, told) if part)
    again = call is not None and row.state is RowState.WAITING and row.due_at > now
    return items(
        told,
        ref_text(row.label, language),
        AGAIN_AT.render(language, at=clock(row.due_at, tz, language=language, now=now))
        if again
        else None,
    )


def called_here(called: Called, *, masked: bool) -> Called:
    """A row as a chat may hear of it: its number, its ref and what was pressed."""
    if not masked:
        return called
    row, call = called.row, called.call
    return Called(
        row=replace(row, callee=mask(row.callee), label=mask_ref(row.label, row.callee)),
        call=call and told_here(call, masked=masked),
    )


#: What no call fills.
_NOTHING: Final = {"talked": "", "length": "", "key": "", "meaning": ""}


def told_of(called: Called) -> Call | None:
    """The call that says how a row stands; None: none does, it waits, or was never called."""
    row, call = called.row, called.call
    if call is None or row.state in {RowState.CALLING, RowState.DONE}:
        return call
    return None if call.busy or call.state is State.DROPPED else call


def row_words(called: Called) -> Words:
    """The row of table B1 that a list's row has."""
    call = told_of(called)
    if call is None:
        return DROPPED if called.row.state is RowState.DROPPED else PENDING
    words = words_for(call)
    # Whatever was not heard of in time is counted as unknown.
    overdue = called.row.state is RowState.DONE and result_of(call) is Result.UNKNOWN
    return UNKNOWN if overdue and words.sign in _UNDER_WAY else words
