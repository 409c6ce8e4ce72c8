"""One record (CARDS.md R2): how the call went, and in a fold its script and all that the PBX wrote.

Never a code; in groups no whole number, no name, no amount and no script. Never too long to send.
"""

from __future__ import annotations

from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core import calls
from bot.core.cdrs import PLAIN_PARAMS, Cdr
from bot.core.listing import Detail, Record
from bot.core.messages.cards import (
    CALL_NEW_CODE,
    CODE,
    HISTORY,
    RANG,
    TALKED,
    look_keyboard,
    reason_of,
)
from bot.core.messages.causes import cause_of
from bot.core.messages.records import TEST, record_here, words_for_record
from bot.core.messages.text import (
    WIDEST,
    Button,
    Message,
    Script,
    Text,
    bold,
    clock,
    code,
    date_and_time,
    full_date,
    items,
    length_text,
    lines,
    safe,
    units,
)
from bot.core.messages.voice import CALL_AGAIN, Keyboard, label_text
from bot.core.messages.wording import fillings, rang_seconds, talked_seconds
from bot.core.messages.words import Sign, Words
from bot.core.messages.words_sent import cut, words_sent
from bot.core.people import Language
from bot.core.phones import mask, mask_numbers
from bot.core.records import CallKind

BY_PERSON: Final = Text(vi="{who} gọi", en="by {who}")
BY_PERSON_AGAIN: Final = Text(vi="{who} gọi, lần {attempt}", en="by {who}, attempt {attempt}")
BY_OTHERS: Final = Text(
    vi="hệ thống khác gọi, lần {attempt}", en="by another system, attempt {attempt}"
)
ACCOUNT: Final = Text(vi="Tài khoản {name}", en="Account {name}")
NOT_RECORDED: Final = Text(
    vi="Tổng đài chưa có bản ghi của cuộc này.", en="The PBX has no record of this call yet."
)
OTHER_NUMBER: Final = Text(vi="Gọi số khác", en="Another number")
LIST: Final = Text(vi="‹ Danh sách", en="‹ List")

#: The reference's attributes by plain names, in the order in which a call goes.
ATTRIBUTES: Final = MappingProxyType(
    {
        "call_id": Text(vi="Mã cuộc gọi", en="Call id"),
        "type": Text(vi="Loại", en="Type"),
        "caller": Text(vi="Đầu số", en="Caller"),
        "callee": Text(vi="Số nghe", en="Callee"),
        "campaign_id": Text(vi="Chiến dịch", en="Campaign"),
        "user_id": Text(vi="Người dùng", en="User"),
        "param": Text(vi="Tham số", en="Parameters"),
        "create_time": Text(vi="Tạo lúc", en="Created"),
        "start_time": Text(vi="Bắt đầu lúc", en="Started"),
        "answer_time": Text(vi="Nghe máy lúc", en="Answered"),
        "end_time": Text(vi="Kết thúc lúc", en="Ended"),
        "duration": Text(vi="Tổng thời gian", en="Duration"),
        "billsec": Text(vi="Thời gian nghe", en="Talk time"),
        "keypress": Text(vi="Phím đã bấm", en="Keys pressed"),
        "hangup_cause": Text(vi="Lý do kết thúc", en="Hang-up cause"),
        "call_time": Text(vi="Lần gọi", en="Attempts"),
    }
)

#: Telegram's limit of a message, less what the fold's own tags may be counted as.
LONGEST: Final = 4000
#: Longer parameters than this are mostly the script's values, which the script shows.
_PARAM_LONGEST: Final = 400
_WORDS_LONGEST: Final = 400
_UNDER_WAY: Final = frozenset({Sign.WAITING, Sign.RINGING, Sign.TALKING})
#: A start that is further than this from the asking is another zone's or a broken clock's.
_BELIEVED: Final = 3600.0


def render_record(
    detail: Detail, *, language: Language, masked: bool, tz: tzinfo, now: float
) -> Message:
    """The record as it is known now; to be edited in, or sent."""
    record = record_here(detail.record, masked=masked, script=detail.script)
    words = words_for_record(record, now=now, script=detail.script)
    head = lines(
        _headline(record, words, detail, language, tz, now),
        _whom(record, detail, language, masked),
        _when(record, detail, language, tz),
        _how(record, words, language),
    )
    html = lines(head, _fold(record, detail, language, masked, tz, units(head)))
    return Message(html, _keyboard(record, words, detail, language))


def _headline(
    record: Record, words: Words, detail: Detail, language: Language, tz: tzinfo, now: float
) -> Markup:
    call = record.call
    since = record.at if call is None else call.down_since or call.since
    full = words.full.render(
        language,
        words=reason_of(call) if call else "",
        since=clock(since, tz, language=language, now=now),
        **fillings(record.facts, detail.script, language),
    )
    test = TEST.render(language) if call and call.test else None
    return items(Markup("{} {}").format(words.sign, bold(full)), test)


def _whom(record: Record, detail: Detail, language: Language, masked: bool) -> Markup:
    call = record.call
    number = record.callee or "—"
    return items(
        mask(number) if masked else code(number),
        label_text(call, language) if call else None,
        CODE if record.kind is CallKind.OTP else None,
        _as_told(record.template, masked) or None,
        ACCOUNT.render(language, name=detail.account_name) if detail.account_name else None,
    )


