"""The card of a list: one message that follows it from its confirmation to its end (CARDS.md L2).

A group sees no name, amount or script. When the list is over its first line alone is left: how
it came out is a message of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.list_views import ListView
from bot.core.lists import ListState, Pause
from bot.core.messages.lists.digest import busy_button, list_button, over_line, rest_button
from bot.core.messages.lists.figures import bar, counts, key_lines, label, percent, rough
from bot.core.messages.lists.line import row_line
from bot.core.messages.lists.names import file_name
from bot.core.messages.text import (
    Button,
    Message,
    Style,
    Text,
    bold,
    clock,
    items,
    lines,
    safe,
)
from bot.core.messages.voice import Keyboard
from bot.core.messages.wording import SERVICE_UNAVAILABLE
from bot.core.messages.words import REFUSED, Sign
from bot.core.people import Language

RUNNING: Final = Text(vi="Đang gọi, xong {done}/{total}", en="Calling, {done}/{total} done")
WAITING: Final = Text(vi="Đang chờ, xong {done}/{total}", en="Waiting, {done}/{total} done")
PAUSED: Final = Text(vi="Tạm dừng, xong {done}/{total}", en="Paused, {done}/{total} done")
STOPPING: Final = Text(vi="Đang dừng, xong {done}/{total}", en="Stopping, {done}/{total} done")
SCHEDULED: Final = Text(vi="Hẹn gọi {at}", en="To be called at {at}")
APPROVAL: Final = Text(
    vi="Chờ duyệt gọi {total} số", en="Waiting for approval, {total:number|numbers}"
)
BAR: Final = Text(vi="{bar} {percent}", en="{bar} {percent}")
BAR_LEFT: Final = Text(
    vi="{bar} {percent}, còn khoảng {length}", en="{bar} {percent}, about {length} left"
)
BAR_UNTIL: Final = Text(
    vi="{bar} {percent}, gọi lại lúc {at}", en="{bar} {percent}, calls again at {at}"
)
MAINTENANCE: Final = Text(
    vi="Chờ tổng đài, bảo trì từ {since}", en="Waiting for the PBX, under maintenance since {since}"
)
DISCONNECTED: Final = Text(
    vi="Chờ tổng đài, mất kết nối từ {since}", en="Waiting for the PBX, out of reach since {since}"
)
PAUSES: Final[Mapping[Pause, Text]] = MappingProxyType(
    {
        Pause.ASKED: Text(vi="{who} tạm dừng lúc {at}.", en="{who} paused it at {at}."),
        Pause.FAILURES: Text(
            vi="10 cuộc liền lỗi hoặc chưa rõ, bot tạm dừng lúc {at}.",
            en="10 calls in a row failed or are unknown, paused at {at}.",
        ),
        Pause.RATE: Text(
            vi="Số người nghe máy giảm hẳn, bot tạm dừng lúc {at}.",
            en="Far fewer answer than before, paused at {at}.",
        ),
        Pause.DOWN: Text(
            vi="Bot vừa ngừng khá lâu, còn cần thì bấm Gọi tiếp.",
            en="The bot was down for a while, press Go on if it is still wanted.",
        ),
        Pause.MISSED: Text(
            vi="Giờ hẹn {set} đã qua, còn cần thì bấm Gọi tiếp.",
            en="{set} has passed, press Go on if it is still wanted.",
        ),
        Pause.RIGHTS: Text(
            vi="Người cho gọi không còn quyền gọi.", en="Whoever ran it may not call any more."
        ),
        Pause.LOCKED: Text(
            vi="{who} khóa kịch bản, tạm dừng lúc {at}.",
            en="{who} locked the template, paused at {at}.",
        ),
    }
)
NO_LINE: Final = Text(
    vi="{count} số chờ tổng đài có đường trống",
    en="{count:number waits|numbers wait} for a free line of the PBX",
)
WENT_ON: Final = Text(vi="{who} cho gọi tiếp.", en="{who} went on with it.")
STOPPED: Final = Text(
    vi="{who} dừng, bỏ {dropped} số, chờ {calling} cuộc.",
    en="{who} stopped it, {dropped} dropped, {calling:call|calls} to end.",
)
CLOSED: Final = Text(
    vi="Tài khoản bị gỡ, bỏ {dropped} số, chờ {calling} cuộc.",
    en="The account was removed, {dropped} dropped, {calling:call|calls} to end.",
)
SET_FOR: Final = Text(
    vi="{total} số, khoảng {length}. Chưa gọi ai.",
    en="{total:number|numbers}, about {length}. Nobody called yet.",
)
SECOND: Final = Text(
    vi="Cần người thứ hai đồng ý. Chưa gọi ai.",
    en="A second person has to agree. Nobody called yet.",
)
ASKED: Final = Text(vi="Đã hỏi {names}. Chưa gọi ai.", en="Asked: {names}. Nobody called yet.")
AND_MORE: Final = Text(vi="{names} và {more} người nữa", en="{names} and {more} more")

PAUSE: Final = Text(vi="Tạm dừng", en="Pause")
GO_ON: Final = Text(vi="Gọi tiếp", en="Go on")
STOP: Final = Text(vi="Dừng hẳn, bỏ {count} số", en="Stop, drop {count:number|numbers}")
STOP_ALL: Final = Text(vi="Dừng hẳn", en="Stop")
CALL_NOW: Final = Text(vi="Gọi ngay", en="Call now")
NOT_THEN: Final = Text(vi="Bỏ hẹn", en="Cancel it")
WITHDRAW: Final = Text(vi="Rút lại", en="Withdraw")

#: A wait of so many seconds is not worth a word.
_SOON: Final = 60.0
#: So many of those who were asked are named.
_NAMED: Final = 3


def render_list_card(view: ListView, *, language: Language, masked: bool) -> Message:
    """The card as it stands now; silent, since only the end rings."""
    match view.called.state:
        case ListState.SCHEDULED:
            return _scheduled(view, language, masked)
        case ListState.APPROVAL:
            return _to_be_agreed(view, language, masked)
        case ListState.RUNNING | ListState.PAUSED | ListState.STOPPING:
            return _under_way(view, language, masked)
        case ListState.CANCELLED:
            again = rest_button(view, language)
            return Message(
                over_line(view, language, masked=masked), (again,) if again else (), silent=True
            )
        case _:
            return Message(over_line(view, language, masked=masked), silent=True)


def _scheduled(view: ListView, language: Language, masked: bool) -> Message:
    key, tally = view.called.key, view.tally
    at = _clock(view.called.start_at, view, language)
    html = lines(
        _first(Sign.WAITING, SCHEDULED.render(language, at=at), view, language, masked),
        SET_FOR.render(language, total=tally.total, length=rough(view.seconds, language)),
    )
    buttons = (
        Button(CALL_NOW.plain(language), data=f"list.now:{key}"),
        Button(NOT_THEN.plain(language), data=f"list.drop:{key}"),
    )
    return Message(html, (buttons,), silent=True)


def _to_be_agreed(view: ListView, language: Language, masked: bool) -> Message:
    asked = view.asked
    names = Markup(", ").join(safe(name) for name in asked[:_NAMED])
    if len(asked) > _NAMED:
        names = AND_MORE.render(language, names=names, more=len(asked) - _NAMED)
    html = lines(
        _first(
            Sign.WAITING, APPROVAL.render(language, total=view.tally.total), view, language, masked
        ),
        ASKED.render(language, names=names) if asked else SECOND.render(language),
    )
    withdraw = Button(WITHDRAW.plain(language), data=f"list.drop:{view.called.key}")
    return Message(html, ((withdraw,),), silent=True)


def _under_way(view: ListView, language: Language, masked: bool) -> Message:
    called, tally = view.called, view.tally
    html = lines(
        _how_far(view, language, masked),
        _why(view, language),
        _bar(view, language),
        *(_each(view, language, masked) or (counts(tally, language, answered=True),)),
        *(() if view.each else key_lines(called, tally, language)),
        NO_LINE.render(language, count=view.no_line) if view.no_line else None,
        None if masked or not view.refused else REFUSED.full.render(language, words=view.refused),
    )
    return Message(html, _keyboard(view, language, masked), silent=True)


def _how_far(view: ListView, language: Language, masked: bool) -> Markup:
    sign, text = {
        ListState.RUNNING: (None, RUNNING) if view.down_since is None else (Sign.WAITING, WAITING),
        ListState.PAUSED: (Sign.LOOK, PAUSED),
        ListState.STOPPING: (Sign.WAITING, STOPPING),
    }[view.called.state]
    said = text.render(language, done=view.tally.done, total=view.tally.total)
    return _first(sign, said, view, language, masked)


def _first(
    sign: Sign | None, said: Markup, view: ListView, language: Language, masked: bool
) -> Markup:
    """Line 1: how it stands, in bold, and the names of the script and the file."""
    told = bold(said) if sign is None else Markup("{} {}").format(sign, bold(said))
    name = file_name(view.called, language, masked=masked)
    return items(told, view.called.template, name)


def _why(view: ListView, language: Language) -> Markup | None:
    """Why it stands still, or whose word it follows."""
    called = view.called
    if called.state is ListState.PAUSED:
        return PAUSES[called.pause or Pause.ASKED].render(
            language,
            who=view.by,
            at=_clock(called.paused_at, view, language),
            set=_clock(called.start_at, view, language),
        )
    if called.state is ListState.STOPPING:
        tally = view.tally
        text = STOPPED if view.by else CLOSED
        return text.render(language, who=view.by, dropped=tally.dropped, calling=tally.calling)
    if view.down_since is not None:
        text = MAINTENANCE if view.down_status == SERVICE_UNAVAILABLE else DISCONNECTED
        return text.render(language, since=_clock(view.down_since, view, language))
    # Whoever changed it last may have begun it: only what stood still went on.
    return WENT_ON.render(language, who=view.by) if called.idle and view.by else None


def _bar(view: ListView, language: Language) -> Markup:
    """How much is done, of what is not dropped; how long the rest takes, while it goes on."""
    done, whole = view.tally.done, view.tally.total - view.tally.dropped
    goes_on = view.called.state is ListState.RUNNING and view.down_since is None
    text = BAR_LEFT if goes_on and done < whole else BAR
    if goes_on and view.next_at is not None and view.next_at > view.now + _SOON:
        text = BAR_UNTIL
    return text.render(
        language,
        bar=bar(done, whole),
        percent=percent(done, whole),
        length=rough(view.seconds, language),
        at=_clock(view.next_at, view, language),
    )


def _each(view: ListView, language: Language, masked: bool) -> tuple[Markup, ...]:
    return tuple(
        row_line(called, language=language, masked=masked, tz=view.tz, now=view.now)
        for called in view.each
    )


def _keyboard(view: ListView, language: Language, masked: bool) -> Keyboard:
    key, state = view.called.key, view.called.state
    list_of = list_button(key, language)
    busy = () if masked else tuple(busy_button(view, language))
    # What is on the line can't be taken back: without anybody left there is nothing to stop.
    if state is ListState.STOPPING or not (view.tally.waiting or view.called.redial.on):
        rows: Keyboard = ((list_of,), busy)
    else:
        act = (GO_ON, "on") if state is ListState.PAUSED else (PAUSE, "pause")
        first = (Button(act[0].plain(language), data=f"list.{act[1]}:{key}"), list_of)
        rows = (first, busy, (_stop(view, language),))
    return tuple(row for row in rows if row)


def _stop(view: ListView, language: Language) -> Button:
    waiting = view.tally.waiting
    said = label(language, STOP, a_row=1, count=waiting) if waiting else STOP_ALL.plain(language)
    return Button(said, data=f"list.stop:{view.called.key}", style=Style.STOP)


def _clock(at: float | None, view: ListView, language: Language) -> str:
    return clock(at or view.now, view.tz, language=language, now=view.now)
