"""What those read who may agree to a list: who asks for how many, and what a row would hear.

Once it is answered one line is left, whoever answered.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from bot.core.list_views import ListView
from bot.core.lists import ListState, Row
from bot.core.messages.lists.card import SCHEDULED
from bot.core.messages.lists.cautions import caution_lines
from bot.core.messages.lists.digest import list_button
from bot.core.messages.lists.figures import label
from bot.core.messages.lists.names import file_name, source
from bot.core.messages.lists.preview import (
    left_out_button,
    pace,
    unusual,
    with_a_row,
)
from bot.core.messages.text import Button, Message, Text, bold, clock, items
from bot.core.people import Language

ASKS: Final = Text(
    vi="{who} xin duyệt gọi {total} số, chưa gọi ai",
    en="{who} asks to call {total:number|numbers}, nobody called yet",
)
WHAT: Final = Text(vi="{source}, {rows} dòng", en="{source}, {rows:row|rows}")
AGREE: Final = Text(vi="Duyệt, gọi {count} số", en="Agree, call {count:number|numbers}")
AGREE_THEN: Final = Text(
    vi="Duyệt, hẹn gọi {count} số", en="Agree, schedule {count:number|numbers}"
)
REFUSE: Final = Text(vi="Không", en="No")
AGREED: Final = Text(vi="Đã duyệt", en="Agreed")
AGREED_BY: Final = Text(vi="{who} đã duyệt", en="{who} agreed")
AGREED_AT: Final = Text(vi="{said} lúc {at}", en="{said} at {at}")
REFUSED: Final = Text(vi="{who} không cho gọi, chưa gọi ai", en="{who} said no, nobody was called")
WITHDRAWN: Final = Text(
    vi="{who} đã rút lại, chưa gọi ai", en="{who} withdrew it, nobody was called"
)
REMOVED: Final = Text(
    vi="Tài khoản bị gỡ, chưa gọi ai", en="The account was removed, nobody was called"
)


def render_approval(view: ListView, row: Row | None, *, language: Language) -> Message:
    """Is this to be called? Asked of those who may say so; answered, it is one line."""
    if view.called.state is not ListState.APPROVAL:
        return Message(_answered(view, language), silent=True)
    called, tally = view.called, view.tally
    named = source(called, language)
    cautions = (*((view.before,) if view.before else ()), *called.cautions)
    asks = ASKS.render(language, who=view.asker, total=tally.total)
    html = with_a_row(
        [
            bold(asks),
            items(
                WHAT.render(language, source=named, rows=tally.rows),
                *unusual(called, view.account, language, default_account=False),
            ),
        ],
        row,
        [
            *caution_lines(called, cautions, language, view.tz, view.now),
            pace(called, view.account, tally.total, view.seconds, language),
            _begins(view, language),
        ],
        script=called.script,
        language=language,
    )
    return Message(html, _keyboard(view, language))


def _begins(view: ListView, language: Language) -> Markup | None:
    at = view.called.start_at
    if at is None:
        return None
    return SCHEDULED.render(language, at=clock(at, view.tz, language=language, now=view.now))


def _keyboard(view: ListView, language: Language) -> tuple[tuple[Button, ...], ...]:
    key, tally = view.called.key, view.tally
    agree = label(
        language,
        AGREE if view.called.start_at is None else AGREE_THEN,
        a_row=1,
        count=tally.total,
    )
    rows = (
        (Button(agree, data=f"list.yes:{key}"),),
        left_out_button(key, tally, language, a_row=1),
        (
            list_button(key, language),
            Button(REFUSE.plain(language), data=f"list.no:{key}"),
        ),
    )
    return tuple(row for row in rows if row)


def _answered(view: ListView, language: Language) -> Markup:
    called = view.called
    if called.state is ListState.CANCELLED:
        text = WITHDRAWN if called.changed_by == called.person_id else REFUSED
        text = REMOVED if called.changed_by is None else text
        said = text.render(language, who=view.by or view.asker)
    else:
        said = (
            AGREED_BY.render(language, who=view.agreed) if view.agreed else AGREED.render(language)
        )
        if called.agreed_at is not None:
            at = clock(called.agreed_at, view.tz, language=language, now=view.now)
            said = AGREED_AT.render(language, said=said, at=at)
    return items(bold(said), called.template, file_name(called, language, masked=False))
