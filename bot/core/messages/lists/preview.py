"""The preview of a list: how many would be called, what the row shown would hear (CARDS.md L1).

The script stands word for word as it is heard, or not at all; what is left out is counted by its
reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.list_views import ListPreview, Which
from bot.core.lists import CallList, LeftOut, Row, Tally
from bot.core.messages.cards import ACCOUNT, CALLER, CAMPAIGN
from bot.core.messages.heard import heard_aside, heard_key, heard_script
from bot.core.messages.listening import can_be_heard, listen_button
from bot.core.messages.lists.cautions import caution_lines, worst_first
from bot.core.messages.lists.figures import MINUTES, label, rough
from bot.core.messages.lists.fixes import fix_rows
from bot.core.messages.lists.names import source
from bot.core.messages.preview import AT_THE_END, PRESS, TOO_LONG, WRONG_KEY
from bot.core.messages.prompts import CANCEL
from bot.core.messages.text import (
    UNFOLDED,
    Button,
    Message,
    Style,
    Text,
    bold,
    fits,
    items,
    lines,
    plain_text,
)
from bot.core.messages.voice import Keyboard, quote, values_text
from bot.core.people import Language
from bot.core.records import Account
from bot.core.templates import Template

HEAD: Final = Text(vi="Xem trước đợt gọi, chưa gọi ai", en="List preview, nobody called yet")
WHAT: Final = Text(vi="{source}, {rows} dòng → {calls}", en="{source}, {rows:row|rows} → {calls}")
NUMBERS: Final = Text(vi="gọi {total} số", en="{total:number|numbers}")
NOBODY: Final = Text(vi="không gọi được số nào", en="no number to call")
LEFT_OUT: Final = Text(vi="Bỏ {out}: {why}", en="{out} left out: {why}")
ROW: Final = Text(vi="Dòng {line}: {said}", en="Row {line}: {said}")
AT_A_TIME: Final = Text(
    vi="{lines} cuộc cùng lúc, khoảng {length}", en="{lines} at a time, about {length}"
)
REDIAL: Final = Text(
    vi="tự gọi lại tối đa {times} lần, sau {after}",
    en="redials up to {times:time|times}, after {after}",
)

REASONS: Final[Mapping[LeftOut, Text]] = MappingProxyType(
    {
        LeftOut.REPEATED: Text(vi="{count} trùng", en="{count} repeated"),
        LeftOut.NUMBER: Text(vi="{count} sai số", en="{count} bad"),
        LeftOut.BLOCKED: Text(vi="{count} đã chặn", en="{count} blocked"),
        LeftOut.EMPTY: Text(vi="{count} thiếu giá trị", en="{count} incomplete"),
        LeftOut.VALUE: Text(vi="{count} sai giá trị", en="{count:wrong value|wrong values}"),
        LeftOut.DATE: Text(vi="{count} sai ngày", en="{count:wrong date|wrong dates}"),
    }
)
CALL: Final = Text(vi="Gọi {count} số", en="Call {count:number|numbers}")
CALL_SHORT: Final = Text(vi="Gọi {count}", en="Call {count}")
CALL_ANYWAY: Final = Text(vi="Vẫn gọi {count} số", en="Call {count} anyway")
ASK_APPROVAL: Final = Text(vi="Gửi duyệt {count} số", en="Ask approval, {count}")
ASK_SHORT: Final = Text(vi="Gửi duyệt", en="Ask for approval")
SCHEDULE: Final = Text(vi="Hẹn giờ", en="Schedule")
TEST: Final = Text(vi="Gọi thử", en="Test it")
REDIAL_OFF: Final = Text(vi="Tự gọi lại", en="Redial")
REDIAL_ON: Final = Text(vi="Tự gọi: {times}", en="Redial: {times}")
NEXT: Final = Text(vi="Dòng {line} ›", en="Row {line} ›")
NEXT_SHORT: Final = Text(vi="{line} ›", en="{line} ›")
THE_LEFT_OUT: Final = Text(vi="{count} dòng bị bỏ", en="The {count} left out")
LEFT_OUT_SHORT: Final = Text(vi="Bị bỏ: {count}", en="{count} left out")


def render_list_preview(
    preview: ListPreview,
    *,
    language: Language,
    tz: tzinfo,
    now: float,
    approve: bool = False,
    listens: bool = False,
) -> Message:
    """The list as it would be called; with `approve` a second person is asked first.

    The buttons that call name the drawing that they stand under.
    """
    called, total = preview.called, preview.tally.total
    warnings = caution_lines(called, preview.warnings, language, tz, now)
    html = with_a_row(
        [bold(HEAD.render(language)), _what(preview, language), _left_out(preview, language)],
        preview.row,
        [*warnings, pace(called, preview.account, total, preview.seconds, language)],
        script=called.script,
        language=language,
    )
    rows = _keyboard(preview, approve, bool(warnings), listens, language)
    return Message(html, tuple(row for row in rows if row))


def with_a_row(
    head: Sequence[Markup | None],
    row: Row | None,
    tail: Sequence[Markup | None],
    *,
    script: Template | None,
    language: Language,
) -> Markup:
    """All of it in one message; what a row hears is never cut, but left out where nothing fits."""
    if row is None:
        return lines(*head, *tail)
    heard = _heard(row, script, language)
    whole = lines(*head, heard, _keys(row, script, language), *tail)
    if fits(whole):
        return whole
    without_keys = lines(*head, heard, *tail)
    return without_keys if fits(without_keys) else lines(*head, TOO_LONG.render(language), *tail)


def _heard(row: Row, script: Template | None, language: Language) -> Markup | None:
    said = heard_script(script, row.values, language) if script else values_text(row.values)
    text = ROW.render(language, line=str(row.line), said=said)
    return quote(text, folded=len(plain_text(text)) > UNFOLDED)


def _keys(row: Row, script: Template | None, language: Language) -> Markup | None:
    """What is played after a key and at the end: in a fold, however much it is."""
    if script is None:
        return None
    sounds = ((AT_THE_END, script.exit_sound), (WRONG_KEY, script.invalid_sound))
    said = [
        *(
            PRESS.render(language, num=key.num, heard=heard_key(key, script, row.values, language))
            for key in script.keys
        ),
        *(
            text.render(language, heard=heard_aside(sound, script, row.values, language))
            for text, sound in sounds
            if sound
        ),
    ]
    return quote(Markup("\n").join(said), folded=True)


def _what(preview: ListPreview, language: Language) -> Markup:
    """Where it came from, how many are called, and with what."""
    called, total = preview.called, preview.tally.total
    numbers = NUMBERS.render(language, total=total) if total else NOBODY.render(language)
    return items(
        WHAT.render(
            language,
            source=source(called, language),
            rows=preview.tally.rows,
            calls=bold(numbers),
        ),
        *unusual(called, preview.account, language, default_account=preview.default_account),
    )


def unusual(
    called: CallList, account: Account, language: Language, *, default_account: bool
) -> Iterator[Markup | str]:
    """The script, and whatever of its calls is not this person's default."""
    yield called.template
    if not default_account:
        yield ACCOUNT.render(language, name=account.name)
    if called.caller != account.caller:
        yield CALLER.render(language, caller=called.caller)
    if called.campaign_id != account.campaign_id:
        yield CAMPAIGN.render(language, campaign=called.campaign_id)


