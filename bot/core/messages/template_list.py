"""The list of voice scripts that `/template` shows, page by page, and how others become known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from bot.core.messages.prompts import account_keyboard
from bot.core.messages.script_card import AND_MORE, KINDS
from bot.core.messages.text import Button, Message, Script, Text, bold, code, items, lines
from bot.core.messages.voices import voice_text
from bot.core.people import Language
from bot.core.records import Account
from bot.core.scripts import short_key
from bot.core.templates import Template

#: Scripts a page, and buttons a row that open them.
A_PAGE: Final = 8
_A_ROW: Final = 4
#: So many names that calls have taught are shown.
_TAUGHT: Final = 5

LISTED: Final = Text(vi="Kịch bản của {account}", en="Templates of {account}")
RANGE: Final = Text(vi="{first}–{last} trong {total}", en="{first}–{last} of {total}")
ROW: Final = Text(vi="{n}. {about}", en="{n}. {about}")
ITS_FIELDS: Final = Text(vi="{fields:mục}", en="{fields:field|fields}")
NONE_LISTED: Final = Text(
    vi="Bot chưa biết kịch bản nào của {account}", en="No templates of {account} are known"
)
TAUGHT: Final = Text(
    vi="Có trong các cuộc gọi, bot chưa biết lời. Chạm để chép lệnh, rồi viết thêm lời:",
    en="Seen in calls, their words are not known. Tap to copy, then add the words:",
)
HOW_TO_ADD: Final = Text(
    vi="Thêm kịch bản đã có trên tổng đài: {command}",
    en="To add one that the PBX has: {command}",
)
ADD_COMMAND: Final = Text(vi="/template add TÊN NỘI DUNG", en="/template add NAME TEXT")
HOW_TO_MAKE: Final = Text(vi="Tạo mới: {command}", en="To make a new one: {command}")
NEW_COMMAND: Final = "/template new"
LOCKED: Final = Text(vi="đã khóa", en="locked")
NEW: Final = Text(vi="Tạo mới", en="New")
ADD: Final = Text(vi="Thêm", en="Add")
BEFORE: Final = Text(vi="‹ Trước", en="‹ Back")
AFTER: Final = Text(vi="Sau ›", en="Next ›")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What `/template` lists: an account's scripts, and names that only its calls have taught."""

    account: Account
    templates: Sequence[Template]
    taught: Sequence[str] = ()
    #: The person's other accounts, each a button.
    others: Sequence[Account] = ()
    page: int = 0
    #: The names that nobody may call with.
    locked: Collection[str] = ()


def render_list(listing: Listing, *, language: Language) -> Message:
    """A page of scripts, and how others become known; one that is no more is the last."""
    listing = replace(listing, page=min(listing.page, max(len(listing.templates) - 1, 0) // A_PAGE))
    first = A_PAGE * listing.page
    shown = listing.templates[first : first + A_PAGE]
    html = lines(
        _list_heading(listing, first, len(shown), language),
        *(
            ROW.render(language, n=n, about=_in_list(template, listing, language))
            for n, template in enumerate(shown, start=first + 1)
        ),
        *_taught(listing.taught, language),
        HOW_TO_MAKE.render(language, command=code(NEW_COMMAND)),
        HOW_TO_ADD.render(language, command=code(ADD_COMMAND.plain(language))),
    )
    account_id = listing.account.account_id
    numbers = [
        Button(str(n), data=f"tpl.show:{account_id}:{short_key(template.name)}")
        for n, template in enumerate(shown, start=first + 1)
    ]
    rows = [tuple(numbers[at : at + _A_ROW]) for at in range(0, len(numbers), _A_ROW)]
    rows.append(tuple(_walk(listing, language)))
    return Message(html, (*rows, *account_keyboard(listing.others, "tpl.page:{}:0".format)))


def _list_heading(listing: Listing, first: int, shown: int, language: Language) -> Markup:
    name = listing.account.name
    if not shown:
        return bold(NONE_LISTED.render(language, account=name))
    total = len(listing.templates)
    at = RANGE.render(language, first=first + 1, last=first + shown, total=total)
    return items(bold(LISTED.render(language, account=name)), at if total > A_PAGE else None)


def _in_list(template: Template, listing: Listing, language: Language) -> Markup:
    fields = len(template.fields)
    return items(
        template.name,
        LOCKED.render(language) if template.name in listing.locked else None,
        KINDS[template.kind].render(language),
        voice_text(template.voice, language),
        ITS_FIELDS.render(language, fields=fields) if fields else None,
    )


def _taught(names: Sequence[str], language: Language) -> Iterator[Markup]:
    if names:
        yield TAUGHT.render(language)
    for name in names[:_TAUGHT]:
        typed = f'"{name}"' if " " in name else name
        yield code(Script(f"/template add {typed}"))
    if len(names) > _TAUGHT:
        yield AND_MORE.render(language, more=len(names) - _TAUGHT)


def _walk(listing: Listing, language: Language) -> Iterator[Button]:
    account_id, page = listing.account.account_id, listing.page
    if page:
        yield Button(BEFORE.plain(language), data=f"tpl.page:{account_id}:{page - 1}")
    yield Button(NEW.plain(language), data=f"tpl.new:{account_id}")
    yield Button(ADD.plain(language), data=f"tpl.add:{account_id}")
    if A_PAGE * (page + 1) < len(listing.templates):
        yield Button(AFTER.plain(language), data=f"tpl.page:{account_id}:{page + 1}")
