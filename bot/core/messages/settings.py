"""`/settings` and `/whoami`: what is yours, and what your calls use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.accounts import Asking, may_change, phrase_key
from bot.core.messages.accounts import AT_ONCE, summary
from bot.core.messages.choices import Rows, grid, in_rows
from bot.core.messages.text import Button, Message, Text, bold, code, items, lines
from bot.core.people import Act, Language, Person, Role, may
from bot.core.records import Account

ROLES: Final = MappingProxyType(
    {
        Role.STRANGER: Text(vi="người lạ", en="stranger"),
        Role.VIEWER: Text(vi="chỉ xem", en="viewer"),
        Role.OPERATOR: Text(vi="gọi được", en="operator"),
        Role.ADMIN: Text(vi="quản trị viên", en="administrator"),
    }
)
LANGUAGES: Final = MappingProxyType(
    {
        Language.VI: Text(vi="Tiếng Việt", en="Tiếng Việt"),
        Language.EN: Text(vi="English", en="English"),
    }
)
HEADING: Final = Text(vi="Cài đặt của {who}", en="Settings of {who}")
ACCOUNT: Final = Text(vi="Tài khoản {name}", en="Account {name}")
NO_ACCOUNT: Final = Text(vi="Chưa có tài khoản tổng đài", en="No PBX account yet")
NO_DEFAULT: Final = Text(
    vi="Chưa chọn tài khoản mặc định, mỗi cuộc bot sẽ hỏi.",
    en="No default account: the bot asks at each call.",
)
CAMPAIGN: Final = Text(vi="Chiến dịch {campaign}", en="Campaign {campaign}")
MISSING: Final = Text(
    vi="Còn thiếu ID chiến dịch hoặc đầu số", en="Campaign id or caller is missing"
)
OTHERS: Final = Text(
    vi="Quản trị viên và người liên kết đổi được các mục này.",
    en="Administrators and who linked it can change these.",
)
PHONE: Final = Text(vi="Máy của bạn {phone}", en="Your phone {phone}")
WHICH_DEFAULT: Final = Text(vi="Gọi bằng tài khoản nào?", en="Call with which account?")
CHOSEN_FROM: Final = Text(vi="Bấm để chọn.", en="Press to choose.")
BACK: Final = Text(vi="‹ Cài đặt", en="‹ Settings")
FORGET_PHONE: Final = Text(vi="Quên số máy tôi", en="Forget my phone")
APPROVED: Final = Text(
    vi="Đợt gọi hơn {rows:số} cần người thứ hai duyệt",
    en="Lists over {rows:number|numbers} need a second person",
)
APPROVE: Final = Text(vi="Duyệt hơn {rows} số", en="Approve over {rows}")
NO_APPROVAL: Final = Text(vi="Duyệt đợt: tắt", en="Approval: off")
BUSY: Final = Text(vi="Từ báo bận ({phrases})", en="Busy words ({phrases})")
BUSY_WORDS: Final = Text(vi="Từ báo bận của {name}", en="Busy words of {name}")
BUSY_MEANS: Final = Text(
    vi="Tổng đài từ chối bằng lời này là hết kênh: đợt gọi chờ rồi gọi lại số đó.",
    en="A refusal in these words means no free line: the list waits and calls the number again.",
)
BUSY_ROW: Final = Text(vi="{n}. {words}", en="{n}. {words}")
NO_BUSY_WORDS: Final = Text(vi="Chưa có từ nào.", en="None yet.")
BUSY_COME: Final = Text(
    vi="Quản trị viên thêm từ thẻ của đợt gọi.", en="An administrator adds one from a list's card."
)
TAKE_OUT: Final = Text(vi="Bỏ {n}", en="Remove {n}")
FIELDS: Final[Mapping[Asking, Text]] = MappingProxyType(
    {
        Asking.NAME: Text(vi="Tên", en="Name"),
        Asking.CAMPAIGN: Text(vi="Chiến dịch", en="Campaign"),
        Asking.CALLER: Text(vi="Đầu số", en="Caller"),
        Asking.OTP_TEMPLATE: Text(vi="Kịch bản OTP", en="OTP template"),
    }
)

ROLE: Final = Text(vi="Quyền: {role}", en="Role: {role}")
BY_YOU: Final = Text(vi="bạn liên kết", en="linked by you")
BY: Final = Text(vi="{who} liên kết", en="linked by {who}")
BY_SERVER: Final = Text(vi="liên kết ở máy chủ", en="linked on the server")
DEFAULT: Final = Text(vi="mặc định", en="default")
MORE_ACCOUNTS: Final = Text(vi="và {count:tài khoản} nữa", en="and {count:account|accounts} more")
#: So many accounts are listed.
_LISTED: Final = 10
#: So many buttons a row take busy words out: with the most words there are five rows.
_A_ROW: Final = 3


def render_settings(
    person: Person, account: Account | None, accounts: Sequence[Account], *, language: Language
) -> Message:
    """What somebody's calls use, with a button for each thing that they may change."""
    changeable = account is not None and may(person.role, Act.CALL) and may_change(person, account)
    own = []
    if len(accounts) > 1:
        name = ACCOUNT.plain(language, name=account.name) if account else ""
        own.append((name or WHICH_DEFAULT.plain(language), "set.accounts"))
    if person.phone is not None:
        own.append((FORGET_PHONE.plain(language), "set.phone"))
    rows = in_rows(own, len(own)) if own else ()
    if account is not None and changeable:
        rows += _fields(account, language)
    rows += (_languages(language),)
    return Message(_shown(person, account, accounts, changeable, language), rows)


