"""Linking an account and setting it up: the questions, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.accounts import USUAL_CONCURRENCY, Asking
from bot.core.messages.choices import cut, grid
from bot.core.messages.steps import GO_ON
from bot.core.messages.text import Button, Message, Style, Text, bold, clean, code, items, lines
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.records import Account, Draft

ASK: Final = MappingProxyType(
    {
        Asking.KEY: Text(
            vi="Khóa API của tài khoản tổng đài?", en="The API key of your PBX account?"
        ),
        Asking.USERNAME: Text(vi="Tên đăng nhập tổng đài?", en="Your user name on the PBX?"),
        Asking.PASSWORD: Text(vi="Mật khẩu tổng đài?", en="Your password on the PBX?"),
        Asking.NAME: Text(vi="Tài khoản này tên là gì?", en="What is this account called?"),
        Asking.CAMPAIGN: Text(vi="ID chiến dịch của {name}?", en="Campaign id of {name}?"),
        Asking.CALLER: Text(vi="Đầu số của {name}?", en="Caller number of {name}?"),
        Asking.OTP_TEMPLATE: Text(vi="Kịch bản OTP của {name}?", en="OTP template of {name}?"),
        Asking.CONCURRENCY: Text(
            vi="{name} gọi được mấy cuộc cùng lúc?", en="How many calls at once for {name}?"
        ),
        Asking.APPROVE_OVER: Text(
            vi="Đợt gọi hơn mấy số của {name} cần duyệt?",
            en="Lists of {name} over how many numbers need approval?",
        ),
    }
)
#: What is said under a question.
MORE: Final = MappingProxyType(
    {
        Asking.KEY: Text(
            vi="Bot xóa ngay tin có khóa, và chỉ giữ khóa đã mã hóa.",
            en="The bot deletes the message with it at once, and keeps the key sealed.",
        ),
        Asking.USERNAME: Text(
            vi="Tên và mật khẩu do nhà cung cấp tổng đài đưa.",
            en="The PBX's vendor gave it to you, with a password.",
        ),
        Asking.PASSWORD: Text(
            vi="Bot xóa ngay tin có mật khẩu, và không giữ mật khẩu.",
            en="The bot deletes the message with it at once, and does not keep it.",
        ),
        Asking.NAME: Text(
            vi="Mọi người trong đội thấy tên này.", en="Your team will see this name."
        ),
        Asking.CAMPAIGN: Text(
            vi="Nhà cung cấp tổng đài đưa, chỉ điền một lần.",
            en="The PBX's vendor gave it to you, it is filled in once.",
        ),
        Asking.CALLER: Text(vi="Khách thấy số này khi máy reo.", en="It is what callees see."),
        Asking.OTP_TEMPLATE: Text(
            vi="Tên đúng như trên tổng đài.", en="Its name, just as on the PBX."
        ),
        Asking.CONCURRENCY: Text(
            vi="Theo gói của tổng đài.", en="As your package at the PBX says."
        ),
        Asking.APPROVE_OVER: Text(
            vi="Người thứ hai đồng ý thì bot mới gọi. Gõ 0 để tắt.",
            en="Calls begin once a second person agrees. Type 0 for none.",
        ),
    }
)
PRESS_OR_TYPE: Final = Text(vi="Bấm hoặc gõ.", en="Press or type.")
LOOKS: Final = MappingProxyType(
    {
        Asking.KEY: Text(vi="Dán khóa vào đây", en="Paste the key here"),
        Asking.USERNAME: Text(vi="Tên đăng nhập", en="User name"),
        Asking.PASSWORD: Text(vi="Mật khẩu", en="Password"),
        Asking.NAME: Text(vi="Ví dụ CSKH", en="Such as Support"),
        Asking.CAMPAIGN: Text(vi="Dán ID vào đây", en="Paste the id here"),
        Asking.CALLER: Text(vi="Ví dụ 19001234", en="Such as 19001234"),
        Asking.OTP_TEMPLATE: Text(vi="Tên kịch bản", en="Template name"),
        Asking.CONCURRENCY: Text(vi="Một con số", en="A number"),
        Asking.APPROVE_OVER: Text(vi="Một con số, 0 để tắt", en="A number, 0 for none"),
    }
)
_LONGEST_NAME: Final = 28
NAMED: Final = Text(vi="Tài khoản {number}", en="Account {number}")
SKIP: Final = Text(vi="Chưa có, để sau", en="None yet, later")
LINKED: Final = Text(
    vi="<b>Khóa đúng, đã liên kết</b>\nCòn vài câu nữa là gọi được.",
    en="<b>The key is good, linked</b>\nA few questions more and you can call.",
)
REOPENED: Final = Text(
    vi="<b>Đã liên kết lại tài khoản {name}</b>\nĐầu số và các mục khác vẫn như trước.",
    en="<b>Account {name} is linked again</b>\nIts caller and the rest are as they were.",
)
KNOWN: Final = Text(
    vi="<b>Khóa này là tài khoản {name}</b>\nBạn dùng được tài khoản đó, không có gì thay đổi.",
    en="<b>This key is account {name}</b>\nYou may use that account, nothing was changed.",
)
READY: Final = Text(vi="<b>Gọi được bằng {name} rồi</b>", en="<b>You can call with {name} now</b>")
NOT_YET: Final = Text(vi="<b>{name} chưa gọi được</b>", en="<b>{name} can't be called with yet</b>")
CALLER: Final = Text(vi="Đầu số {caller}", en="From {caller}")
TEMPLATE: Final = Text(vi="OTP {template}", en="OTP {template}")
AT_ONCE: Final = Text(vi="{calls:cuộc} cùng lúc", en="{calls:call|calls} at once")
SETTINGS: Final = Text(vi="Cài đặt", en="Settings")
PROVING: Final = Text(
    vi="{sign} Đang thử khóa với tổng đài", en="{sign} Trying the key with the PBX"
)
STOPPED: Final = Text(
    vi="Đã hủy, không giữ gì. Chưa gọi ai.", en="Cancelled, nothing kept. Nobody was called."
)
STAYS: Final = Text(
    vi="<b>{name} vẫn liên kết</b>\nChưa gọi ai. Không dùng nữa thì gửi /logout",
    en="<b>{name} stays linked</b>\nNobody was called. To give it up, send /logout",
)

WHICH_OUT: Final = Text(vi="Gỡ tài khoản nào?", en="Give up which account?")
GIVE_UP: Final = Text(
    vi="<b>Thôi dùng tài khoản {name}?</b>\nNgười khác vẫn dùng như thường.",
    en="<b>Give up account {name}?</b>\nOthers go on using it.",
)
CLOSE: Final = Text(
    vi="<b>Gỡ khóa của tài khoản {name}?</b>\n"
    "{people:người} và {places:nơi} nhận kết quả không dùng được nữa. "
    "Cuộc đang gọi vẫn báo kết quả.",
    en="<b>Remove the key of account {name}?</b>\n"
    "{people:person|people} and {places:place|places} that hear outcomes lose it. "
    "Calls under way still report.",
)
CLOSE_IT: Final = Text(vi="Gỡ khóa", en="Remove the key")
GIVE_IT_UP: Final = Text(vi="Tôi thôi dùng", en="Give it up")
KEEP: Final = Text(vi="Giữ lại", en="Keep it")
GIVEN_UP: Final = Text(vi="Bạn thôi dùng tài khoản {name}.", en="You use account {name} no more.")
CLOSED: Final = Text(
    vi="Đã gỡ khóa của tài khoản {name}.\nKhóa bị xóa khi các cuộc đang gọi kết thúc.",
    en="The key of account {name} is removed.\nIt is erased when its calls have ended.",
)
KEPT: Final = Text(vi="Giữ nguyên, không đổi gì.", en="Kept, nothing changed.")
DEFAULT_NOW: Final = Text(
    vi="Từ nay gọi bằng {name}. Đổi ở /settings",
    en="From now on you call with {name}. Change it in /settings",
)


def render_question(
    draft: Draft, account: Account | None, choices: Sequence[str], *, language: Language
) -> Message:
    """A question of linking or setting up; `choices` are buttons, anything else is typed."""
    asking = Asking(draft.asking)
    name = account.name if account else ""
    html = lines(
        bold(ASK[asking].render(language, name=name)),
        MORE[asking].render(language),
        PRESS_OR_TYPE.render(language) if choices else None,
    )
    skip = "one" not in draft.values and asking is Asking.OTP_TEMPLATE
    if not choices and not skip:
        return Message(html, ask=LOOKS[asking].plain(language))
    rows = grid([(choice, f"acc.pick:{draft.id}:{n}") for n, choice in enumerate(choices)])
    if skip:
        rows += ((Button(SKIP.plain(language), data=f"acc.skip:{draft.id}"),),)
    return Message(html, rows)


def usual(asking: str, account: Account, learned: Sequence[str]) -> list[str]:
    """What a question offers as buttons: what the account has now, then what its calls taught."""
    match asking:
        case Asking.NAME:
            return [account.name]
        case Asking.CONCURRENCY:
            return [str(n) for n in sorted({USUAL_CONCURRENCY, account.concurrency})]
        case Asking.APPROVE_OVER:
            return []
        case _:
            return list(dict.fromkeys([*filter(None, [getattr(account, asking)]), *learned]))[:3]


def render_proving(*, language: Language) -> Message:
    """While the PBX is asked about a key, or a name and a password."""
    return Message(PROVING.render(language, sign=Sign.WAITING))


def called(number: int, *, username: str = "", language: Language) -> str:
    """What a new account may be called, as its user or by a number; 1, 2 … until one is free."""
    name = clean(username.partition("@")[0])[:_LONGEST_NAME] if username else ""
    if not name.strip("—"):
        return NAMED.plain(language, number=number)
    return name if number == 1 else f"{name} {number}"


def render_linked(_account: Account, *, language: Language) -> Message:
    """The key is good; questions follow."""
    return Message(LINKED.render(language))


def render_reopened(account: Account, *, language: Language) -> Message:
    """An account that everybody had given up is linked again."""
    return Message(REOPENED.render(language, name=account.name))


def render_known(account: Account, *, language: Language) -> Message:
    """Somebody proved the key of an account that others use."""
    return Message(KNOWN.render(language, name=account.name))


def render_ready(account: Account, *, language: Language) -> Message:
    """The set-up is over: what calls use from now on."""
    heading = READY if account.complete else NOT_YET
    html = lines(heading.render(language, name=account.name), summary(account, language=language))
    return Message(html, ((Button(SETTINGS.plain(language), data="acc.settings"),),))


def summary(account: Account, *, language: Language) -> Markup:
    """What an account's calls use, in a line."""
    return items(
        CALLER.render(language, caller=code(account.caller)) if account.caller else None,
        TEMPLATE.render(language, template=account.otp_template) if account.otp_template else None,
        AT_ONCE.render(language, calls=account.concurrency),
    )


