"""Questions about a list: its account, template and columns, when it begins, who is redialled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.calls import Outcome
from bot.core.cautions import Caution, Warned
from bot.core.lists import AFTERS, MOST_TIMES, REDIALLED, CallList, Redial
from bot.core.messages.call_questions import ASK_TEMPLATE, TEMPLATE_LOOKS, TYPE_ANOTHER
from bot.core.messages.choices import WIDTHS, Rows, cut, in_rows
from bot.core.messages.lists.figures import MINUTES, rough
from bot.core.messages.lists.names import PASTED
from bot.core.messages.preview import UNKNOWN
from bot.core.messages.prompts import ASK_ACCOUNT, CANCEL
from bot.core.messages.text import Button, Message, Text, bold, clean, clock, items, lines
from bot.core.messages.words import BY_OUTCOME, Sign
from bot.core.people import Language
from bot.core.records import Account

READING: Final = Text(vi="Đang đọc {name}", en="Reading {name}")
A_PASTE: Final = Text(vi="danh sách", en="the list")
CANCELLED: Final = Text(
    vi="Đã hủy đợt gọi. Chưa gọi ai.", en="The list is cancelled. Nobody was called."
)
HOW: Final = Text(
    vi="<b>Gọi theo danh sách</b>\n"
    "Gửi file Excel hay CSV vào chat này: mỗi dòng một khách, một cột số điện thoại.\n"
    "Hoặc gõ /call KỊCH_BẢN rồi dán các dòng: số, rồi đến các giá trị.\n"
    "Xem trước rồi mới gọi.",
    en="<b>Call a list</b>\n"
    "Send an Excel or CSV file here: a row a callee, one column of phone numbers.\n"
    "Or type /call TEMPLATE and paste rows: the number, then the values.\n"
    "You see a preview before anybody is called.",
)
ABOUT: Final = Text(
    vi="{source}, {rows} dòng. Chưa gọi ai.", en="{source}, {rows:row|rows}. Nobody was called."
)
ASK_PHONE: Final = Text(vi="Cột nào là số điện thoại?", en="Which column is the phone number?")
ASK_FIELD: Final = Text(vi="Cột nào là {name}?", en="Which column is {name}?")
ONE_FOR_ALL: Final = Text(
    vi="Mọi dòng cùng một giá trị thì trả lời tin này.",
    en="Reply to this with a value if all rows share one.",
)
ASK_GAPS: Final = Text(
    vi="{name} là gì, cho {count} dòng thiếu?",
    en="What is {name}, for {count:row|rows} without?",
)
VALUE_FOR_ALL: Final = Text(vi="{name} là gì, cho mọi dòng?", en="What is {name}, for every row?")
NOBODY: Final = Text(vi="Chưa gọi ai.", en="Nobody was called.")
COLUMN: Final = Text(vi="{heading}: {sample}", en="{heading}: {sample}")

WHEN: Final = Text(vi="Hẹn gọi {total} số", en="Schedule {total:number|numbers}")
TOMORROW: Final = Text(vi="{time} mai", en="{time} tomorrow")
OTHER_TIME: Final = Text(vi="Giờ khác", en="Another time")
ASK_TIME: Final = Text(vi="Gọi lúc mấy giờ?", en="Call at what time?")
TIME_LOOKS: Final = Text(vi="Ví dụ 14:30, hay 8h sáng mai", en="Such as 14:30, or tomorrow 8:00")
BACK: Final = Text(vi="‹ Xem trước", en="‹ Preview")

REDIAL: Final = Text(vi="Tự gọi lại", en="Redial")
NO_REDIAL: Final = Text(vi="Không gọi lại ai.", en="Nobody is called again.")
REDIALS: Final = Text(
    vi="{outcomes}: gọi lại tối đa {times} lần, sau {after}.",
    en="{outcomes}: again up to {times:time|times}, after {after}.",
)
NEVER_UNKNOWN: Final = Text(
    vi="Cuộc chưa rõ thì không bao giờ gọi lại.", en="Unknown ones are never called again."
)
TIMES: Final = Text(vi="Số lần: {times}", en="Times: {times}")
AFTER: Final = Text(vi="Sau {after}", en="After {after}")

#: Up to so many columns have a row each; more stand two or three a row. Telegram takes a hundred.
_ROWS: Final = 8
_MOST_BUTTONS: Final = 96
#: Where a row has so many buttons that heading and sample do not both fit.
_BARE: Final = 3


def render_reading(name: str, *, language: Language) -> Message:
    """The file, or the paste, is being read; this message becomes what was found."""
    said = READING.render(language, name=name or A_PASTE.render(language))
    return Message(Markup("{} {}").format(Sign.WAITING, bold(said)))


def render_list_cancelled(*, language: Language) -> Message:
    """What stands in place of a preview, or of a question, that was cancelled."""
    return Message(CANCELLED.render(language))


def render_how(*, language: Language) -> Message:
    """How a list is sent."""
    return Message(HOW.render(language))


def render_ask_template(
    draft_id: str,
    names: Sequence[str],
    *,
    source: str,
    rows: int,
    language: Language,
    unknown: str = "",
) -> Message:
    """Which script is it for? A button each, the name of another is typed; `unknown` was none."""
    asked = bold(ASK_TEMPLATE.render(language))
    if unknown:
        told = bold(UNKNOWN.render(language, name=unknown))
        asked = Markup("{} {}\n{}").format(Sign.BROKEN, told, ASK_TEMPLATE.render(language))
    html = lines(
        asked,
        _about(source, rows, language),
        TYPE_ANOTHER.render(language) if names else None,
    )
    if not names:
        return Message(html, ask=TEMPLATE_LOOKS.plain(language))
    return Message(html, _picker(draft_id, names, language))


def render_ask_account(
    draft_id: str, accounts: Sequence[Account], *, source: str, rows: int, language: Language
) -> Message:
    """Over which account is it called? A button each."""
    html = lines(bold(ASK_ACCOUNT.render(language)), _about(source, rows, language))
    return Message(html, _picker(draft_id, [one.name for one in accounts], language))


def render_ask_phone_column(
    draft_id: str, columns: Sequence[tuple[str, str]], *, language: Language
) -> Message:
    """Which column holds the numbers? A button for each (heading, sample)."""
    html = lines(bold(ASK_PHONE.render(language)), NOBODY.render(language))
    return Message(html, _columns(draft_id, columns, language))


def render_ask_field_column(
    draft_id: str, columns: Sequence[tuple[str, str]], *, name: str, language: Language
) -> Message:
    """Which column fills a key field? Or one value for every row, as a reply."""
    if not columns:
        asked = bold(VALUE_FOR_ALL.render(language, name=name))
        return Message(lines(asked, NOBODY.render(language)), ask=clean(name))
    html = lines(
        bold(ASK_FIELD.render(language, name=name)),
        ONE_FOR_ALL.render(language),
        NOBODY.render(language),
    )
    return Message(html, _columns(draft_id, columns, language))


def render_ask_value(warned: Warned, *, language: Language) -> Message:
    """What is it? For the rows that have none, or, if it was given once, for all of them."""
    asks = ASK_GAPS if warned.caution is Caution.EMPTY else VALUE_FOR_ALL
    asked = bold(asks.render(language, name=warned.name, count=warned.count))
    return Message(lines(asked, NOBODY.render(language)), ask=clean(warned.name))


def with_way_back(message: Message, draft_id: str, *, language: Language) -> Message:
    """A question that stands in a preview's place leads back to it, and cancels no list."""
    back = Button(BACK.plain(language), data=f"list.back:{draft_id}")
    return replace(message, keyboard=(*message.keyboard[:-1], (back,)))