def pace(
    called: CallList, account: Account, total: int, seconds: float, language: Language
) -> Markup | None:
    """How many at a time, how long that takes, and who is called again."""
    if not total:
        return None
    redial, length = called.redial, rough(seconds, language, minute=MINUTES)
    after = rough(redial.after, language, minute=MINUTES)
    at_once = min(account.concurrency, total)
    return items(
        AT_A_TIME.render(language, lines=at_once, length=length),
        REDIAL.render(language, times=redial.times, after=after) if redial.on else None,
    )


def _left_out(preview: ListPreview, language: Language) -> Markup | None:
    out = preview.tally.out
    why = [
        text.render(language, count=out[reason])
        for reason, text in REASONS.items()
        if out.get(reason)
    ]
    if not why:
        return None
    return LEFT_OUT.render(language, out=sum(out.values()), why=Markup(", ").join(why))


def _keyboard(
    preview: ListPreview, approve: bool, warned: bool, listens: bool, language: Language
) -> Keyboard:
    key = preview.called.key
    drawn = f"{key}:{preview.called.drawings}"
    when = Button(SCHEDULE.plain(language), data=f"list.when:{key}")
    cancel = Button(CANCEL.plain(language), data=f"list.drop:{key}")
    go = (_go(preview, drawn, approve, warned, language), when) if preview.tally.total else ()
    hear = listens and preview.row is not None and can_be_heard(preview.called.script)
    listen = (listen_button(f"list.hear:{key}", language),) if hear else ()
    return (
        *fix_rows(preview.called, worst_first(preview.warnings), language),
        go,
        _try_out(preview, drawn, language),
        (*listen, *left_out_button(key, preview.tally, language, a_row=2 + len(listen)), cancel),
    )


def _go(
    preview: ListPreview, drawn: str, approve: bool, warned: bool, language: Language
) -> Button:
    texts = (CALL_ANYWAY, CALL_SHORT) if warned else (CALL, CALL_SHORT)
    said = (ASK_APPROVAL, ASK_SHORT) if approve else texts
    clean = not warned and not approve
    return Button(
        label(language, *said, a_row=2, count=preview.tally.total),
        data=f"list.go:{drawn}",
        style=Style.GO if clean else None,
    )


def _try_out(preview: ListPreview, drawn: str, language: Language) -> tuple[Button, ...]:
    if preview.row is None:
        return ()
    called = preview.called
    redial = REDIAL_ON if called.redial.on else REDIAL_OFF
    buttons = [
        Button(TEST.plain(language), data=f"list.test:{drawn}"),
        Button(
            label(language, redial, a_row=3, times=str(called.redial.times)),
            data=f"list.redial:{called.key}",
        ),
    ]
    if preview.next_at is not None:
        # A line is no amount: no dots in it.
        said = label(language, NEXT, NEXT_SHORT, a_row=3, line=str(preview.next_line))
        buttons.append(Button(said, data=f"list.row:{called.key}:{preview.next_at}"))
    return tuple(buttons)


def left_out_button(
    key: str, tally: Tally, language: Language, *, a_row: int
) -> tuple[Button, ...]:
    """The way to the rows that are left out, if any are."""
    out = sum(tally.out.values())
    if not out:
        return ()
    said = label(language, THE_LEFT_OUT, LEFT_OUT_SHORT, a_row=a_row, count=out)
    return (Button(said, data=f"list.rows:{key}:{Which.OUT}:0"),)