def _when(record: Record, detail: Detail, language: Language, tz: tzinfo) -> Markup:
    report, began = record.facts.report, record.at
    start = report.start_time
    if start is not None and (record.call is None or abs(start.value - began) < _BELIEVED):
        began = start.value
    if record.call is None:
        by = BY_OTHERS.render(language, attempt=report.attempt)
    elif report.seen is calls.Seen.NOTHING:
        by = BY_PERSON.render(language, who=detail.who)
    else:
        by = BY_PERSON_AGAIN.render(language, who=detail.who, attempt=report.attempt)
    return items(full_date(began, tz, language=language), by)


def _how(record: Record, words: Words, language: Language) -> Markup | None:
    """How long it rang or was listened to, and why it ended; of what never went out, what to do."""
    if words.advice is not None:
        return words.advice.render(language)
    report, outcome = record.facts.report, calls.outcome(record.facts)
    if outcome is None:
        return None
    rang = rang_seconds(report, outcome) if outcome is not calls.Outcome.ANSWERED else None
    talked = talked_seconds(report) if outcome is calls.Outcome.ANSWERED else None
    cause = report.hangup_cause.value if report.hangup_cause else ""
    said = items(
        RANG.render(language, length=length_text(rang)) if rang else None,
        None if talked is None else TALKED.render(language, length=length_text(talked)),
        cause_of(cause).render(language),
    )
    return said[:1].upper() + said[1:]


def _fold(
    record: Record, detail: Detail, language: Language, masked: bool, tz: tzinfo, before: int
) -> Markup:
    """The script and all attributes; where they are too long for one message, the script is cut."""
    attributes = lines(_refusal(record), _attributes(record, language, masked, tz))
    room = LONGEST - before - units(attributes)
    script = Markup("") if masked else words_sent(record, detail, language, room)
    inner = Markup("\n\n").join(part for part in (script, attributes) if part)
    return Markup("<blockquote expandable>{}</blockquote>").format(inner)


def _as_told(text: str, masked: bool) -> str:
    """What the PBX or another system wrote, which may be a number though it should not."""
    return mask_numbers(text) if masked else text


def _refusal(record: Record) -> Script | None:
    """The PBX's own words, where the first line had no room for all of them."""
    reason = "" if record.call is None else reason_of(record.call)
    return Script(cut(reason, _WORDS_LONGEST)) if len(reason) > WIDEST else None


def _attributes(record: Record, language: Language, masked: bool, tz: tzinfo) -> Markup:
    """All sixteen, by plain names with the wire's word in brackets."""
    if record.cdr is None:
        return NOT_RECORDED.render(language)
    shown = _shown(record.cdr, record, language, masked, tz)
    return Markup("\n").join(
        Markup("{} ({}): {}").format(name.render(language), word, safe(shown[word] or ""))
        for word, name in ATTRIBUTES.items()
    )


def _shown(
    cdr: Cdr, record: Record, language: Language, masked: bool, tz: tzinfo
) -> dict[str, str]:
    """Each attribute as people read it; an empty one stays empty."""
    otp = record.kind is CallKind.OTP
    shown = {word: _as_told(str(getattr(cdr, word) or ""), masked) for word in ATTRIBUTES}
    for word in ("create_time", "start_time", "answer_time", "end_time"):
        at = getattr(cdr, word)
        shown[word] = "" if at is None else date_and_time(at, tz, language=language)
    for word in ("duration", "billsec"):
        seconds = getattr(cdr, word)
        shown[word] = "" if seconds is None else length_text(seconds)
    if masked:
        shown["callee"] = mask(cdr.callee)
    # What somebody presses while a code is read to them may be the code.
    shown["keypress"] = "" if otp else shown["keypress"]
    shown["param"] = _param(cdr, record, masked)
    return shown


def _param(cdr: Cdr, record: Record, masked: bool) -> Script:
    """The values by their names; a group, and who looks at a code call, is told no value."""
    told = dict(cdr.param)
    if masked or record.kind is CallKind.OTP:
        told = {name: told[name] for name in PLAIN_PARAMS if name in told}
    if masked and record.call is None:
        # Another system's reference may be anything: the callee's name as well.
        told.pop("ref_id", None)
    text = ", ".join(f"{name}={_as_told(value, masked)}" for name, value in told.items())
    return Script(cut(" ".join(text.split()), _PARAM_LONGEST))


def _keyboard(record: Record, words: Words, detail: Detail, language: Language) -> Keyboard:
    history = Button(HISTORY.plain(language), data=f"rec.of:{detail.view_id}:{record.id}")
    back = Button(LIST.plain(language), data=f"rec.page:{detail.view_id}:{detail.position}")
    return (*_calls(record, words, detail, language), (history, back))


def _calls(record: Record, words: Words, detail: Detail, language: Language) -> Keyboard:
    """What may be called from here: never what is under way, nor what may have gone out."""
    call = record.call
    if call is None or words.sign in _UNDER_WAY:
        return ()
    if words.sign is Sign.UNKNOWN:
        return look_keyboard(call, language)
    if not detail.may_call or call.test:
        return ()
    if call.kind is CallKind.OTP:
        return ((Button(CALL_NEW_CODE.plain(language), data=f"otp.again:{call.ref}"),),)
    again = Button(CALL_AGAIN.plain(language), data=f"call.again:{call.ref}")
    other = Button(OTHER_NUMBER.plain(language), data=f"call.other:{call.ref}")
    return ((again, other),)