def _about(source: str, rows: int, language: Language) -> Markup:
    """Which list it is about, and that nobody was called."""
    return ABOUT.render(language, source=source or PASTED.render(language), rows=rows)


def _columns(draft_id: str, columns: Sequence[tuple[str, str]], language: Language) -> Rows:
    shown = columns[:_MOST_BUTTONS]
    a_row = next((wide for wide in (1, 2) if len(shown) <= wide * _ROWS), _BARE)
    labels = [_column(heading, sample, a_row, language) for heading, sample in shown]
    return (*_buttons(draft_id, labels, a_row), (_leave(draft_id, language),))


def _column(heading: str, sample: str, a_row: int, language: Language) -> str:
    """A heading and its sample share the room; where it is narrow one of them has to do."""
    named, first = heading.strip(), sample.strip()
    if not named or not first or a_row == _BARE:
        return named or first
    return COLUMN.plain(language, heading=cut(named, WIDTHS[a_row] // 2), sample=first)


def _picker(draft_id: str, labels: Sequence[str], language: Language) -> Rows:
    """A button each, as many a row as show every label whole, if that can be."""
    longest = max((len(clean(one)) for one in labels), default=0)
    a_row = next((wide for wide in (2, 1) if longest <= WIDTHS[wide]), 1)
    a_row = a_row if len(labels) > 1 else 1
    return (*_buttons(draft_id, labels, a_row), (_leave(draft_id, language),))


def _buttons(draft_id: str, labels: Sequence[str], a_row: int) -> Rows:
    return in_rows([(one, f"list.pick:{draft_id}:{at}") for at, one in enumerate(labels)], a_row)


def _leave(draft_id: str, language: Language) -> Button:
    return Button(CANCEL.plain(language), data=f"list.leave:{draft_id}")


def render_schedule(
    called: CallList,
    times: Sequence[float],
    *,
    total: int,
    language: Language,
    tz: tzinfo,
    now: float,
) -> Message:
    """When is it to begin? Some times are a button each, any other is typed."""
    chosen = f"list.at:{called.key}:{called.drawings}"
    labels = [(_time(at, language, tz, now), f"{chosen}:{int(at // 60)}") for at in times]
    last = (
        Button(OTHER_TIME.plain(language), data=f"{chosen}:ask"),
        _back(called.key, language),
    )
    html = lines(
        items(bold(WHEN.render(language, total=total)), called.template), NOBODY.render(language)
    )
    return Message(html, (*in_rows(labels, 2), last))


def _time(at: float, language: Language, tz: tzinfo, now: float) -> str:
    then, today = (datetime.fromtimestamp(moment, tz) for moment in (at, now))
    if then.date() == today.date() + timedelta(days=1):
        return TOMORROW.plain(language, time=f"{then:%H:%M}")
    return clock(at, tz, language=language, now=now)


def render_ask_time(*, language: Language) -> Message:
    """At what time? Typed."""
    return Message(bold(ASK_TIME.render(language)), ask=TIME_LOOKS.plain(language))


OUTCOMES: Final[Mapping[Outcome, Text]] = MappingProxyType(
    {outcome: BY_OUTCOME[outcome].short for outcome in REDIALLED}
)


def render_redial(called: CallList, *, language: Language) -> Message:
    """Who is called again, how often, and after how long; ✓ means on, figures turn by pressing."""
    key, redial = called.key, called.redial
    toggles = [
        (_toggle(outcome, redial, language), f"list.re:{key}:{outcome}") for outcome in REDIALLED
    ]
    times = TIMES.plain(language, times=str(redial.times))
    more = (redial.times + 1) % (MOST_TIMES + 1)
    minutes = round(redial.after / 60)
    later = next((one for one in AFTERS if one > minutes), AFTERS[0])
    after = AFTER.plain(language, after=rough(redial.after, language))
    html = lines(
        items(bold(REDIAL.render(language)), called.template),
        _redials(redial, language),
        NEVER_UNKNOWN.render(language),
        NOBODY.render(language),
    )
    keyboard = (
        *in_rows([*toggles, (times, f"list.times:{key}:{more}")], 2),
        (
            Button(after, data=f"list.after:{key}:{later}"),
            _back(key, language),
        ),
    )
    return Message(html, keyboard)


def _redials(redial: Redial, language: Language) -> Markup:
    if not redial.on:
        return NO_REDIAL.render(language)
    chosen = [OUTCOMES[one].render(language) for one in REDIALLED if one in redial.outcomes]
    return REDIALS.render(
        language,
        outcomes=_sentence(Markup(", ").join(chosen)),
        times=redial.times,
        after=rough(redial.after, language, minute=MINUTES),
    )


def _toggle(outcome: Outcome, redial: Redial, language: Language) -> str:
    mark = "✓ " if outcome in redial.outcomes else ""
    return f"{mark}{_sentence(OUTCOMES[outcome].render(language))}"


def _sentence(words: Markup) -> Markup:
    return words[0].upper() + words[1:]


def _back(key: str, language: Language) -> Button:
    return Button(BACK.plain(language), data=f"list.show:{key}")
