"""A list that is over: one message, sent anew, to who asked and to groups (CARDS.md G2).

A group sees no name, amount or script; whoever asked may have the file back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot.core.accounts import phrase_key
from bot.core.busy import phrase_of
from bot.core.list_views import ListView, Which
from bot.core.lists import ListState, Tally
from bot.core.messages.lists.figures import bar, counts, key_lines, label
from bot.core.messages.lists.line import called_here, row_words, told_of
from bot.core.messages.lists.names import file_name
from bot.core.messages.text import (
    Button,
    Message,
    Text,
    bold,
    clock,
    date_text,
    items,
    lines,
)
from bot.core.messages.voice import Keyboard, ref_text
from bot.core.messages.wording import fillings
from bot.core.messages.words import REFUSED
from bot.core.people import Language

DONE: Final = Text(vi="Xong {total} số", en="{total:number|numbers} done")
STOPPED: Final = Text(vi="Đã dừng, gọi {done}/{total} số", en="Stopped, {done}/{total} called")
CANCELLED: Final = Text(vi="Đã hủy, chưa gọi ai", en="Cancelled, nobody was called")
DECLINED: Final = Text(vi="{who} không cho gọi", en="{who} said no")
ANSWERED: Final = Text(
    vi="{bar} nghe máy {percent} ({part}/{whole})", en="{bar} {percent} answered ({part}/{whole})"
)
LATEST_FAILURE: Final = Text(vi="Lỗi mới nhất: {number} {why}", en="Latest failure: {number} {why}")
CALLED: Final = Text(vi="{who} gọi {begun}–{ended}", en="{who} called {begun}–{ended}")
STOPPED_BY: Final = Text(vi="{who} dừng, bỏ {dropped} số", en="{who} stopped it, {dropped} dropped")
#: Everybody had been called once.
STOPPED_LATE: Final = Text(vi="{who} dừng", en="{who} stopped it")
ACCOUNT_GONE: Final = Text(
    vi="Tài khoản bị gỡ, bỏ {dropped} số", en="The account was removed, {dropped} dropped"
)
REMOVED: Final = Text(vi="tài khoản bị gỡ", en="the account was removed")
NEVER_CALLED: Final = Text(vi="chưa gọi ai trong đó", en="none of them called")
NOBODY: Final = Text(vi="chưa gọi ai", en="nobody was called")

TO_CALL_BACK: Final = Text(vi="{count} khách cần gọi lại", en="{count} to call back")
RETRY: Final = Text(vi="Gọi lại {count} số", en="Retry {count:number|numbers}")
RETRY_SHORT: Final = Text(vi="Gọi lại {count}", en="Retry {count}")
REST: Final = Text(vi="Gọi nốt {count} số", en="Call {count:other|others} too")
AGAIN: Final = Text(vi="Soạn lại", en="Prepare it again")
LIST: Final = Text(vi="Danh sách", en="List")
MEANS_BUSY: Final = Text(vi="Coi là hết đường", en="Means busy")
FILE: Final = Text(vi="Tải kết quả", en="Get the results")


def render_list_over(view: ListView, *, language: Language, masked: bool) -> Message:
    """How it came out, and what there is to do next; this rings."""
    called, tally = view.called, view.tally
    html = lines(
        over_line(view, language, masked=masked),
        _answered(tally, language) if tally.done else None,
        counts(tally, language, answered=False),
        *key_lines(called, tally, language),
        _failure(view, language, masked),
        _when(view, language),
        _stopped_by(view, language),
        None if masked or not view.refused else REFUSED.full.render(language, words=view.refused),
    )
    return Message(html, _keyboard(view, language, masked))


def _answered(tally: Tally, language: Language) -> Markup:
    """Of a list that was stopped, the share is of those that were called."""
    return ANSWERED.render(
        language,
        bar=bar(tally.answered, tally.done),
        percent=f"{round(100 * tally.answered / tally.done)}%",
        part=tally.answered,
        whole=tally.done,
    )


def over_line(view: ListView, language: Language, *, masked: bool) -> Markup:
    """Line 1 of a list that is over: all that its card still shows."""
    called, tally = view.called, view.tally
    match called.state:
        case ListState.DONE:
            said = DONE.render(language, total=tally.total)
        case ListState.STOPPED:
            said = STOPPED.render(language, done=tally.done, total=tally.total)
        case ListState.CANCELLED:
            said = CANCELLED.render(language)
        case _:
            raise AssertionError(called.state)
    name = file_name(called, language, masked=masked)
    return items(bold(said), called.template, name, _cancelled_by(view, language))


def _cancelled_by(view: ListView, language: Language) -> Markup | None:
    called = view.called
    if called.state is not ListState.CANCELLED or called.changed_by == called.person_id:
        return None
    text = REMOVED if called.changed_by is None else DECLINED
    return text.render(language, who=view.by)


def _failure(view: ListView, language: Language, masked: bool) -> Markup | None:
    failure = view.failure and called_here(view.failure, masked=masked)
    call = told_of(failure) if failure else None
    if failure is None or call is None:
        return None
    row = failure.row
    why = row_words(failure).short.render(language, **fillings(call.facts, call.script, language))
    return items(
        LATEST_FAILURE.render(language, number=row.callee, why=why),
        ref_text(row.label, language),
    )


def _when(view: ListView, language: Language) -> Markup:
    called = view.called
    if called.started_at is None or called.ended_at is None:
        return items(view.asker, NOBODY.render(language))
    begun = clock(called.started_at, view.tz, language=language, now=view.now)
    ended = f"{datetime.fromtimestamp(called.ended_at, view.tz):%H:%M}"
    days = [
        date_text(at, view.tz, language=language) for at in (called.started_at, called.ended_at)
    ]
    if days[0] != days[1]:
        ended = f"{days[1]} {ended}"
    return CALLED.render(language, who=view.asker, begun=begun, ended=ended)


def _stopped_by(view: ListView, language: Language) -> Markup | None:
    called = view.called
    if called.state is not ListState.STOPPED:
        return None
    dropped = view.tally.dropped
    if not view.by:
        return ACCOUNT_GONE.render(language, dropped=dropped)
    if not dropped:
        return STOPPED_LATE.render(language, who=view.by)
    by = STOPPED_BY.render(language, who=view.by, dropped=dropped)
    return Markup(", ").join([by, NEVER_CALLED.render(language)])


def list_button(key: str, language: Language) -> Button:
    """The way to all rows that are or were to be called."""
    return Button(LIST.plain(language), data=f"list.rows:{key}:{Which.ALL}:0")


def _keyboard(view: ListView, language: Language, masked: bool) -> Keyboard:
    rows = (
        tuple(_to_call_back(view, language)),
        (*_retry(view, language), list_button(view.called.key, language)),
        rest_button(view, language),
        () if masked else (Button(FILE.plain(language), data=f"list.file:{view.called.key}"),),
        () if masked else tuple(busy_button(view, language)),
    )
    return tuple(row for row in rows if row)


def rest_button(view: ListView, language: Language) -> tuple[Button, ...]:
    """The way to call those for whom no phone rang; of a list that was cancelled, that is all."""
    if not view.rest:
        return ()
    cancelled = view.called.state is ListState.CANCELLED
    said = (AGAIN if cancelled else REST).plain(language, count=view.rest)
    return (Button(said, data=f"list.rest:{view.called.key}"),)


def busy_data(key: str, words: str) -> str:
    """A press says of which words it is: the PBX may have said others since."""
    return f"list.busy:{key}:{phrase_key(phrase_of(words))}"


def busy_button(view: ListView, language: Language) -> Iterator[Button]:
    """The PBX's words may only have meant that no line was free."""
    if view.refused:
        yield Button(MEANS_BUSY.plain(language), data=busy_data(view.called.key, view.refused))


def _to_call_back(view: ListView, language: Language) -> Iterator[Button]:
    if view.to_call_back:
        said = TO_CALL_BACK.plain(language, count=view.to_call_back)
        yield Button(said, data=f"list.rows:{view.called.key}:{Which.BACK}:0")


def _retry(view: ListView, language: Language) -> Iterator[Button]:
    if view.tally.unreached:
        said = label(language, RETRY, RETRY_SHORT, a_row=2, count=view.tally.unreached)
        yield Button(said, data=f"list.retry:{view.called.key}")
