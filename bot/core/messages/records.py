"""A list of calls (CARDS.md R1): a line each, opened by number, paged by buttons.

Says what is known and when it last matched the PBX; never a code, in groups no whole number.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from markupsafe import Markup

from bot.core import calls
from bot.core.calls import DAY
from bot.core.listing import PAGE, Page, Record, newer_than
from bot.core.messages.cards import told_here
from bot.core.messages.do_not_call import blocked_line
from bot.core.messages.text import (
    Button,
    Message,
    Text,
    bold,
    clock,
    date_text,
    items,
    lines,
    number,
    safe,
)
from bot.core.messages.voice import label_text
from bot.core.messages.wording import UNTOLD_KEYS, fillings, words_for, words_of_outcome
from bot.core.messages.words import BY_STATE, NO_RECORD, Sign, Words
from bot.core.people import Language
from bot.core.phones import mask
from bot.core.templates import Template, is_choice

TODAY: Final = Text(vi="Cuộc gọi hôm nay", en="Calls today")
ON_DAY: Final = Text(vi="Cuộc gọi {day}", en="Calls {day}")
EARLIER: Final = Text(vi="Cuộc gọi trước đó", en="Earlier calls")
TOGETHER: Final = Text(vi="Từng cuộc trong tin gộp", en="Each call told together")
LATEST: Final = Text(vi="Cuộc gọi gần nhất", en="Latest calls")
FROM: Final = Text(vi="từ {caller}", en="from {caller}")
NONE_TODAY: Final = Text(vi="hôm nay chưa có", en="none today")
OLD_NUMBER: Final = Text(vi="số cũ {number}", en="formerly {number}")
HOW_MANY: Final = Text(vi="{total:cuộc}", en="{total:call|calls}")
RANGE: Final = Text(vi="{first}–{last}", en="{first}–{last}")
RANGE_OF: Final = Text(vi="{which} trong {total}", en="{which} of {total}")
NO_CALLS_TO: Final = Text(vi="Chưa có cuộc gọi nào tới {number}", en="No calls to {number} yet")
NO_CALLS: Final = Text(vi="Chưa có cuộc gọi nào", en="No calls yet")
NO_MORE: Final = Text(vi="Không còn cuộc gọi nào", en="No more calls")
AS_OF: Final = Text(vi="Khớp với tổng đài lúc {at}", en="Matches the PBX as of {at}")
AS_OF_LATE: Final = Text(
    vi="Khớp với tổng đài lúc {at}, cũ hơn thì chưa tải",
    en="Matches the PBX as of {at}, older ones not loaded",
)
NEVER: Final = Text(vi="Chưa lần nào khớp với tổng đài", en="Never matched with the PBX")
LOADING: Final = Text(
    vi="{sign} Đang tải tiếp, xem lại sau ít phút: {name}",
    en="{sign} Still loading, look again in a few minutes: {name}",
)
SILENT: Final = Text(
    vi="{sign} Tổng đài đang không trả lời: {name}", en="{sign} The PBX does not answer now: {name}"
)
REFUSING: Final = Text(
    vi="{sign} Tổng đài không nhận khóa của {name}", en="{sign} The PBX refuses the key of {name}"
)
TEST: Final = Text(vi="gọi thử", en="test")
OLDER: Final = Text(vi="Cũ hơn ›", en="Older ›")
NEWER: Final = Text(vi="‹ Mới hơn", en="‹ Newer")

_A_ROW: Final = 4


def render_list(page: Page, *, language: Language, masked: bool, tz: tzinfo, now: float) -> Message:
    """A page of a list, as an answer or in place of the page before."""
    html = lines(
        _title(page, language, masked, tz, now),
        blocked_line(page.block, language, tz, now),
        *(
            _line(place, record, language, masked, tz, now)
            for place, record in enumerate(page.records, start=1)
        ),
        _matched(page, language, tz, now),
        *(LOADING.render(language, sign=Sign.WAITING, name=name) for name in page.loading),
        *(SILENT.render(language, sign=Sign.BROKEN, name=name) for name in page.silent),
        *(REFUSING.render(language, sign=Sign.BROKEN, name=name) for name in page.refusing),
    )
    return Message(html, _keyboard(page, language))


def _title(page: Page, language: Language, masked: bool, tz: tzinfo, now: float) -> Markup:
    query = page.query
    numbers = [mask(digits) if masked else digits for digits in query.numbers]
    if not page.records:
        if page.position or query.offset:
            return NO_MORE.render(language)
        return (
            NO_CALLS_TO.render(language, number=bold(numbers[0]))
            if numbers
            else NO_CALLS.render(language)
        )
    callers = [FROM.render(language, caller=query.callers[0])] if query.callers else []
    old = [OLD_NUMBER.render(language, number=numbers[1])] if _renewed(query.numbers) else []
    head = numbers[0] if numbers else _heading(page, language, tz, now)
    none = query.day_from is not None and not page.today
    said = NONE_TODAY.render(language) if none else None
    return items(bold(head), *old, *callers, _range(page, language), said)


def _renewed(numbers: tuple[str, ...]) -> bool:
    """Whether an old number of eleven digits was typed."""
    return len(numbers) > 1 and len(numbers[1]) == 11


def _heading(page: Page, language: Language, tz: tzinfo, now: float) -> Markup:
    if page.query.digest is not None:
        return TOGETHER.render(language)
    day_from = page.query.day_from
    if day_from is None or not page.today:
        return LATEST.render(language)
    if page.position >= page.today:
        return EARLIER.render(language)
    if datetime.fromtimestamp(now, tz).date() == datetime.fromtimestamp(day_from, tz).date():
        return TODAY.render(language)
    return ON_DAY.render(language, day=date_text(day_from, tz, language=language))


def _range(page: Page, language: Language) -> Markup:
    first = page.query.offset + page.position + 1
    last = first + len(page.records) - 1
    total = page.today if page.position < page.today else page.total
    if len(page.records) == total:
        return HOW_MANY.render(language, total=total)
    which = RANGE.render(language, first=first, last=last)
    if first == last:
        which = Markup(number(first, language))
    return which if total is None else RANGE_OF.render(language, which=which, total=total)


def _line(
    place: int, record: Record, language: Language, masked: bool, tz: tzinfo, now: float
) -> Markup:
    record = record_here(record, masked=masked)
    words = words_for_record(record, now=now)
    callee = mask(record.callee) if masked else record.callee
    short = words.short.render(language, **fillings(record.facts, None, language))
    at = clock(record.at, tz, language=language, now=now)
    call = record.call
    return items(
        Markup("{}. {} {} {} {}").format(place, at, words.sign, safe(callee), short),
        label_text(call, language) if masked and call else None,
        TEST.render(language) if call and call.test else None,
    )


def record_here(record: Record, *, masked: bool, script: Template | None = None) -> Record:
    """A record as a chat may hear of it; `script` knows its keys."""
    if not masked:
        return record
    call, cdr = record.call, record.cdr
    if call is not None:
        script = call.script or script
        call = told_here(replace(call, script=script), masked=masked)
    if cdr is not None and not is_choice(cdr.keypress, script):
        cdr = cdr.model_copy(update={"keypress": UNTOLD_KEYS})
    return replace(record, call=call, cdr=cdr)


def words_for_record(record: Record, *, now: float, script: Template | None = None) -> Words:
    """The row of table B1 of a record, whoever placed its call; `script` knows its keys."""
    if record.call is not None:
        return words_for(replace(record.call, script=record.call.script or script))
    facts = record.facts
    if facts.report.recorded:
        said = words_of_outcome(facts, kind=record.kind, script=script)
        assert said is not None, "what has a finished record has ended"
        return said
    return NO_RECORD if now - record.at > DAY else BY_STATE[calls.state(facts)]


def _matched(page: Page, language: Language, tz: tzinfo, now: float) -> Markup | None:
    if page.query.digest is not None:
        return None
    if page.query.as_of is None:
        return NEVER.render(language)
    at = clock(page.query.as_of, tz, language=language, now=now)
    return (AS_OF_LATE if page.older_missing else AS_OF).render(language, at=at)


def _keyboard(page: Page, language: Language) -> tuple[tuple[Button, ...], ...]:
    view, position = page.view_id, page.position
    numbered = [
        Button(str(place), data=f"rec.open:{view}:{record.id}:{position}")
        for place, record in enumerate(page.records, start=1)
    ]
    rows = [tuple(numbered[at : at + _A_ROW]) for at in range(0, PAGE, _A_ROW)]
    newer = newer_than(position, today=page.today)
    older = position + len(page.records) if page.more else None
    turns = ((NEWER, newer), (OLDER, older))
    rows.append(
        tuple(
            Button(label.plain(language), data=f"rec.page:{view}:{to}")
            for label, to in turns
            if to is not None
        )
    )
    return tuple(row for row in rows if row)
