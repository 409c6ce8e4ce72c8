"""What is written beside each row of the file that goes back: how it came out, or why it did not.

Cells, not texts: amounts are numbers and times are times, so that a spreadsheet can sort them.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from markupsafe import Markup

from bot.core.calls import Outcome, outcome
from bot.core.cells import Cell
from bot.core.lists import Called, LeftOut, Row, RowState
from bot.core.messages.lists.line import row_words, told_of
from bot.core.messages.problems import what_is_wrong
from bot.core.messages.text import Text, date_and_time
from bot.core.messages.wording import fillings, talked_seconds
from bot.core.messages.words import ANSWERED_UNTIMED, Sign
from bot.core.people import Language
from bot.core.phones import mask
from bot.core.rows import problem_of

HEADING: Final = (
    Text(vi="Kết quả", en="Outcome"),
    Text(vi="Phím", en="Key"),
    Text(vi="Nghĩa", en="Meaning"),
    Text(vi="Số giây", en="Seconds"),
    Text(vi="Giờ gọi", en="Time"),
    Text(vi="Số lần gọi", en="Attempts"),
    Text(vi="Mã cuộc gọi", en="Call id"),
)
LEFT_OUT: Final = Text(vi="Không gọi: {why}", en="Not called: {why}")
REPEATED: Final = Text(vi="trùng dòng {first}", en="same as row {first}")
NO_PHONE: Final = Text(vi="không phải số điện thoại", en="not a phone number")
BLOCKED: Final = Text(vi="đã chặn, không gọi", en="blocked, not to be called")
EMPTY: Final = Text(vi="thiếu {name}", en="no {name}")
VALUE: Final = Text(
    vi="{name} quá dài, hoặc là ô lỗi", en="{name} is too long, or the cell is an error"
)
DATE: Final = Text(vi="{name} không phải ngày có thật", en="{name} is no date that exists")
LINE: Final = Text(vi="Dòng {line}: {why}", en="Row {line}: {why}")


def result_heading(language: Language) -> tuple[str, ...]:
    """The headings of the columns that are added."""
    return tuple(text.plain(language) for text in HEADING)


def result_cells(called: Called, *, language: Language, tz: tzinfo) -> tuple[Cell, ...]:
    """Outcome, key, meaning, seconds, time (local, without a zone), attempts, call id."""
    row, call = called.row, told_of(called)
    if row.left_out is not None:
        why = LEFT_OUT.plain(language, why=reason_text(row, language))
        return (why, *(None,) * (len(HEADING) - 1))
    said = _outcome(called, language, tz)
    if call is None:
        return said, None, None, None, None, row.attempts, None
    answered = outcome(call.facts) is Outcome.ANSWERED
    filled = fillings(call.facts, call.script, language)
    return (
        said,
        filled["key"] or None,
        filled["meaning"] or None,
        talked_seconds(call.facts.report) if answered else None,
        datetime.fromtimestamp(int(call.created_at), tz).replace(tzinfo=None),
        row.attempts + (row.state is RowState.CALLING),
        call.call_id or None,
    )


def _outcome(called: Called, language: Language, tz: tzinfo) -> str:
    words, call = row_words(called), told_of(called)
    # How long, and which key, have columns of their own.
    if words.sign is Sign.ANSWERED:
        return ANSWERED_UNTIMED.full.plain(language)
    if call is None:
        return words.full.plain(language)
    down = call.down_since or call.since
    return words.full.plain(
        language,
        **fillings(call.facts, call.script, language),
        words=call.facts.reason,
        since=date_and_time(down, tz, language=language),
    )


def reason_text(row: Row, language: Language, *, masked: bool = False) -> Markup:
    """Why a row is left out, in words; of a number that can't be read it says which."""
    match row.left_out:
        case LeftOut.NUMBER:
            error = problem_of(row.detail)
            # What stands there instead may be a name, which a group never sees.
            if error.problem == "phone_invalid" and masked:
                return NO_PHONE.render(language)
            return what_is_wrong(error, language, masked=masked)
        case LeftOut.BLOCKED:
            return BLOCKED.render(language)
        case LeftOut.EMPTY:
            return EMPTY.render(language, name=row.detail)
        case LeftOut.VALUE:
            return VALUE.render(language, name=row.detail)
        case LeftOut.DATE:
            return DATE.render(language, name=row.detail)
        case LeftOut.REPEATED:
            return REPEATED.render(language, first=row.detail)
        case None:
            raise AssertionError("a row that is called has no reason not to be")


def left_out_text(row: Row, language: Language, *, masked: bool) -> Markup:
    """Dòng 7: 098765432 thiếu 1 số (Row 7: 098765432 is 1 digit short)."""
    why = reason_text(row, language, masked=masked)
    number = mask(row.callee) if masked else row.callee
    said = Markup("{} {}").format(number, why) if row.callee else why
    return LINE.render(language, line=str(row.line), why=said)
