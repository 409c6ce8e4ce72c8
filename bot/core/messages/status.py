"""/status: how the bot and the PBX are doing, in words, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from markupsafe import Markup

from bot.core.calls import State
from bot.core.delivery import BEHIND
from bot.core.messages.text import Message, Text, bold, clock, items, lines
from bot.core.messages.words import BY_STATE, Sign
from bot.core.people import Language

At = Callable[[float], str]
#: So many accounts are named, the rest counted: the answer is nine lines at the most.
NAMED: Final = 2

ALL_WELL: Final = Text(vi="Mọi thứ bình thường", en="All is well")
PBX_DOWN: Final = Text(vi="Tổng đài không trả lời", en="The PBX does not answer")
RIVAL: Final = Text(
    vi="Chương trình khác đang nhận lệnh thay bot",
    en="Another program takes this bot's commands",
)
RIVAL_SINCE: Final = Text(
    vi="Token của bot bị dùng ở nơi khác từ {since}: lệnh có thể lạc mất, tắt chương trình đó",
    en="The bot's token is used elsewhere since {since}: commands may get lost, stop that program",
)
NO_REPORTS: Final = Text(
    vi="Bot chạy, tổng đài chưa báo tin được", en="Running, but the PBX can't report"
)
SOME_UNKNOWN: Final = Text(
    vi="Còn {unknown:cuộc} chưa rõ, bot đang tra",
    en="{unknown:call|calls} not known yet, being looked up",
)
LATE: Final = Text(vi="Kết quả đến muộn", en="Outcomes come late")
NO_ACCOUNTS: Final = Text(vi="Chưa có tài khoản tổng đài", en="No PBX account yet")
DOWN_SINCE: Final = Text(
    vi="{account}: không trả lời từ {since}", en="{account}: no answer since {since}"
)
ANSWERS: Final = Text(vi="{account}: tổng đài trả lời", en="{account}: the PBX answers")
MORE: Final = Text(vi="và {more:tài khoản} khác", en="and {more:more account|more accounts}")
MORE_DOWN: Final = Text(
    vi="và {more:tài khoản} khác, {down} không trả lời",
    en="and {more:more account|more accounts}, {down} without an answer",
)
LAST_REPORT: Final = Text(vi="Tổng đài báo tin lần cuối {at}", en="The PBX last reported {at}")
NO_REPORT_YET: Final = Text(vi="Tổng đài chưa báo tin nào", en="The PBX has not reported yet")
NO_PUBLIC_URL: Final = Text(
    vi="Không có PUBLIC_URL: tổng đài không báo tin được, bot tự tra mỗi 20 giây",
    en="No PUBLIC_URL: the PBX can't report, open calls are looked up every 20 s",
)
OPEN_CALLS: Final = Text(vi="Đang mở {total:cuộc}", en="{total:open call|open calls}")
NO_OPEN_CALLS: Final = Text(vi="Không có cuộc gọi nào đang mở", en="No open calls")
OF_STATE: Final = Text(vi="{count} {state}", en="{count} {state}")
DUE: Final = Text(
    vi="Chờ gửi {due:tin}, cũ nhất {at}", en="{due:message|messages} to send, oldest {at}"
)
HELD_UP: Final = Text(
    vi="Telegram bắt chờ ở {chats:chat}", en="Telegram holds up {chats:chat|chats}"
)
LISTS: Final = Text(
    vi="Đang có {lists:đợt gọi}, còn {rows:số}",
    en="{lists:list|lists} under way, {rows:number|numbers} left",
)
NOTHING_DUE: Final = Text(vi="Không còn tin nào chờ gửi", en="Nothing left to send")
VERSION: Final = Text(vi="Phiên bản {version}", en="Version {version}")
STARTED: Final = Text(vi="chạy từ {at}", en="running since {at}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatus:
    """One PBX account, and since when it does not answer; None while it does."""

    name: str
    down_since: float | None = None
    down_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What `/status` says; times are Unix seconds."""

    accounts: tuple[AccountStatus, ...]
    has_public_url: bool
    last_hook_at: float | None
    open_calls: Mapping[State, int]
    #: Outcomes owed to chats, and when the oldest of them arose.
    due: int
    oldest_due_at: float | None
    #: Chats for which Telegram takes nothing new for now.
    held_up: int = 0
    #: Lists that are not over, and how many of their rows are left.
    lists: int = 0
    rows: int = 0
    version: str
    started_at: float
    #: Since when another program fetches the bot's updates; None: none does.
    rival_since: float | None = None


