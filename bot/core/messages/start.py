"""The first words: what a stranger and what a member reads on /start (CARDS.md S1, S2)."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from bot.core.messages.menu import START, Command, commands_for
from bot.core.messages.text import Button, Message, Text, bold, code, lines, share
from bot.core.people import Act, Language, Role, may
from bot.core.records import Account

STRANGER: Final = Text(
    vi="Bot này dùng nội bộ. ID của bạn: {person_id}\nCần dùng thì gửi ID này cho quản trị viên.",
    en="This bot is private. Your id: {person_id}\nTo use it, send this id to its administrator.",
)
COPY_ID: Final = Text(vi="Chép ID", en="Copy the id")
HELLO: Final = Text(vi="Chào {who}.", en="Hello {who}.")
TODAY: Final = Text(
    vi="Hôm nay {calls:cuộc}, nghe máy {answered}.",
    en="{calls:call|calls} today, {answered} answered.",
)
NONE_TODAY: Final = Text(vi="Hôm nay chưa có cuộc gọi nào.", en="No calls yet today.")
CALLS_WITH: Final = Text(
    vi="Gọi bằng tài khoản {account}, đầu số {caller}.",
    en="You call with account {account}, from {caller}.",
)
ASKED_WHICH: Final = Text(
    vi="Bạn có {accounts} tài khoản, mỗi cuộc bot sẽ hỏi.",
    en="You have {accounts} accounts, the bot asks at each call.",
)
NO_ACCOUNT: Final = Text(
    vi="Bạn chưa có tài khoản tổng đài, nhờ quản trị viên cấp.",
    en="You have no PBX account yet, ask an administrator.",
)
VIEWER: Final = Text(
    vi="Bạn xem được kết quả cuộc gọi, không gọi được.",
    en="You see how calls went, you place none.",
)
SEND_PHONE: Final = Text(
    vi="Gửi số điện thoại để xem lịch sử số đó.", en="Send a phone number to see its calls."
)
SEND_PHONE_OR_FILE: Final = Text(
    vi="Gửi số điện thoại để xem lịch sử số đó,\ngửi file Excel để gọi theo danh sách.",
    en="Send a phone number to see its calls,\nor an Excel file to call a list.",
)
#: What is done daily, by rows: what a button runs, and the right that it takes.
BUTTONS: Final = (
    (
        ("call", Act.CALL, Text(vi="Gọi", en="Call")),
        ("otp", Act.CALL, Text(vi="OTP", en="OTP")),
        ("list", Act.CALL, Text(vi="Theo list", en="A list")),
    ),
    (
        ("cdr", Act.VIEW, Text(vi="Lịch sử", en="Records")),
        ("settings", Act.VIEW, Text(vi="Cài đặt", en="Settings")),
    ),
)
COMMAND: Final = Text(vi="{command}: {does}", en="{command}: {does}")


def render_stranger(person_id: int, *, language: Language) -> Message:
    """How to get in, and nothing else: no team name, no commands."""
    own_id = str(person_id)
    button = Button(COPY_ID.plain(language), copy=own_id)
    return Message(STRANGER.render(language, person_id=code(own_id)), ((button,),))


def render_start(
    *,
    name: str,
    role: Role,
    calls_today: int,
    answered: int,
    account: Account | None,
    accounts: int,
    language: Language,
) -> Message:
    """Who you are here, today's figures, what you call with, and what is done daily."""
    hello = bold(HELLO.render(language, who=name))
    calls = may(role, Act.CALL)
    html = lines(
        Markup("{} {}").format(hello, _today(calls_today, answered, language)),
        _calls_with(account, accounts, language) if calls else VIEWER.render(language),
        (SEND_PHONE_OR_FILE if calls else SEND_PHONE).render(language),
    )
    rows = (
        tuple(
            Button(label.plain(language), data=f"do.{name}")
            for name, act, label in row
            if may(role, act)
        )
        for row in BUTTONS
    )
    return Message(html, tuple(row for row in rows if row))


def render_help(role: Role, *, language: Language) -> Message:
    """The commands that this role may use."""
    return Message(
        lines(*(_help(command, language) for command in commands_for(role) if command is not START))
    )


def _today(calls_today: int, answered: int, language: Language) -> Markup:
    if not calls_today:
        return NONE_TODAY.render(language)
    part = share(answered, calls_today, language)
    return TODAY.render(language, calls=calls_today, answered=part)


def _calls_with(account: Account | None, accounts: int, language: Language) -> Markup:
    if account is None:
        return (
            ASKED_WHICH.render(language, accounts=accounts)
            if accounts
            else NO_ACCOUNT.render(language)
        )
    return CALLS_WITH.render(language, account=account.name, caller=account.caller)


def _help(command: Command, language: Language) -> Markup:
    typed = f"/{command.name}"
    if command.arguments is not None:
        typed += f" {command.arguments.plain(language)}"
    return COMMAND.render(language, command=typed, does=command.does.render(language))
