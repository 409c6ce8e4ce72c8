"""Letting people in: the links, who followed them, what is said to that, and to those who wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.invitations import INVITED_AS, Answer, Invitation
from bot.core.messages.choices import in_rows
from bot.core.messages.settings import ROLES
from bot.core.messages.text import Button, Message, Style, Text, bold, code, lines
from bot.core.people import Language, Person, Role
from bot.core.records import Account, Notice

INVITE_AS: Final = Text(vi="Mời vào với quyền gì?", en="Invite with which role?")
INVITED_AS_LABEL: Final = MappingProxyType(
    {
        Role.OPERATOR: Text(vi="Gọi được", en="Operator"),
        Role.VIEWER: Text(vi="Chỉ xem", en="Viewer"),
    }
)
LINKS: Final = Text(
    vi="<b>{links:link mời}, quyền: {role}</b>\nMỗi link cho một người, dùng đến {until}.",
    en="<b>{links:invitation|invitations}, role: {role}</b>\nEach is for one person, till {until}.",
)
COPY_LINK: Final = Text(vi="Chép link", en="Copy the link")
REVOKE: Final = Text(vi="Thu hồi", en="Withdraw")
REVOKE_ALL: Final = Text(vi="Thu hồi link chưa dùng", en="Withdraw what is unused")
REVOKED: Final = Text(
    vi="Đã thu hồi {links:link mời}.", en="{links:invitation|invitations} withdrawn."
)
FOLLOWED: Final = Text(
    vi="Có người đã bấm: {links:link}.", en="Followed already: {links:invitation|invitations}."
)
KNOCKED: Final = Text(
    vi="<b>Đã báo quản trị viên</b>\nHọ xác nhận xong thì bot nhắn bạn.",
    en="<b>The administrator was told</b>\nYou will hear when they have confirmed.",
)
KNOCK: Final = Text(
    vi="<b>{who} bấm link mời</b>\nID {person_id}, quyền: {role}. Đúng người thì cho vào.",
    en="<b>{who} followed an invitation</b>\nId {person_id}, role: {role}. Let in whom you know.",
)
LEND: Final = Text(vi="Cho vào, dùng {name}", en="Let in with {name}")
LET_IN: Final = Text(vi="Cho vào, chưa cấp tài khoản", en="Let in without an account")
REFUSE: Final = Text(vi="Từ chối", en="Refuse")
SAID_YES: Final = Text(
    vi="{who} đã vào, quyền: {role}.\n{by} xác nhận.",
    en="{who} is in, role: {role}.\nConfirmed by {by}.",
)
SAID_NO: Final = Text(
    vi="{who} không được vào.\n{by} từ chối.", en="{who} was not let in.\nRefused by {by}."
)
WANTED: Final = Text(
    vi="<b>{who} cần tài khoản tổng đài</b>\nID {person_id}.",
    en="<b>{who} needs a PBX account</b>\nId {person_id}.",
)
LEND_IT: Final = Text(vi="Cho dùng {name}", en="Lend {name}")
LENT_IT: Final = Text(vi="{who} dùng được tài khoản {name}.", en="{who} may use account {name}.")
ASKED: Final = Text(vi="Đã nhờ quản trị viên", en="The administrators were told")
ASKED_ALREADY: Final = Text(
    vi="Đã nhờ rồi, chờ quản trị viên trả lời", en="They were told, wait for their answer"
)

#: One sentence each to those whom it concerns.
TOLD: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "let_in": Text(
            vi="Bạn đã vào, quyền: {role}. Gửi /start để bắt đầu.",
            en="You are in, role: {role}. Send /start to begin.",
        ),
        "let_in_with": Text(
            vi="Bạn đã vào, quyền: {role}, dùng tài khoản {account}. Gửi /start để bắt đầu.",
            en="You are in, role: {role}, with account {account}. Send /start to begin.",
        ),
        "refused": Text(
            vi="Quản trị viên không cho bạn vào.", en="The administrator did not let you in."
        ),
        "lent": Text(
            vi="Bạn dùng được tài khoản {account} rồi.", en="You may use account {account} now."
        ),
        "closed": Text(
            vi="{who} đã gỡ tài khoản {account}: không gọi bằng tài khoản đó được nữa.",
            en="{who} removed account {account}: it can't be called with any more.",
        ),
    }
)


def render_told(notice: Notice, *, language: Language) -> Message:
    """The sentence of its kind."""
    values = dict(notice.values)
    kind = "let_in_with" if notice.kind == "let_in" and "account" in values else notice.kind
    if "role" in values:
        values["role"] = ROLES[Role(values["role"])].plain(language)
    return Message(TOLD[kind].render(language, **values))


def render_invite_as(amount: int, *, language: Language) -> Message:
    """With which role?"""
    choices = [
        (INVITED_AS_LABEL[role].plain(language), f"team.invite:{role}:{amount}")
        for role in INVITED_AS
    ]
    return Message(bold(INVITE_AS.render(language)), in_rows(choices, 2))


def render_links(
    links: Sequence[str], role: Role, *, until: str, revoke: str, language: Language
) -> Message:
    """New links, each in a line that a tap copies; `revoke` is the data of their button."""
    html = lines(
        LINKS.render(language, links=len(links), role=ROLES[role].render(language), until=until),
        *(Markup("<code>{}</code>").format(link) for link in links),
    )
    if len(links) > 1:
        return Message(html, ((Button(REVOKE_ALL.plain(language), data=revoke),),))
    copy = Button(COPY_LINK.plain(language), copy=links[0])
    return Message(html, ((copy, Button(REVOKE.plain(language), data=revoke)),))


def render_revoked(invitations: Sequence[Invitation], *, language: Language) -> Message:
    """What became of the links of a message, whose secrets nobody knows any more."""
    followed = sum(1 for invitation in invitations if invitation.guest is not None)
    return Message(
        lines(
            REVOKED.render(language, links=len(invitations) - followed),
            FOLLOWED.render(language, links=followed) if followed else None,
        )
    )


def render_knocked(*, language: Language) -> Message:
    """To somebody who followed a link."""
    return Message(KNOCKED.render(language))


def render_knock(
    invitation: Invitation, accounts: Sequence[Account], by: str, *, language: Language
) -> Message:
    """Somebody followed a link: who they are, and what can be said; or what was said, by whom."""
    guest = invitation.guest
    assert guest is not None, "somebody followed it"
    role = ROLES[invitation.role].render(language)
    if invitation.answer is not None:
        said = SAID_YES if invitation.answer is Answer.LET_IN else SAID_NO
        return Message(said.render(language, who=bold(guest.name), role=role, by=by))
    html = KNOCK.render(language, who=guest.name, person_id=code(str(guest.person_id)), role=role)
    lend = in_rows(
        [
            (
                LEND.plain(language, name=account.name),
                f"team.let:{invitation.id}:{account.account_id}",
            )
            for account in accounts[:3]
        ],
        1,
    )
    without = Button(LET_IN.plain(language), data=f"team.let:{invitation.id}:0")
    refuse = Button(REFUSE.plain(language), data=f"team.refuse:{invitation.id}", style=Style.STOP)
    return Message(html, (*lend, (without,), (refuse,)))


def render_wanted(notice: Notice, accounts: Sequence[Account], *, language: Language) -> Message:
    """Somebody needs an account: a button for each that the administrator can lend."""
    about = notice.values["about"]
    html = WANTED.render(language, who=notice.values["name"], person_id=code(about))
    choices = [
        (LEND_IT.plain(language, name=account.name), f"team.lend:{about}:{account.account_id}")
        for account in accounts[:3]
    ]
    return Message(html, in_rows(choices, 1))


def render_lent(account: Account, person: Person, *, language: Language) -> Message:
    """An account was lent to somebody who asked for one."""
    return Message(LENT_IT.render(language, who=bold(person.name), name=account.name))


def popup_asked(told: bool, *, language: Language) -> str:
    """The pop-up after [Ask an administrator]."""
    return (ASKED if told else ASKED_ALREADY).plain(language)