def render_defaults(
    accounts: Sequence[Account], default: int | None, *, language: Language
) -> Message:
    """Which account is to be the default; ✓ is the one that is."""
    choices = [
        (
            f"✓ {account.name}" if account.account_id == default else account.name,
            f"set.account:{account.account_id}",
        )
        for account in accounts
    ]
    back = Button(BACK.plain(language), data="set.show")
    html = lines(bold(WHICH_DEFAULT.render(language)), CHOSEN_FROM.render(language))
    return Message(html, (*grid(choices), (back,)))


def render_busy(account: Account, *, language: Language) -> Message:
    """The words that mean no free line, with a button each that takes one out."""
    phrases, account_id = account.busy_phrases, account.account_id
    html = lines(
        bold(BUSY_WORDS.render(language, name=account.name)),
        BUSY_MEANS.render(language),
        *(BUSY_ROW.render(language, n=n, words=words) for n, words in enumerate(phrases, start=1)),
        None if phrases else NO_BUSY_WORDS.render(language),
        BUSY_COME.render(language),
    )
    choices = [
        (TAKE_OUT.plain(language, n=n), f"set.free:{account_id}:{phrase_key(words)}")
        for n, words in enumerate(phrases, start=1)
    ]
    back = Button(BACK.plain(language), data="set.show")
    return Message(html, (*in_rows(choices, _A_ROW), (back,)))


def render_whoami(
    person: Person,
    accounts: Sequence[Account],
    linkers: Mapping[int, str],
    *,
    language: Language,
) -> Message:
    """Who somebody is here; `linkers` are the names of those who linked their accounts."""
    listed = [_whose(person, account, linkers, language) for account in accounts[:_LISTED]]
    more = len(accounts) - len(listed)
    html = lines(
        items(bold(person.name), code(str(person.person_id))),
        items(
            ROLE.render(language, role=ROLES[person.role].render(language)),
            LANGUAGES[language].render(language),
        ),
        *(listed or [NO_ACCOUNT.render(language)]),
        MORE_ACCOUNTS.render(language, count=more) if more else None,
        PHONE.render(language, phone=code(person.phone)) if person.phone else None,
    )
    return Message(html)


def _shown(
    person: Person,
    account: Account | None,
    accounts: Sequence[Account],
    changeable: bool,
    language: Language,
) -> Markup:
    if account is None:
        about: list[Markup | None] = [(NO_DEFAULT if accounts else NO_ACCOUNT).render(language)]
    else:
        about = [
            bold(ACCOUNT.render(language, name=account.name)),
            summary(account, language=language),
            CAMPAIGN.render(language, campaign=code(account.campaign_id))
            if account.campaign_id
            else None,
            APPROVED.render(language, rows=account.approve_over) if account.approve_over else None,
            None if account.complete else MISSING.render(language),
            None if changeable else OTHERS.render(language),
        ]
    phone = PHONE.render(language, phone=code(person.phone)) if person.phone else None
    return lines(HEADING.render(language, who=person.name), *about, phone)


def _fields(account: Account, language: Language) -> Rows:
    def button(asking: Asking, label: str) -> Button:
        return Button(label, data=f"set.{asking}:{account.account_id}")

    name, campaign, caller, template = (
        button(asking, label.plain(language)) for asking, label in FIELDS.items()
    )
    at_once = button(Asking.CONCURRENCY, AT_ONCE.plain(language, calls=account.concurrency))
    over, phrases = account.approve_over, len(account.busy_phrases)
    approve = APPROVE.plain(language, rows=over) if over else NO_APPROVAL.plain(language)
    busy = Button(BUSY.plain(language, phrases=phrases), data=f"set.busy:{account.account_id}")
    approval = button(Asking.APPROVE_OVER, approve)
    return (name, campaign, caller), (template, at_once), (approval, busy)


def _languages(language: Language) -> tuple[Button, ...]:
    return tuple(
        Button(
            f"✓ {name.plain(language)}" if choice is language else name.plain(language),
            data=f"set.language:{choice}",
        )
        for choice, name in LANGUAGES.items()
    )


def _whose(person: Person, account: Account, linkers: Mapping[int, str], language: Language) -> str:
    if account.created_by is None:
        by = BY_SERVER.render(language)
    elif account.created_by == person.person_id:
        by = BY_YOU.render(language)
    else:
        by = BY.render(language, who=linkers.get(account.created_by, str(account.created_by)))
    is_default = account.account_id == person.default_account_id
    return items(
        ACCOUNT.render(language, name=account.name),
        DEFAULT.render(language) if is_default else None,
        by,
    )
