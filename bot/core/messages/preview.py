"""The preview of a voice call: what would be read to whom, before anybody is called (CARDS.md C1).

The script stands word for word, its values as they are read aloud; what the bot does not know it
says so, and shows the values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Final

from markupsafe import Markup

from bot.core.checks import Finding
from bot.core.messages.cards import CALLER, CAMPAIGN
from bot.core.messages.do_not_call import blocked_line
from bot.core.messages.faults import fault_line, fix_rows
from bot.core.messages.heard import heard_aside, heard_key, heard_script
from bot.core.messages.listening import can_be_heard, listen_button
from bot.core.messages.prompts import CALL_ANYWAY, CANCEL
from bot.core.messages.records import words_for_record
from bot.core.messages.text import (
    Button,
    Message,
    Style,
    Text,
    bold,
    clock,
    code,
    fits,
    items,
    lines,
    plain_text,
)
from bot.core.messages.voice import Keyboard, quote, ref_text, values_text
from bot.core.messages.voices import speed_text, voice_text
from bot.core.messages.wording import fillings
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.previews import Preview
from bot.core.templates import Template, TemplateKind

HEAD: Final = Text(vi="Xem trước, chưa gọi", en="Preview, not called yet")
UNKNOWN: Final = Text(vi="Bot chưa biết kịch bản {name}", en="The bot does not know {name}")
CLOSE: Final = Text(vi="Chưa gọi ai. Gần giống:", en="Nobody was called. Close to it:")
NO_PREVIEW: Final = Text(
    vi="Chưa gọi ai, không xem trước được. Gọi thử để nghe.",
    en="Nobody was called, no preview. Test it to hear it.",
)
TOO_LONG: Final = Text(
    vi="Kịch bản dài quá một tin. Gọi thử để nghe hết.",
    en="The script is longer than a message. Test it to hear all of it.",
)
ACCOUNT: Final = Text(vi="Tài khoản {name}", en="Account {name}")
PRESS: Final = Text(vi="Bấm {num} → {heard}", en="Press {num} → {heard}")
AT_THE_END: Final = Text(vi="Kết thúc → {heard}", en="At the end → {heard}")
WRONG_KEY: Final = Text(vi="Bấm sai → {heard}", en="Wrong key → {heard}")
YOU_CALLED: Final = Text(
    vi="{sign} Bạn vừa gọi số này lúc {at}: {told}", en="{sign} You called it at {at}: {told}"
)
SOMEBODY_CALLED: Final = Text(
    vi="{sign} {who} vừa gọi số này lúc {at}: {told}", en="{sign} {who} called it at {at}: {told}"
)
ANOTHER_SYSTEM: Final = Text(vi="Hệ thống khác", en="Another system")
#: Of an account that the asker does not use, no name and no outcome.
WAS_CALLED: Final = Text(
    vi="{sign} Số này vừa được gọi lúc {at}", en="{sign} This number was called at {at}"
)

CALL: Final = Text(vi="Gọi", en="Call")
CALL_BLIND: Final = Text(vi="Gọi không xem trước", en="Call without preview")
TEST_IT: Final = Text(vi="Gọi thử máy tôi", en="Test on my phone")
EDIT: Final = Text(vi="Sửa", en="Edit")

IN_PRIVATE: Final = Text(vi="Xem trước trong chat riêng", en="The preview is in the private chat")
OPEN: Final = Text(vi="Mở", en="Open")
CLOSED: Final = Text(
    vi="Bản xem trước này đã đóng, không gọi thêm.", en="This preview is closed, no further call."
)

# Pop-ups.
REFRESHED: Final = Text(
    vi="Đã làm mới, xem lại rồi bấm Gọi", en="Refreshed, check it and press Call"
)
CALLED_ALREADY: Final = Text(vi="Đã bấm rồi, đang gọi", en="Already pressed, calling")
CALLED_BEFORE: Final = Text(vi="Đã bấm rồi, đã gọi", en="Already pressed, called")
STILL_UNKNOWN: Final = Text(
    vi="Chưa rõ cuộc này đã đi chưa, khoan gọi lại", en="Not known if it went out, do not redial"
)
TESTING: Final = Text(vi="Đang gọi thử máy bạn", en="Calling your phone")

#: Longer scripts fold.
_FOLDS: Final = 600
#: So many lines beside what folds; keys that do not fit fold too.
_LINES: Final = 9
#: What fits a label where two share a row.
_HALF: Final = 18
#: So many warnings are shown, worst first.
_WARNINGS: Final = 4


def render_preview(
    preview: Preview,
    draft_id: str,
    *,
    drawing: int,
    asker_id: int,
    close: Sequence[str] = (),
    listens: bool = False,
    language: Language,
    tz: tzinfo,
    now: float,
) -> Message:
    """The call as it would be made; `close` names scripts that an unknown one may stand for.

    The buttons that call name this `drawing`: a later one says anew what is called.
    """
    # Whatever was found of earlier calls counts as seen, so that it is always shown.
    found = preview.findings[:_WARNINGS]
    cautions = preview.cautions[: _WARNINGS - len(found)]
    block = blocked_line(preview.block, language, tz, now)
    warnings = [
        *([block] if block else []),
        *(fault_line(warned, language) for warned in cautions),
        *(_warning(preview, finding, asker_id, language, tz, now) for finding in found),
    ]
    fixes = fix_rows(cautions, f"{draft_id}:{drawing}", language)
    whom = items(
        code(preview.callee),
        ref_text(preview.command.label, language),
    )
    tail = [*warnings, _account(preview, language)]
    if preview.script is not None:
        head = [bold(HEAD.render(language)), whom, _what(preview.script, language)]
        said = _script(preview.script, preview, len(warnings), language)
        html = _within_a_message(head, said, tail, language)
        calls = _keyboard(draft_id, drawing, bool(warnings), language)
        if block:
            # The number is not called; one's own phone may be.
            calls = (calls[0][1:], *calls[1:])
        hear = listens and can_be_heard(preview.script)
        listen = (listen_button(f"call.hear:{draft_id}", language),) if hear else ()
        return Message(html, (*fixes, *calls[:-1], (*listen, *calls[-1])))
    name = UNKNOWN.render(language, name=preview.template)
    sign = Sign.LOOK if preview.used else Sign.BROKEN
    then = (CLOSE if close else NO_PREVIEW).render(language)
    values = quote(values_text(preview.command.values), folded=False)
    head = [Markup("{} {}").format(sign, bold(name)), then, whom]
    html = _within_a_message(head, [values], tail, language)
    calls = _blind_keyboard(draft_id, drawing, close, language)
    if block:
        calls = tuple(row for row in calls if row[0].data != f"call.go:{draft_id}:{drawing}")
    # Which script is meant comes before what it is filled with; there is room for one row more.
    return Message(html, calls if close else (*fixes[:1], *calls))


def _within_a_message(
    head: list[Markup], said: list[Markup | None], tail: list[Markup], language: Language
) -> Markup:
    """All of it; what is said is never cut, but left out where no message can hold it."""
    html = lines(*head, *said, *tail)
    return html if fits(html) else lines(*head, TOO_LONG.render(language), *tail)


def _script(
    script: Template, preview: Preview, warnings: int, language: Language
) -> list[Markup | None]:
    values = preview.command.values
    text = heard_script(script, values, language)
    keys = [
        PRESS.render(language, num=key.num, heard=heard_key(key, script, values, language))
        for key in script.keys
    ]
    aside = [
        label.render(language, heard=heard_aside(sound, script, values, language))
        for label, sound in ((AT_THE_END, script.exit_sound), (WRONG_KEY, script.invalid_sound))
        if sound
    ]
    # Head, number, script and account have a line each.
    shown = keys if 4 + len(keys) + warnings <= _LINES else []
    folded = aside if shown else [*keys, *aside]
    return [
        quote(text, folded=len(plain_text(text)) > _FOLDS),
        *shown,
        quote(Markup("\n").join(folded), folded=True),
    ]


def _what(script: Template, language: Language) -> Markup:
    """The script's name, voice and speed, as far as they are known; a sound file has neither."""
    if script.kind is TemplateKind.AUDIO:
        return items(script.name)
    voice, speed = voice_text(script.voice, language), speed_text(script.speed, language)
    return items(script.name, voice, speed)


