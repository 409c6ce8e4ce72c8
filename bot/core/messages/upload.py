"""What people read of sound files: on their way to the PBX, and those that it has."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final

from markupsafe import Markup

from bot.core.messages.problems import render_problem
from bot.core.messages.prompts import account_keyboard
from bot.core.messages.sound_card import DO_UPLOAD, DROP, OTHER_NAME, account_text, hertz
from bot.core.messages.text import (
    Button,
    Message,
    Script,
    Text,
    bold,
    clock,
    code,
    items,
    length_text,
    lines,
)
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.records import Account
from bot.core.sounds import TELEPHONE_RATE
from bot.core.uploads import Uploaded
from bot.errors import UsageError

#: Files a page.
A_PAGE: Final = 8

SENDING: Final = Text(vi="Đang gửi {name} lên tổng đài", en="Sending {name} to the PBX")
TAKEN: Final = Text(vi="Tổng đài đã lưu", en="The PBX has it")
TWIN: Final = Text(
    vi="Giống hệt {name} đã tải lên {at}", en="The same sound as {name}, uploaded {at}"
)
TO_USE: Final = Text(
    vi="Để gọi: tạo kịch bản phát tệp này trên tổng đài, rồi gửi {command}",
    en="To call with it: make a template of it on the PBX, then send {command}",
)
USE_COMMAND: Final = Text(vi="/template add TÊN {name}", en="/template add NAME {name}")
OFFER: Final = Text(
    vi="<b>Tải {name} lên tổng đài?</b>\nChưa tải gì lên.",
    en="<b>Upload {name} to the PBX?</b>\nNothing is uploaded yet.",
)
NAMELESS: Final = Text(vi="tệp này", en="this file")
DROPPED: Final = Text(vi="Đã bỏ. Chưa tải gì lên.", en="Dropped. Nothing is uploaded.")
AGAIN: Final = Text(vi="Gửi lại", en="Send again")
ASK_FILE: Final = Text(vi="Gửi tệp âm thanh cho {name}", en="Send the sound file for {name}")
FILE_LOOKS: Final = Text(vi="Đính kèm hoặc ghi âm", en="Attach or record it")
ASK_NAME: Final = Text(vi="Tên mới trên tổng đài?", en="What is it to be called on the PBX?")
NAME_LOOKS: Final = Text(vi="Ví dụ chao_mung.wav", en="Such as welcome.wav")
WHICH_ACCOUNT: Final = Text(vi="Tải lên tài khoản nào?", en="Upload to which account?")
LISTED: Final = Text(vi="Tệp âm thanh của {account}", en="Sound files of {account}")
RANGE: Final = Text(vi="{first}–{last} trong {total}", en="{first}–{last} of {total}")
NONE_LISTED: Final = Text(
    vi="Bot chưa tải tệp nào lên {account}", en="No file was uploaded to {account} yet"
)
BY: Final = Text(vi="{who} {at}", en="{who} {at}")
HOW: Final = Text(
    vi="Để tải lên: gửi tệp âm thanh kèm chú thích /upload TÊN, hoặc trả lời nó bằng /upload TÊN",
    en="To upload: send a sound captioned /upload NAME, or reply to one with /upload NAME",
)
BEFORE: Final = Text(vi="‹ Mới hơn", en="‹ Newer")
AFTER: Final = Text(vi="Cũ hơn ›", en="Older ›")

#: What mends a failure: the button's words and what it is called in its data.
_MENDS: Final[Mapping[str, tuple[Text, str]]] = {
    "upload_taken": (OTHER_NAME, "name"),
    "upload_not_fetched": (AGAIN, "again"),
    "upload_not_reached": (AGAIN, "again"),
    "upload_unknown": (AGAIN, "again"),
}


def render_sending(name: str, *, language: Language) -> Message:
    """It is under way; this message becomes the result."""
    said = SENDING.render(language, name=name)
    return Message(Markup("{} {}").format(Sign.WAITING, bold(said)))


def render_taken(
    uploaded: Uploaded,
    *,
    account: Account | None,
    twin: Uploaded | None,
    language: Language,
    tz: tzinfo,
    now: float,
) -> Message:
    """The PBX has it; `account` is named if it is not the person's default."""
    same = None
    if twin is not None:
        at = clock(twin.created_at, tz, language=language, now=now)
        same = TWIN.render(language, name=twin.name, at=at)
    use = code(Script(USE_COMMAND.plain(language, name=Script(uploaded.name))))
    return Message(
        lines(
            items(bold(TAKEN.render(language)), code(Script(uploaded.name))),
            items(
                _length(uploaded),
                hertz(TELEPHONE_RATE, language),
                "mono",
                account_text(account, language),
            ),
            same,
            TO_USE.render(language, command=use),
        )
    )


