"""Where outcomes go: what a chat that listens reads about itself (CARDS.md N1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from bot.core.messages.text import Button, Message, Style, Text, bold, items, lines
from bot.core.people import Language
from bot.core.records import Filter, Place, Subscription

GROUP: Final = Text(vi="Nhóm này", en="This group")
TOPIC: Final = Text(vi="Chủ đề này", en="This topic")
CHAT: Final = Text(vi="Chat này", en="This chat")
GETS: Final = Text(vi="{where} nhận kết quả cuộc gọi", en="{where} gets call outcomes")
ACCOUNT: Final = Text(vi="Tài khoản {name}", en="Account {name}")
WITH_SOUND: Final = Text(vi="Có chuông: {what}", en="With sound: {what}")
SILENTLY: Final = Text(vi="Im lặng: {what}", en="Silent: {what}")
NOTHING: Final = Text(vi="Đang tắt hết, không có tin nào", en="All off, nothing arrives")
NO_OTP: Final = Text(vi="Không gửi OTP", en="Without OTP")
MASKED: Final = Text(vi="Ẩn số", en="Masked")
STOP: Final = Text(vi="Ngừng", en="Stop")
STOPPED: Final = Text(
    vi="{where} không nhận kết quả nữa\nMuốn nhận lại thì gửi /notify.",
    en="{where} no longer gets outcomes\nSend /notify to get them again.",
)
NOT_ON: Final = Text(
    vi="{where} đang không nhận kết quả nào\nMuốn nhận thì gửi /notify.",
    en="{where} gets no outcomes\nSend /notify to get them.",
)
SET: Final = Text(
    vi="{title} sẽ nhận kết quả cuộc gọi của tài khoản {name}.",
    en="{title} will get the call outcomes of account {name}.",
)
CHOOSE: Final = Text(vi="Kết quả cuộc gọi gửi vào đâu?", en="Where do call outcomes go?")
#: The two keys of the picker.
CHOOSE_GROUP: Final = Text(vi="Chọn nhóm", en="Choose a group")
CHOOSE_CHANNEL: Final = Text(vi="Chọn kênh", en="Choose a channel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A field of `Filter`: its button, and its words in the lines about sound."""

    field: str
    label: Text
    said: Text
    rings: bool


CHOICES: Final = (
    Choice(
        field="keys",
        label=Text(vi="Bấm phím", en="Keys"),
        said=Text(vi="cần gọi lại", en="call me back"),
        rings=True,
    ),
    Choice(
        field="answered",
        label=Text(vi="Nghe máy", en="Answered"),
        said=Text(vi="nghe máy", en="answered"),
        rings=False,
    ),
    Choice(
        field="failed",
        label=Text(vi="Lỗi, chưa rõ", en="Failed, unknown"),
        said=Text(vi="lỗi, chưa rõ", en="failed, unknown"),
        rings=True,
    ),
    Choice(
        field="unreached",
        label=Text(vi="Chưa gặp", en="Not reached"),
        said=Text(vi="chưa gặp", en="not reached"),
        rings=False,
    ),
)
OTP: Final = Text(vi="OTP", en="OTP")
ONE_A_LIST: Final = Text(vi="Gộp theo đợt", en="One per list")
LISTS: Final = Text(vi="mỗi đợt gọi một tin", en="one message a list")


def render_notify(subscription: Subscription, account_name: str, *, language: Language) -> Message:
    """What this chat hears of an account, with a toggle for each kind; ✓ means on."""
    wanted = subscription.filter
    html = lines(
        bold(GETS.render(language, where=_where(subscription.place, language))),
        ACCOUNT.render(language, name=account_name),
        *_sound(wanted, language),
        items(
            MASKED.render(language) if subscription.place.is_group else None,
            None if wanted.otp else NO_OTP.render(language),
        ),
    )
    return Message(html, _keyboard(subscription, language))


def render_stopped(place: Place, *, language: Language) -> Message:
    """After [Stop] or `/notify off`."""
    return Message(STOPPED.render(language, where=_where(place, language)))


def render_not_on(place: Place, *, language: Language) -> Message:
    """`/notify off` where nothing was on."""
    return Message(NOT_ON.render(language, where=_where(place, language)))


def render_set(title: str, account_name: str, *, language: Language) -> Message:
    """Said in private once a chat was picked there."""
    return Message(SET.render(language, title=bold(title), name=account_name))


def render_choose(*, language: Language) -> Message:
    """The question above the chat picker; only a private chat can show one."""
    return Message(CHOOSE.render(language))


def _where(place: Place, language: Language) -> Markup:
    if not place.is_group:
        return CHAT.render(language)
    return (GROUP if place.thread_id is None else TOPIC).render(language)


def _sound(wanted: Filter, language: Language) -> list[Markup]:
    ringing, silent = (_kinds(wanted, rings, language) for rings in (True, False))
    lists = LISTS.render(language) if wanted.lists else Markup()
    said = [
        heading.render(language, what=what)
        for heading, what in ((WITH_SOUND, ringing), (SILENTLY, _joined(" · ", silent, lists)))
        if what
    ]
    return said or [NOTHING.render(language)]


def _kinds(wanted: Filter, rings: bool, language: Language) -> Markup:
    chosen = (
        choice.said.render(language)
        for choice in CHOICES
        if choice.rings is rings and getattr(wanted, choice.field)
    )
    return _joined(", ", *chosen)


def _joined(between: str, *parts: Markup) -> Markup:
    return Markup(between).join(part for part in parts if part)


def _keyboard(subscription: Subscription, language: Language) -> tuple[tuple[Button, ...], ...]:
    keys, answered, failed, unreached = (
        _toggle(subscription, choice.field, choice.label.plain(language)) for choice in CHOICES
    )
    otp = _toggle(subscription, "otp", OTP.plain(language))
    lists = _toggle(subscription, "lists", ONE_A_LIST.plain(language))
    stop = Button(STOP.plain(language), data=f"ntf.stop:{subscription.id}", style=Style.STOP)
    return (keys, answered), (failed, unreached), (otp, lists), (stop,)


def _toggle(subscription: Subscription, field: str, label: str) -> Button:
    mark = "✓ " if getattr(subscription.filter, field) else ""
    return Button(f"{mark}{label}", data=f"ntf.toggle:{subscription.id}:{field}")
