"""What is said of a script that is heard before anybody is called, and what is spoken in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.messages.text import Button, Text, code, items, length_text, lines
from bot.core.people import Language
from bot.core.speaking import LONGEST_SPEECH, Branch, Part
from bot.core.templates import Template

LISTEN: Final = Text(vi="Nghe thử", en="Listen")
UNDER_WAY: Final = Text(vi="Đang đọc, chờ vài giây", en="Being read, a few seconds")
PREVIEW: Final = Text(
    vi="Nghe thử, giọng máy này khác giọng tổng đài",
    en="A preview, in another voice than the PBX's",
)
CUT: Final = Text(vi="Chỉ đọc {minutes} phút đầu", en="Only the first {minutes} minutes are read")
PLACES: Final[Mapping[Branch, Text]] = MappingProxyType(
    {
        Branch.START: Text(vi="lời chính", en="the script"),
        Branch.KEY: Text(vi="bấm {num}", en="key {num}"),
        Branch.WRONG: Text(vi="bấm sai", en="wrong key"),
        Branch.END: Text(vi="kết thúc", en="the end"),
    }
)
AT: Final = Text(vi="{at} {place}", en="{at} {place}")
FILE_AT: Final = Text(vi="{place}: tệp {file}, không đọc", en="{place}: file {file}, not read")
#: Spoken before what follows a key: the voice speaks Vietnamese, whoever listens.
ANNOUNCED: Final[Mapping[Branch, str]] = MappingProxyType(
    {
        Branch.START: "{words}",
        Branch.KEY: "Bấm phím {num}. {words}",
        Branch.WRONG: "Bấm sai. {words}",
        Branch.END: "Kết thúc. {words}",
    }
)
_MINUTE: Final = 60
#: So many places are listed.
_PLACES: Final = 14


def announced(part: Part) -> str:
    """A part as it is spoken, after where in the script it is heard."""
    return ANNOUNCED[part.branch].format(num=part.num, words=part.words)


def can_be_heard(script: Template | None) -> bool:
    """Whether there are words in a script that a voice can read."""
    return script is not None and bool(script.spoken)


def listen_button(data: str, language: Language) -> Button:
    """[Listen]."""
    return Button(LISTEN.plain(language), data=data)


def note_caption(
    template: str,
    parts: Sequence[Part],
    begins: Sequence[float | None],
    *,
    cut: bool,
    language: Language,
) -> Markup:
    """Under the note: that it is a preview, and where each part begins."""
    placed = list(zip(parts, begins, strict=True))
    there = [_at(part, at, language) for part, at in placed if at is not None]
    files = [_file(part, language) for part in parts if part.audio_file]
    return lines(
        items(code(template)),
        items(*there[:_PLACES]) if len(there) > 1 else None,
        items(*files[:_PLACES]) if files else None,
        CUT.render(language, minutes=int(LONGEST_SPEECH / _MINUTE)) if cut else None,
        PREVIEW.render(language),
    )


def _at(part: Part, at: float, language: Language) -> Markup:
    return AT.render(language, at=length_text(int(at)), place=_place(part, language))


def _file(part: Part, language: Language) -> Markup:
    return FILE_AT.render(language, place=_place(part, language), file=part.audio_file)


def _place(part: Part, language: Language) -> Markup:
    return PLACES[part.branch].render(language, num=part.num)
