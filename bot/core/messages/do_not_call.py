"""What is said of numbers that nobody calls any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Final

from markupsafe import Markup

from bot.core.do_not_call import Block
from bot.core.messages.text import (
    Button,
    Message,
    Text,
    bold,
    clock,
    code,
    items,
    lines,
    safe,
)
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.phones import mask

BLOCKED: Final = Text(vi="Đã chặn {numbers}", en="Blocked {numbers}")
MANY: Final = Text(vi="{count} số", en="{count:number|numbers}")
WERE: Final = Text(vi="{numbers} đã chặn từ trước", en="{numbers} blocked before")
NOBODY: Final = Text(
    vi="Không ai gọi số đã chặn nữa, trừ mã dùng một lần.",
    en="Nobody calls a blocked number any more, but for one-time codes.",
)
LIFTED: Final = Text(vi="Đã bỏ chặn {number}", en="{number} is not blocked any more")
NOT_BLOCKED: Final = Text(vi="{number} chưa bị chặn", en="{number} is not blocked")
NO_CHANGE: Final = Text(vi="Chưa gọi ai, chưa đổi gì.", en="Nobody was called, nothing changed.")
LISTED: Final = Text(vi="Không gọi: {numbers}", en="Not to be called: {numbers}")
NONE: Final = Text(vi="Chưa chặn số nào", en="No number is blocked")
HOW: Final = Text(
    vi="Để chặn: /block SỐ LÝ_DO. Bỏ chặn: quản trị viên gửi /unblock SỐ.",
    en="To block: /block PHONE REASON. An administrator lets go: /unblock PHONE.",
)
BY: Final = Text(vi="{who} {at}", en="{who} {at}")
SINCE: Final = Text(vi="{sign} Đã chặn từ {since}", en="{sign} Blocked since {since}")
PRESSED: Final = Text(vi="khách bấm {key}", en="pressed {key}")
LIFT: Final = Text(vi="Bỏ chặn", en="Unblock")
#: So many are named one by one.
_NAMED: Final = 3


def render_blocked(
    new: Sequence[str],
    before: Sequence[str],
    reason: str,
    block: Block | None,
    *,
    language: Language,
    masked: bool,
) -> Message:
    """They are blocked; of a single one the button that lets it go, for administrators."""
    head = BLOCKED.render(language, numbers=_numbers(new, language, masked)) if new else None
    were = WERE.render(language, numbers=_numbers(before, language, masked)) if before else None
    html = lines(
        items(bold(head or were or Markup()), safe(reason) if new and reason else None),
        were if new else None,
        NOBODY.render(language),
    )
    button = Button(LIFT.plain(language), data=f"dnc.lift:{block.id}") if block else None
    return Message(html, ((button,),) if button else ())


def render_lifted(number: str, *, was: bool, language: Language, masked: bool) -> Message:
    """It may be called again, or could be all the time."""
    said = (LIFTED if was else NOT_BLOCKED).render(
        language, number=_numbers([number], language, masked)
    )
    return Message(lines(bold(said), None if was else NO_CHANGE.render(language)))


def blocked_line(block: Block | None, language: Language, tz: tzinfo, now: float) -> Markup | None:
    """⚠️ That a number is not called, since when and why; None of one that is."""
    if block is None:
        return None
    since = clock(block.blocked_at, tz, language=language, now=now)
    return items(
        SINCE.render(language, sign=Sign.LOOK, since=since),
        _why(block, language),
    )


def _by(block: Block, names: Mapping[int, str], at: str, language: Language) -> Markup | str:
    who = None if block.blocked_by is None else names[block.blocked_by]
    return at if who is None else BY.render(language, who=who, at=at)


def _why(block: Block, language: Language) -> Markup | None:
    if block.pressed:
        return PRESSED.render(language, key=block.pressed)
    return safe(block.reason) if block.reason else None


def render_list(
    count: int,
    latest: Sequence[Block],
    names: Mapping[int, str],
    *,
    language: Language,
    masked: bool,
    tz: tzinfo,
    now: float,
) -> Message:
    """How many are blocked, the latest of them, and how it is done."""
    many = MANY.render(language, count=count)
    head = LISTED.render(language, numbers=many) if count else NONE.render(language)
    return Message(
        lines(
            bold(head),
            *(
                items(
                    _numbers([block.number], language, masked),
                    _why(block, language),
                    _by(
                        block,
                        names,
                        clock(block.blocked_at, tz, language=language, now=now),
                        language,
                    ),
                )
                for block in latest
            ),
            HOW.render(language),
        )
    )


def _numbers(numbers: Sequence[str], language: Language, masked: bool) -> Markup:
    if len(numbers) > _NAMED:
        return MANY.render(language, count=len(numbers))
    shown = [safe(mask(number)) if masked else code(number) for number in numbers]
    return Markup(", ").join(shown)