def _account(preview: Preview, language: Language) -> Markup:
    """Who pays, and what the callee sees; the campaign only if it is not the account's own."""
    account = preview.account
    other = preview.campaign if preview.campaign != account.campaign_id else ""
    return items(
        ACCOUNT.render(language, name=account.name),
        CALLER.render(language, caller=preview.caller),
        CAMPAIGN.render(language, campaign=other) if other else None,
    )


def _warning(
    preview: Preview, finding: Finding, asker_id: int, language: Language, tz: tzinfo, now: float
) -> Markup:
    record = finding.record
    at = clock(record.at, tz, language=language, now=now)
    who = preview.callers.get(finding.key)
    if who is None:
        return WAS_CALLED.render(language, sign=Sign.LOOK, at=at)
    call, words = record.call, words_for_record(record, now=now)
    script = call.script if call else None
    told = words.told.render(language, **fillings(record.facts, script, language))
    text = YOU_CALLED if call and call.person_id == asker_id else SOMEBODY_CALLED
    caller = who or ANOTHER_SYSTEM.render(language)
    return text.render(language, sign=Sign.LOOK, who=caller, at=at, told=told)


def _keyboard(draft_id: str, drawing: int, warned: bool, language: Language) -> Keyboard:
    drawn = f"{draft_id}:{drawing}"
    go = _button(CALL_ANYWAY if warned else CALL, "go", drawn, language)
    return (
        (
            replace(go, style=None if warned else Style.GO),
            _button(TEST_IT, "test", drawn, language),
        ),
        (
            _button(EDIT, "edit", draft_id, language),
            _button(CANCEL, "drop", draft_id, language),
        ),
    )


def _blind_keyboard(
    draft_id: str, drawing: int, close: Sequence[str], language: Language
) -> Keyboard:
    drawn = f"{draft_id}:{drawing}"
    meant = [Button(name, data=f"call.pick:{draft_id}:{at}") for at, name in enumerate(close)]
    # Names that are too long for a row of two are worth one row, not two.
    fits_two = all(len(button.label) <= _HALF for button in meant)
    rows = (
        tuple(meant if fits_two else meant[:1]),
        (_button(CALL_BLIND, "go", drawn, language),),
        (_button(TEST_IT, "test", drawn, language),),
        (
            _button(EDIT, "edit", draft_id, language),
            _button(CANCEL, "drop", draft_id, language),
        ),
    )
    return tuple(row for row in rows if row)


def _button(label: Text, action: str, of: str, language: Language) -> Button:
    return Button(label.plain(language), data=f"call.{action}:{of}")


def render_in_private(url: str, *, language: Language) -> Message:
    """What a group sees of a preview: where it is."""
    opens = Button(OPEN.plain(language), url=url)
    return Message(IN_PRIVATE.render(language), ((opens,),), silent=True)


def render_closed(*, language: Language) -> Message:
    """What stands in place of a preview whose call was made from a copy of it, or not at all."""
    return Message(CLOSED.render(language))
