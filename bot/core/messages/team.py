"""`/users` and `/share`: what people may do, and which accounts they use."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from markupsafe import Markup

from bot.core.invitations import INVITED_AS
from bot.core.messages.choices import grid, in_rows, page_of, turn_pages
from bot.core.messages.invite import INVITED_AS_LABEL
from bot.core.messages.settings import ACCOUNT, NO_ACCOUNT, ROLE, ROLES
from bot.core.messages.text import Button, Message, Style, Text, bold, code, items, lines
from bot.core.people import Language, Person, Role
from bot.core.records import Account

WHO: Final = Text(
    vi="<b>Ai dùng bot</b> · {first}–{last} trong {all}",
    en="<b>Who is in</b> · {first}–{last} of {all}",
)
NUMBERED: Final = Text(vi="{number}. {who}, {role}", en="{number}. {who}, {role}")
FIXED: Final = Text(
    vi="Quản trị viên nằm trong ADMIN_IDS, chỉ đổi ở máy chủ.",
    en="Administrators are those in ADMIN_IDS, changed on the server only.",
)
OUT: Final = Text(vi="Cho ra khỏi bot", en="Put out of the bot")
OUT_SURE: Final = Text(
    vi="<b>Cho {who} ra khỏi bot?</b>\n"
    "Mất quyền và mọi tài khoản ngay, không nhận kết quả các cuộc đang gọi.",
    en="<b>Put {who} out of the bot?</b>\n"
    "They lose their role and every account at once, and hear of no call under way.",
)
PASSES: Final = Text(
    vi="Không ai khác dùng, nên chuyển sang bạn: {names}",
    en="Used by nobody else, so passed to you: {names}",
)
OUT_YES: Final = Text(vi="Cho ra", en="Put out")
LIST: Final = Text(vi="‹ Danh sách", en="‹ List")
OUT_DONE: Final = Text(vi="{who} đã ra khỏi bot.", en="{who} is out.")
PASSED: Final = Text(vi="Đã chuyển sang bạn: {names}", en="Passed to you: {names}")

SHARE_WHICH: Final = Text(vi="Chia sẻ tài khoản nào?", en="Share which account?")
SHARE: Final = Text(
    vi="<b>Ai dùng {name}</b>\n✓ là dùng được. Không ai thấy khóa.",
    en="<b>Who uses {name}</b>\n✓ may use it. Nobody sees its key.",
)


def render_users(people: Sequence[Person], offset: int, *, language: Language) -> Message:
    """Who is in, a page of them; [n] opens one."""
    page, begin = page_of(people, offset)
    numbers = range(begin + 1, begin + 1 + len(page))
    html = lines(
        WHO.render(language, first=begin + 1, last=begin + len(page), all=len(people)),
        *(
            NUMBERED.render(
                language, number=n, who=person.name, role=ROLES[person.role].render(language)
            )
            for n, person in zip(numbers, page, strict=True)
        ),
    )
    opens = [
        (str(n), f"team.user:{person.person_id}:{begin}")
        for n, person in zip(numbers, page, strict=True)
    ]
    return Message(html, in_rows(opens, 4) + turn_pages(begin, len(people), "team.users", language))


def render_user(
    person: Person,
    accounts: Sequence[Account],
    lendable: Sequence[Account],
    offset: int,
    *,
    language: Language,
) -> Message:
    """Somebody's role and accounts; `lendable` are those of the administrator who looks."""
    uses = {account.account_id for account in accounts}
    whose = f"{person.person_id}:{offset}"
    uses_it = [
        (
            _ticked(account.name, account.account_id in uses),
            f"team.use:{account.account_id}:{whose}:{int(account.account_id not in uses)}",
        )
        for account in lendable[:3]
    ]
    toggles = in_rows(uses_it, len(uses_it)) if uses_it else ()
    back = Button(LIST.plain(language), data=f"team.users:{offset}")
    fixed = person.role is Role.ADMIN
    html = lines(
        items(bold(person.name), code(str(person.person_id))),
        ROLE.render(language, role=ROLES[person.role].render(language)),
        *[ACCOUNT.render(language, name=account.name) for account in accounts[:5]]
        or [NO_ACCOUNT.render(language)],
        FIXED.render(language) if fixed else None,
    )
    if fixed:
        return Message(html, (*toggles, (back,)))
    roles = in_rows(
        [
            (
                _ticked(INVITED_AS_LABEL[role].plain(language), role is person.role),
                f"team.role:{role}:{whose}",
            )
            for role in INVITED_AS
        ],
        2,
    )
    out = Button(OUT.plain(language), data=f"team.out:{whose}", style=Style.STOP)
    return Message(html, (*roles, *toggles, (back, out)))


def render_out_sure(
    person: Person, alone: Sequence[Account], offset: int, *, language: Language
) -> Message:
    """Is somebody to be put out? `alone` are the accounts that nobody else uses."""
    yes = Button(
        OUT_YES.plain(language), data=f"team.gone:{person.person_id}:{offset}", style=Style.STOP
    )
    back = Button(LIST.plain(language), data=f"team.user:{person.person_id}:{offset}")
    html = lines(OUT_SURE.render(language, who=person.name), _to_you(PASSES, alone, language))
    return Message(html, ((yes, back),))


def render_out_done(
    person: Person, alone: Sequence[Account], offset: int, *, language: Language
) -> Message:
    """Somebody is out; `alone` were theirs only."""
    back = Button(LIST.plain(language), data=f"team.users:{offset}")
    html = lines(OUT_DONE.render(language, who=bold(person.name)), _to_you(PASSED, alone, language))
    return Message(html, ((back,),))


def render_share_which(accounts: Sequence[Account], *, language: Language) -> Message:
    """Which account is to be shared?"""
    choices = [(account.name, f"team.share:{account.account_id}:0") for account in accounts]
    return Message(bold(SHARE_WHICH.render(language)), grid(choices))


def render_share(
    account: Account,
    people: Sequence[Person],
    users: Collection[int],
    offset: int,
    *,
    language: Language,
) -> Message:
    """Who uses an account, a page of them; a press lends it or takes it back."""
    page, begin = page_of(people, offset)
    choices = [
        (
            _ticked(person.name, person.person_id in users),
            f"team.lends:{account.account_id}:{person.person_id}:{begin}"
            f":{int(person.person_id not in users)}",
        )
        for person in page
    ]
    turn = turn_pages(begin, len(people), f"team.share:{account.account_id}", language)
    return Message(SHARE.render(language, name=account.name), in_rows(choices, 2) + turn)


def _to_you(text: Text, accounts: Sequence[Account], language: Language) -> Markup | None:
    names = ", ".join(account.name for account in accounts)
    return text.render(language, names=names) if names else None


def _ticked(name: str, on: bool) -> str:
    return f"✓ {name}" if on else name