def render_stopped(draft: Draft, account: Account | None, *, language: Language) -> Message:
    """A question that was cancelled; once its key was proved, the account stays."""
    if account is None:
        return Message(STOPPED.render(language))
    if "one" in draft.values:
        return render_kept(language=language)
    go_on = Button(GO_ON.plain(language), data=f"acc.go_on:{account.account_id}")
    return Message(STAYS.render(language, name=account.name), ((go_on,),))


def render_which_out(accounts: Sequence[Account], *, language: Language) -> Message:
    """Which account is to be given up?"""
    rows = grid([(account.name, f"acc.out:{account.account_id}") for account in accounts])
    return Message(bold(WHICH_OUT.render(language)), rows)


def render_out(
    account: Account, *, people: int, places: int, mine: bool, language: Language
) -> Message:
    """What giving an account up means; who may (`mine`), or uses it alone, closes it."""
    keep = Button(KEEP.plain(language), data="acc.keep")
    drop = f"acc.drop:{account.account_id}"
    give_up = Button(GIVE_IT_UP.plain(language), data=drop)
    if people > 1 and not mine:
        return Message(GIVE_UP.render(language, name=account.name), ((give_up, keep),))
    data = f"acc.close:{account.account_id}" if mine else drop
    close = Button(CLOSE_IT.plain(language), data=data, style=Style.STOP)
    html = CLOSE.render(language, name=account.name, people=people, places=places)
    return Message(html, ((close,), (give_up, keep) if people > 1 else (keep,)))


def render_given_up(account: Account, *, language: Language) -> Message:
    """After [Give it up]."""
    return Message(GIVEN_UP.render(language, name=account.name))


def render_closed(account: Account, *, language: Language) -> Message:
    """After [Remove the key]."""
    return Message(CLOSED.render(language, name=account.name))


def render_kept(*, language: Language) -> Message:
    """After [Keep it]."""
    return Message(KEPT.render(language))


def default_now(account: Account, *, language: Language) -> str:
    """The pop-up after somebody's first choice of an account."""
    return cut(DEFAULT_NOW.plain(language, name=account.name), 200)