def render_status(status: Status, *, language: Language, tz: tzinfo, now: float) -> Message:
    """The worst first, nine lines at the most; the same for everyone who may see it."""

    def at(moment: float) -> str:
        return clock(moment, tz, language=language, now=now)

    late = _is_late(status, now=now)
    worst_first = sorted(
        (
            (not status.open_calls.get(State.UNKNOWN), _open_calls(status, language)),
            (not late, _due(status, language, at=at)),
            (status.has_public_url, _hooks(status, language, at=at)),
        ),
        key=lambda line: line[0],
    )
    lists = LISTS.render(language, lists=status.lists, rows=status.rows) if status.lists else None
    rival = (
        None
        if status.rival_since is None
        else RIVAL_SINCE.render(language, since=at(status.rival_since))
    )
    return Message(
        lines(
            _heading(status, language, late=late),
            rival,
            *_accounts(status, language, at=at),
            *(line for _, line in worst_first),
            lists,
            items(
                VERSION.render(language, version=status.version),
                STARTED.render(language, at=at(status.started_at)),
            ),
        )
    )


def _is_late(status: Status, *, now: float) -> bool:
    return status.oldest_due_at is not None and now - status.oldest_due_at > BEHIND


def _heading(status: Status, language: Language, *, late: bool) -> Markup:
    if any(account.down_since is not None for account in status.accounts):
        return Markup("{} {}").format(Sign.BROKEN, bold(PBX_DOWN.render(language)))
    if status.rival_since is not None:
        return Markup("{} {}").format(Sign.BROKEN, bold(RIVAL.render(language)))
    if not status.accounts:
        return bold(NO_ACCOUNTS.render(language))
    if unknown := status.open_calls.get(State.UNKNOWN, 0):
        said = SOME_UNKNOWN.render(language, unknown=unknown)
        return Markup("{} {}").format(Sign.UNKNOWN, bold(said))
    if late:
        return Markup("{} {}").format(Sign.WAITING, bold(LATE.render(language)))
    return bold((ALL_WELL if status.has_public_url else NO_REPORTS).render(language))


def _accounts(status: Status, language: Language, *, at: At) -> list[Markup]:
    worst_first = sorted(status.accounts, key=lambda account: account.down_since is None)
    said = []
    for account in worst_first[:NAMED]:
        if account.down_since is None:
            said.append(ANSWERS.render(language, account=account.name))
            continue
        line = DOWN_SINCE.render(language, account=account.name, since=at(account.down_since))
        answer = f" ({account.down_status})" if account.down_status else ""
        said.append(line + answer)
    if rest := worst_first[NAMED:]:
        down = sum(account.down_since is not None for account in rest)
        more = MORE_DOWN if down else MORE
        said.append(more.render(language, more=len(rest), down=down))
    return said


def _due(status: Status, language: Language, *, at: At) -> Markup:
    held_up = HELD_UP.render(language, chats=status.held_up) if status.held_up else None
    if not status.due or status.oldest_due_at is None:
        return items(NOTHING_DUE.render(language), held_up)
    due = DUE.render(language, due=status.due, at=at(status.oldest_due_at))
    return items(due, held_up)


def _hooks(status: Status, language: Language, *, at: At) -> Markup:
    if not status.has_public_url:
        return NO_PUBLIC_URL.render(language)
    if status.last_hook_at is None:
        return NO_REPORT_YET.render(language)
    return LAST_REPORT.render(language, at=at(status.last_hook_at))


def _open_calls(status: Status, language: Language) -> Markup:
    counted = [(state, status.open_calls.get(state, 0)) for state in State]
    total = sum(count for _, count in counted)
    if not total:
        return NO_OPEN_CALLS.render(language)
    return items(
        OPEN_CALLS.render(language, total=total),
        *(
            OF_STATE.render(language, count=count, state=BY_STATE[state].short.render(language))
            for state, count in counted
            if count
        ),
    )