def _length(uploaded: Uploaded) -> str:
    return length_text(math.ceil(uploaded.seconds))


def can_be_mended(error: UsageError) -> bool:
    """Whether a failure has a button that may set it right."""
    return error.problem in _MENDS


def render_failed(error: UsageError, draft_id: str | None, *, language: Language) -> Message:
    """It is not there, or nobody knows; with the button that may set it right."""
    if draft_id is None:
        return render_problem(error, language)
    label, verb = _MENDS[error.problem]
    button = Button(label.plain(language), data=f"up.{verb}:{draft_id}")
    return render_problem(error, language, keyboard=((button,),))


def render_offer(draft_id: str, file_name: str, *, language: Language) -> Message:
    """A sound came without a word: is it meant for the PBX?"""
    buttons = (
        Button(DO_UPLOAD.plain(language), data=f"up.go:{draft_id}"),
        Button(DROP.plain(language), data=f"up.drop:{draft_id}"),
    )
    name = file_name or NAMELESS.plain(language)
    return Message(OFFER.render(language, name=name), (buttons,))


def render_dropped(*, language: Language) -> Message:
    """What stands in place of a question that was taken back."""
    return Message(DROPPED.render(language))


def render_ask_file(name: str, *, language: Language) -> Message:
    """A name was given, and no file."""
    said = bold(ASK_FILE.render(language, name=name))
    return Message(said, ask=FILE_LOOKS.plain(language))


def render_ask_name(error: UsageError | None = None, *, language: Language) -> Message:
    """What is it to be called? Under what is wrong with the name that it has."""
    asked = Message(bold(ASK_NAME.render(language)))
    told = render_problem(error, language) if error else asked
    return replace(told, ask=NAME_LOOKS.plain(language))


def render_choose_account(
    draft_id: str, accounts: Sequence[Account], *, language: Language
) -> Message:
    """Which account is it for? A button each."""
    keyboard = account_keyboard(accounts, lambda account_id: f"up.of:{draft_id}:{account_id}")
    return Message(bold(WHICH_ACCOUNT.render(language)), keyboard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The files that were uploaded to an account, newest first, and who their people are."""

    account: Account
    files: Sequence[Uploaded]
    names: Mapping[int, str]
    others: Sequence[Account] = ()
    page: int = 0


def render_list(listing: Listing, *, language: Language, tz: tzinfo, now: float) -> Message:
    """A page of files, and how more get there."""
    page = min(listing.page, max(len(listing.files) - 1, 0) // A_PAGE)
    first, total = A_PAGE * page, len(listing.files)
    shown = listing.files[first : first + A_PAGE]
    name = listing.account.name
    at = RANGE.render(language, first=first + 1, last=first + len(shown), total=total)
    heading = items(bold(LISTED.render(language, account=name)), at if total > A_PAGE else None)
    html = lines(
        heading if shown else bold(NONE_LISTED.render(language, account=name)),
        *(
            items(
                code(Script(file.name)),
                _length(file),
                BY.render(
                    language,
                    who=listing.names[file.person_id],
                    at=clock(file.created_at, tz, language=language, now=now),
                ),
            )
            for file in shown
        ),
        TO_USE.render(language, command=code(Script(_use(shown[0], language)))) if shown else None,
        HOW.render(language),
    )
    walk = _walk(listing.account.account_id, page, total, language)
    others = account_keyboard(listing.others, "up.page:{}:0".format)
    return Message(html, (*((walk,) if walk else ()), *others))


def _use(uploaded: Uploaded, language: Language) -> str:
    return USE_COMMAND.plain(language, name=Script(uploaded.name))


def _walk(account_id: int, page: int, total: int, language: Language) -> tuple[Button, ...]:
    steps = []
    if page:
        steps.append(Button(BEFORE.plain(language), data=f"up.page:{account_id}:{page - 1}"))
    if A_PAGE * (page + 1) < total:
        steps.append(Button(AFTER.plain(language), data=f"up.page:{account_id}:{page + 1}"))
    return tuple(steps)
